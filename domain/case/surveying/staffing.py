"""When nobody of the house is fit for a task: the next head is asked whom to let, or it waits, as the tier says."""

from __future__ import annotations

from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Task
from domain.case.survey import Survey
from domain.case.surveying.people import ring
from domain.staffing import Nobody

APART: Final = frozenset({"second-look", "countersign", "second", "settle", "staffing"})
"""Tasks that are somebody else's than what they judge, and who says who does such a one: no tier lets them wait."""


def where_nobody(case: Case, book: Book, name: str) -> Nobody:
    """Return what is done where nobody may do a task: no tier lets one wait for ever that is to be somebody else's."""
    return "escalate" if case.tasks[name].purpose in APART else book.clocks(case.tier).who.nobody


def head_of(case: Case, book: Book, name: str) -> str:
    """Return who is asked next upwards whom to let do a task: up the ladder, then the playbook's owner, then nobody."""
    about = asked_about(case, name)
    asked = {role for task in case.tasks.values() if _asks_about(task, about) for role in task.roles}
    heads = [rung.to for rung in book.ladder(case.tier) if rung.direction == "up"]
    return next((role for role in (*heads, book.plan.owner) if role not in asked), "")


def asked_about(case: Case, name: str) -> str:
    """Return the task that somebody is looked for: where that is to say whom to let, the one that is about."""
    task = case.tasks[name]
    return str(task.details["for"]) if task.purpose == "staffing" else name


def is_asked(case: Case, about: str) -> bool:
    """Say whether somebody is asked whom to let do a task, and has not answered."""
    return any(task.status == "open" and _asks_about(task, about) for task in case.tasks.values())


def _asks_about(task: Task, about: str) -> bool:
    return task.purpose == "staffing" and task.details["for"] == about


def watch(survey: Survey) -> None:
    """Let the tasks of heads ring until somebody is found; one whose question is answered is taken back."""
    for name, task in survey.case.tasks.items():
        if task.purpose != "staffing" or task.status != "open":
            continue
        if survey.case.tasks[str(task.details["for"])].status != "open":
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="somebody did it"))
        else:
            ring(survey, name, task)
