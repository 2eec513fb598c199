"""Elapsed time in whole milliseconds (`h`, `m`, `s`, `ms`); what a calendar counts stands in domain/clock/span.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from domain.errors import UsageError

_PART = re.compile(r"(\d{1,9})(ms|s|m|h)", re.ASCII)
_BY_CALENDAR = re.compile(r"\d+(working)?(days?|hours?|d)", re.ASCII)
_MS = timedelta(milliseconds=1)
UNITS = {"h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
LONGEST_MS = 100 * 366 * 24 * 3_600_000
"""A hundred years; longer spans are refused as slips of the pen."""


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """Elapsed time in whole milliseconds; negative where something came early."""

    ms: int

    def __add__(self, other: Duration) -> Duration:
        """Add two spans."""
        return Duration(self.ms + other.ms)

    def __sub__(self, other: Duration) -> Duration:
        """Take one span from another; the result may be negative."""
        return Duration(self.ms - other.ms)

    def __mul__(self, times: int) -> Duration:
        """Repeat a span a whole number of times."""
        return Duration(self.ms * times)

    def __neg__(self) -> Duration:
        """Turn a span round."""
        return Duration(-self.ms)

    @property
    def span(self) -> timedelta:
        """The same span for arithmetic with instants."""
        return _MS * self.ms

    def __str__(self) -> str:
        """Write it as people do: `5h 53m`, `90s` stays `1m 30s`, nothing is `0m`."""
        rest, parts = abs(self.ms), []
        for unit, size in UNITS.items():
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count}{unit}")
        return ("-" if self.ms < 0 else "") + (" ".join(parts) or "0m")


def parse_duration(text: str) -> Duration:
    """Read elapsed time such as `2h`, `1h30m`, `90 s`, `250ms` or `-15m`.

    Raises:
        UsageError: for any other text; days and working time are named as what they are, no elapsed time.
    """
    compact = text.replace(" ", "")
    if _BY_CALENDAR.fullmatch(compact):
        raise UsageError(
            f"“{text}” is counted by a calendar; here elapsed time is wanted.",
            remedy="Write hours and minutes, for example 72h for three days.",
        )
    sign = -1 if compact.startswith("-") else 1
    body = compact.removeprefix("-")
    parts = _PART.findall(body)
    sizes = [UNITS[unit] for _, unit in parts]
    if not parts or "".join(n + u for n, u in parts) != body or sizes != sorted(set(sizes), reverse=True):
        raise UsageError(f"“{text}” is not a duration.", remedy="Write it as 2h, 90m or 1h30m.")
    ms = sign * sum(int(number) * UNITS[unit] for number, unit in parts)
    if abs(ms) > LONGEST_MS:
        raise UsageError(f"“{text}” is longer than a hundred years.")
    return Duration(ms)
