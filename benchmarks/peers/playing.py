"""The side of a contestant: it is told how many cases at a time and for how long, and answers what each case took.

Shared by the contestants in Python, and imported by them alone: nothing of ours is needed for it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable

One = Callable[[str], Awaitable[object]]
"""Carries one case to its end, under a name that no other has."""


async def nothing() -> None:
    """Settle nothing."""


async def play(one: One, settled: Callable[[], Awaitable[None]] = nothing) -> None:
    """Say that we are ready, then do round after round as asked, until the line is closed.

    A round is over when everything behind its cases is `settled` as well.
    """
    loop, rounds = asyncio.get_running_loop(), 0
    print(json.dumps({"ready": True}), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        rounds += 1
        done = await in_round(one, f"r{rounds}", asked["at_once"], asked["seconds"])
        await settled()
        print(json.dumps({"done": done, "over": time.monotonic()}), flush=True)


async def in_round(one: One, name: str, at_once: int, seconds: float) -> list[tuple[float, float]]:
    """Keep so many cases going; returns for each when it ended (the machine's steady clock) and how long it took."""
    until, done = time.monotonic() + seconds, list[tuple[float, float]]()

    async def row(number: int) -> None:
        count = 0
        while not count or time.monotonic() < until:
            began = time.monotonic()
            await one(f"{name}-{number}-{count}")
            ended = time.monotonic()
            done.append((ended, (ended - began) * 1e3))
            count += 1

    await asyncio.gather(*(row(number) for number in range(at_once)))
    return done
