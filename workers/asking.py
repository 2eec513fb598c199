"""Asking for something to be written: at the engine's door, or by ourselves when no engine runs this journal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

from activities.account import user
from activities.journal import door
from workers.assemble import House
from workers.journals import compare, keep_position, make_new, place_of
from workers.settings import Settings


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
    place = place_of(settings)
    if place.exclusive and place.holder():
        return door.knock_once(place.door(), do, **{"user": user(), **fields})
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
    place = place_of(settings)
    if place.exclusive and place.holder():
        knock = _Knocking(door.Knock(place.door()))
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
        """Ask for something; see workers/door/service.py."""
        return await self.house.service.handle(do, {"user": self.by, **fields})


@contextlib.asynccontextmanager
async def _ourselves(settings: Settings, *, make: bool = False) -> AsyncIterator[InPlace]:
    place = place_of(settings)
    place.check()
    held = place.lock() if place.exclusive else None
    try:
        if make:
            make_new(place)
        journal = await place.open()
        try:
            await compare(journal, place)
            yield InPlace(await House.of(settings, journal), user())
            if held is not None:
                await keep_position(journal, place)
        finally:
            await journal.close()
    finally:
        if held is not None:
            held.release()
