"""Due dates against an oracle that looks at the clock once a minute, in whatever zone, week and holidays."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from domain.clock.calendar import Calendar, OutsideCalendar, Reckoning
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from tests.support.calendars import calendar_of, draw_rules
from tests.support.minutes import MINUTE, Minutes, Rules, walk

_KINDS: dict[type, str] = {WorkingHours: "working hours", WorkingDays: "working days", Days: "days"}


@pytest.mark.parametrize("seed", range(20))
def test_due_dates_are_those_of_the_clock(seed: int) -> None:
    """Forty calendars, fifty due dates each."""
    judge(seed, calendars=2, cases=50)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(1_000, 1_020))
def test_a_hundred_thousand_due_dates_are_those_of_the_clock(seed: int) -> None:
    """Two hundred calendars, five hundred due dates each."""
    counts = judge(seed, calendars=10, cases=500)
    assert counts["due"] > 2_500
    assert counts["outside"] > 200
    assert counts["across a change of the clock"] > 250


def judge(seed: int, *, calendars: int, cases: int) -> Counter[str]:
    """Compare so many due dates in so many made-up calendars."""
    chance, counts = Random(seed), Counter[str]()
    for _ in range(calendars):
        rules = draw_rules(chance)
        calendar, minutes = calendar_of(rules), walk(rules)
        edges = [n for n in range(1, len(minutes.days)) if _changes(minutes, n)]
        jumps = [(offset.since - minutes.begin) // MINUTE for offset in calendar.offsets[1:]]
        for _ in range(cases):
            start = _draw_start(chance, minutes, edges, jumps)
            counts += _judge_one(chance, rules, calendar, minutes, start)
    print(f"seed {seed}: {dict(counts)}")
    return counts


def _changes(minutes: Minutes, minute: int) -> bool:
    before = minute - 1
    return minutes.open[minute] != minutes.open[before] or minutes.days[minute] != minutes.days[before]


def _draw_start(chance: Random, minutes: Minutes, edges: list[int], jumps: list[int]) -> int:
    """Choose any minute, one where it opens or closes or beside it, or one some days before the clock jumps."""
    match chance.randrange(4):
        case 0:
            start = chance.randrange(len(minutes.days))
        case 1 if jumps:
            start = chance.choice(jumps) - chance.randrange(7 * 1440)
        case _:
            start = chance.choice(edges or [0]) + chance.randint(-1, 1)
    return min(max(start, 0), len(minutes.days) - 1)


def _judge_one(chance: Random, rules: Rules, calendar: Calendar, minutes: Minutes, start: int) -> Counter[str]:
    span, expected = _draw_span(chance, minutes, start)
    moment = minutes.at(start)
    told = f"{rules} {moment} + {span}"
    end = chance.randint(start, min(len(minutes.days), start + 5_000))
    assert calendar.working_time(moment, minutes.at(end)).ms == 60_000 * minutes.open_minutes(start, end), told
    assert calendar.openings.is_open(_ms(moment)) == bool(minutes.open[start]), told
    try:
        found = calendar.due(moment, span)
    except OutsideCalendar:
        assert expected is None, told
        return Counter(["outside"])
    assert expected is not None, told
    assert found.due == minutes.at(expected), told
    assert found.counts_from == minutes.at(minutes.counts_from(_KINDS[type(span)], start)), told
    _judge_skipped(rules, minutes, start, expected, found)
    crossed = _offset(calendar, moment) != _offset(calendar, found.due)
    return Counter(["due", "across a change of the clock"] if crossed else ["due"])


def _draw_span(chance: Random, minutes: Minutes, start: int) -> tuple[Span, int | None]:
    """Choose a span, and step through it."""
    match chance.randrange(3):
        case 0:
            wanted = chance.choice([1, 60, 480, chance.randint(1, 6_000)])
            return WorkingHours(wanted * 60_000), minutes.after_working_minutes(start, wanted)
        case 1:
            count = chance.randint(1, 12)
            return WorkingDays(count), minutes.after_working_days(start, count)
        case _:
            count = chance.randint(1, 20)
            return Days(count), minutes.after_days(start, count)


def _judge_skipped(rules: Rules, minutes: Minutes, start: int, end: int, found: Reckoning) -> None:
    """The holidays named are those that were met on the way, on days that would have been worked."""
    met = sorted(set(minutes.days[start:end]) & rules.holidays)
    expected = [] if isinstance(found.span, Days) else [day for day in met if rules.spans(day)]
    assert [holiday.day for holiday in found.skipped] == expected, f"{rules} {found}"
    assert found.estimated == any(day.day % 3 == 0 for day in expected)


def _offset(calendar: Calendar, moment: datetime) -> timedelta:
    return (calendar.clock.shows(_ms(moment)) - _ms(moment)) * MINUTE / 60_000


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)
