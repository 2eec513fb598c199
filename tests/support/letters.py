"""The letters of a case as its customers read them: each message of its events, in any language, from its template."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from activities.messages import facts_told, zone_of
from activities.templates import render
from domain.case import events as e
from domain.case.book import Book
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.events import Event
from domain.examples.stage import Stage
from domain.playbook.message import Message, compile_message
from domain.values import Value
from domain.views.ending import short
from domain.views.letter import said
from domain.views.telling import Telling
from tests.support.folders import FOLDERS
from workers.library.examples import read_examples
from workers.library.simulating import books_of
from workers.library.trying import Play, actors_of


@dataclass(frozen=True)
class Played:
    """A case that was played to its end: its name, its book, and its events."""

    name: str
    book: Book
    events: Sequence[Event]


class Letter(NamedTuple):
    """One letter, and what it is about."""

    case: Case
    step: str
    subject: str
    text: str


@cache
def examples() -> tuple[Played, ...]:
    """Play every example of the playbooks that ship."""
    read = read_examples((), FOLDERS)
    found: list[Played] = []
    for file, those in read.examples.items():
        books, actors = books_of(those.plan, read.shelf), actors_of(read.shelf.staff)
        for one in those.cases:
            played = Play(one, books[one.market], Stage(those.plan, frozenset(actors)), actors)
            asyncio.run(played.differences())
            if played.life is not None:
                found.append(Played(f"{file.stem}: {one.name}", played.book, tuple(played.life.events)))
    return tuple(found)


def sent(events: Sequence[Event]) -> Iterator[tuple[int, e.MessageSent, Mapping[str, Value]]]:
    """Yield each message that went out, its number among the events, and what was asked for it."""
    asked: dict[str, Mapping[str, Value]] = {}
    for number, event in enumerate(events):
        if isinstance(event, e.StepStarted):
            asked[event.step] = event.request
        if isinstance(event, e.MessageSent):
            yield number, event, asked.get(event.step, {})


def values(
    book: Book, events: Sequence[Event], step: str, request: Mapping[str, Value], language: str
) -> Mapping[str, str]:
    """Return what a letter can say where these events have happened; everybody is called as they are known."""
    case = fold(named("ca_letter00"), events)
    names = {entry.payee.id: entry.payee.id for entry in case.ledger.values()}
    return said(Telling(case, book, events, language, zone_of(book), names=names), request, step)


def letters(played: Played, language: str) -> Iterator[Letter]:
    """Yield the letters of a case that was played with the templates that ship."""
    for number, event, request in sent(played.events):
        before = played.events[:number]
        case, message = fold(named("ca_letter00"), before), template(event.template)
        told = values(played.book, before, event.step, request, language)
        here: dict[str, object] = {
            **told, "house": "Makegood", "customer": "Ana", "case": short(case.id), "reply_by": "2026-03-05",
            "failure": facts_told(case, played.book, request, language, zone_of(played.book)),
        }  # fmt: skip
        texts = (render(part[language], here) for part in (message.subject, message.text))
        yield Letter(case, event.step, *texts)


@cache
def template(name: str) -> Message:
    """Return a template that ships."""
    file = FOLDERS.messages / f"{name}.yaml"
    found, findings = compile_message(file.read_bytes(), file.name)
    assert found is not None, findings
    return found
