"""What comes over processes, servers and lines from outside, one after the other, each proven to have happened."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from temporalio.client import Client
from temporalio.service import RPCError

from tests.support.kills import plan as p
from tests.support.kills.ground import Ground
from tests.support.kills.plan import Fault
from tests.support.kills.processes import Parent

CUT_WITHIN_S, ALIVE_WITHIN_S, OVERTAKEN_WITHIN_S = 20.0, 20.0, 40.0
TERMINATED_AT_ONCE, RUNNING_WITHIN_S = 10, 30.0
STOPPED_S = (2, 6)
"""Longer than a request may take."""


@dataclass
class Weather:
    """Acts faults out."""

    ground: Ground
    parent: Parent
    injected: set[int]
    terminated: int = 0
    _acts: Mapping[str, Callable[[Fault], Awaitable[bool]]] = field(init=False)

    def __post_init__(self) -> None:
        """Lay out what can happen."""
        self._acts = {
            p.KILL: self._kill, p.PAUSE: self._pause, p.CUT_BEFORE: self._cut, p.CUT_AFTER: self._cut,
            p.POSTGRES_CRASH: self._postgres, p.POSTGRES_RESTART: self._postgres, p.TEMPORAL_KILL: self._temporal,
            p.TEMPORAL_LOST: self._temporal, p.TERMINATE: self._terminate, p.USURP: self._usurp,
        }  # fmt: skip

    async def happen(self, faults: Sequence[Fault], allow: Callable[[float], None]) -> None:
        """Have everything happen."""
        for fault in faults:
            allow(1)
            await asyncio.sleep(fault.ms / 1_000)
            if await self._acts[fault.kind](fault):
                self.injected.add(fault.number)

    async def _alive(self, slot: str) -> bool:
        until = time.monotonic() + ALIVE_WITHIN_S
        while slot not in self.parent.alive and time.monotonic() < until:  # noqa: ASYNC110 — other processes
            await asyncio.sleep(0.02)
        return slot in self.parent.alive

    async def _kill(self, fault: Fault) -> bool:
        if not await self._alive(fault.slot):
            return False
        process = self.parent.alive[fault.slot]
        return process.signal(signal.SIGKILL) and (await process.ended).get("signal") == signal.SIGKILL

    async def _pause(self, fault: Fault) -> bool:
        """Stop a process for longer than requests take, and wake it: what it was about to do, it does now."""
        if not await self._alive(fault.slot):
            return False
        process = self.parent.alive[fault.slot]
        if not process.signal(signal.SIGSTOP):
            return False
        await asyncio.sleep(Random(fault.number).uniform(*STOPPED_S))
        return process.is_stopped and process.signal(signal.SIGCONT)

    async def _cut(self, fault: Fault) -> bool:
        relay = self.ground.relay
        assert relay is not None
        before, until = len(relay.made), time.monotonic() + CUT_WITHIN_S
        relay.cuts.append("before" if fault.kind == p.CUT_BEFORE else "after")
        while len(relay.made) == before and time.monotonic() < until:  # noqa: ASYNC110 — as above
            await asyncio.sleep(0.02)
        relay.cuts.clear()
        return len(relay.made) > before

    async def _postgres(self, fault: Fault) -> bool:
        database = self.ground.database
        assert database is not None
        how = signal.SIGQUIT if fault.kind == p.POSTGRES_CRASH else signal.SIGINT
        await asyncio.to_thread(database.down, how)
        await asyncio.sleep(1)
        await asyncio.to_thread(database.up)
        return True

    async def _temporal(self, fault: Fault) -> bool:
        await self.ground.crash_temporal(lose=fault.kind == p.TEMPORAL_LOST)
        return True

    async def _terminate(self, fault: Fault) -> bool:
        """End some workflows from outside, as an operator's slip would, as soon as any are there."""
        assert self.ground.temporal is not None
        client, ended = await Client.connect(self.ground.temporal.address), 0
        query = "WorkflowType = 'RecoveryCase' AND ExecutionStatus = 'Running'"
        until = time.monotonic() + RUNNING_WITHIN_S
        while not ended and time.monotonic() < until:
            with contextlib.suppress(RPCError):
                async for found in client.list_workflows(query, limit=TERMINATED_AT_ONCE):
                    with contextlib.suppress(RPCError):
                        await client.get_workflow_handle(found.id).terminate("by plan")
                        ended += 1
            await asyncio.sleep(0.1)
        self.terminated += ended
        return ended > 0

    async def _usurp(self, fault: Fault) -> bool:
        """Stop the engine, have the server forget its lines, let another engine take over, and wake the old one.

        The old one has to find out and end; then the other one is ended in order.
        """
        assert self.ground.relay is not None
        if not await self._alive("engine"):
            return False
        old = self.parent.alive["engine"]
        if not old.signal(signal.SIGSTOP):
            return False
        await self.ground.relay.cut_all()
        other = await self.parent.fork("usurper", "engine", None)
        await asyncio.sleep(4)
        took_over = not other.ended.done()
        stopped = old.is_stopped
        old.signal(signal.SIGCONT)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(old.ended), OVERTAKEN_WITHIN_S)
        ended = old.ended.done()
        await other.end()
        return took_over and stopped and ended
