"""The embedded driver: which cases it takes a turn with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from activities.journal.memory import MemoryJournal
from activities.ports import CaseRow
from activities.turn import Turn
from tests.support.house import House
from tests.support.plans import fourteen_steps


class Slow(MemoryJournal):
    """A journal that takes its time to look, as one on a server does."""

    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Return what is due; more may have become due since it was asked."""
        for _ in range(200):
            await asyncio.sleep(0)
        return await super().due(now, limit, skip=skip)


async def test_a_nudge_is_served_by_a_turn_that_begins_after_it() -> None:
    """Cases that are opened, and nudged, while the journal looks what is due get one turn each, and all are closed."""
    house = await House(Slow(), fourteen_steps()).start()
    taken: list[Turn] = []
    house.turns.on_turn = taken.append
    running = asyncio.ensure_future(house.engine.run())
    for number in range(20):
        await house.open(str(number))
        for _ in range(number * 7):
            await asyncio.sleep(0)
    while sum(turn.closed for turn in taken) < 20:  # noqa: ASYNC110 — the engine tells of turns alone
        await asyncio.sleep(0.001)
    house.engine.stop()
    await running
    assert len(taken) == 20
