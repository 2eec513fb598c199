"""What one person did alone that takes two, as far as it takes documents, or who sat at the desk, to see it.

The policy of the house says what takes two in a tier, the plan what rests on a choice of the customer; that whoever
wrote down a withdrawal, or put a fact right, is a person of the house, and no service that passes on what the customer
or a system said, the envelope says. What a case shows by itself is judged in legal/. Written apart from what decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Entry
from domain.events import Event
from domain.evidence.legal.two_persons import dropped, is_owed
from domain.ids import ENGINE, keys_of, step_of, undone_step
from domain.playbook.grounds import grounds
from domain.playbook.layout import Layout
from domain.playbook.plan import Grant, Plan, Remedy
from domain.playbook.whole import meets
from domain.record import Envelope

SINCE: Final[dict[type[Event], int]] = {
    e.CaseCancelled: 3, e.EndingChosen: 3, e.StepSkippedByHand: 3, e.CaseWithdrawn: 2, e.FailureChanged: 2,
    e.RemedyApproved: 1, e.RemedyDeclined: 2, e.OutsideRecoveryLearned: 2, e.PayoutReturned: 2,
}  # fmt: skip
"""The facts that are judged, each from this version on."""
_AHEAD_SINCE: Final[dict[type[Event], int]] = {
    e.CaseCancelled: 4, e.EndingChosen: 4, e.StepSkippedByHand: 4, e.CaseWithdrawn: 3,
}  # fmt: skip
"""Since when what the plan would still give is among what they do not drop by one."""
_WITHOUT_REASONS: Final = frozenset({"unreachable", "merged"})
"""Outcomes that somebody chooses and that tell the customer no decision."""
_PASSES_ON: Final = frozenset({"engine", "service"})
"""The roles of what has no will of its own."""


def is_judged(record: Envelope) -> bool:
    """Say whether a fact may have done by one person alone what takes two."""
    event = record.event
    if isinstance(event, e.FailureChanged | e.OutsideRecoveryLearned):
        return record.version >= SINCE[type(event)]
    if isinstance(event, e.RemedyApproved):
        return event.approver == ENGINE
    if isinstance(event, e.PayoutReturned):
        return record.version >= SINCE[e.PayoutReturned] and not event.second and not _PASSES_ON & {*record.roles}
    by_two = e.CaseCancelled | e.EndingChosen | e.StepSkippedByHand | e.CaseWithdrawn | e.RemedyDeclined
    if not isinstance(event, by_two) or event.second:
        return False
    if isinstance(event, e.CaseWithdrawn | e.RemedyDeclined) and (not event.written_by or _PASSES_ON & {*record.roles}):
        return False
    return record.version >= SINCE[type(event)]


def denied_with(records: Sequence[Envelope], at: int) -> tuple[str, ...]:
    """Return the entries that whoever skips a step denies with it, right before."""
    skipped, found = records[at], list[str]()
    by = getattr(skipped.event, "by", "")
    for record in reversed(records[:at]):
        if record.command != skipped.command or not isinstance(record.event, e.RemedyDenied | e.TaskTakenBack):
            break
        if isinstance(record.event, e.RemedyDenied) and record.event.approver == by:
            found.append(record.event.entry)
    return tuple(found)


def alone(case: Case, record: Envelope, denied: Sequence[str], book: Book) -> str:
    """Say what a person did alone by a fact that is judged, or ""; the case is the one before it."""
    match record.event:
        case e.FailureChanged():
            return _put_right(case, record, record.event)
        case e.OutsideRecoveryLearned() as event:
            theirs = event.by == case.customer.id or bool(_PASSES_ON & {*record.roles})
            wrong = event.alone == (theirs or bool(event.second))
            return "it is not told that one person alone wrote down what came from elsewhere" if wrong else ""
        case e.RemedyApproved():
            return _granted_by_itself(case, record.event, book)
        case e.RemedyDeclined(entry=name):
            entry = case.ledger.get(name)
            owed = entry is not None and (entry.status == "approved" or bool(entry.entitled))
            return "what is owed or granted is said to be unwanted by one person alone" if owed else ""
        case e.PayoutReturned(entry=name):
            return _is_back(case, name, record.event.by)
        case _:
            pass
    dropped = _dropped(case, record, denied, book.plan, book.layout) or _ahead(case, record, book)
    return dropped or _by_the_policy(case, record.event, book)


def _put_right(case: Case, record: Envelope, event: e.FailureChanged) -> str:
    """Say that a fact does not say what one person alone put right by it, or says too much."""
    known = {name for name in event.facts if case.facts.get(name) not in (None, ())}
    other = {name for name in known if case.facts[name] != event.facts[name]}
    wanted = set[str]() if _PASSES_ON & {*record.roles} else other | (case.said_by_one & {*event.facts})
    return "" if wanted == {*event.alone} else "it is not told what one person alone put right"


def _is_back(case: Case, name: str, by: str) -> str:
    """Say that whoever granted a remedy, or said so before, says alone that it came back: it is paid again by that."""
    entry = case.ledger.get(name)
    if entry is not None and by in {entry.approver, *entry.returned_by}:
        return "it is paid again by the word of one who granted it, or said before that it came back"
    return ""


def _granted_by_itself(case: Case, event: e.RemedyApproved, book: Book) -> str:
    """Say that a step granted by itself what rests on the word of one."""
    entry = case.ledger.get(event.entry)
    if entry is None or not case.said_by_one or step_of(entry.step) not in book.layout.steps:
        return ""
    rests = grounds(book.plan, book.layout, step_of(entry.step)).facts & case.said_by_one
    return "what one person alone put right is granted by itself" if rests else ""


def _by_the_policy(case: Case, event: Event, book: Book) -> str:
    """Say that one did what takes two in the tier of the case, or skipped what the tier asks of every playbook."""
    tier, skips = book.policy.tiers[case.tier], isinstance(event, e.StepSkippedByHand)
    if ("skip" if skips else "cancel") in tier.four_eyes.acts:
        return "what takes two by the policy of the house is done by one person alone"
    if not isinstance(event, e.StepSkippedByHand) or undone_step(event.step):
        return ""
    wanted = {step.id for need in tier.mandatory for step in meets(need, book.plan)}
    name = step_of(event.step)
    bare = name in wanted or any(book.layout.inside(each, name) for each in wanted)
    return "what a tier asks of every playbook is skipped by one person alone" if bare else ""


def _dropped(case: Case, record: Envelope, denied: Sequence[str], plan: Plan, layout: Layout) -> str:
    event = record.event
    step = event.step if isinstance(event, e.StepSkippedByHand) else ""
    chosen = {step_of(path) for path, offer in case.offers.items() if offer.how == "chosen"}
    if chosen and any(
        _waited(name, entry, denied) and _lies_in(layout, entry.step, step)
        and chosen & grounds(plan, layout, step_of(entry.step)).steps
        for name, entry in case.ledger.items()
    ):  # fmt: skip
        return "what the customer chose is dropped by one person alone"
    if step:
        covered = any(not cover.ended and _lies_in(layout, path, step) for path, cover in case.covers.items())
        return "a cover is dropped by one person alone" if covered else ""
    if isinstance(event, e.CaseWithdrawn):
        return "what is owed is dropped by one person alone" if is_owed(case) else dropped(case)
    return ""


def _ahead(case: Case, record: Envelope, book: Book) -> str:
    """Say that what the plan would still give is dropped: what was asked for, and what stands ahead on its own line.

    What was asked for is denied by whoever goes on without it: that is a decision about it.
    """
    event = record.event
    if record.version < _AHEAD_SINCE.get(type(event), record.version + 1):
        return ""
    if isinstance(event, e.EndingChosen) and event.outcome not in _WITHOUT_REASONS:
        return ""
    skips = event.step if isinstance(event, e.StepSkippedByHand) else ""
    waits = not skips and any(
        entry.status == "proposed" and not entry.entitled and not book.layout.is_instead(step_of(entry.step))
        for entry in case.ledger.values()
    )
    comes = [name for name in _on_the_line(case, book.plan) if skips in {"", name}]
    return "what the plan would give is dropped by one person alone" if waits or comes else ""


def _on_the_line(case: Case, plan: Plan) -> list[str]:
    """Return the remedies that are to come whatever else does: they stand on no condition, and in no block."""
    known = {step_of(path) for path in (*case.steps, *case.effects, *case.loops, *case.branches, *case.waits)}
    if case.phase == "resolved" or any(x.then == "leave" and x.id in case.interrupts for x in plan.whenever):
        return []
    met = max((n for n, step in enumerate(plan.steps) if step.id in known), default=-1)
    proposed = {step_of(entry.step) for entry in case.ledger.values()}
    ahead = (step for n, step in enumerate(plan.steps) if n >= met and not case.status(step.id))
    return [
        step.id
        for step in ahead
        if isinstance(step, Grant) and not (isinstance(step, Remedy) and step.entitled)
        and not (step.when or step.unless) and step.id not in proposed
    ]  # fmt: skip


def _waited(name: str, entry: Entry, denied: Sequence[str]) -> bool:
    """Say whether nobody had decided about what a plan gives as a favour: what law owes of it is told as that."""
    if entry.entitled or entry.step.startswith("@by-hand["):
        return False
    return entry.status == "proposed" or (name in denied and not entry.granted)


def _lies_in(layout: Layout, path: str, step: str) -> bool:
    """Say whether something is of a step, or of what lies inside it, in the same round of its loops; "" is all."""
    name, here, keys = step_of(path), step_of(step), keys_of(step)
    return not step or ((name == here or layout.inside(name, here)) and keys_of(path)[: len(keys)] == keys)
