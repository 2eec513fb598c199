"""What takes two persons: whoever agrees is another one and was asked, and what is owed is dropped by two.

What a case shows by itself is judged. What the customer chose, and what the policy of the house demands, is judged with
these documents (domain/evidence/alone.py). Whether something in kind is still owed depends on documents, too: no
rule says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from domain.case import events as e
from domain.case.state import Case, Entitled, Entry
from domain.evidence.legal.rules import rule
from domain.ids import ENGINE, step_of
from domain.money import Money, cash_of
from domain.risk import is_above
from domain.staffing import Act
from domain.values import Person, Value


@rule(e.SecondAsked)
def _(case: Case, event: e.SecondAsked) -> str:
    return "a second person is asked twice under one name" if event.task in case.wanted else ""


# --- Who agrees ------------------------------------------------------------------------------------------------------
def _agreed(case: Case, act: Act, by: str, second: str, step: str = "") -> bool:
    """Say whether somebody asked for this, and somebody else was asked and said yes."""
    wanted = (name for name, x in case.wanted.items() if (x.act, x.by, x.step) == (act, by, step))
    answers = (case.tasks[name] for name in wanted if name in case.tasks)
    return second != by and any(task.by == second and task.answer.get("approve") is True for task in answers)


@rule(e.RiskReassessed)
def _(case: Case, event: e.RiskReassessed) -> str:
    if not is_above(case.tier, event.tier):
        return ""
    if not event.second or event.second == event.assessor:
        return "a tier is lowered by one person alone"
    agreed = _agreed(case, "lower", event.assessor, event.second)
    return "" if agreed else "a tier is lowered that nobody agreed to lower"


@rule(e.CustomerRecognised)
def _(case: Case, event: e.CustomerRecognised) -> str:
    agreed = not event.second or _agreed(case, "redirect", event.by, event.second)
    return "" if agreed else "the customer is known otherwise by one person for two"


@rule(e.StepSkippedByHand)
def _(case: Case, event: e.StepSkippedByHand) -> str:
    agreed = not event.second or _agreed(case, "skip", event.by, event.second, event.step)
    return "" if agreed else "a step is skipped by one person for two"


@rule(e.StepUndoneByHand)
def _(case: Case, event: e.StepUndoneByHand) -> str:
    agreed = not event.second or _agreed(case, "undo", event.by, event.second, event.step)
    return "" if agreed else "a step is taken back by one person for two"


@rule(e.CaseCancelled)
def _(case: Case, event: e.CaseCancelled) -> str:
    agreed = not event.second or _agreed(case, "cancel", event.by, event.second)
    return "" if agreed else "a case is called off by one person for two"


@rule(e.RemedyDeclined)
def _(case: Case, event: e.RemedyDeclined) -> str:
    agreed = not event.second or _agreed(case, "decline", event.written_by, event.second, event.entry)
    return "" if agreed else "it is written down for two by one person that the customer does not want something"


@rule(e.RemedyDeclined, since=2)
def _(case: Case, event: e.RemedyDeclined) -> str:
    """The words of the customer are read by whoever has the task alone."""
    return "who agreed that it is not wanted has not read what they said" if _unread(case, event) else ""


@rule(e.CaseWithdrawn)
def _(case: Case, event: e.CaseWithdrawn) -> str:
    agreed = not event.second or _agreed(case, "cancel", event.written_by, event.second)
    return "" if agreed else "it is written down for two by one person that the customer withdrew"


@rule(e.CaseWithdrawn, since=3)
def _(case: Case, event: e.CaseWithdrawn) -> str:
    """The words of the customer are read by whoever has the task alone."""
    return "who agreed that the customer withdrew has not read what they said" if _unread(case, event) else ""


def _unread(case: Case, event: e.CaseWithdrawn | e.RemedyDeclined) -> bool:
    read = any(case.tasks[name].claimed_by == event.second for name in case.wanted if name in case.tasks)
    return bool(event.second and event.text) and not read


@rule(e.OutsideRecoveryLearned)
def _(case: Case, event: e.OutsideRecoveryLearned) -> str:
    """Who agreed was asked about just this: so much, from there, for them."""
    if event.alone and event.second:
        return "money from elsewhere is said to be known to one alone, and to two"
    agreed = not event.second or any(
        (x.act, x.by, x.source, x.amount, _whose(x.payee), x.why)
        == ("elsewhere", event.by, event.source, event.amount, _whose(event.payee), event.evidence)
        and case.tasks[name].by == event.second != event.by and case.tasks[name].answer.get("approve") is True
        for name, x in case.wanted.items()
    )  # fmt: skip
    return "" if agreed else "money from elsewhere is written down for two by one person"


@rule(e.PayoutReturned)
def _(case: Case, event: e.PayoutReturned) -> str:
    """Who agreed was asked about just this: that entry, under that reference."""
    agreed = not event.second or any(
        (x.act, x.by, x.step, x.evidence, x.why) == ("came-back", event.by, event.entry, (event.reference,), event.why)
        and case.tasks[name].by == event.second != event.by and case.tasks[name].answer.get("approve") is True
        for name, x in case.wanted.items()
    )  # fmt: skip
    return "" if agreed else "it is written down for two by one person that something came back"


@rule(e.EndingChosen)
def _(case: Case, event: e.EndingChosen) -> str:
    agreed = not event.second or _agreed(case, "cancel", event.by, event.second)
    return "" if agreed else "a case is ended by one person for two"


# --- What is owed ----------------------------------------------------------------------------------------------------
@rule(e.CaseCancelled, since=2)
def _(case: Case, event: e.CaseCancelled) -> str:
    granted = any(entry.status == "approved" for entry in case.ledger.values())
    return "" if event.second or not (granted or is_owed(case)) else "what is owed is dropped by one person alone"


@rule(e.CaseCancelled, since=3)
def _(case: Case, event: e.CaseCancelled) -> str:
    """Whether a pack is still to be asked only the plan says, unless it waits for a fact."""
    upheld = case.finding is not None and case.finding.finding in {"upheld", "partly"}
    proven = {step for step, by in case.proofs.items() if by}
    shown = any(entry.status == "proposed" and proven & {"", entry.step} for entry in case.ledger.values())
    waits = any(not found.decided for found in case.entitled.values())
    return (
        ""
        if event.second or not (upheld or shown or waits or _is_hoped_for(case))
        else "what might be owed, or is claimed, is dropped by one person alone"
    )


@rule(e.EndingChosen, since=2)
def _(case: Case, event: e.EndingChosen) -> str:
    return "" if event.second or not is_owed(case) else "what is owed is dropped by one person alone"


@rule(e.CaseCancelled, since=3)
def _(case: Case, event: e.CaseCancelled) -> str:
    return "" if event.second else dropped(case)


@rule(e.EndingChosen, since=3)
def _(case: Case, event: e.EndingChosen) -> str:
    return "" if event.second else dropped(case)


@rule(e.StepSkippedByHand, since=2)
def _(case: Case, event: e.StepSkippedByHand) -> str:
    """What was granted by a step is denied by whoever skips it, right before; or was, where they had a hand in it."""
    if event.second or event.by in case.hands.get(event.step, ()):
        return ""
    mine = (entry for entry in case.ledger.values() if entry.step == event.step and entry.status == "denied")
    dropped = any(entry.granted and entry.approver == event.by != ENGINE for entry in mine)
    return "what was granted is dropped by one person alone" if dropped else ""


@rule(e.StepSkippedByHand, since=3)
def _(case: Case, event: e.StepSkippedByHand) -> str:
    """Who goes on without the case that was to take this one in drops what it was to go on with there."""
    dropped = step_of(event.step) == "@merged" and is_owed(case)
    return "" if event.second or not dropped else "what is owed is dropped by one person alone"


def _is_hoped_for(case: Case) -> bool:
    """Say whether the customer hopes for something that they have not got."""
    hoped, entries = case.expected, case.ledger.values()
    if hoped is None:
        return False
    if hoped.amount is None:
        return hoped.kind not in case.given and all(x.kind != hoped.kind or x.status != "paid" for x in entries)
    got = [kept for entry in entries if (kept := entry.kept) is not None and kept.currency == hoped.amount.currency]
    return sum(amount.minor for amount in got) < hoped.amount.minor


def dropped(case: Case) -> str:
    """Say what of more than decisions a case drops that ends now: a cover, or what a merged case was owed; or ""."""
    if any(not cover.ended for cover in case.covers.values()):
        return "a cover is dropped by one person alone"
    left = any(_is_left_of(case, name, owed) for name, owed in case.taken_in.items())
    return "what a merged case was owed is dropped by one person alone" if left else ""


def _is_left_of(case: Case, name: str, owed: Sequence[Value]) -> bool:
    """Say whether what was owed in a case that was taken in is not given here, and nobody said why it is not."""
    asked = [
        task for task, each in case.tasks.items() if each.details.get("taken_in") == name and each.status == "done"
    ]
    if any(task not in case.ledger for task in asked):  # answered in words
        return False
    entries = [entry for task in asked if (entry := case.ledger[task]).status not in {"proposed", "denied"}]
    given = Counter[str]()
    for entry in entries:
        cash = _at_most(entry)
        if cash is not None:
            given[cash.currency] += cash.minor
    return any(
        each.minor > given[each.currency] if isinstance(each, Money) else all(x.amount is not None for x in entries)
        for each in owed
    )


def is_owed(case: Case) -> bool:
    """Say whether money is owed by a decision that nothing gives, or nobody has said yet whether a decision stands."""
    differing = any(x.decided and x.differs and not x.differs.settled for x in case.entitled.values())
    return differing or any(_is_left(case, path, x) for path, x in case.entitled.items() if x.decided)


def _is_left(case: Case, path: str, found: Entitled) -> bool:
    """Say whether a decision found money that its entries do not come to, whatever became of them.

    Where somebody went on without a step, or said in words what was given, the case alone does not tell.
    """
    if case.waived or any(task.purpose == "redress" and task.status == "done" for task in case.tasks.values()):
        return False
    given = Counter[str]()
    for entry in case.ledger.values():
        cash = _at_most(entry) if path in entry.entitled and entry.status != "proposed" else None
        if cash is not None:
            given[cash.currency] += cash.minor
    return any(each.minor * found.units > given[each.currency] for each in found.per_unit)


def _at_most(entry: Entry) -> Money | None:
    """Return the cash that an entry gives, gave, or was granted to give, less what was taken back of it."""
    kept = entry.in_full if entry.status != "denied" or entry.granted else entry.set_off
    if kept is not None and entry.reversed is not None:
        kept -= entry.reversed
    return None if kept is None else cash_of(kept, entry.premium)


def _whose(payee: object) -> str:
    """Return who is meant, however they were known by then."""
    return payee.id if isinstance(payee, Person) else ""
