"""Our processes as the campaign has them: started through their parent, watched until they end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.kills.ground import ROOT
from tests.support.kills.plan import Fault


@dataclass
class Process:
    """One life of a process."""

    name: str
    pid: int
    ended: asyncio.Future[dict[str, object]]

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal; False when it is too late."""
        if self.ended.done():
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
            return True
        return False

    @property
    def is_stopped(self) -> bool:
        """Say whether the system has it stopped."""
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        return False

    async def end(self, within_s: float = 20) -> None:
        """End it in order, or not in order when that takes too long."""
        self.signal(signal.SIGTERM)
        self.signal(signal.SIGCONT)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.ended), within_s)
        if self.signal(signal.SIGKILL):
            await self.ended


@dataclass
class Parent:
    """The parent of our processes."""

    process: asyncio.subprocess.Process
    alive: dict[str, Process] = field(default_factory=dict)
    _starting: dict[str, asyncio.Future[Process]] = field(default_factory=dict)
    _hearing: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, folder: Path) -> Parent:
        """Start it, and wait until it has loaded everything."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.kills.forking", str(folder), cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 60), "the parent of our processes does not start"
        parent = cls(process)
        parent._hearing = asyncio.ensure_future(parent._hear())
        return parent

    async def fork(self, name: str, role: str, fault: Fault | None) -> Process:
        """Start a process, with the fault that it is to die of."""
        assert self.process.stdin is not None
        self._starting[name] = asyncio.get_running_loop().create_future()
        order = {"start": name, "role": role, "fault": -1, "point": "", "times": 1, "ms": 0}
        if fault is not None:
            order |= {"fault": fault.number, "point": fault.kind, "times": fault.times, "ms": fault.ms}
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self._starting[name]

    async def _hear(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            said = json.loads(line)
            if "started" in said:
                name = said["started"]
                one = Process(name, said["pid"], asyncio.get_running_loop().create_future())
                self.alive[name] = one
                self._starting.pop(name).set_result(one)
            else:
                self.alive.pop(said["ended"]).ended.set_result(said)

    async def end(self) -> None:
        """End every process, and the parent."""
        await asyncio.gather(*(one.end() for one in list(self.alive.values())))
        assert self.process.stdin is not None
        self.process.stdin.close()
        await asyncio.wait_for(self.process.wait(), 20)
        if self._hearing is not None:
            await self._hearing
