"""Reading deeds: what people and partners do in an example, checked against what the playbook gives them to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, get_args

from domain.examples.document import Deed, DeedKind
from domain.examples.stage import Stage
from domain.examples.telling import Telling, result_types
from domain.playbook import plan as p
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.plan import FactType
from domain.playbook.reader import Shape, is_nothing
from domain.vocabulary import CUSTOMER

KINDS: Final[tuple[DeedKind, ...]] = get_args(DeedKind)
MARKS: Final[Mapping[str, FactType]] = {name: FactType(type="integer") for name in ("outcome", "handling")}
"""What a follow-up asks."""
_MOST_TIMES: Final = 1_000


def _shape(kind: str, optional: str, required: str = "") -> Shape:
    return Shape(f"“{kind}”", (kind, *required.split()), tuple(optional.split()))


SHAPES: Final[Mapping[str, Shape]] = {
    "choose": _shape("choose", "of for after by barred"),
    "decline": _shape("decline", "for after by barred"),
    "silent": _shape("silent", "for times"),
    "late": _shape("late", "for times"),
    "answer": _shape("answer", "with for after by times barred"),
    "refuse": _shape("refuse", "why for times"),
    "fail": _shape("fail", "why for times"),
    "unknown": _shape("unknown", "for times", required="then"),
    "later": _shape("later", "for times", required="after"),
    "approve": _shape("approve", "for after by barred"),
    "deny": _shape("deny", "for after by barred", required="why"),
    "retry": _shape("retry", "for after by why times barred"),
    "skip": _shape("skip", "for after by why times barred"),
    "cause": _shape("cause", "after by barred"),
    "change": _shape("change", "after by why barred"),
    "receipt": _shape("receipt", "of what number why after by barred"),
    "event": _shape("event", "after"),
    "withdraw": _shape("withdraw", "after by barred"),
    "cancel": _shape("cancel", "after by barred"),
    "follow_up": _shape("follow_up", "after by times", required="with"),
}  # fmt: skip
"""The deeds with their fields."""
_APPLIED: Final = ("applied", "not applied")


def _silent(stage: Stage) -> Iterable[str]:
    asks = {name for name, ask in stage.asks.items() if ask.role == CUSTOMER}
    surveys = {name for name, each in stage.follow_ups.items() if each.survey}
    return {*stage.offers, *asks, *surveys, *stage.events}


def _requests(stage: Stage) -> Iterable[str]:
    return stage.requests


_ASKS_NOTHING: Final = "asks nothing of the outside"
_ABOUT: Final[Mapping[DeedKind, tuple[str, Callable[[Stage], Iterable[str]]]]] = {
    "decline": ("is no offer", lambda stage: stage.offers),
    "silent": ("is nothing that the customer could leave unanswered", _silent),
    "late": ("is no task", lambda stage: {*stage.asks, *stage.grants}),
    "fail": (_ASKS_NOTHING, _requests),
    "unknown": (_ASKS_NOTHING, _requests),
    "later": (_ASKS_NOTHING, _requests),
    "approve": ("is no remedy", lambda stage: stage.grants),
    "deny": ("is no remedy", lambda stage: stage.grants),
    "retry": ("is no step", lambda stage: stage.layout.steps),
    "skip": ("is no step", lambda stage: stage.layout.steps),
    "event": ("is no event that the playbook waits for", lambda stage: stage.events),
    "follow_up": ("is no follow-up", lambda stage: stage.follow_ups),
}
"""What a deed names, by what it is called when it does not."""


class Deeds:
    """Reads the deeds of one example."""

    def __init__(self, telling: Telling, stage: Stage) -> None:
        """Take what values are read by and who is there."""
        self.telling = telling
        self.read = telling.read
        self.stage = stage

    def all(self, node: Node | None) -> tuple[Deed, ...]:
        """Read what is done; nothing at all is fine."""
        items = self.read.items(node, "deeds", least=0) if node is not None else ()
        return tuple(deed for item in items if (deed := self.one(item)) is not None)

    def one(self, node: Node) -> Deed | None:
        """Read one deed; None where it is none."""
        kind = self._kind(node)
        if kind is None or not isinstance(node, Fields):
            return None
        at = node.key(kind)
        fields = self.read.fields(node, SHAPES[kind], at)
        subject = fields.get(kind)
        if subject is None:
            return None
        after, read_after = fields.get("after"), self.read.duration if kind == "later" else self.read.span
        shared = Deed(
            do=kind, line=at.line, round=self._key(fields.get("for")), by=self._who(fields.get("by")),
            after=read_after(after) if after is not None else None,
            why=self.read.text(fields.get("why")),
            times=self.read.integer(fields.get("times"), 1, _MOST_TIMES, 1),
            barred=self.read.yes_no(fields.get("barred")),
        )  # fmt: skip
        return self._with_subject(shared, subject, fields)

    def _kind(self, node: Node) -> DeedKind | None:
        if not isinstance(node, Fields):
            self.read.refuse(node, "A deed", "Write for example {choose: refund, after: 2h}.")
            return None
        named = [name for name in node.entries if name in KINDS]
        if named:
            return named[0]
        first = next(iter(node.entries.values()), None)
        if first is None:
            self.read.refuse(node, "A deed", "Write for example {choose: refund, after: 2h}.")
        else:
            self.read.unknown("example-deed", first.key, "is nothing that can be done", KINDS)
        return None

    def _key(self, node: Node | None) -> str:
        """Read the key of a round; keys are often digits."""
        if isinstance(node, Scalar) and not is_nothing(node):
            return node.text
        return self.read.text(node)

    def _who(self, node: Node | None) -> str:
        name = self.read.text(node)
        staff = self.stage.staff
        if name and name != CUSTOMER and staff is not None and name not in staff and isinstance(node, Scalar):
            self.read.unknown("unknown-person", node, "is nobody of the house", {*staff, CUSTOMER})
        return name

    # --- What it is about --------------------------------------------------------------------------------------------
    def _with_subject(self, deed: Deed, node: Node, fields: Fields) -> Deed:  # noqa: PLR0911 — one line a kind
        match deed.do:
            case "choose":
                return self._choose(deed, node, fields)
            case "answer":
                return self._answer(deed, node, fields)
            case "refuse":
                return self._refuse(deed, node)
            case "receipt":
                return self._receipt(deed, node, fields)
            case "change":
                facts = self.stage.plan.facts
                values = self.telling.record(node, facts, "example-fact", at=node.at, some=True)
                return replace(deed, values=values, why=deed.why or "more is known")
            case "cause" | "withdraw" | "cancel":
                return replace(deed, why=self.read.text(node))
            case other:
                what, known = _ABOUT[other]
                named = replace(deed, target=self._named(node, what, known(self.stage)))
                return self._how(named, node, fields)

    def _how(self, deed: Deed, node: Node, fields: Fields) -> Deed:
        """Read what an unknown outcome turns out to be, or what a follow-up is answered."""
        if deed.do == "unknown":
            return replace(deed, applied=self.read.word(fields.get("then"), _APPLIED, "applied") == "applied")
        if deed.do == "follow_up":
            values = self.telling.record(fields.get("with"), MARKS, "example-deed", at=node.at)
            return replace(deed, values=values)
        return deed

    def _named(self, node: Node, what: str, known: Iterable[str]) -> str:
        name = self.read.text(node)
        if name and name not in known and isinstance(node, Scalar):
            self.read.unknown("unknown-step", node, what, known)
        return name

    def _choose(self, deed: Deed, node: Node, fields: Fields) -> Deed:
        offers, of = self.stage.offers, fields.get("of")
        name = self._named(of, "is no offer", offers) if of is not None else ""
        if of is None and len(offers) == 1:
            name = next(iter(offers))
        elif of is None:
            remedy = f"Write of: one of {', '.join(offers)}." if offers else "Take it out."
            self.read.report.add("example-deed", node.at, "It is not said in which offer.", remedy)
        choice = self.read.text(node)
        if choice and name in offers and choice not in offers[name].choices and isinstance(node, Scalar):
            self.read.unknown("unknown-choice", node, f"is no choice of {name}", offers[name].choices)
        return replace(deed, target=name, choice=choice)

    def _answer(self, deed: Deed, node: Node, fields: Fields) -> Deed:
        stage = self.stage
        does = {name for name, step in stage.steps.items() if isinstance(step, p.Do)}
        known = {*stage.asks, *stage.asked_packs, *does, *stage.contracts}
        name = self._named(node, "asks for no answer", known)
        types: Mapping[str, FactType] = {}
        if name in stage.asks:
            types = stage.asks[name].form
        elif name in stage.asked_packs:  # the facts that were missing to say what is owed
            types = stage.plan.facts
        elif name in known:
            step = stage.steps.get(name)
            types = result_types(step.connector if isinstance(step, p.Do) else stage.contracts[name])
        given = fields.get("with")
        values = self.telling.record(given, types, "example-deed", at=node.at, some=True) if name in known else {}
        return replace(deed, target=name, values=values)

    def _refuse(self, deed: Deed, node: Node) -> Deed:
        name = self._named(node, _ASKS_NOTHING, self.stage.requests)
        reasons = sorted(self.stage.reasons(name))
        if name in self.stage.requests and deed.why and deed.why not in reasons:
            publishes = f"It publishes: {', '.join(reasons)}." if reasons else "It publishes no reason: take “why” out."
            listed = self.read.report.meant(deed.why, reasons) or publishes
            self.read.report.add("unknown-refusal", node.at, f"{name} does not refuse with “{deed.why}”.", listed)
        return replace(deed, target=name, why=deed.why or next(iter(reasons), "refused"))

    def _receipt(self, deed: Deed, node: Node, fields: Fields) -> Deed:
        covers = [name for name, step in self.stage.grants.items() if isinstance(step, p.Cover)]
        of = fields.get("of")
        name = self._named(of, "is no cover", covers) if of is not None else ""
        if of is None and len(covers) == 1:
            name = covers[0]
        elif of is None:
            remedy = f"Write of: one of {', '.join(covers)}." if covers else "Take it out."
            self.read.report.add("example-deed", node.at, "It is not said for which cover.", remedy)
        return replace(
            deed, target=name, amount=self.read.money(node), thing=self.read.text(fields.get("what")),
            number=self._key(fields.get("number")),
        )  # fmt: skip
