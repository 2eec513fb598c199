"""The rows that change with a case in the same transaction: its own, its tasks, its promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from activities.ports import CaseRow, PromiseChange, TaskRow
from domain.case import events as e
from domain.case.due import Due
from domain.case.state import Case, Task
from domain.events import Event

RELEASE = "0.1.0"
"""The release that computed a row's `wake_at`."""


def case_row(case: Case, due: Due | None, now: datetime) -> CaseRow:
    """Return a case's row; closed, it never wakes; in the middle of a turn it is due at once."""
    assert case.opened_at is not None  # noqa: S101 — a case has its opening from its first commit on
    wake_at = due.wake_at if due is not None else now
    return CaseRow(
        case=case.id, phase=case.phase, tier=case.tier, playbook=case.playbook, owner=case.owner,
        opened_at=case.opened_at, wake_at=wake_at, held=case.frozen, summary=case.failure, release=RELEASE,
        useless_after=case.useless_after if case.phase == "working" else None,
    )  # fmt: skip


_TASKS = (
    e.TaskOpened, e.TaskClaimed, e.TaskReleased, e.TaskCompleted, e.TaskTakenBack, e.TaskDue, e.TaskHastened
)  # fmt: skip
_OF_THE_REMEDY = frozenset({"ask", "second", "settle", "approve", "establish", "stuck", "evaluate", "budget", "give"})
"""Tasks without which the remedy does not come."""


def task_rows(case: Case, events: Sequence[Event]) -> list[TaskRow]:
    """Return the rows of the tasks that these events touched."""
    touched = dict.fromkeys(event.task for event in events if isinstance(event, _TASKS))
    if any(isinstance(event, e.RiskReassessed) for event in events):  # what is open comes earlier or later now
        touched |= dict.fromkeys(name for name, task in case.tasks.items() if task.status == "open")
    if not touched:
        return []
    rows: list[TaskRow] = []
    for name in touched:
        task = case.tasks[name]
        rows.extend(
            TaskRow(
                case.id,
                name,
                task.purpose,
                role,
                case.tier,
                task.due,
                task.claimed_by,
                task.status == "open",
                _until(case, task),
            )
            for role in task.roles
        )
    return rows


def _until(case: Case, task: Task) -> datetime | None:
    """Return until when a task is of use; what came too late anyway, or is about the whole case, has no such time."""
    until = case.useless_after
    return until if until is not None and task.purpose in _OF_THE_REMEDY and task.opened_at < until else None


def promise_changes(case: str, events: Sequence[Event]) -> list[PromiseChange]:
    """Return what these events do to the table of promises: mechanically, from the events alone."""
    return [change for event in events if type(event) in _OF_PROMISES for change in _changes(case, event)]


_OF_PROMISES = frozenset({
    e.PromiseMade, e.PromiseKept, e.PromiseBroken, e.PromiseReplaced, e.ClockStopped, e.ClockResumed, e.ClockRestated,
    e.MessageBounced, e.PayoutReturned, e.CaseClosed,
})  # fmt: skip
"""The facts that change the table of promises; most facts do not."""


def _changes(case: str, event: Event) -> Sequence[PromiseChange]:  # noqa: PLR0911 — one line a fact
    match event:
        case e.PromiseMade():
            return (PromiseChange(case, event.promise, "open", event.due),)
        case e.PromiseKept():
            return (PromiseChange(case, event.promise, "kept"),)
        case e.PromiseBroken():
            return (PromiseChange(case, event.promise, "broken"),)
        case e.PromiseReplaced():
            new = PromiseChange(case, event.by_promise, "open", event.due)
            return (new,) if event.late else (PromiseChange(case, event.promise, "replaced"), new)
        case e.ClockStopped():
            return (PromiseChange(case, event.promise, "stopped"),)
        case e.ClockResumed():
            return (PromiseChange(case, event.promise, "open", event.due),)
        case e.ClockRestated():
            return (PromiseChange(case, event.promise, "open", event.after),)
        case e.MessageBounced() | e.PayoutReturned():
            return [PromiseChange(case, promise, "open") for promise in event.promises]
        case e.CaseClosed():
            return (PromiseChange(case, "*", "ended"),)
        case _:
            return ()
