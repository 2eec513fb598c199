"""What a person may do to a single step: try it again, go on without it. What is owed is settled with it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.ledger import open_entry_of
from domain.case.state import IN_FLIGHT, Case
from domain.case.survey import Survey, place_of
from domain.case.surveying.denied import SKIPPED
from domain.case.surveying.owing import care_left
from domain.case.surveying.undoing import is_taken_back, why_not
from domain.case.surveying.unsettled import is_passed_by
from domain.case.surveying.walk import walk_choose
from domain.errors import CommandRejected
from domain.events import Event
from domain.ids import keys_of, step_of, undone_step
from domain.playbook import plan as p
from domain.vocabulary import CalledOff

ENDED: Final = frozenset({"done", "refused", "failed", "late", "skipped", "undone"})
"""How a step can have ended that is tried anew."""


def retry(case: Case, step: str, *, now: datetime, by: str, why: str) -> tuple[Event, ...]:
    """Have a step tried anew; the task that asked about it is no longer needed.

    Raises:
        CommandRejected: nobody knows yet what became of it: tried anew by then, it could be done twice.
    """
    check_known(case, step)
    return (
        *take_back_tasks(case, step, now, "retried by hand"),
        e.StepRetriedByHand(at=now, step=step, by=by, why=why),
    )


def has_ended(case: Case, book: Book, step: str, now: datetime) -> bool:
    """Say whether a step has ended, so that it can be tried anew; a choice has once the way that it took has."""
    if case.status(step) in ENDED:
        return True
    found = book.layout.steps.get(step_of(step))
    if not isinstance(found, p.Choose) or step not in case.branches:
        return False
    survey = Survey(case, book, now)
    return walk_choose(survey, found, step, place_of(survey, step)) is not None


def given_up(case: Case, book: Book, step: str) -> bool:
    """Say whether a step lies in a plan of a `try` that was taken back: the case goes on without it."""
    layout, name = book.layout, step_of(step)
    for undoing in case.undos.values():
        block, keys = step_of(undoing.block), keys_of(undoing.block)
        if not isinstance(layout.steps.get(block), p.Try) or keys_of(step)[: len(keys)] != keys:
            continue
        if layout.inside(name, block, undoing.plan):
            return True
    return False


def check(case: Case, book: Book, step: str) -> None:
    """Check that a person may change a step: it is there, and nothing is being taken back that it belongs to.

    Raises:
        CommandRejected: it may not.
    """
    where = f"case {case.id}"
    if case.winding_up:
        raise CommandRejected(f"the case was {case.winding_up}; its steps are only taken back now.", where=where)
    if is_taken_back(case, step):
        raise CommandRejected(f"“{step}” is being taken back.", where=where, remedy="Wait until that is done.")
    if step_of(step) not in book.layout.steps:
        raise CommandRejected(f"there is no step “{step}”.", where=where, remedy="See the steps: makegood case show.")


def check_known(case: Case, step: str) -> None:
    """Check that it is known what became of the last try of a step, also where the step itself has long ended.

    Raises:
        CommandRejected: it is on its way, or nobody knows whether it was done.
    """
    effect = case.effects.get(step)
    if effect is None or effect.status not in IN_FLIGHT:
        return
    asked = [n for n, t in case.tasks.items() if (t.step, t.purpose, t.status) == (step, "establish", "open")]
    answer = (
        f"Say whether it was done: makegood task do {case.id[:12]} {asked[0]} applied=yes, or applied=no."
        if asked
        else ""
    )
    raise CommandRejected(
        f"what became of “{step}” is not known yet.", where=f"case {case.id}",
        remedy=answer or "Wait until it is established.",
    )  # fmt: skip


def check_skip(case: Case, book: Book, step: str) -> None:
    """Check that the case can go on without a step.

    Raises:
        CommandRejected: it is done, or nobody knows yet what became of it.
    """
    if not step.startswith("@") and not undone_step(step):  # a follow-up, or an undo, is no step of the plan
        check(case, book, step)
    check_owed(case, book, step)
    where = f"case {case.id}"
    if case.status(step) == "done" and is_passed_by(case, book.layout, step):
        raise CommandRejected(f"“{step}” is done.", where=where, remedy="Undo it instead: makegood step undo.")
    check_known(case, step)


def check_owed(case: Case, book: Book, step: str) -> None:
    """Check that nobody goes on without something in kind that is owed.

    Raises:
        CommandRejected: it was neither given, nor did the customer say that they do not want it.
    """
    name = care_left(case, book.layout, step)
    if name:
        ended = case.status(name) in ENDED and open_entry_of(case, name) is None
        again = f": makegood step retry {case.id[:12]} {name} --why …" if ended else ""
        unwanted = f"makegood remedy decline {case.id[:12]} {name} --why …"
        raise CommandRejected(
            f"what “{name}” gives in kind is owed; nobody goes on without it.", where=f"case {case.id}",
            remedy=f"Give it{again}. If the customer does not want it{', then' if ended else ''}: {unwanted}.",
        )  # fmt: skip


def check_undo(case: Case, book: Book, step: str) -> None:
    """Check that a step can be taken back by hand.

    Raises:
        CommandRejected: it is not done, or there is no way back.
    """
    check(case, book, step)
    if case.status(step) != "done":
        raise CommandRejected(f"“{step}” is not done; there is nothing to undo.", where=f"case {case.id}")
    refusal = why_not(book, step)
    if refusal:
        raise CommandRejected(refusal, where=f"case {case.id}")


def skip(case: Case, step: str, *, now: datetime, by: str, why: str, second: str = "") -> tuple[Event, ...]:
    """Let the case go on without a step; a remedy of it that was not paid is denied by whoever skips it.

    Their reason is for colleagues, and that of a denial for the customer.
    """
    denied = tuple(
        e.RemedyDenied(at=now, entry=name, approver=by, why=SKIPPED)
        for name, entry in case.ledger.items()
        if entry.step == step and entry.open
    )
    skipped = e.StepSkippedByHand(at=now, step=step, by=by, why=why, second=second)
    return (*take_back_tasks(case, step, now, "skipped by hand"), *denied, skipped)


def undo(case: Case, step: str, *, now: datetime, by: str, why: str, second: str = "") -> tuple[Event, ...]:
    """Have a done step taken back."""
    number = len(case.hands.get(step, ()))
    return (
        e.StepUndoneByHand(at=now, step=step, by=by, why=why, second=second),
        e.UndoBegan(at=now, block=f"@hand/{step}", plan=number, why=why, steps=(step,)),
    )


def cancel(
    case: Case, *, now: datetime, by: str, why: str, because: CalledOff, second: str = ""
) -> tuple[Event, ...]:  # fmt: skip
    """Call the case off; a hold ends with it."""
    freed = (e.CaseFreed(at=now, by=by, why="the case was called off"),) if case.hold is not None else ()
    return (*freed, e.CaseCancelled(at=now, by=by, why=why, second=second, because=because))


def take_back_tasks(case: Case, step: str, now: datetime, why: str) -> tuple[Event, ...]:
    """Take back what people were asked to do about a step: nobody needs it any more."""
    return tuple(
        e.TaskTakenBack(at=now, task=name, why=why)
        for name, task in case.tasks.items()
        if task.step == step and task.status == "open" and task.purpose != "escalation"
    )
