"""The map of a feed: what its columns are, in which unit and zone, what counts as a failure, and what names one.

map: us-flights
source: bts-on-time              # who says so; with the key it names a case for ever
format: json                     # json, jsonl, csv, xes or cloudevents; each may be packed with gzip
zone: America/New_York           # of times that name none
failure: arrival-delay
market: us
columns:
  date: {instant: "%Y/%m/%d %H:%M", weeks_later: 1305}
  delay: {duration: m}           # a number of minutes
  fare: {money: USD}             # plain digits, or with the currency's minor digits
  origin: text
  cabin: {words: {Y: economy, C: business}, from: class}   # the feed's words, and what they are called here
key: [line, date, origin]        # `line` is the number of the row
when: row.delay >= duration("3h")
happened_at: =row.date
reported_at: =row.date + row.delay
facts: {delay: =row.delay, origin: =row.origin}
people:                          # who is harmed or named: the columns that tell it
  guest: {key: guest_no, name: guest_name, address: email, language: lang}
made_up:                         # what the feed does not tell and a trial needs, from a seed
  next_flight: [MG 101, MG 205]
  passengers: {count: [1, 4], fare: [80 USD, 900 USD]}

With `format: xes` a row is a trace, one case of the log. A column is an attribute of the trace by its XES key, or it
is taken from the trace's events, which stand in the order of the log:

  incident: {from: "concept:name"}
  opened: {type: instant, from: {event: first, key: "time:timestamp"}}                  # or last; any kind of cell
  moves: {from: {events: count}}                                                        # a whole number
  waits: {from: {events: count, where: {"lifecycle:transition": Wait - User}}}          # only events that have that
  waited: {from: {events: span, where: {"lifecycle:transition": Wait - User}}}          # a duration

A span is the time from each of those events to the event behind it, whichever that is; of the last event of a trace
nobody knows how long it took, so it adds nothing. Without `where` it is the time from the first event to the last.

With `format: cloudevents` a row is an event. A column is an attribute (id, source, type, time, subject, an extension)
or a place in its data, `from: data.flight.delay`. `types: [com.example.flight.late]` names the types of events that
are read; others tell no failure. Without `key` an event is named by its source and its id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.expression import check, parse
from domain.expression.errors import ExpressionError
from domain.expression.types import ANY, BASIC, FieldOf, Names, RecordOf, kind_of_type
from domain.intake.columns import Column, ColumnReader, Format
from domain.markets import Market
from domain.money import Money
from domain.playbook.findings import Finding
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader, Shape

USUAL: Final[Mapping[str, Market]] = {
    name: Market(language=language)
    for name, language in (("us", "en"), ("gb", "en"), ("be", "en"), ("id", "id"), ("vn", "vi"))
}
"""The markets of a map that is read without a house around it."""
_MAP: Final = Shape(
    "a map", ("map", "source", "format", "failure", "market", "columns", "when", "facts"),
    ("key", "types", "zone", "happened_at", "reported_at", "promised", "delivered", "people", "made_up"),
)  # fmt: skip
_PERSON: Final = Shape("a person", ("key",), ("name", "address", "language"))
MADE_UP_PEOPLE: Final = Shape("made-up people", ("count", "fare"))


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """The columns of the feed that tell a person; "" where it does not tell."""

    key: str
    name: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A fact that is made up from a seed: one of these texts, or so many people with fares between two amounts."""

    texts: tuple[str, ...] = ()
    count: tuple[int, int] = (0, 0)
    fare: tuple[Money, Money] | None = None


@dataclass(frozen=True, slots=True)
class FeedMap:
    """A checked map."""

    name: str
    source: str
    format: Format
    zone: str
    """Of times that name none; "" where the map states none."""
    failure: str
    market: str
    language: str
    columns: Mapping[str, Column]
    """By the name expressions use behind `row.`."""
    key: tuple[str, ...]
    """Names of columns, or `line`; empty where the events of the feed name themselves."""
    when: str
    facts: Mapping[str, str]
    happened_at: str = ""
    reported_at: str = ""
    promised: str = ""
    delivered: str = ""
    people: Mapping[str, PersonColumns] = field(default_factory=dict)
    made_up: Mapping[str, MadeUp] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    """The types of events that are read; empty: all."""
    digest: str = ""
    """Of the text it was compiled from."""


def compile_map(
    text: str | bytes, file: str, markets: Mapping[str, Market] | None = None
) -> tuple[FeedMap | None, list[Finding]]:
    """Compile a map; it is there exactly when there are no findings. `markets` are those of the house."""
    root, report = load(text, file)
    reader = _MapReader(Reader(report), markets or USUAL)
    found = reader.whole(root)
    findings = report.findings
    if findings or root is None:
        return None, findings
    data = text.encode() if isinstance(text, str) else text
    return replace(found, digest=hashlib.sha256(data).hexdigest()), findings


class _MapReader:
    """Reads one map; what is illegal is noted and replaced by something harmless."""

    def __init__(self, read: Reader, markets: Mapping[str, Market]) -> None:
        self.read, self.markets = read, markets
        self.columns: dict[str, Column] = {}

    def whole(self, root: Node | None) -> FeedMap:
        read = self.read
        fields = read.fields(root, _MAP)
        form = read.word(fields.get("format"), get_args(Format), "json")
        self.columns = ColumnReader(read, form).columns(fields.get("columns"))
        market = read.word(fields.get("market"), tuple(self.markets), next(iter(self.markets)))
        return FeedMap(
            name=read.name(fields.get("map"), NAME), source=read.name(fields.get("source"), NAME),
            format=form, zone=self._zone(fields.get("zone")),
            failure=read.name(fields.get("failure"), NAME), market=market, language=self.markets[market].language,
            columns=self.columns, key=self._key(fields, form), types=self._types(fields, form),
            when=self._expression(fields.get("when"), "yes_no", formula=False),
            happened_at=self._expression(fields.get("happened_at"), "instant"),
            reported_at=self._expression(fields.get("reported_at"), "instant"),
            promised=self._expression(fields.get("promised"), "text"),
            delivered=self._expression(fields.get("delivered"), "text"),
            facts={
                name: self._expression(node, "")
                for name, node in read.entries(fields.get("facts"), "facts", FIELD).items()
            },
            people={
                name: self._person(node)
                for name, node in read.entries(fields.get("people"), "people by fact", FIELD).items()
            },
            made_up={
                name: self._made_up(node)
                for name, node in read.entries(fields.get("made_up"), "made-up facts", FIELD).items()
            },
        )  # fmt: skip

    def _zone(self, node: Node | None) -> str:
        if node is None:
            return ""
        zone = self.read.text(node)
        try:
            ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.read.report.add("unknown-word", node.at, f"“{zone}” is no zone.", "Write it as Asia/Jakarta.")
            return ""
        return zone

    def _key(self, fields: Fields, form: Format) -> tuple[str, ...]:
        node = fields.get("key")
        if node is None:
            if form != "cloudevents" and fields.entries:
                self.read.report.add("missing-field", fields.at, "“key” is missing in a map.", "Write it.")
            return ()
        if not isinstance(node, Items):
            self.read.refuse(node, "A list of columns", "Write key: [line, date, origin].")
            return ()
        names = self.read.names(node, "columns")
        known = {*self.columns, "line"}
        for name in names:
            if name not in known:
                remedy = self.read.report.meant(name, known) or f"There are: {', '.join(sorted(known))}."
                self.read.report.add("unknown-word", node.at, f"The feed has no column “{name}”.", remedy)
        return names

    def _types(self, fields: Fields, form: Format) -> tuple[str, ...]:
        node = fields.get("types")
        if node is not None and form != "cloudevents":
            what = "Only events of format: cloudevents have types."
            self.read.report.add("unknown-field", fields.key("types"), what, "Take it out, or ask for it under when:.")
        return tuple(self.read.text(item) for item in self.read.different(node, "types")) if node is not None else ()

    def _expression(self, node: Node | None, wanted: str, *, formula: bool = True) -> str:
        if node is None:
            return ""
        text = self.read.text(node)
        skip = 1 if formula else 0
        if formula and not text.startswith("="):
            self.read.report.add("wrong-type", node.at, "A value of a row begins with =.", "Write =row.column.")
            return ""
        source = text[skip:]
        for trouble in self._wrong(source, wanted):
            place = node.place(trouble.column - 1 + skip) if isinstance(node, Scalar) else node.at
            self.read.report.add("expression", place, trouble.what, trouble.remedy)
        return source

    def _wrong(self, source: str, wanted: str) -> list[ExpressionError]:
        try:
            expression = parse(source)
        except ExpressionError as trouble:
            return [trouble]
        row = RecordOf({name: FieldOf(column.type) for name, column in self.columns.items()})
        checked = check(expression, Names({"row": row}))
        errors = [*checked.errors]
        if not errors and wanted and checked.type not in {BASIC[wanted], ANY}:
            errors.append(ExpressionError(f"This is {kind_of_type(checked.type)}, not {wanted}.", "", 1))
        return errors

    def _person(self, node: Node) -> PersonColumns:
        fields = self.read.fields(node, _PERSON)
        found = {part: self.read.text(fields.get(part)) for part in (*_PERSON.required, *_PERSON.optional)}
        return PersonColumns(**found)

    def _made_up(self, node: Node) -> MadeUp:
        if isinstance(node, Items):
            return MadeUp(texts=tuple(self.read.text(item) for item in self.read.items(node, "texts")))
        fields = self.read.fields(node, MADE_UP_PEOPLE)
        count = [self.read.integer(n, 0, 100, 1) for n in self.read.items(fields.get("count"), "numbers", 2, 2)]
        fares = [self.read.money(n) for n in self.read.items(fields.get("fare"), "amounts", 2, 2)]
        low, high = (*fares, None, None)[:2]
        fare = (low, high) if low is not None and high is not None else None
        return MadeUp(count=(count[0], count[1]) if len(count) > 1 else (1, 1), fare=fare)
