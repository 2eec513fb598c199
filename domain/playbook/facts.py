"""The types of facts and of form fields, as they are written and as expressions see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast, get_args

from domain.clock.duration import LONGEST_MS
from domain.expression.types import ANY, BASIC, INTEGER, SEALED, TEXT, FieldOf, ListOf, OneOf, RecordOf, Type
from domain.expression.words import RESERVED
from domain.playbook import plan as p
from domain.playbook.bounds import BOUNDED
from domain.playbook.contract import Contract, FieldType, kind_of
from domain.playbook.findings import quoted
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reader import FIELD, Reader, Shape

PLAIN: Final = ("text", "integer", "yes_no", "date", "instant", "duration", "money", "person")
"""The types that are written as one word."""
STATUSES: Final = ("done", "refused", "failed", "late", "skipped", "undone")
"""How a step ends, as outcome() says it."""
SURVEY: Final = RecordOf({"outcome": FieldOf(INTEGER), "handling": FieldOf(INTEGER)})
"""What a follow-up asks: two marks, for the outcome and for how it was handled."""

LONG = Shape("a type", ("type",), ("optional", "private", "label", "least", "most"))
MARKS: Final = ("optional", "private")
MOST_WORDS = 50
FARTHEST: Final = 10**12
"""The farthest from 0 that the bound of a whole number may be."""
_UNREAD = p.FactType(type="text", words=("?",))
"""Stands for a type that could not be read, so that what uses it is not blamed."""


def types_of(
    read: Reader, node: Node | None, languages: Iterable[str], *, taken: frozenset[str] = frozenset()
) -> dict[str, p.FactType]:
    """Read the types of named fields; derived facts are none of them."""
    found = {}
    for name, inner in read.entries(node, "fields with their types", FIELD).items():
        if isinstance(node, Fields) and (name in RESERVED or name in taken):
            read.report.add("bad-name", node.key(name), f"{quoted(name)} is taken.", "Choose another name.")
        if not is_derived(inner):
            found[name] = type_of(read, inner, languages)
    return found


def is_derived(node: Node) -> bool:
    """Say whether a fact is computed from others."""
    return isinstance(node, Scalar) and node.text.lstrip().startswith("=")


def type_of(read: Reader, node: Node, languages: Iterable[str]) -> p.FactType:
    """Read one type: a word with its marks, a list of words, a list of one record, or all of it in fields."""
    match node:
        case Scalar():
            return _plain(read, node)
        case Items(items=(Fields() as record,)):
            _none_computed(read, record)
            return p.FactType(type="records", of=types_of(read, record, languages))
        case Items():
            items = read.items(node, "words", most=MOST_WORDS)
            words = read.names(Items(node.at, tuple(items)), "words") if items else ("?",)
            return p.FactType(type="words", words=words)
        case Fields():
            fields = read.fields(node, LONG)
            return _long(read, fields, languages)


def _none_computed(read: Reader, record: Fields) -> None:
    """Refuse computed fields inside a record: only facts as a whole are computed."""
    for entry in record.entries.values():
        if is_derived(entry.value):
            read.refuse(entry.value, "The type of a field", "Write its type; a fact of its own may be computed.")


def _plain(read: Reader, node: Scalar) -> p.FactType:
    name, *marks = node.text.split() or [""]
    odd = [mark for mark in marks if mark not in MARKS]
    if name not in PLAIN or odd:
        word = Scalar(node.at, odd[0] if name in PLAIN else name, "text")
        read.unknown("unknown-word", word, "is no type", MARKS if name in PLAIN else PLAIN)
        return _UNREAD
    return _marked(read, node, p.FactType(type=cast("p.TypeName", name)), set(marks))


def _marked(read: Reader, node: Node, kind: p.FactType, marks: set[str]) -> p.FactType:
    if "private" in marks and kind.type != "text":
        remedy = "Texts are private; a person is known by a pseudonym anyway."
        read.report.add("wrong-type", node.at, f"“{kind.type}” cannot be private.", remedy)
    return kind.model_copy(update=dict.fromkeys(marks, True))


def _long(read: Reader, fields: Fields, languages: Iterable[str]) -> p.FactType:
    inner = fields.get("type")
    if isinstance(inner, Fields):
        read.refuse(inner, "A type", "Write text, integer, …, [a, b] or [{field: type}].")
        inner = None
    kind = _UNREAD if inner is None else type_of(read, inner, languages)
    label = read.words(fields.get("label"), languages)
    marks = {mark for mark in MARKS if read.yes_no(fields.get(mark))}
    return _marked(read, fields, kind.model_copy(update={"label": label, **_bounds(read, fields, kind)}), marks)


def _bounds(read: Reader, fields: Fields, kind: p.FactType) -> dict[str, int]:
    """Read what a whole number or a span of time is at least and at most."""
    written = {name: node for name in ("least", "most") if (node := fields.get(name)) is not None}
    if written and kind.type not in BOUNDED and kind != _UNREAD:
        remedy = "An amount is never below 0." if kind.type == "money" else "Take it out."
        what = f"A whole number or a duration has bounds, not {quoted(kind.type)}."
        read.report.add("wrong-type", fields.key(next(iter(written))), what, remedy)
        return {}
    found = {}
    for name, node in written.items():
        if kind.type == "duration":
            found[name] = read.duration(node, least=-LONGEST_MS).ms
        else:
            found[name] = read.integer(node, -FARTHEST, FARTHEST, 0)
    if "most" in found and found["most"] < found.get("least", 0):
        what, remedy = (
            "Nothing lies between these bounds.",
            "Write a most that is not below the least (0, if not written).",
        )
        read.report.add("out-of-range", fields.key("most"), what, remedy)
        return {}
    return found


# --- As expressions see them -----------------------------------------------------------------------------------------
def seen(kind: p.FactType) -> FieldOf:
    """Return what an expression sees of a field."""
    return FieldOf(_type(kind), optional=kind.optional)


def record_of(kinds: Mapping[str, p.FactType]) -> RecordOf:
    """Return what an expression sees of named fields."""
    return RecordOf({name: seen(kind) for name, kind in kinds.items()})


def _type(kind: p.FactType) -> Type:
    match kind.type:
        case "words":
            return OneOf(kind.words)
        case "records":
            return ListOf(record_of(kind.of))
        case "text" if kind.words == _UNREAD.words:
            return ANY
        case "text":
            return SEALED if kind.private else TEXT
        case name:
            return BASIC[name]


def receipt_of(contract: Contract | None) -> Type:
    """Return what an expression sees of a connector's result."""
    return ANY if contract is None else RecordOf({name: part_of(kind) for name, kind in contract.result.items()})


def part_of(kind: FieldType) -> FieldOf:
    """Return what an expression sees of one input or result of a connector."""
    told = kind_of(kind)
    return FieldOf(BASIC[told.type], optional=told.optional)


FIELD_TYPES: Final[tuple[FieldType, ...]] = get_args(FieldType)
"""The types a connector's inputs and results may have."""
