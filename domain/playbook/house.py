"""The documents of a house: connectors, markets, staff. Read as strictly as playbooks.

connectors:
  seats.hold: {capability: lookup, inputs: {flight: text}, result: {hold: text}, refusals: {full: no seat is left}}

markets:
  id: {language: id, calendar: id-2025-2027}

staff:
  sari: {name: Sari Dewi, roles: [desk], skills: {ticketing: 3, first-aid: {level: 1, until: 2027-06-30T00:00:00Z}},
         accounts: [s.dewi], reports_to: budi, since: 2021-03-01, maturity: 4, trainings: [hard-talks]}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, get_args

from domain.clock.duration import Duration
from domain.markets import Market, Markets
from domain.money import EXPONENTS
from domain.playbook.contract import Capability, Contract, FieldType
from domain.playbook.facts import FIELD_TYPES
from domain.playbook.findings import Finding
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import FIELD, NAME, Reader, Shape
from domain.vocabulary import LANGUAGES

CAPABILITIES: Final[tuple[Capability, ...]] = get_args(Capability)
_CONNECTOR: Final = Shape(
    "a connector", ("capability",),
    (
        "says", "inputs", "result", "refusals", "settles_after", "key_lives", "timeout", "pays", "undoes", "queue",
    ),
)  # fmt: skip
_MARKET: Final = Shape("a market", ("language",), ("calendar", "currency"))
_HIRE: Final = Shape(
    "a person", ("name", "roles"), ("skills", "accounts", "reports_to", "since", "maturity", "trainings")
)
_CERTIFICATE: Final = Shape("a certificate", ("level",), ("until",))


def _read(text: str | bytes, file: str) -> tuple[Node | None, Reader]:
    root, report = load(text, file)
    return root, Reader(report)


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
    expires: Mapping[str, datetime] = field(default_factory=dict)
    since: date | None = None
    maturity: int = 0
    trainings: tuple[str, ...] = ()


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
    parts = ("roles", "accounts", "trainings")
    names = {part: read.names(fields.get(part), part) if fields.get(part) else () for part in parts}
    levels, expires = _certificates(read, skills)
    since = fields.get("since")
    return Hire(
        person, read.text(fields.get("name")), names["roles"], levels, names["accounts"],
        read.name(boss) if boss is not None else "", expires=expires, trainings=names["trainings"],
        since=read.day(since) if since is not None else None,
        maturity=read.integer(fields.get("maturity"), 1, 5, 1) if "maturity" in fields.entries else 0,
    )  # fmt: skip


def _certificates(read: Reader, skills: Mapping[str, Node]) -> tuple[dict[str, int], dict[str, datetime]]:
    """Read levels of skills, and from when on those count no more that expire: `{level: 3, until: INSTANT}`."""
    levels, expires = dict[str, int](), dict[str, datetime]()
    for skill, node in skills.items():
        if not isinstance(node, Fields):
            levels[skill] = read.integer(node, 0, 5, 0)
            continue
        fields = read.fields(node, _CERTIFICATE)
        levels[skill] = read.integer(fields.get("level"), 0, 5, 0)
        end = fields.get("until")
        until = read.instant(end) if end is not None else None
        if until is not None:
            expires[skill] = until
    return levels, expires


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
