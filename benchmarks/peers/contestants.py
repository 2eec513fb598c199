"""Who takes part: what each is called, the servers it needs, the words that start it, how durable its writes are."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.places import PEERS, Places

FULL = "SQLite: WAL, synchronous FULL"
FSYNC = "PostgreSQL: fsync on"
DEV = "Temporal: SQLite, WAL, synchronous NORMAL"
THEIRS = "Temporal: PostgreSQL, fsync on"


@dataclass(frozen=True, slots=True)
class Contestant:
    """One row of the table."""

    id: str
    what: str
    durable: str
    begin: Callable[[Places], Sequence[str]]
    """Starts what it needs; returns the words that start it."""
    questions: bool = False


def _ours(*more: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.ours", *more]


def _raw(*more: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.raw_temporal", *more]


def _dbos(*more: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.dbos_case", *more]


def _restate(places: Places) -> list[str]:
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("node is not there; Restate's SDK needs it")
    return [node, str(Path(__file__).with_name("restate_case.mjs")), str(PEERS), *places.restate()]


def _file(places: Places) -> str:
    return str(places.file("makegood.db"))


def _database(places: Places) -> str:
    return places.postgres().database()


def _dbos_database(places: Places) -> str:
    return _database(places).replace("postgresql:", "postgresql+psycopg:")


CONTESTANTS = (
    Contestant("embedded", "Makegood, embedded, SQLite", FULL, lambda at: _ours(_file(at))),
    Contestant("embedded-pg", "Makegood, embedded, PostgreSQL", FSYNC, lambda at: _ours(_database(at))),
    Contestant("temporal", "Makegood on Temporal's development server, SQLite", f"{FULL}; {DEV}",
               lambda at: _ours(_file(at), "--temporal", at.temporal())),
    Contestant("temporal-pg", "Makegood on Temporal with PostgreSQL, PostgreSQL", f"{FSYNC}; {THEIRS}",
               lambda at: _ours(_database(at), "--temporal", at.temporal_on_postgres())),
    Contestant("raw", "Temporal's development server, activities", DEV, lambda at: _raw(at.temporal())),
    Contestant("raw-local", "Temporal's development server, local activities", DEV,
               lambda at: _raw(at.temporal(), "--local")),
    Contestant("raw-pg", "Temporal with PostgreSQL, activities", THEIRS, lambda at: _raw(at.temporal_on_postgres())),
    Contestant("raw-pg-local", "Temporal with PostgreSQL, local activities", THEIRS,
               lambda at: _raw(at.temporal_on_postgres(), "--local")),
    Contestant("dbos", "DBOS, SQLite", "SQLite as DBOS opens it: rollback journal, synchronous FULL",
               lambda at: _dbos(f"sqlite:///{at.file('dbos.db')}")),
    Contestant("dbos-wal", "DBOS, SQLite, the file set to WAL", FULL,
               lambda at: _dbos(f"sqlite:///{at.file('dbos.db')}", "--wal")),
    Contestant("dbos-pg", "DBOS, PostgreSQL", FSYNC, lambda at: _dbos(_dbos_database(at))),
    Contestant("restate", "Restate, one node", "RocksDB, fsync of its log on (Restate's default)", _restate),
    Contestant("embedded?", "Makegood, embedded, SQLite", FULL, lambda at: _ours(_file(at), "--questions"),
               questions=True),
    Contestant("temporal?", "Makegood on Temporal's development server, SQLite", f"{FULL}; {DEV}",
               lambda at: _ours(_file(at), "--questions", "--temporal", at.temporal()), questions=True),
    Contestant("raw?", "Temporal's development server, activities and signals", DEV,
               lambda at: _raw(at.temporal(), "--questions"), questions=True),
    Contestant("temporal-pg?", "Makegood on Temporal with PostgreSQL, PostgreSQL", f"{FSYNC}; {THEIRS}",
               lambda at: _ours(_database(at), "--questions", "--temporal", at.temporal_on_postgres()),
               questions=True),
    Contestant("raw-pg?", "Temporal with PostgreSQL, activities and signals", THEIRS,
               lambda at: _raw(at.temporal_on_postgres(), "--questions"), questions=True),
)  # fmt: skip
