"""Slips of the pen in a source that reads the same in both languages: marks lost, doubled, swapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from tests.support.cel.written import MEMBER, Text, Written

_TOKEN = re.compile(r"""\s+|"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z_]\w*|\d+|&&|\|\||[=!<>]=|.""", re.DOTALL)
_MARKS: Final = ("&&", "||", "==", "!=", "<", "<=", ">", ">=", "-", "*", "in", "?", ":", "!", ".", ",", "[", "]")
"""Marks that are put in place of others; not `+`, for Google's CEL joins texts and lists."""


def slipped(source: str, chance: Random) -> Written:
    """Write a source with one to three slips, the same for both languages."""
    tokens = _TOKEN.findall(source)
    for _ in range(chance.choice((1, 1, 2, 3))):
        chance.choice(_SLIPS)(tokens, chance)
    text = Text("".join(tokens), MEMBER)
    return Written(text, text)


def _lose_parentheses(tokens: list[str], chance: Random) -> None:
    """Take out a pair that does not belong to a call."""
    opening = [at for at, mark in enumerate(tokens) if mark == "(" and not (at and tokens[at - 1][-1].isalnum())]
    if not opening:
        return
    at, depth = chance.choice(opening), 0
    for end in range(at, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[end], 0)
        if not depth:
            tokens[at] = tokens[end] = " "
            return


def _lose(tokens: list[str], chance: Random) -> None:
    if len(tokens) > 1:
        tokens.pop(chance.randrange(len(tokens)))


def _double(tokens: list[str], chance: Random) -> None:
    at = chance.randrange(len(tokens))
    tokens.insert(at, tokens[at])


def _swap(tokens: list[str], chance: Random) -> None:
    one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]


def _replace(tokens: list[str], chance: Random) -> None:
    marks = [at for at, token in enumerate(tokens) if token in _MARKS]
    if marks:
        tokens[chance.choice(marks)] = f" {chance.choice(_MARKS)} "


_SLIPS: Final[tuple[Callable[[list[str], Random], None], ...]] = (
    _lose_parentheses, _lose_parentheses, _replace, _replace, _swap, _lose, _double,
)  # fmt: skip
