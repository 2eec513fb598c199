"""Partners' endpoint as a process of its own: it writes to a journal on a server, beside whatever carries its cases."""

from __future__ import annotations

import asyncio
import signal

from domain.errors import UsageError
from workers.assemble import House
from workers.journals import RunningJournal, compare, place_of
from workers.settings import Settings
from workers.web import listening, served

LOOK_EVERY_S = 1.0
HTTP = "http"


async def serve(settings: Settings) -> None:
    """Answer partners until a signal.

    Raises:
        UsageError: no address is named, or the journal is a file, which one process alone may write.
        Unavailable: the address or the journal is not to be had, or the journal was lost.
    """
    place = place_of(settings)
    if place.exclusive:
        raise UsageError(
            "a journal in a file is written by its engine alone.", where=settings.values["journal"].origin,
            remedy="Have the engine itself listen (makegood up with listen set), or keep the journal on a server.",
        )  # fmt: skip
    if not settings["listen"]:
        raise UsageError(
            "no address is named to listen at.", where=settings.file, remedy='Set listen = "127.0.0.1:8080".'
        )
    place.check()
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    with listening(settings) as line:
        journal = await place.open()
        try:
            await compare(journal, place)
            house = await House.of(settings, journal)
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stopping.set)
            async with served(line, house):
                await _until(stopping, house, journal)
        finally:
            await journal.close()


async def _until(stopping: asyncio.Event, house: House, journal: RunningJournal) -> None:
    """Wait for the end; meanwhile hear which cases others wrote to, for their jobs may be due."""
    hearing = asyncio.ensure_future(_hear(house, journal))
    try:
        while not stopping.is_set():
            if journal.failed is not None:
                raise journal.failed
            try:
                await asyncio.wait_for(stopping.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue
    finally:
        hearing.cancel()


async def _hear(house: House, journal: RunningJournal) -> None:
    async for cases in journal.changes():
        house.jobs.jobs.heard(cases)
