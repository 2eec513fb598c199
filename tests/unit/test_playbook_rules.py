"""Every rule of the playbook language, with a playbook that breaks it and the exact place."""

from __future__ import annotations

import pytest

from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.compiler import compile_playbook
from tests.unit.test_playbook_samples import DESK, SURROUNDINGS, WORDS, playbook, refused_at_marks

Case = tuple[dict[str, str], str]


def steps(text: str) -> dict[str, str]:
    """Return the part that holds the steps."""
    return {"steps": text}


FIELDS: list[Case] = [
    ({"onwer": "▸onwer: x"}, "unknown-field"),
    ({"owner": "▸owner:"}, "missing-field"),
    ({"whenever": "whenever: ▸[]"}, "out-of-range"),
    ({"whenever": "whenever: [{when: failure.flag, then: ▸stop, steps: [{tell: sorry}]}]"}, "unknown-word"),
    ({"calendar": "calendar: ▸us-2025"}, "no-calendar"),
    ({"language": "language: ▸2"}, "not-yet"),
    ({"language": "language: ▸'1'"}, "wrong-type"),
    ({"playbook": "playbook: ▸12"}, "wrong-type"),
    ({"playbook": "playbook: ▸late bag"}, "bad-name"),
    ({"title": "title: ▸Late bag"}, "wrong-type"),
    ({"title": "title: ▸{en: Late bag}"}, "missing-language"),
    ({"title": "title: {en: Late bag, id: B, ▸de: C}"}, "unknown-language"),
    ({"title": "title: {en: Late bag, id: ▸' '}"}, "missing-field"),
    ({"markets": "markets: [us, id, ▸fr]"}, "unknown-market"),
    ({"markets": "markets: [us, id, ▸us]"}, "bad-name"),
    ({"service": "service: {name: bags, contact: ▸huge}"}, "unknown-word"),
    ({"handles": "handles: [▸{when: failure.flag}]"}, "missing-field"),
    ({"handles": "handles: [{failure: late-bag, when: ▸case.tier == 'high'}]"}, "expression"),
    ({"facts": "facts: {delay: ▸durration}"}, "unknown-word"),
    ({"facts": "facts: {delay: ▸text secret}"}, "unknown-word"),
    ({"facts": "facts: {size: ▸integer private}"}, "wrong-type"),
    ({"facts": "facts: {▸Size: integer}"}, "bad-name"),
    ({"facts": "facts: {▸in: integer}"}, "bad-name"),
    ({"facts": "facts: {way: [a, ▸a]}"}, "bad-name"),
    ({"facts": "facts: {way: ▸[]}"}, "out-of-range"),
    ({"facts": "facts: {bags: [{id: ▸=text, worth: money}]}"}, "wrong-type"),
    ({"facts": "facts: {big: '= failure.▸size > 3'}"}, "expression"),
    ({"facts": "facts: {size: integer, a: '= failure.▸b', b: '= failure.size'}"}, "expression"),
    ({"facts": "facts: {size: {type: integer, label: ▸{en: Size}}}"}, "missing-language"),
    ({"risk": "risk: {likelihood: ▸always, consequence: {safety: none, rights: none, money: none, "
      "inconvenience: none}}"}, "unknown-word"),
    ({"risk": "risk: {likelihood: rare, ▸consequence: {safety: none, rights: none, money: none}}"}, "missing-field"),
    ({"risk": "risk: {likelihood: rare, consequence: {safety: none, rights: none, inconvenience: none, "
      "money: [{when: case.▸tier == 'high', is: major}, {else: minor}]}}"}, "expression"),
    ({"risk": "risk: {likelihood: rare, consequence: {safety: none, rights: none, inconvenience: none, "
      "money: ▸[{when: failure.flag, is: major}]}}"}, "choose-needs-else"),
    ({"risk": "risk: {likelihood: rare, consequence: {safety: none, rights: none, inconvenience: none, "
      "money: ▸=failure.flight}}"}, "expression-type"),
    ({"markets": "markets: [gb]", "promises": "promises: {acknowledge: {within: ▸2 days}}"}, "no-calendar"),
    ({"promises": "promises: {acknowledge: {within: ▸2}}"}, "bad-duration"),
    ({"promises": "promises: {acknowledge: {within: ▸-2h}}"}, "bad-duration"),
    ({"promises": "promises: {acknowledge: {within: ▸soon}}"}, "bad-duration"),
    ({"promises": "promises: {acknowledge: {within: ▸calendar}}"}, "bad-duration"),
    ({"promises": "promises: {acknowledge: {within: ▸٣h}}"}, "bad-duration"),
    ({"promises": "promises: {acknowledge: {within: 1h, from: ▸now}}"}, "unknown-word"),
    ({"promises": "promises: {acknowledge: {within: 1h, kept_by: ▸apologies}}"}, "unknown-step"),
    ({"promises": "promises: {call: ▸{within: 1h}}"}, "kept-by"),
    ({"promises": "promises: {inform: {every: 24h, tell: ▸apologi}}"}, "unknown-message"),
    ({"promises": "promises: {go: {within: 1h, kept_by: ▸wait-1}}", "steps": "steps: [{wait: {for: 1h}}]"}, "kept-by"),
    ({"follow_up": "follow_up: [▸{after: 72h}]"}, "one-of"),
    ({"follow_up": "follow_up: [{after: 72h, ▸call: desk}]"}, "missing-field"),
    ({"follow_up": "follow_up: [{after: 72h, survey: ▸nps}]"}, "unknown-message"),
    ({"follow_up": "follow_up: [{after: 72h, ▸survey: apology}]"}, "duplicate-id"),
    ({"follow_up": "follow_up: [{after: 72h, survey: csat, reopen_when: answer('csat').▸hendling < 3}]"}, "expression"),
    ({"follow_up": "follow_up: [{after: 72h, survey: csat, from: ▸closed}]"}, "unknown-word"),
    ({"close": "close: {needs: [▸apology]}"}, "close-needs"),
    ({"close": "close: {root_cause: ▸maybe}"}, "unknown-word"),
    ({"escalation": "escalation: {▸urgent: []}"}, "unknown-field"),
    ({"escalation": "escalation: {high: [▸{after: 2h}]}"}, "one-of"),
    ({"escalation": "escalation: {high: [{after: 2h, up: a}, ▸{after: 1h, up: b}]}"}, "ladder"),
]  # fmt: skip
STEPS: list[Case] = [
    (steps("[▸apology]"), "wrong-type"),
    (steps("[{▸tel: apology}]"), "unknown-kind"),
    (steps("[{tell: apology, ▸do: seats.hold}]"), "unknown-kind"),
    (steps("[{entitle: ▸us-dot-refund}]"), "unknown-pack"),
    (steps("[{run: ▸another}]"), "unknown-playbook"),
    (steps("[{run: ▸other}]"), "unknown-playbook"),
    (steps("[{run: ▸circle}]"), "run-cycle"),
    (steps("[{tell: apology}, {▸tell: apology}]"), "duplicate-id"),
    (steps("[{tell: apology}, {tell: sorry, id: ▸apology}]"), "duplicate-id"),
    (steps("[{tell: apology, id: ▸resolved}]"), "bad-name"),
    (steps("[{tell: apology, id: '▸a[b]'}]".replace("'▸", "▸'")), "bad-name"),
    (steps("[{tell: ▸apologie}]"), "unknown-message"),
    (steps("[{tell: ▸only-english}]"), "missing-language"),
    (steps("[{tell: apology, gives: [▸money]}]"), "unknown-word"),
    (steps("[{tell: apology, to: ▸cu_1}]"), "wrong-type"),
    (steps("[{tell: apology, to: ▸=failure.flight}]"), "expression-type"),
    (steps("[{tell: apology, with: {where: ▸=failure.owner}}]"), "expression-type"),
    (steps("[{tell: apology, with: {▸Where To: here}}]"), "bad-name"),
    (steps("[{tell: apology, asks: ▸nobody}, {ask: q, of: customer, due: 2h, words: {en: Q, id: Q}}]"), "unknown-step"),
    (steps("[{tell: apology, asks: ▸q}, {ask: q, of: desk, due: 2h, words: {en: Q, id: Q}}]"), "unknown-step"),
    (steps("[{ask: q, of: customer, due: 2h, words: {en: Q, id: Q}}, {tell: apology, asks: ▸q}]"), "unknown-step"),
    (steps("[{tell: apology, asks: q, ▸to: =failure.owner}, "
           "{ask: q, of: customer, due: 2h, words: {en: Q, id: Q}}]"), "one-of"),
    (steps("[{tell: apology, asks: q, ▸unless_told_within: 2h}, "
           "{ask: q, of: customer, due: 2h, words: {en: Q, id: Q}}]"), "one-of"),
    (steps("[{tell: apology, unless_told_within: ▸soon}]"), "bad-duration"),
    (steps("[{tell: apology, retry: {tries: ▸0}}]"), "out-of-range"),
    (steps("[{▸ask: a, of: desk, words: {en: A, id: B}}]"), "missing-field"),
    (steps("[{ask: a, due: 2h, of: desk, words: ▸{en: A}}]"), "missing-language"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, form: {{▸note: text}}}}]"), "bad-name"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, form: {{x: ▸=failure.size}}}}]"), "wrong-type"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, skill: {{tickets: ▸6}}}}]"), "out-of-range"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, ▸second: boss}}]"), "missing-field"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, finds: [not-upheld, ▸guilty]}}]"), "unknown-word"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, finds: [not-ours, ▸not-ours]}}]"), "bad-name"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, finds: [upheld], form: {{▸why: text}}}}]"), "bad-name"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, ▸finds: [upheld], form: {{x: text}}, second: boss}}]"), "one-of"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, ▸refers: bank, form: {{x: text}}, second: boss}}]"), "one-of"),
    (steps(f"[{{ask: a, {DESK}, {WORDS}, refers: bank, form: {{▸reference: text}}}}]"), "bad-name"),
    (steps("[{do: ▸seats.hol, with: {flight: x}}]"), "unknown-connector"),
    (steps("[{▸do: seats.hold}]"), "missing-input"),
    (steps("[{do: seats.hold, ▸with: {note: x}}]"), "missing-input"),
    (steps("[{do: seats.hold, with: {flight: x, ▸fligt: y}}]"), "unknown-input"),
    (steps("[{do: seats.hold, with: {flight: ▸12}}]"), "wrong-type"),
    (steps("[{do: seats.hold, with: {flight: ▸=failure.size}}]"), "expression-type"),
    (steps("[{do: seats.hold, with: {flight: ▸{a: b}}}]"), "wrong-type"),
    (steps("[{do: bags.deliver, with: {bag: x, weight: ▸heavy, express: true, until: =failure.at}}]"), "wrong-type"),
    (steps("[{do: bags.deliver, with: {bag: x, weight: 1, express: ▸maybe, until: =failure.at}}]"), "wrong-type"),
    (steps("[{do: bags.deliver, with: {bag: x, weight: 1, express: true, until: ▸tomorrow}}]"), "bad-time"),
    (steps("[{do: seats.hold, with: {flight: x}, undo: ▸tickets.reissue}]"), "undo-connector"),
    (steps("[{do: tickets.reissue, with: {hold: x}, undo: ▸bags.call-back}]"), "undo-connector"),
    (steps("[{do: bags.deliver, with: {bag: x, weight: 1, express: true, until: =failure.at}, "
           "undo: ▸bags.call-back}]"), "undo-connector"),
    (steps("[{do: seats.hold, with: {flight: x}, undo: seats.release, ▸pivot: true}]"), "one-of"),
    (steps("[{▸do: payments.refund, with: {payee: =customer.person, amount: 5 USD, reason: x}}]"), "pay-by-remedy"),
    (steps("[{try: [{▸do: seats.hold, with: {flight: x}}]}]"), "try-needs-undo"),
    (steps("[{try: [{▸do: seats.hold, with: {flight: x}, pivot: false}]}]"), "try-needs-undo"),
    (steps("[{try: [{▸tell: sorry}]}]"), "try-needs-undo"),
    (steps("[{try: [{choose: [{when: failure.flag, steps: [{▸tell: sorry}]}, {else: []}]}]}]"), "try-needs-undo"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "rule"), [*FIELDS, *STEPS])
def test_refused(parts: dict[str, str], rule: str) -> None:
    """A playbook that breaks one rule is refused by that rule, at the place."""
    refused_at_marks(playbook(**parts), rule)


@pytest.mark.parametrize(
    ("written", "is_money"), [("100 USD", True), ("24 SMS", False), ("12 ABC", False), ('"100 USD"', False)]
)
def test_what_a_letter_tells_is_money_where_it_names_a_currency(written: str, is_money: bool) -> None:
    """Anything else that looks like it is told as it is written."""
    plan, findings = compile_playbook(
        playbook(**steps(f"[{{tell: apology, with: {{ref: {written}}}}}]")), "x.yaml", SURROUNDINGS
    )
    assert plan is not None, findings
    [step] = plan.steps
    assert isinstance(step, p.Tell)
    assert isinstance(step.given["ref"], p.Given)
    assert isinstance(step.given["ref"].value, Money) is is_money
