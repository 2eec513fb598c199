"""Money: whole minor units of one currency, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.errors import UsageError

EXPONENTS = {
    # ISO 4217; a currency that is not listed is refused rather than guessed.
    "AUD": 2, "BHD": 3, "BRL": 2, "CAD": 2, "CHF": 2, "CNY": 2, "CZK": 2, "DKK": 2, "EUR": 2, "GBP": 2,
    "HKD": 2, "IDR": 2, "INR": 2, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "MXN": 2, "MYR": 2,
    "NOK": 2, "NZD": 2, "OMR": 3, "PHP": 2, "PLN": 2, "SEK": 2, "SGD": 2, "THB": 2, "TND": 3, "USD": 2,
    "VND": 0, "ZAR": 2,
}  # fmt: skip
IN_CASH = {"CHF": 5, "IDR": 100_00, "INR": 100, "ISK": 1, "NOK": 100, "SEK": 100, "VND": 1_000}
"""The smallest amount that is paid in cash, in minor units, where it is more than one: coins and notes in daily use."""
LARGEST_MINOR = 2**53 - 1
"""The largest amount in minor units: what every JSON reader keeps exactly (RFC 8785)."""

_TEXT = re.compile(r"(-?)(\d{1,16})(?:\.(\d{1,4}))?\s?([A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ISO 4217 currency and whole minor units (cents; rupiah have two by the standard, dong none)."""

    currency: str
    minor: int

    def __post_init__(self) -> None:
        """Refuse what could not be paid exactly.

        Raises:
            UsageError: unknown currency, or more than 2^53-1 minor units.
        """
        if self.currency not in EXPONENTS:
            raise UsageError(f"“{self.currency}” is not a currency known here.", remedy="Use its ISO 4217 code.")
        if abs(self.minor) > LARGEST_MINOR:
            raise UsageError(f"{self.minor} minor units of {self.currency} are beyond what can be kept exactly.")

    def __add__(self, other: Money) -> Money:
        """Add money of the same currency."""
        return Money(self._same(other).currency, self.minor + other.minor)

    def __sub__(self, other: Money) -> Money:
        """Subtract money of the same currency."""
        return Money(self._same(other).currency, self.minor - other.minor)

    def __mul__(self, times: int) -> Money:
        """A whole multiple."""
        return Money(self.currency, self.minor * times)

    def __neg__(self) -> Money:
        """The opposite entry."""
        return Money(self.currency, -self.minor)

    def __lt__(self, other: Money) -> bool:
        """Compare within one currency."""
        return self.minor < self._same(other).minor

    def __le__(self, other: Money) -> bool:
        """Compare within one currency."""
        return self.minor <= self._same(other).minor

    def __gt__(self, other: Money) -> bool:
        """Compare within one currency."""
        return self.minor > self._same(other).minor

    def __ge__(self, other: Money) -> bool:
        """Compare within one currency."""
        return self.minor >= self._same(other).minor

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise UsageError(f"{self.currency} and {other.currency} cannot be mixed: there are no exchange rates here.")
        return other

    def __str__(self) -> str:
        """Write plain digits and the code: `129.90 USD`, `250000 VND`; whole rupiah go without decimals."""
        exponent = EXPONENTS[self.currency]
        sign, digits = ("-" if self.minor < 0 else ""), f"{abs(self.minor):0{exponent + 1}d}"
        if not exponent or (self.currency == "IDR" and digits.endswith("00")):
            return f"{sign}{digits[: len(digits) - exponent]} {self.currency}"
        return f"{sign}{digits[:-exponent]}.{digits[-exponent:]} {self.currency}"


def told(amount: Money, language: str) -> str:
    """Write an amount as a language does: USD 1,029.90, Rp125.500, 250.000 ₫. Playbooks and typed answers do not."""
    exponent = EXPONENTS[amount.currency]
    digits = f"{abs(amount.minor):0{exponent + 1}d}"
    whole, part = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
    group, point = (",", ".") if language == "en" else (".", ",")
    text = f"{int(whole):,}".replace(",", group)
    if part.strip("0") or (part and amount.currency != "IDR"):
        text += point + part
    sign = "-" if amount.minor < 0 else ""
    if amount.currency == "IDR" and language == "id":
        return f"{sign}Rp{text}"
    return f"{sign}{text} ₫" if amount.currency == "VND" else f"{sign}{amount.currency} {text}"


def parse_money(text: str) -> Money:
    """Read `500 USD`, `500.00 USD` or `250000 VND`: plain digits, with the currency's minor digits or none.

    Raises:
        UsageError: with both readings where a separator could mean thousands or decimals.
    """
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise _unreadable(text)
    sign, whole, fraction, currency = match.groups()
    if currency not in EXPONENTS:
        raise UsageError(f"“{currency}” is not a currency known here.", remedy="Use its ISO 4217 code.")
    exponent = EXPONENTS[currency]
    if fraction is not None and len(fraction) != exponent:
        raise _unreadable(text)
    return Money(currency, int(sign + whole + (fraction or "0" * exponent)))


def _unreadable(text: str) -> UsageError:
    match = re.fullmatch(r"\s*(-?\d+)[.,](\d+)\s?([A-Z]{3})\s*", text)
    if match is None:
        return UsageError(f"“{text}” is not an amount of money.", remedy="Write it as 500 USD or 500.00 USD.")
    whole, part, currency = match.groups()
    return UsageError(
        f"“{text}” can be read as {whole}{part} {currency} or as {whole} {currency} and a part.",
        remedy="Write plain digits with the currency's minor digits or none.",
    )


def share(amount: Money, percent: int) -> Money:
    """Return `percent` hundredths of an amount, halves to the even minor unit."""
    quotient, rest = divmod(amount.minor * percent, 100)
    if rest > 50 or (rest == 50 and quotient % 2):  # noqa: PLR2004 — half of a hundred
        quotient += 1
    return Money(amount.currency, quotient)


def in_cash(amount: Money) -> Money:
    """Return the most of an amount that can be paid in coins and notes."""
    unit = IN_CASH.get(amount.currency, 1)
    return Money(amount.currency, amount.minor // unit * unit)


def worth_of(cash: Money, percent: int) -> Money:
    """Return the least that is worth an amount of cash, where so many per cent of it stand for it."""
    return Money(cash.currency, -(-cash.minor * percent // 100))


def cash_of(amount: Money, percent: int) -> Money:
    """Return the most cash that an amount stands for, where so many per cent of that stand for it."""
    return Money(amount.currency, amount.minor * 100 // percent)
