"""When nobody of the house is fit for a task: the next head is asked whom to let, or it waits, as the tier says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Task
from domain.case.survey import Survey
from domain.case.surveying.people import ring
from domain.staffing import Nobody

APART: Final = frozenset({"second-look", "countersign", "second", "settle", "staffing"})
"""Tasks that are somebody else's than what they judge, and who says who does such a one: no tier lets them wait."""

WAITED_FOR: Final = frozenset({"second-look", "second", "settle"})
"""Those of them without which the case does not go on."""


def where_nobody(case: Case, book: Book, name: str) -> Nobody:
    """Return what is done where nobody may do a task: no tier lets one wait for ever that is to be somebody else's."""
    return "escalate" if case.tasks[name].purpose in APART else book.clocks(case.tier).who.nobody


def head_of(case: Case, book: Book, name: str) -> str:
    """Return who is asked next upwards whom to let do a task: up the ladder, then the playbook's owner, then nobody."""
    about = asked_about(case, name)
    asked = {
        role
        for task in case.tasks.values()
        if task.status == "open" and _asks_about(task, about)
        for role in task.roles
    }
    heads = [rung.to for rung in book.ladder(case.tier) if rung.direction == "up"]
    return next((role for role in (*heads, book.plan.owner) if role not in asked), "")


def stands_in(case: Case, name: str, person: str) -> bool:
    """Say whether a head let somebody do a task that is somebody else's: whoever is left, in whatever role.

    For other tasks a head lets them do without what a tier asks for, and the role it takes stays what it is.
    """
    return case.tasks[name].purpose in APART and person in case.let.get(name, ())


def asked_about(case: Case, name: str) -> str:
    """Return the task that somebody is looked for: where that is to say whom to let, the one that is about."""
    task = case.tasks[name]
    return str(task.details["for"]) if task.purpose == "staffing" else name


def next_asked(case: Case, name: str) -> str:
    """Return the name of the task in which a head is asked since nobody was fit for this one: open, or to be opened.

    Once a head has answered, and nobody is fit again, it is asked anew.
    """
    last = case.last_asked(f"{name}#staff")
    return last if last not in case.tasks or case.tasks[last].status == "open" else f"{last}+"


def is_asked(case: Case, name: str) -> bool:
    """Say whether a head is asked since nobody was fit for a task, and has not answered."""
    return next_asked(case, name) in case.tasks


def others_asked(case: Case, name: str) -> Iterator[str]:
    """Yield the open tasks of other heads who are asked the same as in this one."""
    about = asked_about(case, name)
    yield from (n for n, task in case.tasks.items() if n != name and task.status == "open" and _asks_about(task, about))


def is_used_up(case: Case, about: str) -> bool:
    """Say whether nobody may say who does a task of those who are asked, and no head is left to ask.

    Whoever is asked may then name somebody all the same, though they had a hand in what it looks at: else the case
    never ends. Not so where somebody wants something: what nobody may agree to stays undone.
    """
    asked = (name for name, task in case.tasks.items() if task.status == "open" and _asks_about(task, about))
    ends = case.tasks[about].purpose in WAITED_FOR
    return ends and any(name in case.unfit and not is_asked(case, name) for name in asked)


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
