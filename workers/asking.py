"""Asking for something to be written: at the engine's door, or by ourselves when no engine runs this journal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

from activities.account import user
from activities.journal import door, file, lock, position
from activities.journal.sqlite import SqliteJournal
from workers.assemble import House
from workers.settings import Settings, check_folder


class Reached(Protocol):
    """An engine that answers, or somebody who does it in its place."""

    async def call(self, do: str, **fields: object) -> object:
        """Ask one thing."""
        ...


def ask(settings: Settings, do: str, **fields: object) -> object:
    """Ask one thing of the engine, or do it here while holding the journal.

    Raises:
        Unavailable: there is no journal, or it cannot be written.
        MakegoodError: what the request is refused with.
    """
    if lock.holder(settings.journal):
        return door.knock_once(door.door_path(settings.journal), do, **{"user": user(), **fields})
    return asyncio.run(_once(settings, do, fields))


async def _once(settings: Settings, do: str, fields: dict[str, object]) -> object:
    async with _ourselves(settings) as house:
        return await house.call(do, **fields)


@contextlib.asynccontextmanager
async def reach(settings: Settings, *, make: bool = False) -> AsyncIterator[Reached]:
    """Reach the engine for many requests, or take its place meanwhile; `make` makes the journal when there is none.

    Raises:
        Unavailable: there is no journal, or it cannot be written.
    """
    if lock.holder(settings.journal):
        knock = _Knocking(door.Knock(door.door_path(settings.journal)))
        try:
            yield knock
        finally:
            await knock.knock.close()
        return
    async with _ourselves(settings, make=make) as house:
        yield house


class _Knocking:
    def __init__(self, knock: door.Knock) -> None:
        self.knock = knock

    async def call(self, do: str, **fields: object) -> object:
        return await self.knock.call(do, **{"user": user(), **fields})


class InPlace:
    """Reaches what answers at the door in this very process, in somebody's name."""

    def __init__(self, house: House, by: str) -> None:
        """Take the house and the name."""
        self.house, self.by = house, by

    async def call(self, do: str, **fields: object) -> object:
        """Ask for something; see workers/service.py."""
        return await self.house.service.handle(do, {"user": self.by, **fields})


@contextlib.asynccontextmanager
async def _ourselves(settings: Settings, *, make: bool = False) -> AsyncIterator[InPlace]:
    check_folder(settings)
    held = lock.EngineLock(settings.journal)
    try:
        if make and not settings.journal.exists():
            file.create(settings.journal)
        journal = SqliteJournal(settings.journal)
        try:
            where = position.position_path(settings.journal)
            await position.compare(journal, position.read(where), str(settings.journal))
            yield InPlace(await House.of(settings, journal), user())
            position.write(where, await position.present(journal))
        finally:
            await journal.close()
    finally:
        held.release()
