"""How `entitle` and `entitled` are checked: what a pack needs comes from somewhere, and what it owes is given."""

from __future__ import annotations

from functools import cache

import pytest

from domain.playbook import plan as p
from domain.playbook.compiler import compile_playbook
from domain.playbook.findings import Finding
from domain.values import Value
from tests.support.folders import FOLDERS
from workers.library.shelf import Shelf, read_documents

HEAD = """
playbook: asked
language: 1
title: {en: Asked}
owner: service-owner
markets: [us]
handles: [{failure: asked}]
facts:
  who: person
  late_by: duration
  domestic: yes_no optional
  price: money
  reported: date
  passengers: [{id: text, person: person, price: money}]
risk: {likelihood: rare, consequence: {safety: none, rights: none, money: minor, inconvenience: minor}}
steps:
"""
REFUND = """
  - entitle: us-refunds
    facts: {event: flight_cancelled, accepted: false, paid_by_card: true, passengers: 2 passengers}
  - {remedy: refund, to: =failure.who, entitled: us-refunds, pay: payments.transfer}
"""
ROUND = """
  - each: one
    in: =failure.passengers
    by: =one.id
    at_most: 9
    steps:
      - {entitle: us-refunds, facts: {event: flight_cancelled, accepted: false, paid_by_card: true, price: =one.price}}
      - {remedy: refund, to: =one.person, entitled: us-refunds, pay: payments.transfer}
"""


@cache
def house() -> Shelf:
    """Return the house in the repository, without its playbooks."""
    return read_documents((), FOLDERS)


def compiled(steps: str) -> tuple[p.Plan | None, list[Finding]]:
    """Compile steps in a playbook about flights."""
    return compile_playbook(HEAD + steps.lstrip("\n"), "f", house().surroundings)


def found(steps: str) -> list[tuple[str, str]]:
    """Return what is found: rule and message."""
    return [(finding.rule, finding.message) for finding in compiled(steps)[1]]


def asked(steps: str) -> p.Entitle:
    """Return the step that asks, compiled."""
    plan, findings = compiled(steps)
    assert plan is not None, findings
    step = plan.steps[0]
    inner = step.steps[0] if isinstance(step, p.Each) else step
    assert isinstance(inner, p.Entitle)
    return inner


def test_what_is_not_given_is_taken_from_the_failure_by_name_and_type() -> None:
    """Given facts stand as they were written, others are read where the failure has them; the rest is left out."""
    step = asked(REFUND)
    given: dict[str, Value] = {n: t.value for n, t in step.facts.items() if isinstance(t, p.Given)}
    assert given == {"event": "flight_cancelled", "accepted": False, "paid_by_card": True, "passengers": 2}
    read = {name: term.source for name, term in step.facts.items() if isinstance(term, p.Formula)}
    assert read == {name: f"failure.{name}" for name in ("domestic", "late_by", "price")}
    assert "reported" not in step.facts  # of another type here, and it cannot matter for a flight
    assert "bag_fee" not in step.facts
    assert step.title["en"] == "Refunds for flights and bags in the United States"


def test_in_a_loop_it_is_about_one() -> None:
    """In a round nobody has to say how many."""
    assert asked(ROUND).facts["passengers"] == p.Given(value=1)


def test_a_fact_that_can_matter_comes_from_somewhere() -> None:
    """All that are missing are named at once, with what they are and what the failure has instead."""
    [(rule, message)] = found(REFUND.replace(", accepted: false, paid_by_card: true, passengers: 2 passengers", ""))
    assert rule == "missing-input"
    assert "accepted (yes_no: whether the passenger travelled all the same" in message
    assert "paid_by_card (yes_no" in message
    assert "passengers (integer: how many passengers; failure.passengers is a list)" in message
    assert "bag_fee" not in message
    assert "price" not in message


CARE = """
  - {entitle: id-pm-89-2015, facts: {event: delay, cause: weather, late_by: =failure.late_by, passengers: 1 passengers}}
  - {remedy: compensation, to: =failure.who, entitled: id-pm-89-2015, pay: payments.transfer}
  - {remedy: care, to: =failure.who, in_kind: {meal: soup}}
"""


def test_care_that_may_be_owed_has_a_remedy_that_gives_it() -> None:
    """In kind or by receipts: else it is found when a customer waits for it."""
    assert not found(CARE)
    assert [rule for rule, _ in found(CARE[: CARE.index("  - {remedy: care")])] == ["unpaid"]


COVER = """
  - remedy: expenses
    to: =failure.who
    entitled: WHAT
    up_to: 40 USD
    against: receipts
    for: {en: meals}
    pay: payments.transfer
"""


def test_receipts_can_stand_for_care_that_is_owed_and_for_no_money() -> None:
    """A cover names the decision whose care it gives; it gives none of the money, and stands for no money."""
    care = CARE[: CARE.index("  - {remedy: care")]
    assert not found(care + COVER.replace("WHAT", "id-pm-89-2015"))
    alone = CARE.splitlines(keepends=True)[1] + COVER.replace("WHAT", "id-pm-89-2015")
    assert [rule for rule, _ in found(alone)] == ["unpaid"]
    [(rule, message)] = found(REFUND + COVER.replace("WHAT", "us-refunds"))
    assert (rule, message.split(".")[0]) == (
        "unknown-care",
        "us-refunds owes nothing in kind here that receipts could stand for",
    )


PARTS = """
  - entitle: us-refunds
    id: fare
    for: refund
    facts: {event: flight_cancelled, accepted: false, paid_by_card: true, passengers: 2 passengers}
  - {remedy: refund, to: =failure.who, entitled: fare, pay: payments.transfer}
"""


def test_a_pack_is_asked_about_one_thing_alone() -> None:
    """It needs the facts that its rules for that need, and no others; the rest can be asked for by another step."""
    plan_, findings = compiled(PARTS)
    assert plan_ is not None
    assert not findings
    [step] = [each for each in plan_.steps if isinstance(each, p.Entitle)]
    assert step.heads == ("refund",)
    rest = (
        PARTS[: PARTS.index("  - {remedy")]
        .replace("id: fare\n    for: refund", "id: bag\n    for: bag-fee")
        .lstrip("\n")
    )
    assert [rule for rule, _ in found(PARTS + rest)] == ["unpaid"]
    assert [rule for rule, _ in found(PARTS + rest.replace("    for: bag-fee\n", ""))] == ["owed-twice", "unpaid"]


PAID = "  - {remedy: refund, to: =failure.who, entitled: [one, other], pay: payments.transfer}\n"
DEAR, FAR = 'failure.price > money("5 USD")', "failure.late_by > duration('3h')"


def one_and_other(first: str, second: str) -> str:
    """Return two steps one after the other that ask the same on these conditions."""
    facts = "{event: flight_cancelled, accepted: false, paid_by_card: true, passengers: 2 passengers}"
    steps = ""
    for name, when in (("one", first), ("other", second)):
        steps += f"  - entitle: us-refunds\n    id: {name}\n    for: refund\n    facts: {facts}\n"
        steps += f"    when: [{when}]\n" if when else ""
    return steps


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        ("", "", True),
        (DEAR, DEAR, True),
        ("", DEAR, True),
        (DEAR, "", True),
        (DEAR, f"{FAR}, {DEAR}", True),
        (DEAR, FAR, False),
        (f"{FAR}, {DEAR}", f"{DEAR}, failure.domestic", False),
    ],
)
def test_what_is_asked_twice_for_certain_is_refused(first: str, second: str, twice: bool) -> None:
    """On the same conditions or on fewer of them, one after the other, side by side, in rounds and outside of them."""
    both = one_and_other(first, second)
    rules = [rule for rule, _ in found(both + PAID)]
    assert ("owed-twice" in rules) is twice
    one, other = both.split("  - entitle")[1:]
    branches = "".join(f"      {name}:\n        - entitle{step.replace(chr(10) + '    ', chr(10) + '          ')}" for
                       name, step in (("a", one), ("b", other)))  # fmt: skip
    rules = [rule for rule, _ in found(f"  - together:\n{branches}\n{PAID}")]
    assert ("owed-twice" in rules) is twice, rules


def test_a_round_asks_what_was_asked_outside_of_it() -> None:
    """Each round is about one of those for whom it was asked before."""
    rounds = ROUND.replace("{entitle: us-refunds,", "{entitle: us-refunds, id: theirs,")
    steps = PARTS + rounds.replace("entitled: us-refunds", "entitled: theirs")
    assert "owed-twice" in [rule for rule, _ in found(steps)]


def test_another_way_may_ask_the_same() -> None:
    """What is asked on one way of a choice is not asked twice where the other way asks it."""
    facts = "{event: flight_cancelled, accepted: false, paid_by_card: true, passengers: 2 passengers}"
    one, other = (f"{{entitle: us-refunds, id: {name}, for: refund, facts: {facts}}}" for name in ("one", "other"))
    ways = f"""
  - choose:
      - {{when: failure.price > money("5 USD"), steps: [{one}]}}
      - {{else: [{other}]}}
  - {{remedy: refund, to: =failure.who, entitled: [one, other], pay: payments.transfer}}
"""
    assert not found(ways)


WRONG = [
    (PARTS.replace("for: refund", "for: refunds"), ["unknown-head"]),
    (PARTS.replace("for: refund", "for: [refund, refund]"), ["bad-name"]),
    (PARTS.replace("for: refund", "for: {refund: 1}"), ["wrong-type"]),
    (PARTS.replace("for: refund", "for: []"), ["out-of-range"]),
    (REFUND.replace("accepted: false", "acepted: false"), ["unknown-fact", "missing-input"]),
    (REFUND.replace("flight_cancelled", "flight_canceled"), ["unknown-word"]),
    (REFUND.replace("2 passengers", "2 bags"), ["unknown-unit"]),
    (REFUND.replace("accepted: false", "accepted: =failure.late_by"), ["expression-type"]),
    (REFUND.replace("entitle: us-refunds", "entitle: us-refund"), ["unknown-pack", "unknown-step"]),
    (REFUND.replace("entitled: us-refunds", "entitled: us-refund"), ["unpaid", "unknown-step"]),
    (REFUND.replace("entitled: us-refunds", "amount: 5 USD"), ["unpaid"]),
    (REFUND.replace("pay: payments.transfer", "in_kind: {seats: 2}"), ["unpaid", "unknown-remedy"]),
    (REFUND.replace(", pay: payments.transfer", ""), ["missing-field"]),
    (REFUND.replace("event:", "on: 3, event:"), ["unknown-fact"]),
    (REFUND.replace("- entitle: us-refunds", "- entitle: us-refunds\n    on: =failure.price"), ["expression-type"]),
    (REFUND.replace("- entitle: us-refunds", "- entitle: us-refunds\n    on: soon"), ["bad-time"]),
    (REFUND.replace("facts: {", "facts: [").replace("2 passengers}", "2 passengers]"), ["wrong-type"]),
    (ROUND + "  - {remedy: more, to: =failure.who, entitled: us-refunds, pay: payments.transfer}\n", ["unknown-step"]),
    (CARE.replace("in_kind: {meal: soup}", "amount: 5 USD, pay: payments.transfer"), ["unpaid"]),
    ("  - {tell: apology, when: entitled('x').due}\n", ["expression"]),
    (REFUND + "  - {tell: apology, when: entitled('us-refunds').owed}\n", ["expression"]),
    (REFUND + "  - {tell: apology, when: entitled('us-refunds').amount == 5}\n", ["expression"]),
]


@pytest.mark.parametrize(("steps", "rules"), WRONG)
def test_refused(steps: str, rules: list[str]) -> None:
    """Each mistake is found by its rule, beside whatever follows from it."""
    rules_found = [rule for rule, _ in found(steps)]
    assert set(rules) <= set(rules_found), found(steps)


def test_what_was_not_asked_on_every_path_is_guarded() -> None:
    """entitled() is read where the step was done, or behind a condition that says so; a remedy needs no guard."""
    maybe = REFUND.replace("- entitle: us-refunds", '- entitle: us-refunds\n    when: failure.price > money("5 USD")')
    assert not found(maybe)
    tell = "  - {tell: apology, when: entitled('us-refunds').due}\n"
    assert [rule for rule, _ in found(maybe + tell)] == ["read-before-done"]
    guarded = tell.replace("when: ", "when: outcome('us-refunds') == 'done' and ")
    assert not found(maybe + guarded)
