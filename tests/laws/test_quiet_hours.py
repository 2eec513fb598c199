"""Laws of quiet hours: every instant lies in them or before them, and a night is the same from wherever one looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from activities.freezing import clocks
from domain.clock.instant import to_ms
from domain.clock.quiet import QuietHours
from tests.support.calendars import ZONES
from tests.support.minutes import zone_of

FIRST = datetime(2024, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=512)
def drawn(seed: int) -> QuietHours:
    """Make up the quiet hours of a zone."""
    chance = Random(seed)
    begins, ends = chance.sample(range(1440), 2)
    zone = chance.choice(ZONES)
    offsets = clocks.offsets(zone_of(zone), FIRST.date(), (FIRST + timedelta(days=1_000)).date())
    return QuietHours(begins=begins, ends=ends, zone=zone, offsets=offsets)


seeds = st.integers(0, 60)
minutes = st.integers(3_000, 1_300_000)


@given(seeds, minutes)
def test_an_instant_lies_in_them_exactly_when_the_clock_says_so(seed: int, minute: int) -> None:
    """What the clock on the wall shows decides, summer time and all, but for the hour that is shown twice."""
    quiet, moment = drawn(seed), FIRST + timedelta(minutes=minute)
    shown = quiet.clock.shows(to_ms(moment)) // 60_000 % 1440
    before = quiet.clock.shows(to_ms(moment - timedelta(hours=3))) - quiet.clock.shows(to_ms(moment))
    after = quiet.clock.shows(to_ms(moment + timedelta(hours=25))) - quiet.clock.shows(to_ms(moment))
    steady = before == -3 * 3_600_000 and after == 25 * 3_600_000
    inside = quiet.begins <= shown < quiet.ends if quiet.begins < quiet.ends else not quiet.ends <= shown < quiet.begins
    if steady:
        assert (quiet.around(moment) is not None) == inside


@given(seeds, minutes)
def test_the_first_night_is_not_over_and_none_lies_before_it(seed: int, minute: int) -> None:
    """The first quiet hours end behind the instant; seen from within they are the same."""
    quiet, moment = drawn(seed), FIRST + timedelta(minutes=minute)
    begins, ends = quiet.first(moment)
    assert moment < ends
    assert begins < ends
    if moment < begins:
        assert quiet.around(moment) is None
        assert quiet.first(begins) == (begins, ends)
    assert quiet.around(ends) is None or quiet.first(ends)[0] >= ends
