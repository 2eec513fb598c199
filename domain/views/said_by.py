"""Who said what something rests on, and how well it is known: a feed, a colleague alone, the customer, a partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeVar

from domain.case import events as e
from domain.case.evolve import fold, named
from domain.case.scope import NoValue, holds
from domain.case.survey import Survey, place_of
from domain.case.surveying.entitling import ASKED_FOR
from domain.case.surveying.hands import ANSWERS
from domain.case.surveying.owing import depth
from domain.clock.instant import EPOCH
from domain.events import Event
from domain.expression import parse
from domain.ids import keys_of, step_of, step_path
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

    def by_term(self, term: p.Term | None, path: str) -> list[str]:
        """Return who said what a value of a step is worked out of; a value that is written out is the plan's.

        Args:
            term: the value, as the plan writes it.
            path: the step as it is called in its rounds: names mean what they mean there.
        """
        match term:
            case p.Given():
                return [self.now.say("said.plan")]
            case p.Formula():
                return self.by_expression(term.source, path)
            case p.Record():
                return _once(each for inner in term.fields.values() for each in self.by_term(inner, path))
            case p.ByCases():
                return _once(self._by_cases(term, path))
            case None:
                return []

    def by_expression(self, source: str, path: str) -> list[str]:
        """Return who said what an expression of a step reads, each once; one that reads nothing is the plan's."""
        return _once(self._sources(source, _Place(path, self._part_round(path)))) or [self.now.say("said.plan")]

    def _by_cases(self, term: p.ByCases, path: str) -> Iterator[str]:
        """Yield who said what the lines compared down to the one that held, and what that one's value is made of."""
        survey = Survey(self.then.case, self.then.book, self.then.case.last_at or EPOCH)
        scope = survey.scope(place_of(survey, path))
        for line in term.cases:
            yield from (each for source in line.when for each in self.by_expression(source, path))
            try:
                if holds(line.when, scope, {}):
                    yield from self.by_term(line.then, path)
                    return
            except NoValue:
                return
        yield from self.by_term(term.otherwise, path)

    def _sources(self, source: str, place: _Place) -> Iterator[str]:
        loops = self._loops_round(place.path)
        for reference in sorted(parse(source).reads, key=lambda each: (each.kind, each.name)):
            root, _, rest = reference.name.partition(".")
            if reference.kind in {"answer", "result", "chosen", "entitled"}:
                yield from self._of_step(reference.kind, self._called(reference.name, place.path))
            elif reference.kind != "name":
                yield self.now.say("said.case")
            elif root in loops:
                path, items = loops[root]
                yield from self._when(e.LoopBegan, path).by_expression(items, path)
            elif root == "failure" and place.part:
                yield from self._when(e.PartBegan, place.part).by_fact_of(place.part, rest.partition(".")[0])
            elif root == "failure":
                for name in sorted(facts_read(reference.name, self.now.book.plan)):
                    yield from self.by_fact(name)
            else:
                yield self.now.say("said.case" if root in _OF_THE_CASE else "said.house")

    # --- Where it stands ---------------------------------------------------------------------------------------------
    def _called(self, name: str, path: str) -> str:
        """Return the path of the step that a name means at a place: of the same part first, and in the same round."""
        layout = self.now.book.layout
        step = layout.named(name, step_of(path))
        return step_path(step, keys_of(path)[: depth(layout, step)], escaped=True)

    def _round(self, kind: type[p.Step], path: str) -> list[str]:
        """Return the paths of the steps of a kind round a place, outermost first."""
        layout, keys = self.now.book.layout, keys_of(path)
        outer = layout.enclosing(step_of(path), kind)
        return [step_path(each, keys[: depth(layout, each)], escaped=True) for each in outer]

    def _loops_round(self, path: str) -> dict[str, tuple[str, str]]:
        """Return the loops round a place by the name that each gives its items: its path, and its list."""
        steps = self.now.book.layout.steps
        outer = ((steps[step_of(each)], each) for each in self._round(p.Each, path))
        return {loop.name: (each, loop.items) for loop, each in outer if isinstance(loop, p.Each)}

    def _part_round(self, path: str) -> str:
        """Return the path of the playbook that runs as a part round a place, and has facts of its own; else ""."""
        return next(reversed(self._round(p.Run, path)), "")

    def _when(self, kind: type[Event], path: str) -> SaidBy:
        """Return the same as of when the list of a loop, or the facts of a part, were frozen."""
        return SaidBy(as_of(self.then, kind, step=path), self.now)

    # --- Facts of the failure ----------------------------------------------------------------------------------------
    def by_fact(self, name: str) -> list[str]:
        """Return who said a fact of the failure, when, and whether they alone do; and who said something else since."""
        changed = [x for x in _of(self.then, e.FailureChanged) if name in x.facts]
        said = self._changed(name, changed) if changed else self._with_the_failure()
        since = [x for x in _of(self.now, e.FailureChanged)[len(_of(self.then, e.FailureChanged)) :] if name in x.facts]
        return [said, *(self.now.say("said.since", who=x.by, at=self.now.at(x.at)) for x in since[-1:])]

    def by_fact_of(self, path: str, name: str) -> list[str]:
        """Return who said a fact of a part: what it was given from outside, or worked out of others of its own."""
        part = self.now.book.layout.steps[step_of(path)]
        if isinstance(part, p.Run) and name in part.given:
            return self.by_term(part.given[name], path)
        derived = part.derived.get(name) if isinstance(part, p.Run) else None
        return _once(self._sources(derived, _Place(path, path))) if derived is not None else []

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
    def _of_step(self, kind: str, path: str) -> Iterator[str]:
        step = self.now.book.layout.steps.get(step_of(path))
        match kind:
            case "answer":
                yield from self._answers(path)
            case "chosen":
                yield from self._choices(path)
            case "result":
                yield self.now.say("said.result", what=step.connector.name if isinstance(step, p.Do) else step_of(path))
            case _:
                yield self.now.step(path)

    def _answers(self, path: str) -> Iterator[str]:
        at = {x.task: self.now.at(x.at) for x in _of(self.then, e.TaskCompleted)}
        for task_name, task in self.then.case.tasks.items():
            if task.purpose in ANSWERS and task.status == "done" and task.step == path:
                what, whose = in_words(task.words, self.now.language), "said.answer"
                whose += ".customer" if CUSTOMER in task.roles else ""
                yield self.now.say(whose, who=task.by, at=at.get(task_name, ""), what=what)

    def _choices(self, path: str) -> Iterator[str]:
        offer = self.then.case.offers.get(path)
        if offer is not None and offer.how == "chosen":
            at = next((self.now.at(x.at) for x in reversed(_of(self.then, e.AlternativeChosen)) if x.step == path), "")
            written = "said.chosen.written" if offer.written_by else "said.chosen"
            yield self.now.say(written, who=offer.written_by, at=at)


class _Place(NamedTuple):
    """Where names are read: a step as it is called in its rounds, and the part whose facts `failure` means there."""

    path: str
    part: str


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
