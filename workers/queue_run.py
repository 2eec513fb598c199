"""Running a queue's worker: at the door of the embedded engine, or where Temporal hands jobs out."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable

from activities.account import user
from activities.journal.door import Knock
from domain.expression.errors import guess
from workers.asking import Reached, reach
from workers.engines import engine_of
from workers.journals import place_of
from workers.queue import QueueWorker, connectors_of
from workers.settings import Settings


async def _named(knock: Reached, queue: str, warn: Callable[[str], None]) -> None:
    """Warn of a queue that no playbook in force names; cases on older playbooks may still have jobs for it."""
    names = await knock.call("queues", user=user())
    known = list(map(str, names)) if isinstance(names, list) else []
    if queue not in known:
        listed = ", ".join(known) or "none"
        warn(f"no playbook in force names the queue “{queue}”. {guess(queue, known)} There are: {listed}.")


async def work(
    settings: Settings, module: str, queue: str, on_done: Callable[[str, str], None], warn: Callable[[str], None]
) -> None:
    """Run a worker until it is interrupted.

    Raises:
        Unavailable: no engine answers.
        NotFoundError, UsageError: the module is no use.
    """
    connectors, stopping = connectors_of(module), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    name = f"worker-{os.getpid()}-{secrets.token_hex(4)}"
    async with _desk_of(settings) as desk:
        await _named(desk, queue, warn)
        worker = QueueWorker(desk, queue, connectors, name, on_done)
        if engine_of(settings) == "embedded":
            await worker.run(stopping)
        else:
            from workers.temporal_queue import serve  # noqa: PLC0415 — only what is used is loaded

            await serve(settings, worker, stopping)


@contextlib.asynccontextmanager
async def _desk_of(settings: Settings) -> AsyncIterator[Reached]:
    """Reach whoever begins jobs and takes reports: the engine at its door, or the journal itself."""
    place = place_of(settings)
    if not place.exclusive:
        async with reach(settings) as desk:
            yield desk
        return
    knock = Knock(place.door())
    try:
        yield knock
    finally:
        await knock.close()
