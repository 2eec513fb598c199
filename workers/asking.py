"""Asking for something to be written: at the engine's door, or by ourselves when no engine runs this journal."""

from __future__ import annotations

import asyncio
import getpass

from activities.cases import Cases
from activities.clock import JournalClock
from activities.desk import Desk
from activities.directory import Directories
from activities.journal import door, lock, position
from activities.journal.sqlite import SqliteJournal
from activities.library import Library
from workers.service import Service
from workers.settings import Settings


def user() -> str:
    """Return the system's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def ask(settings: Settings, do: str, **fields: object) -> object:
    """Ask one thing of the engine, or do it here while holding the journal.

    Raises:
        Unavailable: there is no journal, or it cannot be written.
        MakegoodError: what the request is refused with.
    """
    request = {"user": user(), **fields}
    if lock.holder(settings.journal):
        return door.knock_once(door.door_path(settings.journal), do, **request)
    return asyncio.run(_ourselves(settings, do, request))


async def _ourselves(settings: Settings, do: str, request: dict[str, object]) -> object:
    held = lock.EngineLock(settings.journal)
    try:
        journal = SqliteJournal(settings.journal)
        try:
            where = position.position_path(settings.journal)
            await position.compare(journal, position.read(where), str(settings.journal))
            answer = await (await service(journal)).handle(do, request)
            position.write(where, await position.present(journal))
            return answer
        finally:
            await journal.close()
    finally:
        held.release()


async def service(journal: SqliteJournal) -> Service:
    """Wire a service for a journal that nobody runs."""
    info = await journal.info()
    clock, library = JournalClock.of(info), Library(journal, info.clock_rate)
    cases = Cases(journal, library)
    desk = Desk(journal, cases, clock)
    return Service(journal, cases, library, desk, Directories(journal, clock), clock)
