"""A zone's clock, frozen: its offsets from UTC and when they change, so that nobody has to look them up again.

Where clocks are put forward a time of day is left out; where they are put back an hour is shown twice. One rule covers
both: a time of day is reached at the first instant at which the clock shows it *or a later one*. So what opens at
02:30 opens at 03:00 in the night without a 02:30, and what closes at 02:30 closes at the first of two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from domain.clock.hours import MIDNIGHT
from domain.clock.instant import EPOCH, Instant, to_ms

MINUTE_MS: Final = 60_000
DAY_MS: Final = MIDNIGHT * MINUTE_MS
_EPOCH_DAY: Final = EPOCH.toordinal()


def wall_ms(day: date, minutes: int = 0) -> int:
    """Return what a wall clock shows at some minutes of a day, in milliseconds since its own 1970-01-01 00:00."""
    return (day.toordinal() - _EPOCH_DAY) * DAY_MS + minutes * MINUTE_MS


class Offset(BaseModel):
    """From an instant on, how far the clock is ahead of UTC (west of Greenwich: behind, negative)."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    since: Instant
    minutes: int = Field(gt=-MIDNIGHT, lt=MIDNIGHT)


class Zone:
    """The clock of a zone, in milliseconds; before the first offset it is taken to hold already."""

    __slots__ = ("_ahead", "_shown", "_since")

    def __init__(self, offsets: Sequence[Offset]) -> None:
        """Prepare for bisecting; `offsets` are one at least, and rise."""
        self._since = [to_ms(offset.since) for offset in offsets]
        self._ahead = [offset.minutes * MINUTE_MS for offset in offsets]
        ends = (change + ahead for change, ahead in zip(self._since[1:], self._ahead, strict=False))
        self._shown = list(accumulate(ends, max))
        """The latest time that was shown by the end of each offset but the last, which has no end."""

    def shows(self, instant: int) -> int:
        """Return what the clock shows at an instant."""
        return instant + self._ahead[max(0, bisect_right(self._since, instant) - 1)]

    def shows_until(self, instant: int) -> int:
        """Return what the clock shows as an instant is about to come: 24:00 and not 00:00, and no jump yet."""
        return self.shows(instant - 1) + 1

    def reaches(self, wall: int) -> int:
        """Return the first instant at which the clock shows a time or a later one."""
        place = bisect_right(self._shown, wall)
        instant = wall - self._ahead[place]
        return max(instant, self._since[place]) if place else instant
