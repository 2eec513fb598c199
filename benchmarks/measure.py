"""What a figure is, and how this machine is described beside it."""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One figure: its id for good, what it is, the value in its unit, what it should be, and what else was seen."""

    id: str
    what: str
    value: float
    unit: str
    aim: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The value, with as many digits as mean something."""
        digits = 0 if abs(self.value) >= 100 else 1 if abs(self.value) >= 10 else 2
        return f"{self.value:,.{digits}f} {self.unit}".strip()


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def fsync_median_ms(folder: Path, times: int = 200) -> float:
    """Return how long this disk takes to make 4 KiB durable."""
    spent, path = [], folder / "fsync.probe"
    with path.open("wb", buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"x" * 4_096)
            os.fsync(file.fileno())
            spent.append((time.perf_counter() - began) * 1e3)
    path.unlink()
    return statistics.median(spent)


def machine() -> str:
    """Describe the machine."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def as_engine() -> None:
    """Set the garbage collector as the engine process does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
