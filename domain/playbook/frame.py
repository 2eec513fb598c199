"""What a playbook says round its steps: for which failures it is, facts, risk, promises, follow-up, closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from domain.clock.duration import Duration
from domain.expression.types import ANY, INSTANT, PERSON, TEXT, YES_NO, FieldOf, OneOf, RecordOf, Type
from domain.markets import Market
from domain.playbook import plan as p
from domain.playbook.connectors import Connectors
from domain.playbook.expressions import Expressions
from domain.playbook.facts import is_derived, record_of, types_of
from domain.playbook.findings import quoted
from domain.playbook.ladders import ladder
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.outline import Outline
from domain.playbook.reach import Reach
from domain.playbook.reader import Reader, Shape
from domain.risk import LEVELS, LIKELIHOODS, MODIFIERS, SCALES, TIERS, Rung, Scale
from domain.vocabulary import GIVEN, SECOND_LOOK, Modifier, Tier

REPLY_WITHIN: Final = Duration(72 * 3_600_000)
"""How long the customer has to answer a follow-up where the playbook does not say."""

SERVICE = Shape("service", ("name",), ("contact", "complexity"))
GRADES: Final = ("low", "medium", "high")
HANDLES = Shape("a failure that is handled", ("failure",), ("when",))
RISK = Shape("risk", ("likelihood", "consequence"), ("modifiers", "useless_after"))
MODIFIERS_HELD = Shape("modifiers", (), MODIFIERS)
CONSEQUENCE = Shape("consequence", SCALES)
FOLLOW_UP = Shape(
    "a follow-up", ("after",), ("survey", "call", "words", "id", "from", "reply_within", "due", "reopen_when", "silent")
)
ESCALATION = Shape("escalation", (), TIERS)
CLOSE = Shape("close", (), ("needs", "root_cause"))
MOST_FOLLOW_UPS: Final = 10
FROM: Final = ("resolved",)
SILENT: Final[tuple[Literal["accept", "leave"], ...]] = ("leave", "accept")
ROOT_CAUSE: Final[tuple[Literal["required", "optional"], ...]] = ("required", "optional")


def markets(read: Reader, node: Node | None, known: Mapping[str, Market]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the markets, which are those of the house; return them and the languages of their customers."""
    found = []
    for item in read.different(node, "markets") if node else ():
        name = read.text(item)
        if name and name not in known and isinstance(item, Scalar):
            read.unknown("unknown-market", item, "is no market of the house", known)
        elif name:
            found.append(name)
    return tuple(found), tuple(dict.fromkeys(known[name].language for name in found))


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a failure: as declared, as computed, and as expressions see all of them."""

    declared: Mapping[str, p.FactType]
    derived: Mapping[str, str]
    seen: RecordOf


def facts(expressions: Expressions, node: Node | None, languages: Sequence[str]) -> Facts:
    """Read the facts; a derived one sees the declared ones and those derived above it."""
    declared = types_of(expressions.read, node, languages)
    seen, derived = dict(record_of(declared).fields), {}
    for name, entry in node.entries.items() if isinstance(node, Fields) else ():
        if is_derived(entry.value):
            reach = Reach({"failure": RecordOf(dict(seen))})
            derived[name], found = expressions.formula(entry.value, ANY, reach)
            seen[name] = FieldOf(found)
    return Facts(declared, derived, RecordOf(seen))


def roots(failure: RecordOf, markets: Sequence[str], *, is_assessed: bool = True) -> dict[str, Type]:
    """Return what expressions of a case can name; its tier once its risk is assessed."""
    market: Type = OneOf(tuple(markets)) if markets else TEXT
    case = {
        "id": TEXT, "opened_at": INSTANT, "reported_at": INSTANT, "market": market, "owed": YES_NO,
        "second_look": OneOf(SECOND_LOOK),
    }  # fmt: skip
    tier: dict[str, Type] = {"tier": OneOf(TIERS)} if is_assessed else {}
    customer = {"kind": TEXT, "reachable": YES_NO, "person": PERSON}
    return {"failure": failure, "case": _record({**case, **tier}), "customer": _record({**customer})}


def _record(parts: Mapping[str, Type]) -> RecordOf:
    return RecordOf({name: FieldOf(kind) for name, kind in parts.items()})


class Frame:
    """Compiles the parts round the steps."""

    def __init__(self, connectors: Connectors, failure: RecordOf, markets: Sequence[str]) -> None:
        """Take what the parts share."""
        self.connectors = connectors
        self.expressions = connectors.expressions
        self.read = connectors.read
        self.start = Reach(roots(failure, markets))
        self.before = Reach(roots(failure, markets, is_assessed=False))
        self.failure = failure
        self.markets = tuple(markets)

    def service(self, node: Node | None) -> dict[str, str]:
        """Read what kind of service it is."""
        fields = self.read.fields(node, SERVICE)
        grades = {name: self.read.word(fields.get(name), GRADES, "") for name in SERVICE.optional}
        found = {"name": self.read.name(fields.get("name")), **grades}
        return {name: value for name, value in found.items() if value}

    def handles(self, node: Node | None) -> tuple[p.Handles, ...]:
        """Read which failures the plan is for; their conditions see the failure alone."""
        found = []
        for item in self.read.items(node, "failures"):
            fields = self.read.fields(item, HANDLES)
            when, _ = self.expressions.conditions(fields.get("when"), Reach({"failure": self.failure}))
            found.append(p.Handles(failure=self.read.name(fields.get("failure")), when=when))
        return tuple(found)

    def risk(self, node: Node | None) -> p.RiskOf | None:
        """Read how likely and how bad the failure is; the tier is what comes of it, so it is not there to be read."""
        fields = self.read.fields(node, RISK)
        likelihood = self.expressions.term(fields.get("likelihood"), OneOf(LIKELIHOODS), self.before)
        consequence = self.read.fields(fields.get("consequence"), CONSEQUENCE, fields.key("consequence"))
        levels: dict[Scale, p.Term] = {}
        for scale in SCALES:
            term = self.expressions.term(consequence.get(scale), OneOf(LEVELS), self.before)
            if term is not None:
                levels[scale] = term
        if likelihood is None:
            return None
        useless = self.expressions.term(fields.get("useless_after"), INSTANT, self.before)
        return p.RiskOf(
            likelihood=likelihood, consequence=levels, modifiers=self._modifiers(fields.get("modifiers")),
            useless_after=useless,
        )  # fmt: skip

    def _modifiers(self, node: Node | None) -> dict[Modifier, tuple[str, ...]]:
        """Read by which facts it shows that something makes the failure worse."""
        fields = self.read.fields(node, MODIFIERS_HELD)
        held = [name for name in MODIFIERS if name in fields.entries]
        return {name: self.expressions.conditions(fields.get(name), self.before)[0] for name in held}

    # --- The end -----------------------------------------------------------------------------------------------------
    def follow_up(self, node: Node | None, reach: Reach, steps: Mapping[str, Outline]) -> tuple[p.FollowUp, ...]:
        """Read what is asked after the case is resolved."""
        found: list[p.FollowUp] = []
        for item in self.read.items(node, "follow-ups", most=MOST_FOLLOW_UPS):
            fields = self.read.fields(item, FOLLOW_UP)
            self._one_way_of_asking(fields)
            survey, call = self.connectors.message(fields.get("survey")), self.connectors.role(fields.get("call"))
            name = self.read.name(fields.get("id")) or survey or "call"
            if name in steps or name in {each.id for each in found}:
                remedy = "Give one of them another id: answer() could mean either."
                at = fields.key("id" if "id" in fields.entries else "survey")
                self.read.report.add("duplicate-id", at, f"{quoted(name)} names something else, too.", remedy)
            self.read.word(fields.get("from"), FROM, "resolved")
            reopen, _ = self.expressions.conditions(fields.get("reopen_when"), replace(reach, surveys=(name,)))
            found.append(p.FollowUp(
                id=name, after=self.read.span(fields.get("after")), survey=survey, call=call, reopen_when=reopen,
                words=self.read.words(fields.get("words"), self.connectors.languages if call else ()),
                reply_within=self.read.span(fields.get("due") or fields.get("reply_within"), REPLY_WITHIN),
                silent=self.read.word(fields.get("silent"), SILENT, "leave"),
            ))  # fmt: skip
        return tuple(found)

    def _one_way_of_asking(self, fields: Fields) -> None:
        """Check that a follow-up is a message or a call, and that each has what belongs to it."""
        ways = [name for name in ("survey", "call") if name in fields.entries]
        if len(ways) != 1:
            at = fields.key(ways[1]) if ways else fields.at
            self.read.report.add("one-of", at, "A follow-up is either a survey or a call.", "Write one of them.")
        elif ways == ["call"] and "words" not in fields.entries:
            what, remedy = "It is not said what the call is about.", "Write words: {en: …}."
            self.read.report.add("missing-field", fields.key("call"), what, remedy)
        others = ("reply_within", "silent") if ways == ["call"] else ("due", "words")
        for name in others if len(ways) == 1 else ():
            if name in fields.entries:
                what = f"“{name}” does not go with “{ways[0]}”."
                self.read.report.add("one-of", fields.key(name), what, "Take it out.")

    def close(self, node: Node | None, given: frozenset[str]) -> p.CloseNeeds:
        """Read what must have been given before the case may close; some step gives each of it."""
        fields = self.read.fields(node, CLOSE)
        needs = []
        written = fields.get("needs")
        for item in self.read.different(written, "what must be given") if written else ():
            need = self.read.word(item, GIVEN, "")
            if need and need not in given:
                what, remedy = f"No step gives {quoted(need)}.", f"Write gives: [{need}] at a tell or an ask."
                self.read.report.add("close-needs", item.at, what, remedy)
            needs.append(need)
        cause = self.read.word(fields.get("root_cause"), ROOT_CAUSE, "required")
        return p.CloseNeeds(needs=tuple(needs), root_cause=cause)

    def escalation(self, node: Node | None) -> dict[Tier, tuple[Rung, ...]]:
        """Read the playbook's own ladders by tier."""
        fields = self.read.fields(node, ESCALATION)
        return {tier: ladder(self.read, fields.get(tier)) for tier in TIERS if tier in fields.entries}


def given_by(steps: Sequence[Outline]) -> Iterator[str]:
    """Yield what steps give beside their content."""
    for outline in steps:
        for step in outline.everything():
            match step.fields.get("gives"):
                case Scalar() as single:
                    yield single.text
                case Items() as several:
                    yield from (item.text for item in several.items if isinstance(item, Scalar))
                case _:
                    continue
