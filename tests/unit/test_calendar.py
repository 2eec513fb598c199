"""Due dates by a frozen calendar: given a calendar, when a span is counted from an instant, then it is due."""

from __future__ import annotations

import timeit

import pytest

from domain.clock import instant_text, parse_instant
from domain.clock.calendar import Calendar, OutsideCalendar
from domain.clock.span import Days, Span, WorkingDays, WorkingHours, parse_span
from domain.clock.words import arithmetic, promised
from domain.errors import ConflictError, UsageError
from domain.playbook.calendar import compile_calendar

OFFICE = "mon: 09:00-17:00, tue: 09:00-17:00, wed: 09:00-17:00, thu: 09:00-17:00, fri: 09:00-17:00"
JAKARTA = f"""
calendar: id-2026
zone: Asia/Jakarta
covers: {{from: 2026-01-01, to: 2026-12-31}}
offsets: [{{since: 2025-12-31T00:00:00Z, offset: "+07:00"}}]
hours: {{{OFFICE}, sat: [09:00-11:00, 11:30-12:00], sun: closed}}
holidays:
  2026-03-17: {{name: Nyepi, estimated: true}}
  2026-03-20: {{name: Day before Eid}}
  2026-03-22: {{name: Eid, estimated: true}}
  2026-08-17: {{name: Independence Day}}
worked:
  2026-03-29: [10:00-12:00]
"""
LONDON = f"""
calendar: gb-2026
zone: Europe/London
covers: {{from: 2026-03-01, to: 2026-11-30}}
offsets:
  - {{since: 2026-02-28T00:00:00Z, offset: "+00:00"}}
  - {{since: 2026-03-29T01:00:00Z, offset: "+01:00"}}
  - {{since: 2026-10-25T01:00:00Z, offset: "+00:00"}}
hours: {{{OFFICE}, sat: [20:00-24:00], sun: [00:00-01:30, 02:30-06:00]}}
"""


def given_calendar(text: str) -> Calendar:
    """Return a calendar that is legal."""
    calendar, findings = compile_calendar(text, "f")
    assert calendar is not None, findings
    return calendar


def due(text: str, start: str, span: str) -> str:
    """Return when a span from a local time with its offset is due, in UTC to the minute."""
    reckoning = given_calendar(text).due(parse_instant(start), parse_span(span))
    return instant_text(reckoning.due)[:16]


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        # in the middle of a day, the day does not count: whole days do
        ("2026-03-09T10:00+07:00", "1 working day", "2026-03-10T10:00"),
        ("2026-03-09T10:00+07:00", "1 day", "2026-03-10T17:00"),
        ("2026-03-09T16:59+07:00", "2 working days", "2026-03-11T10:00"),
        # before opening and at opening, it does; a day begins at 00:00
        ("2026-03-09T09:00+07:00", "1 working day", "2026-03-09T10:00"),
        ("2026-03-09T03:00+07:00", "1 working day", "2026-03-09T10:00"),
        ("2026-03-09T00:00+07:00", "1 day", "2026-03-09T17:00"),
        # after closing it counts from the next opening
        ("2026-03-06T18:00+07:00", "3 working days", "2026-03-10T10:00"),
        # days off and holidays are left out of working days, never out of days
        ("2026-03-16T18:00+07:00", "1 working day", "2026-03-18T10:00"),
        ("2026-03-19T18:00+07:00", "2 working days", "2026-03-23T10:00"),
        ("2026-03-16T18:00+07:00", "1 day", "2026-03-17T17:00"),
        # a day with hours of its own is worked
        ("2026-03-28T12:00+07:00", "1 working day", "2026-03-29T05:00"),
        ("2026-03-28T12:00+07:00", "3 working hours", "2026-03-30T03:00"),
        # working hours: breaks, closings, and what is used up at closing is due there
        ("2026-03-09T09:00+07:00", "8 working hours", "2026-03-09T10:00"),
        ("2026-03-09T09:00+07:00", "9 working hours", "2026-03-10T03:00"),
        ("2026-03-09T17:00+07:00", "1 working hour", "2026-03-10T03:00"),
        ("2026-03-07T10:30+07:00", "1 working hour", "2026-03-07T05:00"),
        ("2026-03-07T11:15+07:00", "1 working hour", "2026-03-09T02:30"),
        # elapsed time asks nobody
        ("2026-03-16T18:00+07:00", "72h", "2026-03-19T11:00"),
        ("2026-12-31T18:00+07:00", "72h", "2027-01-03T11:00"),
    ],
)
def test_in_jakarta(start: str, span: str, expected: str) -> None:
    """Where the clock never changes."""
    assert due(JAKARTA, start, span) == expected


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        # 29 March: 01:00 becomes 02:00. The day has 23 hours, the hour from 01:00 is missing from open time.
        ("2026-03-28T12:00+00:00", "1 day", "2026-03-29T23:00"),
        ("2026-03-28T12:00+00:00", "24h", "2026-03-29T12:00"),
        ("2026-03-28T23:00+00:00", "2 working hours", "2026-03-29T01:00"),
        ("2026-03-28T23:00+00:00", "3 working hours", "2026-03-29T02:30"),
        ("2026-03-29T01:00+00:00", "1 working hour", "2026-03-29T02:30"),
        ("2026-03-27T18:00+00:00", "2 working days", "2026-03-29T05:00"),
        # 25 October: 02:00 becomes 01:00. The day has 25 hours; what closes at 01:30 closes at the first of two.
        ("2026-10-24T12:00+01:00", "1 day", "2026-10-26T00:00"),
        ("2026-10-24T12:00+01:00", "24h", "2026-10-25T11:00"),
        ("2026-10-24T23:00+01:00", "2 working hours", "2026-10-25T00:00"),
        ("2026-10-25T00:30+01:00", "1 working hour", "2026-10-25T00:30"),
        ("2026-10-25T00:30+01:00", "2 working hours", "2026-10-25T03:30"),
        ("2026-10-25T01:15+00:00", "1 working hour", "2026-10-25T03:30"),
    ],
)
def test_in_london(start: str, span: str, expected: str) -> None:
    """Where the clock is put forward in the night of 29 March and back in that of 25 October."""
    assert due(LONDON, start, span) == expected


NIGHT = """
calendar: us-night
zone: America/New_York
covers: {from: 2026-03-01, to: 2026-11-30}
offsets:
  - {since: 2026-02-28T00:00:00Z, offset: "-05:00"}
  - {since: 2026-03-08T07:00:00Z, offset: "-04:00"}
  - {since: 2026-11-01T06:00:00Z, offset: "-05:00"}
hours: {mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS, sat: HOURS, sun: HOURS}
"""


@pytest.mark.parametrize(
    ("hours", "start", "ms", "expected"),
    [
        ("02:15-02:45", "2026-03-07T12:00-05:00", 1, "2026-03-09T06:15:00.001Z"),  # nobody sees 02:15 that night
        ("02:15-03:30", "2026-03-07T12:00-05:00", 1, "2026-03-08T07:00:00.001Z"),  # open as the clock has passed it
        ("02:15-03:30", "2026-03-07T12:00-05:00", 1_800_000, "2026-03-08T07:30:00.000Z"),
        ("00:00-02:30", "2026-03-08T00:00-05:00", 7_200_000, "2026-03-08T07:00:00.000Z"),  # closes as it jumps
        ("00:00-24:00", "2026-11-01T00:00-04:00", 90_000_000, "2026-11-02T05:00:00.000Z"),  # a day of 25 hours
        ("01:30-24:00", "2026-11-01T00:00-04:00", 1, "2026-11-01T05:30:00.001Z"),  # the first of two
        ("00:00-01:30", "2026-11-01T00:00-04:00", 5_400_000, "2026-11-01T05:30:00.000Z"),
        ("00:00-01:30", "2026-11-01T01:10-05:00", 1, "2026-11-02T05:00:00.001Z"),  # it does not open again
    ],
)
def test_opening_and_closing_while_the_clock_changes(hours: str, start: str, ms: int, expected: str) -> None:
    """A time of day is reached when the clock first shows it or a later one."""
    calendar = given_calendar(NIGHT.replace("HOURS", hours))
    assert instant_text(calendar.due(parse_instant(start), WorkingHours(ms)).due) == expected


def test_a_day_that_was_left_out() -> None:
    """Samoa went from 29 to 31 December 2011: no day is lost that nobody had, and none is a holiday."""
    calendar = given_calendar("""
calendar: ws-2011
zone: Pacific/Apia
covers: {from: 2011-12-01, to: 2011-12-31}
offsets:
  - {since: 2011-11-29T00:00:00Z, offset: "-10:00"}
  - {since: 2011-12-30T10:00:00Z, offset: "+14:00"}
hours: {mon: 09:00-17:00, tue: 09:00-17:00, wed: 09:00-17:00, thu: 09:00-17:00, fri: 09:00-17:00, sat: 09:00-17:00, sun: closed}
holidays: {2011-12-30: {name: Nowhere}}
""")  # noqa: E501 — a week reads best in one line
    start = parse_instant("2011-12-29T12:00-10:00")
    assert instant_text(calendar.due(start, Days(1)).due) == "2011-12-31T10:00:00.000Z"
    worked = calendar.due(start, WorkingDays(1))
    assert instant_text(worked.due) == "2011-12-31T03:00:00.000Z"
    assert worked.skipped == ()


@pytest.mark.parametrize(
    ("start", "span", "says"),
    [
        ("2026-12-30T10:00+07:00", "2 working days", "2 working days from 2026-12-30T03:00:00.000Z end behind"),
        ("2026-12-31T10:00+07:00", "1 day", "1 day from"),
        ("2026-12-31T16:00+07:00", "2 working hours", "2 working hours from"),
        ("2026-12-31T18:00+07:00", "1 working day", "1 working day from"),
        ("2027-01-01T00:00+07:00", "1 day", "2026-12-31T17:00:00.000Z is outside of it"),
        ("2025-12-31T23:59+07:00", "1 day", "2025-12-31T16:59:00.000Z is outside of it"),
    ],
)  # fmt: skip
def test_what_a_calendar_does_not_reach_is_refused(start: str, span: str, says: str) -> None:
    """The calendar is named, with its first and last day, and what to do."""
    with pytest.raises(OutsideCalendar) as refused:
        due(JAKARTA, start, span)
    assert refused.value.what.startswith(says)
    assert refused.value.what.endswith("it covers 2026-01-01 to 2026-12-31 in Asia/Jakarta.")
    assert refused.value.where == "calendar id-2026"
    assert "makegood calendar freeze" in refused.value.remedy
    assert isinstance(refused.value, ConflictError)
    assert str(refused.value.last) == "2026-12-31"


def test_the_last_instant_is_covered() -> None:
    """What is due at the end of the last day, or at its closing, is due."""
    assert due(JAKARTA, "2026-12-30T18:00+07:00", "1 day") == "2026-12-31T17:00"
    assert due(JAKARTA, "2026-12-30T18:00+07:00", "1 working day") == "2026-12-31T10:00"
    assert due(JAKARTA, "2026-12-31T16:00+07:00", "1 working hour") == "2026-12-31T10:00"


@pytest.mark.parametrize("span", [Days(0), WorkingDays(-1), WorkingHours(0)])
def test_nothing_is_not_counted(span: Span) -> None:
    """A calendar counts from one."""
    with pytest.raises(UsageError, match="cannot be counted"):
        given_calendar(JAKARTA).due(parse_instant("2026-03-09T10:00+07:00"), span)


def test_open_time_between_two_instants() -> None:
    """Breaks, holidays and nights are no open time; outside of the calendar nobody knows."""
    calendar = given_calendar(JAKARTA)
    start, end = parse_instant("2026-03-13T16:00+07:00"), parse_instant("2026-03-18T09:30+07:00")
    assert str(calendar.working_time(start, end)) == "12h"  # 1 on Friday, 2.5 on Saturday, 8 on Monday, 0.5
    assert str(calendar.working_time(end, start)) == "-12h"
    with pytest.raises(OutsideCalendar):
        calendar.working_time(start, parse_instant("2027-03-13T16:00+07:00"))


# --- In words --------------------------------------------------------------------------------------------------------
TOLD = {
    ("2026-03-06T18:00+07:00", "3 working days"): (
        "Friday 6 March 2026 18:00 after closing → counts from Saturday 7 March 2026 09:00 → + 3 working days"
        " → Tuesday 10 March 2026 17:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-16T09:00+07:00", "2 working days"): (
        "Monday 16 March 2026 09:00 → + 2 working days, without Tuesday 17 March (Nyepi, estimated) → "
        "Wednesday 18 March 2026 17:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-16T12:00+07:00", "4 working days"): (
        "Monday 16 March 2026 12:00 → counts from Wednesday 18 March 2026 09:00 → + 4 working days, without "
        "Tuesday 17 March (Nyepi, estimated) and Friday 20 March (Day before Eid) → Monday 23 March 2026 "
        "17:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-17T12:00+07:00", "1 working hour"): (
        "Tuesday 17 March 2026 12:00 on a holiday (Nyepi, estimated) → counts from Wednesday 18 March 2026 "
        "09:00 → + 1 working hour, without Tuesday 17 March (Nyepi, estimated) → Wednesday 18 March 2026 "
        "10:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-22T12:00+07:00", "1 working hour"): (
        "Sunday 22 March 2026 12:00 on a day off → counts from Monday 23 March 2026 09:00 → + 1 working hour "
        "→ Monday 23 March 2026 10:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-09T08:59+07:00", "1 working hour"): (
        "Monday 9 March 2026 08:59 before opening → counts from Monday 9 March 2026 09:00 → + 1 working hour "
        "→ Monday 9 March 2026 10:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-07T11:15+07:00", "1 working hour"): (
        "Saturday 7 March 2026 11:15 while closed → counts from Saturday 7 March 2026 11:30 → + 1 working "
        "hour → Monday 9 March 2026 09:30, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-16T20:00+07:00", "2 days"): (
        "Monday 16 March 2026 20:00 → counts from Tuesday 17 March 2026 00:00 → + 2 days → Wednesday 18 March"
        " 2026 24:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-03-16T20:00+07:00", "36h"): (
        "Monday 16 March 2026 20:00 → + 36h → Wednesday 18 March 2026 08:00, calendar id-2026 (Asia/Jakarta)"
    ),
    ("2026-12-31T20:00+07:00", "36h"): ("Thursday 31 December 2026 13:00 → + 36h → Saturday 2 January 2027 01:00, UTC"),
}


@pytest.mark.parametrize(("start", "span"), TOLD)
def test_the_arithmetic_is_told(start: str, span: str) -> None:
    """How a due date came about, and what it leaves out."""
    calendar = given_calendar(JAKARTA)
    told = arithmetic(calendar, calendar.due(parse_instant(start), parse_span(span)), "received")
    assert told == f"received {TOLD[start, span]}"


def test_what_is_left_out_is_promised() -> None:
    """A promise names the holidays it leaves out, those that nobody has announced yet as such; days leave out none."""
    calendar, start = given_calendar(JAKARTA), parse_instant("2026-03-16T09:00+07:00")
    left_out = calendar.due(start, WorkingDays(2))
    assert promised(left_out) == "2 working days, without Tuesday 17 March (Nyepi, estimated)"
    assert left_out.estimated
    plain = calendar.due(parse_instant("2026-03-18T08:00+07:00"), WorkingDays(3))
    assert promised(plain) == "3 working days, without Friday 20 March (Day before Eid)"
    assert not plain.estimated
    assert promised(calendar.due(start, Days(2))) == "2 days"


def test_times_are_told_as_they_were_seen() -> None:
    """What ends as the clock jumps ends at the time it showed before; what begins then begins at the time after."""
    calendar = given_calendar(NIGHT.replace("HOURS", "[00:00-02:30, 03:00-04:00]"))
    before = calendar.due(parse_instant("2026-03-08T00:00-05:00"), WorkingHours(7_200_000))
    assert arithmetic(calendar, before).endswith("→ Sunday 8 March 2026 02:00, calendar us-night (America/New_York)")
    after = calendar.due(parse_instant("2026-03-08T07:00Z"), WorkingHours(1_800_000))
    assert arithmetic(calendar, after).startswith("from Sunday 8 March 2026 03:00 → + 30m of working hours")
    assert arithmetic(calendar, after).endswith("→ Sunday 8 March 2026 03:30, calendar us-night (America/New_York)")


# --- Spans -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["3 days", "1 day", "7 working days", "1 working day", "8 working hours", "1 working hour", "2h", "1h 30m"]
)
def test_spans_read_as_they_are_written(text: str) -> None:
    """A span is written as it was read."""
    assert str(parse_span(text)) == text


def test_the_rest_of_a_clock() -> None:
    """What is left of working hours need not be whole ones."""
    assert str(WorkingHours(27_000_000)) == "7h 30m of working hours"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("3d", "Write 3 days."),
        ("3 wd", "Write 3 working days."),
        ("8wh", "Write 8 working hours."),
        ("3 hours", "Write 3h for elapsed time, or 3 working hours."),
        ("0 days", "Write from 1 to 36,600."),
        ("36601 working days", "Write from 1 to 36,600."),
        ("999999999 working hours", "Write from 1 to 878,400."),
        ("1.5 working hours", "Write it as"),
        ("-3 days", "Write it as"),
        ("٣ days", "Write it as"),
        ("٣h", "Write it as"),
        ("soon", "Write it as"),
    ],
)
def test_other_spans_are_refused(text: str, remedy: str) -> None:
    """What is no span is refused, with what was meant."""
    with pytest.raises(UsageError) as refused:
        parse_span(text)
    assert refused.value.remedy.startswith(remedy)


def test_it_is_quick() -> None:
    """A due date weeks ahead takes some microseconds; the limit leaves room for a busy machine."""
    calendar, start = given_calendar(JAKARTA), parse_instant("2026-03-06T18:00+07:00")
    for span in (Days(30), WorkingDays(20), WorkingHours(160 * 3_600_000)):
        calendar.due(start, span)
        best = min(timeit.repeat(lambda span=span: calendar.due(start, span), number=200, repeat=20))  # type: ignore[misc]
        assert best / 200 < 20e-6
