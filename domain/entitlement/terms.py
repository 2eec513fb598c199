"""What a rule gives, as it is written: amounts, shares, tables, periods, indexes; each with its type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.entitlement import bands
from domain.entitlement import model as m
from domain.entitlement import outline as o
from domain.entitlement import quantities as q
from domain.entitlement.exact import Exact, rounded
from domain.entitlement.sheet import Sheet
from domain.errors import UsageError
from domain.expression.errors import guess_or_list
from domain.expression.operations import an
from domain.expression.types import ANY, DURATION, INTEGER, MONEY, YES_NO, OneOf, Type, fits, joined, kind_of_type
from domain.money import Money
from domain.playbook.expressions import CASE
from domain.playbook.expressions import ELSE as LAST
from domain.playbook.findings import At, quoted
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reader import FIELD

_MONEY: Final = re.compile(r"\s*-?\d[\d.,]*\s?[A-Za-z]{3}\s*")
_SPAN: Final = re.compile(r"\s*\d+\s*(?:h|m|s|ms|hours?|minutes?|days?|working)\b.*")
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_PERIOD: Final = 10**6
"""The longest period that amounts are given for each of, in whatever is counted."""
_FORMS: Final = ("over", "by", "each", "sum", "indexed", "days_from")


@dataclass(frozen=True, slots=True)
class Found:
    """A term, its type, and whether it may have a rest behind the minor units."""

    term: m.Term | None = None
    type: Type = ANY
    rest: bool = False


UNREAD: Final = Found()


class Terms:
    """Reads terms against a sheet. `name` is what is read just now, for what goes on from the version before."""

    def __init__(self, sheet: Sheet, name: str = "") -> None:
        """Begin."""
        self.sheet = sheet
        self.read = sheet.read
        self.name = name

    def amount(self, node: Node | None) -> Found:
        """Read an amount of money."""
        return self.term(node, MONEY)

    def term(self, node: Node | None, wanted: Type) -> Found:
        """Read a term that has to give a type."""
        found = self._any(node, wanted)
        if found.term is not None and node is not None and not fits(found.type, wanted):
            what = f"This gives {an(kind_of_type(found.type))}; {an(kind_of_type(wanted))} is wanted."
            self.read.report.add("wrong-type", node.at, what, f"Write {an(kind_of_type(wanted))}.")
            return UNREAD
        return found

    def _any(self, node: Node | None, wanted: Type) -> Found:
        match node:
            case None:
                return UNREAD
            case Scalar():
                return self._scalar(node, wanted)
            case Items():
                return self._cases(node, wanted)
            case Fields():
                return self._form(node, wanted)

    # --- One value ---------------------------------------------------------------------------------------------------
    def _scalar(self, node: Scalar, wanted: Type) -> Found:
        text = node.text.strip()
        if text == o.NOTHING:
            return Found(m.Nothing(), ANY)
        if node.type == "text" and text.startswith("="):
            return self._formula(node)
        share = q.part(text) if node.type == "text" else None
        if share is not None:
            return self._part(node, *share)
        if wanted == MONEY or (wanted == ANY and _MONEY.fullmatch(text)):
            return self._money(node)
        return self._literal(node, wanted)

    def _money(self, node: Scalar) -> Found:
        amount = self.read.money(node)
        if amount is None:
            return UNREAD
        return Found(m.Given(value=self.own(node, amount)), MONEY)

    def own(self, node: Node, amount: Money) -> Money:
        """Check that an amount is in a currency of the pack, and one that can be owed."""
        self._in_currency(node.at, amount)
        if amount.minor <= 0:
            self.read.report.add(
                "out-of-range", node.at, f"{amount} is no amount that is owed.", "Write more, or nothing."
            )
        return amount

    def _in_currency(self, at: At, amount: Money) -> None:
        if amount.currency not in self.sheet.currencies:
            there = " or ".join(self.sheet.currencies)
            what = f"{amount} is not in {there}, the currency of this pack."
            self.read.report.add("pack-currency", at, what, f"Write it in {there}, or name the currency above.")

    def _literal(self, node: Scalar, wanted: Type) -> Found:
        if node.type == "integer" or wanted == INTEGER:
            return Found(m.Given(value=self.read.integer(node, 0, 10**12, 0)), INTEGER)
        if wanted == DURATION or (wanted == ANY and _SPAN.fullmatch(node.text)):
            return Found(m.Given(value=self.read.duration(node, least=0)), DURATION)
        if node.type == "yes_no":
            return Found(m.Given(value=self.read.yes_no(node)), YES_NO)
        if wanted == ANY and _WORD.fullmatch(node.text):
            return Found(m.Given(value=node.text), OneOf((node.text,)))
        self.read.refuse(node, an(kind_of_type(wanted)).capitalize() if wanted != ANY else "A value")
        return UNREAD

    def _formula(self, node: Scalar) -> Found:
        skip = node.text.index("=") + 1
        skip += len(node.text[skip:]) - len(node.text[skip:].lstrip())
        name = node.text[skip:].strip()
        if self.sheet.types.get(name) == MONEY:
            self.sheet.used.add(name)
            return Found(m.Named(name=name), MONEY, name in self.sheet.exact)
        expression, kind = self.sheet.expression(node, skip)
        if expression is None:
            return UNREAD
        name = self.sheet.reads_only(expression)
        return Found(m.Named(name=name) if name else m.Computed(source=expression.source), kind)

    def _part(self, node: Scalar, share: str, name: str) -> Found:
        try:
            ratio = q.share(share)
        except UsageError as refused:
            self.read.report.add("bad-share", node.at, refused.what, refused.remedy)
            return UNREAD
        at = node.place(node.text.rindex(name))
        of, kind = self.sheet.named(Scalar(at, name, "text"), "A fact")
        if kind not in {MONEY, ANY}:
            self.read.report.add(
                "wrong-type", at, f"{quoted(name)} is no amount.", "Take a share of an amount of money."
            )
            return UNREAD
        return Found(m.Part(share=ratio, of=of), MONEY, ratio.under != 1 or name in self.sheet.exact)

    def _thing(self, node: Node | None, wanted: Type) -> Found:
        """Read a term; a bare word is the name of a fact."""
        if not isinstance(node, Scalar) or node.type != "text" or _WORD.fullmatch(node.text) is None:
            return self.term(node, wanted)
        name, kind = self.sheet.named(node, "A fact")
        return Found(m.Named(name=name), kind) if name else UNREAD

    # --- Several ------------------------------------------------------------------------------------------------------
    def _cases(self, node: Items, wanted: Type) -> Found:
        *lines, last = self.read.items(node, "cases") or (None,)
        if not isinstance(last, Fields) or o.ELSE not in last.entries:
            what = "This value says nothing where no case fits."
            self.read.report.add("choose-needs-else", node.at, what, "End the list with {else: …}.")
            return UNREAD
        before, found, cases = self.sheet.known, [], []
        for line in lines:
            way = self.read.fields(line, CASE)
            when = self.sheet.conditions(way.get("when"))
            then = self.term(way.get("is"), wanted)
            self.sheet.known = before
            found.append(then)
            if then.term is not None:
                cases.append(m.Line(when=when, then=then.term))
        otherwise = self.term(self.read.fields(last, LAST).get(o.ELSE), wanted)
        found.append(otherwise)
        if otherwise.term is None:
            return UNREAD
        return self._one(node, m.ByCases(cases=tuple(cases), otherwise=otherwise.term), found)

    def _form(self, node: Fields, wanted: Type) -> Found:
        form = next((name for name in _FORMS if name in node.entries), "")
        if not form:
            remedy = "Write an amount, 25% of FACT, or a mapping with over, by, each, sum, indexed or days_from."
            self.read.report.add("unknown-field", node.at, "This is no way to say what is given.", remedy)
            return UNREAD
        way = {
            "over": self._banded, "by": self._by_word, "each": self._each, "sum": self._total,
            "indexed": self._indexed, "days_from": self._counted,
        }[form]  # fmt: skip
        return way(node, wanted)

    def _one(self, node: Node, term: m.Term, parts: Iterable[Found]) -> Found:
        """Return a term of several parts, which have to go together."""
        kind: Type = ANY
        rest = False
        for part in parts:
            rest |= part.rest
            both = joined(kind, part.type) if ANY not in (kind, part.type) else (part.type if kind == ANY else kind)
            if both is None:
                what = f"This is either {an(kind_of_type(kind))} or {an(kind_of_type(part.type))}."
                self.read.report.add("wrong-type", node.at, what, "Give all lines one type.")
                return UNREAD
            kind = both
        return Found(term, kind, rest)

    def _banded(self, node: Fields, wanted: Type) -> Found:
        fields = self.read.fields(node, o.BANDED)
        over, kind = self.sheet.named(fields.get("over"), "A fact")
        if not over:
            return UNREAD
        if kind not in bands.ORDERED:
            bands.refuse_order(self.read, fields.get("over") or node, over, kind)
            return UNREAD
        lines = self.read.items(fields.get("bands"), "lines of a table")
        found, made = [], []
        for line, span in bands.ranges(self.read, lines, kind, self.sheet.facts.get(over)):
            for end in (span.low, span.high):
                if isinstance(end, Money):
                    self._in_currency(span.at, end)
            then = self.term(line.get("is"), wanted)
            found.append(then)
            if then.term is not None:
                made.append(
                    m.Band(low=span.low, low_in=span.low_in, high=span.high, high_in=span.high_in, then=then.term)
                )
        return self._one(node, m.Banded(over=over, bands=tuple(made)), found) if made else UNREAD

    def _by_word(self, node: Fields, wanted: Type) -> Found:
        fields = self.read.fields(node, o.BY_WORD)
        by, kind = self.sheet.named(fields.get("by"), "A fact")
        ways = fields.get("is")
        if not by:
            return UNREAD
        words = kind.words if isinstance(kind, OneOf) else ("true", "false") if kind == YES_NO else ()
        if not words:
            what = f"{quoted(by)} is {an(kind_of_type(kind))}, no list of words."
            self.read.report.add("wrong-type", (fields.get("by") or node).at, what, "Write over: and bands:.")
            return UNREAD
        found, made, otherwise = [], {}, None
        for name, inner in self.read.entries(ways, "lines by word", FIELD).items():
            then = self.term(inner, wanted)
            found.append(then)
            if name == o.ELSE:
                otherwise = then.term
            elif name not in words and isinstance(ways, Fields):
                remedy = guess_or_list(name, words)
                self.read.report.add("unknown-word", ways.key(name), f"{quoted(name)} is no {quoted(by)}.", remedy)
            elif then.term is not None:
                made[name] = then.term
        if isinstance(ways, Fields):
            self._all_words(ways, words)
        return self._one(node, m.ByWord(by=by, ways=made, otherwise=otherwise), found) if made else UNREAD

    def _all_words(self, ways: Fields, words: tuple[str, ...]) -> None:
        left = [word for word in words if word not in ways.entries]
        if left and o.ELSE not in ways.entries:
            what = f"Nothing is said of {', '.join(left)}."
            self.read.report.add("bands", ways.at, what, f"Add {', '.join(f'{word}: …' for word in left)}, or else: ….")
        elif not left and o.ELSE in ways.entries:
            what = "There is a line for every word already."
            self.read.report.add("bands", ways.key(o.ELSE), what, "Take else out.")

    def _each(self, node: Fields, wanted: Type) -> Found:
        fields = self.read.fields(node, o.EACH)
        amount = self.amount(fields.get("each"))
        of = self._thing(fields.get("of"), ANY)
        if of.term is not None and of.type not in {INTEGER, DURATION, ANY}:
            what = f"{an(kind_of_type(of.type)).capitalize()} has no periods."
            self.read.report.add("wrong-type", fields.key("of"), what, "Name a duration or a number.")
            return UNREAD
        per = self._period(fields.get("per"), of)
        after = self._thing(fields.get("after"), of.type)
        begun = self.read.word(fields.get("counting"), o.COUNTING, "full") == "begun"
        if amount.term is None or of.term is None or per is None:
            return UNREAD
        term = m.Each(amount=amount.term, per=per, of=of.term, after=after.term, begun=begun)
        return Found(term, MONEY, amount.rest)

    def _period(self, node: Node | None, of: Found) -> bands.Bound | None:
        if node is None:
            return None
        if of.type == DURATION:
            return self.read.duration(node)
        unit = ""
        if isinstance(of.term, m.Named) and of.term.name in self.sheet.facts:
            unit = self.sheet.facts[of.term.name].unit
        if isinstance(node, Scalar) and node.type == "text" and unit:
            try:
                number = q.number(node.text, unit)
            except UsageError as refused:
                self.read.report.add("unknown-unit", node.at, refused.what, refused.remedy)
                return None
            return self.read.integer(Scalar(node.at, str(number), "integer"), 1, _LONGEST_PERIOD, 1)
        return self.read.integer(node, 1, _LONGEST_PERIOD, 1)

    def _total(self, node: Fields, wanted: Type) -> Found:
        fields = self.read.fields(node, o.TOTAL)
        parts = [self.amount(part) for part in self.read.items(fields.get("sum"), "amounts", least=2)]
        terms = tuple(part.term for part in parts if part.term is not None)
        return self._one(node, m.Total(parts=terms), parts) if terms else UNREAD

    def _indexed(self, node: Fields, wanted: Type) -> Found:
        fields = self.read.fields(node, o.INDEXED)
        base = self._base(fields.get("indexed"))
        factor = self._factor(fields.get("factor"))
        rounding = self.rounding(fields.get("round"))
        published = self.read.money(fields.get("published"))
        if base is None or factor is None or rounding is None or published is None:
            return UNREAD
        place = fields.get("published") or node
        self.own(place, published)
        value = worked_out(base)
        if value is not None:
            given = rounded(value.times(factor.exact), rounding)
            if given != Exact.of(published):
                what = f"{value.money()} × {factor.written} gives {given.money()}, not {published}."
                remedy = "Correct the factor, the rounding, or what was published."
                self.read.report.add("index", place.at, what, remedy)
        return Found(m.Indexed(base=base, factor=factor, rounding=rounding, published=published), MONEY)

    def _base(self, node: Node | None) -> m.Term | None:
        """Read what an index goes on from: an amount, or the same one of the version before."""
        if not isinstance(node, Scalar) or node.text != o.PREVIOUS:
            return self.amount(node).term
        before = self.sheet.previous.get(self.name) or self.sheet.previous_rules.get(self.name)
        amount = worked_out(before) if before is not None else None
        if amount is None:
            what = f"The version before has no fixed amount {quoted(self.name)}."
            self.read.report.add("index", node.at, what, "Write the amount from which the index goes on.")
            return None
        return m.Given(value=amount.money())

    def _factor(self, node: Node | None) -> m.Ratio | None:
        if node is None:
            return None
        try:
            return q.factor(node.text if isinstance(node, Scalar) else "")
        except UsageError as refused:
            self.read.report.add("bad-share", node.at, refused.what, refused.remedy)
            return None

    def rounding(self, node: Node | None) -> m.Rounding | None:
        """Read how an amount is rounded."""
        if node is None:
            return None
        fields = self.read.fields(node, o.ROUNDING)
        step = self.read.money(fields.get("to"))
        how = self.read.word(fields.get("how"), q.HOW, "half-even")
        if step is None:
            return None
        self.own(fields.get("to") or node, step)
        return m.Rounding(to=step, how=how) if step.minor > 0 else None

    def _counted(self, node: Fields, wanted: Type) -> Found:
        fields = self.read.fields(node, o.COUNTED)
        since, since_type = self.sheet.named(fields.get("days_from"), "A fact")
        until, until_type = self.sheet.named(fields.get("until"), "A fact")
        after = fields.get("after")
        span = self.read.span(after)
        for name, kind, field in ((since, since_type, "days_from"), (until, until_type, "until")):
            if name and kind_of_type(kind) != "date":
                what = f"{quoted(name)} is {an(kind_of_type(kind))}, not a day."
                self.read.report.add("wrong-type", fields.key(field), what, "Name a fact that is a date.")
        return Found(m.Counted(since=since, after=span, until=until), INTEGER) if since and until else UNREAD


def amounts_of(term: m.Term | None, derived: Mapping[str, m.Term]) -> tuple[Money, ...]:
    """Return all amounts that a term can come to; none where it depends on more than a choice between fixed ones."""
    match term:
        case m.Given(value=Money() as amount):
            return (amount,)
        case m.Indexed():
            return (term.published,)
        case m.Named(name=name):
            return amounts_of(derived.get(name), derived)
        case m.Banded():
            parts = [band.then for band in term.bands]
        case m.ByWord():
            parts = [*term.ways.values(), *([term.otherwise] if term.otherwise is not None else [])]
        case m.ByCases():
            parts = [*(line.then for line in term.cases), term.otherwise]
        case _:
            return ()
    inner = [amounts_of(part, derived) for part in parts if not isinstance(part, m.Nothing)]
    return tuple(amount for amounts in inner for amount in amounts) if all(inner) else ()


def can_be_nothing(term: m.Term) -> bool:
    """Say whether a term gives nothing in some of its lines."""
    match term:
        case m.Nothing():
            return True
        case m.Banded():
            return any(can_be_nothing(band.then) for band in term.bands)
        case m.ByWord():
            return any(can_be_nothing(part) for part in (*term.ways.values(), term.otherwise) if part is not None)
        case m.ByCases():
            return any(can_be_nothing(part) for part in (*(line.then for line in term.cases), term.otherwise))
        case _:
            return False


def worked_out(term: m.Term) -> Exact | None:
    """Return a fixed amount, also where an index leads to it; None where it depends on facts."""
    match term:
        case m.Given(value=Money() as amount):
            return Exact.of(amount)
        case m.Indexed():
            base = worked_out(term.base)
            return None if base is None else rounded(base.times(Fraction(term.factor.exact)), term.rounding)
        case _:
            return None
