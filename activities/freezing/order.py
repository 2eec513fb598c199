"""What is ordered to be frozen, and the calendar that is made of it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from activities.freezing import clocks, feasts
from domain.clock.calendar import Calendar, WorkedDay
from domain.clock.hours import WEEKDAYS, Hours, Week, parse_week
from domain.errors import UsageError
from domain.playbook.calendar import EARLIEST, LATEST, MOST_YEARS, written
from domain.playbook.reader import NAME

NO_PLACE: Final = "none"
"""Stands for a place without public holidays."""

_PLACE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,4}))?", re.ASCII)
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be frozen: where (`ID`, `GB-ENG`, `none`), which years, zone, hours, and the calendar's name."""

    place: str
    years: str
    zone: str
    hours: str
    name: str

    @classmethod
    def of(cls, place: str, years: str, *, zone: str, hours: str, name: str) -> Order:
        """Fill in what is left open: the zone where most of the country lives, and a name of place and years.

        Raises:
            UsageError: place or name cannot be read, or no zone is known.
        """
        place = NO_PLACE if place.lower() == NO_PLACE else place.upper()
        found = _PLACE.fullmatch(place)
        if found is None and place != NO_PLACE:
            remedy = "Write ID, GB-ENG, or none for no public holidays."
            raise UsageError(f"“{place}” is no country.", where="PLACE", remedy=remedy)
        name = name or f"{place.lower()}-{years}"
        if not NAME.fullmatch(name):
            raise UsageError(f"“{name}” is no name.", where="--name", remedy="Use letters, digits, “.”, “_” and “-”.")
        zone = zone or (clocks.main_zone(found[1]) if found else "UTC")
        return cls(place, years, zone, " ".join(hours.split()), name)

    @property
    def command(self) -> str:
        """The command that freezes the same again."""
        named = "" if self.name == f"{self.place.lower()}-{self.years}" else f" --name {self.name}"
        hours = shlex.quote(self.hours)
        return f"makegood calendar freeze {self.place} {self.years} --zone {self.zone} --hours {hours}{named}"


def freeze(order: Order) -> tuple[Calendar, str]:
    """Return the calendar, and the file to keep it in, which tells how it was made.

    Raises:
        UsageError: something in the order is unknown or cannot be read.
        Unavailable: what freezing needs is not installed.
    """
    years = _years(order.years)
    week = parse_week(order.hours)
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    offsets = clocks.offsets(clocks.load_zone(order.zone), first, last)
    country, _, part = order.place.partition("-")
    holidays, worked = ((), ()) if order.place == NO_PLACE else feasts.public_holidays(country, part, years)
    calendar = Calendar(
        name=order.name, zone=order.zone, first=first, last=last, offsets=offsets, week=week, holidays=holidays,
        worked=_worked(week, worked),
    )  # fmt: skip
    return calendar, _header(order) + written(calendar)


def _years(text: str) -> range:
    """Read `2026` or `2025-2027`."""
    found = _YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not (EARLIEST.year <= first <= last <= LATEST.year and last - first < MOST_YEARS):
        what = f"“{text}” are no years within {EARLIEST.year} to {LATEST.year}, at most {MOST_YEARS}."
        raise UsageError(what, where="YEARS", remedy="Write 2026 or 2025-2027.")
    return range(first, last + 1)


def _worked(week: Week, days: Sequence[date]) -> tuple[WorkedDay, ...]:
    """Give days off that are worked, instead of a bridge day, the hours of the weekday worked before them."""
    off = [day for day in days if not week[WEEKDAYS[day.weekday()]]]
    return tuple(WorkedDay(day=day, hours=_hours_before(week, day)) for day in off)


def _hours_before(week: Week, day: date) -> tuple[Hours, ...]:
    earlier = (week[WEEKDAYS[(day - timedelta(days=back)).weekday()]] for back in range(1, 7))
    return next(hours for hours in earlier if hours)


def _header(order: Order) -> str:
    tables = f"tzdata {clocks.release()}"
    told = f"# with {tables}. No public holidays.\n"
    if order.place != NO_PLACE:
        told = (
            f"# with holidays {feasts.release()} and {tables}. What is marked estimated was not announced by then:\n"
            "# freeze again when it is.\n"
        )
    return f"# Frozen by: {order.command}\n{told}"
