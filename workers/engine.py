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

from activities.account import user
from activities.connectors.guard import GuardedClient
from activities.connectors.http import HttpConnector
from activities.journal import file, position
from activities.journal.door import Door, door_path
from activities.journal.lock import EngineLock, holder
from activities.journal.sqlite import SqliteJournal
from activities.operation import Operation
from activities.patience import Patience
from activities.ports import JournalInfo
from activities.publishing import publish
from domain.clock.instant import parse_instant
from domain.errors import Unavailable, UsageError
from domain.playbook.contract import Contract
from workers import watching
from workers.assemble import House
from workers.settings import Settings
from workers.shelf import Shelf
from workers.world import World
from workflows.embedded import Engine

POSITION_EVERY_S = 1.0
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
    engine: Engine
    world: World | None = None
    news: list[str] = field(default_factory=list)


def make_journal(path: Path, clock: Acceleration | None, world: int | None) -> None:
    """Make the journal when there is none; an accelerated clock is written into it for good.

    In a simulated world ids depend on its seed alone, so that the same seed makes the same cases.
    """
    if not path.exists():
        secret = hashlib.sha256(f"world {world}".encode()).digest() if world else b""
        file.create(path, clock=(clock.start, datetime.now(UTC), clock.rate) if clock else None, secret=secret)


def _same_clock(info: JournalInfo, clock: Acceleration | None, path: Path) -> None:
    if clock is not None and (info.clock_start, info.clock_rate) != (clock.start, clock.rate):
        raise UsageError(
            "the journal's clock was set when it was made and cannot be changed.", where=str(path),
            remedy="Leave out --clock, or begin another journal with --journal sqlite:///PATH.",
        )  # fmt: skip


@contextlib.asynccontextmanager
async def running(
    settings: Settings, shelf: Shelf, *, clock: Acceleration | None = None, world: int | None = None,
    world_log: Path | None = None,
) -> AsyncIterator[Running]:  # fmt: skip
    """Run an engine for as long as the block lasts.

    Raises:
        Unavailable: another engine runs this journal, or every reason not to start.
    """
    lock = EngineLock(settings.journal)
    try:
        make_journal(settings.journal, clock, world)
        journal = SqliteJournal(settings.journal)
        try:
            _same_clock(await journal.info(), clock, settings.journal)
            async with _opened(settings, shelf, journal, world, world_log) as it:
                yield it
        finally:
            await journal.close()
    finally:
        lock.release()


@contextlib.asynccontextmanager
async def _opened(
    settings: Settings, shelf: Shelf, journal: SqliteJournal, world: int | None, world_log: Path | None
) -> AsyncIterator[Running]:
    where = position.position_path(settings.journal)
    await position.compare(journal, position.read(where), str(settings.journal))
    it = await House.of(settings, journal)
    it.cases.tenure = await journal.take_over(holder(settings.journal))
    await Operation(journal, it.clock).mend()
    await put_in_force(it, shelf)
    taker = it.taker()
    taker.patience = Patience(watching.journal_waited_for, watching.journal_back)
    engine = Engine(
        journal, taker, it.clock, on_turn=watching.turn_taken, on_trouble=watching.trouble_met,
        on_parked=watching.case_parked, on_overdue=watching.promises_overdue,
    )  # fmt: skip
    it.desk.nudge = engine.nudge
    door = Door(door_path(settings.journal), it.service.handle)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)  # events are many and live shortly
    await door.open()
    outside = None
    async with GuardedClient() as client:
        try:
            outside = await World.start(settings, shelf.contracts, it.info, world, world_log) if world else None
            _connect(it, shelf.contracts, client, settings, outside)
            yield Running(it, engine, outside)
        finally:
            if outside is not None:
                await outside.end()
            await door.close()
            position.write(where, await position.present(journal))


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
    """Publish what differs from what is in force, and take in staff who are new; returns what changed."""
    actor, now = await it.directories.actor("", user()), it.clock.now()
    new = await publish(it.journal, it.library, shelf.drafts, now=now, actor=actor, why=DIFFERS)
    changed = [f"{one.kind} {one.name}" for one in new]
    known = (await it.directories.load()).members
    for hire in shelf.staff:
        asked: dict[str, object] = {"person": hire.person, "user": user(), "why": HIRED}
        if hire.person not in known:
            told = {"name": hire.name, "accounts": [*hire.accounts], "reports_to": hire.reports_to}
            await it.service.handle("house", {**asked, "act": "add", **told})
            changed.append(f"person {hire.person}")
            for role in hire.roles:
                await it.service.handle("house", {**asked, "act": "grant", "role": role})
            for skill, level in hire.skills.items():
                await it.service.handle("house", {**asked, "act": "certify", "skill": skill, "level": level})
    return changed


async def run_until_stopped(it: Running, beside: Callable[[Running], Awaitable[None]] | None = None) -> None:
    """Drive cases until a signal (or until `beside` is done); turns that run are finished first.

    Raises:
        Unavailable: the journal died, or another engine took over.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, it.engine.stop)
    keeping = asyncio.ensure_future(_keep_position(it))
    aside = asyncio.ensure_future(beside(it)) if beside is not None else None
    if aside is not None:
        aside.add_done_callback(lambda _: it.engine.stop())
    try:
        await it.engine.run()
        if it.house.journal.failed is not None:
            raise it.house.journal.failed
        if aside is not None and aside.done():
            aside.result()
    finally:
        for task in (keeping, aside):
            if task is not None:
                task.cancel()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


async def _keep_position(it: Running) -> None:
    """Write once a second, outside the journal, where it stands; what does not go now goes the next second."""
    where = position.position_path(it.house.settings.journal)
    while True:
        await asyncio.sleep(POSITION_EVERY_S)
        if it.house.journal.failed is not None:
            it.engine.stop()
        with contextlib.suppress(Unavailable):
            position.write(where, await position.present(it.house.journal))
