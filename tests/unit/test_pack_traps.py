"""Where the shipped packs are easily wrong: their limits, their versions, their caps and cuts."""

from __future__ import annotations

from datetime import date

import pytest

from domain.clock.duration import parse_duration
from domain.entitlement.evaluate import answer
from domain.money import Money, parse_money
from domain.values import Value
from tests.laws.test_entitlements import CALENDAR
from tests.support.packs import DAY, ask, money, shipped


def _d(written: str) -> Value:
    return parse_duration(written)


# --- Air -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("distance", "within_eu", "late_by", "gives"),
    [
        (1_500, False, "3h", "250.00 EUR"), (1_501, False, "3h", "400.00 EUR"), (3_500, False, "3h", "400.00 EUR"),
        (3_501, False, "3h", "300.00 EUR"), (3_600, True, "5h", "400.00 EUR"), (3_600, False, "3h 30m", "300.00 EUR"),
        (3_600, False, "3h 59m", "300.00 EUR"), (3_600, False, "4h", "600.00 EUR"), (1_500, False, "2h 59m", "not due"),
        (9_999, True, "3h", "400.00 EUR"),
    ],
)  # fmt: skip
def test_eu_261_for_a_plain_delay(distance: int, within_eu: bool, late_by: str, gives: str) -> None:
    """Three hours count, 1,500 and 3,500 km belong to the band below, inside the EU there is no third band."""
    came = ask(
        shipped("eu-261"), event="delay", distance=distance, within_eu=within_eu, late_by=_d(late_by), waits=_d("0m")
    )  # fmt: skip
    assert money(came) == gives


@pytest.mark.parametrize(
    ("distance", "late_by", "gives"),
    [(1_500, "2h", "125.00 EUR"), (1_500, "2h 1m", "250.00 EUR"), (2_000, "3h", "200.00 EUR"),
     (2_000, "3h 1m", "400.00 EUR"), (4_000, "4h", "300.00 EUR"), (4_000, "4h 1m", "600.00 EUR")],
)  # fmt: skip
def test_eu_261_for_another_flight_after_a_cancellation(distance: int, late_by: str, gives: str) -> None:
    """The cut holds while the new arrival does not exceed two, three or four hours, these included."""
    came = ask(
        shipped("eu-261"), event="cancellation", distance=distance, within_eu=False, late_by=_d(late_by), rerouted=True,
        told_before=1, leaves_early_by=_d("3h"), overnight=False,
    )  # fmt: skip
    assert money(came) == gives


@pytest.mark.parametrize(
    ("told_before", "leaves_early_by", "late_by", "due"),
    [
        (14, "9h", "9h", False), (13, "2h", "3h 59m", False), (13, "2h", "4h", True), (13, "2h 1m", "3h", True),
        (7, "2h", "3h 59m", False), (6, "2h", "3h 59m", True), (6, "1h", "1h 59m", False), (6, "1h", "2h", True),
        (6, "1h 1m", "1h", True), (0, "0m", "0m", False),
    ],
)  # fmt: skip
def test_eu_261_by_when_the_passenger_was_told(told_before: int, leaves_early_by: str, late_by: str, due: bool) -> None:
    """Two weeks before; a week before with a flight near by; later with one very near by."""
    came = ask(
        shipped("eu-261"), event="cancellation", distance=900, within_eu=True, late_by=_d(late_by), rerouted=True,
        told_before=told_before, leaves_early_by=_d(leaves_early_by), overnight=False,
    )  # fmt: skip
    assert bool(came.per_unit) is due


def test_uk_261_halves_are_whole_pence() -> None:
    """The same bands in pounds, and their halves."""
    for distance, whole, half in ((900, 220, 110), (2_000, 350, 175), (4_000, 520, 260)):
        facts: dict[str, Value] = {"event": "denied_boarding", "distance": distance, "within_uk": False}
        assert ask(shipped("uk-261"), **facts, rerouted=False).amount("GBP") == Money("GBP", whole * 100)
        cut = ask(shipped("uk-261"), **facts, rerouted=True, late_by=_d("2h"), overnight=False)
        assert cut.amount("GBP") == Money("GBP", half * 100)


@pytest.mark.parametrize(
    ("day", "cap"),
    [
        ("2008-05-19", 400), ("2011-08-22", 400), ("2011-08-23", 650), ("2015-08-25", 675), ("2021-04-21", 775),
        ("2025-01-21", 775), ("2025-01-22", 1_075), ("2026-03-01", 1_075),
    ],
)  # fmt: skip
def test_us_caps_follow_their_index(day: str, cap: int) -> None:
    """Every cap is the one before, carried on and rounded to 25 dollars; the second is always twice the first."""
    facts: dict[str, Value] = {
        "domestic": True, "volunteered": False, "no_alternative": False, "fare": Money("USD", 10**6),
        "smaller_aircraft": False, "weight_limits": False,
    }  # fmt: skip
    on = date.fromisoformat(day)
    pack = shipped("us-denied-boarding")
    assert ask(pack, on, **facts, late_by=_d("1h 30m")).amount("USD") == Money("USD", cap * 100)
    assert ask(pack, on, **facts, late_by=_d("2h")).amount("USD") == Money("USD", cap * 200)
    assert ask(pack, on, **facts, late_by=_d("1h")).status == "not due"


# --- Telecommunications, power, water --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("year", "repair", "missed", "start"),
    [
        (2019, "8.00", "25.00", "5.00"), (2020, "8.00", "25.00", "5.00"), (2021, "8.06", "25.18", "5.04"),
        (2022, "8.40", "26.24", "5.25"), (2023, "9.33", "29.15", "5.83"), (2024, "9.76", "30.49", "6.10"),
        (2025, "9.98", "31.19", "6.24"), (2026, "10.34", "32.31", "6.46"),
    ],
)  # fmt: skip
def test_ofcom_amounts_of_every_year(year: int, repair: str, missed: str, start: str) -> None:
    """From 1 April; there was no rise in 2020. One day without service, one appointment, one day late."""
    pack, on = shipped("gb-ofcom-automatic-compensation"), date(year, 4, 1)
    days: dict[str, Value] = {"reported": date(2026, 4, 10), "restored": date(2026, 4, 15)}
    one = answer(pack, {"event": "no_service", **days}, on, calendar=CALENDAR)
    assert money(one) == f"{repair} GBP"
    assert money(ask(pack, on, event="appointment", appointment="missed")) == f"{missed} GBP"
    late: dict[str, Value] = {"promised_start": date(2026, 4, 1), "started": date(2026, 4, 2)}
    assert money(ask(pack, on, event="late_start", **late)) == f"{start} GBP"


def test_severe_weather_has_its_own_cap_and_steps() -> None:
    """Seventy, and seventy each twelve hours, to 700; from September 2023 eighty, and forty each six, to 2,000."""
    pack = shipped("gb-electricity-distribution")
    for day, hours, gives in (
        (date(2023, 8, 31), 24, 70), (date(2023, 8, 31), 36, 140), (date(2023, 8, 31), 999, 700),
        (date(2023, 9, 1), 24, 80), (date(2023, 9, 1), 30, 120), (date(2023, 9, 1), 9_999, 2_000),
    ):  # fmt: skip
        came = ask(pack, day, event="supply_off", weather="severe_1", off_for=_d(f"{hours}h"))
        assert came.amount("GBP") == Money("GBP", gives * 100), (day, hours)


def test_wales_kept_what_england_left() -> None:
    """The same failure on the same day: another jurisdiction, another amount."""
    facts: dict[str, Value] = {
        "event": "supply_off", "interruption": "other", "off_for": _d("36h"), "customer": "domestic", "excused": False
    }  # fmt: skip
    assert money(ask(shipped("gb-water-england"), **facts)) == "150.00 GBP"
    assert money(ask(shipped("gb-water-wales"), **facts)) == "30.00 GBP"
    assert money(ask(shipped("gb-water-england"), date(2025, 7, 1), **facts)) == "30.00 GBP"


# --- Rail, sea, finance ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ticket", "minutes_late", "price", "gives"),
    [
        ("single", 15, "10.00 GBP", "2.50 GBP"), ("single", 120, "10.00 GBP", "10.00 GBP"),
        ("return", 15, "10.00 GBP", "1.25 GBP"), ("return", 119, "10.00 GBP", "5.00 GBP"),
        ("return", 120, "10.00 GBP", "10.00 GBP"), ("annual", 60, "4640.00 GBP", "10.00 GBP"),
        ("quarterly", 60, "1300.00 GBP", "10.00 GBP"), ("monthly", 60, "400.00 GBP", "10.00 GBP"),
        ("weekly", 60, "100.00 GBP", "10.00 GBP"), ("weekly", 30, "100.00 GBP", "5.00 GBP"),
        ("single", 14, "10.00 GBP", "not due"),
    ],
)  # fmt: skip
def test_delay_repay_by_ticket(ticket: str, minutes_late: int, price: str, gives: str) -> None:
    """A season ticket is worth its journeys; a return has half the share of a single."""
    came = ask(shipped("gb-delay-repay"), ticket=ticket, late_by=_d(f"{minutes_late}m"), price=parse_money(price))
    assert money(came) == gives


def test_a_railway_may_excuse_itself_only_since_2023() -> None:
    """Under the older regulation extraordinary circumstances changed nothing."""
    facts: dict[str, Value] = {
        "late_by": _d("60m"), "price": Money("EUR", 10_000), "extraordinary": True, "proven": True
    }  # fmt: skip
    assert money(ask(shipped("eu-rail"), date(2023, 6, 6), **facts)) == "25.00 EUR"
    assert money(ask(shipped("eu-rail"), date(2023, 6, 7), **facts)) == "not due"


@pytest.mark.parametrize(
    ("planned", "late_by", "gives"),
    [
        ("4h", "59m", "not due"), ("4h", "1h", "25.00 EUR"), ("4h", "2h", "50.00 EUR"), ("4h 1m", "1h 59m", "not due"),
        ("8h", "2h", "25.00 EUR"), ("8h 1m", "2h", "not due"), ("24h", "3h", "25.00 EUR"), ("24h", "6h", "50.00 EUR"),
        ("24h 1m", "6h", "25.00 EUR"), ("24h 1m", "12h", "50.00 EUR"),
    ],
)  # fmt: skip
def test_ferries_by_how_long_the_crossing_takes(planned: str, late_by: str, gives: str) -> None:
    """A quarter from one, two, three or six hours on, half from twice as much on."""
    came = ask(shipped("eu-ferry"), planned=_d(planned), late_by=_d(late_by), price=Money("EUR", 10_000))
    assert money(came) == gives


def test_complaints_have_times_and_no_money() -> None:
    """Eight weeks are 56 days after the day of receipt; working days are counted by a calendar or told as such."""
    pack = shipped("gb-fca-complaints")
    plain = ask(pack, received=DAY, about_payments=False)
    assert [gift.by for gift in plain.gifts] == [None, date(2026, 4, 26)]
    assert plain.per_unit == ()
    payments: dict[str, Value] = {"received": DAY, "about_payments": True, "exceptional": True}
    assert ask(pack, **payments).gifts[1].by is None
    assert answer(pack, payments, DAY, calendar=CALENDAR).gifts[1].by == date(2026, 4, 21)
