"""A calendar that only knows how to look at the clock, minute by minute; it shares nothing with the one it judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

Spans = Sequence[tuple[int, int]]
"""From minute to minute of a day's clock."""
MINUTE = timedelta(minutes=1)


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by the tables that calendars are frozen from."""
    with resources.files("tzdata").joinpath(f"zoneinfo/{name}").open("rb") as file:
        return ZoneInfo.from_file(file)


@dataclass(frozen=True, slots=True)
class Rules:
    """When it is worked; Monday is 0."""

    zone: str
    first: date
    last: date
    week: Sequence[Spans]
    holidays: frozenset[date]
    worked: Mapping[date, Spans]

    def spans(self, day: date) -> Spans:
        """Return the spans of a day that were no holiday."""
        return self.worked.get(day, self.week[day.weekday()])


@dataclass(frozen=True, slots=True)
class Minutes:
    """Every minute from the first day to the last: its day, and whether it is open."""

    begin: datetime
    days: Sequence[date]
    open: bytes

    def at(self, minute: int) -> datetime:
        """Return the instant at which a minute begins."""
        return self.begin + minute * MINUTE

    def after_working_minutes(self, start: int, wanted: int) -> int | None:
        """Step on until so many open minutes have passed."""
        for minute in range(start, len(self.days)):
            wanted -= self.open[minute]
            if not wanted:
                return minute + 1
        return None

    def after_days(self, start: int, wanted: int) -> int | None:
        """Step on over so many beginnings of a day, and on to the next one."""
        for minute in range(start, len(self.days) + 1):
            if not self._begins(minute):
                continue
            if not wanted:
                return minute
            wanted -= 1
        return None

    def _begins(self, minute: int) -> bool:
        return minute in {0, len(self.days)} or self.days[minute] != self.days[minute - 1]

    def after_working_days(self, start: int, wanted: int) -> int | None:
        """Step on over so many first open minutes of a day, and on to the last open minute of that day."""
        opened_on = self.days[start] if self._was_open_today(start) else None
        closing = None
        for minute in range(start, len(self.days)):
            if closing is not None and self.days[minute] != opened_on:
                return closing
            if self.open[minute] and self.days[minute] != opened_on:
                opened_on, wanted = self.days[minute], wanted - 1
            if self.open[minute] and not wanted:
                closing = minute + 1
        return closing

    def _was_open_today(self, start: int) -> bool:
        minute = start - 1
        while minute >= 0 and self.days[minute] == self.days[start]:
            if self.open[minute]:
                return True
            minute -= 1
        return False

    def counts_from(self, kind: str, start: int) -> int:
        """Step on to the first open minute, the first beginning of a day, or the first opening of a day."""
        for minute in range(start, len(self.days)):
            opens = self.open[minute] and (kind == "working hours" or not self._was_open_today(minute))
            if self._begins(minute) if kind == "days" else opens:
                return minute
        return len(self.days)

    def open_minutes(self, start: int, end: int) -> int:
        """Count open minutes."""
        return sum(self.open[minute] for minute in range(start, end))


def walk(rules: Rules) -> Minutes:
    """Look at the clock once a minute; where it is put back, what counts is how far it had got."""
    zone, furthest = zone_of(rules.zone), datetime.min  # noqa: DTZ901 — what a wall clock shows has no zone
    moment = datetime(rules.first.year, rules.first.month, rules.first.day, tzinfo=UTC) - timedelta(days=1)
    begin, days, opened = moment, list[date](), bytearray()
    while True:
        furthest = max(furthest, moment.astimezone(zone).replace(tzinfo=None))
        today = furthest.date()
        if today > rules.last:
            return Minutes(begin, days, bytes(opened))
        if today >= rules.first:
            begin = begin if days else moment
            minute = furthest.hour * 60 + furthest.minute
            spans = () if today in rules.holidays else rules.spans(today)
            days.append(today)
            opened.append(any(opens <= minute < closes for opens, closes in spans))
        moment += MINUTE
