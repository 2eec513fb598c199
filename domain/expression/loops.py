"""The code of the list macros; every round is paid for by the size of its body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.expression.code import as_condition, junction
from domain.expression.operations import as_list
from domain.expression.scope import Code, Frame
from domain.expression.tree import Macro
from domain.values import Value


@dataclass(frozen=True, slots=True)
class Rounds:
    """What all macros share: the list, the body, where the item lies, and what a round costs in units of work."""

    macro: Macro
    of: Code
    body: Code
    slot: int
    cost: int
    column: int


def loop(rounds: Rounds) -> Code:
    """Return the code of a macro."""
    if rounds.macro == "map":
        return lambda frame: tuple([body(frame) for body in _each(rounds, frame)])
    if rounds.macro == "filter":
        return lambda frame: _filtered(rounds, frame)
    decisive = rounds.macro == "exists"
    return lambda frame: junction(_each(rounds, frame), frame, decisive, rounds.macro, rounds.column)


def _each(rounds: Rounds, frame: Frame) -> Iterator[Code]:
    """Put one item after the other in its place, and hand out the body."""
    for item in as_list(rounds.of(frame), rounds.macro, frame, rounds.column):
        frame.spend(rounds.cost, rounds.column)
        frame.items[rounds.slot] = item
        yield rounds.body


def _filtered(rounds: Rounds, frame: Frame) -> Value:
    slot, column = rounds.slot, rounds.column
    return tuple([
        frame.items[slot] for body in _each(rounds, frame) if as_condition(body(frame), "filter", column)
    ])  # fmt: skip
