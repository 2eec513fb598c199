"""The risk matrix as it is written: the tiers of every scale, and the lines that raise a tier beside them.

risk-matrix: house
tiers:
  money:                          # every scale, and in it every level
    none: routine                 # one tier for every likelihood, or one for each:
    minor: {rare: routine, unlikely: routine, possible: routine, likely: elevated, frequent: elevated}
modifiers:
  ruin: {at_least: critical, why: {en: It takes away what somebody lives on}}
  public_channel: {raises: 1, channels: [press, social], why: {en: Others are watching}}
  repeat_failure: {raises: 1, contacts: 3, why: {en: It happened to them before, or they had to come back}}
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from domain.playbook.findings import At, Finding
from domain.playbook.load import load
from domain.playbook.nodes import Fields, Node
from domain.playbook.reader import Reader, Shape
from domain.risk import LEVELS, LIKELIHOODS, MODIFIERS, SCALES, TIERS, ModifierLine, RiskMatrix
from domain.vocabulary import LANGUAGES, Level, Likelihood, Modifier, Tier

MATRIX: Final = Shape("a risk matrix", ("risk-matrix", "tiers"), ("modifiers",))
MATRIX_TIERS: Final = Shape("the tiers of a risk matrix", SCALES)
SCALE: Final = Shape("a scale", LEVELS)
LEVEL: Final = Shape("a level", LIKELIHOODS)
MODIFIER_LINES: Final = Shape("the modifiers of a risk matrix", (), MODIFIERS)
MODIFIER: Final = Shape("a modifier", ("why",), ("raises", "at_least", "channels", "contacts"))
MOST_RAISED: Final = len(TIERS) - 1
MOST_CONTACTS: Final = 1_000
_SEEN: Final[Mapping[str, str]] = {
    "channels": "Only a public channel and a regulator are known by the channel.",
    "contacts": "Only a repeat failure is known by how often the customer had to write.",
}
_BY_CHANNEL: Final = ("public_channel", "regulator")
Row = Mapping[Likelihood, Tier]


def compile_risk_matrix(text: str | bytes, file: str) -> tuple[RiskMatrix | None, list[Finding]]:
    """Compile a risk matrix; it is there exactly when there are no findings."""
    root, report = load(text, file)
    read = Reader(report)
    fields = read.fields(root, MATRIX)
    scales = read.fields(fields.get("tiers"), MATRIX_TIERS)
    tiers = {scale: _levels(read, scales.get(scale)) for scale in SCALES if scale in scales.entries}
    modifiers = _modifiers(read, fields.get("modifiers"))
    name = read.name(fields.get("risk-matrix"))
    findings = read.report.findings
    return (None if findings or root is None else RiskMatrix(name=name, tiers=tiers, modifiers=modifiers)), findings


def _levels(read: Reader, node: Node | None) -> dict[Level, Row]:
    """Read the tiers of one scale; they rise with the level and with the likelihood."""
    before = len(read.report.findings)
    fields = read.fields(node, SCALE)
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
    fields = read.fields(node, LEVEL)
    found, tier = {}, TIERS[0]
    for likelihood in LIKELIHOODS:  # what is missing is noted; it takes the tier before it
        tier = read.word(fields.get(likelihood), TIERS, tier)
        found[likelihood] = tier
    return found


# --- What raises a tier ----------------------------------------------------------------------------------------------
def _modifiers(read: Reader, node: Node | None) -> dict[Modifier, ModifierLine]:
    if node is None:
        return {}
    fields = read.fields(node, MODIFIER_LINES)
    return {name: _modifier(read, name, fields) for name in MODIFIERS if name in fields.entries}


def _modifier(read: Reader, name: Modifier, lines: Fields) -> ModifierLine:
    """Read one line: it raises by so many tiers, or to at least one; nothing here can lower a tier."""
    fields = read.fields(lines.get(name), MODIFIER, lines.key(name))
    ways = [way for way in ("raises", "at_least") if way in fields.entries]
    if len(ways) != 1 and "why" in fields.entries:
        at = fields.key(ways[1]) if ways else lines.key(name)
        remedy = "Write raises: 1 or at_least: high."
        read.report.add("one-of", at, "A modifier raises by so many tiers, or to at least one.", remedy)
    line = ModifierLine(
        raises=read.integer(fields.get("raises"), 1, MOST_RAISED, 1) if "raises" in ways else 0,
        at_least=read.word(fields.get("at_least"), TIERS, TIERS[-1]) if "at_least" in ways else TIERS[0],
        contacts=_contacts(read, name, fields),
        channels=_channels(read, name, fields), why=read.words(fields.get("why"), LANGUAGES[:1]),
    )  # fmt: skip
    if "at_least" in ways and line.at_least == TIERS[0]:
        what = f"No tier is lower than {TIERS[0]}: this line raises nothing."
        read.report.add("modifier", fields.key("at_least"), what, f"Write a higher tier: {', '.join(TIERS[1:])}.")
    if name == "ruin" and ways and line.at_least != TIERS[-1]:
        what = "What ruins somebody is critical, whatever the scales say."
        read.report.add("modifier", fields.key(ways[0]), what, f"Write at_least: {TIERS[-1]}.")
    return line


def _channels(read: Reader, name: Modifier, fields: Fields) -> tuple[str, ...]:
    written = fields.get("channels")
    if written is None:
        return ()
    if name not in _BY_CHANNEL:
        read.report.add("modifier", fields.key("channels"), _SEEN["channels"], "Take it out.")
    return read.names(written, "channels")


def _contacts(read: Reader, name: Modifier, fields: Fields) -> int:
    written = fields.get("contacts")
    if written is None:
        return 0
    if name != "repeat_failure":
        read.report.add("modifier", fields.key("contacts"), _SEEN["contacts"], "Take it out.")
    return read.integer(written, 2, MOST_CONTACTS, 2)
