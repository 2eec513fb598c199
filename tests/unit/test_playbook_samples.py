"""Samples that the tests of playbooks share: a small house, and a playbook with parts to exchange."""

from __future__ import annotations

from domain.markets import Market
from domain.playbook.compiler import compile_playbook
from domain.playbook.contract import Contract
from domain.playbook.findings import Finding
from domain.playbook.plan import Plan
from domain.playbook.surroundings import Surroundings
from tests.support.schemas import breaches
from tests.unit.test_playbook_load import MARK, marked

LANGUAGES = frozenset({"en", "id", "vi"})
MESSAGES = {
    "apology": LANGUAGES, "way-forward": LANGUAGES, "what-we-did": LANGUAGES, "csat": LANGUAGES, "sorry": LANGUAGES,
    "only-english": frozenset({"en"}),
}  # fmt: skip


def _contract(name: str, **more: object) -> Contract:
    return Contract.model_validate({"name": name, "capability": "keyed", **more})


REGISTRY = {
    contract.name: contract
    for contract in (
        _contract("seats.hold", inputs={"flight": "text", "note": "text optional"}, result={"hold": "text"}),
        _contract("seats.release", undoes=True, inputs={"hold": "text"}),
        _contract("tickets.reissue", inputs={"hold": "text"}, timeout_ms=9_000),
        _contract("payments.refund", pays=True, inputs={"payee": "person", "amount": "money", "reason": "text"}),
        _contract("vouchers.issue", pays=True, inputs={"payee": "person", "amount": "money"}),
        _contract(
            "shop.credit", pays=True, inputs={"payee": "person", "amount": "money", "shop": "text"},
            result={"reference": "text"},
        ),
        _contract("bags.deliver", inputs={"bag": "text", "weight": "integer", "express": "yes_no", "until": "instant"}),
        _contract("bags.call-back", undoes=True, inputs={"bag": "integer", "reason": "text optional"}),
        _contract("goods.send", pays=True, inputs={"payee": "person", "what": "text"}),
        _contract("cash.hand-out", pays=True, capability="lookup", inputs={"payee": "person", "amount": "money"}),
        _contract("odd.pay", pays=True, inputs={"payee": "text", "amount": "money"}),
    )
}  # fmt: skip


def _plan(name: str) -> str | None:
    """Stand for a house with one playbook that runs in a circle and one that is illegal."""
    return "This runs in a circle: circle → circle." if name == "circle" else None


MARKETS = {
    "us": Market(language="en", calendar="us-2026"), "gb": Market(language="en"),
    "id": Market(language="id", calendar="id-2026"), "vn": Market(language="vi"),
}  # fmt: skip
SURROUNDINGS = Surroundings(
    connectors=REGISTRY, messages=MESSAGES, markets=MARKETS, calendars=frozenset({"us-2026", "id-2026"}),
    playbooks=frozenset({"other", "circle"}), plan=_plan,
)  # fmt: skip
PARTS = {
    "playbook": "playbook: late-bag",
    "language": "language: 1",
    "title": "title: {en: Late bag, id: Bagasi terlambat}",
    "owner": "owner: desk-head",
    "markets": "markets: [us, id]",
    "handles": "handles: [{failure: late-bag}]",
    "facts": "facts: {delay: duration, size: integer, flag: yes_no, flight: text, seat: text optional, "
    "diagnosis: text private, bags: [{id: text, owner: person, worth: money}], way: [plane, ship], day: date, "
    "at: instant, owner: person, worth: money}",
    "risk": "risk: {likelihood: rare, consequence: {safety: none, rights: none, money: minor, inconvenience: none}}",
    "steps": "steps: [{tell: apology}]",
}
"""A legal playbook, part by part."""

WORDS = "words: {en: Do it, id: Kerjakan}"
DESK = "of: desk, due: 2h"


def playbook(**parts: str) -> str:
    """Return a playbook with some parts exchanged or added; a part may be given without its key."""
    own = {key: text if text.lstrip(MARK).startswith(f"{key}:") else f"{key}: {text}" for key, text in parts.items()}
    return "\n".join(text for text in {**PARTS, **own}.values() if text) + "\n"


def compiled(text: str) -> tuple[Plan | None, list[Finding]]:
    """Compile with the small house; what is legal satisfies the JSON Schema, too."""
    plan, findings = compile_playbook(text, "f", SURROUNDINGS)
    assert plan is None or breaches(text) == []
    return plan, findings


def plan_of(text: str) -> Plan:
    """Compile a legal playbook."""
    plan, findings = compiled(text)
    assert [str(finding) for finding in findings] == []
    assert plan is not None
    return plan


def refused_at_marks(text: str, *rules: str) -> list[Finding]:
    """Check that a playbook has exactly these findings, at its marks in their order."""
    plain, places = marked(text)
    plan, findings = compiled(plain)
    assert plan is None
    expected = [(*place, rule) for place, rule in zip(places, rules, strict=True)]
    assert [(f.line, f.column, f.rule) for f in findings] == expected, "\n".join(map(str, findings))
    return findings
