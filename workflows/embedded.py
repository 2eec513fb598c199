"""The embedded driver: one process that takes turns with every case whose time has come, and runs jobs beside them.

It wakes by one indexed query, every 200 ms and on a nudge; its sweep is that same query.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field

from activities.ports import Clock, Journal
from activities.turns import Turns
from domain.case.survey import Work
from domain.errors import JournalAway, JournalLost
from workflows.sweeps import EXPIRE_EVERY_S, Expiry, Watchdog

POLL_S = 0.2
"""How often (real seconds) the engine looks for cases whose time has come."""
WATCH_EVERY_S = 1.0


@dataclass(slots=True)
class Engine:
    """Takes turns, `at_once` of them side by side."""

    journal: Journal
    turns: Turns
    watchdog: Watchdog
    clock: Clock
    at_once: int = 32
    queues: frozenset[str] = frozenset({""})
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: set[str] = field(default_factory=set)
    _again: set[str] = field(default_factory=set)
    _numbers: dict[str, tuple[int, int]] = field(default_factory=dict)
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _wanted: dict[str, None] = field(default_factory=dict)
    _stopping: bool = False
    _ended_by: Exception | None = None
    _next_watch: float = 0.0
    _next_expiry: float = 0.0
    _expiry: Expiry = field(init=False)

    def __post_init__(self) -> None:
        self._expiry = Expiry(self.journal)

    def nudge(self, case: str, *, new: bool = False) -> None:
        """Have a case looked at now."""
        self._wanted[case] = None
        self._nudged.set()

    async def run(self) -> None:
        """Go on until `stop`; a turn that runs is always finished.

        A journal that is busy or full is waited for.

        Raises:
            JournalLost: this process can use the journal no more.
            JournalAway: it was stopped while turns waited for the journal.
        """
        while not self._stopping:
            await self._patiently(self._round())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), POLL_S)
            self._nudged.clear()
        await self.drain()
        if self._ended_by is not None:
            raise self._ended_by

    async def drain(self) -> None:
        """Wait for the turns and jobs that run."""
        while self._running:
            await asyncio.wait(self._running)

    def stop(self) -> None:
        """Begin no more turns."""
        self._stopping = True
        self.turns.taker.patience.end()
        self._nudged.set()

    async def until_quiet(self) -> None:
        """Go on until no case is due now and nothing runs."""
        while True:
            await self._round()
            if self._running:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            elif not self._wanted and not await self.journal.due(self.clock.now(), 1):
                return

    async def _round(self) -> None:
        for case in list(self._wanted):
            self._start(case)
        await self._watch()
        room = self.at_once - len(self._running)
        if room > 0:
            for row in await self.journal.due(self.clock.now(), room, skip=tuple(self._busy)):
                self._start(row.case)
        self.turns.taker.patience.answered()

    async def _watch(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._next_watch:
            self._next_watch = now + WATCH_EVERY_S
            await self.watchdog.look()
        if now >= self._next_expiry:
            self._next_expiry = now + EXPIRE_EVERY_S
            await self._expiry.look()

    def _start(self, case: str) -> None:
        self._wanted.pop(case, None)  # whatever it was nudged for, a turn that begins now will read
        if case in self._busy:
            self._again.add(case)
            return
        self._busy.add(case)
        self._spawn(self._turn(case))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._nudged.set()
        trouble = None if task.cancelled() else task.exception()
        if isinstance(trouble, Exception):
            self._end(trouble)

    def _end(self, trouble: Exception) -> None:
        """Stop for a reason, which `run` raises once the turns that run have ended."""
        self._ended_by = self._ended_by or trouble
        self.stop()

    async def _patiently(self, work: Coroutine[None, None, None]) -> None:
        """Do something; trouble of the journal itself is waited for, or ends the engine. No case is to blame for it."""
        try:
            await work
        except JournalAway as trouble:
            if not await self.turns.taker.patience.wait(trouble):
                self._end(trouble)
        except JournalLost as trouble:
            self._end(trouble)

    async def _turn(self, case: str) -> None:
        try:
            await self._patiently(self._take_turn(case))
        finally:
            self._busy.discard(case)
        if case in self._again:
            self._again.discard(case)
            self._start(case)

    async def _take_turn(self, case: str) -> None:
        taken = await self.turns.take(case, *self._numbers.get(case, (0, 0)))
        self._keep(case, taken.troubles, taken.offers)
        for work in taken.turn.jobs if taken.turn is not None else ():
            if work.queue in self.queues:
                self._spawn(self._patiently(self._do_job(case, work)))

    async def _do_job(self, case: str, work: Work) -> None:
        troubles, offers = self._numbers.get(case, (0, 0))
        taken = await self.turns.job(case, work, troubles)
        self._keep(case, taken.troubles, offers)
        self.nudge(case)

    def _keep(self, case: str, troubles: int, offers: int) -> None:
        if troubles or offers:
            self._numbers[case] = (troubles, offers)
        else:
            self._numbers.pop(case, None)
