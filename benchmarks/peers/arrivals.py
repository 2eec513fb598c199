"""Tells the process beside a workflow that it waits for an answer: what a person would read in a list of tasks."""

from __future__ import annotations

import asyncio

LINES: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[tuple[str, int]]]] = []


def arrived(case: str, question: int) -> None:
    """Say that a case waits for its question."""
    for loop, queue in LINES:
        loop.call_soon_threadsafe(queue.put_nowait, (case, question))
