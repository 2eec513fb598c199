"""Examples as files: what is read as what, and what is refused at which place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.clock.duration import Duration
from domain.clock.span import Days
from domain.examples.document import Example, Examples
from domain.examples.reading import compile_examples
from domain.money import Money
from domain.playbook.findings import Finding
from domain.playbook.plan import Plan
from domain.values import Person, Sealed
from tests.unit.test_playbook_load import marked
from tests.unit.test_playbook_samples import SURROUNDINGS, plan_of, playbook

STEPS = """
- {tell: apology, gives: [apology]}
- {ask: look, of: desk, due: 2h, words: {en: Look, id: Lihat}, form: {well: yes_no, said: text optional}}
- {ask: tell-us, of: customer, due: 2h, words: {en: Tell, id: Beri tahu}}
- offer: way-forward
  choices: {bring: {en: Bring it, id: Bawa}, refund: {en: Money, id: Uang}}
  reply_within: 24h
  otherwise: refund
- choose:
    - when: chosen("way-forward") == "bring"
      steps:
        - try:
            - {do: seats.hold, with: {flight: =failure.flight}, undo: seats.release}
            - {do: tickets.reissue, with: {hold: '=result("seats.hold").hold'}, pivot: true}
          otherwise: []
    - when: chosen("way-forward") == "refund"
      steps:
        - each: b
          in: =failure.bags
          by: =b.id
          at_most: 4
          steps: [{remedy: refund, to: =b.owner, amount: =b.worth, pay: payments.refund}]
    - else: []
- {remedy: expenses, id: food, up_to: 50 USD, against: receipts, for: {en: food, id: makan}, pay: payments.refund,
   within: 20h}
- {wait: {event: bag-found, at_most: 24h, late: []}, id: bag}
"""
FACTS = (
    "{delay: 5h, size: 3, flag: true, flight: X 1, diagnosis: none, way: ship, day: 2026-03-01, "
    "at: 2026-03-01T10:00:00Z, owner: Ana, worth: 5 USD, bags: [{id: b1, owner: {name: Ana}, worth: 5.50 USD}]}"
)
PLAN: Plan = plan_of(
    playbook(
        steps="steps:" + STEPS, promises="promises: {acknowledge: {within: 1h}}",
        follow_up="follow_up: [{after: 24h, survey: csat}]",
    )
)  # fmt: skip
HOUSE = replace(
    SURROUNDINGS, playbooks=frozenset({"late-bag", "broken"}), plan=lambda name: PLAN if name == "late-bag" else None
)
STAFF = frozenset({"sari", "budi"})


def file(**parts: str) -> str:
    """Return a file with one example, some parts of it exchanged."""
    own = {
        "name": "one", "market": "us", "reported": "2026-03-02T15:00:00Z", "facts": FACTS, "expect": "{}", **parts,
    }  # fmt: skip
    lines = [f"  {' ' if number else '-'} {name}: {text}" for number, (name, text) in enumerate(own.items()) if text]
    return "\n".join(["examples: late-bag", "cases:", *lines]).replace("- name", "- name", 1)


def read(text: str) -> tuple[Examples | None, list[Finding]]:
    """Compile against the small house."""
    return compile_examples(text, "f", HOUSE, STAFF)


def example(**parts: str) -> Example:
    """Return the one example of a legal file."""
    found, findings = read(file(**parts))
    assert [str(finding) for finding in findings] == []
    assert found is not None
    return found.cases[0]


BAD_EXAMPLES = [
    ("examples: ▸late-bog\ncases: []", "unknown-playbook"),
    ("examples: ▸broken\ncases: []", "unknown-playbook"),
    ("examples: late-bag\ncases: ▸[]", "out-of-range"),
    ("examples: late-bag\ncases: [▸{}]", "example-fact missing-field missing-field missing-field missing-field"),
    (file(name="two", expect="{▸teir: high}"), "unknown-field"),
    (file(market="▸vn"), "unknown-word"),
    (file(market="").replace("- name", "- ▸name"), "missing-field"),
    (file(reported="▸yesterday"), "bad-time"),
    (file(facts=FACTS.replace("size: 3", "size: ▸three")), "wrong-type"),
    (file(facts=FACTS.replace("delay: 5h", "delay: ▸5 days")), "bad-duration"),
    (file(facts="▸" + FACTS.replace("size: 3, ", "")), "example-fact"),
    (file(facts=FACTS.replace("size: 3", "size: 3, ▸sise: 4")), "example-fact"),
    (file(facts=FACTS.replace("{id: b1, ", "▸{")), "example-fact"),
    (file(facts=FACTS.replace("way: ship", "way: ▸train")), "unknown-word"),
    (file(when="[▸choose]"), "wrong-type"),
    (file(when="[{▸chose: refund}]"), "example-deed"),
    (file(when="[{choose: ▸refnd}]"), "unknown-choice"),
    (file(when="[{choose: refund, of: ▸way}]"), "unknown-step"),
    (file(when="[{silent: ▸look}]"), "unknown-step"),
    (file(when="[{late: ▸seats.hold}]"), "unknown-step"),
    (file(when="[{answer: look, with: {▸wel: true}}]"), "example-deed"),
    (file(when="[{answer: seats.hold, with: {hold: ▸3}}]"), "wrong-type"),
    (file(when="[{answer: look, by: ▸sara}]"), "unknown-person"),
    (file(when="[{answer: look, ▸within: 2h}]"), "unknown-field"),
    (file(when="[{refuse: seats.hold, times: ▸0}]"), "out-of-range"),
    (file(when="[{refuse: ▸apology, why: lost}]"), "unknown-refusal"),
    (file(when="[{refuse: ▸tickets.reissue, why: lost}]"), "unknown-refusal"),
    (file(when="[{fail: ▸look}]"), "unknown-step"),
    (file(when="[{▸unknown: seats.hold}]"), "missing-field"),
    (file(when="[{unknown: seats.hold, then: ▸perhaps}]"), "unknown-word"),
    (file(when="[{later: seats.hold, after: ▸1 day}]"), "bad-duration"),
    (file(when="[{▸deny: refund}]"), "missing-field"),
    (file(when="[{approve: ▸look}]"), "unknown-step"),
    (file(when="[{change: {▸size2: 3}}]"), "example-fact"),
    (file(when="[{receipt: ▸45}]"), "bad-money"),
    (file(when="[{receipt: 4 USD, of: ▸refund}]"), "unknown-step"),
    (file(when="[{event: ▸bag-lost}]"), "unknown-step"),
    (file(when="[{follow_up: csat, with: ▸{outcome: 3}}]"), "example-deed"),
    (file(expect="{steps: {▸choose-1: done}}"), "unknown-step"),
    (file(expect="{steps: {▸lok: done}}"), "unknown-step"),
    (file(expect="{steps: {look: ▸finished}}"), "unknown-word"),
    (file(expect="{messages: [apology, ▸sorry]}"), "unknown-message"),
    (file(expect="{promises: {▸resolve: kept}}"), "example-expect"),
    (file(expect="{follow_ups: {▸nps: answered}}"), "example-expect"),
    (file(expect="{tasks: [look, ▸approve look]}"), "example-expect"),
    (file(expect="{remedies: [{kind: ▸voucher}]}"), "example-expect"),
    (file(expect="{outcome: ▸fixed}"), "unknown-word"),
    (file(expect="{at: [▸{tier: high}]}"), "missing-field"),
    (file(expect="{at: [{after: 2h, ▸closed_within: 3h}]}"), "unknown-field"),
]


@pytest.mark.parametrize(("text", "rules"), BAD_EXAMPLES)
def test_refused(text: str, rules: str) -> None:
    """A file of examples is refused by the rule it breaks, at the place."""
    plain, places = marked(text)
    found, findings = read(plain)
    assert found is None
    places = places * len(rules.split()) if len(places) == 1 else places
    expected = [(*place, rule) for place, rule in zip(places, rules.split(), strict=True)]
    assert [(f.line, f.column, f.rule) for f in findings] == expected, "\n".join(map(str, findings))


def test_two_examples_have_two_names() -> None:
    """A name that is taken is refused where it stands again."""
    twice = file() + "\n" + "\n".join(file().split("\n")[2:])
    _, findings = read(twice)
    assert [(f.line, f.rule) for f in findings] == [(8, "bad-name")]
    assert "line 3 already" in findings[0].message


def test_what_is_meant_is_said() -> None:
    """A slip of the pen is answered with what was meant."""
    said = [
        read(file(when="[{chose: refund}]")), read(file(when="[{choose: refnd}]")),
        read(file(expect="{steps: {lok: done}}")), read(file(when="[{answer: look, by: sara}]")),
    ]  # fmt: skip
    assert [findings[0].remedy for _, findings in said] == [
        "Did you mean “choose”?", "Did you mean “refund”?", "Did you mean “look”?", "Did you mean “sari”?",
    ]  # fmt: skip


def test_facts_are_read_by_their_types() -> None:
    """Every type of fact is read; the same name is the same person; private texts stay sealed."""
    facts = example().facts
    assert facts["delay"] == Duration(5 * 3_600_000)
    assert facts["worth"] == Money("USD", 500)
    assert facts["owner"] == Person("Ana", "v_Ana")
    assert facts["diagnosis"] == Sealed("private", "")
    assert facts["bags"] == ({"id": "b1", "owner": Person("Ana", "v_Ana"), "worth": Money("USD", 550)},)
    assert "seat" not in facts


def test_a_customer_may_be_out_of_reach() -> None:
    """Who is harmed may be named with a key, a language, and whether they can be reached."""
    one = example(customer="{name: Ana, key: c17, language: id, reachable: false}")
    assert (one.customer, one.language) == (Person("c17", ""), "id")
    assert example(market="id").language == "id"


def test_deeds_are_read() -> None:
    """A deed says what, of what, when, by whom, how often; offers and covers of which there is one need no name."""
    when = """[{choose: refund, after: 1 day}, {answer: look, with: {well: false}, by: sari, barred: true},
      {deny: refund, for: 7, why: no}, {fail: payments.refund, times: 3}, {receipt: 45 USD}, {withdraw: never mind}]"""
    choose, answer, deny, fail, receipt, withdraw = example(when=when).when
    assert (choose.target, choose.choice, choose.after) == ("way-forward", "refund", Days(1))
    assert (answer.values, answer.by, answer.barred) == ({"well": False}, "sari", True)
    assert (deny.round, deny.why) == ("7", "no")
    assert (fail.target, fail.times) == ("payments.refund", 3)
    assert (receipt.target, receipt.amount) == ("food", Money("USD", 4500))
    assert withdraw.words == "withdraw never mind"


def test_what_is_expected_is_read() -> None:
    """Only what is written is looked at; rounds of loops are named by their keys."""
    expect = "{steps: {'refund[b1]': done}, messages: [], at: [{after: 2h, tasks: [look]}], closed_within: 3 days}"
    expected = example(expect=expect).expected
    assert expected.steps["refund[b1]"].is_ == "done"
    assert expected.messages == ()
    assert expected.remedies is None
    assert expected.at[0].expected.tasks == ("look",)
    assert expected.closed_within == Days(3)
