"""Opening hours: the spans of a day in which it is worked, and a week of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import UsageError

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
"""In the order of `date.weekday()`."""
MIDNIGHT: Final = 24 * 60
"""The last minute of a day is followed by 24:00."""

_HOURS = re.compile(r"(\d\d):(\d\d) ?[-–] ?(\d\d):(\d\d)", re.ASCII)
_DAYS = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")
_REMEDY: Final = "Write it as 09:00-17:00; the end of a day is 24:00."
_WEEK_REMEDY: Final = "Write it as “mon-fri 09:00-12:00 13:00-17:00, sat 09:00-12:00”."


class Hours(BaseModel):
    """One span of a day, in minutes of its wall clock since 00:00: open from `opens`, no longer at `closes`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: int = Field(ge=0, lt=MIDNIGHT)
    closes: int = Field(gt=0, le=MIDNIGHT)

    def __str__(self) -> str:
        """Write it as `09:00-17:00`."""
        return f"{clock_text(self.opens)}-{clock_text(self.closes)}"


Week: TypeAlias = Mapping[Weekday, tuple[Hours, ...]]
"""The spans of each weekday; a day off has none."""


def clock_text(minutes: int) -> str:
    """Write minutes of a day as `09:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_hours(text: str) -> Hours:
    """Read one span such as `09:00-17:00` or `22:00-24:00`.

    Raises:
        UsageError: no such span; or it runs over midnight, which is written as two.
    """
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"“{text}” is no span of a day.", remedy=_REMEDY)
    hour, minute, to_hour, to_minute = map(int, found.groups())
    opens, closes = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or opens >= MIDNIGHT or closes > MIDNIGHT:  # noqa: PLR2004 — of an hour
        raise UsageError(f"“{text}” names a time that no clock shows.", remedy=_REMEDY)
    if closes > opens:
        return Hours(opens=opens, closes=closes)
    over = f"{clock_text(opens)}-24:00" + (f", and 00:00-{clock_text(closes)} on the next day" if closes else "")
    raise UsageError(f"“{text}” does not end on the day it begins.", remedy=f"Write {over}.")


def in_order(spans: Sequence[Hours]) -> bool:
    """Say whether each span opens after the one before has closed."""
    return all(before.closes < after.opens for before, after in pairwise(spans))


def parse_week(text: str) -> Week:
    """Read a week such as `mon-fri 09:00-12:00 13:00-17:00, sat 09:00-12:00`; other days are off.

    Raises:
        UsageError: it cannot be read, a day stands there twice, or spans of a day overlap or touch.
    """
    week: dict[Weekday, tuple[Hours, ...]] = {}
    for part in text.split(","):
        days, *spans = part.split() or [""]
        hours = tuple(parse_hours(span) for span in spans)
        if not hours or not in_order(hours):
            raise UsageError(f"“{part.strip()}” gives no hours, one span after the other.", remedy=_WEEK_REMEDY)
        for day in _days(days):
            if day in week:
                raise UsageError(f"“{day}” stands in “{text}” twice.", remedy="Write all its hours in one place.")
            week[day] = hours
    return {day: week.get(day, ()) for day in WEEKDAYS}


def _days(text: str) -> tuple[Weekday, ...]:
    found = _DAYS.fullmatch(text)
    places = [WEEKDAYS.index(day) for day in WEEKDAYS for part in (found.groups() if found else ()) if part == day]
    if found is None or (found[2] and places[0] != WEEKDAYS.index(found[1])):
        raise UsageError(f"“{text}” is neither a weekday nor a range of them.", remedy=_WEEK_REMEDY)
    return WEEKDAYS[places[0] : places[-1] + 1]
