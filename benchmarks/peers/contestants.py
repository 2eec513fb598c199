"""Who takes part: what each is called, the servers it needs, the words that start it, how durable its writes are."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.places import PEERS, Places
from benchmarks.peers.same_events import write_events

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
    keeps: bool = False
    """Whether it keeps the same events as we do beside."""


def _ours(*more: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.ours", *more]


def _raw(*more: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.raw_temporal", *more]


def _dbos(*more: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers.dbos_case", *more]


def _restate(places: Places, *more: str) -> list[str]:
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("node is not there; Restate's SDK needs it")
    return [node, str(Path(__file__).with_name("restate_case.mjs")), str(PEERS), *places.restate(), *more]


def _kept_in_file(places: Places) -> list[str]:
    return ["--keep", str(write_events(places.folder)), str(places.file("kept.db"))]


def _kept_in_database(places: Places) -> list[str]:
    return [str(write_events(places.folder)), places.postgres().database()]


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
    Contestant("raw+", "Temporal's development server, activities; the events in SQLite", f"{FULL}; {DEV}",
               lambda at: _raw(at.temporal(), *_kept_in_file(at)), keeps=True),
    Contestant("raw-pg+", "Temporal with PostgreSQL, activities; the events in PostgreSQL", f"{FSYNC}; {THEIRS}",
               lambda at: _raw(at.temporal_on_postgres(), "--keep", *_kept_in_database(at)), keeps=True),
    Contestant("dbos+", "DBOS, SQLite, its file set to WAL; the events in SQLite", FULL,
               lambda at: _dbos(f"sqlite:///{at.file('dbos.db')}", "--wal", *_kept_in_file(at)), keeps=True),
    Contestant("dbos-pg+", "DBOS, PostgreSQL; the events there as well", FSYNC,
               lambda at: _dbos(_dbos_database(at), "--keep", *_kept_in_database(at)), keeps=True),
    Contestant("restate+", "Restate, one node; the events in PostgreSQL", f"RocksDB, fsync of its log on; {FSYNC}",
               lambda at: _restate(at, *_kept_in_database(at)), keeps=True),
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
