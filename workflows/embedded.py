"""The embedded driver: one process that takes turns with every case whose time has come, and runs jobs beside them.

It wakes by one indexed query, every 200 ms and on a nudge. The sweep is that same query; the watchdog reads the table
of promises and trusts no decision.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from activities.operation import Operation, reason_of
from activities.ports import Clock, Journal, PromiseChange
from activities.turn import Taker, Turn
from domain.case.survey import Work
from domain.errors import JournalAway, JournalLost, MakegoodError, TooNew, VerificationFailed

POLL_S = 0.2
"""How often (real seconds) the engine looks for cases whose time has come."""
HANDED_OUT_S = 30
"""A job that was handed out is not due again for this long (real seconds)."""
MOST_TROUBLE = 5
"""Failed (or fruitless) turns in a row before a case is parked."""


@dataclass(slots=True)
class Engine:
    """Takes turns, `at_once` of them side by side."""

    journal: Journal
    taker: Taker
    clock: Clock
    at_once: int = 32
    queues: frozenset[str] = frozenset({""})
    on_turn: Callable[[Turn], None] = lambda turn: None
    on_trouble: Callable[[str, Exception], None] = lambda case, trouble: None
    on_overdue: Callable[[Sequence[PromiseChange]], None] = lambda overdue: None
    on_parked: Callable[[str, str], None] = lambda case, why: None
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: set[str] = field(default_factory=set)
    _again: set[str] = field(default_factory=set)
    _trouble: dict[str, int] = field(default_factory=dict)
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)
    _wanted: list[str] = field(default_factory=list)
    _stopping: bool = False
    _ended_by: Exception | None = None
    _next_watch: float = 0.0

    def nudge(self, case: str) -> None:
        """Have a case looked at now."""
        self._wanted.append(case)
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
        self.taker.patience.end()
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
        wanted, self._wanted = dict.fromkeys(self._wanted), []
        for case in wanted:
            self._start(case)
        await self._watch()
        room = self.at_once - len(self._running)
        if room > 0:
            for row in await self.journal.due(self.clock.now(), room, skip=tuple(self._busy)):
                self._start(row.case)

    def _start(self, case: str) -> None:
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
            if not await self.taker.patience.wait(trouble):
                self._end(trouble)
        except JournalLost as trouble:
            self._end(trouble)

    async def _apart(self, case: str, work: Coroutine[None, None, None]) -> None:
        """Do something for a case; its trouble is not the others'."""
        try:
            await work
        except (JournalAway, JournalLost):
            raise
        except (TooNew, VerificationFailed) as trouble:
            self.on_trouble(case, trouble)
            await self._park(case, trouble)
        except Exception as trouble:  # noqa: BLE001 — the outermost loop
            await self._count_trouble(case, trouble)

    async def _turn(self, case: str) -> None:
        try:
            await self._patiently(self._apart(case, self._take_turn(case)))
        finally:
            self._busy.discard(case)
        if case in self._again:
            self._again.discard(case)
            self._start(case)

    async def _take_turn(self, case: str) -> None:
        turn = await self.taker.turn(case)
        self.on_turn(turn)
        if turn.stuck:
            await self._count_trouble(turn.case, MakegoodError("the turn had work and came to nothing."))
        else:
            self._trouble.pop(turn.case, None)
        if turn.jobs:
            await self._hand_out(turn)

    async def _hand_out(self, turn: Turn) -> None:
        later = self.clock.now() + timedelta(milliseconds=self.clock.stretch(HANDED_OUT_S * 1_000))
        wake_at = min(later, turn.wake_at) if turn.wake_at is not None else later
        await self.journal.set_wake(turn.case, wake_at)
        for work in turn.jobs:
            if work.queue in self.queues:
                self._spawn(self._job(turn.case, work))

    async def _job(self, case: str, work: Work) -> None:
        await self._patiently(self._apart(case, self._do_job(case, work)))

    async def _do_job(self, case: str, work: Work) -> None:
        if await self.taker.job(case, work):
            self.nudge(case)

    async def _count_trouble(self, case: str, trouble: Exception) -> None:
        self._trouble[case] = self._trouble.get(case, 0) + 1
        self.on_trouble(case, trouble)
        if self._trouble[case] >= MOST_TROUBLE:
            await self._park(case, trouble)

    async def _park(self, case: str, trouble: Exception) -> None:
        """Leave a case alone until somebody frees it."""
        why = reason_of(trouble)
        await Operation(self.journal, self.clock).park(case, why)
        self._trouble.pop(case, None)
        self.on_parked(case, why)

    async def _watch(self) -> None:
        """Ring for promises whose instant passed, from their table alone: at most every poll, once per promise."""
        loop_now = asyncio.get_running_loop().time()
        if loop_now < self._next_watch:
            return
        self._next_watch = loop_now + POLL_S * 5
        overdue = await self.journal.overdue_promises(self.clock.now(), 1_000)
        if overdue:
            self.on_overdue(overdue)
            await self.journal.mark_rung(overdue)
