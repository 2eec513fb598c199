"""Open cases go on where their journal went: from a file to a server carried by Temporal, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path

from domain.case import commands as c
from tests.support.house import House, Told
from tests.support.moves import at, in_file, moved, waiting_plan
from tests.support.postgres import Server
from tests.support.temporal import carrying, settings_for
from workers.journals import place_of
from workers.keeping.checking import check
from workers.settings import Settings

ANA = c.Actor(person="ana", roles=("owner",))


async def look(house: House, case: str) -> None:
    """Do the task that a case waits with."""
    (task,) = await house.journal.tasks(case=case)
    done = c.CompleteTask(now=house.clock.now(), actor=ANA, task=task.task, answer={})
    await house.desk.submit(case, done, command_id=f"done-{case}")


async def house_at(settings: Settings, performer: Told) -> House:
    """Return the house of a journal; the performer is the same wherever it lies, and remembers every request."""
    return await House(await place_of(settings).open(), waiting_plan(), performer).start()


async def test_open_cases_go_on_carried_by_temporal_and_back(
    temporal_address: str, postgres: Server, tmp_path: Path
) -> None:
    """Cases begun in a file end on a server by Temporal, or back in a file; no effect is asked for twice."""
    first, server, last = in_file(tmp_path / "a.db"), postgres.database(), in_file(tmp_path / "b.db")
    performer = Told()
    place_of(at(first, tmp_path)).make()
    house = await house_at(at(first, tmp_path), performer)
    cases = [(await house.open(str(n))).case for n in range(9)]
    await house.engine.until_quiet()
    await house.journal.close()
    assert len(performer.asked) == 9

    await moved(at(first, tmp_path), server)
    house = await house_at(at(server, tmp_path), performer)
    async with carrying(house, settings_for(temporal_address, tmp_path, journal=server)) as carried:
        for case in cases[:6]:
            await look(house, case)
        await asyncio.gather(*(carried.closed(case, 60) for case in cases[:6]))
        assert (await house.open("0")).repeat
        new = (await house.open("new")).case
        async with asyncio.timeout(30):
            while not await house.journal.tasks(case=new):  # noqa: ASYNC110 — only the journal says
                await asyncio.sleep(0.1)
    await house.journal.close()

    await moved(at(server, tmp_path, engine="temporal"), last)
    house = await house_at(at(last, tmp_path), performer)
    for case in (*cases[6:], new):
        await look(house, case)
    await house.engine.until_quiet()
    assert [row.phase for row in await house.journal.cases()] == ["closed"] * 10
    assert (await check(house.journal)).breaches == ()
    keys = [work.key for work in performer.asked]
    assert len(keys) == len(set(keys)) == 20
    await house.journal.close()
