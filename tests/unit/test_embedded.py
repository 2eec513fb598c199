"""The embedded driver: which cases it takes a turn with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from activities.journal.memory import MemoryJournal
from activities.ports import Appended, Batch, CaseRow
from activities.turn import Turn
from tests.support.house import House
from tests.support.plans import fourteen_steps


class Slow(MemoryJournal):
    """A journal that takes its time to answer, as one on a server does."""

    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Return what was due when it was asked."""
        found = await super().due(now, limit, skip=skip)
        for _ in range(200):
            await asyncio.sleep(0)
        return found

    async def append(self, batch: Batch) -> Appended:
        """Write it, so that everybody sees it, and say so later."""
        landed = await super().append(batch)
        for _ in range(100):
            await asyncio.sleep(0)
        return landed


async def test_a_nudge_is_served_by_a_turn_that_begins_after_it() -> None:
    """Cases that are opened, and nudged, while the journal looks what is due get one turn each, and all are closed."""
    house = await House(Slow(), fourteen_steps()).start()
    taken, over = list[Turn](), asyncio.Event()

    def take(turn: Turn) -> None:
        taken.append(turn)
        if len({turn.case for turn in taken if turn.closed}) == 20:
            over.set()

    house.turns.on_turn = take
    running = asyncio.ensure_future(house.engine.run())
    opening = []
    for number in range(20):
        opening.append(asyncio.ensure_future(house.open(str(number))))
        for _ in range(37):
            await asyncio.sleep(0)
    await asyncio.gather(*opening)
    async with asyncio.timeout(10):
        await over.wait()
    house.engine.stop()
    await running
    assert len(taken) == 20
