"""The tier policy as it is written: per tier clocks, ladder, who may work on it, what every playbook must hold.

tier-policy: house
tiers:
  routine: {stuck: 8h, establish: 8h, root_cause: 168h, review: 72h, hold: 72h, again: 24h,
            ladder: [{after: 72h, up: duty-manager}, {after: 96h, across: legal}],
            acknowledge: 1 working day, first_action: 2 working days, decision: 10 working days,
            resolve: 20 working days, contact_every: 5 days, repeat_within: 60 days,
            self_service: first, who: {years: 0, maturity: 1}}
  critical: {…, self_service: never, mandatory: [safety_measure, named_owner],
             close_needs: [hearing],
             who: {years: 2, maturity: 4, skills: {ticketing: 3}, certificates: [first-aid], trainings: [hard-talks],
                   nobody: escalate},
             four_eyes: {second: head-of-operations, acts: [skip, cancel]}}
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from domain.clock.span import Span
from domain.playbook.findings import Finding
from domain.playbook.ladders import ladder
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node
from domain.playbook.reader import NAME, Reader, Shape
from domain.risk import MANDATORY, TIERS, TierClocks, TierPolicy
from domain.staffing import ENTRIES, NOBODY, Entry, FourEyes, Staffing
from domain.vocabulary import GIVEN, Tier

PEOPLE: Final = ("stuck", "establish", "root_cause", "review", "hold", "again")
"""Clocks of people, which every tier has."""
PROMISED: Final = ("acknowledge", "first_action", "decision", "resolve", "contact_every")
"""What the house promises in every case of a tier."""
POLICY: Final = Shape("a tier policy", ("tier-policy", "tiers"))
POLICY_TIERS: Final = Shape("the tiers of a tier policy", TIERS)
TIER: Final = Shape(
    "a tier", PEOPLE,
    ("ladder", "mandatory", *PROMISED, "repeat_within", "close_needs", "who", "self_service", "four_eyes"),
)  # fmt: skip
WHO: Final = Shape("who may work on it", (), ("years", "maturity", "skills", "certificates", "trainings", "nobody"))
FOUR_EYES: Final = Shape("what takes two persons", (), ("second", "acts"))
TWO_FOR: Final = ("skip", "undo", "cancel")
"""Acts that a policy may have take two persons; lowering a tier always does."""
MOST_YEARS: Final = 50
BEST: Final = 5
"""The highest level of a skill, and of maturity under pressure."""


def compile_tier_policy(text: str | bytes, file: str) -> tuple[TierPolicy | None, list[Finding]]:
    """Compile a tier policy; it is there exactly when there are no findings."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, POLICY)
    written = read.fields(fields.get("tiers"), POLICY_TIERS)
    tiers = {tier: _tier(read, tier, written) for tier in TIERS if tier in written.entries}
    if not report.findings:
        _check_order(read, written, tiers)
    name = read.name(fields.get("tier-policy"))
    findings = read.report.findings
    return (None if findings or root is None else TierPolicy(name=name, tiers=tiers)), findings


def _tier(read: Reader, tier: Tier, tiers: Fields) -> TierClocks:
    fields = read.fields(tiers.get(tier), TIER)
    spans = {name: read.duration(fields.get(name)) for name in PEOPLE}
    promised = {name: read.span(fields.get(name)) for name in PROMISED if name in fields.entries}
    repeated, written = fields.get("repeat_within"), fields.get("mandatory")
    items = read.different(written, "what is mandatory") if written is not None else ()
    return TierClocks(
        **spans, ladder=ladder(read, fields.get("ladder")),
        mandatory=tuple(read.word(item, MANDATORY, MANDATORY[0]) for item in items),
        acknowledge=promised.get("acknowledge"), first_action=promised.get("first_action"),
        decision=promised.get("decision"), resolve=promised.get("resolve"),
        contact_every=promised.get("contact_every"),
        repeat_within=None if repeated is None else read.span(repeated),
        close_needs=_close_needs(read, fields.get("close_needs")),
        who=_who(read, fields.get("who")), self_service=_entry(read, tier, fields),
        four_eyes=_four_eyes(read, fields.get("four_eyes")),
    )  # fmt: skip


def _entry(read: Reader, tier: Tier, fields: Fields) -> Entry:
    """Read whether customers may be asked to help themselves first: never in critical cases."""
    critical = tier == TIERS[-1]
    default: Entry = "never" if critical else "first"
    entry = read.word(fields.get("self_service"), ENTRIES, default)
    if critical and entry != "never":
        what = "Nobody whose safety, rights or livelihood is at stake is sent to help themselves first."
        read.report.add("critical-entry", fields.key("self_service"), what, "Write self_service: never.")
    return entry


def _close_needs(read: Reader, node: Node | None) -> tuple[str, ...]:
    items = read.different(node, "what must be given") if node is not None else ()
    return tuple(read.word(item, GIVEN, GIVEN[0]) for item in items)


def _who(read: Reader, node: Node | None) -> Staffing:
    if node is None:
        return Staffing()
    fields = read.fields(node, WHO)
    skills = read.entries(fields.get("skills"), "skills with their level", NAME, least=0)
    names = {part: read.names(fields.get(part), part) if fields.get(part) else () for part in WHO.optional[3:5]}
    return Staffing(
        years=read.integer(fields.get("years"), 0, MOST_YEARS, 0),
        maturity=read.integer(fields.get("maturity"), 1, BEST, 1) if "maturity" in fields.entries else 0,
        skills={skill: read.integer(level, 1, BEST, 1) for skill, level in skills.items()},
        nobody=read.word(fields.get("nobody"), NOBODY, "escalate"), **names,
    )  # fmt: skip


def _four_eyes(read: Reader, node: Node | None) -> FourEyes:
    if node is None:
        return FourEyes()
    fields = read.fields(node, FOUR_EYES)
    written = fields.get("acts")
    items = read.different(written, "acts") if written is not None else ()
    return FourEyes(second=read.name(fields.get("second")), acts=tuple(read.word(i, TWO_FOR, "skip") for i in items))


def _check_order(read: Reader, written: Fields, tiers: dict[Tier, TierClocks]) -> None:
    """Check that a higher tier never gives people more time, nor asks less of them."""
    for lower, tier in pairwise(tiers):
        fields = read.fields(written.get(tier), TIER)
        for name in (*PEOPLE, *PROMISED):
            before, now = getattr(tiers[lower], name), getattr(tiers[tier], name)
            if name in fields.entries and before is not None and _longer(now, before):
                what = f"This tier has more time ({now}) than {lower} ({before})."
                read.report.add("tier-order", fields.key(name), what, f"Write {before} or less, or more at {lower}.")
            elif name not in fields.entries and name in PROMISED and before is not None:
                what = f"{lower} promises this ({before}), and {tier} does not."
                read.report.add(
                    "tier-order", written.key(tier), f"“{name}”: {what}", f"Write {name}: {before} or less."
                )
        for name in ("years", "maturity"):
            before, now = getattr(tiers[lower].who, name), getattr(tiers[tier].who, name)
            if now < before:
                at = fields.key("who") if "who" in fields.entries else written.key(tier)
                what = f"This tier asks for less {name} ({now}) than {lower} ({before})."
                read.report.add("tier-order", at, what, f"Write {name}: {before} or more under who.")


def _longer(one: Span, other: Span) -> bool:
    """Say whether a span is longer than another of the same kind; between kinds only a calendar could tell."""
    if type(one) is not type(other):
        return False
    amounts = [span.ms if hasattr(span, "ms") else span.count for span in (one, other)]
    return amounts[0] > amounts[1]
