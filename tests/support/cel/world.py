"""The names both languages can read, with values drawn by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from domain.clock import Duration
from domain.values import Value
from tests.support.cel.plain import to_plain

HOUR: Final = 3_600_000
TEXTS: Final = (
    "", "a", "A", "b", "ab", "abc", "VN 123", "VN", "Chuyến bay", "é", "e\u0301", "\U0001f600", "\uffee", "a\nb",
    'say "x"', "it's", "back\\slash", "\x01", "\u0085",
)  # fmt: skip
LARGEST: Final = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Thing:
    """The type of a part: its kind, what a list holds, what a record has."""

    kind: str
    of: Thing | None = None
    fields: tuple[tuple[str, Thing], ...] = ()


YES_NO, INTEGER, TEXT, DURATION, INSTANT = (
    Thing("yes_no"), Thing("integer"), Thing("text"), Thing("duration"), Thing("instant"),
)  # fmt: skip


def list_of(item: Thing) -> Thing:
    """Return the type of a list."""
    return Thing("list", of=item)


LEG: Final = Thing("record", fields=(
    ("gate", TEXT), ("row", INTEGER), ("open", YES_NO), ("stops", list_of(INTEGER)),
))  # fmt: skip
TRIP: Final = Thing("record", fields=(("gate", TEXT), ("took", DURATION), ("left", INSTANT)))
FAILURE: Final = Thing("record", fields=(
    ("lost", YES_NO), ("late", YES_NO), ("bags", INTEGER), ("seats", INTEGER), ("name", TEXT), ("note", TEXT),
    ("tags", list_of(TEXT)), ("counts", list_of(INTEGER)), ("flags", list_of(YES_NO)), ("leg", LEG),
    ("legs", list_of(LEG)), ("none", list_of(INTEGER)), ("tables", list_of(list_of(INTEGER))),
))  # fmt: skip
ROOTS: Final[Mapping[str, Thing]] = {
    "failure": FAILURE, "wait": DURATION, "delay": DURATION, "at": INSTANT, "since": INSTANT, "trip": TRIP,
    "trips": list_of(TRIP), "spans": list_of(DURATION), "moments": list_of(INSTANT),
}  # fmt: skip
KINDS: Final[Mapping[str, Sequence[Thing]]] = {
    "yes_no": (YES_NO,), "integer": (INTEGER,), "text": (TEXT,), "duration": (DURATION,), "instant": (INSTANT,),
    "list": (list_of(INTEGER), list_of(TEXT), list_of(YES_NO), list_of(DURATION), list_of(INSTANT), list_of(LEG),
             list_of(list_of(INTEGER))),
    "record": (LEG, TRIP, FAILURE),
}  # fmt: skip
"""What a part of each kind can be drawn as."""
_ALONE: Final = frozenset({"failure", "wait", "delay", "at", "since"})
"""Roots that Google's CEL takes as variables; it takes no spans and instants inside of lists and records."""


@dataclass(frozen=True, slots=True)
class World:
    """Values for the roots; a scope for our evaluator."""

    values: Mapping[str, Value]

    def root(self, name: str) -> Value:
        """Look a root up."""
        return self.values[name]

    def ask(self, function: str, name: str) -> Value:
        """Know nothing."""
        raise KeyError(function, name)

    def variables(self) -> dict[str, object]:
        """Return the variables of Google's CEL as JSON data."""
        return {name: to_plain(value) for name, value in self.values.items() if name in _ALONE}

    def google_name(self, root: str) -> str:
        """Return how Google's CEL reads a root: by name, or written out."""
        return root if root in _ALONE else google_literal(self.values[root])


def google_literal(value: Value) -> str:  # noqa: PLR0911 — a line for each kind
    """Write a value in Google's CEL."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case Duration():
            return f'duration("{span_text(value.ms)}")'
        case datetime():
            return f'timestamp("{value.astimezone(UTC).isoformat()}")'
        case Mapping():
            return "{" + ", ".join(f"{quoted(name)}: {google_literal(part)}" for name, part in value.items()) + "}"
        case tuple():
            return "[" + ", ".join(google_literal(item) for item in value) + "]"
        case _:
            return str(value)


def quoted(text: str) -> str:
    """Write a text as a literal of both languages."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
    return '"' + "".join(escapes.get(c) or (c if c.isprintable() else f"\\u{ord(c):04x}") for c in text) + '"'


def span_text(ms: int) -> str:
    """Write a span as both languages read it."""
    parts, rest = [], abs(ms)
    for unit, size in (("h", HOUR), ("m", 60_000), ("s", 1_000), ("ms", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return ("-" if ms < 0 else "") + ("".join(parts) or "0s")


def draw_world(chance: Random) -> World:
    """Draw a value for every root; now and then a field is missing."""
    return World({name: _drawn(chance, thing) for name, thing in ROOTS.items()})


def draw_atom(chance: Random, kind: str) -> bool | int | str | Duration | datetime:
    """Draw a value that has no parts; small ones most often, so that two are equal now and then."""
    match kind:
        case "yes_no":
            return chance.random() < 0.5
        case "integer":
            return chance.choice((0, 0, 1, 1, 2, 3, -1, chance.randrange(-9, 99), chance.choice((LARGEST, -LARGEST))))
        case "text":
            return chance.choice(TEXTS)
        case "duration":
            some = chance.randrange(-1_000_000_000, 1_000_000_000)
            return Duration(chance.choice((0, 1, HOUR, HOUR, 2 * HOUR, -HOUR, 90_000, some)))
        case _:
            day = datetime(2026, 3, 2, 9, tzinfo=UTC)
            far = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
            some = chance.randrange(-10_000_000_000, 10_000_000_000)
            near = day + timedelta(milliseconds=chance.choice((0, 0, 1, HOUR, some)))
            return chance.choice(far) if chance.random() < 0.05 else near


def _drawn(chance: Random, thing: Thing) -> Value:
    if thing.of is not None:
        return tuple(_drawn(chance, thing.of) for _ in range(chance.choice((1, 2, 2, 3))))
    if not thing.fields:
        return draw_atom(chance, thing.kind)
    fields = {name: _drawn(chance, field) for name, field in thing.fields if name != "row" or chance.random() < 0.7}
    return {**fields, "none": ()} if thing is FAILURE else fields
