"""Receipts: each for one thing of its cover, told from others, and paid a second time only where somebody said why."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case import events as e
from domain.case.state import Case, CoverState, Receipt
from domain.evidence.legal.rules import rule
from domain.ids import ENGINE, keys_of, step_of, step_path


@rule(e.EvidenceReceived, since=2)
def _(case: Case, event: e.EvidenceReceived) -> str:
    cover = case.covers.get(event.step)
    if event.kind != "receipt" or cover is None:
        return ""
    things = {name for names in cover.things.values() for name in names}
    if (event.of not in things) if things else event.of:
        return "a receipt is for nothing that its cover stands for"
    if not event.number and not event.bought:
        return "a receipt is taken in that nothing tells from others"
    if event.although:
        return ""
    if any(_is_one(old, event) for old in _paid(case)):
        return "one receipt is taken in twice, and nobody says why"
    return "a receipt is for what was given in kind, and nobody says why" if _given(case, cover, event.of) else ""


@rule(e.RemedyApproved)
def _(case: Case, event: e.RemedyApproved) -> str:
    if event.approver != ENGINE:
        return ""
    at = case.ledger[event.entry].step
    found = [(cover, receipt) for path, cover, receipt in _receipts(case) if path == at]
    doubted = any(receipt.although or _given(case, cover, receipt.of) for cover, receipt in found)
    return "a receipt is paid by itself that may be paid a second time" if doubted else ""


def _receipts(case: Case) -> Iterator[tuple[str, CoverState, Receipt]]:
    """Yield the receipts of a case, with the step of each and its cover."""
    for path, cover in case.covers.items():
        for number, receipt in enumerate(cover.receipts, start=1):
            yield step_path(step_of(path), (*keys_of(path), f"r{number}"), escaped=True), cover, receipt


def _paid(case: Case) -> Iterator[Receipt]:
    paid = {entry.step for entry in case.ledger.values() if entry.status == "paid"}
    return (receipt for path, _, receipt in _receipts(case) if path in paid)


def _is_one(old: Receipt, new: e.EvidenceReceived) -> bool:
    """Say whether two receipts have one number, or are from one shop, of one day and over one amount."""
    if old.number and new.number:
        return old.number == new.number
    return bool(new.bought) and (old.bought, old.amount) == (new.bought, new.amount)


def _given(case: Case, cover: CoverState, of: str) -> bool:
    """Say whether a thing that a cover stands for was given in kind, under its own name."""
    owed = {path for path, names in cover.things.items() if of in names}
    return any(
        entry.status == "paid" and entry.amount is None and of in entry.in_kind and owed & {*entry.entitled}
        for entry in case.ledger.values()
    )
