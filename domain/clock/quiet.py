"""Quiet hours: the hours of a day in which customers of a market are left in peace. Pure arithmetic on a frozen clock.

They are one span of every day of a zone's clock, mostly over midnight: 21:00-08:00. Deadlines take no notice of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from domain.clock.hours import MIDNIGHT, clock_text
from domain.clock.instant import from_ms, to_ms
from domain.clock.zone import DAY_MS, MINUTE_MS, Offset, Zone

_FEW_DAYS = 3


class QuietHours(BaseModel):
    """From `begins` to `ends`, minutes of a day since 00:00 by the clock of a zone; behind midnight where it is less.

    `offsets` are the zone's, frozen, so that the same night is the same night on every machine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    begins: int = Field(ge=0, lt=MIDNIGHT)
    ends: int = Field(ge=0, lt=MIDNIGHT)
    zone: str
    offsets: tuple[Offset, ...] = Field(min_length=1)

    def __str__(self) -> str:
        """Write it as `21:00-08:00 (Asia/Jakarta)`."""
        return f"{clock_text(self.begins)}-{clock_text(self.ends)} ({self.zone})"

    @cached_property
    def clock(self) -> Zone:
        """The zone's clock."""
        return Zone(self.offsets)

    def around(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """Return when the quiet hours that hold at an instant began and when they end; None where none hold."""
        found = self.first(moment)
        return found if found[0] <= moment else None

    def first(self, moment: datetime) -> tuple[datetime, datetime]:
        """Return the first quiet hours that are not over at an instant: when they begin, and when they end."""
        now = to_ms(moment)
        today = self.clock.shows(now) // DAY_MS
        for day in range(today - 1, today + _FEW_DAYS):
            begins, ends = self._on(day)
            if begins < ends and now < ends:
                return from_ms(begins), from_ms(ends)
        end = moment + timedelta(days=_FEW_DAYS)  # a zone that skips days; nobody lives in one for long
        return end, end

    def _on(self, day: int) -> tuple[int, int]:
        """Return the quiet hours that begin on a day, counted from 1970, by its clock."""
        behind = 1 if self.ends <= self.begins else 0
        begins = self.clock.reaches(day * DAY_MS + self.begins * MINUTE_MS)
        return begins, self.clock.reaches((day + behind) * DAY_MS + self.ends * MINUTE_MS)
