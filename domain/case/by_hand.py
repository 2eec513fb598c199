"""What a person may do to a single step: try it again, go on without it. What is owed is settled with it."""

from __future__ import annotations

from datetime import datetime

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.events import Event
from domain.ids import keys_of, step_of
from domain.playbook import plan as p


def retry(case: Case, step: str, *, now: datetime, by: str, why: str) -> tuple[Event, ...]:
    """Have a step tried anew; the task that asked about it is no longer needed."""
    return (*_stuck(case, step, now, "retried by hand"), e.StepRetriedByHand(at=now, step=step, by=by, why=why))


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


def skip(case: Case, step: str, *, now: datetime, by: str, why: str) -> tuple[Event, ...]:
    """Let the case go on without a step; a remedy of it that was not paid is denied by whoever skips it."""
    denied = tuple(
        e.RemedyDenied(at=now, entry=name, approver=by, why=why)
        for name, entry in case.ledger.items()
        if entry.step == step and entry.status in {"proposed", "approved"}
    )
    skipped = e.StepSkippedByHand(at=now, step=step, by=by, why=why)
    return (*_stuck(case, step, now, "skipped by hand"), *denied, skipped)


def _stuck(case: Case, step: str, now: datetime, why: str) -> tuple[Event, ...]:
    return tuple(
        e.TaskTakenBack(at=now, task=name, why=why)
        for name, task in case.tasks.items()
        if task.step == step and task.status == "open" and task.purpose != "escalation"
    )
