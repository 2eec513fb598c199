"""The fuse of a process: it dies when a named point is reached for the wanted time, and that is on disk before.

The points are put into the parts from outside: nothing in them knows of crashes.
"""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from activities.connectors.http import HttpConnector
from activities.connectors.outbox import Outbox
from activities.desk import Desk
from activities.journal.door import Door
from activities.journal.postgres import lines, writer
from activities.journal.postgres.group import APPEND
from activities.journal.writer import Writer
from activities.ports import Call, Outcome
from activities.turns import Turns
from workers.queue import QueueWorker
from workflows.nudges import Nudger

ENGINE_POINTS = (
    "group-written", "group-committed", "effect-begun", "effect-under-way", "effect-answered", "undo-answered",
    "pay-answered", "message-written", "turn-taken",
)  # fmt: skip
"""Where an engine can die. On PostgreSQL a group is written when it is under way to the server."""
DOOR_POINTS = ("case-opened", "command-answered")
"""Where whoever takes commands can die."""
QUEUE_POINTS = ("job-begun", "job-acted", "job-reported")
"""Where the worker of a queue can die."""
TEMPORAL_POINTS = ("nudge-due", "nudge-sent")
"""Where an engine can die beside, that has Temporal carry cases."""


class Fuse:
    """Kills this process."""

    def __init__(self, log: Path, fault: int, point: str, times: int, ms: int) -> None:
        """Prepare; for so many milliseconds nothing counts."""
        self.log, self.fault, self.point, self.left = log, fault, point, times
        self.live_from = time.monotonic() + ms / 1_000

    def reach(self, point: str) -> None:
        """Die here, if this is it."""
        if point != self.point or time.monotonic() < self.live_from:
            return
        self.left -= 1
        if self.left > 0:
            return
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, f"{self.fault} {point}\n".encode())
        os.fsync(handle)
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)

    def wire(self) -> None:
        """Put the points into the parts."""
        self._after(Writer, "_write", "group-written")
        self._before(Writer, "_committed", "group-committed")
        self._group_of_postgres()
        self._after_async(Desk, "open", "case-opened")
        self._before_async(Door, "_say", "command-answered")
        HttpConnector.perform = self._effect(HttpConnector.perform)  # type: ignore[assignment, method-assign]
        self._after_async(Outbox, "perform", "message-written")
        self._after_async(Turns, "take", "turn-taken")
        self._before_async(Nudger, "_start", "nudge-due")
        self._after_async(Nudger, "_start", "nudge-sent")
        self._before_async(QueueWorker, "do", "job-begun")
        self._after_async(QueueWorker, "_perform", "job-acted")
        self._after_async(QueueWorker, "do", "job-reported")

    def _before(self, kind: type, name: str, point: str) -> None:
        original = getattr(kind, name)

        @functools.wraps(original)
        def patched(*args: object, **more: object) -> object:
            self.reach(point)
            return original(*args, **more)

        setattr(kind, name, patched)

    def _after(self, kind: type, name: str, point: str) -> None:
        original = getattr(kind, name)

        @functools.wraps(original)
        def patched(*args: object, **more: object) -> object:
            answer = original(*args, **more)
            self.reach(point)
            return answer

        setattr(kind, name, patched)

    def _before_async(self, kind: type, name: str, point: str) -> None:
        original = getattr(kind, name)

        @functools.wraps(original)
        async def patched(*args: object, **more: object) -> object:
            self.reach(point)
            return await original(*args, **more)

        setattr(kind, name, patched)

    def _after_async(self, kind: type, name: str, point: str) -> None:
        original = getattr(kind, name)

        @functools.wraps(original)
        async def patched(*args: object, **more: object) -> object:
            answer = await original(*args, **more)
            self.reach(point)
            return answer

        setattr(kind, name, patched)

    def _group_of_postgres(self) -> None:
        original = lines.one

        async def patched(line: lines.Line, query: str, values: Sequence[object] = ()) -> lines.Row:
            if query != APPEND:
                return await original(line, query, values)
            sending = asyncio.ensure_future(original(line, query, values))
            await asyncio.sleep(0)
            self.reach("group-written")
            answer = await sending
            self.reach("group-committed")
            return answer

        vars(writer)["one"] = patched

    def _effect(
        self, original: Callable[[HttpConnector, Call], Coroutine[None, None, Outcome]]
    ) -> Callable[[HttpConnector, Call], Coroutine[None, None, Outcome]]:
        async def perform(connector: HttpConnector, call: Call) -> Outcome:
            self.reach("effect-begun")
            sending = asyncio.ensure_future(original(connector, call))
            await asyncio.sleep(0.001)
            self.reach("effect-under-way")
            outcome = await sending
            self.reach("effect-answered")
            if call.effect in {"undo", "pay"}:
                self.reach(f"{call.effect}-answered")
            return outcome

        return perform
