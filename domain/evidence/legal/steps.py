"""Steps: an outcome has its intent, and a key is not sent again once it was applied."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case, subject_of
from domain.evidence.legal.rules import rule
from domain.money import Money
from domain.values import Person


@rule(e.StepStarted)
def _(case: Case, event: e.StepStarted) -> str:
    if case.stopped is not None:
        return "something is begun while the playbook is stopped"
    before = case.effects.get(event.step)
    if before is not None and before.status in {"open", "accepted"}:
        return "an effect begins while its former attempt is open"
    if before is not None and before.status == "unknown" and before.key != event.key:
        return "a new key is used while the outcome of the old one is unknown"
    if event.key in case.applied:
        return "a key is sent again after it was applied"
    if event.until <= event.at:
        return "an intent has no time"
    return (_may_be_paid(case, event.step) or _is_what_was_approved(case, event)) if event.effect == "pay" else ""


def _is_what_was_approved(case: Case, event: e.StepStarted) -> str:
    """Say whether somebody else is paid, or another amount, than the entry says that the key is of."""
    entry = case.ledger.get(subject_of(case.id, event.key))
    if entry is None or not isinstance(entry.amount, Money):
        return ""
    payee, amount = event.request.get("payee"), event.request.get("amount")
    same = isinstance(payee, Person) and payee.id == entry.payee.id and amount == entry.amount
    return "" if same else "something else is paid than what was approved, or to somebody else"


def _may_be_paid(case: Case, step: str) -> str:
    owed = [entry for entry in case.ledger.values() if entry.step == step and entry.status == "approved"]
    if any(entry.is_sent_elsewhere for entry in owed):
        return "what came back goes where one person alone says"
    return "" if owed else "a payout begins without an approval"


def begun(case: Case, step: str, attempt: int) -> str:
    """Say that nothing was begun of which this would be the outcome, or ""."""
    known = f"{step}@{attempt}" in case.sent or attempt == 0
    return "" if known and (step in case.effects or attempt == 0) else "an outcome has no intent before it"


@rule(e.StepSucceeded)
def _(case: Case, event: e.StepSucceeded) -> str:
    return begun(case, event.step, event.attempt)


@rule(e.StepRefused)
def _(case: Case, event: e.StepRefused) -> str:
    return "" if event.attempt == 0 else begun(case, event.step, event.attempt)


@rule(e.StepFailed)
def _(case: Case, event: e.StepFailed) -> str:
    return begun(case, event.step, event.attempt)


@rule(e.OutcomeUnknown)
def _(case: Case, event: e.OutcomeUnknown) -> str:
    if event.key:
        return "" if case.loss_epoch else "an outcome is unknown that was never asked for"
    return begun(case, event.step, event.attempt)


@rule(e.OutcomeEstablished)
def _(case: Case, event: e.OutcomeEstablished) -> str:
    return "" if event.step in case.effects else "an outcome is established that was never asked for"
