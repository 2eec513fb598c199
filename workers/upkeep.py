"""Looking after a journal while no engine runs it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from activities.account import user
from activities.journal import file, position
from activities.journal.lock import EngineLock
from activities.journal.sqlite import SqliteJournal
from activities.operation import Operation
from activities.ports import OPEN
from domain.case import commands as c
from domain.errors import ConflictError, TooNew, Unavailable, UsageError, VerificationFailed
from workers.assemble import House
from workers.settings import Settings

_AT_ONCE = 1_000


def upgrade(settings: Settings) -> list[str]:
    """Bring the journal's tables to this release; returns the migrations that ran.

    Raises:
        Unavailable: there is no journal, it is not ours, or an engine runs it.
    """
    file.open_reader(settings.journal, any_version=True).close()
    lock = EngineLock(settings.journal)
    try:
        return file.upgrade(settings.journal)
    finally:
        lock.release()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting a loss came to: the epoch that began, how many cases know of it, and which cannot be read."""

    epoch: int
    told: int
    left: list[str]


async def accept_loss(settings: Settings, why: str, agree: Callable[[str], None]) -> Accepted:
    """Go on with an older copy: a new epoch begins, and every open case establishes its effects before it acts.

    Who did it, why, and what was known of the loss, is recorded. `agree` is told what is lost, and raises when nobody
    agrees.

    Raises:
        ConflictError: nothing is lost.
        Unavailable: there is no journal, or an engine runs it.
    """
    if not why.strip():
        raise UsageError("the reason is missing.", where="--why", remedy="Say why: it is kept.")
    file.open_reader(settings.journal).close()
    lock = EngineLock(settings.journal)
    try:
        journal = SqliteJournal(settings.journal)
        try:
            return await _accept_loss(settings, journal, why, agree)
        finally:
            await journal.close()
    finally:
        lock.release()


async def _accept_loss(settings: Settings, journal: SqliteJournal, why: str, agree: Callable[[str], None]) -> Accepted:
    where, info = position.position_path(settings.journal), await journal.info()
    lost, begun = await _lost(settings, journal)
    if not lost:
        raise ConflictError(
            "nothing is lost: the journal holds everything that was acknowledged here.", where=str(settings.journal)
        )
    agree(lost)
    if not begun:
        info = await journal.open_epoch()
    house = await House.of(settings, journal)
    actor = await house.directories.actor("", user())
    await Operation(journal, house.clock).accepted(info.epoch, lost, actor, why)
    told, left = await _declare(house, info.epoch, actor)
    position.write(where, await position.present(journal))
    return Accepted(info.epoch, told, left)


async def _lost(settings: Settings, journal: SqliteJournal) -> tuple[str, bool]:
    """Say what is lost, as far as anybody knows, and whether accepting it was begun and cut off."""
    where = position.position_path(settings.journal)
    try:
        known = position.read(where)
    except Unavailable as trouble:
        return f"{where.name}: {trouble.what}", False
    if known is None:
        return f"there is no {where.name}, so nobody knows whether the journal is whole.", False
    lost = await position.loss(journal, known, str(settings.journal))
    if lost:
        return f"the journal is an older or different copy: {lost} that were acknowledged here.", False
    begun = (await journal.info()).epoch > known.epoch
    return ("accepting a loss was begun, and perhaps not every case knows of it." if begun else "", begun)


async def _declare(house: House, epoch: int, actor: c.Actor) -> tuple[int, list[str]]:
    after, told, left = "", 0, list[str]()
    while rows := await house.journal.cases(phase=OPEN, limit=_AT_ONCE, after=after):
        for row in rows:
            command = c.DeclareLoss(now=house.clock.now(), actor=actor, epoch=epoch)
            try:
                await house.desk.submit(row.case, command, command_id="loss-" + secrets.token_hex(8))
                told += 1
            except (TooNew, VerificationFailed):
                left.append(row.case)
        after = rows[-1].case
    return told, left
