"""The kinds of remedies of a house: how they are read, and what is checked of the playbooks that give them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.compiler import compile_playbook
from domain.playbook.remedy_kinds import compile_remedies
from domain.remedies import ALL, NO_REMEDIES, Kind, Remedies
from domain.signs import DAY
from tests.support.folders import FOLDERS
from tests.unit.test_playbook_samples import REGISTRY, SURROUNDINGS, playbook
from workers.library.shelf import read_shelf

WORDS = "words: {en: x, id: x}"
HOUSE = Remedies(name="house", kinds={
    "refund": Kind(loss="price"), "voucher": Kind(premium=125), "gift": Kind(in_kind=True),
    "seat": Kind(in_kind=True, feasible="seats.hold"), "care": Kind(most=(Money("USD", 500),)),
})  # fmt: skip
PAY = "pay: payments.refund"
BAD_GRANTS = [
    ("[{remedy: ▸refunds, amount: 5 USD, pay: payments.refund}]", "unknown-remedy"),
    ("[{remedy: ▸refund, in_kind: {what: tea}}]", "unknown-remedy"),
    ("[{remedy: ▸gift, amount: 5 USD, pay: payments.refund}]", "unknown-remedy"),
    ("[{remedy: ▸seat, in_kind: {seat: 4A}}]", "not-feasible"),
    ("[{remedy: ▸seat, in_kind: {seat: 4A}}, {do: seats.hold, with: {flight: x}}]", "not-feasible"),
    ("[{do: seats.hold, when: failure.flag, with: {flight: x}}, {remedy: ▸seat, in_kind: {seat: 4A}}]", "not-feasible"),
    ("[{remedy: voucher, amount: 5 USD, ▸in_place_of: 4 USD, pay: payments.refund}]", "one-of"),
    ("[{remedy: voucher, in_place_of: ▸=failure.size, pay: payments.refund}]", "expression-type"),
    ("[{▸remedy: voucher, in_place_of: 4 USD}]", "missing-field"),
    ("[{remedy: gift, in_kind: {what: tea}, ▸undo: seats.release}]", "one-of"),
    ("[{remedy: gift, in_kind: {quantity: ▸two}}]", "wrong-type"),
    ("[{remedy: refund, amount: 5 USD, pay: payments.refund, undo: ▸seats.release}]", "undo-connector"),
    ("[{remedy: refund, amount: 5 USD, pay: payments.refund, loss: ▸a loss}]", "bad-name"),
    ("[{remedy: refund, amount: 5 USD, pay: payments.refund, loss: ▸pirce}]", "unknown-remedy"),
    ("[{remedy: care, amount: ▸5.01 USD, pay: payments.refund}]", "out-of-range"),
    ("[{remedy: care, in_place_of: ▸6 USD, pay: payments.refund}]", "out-of-range"),
    (
        "[{remedy: care, amount: ▸[{when: failure.flag, is: 6 USD}, {else: 5 USD}], pay: payments.refund}]",
        "out-of-range",
    ),
    ("[{remedy: care, up_to: ▸6 USD, against: receipts, for: {en: a, id: a}, pay: payments.refund}]", "out-of-range"),
]
HELD = "{do: seats.hold, with: {flight: x}, undo: seats.release}"
AGAIN = "{do: seats.hold, id: again, with: {flight: y}, stays: so}"
GOOD_GRANTS = [
    "[{remedy: care, amount: 5 USD, pay: payments.refund}]",
    "[{remedy: care, amount: 6 EUR, pay: payments.refund}]",
    "[{remedy: refund, amount: 5 USD, pay: payments.refund, loss: price}]",
    "[{remedy: voucher, in_place_of: =failure.worth, pay: payments.refund}]",
    "[{remedy: gift, in_kind: {quantity: 2, cost: 4 USD, value: 9 USD, what: tea}}]",
    "[{do: seats.hold, with: {flight: x}}, {remedy: seat, in_kind: {seat: 4A}}]",
    "[{try: [{do: seats.hold, with: {flight: x}, undo: seats.release}, {remedy: seat, in_kind: {seat: 4A}}]}]",
    f"[{{try: [{HELD.replace('}, undo', '}, instead: [{tell: apology}], undo')}, {AGAIN}]}}]",
    f"[{{try: [{{remedy: refund, amount: 5 USD, {PAY}, undo: refunds.cancel}}, {HELD}]}}]",
]
CANCEL = {**REGISTRY, "refunds.cancel": REGISTRY["seats.release"].model_copy(update={
    "name": "refunds.cancel", "inputs": {"payee": "person", "amount": "money"},
})}  # fmt: skip


@pytest.mark.parametrize(("steps", "rule"), BAD_GRANTS)
def test_what_a_playbook_gives_is_what_the_house_knows(steps: str, rule: str) -> None:
    """Known by name, of the same sort, looked up before, and taken back only by what can."""
    line, marked = "steps: " + steps, steps.index("▸")
    text = playbook(steps=line.replace("▸", ""))
    _, findings = compile_playbook(text, "f", replace(SURROUNDINGS, remedies=HOUSE))
    assert rule in {each.rule for each in findings}
    here = [each for each in findings if each.rule == rule]
    assert here[0].column == marked + len("steps: ") + 1
    assert here[0].remedy


@pytest.mark.parametrize("steps", GOOD_GRANTS)
def test_what_fits_is_legal(steps: str) -> None:
    """And a house without such a document checks none of it."""
    for house in (HOUSE, None):
        around = replace(SURROUNDINGS, remedies=house, connectors=CANCEL)
        plan, findings = compile_playbook(playbook(steps=steps), "f", around)
        assert not findings
        assert plan is not None


def test_what_is_owed_has_no_undo() -> None:
    """It is never taken back."""
    shelf = read_shelf(FOLDERS)
    text = (FOLDERS.playbooks / "late-flight.yaml").read_text(encoding="utf-8")
    owed = "entitled: [us-refunds, refund-in-britain, refund-in-the-union]\n"
    with_undo = text.replace(owed, f"{owed}                      undo: seats.release\n", 1)
    assert with_undo != text
    _, findings = compile_playbook(with_undo, "f", shelf.surroundings)
    assert "claw-back" in {each.rule for each in findings}


# --- The document ----------------------------------------------------------------------------------------------------
def test_the_kinds_of_the_house_are_read() -> None:
    """As they are written, in the languages of the markets; what is shipped knows every kind that is given."""
    shelf = read_shelf(FOLDERS).legal()
    refund, goodwill = shelf.kinds.kind("refund"), shelf.kinds.kind("goodwill")
    assert (refund.loss, refund.set_off) == ("price", ("chargeback", "insurer", "agent"))
    assert refund.wants_evidence(Money("USD", 1_000_001), {})
    assert not refund.wants_evidence(Money("USD", 1_000_000), {})
    assert not refund.wants_evidence(Money("CHF", 10**9), {})
    assert goodwill.beside == (ALL,)
    assert goodwill.bound(Money("USD", 500_001)) == Money("USD", 500_000)
    assert goodwill.bound(Money("USD", 500_000)) is None
    unbounded = [name for name, kind in shelf.kinds.kinds.items() if not kind.in_kind and not kind.most]
    assert unbounded == [], "every kind of money has a bound"
    assert shelf.kinds.go_together("refund", "goodwill")
    assert shelf.kinds.go_together("goodwill", "refund")
    assert not shelf.kinds.go_together("refund", "replacement")
    assert shelf.kinds.kind("voucher").premium == 125
    given = {each.remedy for plan in shelf.plans.values() for each in _grants(plan)}
    assert given <= set(shelf.kinds.kinds)


def _grants(plan: p.Plan) -> list[p.Grant]:
    from domain.playbook.layout import Layout  # noqa: PLC0415

    return [step for step in Layout(plan).steps.values() if isinstance(step, p.Grant)]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("{}", "missing-field"),
        (f"{{gives: ▸cash, {WORDS}}}", "unknown-word"),
        ("{gives: money, words: ▸{en: x}}", "missing-language"),
        (f"{{gives: money, {WORDS}, beside: [▸goodwil]}}", "unknown-remedy"),
        (f"{{gives: money, {WORDS}, set_off: [▸friends]}}", "unknown-word"),
        (f"{{gives: money, {WORDS}, premium: ▸99}}", "out-of-range"),
        (f"{{gives: money, {WORDS}, premium: ▸1.25}}", "wrong-type"),
        (f"{{gives: in_kind, {WORDS}, ▸premium: 125}}", "one-of"),
        (f"{{gives: in_kind, {WORDS}, ▸set_off: [agent]}}", "one-of"),
        (f"{{gives: money, {WORDS}, evidence_above: [▸-5 USD]}}", "out-of-range"),
        (f"{{gives: money, {WORDS}, evidence_above: [5 USD, ▸6 USD]}}", "bad-name"),
        (f"{{gives: money, {WORDS}, evidence_above: ▸5 USD}}", "wrong-type"),
        (f"{{gives: in_kind, {WORDS}, ▸at_most: [5 USD]}}", "one-of"),
        (f"{{gives: money, {WORDS}, at_most: [▸0 USD]}}", "out-of-range"),
        (f"{{gives: money, {WORDS}, at_most: [5 USD, ▸6 USD]}}", "bad-name"),
        (f"{{gives: money, {WORDS}, evidence_above: [6 USD], ▸at_most: [5 USD]}}", "out-of-range"),
        (f"{{gives: money, {WORDS}, feasible: ▸seats.hald}}", "unknown-connector"),
        (f"{{gives: money, {WORDS}, feasible: ▸payments.refund}}", "not-feasible"),
        (f"{{gives: money, {WORDS}, ▸stacks: all}}", "unknown-field"),
    ],
)
def test_the_document_is_read_strictly(kind: str, rule: str) -> None:
    """What is missing, unknown or contradicts itself is a finding at its place, and then there are no kinds."""
    line = f"  refund: {kind}"
    found, findings = compile_remedies(
        f"remedies: house\nkinds:\n{line}\n".replace("▸", ""), "f", ("en", "id"), REGISTRY
    )
    assert found is None
    assert rule in {each.rule for each in findings}
    if "▸" in kind:
        assert (3, line.index("▸") + 1) in {(each.line, each.column) for each in findings if each.rule == rule}


SIGN = f"{WORDS}, same: customer, days: 30, asks: manager"
GOOD_SIGN = f"{SIGN}, cases_above: 3"


def compiled(sign: str, kind: str = f"{{gives: money, {WORDS}, evidence_above: [90 USD]}}") -> str:
    """Return a document with a kind and a sign."""
    return f"remedies: house\nkinds:\n  refund: {kind}\nsigns:\n  often: {sign}\n"


def test_a_sign_is_read_as_it_is_written() -> None:
    """With a day to look at it, unless it says otherwise."""
    text = compiled(f"{{{GOOD_SIGN}, kinds: [refund], just_under: 10}}")
    found, findings = compile_remedies(text, "f", ("en", "id"), REGISTRY)
    assert found is not None, findings
    sign = found.signs["often"]
    assert (sign.same, sign.days, sign.cases, sign.role, sign.within) == ("customer", 30, 3, "manager", DAY)
    assert (sign.kinds, sign.just_under, sign.amounts) == (("refund",), 10, ())
    other, findings = compile_remedies(compiled(f"{{{SIGN}, amount_above: [5 USD], within: 8h}}"), "f", ("en", "id"))
    assert other is not None, findings
    assert (other.signs["often"].cases, other.signs["often"].amounts) == (None, (Money("USD", 500),))


@pytest.mark.parametrize(
    ("sign", "rule"),
    [
        ("▸{}", "missing-field"),
        (f"▸{{{SIGN}}}", "one-of"),
        (f"{{{SIGN}, cases_above: 3, ▸amount_above: [5 USD]}}", "one-of"),
        (f"{{{SIGN}, cases_above: ▸0}}", "out-of-range"),
        (f"{{{SIGN}, amount_above: [5 USD, ▸6 USD]}}", "bad-name"),
        (f"{{{GOOD_SIGN}, kinds: [▸refnd]}}", "unknown-remedy"),
        (f"{{{GOOD_SIGN}, just_under: ▸100}}", "out-of-range"),
        (f"{{{GOOD_SIGN}, within: ▸soon}}", "bad-duration"),
        (f"{{{GOOD_SIGN.replace('days: 30', 'days: ▸93')}}}", "out-of-range"),
        (f"{{{GOOD_SIGN.replace('same: customer', 'same: ▸a payee')}}}", "bad-name"),
        (f"{{{GOOD_SIGN.replace(WORDS, 'words: ▸{en: x}')}}}", "missing-language"),
        (f"{{{GOOD_SIGN.replace('asks: manager', 'asks: ▸manger')}}}", "nobody"),
        (f"{{{GOOD_SIGN}, ▸denies: true}}", "unknown-field"),
    ],
)
def test_a_sign_is_read_strictly(sign: str, rule: str) -> None:
    """What is missing, unknown or contradicts itself is a finding at its place, with what is to be written."""
    text, roles = compiled(sign.replace("▸", "")), frozenset({"manager", "desk"})
    found, findings = compile_remedies(text, "f", ("en", "id"), REGISTRY, roles)
    assert found is None
    line = f"  often: {sign}"
    assert (5, line.index("▸") + 1) in {(each.line, each.column) for each in findings if each.rule == rule}
    assert all(each.remedy for each in findings)


def test_just_under_takes_a_line_to_be_under() -> None:
    """Where no kind has one, nothing could ever be noticed."""
    text = compiled(f"{{{GOOD_SIGN}, just_under: 10}}", f"{{gives: money, {WORDS}}}")
    _, findings = compile_remedies(text, "f", ("en", "id"), REGISTRY)
    assert [each.rule for each in findings] == ["one-of"]
    assert "evidence_above" in findings[0].remedy


@pytest.mark.parametrize("text", ["", "remedies: house", "remedies: house\nkinds: []", "kinds: {}", "remedies: [a]"])
def test_what_is_no_document_of_kinds_is_refused(text: str) -> None:
    """With what is missing."""
    found, findings = compile_remedies(text, "f")
    assert found is None
    assert findings


def test_a_house_without_the_document_says_nothing_of_any_kind() -> None:
    """Nothing is set off, nobody is asked for evidence, and no two kinds go together by its word."""
    kind = NO_REMEDIES.kind("refund")
    assert kind.bound(Money("USD", 10**12)) is None
    assert (kind.loss, kind.set_off, kind.premium, kind.wants_evidence(Money("USD", 10**9), {})) == ("", (), 100, False)
    assert not NO_REMEDIES.go_together("refund", "voucher")
