"""Exact amounts while they are worked out: fractions of minor units, rounded once and as the rule says. No floats."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from domain.entitlement.model import Rounding
from domain.errors import UsageError
from domain.money import EXPONENTS, Money

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Exact:
    """An amount in minor units that may have a rest."""

    currency: str
    minor: Fraction | int

    @classmethod
    def of(cls, amount: Money) -> Exact:
        """Take an amount as it is."""
        return cls(amount.currency, amount.minor)

    def times(self, factor: Fraction | int) -> Exact:
        """Multiply exactly."""
        return Exact(self.currency, self.minor * factor)

    def money(self) -> Money:
        """Return the amount as it can be paid.

        Raises:
            UsageError: it has a rest: a rule that can have one says how it is rounded.
        """
        minor = self.minor if isinstance(self.minor, int) else Fraction(self.minor)
        if isinstance(minor, Fraction):
            if minor.denominator != 1:
                raise UsageError(f"{shown(self)} cannot be paid exactly, and its rule does not say how it is rounded.")
            minor = minor.numerator
        return Money(self.currency, minor)


def same_currency(one: Exact | Money, other: Exact | Money) -> str:
    """Return the currency of two amounts.

    Raises:
        UsageError: they have two.
    """
    if one.currency != other.currency:
        what = (
            f"{one.currency} and {other.currency} cannot be set against each other: there are no exchange rates here."
        )
        raise UsageError(what)
    return one.currency


def rounded(amount: Exact, rounding: Rounding) -> Exact:
    """Round to whole steps."""
    step = rounding.to.minor
    whole, rest = divmod(Fraction(amount.minor) / step, 1)
    up = {
        "down": False,
        "up": rest > 0,
        "half-up": rest >= _HALF,
        "half-even": rest > _HALF or (rest == _HALF and whole % 2 == 1),
    }[rounding.how]
    return Exact(amount.currency, int(whole + up) * step)


def shown(amount: object) -> str:
    """Write an amount with what is behind its minor units, cut after four more digits."""
    if not isinstance(amount, Exact):
        return str(amount)
    minor = amount.minor
    if minor.denominator == 1:
        return str(Money(amount.currency, minor.numerator))
    exponent = EXPONENTS[amount.currency]
    digits = exponent + 4
    scaled = int(minor * 10**4)
    more = "" if Fraction(scaled, 10**4) == minor else "…"
    text = f"{scaled:0{digits + 1}d}"
    whole, part = text[:-digits], text[-digits:].rstrip("0").ljust(exponent, "0")
    return f"{whole}.{part}{more} {amount.currency}"
