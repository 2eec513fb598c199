"""The tasks of second persons while nobody has answered them; what takes two, and what they do, is a command's.

deciding/countersigning.py asks them, and does what two persons want.
"""

from __future__ import annotations

from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying import closing
from domain.case.surveying.people import ring
from domain.case.surveying.unsettled import would_leave_open
from domain.ids import undone_step

STEP: Final = "@second"
"""The step of their tasks: they belong to the case, not to a part of its plan."""
CALLED_OFF: Final[e.Outcome] = "no failure found"
"""As what a case ends that the house calls off."""


def watch(survey: Survey) -> None:
    """Let the tasks of second persons ring until they are answered; what is settled otherwise is asked no more."""
    for name in survey.case.wanted:
        task = survey.case.tasks[name]
        if task.status != "open":
            continue
        if is_settled(survey.case, survey.book, name):
            survey.move(e.TaskTakenBack(at=survey.now, task=name, why="settled otherwise"))
        else:
            ring(survey, name, task)


def is_settled(case: Case, book: Book, name: str) -> bool:
    """Say whether what somebody wanted is so already, or came to nothing: then nobody is asked any more."""
    asked = case.wanted[name]
    if case.winding_up and not undone_step(asked.step) and asked.act != "redirect":
        return True
    match asked.act:
        case "redirect":
            return case.phase == "closed" or case.customer == asked.customer
        case "lower":
            return case.tier != asked.was
        case "skip":
            passed_by = would_leave_open(case, book.layout, asked.step)
            return case.status(asked.step) in {"done", "skipped"} and not passed_by
        case "undo":
            return case.status(asked.step) != "done"
        case "cancel":
            return bool(case.winding_up) or closing.is_against_the_second_look(case, asked.outcome or CALLED_OFF)
