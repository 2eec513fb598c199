"""`makegood calendar freeze` as a user meets it, and that what is shipped can be frozen again, byte for byte."""

from __future__ import annotations

import json
import re
import shlex
import sys
from datetime import date
from pathlib import Path

import pytest

from activities.freezing import Order, clocks, freeze
from domain.clock.calendar import Calendar
from domain.clock.hours import WEEKDAYS
from domain.errors import Unavailable
from domain.playbook.calendar import compile_calendar
from makegood.cli.app import run

FROZEN = sorted((Path(__file__).parents[2] / "calendars").glob("*.yaml"))


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_freezing_again_gives_the_same_bytes(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command that a calendar names as its own makes the same file."""
    text = path.read_text(encoding="utf-8")
    words = shlex.split(text.splitlines()[0].removeprefix("# Frozen by: makegood "))
    again = tmp_path / "again.yaml"
    assert run([*words, "--to", str(again)]) == 0
    assert again.read_bytes() == path.read_bytes()
    capsys.readouterr()
    assert run(words) == 0
    printed = capsys.readouterr()
    assert printed.out == text
    assert printed.err == ""


def frozen(place: str, years: str, **wanted: str) -> Calendar:
    """Return a frozen calendar."""
    order = Order.of(place, years, **{"zone": "", "hours": "mon-fri 09:00-17:00", "name": "", **wanted})
    calendar, text = freeze(order)
    assert compile_calendar(text, "f") == (calendar, [])
    return calendar


def test_what_is_not_announced_is_estimated() -> None:
    """Days that follow the moon are marked until they are announced, and the mark is no part of the name."""
    marked = {holiday.day: holiday.name for holiday in frozen("ID", "2027").holidays if holiday.estimated}
    assert marked[date(2027, 3, 10)] == "Eid al-Fitr"
    assert not any("estimated" in holiday.name for holiday in frozen("ID", "2025-2027").holidays)


def test_a_moved_day_that_is_estimated_keeps_its_name() -> None:
    """A substitute for an estimated day is estimated too, and still called a substitute."""
    moved = frozen("NG", "2027").holiday(date(2027, 8, 16))
    assert moved is not None
    assert (moved.name, moved.estimated) == ("Prophet's Birthday (observed)", True)


def test_saturdays_worked_for_a_bridge_day_have_its_hours() -> None:
    """Vietnam works a Saturday for a day off; who works on Saturdays anyhow has the hours of every week."""
    worked = frozen("VN", "2026").worked
    assert [(each.day, [*map(str, each.hours)]) for each in worked] == [(date(2026, 8, 22), ["09:00-17:00"])]
    assert frozen("VN", "2026", hours="mon-sat\n  08:00-12:00").worked == ()


def test_parts_of_a_country_have_their_own_days() -> None:
    """England keeps Easter Monday, Scotland does not."""
    monday = date(2026, 4, 6)
    assert frozen("gb-eng", "2026").holiday(monday)
    assert not frozen("GB-SCT", "2026").holiday(monday)


def test_the_zone_is_where_most_people_live() -> None:
    """Unless another one is named; around the clock nobody needs one."""
    assert frozen("ID", "2026").zone == "Asia/Jakarta"
    assert frozen("ID", "2026", zone="Asia/Makassar").offsets[0].minutes == 480
    always = frozen("none", "2026", hours="mon-sun 00:00-24:00")
    assert (always.name, always.zone, always.holidays) == ("none-2026", "UTC", ())
    assert all(str(always.week[day][0]) == "00:00-24:00" for day in WEEKDAYS)


def test_changes_of_a_clock_are_found_to_the_minute() -> None:
    """Also where it was changed one minute past midnight, as in Newfoundland, or for good."""
    changes = clocks.offsets(clocks.load_zone("America/St_Johns"), date(2010, 1, 1), date(2010, 12, 31))
    assert [f"{change.since:%m-%d %H:%M}" for change in changes] == ["12-31 00:00", "03-14 03:31", "11-07 02:31"]
    assert [change.minutes for change in changes] == [-210, -150, -210]


REFUSED = [
    (["XX", "2026"], 2, "there is no country “XX”", "Write its two letters"),
    (["XX", "2026", "--zone", "UTC"], 2, "no holidays are known for “XX”", "two letters"),
    (["Indonesia", "2026"], 2, "“INDONESIA” is no country", "Write ID"),
    (["GB-ENGL", "2026"], 2, "GB has no part “ENGL”", "There are: ENG"),
    (["VA-ROM", "2026"], 2, "VA has no part “ROM”", "Write VA alone"),
    (["ID", "2026-2025"], 2, "no years", "Write 2026 or 2025-2027"),
    (["ID", "26"], 2, "no years", "Write 2026 or 2025-2027"),
    (["ID", "2150-2151"], 2, "no holidays are known for ID in 2150", ""),
    (["ID", "2026", "--zone", "Asia/Jakarda"], 2, "there is no zone “Asia/Jakarda”", "Did you mean “Asia/Jakarta”?"),
    (["ID", "2026", "--zone", "../../etc/passwd"], 2, "there is no zone", "Write it as"),
    (["ID", "2026", "--hours", "mon-fri 22:00-06:00"], 2, "does not end on the day", "Write 22:00-24:00, and"),
    (["ID", "2026", "--name", "my calendar"], 2, "is no name", "Use letters"),
    (["ID", "2026", "--to", "/nowhere/at/all.yaml"], 7, "cannot be written", ""),
]


@pytest.mark.parametrize(("words", "code", "what", "remedy"), REFUSED)
def test_nonsense_is_refused(
    words: list[str], code: int, what: str, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear message with what to do, the right exit code, nothing on stdout."""
    assert run(["calendar", "freeze", *words, "--json"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    problem = json.loads(said.err)
    assert what in problem["detail"]
    assert remedy in problem["remedy"]


def test_a_file_that_is_there_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody may have added days by hand: it is written over only when that is said."""
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    words = ["calendar", "freeze", "ID", "--years", "2026", "--zone", "Asia/Jakarta", "--to", str(file)]
    assert run(words) == 5
    assert file.read_text() == "mine"
    assert "--replace" in capsys.readouterr().err
    assert run([*words, "--replace"]) == 0
    assert file.read_text().startswith("# Frozen by: makegood calendar freeze ID 2026")
    assert [each.name for each in tmp_path.iterdir()] == ["mine.yaml"]
    assert "0 of them estimated" in capsys.readouterr().out


def test_as_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    """The calendar, its digest, and on stderr the zone that was chosen."""
    assert run(["calendar", "freeze", "DE-BE", "2026", "--json"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["calendar"] == "de-be-2026"
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", told["digest"])
    assert told["document"]["zone"] == "Europe/Berlin"
    assert "Europe/Berlin" in said.err


@pytest.mark.parametrize("missing", ["holidays", "tzdata"])
def test_what_is_missing_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the answer is what to install."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(Unavailable) as refused:
        frozen("ID", "2026", zone="Asia/Jakarta")
    assert "makegood[calendar]" in refused.value.remedy
