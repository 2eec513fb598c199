"""Remedies until somebody decides about them: proposed, looked at, granted or denied."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case, Entry
from domain.evidence.legal.rules import rule
from domain.ids import ENGINE
from domain.money import Money
from domain.values import Value
from domain.vocabulary import CUSTOMER


@rule(e.RemedyProposed)
def _(case: Case, event: e.RemedyProposed) -> str:
    floor, amount = event.floor, event.amount
    if isinstance(floor, Money) and not (isinstance(amount, Money) and amount >= floor):
        return "a remedy is less than what is owed"
    if any(name not in case.entitled for name in event.entitled) and floor is not None:
        return "a remedy rests on a decision that was not made"
    if event.step.startswith("@by-hand[") and not _was_answered(case, event):
        return "a remedy by hand is none that somebody named"
    return "a remedy is proposed twice" if event.entry in case.ledger else ""


@rule(e.CoverGranted, since=2)
def _(case: Case, event: e.CoverGranted) -> str:
    owed = {name: _things_of(case, name) for name in event.entitled}
    stands = event.things.keys() == owed.keys() and all({*names} <= owed[x] for x, names in event.things.items())
    return "" if stands and all(event.things.values()) else "a cover stands for care that no decision owes"


def _things_of(case: Case, name: str) -> set[str]:
    """Return what a decision says is owed in kind, by the pack's names."""
    found = case.entitled.get(name)
    return {thing for gift in found.gifts for thing in gift.in_kind} if found is not None else set()


def _was_answered(case: Case, event: e.RemedyProposed) -> bool:
    """Say whether the task that a remedy by hand is called after was answered with it."""
    task = case.tasks.get(event.entry)
    if task is None or (task.purpose, task.status) != ("redress", "done"):
        return False
    return (task.answer.get("kind"), task.answer.get("amount")) == (event.kind, event.amount)


def _named_by(case: Case, name: str) -> set[str]:
    """Return who named money that is given by hand: it is called after the task they answered."""
    task, entry = case.tasks.get(name), case.ledger[name]
    return {task.by} if task is not None and isinstance(entry.amount, Money) else set()


@rule(e.RemedyApproved)
def _(case: Case, event: e.RemedyApproved) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status != "proposed":
        return "a remedy is approved that is not proposed"
    asked = {ENGINE, entry.payee.id, case.opened_by, *case.hands.get(entry.step, ())} if event.rung else ()
    if event.approver in {*asked, *_named_by(case, event.entry), *event.barred, *case.complained_about}:
        return "a remedy is approved by one who may not"
    if _waits_for_a_look(case, entry):
        return "a remedy is approved before somebody looked at a sign"
    if event.rung and event.table and not event.line:
        return "a remedy is approved that no line of authority covers"
    if _is_beyond(event.limit, entry):
        return "a remedy is approved above the limit it names"
    return "" if event.rung or event.approver == ENGINE else "a remedy is approved without a rung"


@rule(e.RemedyApproved)
def _(case: Case, event: e.RemedyApproved) -> str:
    said_so = _who_answered(case, event.entry) if event.rung else ""
    return "a remedy is approved by another one than said so" if said_so not in {"", event.approver} else ""


def _who_answered(case: Case, name: str) -> str:
    """Return who answered the task in which somebody was asked to grant a remedy; "" where nobody was asked."""
    answered = (
        task.by for task in reversed(case.tasks.values())
        if task.purpose == "approve" and task.status == "done" and task.details.get("entry") == name
    )  # fmt: skip
    return next(answered, "")


@rule(e.RemedyApproved)
def _(case: Case, event: e.RemedyApproved) -> str:
    theirs = case.ledger[event.entry].payee.id == case.customer.id
    alone = event.approver == ENGINE and theirs and CUSTOMER in case.said_by_one
    return "a remedy is granted by itself that one person alone sent elsewhere" if alone else ""


def _waits_for_a_look(case: Case, entry: Entry) -> bool:
    """Say whether somebody still has to look at a sign under which a remedy counts of which nothing is owed."""
    if entry.entitled or (isinstance(entry.floor, Money) and entry.floor.minor):
        return False
    asked = {case.signs[each.sign].task for each in entry.watched if each.sign in case.signs}
    done = {name.rstrip("+") for name, task in case.tasks.items() if task.status == "done"}
    return not asked <= done


@rule(e.SignNoticed)
def _(case: Case, event: e.SignNoticed) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or event.sign not in {each.sign for each in entry.watched}:
        return "a sign is noticed at a remedy that does not count under it"
    return "" if event.others + event.own > event.limit or event.sign in case.signs else "a sign is noticed too early"


def _is_beyond(limit: Value, entry: Entry) -> bool:
    """Say whether what is not owed of a remedy goes beyond a limit in the same money."""
    amount, owed = entry.amount, entry.floor.minor if isinstance(entry.floor, Money) else 0
    if not isinstance(limit, Money) or not isinstance(amount, Money) or amount.currency != limit.currency:
        return False
    return amount.minor > max(limit.minor, owed)


@rule(e.RemedyDenied)
def _(case: Case, event: e.RemedyDenied) -> str:
    entry = case.ledger.get(event.entry)
    return "" if entry is not None and entry.status in {"proposed", "approved"} else "a remedy is denied twice"
