"""The ledger of a case, added up: what was proposed for whom, and what became of it. Two equations hold at every point.

    proposed = approved + denied + set off before + declined before + open
    approved = paid + to pay + released

`to_pay` is what was approved and not paid yet, whatever the reason: what law, contract or guarantee owes is another
matter (surveying/unsettled.py). `released` is what was approved and is not given after all: written off, declined, or
set off later. What was paid is what the customer got; what was `reversed` of it is never more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from domain.case.state import Case, Entry
from domain.money import Money


@dataclass(frozen=True, slots=True)
class Balance:
    """What one person's remedies come to in one currency, in minor units."""

    proposed: int = 0
    open: int = 0
    denied: int = 0
    set_off: int = 0
    declined: int = 0
    approved: int = 0
    to_pay: int = 0
    paid: int = 0
    released: int = 0
    reversed: int = 0

    def __add__(self, other: Balance) -> Balance:
        """Add up."""
        return Balance(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Balance)))

    @property
    def even(self) -> bool:
        """Say whether the two equations hold, and no more was taken back than was paid."""
        proposed = self.approved + self.denied + self.set_off + self.declined + self.open
        approved = self.paid + self.to_pay + self.released
        return (self.proposed, self.approved) == (proposed, approved) and 0 <= self.reversed <= self.paid


def entries_of(case: Case, step: str) -> dict[str, Entry]:
    """Return the entries of one step by name, the earliest first: tried again by hand, a step has more than one."""
    return {name: entry for name, entry in case.ledger.items() if entry.step == step}


def open_entry_of(case: Case, step: str) -> tuple[str, Entry] | None:
    """Return the entry of a step of which something is still to come, with its name."""
    return next(((name, entry) for name, entry in entries_of(case, step).items() if entry.open), None)


def balances(case: Case) -> dict[tuple[str, str], Balance]:
    """Return what the ledger comes to, by person and currency; what is given in kind has no amount and counts not."""
    return added(case.ledger.values())


def added(entries: Iterable[Entry]) -> dict[tuple[str, str], Balance]:
    """Add entries up, by person and currency."""
    found: dict[tuple[str, str], Balance] = {}
    for entry in entries:
        if isinstance(entry.amount, Money):
            name = (entry.payee.id, entry.amount.currency)
            found[name] = found.get(name, Balance()) + _of(entry, entry.amount)
    return found


def _of(entry: Entry, amount: Money) -> Balance:
    """Return what one entry adds."""
    later = entry.set_off_later.minor if entry.set_off_later is not None else 0
    before = (entry.set_off.minor if entry.set_off is not None else 0) - later
    proposed, left = amount.minor + before + later, amount.minor
    granted = entry.granted or entry.status in {"paid", "reversed"}
    if not granted:
        return Balance(
            proposed=proposed, set_off=before, open=left if entry.status == "proposed" else 0,
            denied=left if entry.status == "denied" else 0, declined=left if entry.status == "declined" else 0,
        )  # fmt: skip
    paid, to_pay = entry.status in {"paid", "reversed"}, entry.status == "approved"
    return Balance(
        proposed=proposed, set_off=before, approved=left + later, paid=left if paid else 0,
        to_pay=left if to_pay else 0, released=later + (0 if paid or to_pay else left),
        reversed=entry.reversed.minor if entry.reversed is not None else 0,
    )  # fmt: skip
