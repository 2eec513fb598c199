"""The schema of a working calendar."""

from __future__ import annotations

from domain.clock.hours import WEEKDAYS
from domain.playbook.calendar import AHEAD, CALENDAR, CLOSED, COVERS, HOLIDAY, MOST_DAYS, OFFSET, WEEK, ZONE
from domain.playbook.reader import NAME
from domain.playbook.schema.common import (
    DAY,
    INSTANT,
    Schema,
    any_of,
    described,
    listed,
    ref,
    said,
    shaped,
    text,
    whole,
    words,
)

_HOURS = r"\d\d:\d\d ?[-–] ?\d\d:\d\d"


def calendar_schema() -> Schema:
    """Return the JSON Schema of a calendar as it is written."""
    root = shaped(CALENDAR, {
        "calendar": said(text(NAME), "What the calendar is called."),
        "zone": said(text(ZONE), "The time zone: Asia/Jakarta."),
        "covers": said(shaped(COVERS, {"from": ref("day"), "to": ref("day")}), "The first and the last day."),
        "offsets": said(listed(ref("offset")), "The offsets of the zone's clock, rising."),
        "hours": said(shaped(WEEK, {day: ref("hours") for day in WEEKDAYS}), "The hours of each weekday."),
        "holidays": said(_by_day(ref("holiday")), "Days off, in order."),
        "worked": said(_by_day(ref("worked")), "Days with hours of their own, in order."),
    })  # fmt: skip
    told = "A working calendar, frozen: weekly hours, holidays, and the clock of its zone."
    return described("Calendar", told, root, _definitions())


def _definitions() -> dict[str, Schema]:
    spans = any_of(ref("span"), listed(ref("span")))
    offset = {"since": text(INSTANT), "offset": said(text(AHEAD), "Ahead of UTC: +07:00.")}
    return {
        "day": said(text(DAY), "A day: 2026-01-31."),
        "span": said(text(_HOURS), "A span of a day: 09:00-17:00."),
        "hours": any_of(words([CLOSED]), spans),
        "worked": spans,
        "offset": shaped(OFFSET, offset),
        "holiday": shaped(HOLIDAY, {"name": text(), "estimated": {"type": "boolean"}}),
    }


def _by_day(value: Schema) -> Schema:
    return {
        "type": "object", "propertyNames": {"pattern": whole(DAY)}, "additionalProperties": value,
        "maxProperties": MOST_DAYS,
    }  # fmt: skip
