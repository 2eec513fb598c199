"""What people are asked to do: tasks with a clock, what happens when it runs out, and who may approve what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from domain.case import events as e
from domain.case.state import Case, Entry, Task
from domain.case.survey import Survey
from domain.clock.span import Span
from domain.ids import undone_step
from domain.values import Value
from domain.vocabulary import Words

INWARD: Final = frozenset({"countersign", "staffing", "sign"})
"""Questions among ourselves: a customer is not told what they are about."""


def open_task(  # noqa: PLR0913 — the parts of a task
    survey: Survey,
    name: str,
    *,
    step: str,
    purpose: e.TaskPurpose,
    role: str,
    due: Span,
    words: Words,
    up: str = "",
    skill: Mapping[str, int] | None = None,
    details: Mapping[str, Value] | None = None,
) -> Task | None:
    """Open a task once; while it is open its clock rings and calls more authority. Returns it once it exists."""
    name = survey.case.last_asked(name)
    task = survey.case.tasks.get(name)
    if task is not None and task.status == "taken back":  # needed again after all
        name, task = f"{name}+", None
    asked = any(isinstance(move, e.TaskOpened) and move.task == name for move in survey.moves)
    if task is None and not asked:
        survey.move(
            e.TaskOpened(
                at=survey.now, task=name, step=step, purpose=purpose, role=role, words=words, due=survey.after(due),
                skill=skill or {}, details=details or {},
            )
        )  # fmt: skip
    elif task is not None and task.status == "open":
        ring(survey, name, task, up)
    return task


def ring(survey: Survey, name: str, task: Task, up: str = "") -> None:
    """Have an open task ring at its due instant: the next authority is called, and it stays open."""
    if not survey.is_over(task.due):
        return
    again = survey.book.clocks(survey.case.tier).again
    role = up or _next_role(survey, task)
    facts: list[e.TaskDue | e.Escalated] = [
        e.TaskDue(at=task.due, task=name, due=task.due, next_due=survey.after(again), up=role)
    ]
    if role and role not in task.roles:
        asked = f"the task “{task.words.get('en', name)}”" if task.purpose != "sign" else "a question among ourselves"
        why = f"{asked} was not done in time"
        facts.append(e.Escalated(at=task.due, rung=0, direction="up", to=role, why=why))
    survey.alarm(task.due, *facts)


def _next_role(survey: Survey, task: Task) -> str:
    ladder = [rung.to for rung in survey.book.ladder(survey.case.tier) if rung.direction == "up"]
    return ladder[min(task.rung_at, len(ladder) - 1)] if ladder else ""


def stuck(survey: Survey, path: str, why: str) -> None:
    """Put a step that cannot go on to the owner: try again, go on without it, or undo it."""
    name = f"{path}#stuck{survey.case.retries.get(path, 0)}"
    open_task(
        survey, name, step=path, purpose="stuck", role=survey.case.owner,
        due=survey.book.clocks(survey.case.tier).stuck,
        words={
            "en": f"“{path}” cannot go on ({why}): retry or skip it",
            "id": f"“{path}” tidak dapat dilanjutkan ({why}): ulangi atau lewati",
            "vi": f"“{path}” không thể tiếp tục ({why}): thử lại hoặc bỏ qua",
        },
        details={"why": why},
    )  # fmt: skip


def asked_for_facts(path: str, asked: int) -> str:
    """Return the name of the task for what a step needs to say what is owed, the `asked`th time that it was missing."""
    return f"{path}#facts{asked}"


def no_longer_asked(survey: Survey) -> None:
    """Take back tasks whose question was answered otherwise: a late outcome, or a decision elsewhere."""
    for name, task in survey.case.tasks.items():
        if task.status == "open" and _is_answered(survey.case, name, task):
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="answered otherwise"))


def said_no(case: Case) -> bool:
    """Say whether a second person did not agree to what is known of the customer now, and to where things go."""
    about = [n for n, x in case.wanted.items() if x.act == "redirect" and x.customer == x.instead_of == case.customer]
    return any(case.tasks[name].answer.get("approve") is False for name in about)


def has_proof(case: Case, step: str) -> bool:
    """Say whether evidence came in for the remedy of a step, or for the case as a whole."""
    return bool(case.proofs.get(step) or case.proofs.get(""))


def _entries(case: Case) -> Iterable[Entry]:
    return case.ledger.values()


def _is_answered(case: Case, name: str, task: Task) -> bool:  # noqa: C901, PLR0911 — one line a purpose
    match task.purpose:
        case "stuck":
            fine = task.step not in case.faults and case.status(task.step) in {"done", "undone"}
            fine = fine or task.step in case.bounced
            fine = fine and not any(each.returns and each.open and each.step == task.step for each in _entries(case))
            return fine or case.status(undone_step(task.step)) == "undone"
        case "establish":
            return case.effects[task.step].status != "unknown"
        case "approve" | "evidence" | "budget":
            if task.purpose == "evidence" and has_proof(case, task.step):
                return True
            return case.ledger[str(task.details["entry"])].status != "proposed"
        case "give":
            return case.ledger[str(task.details["entry"])].status != "approved"
        case "promise":
            replaced = any(each.replaces == task.details.get("promise") for each in case.promises.values())
            return replaced or case.phase != "working"
        case "bounced":
            return task.step not in case.bounced
        case "twice":
            return _is_settled(case, task)
        case "differs":
            found = case.entitled.get(str(task.details["step"]))
            asked = task.details.get("number")
            return found is None or found.differs is None or found.differs.settled or found.differs.number != asked
        case "facts":
            found = case.entitled.get(task.step)
            return found is None or found.decided or name.rstrip("+") != asked_for_facts(task.step, found.asked)
        case _:
            return False


def _is_settled(case: Case, task: Task) -> bool:
    """Say whether nothing is got twice any more: all of it was set off, or nothing of what we paid is kept."""
    entries = task.details["entries"]
    kept = [case.ledger[str(name)].kept for name in entries] if isinstance(entries, tuple) else []
    left = case.recoveries[str(task.details["recovery"])].left
    return left.minor <= 0 or not any(amount is not None and amount.minor for amount in kept)
