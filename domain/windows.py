"""Counters go by windows: of one day, of several, of a month. Which are over, and how late it is for a journal.

Nothing is held against a window that is over, so its counter may be taken away. That goes by the facts of the journal
and by no clock, and one fact is not enough: a clock that jumped ahead once would end windows that are not over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from domain import budgets, signs
from domain.clock.instant import EPOCH

LINGERS: Final = timedelta(days=7)
"""So long a counter is kept behind the last day of its window: calendars begin their days apart, commits may wait."""
SETTLES: Final = timedelta(days=1)
"""So much later another fact has to be written before an instant counts as reached."""
_STANDS: Final = {signs.COUNTERS: -1, budgets.COUNTERS: -2, budgets.TOGETHER: -2}
"""Where the window stands in the names of counters, counted from their end: behind it the currency, if any."""
_MONTH: Final = len("2026-03")


def is_over(counter: str, settled: datetime) -> bool:
    """Say whether a counter is that of a window that nothing is held against any more: its last day is long past."""
    last = _last_day(counter)
    return last is not None and last + LINGERS < settled.date()


def _last_day(counter: str) -> date | None:
    """Return the last day of the window of a counter; None where it has none: that of a case never is over."""
    parts = counter.split("/")
    place = _STANDS.get(f"{parts[0]}/")
    if place is None or len(parts) + place < 1:
        return None
    window = parts[place]
    try:
        if len(window) != _MONTH:
            return date.fromisoformat(window)
        return (date.fromisoformat(f"{window}-01") + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except ValueError:  # it has none, or somebody made it up
        return None


@dataclass(slots=True)
class Lateness:
    """How late it is at most for a journal, by when its facts were written, in whatever order they are told.

    That is the latest instant behind which something was written a day later. To the hour is enough.
    """

    _hours: set[int] = field(default_factory=set)

    def wrote(self, at: datetime) -> None:
        """Take note of when a fact was written."""
        self._hours.add((at - EPOCH) // timedelta(hours=1))

    @property
    def settled(self) -> datetime:
        """Return how late it is; the beginning of time where less than a day was written."""
        newest = max(self._hours, default=0)
        hour = max((hour for hour in self._hours if hour <= newest - SETTLES // timedelta(hours=1)), default=-1)
        return EPOCH + timedelta(hours=hour + 1)
