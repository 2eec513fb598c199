"""Makegood as a contestant: `python -m benchmarks.peers.ours JOURNAL [--temporal ADDRESS] [--questions]`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.client import Client

from activities.desk import case_id
from activities.journal.file import create
from activities.journal.postgres.journal import PostgresJournal
from activities.journal.postgres.making import create as create_in_database
from activities.journal.sqlite import SqliteJournal
from activities.ports import Journal
from activities.turn import Turn
from benchmarks.measure import as_engine
from benchmarks.peers.plans import with_questions
from benchmarks.peers.playing import play
from domain.case import commands as c
from tests.support.house import House, Told
from tests.support.plans import fourteen_steps
from tests.support.temporal import carrying, settings_for
from workers.temporal.driver import TemporalDriver

REFUSES = {"step-6": c.NotApplied(why="no", refused=True)}
SAM = c.Actor(person="sam", roles=("desk",))
ENGINE = frozenset({"engine", "critical", "sweeps"})


@dataclass
class Contestant:
    """A house whose cases some driver carries; its turns say how a case stands."""

    house: House
    driver: TemporalDriver | None = None
    _waiting: dict[str, asyncio.Queue[Turn]] = field(default_factory=dict)

    def turn_taken(self, turn: Turn) -> None:
        """Tell whoever waits for the case."""
        if turn.case in self._waiting:
            self._waiting[turn.case].put_nowait(turn)

    @property
    def client(self) -> Client | None:
        """The connection to Temporal, where it carries the cases."""
        return self.driver.connected.client if self.driver is not None else None

    async def one(self, name: str) -> str:
        """Open a case, answer its questions, and wait until it is closed; returns its id."""
        case = case_id(self.house.secret, "test", name)
        turns = self._waiting[case] = asyncio.Queue()
        await self.house.open(name)
        answered = set[str]()
        while not (turn := await turns.get()).closed:
            tasks = turn.state.tasks if turn.state is not None else {}
            for task in [task for task, one in tasks.items() if one.status == "open" and task not in answered]:
                answered.add(task)
                command = c.CompleteTask(now=self.house.clock.now(), actor=SAM, task=task)
                await self.house.desk.submit(case, command, command_id=f"{case}{task}")
        del self._waiting[case]
        return case

    async def settled(self) -> None:
        """Wait until nothing runs in Temporal any more: a case is over in the journal a little before."""
        client = self.client
        while client is not None:
            if not (await client.count_workflows("ExecutionStatus = 'Running'")).count:
                return
            await asyncio.sleep(0.02)


async def opened(journal: str) -> Journal:
    """Make a journal and open it."""
    if journal.startswith("postgresql:"):
        create_in_database(journal)
        return await PostgresJournal.open(journal)
    create(Path(journal))
    return SqliteJournal(Path(journal))


@contextlib.asynccontextmanager
async def contestant(journal: str, temporal: str = "", *, questions: bool = False) -> AsyncIterator[Contestant]:
    """Give a contestant whose driver runs."""
    opened_journal = await opened(journal)
    plan = with_questions() if questions else fourteen_steps()
    house = await House(opened_journal, plan, Told({} if questions else REFUSES)).start()
    it = Contestant(house)
    async with _carried(it, temporal) if temporal else _embedded(it):
        yield it
    await opened_journal.close()


@contextlib.asynccontextmanager
async def _embedded(it: Contestant) -> AsyncIterator[None]:
    it.house.turns.on_turn, it.house.engine.at_once = it.turn_taken, 128
    running = asyncio.ensure_future(it.house.engine.run())
    yield
    it.house.engine.stop()
    await running


@contextlib.asynccontextmanager
async def _carried(it: Contestant, address: str) -> AsyncIterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        async with carrying(it.house, settings_for(address, Path(folder)), roles=ENGINE) as carried:
            it.driver, carried.driver.activities.turns.on_turn = carried.driver, it.turn_taken
            yield


async def main() -> None:
    """Play as asked."""
    words = argparse.ArgumentParser()
    words.add_argument("journal")
    words.add_argument("--temporal", default="")
    words.add_argument("--questions", action="store_true")
    asked = words.parse_args()
    as_engine()
    async with contestant(asked.journal, asked.temporal, questions=asked.questions) as it:
        await play(it.one, it.settled)


if __name__ == "__main__":
    asyncio.run(main())
