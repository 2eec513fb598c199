"""Answers given as text, read by the types of the form they fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

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
    return counted(text, ())


def counted(text: str, unit: tuple[str, ...]) -> int:
    """Read a whole number: plain digits, or digits with the unit that is counted in (`unit`: its names, if any).

    Raises:
        UsageError: it is none, or has another unit.
    """
    digits = text.strip()
    named = next((each for each in unit if digits.endswith(each)), "")
    example = f"6000 or 6000 {unit[0]}" if unit else "6000"
    try:
        return int(digits.removesuffix(named).rstrip() if named else digits)
    except ValueError:
        other = unit and digits[:1].isdecimal() and digits[-1:].isalpha()
        plain = f"Write plain digits{'' if unit else ', without a unit'}: {example}."
        remedy = f"Write it in {unit[0]}: 6000 {unit[0]}." if other else plain
        raise UsageError(f"“{text}” is no whole number{f' of {unit[0]}' if unit else ''}.", remedy=remedy) from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"“{text}” is no date.", remedy="Write it as 2026-11-23.") from None


def _duration(text: str) -> Duration:
    if text.strip().isdecimal():
        remedy = f"Write {text.strip()}m for minutes or {text.strip()}h for hours."
        raise UsageError(f"“{text}” does not say whether it is minutes or hours.", remedy=remedy)
    return parse_duration(text)


_READ: Mapping[str, Callable[[str], Value]] = {
    "text": str, "words": str, "integer": _integer, "yes_no": _yes_no, "date": _date, "instant": parse_instant,
    "duration": _duration, "money": parse_money,
}  # fmt: skip


def read_field(name: str, text: str, kind: FactType | None, unit: tuple[str, ...] = ()) -> Value:
    """Read one fact or field as somebody writes it; without a declared type it is yes, no, a whole number or a text.

    This is the one reader of what is typed, whatever command it is typed at. A number may have the `unit` that it is
    counted in, by one of its names.

    Raises:
        UsageError: the text is not of the field's type; with the field's name.
    """
    if kind is None:
        return tuple(text.replace(",", " ").split()) if name == GIVES else _guess(text)
    reader = partial(counted, unit=unit) if unit and kind.type == "integer" else _READ.get(kind.type)
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
