"""Where an expression finds its names, and the little that one evaluation carries with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from domain.expression.errors import BudgetSpent
from domain.values import Value


class Scope(Protocol):
    """What an expression may read. Missing fields are absent from their record or None."""

    def root(self, name: str) -> Value:
        """Return a root (failure, case, customer, history, a loop variable of the plan); KeyError when unknown."""

    def ask(self, function: str, name: str) -> Value:
        """Return what a case function answers, such as `result("seats.hold")`; KeyError when there is nothing."""


class Frame:
    """One evaluation: its scope, the items of the loops it is in, and the work it may still do."""

    __slots__ = ("ask", "items", "left", "root")

    def __init__(self, scope: Scope, budget: int, loops: int) -> None:
        """Begin with a budget in units of work: about one per part of the expression evaluated."""
        self.root = scope.root
        self.ask = scope.ask
        self.left = budget
        self.items: list[Value] = [None] * loops

    def spend(self, work: int, column: int) -> None:
        """Take work off the budget.

        Raises:
            BudgetSpent: when there is less left.
        """
        self.left -= work
        if self.left < 0:
            raise BudgetSpent("The work allowed for one expression is used up.", column)


Code: TypeAlias = Callable[[Frame], Value]
"""A compiled part of an expression."""
