"""How packs are read and worked out, to the last unit: shares, factors, roundings, periods, units, and what is said."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock.duration import LONGEST_MS, Duration
from domain.clock.span import Days, Months, WorkingDays, parse_period
from domain.entitlement.evaluate import answer
from domain.entitlement.exact import Exact, rounded, shown
from domain.entitlement.examples import Expected, differences
from domain.entitlement.facts import FactsRefused, facts_from
from domain.entitlement.model import Rounding
from domain.entitlement.quantities import WrongUnit, counted_on, factor, number, share
from domain.errors import UsageError
from domain.money import Money
from domain.playbook.load import load
from domain.playbook.reader import Reader
from domain.values import Value
from tests.support.expected import calendar_of
from tests.support.packs import LATE_BY, compiled, found, minutes, rule, shipped, text

ROUND = {"half-even": ROUND_HALF_EVEN, "half-up": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_CEILING}


@given(
    tenths=st.integers(0, 10**7), step=st.sampled_from([1, 5, 10, 25, 100, 2500]), how=st.sampled_from(sorted(ROUND))
)
def test_rounding_is_that_of_decimals(tenths: int, step: int, how: str) -> None:
    """In whole steps; each way does with halves and rests what the same word does in the library of decimals."""
    steps = (Decimal(tenths) / 10 / step).quantize(Decimal(1), rounding=ROUND[how])
    came = rounded(Exact("EUR", Fraction(tenths, 10)), Rounding(to=Money("EUR", step), how=how))  # type: ignore[arg-type] # one of its words
    assert came == Exact("EUR", int(steps) * step)


@pytest.mark.parametrize(
    ("minor", "how", "gives"),
    [
        (Fraction(1, 2), "half-even", 0), (Fraction(3, 2), "half-even", 2), (Fraction(5, 2), "half-even", 2),
        (Fraction(5, 2), "half-up", 3), (Fraction(1, 3), "up", 1), (Fraction(2, 3), "down", 0), (Fraction(4), "up", 4),
        (Fraction(4, 3), "half-even", 1), (Fraction(5, 3), "half-even", 2), (Fraction(49, 100), "half-up", 0),
    ],
)  # fmt: skip
def test_halves(minor: Fraction, how: str, gives: int) -> None:
    """As they are told in the reference."""
    assert rounded(Exact("EUR", minor), Rounding(to=Money("EUR", 1), how=how)).minor == gives  # type: ignore[arg-type] # one of its words


@pytest.mark.parametrize(
    ("minor", "currency", "told"),
    [
        (Fraction(1200), "EUR", "12.00 EUR"), (Fraction(2401, 2), "EUR", "12.005 EUR"),
        (Fraction(100, 3), "EUR", "0.333333… EUR"), (Fraction(1, 8), "EUR", "0.00125 EUR"),
        (Fraction(1, 10**5), "EUR", "0.00… EUR"), (Fraction(12010, 10), "EUR", "12.01 EUR"),
        (Fraction(7, 2), "VND", "3.5 VND"), (Fraction(35), "VND", "35 VND"),
        (Fraction(10001, 10), "EUR", "10.001 EUR"),
    ],
)  # fmt: skip
def test_what_is_behind_minor_units_is_shown(minor: Fraction, currency: str, told: str) -> None:
    """Four digits more, without zeros at their end, and a mark where more is left out."""
    assert shown(Exact(currency, minor)) == told


def test_what_is_no_amount_is_shown_as_it_is() -> None:
    """A number, a word."""
    assert (shown(7), shown("far")) == ("7", "far")


def test_an_amount_with_a_rest_is_not_paid() -> None:
    """It is refused, and never cut."""
    assert Exact("EUR", Fraction(6, 2)).money() == Money("EUR", 3)
    assert Exact("EUR", 3).money() == Money("EUR", 3)
    with pytest.raises(UsageError, match=r"0\.005 EUR cannot be paid exactly"):
        Exact("EUR", Fraction(1, 2)).money()


@given(whole=st.integers(0, 99999), part=st.integers(0, 999999), digits=st.integers(1, 6))
def test_shares_and_factors_are_exact(whole: int, part: int, digits: int) -> None:
    """What is written in decimals is that fraction; +x% is one and x hundredths, a quotient is its quotient."""
    after = f"{part:06d}"[:digits]
    value = Fraction(f"{whole}.{after}")
    if value:
        assert share(f"{whole}.{after}%").exact == value / 100
        assert factor(f"{whole}.{after}/2.5").exact == value / Fraction("2.5")
    assert share(f"{whole}%").exact == Fraction(whole, 100)
    if whole <= 9999:
        assert factor(f"+{whole}.{after}%").exact == 1 + value / 100
        if value < 100:
            assert factor(f"-{whole}.{after}%").exact == 1 - value / 100


@pytest.mark.parametrize(
    "wrong", ["", "25", "25 percent", "1/0", "1/00", "-5%", "1,5%", "123456%", "1/2%", "1.1234567%"]
)
def test_what_is_no_share_is_refused(wrong: str) -> None:
    """With how to write it."""
    with pytest.raises(UsageError, match="is no share"):
        share(wrong)


@pytest.mark.parametrize("wrong", ["", "4.2%", "4.2", "1/0", "-100%", "-101%", "0/5", "1/0.0", "*2", "+12345%"])
def test_what_is_no_factor_is_refused(wrong: str) -> None:
    """Nor one that leaves nothing."""
    with pytest.raises(UsageError, match=r"is no factor|leaves nothing"):
        factor(wrong)


@pytest.mark.parametrize(
    ("written", "months"), [("1 month", 1), ("6 months", 6), ("1 year", 12), ("2 years", 24), ("100 years", 1200)]
)
def test_periods(written: str, months: int) -> None:
    """Months and years, up to a hundred; the rest as in playbooks."""
    assert parse_period(written) == Months(months)
    assert parse_period("7 days") == Days(7)
    assert parse_period("20 working days") == WorkingDays(20)
    assert parse_period("48h") == minutes(48 * 60)


@pytest.mark.parametrize("wrong", ["0 months", "101 years", "0 years"])
def test_periods_have_an_end(wrong: str) -> None:
    """No less than a month, no more than a hundred years."""
    with pytest.raises(UsageError, match="out of range"):
        parse_period(wrong)


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 1200), days=st.integers(1, 4000))
def test_periods_end_on_their_day(day: date, months: int, days: int) -> None:
    """The same day of a later month, or its last where it has none; so many days on; a part of a day counts whole."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    assert counted_on(day, Months(months)) == date(year, month, min(day.day, monthrange(year, month)[1]))
    assert counted_on(day, Days(days)) == day + timedelta(days=days)
    assert counted_on(day, Duration(days * 86_400_000)) == day + timedelta(days=days)
    assert counted_on(day, Duration(days * 86_400_000 + 1)) == day + timedelta(days=days + 1)
    assert counted_on(day, WorkingDays(1)) is None


@pytest.mark.parametrize(
    ("written", "unit", "value"), [("1500 km", "km", 1500), ("1 day", "days", 1), ("2 days", "days", 2), ("7", "", 7)]
)
def test_numbers_with_units(written: str, unit: str, value: int) -> None:
    """As many as are written, of that unit, called as one or as several."""
    assert number(written, unit) == value


@pytest.mark.parametrize(
    ("written", "unit", "what", "remedy"),
    [
        ("5", "days", "“5” has no unit.", "Write 5 days."), ("1", "days", "“1” has no unit.", "Write 1 day."),
        ("11", "days", "“11” has no unit.", "Write 11 days."),
        ("5 km", "", "“5 km” has a unit, and this is a plain number.", "Write 5."),
        ("5 km", "days", "“5 km” is not in days.", "Write it in days."),
    ],
)  # fmt: skip
def test_a_number_in_another_unit_is_refused_with_what_to_write(
    written: str, unit: str, what: str, remedy: str
) -> None:
    """One is one day, eleven are not."""
    with pytest.raises(WrongUnit) as refused:
        number(written, unit)
    assert (refused.value.what, refused.value.remedy) == (what, remedy)


@pytest.mark.parametrize("wrong", ["", "km", "1.5 km", "-5 km", "1 000 km", "1" * 16])
def test_what_is_no_whole_number_is_refused(wrong: str) -> None:
    """With an example."""
    with pytest.raises(UsageError, match="is no whole number"):
        number(wrong, "km")


def test_a_last_day_behind_the_calendar_is_left_open() -> None:
    """The refund is owed all the same; nobody can say yet by when."""
    facts: dict[str, Value] = {
        "event": "flight_cancelled", "accepted": False, "price": Money("USD", 300), "paid_by_card": True,
        "passengers": 1,
    }  # fmt: skip
    pack, calendar = shipped("us-refunds"), calendar_of("us-2025-2027")
    for day, by in ((date(2027, 12, 1), date(2027, 12, 10)), (date(2027, 12, 30), None), (date(2030, 1, 1), None)):
        came = answer(pack, {**facts, "due_since": day}, date(2026, 3, 2), calendar=calendar)
        assert came.per_unit == (Money("USD", 300),)
        assert came.gifts[0].by == by


@pytest.mark.parametrize(
    ("said", "proven", "told"),
    [
        (None, None, "Nobody has said so; we would have to prove it."),
        (
            True,
            None,
            "We would have to prove it, and whether that was done is not known; until then it is due (own_doing: yes).",
        ),
        (True, True, "We had to prove it, and did (own_doing: yes, shown: yes)."),
        (True, False, "We had to prove it, and did not (own_doing: yes, shown: no)."),
        (False, None, "“own_doing” does not hold (own_doing: no)."),
    ],
)
def test_what_became_of_an_exclusion_is_a_sentence(said: bool | None, proven: bool | None, told: str) -> None:
    """Who has to prove it, whether they did, and what was read for it."""
    facts: dict[str, Value] = {"off_for": minutes(600), "monthly_fee": Money("USD", 6000)}
    facts |= {name: value for name, value in (("own_doing", said), ("shown", proven)) if value is not None}
    came = answer(shipped("house-broadband-guarantee"), facts, date(2026, 3, 1))
    (tried,) = [each for each in came.tried if each.rule == "on-your-side"]
    assert tried.whole_reason == told


@pytest.mark.parametrize(("count", "fine"), [(1000, True), (1001, False), (1, True), (0, False), (-1, False)])
def test_facts_have_bounds(count: int, fine: bool) -> None:
    """To the last unit; of what counts units at least one, for to nobody nothing is owed."""
    pack = shipped("ca-appr")
    facts: dict[str, Value] = {"carrier": "large", "cause": "within_control", "refunded": True}
    if fine:
        assert answer(pack, {**facts, "passengers": count}, date(2026, 3, 1)).units == count
    else:
        with pytest.raises(FactsRefused, match="passengers") as refused:
            answer(pack, {**facts, "passengers": count}, date(2026, 3, 1))
        remedies = {1001: "It is at most 1,000.", 0: "Write 1 or more.", -1: "Write 0 or more."}
        assert refused.value.remedy == remedies[count]


@pytest.mark.parametrize(
    ("late_by", "remedy"), [(Duration(-1), "What came early is not late: write 0m."), (Duration(LONGEST_MS + 1), None)]
)
def test_times_have_bounds(late_by: Duration, remedy: str | None) -> None:
    """A hundred years, and nothing before its time."""
    pack = shipped("eu-ferry")
    facts: dict[str, Value] = {"planned": minutes(240), "price": Money("EUR", 8000)}
    assert answer(pack, {**facts, "late_by": Duration(LONGEST_MS)}, date(2026, 3, 1)).per_unit
    with pytest.raises(FactsRefused) as refused:
        answer(pack, {**facts, "late_by": late_by}, date(2026, 3, 1))
    assert refused.value.remedy == (remedy or "Look at it again.")


def test_an_example_says_where_it_differs_and_only_there() -> None:
    """Each thing that is expected, by its name, with what came; what it says nothing of is not looked at."""
    came = answer(shipped("eu-ferry"), {"planned": minutes(240), "late_by": minutes(60), "price": Money("EUR", 8000)},
                  date(2026, 3, 1))  # fmt: skip
    right = Expected(status="cannot say yet", per_unit=(Money("EUR", 2000),), missing=("passengers",), rules=("late",))
    found = list(differences(right.model_copy(update={"status": came.status, "missing": came.missing}), came))
    assert found == []
    wrong = Expected(status=came.status, per_unit=(Money("EUR", 1),), rules=("late",), in_kind=("meals",), excluded=())
    assert [(each.what, each.expected, each.came) for each in differences(wrong, came)] == [
        ("per_unit", "0.01 EUR", "20.00 EUR"), ("in_kind", "meals", "nothing"),
    ]  # fmt: skip


def test_what_is_derived_is_taken_over_where_nothing_is_written_anew() -> None:
    """A later version with `rules: previous` works out what the one before did."""
    source = text(
        rule("=worth"),
        LATE_BY,
        derived="worth: {over: late_by, bands: [{below: 3h, is: 1 EUR}, {from: 3h, is: 2 EUR}]}",
    )
    later = "  two:\n    source: A law\n    in_force: 2021-01-01\n    verified: true\n    rules: previous\n"
    pack = compiled(source + later)
    for day in (date(2020, 5, 1), date(2021, 5, 1)):
        assert answer(pack, {"late_by": minutes(180)}, day).per_unit == (Money("EUR", 200),)
    other = compiled(source + later + "    derived: {worth: 5 EUR}\n")
    assert answer(other, {"late_by": minutes(180)}, date(2021, 5, 1)).per_unit == (Money("EUR", 500),)


def test_who_has_to_prove_something_is_said_with_what_is_proven() -> None:
    """One without the other is a finding at the one that is there."""
    base = "- exclusion: x\n  bars: [a]\n  words: {en: x}\n  clause: § 2\n  verified: true\n"
    base += '  when: late_by > duration("1h")\n'
    for more in ('  proven: late_by > duration("2h")\n', "  burden: {en: we}\n"):
        (wrong,) = found(text(rule("1 EUR"), LATE_BY, exclusions=base + more))
        assert "are said together" in str(wrong)
    assert found(text(rule("1 EUR"), LATE_BY, exclusions=base)) == []


def test_without_a_fact_that_counts_an_answer_is_for_one() -> None:
    """Its total is what one is owed."""
    facts: dict[str, Value] = {"off_for": minutes(600), "monthly_fee": Money("USD", 6000)}
    came = answer(shipped("house-broadband-guarantee"), facts, date(2026, 3, 1))
    assert (came.units, came.total) == (1, came.per_unit)


def test_a_text_is_read_as_it_stands() -> None:
    """Facts of texts, from a file; an empty one is none."""
    pack = compiled(text(rule("1 EUR", when='place == "Rome"'), "place: {type: text, words: {en: where}}"))
    root, report = load("{place: Rome}", "f")
    assert facts_from(Reader(report), root, pack) == {"place": "Rome"}
    root, report = load('{place: ""}', "f")
    assert facts_from(Reader(report), root, pack) == {}


def test_all_that_is_wrong_with_facts_is_counted() -> None:
    """The first in words, and how many more; of one alone no number is said."""
    pack, on = shipped("eu-ferry"), date(2026, 3, 1)
    with pytest.raises(FactsRefused) as refused:
        answer(pack, {"planned": "long"}, on)
    assert refused.value.what == "“planned” is a duration, not a text."
    with pytest.raises(FactsRefused, match=r"\(2 more\)"):
        answer(pack, {"planned": "long", "late_by": "later", "colour": "red"}, on)


@pytest.mark.parametrize(
    ("end", "rule_"),
    [("3 miles", "unknown-unit"), ("3", "unknown-unit"), ("3.5 km", "wrong-type"), ("km", "wrong-type")],
)
def test_the_end_of_a_line_is_in_its_unit(end: str, rule_: str) -> None:
    """Another unit, or none, and what is no number are findings of their own."""
    bands = f"{{over: far, bands: [{{below: {end}, is: 1 EUR}}, {{from: {end}, is: 2 EUR}}]}}"
    wrong = found(text(rule(bands), "far: {type: integer, unit: km, words: {en: how far}}"))
    assert rule_ in {each.rule for each in wrong}


def test_how_an_amount_comes_about_is_told_step_by_step() -> None:
    """The times, the two amounts and their sum; where one alone is owed there is nothing to add."""
    facts: dict[str, Value] = {
        "event": "supply_off", "customer": "domestic", "interruption": "other", "excused": False,
    }  # fmt: skip
    for hours, done in ((36, ["each", "sum"]), (13, ["each-none"])):
        came = answer(shipped("gb-water-wales"), {**facts, "off_for": minutes(hours * 60)}, date(2026, 3, 2))
        steps = [step.done for step in came.gifts[0].steps]
        assert [each for each in steps if each in {"each", "each-none", "sum"}] == done


def test_a_rule_has_the_source_of_its_version_unless_it_has_its_own() -> None:
    """So has an exclusion."""
    excluded = "- exclusion: x\n  bars: [a]\n  words: {en: x}\n  clause: § 2\n  verified: true\n"
    excluded += '  when: late_by > duration("1h")\n'
    pack = compiled(text(rule("1 EUR"), LATE_BY, exclusions=excluded))
    (version,) = pack.versions
    assert (version.rules[0].source, version.exclusions[0].source) == ("A law", "A law")
    own = compiled(text(rule("1 EUR", "source: Another"), LATE_BY, exclusions=excluded + "  source: A third\n"))
    (version,) = own.versions
    assert (version.rules[0].source, version.exclusions[0].source) == ("Another", "A third")
