"""What only a whole playbook shows: deadlines that its waits break, roles nobody has, what critical cases need."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.authority import AuthorityTable, Line
from domain.playbook.advice.whole import advise
from domain.playbook.compiler import compile_playbook
from domain.playbook.matrix import compile_risk_matrix
from domain.playbook.policy import compile_tier_policy
from domain.playbook.surroundings import Surroundings
from domain.risk import MANDATORY
from tests.support.plans import usd
from tests.unit.test_playbook_house import CLOCKS, matrix, policy
from tests.unit.test_playbook_load import marked
from tests.unit.test_playbook_samples import DESK, SURROUNDINGS, WORDS, playbook

MATRIX, _ = compile_risk_matrix(matrix(), "m")
TABLE = AuthorityTable(name="house", lines={"all": Line(role="manager", unlimited=True, remedies=("refund",))})


def _asking(*mandatory: str) -> Surroundings:
    """Return a house that asks for these things in every playbook whose cases can come to critical."""
    terms, _ = compile_tier_policy(policy(critical=f"{{{CLOCKS}, mandatory: [{', '.join(mandatory)}]}}"), "p")
    roles = frozenset({"desk", "desk-head", "manager"})
    return replace(SURROUNDINGS, authority=TABLE, matrix=MATRIX, policy=terms, roles=roles)


STRICT = _asking(*(need for need in MANDATORY if need != "regulation_pack"))
DEADLY = "{likelihood: rare, consequence: {safety: severe, rights: none, money: minor, inconvenience: none}}"
HARMLESS = DEADLY.replace("severe", "none")
WEDDING = HARMLESS.replace("}}", "}, useless_after: '=case.reported_at'}")
TRY = "try: [{tell: apology, undo: {tell: apology}}]"
PROMISE = "promises: {▸bag: {words: {en: B, id: B}, within: WITHIN, kept_by: KEPT}}"


def _kept(waits: str, within: str, kept_by: str = "apology") -> str:
    """Return a playbook whose one promise is kept behind some waits."""
    promise = PROMISE.replace("WITHIN", within).replace("KEPT", kept_by)
    return playbook(steps=f"[{waits}, {{tell: apology}}]", promises=promise)


CALL = "follow_up: [{after: 24h, call: desk, words: {en: Call, id: Telepon}}]"
HEARING = f"{{ask: hear, {DESK}, {WORDS}, form: {{tell_regulator: yes_no}}, gives: [hearing]}}"
STOP = "{do: seats.hold, with: {flight: =failure.flight}, stays: It was unsafe}"
"""Together they are all that a critical case needs."""

REFUND = "remedy: refund, to: =failure.owner, amount: 5 USD, pay: payments.refund"
VOUCHER = REFUND.replace("remedy: refund", "remedy: voucher")
BAD_WHOLE = [
    (_kept("{wait: {for: 3h}}", "2h"), "deadline"),
    (_kept("{wait: {for: 3h}}", "2h", "resolved"), "deadline"),
    (_kept("{wait: {for: 3 days}}", "24h"), "deadline"),
    (_kept("{wait: {for: 3 working days}}", "24h"), "deadline"),
    (_kept("{together: {a: [{wait: {for: 1h}}], b: [{wait: {for: 5h}}]}}", "4h"), "deadline"),
    (_kept("{choose: [{when: failure.flag, steps: [{wait: {for: 9h}}]}, {else: [{wait: {for: 5h}}]}]}", "4h"),
     "deadline"),
    (playbook(owner="▸nobody"), "nobody"),
    (playbook(steps=f"[{{{REFUND}, authority: {{above: [{{role: manager}}, ▸{{role: desk}}]}}}}]"), "never-granted"),
    (playbook(steps=f"[{{{VOUCHER}, authority: {{above: [▸{{role: desk}}]}}}}]"), "never-granted"),
    (playbook(steps=f"[{{ask: q, of: ▸desks, due: 2h, {WORDS}}}]"), "nobody"),
    (playbook(steps=f"[{{ask: q, {DESK}, on_due: ▸chief, {WORDS}}}]"), "nobody"),
    (playbook(steps="[{tell: apology, when: ▸'true'}]"), "constant-condition"),
    (playbook(steps="[{tell: apology, when: ▸2 > 3}]"), "constant-condition"),
    (playbook(steps="[{tell: apology, when: [failure.flag, ▸'1 == 1']}]"), "constant-condition"),
    (playbook(risk=f"▸risk: {DEADLY}", steps=f"[{HEARING}, {STOP}, {{tell: apology}}]"), "critical-needs"),
    (playbook(risk=f"▸risk: {DEADLY}", steps=f"[{HEARING}, {{tell: apology}}]", follow_up=CALL), "critical-needs"),
    (playbook(risk=f"▸▸▸▸risk: {DEADLY}"), "critical-needs " * 4),
    (playbook(risk=f"▸risk: {HARMLESS}", steps=f"[{{{TRY}, otherwise: [], in_time: true}}]"), "in-time"),
    (playbook(risk=f"risk: {WEDDING}", steps=f"[{{{TRY}, ▸in_time: true}}]"), "in-time"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rules"), BAD_WHOLE)
def test_refused(text: str, rules: str) -> None:
    """What cannot hold is refused where it is written."""
    plain, places = marked(text)
    plan, findings = compile_playbook(plain, "f", STRICT)
    assert plan is None
    expected = [(*place, rule) for place, rule in zip(places, rules.split(), strict=True)]
    assert [(f.line, f.column, f.rule) for f in findings] == expected, "\n".join(map(str, findings))


@pytest.mark.parametrize(
    "text",
    [
        _kept("{wait: {for: 2h}}", "2h"),
        _kept("{wait: {for: 3h}, when: failure.flag}", "2h"),
        _kept("{together: {a: [{wait: {for: 1h}}], b: [{wait: {for: 5h}}]}, wait_for: any}", "4h"),
        _kept("{choose: [{when: failure.flag, steps: [{wait: {for: 9h}}]}, {else: []}]}", "4h"),
        _kept("{wait: {for: 1 day}}", "23h"),
        _kept("{wait: {for: 4h}}", "1 working day"),
        playbook(risk=f"risk: {DEADLY}", steps=f"[{HEARING}, {STOP}, {{tell: apology}}]", follow_up=CALL),
    ],
)
def test_legal(text: str) -> None:
    """What can hold at best is legal: only waits that nothing goes around are counted."""
    plan, findings = compile_playbook(text.replace("▸", ""), "f", STRICT)
    assert [str(finding) for finding in findings] == []
    assert plan is not None


def test_without_a_house_nobody_is_missed() -> None:
    """Roles and tiers are checked only where a house has a list of staff and a tier policy."""
    plan, findings = compile_playbook(playbook(owner="nobody", risk=f"risk: {DEADLY}"), "f", SURROUNDINGS)
    assert not findings
    assert plan is not None


LIMITED = AuthorityTable(name="house", lines={"some": Line(role="manager", remedies=("refund",), up_to=(usd(1_000),))})
ASKS = "authority: {above: [{role: manager}]}"


@pytest.mark.parametrize(
    ("amount", "warned"),
    [("10 USD", False), ("10.01 USD", True), ("1 EUR", True), ("=failure.worth", True),
     ("[{when: failure.flag, is: 3 USD}, {else: 10 USD}]", False),
     ("[{when: failure.flag, is: 3 USD}, {else: 11 USD}]", True)],
)  # fmt: skip
def test_who_is_asked_last_may_grant_whatever_it_comes_to(amount: str, warned: bool) -> None:
    """A literal within the limit is fine, what depends on the case is not known; without a table nothing is said."""
    text = playbook(steps=f"[{{{REFUND.replace('5 USD', amount)}, {ASKS}}}]")
    for table in (LIMITED, None):
        house = replace(STRICT, authority=table)
        plan, findings = compile_playbook(text, "f", house)
        assert plan is not None, findings
        rules = [finding.rule for finding in advise(text, "f", plan, (), house)]
        assert ("asked-in-vain" in rules) == (warned and table is not None)


def test_a_house_may_ask_for_a_pack_in_every_critical_playbook() -> None:
    """Asked for, a playbook that can come to critical and asks no pack is illegal; what cannot is left alone."""
    asks = _asking("regulation_pack")
    found = compile_playbook(playbook(risk=f"risk: {DEADLY}"), "f", asks)[1]
    assert [(each.rule, each.remedy.split(",")[0]) for each in found] == [("critical-needs", "Write {entitle: PACK}")]
    assert not compile_playbook(playbook(risk=f"risk: {HARMLESS}"), "f", asks)[1]
