"""The documents of a house: risk matrix, tier policy, connectors, markets, staff. Read as strictly as playbooks.

risk-matrix: house
tiers:
  money:                          # every scale, and in it every level
    none: routine                 # one tier for every likelihood, or one for each:
    minor: {rare: routine, unlikely: routine, possible: routine, likely: elevated, frequent: elevated}

tier-policy: house
tiers:
  routine: {stuck: 8h, establish: 8h, root_cause: 168h, review: 72h, hold: 72h, again: 24h,
            ladder: [{after: 72h, up: duty-manager}, {after: 96h, across: legal}]}

connectors:
  seats.hold: {capability: lookup, inputs: {flight: text}, result: {hold: text}, refusals: {full: no seat is left}}

markets:
  id: {language: id, calendar: id-2025-2027}

staff:
  sari: {name: Sari Dewi, roles: [desk], skills: {ticketing: 3}, accounts: [s.dewi], reports_to: budi}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, get_args

from domain.clock.duration import Duration
from domain.markets import Market, Markets
from domain.money import EXPONENTS
from domain.playbook.contract import Capability, Contract, FieldType
from domain.playbook.facts import FIELD_TYPES
from domain.playbook.findings import At, Finding
from domain.playbook.ladders import ladder
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader, Shape
from domain.risk import LEVELS, LIKELIHOODS, MANDATORY, SCALES, TIERS, RiskMatrix, TierClocks, TierPolicy
from domain.vocabulary import LANGUAGES, Level, Likelihood, Tier

CAPABILITIES: Final[tuple[Capability, ...]] = get_args(Capability)
_MATRIX: Final = Shape("a risk matrix", ("risk-matrix", "tiers"))
_CLOCKS: Final = ("stuck", "establish", "root_cause", "review", "hold", "again")
_POLICY: Final = Shape("a tier policy", ("tier-policy", "tiers"))
_LATER: Final = "Say it in the playbooks: skill, and steps of their own."
_TIER: Final = Shape(
    "a tier", _CLOCKS, ("ladder", "mandatory"),
    dict.fromkeys(("who", "skill", "self_service", "four_eyes", "contact_every"), _LATER),
)  # fmt: skip
_CONNECTOR: Final = Shape(
    "a connector", ("capability",),
    (
        "says", "inputs", "result", "refusals", "settles_after", "key_lives", "timeout", "pays", "undoes", "queue",
    ),
)  # fmt: skip
_MARKET: Final = Shape("a market", ("language",), ("calendar", "currency"))
_HIRE: Final = Shape("a person", ("name", "roles"), ("skills", "accounts", "reports_to"))
Row = Mapping[Likelihood, Tier]


def _read(text: str | bytes, file: str) -> tuple[Node | None, Reader]:
    root, report = load(text, file)
    return root, Reader(report)


# --- Risk matrix -----------------------------------------------------------------------------------------------------
def compile_risk_matrix(text: str | bytes, file: str) -> tuple[RiskMatrix | None, list[Finding]]:
    """Compile a risk matrix; it is there exactly when there are no findings."""
    root, read = _read(text, file)
    fields = read.fields(root, _MATRIX)
    scales = read.fields(fields.get("tiers"), Shape("the tiers of a risk matrix", SCALES))
    tiers = {scale: _levels(read, scales.get(scale)) for scale in SCALES if scale in scales.entries}
    name = read.name(fields.get("risk-matrix"))
    findings = read.report.findings
    return (None if findings or root is None else RiskMatrix(name=name, tiers=tiers)), findings


def _levels(read: Reader, node: Node | None) -> dict[Level, Row]:
    """Read the tiers of one scale; they rise with the level and with the likelihood."""
    before = len(read.report.findings)
    fields = read.fields(node, Shape("a scale", LEVELS))
    rows = {level: _row(read, fields.get(level)) for level in LEVELS if level in fields.entries}
    if len(read.report.findings) > before:
        return rows
    for level, row in rows.items():
        if any(_lower(row[b], row[a]) for a, b in pairwise(LIKELIHOODS)):
            _falls(read, fields.key(level), "A likelier failure of this level has a lower tier.")
    for lesser, level in pairwise(rows):
        if any(_lower(rows[level][likelihood], rows[lesser][likelihood]) for likelihood in LIKELIHOODS):
            _falls(read, fields.key(level), f"This level has a lower tier than {lesser}.")
    return rows


def _lower(one: Tier, other: Tier) -> bool:
    return TIERS.index(one) < TIERS.index(other)


def _falls(read: Reader, at: At, what: str) -> None:
    read.report.add("matrix-order", at, what, "Let the tiers rise from rare to frequent and from none to severe.")


def _row(read: Reader, node: Node | None) -> Row:
    """Read the tiers of one level: one for every likelihood, or each."""
    if not isinstance(node, Fields):
        return dict.fromkeys(LIKELIHOODS, read.word(node, TIERS, "routine"))
    fields = read.fields(node, Shape("a level", LIKELIHOODS))
    found, tier = {}, TIERS[0]
    for likelihood in LIKELIHOODS:  # what is missing is noted; it takes the tier before it
        tier = read.word(fields.get(likelihood), TIERS, tier)
        found[likelihood] = tier
    return found


# --- Tier policy -----------------------------------------------------------------------------------------------------
def compile_tier_policy(text: str | bytes, file: str) -> tuple[TierPolicy | None, list[Finding]]:
    """Compile a tier policy; it is there exactly when there are no findings."""
    root, read = _read(text, file)
    fields = read.fields(root, _POLICY)
    written = read.fields(fields.get("tiers"), Shape("the tiers of a tier policy", TIERS))
    tiers = {tier: _clocks(read, written.get(tier)) for tier in TIERS if tier in written.entries}
    name = read.name(fields.get("tier-policy"))
    findings = read.report.findings
    return (None if findings or root is None else TierPolicy(name=name, tiers=tiers)), findings


def _clocks(read: Reader, node: Node | None) -> TierClocks:
    fields = read.fields(node, _TIER)
    spans = {name: read.duration(fields.get(name)) for name in _CLOCKS}
    written = fields.get("mandatory")
    items = read.different(written, "what is mandatory") if written is not None else ()
    mandatory = tuple(read.word(item, MANDATORY, MANDATORY[0]) for item in items)
    return TierClocks(**spans, ladder=ladder(read, fields.get("ladder")), mandatory=mandatory)


# --- Connectors ------------------------------------------------------------------------------------------------------
def compile_connectors(text: str | bytes, file: str) -> tuple[dict[str, Contract] | None, list[Finding]]:
    """Compile the contracts of connectors; they are there exactly when there are no findings."""
    root, read = _read(text, file)
    fields = read.fields(root, Shape("a list of connectors", ("connectors",)))
    written = read.entries(fields.get("connectors"), "connectors by name", NAME, most=2_000)
    found = {name: _contract(read, name, node) for name, node in written.items()}
    findings = read.report.findings
    return (None if findings or root is None else found), findings


def _contract(read: Reader, name: str, node: Node) -> Contract:
    fields = read.fields(node, _CONNECTOR)
    capability = read.word(fields.get("capability"), CAPABILITIES, "neither")
    pays = read.yes_no(fields.get("pays"))
    if pays and capability != "keyed" and "capability" in fields.entries:
        remedy = "Pay through something that honours keys, and say capability: keyed."
        what = "What pays honours keys, so that nothing is paid twice."
        read.report.add("pay-connector", fields.key("capability"), what, remedy)
    refusals = read.entries(fields.get("refusals"), "reasons with their meaning", NAME)
    return Contract(
        name=name, capability=capability, pays=pays, undoes=read.yes_no(fields.get("undoes")),
        says=read.words(fields.get("says"), ()), queue=read.name(fields.get("queue")),
        inputs=_parts(read, fields.get("inputs")), result=_parts(read, fields.get("result")),
        refusals={reason: read.text(meaning) for reason, meaning in refusals.items()},
        settles_after_ms=read.duration(fields.get("settles_after"), Duration(1_000)).ms,
        key_lives_ms=read.duration(fields.get("key_lives"), Duration(24 * 3_600_000)).ms,
        timeout_ms=read.duration(fields.get("timeout"), Duration(3_000)).ms or 1,
    )  # fmt: skip


def _parts(read: Reader, node: Node | None) -> dict[str, FieldType]:
    written = read.entries(node, "fields with their types", FIELD, least=0)
    return {name: read.word(kind, FIELD_TYPES, "text") for name, kind in written.items()}


# --- Markets ---------------------------------------------------------------------------------------------------------
def compile_markets(text: str | bytes, file: str, calendars: frozenset[str]) -> tuple[Markets | None, list[Finding]]:
    """Compile the markets; they are there exactly when there are no findings. `calendars` are those of the house."""
    root, read = _read(text, file)
    fields = read.fields(root, Shape("a list of markets", ("markets",)))
    written = read.entries(fields.get("markets"), "markets by name", NAME)
    markets = {name: _market(read, node, calendars) for name, node in written.items()}
    findings = read.report.findings
    return (None if findings or root is None else Markets(name="house", markets=markets)), findings


def _market(read: Reader, node: Node, calendars: frozenset[str]) -> Market:
    fields = read.fields(node, _MARKET)
    calendar = fields.get("calendar")
    if isinstance(calendar, Scalar) and calendar.text not in calendars:
        read.unknown("no-calendar", calendar, "is no calendar of the house", calendars)
    return Market(
        language=read.word(fields.get("language"), LANGUAGES, LANGUAGES[0]), calendar=read.name(calendar),
        currency=read.word(fields.get("currency"), tuple(EXPONENTS), ""),
    )  # fmt: skip


# --- Staff -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Hire:
    """Somebody who is to belong to the house."""

    person: str
    name: str
    roles: tuple[str, ...]
    skills: Mapping[str, int]
    accounts: tuple[str, ...]
    reports_to: str


def compile_staff(text: str | bytes, file: str) -> tuple[list[Hire] | None, list[Finding]]:
    """Compile the list of staff, superiors first; it is there exactly when there are no findings."""
    root, read = _read(text, file)
    fields = read.fields(root, Shape("a list of staff", ("staff",)))
    written = read.entries(fields.get("staff"), "persons by name", NAME, most=10_000)
    hires = {person: _hire(read, person, node, written) for person, node in written.items()}
    ordered: dict[str, Hire] = {}
    for person, node in written.items():
        _enter(read, hires, person, node, ordered, ())
    findings = read.report.findings
    return (None if findings or root is None else list(ordered.values())), findings


def _hire(read: Reader, person: str, node: Node, known: Mapping[str, Node]) -> Hire:
    fields = read.fields(node, _HIRE)
    boss = fields.get("reports_to")
    if isinstance(boss, Scalar) and boss.text not in known:
        read.unknown("unknown-word", boss, "is nobody of this list", known)
    skills = read.entries(fields.get("skills"), "skills with their level", NAME, least=0)
    names = {part: read.names(fields.get(part), part) if fields.get(part) else () for part in ("roles", "accounts")}
    return Hire(
        person, read.text(fields.get("name")), names["roles"],
        {skill: read.integer(level, 0, 5, 0) for skill, level in skills.items()}, names["accounts"],
        read.name(boss) if boss is not None else "",
    )  # fmt: skip


def _enter(
    read: Reader, hires: Mapping[str, Hire], person: str, node: Node, ordered: dict[str, Hire], below: tuple[str, ...]
) -> None:
    """Enter somebody behind the one they report to; who reports to themselves in the end is noted."""
    if person in ordered or person not in hires:
        return
    if person in below:
        what = f"{person} reports to themselves: {' → '.join((*below, person))}."
        read.report.add("unknown-word", node.at, what, "Leave out one reports_to.")
        return
    boss = hires[person].reports_to
    if boss:
        _enter(read, hires, boss, node, ordered, (*below, person))
    ordered[person] = hires[person]
