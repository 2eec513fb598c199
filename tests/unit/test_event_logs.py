"""Event logs: a trace is a row, its events give first, last, counts and spans; what is unsafe or broken is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.feeds import event_log
from domain.clock.duration import Duration
from domain.errors import UsageError
from domain.intake.feed_map import compile_map
from domain.intake.rows import FailureTold, Rejected, read_row
from tests.support.maps import TRACES, Event, a_map, log, read_until_broken, rows_of, written


def event(stamp: str, status: str, **more: str) -> Event:
    """Return an event."""
    return {"time:timestamp": stamp, "status": status, **more}


ONE = [
    event("2011-03-27T00:30:00.000+01:00", "Open", impact="Very High"),
    event("2011-03-27T01:00:00.000+01:00", "Wait - User", impact="Low"),
    event("2011-03-27T03:30:00.000+02:00", "Wait - User"),
    event("2011-03-27T05:00:00.000+02:00", "Open"),
    event("2011-03-27T06:00:00.000+02:00", "Wait - User"),
]


def test_a_trace_is_told_as_one_failure(tmp_path: Path) -> None:
    """First and last event, how many, and the time in one status, over the night in which clocks go forward."""
    feed_map = a_map(TRACES)
    (row,) = rows_of(written(tmp_path, "log.xes.gz", log([({"concept:name": "i 1", "other": "x"}, ONE)])), feed_map)
    assert not isinstance(row, Rejected)
    told = read_row(feed_map, 1, row)
    assert isinstance(told, FailureTold)
    assert (told.key, told.market, told.language) == ("i 1", "be", "en")
    assert told.happened_at == datetime(2011, 3, 26, 23, 30, tzinfo=UTC)
    assert told.facts == {
        "impact": "high", "waits": 3, "last": "Wait - User", "waited": Duration(3 * 3_600_000),
        "took": Duration(int(4.5 * 3_600_000)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "stamp", "wanted"),
    [
        ("Europe/Brussels", "2011-03-27T00:30:00", datetime(2011, 3, 26, 23, 30, tzinfo=UTC)),
        ("Europe/Brussels", "2011-10-30T02:30:00", datetime(2011, 10, 30, 0, 30, tzinfo=UTC)),
        ("Asia/Jakarta", "2011-03-27T00:30:00Z", datetime(2011, 3, 27, 0, 30, tzinfo=UTC)),
        ("", "2011-03-27T00:30:00", None),
    ],
)
def test_a_time_without_zone_is_one_of_the_zone_the_map_states(zone: str, stamp: str, wanted: datetime | None) -> None:
    """A map that states none refuses the row instead of guessing; a zone in the feed goes before that of the map."""
    feed_map = a_map(TRACES.replace("market: be", f"market: be\nzone: {zone}" if zone else "market: be"))
    row = {"concept:name": "1", "first event: time:timestamp": stamp, "last event: status": "x",
           "first event: impact": "Low", "count of events": 1, "count of events: status Wait - User": 0,
           "span of events: status Wait - User": Duration(0), "span of events": Duration(0)}  # fmt: skip
    told = read_row(feed_map, 1, row)
    if wanted is None:
        assert isinstance(told, Rejected)
        assert (told.column, "names no zone" in told.why) == ("first event: time:timestamp", True)
    else:
        assert isinstance(told, FailureTold)
        assert told.happened_at == wanted


@pytest.mark.parametrize(
    ("own", "events", "column", "why"),
    [
        ({"other": "x"}, ONE, "concept:name", "the cell is empty"),
        ({"concept:name": "1"}, [], "first event: time:timestamp", "the cell is empty"),
        ({"concept:name": "1"}, [{"status": "Open"}], "span of events", "event 1 has no time:timestamp"),
        ({"concept:name": "1"}, [event("soon", "Open")], "span of events", "event 1 has no time:timestamp"),
        ({"concept:name": "1"}, ONE[3::-3], "span of events", "event 2 happened before the one ahead of it"),
        ({"concept:name": "1"}, [{**ONE[0], "impact": "Huge"}], "first event: impact", "is none of the words the map"),
        ({"concept:name": "1"}, [{**ONE[0], "impact": "x" * 999}], "first event: impact", "xxx…"),
    ],
)
def test_a_trace_that_cannot_be_read_is_set_aside(
    tmp_path: Path, own: Event, events: list[Event], column: str, why: str
) -> None:
    """With its number and what was asked of it; the trace behind it goes on."""
    feed_map = a_map(TRACES)
    feed = written(tmp_path, "log.xes", log([(own, events), ({"concept:name": "2"}, ONE)]))
    told = [
        row if isinstance(row, Rejected) else read_row(feed_map, number, row)
        for number, row in enumerate(rows_of(feed, feed_map), start=1)
    ]
    assert isinstance(told[0], Rejected)
    assert (told[0].line, told[0].column) == (1, column)
    assert why in told[0].why
    assert len(told[0].why) <= 301
    assert isinstance(told[1], FailureTold)


def test_attributes_that_stand_twice_or_inside_of_others(tmp_path: Path) -> None:
    """Twice is trouble where it was asked for; what stands inside of an attribute belongs to that."""
    inner = '<string key="concept:name" value="1"><string key="concept:name" value="9"/></string>'
    twice = '<string key="concept:name" value="3"/><string key="concept:name" value="4"/>'
    doubled = (
        '<string key="concept:name" value="5"/><event><id key="impact" value="a"/><id key="impact" value="b"/></event>'
    )
    text = (
        "<xes:log xmlns:xes='x'>" + "".join(f"<trace>{one}</trace>" for one in (inner, twice, doubled)) + "</xes:log>"
    )
    rows = rows_of(written(tmp_path, "log.xes", text.encode()), a_map(TRACES))
    assert not isinstance(rows[0], Rejected)
    assert rows[0]["concept:name"] == "1"
    assert [row.why for row in rows[1:] if isinstance(row, Rejected)] == [
        "the trace has this attribute twice.",
        "an event has this attribute twice.",
    ]


LAUGHS = "<!DOCTYPE log [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><log><trace/></log>"
FOREIGN = (
    "<!DOCTYPE log [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><log><trace><id key='a' value='&a;'/></trace></log>"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAUGHS, "line 1 declares a document type"),
        (FOREIGN, "line 1 declares a document type"),
        ("\n<!DOCTYPE log SYSTEM 'http://127.0.0.1/x.dtd'>\n<log/>", "line 2 declares a document type"),
        ("<log><trace>&unheard;</trace></log>", "no XML in line 1, column 13: undefined entity"),
        ("<log><trace></log>", "no XML in line 1, column 15: mismatched tag"),
        ("<log>\n<trace/>\n", "no XML in line 3, column 1: no element found"),
        ("", "no XML in line 1, column 1: no element found"),
        ("id,late\n", "no XML in line 1, column 1: syntax error"),
        ("<html/>", "it begins with <html>"),
        ("<?xml version='1.0' encoding='klingon'?><log/>", "encoding is not known here"),
        ("<log>" + "<a>" * 70, "nested more than 64 deep"),
        ("<log><trace><id key='" + "x" * 2_000_000, "what begins in line 1 does not end within 1 MiB"),
        ("<log><!--" + "-x" * 1_000_000, "what begins in line 1 does not end within 1 MiB"),
    ],
)  # fmt: skip
def test_a_log_that_is_none_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    """Declarations, entities, broken XML, other documents, marks and nesting without end; nothing outside is opened."""
    with pytest.raises(UsageError) as caught:
        rows_of(written(tmp_path, "log.xes", text.encode()), a_map(TRACES))
    assert said in caught.value.what
    assert caught.value.where.endswith("log.xes")


def test_what_stands_before_a_break_is_read(tmp_path: Path) -> None:
    """And the place is said."""
    whole = log([({"concept:name": str(n)}, ONE) for n in range(5)])
    rows, broken = read_until_broken(written(tmp_path, "log.xes", whole[:-200]), a_map(TRACES))
    assert len(rows) == 4
    assert broken is not None
    assert "behind row 4" in broken.what


def test_a_trace_beyond_all_measure_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are read."""
    monkeypatch.setattr(event_log, "LARGEST_TRACE", 200_000)
    traces = [({"concept:name": "1"}, ONE), ({"concept:name": "2"}, ONE[:1] * 2_000), ({"concept:name": "3"}, ONE)]
    rows = rows_of(written(tmp_path, "log.xes.gz", log(traces)), a_map(TRACES))
    assert [isinstance(row, Rejected) for row in rows] == [False, True, False]
    assert "larger than" in str(rows[1])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_log_is_read_in_the_encoding_it_declares(tmp_path: Path, encoding: str) -> None:
    """XML says which."""
    text = log([({"concept:name": "Zoë"}, ONE)]).decode().replace("UTF-8", encoding)
    (row,) = rows_of(written(tmp_path, "log.xes", text.encode(encoding)), a_map(TRACES))
    assert not isinstance(row, Rejected)
    assert row["concept:name"] == "Zoë"


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("{events: count}", "{events: sum}", "unknown-word", "sum"),
        ("{event: last, key: status}", "{event: any, key: status}", "unknown-word", "any"),
        ("{event: last, key: status}", "{event: last}", "missing-field", "which attribute"),
        ("{event: last, key: status}", "{key: status}", "one-of", "event: first"),
        ("{event: last, key: status}", "{event: last, events: count, key: status}", "one-of", "event: first"),
        ("{event: last, key: status}", "{event: last, key: status, where: {a: b}}", "one-of", "“where” does not go"),
        ("{from: {events: span}}", "{from: {events: span, key: a}}", "one-of", "“key” does not go"),
        ("{from: {events: span}}", "{duration: h, from: {events: span}}", "one-of", "Leave out"),
        ("{from: {events: count}}", "{type: text, from: {events: count}}", "one-of", "a whole number by itself"),
        ("where: {status: Wait - User}}}\n  took", "where: {status: 3}}}\n  took", "wrong-type", "A text is wanted"),
        ("where: {status: Wait - User}}}\n  took", "where: {}}}\n  took", "out-of-range", "at least 1"),
        ('words: {Low: low, "Very High": high}', "words: {Low: LOW}", "bad-name", "LOW"),
        ('words: {Low: low, "Very High": high}', "type: text, words: {Low: low}", "one-of", "one thing"),
        ("row.moves > 0", 'row.impact == "lo"', "expression", ""),
        ("format: xes", "format: jsonl", "wrong-type", "Only the traces of format: xes"),
        ("market: be", "market: fr", "unknown-word", "fr"),
        ("key: [incident]", "key: [incident]\ntypes: [a]", "unknown-field", "format: cloudevents"),
    ],
)
def test_an_illegal_map_of_a_log_is_told_its_place(old: str, new: str, rule: str, said: str) -> None:
    """File, line, rule and what to do."""
    assert old in TRACES
    found, findings = compile_map(TRACES.replace(old, new), "map.yaml")
    assert found is None
    assert {one.rule for one in findings} == {rule}
    assert said in str(findings[0])
    assert str(findings[0]).startswith("map.yaml:")
