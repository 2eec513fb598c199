"""The language of packs: what is read, and what is refused at its place with what to do."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock.duration import Duration
from domain.clock.span import Days, Months, WorkingDays, parse_period
from domain.entitlement import model as m
from domain.entitlement import quantities as q
from domain.entitlement.evaluate import content_of
from domain.entitlement.exact import Exact, rounded, shown
from domain.entitlement.spoken import lacking
from domain.errors import UsageError
from domain.money import Money
from domain.views.entitlement.telling import Teller
from tests.support.packs import NAMES, compiled, found, rule, shipped, text


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_pack_is_legal_and_reads_back(name: str) -> None:
    """Each compiles without a finding, and its compiled form is the same after it was written and read."""
    pack = shipped(name)
    assert pack.pack == name
    assert m.Pack.model_validate_json(pack.model_dump_json()) == pack


def test_sixteen_schemes_and_two_of_our_own_are_shipped() -> None:
    """By kind: the laws, what somebody signed, and what we promise ourselves; Wales beside England."""
    ours = [name for name in NAMES if name.startswith("house-")]
    assert len(ours) == 2
    assert len(NAMES) - len(ours) == 17
    assert {shipped(name).kind for name in ours} == {"contract", "guarantee"}


def test_whatever_is_not_verified_says_why() -> None:
    """No reason is blank, and no number from memory is passed off as read: those who know mark it in the pack."""
    for name in NAMES:
        for version in shipped(name).versions:
            whys = [version.unverified, *(rule_.unverified for rule_ in version.rules)]
            whys += [exclusion.unverified for exclusion in version.exclusions]
            assert all(why.strip() == why and len(why) > 8 for why in whys if why), name


# --- Shares, factors, periods, numbers -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "exact"),
    [("25%", Fraction(1, 4)), ("12.5%", Fraction(1, 8)), ("1/464", Fraction(1, 464)), ("200 %", Fraction(2))],
)
def test_shares_are_exact(written: str, exact: Fraction) -> None:
    """A share is a fraction, never a float; how it was written is kept."""
    read = q.share(written)
    assert read.exact == exact
    assert read.written == written


@pytest.mark.parametrize("written", ["25", "0.25", "12,5%", "1/0", "-5%", "1/464 of", "half", ""])
def test_what_is_no_share_is_refused(written: str) -> None:
    """A bare number or a comma could mean anything."""
    with pytest.raises(UsageError):
        q.share(written)


@pytest.mark.parametrize(
    ("written", "exact"),
    [("+4.2%", Fraction(1042, 1000)), ("-1%", Fraction(99, 100)), ("238.250/226.545", Fraction(238250, 226545))],
)
def test_factors_are_exact(written: str, exact: Fraction) -> None:
    """An index multiplies by an exact fraction."""
    assert q.factor(written).exact == exact


@pytest.mark.parametrize("written", ["4.2%", "1.042", "-100%", "1/0", "0/5", "+x%"])
def test_what_is_no_factor_is_refused(written: str) -> None:
    """Whether 4.2% is the new value or the rise must be said; nothing is left of nothing."""
    with pytest.raises(UsageError):
        q.factor(written)


def test_periods_are_spans_or_months() -> None:
    """A year is twelve months; other spans are those of playbooks."""
    assert parse_period("1 year") == Months(12)
    assert parse_period("6 months") == Months(6)
    assert parse_period("28 days") == Days(28)
    assert parse_period("7 working days") == WorkingDays(7)
    with pytest.raises(UsageError):
        parse_period("0 months")


def test_months_end_on_the_same_day_or_the_last() -> None:
    """A month after 31 January ends with February; a year after 29 February on its 28th."""
    assert q.counted_on(date(2026, 1, 31), Months(1)) == date(2026, 2, 28)
    assert q.counted_on(date(2024, 2, 29), Months(12)) == date(2025, 2, 28)
    assert q.counted_on(date(2026, 11, 30), Months(3)) == date(2027, 2, 28)
    assert q.counted_on(date(2026, 3, 1), Days(28)) == date(2026, 3, 29)
    assert q.counted_on(date(2026, 3, 1), WorkingDays(3)) is None


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), one=st.integers(1, 60), more=st.integers(0, 60))
def test_longer_periods_end_no_earlier(day: date, one: int, more: int) -> None:
    """More months never end before fewer."""
    first, second = q.counted_on(day, Months(one)), q.counted_on(day, Months(one + more))
    assert first is not None
    assert second is not None
    assert first <= second


def test_numbers_carry_their_unit() -> None:
    """One of a unit may be called so; another unit, or none, is refused with what to write."""
    assert q.number("1500 km", "km") == 1500
    assert q.number("1 day", "days") == 1
    assert q.number("7", "") == 7
    for written, unit in (("1500", "km"), ("900 mi", "km"), ("1,500 km", "km"), ("7 km", ""), ("1.5 km", "km")):
        with pytest.raises(UsageError):
            q.number(written, unit)


# --- Rounding --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minor", "step", "how", "gives"),
    [
        (Fraction(5, 2), 1, "half-even", 2), (Fraction(7, 2), 1, "half-even", 4), (Fraction(5, 2), 1, "half-up", 3),
        (Fraction(5, 2), 1, "down", 2), (Fraction(21, 10), 1, "up", 3), (2, 1, "up", 2),
        (68358, 2500, "half-up", 67500), (77200, 2500, "half-up", 77500), (1250, 2500, "half-even", 0),
        (3750, 2500, "half-even", 5000), (Fraction(25175, 10), 1, "half-up", 2518),
    ],
)  # fmt: skip
def test_amounts_are_rounded_as_is_said(minor: Fraction, step: int, how: m.How, gives: int) -> None:
    """To the nearest step, halves to the even one or up, or always down or up."""
    assert rounded(Exact("USD", minor), m.Rounding(to=Money("USD", step), how=how)).minor == gives


@given(
    over=st.integers(0, 10**9), under=st.integers(1, 999), step=st.sampled_from([1, 5, 25, 2500]),
    how=st.sampled_from(q.HOW),
)  # fmt: skip
def test_rounding_is_to_a_step_near_by(over: int, under: int, step: int, how: m.How) -> None:
    """Always a whole number of steps, less than one step away, half a step at most where it is to the nearest."""
    exact = Fraction(over, under)
    found_ = Fraction(rounded(Exact("USD", exact), m.Rounding(to=Money("USD", step), how=how)).minor)
    assert found_ % step == 0
    assert abs(found_ - exact) < step
    assert not how.startswith("half") or abs(found_ - exact) * 2 <= step


def test_a_rest_is_shown_and_never_paid() -> None:
    """What is behind the minor units is written out; paying it is refused."""
    assert shown(Exact("USD", Fraction(683583836, 10000))) == "683.583836 USD"
    assert shown(Exact("GBP", Fraction(1, 3))) == "0.003333… GBP"
    with pytest.raises(UsageError, match="cannot be paid exactly"):
        Exact("EUR", Fraction(1, 3)).money()


# --- What is refused -------------------------------------------------------------------------------------------------
def _rules(source: str) -> list[str]:
    return [finding.rule for finding in found(source)]


BAD_PACKS: list[tuple[str, list[str]]] = [
    (text(rule("12.5 EUR")), ["bad-money"]),
    (text(rule("250 USD")), ["pack-currency"]),
    (text(rule("0 EUR")), ["out-of-range"]),
    (text(rule("nothing")), ["never-applies"]),
    (text(rule("25% of late_by", "round: {to: 1 EUR, how: down}")), ["wrong-type"]),
    (text(rule("5 EUR", "clause: x")), ["yaml-duplicate-key"]),
    (text(rule("5 EUR").replace("  clause: § 1\n", "")), ["missing-field"]),
    (text(rule("5 EUR").replace("verified: true", "verified: false")), ["not-verified"]),
    (text(rule()), ["missing-field"]),
    (text(rule("", "in_kind: {meal: {en: a meal}}")), []),
    (text(rule("5 EUR", when="late_by > 3")), ["expression"]),
    (text(rule("5 EUR", when='latebay > duration("3h")')), ["expression"]),
    (text(rule("5 EUR", when="late_by")), ["expression-type"]),
    (text(rule("5 EUR", when="true")), ["constant-condition"]),
    (text(rule("{over: late_by, bands: [{is: 5 EUR}]}")), []),
    (text(rule("{over: late_by, bands: [{up_to: 3, is: 5 EUR}, {over: 3h, is: 6 EUR}]}")), ["bad-duration"]),
    (text(rule("{by: late_by, is: {a: 5 EUR}}")), ["wrong-type"]),
    (text(rule("{each: 5 EUR, per: 0m, of: late_by}")), ["bad-duration"]),
    (text(rule("{each: 5 EUR, per: 1h, of: late_by, after: 3}")), ["wrong-type"]),
    (text(rule('[{when: late_by > duration("3h"), is: 5 EUR}]')), ["choose-needs-else"]),
    (text(rule("5 EUR", 'reduced: [{cut: 100%, when: late_by > duration("3h"), clause: x}]',
               "round: {to: 1 EUR, how: down}")), ["bad-share"]),
    (text(rule("5 EUR", "claim: {within: soon, clause: x}")), ["bad-duration"]),
    (text(rule("5 EUR", "pay_from: late_by")), ["wrong-type"]),
    (text(rule("5 EUR", "surprise: 1")), ["unknown-field"]),
    (text(rule("5 EUR"), facts="late_by: {type: span, words: {en: x}}"), ["unknown-word"]),
    (text(rule("5 EUR"), facts="late_by: {type: duration}"), ["missing-field"]),
    (text(rule("5 EUR"), facts="in: {type: duration, words: {en: x}}"), ["bad-name"]),
    (text(rule("5 EUR"), facts="n: {type: integer, unit: furlongs, words: {en: x}}"), ["unknown-unit"]),
    (text(rule("5 EUR"), facts="n: {type: text, most: 3, words: {en: x}}"), ["wrong-type"]),
    (text(rule("5 EUR"), head="currency: EUX"), ["pack-currency"]),
    (text(rule("5 EUR"), dates="in_force: soon"), ["bad-time"]),
    (text(rule("5 EUR"), dates="in_force: not yet"), []),
    (text(rule("5 EUR"), derived="late_by: 3h"), ["bad-name"]),
    (text(rule("=amount"), derived="amount: 5 EUR"), []),
    (text(rule("5 EUR", when='amount > money("1 EUR")'), derived="amount: 5 EUR"), ["expression"]),
    (text(rule("5 EUR") + "\n" + rule("6 EUR")), ["bad-name"]),
    (text(rule("25% of fare", "round: {to: 1 EUR, how: down}")), ["unknown-fact"]),
    (text(rule("{over: late_by, bands: [{below: 3h, is: 5 EUR}, {over: 3h, is: 6 EUR}]}")), ["bands"]),
    (text(rule("25% of fare"), facts="fare: {type: money, words: {en: f}}"), ["unrounded"]),
    (text(rule("{indexed: 5 EUR, factor: +1%, round: {to: 0.01 EUR, how: down}, published: 5.04 EUR}")), ["index"]),
    (text(rule("5 EUR"), dates="in_force: 2026-01-01\n    ended: 2025-12-31"), ["version-dates"]),
]  # fmt: skip
"""Packs, and the rules that they break."""


@pytest.mark.parametrize(("source", "rules"), BAD_PACKS)
def test_what_is_wrong_is_found(source: str, rules: list[str]) -> None:
    """By the rule that is broken and no other; what is right is not blamed."""
    assert _rules(source) == rules


def test_an_optional_fact_is_read_only_where_it_is_known() -> None:
    """Without known() before it, neither a condition nor a table may look at what may be missing."""
    facts = "late_by: {type: duration, optional: true, words: {en: how late}}"
    table = "{over: late_by, bands: [{below: 3h, is: 5 EUR}, {from: 3h, is: 6 EUR}]}"
    assert _rules(text(rule(table), facts=facts)) == ["expression"]
    assert _rules(text(rule(table, when="known(late_by)"), facts=facts)) == []
    assert _rules(text(rule("5 EUR", when='late_by > duration("1h")'), facts=facts)) == ["expression"]
    assert _rules(text(rule("5 EUR", when='known(late_by) and late_by > duration("1h")'), facts=facts)) == []


def test_a_rounding_is_asked_for_only_where_there_can_be_fractions() -> None:
    """Half of 250 is exact, half of what a fact says may not be, and neither may a third of anything."""
    cut = 'reduced: [{{cut: {}, when: late_by > duration("3h"), clause: x}}]'
    facts = "late_by: {type: duration, words: {en: x}}\nfare: {type: money, words: {en: f}}"
    assert _rules(text(rule("250 EUR", cut.format("50%")))) == []
    assert _rules(text(rule("=amount", cut.format("50%")), derived="amount: 0.50 EUR")) == []
    assert _rules(text(rule("0.25 EUR", cut.format("50%")))) == ["unrounded"]
    assert _rules(text(rule("250 EUR", cut.format("1/3")))) == ["unrounded"]
    assert _rules(text(rule("=fare", cut.format("50%")), facts=facts)) == ["unrounded"]
    assert _rules(text(rule("200% of fare"), facts=facts)) == []


def test_findings_stand_at_their_place() -> None:
    """Line and column of what is wrong, inside an expression as well."""
    source = text(rule("5 EUR", when='late_by > duration("3 days")'))
    finding = found(source)[0]
    assert source.splitlines()[finding.line - 1][finding.column - 1 :].startswith('"3 days"')
    assert finding.remedy


def test_a_version_goes_on_from_the_one_before() -> None:
    """`rules: previous` takes rules, exclusions and what is derived over; what is derived anew counts."""
    pack = shipped("us-denied-boarding")
    first, last = pack.versions[0], pack.versions[-1]
    assert [each.id for each in last.rules] == [each.id for each in first.rules]
    assert last.derived.keys() == first.derived.keys()
    assert last.derived["cap"] != first.derived["cap"]
    assert last.rules[0].source == "89 FR 84815, 90 FR 9952"


def test_a_pack_has_no_version_by_a_name_it_does_not_know() -> None:
    """Versions are asked by the names they have."""
    assert compiled(text(rule("5 EUR"))).version("two") is None


def test_bounds_of_a_table_are_kept_with_their_words() -> None:
    """`up_to` and `from` belong to their line, `below` and `over` do not."""
    bands = "{over: late_by, bands: [{up_to: 3h, is: 5 EUR}, {over: 3h, below: 4h, is: 6 EUR}, {from: 4h, is: 7 EUR}]}"
    term = compiled(text(rule(bands))).versions[0].rules[0].amount
    assert isinstance(term, m.Banded)
    assert [(band.low, band.low_in, band.high, band.high_in) for band in term.bands] == [
        (None, False, Duration(10_800_000), True),
        (Duration(10_800_000), False, Duration(14_400_000), False),
        (Duration(14_400_000), True, None, False),
    ]


NEAR = "near: {over: late_by, bands: [{below: 3h, is: soon}, {from: 3h, is: late}]}"
NAMED = text(rule("{by: near, is: {soon: 5 EUR, late: 6 EUR}}"), derived=NEAR, head="currency: EUR\ncalled:\n  CALLED")


def test_facts_words_and_what_is_worked_out_can_be_called_otherwise() -> None:
    """By language; what is called nothing has its name. Names that the pack does not know are refused in place."""
    pack = compiled(NAMED.replace("CALLED", "near: {vi: gần}\n  soon: {id: segera, vi: sớm}\n  late_by: {vi: trễ}"))
    assert pack.called["soon"] == {"id": "segera", "vi": "sớm"}
    teller = Teller(pack, "vi")
    assert (teller.name("near"), teller.name("late_by"), teller.value("soon"), teller.value("late")) == (
        "gần", "trễ", "“sớm”", "“late”",
    )  # fmt: skip
    assert Teller(pack, "en").value("soon") == "“soon”"
    for written, rule_ in (("nar: {vi: gần}", "unknown-word"), ("near: {fr: près}", "unknown-language")):
        (finding,) = found(NAMED.replace("CALLED", written))
        assert (finding.rule, finding.line) == (rule_, 10)
    assert found(NAMED.replace("CALLED", "nar: {vi: gần}"))[0].remedy == "Did you mean “near”?"


def test_what_lacks_a_language_is_named() -> None:
    """Texts, words that facts are chosen from, and what is worked out; English has their names. Each is named once."""
    pack = compiled(NAMED.replace("CALLED", "near: {vi: gần}"))
    assert lacking(pack, "en") == ()
    assert lacking(pack, "vi") == ("title", "payer", "late_by", "soon", "late", "a")
    assert lacking(pack, "id") == ("title", "payer", "late_by", "near", "soon", "late", "a")


def test_a_pack_that_calls_nothing_otherwise_keeps_its_digest() -> None:
    """Packs from before there was `called` are the same documents as ever."""
    plain = compiled(text(rule("5 EUR")))
    assert "called" not in content_of(plain)
    assert "called" in content_of(plain.model_copy(update={"called": {"r": {"vi": "x"}}}))
