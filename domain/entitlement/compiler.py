"""From a file to a pack: everything that is wrong with it at once, or a compiled pack that is complete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from domain.entitlement import model as m
from domain.entitlement import outline as o
from domain.entitlement.declared import called_of, facts_of
from domain.entitlement.never import never_applies
from domain.entitlement.rules import Rules, unverified
from domain.entitlement.sheet import Sheet
from domain.entitlement.terms import Terms, can_be_nothing
from domain.expression.types import ANY, INTEGER, MONEY, kind_of_type
from domain.money import EXPONENTS
from domain.playbook.findings import At, Finding, quoted
from domain.playbook.load import load
from domain.playbook.nodes import Entry, Fields, Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader

LANGUAGE: Final = 1
MOST_RULES: Final = 200


def compile_pack(text: str | bytes, file: str) -> tuple[m.Pack | None, list[Finding]]:
    """Compile a pack; it is there exactly when there are no findings."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, o.PACK)
    read.integer(fields.get("language"), LANGUAGE, LANGUAGE, LANGUAGE)
    currencies = _currencies(read, fields.get("currency"))
    facts = facts_of(read, fields.get("facts"))
    versions = _Versions(read, facts, currencies).all(fields.get("versions"))
    pack = m.Pack(
        pack=read.name(fields.get("pack")), title=read.words(fields.get("title"), ("en",)),
        kind=read.word(fields.get("kind"), o.KINDS, "law"), jurisdiction=read.text(fields.get("jurisdiction")),
        payer=read.words(fields.get("payer"), ("en",)), currencies=currencies,
        unit=read.word(fields.get("unit"), o.UNITS_OF, "person"),
        units=_units(read, fields.get("units"), facts), facts=facts, versions=versions,
        called=called_of(read, fields.get("called"), facts, versions),
    )  # fmt: skip
    if report.findings or root is None:
        return None, report.findings
    return pack, []


def _currencies(read: Reader, node: Node | None) -> tuple[str, ...]:
    found = []
    for item in read.different(node, "currencies") if node is not None else ():
        if isinstance(item, Scalar) and item.text in EXPONENTS:
            found.append(item.text)
        elif isinstance(item, Scalar):
            read.unknown("pack-currency", item, "is not a currency known here", EXPONENTS)
        else:
            read.refuse(item, "A currency", "Write its ISO 4217 code.")
    return tuple(found) or tuple(EXPONENTS)


def _units(read: Reader, node: Node | None, facts: Mapping[str, m.Fact]) -> str:
    """Read the name of the fact that counts the units."""
    sheet = Sheet(read, {name: fact.model_copy(update={"optional": False}) for name, fact in facts.items()}, ())
    name, kind = sheet.named(node, "A fact")
    if name and kind not in {INTEGER, ANY} and node is not None:
        what = f"{quoted(name)} is {kind_of_type(kind)}."
        read.report.add("wrong-type", node.at, what, "Name a fact that counts, such as passengers.")
    return name


class _Versions:
    """Reads versions in order, each with the one before at hand."""

    def __init__(self, read: Reader, facts: Mapping[str, m.Fact], currencies: tuple[str, ...]) -> None:
        self.read = read
        self.facts = facts
        self.currencies = currencies
        self.before: m.Version | None = None
        self.written: Mapping[str, Node] = {}
        """What the version before wrote or took over: `derived` by name, `rules` and `exclusions`."""

    def all(self, node: Node | None) -> tuple[m.Version, ...]:
        """Read all versions."""
        found: list[tuple[m.Version, Fields]] = []
        for name, inner in self.read.entries(node, "versions", NAME).items():
            fields = self.read.fields(inner, o.VERSION)
            version = self.version(name, fields, inner)
            found.append((version, fields))
            if version.state == "dated":
                self.before = version
        _in_order(self.read, found)
        return tuple(version for version, _ in found)

    def version(self, name: str, fields: Fields, node: Node) -> m.Version:
        """Read one version."""
        read, before = self.read, self.before
        source = read.text(fields.get("source"))
        amounts = {} if before is None else {each.id: each.amount for each in before.rules if each.amount is not None}
        sheet = Sheet(read, self.facts, self.currencies, {} if before is None else before.derived, amounts)
        goes_on = self._goes_on(fields)
        derived = self._derived(sheet, self._taken_over(fields.get("derived")) if goes_on else fields.get("derived"))
        dates = _dates(read, fields)
        version = m.Version(
            name=name, words=read.words(fields.get("words"), ("en",)) if "words" in fields.entries else {},
            source=source, state=dates.state, in_force=dates.in_force, enforced_from=dates.enforced_from,
            known_since=dates.known_since, ended=dates.ended, derived=derived, rules=(),
            unverified=unverified(read, fields, node.at, required=True),
        )  # fmt: skip
        return self._ruled(version, Rules(sheet, source), fields)

    def _goes_on(self, fields: Fields) -> bool:
        """Say whether a version has the rules of the one before; it then derives what that derives, and more."""
        rules = fields.get("rules")
        if not isinstance(rules, Scalar) or rules.text != o.PREVIOUS:
            return False
        if not self.written:
            what = "There is no version before this one with rules to go on from."
            self.read.report.add("version-dates", rules.at, what, "Write the rules.")
        return True

    def _taken_over(self, node: Node | None) -> Node | None:
        """Return what is derived here and in the version before; what is written here counts."""
        before = self.written.get("derived")
        if not isinstance(before, Fields):
            return node
        own = node.entries if isinstance(node, Fields) else {}
        return Fields(node.at if node is not None else before.at, {**before.entries, **own})

    def _derived(self, sheet: Sheet, node: Node | None) -> dict[str, m.Term]:
        found = {}
        for name, inner in self.read.entries(node, "what is derived", FIELD).items():
            if name in self.facts and isinstance(node, Fields):
                self.read.report.add("bad-name", node.key(name), f"{quoted(name)} is a fact.", "Choose another name.")
            made = Terms(sheet, name).term(inner, ANY)
            if made.term is not None and made.type != MONEY and can_be_nothing(made.term):
                what = f"{quoted(name)} can be nothing, and only an amount can."
                self.read.report.add("wrong-type", inner.at, what, "Write a value in the place of nothing.")
            sheet.types[name] = made.type
            if made.rest:
                sheet.exact.add(name)
            if made.term is not None:
                found[name] = sheet.derived[name] = made.term
        return found

    def _ruled(self, version: m.Version, rules: Rules, fields: Fields) -> m.Version:
        """Put rules and exclusions into a version."""
        read = self.read
        if self._goes_on(fields):
            kept = {name: Entry(Scalar(node.at, name, "text"), node) for name, node in self.written.items()}
            own = {name: entry for name, entry in fields.entries.items() if name not in {"rules", "derived"}}
            derived = self._taken_over(fields.get("derived"))
            if derived is not None:
                kept["derived"] = Entry(Scalar(derived.at, "derived", "text"), derived)
            fields = Fields(fields.at, {**kept, **own})
        made: list[tuple[m.Rule, At]] = []
        for item in read.items(fields.get("rules"), "rules", most=MOST_RULES):
            rule, at = rules.rule(item)
            if rule.id in {other.id for other, _ in made}:
                read.report.add("bad-name", at, f"A rule {quoted(rule.id)} is there already.", "Name it otherwise.")
            made.append((rule, at))
        names = [rule.id for rule, _ in made]
        exclusions, places = [], []
        for item in read.items(fields.get("exclusions"), "exclusions"):
            exclusion, written = rules.exclusion(item, names)
            exclusions.append(exclusion)
            places.append(written)
        unused = [name for name in version.derived if name not in rules.sheet.used and name not in self.facts]
        for name in unused:
            inner = fields.get("derived")
            at = inner.key(name) if isinstance(inner, Fields) else fields.at
            read.report.add("never-applies", at, f"Nothing asks for {quoted(name)}.", "Take it out, or use it.")
        version = version.model_copy(update={"rules": tuple(rule for rule, _ in made), "exclusions": tuple(exclusions)})
        self.written = {
            name: node for name in ("derived", "rules", "exclusions") if (node := fields.get(name)) is not None
        }
        if not read.report.findings:
            never_applies(read.report, version, [at for _, at in made], [each.key("when") for each in places])
        return version


class _Dates(NamedTuple):
    """The dates of a version."""

    state: m.InForce = "dated"
    in_force: date | None = None
    enforced_from: date | None = None
    known_since: date | None = None
    ended: date | None = None


def _dates(read: Reader, fields: Fields) -> _Dates:
    """Read the dates of a version and look whether they run forward."""
    node = fields.get("in_force")
    state: m.InForce = "dated"
    if isinstance(node, Scalar) and node.text in {o.NEVER, o.NOT_YET}:
        state = "never" if node.text == o.NEVER else "not yet"
    begins = read.day(node) if node is not None and state == "dated" else None
    enforced, known, ended = (_day(read, fields.get(name)) for name in ("enforced_from", "known_since", "ended"))
    for name, day in (("enforced_from", enforced), ("ended", ended)):
        if name in fields.entries and state != "dated":
            what = f"What is {state} in force has no “{name}”."
            read.report.add("version-dates", fields.key(name), what, "Take it out, or write since when it is in force.")
        elif _before(day, begins):
            what = f"{day} is before {begins}, when it came into force."
            read.report.add("version-dates", fields.key(name), what, "Write the days in their order.")
    return _Dates(state, begins, enforced or begins, known, ended)


def _day(read: Reader, node: Node | None) -> date | None:
    return read.day(node) if node is not None else None


def _before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _in_order(read: Reader, found: list[tuple[m.Version, Fields]]) -> None:
    """Look whether versions follow each other, each ending before the next begins."""
    dated = [(version, fields) for version, fields in found if version.in_force is not None]
    for (one, _), (other, fields) in pairwise(dated):
        begins = other.in_force
        if begins is None or one.in_force is None:
            continue
        if begins <= one.in_force:
            what = (
                f"{quoted(other.name)} does not begin after {quoted(one.name)}, which is in force since {one.in_force}."
            )
            read.report.add("version-dates", fields.key("in_force"), what, "Write versions in the order of their days.")
        elif one.ended is not None and one.ended >= begins:
            what = f"{quoted(one.name)} is in force until {one.ended}; both would hold from {begins} on."
            read.report.add("version-dates", fields.key("in_force"), what, "Let one end before the next begins.")
        elif one.enforced_from is not None and one.enforced_from >= begins:
            what = f"{quoted(one.name)} would be enforced from {one.enforced_from}, when this is in force."
            read.report.add("version-dates", fields.key("in_force"), what, "Correct one of the days.")
