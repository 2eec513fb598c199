"""Expressions: read once, evaluated often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from domain.clock.duration import Duration
from domain.expression.calls import is_path
from domain.expression.compiler import Compiler
from domain.expression.errors import BudgetSpent, EvaluationError
from domain.expression.operations import CHARACTERS_PER_UNIT
from domain.expression.parser import read
from domain.expression.scope import Code, Frame, Scope
from domain.expression.tree import Node, Reference
from domain.money import Money
from domain.values import Person, Sealed, Value

BUDGET = 10_000
"""The work one evaluation may do: about one unit per part evaluated, per item walked, per 100 characters searched or
compared; two where it goes on after a failure."""
LARGEST_VALUE = 50_000
"""The most parts (items, fields, every 100 characters of text) in a list that an expression builds."""
WHOLE = 4
"""How many parts a list or a record counts for besides what is in it."""
_WHOLES = (tuple, list, Mapping)
_WEIGHTLESS = frozenset({bool, int, Money, Duration, datetime, date, Person, Sealed, type(None)})


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read; equal to another of the same source."""

    source: str
    tree: Node = field(compare=False, repr=False)
    reads: frozenset[Reference] = field(compare=False, repr=False)
    paths: Mapping[str, Code] = field(compare=False, repr=False)
    _run: Code = field(compare=False, repr=False)
    _work: int = field(compare=False, repr=False)
    _loops: int = field(compare=False, repr=False)

    def evaluate(self, scope: Scope, *, budget: int = BUDGET) -> Value:
        """Return the value in a scope, at the cost of at most `budget` units of work.

        Raises:
            EvaluationError: something is missing, of the wrong kind, of two currencies or too large; budget spent.
        """
        frame = Frame(scope, budget, self._loops)
        frame.spend(self._work, 1)
        value = self._run(frame)
        if type(value) is tuple and not is_path(self.tree):
            _weigh(value)
        return value


@lru_cache(maxsize=4_096)
def parse(source: str) -> Expression:
    """Read an expression; the same source gives the same object while it is cached.

    Raises:
        ExpressionError: with what to do and the column, counted from 1.
    """
    tree = read(source)
    compiler = Compiler()
    run = compiler.compile(tree)
    reads = frozenset(compiler.reads)
    return Expression(source, tree, reads, compiler.inputs, run, compiler.work, compiler.loops)


def inputs(expression: Expression, scope: Scope) -> Mapping[str, Value]:
    """Return what an expression names and its scope has, as `failure.delay` or `result("seats.hold").hold`.

    Private texts and persons stay references; what is missing is left out; a macro gives its whole list.
    """
    frame = Frame(scope, BUDGET, 0)
    found: dict[str, Value] = {}
    for path, code in expression.paths.items():
        try:
            found[path] = code(frame)
        except EvaluationError:
            continue
    return found


def _weigh(value: tuple[Value, ...]) -> None:
    """Count what a list that was built unfolds into, so that a short expression cannot give a huge value.

    Raises:
        BudgetSpent: it is larger than one value may be.
    """
    pending: list[Value] = [value]
    left = LARGEST_VALUE
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            left -= len(item) // CHARACTERS_PER_UNIT
        elif isinstance(item, _WHOLES):
            left -= len(item) + WHOLE
            parts = item.values() if isinstance(item, Mapping) else item
            pending.extend([part for part in parts if type(part) not in _WEIGHTLESS] if left >= 0 else ())
        if left < 0:
            raise BudgetSpent("The list this gives is too large.", 1)
