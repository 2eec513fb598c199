"""Public holidays, from the library `holidays`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

from domain.clock.calendar import Holiday
from domain.errors import Unavailable, UsageError
from domain.expression.errors import guess

if TYPE_CHECKING:
    from holidays import HolidayBase

_ENGLISH = "en_US"


def release() -> str:
    """Return the release of the library, such as `0.109`."""
    return version("holidays")


def public_holidays(country: str, subdivision: str, years: range) -> tuple[tuple[Holiday, ...], tuple[date, ...]]:
    """Return the public holidays of some years, and the days off that are worked for one; names in English if known.

    Raises:
        UsageError: there is no such country or subdivision, or nothing is known about one of the years.
        Unavailable: the library is not installed.
    """
    table = _table(country, subdivision, years)
    found = tuple(_holidays(table, years))
    for year in years:
        if all(holiday.day.year != year for holiday in found):
            raise UsageError(f"no holidays are known for {country} in {year}.", where="YEARS")
    return found, tuple(sorted(day for day in table.weekend_workdays if day.year in years))


def _table(country: str, subdivision: str, years: range) -> HolidayBase:
    try:
        from holidays import country_holidays, list_supported_countries  # noqa: PLC0415 — only freezing needs it
    except ImportError:
        raise Unavailable(
            "freezing a calendar needs the library holidays.", remedy="Install it: pip install 'makegood[calendar]'."
        ) from None
    known = list_supported_countries()
    if country not in known:
        remedy = guess(country, known) or "Write its two letters, such as ID, or none for no holidays."
        raise UsageError(f"no holidays are known for “{country}”.", where="PLACE", remedy=remedy)
    if subdivision and subdivision not in known[country]:
        remedy = f"There are: {', '.join(known[country])}." if known[country] else f"Write {country} alone."
        raise UsageError(f"{country} has no part “{subdivision}”.", where="PLACE", remedy=remedy)
    part = subdivision or None
    languages = country_holidays(country, subdiv=part).supported_languages
    language = _ENGLISH if _ENGLISH in languages else None
    return country_holidays(country, subdiv=part, years=years, language=language, expand=False)


def _holidays(table: HolidayBase, years: range) -> Iterator[Holiday]:
    """Yield the holidays by day; what falls on one day becomes one, estimated if a part of it is."""
    for day in sorted(day for day in table if day.year in years):
        names = [_announced(table, name) for name in table.get_list(day)]
        joined = "; ".join(dict.fromkeys(name for name, _ in names))
        yield Holiday(day=day, name=joined, estimated=any(estimated for _, estimated in names))


def _announced(table: HolidayBase, name: str) -> tuple[str, bool]:
    """Take the library's mark for estimated days off a name, and say whether it was there."""
    for label, instead in (("observed_estimated_label", "observed_label"), ("estimated_label", "")):
        if not (mark := getattr(table, label, "")):
            continue
        before, _, after = table.tr(mark).partition("%s")
        if name.startswith(before) and name.endswith(after):
            bare = name.removeprefix(before).removesuffix(after)
            return (table.tr(getattr(table, instead)) % bare if instead else bare), True
    return name, False
