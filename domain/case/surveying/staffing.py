"""When nobody of the house is fit for a task: the next head is asked whom to let, or it waits, as the tier says."""

from __future__ import annotations

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.people import ring
from domain.staffing import Nobody
from domain.vocabulary import Tier


def where_nobody(case: Case, book: Book, name: str) -> Nobody:
    """Return what is done where nobody may do a task: no tier lets a second look wait for ever."""
    if case.tasks[name].purpose == "second-look":
        return "escalate"
    return book.clocks(case.tier).who.nobody


def head_of(book: Book, tier: Tier) -> str:
    """Return who is asked next upwards: the first rung of the tier's ladder that goes up, else the playbook's owner."""
    return next((rung.to for rung in book.ladder(tier) if rung.direction == "up"), book.plan.owner)


def watch(survey: Survey) -> None:
    """Let the tasks of heads ring until somebody is found; one whose question is answered is taken back."""
    for name, task in survey.case.tasks.items():
        if task.purpose != "staffing" or task.status != "open":
            continue
        if survey.case.tasks[str(task.details["for"])].status != "open":
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="somebody did it"))
        else:
            ring(survey, name, task)
