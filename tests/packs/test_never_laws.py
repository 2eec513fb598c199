"""What can never apply, against trying everything: conditions on words, days, spans and amounts, and rules in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest

from domain.clock.duration import Duration
from domain.entitlement.env import Env
from domain.entitlement.never import contradictory
from domain.entitlement.working import tests_of as all_of
from domain.money import Money
from tests.support.packs import found, rule, text

WORDS = (
    'event == "a"', 'event != "a"', 'event in ["a", "b"]', 'event in ["b", "c"]', 'event == "c"', 'event != "b"',
    '"a" == event', '"b" != event',
)  # fmt: skip
NUMBERS = ("far < 2", "far <= 2", "far == 2", "far >= 2", "far > 2", "3 > far", "1 <= far", "3 == far")
YES_NO = ("flag", "not flag", "flag == true", "flag == false", "flag != true")
HOURS = ('late < duration("2h")', 'late <= duration("2h")', 'late >= duration("2h")', 'late > duration("2h")',
         'late == duration("2h")', 'duration("1h") >= late')  # fmt: skip
MONEY = ('fee < money("2 EUR")', 'fee <= money("2 EUR")', 'fee >= money("2 EUR")', 'fee > money("2 EUR")',
         'fee == money("2 EUR")', 'money("1 EUR") >= fee')  # fmt: skip
DAYS = ('on < date("2026-01-02")', 'on <= date("2026-01-02")', 'on >= date("2026-01-02")', 'on > date("2026-01-02")',
        'on == date("2026-01-03")')  # fmt: skip
HALVES = [Fraction(half, 2) for half in range(9)]
ALL: Mapping[str, tuple[tuple[str, ...], list[dict[str, Any]]]] = {
    "words": (WORDS, [{"event": word} for word in "abcd"]),
    "numbers": (NUMBERS, [{"far": half} for half in HALVES]),
    "yes or no": (YES_NO, [{"flag": flag} for flag in (True, False)]),
    "spans": (HOURS, [{"late": Duration(half * 3_600_000)} for half in HALVES]),  # type: ignore[arg-type] # halves too
    "amounts": (MONEY, [{"fee": Money("EUR", half * 100)} for half in HALVES]),  # type: ignore[arg-type] # halves too
}  # fmt: skip


@pytest.mark.parametrize("kind", ALL)
def test_conditions_contradict_each_other_when_nothing_fulfils_them(kind: str) -> None:
    """Two or three of a kind, in any order: contradictory exactly when no value is like that."""
    conditions, values = ALL[kind]
    for count in (1, 2, 3):
        for chosen in combinations(conditions, count):
            holds = any(all_of(chosen)(Env(facts, {}, None)) is True for facts in values)
            assert contradictory(chosen) is not holds, chosen
            assert contradictory(chosen[::-1]) is not holds, chosen
            assert contradictory([" and ".join(chosen)]) is not holds, chosen


def test_days_contradict_each_other() -> None:
    """They stand in a row, one after the other; between two of them there is nothing that could be asked for."""
    days = [{"on": date(2026, 1, day)} for day in range(1, 5)]
    for chosen in combinations(DAYS, 2):
        holds = any(all_of(chosen)(Env(facts, {}, None)) is True for facts in days)
        assert contradictory(chosen) is not holds, chosen


@pytest.mark.parametrize(
    "conditions",
    [
        ["far + 1 < 0"],
        ['event in ["a", other]', 'event == "b"'], ["flag or other", "not flag"], ["far < near", "far > near"],
        ["not (flag and other)", "flag", "other"], ["known(x)", "not known(x)"], ['"a" in [event]', 'event == "b"'],
    ],
)  # fmt: skip
def test_what_is_not_compared_with_a_value_is_not_judged(conditions: list[str]) -> None:
    """Better nothing is said than something wrong."""
    assert not contradictory(conditions)


# --- Rules and exclusions --------------------------------------------------------------------------------------------
FACTS = "\n".join(f"{name}: {{type: yes_no, words: {{en: {name}}}}}" for name in "abc")


def _sets() -> Iterator[tuple[str, ...]]:
    for count in range(4):
        yield from combinations("abc", count)


def _when(names: tuple[str, ...]) -> str:
    return f"[{', '.join(names)}]" if names else ""


def test_a_rule_behind_one_that_always_comes_first_never_applies() -> None:
    """That is so for one thing, and where all conditions of the first are among those of the second."""
    for first, second, head in product(_sets(), _sets(), ("x", "y")):
        rules = rule("5 EUR", "for: x", name="one", when=_when(first)) + "\n"
        source = text(rules + rule("6 EUR", f"for: {head}", name="two", when=_when(second)), FACTS)
        wrong = found(source)
        assert bool(wrong) is (head == "x" and {*first} <= {*second})
        said = "“two” can never apply: where it would, “one” already does, for “x”, too."
        assert [(each.rule, each.message) for each in wrong] == [("never-applies", said)] * bool(wrong)
        assert all(each.remedy == "Put it before “one”, or say for: something else." for each in wrong)
        assert all("rule: two" in source.splitlines()[each.line - 1] for each in wrong)


def test_the_first_of_several_that_come_first_is_named() -> None:
    """Not the second, and not one for something else."""
    rules = [rule("1 EUR", "for: y", name="other"), rule("2 EUR", "for: x", name="one", when="a"),
             rule("3 EUR", "for: x", name="two"), rule("4 EUR", "for: x", name="three", when="a")]  # fmt: skip
    assert [each.message for each in found(text("\n".join(rules), FACTS))] == [
        "“three” can never apply: where it would, “one” already does, for “x”, too."
    ]


def _exclusion(when: str, *more: str) -> str:
    lines = ["- exclusion: x", "  bars: [a, b]", "  words: {en: x}", "  clause: § 2", "  verified: true"]
    return "\n".join([*lines, f"  when: {when}", *(f"  {line}" for line in more)])


def test_a_rule_that_is_always_excluded_never_applies() -> None:
    """An exclusion that nobody has to prove, and whose conditions are among those of what it bars."""
    for when, barred, proven in product([*_sets()][1:], _sets(), (False, True)):
        rules = "\n".join([rule("5 EUR", name="a", when=_when(barred)), rule("6 EUR", name="c", when=_when(barred)),
                           rule("7 EUR", name="b", when=_when(barred))])  # fmt: skip
        more = ("proven: a", "burden: {en: we}") if proven else ()
        wrong = found(text(rules, FACTS, exclusions=_exclusion(_when(when), *more)))
        never = not proven and {*when} <= {*barred}
        assert [each.message for each in wrong] == [
            f"“{name}” can never apply: “x” always keeps it from it." for name in ("a", "b") if never
        ]


@pytest.mark.parametrize(
    ("when", "more", "said"),
    [
        ("[a, not a]", (), True), ("[a]", ("proven: not a", "burden: {en: we}"), True), ("[a, not b]", (), False),
        ("[a]", ("proven: b", "burden: {en: we}"), False),
    ],
)  # fmt: skip
def test_an_exclusion_that_cannot_hold_never_applies(when: str, more: tuple[str, ...], said: bool) -> None:
    """Its conditions and what is proven are looked at together."""
    rules = "\n".join([rule("5 EUR", name="a"), rule("6 EUR", name="b")])
    source = text(rules, FACTS, exclusions=_exclusion(when, *more))
    wrong = found(source)
    assert [each.message for each in wrong] == ["“x” can never apply: its conditions contradict each other."] * said
    assert all(source.splitlines()[each.line - 1].strip().startswith("when") for each in wrong)


@pytest.mark.parametrize(
    ("written", "messages"),
    [
        (rule("5 EUR", when="[a, not a]"), ["“a” can never apply: its conditions contradict each other."]),
        (rule("5 EUR", "reduced: [{cut: 50%, when: not a, clause: x}]", when="a"),
         ["A reduction of “a” can never apply: its conditions contradict each other."]),
        (rule("5 EUR", "reduced: [{cut: 50%, when: b, clause: x}, {cut: 10%, when: c, clause: x}]", when="a"), []),
        (rule("nothing"), ["“a” gives nothing."]), (rule("nothing", "in_kind: {x: {en: x}}"), []),
        (rule("nothing", "duty: {words: {en: x}, within: 2h}"), []), (rule("", "in_kind: {x: {en: x}}"), []),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_give_anything(written: str, messages: list[str]) -> None:
    """For its own conditions, those of a reduction, or because it gives nothing at all."""
    wrong = found(text(written, FACTS))
    assert [each.message for each in wrong] == messages
    assert all(each.remedy and each.rule == "never-applies" for each in wrong)


def test_what_never_applies_is_said_only_of_what_is_legal_otherwise() -> None:
    """A pack with other findings is not looked at for it."""
    assert {each.rule for each in found(text(rule("5 USD", when="[a, not a]"), FACTS))} == {"pack-currency"}
