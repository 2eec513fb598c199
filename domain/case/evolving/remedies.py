"""The ledger: what was proposed, granted and given, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from domain.budgets import Draw
from domain.case import events as e
from domain.case.evolving.drafts import changed, end_step, on, own, put, set_effect
from domain.case.evolving.promises import set_promise
from domain.case.evolving.steps import applied, note_applied
from domain.case.ledger import entries_of
from domain.case.state import (
    IN_FLIGHT,
    Case,
    CoverState,
    Entry,
    Exceeded,
    Granted,
    Noticed,
    Recovery,
    Reserved,
    subject_of,
)
from domain.ids import ENGINE
from domain.money import Money
from domain.values import Person
from domain.vocabulary import BY_HAND


@on(e.RemedyProposed)
def _(case: Case, event: e.RemedyProposed) -> None:
    payee = event.payee if isinstance(event.payee, Person) else Person("")
    own(case, "ledger")[event.entry] = Entry(
        event.step, event.kind, payee, event.amount, event.in_kind, event.basis, event.at, entitled=event.entitled,
        floor=event.floor, loss=event.loss, watched=event.watched, premium=event.premium,
    )  # fmt: skip


@on(e.RemedyApproved)
def _(case: Case, event: e.RemedyApproved) -> None:
    _entry(case, event.entry, status="approved", approver=event.approver, granted=True)
    if isinstance(event.limit, Money):
        own(case, "granted")[event.entry] = Granted(event.approver, event.at, event.limit)


@on(e.RemedyDenied)
def _(case: Case, event: e.RemedyDenied) -> None:
    _entry(case, event.entry, status="denied", approver=event.approver, why=event.why, settled_at=event.at)
    entry = case.ledger.get(event.entry)
    beyond = event.beyond or event.approver != ENGINE
    owed = entry is not None and isinstance(entry.floor, Money) and entry.floor.minor and beyond
    given = entry is not None and case.status(entry.step) == "done" and _is_paid(case, entry.step)
    if (
        entry is not None and not owed and not given
    ):  # denied is what goes beyond what is owed: that is given all the same
        end_step(case, entry.step, "refused", event, event.why)


@on(e.RemedyPaid)
def _(case: Case, event: e.RemedyPaid) -> None:
    _entry(case, event.entry, status="paid", paid_at=event.at, receipt=event.receipt)
    effect = case.effects.get(event.step)
    if event.method == BY_HAND:
        pass  # what became of the payouts before it stays as it was
    elif effect is not None and effect.status in IN_FLIGHT and subject_of(case.id, effect.key) != event.entry:
        note_applied(case, event.step, event.attempt)  # what becomes of the payout that is under way is still open
    else:
        applied(case, event.step, event.attempt, event.receipt)
    end_step(case, event.step, "done", event)


@on(e.BudgetReserved)
def _(case: Case, event: e.BudgetReserved) -> None:
    before = case.reserved.get(event.entry, Reserved((), {}))
    draws = dict.fromkeys((*before.draws, *event.draws))
    held = _held(before, event.draws, event.amount.minor)
    own(case, "reserved")[event.entry] = Reserved((*draws,), held, (*dict.fromkeys((*before.above, *event.above)),))


@on(e.BudgetReleased)
def _(case: Case, event: e.BudgetReleased) -> None:
    before = case.reserved.get(event.entry)
    if before is not None:
        held = _held(before, event.draws, -event.amount.minor)
        own(case, "reserved")[event.entry] = changed(before, held=held)


def _held(before: Reserved, draws: Iterable[Draw], minor: int) -> dict[str, int]:
    return {**before.held, **{draw.counter: before.held.get(draw.counter, 0) + minor for draw in draws}}


@on(e.BudgetExceeded)
def _(case: Case, event: e.BudgetExceeded) -> None:
    before = case.exceeded.get(event.entry)
    own(case, "exceeded")[event.entry] = Exceeded(
        event.budget, event.amount, event.limit, event.stands, event.approver, event.task, event.keeper, event.number,
        event.ends, before.count + 1 if before is not None else 1, event.short,
    )  # fmt: skip


@on(e.SplittingNoticed)
def _(case: Case, event: e.SplittingNoticed) -> None:
    own(case, "together")[event.entry] = event.together


@on(e.SignNoticed)
def _(case: Case, event: e.SignNoticed) -> None:
    own(case, "signs")[event.sign] = Noticed(
        event.sign, event.entry, event.others, event.own, event.limit, event.currency, event.days, event.document,
        event.task, event.role, event.words, event.at, event.until,
    )  # fmt: skip


@on(e.CoverGranted)
def _(case: Case, event: e.CoverGranted) -> None:
    payee = event.payee if isinstance(event.payee, Person) else Person("")
    if isinstance(event.up_to, Money):
        before = case.covers.get(event.step)  # granted anew by hand: what came in stays
        own(case, "covers")[event.step] = CoverState(
            event.kind, payee, event.up_to, event.until, before.receipts if before else (), entitled=event.entitled,
            things=event.things,
        )  # fmt: skip
    end_step(case, event.step, "done", event)


@on(e.CoverEnded)
def _(case: Case, event: e.CoverEnded) -> None:
    cover = case.covers.get(event.step)
    if cover is not None:
        own(case, "covers")[event.step] = changed(cover, ended=True, called_off=event.why == "called off")


@on(e.RechargeClaimed)
def _(case: Case, event: e.RechargeClaimed) -> None:
    end_step(case, event.step, "done", event)


@on(e.PayoutFailed)
def _(case: Case, event: e.PayoutFailed) -> None:
    entry = case.ledger.get(event.entry)
    if entry is not None:
        _entry(case, event.entry, method=entry.method + 1, why=event.why)
    set_effect(case, event.step, status="retry", why=event.why, again_at=event.at, failures=0)


@on(e.PayoutReturned)
def _(case: Case, event: e.PayoutReturned) -> None:
    entry = case.ledger.get(event.entry)
    if entry is not None:
        effect, returns = case.effects.get(event.step), (*entry.returns, event.reference)
        _entry(case, event.entry, status="approved", paid_at=None, method=entry.method + 1, returns=returns)
        said = tuple(filter(None, (*entry.returned_by, event.by, event.second)))
        _entry(case, event.entry, came_back=effect.occurrence if effect is not None else 0, returned_by=said)
    for promise in event.promises:
        set_promise(case, promise, status="open", at=None, by_step="")
    set_effect(case, event.step, status="retry", why=event.why, again_at=event.at, failures=0)


@on(e.CaseTakenIn)
def _(case: Case, event: e.CaseTakenIn) -> None:
    own(case, "taken_in")[event.case] = event.owed


@on(e.OutsideRecoveryLearned)
def _(case: Case, event: e.OutsideRecoveryLearned) -> None:
    payee = event.payee if isinstance(event.payee, Person) else Person("")
    if isinstance(event.amount, Money):
        own(case, "recoveries")[event.recovery] = Recovery(
            event.source, payee, event.amount, event.at, evidence=event.evidence, alone=event.alone, by=event.by,
            second=event.second,
        )  # fmt: skip


@on(e.RemedySetOff)
def _(case: Case, event: e.RemedySetOff) -> None:
    entry, amount = case.ledger.get(event.entry), event.amount
    if entry is not None and isinstance(amount, Money) and isinstance(entry.amount, Money):
        later = _plus(entry.set_off_later, amount) if entry.granted else entry.set_off_later
        _entry(case, event.entry, amount=entry.amount - amount, set_off=_plus(entry.set_off, amount))
        _entry(case, event.entry, set_off_later=later)
    recovery = case.recoveries.get(event.recovery)
    if recovery is not None and isinstance(amount, Money):
        own(case, "recoveries")[event.recovery] = changed(recovery, used=_plus(recovery.used, amount))
    if entry is not None and event.made_good_by:
        made = amount if isinstance(amount, Money) else None
        _entry(case, event.entry, made_good={**entry.made_good, event.made_good_by: made})
    if entry is not None and event.whole:
        _entry(case, event.entry, status="set off", why=event.why, settled_at=event.at)
        if case.status(entry.step) is None:
            end_step(case, entry.step, "skipped", event, event.why)


def _plus(before: Money | None, more: Money) -> Money:
    return more if before is None else before + more


@on(e.RemedyDeclined)
def _(case: Case, event: e.RemedyDeclined) -> None:
    entry = case.ledger.get(event.entry)
    put(case, heard_at=event.at)
    if entry is not None:
        _entry(case, event.entry, status="declined", settled_at=event.at)
        if case.status(entry.step) is None:
            end_step(case, entry.step, "skipped", event, "the customer does not want it")


@on(e.RemedyReversed)
def _(case: Case, event: e.RemedyReversed) -> None:
    entry, amount = case.ledger.get(event.entry), event.amount
    if entry is None:
        return
    if event.how == "hand":
        put(case, decided_by=case.decided_by | {event.by})
    taken = _plus(entry.reversed, amount) if isinstance(amount, Money) else entry.reversed
    whole = taken is None or taken == entry.amount
    money = amount if isinstance(amount, Money) else None
    references = {**entry.reversals, event.reference: money} if event.reference else entry.reversals
    _entry(case, event.entry, reversed=taken, status="reversed" if whole else entry.status, reversals=references)
    if event.how == "undo":
        undone = _plus(entry.undone, money) if money is not None else entry.undone
        _entry(case, event.entry, undone=undone, thing_undone=money is None)
    if money is not None:
        _seen_to(case, event.entry, money)
    if money is not None and (event.how == "undo" or event.reference):
        _entry(case, event.entry, back=_plus(entry.back, money))


def _seen_to(case: Case, entry: str, amount: Money) -> None:
    """Note of what came elsewhere that an entry was taken back while it was asked whether both are kept."""
    for task in case.tasks.values():
        entries = task.details.get("entries")
        if task.purpose != "twice" or task.status != "open" or not isinstance(entries, tuple) or entry not in entries:
            continue
        name = str(task.details["recovery"])
        recovery = case.recoveries[name]
        if amount.minor > 0 and recovery.free.minor > 0:
            seen_to = _plus(recovery.seen_to, min(recovery.free, amount))
            own(case, "recoveries")[name] = changed(recovery, seen_to=seen_to)
            return


def _is_paid(case: Case, step: str) -> bool:
    return any(other.status == "paid" for other in entries_of(case, step).values())


def _entry(case: Case, entry: str, **changes: object) -> None:
    if entry in case.ledger:
        own(case, "ledger")[entry] = changed(case.ledger[entry], **changes)
