"""Laws of due dates: what holds in every calendar, to the millisecond."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.clock import Duration
from domain.clock.calendar import Calendar, OutsideCalendar
from domain.clock.instant import from_ms, to_ms
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from domain.playbook.calendar import compile_calendar
from tests.support.calendars import calendar_of, draw_rules

FROZEN = sorted((Path(__file__).parents[2] / "calendars").glob("*.yaml"))
MOMENT = timedelta(milliseconds=1)

places = st.integers(0, len(FROZEN) + 40)
instants = st.floats(0, 1, exclude_max=True)
"""How far into the calendar."""
days = st.integers(1, 15)
times = st.integers(1, 200 * 3_600_000) | st.integers(1, 40).map(lambda hours: hours * 3_600_000)


@lru_cache(maxsize=64)
def calendar(place: int) -> Calendar:
    """Return a frozen calendar, or a made-up one."""
    if place >= len(FROZEN):
        return calendar_of(draw_rules(Random(place)))
    found, findings = compile_calendar(FROZEN[place].read_bytes(), FROZEN[place].name)
    assert found is not None, findings
    return found


def instant(within: Calendar, part: float) -> datetime:
    """Return an instant of a calendar."""
    reach = within.openings
    return from_ms(reach.begin + int((reach.end - reach.begin) * part))


def due(within: Calendar, start: datetime, span: Span) -> datetime:
    """Return a due date; what the calendar does not reach is no example."""
    try:
        return within.due(start, span).due
    except OutsideCalendar:
        assume(condition=False)
        raise


def spans(number: int, ms: int) -> tuple[Span, ...]:
    """Return a span of each kind that a calendar counts."""
    return Days(number), WorkingDays(number), WorkingHours(ms)


@given(places, instants, instants, st.integers(0, 2), days, times)
def test_who_starts_later_is_never_due_earlier(
    place: int, one: float, other: float, kind: int, number: int, ms: int
) -> None:
    """Due dates rise with the start; so do those that the calendar does not reach, which come last."""
    within, span = calendar(place), spans(number, ms)[kind]
    first, second = sorted((instant(within, one), instant(within, other)))
    assert due(within, first, span) <= due(within, second, span)


@given(places, instants, days, times)
def test_more_is_never_due_earlier(place: int, part: float, number: int, ms: int) -> None:
    """One more of anything is due later."""
    within = calendar(place)
    start = instant(within, part)
    for less, more in zip(spans(number, ms), spans(number + 1, ms + 1), strict=True):
        assert start < due(within, start, less) < due(within, start, more)


@given(places, instants, days, days, times, times)
def test_a_span_in_two_parts_is_the_whole(
    place: int, part: float, number: int, further: int, ms: int, more: int
) -> None:
    """Counting on from a due date is counting it all at once: deadlines in a row do not drift."""
    within = calendar(place)
    start = instant(within, part)
    parts = zip(spans(number, ms), spans(further, more), spans(number + further, ms + more), strict=True)
    for first, second, whole in parts:
        assert due(within, due(within, start, first), second) == due(within, start, whole)


@given(places, instants, days, times)
def test_nothing_is_due_in_closed_time(place: int, part: float, number: int, ms: int) -> None:
    """The moment before working hours or working days are over it is open; on no holiday, on no day off."""
    within = calendar(place)
    start = instant(within, part)
    for span in (WorkingDays(number), WorkingHours(ms)):
        before = due(within, start, span) - MOMENT
        assert within.openings.is_open(to_ms(before))


@given(places, instants, times)
def test_working_hours_are_what_was_open(place: int, part: float, ms: int) -> None:
    """The open time from the start to the due date is the span, so that a stopped clock can be resumed."""
    within = calendar(place)
    start = instant(within, part)
    end = due(within, start, WorkingHours(ms))
    assert within.working_time(start, end) == Duration(ms)
    assert within.working_time(end, start) == Duration(-ms)


@given(places, instants, days, times)
def test_counting_begins_where_it_says(place: int, part: float, number: int, ms: int) -> None:
    """Counted from the instant that the arithmetic names, it is due at the same instant."""
    within = calendar(place)
    start = instant(within, part)
    for span in spans(number, ms):
        assume(due(within, start, span))
        reckoning = within.due(start, span)
        assert start <= reckoning.counts_from < reckoning.due
        assert within.due(reckoning.counts_from, span).due == reckoning.due


@given(instants, days, st.integers(1, 60 * 24 * 3_600_000))
def test_where_it_is_always_open_working_time_is_time(part: float, number: int, ms: int) -> None:
    """Around the clock a working day is a day, and working hours are elapsed time."""
    within = calendar(next(n for n, path in enumerate(FROZEN) if path.name.startswith("24x7")))
    start = instant(within, part)
    assert due(within, start, WorkingHours(ms)) == within.due(start, Duration(ms)).due == start + Duration(ms).span
    assert due(within, start, WorkingDays(number)) == due(within, start, Days(number))
