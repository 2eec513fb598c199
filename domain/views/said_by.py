"""Who said what something rests on, and how well it is known: a feed, a colleague alone, the customer, a partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from domain.case import events as e
from domain.case.evolve import fold, named
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


@dataclass(frozen=True, slots=True)
class SaidBy:
    """Names who said something: `then` is the case as it was when it was worked out, `now` as it stands."""

    then: Telling
    now: Telling

    def by_term(self, term: p.Term | None, step: str) -> list[str]:
        """Return who said what a value of a step is worked out of; a value that is written out is the plan's."""
        match term:
            case p.Given():
                return [self.now.say("said.plan")]
            case p.Formula():
                return self.by_expression(term.source, step)
            case p.Record():
                return _once(each for inner in term.fields.values() for each in self.by_term(inner, step))
            case p.ByCases():
                conditions = [source for line in term.cases for source in line.when]
                return _once(each for source in conditions for each in self.by_expression(source, step))
            case None:
                return []

    def by_expression(self, source: str, step: str) -> list[str]:
        """Return who said what an expression reads, each once; one that reads nothing is the plan's."""
        return _once(self._sources(source, step)) or [self.now.say("said.plan")]

    def _sources(self, source: str, step: str) -> Iterator[str]:
        layout = self.now.book.layout
        outer = [layout.steps[name] for name in layout.enclosing(step, p.Each)] if step in layout.around else []
        loops = {each.name: each for each in outer if isinstance(each, p.Each)}
        for reference in sorted(parse(source).reads, key=lambda each: (each.kind, each.name)):
            root = reference.name.partition(".")[0]
            if reference.kind in {"answer", "result", "chosen", "entitled"}:
                yield from self._of_step(reference.kind, reference.name)
            elif root in loops:
                yield from self._sources(loops[root].items, step)
            elif root == "failure":
                for name in sorted(facts_read(reference.name, self.now.book.plan)):
                    yield from self.by_fact(name)
            else:
                yield self.now.say("said.case" if root in _OF_THE_CASE else "said.house")

    # --- Facts of the failure ----------------------------------------------------------------------------------------
    def by_fact(self, name: str) -> list[str]:
        """Return who said a fact of the failure, when, and whether they alone do; and who said something else since."""
        changed = [x for x in _of(self.then, e.FailureChanged) if name in x.facts]
        said = self._changed(name, changed) if changed else self._with_the_failure()
        since = [x for x in _of(self.now, e.FailureChanged)[len(_of(self.then, e.FailureChanged)) :] if name in x.facts]
        return [said, *(self.now.say("said.since", who=x.by, at=self.now.at(x.at)) for x in since[-1:])]

    def _changed(self, name: str, changed: Sequence[e.FailureChanged]) -> str:
        t, last = self.now, changed[-1]
        first = next(iter(_of(self.then, e.FailureDetected)), None)
        anew = len(changed) > 1 or (first is not None and name in first.facts)
        why = t.say("changed.missing") if last.why == ASKED_FOR else last.why.rstrip(".")
        said = t.say("said.changed" if anew else "said.later", who=last.by, at=t.at(last.at), why=why)
        return t.say("said.alone", said=said) if name in self.then.case.said_by_one else said

    def _with_the_failure(self) -> str:
        t, who = self.now, self.now.case.opened_by
        detected = next(iter(_of(t, e.FailureDetected)), None)
        at = t.at(t.case.opened_at) if t.case.opened_at is not None else ""
        if detected is None or detected.place == _AT_A_DESK or not detected.source:
            return t.say("said.desk", who=who, at=at)
        return t.say("said.source", source=detected.source, who=who, at=at)

    # --- Steps -------------------------------------------------------------------------------------------------------
    def _of_step(self, kind: str, name: str) -> Iterator[str]:
        step = self.now.book.layout.steps.get(name)
        match kind:
            case "answer":
                yield from self._answers(name)
            case "chosen":
                yield from self._choices(name)
            case "result":
                yield self.now.say("said.result", what=step.connector.name if isinstance(step, p.Do) else name)
            case _:
                yield self.now.step(name)

    def _answers(self, name: str) -> Iterator[str]:
        at = {x.task: self.now.at(x.at) for x in _of(self.then, e.TaskCompleted)}
        for task_name, task in self.then.case.tasks.items():
            if task.purpose in ANSWERS and task.status == "done" and step_of(task.step) == name:
                what, whose = in_words(task.words, self.now.language), "said.answer"
                whose += ".customer" if CUSTOMER in task.roles else ""
                yield self.now.say(whose, who=task.by, at=at.get(task_name, ""), what=what)

    def _choices(self, name: str) -> Iterator[str]:
        at = {x.step: self.now.at(x.at) for x in _of(self.then, e.AlternativeChosen)}
        for path, offer in self.then.case.offers.items():
            if step_of(path) == name and offer.how == "chosen":
                written = "said.chosen.written" if offer.written_by else "said.chosen"
                yield self.now.say(written, who=offer.written_by, at=at.get(path, ""))


_OF_THE_CASE: Final = frozenset({"case", "customer", "history"})
_AT_A_DESK: Final = "by hand"
"""The place of a failure that somebody told at a desk, and no feed."""


def as_of(t: Telling, kind: type[Event], **parts: str) -> Telling:
    """Return a case as it was when a fact of it was recorded last: this kind, with these parts."""
    found = [
        number for number, event in enumerate(t.events)
        if isinstance(event, kind) and all(getattr(event, name) == part for name, part in parts.items())
    ]  # fmt: skip
    if not found:
        return t
    events = t.events[: found[-1]]
    return replace(t, case=fold(named(t.case.id), events), events=events)


def _once(said: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(said)]


def _of(t: Telling, kind: type[_E]) -> list[_E]:
    return [event for event in t.events if isinstance(event, kind)]
