"""Working calendars as files: read as strictly as playbooks, and written in one way.

calendar: id-2026
zone: Asia/Jakarta
covers: {from: 2026-01-01, to: 2026-12-31}
offsets:                                    # of the zone's clock, and since when; the first reaches back enough
  - {since: 2025-12-31T00:00:00.000Z, offset: "+07:00"}
hours:
  mon: [09:00-12:00, 13:00-17:00]           # all seven days
  …
  sun: closed
holidays:
  2026-03-19: {name: Day of Silence}
  2026-03-21: {name: Eid al-Fitr, estimated: true}
worked:                                     # days with hours of their own
  2026-08-22: [09:00-17:00]
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.clock.calendar import Calendar, Holiday, WorkedDay
from domain.clock.hours import WEEKDAYS, Hours, Week, in_order, parse_hours
from domain.clock.instant import instant_text, to_ms
from domain.clock.zone import MINUTE_MS, Offset, wall_ms
from domain.errors import UsageError
from domain.playbook.findings import At, Finding
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import Reader, Shape, called

MOST_YEARS: Final = 30
"""The most years a calendar covers; what is further away nobody knows."""
EARLIEST: Final = date(1973, 1, 1)
"""Since then the clocks of all zones differ from UTC by whole minutes."""
LATEST: Final = date(2199, 12, 31)

CALENDAR: Final = Shape("a calendar", ("calendar", "zone", "covers", "offsets", "hours"), ("holidays", "worked"))
COVERS: Final = Shape("what a calendar covers", ("from", "to"))
OFFSET: Final = Shape("an offset", ("since", "offset"))
WEEK: Final = Shape("the week of a calendar", WEEKDAYS)
HOLIDAY: Final = Shape("a holiday", ("name",), ("estimated",))
ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
AHEAD: Final = re.compile(r"([-+])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_ANY: Final = re.compile(r".*", re.DOTALL)
CLOSED: Final = "closed"
MOST_DAYS: Final = 2_000


# --- Reading ---------------------------------------------------------------------------------------------------------
def compile_calendar(text: str | bytes, file: str) -> tuple[Calendar | None, list[Finding]]:
    """Compile a calendar; it is there exactly when there are no findings."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, CALENDAR)
    first, last = _covers(read, fields.get("covers"))
    days = _Days(read, first, last)
    name, zone = read.name(fields.get("calendar")), read.name(fields.get("zone"), ZONE)
    offsets = _offsets(read, fields.get("offsets"), first)
    week = _week(read, fields.get("hours"))
    holidays = tuple(_holiday(read, day, node) for day, node in days.of(fields.get("holidays"), "holidays by day"))
    worked = tuple(_worked(read, day, node) for day, node in days.of(fields.get("worked"), "hours by day"))
    _apart(read, fields.get("worked"), holidays)
    if report.findings or root is None:
        return None, report.findings
    return Calendar(
        name=name, zone=zone, first=first, last=last, offsets=offsets, week=week, holidays=holidays, worked=worked
    ), []


def _covers(read: Reader, node: Node | None) -> tuple[date, date]:
    """Read the first and the last day; where they are not legal, nothing else is held against them."""
    fields = read.fields(node, COVERS)
    ends = [read.day(day) if (day := fields.get(name)) else None for name in COVERS.required]
    first, last = ends[0] or date.min, ends[1] or date.max
    if all(ends) and not (EARLIEST <= first <= last <= LATEST and (last - first).days < 366 * MOST_YEARS):
        what = f"From {first} to {last} is not a time from 1 day to {MOST_YEARS} years, within {EARLIEST} to {LATEST}."
        read.report.add("calendar-days", fields.key("to"), what, "Write the first day and the last one.")
        return date.min, date.max
    return first, last


def _offsets(read: Reader, node: Node | None, first: date) -> tuple[Offset, ...]:
    """Read the offsets of the zone's clock, which rise; the first holds before the first day begins."""
    found: list[Offset] = []
    for item in read.items(node, "offsets"):
        fields = read.fields(item, OFFSET)
        since = read.instant(when) if (when := fields.get("since")) else None
        ahead = _ahead(read, fields.get("offset"))
        if since is None or ahead is None:
            continue
        if found and since <= found[-1].since:
            _refuse_offset(read, item.at, f"This is not later than {instant_text(found[-1].since)}.")
        elif not found and first > date.min and to_ms(since) + ahead * MINUTE_MS > wall_ms(first):
            _refuse_offset(read, item.at, f"This does not reach back to the beginning of {first}.")
        found.append(Offset(since=since, minutes=ahead))
    return tuple(found)


def _refuse_offset(read: Reader, at: At, what: str) -> None:
    read.report.add("bad-offset", at, what, "Begin before the first day, and let the instants rise.")


def _ahead(read: Reader, node: Node | None) -> int | None:
    """Read an offset from UTC in minutes."""
    if node is None:
        return None
    found = AHEAD.fullmatch(node.text) if isinstance(node, Scalar) else None
    if found is None:
        read.report.add("bad-offset", node.at, f"{called(node)} is no offset from UTC.", 'Write it as "+07:00".')
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes


def _week(read: Reader, node: Node | None) -> Week:
    fields = read.fields(node, WEEK)
    return {day: _hours(read, fields.get(day)) for day in WEEKDAYS}


def _hours(read: Reader, node: Node | None) -> tuple[Hours, ...]:
    """Read the spans of a day; a single one may stand without brackets."""
    if node is None or (isinstance(node, Scalar) and node.text == CLOSED):
        return ()
    items = (node,) if isinstance(node, Scalar) else read.items(node, "spans of a day")
    spans = [span for item in items if (span := _span(read, item))]
    if not in_order(spans):
        what = "These spans are not one after the other with time between them."
        read.report.add("bad-hours", node.at, what, "Order them, and join those that touch.")
    return tuple(spans)


def _span(read: Reader, node: Node) -> Hours | None:
    if not isinstance(node, Scalar) or node.type != "text":
        read.refuse(node, "A span of a day", f"Write it as 09:00-17:00, or {CLOSED} for a day off.")
        return None
    try:
        return parse_hours(node.text)
    except UsageError as error:
        read.report.add("bad-hours", node.at, error.what, error.remedy)
        return None


def _holiday(read: Reader, day: date, node: Node) -> Holiday:
    fields = read.fields(node, HOLIDAY)
    return Holiday(day=day, name=read.text(fields.get("name")), estimated=read.yes_no(fields.get("estimated")))


def _worked(read: Reader, day: date, node: Node) -> WorkedDay:
    if isinstance(node, Scalar) and node.text == CLOSED:
        read.report.add("bad-hours", node.at, f"{day} has no hours.", "Write its hours; a day off is a holiday.")
    return WorkedDay(day=day, hours=_hours(read, node))


def _apart(read: Reader, node: Node | None, holidays: Sequence[Holiday]) -> None:
    """Refuse days that are worked and holidays at once."""
    for holiday in holidays:
        if isinstance(node, Fields) and holiday.day.isoformat() in node.entries:
            what = f"{holiday.day} is a holiday: {holiday.name}."
            read.report.add("calendar-days", node.key(holiday.day.isoformat()), what, "Keep one of the two.")


@dataclass(frozen=True, slots=True)
class _Days:
    """Reads mappings by day."""

    read: Reader
    first: date
    last: date

    def of(self, node: Node | None, what: str) -> Iterator[tuple[date, Node]]:
        """Yield what stands at each day; days rise and are covered."""
        before = date.min
        for text, value in self.read.entries(node, what, _ANY, least=0, most=MOST_DAYS).items():
            key = node.entries[text].key if isinstance(node, Fields) else None
            day = self.read.day(key) if key else None
            if key is None or day is None:
                continue
            if not self.first <= day <= self.last:
                self.refuse(key.at, f"{day} is not covered: {self.first} to {self.last}.")
            else:
                if day <= before:
                    self.refuse(key.at, f"{day} stands behind {before}.")
                before = day
            yield day, value

    def refuse(self, at: At, what: str) -> None:
        """Note a day that is out of place."""
        self.read.report.add("calendar-days", at, what, "Write days in order, within what the calendar covers.")


# --- Writing ---------------------------------------------------------------------------------------------------------
def written(calendar: Calendar) -> str:
    """Write a calendar as a file that reads back as the same."""
    lines = [
        f"calendar: {calendar.name}",
        f"zone: {calendar.zone}",
        f"covers: {{from: {calendar.first}, to: {calendar.last}}}",
        "offsets:",
        *(f'  - {{since: {instant_text(each.since)}, offset: "{_signed(each.minutes)}"}}' for each in calendar.offsets),
        "hours:",
        *(f"  {day}: {_listed(calendar.week[day])}" for day in WEEKDAYS),
        *(["holidays:"] if calendar.holidays else []),
        *map(_holiday_line, calendar.holidays),
        *(["worked:"] if calendar.worked else []),
        *(f"  {special.day}: {_listed(special.hours)}" for special in calendar.worked),
    ]
    return "\n".join(lines) + "\n"


def _signed(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _listed(spans: Sequence[Hours]) -> str:
    return f"[{', '.join(map(str, spans))}]" if spans else CLOSED


def _holiday_line(holiday: Holiday) -> str:
    """Write a holiday; a name in quotes holds whatever a name may hold."""
    name = json.dumps(holiday.name, ensure_ascii=False)
    return f"  {holiday.day}: {{name: {name}{', estimated: true' if holiday.estimated else ''}}}"
