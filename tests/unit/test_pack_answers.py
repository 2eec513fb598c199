"""Asking packs: what applies, what is still needed, who has to prove what, and how amounts come about."""

from __future__ import annotations

import timeit
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock.duration import Duration
from domain.entitlement.answer import Answer
from domain.entitlement.evaluate import answer, content_of, digest_of, pack_version
from domain.entitlement.facts import FactsRefused
from domain.entitlement.model import Pack
from domain.errors import NotFoundError, UsageError
from domain.money import Money
from domain.values import Value
from tests.laws.test_entitlements import CALENDAR
from tests.support.packs import DAY, NAMES, ask, compiled, minutes, money, rule, shipped, text

YES_NO = "\n".join(f"{name}: {{type: yes_no, words: {{en: {name}}}}}" for name in ("a", "b", "c"))


def _verdicts(came: Answer) -> dict[str, str]:
    return {each.rule: each.verdict for each in came.tried}


# --- What is not known -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("when", "facts", "status", "missing"),
    [
        ("a and b", {"a": False}, "not due", ()),
        ("a and b", {"b": True}, "cannot say yet", ("a",)),
        ("a and b", {}, "cannot say yet", ("a", "b")),
        ("a or b", {"b": True}, "due", ()),
        ("a or b", {"b": False}, "cannot say yet", ("a",)),
        ("(a and b) or c", {"b": False}, "cannot say yet", ("c",)),
        ("not a", {"a": False}, "due", ()),
        ("not (a or b)", {"a": True}, "not due", ()),
        ("[a, b]", {"a": True, "b": False}, "not due", ()),
        ("[a, b]", {"b": False}, "not due", ()),
        ("a ? b : c", {"a": True, "b": True, "c": False}, "due", ()),
        ("a == b", {"a": True}, "cannot say yet", ("b",)),
    ],
)  # fmt: skip
def test_only_what_matters_is_asked_for(
    when: str, facts: dict[str, Value], status: str, missing: tuple[str, ...]
) -> None:
    """What decides outweighs what is missing beside it; the facts that are left are named in the order of the pack."""
    pack = compiled(text(rule("5 EUR", when=when if when[0] == "[" else f"'{when}'"), facts=YES_NO))
    came = ask(pack, **facts)
    assert (came.status, came.missing) == (status, missing)
    assert not came.gifts or came.status == "due"


def test_what_is_derived_is_asked_for_by_its_facts_and_only_where_it_can_differ() -> None:
    """A threshold that is at least an hour, whatever the fact behind it, is not asked for when it was half an hour."""
    facts = "late_by: {type: duration, words: {en: x}}\nfar: {type: yes_no, words: {en: y}}"
    pack = compiled(
        text(
            rule("5 EUR", when="late_by >= limit"),
            facts=facts,
            derived='limit: {by: far, is: {"true": 2h, "false": 1h}}',
        )
    )
    assert ask(pack, late_by=minutes(30)).status == "not due"
    assert ask(pack, late_by=minutes(120)).status == "due"
    assert ask(pack, late_by=minutes(90)).missing == ("far",)


def test_an_amount_asks_for_what_it_needs_once() -> None:
    """Everything that an undecided rule may still need is named together, so that nobody is asked twice."""
    facts = (
        "late_by: {type: duration, words: {en: x}}\nkind: {type: [one, two], words: {en: k}}\n"
        "fare: {type: money, words: {en: f}}"
    )
    bands = "{over: late_by, bands: [{below: 1h, is: nothing}, {from: 1h, is: 50% of fare}]}"
    table = f"{{by: kind, is: {{one: 5 EUR, two: {bands}}}}}"
    pack = compiled(text(rule(table, "round: {to: 0.01 EUR, how: down}"), facts=facts))
    assert ask(pack).missing == ("late_by", "kind", "fare")
    assert ask(pack, kind="one").missing == ()
    assert ask(pack, kind="two", late_by=minutes(30)).status == "not due"
    assert money(ask(pack, kind="two", late_by=minutes(60), fare=Money("EUR", 333))) == "1.66 EUR"


def test_what_is_certain_is_said_although_something_is_missing() -> None:
    """Care does not wait for a fact that only the money needs."""
    facts = "late_by: {type: duration, words: {en: x}}\nfare: {type: money, words: {en: f}}"
    rules = (
        rule("50% of fare", "round: {to: 0.01 EUR, how: down}")
        + "\n"
        + rule("", "in_kind: {meal: {en: a meal}}", name="care", when='late_by > duration("2h")')
    )
    came = ask(compiled(text(rules, facts=facts)), late_by=minutes(180))
    assert came.status == "cannot say yet"
    assert [gift.rule for gift in came.gifts] == ["care"]
    assert came.missing == ("fare",)


# --- Several rules for one thing -------------------------------------------------------------------------------------
def test_the_first_that_applies_counts() -> None:
    """Of rules for one head one is given; a later one is not needed, and says so."""
    rules = rule("9 EUR", "for: x", name="one", when="a") + "\n" + rule("5 EUR", "for: x", name="two", when="b")
    pack = compiled(text(rules, facts=YES_NO))
    both = ask(pack, a=True, b=True)
    assert money(both) == "9.00 EUR"
    assert _verdicts(both) == {"one": "applies", "two": "not needed"}
    assert money(ask(pack, a=False, b=True)) == "5.00 EUR"
    open_ = ask(pack, b=True)
    assert (open_.status, open_.missing, open_.gifts) == ("cannot say yet", ("a",), ())
    assert _verdicts(open_) == {"one": "undecided", "two": "undecided"}


def test_what_is_for_different_things_adds_up() -> None:
    """Rules without a common head are given side by side, and summed."""
    pack = compiled(text(rule("9 EUR", name="one") + "\n" + rule("5 EUR", name="two")))
    assert money(ask(pack)) == "14.00 EUR"


# --- Exclusions and proof --------------------------------------------------------------------------------------------
def _excluding(*more: str) -> Pack:
    lines = [
        "- exclusion: excuse", "  bars: a", "  words: {en: an excuse}", "  clause: § 2", "  verified: true",
        "  when: a",
        *(f"  {line}" for line in more),
    ]  # fmt: skip
    return compiled(text(rule("5 EUR"), facts=YES_NO, exclusions="\n".join(lines)))


def test_an_exclusion_without_proof_holds_by_itself() -> None:
    """It bars, does not, or has to be known first."""
    pack = _excluding()
    assert _verdicts(ask(pack, a=True))["a"] == "excluded"
    assert ask(pack, a=False).status == "due"
    assert ask(pack).missing == ("a",)


@pytest.mark.parametrize(
    ("until", "facts", "status", "unproven"),
    [
        ("due", {}, "due", ()),
        ("due", {"a": True}, "due", ("excuse",)),
        ("due", {"a": True, "b": False}, "due", ("excuse",)),
        ("due", {"a": True, "b": True}, "not due", ()),
        ("due", {"a": False, "b": True}, "due", ()),
        ("not due", {"a": True}, "not due", ()),
        ("not due", {"a": True, "b": False}, "due", ("excuse",)),
        ("not due", {}, "cannot say yet", ()),
        ("cannot say", {"a": True}, "cannot say yet", ()),
        ("cannot say", {"a": True, "b": True}, "not due", ()),
        ("cannot say", {"a": False}, "due", ()),
    ],
)
def test_who_has_to_prove_and_what_holds_until_then(
    until: str, facts: dict[str, Value], status: str, unproven: tuple[str, ...]
) -> None:
    """While nothing is proven the answer is what the pack says; what is disproven bars nothing."""
    pack = _excluding("proven: b", "burden: {en: the carrier}", f"while_unproven: {until}")
    came = ask(pack, **facts)
    assert came.status == status
    assert tuple(name for gift in came.gifts for name in gift.unproven) == unproven
    assert came.tried[0].rule == "excuse"


# --- Amounts ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes_late", "gives"),
    [(0, "not due"), (179, "not due"), (180, "5.00 EUR"), (240, "5.00 EUR"), (241, "7.00 EUR"), (10_000, "7.00 EUR")],
)
def test_the_ends_of_a_table_are_where_its_words_put_them(minutes_late: int, gives: str) -> None:
    """From, over, below, up to: to the millisecond."""
    table = (
        "{over: late_by, bands: [{below: 3h, is: nothing}, {from: 3h, up_to: 4h, is: 5 EUR}, {over: 4h, is: 7 EUR}]}"
    )
    assert money(ask(compiled(text(rule(table))), late_by=minutes(minutes_late))) == gives
    assert money(ask(compiled(text(rule(table))), late_by=Duration(4 * 3_600_000 + 1))) == "7.00 EUR"


@pytest.mark.parametrize(
    ("counting", "hours", "gives"),
    [("full", 12, "not due"), ("full", 23, "not due"), ("full", 24, "5.00 EUR"), ("full", 60, "20.00 EUR"),
     ("begun", 12, "not due"), ("begun", 13, "5.00 EUR"), ("begun", 25, "10.00 EUR")],
)  # fmt: skip
def test_periods_are_counted_full_or_begun(counting: str, hours: int, gives: str) -> None:
    """Counting starts after the first twelve hours."""
    each = f"{{each: 5 EUR, per: 12h, of: late_by, after: 12h, counting: {counting}}}"
    assert money(ask(compiled(text(rule(each))), late_by=minutes(60 * hours))) == gives


def test_a_sum_takes_nothing_as_nothing() -> None:
    """The first amount alone while no period is full."""
    whole = "{sum: [5 EUR, {each: 2 EUR, per: 12h, of: late_by}]}"
    pack = compiled(text(rule(whole)))
    assert [money(ask(pack, late_by=minutes(60 * hours))) for hours in (0, 12, 36)] == [
        "5.00 EUR",
        "7.00 EUR",
        "11.00 EUR",
    ]


FARE = "fare: {type: money, words: {en: f}}\na: {type: yes_no, words: {en: a}}"


@pytest.mark.parametrize(
    ("more", "fare", "gives"),
    [
        ((), 1_001, "2.50 EUR"),
        (("at_least: 4 EUR",), 1_001, "4.00 EUR"),
        (("at_most: 2 EUR",), 1_001, "2.00 EUR"),
        (("nothing_below: 4 EUR",), 1_001, "not due"),
        (("nothing_below: 4 EUR",), 1_600, "4.00 EUR"),
        (("reduced: [{cut: 50%, when: a, clause: x}]",), 1_001, "1.25 EUR"),
        (("reduced: [{cut: 50%, when: a, clause: x}]", "at_least: 2 EUR"), 1_001, "2.00 EUR"),
    ],
)
def test_an_amount_is_reduced_then_held_then_rounded(more: tuple[str, ...], fare: int, gives: str) -> None:
    """A quarter, its half, not below the least, not above the most, and not paid where it is too small."""
    pack = compiled(text(rule("25% of fare", *more, "round: {to: 0.01 EUR, how: half-even}"), facts=FARE))
    assert money(ask(pack, fare=Money("EUR", fare), a=True)) == gives


@given(fare=st.integers(0, 10**7), least=st.integers(1, 10**5), share=st.integers(1, 200))
def test_the_least_that_is_owed_is_never_undercut(fare: int, least: int, share: int) -> None:
    """Whatever the share comes to, it is at least the floor, and the share itself where that is more."""
    floor = Money("EUR", least)
    pack = compiled(
        text(rule(f"{share}% of fare", f"at_least: {floor}", "round: {to: 0.01 EUR, how: down}"), facts=FARE)
    )
    paid = ask(pack, fare=Money("EUR", fare)).amount("EUR")
    assert paid.minor == max(least, fare * share // 100)


def test_a_fraction_is_kept_until_it_is_paid() -> None:
    """A share of a share is rounded once: a third of an hour's ticket of 1/464 of a year is no cent lost on the way."""
    pack = compiled(
        text(
            rule("50% of journey", "round: {to: 0.01 EUR, how: half-up}"), facts=FARE, derived="journey: 1/464 of fare"
        )
    )
    assert money(ask(pack, fare=Money("EUR", 500_000))) == "5.39 EUR"


def test_units_are_multiplied_where_they_are_told() -> None:
    """Without their number there is an amount for one, and no total."""
    facts = "passengers: {type: integer, unit: passengers, words: {en: how many}}"
    pack = compiled(text(rule("5 EUR"), facts=facts, head="currency: EUR\nunits: passengers"))
    assert ask(pack).total is None
    assert ask(pack).status == "due"
    assert ask(pack, passengers=3).total == (Money("EUR", 1_500),)


def test_what_is_paid_late_carries_its_own_remedy() -> None:
    """Only when it is known that it came late; nobody is asked for it before."""
    facts = "paid_after: {type: integer, unit: days, words: {en: p}}"
    pack = compiled(text(rule("30 EUR", "late: {amount: 40 EUR, when: paid_after > 10, clause: § 3}"), facts=facts))
    assert money(ask(pack)) == "30.00 EUR"
    assert money(ask(pack, paid_after=10)) == "30.00 EUR"
    late = ask(pack, paid_after=11)
    assert money(late) == "70.00 EUR"
    assert [gift.rule for gift in late.gifts] == ["a", "a-late"]


def test_a_claim_has_its_last_day() -> None:
    """On the last day it is in time, on the next it is excluded; without a claim the day is told."""
    facts = "claimed_on: {type: date, optional: true, words: {en: c}}"
    pack = compiled(text(rule("5 EUR", "claim: {within: 28 days, made: claimed_on, clause: § 4}"), facts=facts))
    assert ask(pack).gifts[0].claim_by == date(2026, 3, 29)
    assert ask(pack, claimed_on=date(2026, 3, 29)).status == "due"
    late = ask(pack, claimed_on=date(2026, 3, 30))
    assert late.status == "not due"
    assert "the last day was 2026-03-29" in late.tried[-1].reason


@pytest.mark.parametrize(
    ("within", "last"),
    [("2 working days", date(2026, 3, 3)), ("28 days", date(2026, 3, 29)), ("2 months", date(2026, 5, 1))],
)
def test_the_last_day_of_a_claim_is_counted_by_its_own_rule(within: str, last: date) -> None:
    """Working days by the calendar of the case, days and months without one; 1 March 2026 is a Sunday."""
    pack = compiled(text(rule("5 EUR", f"claim: {{within: {within}, clause: § 4}}")))
    assert answer(pack, {}, DAY, calendar=CALENDAR).gifts[0].claim_by == last


def test_the_day_of_an_instant_is_that_of_the_calendars_zone() -> None:
    """Half past eleven in the evening in UTC is the next day in London's summer; without a calendar it is UTC's."""
    facts = "claimed: {type: instant, optional: true, words: {en: c}}"
    pack = compiled(text(rule("5 EUR", "pay_within: 7 days", "pay_from: claimed"), facts=facts))
    claimed: dict[str, Value] = {"claimed": datetime(2026, 7, 1, 23, 30, tzinfo=UTC)}
    assert answer(pack, claimed, DAY).gifts[0].by == date(2026, 7, 8)
    assert answer(pack, claimed, DAY, calendar=CALENDAR).gifts[0].by == date(2026, 7, 9)


# --- Versions --------------------------------------------------------------------------------------------------------
def test_the_day_chooses_the_version_and_says_whether_it_was_enforced() -> None:
    """In force from 22 January 2025, enforced from 20 March; the day before, the version before."""
    pack = shipped("us-denied-boarding")
    assert pack_version(pack, date(2025, 1, 21)).name == "2021"
    for day, enforced in ((date(2025, 1, 22), False), (date(2025, 3, 19), False), (date(2025, 3, 20), True)):
        came = answer(pack, {}, day)
        assert (came.version, came.enforced) == ("2025", enforced)


def test_a_version_without_a_day_is_only_asked_by_name() -> None:
    """Neither what never came into force nor what is not yet in force is chosen by any day."""
    pack = shipped("eu-261")
    assert {pack_version(pack, date(year, 12, 31)).name for year in range(2005, 2100)} == {"2004"}
    assert answer(pack, {}, DAY, version="council-2025").enforced is None


def test_what_could_not_be_known_is_left_aside() -> None:
    """A decision taken before a version was known is judged by the one before it."""
    pack = shipped("house-parcel-account")
    assert pack_version(pack, DAY).name == "2026"
    assert pack_version(pack, DAY, known_on=date(2025, 10, 1)).name == "2026"
    assert pack_version(pack, DAY, known_on=date(2025, 9, 30)).name == "2024"


def test_no_version_no_answer() -> None:
    """A day before the first, after the last one ended, and a name that is none, are refused with what there is."""
    pack = compiled(text(rule("5 EUR"), dates="in_force: 2020-01-01\n    ended: 2025-12-31"))
    with pytest.raises(NotFoundError, match="in force since 2020-01-01"):
        ask(pack, date(2019, 12, 31))
    assert ask(pack, date(2025, 12, 31)).status == "due"
    with pytest.raises(NotFoundError, match="ended on 2025-12-31"):
        ask(pack, date(2026, 1, 1))
    with pytest.raises(NotFoundError) as refused:
        ask(pack, DAY, "on")
    assert refused.value.remedy == "Did you mean “one”?"


def test_an_answer_names_what_it_rests_on() -> None:
    """The digest is that of the canonical content, and another number makes another digest."""
    one, other = compiled(text(rule("5 EUR"))), compiled(text(rule("6 EUR")))
    assert ask(one).digest == digest_of(one) != digest_of(other)
    assert digest_of(Pack.model_validate_json(content_of(one))) == digest_of(one)


# --- Facts that are refused ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"pice": Money("EUR", 1)}, "asks for no fact “pice”"),
        ({"price": Money("USD", 1)}, "there are no exchange rates here"),
        ({"price": Money("EUR", -1)}, "is negative"),
        ({"price": Money("EUR", 10**13)}, "more than can be"),
        ({"price": 5}, "is an amount of money, not an integer"),
        ({"late_by": minutes(-1)}, "is negative"),
        ({"late_by": 180}, "is a duration, not an integer"),
        ({"distance": True}, "is a whole number of km, not a yes_no"),
        ({"distance": 10**12}, "more than can be"),
        ({"passengers": 1001}, "more than can be"),
        ({"event": "late"}, "is no “event”"),
        ({"within_eu": "yes"}, "is a yes_no, not a text"),
        ({"claimed_on": "2026-03-01"}, "is a date, not a text"),
    ],
)
def test_facts_that_cannot_be_are_refused(facts: dict[str, Value], said: str) -> None:
    """Unknown names, other types, other currencies, negative delays, and what is beyond any bound."""
    with pytest.raises(FactsRefused, match=said) as refused:
        answer(shipped("eu-261"), facts, DAY)
    assert refused.value.remedy
    assert list(refused.value.complaints) == list(facts)


def test_working_days_need_a_calendar() -> None:
    """Nobody guesses which days are worked."""
    facts: dict[str, Value] = {"event": "no_service", "reported": DAY, "restored": date(2026, 3, 9)}
    with pytest.raises(UsageError, match="none was given"):
        answer(shipped("gb-ofcom-automatic-compensation"), facts, date(2026, 4, 1))


def test_facts_of_the_wrong_kind_beside_each_other_are_all_told() -> None:
    """The first in a sentence, all of them by name."""
    with pytest.raises(FactsRefused) as refused:
        answer(shipped("eu-261"), {"pice": 1, "late_by": minutes(-5)}, DAY)
    assert "(1 more)" in refused.value.what
    assert refused.value.complaints["late_by"].rule == "out-of-range"


# --- How long it takes -----------------------------------------------------------------------------------------------
LOOP_S = 45e-6
"""The bound is that of a machine on which a thousand turns of a small loop take so long; it grows with slower ones."""


@pytest.mark.parametrize("name", NAMES)
def test_asking_a_shipped_pack_takes_two_tenths_of_a_millisecond_at_most(name: str) -> None:
    """Conditions and terms are compiled once; the best of many rounds counts, for others use this machine, too.

    A slower machine may take as much longer as it is slower.
    """
    pack = shipped(name)
    drawn = _facts(pack)
    version = pack.versions[-1].name
    answer(pack, drawn, DAY, version=version)
    rounds = timeit.repeat(lambda: answer(pack, drawn, DAY, version=version), number=10, repeat=120)
    loops = timeit.repeat(lambda: sum(number * number for number in range(1_000)), number=10, repeat=30)
    assert min(rounds) / 10 <= 200e-6 * max(1.0, min(loops) / 10 / LOOP_S)


def _facts(pack: Pack) -> dict[str, Value]:
    """Return some facts, so that most of the rules have something to read."""
    some: dict[str, Value] = {
        "yes_no": True, "duration": minutes(400), "integer": 3, "money": Money(pack.currencies[0], 12_345), "text": "x",
    }  # fmt: skip
    return {
        name: fact.choices[0] if fact.kind == "words" else some[fact.kind]
        for name, fact in pack.facts.items()
        if fact.kind in some or fact.kind == "words"
    }
