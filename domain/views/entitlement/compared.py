"""By which facts a rule applies: each with its value and with what it was compared with, told before the arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.entitlement.answer import Gift, Step
from domain.entitlement.evaluate import late_rule
from domain.entitlement.model import Computed, Reduction, Rule, Version
from domain.entitlement.working import outcomes_of
from domain.expression import parse
from domain.expression.tree import Constant, Items, Logic, Name, Negated, Node, Operation
from domain.views.entitlement.because import COMPARE, FLIPPED, NOT
from domain.views.entitlement.conditions import Conditions
from domain.views.entitlement.telling import Teller

_UNKNOWN: Final = object()


def comes_about(teller: Teller, version: Version | None, gift: Gift, read: Mapping[str, object]) -> list[str]:
    """Return how a gift comes about: the facts that its rule compared, then the arithmetic, what is so twice once.

    Args:
        teller: who tells, of which pack, in which language.
        version: the version of the pack that decided; None where that is not known any more.
        gift: what its rule gives.
        read: the facts that are known, and what its rule worked out of them.
    """
    if version is None:
        return [*teller.steps(gift.steps, read)]
    comparing, lines = _Comparing(teller, version, read), list[str]()
    for rule in version.rules:
        if rule.id == gift.rule:
            lines += comparing.of(rule.when)
            lines += _arithmetic(comparing, rule, gift)
        elif late_rule(rule.id) == gift.rule and rule.late is not None:
            lines += comparing.of(rule.late.when)
    return [*dict.fromkeys(lines)]


def _arithmetic(comparing: _Comparing, rule: Rule, gift: Gift) -> Iterator[str]:
    """Yield the arithmetic; what was taken off, with why."""
    for step in gift.steps:
        cut = _cut(rule, step)
        if cut is not None:
            yield from comparing.of(cut.when)
        yield from comparing.teller.steps((step,), comparing.read)


def _cut(rule: Rule, step: Step) -> Reduction | None:
    """Return the reduction that a step of the arithmetic took off."""
    if step.done != "reduced":
        return None
    cut, clause = step.values["cut"], step.values["clause"]
    return next((each for each in rule.reduced if (each.cut.written, each.clause) == (cut, clause)), None)


@dataclass(frozen=True, slots=True)
class _Comparing:
    """Tells of conditions that hold by which facts they do."""

    teller: Teller
    version: Version
    read: Mapping[str, object]

    def of(self, whens: Iterable[str]) -> Iterator[str]:
        """Yield fact by fact: 6 hours 10 minutes, which is 3 hours or more."""
        for source in whens:
            yield from self._of(parse(source).tree, hold=True)

    def _of(self, node: Node, *, hold: bool) -> Iterator[str]:
        match node:
            case Logic(parts=parts, mark=mark) if (mark == "&&") == hold:
                for part in parts:
                    yield from self._of(part, hold=hold)
            case Logic(parts=parts):
                decided = next((part for part in parts if self._value(part) is hold), None)
                yield from self._of(decided, hold=hold) if decided is not None else self._whole(node)
            case Negated(mark="!", of=of):
                yield from self._of(of, hold=not hold)
            case Name(name=name) if isinstance(term := self.version.derived.get(name), Computed):
                yield from self._of(parse(term.source).tree, hold=hold)
            case Name(name=name) if name in self.read:
                yield self._so(name)
            case Operation(mark="in", left=Name(name=name)) if name in self.read:
                yield self._so(name)
            case Operation(mark=mark, left=Name(name=name), right=right) if name in self.read and mark in NOT:
                yield self._against(name, mark if hold else NOT[mark], right)
            case Operation(mark=mark, left=left, right=Name(name=name)) if name in self.read and mark in NOT:
                yield self._against(name, FLIPPED[mark if hold else NOT[mark]], left)
            case _:
                yield from self._whole(node)

    def _so(self, name: str) -> str:
        return self.teller.say("step.word", of=self.teller.name(name), value=self.teller.value(self.read[name], name))

    def _against(self, name: str, mark: str, other: Node) -> str:
        """Say what a fact is, and what it was compared with, as a number where that was worked out."""
        if isinstance(self.read[name], bool | str):
            return self._so(name)
        could = self._could(other)
        if could:
            value: Any = max(could) if mark in {">", ">="} else min(could) if mark in {"<", "<="} else could[0]
            bound = self.teller.value(value, other.name if isinstance(other, Name) else name)
        else:
            bound = Conditions(self.teller, self.read).term(other, name)
        here, asked = self.teller.value(self.read[name], name), self.teller.say(mark, b=bound)
        return self.teller.say("step.band", of=self.teller.name(name), value=here, range=asked)

    def _whole(self, node: Node) -> Iterator[str]:
        yield self.teller.say("step.case", when=Conditions(self.teller, self.read).said(node))

    def _value(self, node: Node) -> object:  # noqa: PLR0911 — one line a kind
        """Return what a part of a condition is, as far as facts that were read and marks say so."""
        match node:
            case Constant(value=value):
                return value
            case Name(name=name):
                return self.read.get(name, _UNKNOWN)
            case Negated(mark="!", of=of) if isinstance(inner := self._value(of), bool):
                return not inner
            case Logic(parts=parts, mark=mark):
                return self._all([self._value(part) for part in parts], stops=mark != "&&")
            case Operation(mark="in", left=left, right=Items(items=items)):
                return self._value(left) in [self._value(item) for item in items]
            case Operation(mark=mark, left=left, right=right) if mark in COMPARE:
                found = {COMPARE[mark](one, other) for one in self._could(left) for other in self._could(right)}
                return found.pop() if len(found) == 1 else _UNKNOWN
            case _:
                return _UNKNOWN

    def _could(self, node: Node) -> tuple[Any, ...]:
        """Return what a part could be: it alone where it is known, else all that it is ever worked out to be."""
        value = self._value(node)
        if value is not _UNKNOWN:
            return (value,)
        term = self.version.derived.get(node.name) if isinstance(node, Name) else None
        return outcomes_of(term) if term is not None else ()

    def _all(self, values: list[object], *, stops: bool) -> object:
        if stops in values:
            return stops
        return _UNKNOWN if _UNKNOWN in values else not stops
