"""What processes cost, children included, as the kernel counts it: processor time, memory, bytes written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """What processes have used since they began; those that ended are counted with their parents."""

    cpu_s: float
    written: int

    def since(self, before: Spent) -> Spent:
        """Return what was used since then."""
        return Spent(self.cpu_s - before.cpu_s, self.written - before.written)


def family(roots: Iterable[int]) -> list[int]:
    """Return these processes and everything they started."""
    children = dict[int, list[int]]()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                children.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
    found, left = list[int](), list(roots)
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


def spent(roots: Iterable[int]) -> Spent:
    """Return what these processes and everything they started have used."""
    cpu, written = 0, 0
    for one in family(roots):
        with contextlib.suppress(OSError):
            cpu += sum(int(part) for part in _stat(one)[11:15])  # its own, and that of children that ended
            lines = dict(line.split(": ") for line in Path(f"/proc/{one}/io").read_text().splitlines())
            written += int(lines["write_bytes"])
    return Spent(cpu * _TICK_S, written)


def machine_s() -> float:
    """Return the processor time that this machine has given to anybody, and what was taken from it, since it began."""
    ticks = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    user, nice, system, _idle, _waits, irq, soft_irq, stolen = ticks
    return (user + nice + system + irq + soft_irq + stolen) * _TICK_S


def memory(roots: Iterable[int]) -> int:
    """Return the bytes of memory these processes hold now; what several share is counted once."""
    held = 0
    for one in family(roots):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    held += int(line.split()[1]) * 1024
    return held


def _stat(process: int) -> list[str]:
    """Return the fields of a process behind its name, which may hold anything."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
