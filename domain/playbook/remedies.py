"""Remedies: what the customer gets, who may grant it, and by what it is paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from domain.clock.duration import Duration
from domain.clock.span import Days
from domain.expression.types import ANY, INTEGER, MONEY, PERSON, RecordOf, Type
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.connectors import PAID, UNKNOWN, is_by_hand
from domain.playbook.contract import Contract
from domain.playbook.entitle import check_entitled
from domain.playbook.facts import receipt_of
from domain.playbook.findings import quoted
from domain.playbook.leaves import Compiled, Leaves
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.outline import Outline
from domain.playbook.reach import Reach
from domain.playbook.reader import FIELD, Reader, Shape
from domain.values import Value

DECIDED_WITHIN: Final = Duration(24 * 3_600_000)
"""How long each rung of a ladder has where the playbook does not say."""
AUTHORITY = Shape("an authority", ("above",), ("auto_up_to", "within"))
RUNG = Shape("a rung", ("role",), ("up_to",))
MOST_RUNGS, MOST_CURRENCIES = 10, 40
COVERED_WITHIN: Final = Days(30)
"""How long receipts are taken where the playbook does not say."""
RECEIPTS, MOST_RECEIPTS = 10, 100
_TYPED: Final[Mapping[str, Type]] = {"quantity": INTEGER, "cost": MONEY, "value": MONEY}
"""Parts of a remedy in kind that the ledger knows: how many, what it costs us, what we say that it is worth."""
HAND_NEEDS: Final = {"of": "Write of: ROLE, who gives it.", "due": "Write due: 1 working day, or until when it is."}
HAND: Final = (*HAND_NEEDS, "on_due")
"""What is said of a remedy that a person gives by hand."""
COVER_NEEDS: Final = {
    "up_to": "Write up_to: the most that is paid in all.", "against": "Write against: receipts.",
    "for": "Write for: {en: …}, what is paid for.", "pay": "Write pay: with a connector that pays.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remedies:
    """Compiles remedies; without `authority` the owner of the playbook decides."""

    leaves: Leaves
    owner: str
    loops: Mapping[str, tuple[str, ...]]
    """The loops round each step, by id."""

    @property
    def read(self) -> Reader:
        """Return what reads values."""
        return self.leaves.read

    def remedy(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a remedy."""
        if "up_to" in outline.fields.entries or "against" in outline.fields.entries:
            return self.cover(outline, reach, common)
        fields, expressions, connectors = outline.fields, self.leaves.expressions, self.leaves.connectors
        self._one_kind(outline)
        pay, hand = connectors.paying(fields.get("pay")), self._hand(outline)
        given = connectors.paid_with(fields, pay, outline.at, reach) if pay or "with" in fields.entries else {}
        expressions.catalogue[outline.id] = {"result": _receipt(pay) if pay and hand is None else RecordOf({})}
        refused, behind_refused = self.leaves.walk(outline.steps_of("refused") or (), reach.past(outline.id))
        self._of_the_house(outline, reach)
        step = p.Remedy(
            **common, remedy=self.read.name(fields.get("remedy")), pay=pay, hand=hand, given=given, refused=refused,
            cash=self.amount(outline, "in_place_of", reach), undo=self._undo(outline, pay, given),
            loss=self.read.name(fields.get("loss")) if "loss" in fields.entries else "",
            to=expressions.term(fields.get("to"), PERSON, reach), amount=self.amount(outline, "amount", reach),
            in_kind=self.in_kind(fields.get("in_kind"), reach), authority=self.authority(fields),
            retry=self.leaves.retry(fields.get("retry")), entitled=self.entitled(outline, reach),
            named_care={"in_kind", "entitled"} <= fields.entries.keys(),
        )  # fmt: skip
        behind = reach.behind(outline.id)
        return step, reach.where_all_meet([behind, behind_refused]) if refused else behind

    def cover(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a cover: receipts are paid as they come, all together up to an amount."""
        fields, expressions, connectors = outline.fields, self.leaves.expressions, self.leaves.connectors
        self._whole_cover(outline)
        self._of_the_house(outline, reach)
        self.read.word(fields.get("against"), ("receipts",), "receipts")
        pay = connectors.paying(fields.get("pay"))
        given = connectors.paid_with(fields, pay, outline.at, reach, receipts=True) if pay else {}
        expressions.catalogue[outline.id] = {}
        up_to = self.amount(outline, "up_to", reach) or p.Given(value=Money("USD", 1))
        step = p.Cover(
            **common, remedy=self.read.name(fields.get("remedy")), pay=pay, given=given, up_to=up_to,
            hand=self._hand(outline), to=expressions.term(fields.get("to"), PERSON, reach),
            authority=self.authority(fields),
            words=self.read.words(fields.get("for"), connectors.languages),
            within=self.read.span(fields.get("within"), COVERED_WITHIN),
            most=self.read.integer(fields.get("at_most"), 1, MOST_RECEIPTS, RECEIPTS),
            retry=self.leaves.retry(fields.get("retry")), entitled=self.entitled(outline, reach),
        )  # fmt: skip
        return step, reach.behind(outline.id)

    def _whole_cover(self, outline: Outline) -> None:
        """Check that all parts of a cover are there, and none of another remedy."""
        entries, report = outline.fields.entries, self.read.report
        for name in ("up_to", "against", "for", "pay"):
            if name not in entries:
                report.add("missing-field", outline.at, f"“{name}” is missing in a cover.", COVER_NEEDS[name])
        for name in ("amount", "in_kind", "refused", "in_place_of", "loss", "undo"):
            if name in entries:
                what = f"“{name}” does not go with “up_to”: a cover pays what the receipts say."
                report.add("one-of", outline.fields.key(name), what, "Take it out.")

    def _hand(self, outline: Outline) -> p.Hand | None:
        """Read who gives it by hand, until when, and who is called when it is late; it is the last way of paying."""
        fields, report = outline.fields, self.read.report
        found = [item for item in _ways(fields.get("pay")) if is_by_hand(item)]
        if not found:
            for name in (name for name in HAND if name in fields.entries):
                what = f"“{name}” says who gives it by hand and when, and nobody does."
                report.add("one-of", fields.key(name), what, "Write pay: by hand, or take it out.")
            return None
        if found[-1] is not _ways(fields.get("pay"))[-1]:
            what = "“by hand” is the last way of paying: a person gives what no connector paid."
            report.add("pay-connector", found[-1].at, what, "Move it to the end of the list.")
        for name in (name for name in HAND_NEEDS if name not in fields.entries):
            report.add("missing-field", found[-1].at, f"“{name}” is missing in “by hand”.", HAND_NEEDS[name])
        role, up = (self.leaves.connectors.role(fields.get(name)) for name in ("of", "on_due"))
        return p.Hand(role=role, due=self.read.span(fields.get("due")), up=up)

    def entitled(self, outline: Outline, reach: Reach) -> tuple[str, ...]:
        """Read the decisions about what is owed that a remedy settles."""
        if "entitled" not in outline.fields.entries:
            return ()
        return check_entitled(self.leaves, outline, reach, self.loops)

    def _one_kind(self, outline: Outline) -> None:
        """Check that a remedy is an amount that something pays, or something in kind."""
        fields, report = outline.fields, self.read.report
        ways = ("amount", "in_place_of", "entitled")
        in_kind, money = "in_kind" in fields.entries, [n for n in ways if n in fields.entries]
        if in_kind and money == ["entitled"]:
            money = []  # care that is owed, and no money
        amount = bool(money)
        if {"amount", "in_place_of"} <= set(money):
            what = "“amount” and “in_place_of” exclude each other: the house says what stands for that cash."
            report.add("one-of", fields.key("in_place_of"), what, "Keep one of them.")
        if amount and in_kind:
            remedy = "Make two remedies of it."
            report.add("one-of", fields.key("in_kind"), f"“{money[0]}” and “in_kind” exclude each other.", remedy)
        for name in ("for", "within", "at_most"):
            if name in fields.entries:
                what = f"“{name}” belongs to a cover, which has “up_to” and “against”."
                report.add("one-of", fields.key(name), what, "Write up_to and against: receipts, or take it out.")
        if not amount and not in_kind:
            what = "“amount”, “in_place_of”, “entitled” or “in_kind” is missing in “remedy”."
            report.add("missing-field", outline.at, what, "Write what the customer gets.")
        elif amount and "pay" not in fields.entries:
            remedy = "Write pay: with a connector that pays, or pay: by hand."
            report.add("missing-field", outline.at, "“pay” is missing: nothing pays this amount.", remedy)

    def _of_the_house(self, outline: Outline, reach: Reach) -> None:
        """Check a kind against those of the house: known, of the same sort, and looked up before it is promised."""
        house, node, fields = self.leaves.connectors.remedies, outline.fields.get("remedy"), outline.fields
        if house is None or not isinstance(node, Scalar) or not node.text:
            return
        if node.text not in house.kinds:
            self.read.unknown("unknown-remedy", node, "is no kind of remedy of the house", house.kinds)
            return
        kind = house.kinds[node.text]
        money = {"amount", "in_place_of", "up_to"} & set(fields.entries)
        if "in_kind" not in fields.entries:
            money |= {"entitled"} & set(fields.entries)
        written = bool(money) or "in_kind" in fields.entries
        if written and not ("in_kind" in fields.entries if kind.in_kind else money):
            gives, given = ("in kind", "money") if kind.in_kind else ("money", "something in kind")
            what = f"{quoted(node.text)} is given {gives} in this house, and here it is {given}."
            self.read.report.add("unknown-remedy", node.at, what, "Name another kind, or change house/remedies.yaml.")
        self._known_loss(fields, house.losses)
        looked_up = {self.leaves.connectors.done_by.get(step) for step in reach.done}
        if kind.feasible and kind.feasible not in looked_up:
            what = f"Whether there is one for {quoted(node.text)} was not looked up on every way to here."
            remedy = f"Put {{do: {kind.feasible}}} before it, where it is surely done."
            self.read.report.add("not-feasible", node.at, what, remedy)

    def _known_loss(self, fields: Fields, losses: frozenset[str]) -> None:
        """Check that a loss is one that the house knows: of a name that nothing shares nothing is ever set off."""
        node = fields.get("loss")
        if isinstance(node, Scalar) and node.text and node.text not in losses:
            self.read.unknown(
                "unknown-remedy", node, "is no loss that a kind of remedy of the house makes good", losses
            )

    def _undo(self, outline: Outline, pay: Sequence[Contract], given: Mapping[str, p.Term]) -> Contract | None:
        """Read what takes a remedy back: it fits whatever paid it; what is owed has none."""
        fields, report = outline.fields, self.read.report
        node = fields.get("undo")
        if node is None:
            return None
        if "entitled" in fields.entries:
            what = "This settles what is owed, and that is never taken back."
            report.add("claw-back", fields.key("undo"), what, "Take “undo” out.")
        if any(map(is_by_hand, _ways(fields.get("pay")))):
            what = "“undo” takes back what a connector paid, and a person gives this by hand."
            report.add("one-of", fields.key("undo"), what, "Take one of them out.")
            return None
        if not pay:
            what = "“undo” takes back what was paid, and nothing pays this."
            report.add("one-of", fields.key("undo"), what, "Write pay: with a connector, or take “undo” out.")
            return None
        named = {**given, **dict.fromkeys(PAID, p.Given(value=""))}
        found = [self.leaves.connectors.undo(node, None if way is UNKNOWN else way, named) for way in pay]
        return found[0]

    def amount(self, outline: Outline, field: str, reach: Reach) -> p.Term | None:
        """Read an amount of more than nothing, and of no more than its kind can be in the house."""
        node = outline.fields.get(field)
        term = self.leaves.expressions.term(node, MONEY, reach)
        if node and isinstance(term, p.Given) and isinstance(term.value, Money) and term.value.minor <= 0:
            self.read.report.add("out-of-range", node.at, "A remedy is more than nothing.", "Write a larger amount.")
        house, name = self.leaves.connectors.remedies, outline.fields.get("remedy")
        if node and house is not None and isinstance(name, Scalar):
            for value, most in ((value, house.kind(name.text).bound(value)) for value in _written(term)):
                if most is not None:
                    what = f"{value} is more than {quoted(name.text)} can be in this house ({most})."
                    remedy = "Write less, or a larger at_most in house/remedies.yaml."
                    self.read.report.add("out-of-range", node.at, what, remedy)
        return term

    def in_kind(self, node: Node | None, reach: Reach) -> dict[str, p.Term]:
        """Read the named parts of a remedy in kind."""
        found = {}
        for name, inner in self.read.entries(node, "what the customer gets", FIELD).items():
            if name in _TYPED and isinstance(node, Fields):
                found_term = self.leaves.expressions.term(inner, _TYPED[name], reach)
                if found_term is not None:
                    found[name] = found_term
                continue
            if name in PAID and isinstance(node, Fields):
                what = f"{quoted(name)} is told to what pays anyway."
                self.read.report.add("bad-name", node.key(name), what, "Choose another name.")
            term = self.leaves.expressions.term(inner, ANY, reach)
            if term is not None:
                found[name] = term
        return found

    # --- Authority ---------------------------------------------------------------------------------------------------
    def authority(self, step: Fields) -> p.Authority:
        """Read who is asked to grant a remedy."""
        kind, node = step.get("remedy"), step.get("authority")
        if node is None:
            self._may_grant(kind, kind, self.owner, "the owner, who is asked where no authority is written,")
            return p.Authority(above=(p.Rung(role=self.owner),), within=DECIDED_WITHIN)
        fields = self.read.fields(node, AUTHORITY)
        rungs = tuple(self.rung(item) for item in self.read.items(fields.get("above"), "rungs", most=MOST_RUNGS))
        if rungs and rungs[-1].up_to:
            remedy = "End the ladder with a role without up_to."
            what = "Nobody may grant more than the last rung."
            self.read.report.add("ladder", self.read.items(fields.get("above"), "rungs")[-1].at, what, remedy)
        for item, rung in zip(self.read.items(fields.get("above"), "rungs", most=MOST_RUNGS), rungs, strict=True):
            self._may_grant(item, kind, rung.role, rung.role)
        at_once = self.limits(fields.get("auto_up_to"))
        self._check_order(fields.get("above"), at_once, rungs)
        return p.Authority(auto_up_to=at_once, above=rungs, within=self.read.span(fields.get("within"), DECIDED_WITHIN))

    def _may_grant(self, node: Node | None, kind: Node | None, role: str, who: str) -> None:
        """Check that whoever is asked may ever grant this kind of remedy by the house's table of authority."""
        table, remedy = self.leaves.connectors.authority, kind.text if isinstance(kind, Scalar) else ""
        if table is None or node is None or not role or not remedy:
            return
        who_may = sorted({line.role for line in table.lines.values() if line.is_about(remedy)})
        if not self.leaves.connectors.beside(role) & {*who_may}:
            what = f"By the table of authority {who} may never grant a remedy of the kind {remedy}."
            better = f"Ask one of: {', '.join(who_may)}." if who_may else "Add a line to house/authority.yaml."
            self.read.report.add("never-granted", node.at, what, better)

    def _check_order(self, node: Node | None, at_once: Sequence[Money], rungs: Sequence[p.Rung]) -> None:
        """A rung decides about more than what is granted before it is asked."""
        reached = {limit.currency: limit for limit in at_once}
        for item, rung in zip(self.read.items(node, "rungs", most=MOST_RUNGS), rungs, strict=True):
            for limit in rung.up_to:
                before = reached.get(limit.currency)
                if before is not None and limit.minor <= before.minor:
                    what = f"Up to {before} is granted before {rung.role} is asked, so up to {limit} nothing is left."
                    self.read.report.add("ladder", item.at, what, f"Name more than {before}, or take the rung out.")
                reached[limit.currency] = limit

    def rung(self, node: Node) -> p.Rung:
        """Read one rung."""
        fields = self.read.fields(node, RUNG)
        return p.Rung(role=self.leaves.connectors.role(fields.get("role")), up_to=self.limits(fields.get("up_to")))

    def limits(self, node: Node | None) -> tuple[Money, ...]:
        """Read limits, one a currency."""
        found: dict[str, Money] = {}
        for item in self.read.items(node, "amounts", most=MOST_CURRENCIES):
            limit = self.read.money(item)
            if limit is not None and limit.minor <= 0:
                self.read.report.add("out-of-range", item.at, "A limit is more than nothing.", "Leave it out.")
            if limit is not None and limit.currency in found:
                what = f"There is a limit in {limit.currency} already."
                self.read.report.add("bad-name", item.at, what, "Keep one a currency.")
            if limit is not None:
                found[limit.currency] = limit
        return tuple(found.values())


def _written(term: p.Term | None) -> Iterator[Value]:
    """Yield the amounts that are written, in whichever case they hold."""
    match term:
        case p.Given():
            yield term.value
        case p.ByCases():
            for inner in (*(line.then for line in term.cases), term.otherwise):
                yield from _written(inner)
        case _:
            return


def _ways(node: Node | None) -> Sequence[Node]:
    """Return the ways of paying as they are written; a single one may stand without brackets."""
    return node.items if isinstance(node, Items) else () if node is None else (node,)


def _receipt(pay: Sequence[Contract]) -> Type:
    """Return what every way of paying gives."""
    receipts = [receipt_of(None if contract is UNKNOWN else contract) for contract in pay]
    return reduce(_in_both, receipts)


def _in_both(one: Type, other: Type) -> Type:
    if not isinstance(one, RecordOf) or not isinstance(other, RecordOf):
        return ANY
    return RecordOf({name: part for name, part in one.fields.items() if other.fields.get(name) == part})
