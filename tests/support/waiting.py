"""Waiting in tests for what happens in other processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


async def until(holds: Callable[[], Awaitable[bool]], within_s: float = 30) -> None:
    """Wait until something holds; the test fails when it does not come."""
    async with asyncio.timeout(within_s):
        while not await holds():  # noqa: ASYNC110 — there is no event to wait for
            await asyncio.sleep(0.05)
