"""kill -9 of the engine at named and random points, over two hundred cases, judged by what the world itself counted."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from activities.connectors.world.log import lines
from activities.journal import file
from activities.journal.door import Knock, door_path
from activities.journal.sqlite import SqliteJournal
from domain.case.state import IN_FLIGHT
from domain.clock.instant import instant_text
from domain.errors import Unavailable
from domain.intake.told import told_to_json
from domain.playbook.contract import Contract
from tests.support.crashing import POINTS
from workers import detecting
from workers.assemble import House
from workers.checking import check
from workers.made_up import write_feeds
from workers.settings import load
from workers.shelf import Folders, read_shelf

ROOT = Path(__file__).parents[2]
START, RATE = datetime(2026, 3, 2, 6, 0, tzinfo=UTC), 20_000
CASES, EACH, AT_LEAST, RANDOM_KILLS = 200, 6, 5, 12
# A point is met the first or second time it is reached, and each engine is told as many new failures.
TIMES, PACE_S, SETTLE_S = 2, 0.1, 150


@dataclass
class Ground:
    """A folder with a journal, a world that outlives engines, and the failures that will be told."""

    folder: Path
    port: int
    told: list[dict[str, object]]
    contracts: Mapping[str, Contract]

    @property
    def journal(self) -> Path:
        """Where the journal lies."""
        return self.folder / "makegood.db"

    @property
    def world_log(self) -> Path:
        """Where the world counts."""
        return self.folder / "world.jsonl"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """Lay the ground and let the world live."""
    shelf = read_shelf(Folders(ROOT / "playbooks", ROOT / "messages", ROOT / "calendars")).legal()
    began, journal = datetime.now(UTC), tmp_path / "makegood.db"
    file.create(journal, clock=(START, began, RATE), secret=b"the same ids in every run".ljust(32))
    orders = {
        "seed": 11, "log": str(tmp_path / "world.jsonl"), "door": str(door_path(journal)), "stay": True,
        "contracts": {name: contract.model_dump(mode="json") for name, contract in shelf.contracts.items()},
        "clock": {"start": instant_text(START), "began": instant_text(began), "rate": RATE},
    }  # fmt: skip
    (tmp_path / "orders.json").write_text(json.dumps(orders))
    world = subprocess.Popen(  # noqa: S603 — our own module
        [sys.executable, "-m", "activities.connectors.world", str(tmp_path / "orders.json")], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert world.stdout is not None
    assert world.stdin is not None
    port = int(world.stdout.readline())
    connectors = "\n".join(f'"{name}" = "http://127.0.0.1:{port}/{name}"' for name in shelf.contracts)
    (tmp_path / "makegood.toml").write_text(
        f'playbooks = "{ROOT / "playbooks"}"\nmessages = "{ROOT / "messages"}"\n'
        f'calendars = "{ROOT / "calendars"}"\njournal = "sqlite:///{journal}"\n'
        f'outbox = "{tmp_path / "outbox"}"\nallow_private = ["127.0.0.1"]\n[connectors]\n{connectors}\n'
    )
    yield Ground(tmp_path, port, failures(tmp_path), shelf.contracts)
    world.stdin.close()
    world.wait(10)
    world.stdout.close()


def failures(folder: Path) -> list[dict[str, object]]:
    """Make up failures of all three firms, two hundred of them that a playbook handles."""
    told: list[dict[str, object]] = []
    for seed in range(1, 20):
        place = folder / f"feeds{seed}"
        place.mkdir()
        for feed in write_feeds(place, seed, START):
            feed_map = detecting.read_map(ROOT / "playbooks" / "maps" / f"{feed.map}.yaml")
            for one in detecting.failures(feed_map, feed.feed, seed, detecting.Detected()):
                late = str(one.facts.get("delay", "9h"))
                data = told_to_json(one)
                if not late.startswith("2h"):
                    told.append({**data, "key": f"{seed}/{data['key']}"})
    return told[:CASES]


class Engines:
    """The parent that forks engines."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603 — our own module
            [sys.executable, "-m", "tests.support.crashing", str(folder)], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.read()

    def say(self, line: str) -> None:
        """Tell the parent what to do next."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self) -> dict[str, object]:
        """Hear how an engine ended."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the parent of the engines died"
        return dict(json.loads(line))

    def end(self) -> None:
        """Have the parent end."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Feed:
    """The failures, told again and again until each was answered, and never so many that a later kill finds no work."""

    def __init__(self, ground: Ground) -> None:
        self.door, self.told, self.allowed = door_path(ground.journal), deque(ground.told), 0

    def allow(self, failures: int) -> None:
        """Let so many more be told."""
        self.allowed += failures

    async def tell(self) -> None:
        """Tell all that is allowed, as it is allowed, until none is left."""
        while self.told:
            knock = Knock(self.door)
            try:
                while self.told:
                    if self.allowed:
                        await asyncio.wait_for(knock.call("receive", failures=[self.told[0]], user="feed"), 3)
                        self.told.popleft()
                        self.allowed -= 1
                    await asyncio.sleep(PACE_S)
            except (Unavailable, TimeoutError, OSError):
                await asyncio.sleep(0.02)
            finally:
                with contextlib.suppress(Exception):
                    await knock.close()


async def campaign(ground: Ground) -> Counter[str]:
    """Kill engines by plan; returns how often each kind of kill hit."""
    chance, engines, hits, feed = Random(5), Engines(ground.folder), Counter[str](), Feed(ground)
    telling = asyncio.ensure_future(feed.tell())
    kills = [f"{point} {1 + chance.randrange(TIMES)}" for point in POINTS for _ in range(EACH)]
    kills += [f"random {chance.randrange(50, 900)}" for _ in range(RANDOM_KILLS)]
    chance.shuffle(kills)
    for kill in kills:
        feed.allow(TIMES)
        engines.say(kill)
        ended = await asyncio.to_thread(engines.read)
        assert ended["code"] in {None, 0}, (ended, (ground.folder / "trouble").read_text())
        hits[kill.split()[0]] += ended["signal"] == 9
    feed.allow(CASES)
    engines.say("run")
    await telling
    await quiet(ground)
    engines.say("stop")
    await asyncio.to_thread(engines.read)
    engines.end()
    return hits


async def quiet(ground: Ground) -> None:
    """Wait until every case is closed, or only people are waited for and nothing is under way."""
    until, journal = time.monotonic() + SETTLE_S, SqliteJournal(ground.journal, write=False)
    try:
        while time.monotonic() < until:
            rows = await journal.cases(limit=1_000)
            if len(rows) == CASES and all(row.phase == "closed" for row in rows):
                return
            await asyncio.sleep(0.5)
    finally:
        await journal.close()


async def test_an_engine_that_is_killed_loses_and_doubles_nothing(ground: Ground) -> None:
    """Whatever it is doing when it is killed: no case is lost, nothing is done twice, everything goes on."""
    hits = await campaign(ground)
    planned = {**dict.fromkeys(POINTS, EACH), "random": RANDOM_KILLS}
    on_disk = Counter((ground.folder / "hits").read_text().split())
    assert sum(hits.values()) >= 0.95 * sum(planned.values()), hits
    assert all(on_disk[point] >= AT_LEAST for point in POINTS), on_disk
    await judge(ground)


async def judge(ground: Ground) -> None:
    """Compare the journal with what the world counted."""
    journal = SqliteJournal(ground.journal, write=False)
    try:
        house = await House.of(load(folder=ground.folder), journal)
        verdict = await check(journal)
        assert verdict.breaches == ()
        rows = await journal.cases(limit=1_000)
        assert len(rows) == CASES, "every failure is one case"
        assert await journal.parked() == []
        states = {row.case: (await house.cases.existing(row.case)).case for row in rows}
    finally:
        await journal.close()
    applied = Counter(
        (str(line["connector"]), str(line["key"])) for line in lines(ground.world_log) if line.get("did") == "applied"
    )
    doubled = {name: count for name, count in applied.items() if count > 1}
    assert doubled == {}, "nothing is applied twice under one key"
    entries: dict[str, set[str]] = defaultdict(set)
    for connector, key in applied:
        case, _, rest = key.partition("/")
        assert key in states[case].sent.values() or key in states[case].applied, "no effect without an intent"
        if ground.contracts[connector].pays:
            entries[f"{case}/{rest.rpartition('/')[0]}"].add(connector)
    paid = {
        f"{case}/{name}" for case, state in states.items() for name, e in state.ledger.items() if e.status == "paid"
    }
    assert {name for name, by in entries.items() if len(by) > 1} == set(), "no remedy is paid by two ways"
    assert paid == set(entries), "what the ledger calls paid was paid, and nothing else"
    under_way = {(c, s) for c, state in states.items() for s, e in state.effects.items() if e.status in IN_FLIGHT}
    assert under_way == set(), "no outcome stays unknown"
    waiting = [
        c
        for c, state in states.items()
        if state.phase != "closed" and not any(t.status == "open" for t in state.tasks.values())
    ]
    assert len([c for c in waiting if states[c].phase == "working"]) == 0, "nothing is stuck"
