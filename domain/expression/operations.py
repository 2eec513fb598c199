"""What marks and functions do with values. Kinds never mix; nothing here shows data in its errors."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from domain.clock.duration import LONGEST_MS, Duration
from domain.errors import UsageError
from domain.expression.errors import EvaluationError
from domain.expression.scope import Frame
from domain.money import Money, share
from domain.values import LARGEST_INTEGER, Person, Sealed, Value

KINDS: Final[Mapping[type, str]] = {
    bool: "yes_no", int: "integer", str: "text", Money: "money", Duration: "duration", datetime: "instant",
    date: "date", Person: "person", Sealed: "private text", tuple: "list", list: "list", dict: "record",
    MappingProxyType: "record", Mapping: "record", type(None): "missing value",
}  # fmt: skip
"""The kind of each type; a subclass stands before its base."""
ORDERED: Final = frozenset({"integer", "text", "yes_no", "money", "duration", "instant", "date"})
"""Kinds that can be compared with < within themselves (yes_no as in CEL: false comes first)."""
ARITHMETIC: Final[Mapping[tuple[str, str, str], str]] = {
    **{(mark, kind, kind): kind for mark in "+-" for kind in ("integer", "duration", "money")},
    ("*", "integer", "integer"): "integer",
    ("*", "duration", "integer"): "duration", ("*", "integer", "duration"): "duration",
    ("*", "money", "integer"): "money", ("*", "integer", "money"): "money",
    ("+", "instant", "duration"): "instant", ("+", "duration", "instant"): "instant",
    ("-", "instant", "duration"): "instant", ("-", "instant", "instant"): "duration",
}  # fmt: skip
"""The kind of a result by mark and kinds of the operands; anything else is refused."""
NEGATED: Final = frozenset({"integer", "duration", "money"})
"""Kinds that have an opposite."""

_COMPARE: Final[Mapping[str, Callable[..., bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_COMPUTE: Final[Mapping[str, Callable[..., Value]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
_ATOMS: Final = frozenset({bool, int, str, Money, Duration, datetime, date, Person})
_DONE_WITH: Final = {"+": "added", "-": "subtracted", "*": "multiplied"}
CHARACTERS_PER_UNIT = 100
"""A text that is searched or compared costs one unit of work per so many characters."""


def kind_of(value: Value) -> str:
    """Name the kind of a value as playbooks do."""
    found = KINDS.get(type(value))
    if found is None:
        found = next((name for kind, name in KINDS.items() if isinstance(value, kind)), "thing of no known kind")
    return found


_SPELT: Final = {"money": "an amount of money"}


def an(kind: str) -> str:
    """Name one thing of a kind, with its article."""
    return _SPELT.get(kind) or (f"an {kind}" if kind[0] in "aeiou" else f"a {kind}")


def same(one: Value, other: Value, frame: Frame, column: int) -> bool:
    """Compare as CEL does at run time: different kinds are unequal, lists and records by their parts.

    Raises:
        EvaluationError: one of them is private, or the budget is spent.
    """
    if type(one) is type(other) and type(one) in _ATOMS:
        if type(one) is str and len(one) >= CHARACTERS_PER_UNIT:
            read(one, other, frame, column)
        return one == other
    pending = [(one, other)]
    while pending:
        frame.spend(1, column)
        if not _alike(*pending.pop(), pending, frame, column):
            return False
    return True


def read(one: str, other: Value, frame: Frame, column: int) -> None:
    """Pay for comparing two texts, which ends with the shorter one."""
    if isinstance(other, str):
        frame.spend(min(len(one), len(other)) // CHARACTERS_PER_UNIT, column)


def _alike(one: Value, other: Value, pending: list[tuple[Value, Value]], frame: Frame, column: int) -> bool:
    """Compare two values on the outside, and put their parts on the pile."""
    if isinstance(one, Sealed) or isinstance(other, Sealed):
        raise EvaluationError("A private text is not compared: only known() may ask about it.", column)
    if kind_of(one) != kind_of(other):
        return False
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        frame.spend(len(one), column)
        pending.extend(zip(one, other, strict=False))
        return len(one) == len(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        frame.spend(len(one), column)
        if one.keys() != other.keys():
            return False
        pending.extend((one[name], other[name]) for name in one)
        return True
    return one == other


def contained(item: Value, items: Value, frame: Frame, column: int) -> bool:
    """Say whether a list holds a value, compared as `==` does."""
    return any(same(item, each, frame, column) for each in as_list(items, "in", frame, column))


def compared(mark: str, one: Value, other: Value, frame: Frame, column: int) -> bool:
    """Compare two values of one kind by order.

    Raises:
        EvaluationError: different kinds, kinds without order, or two currencies.
    """
    kind = kind_of(one)
    if kind != kind_of(other) or kind not in ORDERED:
        raise EvaluationError(f"{an(kind)} and {an(kind_of(other))} have no order.".capitalize(), column)
    if isinstance(one, str):
        read(one, other, frame, column)
    try:
        return _COMPARE[mark](one, other)
    except (UsageError, TypeError) as refused:
        raise _failed(refused, "These instants cannot be compared.", column) from None


def computed(mark: str, one: Value, other: Value, column: int) -> Value:
    """Add, subtract or multiply.

    Raises:
        EvaluationError: kinds that do not go together, two currencies, or a result that is too large.
    """
    kinds = kind_of(one), kind_of(other)
    if (mark, *kinds) not in ARITHMETIC:
        what = f"{an(kinds[0])} and {an(kinds[1])} cannot be {_DONE_WITH[mark]}.".capitalize()
        raise EvaluationError(what, column)
    if mark == "*" and not isinstance(other, int):
        one, other = other, one
    if "instant" in kinds:
        return within_limits(_in_time(mark, one, other, column), column)
    try:
        return within_limits(_COMPUTE[mark](one, other), column)
    except UsageError as refused:
        raise _failed(refused, "", column) from None


def _in_time(mark: str, one: Value, other: Value, column: int) -> Value:
    """Move an instant by a span, or return the span between two."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return Duration((one - other) // timedelta(milliseconds=1))
    moment, span = (one, other) if isinstance(one, datetime) else (other, one)
    if not isinstance(moment, datetime) or not isinstance(span, Duration):
        raise EvaluationError("An instant is moved by a duration.", column)
    try:
        return moment + span.span if mark == "+" else moment - span.span
    except OverflowError:
        raise EvaluationError("This instant lies outside the years 1 to 9999.", column) from None


def negated(value: Value, column: int) -> Value:
    """Return the opposite of an integer, a duration or money."""
    if isinstance(value, bool) or not isinstance(value, int | Duration | Money):
        raise EvaluationError(f"{an(kind_of(value))} has no opposite.".capitalize(), column)
    return within_limits(-value, column)


def within_limits(value: Value, column: int) -> Value:
    """Return the value.

    Raises:
        EvaluationError: an integer beyond 2^53-1, or a span beyond a hundred years.
    """
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise EvaluationError("The result is larger than can be kept exactly.", column)
    if isinstance(value, Duration) and abs(value.ms) > LONGEST_MS:
        raise EvaluationError("The result is longer than a hundred years.", column)
    return value


def as_list(value: Value, used_by: str, frame: Frame, column: int) -> tuple[Value, ...] | list[Value]:
    """Return a list that will be walked through, paid for by its length."""
    if not isinstance(value, tuple | list):
        raise EvaluationError(f"“{used_by}” needs a list, this is {an(kind_of(value))}.", column)
    frame.spend(len(value), column)
    return value


def size(value: Value, column: int) -> int:
    """Count the characters (code points) of a text or the items of a list."""
    if isinstance(value, str | tuple | list):
        return len(value)
    raise EvaluationError(f"{an(kind_of(value))} has no size.".capitalize(), column)


def searched(method: str, text: Value, part: Value, frame: Frame, column: int) -> bool:
    """Answer `startsWith`, `endsWith`, `contains` on two texts."""
    if not isinstance(text, str) or not isinstance(part, str):
        what = f"“{method}” needs two texts, these are {an(kind_of(text))} and {an(kind_of(part))}."
        raise EvaluationError(what, column)
    if method == "contains":
        frame.spend(len(text) // CHARACTERS_PER_UNIT, column)
        return part in text
    read(text, part, frame, column)
    return text.startswith(part) if method == "startsWith" else text.endswith(part)


def shared(amount: Value, percent: Value, column: int) -> Money:
    """Take percent of money, halves to the even minor unit."""
    if not isinstance(amount, Money) or isinstance(percent, bool) or not isinstance(percent, int):
        kinds = f"{an(kind_of(amount))} and {an(kind_of(percent))}"
        raise EvaluationError(f"share() needs money and an integer, these are {kinds}.", column)
    try:
        return share(amount, percent)
    except UsageError as refused:
        raise _failed(refused, "", column) from None


def days_between(first: Value, last: Value, column: int) -> int:
    """Count the days from the first to the last (negative when it is earlier); an instant counts as its UTC day."""
    return (_day(last, column) - _day(first, column)).days


def _day(value: Value, column: int) -> date:
    if not isinstance(value, date):
        raise EvaluationError(f"days_between() needs dates or instants, this is {an(kind_of(value))}.", column)
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise EvaluationError("days_between() needs an instant with a zone.", column)
    try:
        return value.astimezone(UTC).date()
    except OverflowError:
        raise EvaluationError("This instant lies outside the years 1 to 9999.", column) from None


def _failed(refused: Exception, what: str, column: int) -> EvaluationError:
    return EvaluationError(refused.what if isinstance(refused, UsageError) else what, column)
