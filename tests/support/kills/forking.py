"""The parent of our processes: run as `python -m tests.support.kills.forking FOLDER`, it forks whom it is told to.

A line on its standard input is `{"start": NAME, "role": ROLE, "fault": N, "point": POINT, "times": N, "ms": N}`; it
answers with `{"started": NAME, "pid": N}`, and in the end with `{"ended": NAME, "pid": N, "signal": N, "code": N}`.
Everything a process needs is loaded before it is forked, so that the next one is there at once.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import workers.temporal.carried
import workers.temporal.queue  # noqa: F401 — loaded before anybody is forked
from activities.journal.door import Door
from tests.support.kills.fuse import Fuse
from workers import asking, queue_run, watchdog
from workers.engine import run_until_stopped, running
from workers.library.shelf import Folders, Shelf, read_shelf
from workers.settings import Settings, load
from workers.telemetry import configure

OFFICE = "office.sock"
"""Where the office's door is: it takes commands beside the engines, where the journal lies in a database."""
QUEUE = "partners"
TROUBLES = "troubles"
_LOOK_EVERY_S = 0.01
_PR_SET_PDEATHSIG = 1


async def engine(settings: Settings, shelf: Shelf, folder: Path) -> None:
    """Be an engine, in every role."""
    async with running(settings, shelf) as it:
        await run_until_stopped(it)


async def queue(settings: Settings, shelf: Shelf, folder: Path) -> None:
    """Be the worker of a queue."""
    await queue_run.work(settings, "tests.support.kills.partners", QUEUE, lambda step, outcome: None, lambda said: None)


async def office(settings: Settings, shelf: Shelf, folder: Path) -> None:
    """Take commands and failures in, as programs beside an engine do; the engines hear of it by the database."""
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with asking.reach(settings) as desk:
        assert isinstance(desk, asking.InPlace)
        door = Door(folder / OFFICE, desk.house.service.handle)
        await door.open()
        try:
            await stopping.wait()
        finally:
            await door.close()


async def watch(settings: Settings, shelf: Shelf, folder: Path) -> None:
    """Be the watchdog."""
    await watchdog.watch(settings)


ROLES = {"engine": engine, "queue": queue, "office": office, "watchdog": watch}


def child(shelf: Shelf, folder: Path, order: Mapping[str, object]) -> None:
    """Be one process."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    name = str(order["start"])
    log = os.open(folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    print(f"=== {os.getpid()} {json.dumps(order)}", file=sys.stderr, flush=True)
    fault, times, ms = (int(str(order[part])) for part in ("fault", "times", "ms"))
    Fuse(folder / "hits", fault, str(order["point"]), times, ms).wire()
    try:
        asyncio.run(ROLES[str(order["role"])](load(folder=folder), shelf, folder))
        os._exit(0)
    except BaseException as trouble:  # noqa: BLE001 — whoever started us reads what it was
        traceback.print_exc()
        kinds = [kind.__name__ for kind in type(trouble).__mro__]
        with (folder / TROUBLES).open("a") as file:
            file.write(json.dumps({"name": name, "kinds": kinds, "what": str(trouble)}) + "\n")
        sys.stderr.flush()
        os._exit(9)


@dataclass
class Parent:
    """Forks, and tells who ended."""

    shelf: Shelf
    folder: Path
    children: dict[int, str] = field(default_factory=dict)
    _read: bytes = b""

    def run(self) -> None:
        """Go on until standard input is closed."""
        while True:
            if select.select([0], [], [], _LOOK_EVERY_S)[0]:
                data = os.read(0, 65_536)
                if not data:
                    break
                *lines, self._read = (self._read + data).split(b"\n")
                for line in lines:
                    self._start(json.loads(line))
            self._reap()
        for number in self.children:
            os.kill(number, signal.SIGKILL)

    def _start(self, order: Mapping[str, object]) -> None:
        number = os.fork()
        if number == 0:
            child(self.shelf, self.folder, order)
        self.children[number] = str(order["start"])
        self._say(started=order["start"], pid=number)

    def _reap(self) -> None:
        while self.children:
            number, status = os.waitpid(-1, os.WNOHANG)
            if not number:
                return
            how = {"signal": os.WTERMSIG(status)} if os.WIFSIGNALED(status) else {"code": os.WEXITSTATUS(status)}
            self._say(ended=self.children.pop(number), pid=number, **how)

    def _say(self, **said: object) -> None:
        print(json.dumps(said), flush=True)


def main(folder: Path) -> None:
    """Load everything, and fork as told."""
    os.chdir(folder)
    settings = load(folder=folder)
    configure(settings)
    shelf = read_shelf(Folders.of(settings)).legal()
    print(json.dumps({"ready": True}), flush=True)
    Parent(shelf, folder).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
