"""The ground of a campaign: journal, servers, settings, a world in its own process that counts, failures to tell."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from activities.journal import file
from activities.journal.door import door_path
from activities.journal.postgres import making
from domain.clock.instant import instant_text
from domain.intake.told import told_to_json
from domain.playbook.contract import Contract
from tests.support import postgres, servers, temporal
from tests.support.cutting import Relay
from tests.support.kills.forking import OFFICE, QUEUE
from tests.support.kills.plan import Combination
from workers import detecting
from workers.assemble import House
from workers.demo.made_up import write_feeds
from workers.engine import put_in_force
from workers.journals import RunningJournal, place_of
from workers.library.shelf import Folders, read_shelf
from workers.settings import Settings, load

ROOT = Path(__file__).parents[3]
START, RATE = datetime(2026, 3, 2, 6, 0, tzinfo=UTC), 20_000
LEFT_TO_WORKERS = ("vouchers.issue", "seats.hold", "parcels.trace", "rooms.reserve")
"""What the queue of partners does: something that pays, something that can only be asked, something that is keyed."""
WORLD_SEED, MOST_FEEDS = 11, 200


@dataclass
class Ground:
    """Where a campaign takes place."""

    folder: Path
    combination: Combination
    journal: str
    """The journal as our processes reach it: through the relay, if it is a database."""
    direct: str
    """The journal as whoever judges reaches it."""
    world: subprocess.Popen[str]
    told: list[dict[str, object]]
    contracts: Mapping[str, Contract]
    database: postgres.Server | None = None
    relay: Relay | None = None
    temporal: temporal.Server | None = None

    @property
    def door(self) -> Path:
        """Where commands are taken."""
        return _door(self.folder, self.combination)

    @property
    def world_log(self) -> Path:
        """Where the world counts."""
        return self.folder / "world.jsonl"

    @property
    def settings(self) -> Settings:
        """The settings of our processes."""
        return load(folder=self.folder)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[RunningJournal]:
        """Read the journal, past the relay."""
        journal = await place_of(load({"journal": self.direct}, folder=self.folder)).open(write=False)
        try:
            yield journal
        finally:
            await journal.close()

    # --- Servers -----------------------------------------------------------------------------------------------------
    async def crash_temporal(self, *, lose: bool) -> None:
        """Kill Temporal, with its database or without, and have it back."""
        assert self.temporal is not None
        self.temporal.process.kill()
        self.temporal.process.wait()
        if lose:
            for path in self.folder.glob("temporal.db*"):
                path.unlink()
            await asyncio.sleep(2)
        port = self.temporal.port
        self.temporal = await asyncio.to_thread(temporal.start, self.folder / "temporal.db", port)


def _door(folder: Path, combination: Combination) -> Path:
    return folder / OFFICE if combination.journal == "postgres" else door_path(folder / "makegood.db")


@contextlib.asynccontextmanager
async def laid(
    folder: Path, combination: Combination, cases: int, *, rate: int = RATE, people: bool = True
) -> AsyncIterator[Ground]:
    """Lay the ground and let the world live; in the end everything that was started is ended."""
    async with contextlib.AsyncExitStack() as ending:
        database = relay = server = None
        journal = direct = f"sqlite:///{folder / 'makegood.db'}"
        if combination.journal == "postgres":
            database = postgres.Server.start()
            ending.callback(database.end)
            direct = database.database()
            relay = Relay(direct)
            journal = await relay.open()
            ending.push_async_callback(relay.close)
        if combination.engine == "temporal":
            server = _temporal(folder)
        playbooks = _playbooks(folder)
        shelf = read_shelf(Folders(playbooks, ROOT / "messages", ROOT / "calendars", ROOT / "packs")).legal()
        began, secret = datetime.now(UTC), b"the same ids in every run".ljust(32)
        if database is None:
            file.create(folder / "makegood.db", clock=(START, began, rate), secret=secret)
        else:
            making.create(direct, clock=(START, began, rate), secret=secret)
        orders = {
            "seed": WORLD_SEED, "log": str(folder / "world.jsonl"), "stay": True,
            "door": str(_door(folder, combination) if people else folder / "nobody.sock"),
            "contracts": {name: contract.model_dump(mode="json") for name, contract in shelf.contracts.items()},
            "clock": {"start": instant_text(START), "began": instant_text(began), "rate": rate},
        }  # fmt: skip
        world, port = _world(folder, orders)
        ending.callback(_end_world, world)
        connectors = "\n".join(f'"{name}" = "http://127.0.0.1:{port}/{name}"' for name in shelf.contracts)
        (folder / "makegood.toml").write_text(
            f'playbooks = "{playbooks}"\nmessages = "{ROOT / "messages"}"\ncalendars = "{ROOT / "calendars"}"\n'
            f'packs = "{ROOT / "packs"}"\n'
            f'journal = "{journal}"\nstate = "{folder / "state"}"\noutbox = "{folder / "outbox"}"\n'
            f'engine = "{combination.engine}"\ntemporal = "{server.address if server else ""}"\n'
            f'temporal_queue = "q{secrets.token_hex(4)}"\nallow_private = ["127.0.0.1"]\n[connectors]\n{connectors}\n'
        )
        ground = Ground(
            folder, combination, journal, direct, world, failures(folder, cases), shelf.contracts, database, relay,
            server,
        )  # fmt: skip
        ending.callback(_end_temporal, ground)
        await _publish(ground)
        yield ground


def _temporal(folder: Path) -> temporal.Server:
    try:
        return temporal.start(folder / "temporal.db")
    except servers.Missing as trouble:
        temporal.missing(trouble)


def _end_temporal(ground: Ground) -> None:
    if ground.temporal is not None:
        ground.temporal.end()


def _playbooks(folder: Path) -> Path:
    """Copy the playbooks; some of what the house can have done is left to the worker of a queue.

    Nothing is too late to be of use: on this clock hours pass while a process is started again, and then nothing would
    be tried that has to be undone.
    """
    playbooks = folder / "playbooks"
    shutil.copytree(ROOT / "playbooks", playbooks)
    connectors = playbooks / "house" / "connectors.yaml"
    text = connectors.read_text(encoding="utf-8")
    for name in LEFT_TO_WORKERS:
        assert f"  {name}:\n" in text
        text = text.replace(f"  {name}:\n", f"  {name}:\n    queue: {QUEUE}\n")
    connectors.write_text(text, encoding="utf-8")
    overbooking = playbooks / "hotel-overbooking.yaml"
    lines = overbooking.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.strip().startswith(("useless_after:", "in_time:"))]
    assert len(kept) == len(lines) - 2, "the playbook no longer says when it is of no use"
    overbooking.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return playbooks


def _world(folder: Path, orders: Mapping[str, object]) -> tuple[subprocess.Popen[str], int]:
    (folder / "orders.json").write_text(json.dumps(orders))
    with (folder / "world.log").open("w") as log:
        world = subprocess.Popen(  # noqa: S603 — our own module
            [sys.executable, "-m", "activities.connectors.world", str(folder / "orders.json")], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    assert world.stdout is not None
    return world, int(world.stdout.readline())


def _end_world(world: subprocess.Popen[str]) -> None:
    assert world.stdin is not None
    assert world.stdout is not None
    world.stdin.close()
    world.wait(10)
    world.stdout.close()


def failures(folder: Path, cases: int) -> list[dict[str, object]]:
    """Make up failures of every firm, as many as wanted, that a playbook handles: one of each firm after the other."""
    by_feed: dict[str, list[dict[str, object]]] = {}
    for seed in range(1, MOST_FEEDS):
        if sum(map(len, by_feed.values())) >= 2 * cases:
            break
        place = folder / f"feeds{seed}"
        place.mkdir()
        for feed in write_feeds(place, seed, START):
            feed_map = detecting.read_map(ROOT / "playbooks" / "maps" / f"{feed.map}.yaml")
            for one in detecting.failures(feed_map, feed.feed, seed, detecting.Detected()):
                late = str(one.facts.get("delay", "9h"))
                data = told_to_json(one)
                if not late.startswith("2h"):
                    by_feed.setdefault(feed.map, []).append({**data, "key": f"{seed}/{data['key']}"})
    told = [one for each in zip_longest(*by_feed.values()) for one in each if one is not None]
    assert len(told) >= cases
    return told[:cases]


async def _publish(ground: Ground) -> None:
    """Put everything in force before anybody tells of a failure."""
    settings = ground.settings
    place = place_of(settings)
    held = place.lock() if place.exclusive else None
    try:
        journal = await place.open()
        try:
            await put_in_force(await House.of(settings, journal), read_shelf(Folders.of(settings)).legal())
        finally:
            await journal.close()
    finally:
        if held is not None:
            held.release()
