"""What is left of a promise's time, in the unit it was promised in, and where that ends when its clock goes on.

Elapsed time is left in milliseconds, working hours in open time. Days and working days are left as so many ends of
days or closings: a clock that is stopped on the second of three days goes on with the second, whenever that is. So a
stop that ends at once changes nothing, and a longer one moves the due instant by what lay in between, no more and no
less.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from domain.clock.calendar import Calendar, OutsideCalendar, Reckoning
from domain.clock.duration import Duration
from domain.clock.instant import from_ms, instant_text, to_ms
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from domain.errors import UsageError


def rest_of(calendar: Calendar | None, now: datetime, due: datetime, unit: Span) -> Span:
    """Return what is left from now to a due instant, in the unit of a span.

    Args:
        calendar: what counts; None where only elapsed time is counted.
        now: from when; before the due instant.
        due: when the time is over.
        unit: the span that was promised; only its kind matters.

    Raises:
        UsageError: nothing is left; or there is no calendar, and the unit takes one.
        OutsideCalendar: the calendar does not reach so far.
    """
    if now >= due:
        raise UsageError("nothing is left of a time that is over.")
    if isinstance(unit, Duration) or calendar is None:
        return _elapsed(calendar, now, due, unit)
    for moment in (now, due):
        _covered(calendar, moment)
    begin, end, openings = to_ms(now), to_ms(due), calendar.openings
    match unit:
        case Days():
            count = openings.days_left(begin, end)
            return Days(count) if count else Duration(end - begin)
        case WorkingDays():
            count = openings.closings_left(begin, end)
            return WorkingDays(count) if count else Duration(end - begin)
        case WorkingHours():
            left = calendar.working_time(now, due)
            return WorkingHours(left.ms) if left.ms else Duration(end - begin)
        case _:
            assert_never(unit)


def _elapsed(calendar: Calendar | None, now: datetime, due: datetime, unit: Span) -> Duration:
    if calendar is None and not isinstance(unit, Duration):
        raise UsageError(f"{unit} cannot be counted: there is no calendar.")
    return Duration(to_ms(due) - to_ms(now))


def go_on(calendar: Calendar | None, start: datetime, rest: Span) -> Reckoning:
    """Return where a rest ends when its clock goes on.

    Raises:
        UsageError: there is no calendar, and the rest takes one.
        OutsideCalendar: the calendar does not reach so far.
    """
    if isinstance(rest, Duration):
        return Reckoning(start, rest, start, start + rest.span)
    if calendar is None:
        raise UsageError(f"{rest} cannot be counted: there is no calendar.")
    if isinstance(rest, WorkingHours):
        return calendar.due(start, rest)
    _covered(calendar, start)
    find = calendar.openings.nth_end if isinstance(rest, Days) else calendar.openings.nth_closing
    end = find(to_ms(start), rest.count)
    if end is None:
        raise OutsideCalendar(calendar, f"{rest} from {instant_text(start)} end behind its last day")
    return Reckoning(start, rest, start, from_ms(end))


def _covered(calendar: Calendar, moment: datetime) -> None:
    openings = calendar.openings
    if not openings.begin <= to_ms(moment) <= openings.end:
        raise OutsideCalendar(calendar, f"{instant_text(moment)} is outside of it")
