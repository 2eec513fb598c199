"""Temporal alone as a contestant.

`python -m benchmarks.peers.raw_temporal ADDRESS [--local] [--questions] [--keep EVENTS WHERE]`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib

from temporalio.client import Client, WorkflowHandle
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from benchmarks.peers.arrivals import LINES
from benchmarks.peers.keeping import record
from benchmarks.peers.plans import EFFECTS
from benchmarks.peers.playing import play
from benchmarks.peers.raw_workflows import KEPT, Questions, Recovery, effect

QUEUE = "peers"


async def main() -> None:
    """Play as asked."""
    words = argparse.ArgumentParser()
    words.add_argument("address")
    words.add_argument("--local", action="store_true")
    words.add_argument("--questions", action="store_true")
    words.add_argument("--keep", nargs=2)
    asked = words.parse_args()
    client = await Client.connect(asked.address)
    people = dict[str, WorkflowHandle[Questions, str]]()

    async def plain(name: str) -> None:
        await client.execute_workflow(Recovery.run, args=[name, asked.local], id=name, task_queue=QUEUE)

    async def with_people(name: str) -> None:
        people[name] = await client.start_workflow(Questions.run, args=[name, list(EFFECTS)], id=name, task_queue=QUEUE)
        await people[name].result()
        del people[name]

    async def answering() -> None:
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[tuple[str, int]]()
        LINES.append((loop, queue))
        sending = set[asyncio.Task[None]]()
        while True:
            case, _ = await queue.get()
            task = asyncio.ensure_future(client.get_workflow_handle(case).signal(Questions.answer))
            sending.add(task)
            task.add_done_callback(sending.discard)

    person = asyncio.ensure_future(answering())
    worker = Worker(
        client, task_queue=QUEUE, workflows=[Recovery, Questions], activities=[effect],
        max_concurrent_activities=200, max_concurrent_local_activities=200, max_concurrent_workflow_tasks=200,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(), max_cached_workflows=5_000,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )  # fmt: skip
    async with contextlib.AsyncExitStack() as stack:
        if asked.keep:
            KEPT.append(await stack.enter_async_context(record(*asked.keep)))
        await stack.enter_async_context(worker)
        await play(with_people if asked.questions else plain)
    person.cancel()


if __name__ == "__main__":
    asyncio.run(main())
