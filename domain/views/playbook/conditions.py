"""Expressions in words where that is clear (“delay of 3 hours or more”), else as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.clock.duration import Duration
from domain.expression import parse, printed
from domain.expression.tree import (
    Asked,
    Call,
    Constant,
    Items,
    Known,
    Logic,
    Name,
    Negated,
    Node,
    Operation,
    Select,
)
from domain.money import Money
from domain.views.playbook.reading import Reading

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_ARITHMETIC: Final = {"+": "plus", "-": "minus", "*": "times"}
_TEXTS: Final = ("contains", "startsWith", "endsWith")
_TOLD: Final = {"answer": "answered", "result": "resulted"}
_DECLINED: Final = "declined"
_DEEPEST: Final = 8
"""How often a computed fact is followed to what it is computed from."""


def conditions(reading: Reading, when: Sequence[str], unless: Sequence[str] = ()) -> str:
    """Return on what condition something holds: all of `when` and none of `unless`; "" when it always does."""
    wanted, barred = reading.joined(each(reading, when)), reading.joined(each(reading, unless), "or")
    if wanted and barred:
        return reading.say("except", a=wanted, b=barred)
    return reading.say("unless", a=barred) if barred else wanted


def each(reading: Reading, sources: Sequence[str]) -> list[str]:
    """Return conditions in words, one by one."""
    return [condition(reading, source) for source in sources]


def condition(reading: Reading, source: str) -> str:
    """Return a condition in words."""
    return _Teller(reading).condition(parse(source).tree)


def value(reading: Reading, source: str) -> str:
    """Return a value in words."""
    tree, teller = parse(source).tree, _Teller(reading, definite=True)
    return teller.thing(tree) or _Teller(reading).holding(tree) or _quoted(tree)


def constant(reading: Reading, given: object) -> str:
    """Return a literal in words."""
    match given:
        case bool():
            return reading.say("yes" if given else "no")
        case Money():
            return reading.money(given)
        case Duration():
            return reading.span(given)
        case date():
            return given.isoformat()
        case str():
            return f"“{given}”"
        case _:
            return str(given)


def _quoted(node: Node) -> str:
    """Write a part as it is written in files, with the marks that are preferred there."""
    return f"“{printed(node).replace(' && ', ' and ').replace(' || ', ' or ')}”"


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts trees into words; None where there are none that are clear. `definite`: things are “the …”."""

    reading: Reading
    definite: bool = False
    depth: int = 0

    # --- Conditions --------------------------------------------------------------------------------------------------
    def condition(self, node: Node) -> str:
        """Return a condition in words, else as it is written."""
        return self.holding(node) or _quoted(node)

    def holding(self, node: Node) -> str | None:  # noqa: PLR0911 — one line a kind
        """Return a condition in words, if there are any."""
        match node:
            case Constant(value=bool() as holds):
                return self.reading.say("always" if holds else "never")
            case Logic():
                return self._joined(node)
            case Negated(mark="!"):
                return self._negated(node.of)
            case Operation():
                return self._compared(node.mark, node.left, node.right)
            case Known():
                return self._about("known", self.thing(node.of))
            case Call(function=function, args=(of, what)) if function in _TEXTS:
                return self._two(function, of, what)
            case Select() | Name():
                return self._so(node, holds=True)
            case _:
                return None

    def _joined(self, node: Logic) -> str:
        by = "and" if node.mark == "&&" else "or"
        parts = [self.condition(part) for part in node.parts]
        mixed = [f"({text})" if isinstance(part, Logic) else text for part, text in zip(node.parts, parts, strict=True)]
        return self.reading.joined(mixed, by)

    def _negated(self, node: Node) -> str | None:
        match node:
            case Select() | Name():
                return self._so(node, holds=False)
            case Known():
                return self._about("not-known", self.thing(node.of))
            case Negated(mark="!", of=inner):
                return self.holding(inner)
            case Operation(mark=mark, left=left, right=right) if mark in _OPPOSITE:
                return self._compared(_OPPOSITE[mark], left, right)
            case _:
                found = self.holding(node)
                return self.reading.say("not", a=f"({found})") if found else None

    def _so(self, node: Node, *, holds: bool) -> str | None:
        """Say that something is so, or is not; a computed fact by what it is computed from."""
        say = self.reading.say
        match node:
            case Select(of=Name(name="case"), name="owed"):
                return say("owed" if holds else "not-owed")
            case Select(of=Name(name="customer"), name="reachable"):
                return say("reachable" if holds else "not-reachable")
            case Select(of=Name(name="failure"), name=fact) if self.reading.derived(fact):
                return self._computed(fact, holds=holds)
            case _:
                return self._about("is-so" if holds else "is-not-so", self.thing(node))

    def _computed(self, fact: str, *, holds: bool) -> str | None:
        source = self.reading.derived(fact)
        if source is None or self.depth >= _DEEPEST:
            return None
        deeper = _Teller(self.reading, definite=self.definite, depth=self.depth + 1)
        tree = parse(source).tree
        return deeper.condition(tree) if holds else deeper.condition(Negated("!", tree, 1))

    def _about(self, name: str, thing: str | None) -> str | None:
        return self.reading.say(name, name=thing) if thing else None

    def _compared(self, mark: str, left: Node, right: Node) -> str | None:
        if isinstance(left, Constant) and mark in _FLIPPED:
            left, right, mark = right, left, _FLIPPED[mark]
        special = self._special(mark, left, right)
        if special:
            return special
        if mark == "in" and isinstance(right, Items):
            return self._one_of(left, right.items)
        phrase = f"{self._kind(right)}.{mark}"
        return self._two(phrase, left, right) if self.reading.says(phrase) else self._two(f"number.{mark}", left, right)

    def _kind(self, right: Node) -> str:
        match right:
            case Constant(value=Money() | Duration()):
                return "amount"
            case Constant(value=date()):
                return "moment"
            case Select(of=Name(name="case"), name="opened_at" | "reported_at"):
                return "moment"
            case _:
                return "number"

    def _two(self, name: str, left: Node, right: Node) -> str | None:
        a, b = self.thing(left), self.thing(right)
        return self.reading.say(name, a=a, b=b) if a and b and self.reading.says(name) else None

    def _one_of(self, left: Node, items: tuple[Node, ...]) -> str | None:
        a, words = self.thing(left), [self.thing(item) for item in items]
        known = [word for word in words if word]
        return self.reading.say("one-of", a=a, b=", ".join(known)) if a and len(known) == len(words) > 0 else None

    def _special(self, mark: str, left: Node, right: Node) -> str | None:
        """Say what has words of its own: the choice of an offer, the ending of a step, the tier, yes and no."""
        if mark not in {"==", "!="} or not isinstance(right, Constant):
            return None
        equal, word = mark == "==", right.value
        match left:
            case Asked(function="chosen", name=offer) if isinstance(word, str):
                return self._chosen(offer, word, equal=equal)
            case Asked(function="outcome", name=step) if isinstance(word, str):
                return self._ended(step, word, equal=equal)
            case Select(of=Name(name="case"), name="tier") if self.reading.says(f"tier.name.{word}"):
                tier = self.reading.say(f"tier.name.{word}")
                return self.reading.say("tier.is" if equal else "tier.is-not", tier=tier)
            case _ if isinstance(word, bool):
                return self._so(left, holds=word == equal)
            case _:
                return None

    def _chosen(self, offer: str, choice: str, *, equal: bool) -> str:
        if choice == _DECLINED:
            return self.reading.say("declined" if equal else "not-declined")
        words = self.reading.choice(offer, choice)
        return self.reading.say("chosen" if equal else "not-chosen", choice=words)

    def _ended(self, step: str, status: str, *, equal: bool) -> str | None:
        name = self.reading.step(step)
        if status == "done":
            return self.reading.say("ended.done" if equal else "ended.not-done", step=name)
        if not self.reading.says(f"status.{status}"):
            return None
        words = self.reading.say(f"status.{status}")
        return self.reading.say("ended.is" if equal else "ended.is-not", step=name, status=words)

    # --- Things ------------------------------------------------------------------------------------------------------
    def thing(self, node: Node) -> str | None:  # noqa: PLR0911 — one line a kind
        """Return what is compared or given, as a noun."""
        match node:
            case Constant():
                return constant(self.reading, node.value)
            case Name():
                return self._noun(node.name)
            case Select():
                return self._part(node)
            case Operation(mark=mark) if mark in _ARITHMETIC:
                return self._two(_ARITHMETIC[mark], node.left, node.right)
            case Call(function="share", args=(of, Constant(value=percent))):
                whole = self.thing(of)
                return self.reading.say("share", percent=str(percent), of=whole) if whole else None
            case Call(function="size", args=(of,)):
                whole = self.thing(of)
                return self.reading.say("size", of=whole) if whole else None
            case Call(function="days_between", args=(first, last)):
                return self._two("days", first, last)
            case _:
                return None

    def _noun(self, name: str) -> str:
        return self.reading.say("fact.the" if self.definite else "fact", name=name)

    def _part(self, node: Select) -> str | None:  # noqa: PLR0911 — one line a root
        """Return what a field is called: a fact, part of an answer or a result, something of case or customer."""
        match node.of:
            case Name(name="failure"):
                return self._noun(self.reading.fact(node.name))
            case Name(name="customer") if node.name == "person":
                return self.reading.say("the-customer")
            case Name(name=("case" | "customer") as root):
                phrase = f"{root}.{node.name}"
                return self.reading.say(phrase) if self.reading.says(phrase) else None
            case Name():
                return self._noun(node.name.replace("_", " "))
            case Asked(function=function, name=name):
                return self._told(function, name, node.name)
            case Select():
                whole = self.thing(node.of)
                return (
                    self.reading.say("of", name=self._noun(node.name.replace("_", " ")), whole=whole) if whole else None
                )
            case _:
                return None

    def _told(self, function: str, name: str, field: str) -> str | None:
        mark = f"mark.{field}"
        surveys = {each.id or each.survey for each in self.reading.plan.follow_up}
        if function == "answer" and name in surveys and self.reading.says(mark):
            return self.reading.say(mark, survey=f"“{name}”")
        if function not in _TOLD:
            return None
        noun = self.reading.say("fact", name=field.replace("_", " "))
        return self.reading.say(_TOLD[function], name=noun, step=self.reading.step(name))
