"""Large journals: many open cases, many events."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from activities.ports import Batch, CaseRow, StreamAppend
from benchmarks.measure import Figure
from domain.case import commands as c
from domain.case.decide import decide
from domain.case.evolve import named
from domain.events import Event
from domain.ids import case_stream
from domain.record import Head, Recorded, Stamp, seal
from domain.values import Person
from tests.support.house import House
from tests.support.plans import fourteen_steps

ROOT = Path(__file__).parents[1]
_PAGE = os.sysconf("SC_PAGE_SIZE")


async def _fill(path: Path, cases: int) -> float:
    """Write so many open cases that wait for tomorrow; returns the median of the due query in milliseconds."""
    create(path)
    house = await House(SqliteJournal(path), fourteen_steps()).start()
    now = house.clock.now()
    book = await house.library.newest_book("test")
    command = c.OpenCase(
        now=now, failure="test", source="bench", key="k", facts={}, customer=Person("cu_1"), market="us", language="en",
        reported_at=now,
    )  # fmt: skip
    events: tuple[Event, ...] = decide(named("ca_x"), command, book)
    row = CaseRow("", "working", "routine", "test", "owner", now, now + timedelta(days=1), held=False, summary="test",
                  release="bench")  # fmt: skip
    for start in range(0, cases, 500):
        parts = []
        for _ in range(min(500, cases - start)):
            name = "ca_" + secrets.token_hex(13)
            stamp = Stamp("bench", "bench", (), now, "ev_" + secrets.token_hex(10))
            sealed = seal(case_stream(name), Head(), events, stamp)
            parts.append(StreamAppend(case_stream(name), Head(), sealed, replace(row, case=name)))
        await house.journal.append(Batch(parts))
    spent = []
    for _ in range(200):
        began = time.perf_counter()
        await house.journal.due(now, 32)
        spent.append((time.perf_counter() - began) * 1e3)
    await house.journal.close()
    return statistics.median(spent)


def _engine(path: Path, seconds: float) -> tuple[float, float, float]:
    """Start the engine on a journal; returns seconds to its start, its memory in MiB, and its idle CPU in percent."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 — our own module
        [sys.executable, "-m", "makegood", "up", "--journal", f"sqlite:///{path}", "--outbox", str(path.parent / "o")],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    process.stderr.readline()
    started = time.perf_counter() - began
    time.sleep(2)
    before, at = _ticks(process.pid), time.perf_counter()
    time.sleep(seconds)
    share = (_ticks(process.pid) - before) / os.sysconf("SC_CLK_TCK") / (time.perf_counter() - at) * 100
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    process.send_signal(signal.SIGINT)
    process.communicate()
    return started, pages * _PAGE / 2**20, share


def _ticks(pid: int) -> int:
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(parts[11]) + int(parts[12])


def open_cases(*, quick: bool) -> list[Figure]:
    """Measure an engine over many open cases."""
    few, many = (500, 5_000) if quick else (1_000, 100_000)
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as name:
        small, large = Path(name) / "small.db", Path(name) / "large.db"
        asyncio.run(_fill(small, few))
        query = asyncio.run(_fill(large, many))
        _, less, _ = _engine(small, 1)
        started, memory, idle = _engine(large, 3 if quick else 10)
    return [
        Figure("L1", f"start of the engine with {many:,} open cases", started, "s", "≤ 10"),
        Figure("L2", f"the due query with {many:,} open cases", query, "ms", "≤ 5"),
        Figure("L3", f"memory, to that with {few:,} open cases", memory / less, "×", "≤ 1.1", f"{memory:.0f} MiB"),
        Figure("L4", f"idle CPU with {many:,} open cases", idle, "%", "≤ 2"),
    ]


async def _appends(path: Path, events: int) -> float:
    """Fill a journal up to so many events, then return the median µs of an append in groups of 32."""
    create(path)
    journal = SqliteJournal(path)
    data, now = b"x" * 500, datetime(2026, 3, 2, tzinfo=UTC)

    async def write(stream: str, head: Head, count: int) -> Head:
        made = [
            Recorded(stream, head.seq + 1 + n, secrets.token_hex(10), "NoteAdded", data, secrets.token_hex(32))
            for n in range(count)
        ]
        row = CaseRow(stream, "working", "routine", "t", "o", now, now, held=False, summary="s", release="b")
        await journal.append(Batch((StreamAppend(stream, head, made, row),)))
        return Head(made[-1].seq, made[-1].hash)

    written = 0
    while written < events:
        await asyncio.gather(*(write("case/" + secrets.token_hex(13), Head(), 30) for _ in range(100)))
        written += 3_000
    heads = {f"case/warm{n}": Head() for n in range(32)}
    spent = []
    for _ in range(220):
        began = time.perf_counter()
        found = await asyncio.gather(*(write(stream, head, 2) for stream, head in heads.items()))
        heads = dict(zip(heads, found, strict=True))
        spent.append((time.perf_counter() - began) / 32 * 1e6)
    await journal.close()
    return statistics.median(spent[20:])


def many_events() -> list[Figure]:
    """Measure appends with ten thousand and with ten million events in the file."""
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as name:
        few = asyncio.run(_appends(Path(name) / "few.db", 10_000))
        many = asyncio.run(_appends(Path(name) / "many.db", 10_000_000))
    note = f"{many:.0f} µs to {few:.0f} µs"
    return [
        Figure("J1", "an append with 10 million events in the file, to 10 thousand", many / few, "×", "≤ 1.2", note)
    ]
