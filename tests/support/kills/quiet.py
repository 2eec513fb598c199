"""A house in which nobody does anything: its cases wait for people, on a clock of any pace."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from activities.clock import JournalClock
from activities.journal.door import Knock
from domain.errors import Unavailable
from tests.support.kills.ground import Ground, laid
from tests.support.kills.plan import Combination
from tests.support.kills.processes import Parent

TOLD_WITHIN_S = 120


@dataclass
class Quiet:
    """The ground, the parent of our processes, and the journal's clock."""

    ground: Ground
    parent: Parent
    clock: JournalClock

    async def tell(self) -> None:
        """Tell every failure; each has its case then."""
        async with asyncio.timeout(TOLD_WITHIN_S):
            for failure in self.ground.told:
                while not await self._told(failure):  # noqa: ASYNC110 — as long as it takes
                    await asyncio.sleep(0.1)

    async def _told(self, failure: dict[str, object]) -> bool:
        knock = Knock(self.ground.door)
        try:
            answers = await knock.call("receive", failures=[failure], user="feed")
        except Unavailable:
            return False
        finally:
            await knock.close()
        assert isinstance(answers, list)
        return "case" in answers[0]


@contextlib.asynccontextmanager
async def quiet(folder: Path, combination: Combination, cases: int, rate: int) -> AsyncIterator[Quiet]:
    """Lay the ground, with our processes running and nobody to do what they ask for."""
    async with laid(folder, combination, cases, rate=rate, people=False) as ground:
        parent = await Parent.start(folder)
        try:
            for name, role in combination.slots.items():
                await parent.fork(name, role, None)
            async with ground.reading() as journal:
                clock = JournalClock.of(await journal.info())
            yield Quiet(ground, parent, clock)
        finally:
            await parent.end()
