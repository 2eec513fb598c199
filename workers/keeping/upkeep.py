"""Looking after a journal while no engine runs it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from activities.account import user
from activities.journal import position
from activities.operation import Operation
from activities.ports import OPEN
from domain.case import commands as c
from domain.errors import ConflictError, TooNew, Unavailable, UsageError, VerificationFailed
from workers.assemble import House
from workers.journals import POSITION, Place, RunningJournal, keep_position, place_of
from workers.settings import Settings

_AT_ONCE = 1_000


def upgrade(settings: Settings) -> list[str]:
    """Bring the journal's tables to this release; returns the migrations that ran.

    Raises:
        Unavailable: there is no journal, it is not ours, or an engine runs it.
    """
    return place_of(settings).upgrade()


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
    place = place_of(settings)
    await (await place.open(write=False, moved=True)).close()
    lock = place.lock()
    try:
        journal = await place.open(moved=True)
        try:
            return await _accept_loss(settings, place, journal, why, agree)
        finally:
            await journal.close()
    finally:
        lock.release()


async def _accept_loss(
    settings: Settings, place: Place, journal: RunningJournal, why: str, agree: Callable[[str], None]
) -> Accepted:
    info = await journal.info()
    lost, begun = await _lost(place, journal)
    if not lost:
        raise ConflictError(
            "nothing is lost: the journal holds everything that was acknowledged here.", where=place.shown
        )
    agree(lost)
    if not begun:
        info = await journal.open_epoch()
    house = await House.of(settings, journal)
    actor = await house.directories.actor("", user())
    await Operation(journal, house.clock).accepted(info.epoch, lost, actor, why)
    told, left = await _declare(house, info.epoch, actor)
    await keep_position(journal, place)
    return Accepted(info.epoch, told, left)


async def _lost(place: Place, journal: RunningJournal) -> tuple[str, bool]:
    """Say what is lost, as far as anybody knows, and whether accepting it was begun and cut off."""
    where = place.beside(POSITION)
    try:
        known = position.read(where)
    except Unavailable as trouble:
        return f"{where.name}: {trouble.what}", False
    if known is None:
        return f"there is no {where.name}, so nobody knows whether the journal is whole.", False
    lost = await position.loss(journal, known, place.shown)
    if journal.moved and not lost:
        return (
            "the journal lies in another cluster of PostgreSQL than before; as far as is known, nothing is missing.",
            False,
        )
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
