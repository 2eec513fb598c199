"""Where findings in expressions of packs stand, and what is known where they are read."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from domain.entitlement import evaluate
from domain.entitlement.evaluate import answer, digest_of
from domain.entitlement.model import Pack
from domain.money import Money
from tests.support.packs import DAY, ask, compiled, found, minutes, money, rule, text

FACTS = (
    "late_by: {type: duration, words: {en: x}}\nfare: {type: money, words: {en: x}}\n"
    "a: {type: yes_no, words: {en: x}}\nmaybe: {type: integer, optional: true, words: {en: x}}\n"
    "day: {type: date, optional: true, words: {en: x}}"
)
WRONG = ("far > 3", "a and far > 3", "a && (3 ? far)", 'late_by > duration("3 days")', "late_by == 3")
"""Conditions, each with one thing that is wrong; it is the same wherever the condition stands."""


def _places(source: str, start: str) -> list[tuple[str, int]]:
    """Return what is found, and how many characters behind the beginning of a text."""
    lines = source.splitlines()
    return [(each.message, each.column - 1 - lines[each.line - 1].index(start)) for each in found(source)]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_finding_in_an_expression_stands_where_it_is_wrong(wrong: str) -> None:
    """However many blanks are before it, in a condition or behind the sign of a formula."""
    plain = _places(text(rule("5 EUR", when=f"'{wrong}'"), FACTS), wrong)
    assert plain
    assert all(0 <= place < len(wrong) for _, place in plain)
    for before in ("  ", "     "):
        assert _places(text(rule("5 EUR", when=f"'{before}{wrong}'"), FACTS), wrong) == plain
    for before in ("=", "  =", "=   ", " =  "):
        source = text(rule("5 EUR", when="test"), FACTS, derived=f"test: '{before}{wrong}'")
        assert [each for each in _places(source, wrong) if "no fact" not in each[0]][: len(plain)] == plain


def test_a_share_of_no_fact_is_found_at_its_name() -> None:
    """And not at the share, whatever the name has in common with it."""
    source = text(rule("25% of of", "round: {to: 0.01 EUR, how: down}"), FACTS)
    (wrong,) = found(source)
    assert source.splitlines()[wrong.line - 1][wrong.column - 1 :] == "of"
    source = text(rule("25% of a", "round: {to: 0.01 EUR, how: down}"), FACTS)
    (wrong,) = found(source)
    assert (wrong.message, source.splitlines()[wrong.line - 1][wrong.column - 1 :]) == ("“a” is no amount.", "a")


def test_amounts_that_are_derived_are_in_no_condition() -> None:
    """That is said of them alone; what else is wrong has its own remedy."""
    derived = "worth: 5 EUR\nlimit: 3h"
    (wrong,) = found(text(rule("=worth", when='worth > money("1 EUR") and late_by > limit'), FACTS, derived=derived))
    assert wrong.remedy == "Amounts that are derived go into amounts, not into conditions."
    (wrong,) = found(text(rule("=worth", when="wort and late_by > limit"), FACTS, derived=derived))
    assert wrong.remedy != "Amounts that are derived go into amounts, not into conditions."


CUT = "{cut: 50%, when: known(maybe), clause: x}"
KNOWN = ("known(maybe) and maybe > 3", "[known(maybe), maybe > 3]", "not known(maybe) or maybe > 3")


@pytest.mark.parametrize("when", KNOWN)
def test_what_may_be_missing_is_read_where_it_is_known(when: str) -> None:
    """In the same condition or one before it; its amounts may read it, too, if the rule asks for it."""
    written = when if when[0] == "[" else f"'{when}'"
    assert found(text(rule("5 EUR", when=written), FACTS)) == []


@pytest.mark.parametrize(
    ("rules", "fine"),
    [
        (rule("{each: 5 EUR, per: 1, of: maybe}", when="known(maybe)"), True),
        (rule("{each: 5 EUR, per: 1, of: maybe}"), False),
        (rule("[{when: known(maybe), is: {each: 5 EUR, per: 1, of: maybe}}, {else: 1 EUR}]"), True),
        (rule("[{when: known(maybe), is: 5 EUR}, {else: {each: 5 EUR, per: 1, of: maybe}}]"), False),
        (rule("[{when: known(maybe), is: 1 EUR}, {when: maybe > 3, is: 2 EUR}, {else: 3 EUR}]"), False),
        (rule("5 EUR", "reduced: [{cut: 50%, when: known(maybe) and maybe > 3, clause: x}]"), True),
        (rule("5 EUR", f"reduced: [{CUT}, {{cut: 10%, when: maybe > 3, clause: x}}]"), False),
        (rule("5 EUR", "late: {amount: 1 EUR, when: known(maybe) and maybe > 3, clause: x}"), True),
        (rule("5 EUR", "late: {amount: 1 EUR, when: maybe > 3, clause: x}"), False),
        (rule("5 EUR", when="known(maybe)") + "\n" + rule("5 EUR", name="b", when="maybe > 3"), False),
        (rule("5 EUR", f"reduced: [{CUT}]", "at_most: {each: 5 EUR, per: 1, of: maybe}"), False),
        (rule("5 EUR", "pay_within: 7 days", "pay_from: day"), True),
        (rule("", "duty: {words: {en: x}, within: 7 days, since: day}"), True),
        (rule("5 EUR", "claim: {within: 7 days, since: day, made: day, clause: x}"), True),
        (rule("5 EUR", "often: {most: 3, so_far: maybe}"), False),
        (rule("5 EUR", "often: {most: 3, so_far: maybe}", when="known(maybe)"), True),
        (rule("5 EUR", "pay_within: 7 days", "pay_from: day", "often: {most: 3, so_far: maybe}"), False),
    ],
)  # fmt: skip
def test_what_is_known_holds_as_far_as_its_conditions(rules: str, fine: bool) -> None:
    """For the amounts behind them; never in another line, another rule, or behind a reduction."""
    wrong = found(text(rules, FACTS))
    assert (wrong == []) is fine
    assert all("may be missing" in each.message for each in wrong)


def test_what_counts_units_may_be_left_out_or_not() -> None:
    """An optional fact counts as well; then there is no total until it is said."""
    facts = "seats: {type: integer, optional: true, words: {en: x}}"
    pack = compiled(text(rule("5 EUR"), facts, head="currency: EUR\nunits: seats"))
    assert ask(pack).total is None
    assert ask(pack, seats=2).total == (Money("EUR", 1_000),)


def test_exclusions_know_only_what_they_ask() -> None:
    """What one made certain is not certain in the next."""
    one = "- exclusion: {}\n  bars: [a]\n  words: {{en: x}}\n  clause: x\n  verified: true\n  when: {}\n"
    for first, fine in product(("known(maybe)", "a"), (True, False)):
        second = "known(maybe) and maybe > 3" if fine else "maybe > 3"
        source = text(rule("5 EUR"), FACTS, exclusions=one.format("x", first) + one.format("y", second))
        assert (found(source) == []) is fine


# --- Compiled once ---------------------------------------------------------------------------------------------------
def test_the_last_packs_that_were_asked_stay_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred and fifty-six of them; a pack is known by itself, and no equal one is mistaken for it."""
    made: list[Pack] = []
    plain = evaluate.content_of

    def counted(pack: Pack) -> str:
        made.append(pack)
        return plain(pack)

    monkeypatch.setattr(evaluate, "content_of", counted)
    first = compiled(text(rule("5 EUR")))
    answer(first, {}, DAY, version="one")
    answer(first, {}, date(2026, 4, 1))
    assert made == [first]
    others = [first.model_copy(update={"jurisdiction": str(number)}) for number in range(256)]
    for other in others[:255]:
        digest_of(other)
    digest_of(first)
    assert len(made) == 256
    for other in others:
        digest_of(other)
    assert len(made) == 257
    digest_of(first)
    assert len(made) == 258


def test_conditions_on_derived_words_and_lists_of_numbers() -> None:
    """Whatever a list holds, what is in it is in it."""
    facts = "n: {type: integer, words: {en: x}}\nm: {type: integer, words: {en: x}}"
    for when, holds in (
        ("n in [1, 3]", {1, 3}),
        ("n in [1, m]", {1, 2}),
        ("n in [3]", {3}),
        ("not (n in [1, 3])", {0, 2}),
    ):
        pack = compiled(text(rule("5 EUR", when=f"'{when}'"), facts))
        assert {n for n in range(4) if ask(pack, n=n, m=2).status == "due"} == holds


@pytest.mark.parametrize(("hours", "gives"), [(1, "1.00 EUR"), (3, "2.00 EUR"), (5, "not due")])
def test_amounts_by_cases_are_those_of_the_first_that_fits(hours: int, gives: str) -> None:
    """In their order, with nothing as one of them."""
    cases = (
        '[{when: late_by < duration("2h"), is: 1 EUR}, {when: late_by < duration("4h"), is: 2 EUR}, {else: nothing}]'
    )
    assert money(ask(compiled(text(rule(cases), FACTS)), late_by=minutes(60 * hours))) == gives
