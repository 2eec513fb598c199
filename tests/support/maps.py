"""Maps and feeds that the tests of intake share."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from activities.feeds.opening import BrokenFeed
from activities.feeds.reading import Feed
from domain.intake.feed_map import FeedMap, compile_map
from domain.intake.rows import Rejected, Row

LATE = """
map: late
source: test
format: FORMAT
failure: lateness
market: us
columns:
  id: text
  late: {type: integer, from: LATE}
key: [id]
when: row.late > 0
facts: {late: =row.late}
"""
TRACES = """
map: incidents
source: desk
format: xes
failure: it-incident
market: be
columns:
  incident: {from: "concept:name"}
  opened: {type: instant, from: {event: first, key: "time:timestamp"}}
  last: {from: {event: last, key: status}}
  impact: {words: {Low: low, "Very High": high}, from: {event: first, key: impact}}
  moves: {from: {events: count}}
  waits: {from: {events: count, where: {status: Wait - User}}}
  waited: {from: {events: span, where: {status: Wait - User}}}
  took: {from: {events: span}}
key: [incident]
when: row.moves > 0
happened_at: =row.opened
facts: {impact: =row.impact, waits: =row.waits, waited: =row.waited, took: =row.took, last: =row.last}
"""
EVENTS = """
map: late-flights
source: operations
format: cloudevents
types: [com.example.flight.late]
failure: arrival-delay
market: us
columns:
  time: instant
  flight: {from: data.flight.number}
  delay: {duration: m, from: data.delay}
  gate: {type: integer, from: gate}
when: row.delay >= duration("3h")
happened_at: =row.time
facts: {delay: =row.delay, flight: =row.flight, gate: =row.gate}
people: {guest: {key: data.guest.id, name: data.guest.name}}
"""
Event = Mapping[str, str]


def a_map(text: str) -> FeedMap:
    """Compile a map that is legal."""
    found, findings = compile_map(text, "map.yaml")
    assert not findings, "\n".join(map(str, findings))
    assert found is not None
    return found


def late_map(form: str) -> FeedMap:
    """Return a map of rows with `id` and `late`; in events both lie in the data."""
    text = LATE.replace("FORMAT", form)
    if form == "cloudevents":
        text = text.replace("id: text", "id: {from: data.id}").replace("LATE", "data.late")
    if form == "xes":
        text = text.replace("id: text", 'id: {from: "concept:name"}')
    return a_map(text.replace("LATE", "late"))


def log(traces: Sequence[tuple[Mapping[str, str], Sequence[Event]]]) -> bytes:
    """Write an event log."""
    return "".join(["<?xml version='1.0' encoding='UTF-8'?>\n<log>\n", *_traces(traces), "</log>\n"]).encode()


def _traces(traces: Sequence[tuple[Mapping[str, str], Sequence[Event]]]) -> Iterator[str]:
    for own, events in traces:
        yield "<trace>\n" + _attributes(own)
        for event in events:
            yield f"<event>{_attributes(event)}</event>\n"
        yield "</trace>\n"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f"<string key={quoteattr(key)} value={quoteattr(text)}/>" for key, text in attributes.items())


def written(folder: Path, name: str, content: bytes) -> Path:
    """Write a feed; with a name that ends in .gz it is packed."""
    path = folder / name
    path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
    return path


def rows_of(path: Path, feed_map: FeedMap) -> list[Row | Rejected]:
    """Read all rows."""
    numbered = list(Feed(path, feed_map).rows())
    assert [number for number, _ in numbered] == sorted({number for number, _ in numbered})
    return [row for _, row in numbered]


def read_until_broken(path: Path, feed_map: FeedMap) -> tuple[list[Row | Rejected], BrokenFeed | None]:
    """Read what can be read, and say what broke it off."""
    rows: list[Row | Rejected] = []
    try:
        for _, row in Feed(path, feed_map).rows():
            rows.append(row)
    except BrokenFeed as trouble:
        return rows, trouble
    return rows, None
