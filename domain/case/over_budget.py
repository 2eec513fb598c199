"""When a budget does not reach: who is asked, and until when.

Of one actor's budget another actor may have more left: the next rung is asked. Of any other, and at the last rung,
whoever may set the budget anew is asked; they have set it, or say no. The question also ends when the budget begins
anew or was set anew, and then the remedy is decided about as at first. What is owed does not wait longer than for this
answer: when nobody gave it in time, what goes beyond is not given.
"""

from __future__ import annotations

from typing import Final

from domain.budgets import scope_of
from domain.case import events as e
from domain.case.people import open_task, ring
from domain.case.state import Case, Entry, Exceeded, Task
from domain.case.survey import Survey
from domain.ids import ENGINE, step_of
from domain.money import Money, told
from domain.playbook import plan as p
from domain.vocabulary import Words

NOT_REACHED: Final = "no budget reached for what goes beyond what is owed"
_ABOUT: Final[dict[str, Words]] = {
    "house": {"en": "of the house", "id": "perusahaan", "vi": "của công ty"},
    "actor": {"en": "of {name}", "id": "{name}", "vi": "của {name}"},
    "playbook": {"en": "of this playbook", "id": "playbook ini", "vi": "của kịch bản này"},
    "case": {"en": "of one case", "id": "per kasus", "vi": "của một vụ việc"},
}


def waits(survey: Survey, name: str, entry: Entry) -> bool:
    """Say whether an entry waits for whoever may set a budget anew; they are asked where nobody else can decide."""
    over = survey.case.exceeded.get(name)
    if over is None:
        return False
    task = survey.case.tasks.get(_question(name, over))
    if task is None and _of_one_actor(over):
        return False
    if task is None:
        ask(survey, name, entry)
    elif task.status == "open":
        _until_answered(survey, name, entry, over, task)
    return task is None or task.status == "open"


def ask(survey: Survey, name: str, entry: Entry) -> None:
    """Ask whoever may set the budget anew instead of whoever was asked to grant."""
    over = survey.case.exceeded[name]
    step = survey.book.layout.steps[step_of(entry.step)]
    assert isinstance(step, p.Grant)  # noqa: S101 — only what grants has entries
    for asked, task in survey.case.tasks.items():
        if task.status == "open" and task.purpose == "approve" and task.details.get("entry") == name:
            survey.move(e.TaskTakenBack(at=survey.now, task=asked, why="the budget does not reach"))
    open_task(
        survey, _question(name, over), step=entry.step, purpose="budget", role=over.keeper, due=step.authority.within,
        words=_words(entry, over),
        details={
            "entry": name, "amount": over.amount, "budget": over.budget, "limit": over.limit, "stands": over.stands,
            "remedy": entry.kind,
        },
    )  # fmt: skip


def is_spent_for_the_engine(case: Case, name: str) -> bool:
    """Say whether the engine's own budget does not reach for an entry, so that a person decides."""
    over = case.exceeded.get(name)
    return over is not None and _of_one_actor(over) and over.approver == ENGINE


def is_in_the_way(case: Case, name: str, task: str) -> bool:
    """Say whether somebody tried to grant an entry under a task, and their own budget did not reach."""
    over = case.exceeded.get(name)
    return over is not None and _of_one_actor(over) and over.task == task


def _of_one_actor(over: Exceeded) -> bool:
    return scope_of(over.budget) == "actor"


def _question(name: str, over: Exceeded) -> str:
    return f"{name}#budget{over.count}"


def _until_answered(survey: Survey, name: str, entry: Entry, over: Exceeded, task: Task) -> None:
    """End the question when the budget begins anew or was set anew; what is owed does not wait longer than for it."""
    asked, limit = _question(name, over), survey.book.around.budgets.limits.get(over.budget)
    if limit is None or limit.number != over.number:
        survey.move(e.TaskTakenBack(at=survey.now, task=asked, why="the budget was set anew"))
        return
    if over.ends is not None:
        survey.alarm(over.ends, e.TaskTakenBack(at=over.ends, task=asked, why="the budget began anew"))
    if isinstance(entry.floor, Money) and entry.floor.minor:
        survey.alarm(
            task.due,
            e.TaskTakenBack(at=task.due, task=asked, why="what is owed does not wait"),
            e.RemedyDenied(at=task.due, entry=name, approver=ENGINE, why=NOT_REACHED, beyond=True),
        )
    else:
        ring(survey, asked, task)


def _words(entry: Entry, over: Exceeded) -> Words:
    """Say what is asked of whoever may set a budget anew."""
    name = over.budget.partition("/")[2] or over.approver
    asked, left = over.amount, Money(over.limit.currency, max(0, over.limit.minor - over.stands.minor))
    says = {
        "en": "The budget {about} has {left} left, and {kind} {asked} is to be granted: set it anew, or say no",
        "id": "Sisa anggaran {about} {left}, sedangkan {kind} {asked} akan disetujui: tetapkan lagi, atau tolak",
        "vi": "Ngân sách {about} còn {left}, mà cần duyệt {kind} {asked}: đặt lại ngân sách, hoặc từ chối",
    }
    return {
        language: text.format(
            about=_ABOUT[scope_of(over.budget)][language].format(name=name), left=told(left, language),
            kind=entry.kind, asked=told(asked, language),
        )
        for language, text in says.items()
    }  # fmt: skip
