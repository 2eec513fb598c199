"""What a condition comes to and will, whatever happens by itself: yes, no, or nobody can say yet.

A fact that is not there is no “no”, and what the engine itself still changes is none either: what is owed, a second
look, how bad it is, an answer to come. A part that decides outweighs what is open beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from domain.case.scope import CaseScope
from domain.expression import EvaluationError, Expression, inputs, parse, printed
from domain.expression.tree import Logic, Negated, Node, Reference
from domain.values import Value

MARKET: Final = frozenset({"case.market"})
_NEVER_CHANGES: Final = MARKET | {"case.id", "case.opened_at", "case.reported_at"}


class _Part(NamedTuple):
    """A condition taken apart: `all` or `any` of others, `not` another one, or one (`is`) that is read as a whole."""

    joined: str
    parts: tuple[_Part, ...] = ()
    whole: Expression | None = None


def comes_to(source: str, scope: CaseScope) -> bool | None:
    """Return what a condition comes to and will; None where nobody can say yet."""
    return _answer(_taken_apart(source), scope, lambda each: _last(each, scope))


def by_market(source: str, scope: CaseScope) -> bool | None:
    """Return what a condition comes to by the market of a case alone; None where that does not say."""
    return _answer(_taken_apart(source), scope, lambda each: {x.name for x in each.reads} <= MARKET)


@lru_cache(maxsize=4_096)
def _taken_apart(source: str) -> _Part:
    return _part(parse(source).tree)


def _part(node: Node) -> _Part:
    match node:
        case Logic(mark="&&"):
            return _Part("all", tuple(_part(each) for each in node.parts))
        case Logic():
            return _Part("any", tuple(_part(each) for each in node.parts))
        case Negated(mark="!"):
            return _Part("not", (_part(node.of),))
        case _:
            return _Part("is", whole=parse(printed(node)))


def _answer(part: _Part, scope: CaseScope, lasts: Callable[[Expression], bool]) -> bool | None:
    if part.whole is not None:
        return _value(part.whole, scope) if lasts(part.whole) else None
    found = [_answer(each, scope, lasts) for each in part.parts]
    if part.joined == "not":
        return None if found[0] is None else not found[0]
    decides = part.joined == "any"
    if decides in found:
        return decides
    return None if None in found else not decides


def _value(expression: Expression, scope: CaseScope) -> bool | None:
    try:
        value = expression.evaluate(scope)
    except EvaluationError:
        return None
    return value if isinstance(value, bool) else None


def _last(expression: Expression, scope: CaseScope) -> bool:
    """Say whether all that an expression reads is there, and nothing of it changes by itself."""
    there = inputs(expression, scope)
    return all(_lasts(each, there, scope) for each in expression.reads)


def _lasts(read: Reference, there: Mapping[str, Value], scope: CaseScope) -> bool:
    if read.kind != "name":  # of a step: it has ended
        return scope.case.status(read.name) is not None and read.name in scope.book.layout.steps
    root, _, name = read.name.partition(".")
    if root != "failure":
        return root == "customer" or read.name in _NEVER_CHANGES
    derived = scope.book.plan.derived.get(name.partition(".")[0])
    if derived is not None and not _last(parse(derived), scope):
        return False
    return there.get(read.name) is not None
