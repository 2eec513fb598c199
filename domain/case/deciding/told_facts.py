"""What is told of a failure is held against what the playbook asks with it: facts that cannot be are refused.

A playbook and a pack say what their facts can be (nights are at least 1, a distance is not below zero), a loop tells
its rounds apart by a key. A fact that breaks one would be found out only where the plan comes to it, with letters sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.case.book import Book
from domain.case.scope import CaseScope, NoValue, compute, evaluate
from domain.case.state import Case
from domain.entitlement.facts import Complaint, wrong_with
from domain.errors import CommandRejected
from domain.expression import parse
from domain.playbook import plan as p
from domain.playbook.bounds import out_of
from domain.playbook.findings import quoted
from domain.playbook.layout import blocks_of, formulas
from domain.values import Value

_CANNOT_BE = "out-of-range"
"""The rule of packs about what a fact can be; what else they ask for counts only where they are asked."""


def check_told(case: Case, book: Book, told: Collection[str]) -> None:
    """Look at facts that were told just now, in a case that knows them already.

    Args:
        case: the case with the facts.
        book: its documents.
        told: the names of the facts that are told now; what was taken in before is not looked at again.

    Raises:
        CommandRejected: one of them cannot be: out of the bounds of its type, beyond what a pack says that it can be,
            or two of a list with one key.
    """
    for place, wrong in _complaints(case, book, frozenset(told)):
        raise CommandRejected(wrong.what, where=f"case {case.id}, fact {place}", remedy=wrong.remedy)


def _complaints(case: Case, book: Book, told: frozenset[str]) -> Iterator[tuple[str, Complaint]]:
    """Yield what is wrong, with the place of each."""
    for name in sorted(told):
        for place, found in out_of(name, case.facts.get(name), book.plan.facts.get(name)):
            yield place, Complaint(_CANNOT_BE, *found)
    if not book.layout.kinds & {p.Entitle, p.Each}:
        return
    looked, top = _Looked(book, told), _There(CaseScope(case, book))
    for steps in (book.plan.steps, *(each.steps for each in book.plan.whenever)):
        yield from looked.at(steps, top)


@dataclass(frozen=True, slots=True)
class _There:
    """A place in a plan before anything is done: what names mean there, and which facts they come from."""

    scope: CaseScope
    origins: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    """For each name of a loop: how its item is called, and the facts that the list rests on."""

    def reads(self, source: str) -> tuple[tuple[str, ...], frozenset[str]] | None:
        """Return how what an expression reads is called, and the facts behind it; None when steps have a say in it."""
        called, facts = list[str](), set[str]()
        for reference in parse(source).reads:
            root, _, rest = reference.name.partition(".")
            if reference.kind != "name":
                return None
            if root in self.origins:
                item, behind = self.origins[root]
                called.append(f"{item}.{rest}" if rest else item)
                facts |= behind
            elif root == "failure" and rest:
                called.append(rest)
                facts |= self._behind(rest.partition(".")[0])
        return tuple(called), frozenset(facts)

    def _behind(self, fact: str) -> frozenset[str]:
        """Return a fact, or those that it is computed of."""
        derived = self.scope.book.plan.derived.get(fact)
        if derived is None:
            return frozenset({fact})
        read = self.reads(derived)
        return read[1] if read is not None else frozenset()

    def round(self, name: str, item: Value, called: str, facts: frozenset[str]) -> _There:
        """Return the place in one round of a loop."""
        scope = CaseScope(self.scope.case, self.scope.book, bindings={**self.scope.bindings, name: item})
        return replace(self, scope=scope, origins={**self.origins, name: (called, facts)})


@dataclass(frozen=True, slots=True)
class _Looked:
    """Walks a plan with the facts that were told now."""

    book: Book
    told: frozenset[str]

    def at(self, steps: Sequence[p.AnyStep], there: _There) -> Iterator[tuple[str, Complaint]]:
        """Yield what is wrong with what these steps ask with; a part that is another playbook has facts of its own."""
        for step in steps:
            match step:
                case p.Run():
                    continue
                case p.Entitle():
                    yield from self._asked(step, there)
                case p.Each():
                    yield from self._rounds(step, there)
                case _:
                    for _, inner in blocks_of(step):
                        yield from self.at(inner, there)

    def _asked(self, step: p.Entitle, there: _There) -> Iterator[tuple[str, Complaint]]:
        pack = self.book.packs.get(step.pack)
        for name, term in step.facts.items() if pack is not None else ():
            place = self._place(term, there)
            value = _value(term, there) if place else None
            if value is None or pack is None:
                continue
            wrong = wrong_with(pack, place, pack.facts[name], value)
            if wrong is not None and wrong.rule == _CANNOT_BE:
                yield place, wrong

    def _place(self, term: p.Term, there: _There) -> str:
        """Return how what a value comes from is called, where it was told now and nothing else has a say in it."""
        called, facts = dict[str, None](), set[str]()
        for source in formulas(term):
            read = there.reads(source)
            if read is None:
                return ""
            called |= dict.fromkeys(read[0])
            facts |= read[1]
        return ", ".join(called) if facts & self.told else ""

    def _rounds(self, step: p.Each, there: _There) -> Iterator[tuple[str, Complaint]]:
        term = p.Formula(source=step.items)
        read = there.reads(step.items)
        items = _value(term, there) if read is not None else None
        if read is None or not isinstance(items, tuple):
            return
        place = ", ".join(read[0])
        inside = [
            there.round(step.name, item, f"{place}[{number}]", read[1]) for number, item in enumerate(items, start=1)
        ]
        if self._place(term, there):
            yield from _twice(step, place, inside)
        for each in inside:
            yield from self.at(step.steps, each)
        yield from self.at(step.otherwise or (), there)


def _twice(step: p.Each, place: str, rounds: Sequence[_There]) -> Iterator[tuple[str, Complaint]]:
    """Say that two of a list have one key."""
    counted = Counter(str(key) for each in rounds if (key := _value(p.Formula(source=step.by), each)) is not None)
    field_name = step.by.partition(".")[2] or step.by
    for key, times in counted.items():
        if times > 1:
            what = f"{times} of {quoted(place)} have the same {field_name}: {quoted(key)}."
            yield place, Complaint("twice", what, f"They are told apart by their {field_name}: tell each once.")


def _value(term: p.Term, there: _There) -> Value:
    """Return what a value comes to; None while it cannot be said."""
    try:
        if isinstance(term, p.Formula):
            return evaluate(term.source, there.scope, {})
        return compute(term, there.scope, {})
    except NoValue:
        return None
