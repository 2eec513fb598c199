"""Functions and methods as they are read: literals of their own kind, case functions, `known`, and the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NoReturn

from domain.clock.duration import parse_duration
from domain.errors import UsageError
from domain.expression.errors import ExpressionError, guess_or_list
from domain.expression.tree import Asked, Call, Constant, Index, Known, Name, Node, Select
from domain.expression.words import CASE_FUNCTIONS, ELSEWHERE, FUNCTIONS, LITERALS, MACROS, METHODS
from domain.money import parse_money
from domain.values import Value

_EXAMPLES: Final = {"duration": "3h", "money": "500 USD", "date": "2026-01-31"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def call(function: str, args: tuple[Node, ...], column: int) -> Node:
    """Make the node of `function(args)`.

    Raises:
        ExpressionError: unknown function, wrong number or kind of arguments.
    """
    if function in LITERALS:
        return _literal(function, _only_text(function, args, _EXAMPLES[function], column))
    if function in CASE_FUNCTIONS:
        name, _ = _only_text(function, args, "id-of-the-step", column)
        return Asked(function, name, column)
    if function == "known":
        return _known(args, column)
    if function not in FUNCTIONS:
        _unknown_function(function, column)
    _count(function, len(args), FUNCTIONS[function], column)
    return Call(function, args, column)


def method(of: Node, name: str, args: tuple[Node, ...], column: int) -> Node:
    """Make the node of `of.name(args)`.

    Raises:
        ExpressionError: unknown method, wrong number of arguments.
    """
    if name not in METHODS:
        _unknown_method(name, column)
    _count(name, len(args), METHODS[name], column)
    return Call(name, (of, *args), column)


def is_path(node: Node) -> bool:
    """Say whether a node only names a place: fields and items of a name or a case function."""
    while isinstance(node, Select | Index):
        node = node.of
    return isinstance(node, Name | Asked)


def _only_text(function: str, args: tuple[Node, ...], example: str, column: int) -> tuple[str, int]:
    if len(args) == 1 and isinstance(args[0], Constant) and isinstance(args[0].value, str):
        return args[0].value, args[0].column
    what = f"{function}() takes one text between quotes, nothing computed."
    raise ExpressionError(what, f'Write {function}("{example}").', column)


def _literal(function: str, text: tuple[str, int]) -> Constant:
    body, column = text
    try:
        return Constant(_READERS[function](body), column)
    except UsageError as refused:
        raise ExpressionError(refused.what, refused.remedy, column) from None


def _date(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"“{text}” is not a day of the calendar.", remedy="Write it as 2026-01-31.")


_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "duration": parse_duration, "money": parse_money, "date": _date,
}  # fmt: skip


def _known(args: tuple[Node, ...], column: int) -> Known:
    _count("known", len(args), 1, column)
    if not is_path(args[0]):
        raise ExpressionError("known() asks about a name.", "Write known(failure.field).", args[0].column)
    return Known(args[0], column)


def _count(name: str, given: int, wanted: int, column: int) -> None:
    if given == wanted:
        return
    words = ("no argument", "one argument", "two arguments")[wanted]
    raise ExpressionError(
        f"{name}() takes {words}; here {'is' if given == 1 else 'are'} {given}.", "Write as many.", column
    )


def _unknown_function(name: str, column: int) -> NoReturn:
    what = f"There is no function “{name}”."
    if name in METHODS or name in MACROS:
        raise ExpressionError(what, f"Write x.{name}(…).", column)
    known = (*LITERALS, *CASE_FUNCTIONS, *FUNCTIONS, "known")
    raise ExpressionError(what, ELSEWHERE.get(name) or guess_or_list(name, known), column)


def _unknown_method(name: str, column: int) -> NoReturn:
    what = f"There is no method “{name}”."
    if name in FUNCTIONS or name == "known":
        raise ExpressionError(what, f"Write {name}(…).", column)
    raise ExpressionError(what, ELSEWHERE.get(name) or guess_or_list(name, (*METHODS, *MACROS)), column)
