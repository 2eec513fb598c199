"""Turns: what one comes to is judged by the instant it looked at, however fast the journal's clock runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from activities.clock import VirtualClock
from activities.journal.memory import MemoryJournal
from domain.clock.duration import Duration
from domain.playbook import plan as p
from tests.support.house import House
from tests.support.plans import START, do, plan

HOUR_MS = 3_600_000


class Racing(VirtualClock):
    """A clock that goes on by an hour whenever somebody looks, as one that is much accelerated does."""

    def now(self) -> datetime:
        """Return an hour more than the last time."""
        self.at += timedelta(hours=1)
        return self.at


async def test_what_time_made_due_since_it_looked_is_no_trouble() -> None:
    """A turn that ends while a clock runs out beside it came to nothing wrong; the next one takes it up."""
    waiting = p.Wait(id="w", span=Duration(5 * HOUR_MS), at_most=Duration(9 * HOUR_MS))
    house = await House(MemoryJournal(), plan(waiting, do("last", undo=None, stays="so")), clock=Racing(START)).start()
    case = (await house.open("k")).case
    turns = [await house.taker.turn(case)]
    while not turns[-1].closed and len(turns) < 20:
        turns.append(await house.taker.turn(case))
    assert turns[-1].closed
    assert any(turn.appended == 0 for turn in turns)
    assert not any(turn.stuck for turn in turns)
