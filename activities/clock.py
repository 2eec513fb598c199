"""The journal's clock: real time, or an accelerated one whose start and rate stand in the journal's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from activities.ports import JournalInfo
from domain.clock.instant import to_millisecond


@dataclass(frozen=True, slots=True)
class JournalClock:
    """Journal time = start + (real time - began) × rate."""

    start: datetime | None = None
    began: datetime | None = None
    rate: int = 1

    @classmethod
    def of(cls, info: JournalInfo) -> JournalClock:
        """Return the clock that a journal's row names."""
        return cls(info.clock_start, info.clock_began, info.clock_rate)

    def now(self) -> datetime:
        """Return the present instant in journal time."""
        real = datetime.now(UTC)
        if self.start is None or self.began is None:
            return to_millisecond(real)
        return to_millisecond(self.start + (real - self.began) * self.rate)

    def stretch(self, ms: int) -> int:
        """Return real milliseconds as journal milliseconds."""
        return ms * self.rate


@dataclass(slots=True)
class VirtualClock:
    """A clock that stands still until it is told the time."""

    at: datetime

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at

    def stretch(self, ms: int) -> int:
        """Virtual time is not stretched."""
        return ms

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self.at += span
