"""What the customer hoped for, against what they got: met, exceeded or missed, and for money by how much."""

from __future__ import annotations

from domain.case.events import Expectation
from domain.case.state import Case
from domain.money import Money


def compared(case: Case) -> tuple[Expectation, Money | None]:
    """Return whether what was hoped for last came about; for money, what they got more (or, below zero, less)."""
    hoped = case.expected
    if hoped is None:
        return "", None
    if hoped.amount is None:
        given = hoped.kind in case.given or any(
            entry.status == "paid" and entry.kind == hoped.kind for entry in case.ledger.values()
        )
        return "met" if given else "missed", None
    got = sum(
        kept.minor
        for entry in case.ledger.values()
        if (kept := entry.kept) is not None and kept.currency == hoped.amount.currency
    )
    more = got - hoped.amount.minor
    how: Expectation = "met" if more == 0 else "exceeded" if more > 0 else "missed"
    return how, Money(hoped.amount.currency, more)
