"""The expression language: reading a condition, evaluating it, and stopping the worst that is known."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from benchmarks.measure import Figure, as_engine
from domain.clock import Duration
from domain.expression import BudgetSpent, Expression, parse
from tests.support.attacks import STOPPED, Given

CONDITION = (
    'failure.delay >= duration("3h") and case.tier in ["high", "critical"] '
    "and not customer.vulnerable and failure.passengers > 1"
)
SCOPE = Given({
    "failure": {"delay": Duration(4 * 3_600_000), "passengers": 3}, "case": {"tier": "high"},
    "customer": {"vulnerable": False},
})  # fmt: skip


def _microseconds(act: Callable[[], object], times: int, rounds: int) -> float:
    """Return the median over some rounds of what one act takes."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(times):
            act()
        spent.append((time.perf_counter() - began) / times * 1e6)
    return statistics.median(spent)


def _stopped_ms(expression: Expression, scope: Given) -> float:
    """Return how long an attack runs before it is stopped, the best of some times."""
    spent = []
    for _ in range(7):
        began = time.perf_counter()
        try:
            expression.evaluate(scope)
        except BudgetSpent:
            spent.append((time.perf_counter() - began) * 1e3)
    return min(spent)


def groups(*, quick: bool) -> list[Figure]:
    """Measure everything of this room."""
    as_engine()
    rounds, cold = 5 if quick else 25, parse.__wrapped__
    condition = cold(CONDITION)
    assert condition.evaluate(SCOPE) is True
    read = _microseconds(lambda: cold(CONDITION), 1_000, rounds)
    evaluated = _microseconds(lambda: condition.evaluate(SCOPE), 5_000, rounds)
    worst, name = max((_stopped_ms(cold(source), Given(roots)), name) for name, (source, roots) in STOPPED.items())
    return [
        Figure("X1", "reading a condition of four terms, cold", read, "µs", "≤ 50"),
        Figure("X2", "evaluating it", evaluated, "µs", "≤ 15"),
        Figure("X3", f"stopping the worst of {len(STOPPED)} attacks", worst, "ms", "≤ 10", name),
    ]
