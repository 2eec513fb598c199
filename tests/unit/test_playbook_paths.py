"""Blocks, remedies and paths: what may follow what, and what can be read where."""

from __future__ import annotations

import pytest

from domain.playbook.findings import ILLEGAL
from tests.unit.test_calendar_document import BAD_CALENDARS
from tests.unit.test_examples_reading import BAD_EXAMPLES
from tests.unit.test_pack_language import BAD_PACKS
from tests.unit.test_playbook_house import BAD_HOUSE
from tests.unit.test_playbook_load import BAD, MARK, marked
from tests.unit.test_playbook_rules import FIELDS, STEPS
from tests.unit.test_playbook_samples import (
    DESK,
    WORDS,
    compiled,
    plan_of,
    playbook,
    refused_at_marks,
)
from tests.unit.test_playbook_whole import BAD_WHOLE
from tests.unit.test_remedy_kinds import BAD_GRANTS

HOLD = "{do: seats.hold, with: {flight: =failure.flight}}"
HOLD_IN_TRY = "{do: seats.hold, with: {flight: =failure.flight}, undo: seats.release}"
REISSUE = "{do: tickets.reissue, with: {hold: '=▸result(\"seats.hold\").hold'}}"
DELIVER = "{do: bags.deliver, with: {bag: x, weight: 1, express: true, until: =failure.at}}"
UNDO_WHERE_DONE = "{choose: [{when: outcome('seats.hold') == 'done', steps: [{undo: seats.hold}, STEP]}, {else: []}]}"
SORRY = "{tell: sorry, undo: {tell: apology}}"
BY_CASES = (
    ", {do: tickets.reissue, with: {hold: [{when: outcome('seats.hold') == 'done', "
    "is: '=result(\"seats.hold\").hold'}, {else: none}]}}"
)
REFUND = "{remedy: refund, amount: 5 USD, ▸pay: payments.refund}"
ASK = f"{{ask: q, {DESK}, {WORDS}, form: {{yes: yes_no, why: text optional, secret: text private}}}}"
OFFER = (
    "{offer: way-forward, choices: {a: {en: A, id: A}, b: {en: B, id: B}}, reply_within: 24h, otherwise: a, "
    f"declined: [{{ask: talk, {DESK}, {WORDS}}}]}}"
)
BOTH = "{choose: [{when: \"chosen('way-forward') in ['a', 'b']\", steps: []}, {else: []}]}"
"""Asks about both choices of the offer."""

BLOCKS = [
    ("[{▸choose: [{when: failure.flag, steps: []}]}]", "choose-needs-else"),
    ("[{▸choose: [▸▸{▸else: []}, {when: failure.flag, steps: []}]}]",
     "choose-needs-else missing-field missing-field unknown-field"),
    ("[{choose: [▸{steps: []}, {else: []}]}]", "missing-field"),
    ("[{choose: [{when: ▸=failure.flag, steps: []}, {else: []}]}]", "expression-syntax"),
    ("[{choose: [{when: failure.▸flg, steps: []}, {else: []}]}]", "expression"),
    ("[{choose: [{when: ▸failure.size, steps: []}, {else: []}]}]", "expression-type"),
    ("[{choose: [{when: failure.size ▸= 3, steps: []}, {else: []}]}]", "expression-syntax"),
    ("[{choose: [{when: [failure.flag, 'failure.size ▸> \"x\"'], steps: []}, {else: []}]}]", "expression"),
    ("[{together: ▸{}}]", "out-of-range"),
    ("[{together: {a: [{tell: apology}], b: [{tell: sorry}]}, wait_for: ▸3}]", "out-of-range"),
    ("[{together: {a: [{tell: apology}], b: [{tell: sorry}]}, wait_for: ▸most}]", "unknown-word"),
    ("[{together: {a: [{tell: apology}], b: [{tell: sorry}]}, ▸late: go_on}]", "unbounded"),
    ("[{▸each: b, in: =failure.bags, by: =b.id, steps: [{tell: sorry}]}]", "unbounded"),
    ("[{each: b, in: ▸failure.bags, by: =b.id, at_most: 9, steps: [{tell: sorry}]}]", "wrong-type"),
    ("[{each: b, in: ▸=failure.size, by: =b.id, at_most: 9, steps: [{tell: sorry}]}]", "expression-type"),
    ("[{each: b, in: =failure.bags, by: ▸=b.owner, at_most: 9, steps: [{tell: sorry}]}]", "expression-type"),
    ("[{each: ▸case, in: =failure.bags, by: =failure.flight, at_most: 9, steps: [{tell: sorry}]}]", "bad-name"),
    ("[{each: b, in: =failure.bags, by: =b.id, at_most: ▸0, steps: [{tell: sorry}]}]", "out-of-range"),
    ("[{each: b, in: =failure.bags, by: =b.id, at_most: 9, until: done, steps: [{▸tell: sorry}]}]", "try-needs-undo"),
    ("[{each: b, in: =failure.bags, by: =b.id, at_most: 9, steps: [{tell: sorry}]}, {tell: apology, to: =▸b.owner}]",
     "expression"),
    ("[{wait: ▸2h}]", "wrong-type"),
    ("[{▸wait: {}}]", "one-of"),
    ("[{wait: {for: 2h, ▸event: found}}]", "one-of"),
    ("[{▸wait: {event: found}}]", "unbounded"),
    ("[{▸wait: {until: =failure.at}}]", "unbounded"),
    ("[{wait: {until: ▸=failure.day, at_most: 2h}}]", "expression-type"),
    ("[{wait: {for: 2h, ▸late: []}}]", "one-of"),
    ("[{try: ▸[]}]", "out-of-range"),
    ("[{undo: ▸seats.hold}]", "unknown-step"),
    ("[{tell: apology}, {undo: ▸apology}]", "cannot-undo"),
    ("[{undo: ▸seats.hold}, " + HOLD_IN_TRY + "]", "unknown-step"),
    ("[{each: b, in: =failure.bags, by: =b.id, at_most: 2, steps: [" + HOLD_IN_TRY + "]}, {undo: ▸seats.hold}]",
     "unknown-step"),
    ("[{offer: way-forward, choices: {▸a: {en: A, id: A}}, reply_within: 24h, otherwise: a}]",
     "choice-without-branch"),
    (("[{offer: way-forward, choices: {a: {en: A, id: A}}, reply_within: 24h, otherwise: ▸c}, "
     "{tell: sorry, when: 'chosen(\"way-forward\") == \"a\"'}]"), "unknown-choice"),
    (("[{offer: way-forward, choices: {▸declined: {en: A, id: A}}, reply_within: 24h, otherwise: declined}, "
     "{tell: sorry, unless: 'chosen(\"way-forward\") == \"declined\"'}]"), "bad-name"),
    (("[{offer: way-forward, choices: {a: {en: A, id: A, need: ▸hold}, b: {en: B, id: B}}, reply_within: 24h, "
     "otherwise: b}, {tell: sorry, unless: 'chosen(\"way-forward\") == \"a\"'}]"), "unknown-step"),
    (("[{tell: apology}, {offer: way-forward, choices: {a: {en: A, id: A, need: ▸apology}, b: {en: B, id: B}}, "
     "reply_within: 24h, otherwise: b}, {tell: sorry, unless: 'chosen(\"way-forward\") == \"a\"'}]"), "cannot-undo"),
    (("[{do: seats.hold, with: {flight: a}, undo: seats.release}, {offer: way-forward, choices: {a: {en: A, id: A, "
     "need: seats.hold}}, reply_within: 24h, otherwise: ▸a}, {tell: sorry, unless: 'chosen(\"way-forward\") == "
     "\"a\"'}]"), "offer-need"),
]  # fmt: skip
REMEDIES = [
    ("[{▸remedy: refund}]", "missing-field"),
    ("[{▸remedy: refund, amount: 5 USD}]", "missing-field"),
    ("[{remedy: gift, amount: 5 USD, ▸in_kind: {what: tea}, pay: payments.refund}]", "one-of"),
    ("[{remedy: gift, in_kind: {▸payee: tea}}]", "bad-name"),
    ("[{remedy: refund, amount: ▸1.500 USD, pay: payments.refund}]", "bad-money"),
    ("[{remedy: refund, amount: ▸5 XYZ, pay: payments.refund}]", "bad-money"),
    ("[{remedy: refund, amount: ▸-5 USD, pay: payments.refund}]", "out-of-range"),
    ("[{remedy: refund, amount: ▸=failure.size, pay: payments.refund}]", "expression-type"),
    (("[{remedy: a, up_to: 5 USD, ▸amount: 5 USD, pay: payments.refund, against: receipts, for: {en: a, id: a}}]"),
     "one-of"),
    ("[{▸remedy: refund, amount: 5 USD, pay: ▸seats.hold}]", "missing-input pay-connector"),
    ("[{remedy: refund, amount: 5 USD, pay: [payments.refund, ▸cash.hand-out]}]", "pay-connector"),
    ("[{remedy: refund, amount: 5 USD, ▸pay: odd.pay}]", "pay-connector"),
    ("[{▸remedy: refund, amount: 5 USD, pay: shop.credit}]", "missing-input"),
    ("[{remedy: gift, in_kind: {what: tea}, ▸pay: [goods.send, payments.refund]}]", "missing-input"),
    ("[{remedy: refund, amount: 5 USD, pay: payments.refund, authority: ▸{within: 2h}}]", "missing-field"),
    ("[{remedy: refund, amount: 5 USD, pay: payments.refund, authority: {above: [▸{role: a, up_to: [5 USD]}]}}]",
     "ladder"),
    (("[{remedy: refund, amount: 5 USD, pay: payments.refund, authority: {auto_up_to: [5 USD], "
     "above: [▸{role: a, up_to: [5 USD]}, {role: b}]}}]"), "ladder"),
    (("[{remedy: refund, amount: 5 USD, pay: payments.refund, authority: "
     "{above: [{role: a, up_to: [9 USD, 5 EUR]}, ▸{role: b, up_to: [7 USD, 6 EUR]}, {role: c}]}}]"), "ladder"),
    (("[{remedy: refund, amount: 5 USD, pay: payments.refund, authority: {auto_up_to: [5 USD, ▸6 USD], "
     "above: [{role: a}]}}]"), "bad-name"),
    ("[{remedy: refund, amount: 5 USD, pay: ▸by hand, due: 2h}]", "missing-field"),
    ("[{remedy: refund, amount: 5 USD, pay: ▸by hand, of: desk}]", "missing-field"),
    ("[{remedy: refund, amount: 5 USD, pay: [▸by hand, payments.refund], of: desk, due: 2h}]", "pay-connector"),
    ("[{remedy: refund, amount: 5 USD, pay: [by hand, ▸by hand], of: desk, due: 2h}]", "bad-name"),
    ("[{remedy: refund, amount: 5 USD, pay: by hand, of: desk, due: ▸soon}]", "bad-duration"),
    ("[{remedy: refund, amount: 5 USD, pay: payments.refund, ▸of: desk}]", "one-of"),
    ("[{remedy: refund, amount: 5 USD, pay: payments.refund, ▸on_due: desk}]", "one-of"),
    ("[{remedy: gift, in_kind: {what: tea}, ▸due: 2h}]", "one-of"),
    ("[{remedy: refund, amount: 5 USD, pay: [payments.refund, by hand], of: desk, due: 2h, ▸undo: seats.release}]",
     "one-of"),
]  # fmt: skip
BY_HAND = [
    "[{remedy: refund, amount: 5 USD, pay: by hand, of: desk, due: 2h}]",
    "[{remedy: refund, amount: 5 USD, pay: [payments.refund, by hand], of: desk, due: 1 working day, on_due: boss}]",
    "[{remedy: gift, in_kind: {what: tea}, pay: [by hand], of: desk, due: 2h}]",
    ("[{remedy: a, up_to: 5 USD, against: receipts, for: {en: a, id: a}, pay: by hand, of: desk, due: 2h}]"),
]
PIVOTS = [
    "[{try: [{remedy: refund, amount: 5 USD, ▸pay: by hand, of: desk, due: 2h}, " + HOLD_IN_TRY + "]}]",
    f"[{{try: [{REFUND}, {HOLD_IN_TRY}]}}]",
    f"[{{try: [{{try: [{REFUND}]}}, {HOLD_IN_TRY}]}}]",
    f"[{{try: [{{choose: [{{when: failure.flag, steps: [{REFUND}]}}, {{else: []}}]}}, {HOLD_IN_TRY}]}}]",
    f"[{{try: [{{each: b, in: =failure.bags, by: =b.id, at_most: 2, steps: [{REFUND}]}}]}}]",
    f"[{{try: [{{together: {{x: [{REFUND}], y: [{HOLD_IN_TRY}]}}}}]}}]",
    f"[{{try: [{HOLD_IN_TRY}], or: [[{REFUND}, {SORRY}]]}}]",
    f"[{{try: [{{try: [{HOLD_IN_TRY}], otherwise: [{REFUND}]}}, {SORRY}]}}]",
    f"[{{try: [{{do: tickets.reissue, with: {{hold: x}}, ▸pivot: true}}, {HOLD_IN_TRY}]}}]",
]
NO_PIVOTS = [
    f"[{{try: [{HOLD_IN_TRY}, {REFUND}]}}, {{tell: sorry}}]",
    f"[{{try: [{HOLD_IN_TRY}], otherwise: [{REFUND}, {{tell: sorry}}]}}]",
    f"[{REFUND}, {{tell: sorry}}]",
    f"[{{try: [{{each: b, in: =failure.bags, by: =b.id, at_most: 1, steps: [{REFUND}]}}]}}]",
    f"[{{try: [{{do: seats.hold, with: {{flight: x}}, instead: [{REFUND}, {{tell: apology}}]}}, {SORRY}]}}]",
    f"[{{try: [{{remedy: gift, in_kind: {{what: tea}}}}, {HOLD_IN_TRY}]}}]",
]
UNREADABLE = [
    f"[{REISSUE}, {HOLD}]",
    f"[{HOLD.replace('with', 'when: failure.flag, with')}, {REISSUE}]",
    f"[{{choose: [{{when: failure.flag, steps: [{HOLD}]}}, {{else: []}}]}}, {REISSUE}]",
    f"[{{together: {{x: [{HOLD}], y: [{REISSUE}]}}}}]",
    f"[{{together: {{x: [{HOLD}], y: [{{tell: sorry}}]}}, wait_for: any}}, {REISSUE}]",
    f"[{{together: {{x: [{HOLD}], y: [{{tell: sorry}}]}}, at_most: 1h, late: go_on}}, {REISSUE}]",
    f"[{{each: b, in: =failure.bags, by: =b.id, at_most: 9, steps: [{HOLD}]}}, {REISSUE}]",
    f"[{{try: [{HOLD_IN_TRY}], otherwise: [{REISSUE}]}}]",
    f"[{{try: [{HOLD_IN_TRY}], otherwise: [{{tell: sorry}}]}}, {REISSUE}]",
    f"[{{try: [{HOLD_IN_TRY}], or: [[{REISSUE.replace('}}', '}, stays: x}')}]]}}]",
    f"[{HOLD_IN_TRY}, {{undo: seats.hold}}, {REISSUE}]",
    f"[{HOLD_IN_TRY}, {UNDO_WHERE_DONE.replace('STEP', REISSUE)}]",
    f"[{{wait: {{event: found, at_most: 2h, late: [{HOLD}]}}}}, {REISSUE}]",
    f"[{DELIVER.replace('with', f'instead: [{HOLD}], with')}, {REISSUE}]",
]  # fmt: skip
READABLE = [
    f"[{HOLD}, {REISSUE}]",
    f"[{{choose: [{{when: failure.flag, steps: [{HOLD}, {REISSUE}]}}, {{else: []}}]}}]",
    f"[{{together: {{x: [{HOLD}], y: [{{tell: sorry}}]}}}}, {REISSUE}]",
    f"[{{together: {{x: [{HOLD}], y: [{{tell: sorry}}]}}, at_most: 1h}}, {REISSUE}]",
    f"[{{each: b, in: =failure.bags, by: =b.id, at_most: 9, steps: [{HOLD}, {REISSUE}]}}]",
    f"[{{try: [{HOLD_IN_TRY}]}}, {REISSUE}]",
    f"[{HOLD}, {{wait: {{event: found, at_most: 2h, late: []}}}}, {REISSUE}]",
    f"[{HOLD.replace('with', 'when: failure.flag, with')}, "
    + REISSUE.replace("with", "when: outcome('seats.hold') == 'done', with") + "]",
    f"[{HOLD.replace('with', 'when: failure.flag, with')}, "
    "{choose: [{when: outcome('seats.hold') != 'done', steps: []}, {else: [" + REISSUE + "]}]}]",
    f"[{HOLD.replace('with', 'when: failure.flag, with')}, "
    + REISSUE.replace("with", "unless: outcome('seats.hold') != 'done', with") + "]",
    "[{tell: apology, when: failure.flag}, " + HOLD.replace("with", "unless: failure.flag, with") + BY_CASES + "]",
]  # fmt: skip
NAMES = [
    ("answer('▸q').yes", None),
    ("▸answer('quest').yes", "expression"),
    ("▸result('q').yes", "expression"),
    ("answer('q').▸no", "expression"),
    ("answer('q').▸why == 'x'", "expression"),
    ("known(answer('q').why) and answer('q').why == 'x'", None),
    ("answer('q').▸secret == 'x'", "expression"),
    ("known(answer('q').secret)", None),
    ("outcome('q') == ▸'finished'", "expression"),
    ("outcome('q') == 'late' and why('q') == 'due'", None),
    ("chosen('way-forward') == ▸'c'", "expression"),
    ("chosen('way-forward') == 'declined'", None),
    ("▸answer('way-forward').x", "expression"),
    ("▸outcome('choose-1') == 'done'", "expression"),
    ("case.tier in ['high', 'critical'] and case.market != 'us' and customer.reachable", None),
    ("case.market == ▸'gb'", "expression"),
    ("▸history.failures > 3", "not-yet"),
    ("customer.▸vulnerable", "not-yet"),
    ("▸entitled('x').due", "expression"),
    ("failure.▸seat == '3A'", "expression"),
    ("known(failure.seat) and failure.seat == '3A'", None),
    ("failure.delay > ▸3h", "expression-syntax"),
]


@pytest.mark.parametrize(("text", "rules"), [*BLOCKS, *REMEDIES])
def test_refused(text: str, rules: str) -> None:
    """A block or a remedy that breaks a rule is refused by it, at the place."""
    refused_at_marks(playbook(steps=text), *rules.split())


@pytest.mark.parametrize("text", PIVOTS)
def test_nothing_follows_a_pivot(text: str) -> None:
    """Inside a try, and the tries round it, a point of no return comes last."""
    refused_at_marks(playbook(steps=text), "pivot-last")


@pytest.mark.parametrize("text", [*NO_PIVOTS, *READABLE, *BY_HAND])
def test_legal(text: str) -> None:
    """What nothing can go wrong behind, and what is done on every path, is legal."""
    plan_of(playbook(steps=marked(text)[0]))


@pytest.mark.parametrize("text", UNREADABLE)
def test_read_before_done(text: str) -> None:
    """What a step gives is not read where some path has not done it."""
    refused_at_marks(playbook(steps=text), "read-before-done")


@pytest.mark.parametrize(("condition", "rule"), NAMES)
def test_names(condition: str, rule: str | None) -> None:
    """Conditions see facts, the case, and what the steps before gave, each with its type."""
    text = playbook(steps=f'[{ASK}, {OFFER}, {BOTH}, {{tell: sorry, when: "{condition}"}}]')
    if rule is None:
        plan_of(text.replace(MARK, ""))
    else:
        refused_at_marks(text, rule)


def test_too_many_steps() -> None:
    """A playbook has a bound, and passing it is said once."""
    text = playbook(steps="\n".join(f"- {{tell: sorry, id: s{n}}}" for n in range(1_010)).replace("- {", "\n- {", 1))
    findings = compiled(text)[1]
    assert [(f.line, f.rule) for f in findings] == [(1_010, "too-many-steps")]


def test_all_findings_at_once() -> None:
    """Everything that is wrong with a file is said at once, by place, with what was meant."""
    text = playbook(
        title="title: ▸{en: Late}", facts="facts: {delay: ▸durations}",
        steps="[{tell: ▸apologi}, {do: ▸seats.hald}, {ask: q, of: desk, due: ▸2, words: ▸{en: A}, ▸dew: 3h}]",
        close="close: {needs: [▸apology]}",
    )  # fmt: skip
    rules = (
        "missing-language", "unknown-word", "unknown-message", "unknown-connector", "bad-duration", "missing-language",
        "unknown-field", "close-needs",
    )  # fmt: skip
    findings = refused_at_marks(text, *rules)
    meant = [f.remedy for f in findings if f.remedy.startswith("Did you mean")]
    assert meant == [f"Did you mean “{word}”?" for word in ("duration", "apology", "seats.hold", "due")]


def test_every_rule_is_shown() -> None:
    """There is a bad file for every rule, in this file or beside it."""
    parts = (BAD, FIELDS, STEPS, BLOCKS, REMEDIES, BAD_HOUSE, BAD_CALENDARS, BAD_EXAMPLES, BAD_WHOLE, BAD_GRANTS)
    tables: list[tuple[object, str]] = [row for part in parts for row in part]
    shown = {rule for _, rules in tables for rule in rules.split()}
    shown |= {rule for _, rules in BAD_PACKS for rule in rules}
    elsewhere = {"yaml-size", "yaml-encoding", "pivot-last", "read-before-done", "template", "too-many-steps", "unpaid"}
    elsewhere |= {"claw-back", "unknown-care", "unknown-head", "owed-twice"}
    assert set(ILLEGAL) == shown | elsewhere
