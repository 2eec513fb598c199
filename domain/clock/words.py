"""The arithmetic of a due date in words, as it is kept with a promise and read years later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from domain.clock.calendar import Calendar, Holiday, Reckoning
from domain.clock.duration import Duration
from domain.clock.hours import clock_text
from domain.clock.instant import from_ms, to_ms
from domain.clock.span import Days
from domain.clock.zone import DAY_MS, MINUTE_MS, Zone

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def promised(reckoning: Reckoning) -> str:
    """Write the span with what it leaves out: `2 working days, without Thursday 19 March (Nyepi, estimated)`."""
    left_out = [f"{_day(holiday.day)} ({_named(holiday)})" for holiday in reckoning.skipped]
    return f"{reckoning.span}, without {_listed(left_out)}" if left_out else str(reckoning.span)


def arithmetic(calendar: Calendar, reckoning: Reckoning, came: str = "from") -> str:
    """Write how a due date came about; `came` says what happened at the start, such as `received`.

    `received Friday 13 March 2026 18:00 after closing → counts from Monday 16 March 2026 09:00 → + 3 working days →
    Wednesday 18 March 2026 17:00, calendar id-2026 (Asia/Jakarta)`. Times are those of the zone; where elapsed time
    leaves what the calendar covers, they are in UTC.
    """
    if isinstance(reckoning.span, Duration) and not _covered(calendar, reckoning):
        return f"{came} {_utc(reckoning.start)} → + {reckoning.span} → {_utc(reckoning.due)}, UTC"
    start = calendar.clock.shows(to_ms(reckoning.start))
    parts = [" ".join(filter(None, (came, _time(start), _closed(calendar, reckoning, start))))]
    if reckoning.counts_from != reckoning.start:
        parts.append(f"counts from {_time(calendar.clock.shows(to_ms(reckoning.counts_from)))}")
    due = calendar.clock.shows_until(to_ms(reckoning.due))
    parts += [f"+ {promised(reckoning)}", f"{_time(due, ends=True)}, calendar {calendar.name} ({calendar.zone})"]
    return " → ".join(parts)


def clock_time(clock: Zone, moment: datetime) -> str:
    """Write what a zone's clock shows at an instant: `Monday 2 March 2026 21:00`."""
    return _time(clock.shows(to_ms(moment)))


def _covered(calendar: Calendar, reckoning: Reckoning) -> bool:
    reach = calendar.openings
    return reach.begin <= to_ms(reckoning.start) and to_ms(reckoning.due) <= reach.end


def _closed(calendar: Calendar, reckoning: Reckoning, shown: int) -> str:
    """Say why it is closed at the start, where that matters."""
    if isinstance(reckoning.span, Duration | Days) or calendar.openings.is_open(to_ms(reckoning.start)):
        return ""
    day, minutes = _split(shown)
    holiday, hours = calendar.holiday(day), calendar.hours(day)
    if not hours:
        return "on a day off"
    if holiday:
        return f"on a holiday ({_named(holiday)})"
    if minutes < hours[0].opens:
        return "before opening"
    return "after closing" if minutes >= hours[-1].closes else "while closed"


def _named(holiday: Holiday) -> str:
    return f"{holiday.name}, estimated" if holiday.estimated else holiday.name


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _split(shown: int) -> tuple[date, int]:
    days, rest = divmod(shown, DAY_MS)
    return from_ms(days * DAY_MS).date(), rest // MINUTE_MS


def _time(shown: int, *, ends: bool = False) -> str:
    """Write what a clock shows; the end of a day as 24:00."""
    day, minutes = _split(shown)
    if ends and shown % DAY_MS == 0:
        day, minutes = day - timedelta(days=1), DAY_MS // MINUTE_MS
    return f"{_day(day)} {day.year} {clock_text(minutes)}"


def _utc(moment: datetime) -> str:
    return _time(to_ms(moment.astimezone(UTC)))


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
