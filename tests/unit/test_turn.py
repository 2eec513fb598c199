"""Turns: what one comes to is judged by the instant it looked at, however fast the journal's clock runs."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from activities.clock import VirtualClock
from activities.journal.memory import MemoryJournal
from activities.ports import Appended, Batch, HeadMoved
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


class Crowded(MemoryJournal):
    """A journal to which somebody else always writes first, until somebody asks to be alone with the stream."""

    def __init__(self) -> None:
        """Begin uncrowded."""
        super().__init__()
        self.crowd = 0
        self.asked: list[str] = []

    async def append(self, batch: Batch) -> Appended:
        """Be too late while there is a crowd."""
        stream = batch.appends[0].stream
        if stream.startswith("case/") and self.crowd:
            self.crowd -= 1
            raise HeadMoved({stream: batch.appends[0].expected})
        return await super().append(batch)

    @contextlib.asynccontextmanager
    async def alone(self, stream: str) -> AsyncIterator[None]:
        """Send the others away."""
        self.asked.append(stream)
        self.crowd = 0
        yield


async def test_who_was_too_late_twice_has_the_case_alone() -> None:
    """Two conflicts are bad luck; with the third try the turn decides and appends with nobody in its way."""
    journal = Crowded()
    house = await House(journal, plan(do("only", undo=None, stays="so"))).start()
    case = (await house.open("k")).case
    for crowd, alone in ((1, 0), (99, 1)):
        journal.crowd = crowd
        await house.taker.turn(case)
        assert len(journal.asked) == alone
        case = (await house.open(f"k{crowd}")).case
    assert journal.asked[0].startswith("case/ca_")
