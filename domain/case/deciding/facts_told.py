"""Facts were told: what that changes in a case, whether by hand or by doing the task that asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.asked_again import ask_again
from domain.case.deciding.told_facts import check_told
from domain.case.deciding.void_answers import void_answers
from domain.case.evolve import fold
from domain.case.state import Case
from domain.case.surveying.assessing import assess_again
from domain.events import Event
from domain.values import Value


def facts_told(
    case: Case, book: Book, facts: Mapping[str, Value], *, now: datetime, actor: c.Actor, why: str
) -> tuple[Event, ...]:
    """Take in what was told: steps that had no value are tried again, and how bad the case is is judged anew.

    Args:
        case: the case as it was before.
        book: its documents.
        facts: what was told, by the names of the facts; each is of the kind that the playbook says.
        now: when they were told.
        actor: who told them.
        why: why they are told now; the new judgement gives it as its reason.

    Raises:
        CommandRejected: one of them cannot be, or the risk cannot be judged with them.
    """
    by = actor.person
    unknown: tuple[Value, ...] = (None, ())  # a list of nobody is no answer
    other = (
        name for name, value in facts.items()
        if name in case.said_by_one or case.facts.get(name) not in (*unknown, value)
    )  # fmt: skip
    alone = () if actor.is_machine else tuple(other)
    changed = e.FailureChanged(at=now, facts=facts, why=why, by=by, alone=alone)
    after = fold(case, (changed,))
    check_told(after, book, facts)
    others = [name for name, value in facts.items() if case.facts.get(name) != value]
    void = void_answers(after, book, others, now=now, by=by)
    again = (*void, *ask_again(fold(after, void), book, facts, now=now, by=by))
    return (changed, *again, *assess_again(fold(after, again), book, now, why))
