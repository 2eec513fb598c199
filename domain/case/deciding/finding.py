"""What an answered question finds about the case, and who has taken it on: what playbooks say with finds and refers."""

from __future__ import annotations

from typing import get_args

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Task
from domain.events import Event
from domain.ids import step_of
from domain.playbook import plan as p


def found_as(word: str) -> e.Found | None:
    """Return a finding by its word, as people and playbooks write it."""
    return next((each for each in get_args(e.Found) if each == word.replace("-", " ").strip()), None)


def by_answer(case: Case, command: c.CompleteTask, book: Book, task: Task) -> tuple[Event, ...]:
    """Return what a question that was answered finds, or whom it hands the matter to.

    What a second look found stands, and what is still to be looked at is found there: the answer is kept, and is no
    finding.
    """
    step = book.layout.steps.get(step_of(task.step))
    if task.purpose != "ask" or not isinstance(step, p.Ask):
        return ()
    now, who, answer = command.now, command.actor.person, command.answer
    found = found_as(str(answer.get("finding", ""))) if step.finds else None
    if found is not None and case.standing is None and not case.review:
        return (e.FindingMade(at=now, finding=found, why=str(answer["why"]), by=who),)
    if step.refers:
        why = case.finding.why if case.finding is not None else next(iter(step.words.values()), step.id)
        return (e.CaseReferred(at=now, to=step.refers, accepted=str(answer["reference"]), why=why, by=who),)
    return ()
