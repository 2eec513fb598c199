"""A queue's worker where Temporal carries the cases: it waits for jobs there, and begins and commits them itself."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from temporalio import activity
from temporalio.worker import Worker

from activities.account import user
from workers.queue import QueueWorker
from workers.settings import Settings
from workers.temporal.server import connect
from workflows.handing_out import Signer
from workflows.job import Job

AT_ONCE = 16
GRACE = timedelta(seconds=90)
"""How long a shutdown waits for jobs that were begun."""


@dataclass(slots=True)
class QueueActivity:
    """The one activity of a queue's worker."""

    worker: QueueWorker
    signer: Signer | None = None
    """Checks the signature here as well, where the worker was given the secret; the engine always does."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @activity.defn(name="do_job")
    async def do_job(self, job: Job) -> int:
        """Begin a job, do it, and commit what came of it; returns the case's seq, 0 when somebody else has begun it.

        Temporal learns nothing else: no outcome, and nobody's data.
        """
        if self.signer is not None:
            self.signer.check(job, self.worker.queue)
        by = f"{self.worker.name}/{next(self._numbers)}"
        begun = await self.worker.desk.call("begin", job=asdict(job), queue=self.worker.queue, by=by, user=user())
        return await asyncio.shield(self.worker.do(begun)) if isinstance(begun, dict) else 0


async def serve(settings: Settings, worker: QueueWorker, stopping: asyncio.Event) -> None:
    """Wait for jobs until told to stop; what was begun is finished and reported.

    Raises:
        Unavailable: Temporal is no use as it is.
    """
    connected = await connect(settings)
    signer = Signer(settings["job_secret"].encode()) if settings["job_secret"] else None
    async with Worker(
        connected.client, task_queue=connected.queues.of_jobs(worker.queue, ""),
        activities=[QueueActivity(worker, signer).do_job], max_concurrent_activities=AT_ONCE,
        graceful_shutdown_timeout=GRACE,
    ):  # fmt: skip
        await stopping.wait()
