"""What is done after commits: events get their positions, and others are told which cases changed."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator, Sequence

import psycopg

from activities.journal.postgres.address import Address
from activities.journal.postgres.lines import Line, Lines, connect, one, rows
from domain.errors import Unavailable

NUMBER = "SELECT below, waiting FROM number_events(%s)"
MOST_AT_ONCE = 10_000
PATIENCE_S = 1.0
"""So long (real seconds) a reader waits for writers that were at it before it asked."""
_LONGEST_NOTE = 7_000
"""Bytes of an announcement; the server's limit is 8,000."""
_FIRST_S = 0.1
_LONGEST_S = 5.0
EVERYTHING: tuple[str, ...] = ()
"""Stands for: something changed, look at everything."""


async def number_events(line: Line) -> None:
    """Have everything that was committed before get its position, within reason.

    An older transaction that still runs holds up all after it; it is waited for a second, then what has positions has
    to do.
    """
    loop = asyncio.get_running_loop()
    until, target, pause = loop.time() + PATIENCE_S, None, 0.001
    while True:
        below, waiting = await one(line, NUMBER, (MOST_AT_ONCE,))
        if waiting is None:
            return
        if target is None:
            target = int(str(waiting))
        if int(str(below)) >= target or loop.time() > until:
            return
        await asyncio.sleep(pause)
        pause = min(0.05, pause * 2)


class Clerk:
    """Works in the background; what it misses, the next group or the next reader makes up for."""

    def __init__(self, address: Address, lines: Lines) -> None:
        """Prepare."""
        self._address = address
        self._lines = lines
        self.token = secrets.token_hex(4)
        """What our own announcements begin with."""
        self._changed: dict[str, None] = {}
        self._task: asyncio.Task[None] | None = None

    def written(self, cases: Sequence[str]) -> None:
        """A group was committed; those that come meanwhile are done together."""
        self._changed.update(dict.fromkeys(cases))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def close(self) -> None:
        """Finish."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _work(self) -> None:
        first = True
        while first or self._changed:
            first = False
            changed, self._changed = list(self._changed), {}
            note = " ".join([self.token, *changed])
            note = note if len(note) <= _LONGEST_NOTE else self.token

            async def tell(line: Line, note: str = note, *, told: bool = bool(changed)) -> None:
                if told:
                    await rows(line, "SELECT pg_notify(%s, %s)", (self._address.channel, note))
                await rows(line, NUMBER, (MOST_AT_ONCE,))

            with contextlib.suppress(Unavailable):
                await self._lines.run(tell)


async def changes(address: Address, but: str) -> AsyncGenerator[tuple[str, ...]]:
    """Yield the cases that other processes changed; `EVERYTHING` when there are too many, and after every connect.

    It connects again by itself. `but`: the token whose announcements are left out.
    """
    pause = _FIRST_S
    while True:
        try:
            line = await connect(address, "makegood changes")
        except Unavailable:
            await asyncio.sleep(pause)
            pause = min(_LONGEST_S, pause * 2)
            continue
        try:
            await rows(line, f'LISTEN "{address.channel}"')
            pause = _FIRST_S
            yield EVERYTHING
            async for note in line.notifies():
                token, *cases = note.payload.split(" ")
                if token != but:
                    yield tuple(cases)
        except psycopg.Error:
            await asyncio.sleep(pause)
        finally:
            await line.close()
