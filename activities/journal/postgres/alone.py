"""A stream for one task alone: the row of the stream is locked while it reads, decides and appends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast
from weakref import WeakValueDictionary

import psycopg

from activities.journal.postgres.group import APPEND, Group
from activities.journal.postgres.lines import Known, Line, one, rows
from activities.journal.postgres.refusals import is_unknown
from activities.journal.postgres.writer import Writer
from activities.ports import Appended, Batch
from domain.errors import Unavailable

DAWDLES = "2s"
"""Whoever holds a stream and says nothing for so long loses it: a paused process holds nobody up for longer."""


@dataclass(slots=True)
class Hold:
    """A stream that one task has for itself, and the connection whose transaction holds its row."""

    stream: str
    line: Line
    used: bool = False


class Alone:
    """Lets tasks hold streams, one each."""

    def __init__(self, known: Known, writer: Writer) -> None:
        """Prepare."""
        self._known = known
        self._writer = writer
        self._holds: dict[asyncio.Task[object], Hold] = {}
        self._in_line: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def holding(self, stream: str) -> AsyncIterator[None]:
        """Hold a stream. Where that is not to be had (the server is away, others take too long), go on without."""
        lock = self._in_line.setdefault(stream, asyncio.Lock())
        async with lock:
            hold = await self._taken(stream)
            if hold is None:
                yield
                return
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 — this runs in one
            self._holds[task] = hold
            try:
                yield
            finally:
                del self._holds[task]
                self._writer.release(stream)
                await hold.line.close()

    async def _taken(self, stream: str) -> Hold | None:
        line = None
        try:
            line = await self._known.checked("makegood alone", idle_in_transaction_session_timeout=DAWDLES)
            self._writer.hold(stream)
            await rows(line, "BEGIN")
            await rows(line, "SELECT FROM streams WHERE name = %s FOR NO KEY UPDATE", (stream,))
        except (psycopg.Error, Unavailable):
            self._writer.release(stream)
            if line is not None:
                await line.close()
            return None
        return Hold(stream, line)

    def held_for(self, batch: Batch) -> Hold | None:
        """Return the hold that a batch of this task is appended under, if there is one."""
        task = asyncio.current_task()
        hold = self._holds.get(task) if task is not None else None
        if hold is None or hold.used or hold.stream not in {part.stream for part in batch.appends}:
            return None
        return hold

    async def append(self, hold: Hold, batch: Batch) -> Appended:
        """Append under a hold, which ends with it. What goes wrong is left to the writer, who finds out."""
        hold.used = True
        return await asyncio.shield(asyncio.ensure_future(self._append(hold, batch)))

    async def _append(self, hold: Hold, batch: Batch) -> Appended:
        group, sent = Group([batch], {}), False
        try:
            (answers,) = await one(hold.line, APPEND, (*group.values, False))
            sent = True
            await rows(hold.line, "COMMIT")
        except psycopg.Error as trouble:
            unknown = sent or is_unknown(trouble, hold.line)
            await hold.line.close()
            self._writer.release(hold.stream)
            return await self._writer.submit(batch, sent=unknown)
        self._writer.release(hold.stream)
        answer = group.answer(0, cast("list[dict[str, object] | None]", answers)[0])
        if isinstance(answer, Exception):
            raise answer
        self._writer.told(group.cases)
        return answer
