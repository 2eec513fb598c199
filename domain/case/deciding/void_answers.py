"""One of two answers counts no more once a fact is another one on which rests what both answers decide.

Two persons answer one question about one state of things: whoever says “yes” to 80 has not said “yes” to 8,000. Both
are asked anew; what was answered stays in the journal. What both have answered stands, whatever becomes known behind
it: then it is for the limits of what rests on it (`auto_up_to`, the table of authority) to ask somebody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.events import Event
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.grounds import grounds


def void_answers(case: Case, book: Book, told: Collection[str], *, now: datetime, by: str) -> tuple[Event, ...]:
    """Have questions asked anew of which one person answered, or two differently, before a fact changed.

    Args:
        case: the case with the facts.
        book: its documents.
        told: the names of the facts that are others now.
        now: when they were told.
        by: who told them.
    """
    return tuple(fact for path in _half_answered(case, book) for fact in _voided(case, book, path, told, now, by))


def _half_answered(case: Case, book: Book) -> list[str]:
    """Return the paths of the questions that two persons answer and that are not settled yet."""
    found = {task.step for task in case.tasks.values() if (task.purpose, task.status) == ("ask", "done")}
    asked = {path: book.layout.steps.get(step_of(path)) for path in sorted(found) if case.status(path) is None}
    return [path for path, step in asked.items() if isinstance(step, p.Ask) and step.second]


def _voided(case: Case, book: Book, path: str, told: Collection[str], now: datetime, by: str) -> Iterator[Event]:
    number = case.retries.get(path, 0)
    asked = {f"{path}#{purpose}{number}" for purpose in ("ask", "second", "settle")}
    facts = tuple(sorted(_rest_on(book, step_of(path)) & {*told}))
    for name, task in case.tasks.items():
        if not facts or name.rstrip("+") not in asked:
            continue
        if task.status == "done":
            yield e.AnswerVoided(at=now, task=name, facts=facts, by=by)
        elif task.status == "open":
            yield e.TaskTakenBack(at=now, task=name, why="a fact that it rests on was changed")


def _rest_on(book: Book, question: str) -> frozenset[str]:
    """Return the facts on which rests whatever rests on a question's answer; those of a part of its own are frozen."""
    found = frozenset[str]()
    for name in book.layout.steps:
        if not book.layout.enclosing(name, p.Run):
            on = grounds(book.plan, book.layout, name)
            found |= on.facts if question in on.steps else frozenset()
    return found
