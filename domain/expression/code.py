"""Compiled parts: each function here turns the code of the operands into the code of one part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.expression.errors import BudgetSpent, EvaluationError
from domain.expression.operations import (
    an,
    compared,
    computed,
    contained,
    days_between,
    kind_of,
    negated,
    same,
    searched,
    shared,
    size,
)
from domain.expression.scope import Code, Frame
from domain.values import Value

FAILURE = 2
"""What a failure costs, in units of work, where the evaluation goes on after it."""


def constant(value: Value) -> Code:
    """Answer a literal."""
    return lambda _: value


def items(parts: tuple[Code, ...]) -> Code:
    """Build a list."""
    return lambda frame: tuple([part(frame) for part in parts])


def root(name: str, fields: tuple[str, ...], text: str, column: int) -> Code:
    """Read a root and go down its fields."""

    def run(frame: Frame) -> Value:
        try:
            value = frame.root(name)
        except KeyError:
            raise EvaluationError(f"{name} is not known here.", column) from None
        return descend(value, fields, text, column)

    return run


def asked(question: tuple[str, str], fields: tuple[str, ...], text: str, column: int) -> Code:
    """Ask a case function and go down the fields of its answer."""
    function, name = question

    def run(frame: Frame) -> Value:
        try:
            value = frame.ask(function, name)
        except KeyError:
            raise EvaluationError(f"{text} is missing.", column) from None
        return descend(value, fields, text, column)

    return run


def variable(slot: int, fields: tuple[str, ...], text: str, column: int) -> Code:
    """Read the item of a loop and go down its fields."""
    return lambda frame: descend(frame.items[slot], fields, text, column)


def below(of: Code, fields: tuple[str, ...], text: str, column: int) -> Code:
    """Go down the fields of a computed record."""
    return lambda frame: descend(of(frame), fields, text, column)


def descend(value: Value, fields: tuple[str, ...], text: str, column: int) -> Value:
    """Go down the fields of a record.

    Raises:
        EvaluationError: something on the way, or at its end, is missing (None included) or is no record.
    """
    for field in fields:
        if type(value) is not dict and not isinstance(value, Mapping):
            if value is None:
                break
            raise EvaluationError(f"{text} is not there: {an(kind_of(value))} has no “{field}”.", column)
        value = value.get(field)
    if value is None:
        raise EvaluationError(f"{text} is missing.", column)
    return value


def index(of: Code, at: Code, column: int) -> Code:
    """Take one item of a list, counted from 0."""

    def run(frame: Frame) -> Value:
        values, number = of(frame), at(frame)
        if not isinstance(values, tuple | list) or type(number) is not int:
            what = f"{an(kind_of(values))} has no item by {an(kind_of(number))}.".capitalize()
            raise EvaluationError(what, column)
        if not 0 <= number < len(values) or (value := values[number]) is None:
            raise EvaluationError(f"There is no item {number} in this list.", column)
        return value

    return run


def known(path: Code) -> Code:
    """Say whether a path leads to something; whatever goes wrong on the way means no."""

    def run(frame: Frame) -> Value:
        try:
            path(frame)
        except BudgetSpent:
            raise
        except EvaluationError as failed:
            frame.spend(FAILURE, failed.column)
            return False
        return True

    return run


def as_condition(value: Value, used_by: str, column: int) -> bool:
    """Return a yes_no.

    Raises:
        EvaluationError: it is something else.
    """
    if type(value) is bool:
        return value
    raise EvaluationError(f"“{used_by}” needs a condition, this is {an(kind_of(value))}.", column)


def junction(parts: Iterable[Code], frame: Frame, decisive: bool, used_by: str, column: int) -> bool:  # noqa: FBT001 — a value
    """Join conditions: one that decides outweighs what fails beside it, on either side, as in CEL.

    Raises:
        EvaluationError: the first failure, where nothing decides.
    """
    failed: EvaluationError | None = None
    for part in parts:
        try:
            value = part(frame)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                as_condition(value, used_by, column)
        except BudgetSpent:
            raise
        except EvaluationError as error:
            frame.spend(FAILURE, column)
            failed = failed or error
    if failed is not None:
        raise failed
    return not decisive


def logic(parts: tuple[Code, ...], mark: str, column: int) -> Code:
    """Join conditions by `&&` or `||`."""
    decisive, used_by = mark == "||", "and" if mark == "&&" else "or"
    return lambda frame: junction(parts, frame, decisive, used_by, column)


def denied(of: Code, column: int) -> Code:
    """Turn a condition round."""
    return lambda frame: not as_condition(of(frame), "not", column)


def opposite(of: Code, column: int) -> Code:
    """Negate."""
    return lambda frame: negated(of(frame), column)


def choice(test: Code, then: Code, otherwise: Code, column: int) -> Code:
    """Evaluate one of two parts."""
    return lambda frame: then(frame) if as_condition(test(frame), "?", column) else otherwise(frame)


def operation(mark: str, left: Code, right: Code, column: int) -> Code:
    """Compare, look for, or compute."""
    match mark:
        case "==":
            return lambda frame: same(left(frame), right(frame), frame, column)
        case "!=":
            return lambda frame: not same(left(frame), right(frame), frame, column)
        case "in":
            return lambda frame: contained(left(frame), right(frame), frame, column)
        case "+" | "-" | "*":
            return lambda frame: computed(mark, left(frame), right(frame), column)
        case _:
            return lambda frame: compared(mark, left(frame), right(frame), frame, column)


def call(function: str, args: tuple[Code, ...], column: int) -> Code:
    """Call one of the functions or methods with one or two arguments."""
    first, last = args[0], args[-1]
    match function:
        case "size":
            return lambda frame: size(first(frame), column)
        case "share":
            return lambda frame: shared(first(frame), last(frame), column)
        case "days_between":
            return lambda frame: days_between(first(frame), last(frame), column)
        case _:
            return lambda frame: searched(function, first(frame), last(frame), frame, column)
