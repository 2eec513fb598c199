"""Spans of time as promises name them: elapsed time, days, working days and working hours, never mixed up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from domain.clock.duration import LONGEST_MS, Duration, parse_duration
from domain.errors import UsageError

_HOUR_MS: Final = 3_600_000
_MOST_DAYS: Final = LONGEST_MS // (24 * _HOUR_MS)
_PERIOD: Final = re.compile(r"\s*(\d{1,3})\s+(months?|years?)\s*", re.ASCII)
_YEAR: Final = 12
_MOST_YEARS: Final = 100
_COUNTED = re.compile(r"(\d{1,9})\s*(working\s+)?(days?|hours?)", re.ASCII)
_JOINED = re.compile(r"(\d{1,9})\s*working(days?|hours?)", re.ASCII)
_SHORT = re.compile(r"(\d+)\s*(wd|wh|bd|d)", re.ASCII)
_SPELT: Final = {"d": "days", "wd": "working days", "bd": "working days", "wh": "working hours"}


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of the calendar; they are over at the end of the last."""

    count: int

    def __str__(self) -> str:
        """Write it as `3 days`."""
        return _counted(self.count, "day")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Whole working days; they are over at the closing of the last."""

    count: int

    def __str__(self) -> str:
        """Write it as `3 working days`."""
        return _counted(self.count, "working day")


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Time within opening hours, in milliseconds: written in whole hours, kept finer for the rest of a clock."""

    ms: int

    def __str__(self) -> str:
        """Write it as `8 working hours`, a rest as `7h 30m of working hours`."""
        hours, rest = divmod(self.ms, _HOUR_MS)
        return f"{Duration(self.ms)} of working hours" if rest else _counted(hours, "working hour")


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months of the calendar, for periods of limitation; twelve of them are a year."""

    months: int


Span: TypeAlias = Duration | Days | WorkingDays | WorkingHours
"""Elapsed time, or what a calendar has to count."""
Period: TypeAlias = Span | Months
"""Such a span, or months and years: a time within which something has to be done."""


def parse_span(text: str) -> Span:
    """Read `2h`, `90m` (elapsed), `3 days`, `7 working days` or `8 working hours`.

    Raises:
        UsageError: for any other text, with what was meant where that can be told.
    """
    words = text.strip()
    short = _SHORT.fullmatch(words)
    if short:
        raise UsageError(f"“{text}” is not a span of time.", remedy=f"Write {int(short[1])} {_SPELT[short[2]]}.")
    joined = _JOINED.fullmatch(words)
    if joined:
        remedy = f"Write {joined[1]} working {joined[2]}."
        raise UsageError(f"“{text}” is not a span of time.", remedy=remedy)
    found = _COUNTED.fullmatch(words)
    if found is None:
        return parse_duration(words)
    count, working, unit = int(found[1]), bool(found[2]), found[3].rstrip("s")
    if not working and unit == "hour":
        remedy = f"Write {count}h for elapsed time, or {count} working hours."
        raise UsageError(f"“{text}” does not say which hours.", remedy=remedy)
    most = _MOST_DAYS * (24 if unit == "hour" else 1)
    if not 1 <= count <= most:
        raise UsageError(f"“{text}” is out of range.", remedy=f"Write from 1 to {most:,}.")
    if unit == "hour":
        return WorkingHours(count * _HOUR_MS)
    return WorkingDays(count) if working else Days(count)


def parse_period(text: str) -> Period:
    """Read a span of time, or months and years: `6 months`, `1 year`.

    Raises:
        UsageError: for anything else.
    """
    found = _PERIOD.fullmatch(text)
    if found is None:
        return parse_span(text)
    months = int(found[1]) * (_YEAR if found[2].startswith("year") else 1)
    if not 1 <= months <= _MOST_YEARS * _YEAR:
        raise UsageError(f"“{text}” is out of range.", remedy="Write from 1 month to 100 years.")
    return Months(months)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
