"""The columns of a map: what a cell is, under which name the feed has it, and what is taken from a trace's events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from domain.expression.types import BASIC, OneOf, Type
from domain.money import EXPONENTS
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import FIELD, Reader, Shape

Format = Literal["json", "jsonl", "csv", "xes", "cloudevents"]
ColumnKind = Literal["text", "integer", "yes_no", "date", "instant", "duration", "money", "words"]
Take = Literal["first", "last", "count", "span"]
_PLAIN: Final[tuple[ColumnKind, ...]] = ("text", "integer", "yes_no", "date", "instant")
_FORMED: Final[tuple[ColumnKind, ...]] = ("instant", "date", "duration", "money")
_UNITS: Final = ("ms", "s", "m", "h")
_OF_ONE: Final[tuple[Take, ...]] = ("first", "last")
_OF_ALL: Final[tuple[Take, ...]] = ("count", "span")
_COLUMN: Final = Shape("a column", (), (*_FORMED, "words", "weeks_later", "from", "type"))
_EVENTS: Final = Shape("what is taken from events", (), ("event", "key", "events", "where"))
_ANYTHING: Final = re.compile(r"\S(?:.{0,198}\S)?")
"""What foreign systems call things."""
_ATTRIBUTE: Final = re.compile(r"[a-z0-9]+|data(?:\.[^.\s]+)+")
"""What can be named in a CloudEvent: an attribute, or a place in its data."""


@dataclass(frozen=True, slots=True)
class EventsOf:
    """What a column takes from the events of a trace: `key` of the first or last one, or what all of them come to.

    `count` is how many there are; `span` is the time from each to the one behind it. Both look only at events whose
    attributes have the values in `where`.
    """

    take: Take
    key: str = ""
    where: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Name it as people look for it: `first event: product`, `count of events: impact Low`."""
        if self.take in _OF_ONE:
            return f"{self.take} event: {self.key}"
        having = ", ".join(f"{key} {value}" for key, value in self.where)
        return f"{self.take} of events" + (f": {having}" if having else "")


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of the feed is read: `form` is a time format, a unit or a currency; `name` its name there."""

    kind: ColumnKind
    name: str
    form: str = ""
    weeks_later: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    """What the feed's words are called here."""
    events: EventsOf | None = None

    @property
    def type(self) -> Type:
        """What expressions read it as."""
        return OneOf(tuple(dict.fromkeys(self.words.values()))) if self.kind == "words" else BASIC[self.kind]


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """Reads the columns of one map; what is illegal is noted and replaced by something harmless."""

    read: Reader
    format: Format

    def columns(self, node: Node | None) -> dict[str, Column]:
        """Read all of them."""
        entries = self.read.entries(node, "columns by name", FIELD)
        return {name: self._column(name, entry) for name, entry in entries.items()}

    def _column(self, name: str, node: Node) -> Column:
        if isinstance(node, Scalar):
            self._named(name, node)
            return Column(self.read.word(node, _PLAIN, "text"), name)
        fields = self.read.fields(node, _COLUMN)
        origin = fields.get("from")
        if isinstance(origin, Fields):
            events = self._events(origin)
            if events.take in _OF_ALL:
                return self._of_all(events, fields)
            return self._formed(str(events), fields, events)
        self._named(self.read.text(origin) or name, origin or node)
        return self._formed(self.read.text(origin) or name, fields)

    def _named(self, name: str, node: Node) -> None:
        if self.format == "cloudevents" and not _ATTRIBUTE.fullmatch(name):
            remedy = f"Name an attribute (id, source, type, time, subject, …) or write from: data.{name}."
            self.read.report.add("bad-name", node.at, f"An event has no attribute “{name}”.", remedy)

    def _formed(self, origin: str, fields: Fields, events: EventsOf | None = None) -> Column:
        """Read what kind of cell it is, and in which form."""
        written = [kind for kind in (*_FORMED, "words", "type") if fields.get(kind) is not None]
        if len(written) > 1:
            what = f"A column is one thing, not {' and '.join(written)}."
            self.read.report.add("one-of", fields.key(written[1]), what, "Keep one of them.")
        later = fields.get("weeks_later")
        weeks = self.read.integer(later, -10_000, 10_000, 0) if later is not None else 0
        for kind in _FORMED:
            form = fields.get(kind)
            if form is not None:
                return Column(kind, origin, self._form(kind, form), weeks, events=events)
        if fields.get("words") is not None:
            return Column("words", origin, words=self._words(fields.get("words")), events=events)
        return Column(self.read.word(fields.get("type"), _PLAIN, "text"), origin, "", weeks, events=events)

    def _form(self, kind: str, node: Node) -> str:
        if kind == "duration":
            return self.read.word(node, _UNITS, "m")
        if kind == "money":
            return self.read.word(node, tuple(EXPONENTS), "USD")
        return self.read.text(node)

    def _words(self, node: Node | None) -> dict[str, str]:
        entries = self.read.entries(node, "words of the feed", _ANYTHING)
        return {theirs: self.read.name(entry, FIELD) for theirs, entry in entries.items()}

    # --- Events of a trace -------------------------------------------------------------------------------------------
    def _events(self, node: Fields) -> EventsOf:
        if self.format != "xes":
            self.read.refuse(node, "The name of a column", "Only the traces of format: xes have events.")
        fields = self.read.fields(node, _EVENTS)
        one, all_ = fields.get("event"), fields.get("events")
        if (one is None) == (all_ is None):
            what = "What is taken from events is `event: first` or `last`, or `events: count` or `span`."
            self.read.report.add("one-of", node.at, what, "Write one of them.")
            return EventsOf("count")
        beside, takes = ("key", "event") if one is not None else ("where", "events")
        for name in {"key", "where"} - {beside}:
            if fields.get(name) is not None:
                remedy = f"Beside {takes} stands {beside}."
                self.read.report.add("one-of", fields.key(name), f"“{name}” does not go with {takes}.", remedy)
        if one is None:
            return EventsOf(self.read.word(all_, _OF_ALL, "count"), where=self._where(fields.get("where")))
        if fields.get("key") is None:
            self.read.report.add("missing-field", node.at, "“key” is missing: which attribute?", "Write it.")
        return EventsOf(self.read.word(one, _OF_ONE, "first"), self.read.text(fields.get("key")))

    def _where(self, node: Node | None) -> tuple[tuple[str, str], ...]:
        entries = self.read.entries(node, "attributes and their values", _ANYTHING)
        return tuple((key, self.read.text(entry)) for key, entry in entries.items())

    def _of_all(self, events: EventsOf, fields: Fields) -> Column:
        """Make the column of a count or a span, which is a whole number or a duration by itself."""
        kind: ColumnKind = "integer" if events.take == "count" else "duration"
        for name in fields.entries:
            if name != "from":
                what = f"A {events.take} of events is {'a whole number' if kind == 'integer' else kind} by itself."
                self.read.report.add("one-of", fields.key(name), what, f"Leave out “{name}”.")
        return Column(kind, str(events), "ms" if kind == "duration" else "", events=events)
