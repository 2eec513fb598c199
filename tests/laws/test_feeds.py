"""Laws of feeds: whatever stands in a file, rows come out of it or a sentence does; and reading on loses nothing."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.feeds import arrays
from activities.feeds.opening import BrokenFeed
from domain.clock.duration import Duration
from domain.errors import MakegoodError
from domain.intake.rows import FailureTold, Rejected, read_row
from tests.support.maps import TRACES, a_map, late_map, log, read_until_broken, rows_of
from workers.detecting import Detected, Reading

FORMATS = ("json", "jsonl", "csv", "xes", "cloudevents")
EVERY_KIND = """
map: everything
source: test
format: json
ZONE
failure: anything
market: us
columns:
  a: text
  b: integer
  c: yes_no
  d: date
  e: {date: "%d.%m.%Y"}
  f: instant
  g: {instant: "%Y-%m-%d %H:%M", weeks_later: 9999}
  h: {duration: ms}
  i: {money: USD}
  j: {words: {Low: low, High: high}}
key: [a, b]
when: row.b > 0 or row.j == "low"
happened_at: =row.g - row.h
facts: {who: =row.a, sum: =row.i, day: =row.d}
people: {guest: {key: k, name: l}}
"""
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=6,
)  # fmt: skip
_LIKELY = st.sampled_from([
    "7", "-7", "7m", "2026-03-02", "02.03.2026", "2026-03-02T10:00:00", "0001-01-01 00:00", "9999-12-31 23:59", "Low",
    "0001-01-01T00:00:00+14:00", "7.50", "1e400", "yes", "\ud800", "٣", "9" * 5_000, "1_0", 1, 0, -1, 10**30, 0.5, True,
])  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the feed of an example is written."""
    return tmp_path_factory.mktemp("feeds") / "feed"


def sample(form: str, count: int) -> bytes:
    """Return a feed of so many rows."""
    rows: list[Mapping[str, object]] = [{"id": f"n{n}", "late": n % 3} for n in range(1, count + 1)]
    if form == "xes":
        return log([({"concept:name": str(row["id"]), "late": str(row["late"])}, []) for row in rows])
    if form == "csv":
        return "".join(["id,late\n", *(f"{row['id']},{row['late']}\n" for row in rows)]).encode()
    if form == "cloudevents":
        rows = [{"specversion": "1.0", "id": row["id"], "source": "/s", "type": "t", "data": row} for row in rows]
    return json.dumps(rows).encode() if form == "json" else b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.mark.parametrize("form", FORMATS)
@given(data=st.data())
def test_any_bytes_are_rows_or_a_sentence(form: str, file: Path, data: st.DataObject) -> None:
    """A sample of the format with bytes struck out, put in or doubled, packed or not: no other exception, ever."""
    content = bytearray(sample(form, 4))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=4)
            | st.sampled_from([b"<", b"&x;", b'"', b"[", b"\xff\xfe", b"\n", b"<!DOCTYPE a>", b"}"])
        )
    packed = gzip.compress(bytes(content)) if data.draw(st.booleans()) else bytes(content)
    file.write_bytes(packed[: data.draw(st.integers(0, len(packed)))])
    with contextlib.suppress(MakegoodError):
        rows_of(file, late_map(form))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("packed", [False, True])
def test_a_feed_that_is_cut_off_gives_what_stands_before(form: str, packed: bool, file: Path) -> None:
    """At every byte: what comes out are the first rows of the whole, and a row that was cut is not taken for whole."""
    content = sample(form, 6)
    whole = gzip.compress(content) if packed else content
    file.write_bytes(whole)
    rows = rows_of(file, late_map(form))
    for end in range(2, len(whole)):
        file.write_bytes(whole[:end])
        try:
            found, broken = read_until_broken(file, late_map(form))
        except MakegoodError:
            continue
        if form in {"json", "xes"} or packed:
            assert found == rows[: len(found)]
            assert broken is not None or (form == "xes" and not content[end:].strip())
        else:
            assert found[:-1] == rows[: max(0, len(found) - 1)]


@given(items=st.lists(_JSON), indent=st.none() | st.integers(0, 2), chunk=st.integers(1, 9))
def test_a_list_is_read_as_json_reads_it(items: list[object], indent: int | None, chunk: int, file: Path) -> None:
    """Whatever the pieces it arrives in: the same items, in order."""
    text = json.dumps(items, indent=indent, ensure_ascii=chunk % 2 == 0)
    with contextlib.suppress(UnicodeEncodeError):
        file.write_bytes(text.encode())
        with patch.object(arrays, "CHUNK", chunk):
            found = rows_of(file, late_map("json"))
        wanted = [item if isinstance(item, dict) else Rejected(n, "", "the row is no object")
                  for n, item in enumerate(json.loads(text), 1)]  # fmt: skip
        assert repr(found) == repr(wanted)


@given(rows=st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), max_size=5)] * 2), max_size=5))
def test_csv_is_read_as_it_was_written(rows: list[tuple[str, str]], file: Path) -> None:
    """With quotes, line ends and commas inside of cells."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("id", "late"), *rows])
    file.write_bytes(text.getvalue().encode())
    assert rows_of(file, late_map("csv")) == [{"id": one, "late": other} for one, other in rows]


@given(row=st.fixed_dictionaries({}, optional=dict.fromkeys("abcdefghijkl", _LIKELY | _JSON)), zoned=st.booleans())
def test_any_row_is_read_or_set_aside(row: dict[str, object], zoned: bool) -> None:
    """Nothing a cell can hold gets past the map, and what is said about it can be written and shown."""
    feed_map = a_map(EVERY_KIND.replace("ZONE", "zone: Asia/Jakarta" if zoned else ""))
    told = read_row(feed_map, 3, row)
    if isinstance(told, Rejected):
        assert told.why.isprintable()
        assert len(told.why.encode()) < 2_000
    if isinstance(told, FailureTold):
        told.key.encode()


@pytest.mark.parametrize("form", FORMATS)
@given(count=st.integers(0, 12), at_once=st.integers(1, 4), stop=st.integers(0, 12), grown=st.integers(0, 3))
def test_reading_on_loses_nothing(form: str, count: int, at_once: int, stop: int, grown: int, file: Path) -> None:
    """Stopped behind any batch, and even when the file grew meanwhile: both readings together tell every failure."""
    file.write_bytes(sample(form, count))
    with patch("workers.detecting.AT_ONCE", at_once):
        before = list(Reading(late_map(form), file, None, Detected()).batches())[:stop]
        file.write_bytes(sample(form, count + grown))
        after = before[-1].rows if before else 0
        behind = [
            one.key for batch in Reading(late_map(form), file, None, Detected()).batches(after) for one in batch.told
        ]
    told = [one.key for batch in before for one in batch.told] + behind
    assert told == [f"n{n}" for n in range(1, count + grown + 1) if n % 3]


_STAMPS = st.lists(st.tuples(st.integers(0, 10**10), st.booleans()), max_size=8)


@given(stamps=_STAMPS.map(sorted))
def test_spans_and_counts_add_up(stamps: list[tuple[int, bool]], file: Path) -> None:
    """The time of events that waited, each until the next, against adding it up by hand; all of it without where."""
    moments = [(datetime(2011, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms), waits) for ms, waits in stamps]
    events = [
        {"time:timestamp": moment.isoformat(timespec="milliseconds"), "status": "Wait - User" if waits else "Open"}
        for moment, waits in moments
    ]
    file.write_bytes(log([({"concept:name": "i1"}, events)]))
    (row,) = rows_of(file, a_map(TRACES))
    assert not isinstance(row, Rejected)
    spans = _by_hand(stamps)
    assert row["count of events"] == len(stamps)
    assert row["count of events: status Wait - User"] == sum(waits for _, waits in stamps)
    assert row["span of events: status Wait - User"] == Duration(sum(ms for ms, waits in spans if waits))
    assert row["span of events"] == Duration(sum(ms for ms, _ in spans))


def _by_hand(stamps: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    return [(behind - ms, waits) for (ms, waits), (behind, _) in pairwise(stamps)]


def test_a_broken_feed_is_a_usage_error() -> None:
    """So that it leaves with the exit code of the rest of bad input."""
    assert BrokenFeed("x").exit_code == 2
