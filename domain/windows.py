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
_KINDS: Final = {budgets.COUNTERS: "", budgets.TOGETHER: "day", signs.COUNTERS: "day"}
"""Which window counters have; that of a budget has the period of its scope."""
_BEHIND: Final = {budgets.COUNTERS: 1, budgets.TOGETHER: 1, signs.COUNTERS: 0}
"""How many parts of a name stand behind its window: the currency, if any."""


def is_over(counter: str, settled: datetime) -> bool:
    """Say whether a counter is that of a window that nothing is held against any more: its last day is long past."""
    last = _last_day(counter)
    return last is not None and last + LINGERS < settled.date()


def _last_day(counter: str) -> date | None:
    """Return the last day of the window of a counter; None where it has none: that of a case never is over."""
    first, *parts = counter.split("/")
    family = f"{first}/"
    if family not in _KINDS or len(parts) <= _BEHIND[family]:
        return None
    kind = budgets.SCOPES.get(parts[0], "") if family == budgets.COUNTERS else _KINDS[family]
    window = parts[-1 - _BEHIND[family]]
    try:
        day = date.fromisoformat({"day": window, "month": f"{window}-01"}.get(kind, ""))
    except ValueError:  # it has none, or somebody made it up
        return None
    if window != day.isoformat()[: len(window)]:  # written otherwise than counters write it
        return None
    return day if kind == "day" else (day + timedelta(days=31)).replace(day=1) - timedelta(days=1)


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
