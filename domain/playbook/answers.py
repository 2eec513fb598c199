"""Answers given as text, read by the types of the form they fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from domain.clock.duration import Duration, parse_duration
from domain.clock.instant import parse_instant
from domain.errors import UsageError
from domain.money import Money, parse_money
from domain.playbook.plan import FactType
from domain.values import Person, Sealed, Value

GIVES = "gives"
"""The field in which whoever did a task says what the customer got with it: an apology, an explanation, a hearing."""
_YES = {"yes": True, "no": False, "true": True, "false": False, "ya": True, "tidak": False, "có": True, "không": False}


def _yes_no(text: str) -> bool:
    if text.lower() not in _YES:
        raise UsageError(f"“{text}” is neither yes nor no.", remedy="Write yes or no.")
    return _YES[text.lower()]


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"“{text}” is no whole number.", remedy="Write plain digits, without a unit: 6000.") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"“{text}” is no date.", remedy="Write it as 2026-11-23.") from None


_READ: Mapping[str, Callable[[str], Value]] = {
    "text": str, "words": str, "integer": _integer, "yes_no": _yes_no, "date": _date, "instant": parse_instant,
    "duration": parse_duration, "money": parse_money,
}  # fmt: skip


def read_field(name: str, text: str, kind: FactType | None) -> Value:
    """Read one field of an answer; without a declared type it is yes, no, a whole number or a text.

    Raises:
        UsageError: the text is not of the field's type; with the field's name.
    """
    if kind is None:
        return tuple(text.replace(",", " ").split()) if name == GIVES else _guess(text)
    reader = _READ.get(kind.type)
    if reader is None:
        raise UsageError(f"“{name}” ({kind.type}) cannot be given as text.", remedy="Only a program can give it.")
    try:
        return reader(text)
    except UsageError as trouble:
        raise UsageError(trouble.what, remedy=trouble.remedy, where=name) from None


def _guess(text: str) -> Value:
    if text.lower() in {"yes", "no"}:
        return text.lower() == "yes"
    return int(text) if text.isdecimal() else text


_PYTHON: Mapping[str, type | tuple[type, ...]] = {
    "text": (str, Sealed), "yes_no": bool, "instant": datetime, "duration": Duration, "money": Money,
    "person": Person, "records": tuple,
}  # fmt: skip


def is_a(value: Value, kind: FactType) -> bool:
    """Say whether a value is of a declared type."""
    match kind.type:
        case "words":
            return value in kind.words
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        case other:
            return isinstance(value, _PYTHON[other])
