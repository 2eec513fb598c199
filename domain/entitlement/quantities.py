"""How packs write what playbooks do not have: shares, factors, months, numbers with a unit, roundings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from domain.clock.duration import Duration
from domain.clock.span import Days, Months, WorkingDays, WorkingHours
from domain.entitlement.model import UNITS, How, Ratio, Within
from domain.errors import UsageError
from domain.expression.errors import guess_or_list

_SHARE: Final = re.compile(r"\s*(?:(\d{1,5})(?:\.(\d{1,6}))?\s?%|(\d{1,9})/(\d{1,9}))\s*", re.ASCII)
_FACTOR: Final = re.compile(
    r"\s*(?:([+-])\s?(\d{1,4})(?:\.(\d{1,6}))?\s?%|(\d{1,9})(?:\.(\d{1,6}))?\s?/\s?(\d{1,9})(?:\.(\d{1,6}))?)\s*",
    re.ASCII,
)
_PART: Final = re.compile(r"(.+?)\s+of\s+([a-z][a-z0-9_]*)\s*")
_NUMBER: Final = re.compile(r"\s*(\d{1,15})\s*([A-Za-z]+)?\s*", re.ASCII)
HOW: Final[tuple[How, ...]] = ("half-even", "half-up", "down", "up")
_YEAR: Final = 12


def share(text: str) -> Ratio:
    """Read `25%`, `12.5%` or `1/464`.

    Raises:
        UsageError: for anything else.
    """
    found = _SHARE.fullmatch(text)
    if found is None or found[4] == "0" * len(found[4] or ""):
        raise UsageError(f"“{text}” is no share.", remedy="Write it exactly: 25%, 12.5% or 1/464.")
    if found[3]:
        return _ratio(Fraction(int(found[3]), int(found[4])), text)
    return _ratio(_decimal(found[1], found[2]) / 100, text)


def part(text: str) -> tuple[str, str] | None:
    """Take `25% of fare` apart; None where it is nothing of the kind."""
    found = _PART.fullmatch(text.strip())
    return (found[1], found[2]) if found else None


def factor(text: str) -> Ratio:
    """Read what an index multiplies by: `+4.2%`, `-1%`, or `238.250/226.545`.

    Raises:
        UsageError: for anything else.
    """
    found = _FACTOR.fullmatch(text)
    remedy = "Write +4.2% or 238.250/226.545."
    if found is None:
        raise UsageError(f"“{text}” is no factor of an index.", remedy=remedy)
    if found[1]:
        change = _decimal(found[2], found[3]) / 100
        value = 1 + (change if found[1] == "+" else -change)
    else:
        below = _decimal(found[6], found[7])
        value = _decimal(found[4], found[5]) / below if below else Fraction(0)
    if value <= 0:
        raise UsageError(f"“{text}” leaves nothing of an amount.", remedy=remedy)
    return _ratio(value, text)


def _decimal(whole: str, part: str | None) -> Fraction:
    return Fraction(int(whole + (part or "")), 10 ** len(part or ""))


def _ratio(value: Fraction, text: str) -> Ratio:
    return Ratio(over=value.numerator, under=value.denominator, written=" ".join(text.split()))


def number(text: str, unit: str) -> int:
    """Read a whole number with its unit: `1500 km`; one of it may be called so: `1 day`.

    Raises:
        UsageError: no number, no unit, or another one.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        example = f"1500 {unit}" if unit else "1500"
        raise UsageError(f"“{text}” is no whole number.", remedy=f"Write plain digits: {example}.")
    given = found[2] or ""
    if given not in {unit, UNITS.get(unit, "")}:
        raise WrongUnit(text, given, unit)
    return int(found[1])


class WrongUnit(UsageError):
    """A number that has another unit than its place asks for, or none."""

    def __init__(self, text: str, given: str, wanted: str) -> None:
        """Say which unit is meant."""
        digits = re.sub(r"\D", "", text)
        if not given:
            one = UNITS.get(wanted, wanted) if digits == "1" else wanted
            what, remedy = f"“{text}” has no unit.", f"Write {digits} {one}."
        elif not wanted:
            what, remedy = f"“{text}” has a unit, and this is a plain number.", f"Write {digits}."
        else:
            what, remedy = f"“{text}” is not in {wanted}.", f"Write it in {wanted}."
        super().__init__(what, remedy=remedy)


def unit_named(text: str) -> str:
    """Return a unit.

    Raises:
        UsageError: it is none that is known here.
    """
    if text not in UNITS:
        plural = next((name for name, one in UNITS.items() if one == text), "")
        remedy = f"Write {plural}." if plural else guess_or_list(text, UNITS)
        raise UsageError(f"“{text}” is no unit known here.", remedy=remedy)
    return text


def counted_on(day: date, length: Within) -> date | None:
    """Return the last day of a period that begins the day after; None where a working calendar has to count."""
    match length:
        case Days(count=count):
            return day + timedelta(days=count)
        case Months(months=months):
            return _months_on(day, months)
        case Duration(ms=ms):
            return day + timedelta(days=-(-ms // 86_400_000))
        case WorkingDays() | WorkingHours():
            return None


def _months_on(day: date, months: int) -> date:
    """Return the same day some months on, or the last of the month where it has no such day."""
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    following = date(year + (month == _YEAR - 1), (month + 1) % _YEAR + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
