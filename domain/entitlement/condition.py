"""Conditions, compiled once: true, false, or the facts that have to be known before it can be said.

A part that decides outweighs what is missing beside it, so that nobody is asked for what does not matter.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Final

from domain.entitlement.env import Env, Missing, Test
from domain.expression import parse, printed
from domain.expression.tree import Constant, Items, Known, Logic, Name, Negated, Node, Operation
from domain.values import Value

_COMPARE: Final[Mapping[str, Callable[..., bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def test_of(source: str) -> Test:
    """Compile a condition that was checked."""
    return _test(parse(source).tree)


def _test(node: Node) -> Test:  # noqa: PLR0911 — one line a kind
    match node:
        case Logic():
            return _joined(tuple(_test(part) for part in node.parts), decisive=node.mark == "||")
        case Negated(mark="!"):
            return _denied(_test(node.of))
        case Known(of=Name(name=name)):
            return lambda env: name in env.facts
        case Name(name=name):
            return lambda env: env.get(name)  # type: ignore[return-value] # yes or no, as was checked
        case Operation(mark=mark, left=Name(name=name), right=Constant(value=value)) if mark in _COMPARE:
            return _compared(name, _COMPARE[mark], value)
        case Operation(mark=mark, left=Constant(value=value), right=Name(name=name)) if mark in _COMPARE:
            return _compared(name, _COMPARE[_FLIPPED[mark]], value)
        case Operation(mark=mark, left=Name(name=one), right=Name(name=other)) if mark in _COMPARE:
            return _two(one, other, _COMPARE[mark])
        case Operation(mark="in", left=Name(name=name), right=Items(items=items)) if _all_written(items):
            return _among(name, frozenset(item.value for item in items if isinstance(item, Constant)))
        case _:
            return _evaluated(node)


def _all_written(items: tuple[Node, ...]) -> bool:
    return all(isinstance(item, Constant) and isinstance(item.value, str) for item in items)


def _compared(name: str, compare: Callable[..., bool], value: Value) -> Test:
    def run(env: Env) -> bool | Missing:
        found = env.get(name)
        if not isinstance(found, frozenset):
            return compare(found, value)
        return _alike([compare(each, value) for each in env.outcomes.get(name, ())], found)

    return run


def _alike(answers: list[bool], missing: Missing) -> bool | Missing:
    """Return the answer where it is the same whatever is missing."""
    return answers[0] if len(set(answers)) == 1 else missing


def _two(one: str, other: str, compare: Callable[..., bool]) -> Test:
    def run(env: Env) -> bool | Missing:
        left, right = env.get(one), env.get(other)
        if not isinstance(left, frozenset) and not isinstance(right, frozenset):
            return compare(left, right)
        lefts = env.outcomes.get(one, ()) if isinstance(left, frozenset) else (left,)
        rights = env.outcomes.get(other, ()) if isinstance(right, frozenset) else (right,)
        return _alike([compare(a, b) for a in lefts for b in rights], _together(left, right))

    return run


def _together(*parts: object) -> Missing:
    found: Missing = frozenset()
    for part in parts:
        if isinstance(part, frozenset):
            found |= part
    return found


def _among(name: str, words: frozenset[Value]) -> Test:
    def run(env: Env) -> bool | Missing:
        found = env.get(name)
        return found if isinstance(found, frozenset) else found in words

    return run


def _denied(of: Test) -> Test:
    def run(env: Env) -> bool | Missing:
        found = of(env)
        return found if isinstance(found, frozenset) else not found

    return run


def _joined(parts: tuple[Test, ...], *, decisive: bool) -> Test:
    def run(env: Env) -> bool | Missing:
        missing: Missing = frozenset()
        unknown = False
        for part in parts:
            found = part(env)
            if isinstance(found, frozenset):
                missing |= found
                unknown = True
            elif found is decisive:
                return decisive
        return missing if unknown else not decisive

    return run


class _Scope:
    """The names of an expression with their values."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def root(self, name: str) -> Value:
        return self.values[name]

    def ask(self, function: str, name: str) -> Value:
        raise KeyError(name)


def value_of(source: str) -> Callable[[Env], Value | Missing]:
    """Compile an expression that gives any value."""
    expression = parse(source)
    names = tuple(sorted({reference.name.split(".")[0].split("[")[0] for reference in expression.reads}))

    def run(env: Env) -> Value | Missing:
        values: dict[str, Value] = {}
        missing: Missing = frozenset()
        for name in names:
            found = env.get(name)
            if isinstance(found, frozenset):
                missing |= found
            else:
                values[name] = found  # type: ignore[assignment] # amounts that are derived are in no expression
        return missing or expression.evaluate(_Scope(values))

    return run


def _evaluated(node: Node) -> Test:
    return value_of(printed(node))  # type: ignore[return-value] # a condition, as was checked
