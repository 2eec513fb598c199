"""The types of what expressions read and give, and which type can stand for which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from domain.expression.tree import Reference


@dataclass(frozen=True, slots=True)
class Basic:
    """A type without parts; `private text` may only be passed on or asked about by known(); `any` is not declared."""

    name: Literal[
        "text", "integer", "yes_no", "date", "instant", "duration", "money", "person", "private text", "any"
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text out of a closed set of words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of things of one type."""

    of: Type


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of a record, or the answer of a case function; an optional one may be missing."""

    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RecordOf:
    """A record of named fields; what is not named is not there."""

    fields: Mapping[str, FieldOf]


Type: TypeAlias = Basic | OneOf | ListOf | RecordOf

TEXT, INTEGER, YES_NO, DATE = Basic("text"), Basic("integer"), Basic("yes_no"), Basic("date")
INSTANT, DURATION, MONEY = Basic("instant"), Basic("duration"), Basic("money")
PERSON, SEALED, ANY = Basic("person"), Basic("private text"), Basic("any")
BASIC: Mapping[str, Basic] = {
    type_.name: type_ for type_ in (TEXT, INTEGER, YES_NO, DATE, INSTANT, DURATION, MONEY, PERSON, SEALED, ANY)
}
"""The types without parts by their names."""


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name.

    Args:
        roots: the roots and loop variables, always there.
        asked: what case functions answer, keyed by `Reference("result", "seats.hold")`.
        known: paths that are certain to be there, as `guarantees` returns them.
        optional: roots that may be missing after all.
    """

    roots: Mapping[str, Type]
    asked: Mapping[Reference, FieldOf] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def kind_of_type(type_: Type) -> str:
    """Name the kind that the values of a type have: `text`, `list`, `record`, …; `any` where nobody knows."""
    match type_:
        case Basic():
            return type_.name
        case OneOf():
            return "text"
        case ListOf():
            return "list"
        case RecordOf():
            return "record"


def fits(given: Type, wanted: Type) -> bool:
    """Say whether every value of one type is a value of another; `any` fits and takes everything."""
    if ANY in (given, wanted):
        return True
    match given, wanted:
        case OneOf(), OneOf():
            return set(given.words) <= set(wanted.words)
        case OneOf(), Basic():
            return wanted == TEXT
        case ListOf(), ListOf():
            return fits(given.of, wanted.of)
        case RecordOf(), RecordOf():
            return all(_field_fits(given.fields.get(name), field) for name, field in wanted.fields.items())
        case _:
            return given == wanted


def _field_fits(given: FieldOf | None, wanted: FieldOf) -> bool:
    if given is None:
        return wanted.optional
    return fits(given.type, wanted.type) and (wanted.optional or not given.optional)


def joined(one: Type, other: Type) -> Type | None:
    """Return the type of what may be either; None where the two do not go together."""
    if ANY in (one, other):
        return ANY
    match one, other:
        case OneOf(), OneOf():
            return OneOf(tuple(dict.fromkeys((*one.words, *other.words))))
        case ListOf(), ListOf():
            inner = joined(one.of, other.of)
            return None if inner is None else ListOf(inner)
        case _:
            return other if fits(one, other) else one if fits(other, one) else None


def comparable(one: Type, other: Type) -> bool:
    """Say whether two values of these types can be equal at all."""
    kinds = {kind_of_type(one), kind_of_type(other)}
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        return comparable(one.of, other.of)
    return "any" in kinds or len(kinds) == 1
