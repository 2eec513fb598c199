"""When it is open, as instants: worked out once for every day of a calendar, so that counting is a bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate, pairwise

from domain.clock.hours import MIDNIGHT, Hours
from domain.clock.zone import Zone, wall_ms

Reached = tuple[int, int]
"""Where counting begins and where it ends."""


class Openings:
    """Days and open spans one after the other, in milliseconds since 1970 UTC; None where they do not suffice.

    A day that is left out altogether, as Samoa left out 30 December 2011, is none; nor is a span that falls into a gap.
    """

    __slots__ = ("_closes", "_closing", "_days", "_opening", "_opens", "_sums")

    def __init__(self, zone: Zone, days: Iterable[tuple[date, Sequence[Hours]]]) -> None:
        """Work out all days, which follow each other without gaps; there is one at least."""
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._opening: list[int] = []
        """The first opening of each working day, and beside it the last closing."""
        self._closing: list[int] = []
        begins: list[int] = []
        for day, hours in days:
            begins.append(zone.reaches(wall_ms(day)))
            spans = [(zone.reaches(wall_ms(day, h.opens)), zone.reaches(wall_ms(day, h.closes))) for h in hours]
            self._enter([(opens, closes) for opens, closes in spans if opens < closes])
        begins.append(zone.reaches(wall_ms(day, MIDNIGHT)))
        self._days = [begin for begin, after in pairwise(begins) if begin < after] + begins[-1:]
        lengths = (closes - opens for opens, closes in zip(self._opens, self._closes, strict=True))
        self._sums = list(accumulate(lengths))
        """The open time up to each closing."""

    def _enter(self, spans: Sequence[Reached]) -> None:
        if not spans:
            return
        self._opening.append(spans[0][0])
        self._closing.append(spans[-1][1])
        self._opens += [opens for opens, _ in spans]
        self._closes += [closes for _, closes in spans]

    @property
    def begin(self) -> int:
        """The first instant of the first day."""
        return self._days[0]

    @property
    def end(self) -> int:
        """The end of the last day."""
        return self._days[-1]

    def is_open(self, start: int) -> bool:
        """Say whether an instant lies in an open span; its closing no longer does."""
        place = bisect_right(self._closes, start)
        return place < len(self._opens) and self._opens[place] <= start

    def days(self, start: int, count: int) -> Reached | None:
        """Count days: the first is the first that begins at the start or later."""
        first = bisect_left(self._days, start)
        last = first + count
        return (self._days[first], self._days[last]) if last < len(self._days) else None

    def working_days(self, start: int, count: int) -> Reached | None:
        """Count working days: the first is the first that opens at the start or later."""
        first = bisect_left(self._opening, start)
        last = first + count - 1
        return (self._opening[first], self._closing[last]) if last < len(self._opening) else None

    def days_left(self, instant: int, until: int) -> int:
        """Return how many days end behind an instant, up to another one."""
        return bisect_right(self._days, until) - bisect_right(self._days, instant)

    def nth_end(self, instant: int, count: int) -> int | None:
        """Return the end of the nth day that ends behind an instant."""
        place = bisect_right(self._days, instant) + count - 1
        return self._days[place] if place < len(self._days) else None

    def closings_left(self, instant: int, until: int) -> int:
        """Return how many working days close behind an instant, up to another one."""
        return bisect_right(self._closing, until) - bisect_right(self._closing, instant)

    def nth_closing(self, instant: int, count: int) -> int | None:
        """Return the closing of the nth working day that closes behind an instant."""
        place = bisect_right(self._closing, instant) + count - 1
        return self._closing[place] if place < len(self._closing) else None

    def working_time(self, start: int, ms: int) -> Reached | None:
        """Count open time; what is used up at a closing ends there, not at the next opening."""
        first = bisect_right(self._closes, start)
        if first == len(self._closes):
            return None
        begin = max(start, self._opens[first])
        wanted = self._sums[first] - (self._closes[first] - begin) + ms
        last = bisect_left(self._sums, wanted, lo=first)
        return (begin, self._closes[last] - (self._sums[last] - wanted)) if last < len(self._sums) else None

    def time_until(self, instant: int) -> int:
        """Return the open time from the beginning to an instant."""
        place = bisect_right(self._closes, instant)
        before = self._sums[place - 1] if place else 0
        return before + (max(0, instant - self._opens[place]) if place < len(self._opens) else 0)
