"""The Temporal driver as part of a process: its workers, its nudges, and the sweeps beside them, ended in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig, WorkflowRunner

from activities.ports import Clock, Journal
from workers.engines import ALL_ROLES
from workers.temporal import sandbox
from workers.temporal.server import Connected
from workflows.case_activities import CaseActivities
from workflows.handing_out import Queues
from workflows.nudges import Nudger
from workflows.recovery_case import RecoveryCase
from workflows.sweeps import (
    ASTRAY,
    EXPIRE_EVERY_S,
    RECONCILE_EVERY_S,
    RUNNING,
    SWEEP_EVERY_S,
    WATCH_EVERY_S,
    Expiry,
    Reconciler,
    Sweep,
    Watchdog,
    every,
)

GRACE = timedelta(seconds=90)
"""How long a shutdown waits for turns and jobs: longer than the longest of them."""
TURNS_AT_ONCE, CRITICAL_AT_ONCE, CACHED = 32, 16, 5_000


@dataclass(frozen=True, slots=True)
class TemporalRuns:
    """What runs in Temporal for our cases."""

    client: Client
    queues: Queues

    async def listed(self) -> set[str]:
        """Return the cases with a running workflow, as Temporal's search has it: it may lag behind."""
        query = "WorkflowType = 'RecoveryCase' AND ExecutionStatus = 'Running'"
        return {found.id async for found in self.client.list_workflows(query) if self._is_ours(found.task_queue)}

    def _is_ours(self, queue: str) -> bool:
        return queue in {self.queues.main, self.queues.critical}

    async def runs(self, case: str) -> str:
        """Ask how the newest run of a case stands: `running`, `terminated`, …, "" when there never was one."""
        try:
            described = await self.client.get_workflow_handle(case).describe()
        except RPCError as trouble:
            if trouble.status == RPCStatusCode.NOT_FOUND:
                return ""
            raise
        if described.status == WorkflowExecutionStatus.RUNNING:
            return RUNNING if self._is_ours(described.task_queue) else f"{ASTRAY} {described.task_queue}"
        return described.status.name.lower() if described.status else ""

    async def end(self, case: str) -> None:
        """Terminate what runs for a case on a queue that is not ours (any more)."""
        try:
            await self.client.get_workflow_handle(case).terminate("carried on by the workers of another queue")
        except RPCError as trouble:
            if trouble.status != RPCStatusCode.NOT_FOUND:
                raise

    async def witness(self, case: str) -> tuple[int, str] | None:
        """Return the seq and head that the newest turn in a case's history names; None when there is none."""
        found = None
        try:
            async for event in self.client.get_workflow_handle(case).fetch_history_events():
                marker = event.marker_recorded_event_attributes
                result = marker.details["result"].payloads if "result" in marker.details else ()
                told = json.loads(result[0].data) if result else {}
                if told.get("head"):
                    found = (int(told["seq"]), str(told["head"]))
        except RPCError as trouble:
            if trouble.status != RPCStatusCode.NOT_FOUND:
                raise
        return found


@dataclass(slots=True)
class TemporalDriver:
    """Carries cases by Temporal in this process, in the roles that it was given."""

    connected: Connected
    journal: Journal
    clock: Clock
    activities: CaseActivities
    nudger: Nudger
    watchdog: Watchdog
    reconciler: Reconciler
    roles: frozenset[str] = ALL_ROLES
    on_trouble: Callable[[str, Exception], None] = lambda what, trouble: None
    runner: WorkflowRunner = field(default_factory=sandbox.production)
    cached: int = CACHED
    """Runs that a worker keeps in memory; one that is not is replayed first."""
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _ended_by: Exception | None = None

    def nudge(self, case: str, *, new: bool = False) -> None:
        """Have a case looked at soon."""
        self.nudger.nudge(case, new=new)

    def stop(self) -> None:
        """Begin no more turns."""
        self.activities.turns.taker.patience.end()
        self._stopping.set()

    async def run(self) -> None:
        """Go on until `stop`; a turn that runs is always finished.

        Raises:
            JournalLost: this process can use the journal no more.
        """
        self.activities.on_lost = self._end
        tasks = [asyncio.ensure_future(work) for work in self._sweeps()]
        for task in tasks:
            task.add_done_callback(self._over)
        try:
            async with contextlib.AsyncExitStack() as serving:
                for worker in self._workers():
                    await serving.enter_async_context(worker)
                await self._stopping.wait()
        finally:
            for task in tasks:
                task.cancel()
            await self.nudger.drain()
        if self._ended_by is not None:
            raise self._ended_by

    def _sweeps(self) -> list[Coroutine[None, None, None]]:
        if "sweeps" not in self.roles:
            return []
        sweep = Sweep(self.journal, self.clock, self.nudger.nudge)
        looks = (
            ("the sweep", SWEEP_EVERY_S, sweep.look),
            ("the watchdog", WATCH_EVERY_S, self.watchdog.look),
            ("the reconciler", RECONCILE_EVERY_S, self.reconciler.look),
            ("the expiry", EXPIRE_EVERY_S, Expiry(self.journal).look),
        )
        return [every(pause, look, partial(self.on_trouble, what)) for what, pause, look in looks]

    def _workers(self) -> list[Worker]:
        queues, found = self.connected.queues, []
        if "engine" in self.roles:
            found.append(self._worker(queues.main, TURNS_AT_ONCE))
        if "critical" in self.roles:
            found.append(self._worker(queues.critical, CRITICAL_AT_ONCE))
        return found

    def _worker(self, queue: str, at_once: int) -> Worker:
        return Worker(
            self.connected.client, task_queue=queue, workflows=[RecoveryCase],
            activities=[self.activities.take_turn, self.activities.do_job], workflow_runner=self.runner,
            max_concurrent_local_activities=at_once, max_concurrent_activities=at_once,
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),  # else new cases wait for one poller of five
            deployment_config=self._deployment(), max_cached_workflows=self.cached, graceful_shutdown_timeout=GRACE,
        )  # fmt: skip

    def _deployment(self) -> WorkerDeploymentConfig | None:
        """Return how Temporal is to route to this release; without a build id, any worker takes any case."""
        if not self.connected.build:
            return None
        return WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(deployment_name="makegood", build_id=self.connected.build),
            use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
        )  # fmt: skip

    def _over(self, task: asyncio.Future[None]) -> None:
        trouble = None if task.cancelled() else task.exception()
        if isinstance(trouble, Exception):
            self._end(trouble)

    def _end(self, trouble: Exception) -> None:
        """Stop for a reason, which `run` raises once the turns that run have ended."""
        self._ended_by = self._ended_by or trouble
        self.stop()
