"""The page of the comparison: what was measured, on what, by what settings; and the ratios that we aim at."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import fsync_median_ms
from benchmarks.peers.contestants import CONTESTANTS
from benchmarks.peers.measuring import Measured
from tests.support import postgres

PAGE = Path(__file__).parents[2] / "docs" / "peers.md"
BEGIN, END = "<!-- measured: make bench-peers -->", "<!-- end of measured -->"
AIMS = (
    ("temporal", "raw+", "6"), ("temporal-pg", "raw-pg+", "10"), ("temporal?", "raw?", "2"),
    ("embedded", "restate+", "6"), ("embedded", "dbos+", "15"), ("embedded-pg", "dbos-pg+", "12"),
    ("embedded-pg", "restate+", ""), ("temporal", "raw", ""), ("temporal-pg", "raw-pg", ""),
    ("temporal-pg?", "raw-pg?", ""), ("temporal", "raw-local", ""), ("temporal-pg", "raw-pg-local", ""),
    ("embedded", "restate", ""), ("embedded", "dbos", ""), ("embedded", "dbos-wal", ""), ("embedded-pg", "dbos-pg", ""),
)  # fmt: skip
"""Ours, theirs, and how many times as fast we mean to be."""


def write(found: Mapping[str, Measured], folder: Path) -> None:
    """Put the figures into the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{measured(found, folder)}\n{END}{after}", encoding="utf-8")


def measured(found: Mapping[str, Measured], folder: Path) -> str:
    """Return what was measured as a part of a page."""
    heads = (
        "| | cases/s | at once | p50 ms | p95 ms | others | CPU ms a case | memory MiB | bytes a case | durability |"
    )
    rule = "|---|---|---|---|---|---|---|---|---|---|"
    rows = {one: _row(one.id, one.what, one.durable, found) for one in CONTESTANTS}
    plain = [heads, rule, *(row for one, row in rows.items() if not one.questions and not one.keeps)]
    keeping = [heads, rule, *(row for one, row in rows.items() if one.keeps)]
    asked = [heads, rule, *(row for one, row in rows.items() if one.questions)]
    loads = [one.best.load for one in found.values()]
    return "\n".join([
        (
            f"Measured on {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, shared with other work: load average"
            f" between {min(loads):.1f} and {max(loads):.1f} in the measured rounds. An fsync of 4 KiB took"
            f" {fsync_median_ms(folder):.2f} ms at the median."
        ), "", f"Versions: {versions()}.", "",
        "The fourteen-step case:", "", *plain, "",
        "The others, keeping the same thirty-four events as we do beside:", "", *keeping, "",
        "Thirteen effects with five questions to people between them:", "", *asked, "",
        "Ratios within this run:", "",
        "| ours | to | cases/s | CPU a case | aim |", "|---|---|---|---|---|",
        *(_ratio(ours, theirs, aim, found) for ours, theirs, aim in AIMS), "",
        "Cases a second while looking for the best number at a time: " + "; ".join(
            f"{one.id} " + ", ".join(f"{rate:.1f} at {at}" for at, rate in found[one.id].tried.items())
            for one in CONTESTANTS
        ) + ".",
    ])  # fmt: skip


def _row(name: str, what: str, durable: str, found: Mapping[str, Measured]) -> str:
    it = found[name]
    best = it.best
    kept = f"{it.kept:,.0f}" if it.kept > 0 else "—"
    return (
        f"| `{name}` {what} | {best.rate:,.1f} | {best.at_once} | {best.p50_ms:,.0f} | {best.p95_ms:,.0f}"
        f" | {best.others:.2f} | {best.cpu_ms:.1f} | {best.memory / 2**20:,.0f} | {kept} | {durable} |"
    )


def _ratio(ours: str, theirs: str, aim: str, found: Mapping[str, Measured]) -> str:
    one, other = found[ours].best, found[theirs].best
    rate, cpu = one.rate / other.rate, other.cpu_ms / one.cpu_ms
    return f"| `{ours}` | `{theirs}` | {rate:.1f} × | {cpu:.1f} × less | {f'≥ {aim} ×' if aim else ''} |"


def versions() -> str:
    """Return what took part, by version."""
    programs = postgres.needed()
    server = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True)  # noqa: S603 — found there
    return ", ".join([
        f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}",
        f"PostgreSQL {server.stdout.split()[2]}", "Temporal server 1.32.0 (development server: CLI 1.8.2)",
        f"temporalio {version('temporalio')}", f"dbos {version('dbos')}",
        "restate-server 1.7.12 with its TypeScript SDK 1.17.2",
    ])  # fmt: skip
