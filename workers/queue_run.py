"""Running a queue's worker: at the engine's door or a house's endpoint, or where Temporal hands jobs out."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable

from activities.account import user
from activities.journal.door import Knock
from domain.errors import Forbidden
from domain.expression.errors import guess
from workers.asking import Reached, reach
from workers.endpoint import Endpoint, endpoint_of
from workers.engines import engine_of
from workers.journals import place_of
from workers.queue import QueueWorker, connectors_of
from workers.settings import Settings

IDLE_ELSEWHERE_S = 1.0
"""How long a worker waits when a house elsewhere has no job for it."""


async def _named(knock: Reached, queue: str, warn: Callable[[str], None]) -> None:
    """Warn of a queue that no playbook in force names; cases on older playbooks may still have jobs for it."""
    names = await knock.call("queues", user=user())
    known = list(map(str, names)) if isinstance(names, list) else []
    if queue not in known:
        meant = f" {guess(queue, known)}".rstrip()
        warn(f"no playbook in force names the queue “{queue}”.{meant} There are: {', '.join(known) or 'none'}.")


async def work(
    settings: Settings, module: str, queue: str, on_done: Callable[[str, str], None], warn: Callable[[str], None],
    at: str = "",
) -> None:  # fmt: skip
    """Run a worker until it is interrupted; `at`: the endpoint of a house whose journal is elsewhere.

    Raises:
        Unavailable: no engine answers.
        Forbidden: the house does not know us, or the queue is not ours.
        NotFoundError, UsageError: the module or the endpoint's address is no use.
    """
    connectors, stopping = connectors_of(module), asyncio.Event()
    endpoint = endpoint_of(settings, at, stopping) if at else None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    name = f"worker-{os.getpid()}-{secrets.token_hex(4)}"
    if endpoint is None:
        async with _desk_of(settings) as desk:
            await _named(desk, queue, warn)
            await _run(settings, QueueWorker(desk, queue, connectors, name, on_done), stopping)
        return
    try:
        await _allowed(endpoint, queue)
        await _run(settings, QueueWorker(endpoint, queue, connectors, name, on_done, IDLE_ELSEWHERE_S), stopping)
    finally:
        await endpoint.close()
    if endpoint.ended_by is not None:
        raise endpoint.ended_by


async def _allowed(endpoint: Endpoint, queue: str) -> None:
    queues = await endpoint.queues()
    if queue not in queues:
        raise Forbidden(
            f"the queue “{queue}” is not yours there.", where=endpoint.url,
            remedy=f"{guess(queue, queues)} Yours: {', '.join(queues) or 'none'}.".strip(),
        )  # fmt: skip


async def _run(settings: Settings, worker: QueueWorker, stopping: asyncio.Event) -> None:
    if engine_of(settings) == "embedded":
        await worker.run(stopping)
        return
    from workers.temporal.queue import serve  # noqa: PLC0415 — only what is used is loaded

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
