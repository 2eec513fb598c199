"""The documents of a house: risk matrix, tier policy, connectors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.clock.duration import Duration
from domain.playbook.contract import Contract
from domain.playbook.findings import Finding
from domain.playbook.house import compile_connectors, compile_risk_matrix, compile_tier_policy
from domain.risk import SCALES, TIERS
from tests.unit.test_playbook_load import MARK, marked

LEVELS = (
    "{none: routine, minor: {rare: routine, unlikely: routine, possible: routine, likely: elevated, "
    "frequent: elevated}, moderate: elevated, major: high, severe: critical}"
)
CLOCKS = "stuck: 8h, establish: 8h, root_cause: 168h, review: 72h, hold: 72h, again: 24h"


def matrix(**scales: str) -> str:
    """Return a risk matrix with some scales exchanged."""
    lines = [f"  {scale}: {scales.get(scale, LEVELS)}" for scale in SCALES]
    return "\n".join(["risk-matrix: house", "tiers:", *lines])


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
    (policy(high="▸{" + CLOCKS.replace("stuck: 8h, ", "") + "}"), "missing-field"),
    (policy(high=f"{{{CLOCKS}, ladder: [{{after: 2h, up: boss, ▸across: legal}}]}}"), "one-of"),
    (policy(high=f"{{{CLOCKS}, ladder: [{{after: 2h, up: boss}}, ▸{{after: 2h, up: chief}}]}}"), "ladder"),
    (policy(high="{" + CLOCKS.replace("again: 24h", "again: ▸1 day") + "}"), "bad-duration"),
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
