"""Laws of clocks that stop: what is left is left, in every calendar, however often a clock is stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.clock.calendar import Calendar, OutsideCalendar
from domain.clock.duration import Duration
from domain.clock.instant import to_ms
from domain.clock.remainder import go_on, rest_of
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from tests.laws.test_calendar import calendar, days, due, instant, instants, places, spans, times
from tests.support.plans import CALENDAR, START

MOMENT = timedelta(milliseconds=1)


def _goes_on(within: Calendar, start: datetime, rest: Span) -> datetime:
    try:
        return go_on(within, start, rest).due
    except OutsideCalendar:
        assume(condition=False)
        raise


@given(places, instants, instants, instants, st.integers(0, 3), days, times)
def test_nothing_is_lost_or_gained(
    place: int, at: float, stop: float, pause: float, kind: int, number: int, ms: int
) -> None:
    """What was left when the clock stopped is left when it goes on, in the unit that was promised."""
    within = calendar(place)
    start, span = instant(within, at), (*spans(number, ms), Duration(ms))[kind]
    end = due(within, start, span)
    stopped = start + (end - start) * stop
    stopped = stopped.replace(microsecond=stopped.microsecond // 1000 * 1000)
    assume(start <= stopped < end)
    rest = rest_of(within, stopped, end, span)
    resumed = stopped + timedelta(days=20) * pause
    resumed = resumed.replace(microsecond=resumed.microsecond // 1000 * 1000)
    new = _goes_on(within, resumed, rest)
    assume(to_ms(resumed) <= within.openings.end)
    assert rest_of(within, resumed, new, rest) == rest
    assert new >= end


@given(places, instants, instants, st.integers(0, 3), days, times)
def test_a_stop_that_ends_at_once_changes_nothing(
    place: int, at: float, stop: float, kind: int, number: int, ms: int
) -> None:
    """Stopped and resumed at one instant, a promise is due when it was due."""
    within = calendar(place)
    start, span = instant(within, at), (*spans(number, ms), Duration(ms))[kind]
    end = due(within, start, span)
    stopped = start + (end - start) * stop
    stopped = stopped.replace(microsecond=stopped.microsecond // 1000 * 1000)
    assume(start <= stopped < end)
    assert _goes_on(within, stopped, rest_of(within, stopped, end, span)) == end


@given(places, instants, times, st.integers(1, 60_000))
def test_open_time_is_left_to_the_millisecond(place: int, at: float, ms: int, later: int) -> None:
    """Of working hours that were stopped, what ran before and what runs after is what was promised."""
    within = calendar(place)
    start = instant(within, at)
    end = due(within, start, WorkingHours(ms))
    stopped = min(start + timedelta(milliseconds=later * 1_000), end - MOMENT)
    assume(start <= stopped < end)
    rest = rest_of(within, stopped, end, WorkingHours(ms))
    ran = within.working_time(start, stopped)
    assert ran.ms + rest.ms == ms if isinstance(rest, WorkingHours) else ran.ms == ms


def test_a_day_that_began_goes_on_as_that_day() -> None:
    """Stopped on the second of three days and resumed two days later, it is due two days later."""
    end = CALENDAR.due(START, Days(3)).due
    stopped = START + timedelta(days=2)
    rest = rest_of(CALENDAR, stopped, end, Days(3))
    assert rest == Days(2)
    assert go_on(CALENDAR, stopped + timedelta(days=2), rest).due == end + timedelta(days=2)
    closing = CALENDAR.due(START, WorkingDays(3)).due
    assert rest_of(CALENDAR, stopped, closing, WorkingDays(3)) == WorkingDays(1)  # of Monday, Tuesday, Wednesday
