"""Working calendars: frozen documents that say when it is worked, and due dates counted by them.

All that decides an answer stands in the document, the changes of the zone's clock included: the same calendar gives
the same due date on every machine, for ever. Days and working days count whole. The first is the first that begins (a
working day: opens) at the start or later, so that a promise made in the middle of a day is not due on that day; what
comes in after closing counts from the next opening. Days end at 24:00, working days at closing. Working hours are
counted through open time alone, and what is used up at closing is due at closing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import assert_never

from pydantic import BaseModel, ConfigDict, Field

from domain.clock.duration import Duration
from domain.clock.hours import MIDNIGHT, WEEKDAYS, Hours, Week
from domain.clock.instant import from_ms, instant_text, to_ms
from domain.clock.openings import Openings
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from domain.clock.zone import Offset, Zone, wall_ms
from domain.errors import ConflictError, UsageError


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Holiday(_Document):
    """A day on which it is closed, whatever the week says; `estimated`: nobody has announced the day yet."""

    day: date
    name: str
    estimated: bool = False


class WorkedDay(_Document):
    """A day with hours of its own, such as a Saturday that is worked for a bridge day."""

    day: date
    hours: tuple[Hours, ...]


class OutsideCalendar(ConflictError):
    """A calendar does not reach to where it would have to be counted; it is `first` to `last`, both included."""

    def __init__(self, calendar: Calendar, what: str) -> None:
        """Name the calendar, and what to do."""
        reach = f"it covers {calendar.first.isoformat()} to {calendar.last.isoformat()} in {calendar.zone}"
        remedy = "Freeze one with more years: makegood calendar freeze."
        super().__init__(f"{what}; {reach}.", where=f"calendar {calendar.name}", remedy=remedy)
        self.calendar = calendar.name
        self.first = calendar.first
        self.last = calendar.last


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due date and how it came about.

    `counts_from` is where counting began: the start, the next opening, or the beginning of the first whole day.
    `skipped` are the holidays in between on which it would have been worked, by day.
    """

    start: datetime
    span: Span
    counts_from: datetime
    due: datetime
    skipped: tuple[Holiday, ...] = ()

    @property
    def estimated(self) -> bool:
        """Say whether the due date rests on a day that nobody has announced yet."""
        return any(holiday.estimated for holiday in self.skipped)


class Calendar(_Document):
    """When it is worked in a zone, from the first day to the last. A versioned document.

    `offsets` rise and reach from before the first day to behind the last; `holidays` and `worked` rise by day.
    """

    name: str
    zone: str
    first: date
    last: date
    offsets: tuple[Offset, ...] = Field(min_length=1)
    week: Week
    holidays: tuple[Holiday, ...] = ()
    worked: tuple[WorkedDay, ...] = ()

    def due(self, start: datetime, span: Span) -> Reckoning:
        """Add a span to an instant; elapsed time needs no calendar and is never outside of one.

        Raises:
            OutsideCalendar: the start or the due date lies where the calendar does not reach.
            UsageError: a span to be counted is not at least one.
        """
        if isinstance(span, Duration):
            return Reckoning(start, span, start, start + span.span)
        begin, openings = to_ms(start), self.openings
        if not openings.begin <= begin < openings.end:
            raise OutsideCalendar(self, f"{instant_text(start)} is outside of it")
        match span:
            case Days(count=count):
                reached = openings.days(begin, _at_least_one(count))
            case WorkingDays(count=count):
                reached = openings.working_days(begin, _at_least_one(count))
            case WorkingHours(ms=ms):
                reached = openings.working_time(begin, _at_least_one(ms))
            case _:
                assert_never(span)
        if reached is None:
            raise OutsideCalendar(self, f"{span} from {instant_text(start)} end behind its last day")
        skipped = () if isinstance(span, Days) else self._skipped(begin, reached[1])
        return Reckoning(start, span, from_ms(reached[0]), from_ms(reached[1]), skipped)

    def working_time(self, start: datetime, end: datetime) -> Duration:
        """Return the open time between two instants; negative when they stand the other way round.

        Raises:
            OutsideCalendar: one of them lies where the calendar does not reach.
        """
        for moment in (start, end):
            if not self.openings.begin <= to_ms(moment) <= self.openings.end:
                raise OutsideCalendar(self, f"{instant_text(moment)} is outside of it")
        return Duration(self.openings.time_until(to_ms(end)) - self.openings.time_until(to_ms(start)))

    def hours(self, day: date) -> Sequence[Hours]:
        """Return the open spans of a day, holidays left aside."""
        return self._worked.get(day, self.week[WEEKDAYS[day.weekday()]])

    def holiday(self, day: date) -> Holiday | None:
        """Return the holiday on a day."""
        return self._holidays.get(day)

    @cached_property
    def clock(self) -> Zone:
        """The zone's clock."""
        return Zone(self.offsets)

    @cached_property
    def openings(self) -> Openings:
        """Every day and open span as instants; worked out when first asked for."""
        days = (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))
        return Openings(self.clock, ((day, () if self.holiday(day) else self.hours(day)) for day in days))

    @cached_property
    def _worked(self) -> Mapping[date, Sequence[Hours]]:
        return {special.day: special.hours for special in self.worked}

    @cached_property
    def _holidays(self) -> Mapping[date, Holiday]:
        return {holiday.day: holiday for holiday in self.holidays}

    @cached_property
    def _missed(self) -> tuple[list[Holiday], list[int], list[int]]:
        """Holidays on which it would have been worked, and when each begins and ends."""
        feasts = [
            (holiday, self.clock.reaches(wall_ms(holiday.day)), self.clock.reaches(wall_ms(holiday.day, MIDNIGHT)))
            for holiday in self.holidays
            if self.hours(holiday.day)
        ]
        lived = [feast for feast in feasts if feast[1] < feast[2]]
        return [feast[0] for feast in lived], [feast[1] for feast in lived], [feast[2] for feast in lived]

    def _skipped(self, start: int, due: int) -> tuple[Holiday, ...]:
        missed, begins, ends = self._missed
        return tuple(missed[bisect_right(ends, start) : bisect_left(begins, due)])


def _at_least_one(count: int) -> int:
    if count < 1:
        raise UsageError(f"{count} cannot be counted by a calendar.", remedy="Count from 1.")
    return count
