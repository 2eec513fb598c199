"""Looking after a journal while no engine runs it."""

from __future__ import annotations

import secrets

from activities.journal import position, sqlite
from activities.journal.lock import EngineLock
from activities.journal.sqlite import SqliteJournal
from activities.ports import OPEN
from domain.case import commands as c
from workers.asking import user
from workers.assemble import House
from workers.settings import Settings

_AT_ONCE = 1_000


def upgrade(settings: Settings) -> list[str]:
    """Bring the journal's tables to this release; returns the migrations that ran.

    Raises:
        Unavailable: there is no journal, it is not ours, or an engine runs it.
    """
    sqlite.open_reader(settings.journal, any_version=True).close()
    lock = EngineLock(settings.journal)
    try:
        return sqlite.upgrade(settings.journal)
    finally:
        lock.release()


async def accept_loss(settings: Settings) -> tuple[int, int]:
    """Go on with an older copy: a new epoch begins, and every open case establishes its effects before it acts.

    Returns the epoch and the number of open cases.

    Raises:
        Unavailable: there is no journal, or an engine runs it.
    """
    sqlite.open_reader(settings.journal).close()
    lock = EngineLock(settings.journal)
    try:
        journal = SqliteJournal(settings.journal)
        try:
            info = await journal.open_epoch()
            house = await House.of(settings, journal)
            told = await _declare(house, info.epoch)
            position.write(position.position_path(settings.journal), await position.present(journal))
            return info.epoch, told
        finally:
            await journal.close()
    finally:
        lock.release()


async def _declare(house: House, epoch: int) -> int:
    actor, after, told = c.Actor(person=f"os:{user()}", roles=("operator",)), "", 0
    while rows := await house.journal.cases(phase=OPEN, limit=_AT_ONCE, after=after):
        for row in rows:
            command = c.DeclareLoss(now=house.clock.now(), actor=actor, epoch=epoch)
            await house.desk.submit(row.case, command, command_id="loss-" + secrets.token_hex(8))
        after, told = rows[-1].case, told + len(rows)
    return told
