"""Calendars as documents: read strictly, written in one way, the same bytes for ever."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock.calendar import Calendar, Holiday
from domain.clock.hours import parse_hours, parse_week
from domain.documents import content_digest
from domain.errors import UsageError
from domain.playbook.calendar import compile_calendar, written
from tests.support.calendars import calendar_of, draw_rules
from tests.unit.test_playbook_load import MARK, marked

FROZEN = sorted((Path(__file__).parents[2] / "calendars").glob("*.yaml"))
PARTS = {
    "calendar": "calendar: id-2026",
    "zone": "zone: Asia/Jakarta",
    "covers": "covers: {from: 2026-01-01, to: 2026-12-31}",
    "offsets": 'offsets: [{since: 2025-12-31T00:00:00Z, offset: "+07:00"}]',
    "hours": "hours: {mon: 09:00-17:00, tue: 09:00-17:00, wed: [09:00-12:00, 13:00-17:00], thu: 09:00-17:00, "
    "fri: 09:00-17:00, sat: closed, sun: closed}",
    "holidays": "holidays: {2026-03-19: {name: Nyepi, estimated: true}, 2026-08-17: {name: Independence Day}}",
    "worked": "worked: {2026-08-22: [09:00-12:00, 13:00-17:00]}",
}  # fmt: skip


def document(**parts: str) -> str:
    """Return a calendar with some parts exchanged."""
    return "\n".join({**PARTS, **parts}.values())


def monday(spans: str) -> str:
    """Return a calendar with other hours on Monday."""
    return document(hours=PARTS["hours"].replace("mon: 09:00-17:00", f"mon: {spans}"))


def offsets(text: str) -> str:
    """Return a calendar with other offsets."""
    return document(offsets=f"offsets: [{text}]")


BAD_CALENDARS = [
    (document(zone="▸zona: Asia/Jakarta").replace("calendar", "▸calendar", 1), "missing-field unknown-field"),
    (document(zone="zone: ▸Asia Jakarta"), "bad-name"),
    (document(covers="covers: {from: 2026-01-01, ▸to: 2025-12-31}"), "calendar-days"),
    (document(covers="covers: {from: 2026-01-01, ▸to: 2056-12-31}"), "calendar-days"),
    (document(covers="covers: {from: 0001-01-01, ▸to: 0001-12-31}", offsets="offsets: []", holidays="", worked="")
     .replace("[]", "▸[]"), "calendar-days out-of-range"),
    (document(covers="covers: {from: ▸2026-02-30, to: 2026-12-31}"), "bad-time"),
    (offsets('▸{since: 2025-12-31T17:00:00.001Z, offset: "+07:00"}'), "bad-offset"),
    (offsets('{since: 2025-12-31T17:00:00Z, offset: "+07:00"}, ▸{since: 2025-12-31T17:00:00Z, offset: "+08:00"}'),
     "bad-offset"),
    (offsets("{since: 2025-12-30T17:00:00Z, offset: ▸+7}"), "bad-offset"),
    (offsets('{since: 2025-12-30T17:00:00Z, offset: ▸"+24:00"}'), "bad-offset"),
    (offsets("▸{since: 2025-12-30T17:00:00Z}"), "missing-field"),
    (monday("▸22:00-06:00"), "bad-hours"),
    (monday("▸09:00-09:00"), "bad-hours"),
    (monday("▸09:00-24:01"), "bad-hours"),
    (monday("▸09:60-17:00"), "bad-hours"),
    (monday("▸9-17"), "bad-hours"),
    (monday("▸8"), "wrong-type"),
    (monday("[▸{from: 9}]"), "wrong-type"),
    (monday("▸[09:00-12:00, 12:00-17:00]"), "bad-hours"),
    (monday("▸[13:00-17:00, 09:00-12:00]"), "bad-hours"),
    (document(hours="hours: ▸{mon: closed}"), " ".join(["missing-field"] * 6)),
    (document(holidays="holidays: {2026-08-17: {name: B}, ▸2026-03-19: {name: A}}"), "calendar-days"),
    (document(holidays="holidays: {▸2027-01-01: {name: A}}"), "calendar-days"),
    (document(holidays="holidays: {▸New Year: {name: A}}"), "bad-time"),
    (document(holidays="holidays: {2026-01-01: ▸New Year}"), "wrong-type"),
    (document(holidays="holidays: {2026-01-01: {name: A, estimated: ▸perhaps}}"), "wrong-type"),
    (document(worked="worked: {2026-08-22: ▸closed}"), "bad-hours"),
    (document(worked="worked: {▸2026-08-17: 09:00-12:00}"), "calendar-days"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rules"), BAD_CALENDARS)
def test_refused(text: str, rules: str) -> None:
    """A calendar is refused by the rule it breaks, at the place."""
    plain, places = marked(text)
    calendar, findings = compile_calendar(plain, "f")
    assert calendar is None
    names = rules.split()
    expected = [(*place, rule) for place, rule in zip(places * (len(names) // len(places)), names, strict=True)]
    assert [(f.line, f.column, f.rule) for f in findings] == expected
    assert all(f.remedy for f in findings if f.rule.startswith(("bad", "calendar")))


@pytest.mark.parametrize("text", ["", "[]", "a: 1", "{", "calendar: x", "covers: {from: 9999-12-31, to: 9999-12-31}"])
def test_nothing_raises(text: str) -> None:
    """Whatever stands in the file, there are findings and no calendar."""
    calendar, findings = compile_calendar(text, "f")
    assert calendar is None
    assert findings
    assert MARK not in str(findings)


def test_hours_over_midnight_are_told_apart() -> None:
    """The remedy is the two spans to write instead."""
    with pytest.raises(UsageError) as refused:
        parse_hours("22:00-06:00")
    assert refused.value.remedy == "Write 22:00-24:00, and 00:00-06:00 on the next day."
    with pytest.raises(UsageError) as refused:
        parse_hours("22:00-00:00")
    assert refused.value.remedy == "Write 22:00-24:00."


def test_a_calendar_is_read() -> None:
    """Days, hours, holidays, what is estimated."""
    calendar, findings = compile_calendar(document(), "f")
    assert findings == []
    assert calendar is not None
    assert (calendar.name, calendar.zone, calendar.first, calendar.last) == (
        "id-2026", "Asia/Jakarta", date(2026, 1, 1), date(2026, 12, 31),
    )  # fmt: skip
    assert [offset.minutes for offset in calendar.offsets] == [420]
    assert [str(span) for span in calendar.hours(date(2026, 8, 19))] == ["09:00-12:00", "13:00-17:00"]
    assert calendar.hours(date(2026, 8, 15)) == ()
    assert len(calendar.hours(date(2026, 8, 22))) == 2
    assert calendar.holiday(date(2026, 3, 19)) == Holiday(day=date(2026, 3, 19), name="Nyepi", estimated=True)
    assert calendar.holiday(date(2026, 3, 20)) is None


def test_a_week_in_words() -> None:
    """Days and ranges of them; what is not named is closed."""
    week = parse_week("mon-wed 09:00-12:00 13:00-17:00, sat 10:00-24:00")
    shown = {day: " ".join(map(str, spans)) for day, spans in week.items() if spans}
    assert shown == {
        **dict.fromkeys(("mon", "tue", "wed"), "09:00-12:00 13:00-17:00"),
        "sat": "10:00-24:00",
    }


@pytest.mark.parametrize(
    "text",
    ["", "mon", "mon-fri", "09:00-17:00", "fri-mon 09:00-17:00", "mon 9-17", "mon 13:00-17:00 09:00-12:00",
     "mon-fri 09:00-17:00, fri 09:00-12:00", "mon 09:00-12:00 12:00-17:00", "Mon 09:00-17:00", "mon 09:00-17:00,"],
)  # fmt: skip
def test_other_weeks_are_refused(text: str) -> None:
    """What cannot be read as a week is refused with an example."""
    with pytest.raises(UsageError) as refused:
        parse_week(text)
    assert refused.value.remedy


@given(st.integers(0, 10_000))
def test_a_calendar_reads_as_it_was_written(seed: int) -> None:
    """Written to a file and read back, it is the same; so it is out of its stored content."""
    calendar = drawn(seed)
    again, findings = compile_calendar(written(calendar), "f")
    assert findings == []
    assert again == calendar
    content = calendar.model_dump_json()
    assert again.model_dump_json() == content
    assert Calendar.model_validate_json(content) == calendar


def drawn(seed: int) -> Calendar:
    """Return a made-up calendar that has worked days and offsets like a real one."""
    return calendar_of(draw_rules(Random(seed)))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"]), min_size=1))
def test_a_holiday_may_have_any_name(name: str) -> None:
    """Quotes, colons and dashes in a name come back as they were."""
    calendar, _ = compile_calendar(document(), "f")
    assert calendar is not None
    if not name.strip():
        return
    named = calendar.model_copy(update={"holidays": (Holiday(day=date(2026, 5, 1), name=name.strip()),)})
    assert compile_calendar(written(named), "f")[0] == named


DIGESTS = {
    "24x7-2025-2027": "6c446457",
    "be-2010-2013": "6fb21aa7",
    "de-be-2025-2027": "73f3c1cc",
    "gb-eng-2025-2027": "718f9ea5",
    "id-2025-2027": "3f08f8e1",
    "us-2025-2027": "59d7353c",
    "vn-2025-2027": "d8bbd6b3",
}


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_what_is_shipped_is_legal_and_says_what_it_always_said(path: Path) -> None:
    """A shipped calendar is named like its file, and its content has the digest that cases are pinned to."""
    calendar, findings = compile_calendar(path.read_bytes(), path.name)
    assert findings == []
    assert calendar is not None
    assert calendar.name == path.stem
    assert content_digest(calendar.model_dump_json())[7:15] == DIGESTS[path.stem]
