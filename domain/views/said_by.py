"""Who said what something rests on, and how well it is known: a feed, a colleague alone, the customer, a partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from domain.case import events as e
from domain.case.surveying.entitling import ASKED_FOR
from domain.case.surveying.hands import ANSWERS
from domain.events import Event
from domain.expression import parse
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.boundaries import facts_read
from domain.views.telling import Telling
from domain.views.wording import in_words
from domain.vocabulary import CUSTOMER

_E = TypeVar("_E", bound=Event)


def by_term(t: Telling, term: p.Term | None, step: str) -> list[str]:
    """Return who said what a value of a step is worked out of; a value that is written out is the plan's."""
    match term:
        case p.Given():
            return [t.say("said.plan")]
        case p.Formula():
            return by_expression(t, term.source, step)
        case p.Record():
            return _once(each for inner in term.fields.values() for each in by_term(t, inner, step))
        case p.ByCases():
            conditions = [source for line in term.cases for source in line.when]
            return _once(each for source in conditions for each in by_expression(t, source, step))
        case None:
            return []


def by_expression(t: Telling, source: str, step: str) -> list[str]:
    """Return who said what an expression reads, each once; one that reads nothing is the plan's."""
    return _once(_sources(t, source, step)) or [t.say("said.plan")]


def _once(said: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(said)]


def _sources(t: Telling, source: str, step: str) -> Iterator[str]:
    loops = {t.book.layout.steps[name].name: t.book.layout.steps[name] for name in _loops(t, step)}  # type: ignore[union-attr]
    for reference in sorted(parse(source).reads, key=lambda each: (each.kind, each.name)):
        root = reference.name.partition(".")[0]
        loop = loops.get(root)
        if reference.kind in {"answer", "result", "chosen", "entitled"}:
            yield from _of_step(t, reference.kind, reference.name)
        elif isinstance(loop, p.Each):
            yield from _sources(t, loop.items, step)
        elif root == "failure":
            for name in sorted(facts_read(reference.name, t.book.plan)):
                yield by_fact(t, name)
        else:
            yield t.say("said.case" if root in {"case", "customer", "history"} else "said.house")


def _loops(t: Telling, step: str) -> list[str]:
    return [*t.book.layout.enclosing(step, p.Each)] if step in t.book.layout.around else []


def by_fact(t: Telling, name: str) -> str:
    """Return who said a fact of the failure, when, and whether they alone do."""
    changed = [x for x in _of(t, e.FailureChanged) if name in x.facts]
    if not changed:
        return _with_the_failure(t)
    last, first = changed[-1], next(iter(_of(t, e.FailureDetected)), None)
    before = name in first.facts if first is not None else False
    why = t.say("changed.missing") if last.why == ASKED_FOR else last.why.rstrip(".")
    said = t.say("said.changed" if before or len(changed) > 1 else "said.later", who=last.by, at=t.at(last.at), why=why)
    return t.say("said.alone", said=said) if name in t.case.said_by_one else said


def _with_the_failure(t: Telling) -> str:
    detected, who = next(iter(_of(t, e.FailureDetected)), None), t.case.opened_by
    at = t.at(t.case.opened_at) if t.case.opened_at is not None else ""
    if detected is None or detected.place == BY_HAND or not detected.source:
        return t.say("said.desk", who=who, at=at)
    return t.say("said.source", source=detected.source, who=who, at=at)


BY_HAND = "by hand"
"""The place of a failure that somebody told at the desk, and no feed."""


def _of_step(t: Telling, kind: str, name: str) -> Iterator[str]:
    match kind:
        case "answer":
            yield from _answers(t, name)
        case "chosen":
            yield from _choices(t, name)
        case "result":
            step = t.book.layout.steps.get(name)
            yield t.say("said.result", what=step.connector.name if isinstance(step, p.Do) else name)
        case _:
            step = t.book.layout.steps.get(name)
            yield t.step(name) if isinstance(step, p.Entitle) else name


def _answers(t: Telling, name: str) -> Iterator[str]:
    at = {x.task: x.at for x in _of(t, e.TaskCompleted)}
    for task_name, task in t.case.tasks.items():
        if task.purpose in ANSWERS and task.status == "done" and step_of(task.step) == name:
            what, when = in_words(task.words, t.language), _at(t, at.get(task_name))
            whose = "said.answer.customer" if CUSTOMER in task.roles else "said.answer"
            yield t.say(whose, who=task.by, at=when, what=what)


def _choices(t: Telling, name: str) -> Iterator[str]:
    chosen = {x.step: x.at for x in _of(t, e.AlternativeChosen)}
    for path, offer in t.case.offers.items():
        if step_of(path) == name and offer.how == "chosen":
            written = "said.chosen.written" if offer.written_by else "said.chosen"
            yield t.say(written, who=offer.written_by, at=_at(t, chosen.get(path)))


def _at(t: Telling, moment: datetime | None) -> str:
    return t.at(moment) if moment is not None else ""


def _of(t: Telling, kind: type[_E]) -> list[_E]:
    return [event for event in t.events if isinstance(event, kind)]
