"""Whether one failure can meet the conditions of two playbooks, as far as types and literals decide it.

A condition is taken apart into comparisons of a fact with literals. Each fact is then tried with the values just below,
at and just above those literals: some value meets them all, or none does. What compares anything else decides nothing,
and then the answer is no: nobody is warned of what may not be so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from domain.expression import parse
from domain.expression.tree import Constant, Items, Known, Logic, Name, Negated, Node, Operation, Select
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.boundaries import around
from domain.values import Value

_MOST: Final = 64
"""The most ways in which conditions are met that are looked at, and parts of one; more decide nothing."""
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_DENIED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "in": "not in", "not in": "in"}


class Atom(NamedTuple):
    """A fact compared with literals (`known` and `unknown` with none)."""

    fact: str
    mark: str
    values: tuple[Value, ...] = ()


Ways: TypeAlias = list[tuple[Atom, ...]]
"""Ways in which a condition is met: all atoms of one of them hold."""


class _Undecided(Exception):
    """A condition compares more than facts with literals."""


def can_both_hold(one: p.Plan, mine: p.Handles, other: p.Plan, theirs: p.Handles) -> bool:
    """Say whether some failure surely meets what two playbooks ask of it."""
    if not _facts_fit(one.facts, other.facts):
        return False
    try:
        ways: Ways = [()]
        for plan, handles in ((one, mine), (other, theirs)):
            for source in handles.when:
                ways = _both(ways, _ways(parse(source).tree, plan, holds=True))
    except _Undecided:
        return False
    return any(_can_hold(way, one.facts, other.facts) for way in ways)


def _facts_fit(one: Mapping[str, p.FactType], other: Mapping[str, p.FactType]) -> bool:
    """Say whether one failure can tell the facts of both."""
    return all(
        (mine.optional and theirs.optional) or _basic(mine) == _basic(theirs)
        for name, mine in one.items()
        if (theirs := other.get(name)) is not None
    )


def _basic(kind: p.FactType) -> str:
    return "text" if kind.type == "words" else kind.type


# --- Taking conditions apart -----------------------------------------------------------------------------------------
def _ways(node: Node, plan: p.Plan, *, holds: bool) -> Ways:  # noqa: PLR0911 — one line a kind
    """Return the ways in which a condition holds (or does not)."""
    match node:
        case Logic():
            parts = [_ways(part, plan, holds=holds) for part in node.parts]
            if (node.mark == "&&") is holds:
                found: Ways = [()]
                for part in parts:
                    found = _both(found, part)
                return found
            return _bounded([way for part in parts for way in part])
        case Negated() if node.mark == "!":
            return _ways(node.of, plan, holds=not holds)
        case Known():
            return [(Atom(_fact(node.of, plan), "known" if holds else "unknown"),)]
        case Operation():
            return [(_compared(node, plan, holds=holds),)]
        case Select(of=Name(name="failure"), name=name) if name in plan.derived:
            return _ways(parse(plan.derived[name]).tree, plan, holds=holds)
        case Select():
            return [(Atom(_fact(node, plan), "==", (holds,)),)]
        case _:
            raise _Undecided


def _both(one: Ways, other: Ways) -> Ways:
    if len(one) * len(other) > _MOST:
        raise _Undecided
    return _bounded([(*a, *b) for a, b in product(one, other)])


def _bounded(ways: Ways) -> Ways:
    """Refuse what computed facts of computed facts have blown up."""
    if len(ways) > _MOST or any(len(way) > _MOST for way in ways):
        raise _Undecided
    return ways


def _compared(node: Operation, plan: p.Plan, *, holds: bool) -> Atom:
    mark, left, right = node.mark, node.left, node.right
    if isinstance(left, Constant) and mark in _FLIPPED:
        mark, left, right = _FLIPPED[mark], right, left
    if mark not in _DENIED:
        raise _Undecided
    items = right.items if mark == "in" and isinstance(right, Items) else (right,)
    values = tuple(item.value for item in items if isinstance(item, Constant))
    if len(values) != len(items) or (mark == "in") is not isinstance(right, Items):
        raise _Undecided
    return Atom(_fact(left, plan), mark if holds else _DENIED[mark], values)


def _fact(node: Node, plan: p.Plan) -> str:
    """Return the fact that is named, one that the failure tells."""
    match node:
        case Select(of=Name(name="failure"), name=name) if name in plan.facts:
            return name
        case _:
            raise _Undecided


# --- Trying values ---------------------------------------------------------------------------------------------------
def _can_hold(way: tuple[Atom, ...], one: Mapping[str, p.FactType], other: Mapping[str, p.FactType]) -> bool:
    facts = dict.fromkeys(atom.fact for atom in way)
    return all(_fact_can(name, [a for a in way if a.fact == name], one.get(name), other.get(name)) for name in facts)


def _fact_can(name: str, atoms: list[Atom], *kinds: p.FactType | None) -> bool:
    """Say whether some value of a fact, or its absence, meets all that is asked of it."""
    there = [kind for kind in kinds if kind is not None]
    if any(atom.mark == "unknown" for atom in atoms):
        return all(atom.mark == "unknown" for atom in atoms) and all(kind.optional for kind in there)
    return any(all(_meets(value, atom) for atom in atoms) for value in _candidates(atoms, there))


def _candidates(atoms: list[Atom], kinds: list[p.FactType]) -> Iterator[Value]:
    """Yield values worth trying: all of a closed set, else those round the literals, and one that is none of them."""
    closed = [kind.words for kind in kinds if kind.words]
    if closed:
        yield from (word for word in closed[0] if all(word in words for words in closed))
        return
    if kinds[0].type == "yes_no":
        yield from (True, False)
        return
    literals = [value for atom in atoms for value in atom.values]
    for value in literals:
        yield from around(value)
    if kinds[0].type == "text":
        yield "".join(str(value) for value in literals) + "~"
    elif not literals:
        yield None


def _meets(value: Value, atom: Atom) -> bool:
    match atom.mark:
        case "known":
            return True
        case "in":
            return value in atom.values
        case "not in":
            return value not in atom.values
        case _:
            return _compares(value, atom.mark, atom.values[0])


def _compares(value: Value, mark: str, with_: Value) -> bool:
    """Compare two values of one kind; of different kinds, or currencies, nothing holds."""
    if type(value) is not type(with_) or (
        isinstance(value, Money) and isinstance(with_, Money) and value.currency != with_.currency
    ):
        return False
    if mark in {"==", "!="}:
        return (value == with_) is (mark == "==")
    is_less, is_more = value < with_, value > with_  # type: ignore[operator] # of one kind that is ordered
    return {"<": is_less, ">": is_more, "<=": not is_more, ">=": not is_less}[mark]
