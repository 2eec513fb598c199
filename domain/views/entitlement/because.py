"""Why a line of cases holds, by the facts themselves: a distance of 10,200 km, which is more than 3,500 km."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from domain.expression import parse
from domain.expression.tree import Constant, Logic, Name, Negated, Node, Operation

NOT: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip


class Bound(NamedTuple):
    """What is so of a fact: compared with a value it is so much, or is it."""

    fact: str
    mark: str
    value: object


def decisive(sources: Iterable[str], known: Mapping[str, object], *, hold: bool) -> list[Bound] | None:
    """Return what makes all of some conditions hold, or none of them; None where that is more than facts and values.

    Of several bounds on one side of a fact the nearest is enough.
    """
    found: list[Bound] = []
    for source in sources:
        bounds = _bounds(parse(source).tree, known, hold=hold)
        if bounds is None:
            return None
        found += bounds
    return _nearest(found)


def _bounds(  # noqa: PLR0911 — one line a kind
    node: Node, known: Mapping[str, object], *, hold: bool
) -> list[Bound] | None:
    match node:
        case Logic(parts=parts, mark=mark) if (mark == "&&") == hold:
            told = [_bounds(part, known, hold=hold) for part in parts]
            return None if None in told else [bound for bounds in told for bound in bounds or ()]
        case Logic(parts=parts):
            told = [_bounds(part, known, hold=hold) for part in parts]
            return next((bounds for bounds in told if bounds is not None and _are_so(bounds, known)), None)
        case Negated(mark="!", of=of):
            return _bounds(of, known, hold=not hold)
        case Name(name=name) if name in known:
            return [Bound(name, "==", hold)]
        case Operation(mark=mark, left=Name(name=name), right=Constant(value=value)) if name in known and mark in NOT:
            return [Bound(name, mark if hold else NOT[mark], value)]
        case Operation(mark=mark, left=Constant(value=value), right=Name(name=name)) if name in known and mark in NOT:
            return [Bound(name, FLIPPED[mark if hold else NOT[mark]], value)]
        case _:
            return None


def _are_so(bounds: Iterable[Bound], known: Mapping[str, object]) -> bool:
    return all(COMPARE[mark](known[fact], value) for fact, mark, value in bounds)


def _nearest(bounds: Iterable[Bound]) -> list[Bound]:
    """Leave out what a nearer bound says already: more than 3,500 km is more than 1,500 km."""
    found: dict[tuple[str, str], Bound] = {}
    for bound in bounds:
        side = bound.mark[0]
        before = found.get((bound.fact, side))
        if before is None or side not in "<>" or COMPARE[side](bound.value, before.value):
            found[bound.fact, side] = bound
    return [*found.values()]
