"""Whom a case waits for, and until when: tasks of people, offers and questions before the customer, events to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from domain.case.book import Book
from domain.case.deciding.tasks import form_of
from domain.case.state import Case
from domain.case.surveying.covered import things_of
from domain.ids import keys_of, step_of
from domain.playbook import plan as p
from domain.playbook.boundaries import facts_read
from domain.values import Value
from domain.vocabulary import CUSTOMER, Words

LOOKS_AHEAD: Final = timedelta(days=4)
"""So long after its opening a case is said to be able to turn."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that somebody else has to do; `roles` may (the customer is one), `until` it rings or lapses.

    `choices` are those of an offer, or the things that receipts can be for; `details` of receipts: up to how much.
    """

    kind: Literal["task", "offer", "follow-up", "receipts", "event", "turn"]
    name: str
    step: str
    roles: tuple[str, ...]
    words: Words
    until: datetime
    purpose: str = ""
    claimed_by: str = ""
    skill: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, p.FactType] = field(default_factory=dict)
    choices: Mapping[str, Words] = field(default_factory=dict)
    details: Mapping[str, Value] = field(default_factory=dict)


def waiting(case: Case, book: Book) -> list[Waiting]:
    """Return all that a case waits for, the earliest first."""
    return sorted(_all(case, book), key=lambda one: one.until)


def turns(case: Case, book: Book) -> list[Waiting]:
    """Return what nobody waits for and the playbook is ready for: each `whenever`, with the facts it looks at."""
    opened = case.opened_at
    if opened is None:
        return []
    return [
        Waiting("turn", each.id, each.id, (), {}, opened + LOOKS_AHEAD, fields=_asked_about(each, book.plan))
        for each in book.plan.whenever
        if each.id not in case.interrupts
    ]


def _asked_about(interrupt: p.Whenever, plan: p.Plan) -> Mapping[str, p.FactType]:
    read = frozenset[str]().union(*(facts_read(source, plan) for source in interrupt.when))
    return {name: kind for name, kind in plan.facts.items() if name in read}


def _all(case: Case, book: Book) -> Iterator[Waiting]:  # noqa: C901 — one part a kind
    for name, task in case.tasks.items():
        if task.status == "open":
            yield Waiting(
                "task", name, task.step, task.roles, task.words, task.due, task.purpose, task.claimed_by, task.skill,
                form_of(book, task), details=task.details,
            )  # fmt: skip
    for step, offer in case.offers.items():
        if not offer.how:
            words = _offer_words(book, step)
            yield Waiting("offer", step, step, (CUSTOMER,), words, offer.lapses_at, choices=offer.choices)
    for path, follow_up in case.follow_ups.items():
        if follow_up.silent_at is not None and not follow_up.how:
            survey = book.plan.follow_up[int(keys_of(path)[-1])].survey
            yield Waiting("follow-up", survey, path, (CUSTOMER,), {"en": survey}, follow_up.silent_at)
    for step, cover in case.covers.items():
        if not cover.ended:
            yield Waiting(
                "receipts", step, step, (CUSTOMER,), _cover_words(book, step), cover.until,
                choices={name: {"en": name.replace("_", " ")} for name in things_of(cover)},
                details={"up_to": str(cover.up_to)},
            )  # fmt: skip
    for step, wait in case.waits.items():
        if wait.event and not wait.how:
            yield Waiting("event", wait.event, step, (), {"en": wait.event.replace("-", " ")}, wait.until)


def _cover_words(book: Book, step: str) -> Words:
    found = book.layout.steps.get(step_of(step))
    return found.words if isinstance(found, p.Cover) else {}


def _offer_words(book: Book, step: str) -> Words:
    found = book.layout.steps.get(step_of(step))
    return {"en": found.message.replace("-", " ")} if isinstance(found, p.Offer) else {}
