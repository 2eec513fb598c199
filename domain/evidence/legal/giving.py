"""Remedies that were granted: paid, come back, set off, declined, taken back."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import IN_FLIGHT, Case, Entry, base_of, subject_of
from domain.evidence.legal.promises import opened_again
from domain.evidence.legal.rules import rule
from domain.evidence.legal.steps import begun
from domain.ids import ENGINE
from domain.money import Money


@rule(e.RemedyPaid)
def _(case: Case, event: e.RemedyPaid) -> str:
    entry = case.ledger.get(event.entry)
    effect = case.effects.get(entry.step) if entry is not None else None
    if event.method == "by hand" and effect is not None and effect.kind == "pay" and effect.status in IN_FLIGHT:
        return "a remedy is given by hand while a payout of it is under way"
    if event.method in {"in kind", "by hand"}:
        return "" if entry is not None and entry.status == "approved" else "a remedy is given that is not approved"
    if entry is None or entry.status in {"proposed", "paid"}:
        return "a remedy is paid that is not approved"
    key = case.sent.get(f"{event.step}@{event.attempt}", "")
    if key and subject_of(case.id, key) != event.entry:
        return "a remedy is paid by the key of another"
    return begun(case, event.step, event.attempt)  # a payout that was thought to have failed may come in late


@rule(e.PayoutReturned)
def _(case: Case, event: e.PayoutReturned) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status != "paid" or entry.step != event.step:
        return "something comes back that was not paid"
    if entry.reversed is not None:
        return "something comes back that was taken back in part"
    return opened_again(case, event.promises)


@rule(e.PayoutReturned, since=2)
def _(case: Case, event: e.PayoutReturned) -> str:
    """What counts as put right since it was paid is not put right behind that."""
    entry = case.ledger.get(event.entry)
    if entry is None or entry.paid_at is None:
        return ""
    rests = {
        name for name, promise in case.promises.items()
        if base_of(name) == "resolve" and promise.status == "kept" and promise.at is not None
        and promise.at >= entry.paid_at
    }  # fmt: skip
    return "" if rests <= set(event.promises) else "a matter counts as put right in time, and what it gave came back"


@rule(e.CaseTakenIn)
def _(case: Case, event: e.CaseTakenIn) -> str:
    if event.case == case.id:
        return "a case is taken in by itself"
    return "a case is taken in twice" if event.case in case.taken_in else ""


@rule(e.OutsideRecoveryLearned)
def _(case: Case, event: e.OutsideRecoveryLearned) -> str:
    if event.recovery in case.recoveries:
        return "something is recovered twice under one name"
    return "" if isinstance(event.amount, Money) and event.amount.minor > 0 else "nothing was recovered"


@rule(e.RemedySetOff)
def _(case: Case, event: e.RemedySetOff) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or not entry.open:
        return "something is set off of a remedy that is not open"
    if bool(event.recovery) == bool(event.made_good_by):
        return "something is set off of which nobody knows whence"
    if event.amount is None and entry.amount is None and entry.entitled:
        return "what is owed is set off against goodwill"
    if event.amount is None:
        return "" if event.whole and entry.amount is None else "something in kind is set off in part"
    return _set_off_of(case, event, entry)


def _set_off_of(case: Case, event: e.RemedySetOff, entry: Entry) -> str:
    amount, recovery = event.amount, case.recoveries.get(event.recovery)
    if (
        not isinstance(amount, Money)
        or not isinstance(entry.amount, Money)
        or not 0 < amount.minor <= entry.amount.minor
    ):
        return "more is set off of a remedy than there is"
    if event.whole != (amount == entry.amount):
        return "a remedy is set off whole of which something is left"
    whose = {entry.payee.id, case.customer.id} if entry.loss else {entry.payee.id}
    if event.recovery and (recovery is None or amount > recovery.left or recovery.payee.id not in whose):
        return "more is set off than was recovered"
    owed = entry.floor.minor if isinstance(entry.floor, Money) else 0
    least = owed if isinstance(entry.floor, Money) else entry.amount.minor
    if recovery is not None and recovery.alone and entry.entitled and entry.amount.minor - amount.minor < least:
        return "what is owed is set off by the word of one person alone"
    return (
        "what is owed is set off against goodwill"
        if event.made_good_by and entry.amount.minor - amount.minor < owed
        else ""
    )


@rule(e.RemedyDeclined)
def _(case: Case, event: e.RemedyDeclined) -> str:
    entry = case.ledger.get(event.entry)
    return "" if entry is not None and entry.open else "a remedy is declined that is not open"


@rule(e.RemedyReversed)
def _(case: Case, event: e.RemedyReversed) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status != "paid":
        return "a remedy is taken back that was not paid"
    amount, kept = event.amount, entry.kept
    if kept is not None and not (isinstance(amount, Money) and 0 < amount.minor <= kept.minor):
        return "more of a remedy is taken back than was paid"
    if event.how == "hand" and event.by in {ENGINE, entry.payee.id, case.opened_by, *case.complained_about}:
        return "a remedy is taken back by one who may not"
    return "" if event.how == "undo" or event.role else "a remedy is taken back without authority"
