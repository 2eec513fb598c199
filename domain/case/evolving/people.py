"""Tasks: who does them, and what was answered."""

from __future__ import annotations

from domain.case import events as e
from domain.case.evolving.drafts import changed, end_step, on, own, put
from domain.case.evolving.messages import reached
from domain.case.state import Case, Task


@on(e.TaskOpened)
def _(case: Case, event: e.TaskOpened) -> None:
    own(case, "tasks")[event.task] = Task(
        event.step, event.purpose, (event.role,), event.words, event.at, event.due, event.skill, event.details
    )


@on(e.TaskClaimed)
def _(case: Case, event: e.TaskClaimed) -> None:
    _task(case, event.task, claimed_by=event.by)


@on(e.TaskReleased)
def _(case: Case, event: e.TaskReleased) -> None:
    _task(case, event.task, claimed_by="")


@on(e.TaskCompleted)
def _(case: Case, event: e.TaskCompleted) -> None:
    _task(case, event.task, status="done", by=event.by, answer=event.answer)
    task = case.tasks.get(event.task)
    if task is not None and _answers(case, task):
        end_step(case, task.step, "done", event)
    if task is not None and task.purpose == "differs" and task.details["step"] in case.entitled:
        path = str(task.details["step"])
        found = case.entitled[path]
        settled = changed(found.differs, settled=True) if found.differs is not None else None
        own(case, "entitled")[path] = changed(found, differs=settled)
    if task is not None and task.purpose == "twice":
        name = str(task.details["recovery"])  # whatever they decided, nothing more is set off of it
        own(case, "recoveries")[name] = changed(case.recoveries[name], seen_to=case.recoveries[name].left)
    if task is not None and task.purpose == "bounced" and event.answer.get("decision") == "reached":
        reached(case, task.step, event)
    gives = event.answer.get("gives")
    if isinstance(gives, tuple):
        put(case, given=case.given | {str(item) for item in gives})
        own(case, "said").update({str(item): event.at for item in gives})


def _answers(case: Case, task: Task) -> bool:
    """Say whether a question is answered by a task that was done: the last of its answers, or two that agree."""
    if task.purpose == "second":
        return case.tasks[case.last_asked(str(task.details["first"]))].answer == task.answer
    return task.purpose == "settle" or (task.purpose == "ask" and not task.details.get("second"))


@on(e.TaskTakenBack)
def _(case: Case, event: e.TaskTakenBack) -> None:
    _task(case, event.task, status="taken back")


@on(e.AnswerVoided)
def _(case: Case, event: e.AnswerVoided) -> None:
    _task(case, event.task, status="taken back")


@on(e.TaskHastened)
def _(case: Case, event: e.TaskHastened) -> None:
    _task(case, event.task, due=event.due)


@on(e.NobodyFits)
def _(case: Case, event: e.NobodyFits) -> None:
    own(case, "unfit")[event.task] = event.missing


@on(e.PersonLet)
def _(case: Case, event: e.PersonLet) -> None:
    own(case, "let")[event.task] = (*case.let.get(event.task, ()), event.person)


@on(e.TaskDue)
def _(case: Case, event: e.TaskDue) -> None:
    task = case.tasks.get(event.task)
    if task is not None:
        roles = (*task.roles, event.up) if event.up and event.up not in task.roles else task.roles
        _task(case, event.task, due=event.next_due, rung_at=task.rung_at + 1, roles=roles)


def _task(case: Case, task: str, **changes: object) -> None:
    if task in case.tasks:
        own(case, "tasks")[task] = changed(case.tasks[task], **changes)
