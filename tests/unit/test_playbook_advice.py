"""Warnings: none on what is shipped and shown, each where it should be, and no alarm about what cannot happen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.expression import EvaluationError, parse
from domain.markets import Market
from domain.playbook import plan as p
from domain.playbook.advice.overlap import can_both_hold
from domain.playbook.advice.whole import advise
from domain.playbook.compiler import compile_playbook
from domain.playbook.findings import Finding
from domain.values import Value
from tests.support.folders import FOLDERS
from tests.support.pages import blocks
from tests.support.shown import compiled as shown
from tests.support.shown import house, is_played, playbook_of
from tests.unit.test_playbook_samples import DESK, SURROUNDINGS, WORDS, playbook
from workers.library.advising import warnings
from workers.library.shelf import read_documents

SHIPPED = sorted(FOLDERS.playbooks.glob("*.yaml"))
FACTS = {
    "n": p.FactType(type="integer"), "urgent": p.FactType(type="yes_no"),
    "kind": p.FactType(type="words", words=("a", "b")),
    "place": p.FactType(type="text"), "cost": p.FactType(type="money"), "late": p.FactType(type="duration"),
    "over": p.FactType(type="yes_no", optional=True),
}  # fmt: skip
Q, R = (f"{{ask: {name}, {DESK}, {WORDS}}}" for name in "qr")
BRIEF = "[{wait: {for: 1m}}]"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_warning_about_what_is_shipped(path: Path) -> None:
    """The playbooks of the repository are looked at together, and nothing seems unwise."""
    shelf = read_documents(SHIPPED if path == SHIPPED[0] else [path], FOLDERS)
    assert not shelf.findings
    assert warnings(shelf) == []


def test_no_warning_about_what_pages_show() -> None:
    """What managers are shown to copy is wise by the same rules."""
    shelf, found = house(), []
    for block in blocks("yaml"):
        plan = shown(block, shelf)[0] if is_played(block) else None
        if plan is not None:
            found += advise(playbook_of(block), block.place, plan)
    assert found == []


def _advised(text: str) -> list[Finding]:
    plan, findings = compile_playbook(text, "f", SURROUNDINGS)
    assert plan is not None, findings
    return advise(text, "f", plan)


@pytest.mark.parametrize(
    ("steps", "within", "rules"),
    [
        (f"[{Q}, {{tell: apology}}]", "1h", ["due-after-promise"]),
        (f"[{Q}, {{tell: apology}}]", "2h", []),
        (f"[{{wait: {{for: 1h}}}}, {Q}, {{tell: apology}}]", "2h", ["due-after-promise"]),
        (f"[{{tell: apology}}, {{ask: q, {DESK}, {WORDS}}}]", "1h", []),
        (f"[{{together: {{a: [{Q}], b: {BRIEF}}}, wait_for: any}}, {{tell: apology}}]", "1h", []),
        (f"[{{together: {{a: [{Q}], b: {BRIEF}}}}}, {{tell: apology}}]", "1h", ["due-after-promise"]),
        (f"[{Q}, {R}, {{tell: apology}}]", "3h", ["dues-add-up"]),
        (f"[{Q}, {R}, {{tell: apology}}]", "4h", []),
        # Two that exclude each other never add up.
        (f"[{Q[:-1]}, when: failure.n > 3}}, {R[:-1]}, unless: failure.n > 3}}, {{tell: apology}}]", "3h", []),
    ],
)  # fmt: skip
def test_dues_and_promises(steps: str, within: str, rules: list[str]) -> None:
    """A due counts where the promise waits for it: alone, behind waits, and together with those before it."""
    promises = f"promises: {{bag: {{words: {{en: B, id: B}}, within: {within}, kept_by: apology}}}}"
    text = playbook(steps=steps, promises=promises, facts="facts: {n: integer, flight: text}")
    assert [finding.rule for finding in _advised(text)] == rules


Q_FORM = "due: 2h, words: {en: What?, id: Apa?}"
ASKED = f"{{ask: q, of: customer, {Q_FORM}}}"


@pytest.mark.parametrize(
    ("steps", "warned"),
    [
        (f"[{ASKED}]", True),
        (f"[{{tell: apology}}, {ASKED}]", True),  # that we are sorry asks nobody anything
        (f"[{{tell: sorry, asks: q}}, {ASKED}]", False),
        (f"[{{tell: sorry, asks: q}}, {{try: [{ASKED}], otherwise: []}}]", False),
        (f"[{{tell: sorry, asks: q, when: failure.flag}}, {ASKED}]", True),
        (f"[{{tell: sorry, asks: q, when: failure.flag}}, {ASKED[:-1]}, when: failure.flag}}]", False),
        (f"[{{together: {{a: [{{tell: sorry, asks: q}}], b: [{ASKED}]}}}}]", True),  # side by side
        (f"[{{self_service: sorry, deadline: 2h, words: {{en: What?, id: Apa?}}, otherwise: [{Q}]}}]", False),
    ],
)  # fmt: skip
def test_whom_nobody_asks(steps: str, warned: bool) -> None:
    """What a customer is asked, a message asks them for, before it and wherever it is asked."""
    assert ("asked-silently" in {each.rule for each in _advised(playbook(steps=f"steps: {steps}"))}) == warned


def _grant(amount: str = "=failure.worth", limits: str = "5 USD", rung: str = "50 USD", more: str = "") -> str:
    ladder = f"{{auto_up_to: [{limits}], above: [{{up_to: [{rung}], role: duty-manager}}, {{role: boss}}]}}"
    return f"{{remedy: refund, amount: {amount}, pay: payments.refund, authority: {ladder}{more}}}"


SERVED = replace(
    SURROUNDINGS,
    markets={
        "us": Market(language="en", calendar="us-2026", currency="USD"),
        "id": Market(language="id", calendar="id-2026", currency="IDR"),
    },
)  # fmt: skip
BOTH = "5 USD, 75000 IDR"


@pytest.mark.parametrize(
    ("steps", "warned"),
    [
        (_grant(), ["IDR"]),
        (_grant(limits=BOTH, rung="50 USD, 750000 IDR"), []),
        (_grant(limits=BOTH), ["IDR"]),  # the rung above
        (_grant(limits="75000 IDR", rung="750000 IDR"), ["USD"]),
        (_grant(limits="5 EUR", rung="50 EUR"), ["IDR", "USD"]),
        (_grant(amount="20 USD"), []),  # that is all it can be
        (_grant(amount="[{when: failure.flag, is: 20 USD}, {else: 90000 IDR}]"), ["IDR"]),
        (_grant(more=', when: case.market == "us"'), []),
        (_grant(more=', when: case.market != "id"'), []),
        (_grant(more=""", when: 'case.market in ["us", "id"]'"""), ["IDR"]),
        ('{choose: [{when: case.market == "us", steps: [' + _grant() + "]}, {else: []}]}", []),
        ('{choose: [{when: case.market == "id", steps: [' + _grant() + "]}, {else: []}]}", ["IDR"]),
        ("{remedy: refund, amount: =failure.worth, pay: payments.refund, authority: {above: [{role: boss}]}}", []),
    ],
)  # fmt: skip
def test_a_ladder_knows_the_money_of_each_market(steps: str, warned: list[str]) -> None:
    """Where it names limits, it names one in what customers there pay with, as far as it can come to that."""
    text = playbook(steps=f"[{{tell: apology}}, {steps}]")
    plan, findings = compile_playbook(text, "f", SERVED)
    assert plan is not None, findings
    found = [each for each in advise(text, "f", plan, house=SERVED) if each.rule == "ladder-currency"]
    assert [money for money in ("IDR", "USD") if any(f"in {money}" in each.message for each in found)] == warned


# --- Two playbooks for one failure -----------------------------------------------------------------------------------
def _plan(facts: Mapping[str, p.FactType], derived: Mapping[str, str]) -> p.Plan:
    return p.Plan(
        playbook="x", title={"en": "X"}, owner="desk", markets=("us",), languages=("en",), handles=(), facts=facts,
        derived=derived, risk=p.RiskOf(likelihood=p.Given(value="rare"), consequence={}), steps=(),
    )  # fmt: skip


def _both(
    one: str, other: str, facts: Mapping[str, p.FactType] = FACTS, theirs: Mapping[str, p.FactType] = FACTS
) -> bool:
    derived = {"grave": "failure.n > 10 and failure.urgent"}
    mine, his = (p.Handles(failure="f", when=(source,) if source else ()) for source in (one, other))
    return can_both_hold(_plan(facts, derived), mine, _plan(theirs, derived), his)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("failure.n > 3", "failure.n > 5"),
        ("failure.urgent", "failure.n == 2"),
        ('failure.kind == "a"', 'failure.kind != "b"'),
        ('failure.place == "Hue"', 'not (failure.place in ["Rome", "Oslo"])'),
        ('failure.cost > money("5 USD")', 'failure.cost < money("9 USD")'),
        ('failure.late >= duration("3h")', 'failure.late >= duration("12h")'),
        ("not known(failure.over) or not failure.over", "not failure.urgent"),
        ("failure.grave", "failure.n > 3"),
        ("3 < failure.n", "failure.n == 4 or failure.n == 1"),
    ],
)
def test_what_can_meet(one: str, other: str) -> None:
    """A failure can be for both: it is said, whichever comes first."""
    assert _both(one, other)
    assert _both(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("failure.n > 3", "failure.n <= 3"),
        ("failure.n > 3", "failure.n < 4"),
        ("failure.urgent", "not failure.urgent"),
        ('failure.kind == "a"', 'failure.kind == "b"'),
        ('failure.kind != "a"', 'failure.kind != "b"'),
        ('failure.place in ["Hue"]', 'failure.place in ["Rome", "Oslo"]'),
        ('failure.cost > money("5 USD")', 'failure.cost > money("5 GBP")'),
        ('failure.late < duration("3h")', 'failure.late >= duration("3h")'),
        ("not known(failure.over)", "known(failure.over) and failure.over"),
        ("failure.grave", "not failure.urgent"),
        # What is not decided by literals alone is nothing to warn of.
        ("failure.n * 2 > 3", "failure.n > 5"),
        ("size(failure.place) > 3", "failure.urgent"),
        ('failure.place.startsWith("H")', "failure.urgent"),
    ],
)  # fmt: skip
def test_what_cannot_meet_or_cannot_be_told(one: str, other: str) -> None:
    """Conditions that exclude each other, and those that nobody can tell, are no reason for a warning."""
    assert not _both(one, other)
    assert not _both(other, one)


@pytest.mark.parametrize("joined", ["and", "or"])
def test_computed_facts_of_computed_facts_take_no_time(joined: str) -> None:
    """A chain of facts, each computed twice from the one before, decides nothing, at once."""
    chain = {"d0": "failure.n > 3"} | {f"d{i}": f"failure.d{i - 1} {joined} failure.d{i - 1}" for i in range(1, 150)}
    begin = time.process_time()
    handles = p.Handles(failure="f", when=("failure.d149",))
    assert not can_both_hold(_plan(FACTS, chain), handles, _plan(FACTS, chain), handles)
    assert time.process_time() - begin < 1


PAID = "remedy: refund, amount: 5 USD, pay: payments.refund"
CASH = f"{{ask: cash, {DESK}, {WORDS}, form: {{paid: money}}}}"
ELSE = "{else: []}"
READS = 'amount: =answer("cash").paid, pay: payments.refund'


@pytest.mark.parametrize(
    ("steps", "warned"),
    [
        (f"[{CASH}]", True),
        (f"[{CASH}, {{remedy: refund, {READS}}}]", False),
        (f"[{CASH}, {{tell: sorry, when: 'answer(\"cash\").paid > money(\"5 USD\")'}}]", False),
        (f"[{{ask: cash, of: customer, due: 2h, {WORDS}, form: {{paid: money}}}}]", False),
        (f"[{{{PAID}, refused: [{Q}]}}]", True),
        (f"[{{{PAID}, refused: [{Q[:-1]}, gives: [explanation]}}]}}]", False),
        (f"[{{{PAID}, refused: [{Q[:-1]}, finds: [not-upheld]}}]}}]", False),
        (f"[{{{PAID}, refused: [{Q}, {{remedy: gift, in_kind: {{what: tea}}}}]}}]", False),
        (f"[{{remedy: gift, in_kind: {{what: tea}}, refused: [{Q}]}}]", False),
        (f"[{{try: [{{{PAID}}}], otherwise: [{Q}]}}]", True),
        (f"[{{try: [{{choose: [{{when: failure.flag, steps: [{{{PAID}}}]}}, {ELSE}]}}], otherwise: [{Q}]}}]", True),
        (f"[{{try: [{{do: seats.hold, with: {{flight: x}}, undo: seats.release}}], otherwise: [{Q}]}}]", False),
        (f"[{{try: [{{do: seats.hold, with: {{flight: x}}, instead: [{{{PAID}}}]}}], otherwise: [{Q}]}}]", False),
        (f"[{{try: [{{{PAID}}}], otherwise: [{{remedy: a, amount: 5 USD, pay: by hand, {DESK}}}]}}]", False),
    ],
)  # fmt: skip
def test_what_a_person_pays_is_a_remedy(steps: str, warned: bool) -> None:
    """Amounts that nothing reads and questions that stand for a remedy and give nothing are warned of."""
    rules = [each.rule for each in _advised(playbook(steps=steps))]
    assert ("beside-the-ledger" in rules) == warned


def test_facts_of_different_types_tell_failures_apart() -> None:
    """A failure that tells n as a number is none that tells it as a text."""
    assert not _both("", "", theirs={**FACTS, "n": p.FactType(type="text")})
    assert _both("", "", theirs={"m": p.FactType(type="text")})


@dataclass(frozen=True)
class _Failure:
    facts: Mapping[str, Value]

    def root(self, name: str) -> Value:
        return self.facts

    def ask(self, function: str, name: str) -> Value:
        raise KeyError(name)


_ATOMS = st.one_of(
    st.builds(
        "failure.{} {} {}".format, st.sampled_from("nm"), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.integers(0, 4),
    ),
    st.sampled_from(["failure.urgent", "known(failure.m)", "failure.n in [1, 3]"]),
)  # fmt: skip
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner), st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
)  # fmt: skip


def _truth(source: str, facts: Mapping[str, Value]) -> bool:
    try:
        return parse(source).evaluate(_Failure(facts)) is True
    except EvaluationError:
        return False


@given(_CONDITIONS, _CONDITIONS)
def test_no_alarm_is_false(one: str, other: str) -> None:
    """Where two conditions are said to hold together, there is a failure for which they do."""
    types = {
        "n": p.FactType(type="integer"), "m": p.FactType(type="integer", optional=True),
        "urgent": p.FactType(type="yes_no"),
    }  # fmt: skip
    if _both(one, other, types, types):
        failures = product(range(-1, 6), (None, *range(-1, 6)), (True, False))
        assert any(
            _truth(one, facts) and _truth(other, facts)
            for n, m, urgent in failures
            for facts in ({"n": n, "urgent": urgent, **({} if m is None else {"m": m})},)
        )
