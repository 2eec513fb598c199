"""What care covers stand for: what a decision owed in kind when one was granted, not what is found to be owed later."""

from __future__ import annotations

from domain.case.ledger import entries_of
from domain.case.state import Case, CoverState
from domain.ids import keys_of, step_of, step_path
from domain.money import Money


def receipt_path(path: str, number: int) -> str:
    """Return the path of a receipt: that of the cover, as if it were a round of a loop."""
    return step_path(step_of(path), (*keys_of(path), f"r{number}"), escaped=True)


def covered(case: Case, path: str) -> frozenset[str]:
    """Return what of the things that a decision owes in kind is paid against receipts, by the pack's names."""
    return frozenset(
        name for there, cover in case.covers.items() if _pays(case, there, cover) for name in cover.things.get(path, ())
    )


def _pays(case: Case, path: str, cover: CoverState) -> bool:
    """Say whether a cover settles what it stands for.

    One that was called off pays nothing more: it settles a thing where a receipt was paid, and can be of no other.
    """
    if not cover.called_off:
        return True
    alone = len({name for names in cover.things.values() for name in names}) == 1
    return alone and any(_is_paid(case, receipt_path(path, number + 1)) for number in range(len(cover.receipts)))


def _is_paid(case: Case, there: str) -> bool:
    entries = entries_of(case, there).values()
    return any(entry.status == "paid" and isinstance(entry.amount, Money) for entry in entries)
