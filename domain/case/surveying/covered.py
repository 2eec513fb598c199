"""What care covers stand for, and what their receipts are for: each receipt for one thing, and no thing twice.

A cover stands for what a decision owed in kind when it was granted, not for what is found to be owed later. A receipt
that nothing tells from an earlier one, or for what was given in kind, is in doubt: a person says why it is paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.case.ledger import entries_of
from domain.case.state import Case, CoverState, Entry, Receipt
from domain.ids import keys_of, step_of, step_path
from domain.money import Money


def receipt_path(path: str, number: int) -> str:
    """Return the path of a receipt: that of the cover, as if it were a round of a loop."""
    return step_path(step_of(path), (*keys_of(path), f"r{number}"), escaped=True)


class Paper(NamedTuple):
    """A receipt with the cover that it came for, that one's path, and its number there."""

    receipt: Receipt
    cover: CoverState
    path: str
    number: int


def receipt_at(case: Case, there: str) -> Paper | None:
    """Return the receipt that has a path; None where none has."""
    keys = keys_of(there)
    if not keys:
        return None
    path, number = step_path(step_of(there), keys[:-1], escaped=True), keys[-1].removeprefix("r")
    cover = case.covers.get(path)
    if cover is None or not number.isdecimal() or not 1 <= int(number) <= len(cover.receipts):
        return None
    return Paper(cover.receipts[int(number) - 1], cover, path, int(number))


def covered(case: Case, path: str) -> frozenset[str]:
    """Return what of the things that a decision owes in kind is paid against receipts, by the pack's names."""
    return frozenset(
        name
        for there, cover in case.covers.items()
        for name in cover.things.get(path, ())
        if not cover.called_off or name in _paid_for(case, there, cover)
    )


def _paid_for(case: Case, path: str, cover: CoverState) -> frozenset[str]:
    """Return the things of which receipts were paid: all that a cover settles which pays nothing more.

    Receipts of earlier releases do not say what they are for: it is certain where the cover stands for one thing.
    """
    paid = [x for n, x in enumerate(cover.receipts, start=1) if _is_paid(case, receipt_path(path, n))]
    things, named = things_of(cover), {receipt.of for receipt in paid if receipt.of}
    return frozenset(things) if len(things) == 1 and paid else frozenset(named)


def _is_paid(case: Case, there: str) -> bool:
    entries = entries_of(case, there).values()
    return any(entry.status == "paid" and isinstance(entry.amount, Money) for entry in entries)


def things_of(cover: CoverState) -> tuple[str, ...]:
    """Return what a cover stands for, by the pack's names."""
    return tuple(dict.fromkeys(name for names in cover.things.values() for name in names))


# --- What is not paid twice ------------------------------------------------------------------------------------------
def same_as(case: Case, path: str, new: Receipt) -> Paper | None:
    """Return a receipt that came before and that nothing tells from a new one; None where there is none.

    What came to nothing, because it was denied or nothing was left, can come again.
    """
    for there, cover in case.covers.items():
        for number, old in enumerate(cover.receipts, start=1):
            if _is_one(old, new, same_cover=there == path) and not _came_to_nothing(case, receipt_path(there, number)):
                return Paper(old, cover, there, number)
    return None


def _is_one(old: Receipt, new: Receipt, *, same_cover: bool) -> bool:
    if old.number and new.number:
        return old.number == new.number
    if old.bought and new.bought:
        return (old.bought, old.amount) == (new.bought, new.amount)
    return same_cover and old.amount == new.amount and (old.of == new.of or not old.of)


def _came_to_nothing(case: Case, there: str) -> bool:
    entries = entries_of(case, there)
    if entries:
        return all(entry.status in {"denied", "declined"} for entry in entries.values())
    return case.status(there) == "skipped"


def given_in_kind(case: Case, cover: CoverState, of: str) -> Iterator[tuple[str, Entry]]:
    """Yield the remedies in kind that give what a cover stands for, or may yet."""
    owes = {path for path, names in cover.things.items() if of in names}
    for name, entry in case.ledger.items():
        gives = entry.status in {"proposed", "approved", "paid"} and not isinstance(entry.amount, Money)
        if gives and owes & {*entry.entitled} and _gives(entry, cover, of):
            yield name, entry


def _gives(entry: Entry, cover: CoverState, of: str) -> bool:
    """Say whether a remedy in kind gives a thing: by its name, or in other words, where all that is owed is meant."""
    return of in entry.in_kind or not {*things_of(cover)} & {*entry.in_kind}


def paid_for(case: Case, entry: Entry) -> Iterator[Paper]:
    """Yield the receipts that were paid for what a remedy in kind gives."""
    for path, cover in case.covers.items():
        for number, receipt in enumerate(cover.receipts, start=1):
            meant = receipt.of and {*entry.entitled} & {x for x, names in cover.things.items() if receipt.of in names}
            if meant and _gives(entry, cover, receipt.of) and _is_paid(case, receipt_path(path, number)):
                yield Paper(receipt, cover, path, number)


def is_in_doubt(case: Case, entry: Entry) -> bool:
    """Say whether a receipt may be paid a second time: somebody said why, or the thing was given in kind since."""
    found = receipt_at(case, entry.step)
    return found is not None and (bool(found.receipt.although) or wants_why(case, entry))


def wants_why(case: Case, entry: Entry) -> bool:
    """Say whether nobody said yet why a receipt is paid for what was given in kind."""
    found = receipt_at(case, entry.step)
    if found is None or found.receipt.although or not found.receipt.of:
        return False
    return any(given_in_kind(case, found.cover, found.receipt.of))
