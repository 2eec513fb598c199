"""Tasks: who may do them, and from whom a second answer comes."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case, Task
from domain.evidence.legal.rules import rule
from domain.ids import ENGINE
from domain.money import Money
from domain.vocabulary import CUSTOMER


def _open_task(case: Case, task: str) -> str:
    found = case.tasks.get(task)
    return "" if found is not None and found.status == "open" else "a task is touched that is not open"


@rule(e.TaskOpened)
def _(case: Case, event: e.TaskOpened) -> str:
    return "a task is opened twice" if event.task in case.tasks else ""


@rule(e.TaskClaimed)
def _(case: Case, event: e.TaskClaimed) -> str:
    return _open_task(case, event.task)


@rule(e.TaskCompleted)
def _(case: Case, event: e.TaskCompleted) -> str:
    found = case.tasks.get(event.task)
    if found is not None and found.claimed_by not in {"", event.by}:
        return "a task is done by somebody else than the one who has it"
    if event.task in case.wanted and event.by == case.wanted[event.task].by:
        return "somebody agrees to what they asked for"
    if found is not None and event.by in _answered_before(case, found):
        return "a second answer comes from one who answered before"
    return _open_task(case, event.task)


@rule(e.TaskCompleted, since=2)
def _(case: Case, event: e.TaskCompleted) -> str:
    found = case.tasks.get(event.task)
    told = {name for names in case.told_by.values() for name in names}
    if found is not None and found.purpose in {"second", "settle"} and event.by in told:
        return "a second answer comes from one who changed a fact of the case"
    entry = case.ledger.get(str(found.details.get("entry", ""))) if found is not None else None
    gives = found is not None and found.purpose == "give" and entry is not None and isinstance(entry.amount, Money)
    if gives and entry is not None and event.by in {entry.approver, entry.payee.id}:
        return "money is handed out by one who granted it, or who gets it"
    return "a task is done by one whom the complaint is about" if event.by in case.complained_about else ""


def _answered_before(case: Case, task: Task) -> set[str]:
    """Return who gave the answers with which another one is compared, or which it settles."""
    first = str(task.details.get("first", ""))
    names = {"second": (first,), "settle": (first, first.replace("#ask", "#second"))}.get(task.purpose, ())
    given = (each for name, each in case.tasks.items() if name.rstrip("+") in names and each.status == "done")
    return {each.by for each in given} - {""}


@rule(e.TaskHastened)
def _(case: Case, event: e.TaskHastened) -> str:
    found = case.tasks.get(event.task)
    if found is not None and event.due >= found.due:
        return "a task is hastened to a later time"
    return _open_task(case, event.task)


@rule(e.PersonLet)
def _(case: Case, event: e.PersonLet) -> str:
    return "" if event.task in case.unfit else "somebody is let do a task that needs no leave"


@rule(e.PersonLet, since=2)
def _(case: Case, event: e.PersonLet) -> str:
    """Whoever says who does it had no hand in what it looks at, or no head was left who had none."""
    found = case.tasks.get(event.task)
    if found is None or found.purpose not in {"second-look", "countersign", "second", "settle"}:
        return ""
    if event.by == event.person:
        return "somebody lets themselves do what is somebody else's"
    hands = _judged(case, event.task, found) - {"", ENGINE}
    if event.person in hands and (event.hand or found.purpose != "second-look"):
        return "somebody is let do what is about what they did"
    if event.hand:
        return "" if _is_used_up(case, event) else "whoever had a hand in it says who looks at it, and heads are left"
    return "whoever had a hand in it says who looks at it" if event.by in hands else ""


def _judged(case: Case, name: str, task: Task) -> frozenset[str]:
    """Return whose doing a task judges or repeats; to say who does a task is none."""
    if task.purpose == "countersign":
        return frozenset({case.wanted[name].by})
    if task.purpose != "second-look":
        return frozenset(_answered_before(case, task) | {who for told in case.told_by.values() for who in told})
    done = {x.by for x in case.tasks.values() if x.purpose != "staffing" and CUSTOMER not in x.roles}
    hands = case.decided_by | done | {x.approver for x in case.ledger.values()}
    return hands | {who for changed in case.hands.values() for who in changed}


def _is_used_up(case: Case, event: e.PersonLet) -> bool:
    """Say whether nobody fitted a head's task about this, and no other head was asked for it; never for what is wanted.

    The one who names has done their own task of these by then; the others are open.
    """
    asked = [
        name for name, x in case.tasks.items()
        if x.purpose == "staffing" and x.details["for"] == event.task
        and (x.status == "open" or (x.status == "done" and x.by == event.by))
    ]  # fmt: skip
    ends = (name for name in asked if not any(each.rstrip("+") == f"{name}#staff" for each in asked))
    return case.tasks[event.task].purpose != "countersign" and any(name in case.unfit for name in ends)


@rule(e.AnswerVoided)
def _(case: Case, event: e.AnswerVoided) -> str:
    found = case.tasks.get(event.task)
    is_answer = found is not None and found.status == "done" and case.status(found.step) is None
    return "" if is_answer else "an answer is made void that does not stand"


@rule(e.TaskTakenBack)
def _(case: Case, event: e.TaskTakenBack) -> str:
    return _open_task(case, event.task)
