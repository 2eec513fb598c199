"""CloudEvents: lines, lists and batches of them are read by attribute and data; bad ones are set aside."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.clock.duration import Duration
from domain.intake.cloud_event import DEEPEST
from domain.intake.feed_map import compile_map
from domain.intake.rows import FailureTold, PersonTold, Rejected, Row, read_row
from tests.support.maps import EVENTS, a_map, read_until_broken, rows_of, written

EVENT: Row = {
    "specversion": "1.0", "id": "7/1", "source": "/ops/arrivals", "type": "com.example.flight.late", "gate": 12,
    "time": "2026-03-02T10:00:00+07:00", "datacontenttype": "application/json",
    "data": {"flight": {"number": "MG 7"}, "delay": 200, "guest": {"id": 5, "name": "Ana"}, "seen": None},
}  # fmt: skip
OTHER: Row = {"specversion": "1.0", "id": "8", "source": "/ops/gates", "type": "com.example.gate.opened"}
PACKED = base64.b64encode(json.dumps(EVENT["data"]).encode()).decode()


def told(folder: Path, *events: object, name: str = "events.jsonl") -> list[FailureTold | Rejected | None]:
    """Read events by the map."""
    feed_map = a_map(EVENTS)
    feed = written(folder, name, "\n".join(json.dumps(event) for event in events).encode())
    rows = enumerate(rows_of(feed, feed_map), start=1)
    return [row if isinstance(row, Rejected) else read_row(feed_map, number, row) for number, row in rows]


@pytest.mark.parametrize(
    "feed",
    [
        (EVENT, OTHER, EVENT),
        ([EVENT, OTHER, EVENT],),
        ([EVENT, OTHER], [], [EVENT]),
        ({**EVENT, "data": None, "data_base64": PACKED}, OTHER, EVENT),
    ],
    ids=["lines", "a list", "batches", "packed data"],
)
@pytest.mark.parametrize("name", ["events.jsonl", "events.json.gz"])
def test_events_are_rows(tmp_path: Path, feed: tuple[object, ...], name: str) -> None:
    """One a line, in a list, in batches; named by source and id; other types tell no failure though they lack data."""
    first, other, last = told(tmp_path, *feed, name=name)
    assert other is None
    assert isinstance(first, FailureTold)
    assert isinstance(last, FailureTold)
    assert first.key == "%2Fops%2Farrivals/7%2F1"
    assert first.happened_at == datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    assert first.facts == {
        "delay": Duration(200 * 60_000), "flight": "MG 7", "gate": 12, "guest": PersonTold("5", "Ana", "", "en"),
    }  # fmt: skip


def test_two_events_never_share_a_name(tmp_path: Path) -> None:
    """Wherever the slash stands that parts source and id."""
    one, other = ({**EVENT, "source": source, "id": name} for source, name in (("/a/b", "c"), ("/a", "b/c")))
    first, second = told(tmp_path, one, other)
    assert isinstance(first, FailureTold)
    assert isinstance(second, FailureTold)
    assert first.key != second.key


def deep(levels: int) -> object:
    """Return records that stand inside each other."""
    return {"x": deep(levels - 1)} if levels else 1


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"specversion": None}, "", "the event has no specversion"),
        ({"specversion": "0.3"}, "", "its specversion is not “1.0”"),
        ({"specversion": 1.0}, "", "its specversion is not “1.0”"),
        ({"id": ""}, "", "the event has no id"),
        ({"id": 7}, "", "the event has no id"),
        ({"source": None}, "", "the event has no source"),
        ({"type": [EVENT["type"]]}, "", "the event has no type"),
        ({"time": "2026-03-02T10:00:00"}, "", "names no zone"),
        ({"time": "yesterday"}, "", "is not a time"),
        ({"time": 12}, "", "is not a time"),
        ({"data_base64": PACKED}, "", "data and data_base64"),
        ({"data": None, "data_base64": "???"}, "", "data_base64 cannot be unpacked"),
        ({"data": None, "data_base64": "bm8="}, "", "data_base64 cannot be unpacked"),
        ({"data": deep(DEEPEST + 1)}, "", "nested more than"),
        ({"data": {"flight": {"number": "1"}, "flight.number": "2"}}, "", "holds “data.flight.number” twice"),
        ({"data": "a text"}, "data.flight.number", "the cell is empty"),
        ({"data": {"flight": ["MG 7"], "delay": 200}}, "data.flight.number", "the cell is empty"),
        ({"data": {"flight": {"number": ["MG 7"]}}}, "data.flight.number", "the cell holds a list"),
        ({"gate": {"no": 1}}, "gate", "the cell holds a record"),
        ({"source": "/half/\ud800"}, "", "half a character"),
        ({"data": {"flight": {"number": "1"}, "delay": 200, "guest": {"name": "A"}}}, "data.guest.id", "who is meant"),
    ],
)
def test_a_bad_event_is_set_aside(tmp_path: Path, change: Row, column: str, why: str) -> None:
    """With its place and the reason, and those round it go on."""
    before, bad, behind = told(tmp_path, EVENT, {**EVENT, **change}, EVENT)
    assert isinstance(before, FailureTold)
    assert isinstance(behind, FailureTold)
    assert isinstance(bad, Rejected)
    assert (bad.line, bad.column) == (2, column)
    assert why in bad.why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1}, tru]', "a row is no JSON"),
        ('[{"a": 1}', "a comma or the end of the list is missing, behind row 1"),
        ('[{"a": 1}] {"a": 1}', "something stands behind the list, behind row 1"),
        ("[" + "[" * 100_000, "nested too deeply"),
        ("[" + "9" * 5_000 + "]", "a number is too long"),
        ('["' + "x" * 3_000_000 + '"]', "does not end within 1,024 KiB"),
    ],
)
def test_a_list_that_breaks_off_says_where(tmp_path: Path, text: str, said: str) -> None:
    """Items behind one that is no JSON cannot be told apart."""
    _, broken = read_until_broken(written(tmp_path, "events.json", text.encode()), a_map(EVENTS))
    assert broken is not None
    assert said in broken.what


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("from: data.delay", "from: delay_minutes", "bad-name", "data.delay_minutes"),
        ("from: data.delay", "from: data", "", ""),
        ("from: data.delay", "from: {event: first, key: a}", "wrong-type", "format: xes"),
        ("  time: instant", "  late_at: instant", "bad-name", "from: data.late_at"),
        ("types: [com.example.flight.late]", "types: {}", "wrong-type", "list of types"),
    ],
)
def test_an_illegal_map_of_events_is_told_its_place(old: str, new: str, rule: str, said: str) -> None:
    """A name that no attribute can have is likely a place in the data."""
    found, findings = compile_map(EVENTS.replace(old, new), "map.yaml")
    assert (found is None) == bool(rule)
    assert {one.rule for one in findings} - {"expression"} == ({rule} if rule else set())
    assert said in "\n".join(map(str, findings))
