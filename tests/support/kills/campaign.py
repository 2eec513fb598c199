"""A campaign: failures are told, our processes die by plan and are started again, servers and lines break."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from activities.clock import JournalClock
from activities.journal.door import Knock
from activities.ports import OPEN, CaseRow
from domain.errors import Unavailable
from tests.support.kills import oracle
from tests.support.kills.forking import TROUBLES
from tests.support.kills.ground import Ground
from tests.support.kills.plan import Fault, Plan
from tests.support.kills.processes import Parent, Process
from tests.support.kills.weather import Weather
from workers.journals import RunningJournal

LONGEST_S = 25.0
"""How long a process waits to reach the point it is to die at; then it is ended in order, and tries once more later."""
TRIES = 3
PACE_S, AGAIN_S, SETTLE_MS, AT_REST_S = 0.1, 0.1, 120_000, 600.0
"""A case is stuck when its own clock came so long ago, and nothing came of it while nobody was ended any more for as
long; and all have to be at rest in the end."""
LOADED_WITHIN_S = 120.0
AHEAD, RESERVE, AT_ONCE = 4, 1.5, 20
"""So many failures are told before any fault; of the others a part is kept for faults that are tried again; and never
more are told at once."""


class Feed:
    """The failures, told again and again until each was answered, and never so many that a later fault finds no work.

    Who does not hear an answer tells again: the same failure is the same case.
    """

    def __init__(self, ground: Ground, faults: int) -> None:
        """Prepare."""
        self.door, self.told = ground.door, deque(ground.told)
        self.share = (len(ground.told) - AHEAD) / max(1, RESERVE * faults)
        self.allowed: float = AHEAD

    def allow(self, faults: float) -> None:
        """Let so many more be told as belong to a number of faults."""
        self.allowed += faults * self.share

    async def tell(self) -> None:
        """Tell all that is allowed, as it is allowed, until none is left."""
        while self.told:
            knock = Knock(self.door)
            try:
                while self.told:
                    if self.allowed < 1:
                        await asyncio.sleep(PACE_S)
                        continue
                    some = [*islice(self.told, min(AT_ONCE, int(self.allowed)))]
                    answers = await asyncio.wait_for(knock.call("receive", failures=some, user="feed"), 5)
                    assert isinstance(answers, list)
                    assert all("case" in answer for answer in answers), answers
                    for _ in some:
                        self.told.popleft()
                    self.allowed -= len(some)
            except (Unavailable, TimeoutError, OSError):
                await asyncio.sleep(0.02)
            finally:
                with contextlib.suppress(Exception):
                    await knock.close()


@dataclass
class Campaign:
    """Has a plan happen on a ground. `injected`: the numbers of the faults that were proven to have happened."""

    ground: Ground
    plan: Plan
    injected: set[int] = field(default_factory=set)
    unexpected: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    left_running: list[str] = field(default_factory=list)
    """Cases that are closed, and that Temporal still runs."""
    seconds: float = 0.0
    settled_s: float = 0.0
    under_load: int = 0
    """Nothing goes wrong before so many cases are open; all failures are told at once then."""
    open_then: int = 0
    at_rest_s: float = AT_REST_S
    """So long after the last of it all every case is at rest."""
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _read: int = 0

    async def run(self) -> None:
        """Have it all happen, and wait until every case is at rest."""
        began = time.monotonic()
        parent = await Parent.start(self.ground.folder)
        feed, weather = Feed(self.ground, len(self.plan.faults)), Weather(self.ground, parent, self.injected)
        slots = [asyncio.ensure_future(self._slot(parent, feed, name)) for name in self.plan.by_slot]
        telling = asyncio.ensure_future(feed.tell())
        try:
            if self.under_load:
                feed.allow(RESERVE * len(self.plan.faults) + 1)
                self.open_then = await self._loaded()
            await weather.happen(self.plan.weather, feed.allow)
            while any(not fate.done() for fate in self._fates.values()):
                await asyncio.sleep(0.2)
                self._look_at_the_world()
                for task in (*slots, telling):
                    if task.done():
                        task.result()
            feed.allow(RESERVE * len(self.plan.faults) + 1)
            await telling
            quiet = time.monotonic()
            self.stuck = await self._quiet()
            self.settled_s = time.monotonic() - quiet
            if self.ground.temporal is not None and not self.stuck:  # while there are workers to end what still runs
                self.left_running = await oracle.left_running(self.ground)
        finally:
            self._over.set()
            telling.cancel()
            await asyncio.gather(*slots, telling, return_exceptions=True)
            await parent.end()
        for slot in slots:
            slot.result()
        self.seconds = time.monotonic() - began

    # --- Processes ---------------------------------------------------------------------------------------------------
    def __post_init__(self) -> None:
        """Every process has its faults before it."""
        self._fates = {name: asyncio.get_running_loop().create_future() for name in self.plan.by_slot}

    async def _slot(self, parent: Parent, feed: Feed, name: str) -> None:
        """Keep one process alive as a supervisor would; each of its lives has the next fault before it."""
        role, left = self.plan.combination.slots[name], deque((fault, TRIES) for fault in self.plan.by_slot[name])
        allowed = set[int]()
        while not self._over.is_set():
            if not left and not self._fates[name].done():
                self._fates[name].set_result(None)
            fault, tries = left.popleft() if left else (None, 0)
            if fault is not None and fault.number not in allowed:
                allowed.add(fault.number)
                feed.allow(1)
            process = await parent.fork(name, role, fault)
            over = asyncio.ensure_future(self._over.wait())
            waited_for: list[asyncio.Future[Any]] = [process.ended, over]
            await asyncio.wait(
                waited_for, timeout=LONGEST_S + fault.ms / 1_000 if fault is not None else None,
                return_when=asyncio.FIRST_COMPLETED,
            )  # fmt: skip
            over.cancel()
            waited = not process.ended.done()
            if waited:
                await process.end()
            else:
                self._look_at_the_end(process)
            if fault is not None and not self._hit(fault):
                if not waited:
                    left.appendleft((fault, tries))
                elif tries > 1:
                    feed.allow(1)
                    left.append((fault, tries - 1))
            await asyncio.sleep(AGAIN_S)

    def _hit(self, fault: Fault) -> bool:
        """Say whether a process wrote down that it dies of a fault."""
        hits = self.ground.folder / "hits"
        found = hits.exists() and f"{fault.number} {fault.kind}" in hits.read_text().splitlines()
        if found:
            self.injected.add(fault.number)
        return found

    def _look_at_the_end(self, process: Process) -> None:
        """Whoever ends by itself needs a reason: something it needs was away."""
        path = self.ground.folder / TROUBLES
        lines = path.read_text().splitlines() if path.exists() else []
        for line in lines[self._read :]:
            said = json.loads(line)
            if "Unavailable" not in said["kinds"]:
                self.unexpected.append(f"{said['name']}: {said['kinds'][0]}: {said['what']}")
        self._read = len(lines)

    async def _loaded(self) -> int:
        """Wait until enough cases are open; returns how many."""
        async with asyncio.timeout(LOADED_WITHIN_S), self.ground.reading() as journal:
            while (number := len(await open_rows(journal))) < self.under_load:  # noqa: ASYNC110 — other processes
                await asyncio.sleep(0.1)
            return number

    def _look_at_the_world(self) -> None:
        log = self.ground.folder / "world.log"
        assert self.ground.world.poll() is None, f"the world ended: {log.read_text()[-2_000:]}"

    # --- Rest --------------------------------------------------------------------------------------------------------
    async def _quiet(self) -> list[str]:
        """Wait until every case is closed; returns those that are stuck, or not at rest in the end."""
        until, asleep = time.monotonic() + self.at_rest_s, dict[tuple[str, datetime], float]()
        async with self.ground.reading() as journal:
            info = await journal.info()
            while True:
                self._look_at_the_world()
                rows, clock = await open_rows(journal), JournalClock.of(info)
                late = clock.now() - timedelta(milliseconds=clock.stretch(SETTLE_MS))
                due = [(row.case, row.wake_at) for row in rows if row.wake_at is not None and row.wake_at < late]
                asleep = {each: asleep.get(each, time.monotonic()) for each in due}
                stuck = [case for (case, _), since in asleep.items() if time.monotonic() - since > SETTLE_MS / 1_000]
                if not rows or stuck or time.monotonic() > until:
                    return stuck or [row.case for row in rows]
                await asyncio.sleep(0.5)

    @property
    def counted(self) -> Counter[str]:
        """How many faults of each kind happened."""
        return Counter(fault.kind for fault in self.plan.faults if fault.number in self.injected)


async def open_rows(journal: RunningJournal) -> list[CaseRow]:
    """Return the rows of all cases that are not closed."""
    found: list[CaseRow] = []
    while rows := await journal.cases(phase=OPEN, limit=1_000, after=found[-1].case if found else ""):
        found += rows
    return found
