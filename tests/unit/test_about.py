"""How long something is, as people say it; letters of the engine's own by what they are about; money as cash has it."""

from __future__ import annotations

import pytest

from activities.connectors.world.chances import receipts
from activities.connectors.world.situations import _in_currency
from domain.clock.duration import Duration, parse_duration
from domain.clock.span import Days
from domain.money import EXPONENTS, IN_CASH, Money, in_cash, told
from domain.views.wording import about, own_step
from domain.vocabulary import LANGUAGES


@pytest.mark.parametrize(
    ("length", "en"),
    [
        ("5h53m", "5 hours 53 minutes"),
        ("71h59m", "71 hours 59 minutes"),
        ("168h", "7 days"),
        ("479h59m57s355ms", "about 20 days"),
        ("84h", "about 4 days"),
        ("-168h", "-7 days"),
    ],
)
def test_long_spans_are_told_in_days(length: str, en: str) -> None:
    """From three days on; what is not whole is said to be about so much, in every language."""
    assert about(parse_duration(length), "en") == en
    for language in LANGUAGES:
        assert "ms" not in about(parse_duration(length), language)
    assert about(Days(20), "en") == "20 days"
    assert about(Duration(0), "en") == "0 minutes"


def test_letters_of_the_engine_are_called_by_what_they_are_about() -> None:
    """Other steps by their path, which commands take."""
    assert own_step("@receipt[bought-themselves%5Br1%5D]") == "the letter about receipt bought-themselves[r1]"
    assert own_step("refund[p1]") == "refund[p1]"


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_simulated_receipts_are_over_what_cash_has(currency: str) -> None:
    """A share of the cover, none of more than half of it, in coins and notes of its market; each has its number."""
    up_to = Money(currency, 150_000 * 10 ** EXPONENTS[currency])
    sent = [each for seed in range(40) for each in receipts(seed, "ca_1", "meals", up_to, ("meals", "hotel"))]
    assert sent
    assert all(0 < each.amount.minor <= up_to.minor * 55 // 100 for each in sent)
    assert all(each.amount.minor % IN_CASH.get(currency, 1) == 0 for each in sent)
    assert all(each.number and each.of in {"meals", "hotel"} for each in sent)
    assert not [each for each in sent if currency == "IDR" and "," in told(each.amount, "id")]


def test_made_up_amounts_are_whole_where_cash_is() -> None:
    """What was drawn in dollars is paid in rupiah and dong that there are."""
    for minor in range(1, 9_000, 7):
        for currency in ("IDR", "VND"):
            drawn = _in_currency(Money("USD", minor), currency)
            assert isinstance(drawn, Money)
            assert drawn.minor > 0
            assert drawn == in_cash(drawn)
