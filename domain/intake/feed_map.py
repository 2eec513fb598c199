"""The map of a feed: what its columns are, in which unit and zone, what counts as a failure, and what names one.

map: us-flights
source: bts-on-time              # who says so; with the key it names a case for ever
format: json                     # json, jsonl or csv
zone: America/New_York           # of times that name none
failure: arrival-delay
market: us
columns:
  date: {instant: "%Y/%m/%d %H:%M", weeks_later: 1305}
  delay: {duration: m}           # a number of minutes
  fare: {money: USD}             # plain digits, or with the currency's minor digits
  origin: text
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
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.expression import check, parse
from domain.expression.errors import ExpressionError
from domain.expression.types import ANY, BASIC, FieldOf, Names, RecordOf, Type, kind_of_type
from domain.money import EXPONENTS, Money
from domain.playbook.findings import Finding
from domain.playbook.load import load
from domain.playbook.nodes import Items, Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader, Shape

Format = Literal["json", "jsonl", "csv"]
ColumnKind = Literal["text", "integer", "yes_no", "date", "instant", "duration", "money"]
_KINDS: Final[tuple[ColumnKind, ...]] = get_args(ColumnKind)
_PLAIN: Final = ("text", "integer", "yes_no", "date", "instant")
_UNITS: Final = ("ms", "s", "m", "h")
_MARKETS: Final = {"us": "en", "gb": "en", "id": "id", "vn": "vi"}
_MAP: Final = Shape(
    "a map", ("map", "source", "format", "failure", "market", "columns", "key", "when", "facts"),
    ("zone", "happened_at", "reported_at", "promised", "delivered", "people", "made_up"),
)  # fmt: skip
_COLUMN: Final = Shape("a column", (), ("instant", "date", "duration", "money", "weeks_later", "from", "type"))
_PERSON: Final = Shape("a person", ("key",), ("name", "address", "language"))
MADE_UP_PEOPLE: Final = Shape("made-up people", ("count", "fare"))


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of the feed is read: `form` is a time format, a unit or a currency; `name` its name there."""

    kind: ColumnKind
    name: str
    form: str = ""
    weeks_later: int = 0


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
    failure: str
    market: str
    language: str
    columns: Mapping[str, Column]
    """By the name expressions use behind `row.`."""
    key: tuple[str, ...]
    when: str
    facts: Mapping[str, str]
    happened_at: str = ""
    reported_at: str = ""
    promised: str = ""
    delivered: str = ""
    people: Mapping[str, PersonColumns] = field(default_factory=dict)
    made_up: Mapping[str, MadeUp] = field(default_factory=dict)


def compile_map(text: str | bytes, file: str) -> tuple[FeedMap | None, list[Finding]]:
    """Compile a map; it is there exactly when there are no findings."""
    root, report = load(text, file)
    reader = _MapReader(Reader(report))
    found = reader.whole(root)
    findings = report.findings
    return (None if findings or root is None else found), findings


class _MapReader:
    """Reads one map; what is illegal is noted and replaced by something harmless."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.columns: dict[str, Column] = {}

    def whole(self, root: Node | None) -> FeedMap:
        read = self.read
        fields = read.fields(root, _MAP)
        self.columns = {
            name: self._column(name, node)
            for name, node in read.entries(fields.get("columns"), "columns by name", FIELD).items()
        }
        market = read.word(fields.get("market"), tuple(_MARKETS), "us")
        return FeedMap(
            name=read.name(fields.get("map"), NAME), source=read.name(fields.get("source"), NAME),
            format=read.word(fields.get("format"), get_args(Format), "json"), zone=self._zone(fields.get("zone")),
            failure=read.name(fields.get("failure"), NAME), market=market, language=_MARKETS[market],
            columns=self.columns, key=self._key(fields.get("key")),
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

    def _column(self, name: str, node: Node) -> Column:
        if isinstance(node, Scalar):
            return Column(self.read.word(node, _PLAIN, "text"), name)
        fields = self.read.fields(node, _COLUMN)
        origin = self.read.text(fields.get("from")) or name
        weeks = self.read.integer(fields.get("weeks_later"), -10_000, 10_000, 0) if fields.get("weeks_later") else 0
        for kind in ("instant", "date", "duration", "money"):
            form = fields.get(kind)
            if form is not None:
                return Column(kind, origin, self._form(kind, form), weeks)
        return Column(self.read.word(fields.get("type"), _PLAIN, "text"), origin, "", weeks)

    def _form(self, kind: str, node: Node) -> str:
        if kind == "duration":
            return self.read.word(node, _UNITS, "m")
        if kind == "money":
            return self.read.word(node, tuple(EXPONENTS), "USD")
        return self.read.text(node)

    def _zone(self, node: Node | None) -> str:
        zone = self.read.text(node) if node is not None else "UTC"
        try:
            ZoneInfo(zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if node is not None:
                self.read.report.add("unknown-word", node.at, f"“{zone}” is no zone.", "Write it as Asia/Jakarta.")
            return "UTC"
        return zone or "UTC"

    def _key(self, node: Node | None) -> tuple[str, ...]:
        names = self.read.names(node, "columns") if isinstance(node, Items) else ()
        if node is not None and not isinstance(node, Items):
            self.read.refuse(node, "A list of columns", "Write key: [line, date, origin].")
        known = {*self.columns, "line"}
        for name in names:
            if name not in known and node is not None:
                remedy = self.read.report.meant(name, known) or f"There are: {', '.join(sorted(known))}."
                self.read.report.add("unknown-word", node.at, f"The feed has no column “{name}”.", remedy)
        return names

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
        row = RecordOf({name: FieldOf(_type(column.kind)) for name, column in self.columns.items()})
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


def _type(kind: ColumnKind) -> Type:
    return BASIC[kind]
