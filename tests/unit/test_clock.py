"""Times as they are read and written, to the last unit: hours of a day, weeks, spans, instants, quiet hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.clock.calendar import Calendar, Holiday, OutsideCalendar, Reckoning, WorkedDay
from domain.clock.duration import LONGEST_MS, Duration, parse_duration
from domain.clock.hours import WEEKDAYS, Hours, clock_text, in_order, parse_hours, parse_week
from domain.clock.instant import from_ms, instant_text, parse_instant, to_millisecond, to_ms
from domain.clock.quiet import QuietHours
from domain.clock.remainder import go_on, rest_of
from domain.clock.span import Days, WorkingDays, WorkingHours, parse_span
from domain.clock.zone import DAY_MS, Offset, Zone, wall_ms
from domain.errors import UsageError
from tests.support.plans import CALENDAR

HOUR = 3_600_000


@given(opens=st.integers(0, 1439), closes=st.integers(1, 1440))
def test_hours_of_a_day_read_as_they_are_written(opens: int, closes: int) -> None:
    """Every minute of the day; what does not end on its day is refused with its two parts."""
    text = f"{clock_text(opens)}-{clock_text(closes)}"
    assert clock_text(opens) == f"{opens // 60:02}:{opens % 60:02}"
    if opens < closes:
        assert parse_hours(text) == Hours(opens=opens, closes=closes)
        assert str(parse_hours(text)) == text
        assert parse_hours(text.replace("-", " – ")) == parse_hours(text)
        return
    with pytest.raises(UsageError, match="does not end on the day") as refused:
        parse_hours(text)
    assert f"{clock_text(opens)}-24:00, and 00:00-{clock_text(closes)} on the next day" in refused.value.remedy


@pytest.mark.parametrize("wrong", ["09:60-10:00", "09:00-10:60", "24:00-24:00", "09:00-24:01", "25:00-26:00"])
def test_times_that_no_clock_shows_are_refused(wrong: str) -> None:
    """To the minute behind the last."""
    with pytest.raises(UsageError, match="that no clock shows"):
        parse_hours(wrong)


@pytest.mark.parametrize(("opens", "closes"), [(-1, 60), (1440, 1440), (0, 0), (0, 1441)])
def test_hours_lie_within_a_day(opens: int, closes: int) -> None:
    """However they come in."""
    assert (Hours(opens=0, closes=1440).closes, Hours(opens=1439, closes=1).opens) == (1440, 1439)
    with pytest.raises(ValidationError):
        Hours(opens=opens, closes=closes)


@pytest.mark.parametrize(("begins", "ends"), [(-1, 60), (1440, 60), (60, -1), (60, 1440)])
def test_quiet_hours_lie_within_a_day(begins: int, ends: int) -> None:
    """However they come in; and they have a clock."""
    for fine in ((0, 1439), (1439, 0)):
        assert QuietHours(begins=fine[0], ends=fine[1], zone="UTC", offsets=CALENDAR.offsets).ends == fine[1]
    for wrong in (
        {"begins": begins, "ends": ends, "offsets": CALENDAR.offsets},
        {"begins": 0, "ends": 1, "offsets": ()},
    ):
        with pytest.raises(ValidationError):
            QuietHours.model_validate({"zone": "UTC", **wrong})


def test_a_span_up_to_midnight_has_no_second_part() -> None:
    """What ends at 00:00 ends at 24:00."""
    with pytest.raises(UsageError) as refused:
        parse_hours("22:00-00:00")
    assert refused.value.remedy == "Write 22:00-24:00."


@given(ends=st.lists(st.integers(0, 1440), min_size=4, max_size=4))
def test_spans_stand_in_order_with_time_between(ends: list[int]) -> None:
    """One after the other; those that touch are one."""
    first, second = sorted(ends[:2]), sorted(ends[2:])
    if first[0] == first[1] or second[0] == second[1]:
        return
    spans = [Hours(opens=a, closes=b) for a, b in (first, second)]
    assert in_order(spans) == (first[1] < second[0])


@pytest.mark.parametrize(
    ("text", "open_on"),
    [("mon-fri 09:00-17:00", range(5)), ("sat 09:00-12:00", [5]), ("fri-mon 09:00-17:00", None),
     ("mon-mon 09:00-17:00", [0]), ("mon-sun 00:00-24:00", range(7)), ("mon", None), ("xyz 09:00-17:00", None),
     ("mon 09:00-12:00 12:00-17:00", None), ("mon 09:00-17:00, mon 18:00-19:00", None),
     ("mon-wed 09:00-17:00, wed 18:00-19:00", None), ("", None),
     ("tue-thu 09:00-10:00, sun 10:00-11:00", [1, 2, 3, 6])],
)  # fmt: skip
def test_weeks(text: str, open_on: range | list[int] | None) -> None:
    """Days and ranges in the order of a week, each once; other days are off."""
    if open_on is None:
        with pytest.raises(UsageError):
            parse_week(text)
        return
    assert [n for n, day in enumerate(WEEKDAYS) if parse_week(text)[day]] == [*open_on]
    assert [*parse_week(text)] == [*WEEKDAYS]


@given(ms=st.integers(-LONGEST_MS, LONGEST_MS))
def test_durations_read_as_they_are_written(ms: int) -> None:
    """To the millisecond, both ways round; arithmetic is that of whole numbers."""
    span = Duration(ms)
    assert parse_duration(str(span)) == span
    assert (span + Duration(7), span - Duration(7), span * 3, -span) == tuple(
        Duration(each) for each in (ms + 7, ms - 7, ms * 3, -ms)
    )
    assert span.span == timedelta(milliseconds=ms)


def test_a_duration_is_at_most_a_hundred_years() -> None:
    """To its last millisecond, either way."""
    hours = LONGEST_MS // HOUR
    assert (hours, parse_duration(f"{hours}h"), parse_duration(f"-{hours}h")) == (
        878_400, Duration(LONGEST_MS), Duration(-LONGEST_MS),
    )  # fmt: skip
    for wrong in (f"{hours}h 1ms", f"-{hours}h 1ms"):
        with pytest.raises(UsageError, match="hundred years"):
            parse_duration(wrong)


@pytest.mark.parametrize("wrong", ["", "1m 1h", "1h 1h", "h", "1.5h", "1 fortnight", "1h x", "3 days", "3d"])
def test_other_texts_are_no_durations(wrong: str) -> None:
    """Units fall, each once; days are the calendar's."""
    with pytest.raises(UsageError):
        parse_duration(wrong)


@pytest.mark.parametrize(
    ("text", "span"),
    [("1 day", Days(1)), ("36600 days", Days(36600)), ("1 working day", WorkingDays(1)), ("2h", Duration(2 * HOUR)),
     ("8 working hours", WorkingHours(8 * HOUR)), ("1 working hour", WorkingHours(HOUR))],
)  # fmt: skip
def test_spans(text: str, span: object) -> None:
    """Read and written alike."""
    assert parse_span(text) == span
    assert str(span) == text


@pytest.mark.parametrize(
    "wrong", ["0 days", "36601 days", "0 working hours", "878401 working hours", "3 hours", "3 wd"]
)
def test_spans_have_bounds(wrong: str) -> None:
    """A hundred years at most, one unit at least; hours say which."""
    with pytest.raises(UsageError) as refused:
        parse_span(wrong)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("3workingdays", "Write 3 working days."), ("8 workinghours", "Write 8 working hours."),
     ("3 hours", "Write 3h for elapsed time, or 3 working hours.")],
)  # fmt: skip
def test_what_was_meant_is_told(text: str, remedy: str) -> None:
    """Where it can be."""
    with pytest.raises(UsageError) as refused:
        parse_span(text)
    assert refused.value.remedy == remedy


def test_a_calendar_has_a_clock() -> None:
    """It is refused without one."""
    with pytest.raises(ValidationError):
        Calendar.model_validate({**dict(CALENDAR), "offsets": ()})


def test_the_rest_of_working_hours_is_written_finely() -> None:
    """Whole hours as hours, a part of one as time."""
    assert str(WorkingHours(8 * HOUR)) == "8 working hours"
    assert str(WorkingHours(7 * HOUR + 30 * 60_000)) == "7h 30m of working hours"


@given(ms=st.integers(-(10**13), 10**14), spare=st.integers(0, 999))
def test_instants_are_kept_to_the_millisecond(ms: int, spare: int) -> None:
    """Read, written and counted alike; what is finer is cut, in any zone."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    assert (to_ms(moment), from_ms(ms)) == (ms, moment)
    assert parse_instant(instant_text(moment)) == moment
    finer = (moment + timedelta(microseconds=spare)).astimezone(timezone(timedelta(hours=7)))
    assert to_millisecond(finer) == moment
    assert to_millisecond(finer).tzinfo is UTC
    assert to_ms(moment + timedelta(microseconds=spare)) == ms


def test_a_wall_clock_counts_from_its_own_1970() -> None:
    """In milliseconds, by days and minutes."""
    assert wall_ms(date(1970, 1, 1)) == 0
    assert wall_ms(date(1970, 1, 2), 61) == DAY_MS + 61 * 60_000


def test_a_clock_that_is_put_forward_and_back() -> None:
    """The first offset holds before it, too; a time left out is reached at the jump, one shown twice at the first."""
    since = [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    ]
    zone = Zone([Offset(since=at, minutes=minutes) for at, minutes in zip(since, (0, 60, 0), strict=True)])
    spring, autumn = to_ms(since[1]), to_ms(since[2])
    assert zone.shows(spring - 1) == spring - 1
    assert zone.shows(spring) == spring + HOUR
    assert zone.shows(to_ms(since[0]) - DAY_MS) == to_ms(since[0]) - DAY_MS
    assert zone.shows_until(spring) == spring
    assert zone.shows_until(autumn) == autumn + HOUR
    assert [zone.reaches(spring + part) for part in (-1, 0, HOUR // 2, HOUR)] == [spring - 1, spring, spring, spring]
    assert zone.reaches(spring + HOUR + 1) == spring + 1
    assert zone.reaches(autumn + HOUR // 2) == autumn - HOUR // 2
    assert zone.reaches(autumn + HOUR) == autumn + HOUR


@pytest.mark.parametrize(
    ("at", "begins", "ends"),
    [("20:59:59.999", 21, 32), ("21:00", 21, 32), ("23:59", 21, 32), ("07:59:59.999", -3, 8), ("08:00", 21, 32)],
)
def test_quiet_hours_run_over_midnight(at: str, begins: int, ends: int) -> None:
    """Those that are not over: from 21:00 to 08:00, the end no longer in them."""
    quiet = QuietHours(begins=1260, ends=480, zone="UTC", offsets=CALENDAR.offsets)
    day = datetime(2026, 3, 2, tzinfo=UTC)
    moment = parse_instant(f"2026-03-02T{at}Z")
    expected = day + timedelta(hours=begins), day + timedelta(hours=ends)
    assert quiet.first(moment) == expected
    assert quiet.around(moment) == (expected if expected[0] <= moment else None)
    assert str(quiet) == "21:00-08:00 (UTC)"


def test_quiet_hours_within_a_day_and_round_the_clock() -> None:
    """From 13:00 to 15:00 on the same day; from and to the same time, always."""
    siesta = QuietHours(begins=780, ends=900, zone="UTC", offsets=CALENDAR.offsets)
    assert siesta.around(parse_instant("2026-03-02T12:59Z")) is None
    assert siesta.around(parse_instant("2026-03-02T13:00Z")) is not None
    assert siesta.around(parse_instant("2026-03-02T15:00Z")) is None
    always = QuietHours(begins=780, ends=780, zone="UTC", offsets=CALENDAR.offsets)
    assert always.around(parse_instant("2026-03-02T12:59Z")) is not None


def test_a_rest_that_cannot_be_counted_is_refused() -> None:
    """Nothing left, no calendar, or one that does not reach."""
    now, later = parse_instant("2026-03-02T10:00Z"), parse_instant("2026-03-03T10:00Z")
    for over in (now, now - timedelta(milliseconds=1)):
        with pytest.raises(UsageError, match="nothing is left"):
            rest_of(CALENDAR, now, over, Days(1))
    assert rest_of(None, now, now + timedelta(milliseconds=1), Duration(5)) == Duration(1)
    for counted in (Days(1), WorkingDays(1), WorkingHours(HOUR)):
        with pytest.raises(UsageError, match="there is no calendar"):
            rest_of(None, now, later, counted)
        with pytest.raises(UsageError, match="there is no calendar"):
            go_on(None, now, counted)
        with pytest.raises(OutsideCalendar):
            rest_of(CALENDAR, now, now + timedelta(days=1000), counted)
        with pytest.raises(OutsideCalendar):
            go_on(CALENDAR, now + timedelta(days=1000), counted)
    with pytest.raises(OutsideCalendar, match="end behind its last day"):
        go_on(CALENDAR, now, Days(3000))
    assert go_on(None, now, Duration(HOUR)).due == now + timedelta(hours=1)
    assert go_on(CALENDAR, now, Days(1)).due == parse_instant("2026-03-03T00:00Z")
    assert go_on(CALENDAR, now, WorkingDays(1)).due == parse_instant("2026-03-02T17:00Z")
    assert go_on(CALENDAR, now, WorkingHours(HOUR)).due == parse_instant("2026-03-02T11:00Z")


@pytest.mark.parametrize(
    ("unit", "left"),
    [(Days(1), Days(1)), (WorkingDays(1), WorkingDays(2)), (WorkingHours(HOUR), WorkingHours(8 * HOUR)),
     (Duration(1), Duration(24 * HOUR))],
)  # fmt: skip
def test_a_rest_is_left_in_its_own_unit(unit: Days | WorkingDays | WorkingHours | Duration, left: object) -> None:
    """From Monday 17:00 to Tuesday 17:00: the end of one day, two closings, eight hours of work."""
    now, due = parse_instant("2026-03-02T16:59:59.999Z"), parse_instant("2026-03-03T17:00Z")
    found = rest_of(CALENDAR, now, due, unit)
    wanted = {WorkingHours: WorkingHours(8 * HOUR + 1), Duration: Duration(24 * HOUR + 1)}.get(type(unit), left)
    assert found == wanted
    assert rest_of(CALENDAR, parse_instant("2026-03-07T10:00Z"), parse_instant("2026-03-07T11:00Z"), unit) == Duration(
        HOUR
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [("nonsense", "is not a time"), ("2026-13-01T00:00Z", "is not a time"), ("2026-03-02T09:00", "names no zone"),
     ("9999-12-31T23:59:59-01:00", "outside the years"), ("0001-01-01T00:00+01:00", "outside the years")],
)  # fmt: skip
def test_what_is_no_instant_is_refused(text: str, says: str) -> None:
    """With what to write, and never as it is told by a library."""
    with pytest.raises(UsageError, match=says):
        parse_instant(text)


def test_days_and_closings_are_counted_up_to_the_last() -> None:
    """The last one of a calendar is counted; one more is refused, not guessed."""
    last_day, last_closing = parse_instant("2027-12-30T12:00Z"), parse_instant("2027-12-30T18:00Z")
    assert go_on(CALENDAR, last_day, Days(2)).due == parse_instant("2028-01-01T00:00Z")
    assert go_on(CALENDAR, last_closing, WorkingDays(1)).due == parse_instant("2027-12-31T17:00Z")
    for start, rest in ((last_day, Days(3)), (last_closing, WorkingDays(2))):
        with pytest.raises(OutsideCalendar, match="end behind its last day"):
            go_on(CALENDAR, start, rest)


def test_units_of_time() -> None:
    """An hour, a minute, a second, a millisecond; nothing has no sign."""
    assert parse_duration("1h 1m 1s 1ms") == Duration(3_661_001)
    assert [str(Duration(ms)) for ms in (0, -1, 1, -60_000)] == ["0m", "-1ms", "1ms", "-1m"]


@pytest.mark.parametrize("first", [date(2026, 1, 1), date(2026, 1, 2), date(2026, 2, 20)])
def test_what_is_left_of_weeks_is_counted_day_by_day(first: date) -> None:
    """From a morning to the evening of 2 March: ends of days, and closings on weekdays."""
    now, due = datetime(first.year, first.month, first.day, 8, tzinfo=UTC), parse_instant("2026-03-02T18:00Z")
    days = [first + timedelta(days=count) for count in range((date(2026, 3, 2) - first).days + 1)]
    assert rest_of(CALENDAR, now, due, Days(1)) == Days(len(days) - 1)
    assert rest_of(CALENDAR, now, due, WorkingDays(1)) == WorkingDays(sum(day.weekday() < 5 for day in days))


@pytest.mark.parametrize("kind", [Duration, Days, WorkingDays, WorkingHours, Reckoning])
def test_spans_cannot_be_changed(kind: type) -> None:
    """Nor can anything be hung onto them; durations have an order."""
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined] # of a dataclass
    assert "__dict__" not in dir(kind)
    assert Duration(1) < Duration(2)


@pytest.mark.parametrize("kind", [Hours, QuietHours, Offset, Holiday, WorkedDay, Calendar])
def test_documents_of_times_cannot_be_changed(kind: type[BaseModel]) -> None:
    """And have no more in them than they say."""
    assert kind.model_config["frozen"]
    assert kind.model_config["extra"] == "forbid"
