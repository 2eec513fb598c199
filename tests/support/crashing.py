"""An engine that is killed: a parent that forks one engine after the other, each to die at a named point.

Run as `python -m tests.support.crashing FOLDER`; every line on its standard input is `POINT NUMBER` (die when the point
is reached for that time) or `random MS` (die after so long) or `run` (live until the line `stop`). It answers each with
a line of JSON. The points are put into the parts from outside: nothing in them knows of crashes.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

from activities.connectors.http import HttpConnector
from activities.connectors.outbox import Outbox
from activities.desk import Desk
from activities.journal.door import Door
from activities.journal.writer import Writer
from activities.ports import Call, Outcome
from workers.engine import run_until_stopped, running
from workers.settings import load
from workers.shelf import Folders, Shelf, read_shelf
from workers.telemetry import configure

POINTS = (
    "group-written", "group-committed", "effect-begun", "effect-under-way", "effect-answered", "undo-answered",
    "pay-answered", "message-written", "case-opened", "command-answered",
)  # fmt: skip
LONGEST_S = 20


class Fuse:
    """Kills this process when a point is reached for the wanted time; the point is on disk before."""

    def __init__(self, log: Path, point: str, number: int) -> None:
        """Prepare."""
        self.log, self.point, self.left = log, point, number

    def reach(self, point: str) -> None:
        """Die here, if this is it."""
        if point != self.point:
            return
        self.left -= 1
        if self.left > 0:
            return
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, f"{point}\n".encode())
        os.fsync(handle)
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)

    def wire(self) -> None:
        """Put the points into the parts."""
        self._after(Writer, "_write", "group-written")
        self._before(Writer, "_committed", "group-committed")
        self._after_async(Desk, "open", "case-opened")
        self._before_async(Door, "_say", "command-answered")
        HttpConnector.perform = self._effect(HttpConnector.perform)  # type: ignore[assignment, method-assign]
        self._after_async(Outbox, "perform", "message-written")

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


async def live(shelf: Shelf, folder: Path) -> None:
    """Run the engine until the process is ended."""
    async with running(load(folder=folder), shelf) as it:
        await run_until_stopped(it)


def child(shelf: Shelf, folder: Path, words: list[str]) -> None:
    """Be one engine."""
    point, number = (words[0], int(words[1])) if words[0] in POINTS else ("", 0)
    Fuse(folder / "hits", point, number).wire()
    if words[0] == "random":
        threading.Timer(int(words[1]) / 1_000, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    try:
        asyncio.run(live(shelf, folder))
        os._exit(0)
    except BaseException as trouble:  # noqa: BLE001 — the parent reads what it was
        (folder / "trouble").write_text(f"{type(trouble).__name__}: {trouble}")
        os._exit(9)


def parent(folder: Path) -> None:
    """Fork engines as told."""
    os.chdir(folder)
    settings = load(folder=folder)
    configure(settings)
    shelf = read_shelf(Folders.of(settings)).legal()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        words = line.split()
        began, number = time.monotonic(), os.fork()
        if number == 0:
            child(shelf, folder, words)
        status = _wait(number, forever=words[0] == "run")
        told = {"words": words, "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
                "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
                "seconds": round(time.monotonic() - began, 2)}  # fmt: skip
        print(json.dumps(told), flush=True)


def _wait(number: int, *, forever: bool) -> int:
    """Wait for a child; one that outlives its time is ended in order, and says by that that its point was not met."""
    until = time.monotonic() + LONGEST_S
    while True:
        found, status = os.waitpid(number, os.WNOHANG)
        if found:
            return status
        if forever:
            if sys.stdin.readline().strip() == "stop":
                os.kill(number, signal.SIGTERM)
                return os.waitpid(number, 0)[1]
        elif time.monotonic() > until:
            os.kill(number, signal.SIGTERM)
            return os.waitpid(number, 0)[1]
        time.sleep(0.01)


if __name__ == "__main__":
    parent(Path(sys.argv[1]))
