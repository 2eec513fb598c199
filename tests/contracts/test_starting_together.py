"""Engines that start at the same moment where there is no journal: it is made once, and so is all that lies in it."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from domain.house.events import DIRECTORY
from tests.support.folders import FOLDERS, ROOT
from tests.support.postgres import Server
from workers.assemble import House
from workers.engine import make_journal, put_in_force
from workers.journals import place_of
from workers.library.shelf import read_shelf
from workers.settings import load

ENGINES = 4


async def test_engines_that_start_together_make_everything_once(postgres: Server, tmp_path: Path) -> None:
    """All of them come up; each document is published once, and each person is taken in once."""
    flags = {"journal": postgres.database(), "state": str(tmp_path)}
    settings = load(flags, folder=ROOT)
    place, shelf = place_of(settings), read_shelf(FOLDERS).legal()

    async def start() -> list[str]:
        await asyncio.to_thread(make_journal, place, None, None)
        journal = await place.open()
        try:
            return await put_in_force(await House.of(settings, journal), shelf)
        finally:
            await journal.close()

    changed = Counter(one for engine in await asyncio.gather(*(start() for _ in range(ENGINES))) for one in engine)
    assert {one: often for one, often in changed.items() if often > 1} == {}
    journal = await place.open(write=False)
    happened = Counter(record.type for record in await journal.read(DIRECTORY))
    await journal.close()
    assert happened["PersonAdded"] == len(shelf.staff)
    assert happened["RoleGranted"] == sum(len(hire.roles) for hire in shelf.staff)
    assert len(changed) == len(shelf.staff) + len(shelf.drafts)
