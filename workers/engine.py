"""The embedded engine as a process: lock, door, position, documents, the driver, and everything ended in order."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import hashlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from activities.account import user
from activities.connectors.guard import GuardedClient
from activities.connectors.http import HttpConnector
from activities.journal.door import Door
from activities.operation import Operation
from activities.patience import Patience
from activities.ports import JournalInfo
from activities.publishing import differing, publish
from domain.clock.instant import parse_instant
from domain.errors import JournalAway, Unavailable, UsageError
from domain.playbook.contract import Contract
from workers import watching
from workers.assemble import House
from workers.drivers import Driver, driver_of
from workers.engines import ALL_ROLES, engine_of
from workers.journals import Lock, Place, RunningJournal, compare, keep_position, make_new, place_of
from workers.library.shelf import Shelf
from workers.settings import Settings
from workers.web import Line, listening, served
from workers.world import ORDERS, World

POSITION_EVERY_S = 1.0
GIVE_UP_S = 10.0
"""So long after it is told to stop, an engine waits for a journal that is away."""
DIFFERS = "the folders held another version when the engine started"
HIRED = "named in staff.yaml when the engine started"
FASTEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Acceleration:
    """A clock that starts at `start` and runs `rate` times as fast as the real one."""

    start: datetime
    rate: int

    @classmethod
    def of(cls, text: str) -> Acceleration:
        """Read `START,rate=N`.

        Raises:
            UsageError: it is not of that form.
        """
        start, comma, rate = text.partition(",")
        number = rate.removeprefix("rate=") if comma else "1"
        if (comma and not rate.startswith("rate=")) or not number.isdecimal() or not 1 <= int(number) <= FASTEST:
            raise UsageError(
                f"“{text}” is no clock.", where="--clock", remedy="Write it as 2026-01-05T08:00:00Z,rate=600."
            )
        return cls(parse_instant(start), int(number))


@dataclass(slots=True)
class Running:
    """An engine that runs in this process."""

    house: House
    engine: Driver
    world: World | None = None
    lock: Lock | None = None
    news: list[str] = field(default_factory=list)
    line: Line | None = None


def make_journal(place: Place, clock: Acceleration | None, world: int | None) -> None:
    """Make the journal when there is none; an accelerated clock is written into it for good.

    In a simulated world ids depend on its seed alone, so that the same seed makes the same cases.
    """
    secret = hashlib.sha256(f"world {world}".encode()).digest() if world else b""
    make_new(place, (clock.start, datetime.now(UTC), clock.rate) if clock else None, secret)


def _same_clock(info: JournalInfo, clock: Acceleration | None, place: Place) -> None:
    if clock is not None and (info.clock_start, info.clock_rate) != (clock.start, clock.rate):
        raise UsageError(
            "the journal's clock was set when it was made and cannot be changed.", where=place.shown,
            remedy="Leave out --clock, or begin another journal with --journal sqlite:///PATH.",
        )  # fmt: skip


class _How(NamedTuple):
    """What an engine runs with beside its settings."""

    world: int | None
    world_log: Path | None
    roles: frozenset[str]
    line: Line | None


@contextlib.asynccontextmanager
async def running(
    settings: Settings, shelf: Shelf, *, clock: Acceleration | None = None, world: int | None = None,
    world_log: Path | None = None, roles: frozenset[str] = ALL_ROLES,
) -> AsyncIterator[Running]:  # fmt: skip
    """Run an engine for as long as the block lasts.

    Raises:
        Unavailable: another engine runs this journal, or every reason not to start.
    """
    place = place_of(settings)
    engine = engine_of(settings)
    with contextlib.ExitStack() as held:
        line = held.enter_context(listening(settings))
        lock = place.lock() if place.exclusive or engine == "embedded" else None
        if lock is not None:
            held.callback(lock.release)
        make_journal(place, clock, world)
        journal = await place.open()
        try:
            _same_clock(await journal.info(), clock, place)
            async with _opened(settings, shelf, place, journal, _How(world, world_log, roles, line)) as it:
                it.lock = lock
                yield it
        finally:
            await journal.close()


@contextlib.asynccontextmanager
async def _opened(
    settings: Settings, shelf: Shelf, place: Place, journal: RunningJournal, how: _How
) -> AsyncIterator[Running]:
    await compare(journal, place)
    it = await House.of(settings, journal)
    kind = engine_of(settings)
    shared = kind == "temporal" and not place.exclusive
    it.cases.tenure = await journal.take_over(place.holder(), kind, shared=shared)
    await Operation(journal, it.clock).mend()
    await put_in_force(it, shelf)
    taker = it.taker()
    taker.patience = Patience(watching.journal_waited_for, watching.journal_back)
    engine = await driver_of(it, taker, how.roles)
    it.desk.nudge = engine.nudge
    door = Door(place.door(), it.service.handle)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)  # events are many and live shortly
    if not shared or how.world:  # engines that share a journal would take it from each other; nobody needs it there
        await door.open()
    outside = None
    if not how.world:
        place.beside(ORDERS).unlink(missing_ok=True)
    async with GuardedClient() as client:
        try:
            outside = await _outside(settings, shelf, it, how)
            _connect(it, shelf.contracts, client, settings, outside)
            async with served(how.line, it):
                yield Running(it, engine, outside, line=how.line)
        finally:
            if outside is not None:
                await outside.end()
            await door.close()
            await keep_position(journal, place)


async def _outside(settings: Settings, shelf: Shelf, it: House, how: _How) -> World | None:
    """Start the simulated world, if there is to be one."""
    if not how.world:
        return None
    return await World.start(settings, shelf.contracts, it.info, how.world, how.world_log)


def _connect(
    it: House, contracts: dict[str, Contract], client: GuardedClient, settings: Settings, world: World | None
) -> None:
    """Give every connector that has an address its way out; in a simulated world all of them lead there."""
    for name, contract in contracts.items():
        url = world.url(name) if world is not None else settings.connectors.get(name, "")
        private = ("127.0.0.1",) if world is not None else settings.allow_private
        if url:
            it.connectors[name] = HttpConnector(contract, url, client=client, allow_private=private)


async def put_in_force(it: House, shelf: Shelf) -> list[str]:
    """Publish what differs from what is in force, and take in staff who are new; returns what changed.

    Where the house asks for two persons nothing is published so, nor what waits for an approval; `it.left` says what
    lies in the folders only.
    """
    actor, now = await it.directories.actor("", user()), it.clock.now()
    new = await publish(it.journal, it.library, shelf.drafts, now=now, actor=actor, why=DIFFERS)
    await it.publishing.wake_asking(one.name for one in new if one.kind == "pack")
    it.left = [f"{one.kind}/{one.name}" for one in differing(it.library, shelf.drafts)]
    changed = [f"{one.kind} {one.name}" for one in new]
    changed += [f"person {person}" for person in await it.staffing.take_in(shelf.staff, actor, HIRED)]
    return changed


async def run_until_stopped(it: Running, beside: Callable[[Running], Awaitable[None]] | None = None) -> None:
    """Drive cases until a signal (or until `beside` is done); turns that run are finished first.

    Raises:
        Unavailable: the journal died, or another engine took over.
    """
    loop = asyncio.get_running_loop()

    def stop() -> None:
        it.engine.stop()
        loop.call_later(GIVE_UP_S, it.house.journal.give_up)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    keeping, listening = asyncio.ensure_future(_keep_position(it)), asyncio.ensure_future(_listen(it))
    keeping.add_done_callback(lambda _: it.engine.stop())
    aside = asyncio.ensure_future(beside(it)) if beside is not None else None
    if aside is not None:
        aside.add_done_callback(lambda _: it.engine.stop())
    try:
        await it.engine.run()
        if it.house.journal.failed is not None:
            raise it.house.journal.failed
        for task in (keeping, aside):
            if task is not None and task.done():
                task.result()
    finally:
        for task in (keeping, listening, aside):
            if task is not None:
                task.cancel()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _listen(it: Running) -> None:
    """Look at once at cases that other processes wrote to; what is not heard of, the engine finds by itself."""
    async for cases in it.house.journal.changes():
        for case in cases:
            it.house.cases.on_change(case)
            it.engine.nudge(case)


async def _keep_position(it: Running) -> None:
    """Write once a second, outside the journal, where it stands; what does not go now goes the next second.

    And see that the journal is still ours to run.
    """
    place = place_of(it.house.settings)
    while True:
        await asyncio.sleep(POSITION_EVERY_S)
        if it.house.journal.failed is not None:
            return
        if it.lock is not None:
            with contextlib.suppress(JournalAway):
                await asyncio.to_thread(it.lock.keep)
        with contextlib.suppress(Unavailable):
            await keep_position(it.house.journal, place)
