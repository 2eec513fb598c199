"""Rules and exclusions of a version, as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.clock.span import parse_period
from domain.entitlement import model as m
from domain.entitlement import outline as o
from domain.entitlement import quantities as q
from domain.entitlement.sheet import Sheet
from domain.entitlement.terms import Found, Terms, amounts_of, worked_out
from domain.errors import UsageError
from domain.expression.types import INTEGER, kind_of_type
from domain.money import Money
from domain.playbook.findings import At, quoted
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader
from domain.vocabulary import GIVEN, Words

_GIVES: Final = ("amount", "in_kind", "duty")
_OF_AMOUNTS: Final = ("reduced", "at_least", "at_most", "nothing_below", "round", "late")
DATES: Final = ("date", "instant")


def unverified(read: Reader, fields: Fields, at: At, *, required: bool) -> str:
    """Read whether something was read in its source: `verified: true`, or `unverified: why`."""
    said = [name for name in ("verified", "unverified") if name in fields.entries]
    if len(said) > 1:
        remedy = "Keep one of them."
        read.report.add("not-verified", fields.key("unverified"), "This is both verified and unverified.", remedy)
    why = read.text(fields.get("unverified"))
    holds = read.yes_no(fields.get("verified"))
    if "verified" in said and not holds:
        read.report.add("not-verified", fields.key("verified"), "This does not say why.", "Write unverified: WHY.")
    if required and not said:
        remedy = "Write verified: true when somebody has read it in its source, else unverified: WHY."
        read.report.add("not-verified", at, "Nobody says whether this was read in its source.", remedy)
    return why


def since(sheet: Sheet, node: Node | None) -> str:
    """Read the name of a fact that is a day or an instant; it may be left out when it is asked."""
    if node is None:
        return ""
    before, sheet.known = sheet.known, frozenset(sheet.facts)
    name, kind = sheet.named(node, "A fact")
    sheet.known = before
    if name and kind_of_type(kind) not in DATES:
        what = f"{quoted(name)} is no day."
        sheet.read.report.add("wrong-type", node.at, what, "Name a fact that is a date or an instant.")
    return name


def within(read: Reader, node: Node | None) -> m.Within | None:
    """Read a span of time, or months."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or node.type != "text":
        read.refuse(node, "A span of time", "Write it as 7 days, 20 working days or 6 months.")
        return None
    try:
        return parse_period(node.text)
    except UsageError as refused:
        read.report.add("bad-duration", node.at, refused.what, refused.remedy or "Write 7 days or 6 months.")
        return None


class Rules:
    """Reads the rules of one version."""

    def __init__(self, sheet: Sheet, source: str) -> None:
        """Take the sheet, and the source that rules without one of their own have."""
        self.sheet = sheet
        self.read = sheet.read
        self.source = source

    def rule(self, node: Node) -> tuple[m.Rule, At]:
        """Read one rule."""
        read, sheet = self.read, self.sheet
        fields = read.fields(node, o.RULE)
        name = read.name(fields.get("rule"))
        terms = Terms(sheet, name)
        sheet.known = frozenset()
        when = sheet.conditions(fields.get("when"))
        amount = self._amount(terms, fields, node.at)
        reduced = tuple(self._reduction(each) for each in read.items(fields.get("reduced"), "reductions"))
        self._rounded(fields, amount, reduced)
        least, most = terms.amount(fields.get("at_least")), terms.amount(fields.get("at_most"))
        rounding = terms.rounding(fields.get("round"))
        self._steps(fields, rounding, {"at_least": least, "at_most": most})
        rule = m.Rule(
            id=name, head=read.name(fields.get("for")) or name, words=read.words(fields.get("words"), ("en",)),
            clause=read.text(fields.get("clause")), source=read.text(fields.get("source")) or self.source,
            unverified=unverified(read, fields, node.at, required=True), when=when, amount=amount.term,
            reduced=reduced,
            at_least=least.term, at_most=most.term, nothing_below=self._money(terms, fields.get("nothing_below")),
            rounding=rounding, often=self._often(fields.get("often")), in_kind=self._in_kind(fields.get("in_kind")),
            duty=self._duty(fields.get("duty")), pay_within=within(read, fields.get("pay_within")),
            pay_from=since(sheet, fields.get("pay_from")), late=self._late(terms, fields.get("late")),
            claim=self._claim(fields.get("claim")),
        )  # fmt: skip
        return rule, node.at

    def _amount(self, terms: Terms, fields: Fields, at: At) -> Found:
        amount = terms.amount(fields.get("amount"))
        if not any(name in fields.entries for name in _GIVES):
            remedy = "Write amount:, in_kind: or duty:."
            self.read.report.add("missing-field", at, "This rule gives nothing.", remedy)
        astray = next((name for name in _OF_AMOUNTS if name in fields.entries and "amount" not in fields.entries), "")
        if astray:
            remedy = "Write an amount, or take it out."
            self.read.report.add("missing-field", fields.key(astray), f"“{astray}” has no amount to work on.", remedy)
        return amount

    def _rounded(self, fields: Fields, amount: Found, reduced: Sequence[m.Reduction]) -> None:
        """Ask for a rounding where an amount, or what is left of it, can come out in fractions."""
        if "round" in fields.entries or amount.term is None:
            return
        fixed = amounts_of(amount.term, self.sheet.derived)
        left = [each.minor * (1 - reduction.cut.exact) for each in fixed for reduction in reduced]
        if amount.rest or (reduced and not fixed) or any(part.denominator > 1 for part in left):
            what = "This can come out in fractions of the smallest coin."
            remedy = "Add round: {to: 0.01 EUR, how: half-even}, in the currency of the pack."
            self.read.report.add("unrounded", fields.key("amount"), what, remedy)

    def _steps(self, fields: Fields, rounding: m.Rounding | None, ends: Mapping[str, Found]) -> None:
        """Refuse a least or a most that rounding would lead away from."""
        for name, found in ends.items():
            amount = worked_out(found.term) if found.term is not None else None
            if rounding is not None and amount is not None and amount.minor % rounding.to.minor:
                what = f"{amount.money()} is no whole number of {rounding.to}, to which this is rounded."
                self.read.report.add("unrounded", fields.key(name), what, "Write a multiple of the step.")

    def _money(self, terms: Terms, node: Node | None) -> Money | None:
        amount = self.read.money(node)
        return terms.own(node, amount) if node is not None and amount is not None else None

    def _reduction(self, node: Node) -> m.Reduction:
        fields = self.read.fields(node, o.REDUCTION)
        before = self.sheet.known
        cut = fields.get("cut")
        ratio = m.Ratio(over=1, under=2, written="50%")
        try:
            ratio = q.share(cut.text) if isinstance(cut, Scalar) else ratio
        except UsageError as refused:
            self.read.report.add("bad-share", cut.at if cut else node.at, refused.what, refused.remedy)
        if ratio.over >= ratio.under or ratio.over == 0:
            self.read.report.add(
                "bad-share", fields.key("cut"), "This leaves nothing, or takes nothing.", "Cut less than 100%."
            )
        found = m.Reduction(
            cut=ratio, when=self.sheet.conditions(fields.get("when")), clause=self.read.text(fields.get("clause")),
            unverified=self.read.text(fields.get("unverified")),
        )  # fmt: skip
        self.sheet.known = before
        return found

    def _often(self, node: Node | None) -> m.Often | None:
        if node is None:
            return None
        fields = self.read.fields(node, o.OFTEN)
        so_far, kind = self.sheet.named(fields.get("so_far"), "A fact")
        if so_far and kind != INTEGER:
            what = f"{quoted(so_far)} is no whole number."
            self.read.report.add("wrong-type", fields.key("so_far"), what, "Name a fact that counts.")
        most = self.read.integer(fields.get("most"), 1, 1_000, 1)
        return m.Often(most=most, so_far=so_far, clause=self.read.text(fields.get("clause")))

    def _in_kind(self, node: Node | None) -> dict[str, Words]:
        given = self.read.entries(node, "things by name", FIELD)
        return {name: self.read.words(inner, ("en",)) for name, inner in given.items()}

    def _duty(self, node: Node | None) -> m.Duty | None:
        if node is None:
            return None
        fields = self.read.fields(node, o.DUTY)
        time = within(self.read, fields.get("within"))
        if time is None:
            return None
        words = self.read.words(fields.get("words"), ("en",))
        keeper = self.read.word(fields.get("kept_by"), o.KEEPERS, o.KEEPERS[0])
        gives = fields.get("gives")
        items = () if gives is None else self.read.different(gives, "what it gives")
        return m.Duty(
            words=words, within=time, since=since(self.sheet, fields.get("since")), kept_by=keeper,
            in_writing=self.read.yes_no(fields.get("in_writing")),
            gives=tuple(self.read.word(item, GIVEN, GIVEN[0]) for item in items),
        )  # fmt: skip

    def _late(self, terms: Terms, node: Node | None) -> m.Late | None:
        if node is None:
            return None
        fields = self.read.fields(node, o.LATE)
        amount = self._money(terms, fields.get("amount"))
        before = self.sheet.known
        when = self.sheet.conditions(fields.get("when"))
        self.sheet.known = before
        if amount is None:
            return None
        clause, why = self.read.text(fields.get("clause")), self.read.text(fields.get("unverified"))
        return m.Late(amount=amount, when=when, clause=clause, unverified=why)

    def _claim(self, node: Node | None) -> m.Claim | None:
        if node is None:
            return None
        fields = self.read.fields(node, o.CLAIM)
        time = within(self.read, fields.get("within"))
        if time is None:
            return None
        return m.Claim(
            within=time, since=since(self.sheet, fields.get("since")), made=since(self.sheet, fields.get("made")),
            clause=self.read.text(fields.get("clause")), unverified=self.read.text(fields.get("unverified")),
        )  # fmt: skip

    def exclusion(self, node: Node, rules: Sequence[str]) -> tuple[m.Exclusion, Fields]:
        """Read one exclusion."""
        read, sheet = self.read, self.sheet
        fields = read.fields(node, o.EXCLUSION)
        sheet.known = frozenset()
        when = sheet.conditions(fields.get("when"))
        proven = sheet.conditions(fields.get("proven"))
        bars = self._bars(fields.get("bars"), rules)
        if ("proven" in fields.entries) is not ("burden" in fields.entries):
            name = "proven" if "proven" in fields.entries else "burden"
            what = "Who has to prove it, and when it is proven, are said together."
            read.report.add("missing-field", fields.key(name), what, "Write proven: CONDITION and burden: {en: WHO}.")
        found = m.Exclusion(
            id=read.name(fields.get("exclusion")), bars=bars, words=read.words(fields.get("words"), ("en",)),
            clause=read.text(fields.get("clause")), source=read.text(fields.get("source")) or self.source,
            unverified=unverified(read, fields, node.at, required=True), when=when, proven=proven,
            burden=read.words(fields.get("burden"), ("en",)),
            while_unproven=read.word(fields.get("while_unproven"), o.UNPROVEN, "due"),
        )  # fmt: skip
        return found, fields

    def _bars(self, node: Node | None, rules: Sequence[str]) -> tuple[str, ...]:
        found = []
        for item in self.read.different(node, "rules") if node is not None else ():
            name = self.read.name(item, NAME)
            if name and name not in rules and isinstance(item, Scalar):
                self.read.unknown("unknown-word", item, "is no rule of this version", rules)
            found.append(name)
        return tuple(found)


def listed(node: Node | None) -> Sequence[Node]:
    """Return the items of a list that was read elsewhere."""
    return node.items if isinstance(node, Items) else ()
