"""When a budget does not reach: who is asked, and until when.

Of one actor's budget another actor may have more left: the next rung is asked. Of any other, and at the last rung,
whoever may set the budget anew is asked; they have set it, or say no. The question also ends when the budget begins
anew or was set anew, and then the remedy is decided about as at first. What is owed does not wait longer than for this
answer: when nobody gave it in time, what goes beyond is not given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.budgets import Short, scope_of
from domain.case import events as e
from domain.case.state import Case, Entry, Exceeded, Task
from domain.case.survey import Survey
from domain.case.surveying.by_hand import grant_of
from domain.case.surveying.people import open_task, ring
from domain.ids import ENGINE
from domain.money import Money, told
from domain.playbook import plan as p
from domain.values import Value
from domain.vocabulary import Words

NOT_REACHED: Final = "no budget reached for what goes beyond what is owed"
_ABOUT: Final[dict[str, Words]] = {
    "house": {"en": "of the house", "id": "perusahaan", "vi": "của công ty"},
    "actor": {"en": "of {name}", "id": "{name}", "vi": "của {name}"},
    "playbook": {"en": "of this playbook", "id": "playbook ini", "vi": "của kịch bản này"},
    "case": {"en": "of one case", "id": "per kasus", "vi": "của một vụ việc"},
}
_LEFT: Final[Words] = {
    "en": "the budget {about} has {left} left", "id": "sisa anggaran {about} {left}",
    "vi": "ngân sách {about} còn {left}",
}  # fmt: skip
_ONE: Final[Words] = {
    "en": "Set a budget anew or say no: {budgets}, and {kind} {asked} is to be granted",
    "id": "Tetapkan lagi anggaran atau tolak: {budgets}, sedangkan {kind} {asked} akan disetujui",
    "vi": "Đặt lại ngân sách hoặc từ chối: {budgets}, mà cần duyệt {kind} {asked}",
}
_SEVERAL: Final[Words] = {
    "en": "Set all of these budgets anew or say no: {budgets}; {kind} {asked} is to be granted",
    "id": "Tetapkan lagi semua anggaran ini atau tolak: {budgets}; {kind} {asked} akan disetujui",
    "vi": "Đặt lại tất cả các ngân sách này hoặc từ chối: {budgets}; cần duyệt {kind} {asked}",
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
    step = grant_of(survey.case, survey.book, entry)
    assert isinstance(step, p.Grant)  # noqa: S101 — only what grants has entries
    for asked, task in survey.case.tasks.items():
        if task.status == "open" and task.purpose == "approve" and task.details.get("entry") == name:
            survey.move(e.TaskTakenBack(at=survey.now, task=asked, why="the budget does not reach"))
    open_task(
        survey, _question(name, over), step=entry.step, purpose="budget", role=over.keeper, due=step.authority.within,
        words=_words(survey, entry, over),
        details={
            "entry": name, "amount": over.amount, "budget": over.budget, "limit": over.limit, "stands": over.stands,
            "remedy": entry.kind, **_beside(over),
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
    """End the question when every budget was set anew or begins anew; what is owed does not wait longer than for it."""
    asked, left = _question(name, over), [*_as_they_were(survey, over)]
    if not left:
        survey.move(e.TaskTakenBack(at=survey.now, task=asked, why="the budget was set anew"))
        return
    ends = [each.ends for each in left if each.ends is not None]
    if len(ends) == len(left):
        survey.alarm(max(ends), e.TaskTakenBack(at=max(ends), task=asked, why="the budget began anew"))
    if isinstance(entry.floor, Money) and entry.floor.minor:
        survey.alarm(
            task.due,
            e.TaskTakenBack(at=task.due, task=asked, why="what is owed does not wait"),
            e.RemedyDenied(at=task.due, entry=name, approver=ENGINE, why=NOT_REACHED, beyond=True),
        )
    else:
        ring(survey, asked, task)


def _as_they_were(survey: Survey, over: Exceeded) -> Iterator[Short]:
    """Yield the budgets that are asked about and that nobody has set anew; of one actor another may have more left."""
    for each in over.short:
        limit = survey.book.around.budgets.limits.get(each.budget)
        asked = not each.of_one_actor or _of_one_actor(over)
        if asked and limit is not None and limit.number == each.number:
            yield each


def _beside(over: Exceeded) -> dict[str, Value]:
    """Return the other budgets that do not reach, for whoever is asked."""
    if not over.short[1:]:
        return {}
    currency = over.limit.currency
    return {
        "others": tuple(
            {"budget": each.budget, "limit": Money(currency, each.limit), "stands": Money(currency, each.stands)}
            for each in over.short[1:]
        )
    }


def _words(survey: Survey, entry: Entry, over: Exceeded) -> Words:
    """Say what is asked of whoever may set a budget anew."""
    return {
        language: text.format(
            budgets=", ".join(what_is_left(over, language)),
            kind=survey.book.around.remedies.called(entry.kind, language), asked=told(over.amount, language),
        )
        for language, text in (_ONE if not over.short[1:] else _SEVERAL).items()
    }  # fmt: skip


def what_is_left(over: Exceeded, language: str) -> Iterator[str]:
    """Yield of each budget that did not reach whose it is and what is left of it."""
    for each in over.short:
        name = each.budget.partition("/")[2] or over.approver
        left = Money(over.limit.currency, each.left)
        about = _ABOUT[scope_of(each.budget)][language].format(name=name)
        yield _LEFT[language].format(about=about, left=told(left, language))
