"""One task laid out for whoever does it: what is asked, of what case, the form, and the command that finishes it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Final

from activities.vault import Known
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.fitness import WORK, asked_of
from domain.case.state import Case, Task
from domain.clock.duration import Duration
from domain.money import Money
from domain.playbook.plan import FactType
from domain.values import Value, to_json
from domain.views import signs
from domain.views.approving import sought
from domain.views.briefing import (
    about_words,
    fields,
    in_their_words,
    into_another,
    of_their_words,
    overdue,
    redirect,
    shown_facts,
    to_settle,
    typed,
)
from domain.views.telling import Telling
from domain.views.wording import about, brief, in_words, money
from domain.vocabulary import LANGUAGES
from makegood.cli.output import Output, strong
from workers.opening import Customers, Redirected, Story

SHORT = 12
"""So many characters of a case's id are shown."""
WHO: Final = "name and address: whoever claims the task reads them"
"""Stands where somebody's name is not shown to whoever reads."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a task's page, and what the vault shows to them.

    That is where things go, who people of the case are, and what the customer said.
    """

    name: str = ""
    redirect: Redirected | None = None
    customers: Customers | None = None
    their_words: str | None = None
    payee: Known | None = None
    """Who gets what is to be granted."""


def lines(story: Story, name: str, task: Task, out: Output, reader: Reader) -> Iterator[str]:
    """Yield the lines of a task's page; whoever claimed it also reads what happened and what was promised."""
    case, book = story.case, story.book
    yield f"{strong(name)}  {task.purpose}, {task.status}"
    yield f"  {in_words(task.words, 'en')}"
    yield f"  for {' or '.join(task.roles)}, by {out.instant(task.due)}, with {task.claimed_by or 'nobody'}"
    if book is None:
        return
    title, customer = in_words(book.plan.title, "en"), case.customer.id[:SHORT]
    yield f"  case      {case.id[:SHORT]}, {case.tier}: {title} ({case.source} {case.key}), customer {customer}"
    for skill, level in task.skill.items():
        yield f"  takes     {skill} at level {level}"
    if task.purpose in WORK:
        yield from (f"  takes     {asked}" for asked in asked_of(book.clocks(case.tier).who, case.tier))
    yield from _sought(story, book, task, out, reader)
    if task.purpose == "sign":
        yield from (f"  sign      {told}" for sign, told in signs.shown(case) if sign == task.details["sign"])
    for who, answer in to_settle(case, task):
        yield f"  answer    {who}: {'; '.join(f'{field}={brief(value)}' for field, value in answer.items())}"
    yield from _personal(case, name, reader)
    if reader.name and reader.name == task.claimed_by:
        yield from _background(story, book, out)
    if task.status != "open":
        return
    yield f"  overdue   {overdue(case, book, task)}"
    form = fields(case, book, task)
    for field, kind in form.items():
        label = in_words(kind.label, "en") if kind.label else ""
        yield f"  field     {field}: {typed(kind)}" + (f" – {label}" if label else "")
    yield f"  do it     {command(case.id, name, form)}"


def data(story: Story, name: str, task: Task, reader: Reader, zone: tzinfo) -> dict[str, object]:
    """Return what is decided, the form, what happens when the task is overdue, and the command, for programs."""
    if story.book is None:
        return {}
    about = _sought_data(story, story.book, task, zone)
    if about and reader.payee is not None:
        about |= {"payee": _who(reader.payee)}
    if task.status != "open":
        return about
    form, where = fields(story.case, story.book, task), reader.redirect
    opened = {} if where is None else {"goes_to": _who(where.to), "so_far": _who(where.so_far)}
    if reader.customers is not None:
        opened |= {"here": _who(reader.customers.here), "there": _who(reader.customers.there)}
    asked = of_their_words(story.case, name)
    told = {} if asked is None else {"written_by": asked.by}
    if asked is not None and reader.their_words is not None:
        told[about_words(asked)] = reader.their_words
    answers = [
        {"by": who, "answer": {field: to_json(value) for field, value in answer.items()}}
        for who, answer in to_settle(story.case, task)
    ]
    return {
        **about,
        **opened,
        **told,
        **({"answers": answers} if answers else {}),
        "form": {field: typed(kind) for field, kind in form.items()},
        "overdue": overdue(story.case, story.book, task),
        "command": command(story.case.id, name, form),
    }


def _personal(case: Case, name: str, reader: Reader) -> Iterator[str]:
    """Yield what whoever claimed the task reads alone before they agree."""
    asked = of_their_words(case, name)
    if redirect(case, name) is not None:
        yield from _where(reader.redirect)
    if into_another(case, name):
        yield from _who_they_are(reader.customers)
    if asked is not None:
        yield f"  {about_words(asked)}  {in_their_words(asked, reader.their_words)}"


def _who(known: Known) -> dict[str, str]:
    return {"name": known.name, "address": known.address}


def _where(opened: Redirected | None) -> Iterator[str]:
    """Yield where somebody is asked to have things go: it is personal, so whoever claimed the task reads it alone."""
    if opened is None:
        yield "  goes to   whoever claims the task reads it"
        return
    for label, known in (("goes to ", opened.to), ("so far  ", opened.so_far)):
        yield f"  {label}  {_called(known)}"


def _who_they_are(opened: Customers | None) -> Iterator[str]:
    """Yield who the customers are of whom somebody is asked whether they are one: whoever claimed it reads it alone."""
    if opened is None:
        yield "  one?      whoever claims the task reads who they are"
        return
    for label, known in (("here    ", opened.here), ("there   ", opened.there)):
        yield f"  {label}  {_called(known)}"


def _called(known: Known) -> str:
    return f"{known.name or 'no name'}, {known.address or 'no address'}"


def _sought(story: Story, book: Book, task: Task, out: Output, reader: Reader) -> Iterator[str]:
    """Yield what is to be granted, to whom, why somebody is asked, and what it rests on; where it is that."""
    found = sought(Telling(story.case, book, story.events, "en", out.zone, inward=True), task)
    if found is None:
        yield from _remedy(task)
        return
    yield f"  remedy    {task.details['entry']}: {found.remedy}"
    yield from (f"  comprises {thing}" for thing in found.things)
    yield f"  payee     {found.payee}"
    yield f"            {_called(reader.payee) if reader.payee is not None else WHO}"
    if found.way:
        yield f"  paid      {found.way}"
    yield f"  owed      {'; '.join(found.owed)}"
    yield from (f"  why you   {sentence}" for sentence in found.why)
    yield from (f"  not by    {who}" for who in found.may_not)
    yield f"  basis     {task.details.get('basis') or story.case.ledger[str(task.details['entry'])].basis}"
    yield from (f"  law       {sentence}" for sentence in found.law)
    for fact in found.facts:
        yield f"  fact      {': '.join(filter(None, (fact.name, fact.value)))} – {'; '.join(fact.said_by)}"


def _sought_data(story: Story, book: Book, task: Task, zone: tzinfo) -> dict[str, object]:
    """Return the same for programs, in every language."""
    told = {
        language: sought(Telling(story.case, book, story.events, language, zone, inward=True), task)
        for language in LANGUAGES
    }
    return (
        {"sought": {language: asdict(one) for language, one in told.items() if one is not None}}
        if any(told.values())
        else {}
    )


def _remedy(task: Task) -> Iterator[str]:
    amount = task.details.get("amount")
    if "remedy" in task.details:
        worth = f" {money(amount, 'en')}" if isinstance(amount, Money) else ""
        basis = task.details.get("basis")
        yield f"  remedy    {task.details['entry']}: {task.details['remedy']}{worth}" + (f" ({basis})" if basis else "")


def _background(story: Story, book: Book, out: Output) -> Iterator[str]:
    case = story.case
    facts = shown_facts(case, book)
    if facts:
        types = book.plan.facts
        told = (f"{types[name].called(name, 'en')}: {_told(value, out)}" for name, value in facts.items())
        yield "  known     " + ", ".join(told)
    for name, promise in case.promises.items():
        yield f"  promise   {name}: by {out.instant(promise.due)}, {promise.status} ({promise.arithmetic})"
    yield f"  history   {_history(case, story)}"


def _history(case: Case, story: Story) -> str:
    contacts = [event for event in story.events if isinstance(event, e.ContactRecorded)]
    broken = sum(promise.status == "broken" for promise in case.promises.values())
    heard = sum(contact.direction == "in" for contact in contacts)
    return f"heard from {heard} times, promises broken {broken}, reopened {case.reopened} times"


def _told(value: Value, out: Output) -> str:
    if isinstance(value, Duration):
        return about(value, "en")
    return out.instant(value) if isinstance(value, datetime) else brief(value)


def command(case: str, task: str, form: Mapping[str, FactType]) -> str:
    """Return what to type to finish a task; each … stands for an answer."""
    answers = [f"{name}=…" for name, kind in form.items() if not kind.optional]
    words = ["makegood", "task", "do", case[:SHORT], shlex.quote(task), *answers]
    return " ".join([*words, "--as", "YOU"])
