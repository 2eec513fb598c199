"""What a condition makes certain: the paths that are there wherever it holds, or wherever it does not."""

from __future__ import annotations

from functools import reduce
from typing import Final

from domain.expression.printing import printed
from domain.expression.tree import Asked, CaseFunction, Constant, Index, Known, Logic, Negated, Node, Operation, Select

_DATA_OF_A_STEP: Final[tuple[CaseFunction, ...]] = ("answer", "result", "chosen", "entitled")


def certain(node: Node, *, holds: bool) -> frozenset[str]:
    """Return the paths that are there when a condition holds (or when it does not), as `printed` writes them."""
    match node:
        case Known() if holds:
            return _with_prefixes(node.of)
        case Negated() if node.mark == "!":
            return certain(node.of, holds=not holds)
        case Logic():
            parts = [certain(part, holds=holds) for part in node.parts]
            all_count = (node.mark == "&&") is holds
            return reduce(frozenset.union if all_count else frozenset.intersection, parts)
        case Operation() if node.mark in {"==", "!="} and (node.mark == "==") is holds:
            return _done(node.left, node.right) | _done(node.right, node.left)
        case _:
            return frozenset()


def _with_prefixes(path: Node) -> frozenset[str]:
    found = {printed(path)}
    while isinstance(path, Select | Index):
        path = path.of
        found.add(printed(path))
    return frozenset(found)


def _done(outcome: Node, word: Node) -> frozenset[str]:
    """Return what a step that is done has given."""
    if isinstance(outcome, Asked) and outcome.function == "outcome" and word == Constant("done", 0):
        return frozenset(printed(Asked(function, outcome.name, 0)) for function in _DATA_OF_A_STEP)
    if isinstance(outcome, Asked) and outcome.function == "chosen" and isinstance(word, Constant):
        return frozenset({f"{printed(outcome)} == {printed(word)}"})
    return frozenset()
