"""Made-up calendars, as rules that an oracle can step through, and as the documents that are judged by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from activities.freezing import clocks
from domain.clock.calendar import Calendar, Holiday, WorkedDay
from domain.clock.hours import WEEKDAYS, Hours
from tests.support.minutes import Rules, Spans, zone_of

ZONES = (
    "UTC", "Asia/Jakarta", "America/New_York", "Europe/London", "Europe/Berlin", "Europe/Dublin", "Asia/Kathmandu",
    "Australia/Lord_Howe", "America/St_Johns", "America/Havana", "America/Santiago", "Atlantic/Azores", "Asia/Beirut",
    "Asia/Amman", "Asia/Tehran", "Africa/Cairo", "Africa/Casablanca", "Antarctica/Troll", "Pacific/Apia",
    "Pacific/Chatham", "America/Sao_Paulo", "America/Caracas", "Asia/Pyongyang", "America/Asuncion",
)  # fmt: skip
"""Among them jumps at midnight, of half an hour and of two, changes for good, and a day that was left out."""
WEEKS: Sequence[Sequence[Spans]] = (
    [[(540, 1020)]] * 5 + [[], []],
    [[(480, 720), (780, 1020)]] * 5 + [[(540, 720)], []],
    [[(0, 1440)]] * 7,
    [[(0, 360), (1320, 1440)]] * 7,
    [[(135, 165), (180, 200)]] * 7,
    [[(0, 61), (1381, 1440)], [], [(30, 150)], [], [(1439, 1440)], [(0, 1), (120, 180)], [(60, 121), (1410, 1440)]],
)


def draw_rules(chance: Random) -> Rules:
    """Make up a calendar of some weeks, more often than not with a change of the clock in it."""
    zone = chance.choice(ZONES)
    middle = date(chance.randint(1990, 2036), 1, 1) + timedelta(days=chance.randrange(365))
    if zone == "Pacific/Apia" and chance.random() < 0.5:
        middle = date(2011, 12, 30)
    elif chance.random() < 0.8:
        middle = _next_change(zone, middle)
    first = middle - timedelta(days=chance.choice([0, 1, *range(5, 30, 4)]))
    last = middle + timedelta(days=chance.choice([0, 1, *range(5, 30, 4)]))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    week = chance.choice([*WEEKS, [_draw_spans(chance) for _ in range(7)]])
    holidays = frozenset(day for day in days if chance.random() < 0.12)
    worked = {day: _draw_spans(chance) or [(540, 600)] for day in days if chance.random() < 0.05}
    return Rules(zone, first, last, week, holidays, {day: h for day, h in worked.items() if day not in holidays})


def _draw_spans(chance: Random) -> Spans:
    edges = sorted(chance.sample(range(1441), 2 * chance.randrange(4)))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _next_change(zone: str, day: date) -> date:
    clock = zone_of(zone)
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=n) for n in range(366)]
    offsets = [noon.astimezone(clock).utcoffset() for noon in noons]
    return next((noons[n].date() for n in range(1, 366) if offsets[n] != offsets[n - 1]), day)


def calendar_of(rules: Rules) -> Calendar:
    """Return the rules as a calendar; every third holiday is estimated."""
    return Calendar(
        name="drawn", zone=rules.zone, first=rules.first, last=rules.last,
        offsets=clocks.offsets(zone_of(rules.zone), rules.first, rules.last),
        week={day: _hours(spans) for day, spans in zip(WEEKDAYS, rules.week, strict=True)},
        holidays=tuple(
            Holiday(day=day, name=f"{day:%d %B}", estimated=day.day % 3 == 0) for day in sorted(rules.holidays)
        ),
        worked=tuple(WorkedDay(day=day, hours=_hours(spans)) for day, spans in sorted(rules.worked.items())),
    )  # fmt: skip


def _hours(spans: Spans) -> tuple[Hours, ...]:
    return tuple(Hours(opens=opens, closes=closes) for opens, closes in spans)
