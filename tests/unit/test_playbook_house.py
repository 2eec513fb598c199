"""The documents of a house: risk matrix, tier policy, connectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from domain.clock.duration import Duration
from domain.clock.span import WorkingDays
from domain.playbook.contract import Contract
from domain.playbook.findings import Finding
from domain.playbook.house import compile_connectors
from domain.playbook.matrix import compile_risk_matrix
from domain.playbook.policy import compile_tier_policy
from domain.risk import SCALES, TIERS
from domain.vocabulary import Level
from tests.unit.test_playbook_load import MARK, marked

LEVELS = (
    "{none: routine, minor: {rare: routine, unlikely: routine, possible: routine, likely: elevated, "
    "frequent: elevated}, moderate: elevated, major: high, severe: critical}"
)
CLOCKS = "stuck: 8h, establish: 8h, root_cause: 168h, review: 72h, hold: 72h, again: 24h"


def matrix(*modifiers: str, **scales: str) -> str:
    """Return a risk matrix with some scales exchanged, and these modifiers."""
    lines = [f"  {scale}: {scales.get(scale, LEVELS)}" for scale in SCALES]
    raised = ["modifiers:", *(f"  {line}" for line in modifiers)] if modifiers else []
    return "\n".join(["risk-matrix: house", "tiers:", *lines, *raised])


def policy(**tiers: str) -> str:
    """Return a tier policy with some tiers exchanged."""
    lines = [f"  {tier}: {tiers.get(tier, f'{{{CLOCKS}}}')}" for tier in TIERS]
    return "\n".join(["tier-policy: house", "tiers:", *lines])


def connector(text: str) -> str:
    """Return one connector of a house."""
    return f"connectors: {{seats.hold: {text}}}"


BAD_HOUSE = [
    (matrix(money=LEVELS.replace("major: high", "▸major: routine")), "matrix-order"),
    (matrix(money=LEVELS.replace("minor: {rare: routine", "▸minor: {rare: elevated")), "matrix-order"),
    (matrix(money=LEVELS.replace("severe: critical", "severe: ▸deadly")), "unknown-word"),
    (matrix(money="▸▸▸▸{none: routine}"), "missing-field missing-field missing-field missing-field"),
    (matrix().replace("  rights", "  ▸wrongs").replace("  safety", "  ▸safety"), "missing-field unknown-field"),
    (policy(high=f"{{{CLOCKS}, ▸mandatory: [call]}}".replace("▸mandatory: [", "mandatory: [▸")), "unknown-word"),
    (policy().replace("\n  high:", "\n  ▸hihg:").replace("  routine", "  ▸routine"), "missing-field unknown-field"),
    (policy(high="▸{" + CLOCKS.replace("stuck: 8h, ", "") + "}"), "missing-field"),
    (policy(high=f"{{{CLOCKS}, ladder: [{{after: 2h, up: boss, ▸across: legal}}]}}"), "one-of"),
    (policy(high=f"{{{CLOCKS}, ladder: [{{after: 2h, up: boss}}, ▸{{after: 2h, up: chief}}]}}"), "ladder"),
    (policy(high="{" + CLOCKS.replace("again: 24h", "again: ▸1 day") + "}"), "bad-duration"),
    (matrix("ruin: {▸raises: 1, why: {en: w}}"), "modifier"),
    (matrix("ruin: {▸at_least: high, why: {en: w}}"), "modifier"),
    (matrix("regulator: {▸at_least: routine, why: {en: w}}"), "modifier"),
    (matrix("regulator: {raises: ▸-1, why: {en: w}}"), "out-of-range"),
    (matrix("regulator: {raises: ▸0, why: {en: w}}"), "out-of-range"),
    (matrix("regulator: {at_least: ▸deadly, why: {en: w}}"), "unknown-word"),
    (matrix("regulator: {raises: 1, ▸at_least: high, why: {en: w}}"), "one-of"),
    (matrix("▸regulator: {why: {en: w}}"), "one-of"),
    (matrix("▸regulator: {raises: 1}"), "missing-field"),
    (matrix("regulator: {raises: 1, why: ▸{id: w}}"), "missing-language"),
    (matrix("ruin: {at_least: critical, ▸channels: [press], why: {en: w}}"), "modifier"),
    (matrix("public_channel: {raises: 1, ▸contacts: 3, why: {en: w}}"), "modifier"),
    (matrix("repeat_failure: {raises: 1, contacts: ▸1, why: {en: w}}"), "out-of-range"),
    (matrix("▸famous_customer: {raises: 1, why: {en: w}}"), "unknown-field"),
    (policy(critical=f"{{{CLOCKS}, ▸self_service: first}}"), "critical-entry"),
    (policy(high=f"{{{CLOCKS}, self_service: ▸always}}"), "unknown-word"),
    (policy(high="{" + CLOCKS.replace("again: 24h", "▸again: 25h") + "}"), "tier-order"),
    (policy(high=f"{{{CLOCKS}, resolve: 9 days}}").replace("  critical", "  ▸critical"), "tier-order"),
    (policy(high=f"{{{CLOCKS}, who: {{years: 2}}}}").replace("  critical", "  ▸critical"), "tier-order"),
    (policy(critical=f"{{{CLOCKS}, who: {{maturity: ▸6}}}}"), "out-of-range"),
    (policy(critical=f"{{{CLOCKS}, who: {{nobody: ▸shrug}}}}"), "unknown-word"),
    (policy(critical=f"{{{CLOCKS}, who: {{certificates: [a, ▸a]}}}}"), "bad-name"),
    (policy(critical=f"{{{CLOCKS}, who: {{▸age: 40}}}}"), "unknown-field"),
    (policy(critical=f"{{{CLOCKS}, four_eyes: {{acts: [▸lower]}}}}"), "unknown-word"),
    (policy(critical=f"{{{CLOCKS}, contact_every: ▸soon}}"), "bad-duration"),
    (policy(critical=f"{{{CLOCKS}, close_needs: [▸flowers]}}"), "unknown-word"),
    (connector("▸{says: {en: Holds a seat.}}"), "missing-field"),
    (connector("{▸capability: lookup, pays: true}"), "pay-connector"),
    (connector("{capability: ▸idempotent}"), "unknown-word"),
    (connector("{capability: keyed, inputs: {flight: ▸[a, b]}}"), "wrong-type"),
    (connector("{capability: keyed, inputs: {▸the flight: text}}"), "bad-name"),
    (connector("{capability: keyed, timeout: ▸3}"), "bad-duration"),
    (connector("{capability: keyed, undoes: ▸yes}"), "wrong-type"),
]  # fmt: skip
COMPILERS: dict[str, Callable[[str, str], tuple[object, list[Finding]]]] = {
    "risk-matrix": compile_risk_matrix, "tier-policy": compile_tier_policy, "connectors": compile_connectors,
}  # fmt: skip


@pytest.mark.parametrize(("text", "rules"), BAD_HOUSE)
def test_refused(text: str, rules: str) -> None:
    """A document of the house is refused by the rule it breaks, at the place."""
    plain, places = marked(text)
    document, findings = COMPILERS[text.partition(":")[0]](plain, "f")
    assert document is None
    expected = [(*place, rule) for place, rule in zip(places, rules.split(), strict=True)]
    assert [(f.line, f.column, f.rule) for f in findings] == expected


def test_matrix() -> None:
    """One tier for a level counts for every likelihood; otherwise each has its own."""
    found, findings = compile_risk_matrix(matrix(), "f")
    assert findings == []
    assert found is not None
    assert found.tier("frequent", {"money": "minor"}) == "elevated"
    assert found.tier("possible", {"money": "minor"}) == "routine"
    assert found.tier("rare", {"money": "none", "safety": "severe"}) == "critical"


def test_policy() -> None:
    """A tier has its clocks and its ladder, in the order of its times."""
    ladder = "ladder: [{after: 2h, up: boss}, {after: 8h, across: legal}]"
    found, findings = compile_tier_policy(policy(critical=f"{{{CLOCKS}, {ladder}}}"), "f")
    assert findings == []
    assert found is not None
    assert found.tiers["critical"].stuck == Duration(8 * 3_600_000)
    rungs = [(rung.direction, rung.to, rung.after.ms) for rung in found.tiers["critical"].ladder]
    assert rungs == [("up", "boss", 7_200_000), ("across", "legal", 28_800_000)]
    assert found.tiers["routine"].ladder == ()


def test_what_a_tier_asks_for() -> None:
    """Promises of the house, who may work on it, the entry and the second person are read, and have their defaults."""
    who = "who: {years: 2, maturity: 4, skills: {ticketing: 3}, certificates: first-aid, trainings: [talks]}"
    promised = "acknowledge: 1h, first_action: 2h, resolve: 3 working days, contact_every: 12h"
    tier = f"{{{CLOCKS}, {promised}, {who}, four_eyes: {{second: boss, acts: [skip, cancel]}}}}"
    found, findings = compile_tier_policy(policy(critical=tier), "f")
    assert findings == []
    assert found is not None
    critical, high = found.tiers["critical"], found.tiers["high"]
    assert (critical.contact_every, critical.resolve) == (Duration(43_200_000), WorkingDays(3))
    assert critical.who.skills == {"ticketing": 3}
    assert critical.who.certificates == ("first-aid",)
    assert (critical.who.trainings, critical.who.nobody) == (("talks",), "escalate")
    assert (critical.four_eyes.second, critical.four_eyes.acts) == ("boss", ("skip", "cancel"))
    assert (critical.self_service, high.self_service) == ("never", "first")
    assert (high.contact_every, high.who.years, high.four_eyes.second) == (None, 0, "")


def test_modifiers() -> None:
    """Lines that raise do so up to high; ruin makes critical; what does not hold changes nothing."""
    found, findings = compile_risk_matrix(
        matrix(
            "ruin: {at_least: critical, why: {en: It takes what they live on}}",
            "public_channel: {raises: 1, channels: [press, social], why: {en: Others watch}}",
            "repeat_failure: {raises: 1, contacts: 3, why: {en: It happened before}}",
            "regulator: {at_least: high, why: {en: A regulator asks}}",
        ),
        "f",
    )
    assert findings == []
    assert found is not None
    minor: Mapping[str, Level] = {"money": "minor"}
    assert found.tier("rare", minor) == "routine"
    assert found.tier("rare", minor, ["public_channel"]) == "elevated"
    assert found.tier("rare", minor, ["public_channel", "repeat_failure"]) == "high"
    assert found.tier("rare", {"money": "major"}, ["public_channel"]) == "high"
    assert found.tier("rare", minor, ["regulator", "vulnerable_customer"]) == "high"
    assert found.tier("rare", minor, ["ruin"]) == "critical"
    judged = found.judge("rare", minor, ["ruin", "regulator"])
    assert (judged.scales_alone, judged.raised_by) == ("routine", ("ruin", "regulator"))
    assert found.may_be_critical_by("ruin")
    assert not found.may_be_critical_by("regulator")


def test_connectors() -> None:
    """A contract is written with durations; what is left out has the defaults of contracts."""
    text = """
connectors:
  seats.hold:
    says: {en: Holds a seat., id: Menahan kursi.}
    capability: lookup
    inputs: {flight: text, note: text optional}
    result: {hold: text}
    refusals: {full: no seat is left}
    settles_after: 2s
    key_lives: 48h
    timeout: 1m
    queue: seats
  news.send: {capability: neither}
"""
    found, findings = compile_connectors(text, "f")
    assert findings == []
    assert found == {
        "seats.hold": Contract(
            name="seats.hold", says={"en": "Holds a seat.", "id": "Menahan kursi."}, capability="lookup",
            inputs={"flight": "text", "note": "text optional"}, result={"hold": "text"},
            refusals={"full": "no seat is left"}, settles_after_ms=2_000, key_lives_ms=48 * 3_600_000,
            timeout_ms=60_000, queue="seats",
        ),
        "news.send": Contract(name="news.send"),
    }  # fmt: skip


@pytest.mark.parametrize("compiler", COMPILERS.values())
@pytest.mark.parametrize("text", ["", "[]", "a: 1", "x", "{", "tiers: {high: 1}", "connectors: [1]"])
def test_nothing_raises(compiler: Callable[[str, str], tuple[object, list[Finding]]], text: str) -> None:
    """Whatever stands in the file, there are findings and no document."""
    document, findings = compiler(text, "f")
    assert document is None
    assert findings
    assert MARK not in str(findings)
