"""A SQLite journal as the two ends of a copy: held while it is read, and made anew where it goes."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from activities.journal.codecs import ms
from activities.journal.file import check_schema, connect, make
from activities.journal.hands import COPYING, MOVED
from activities.journal.refusals import explain
from activities.journal.tables import MARKS, TABLES, Found, Row, Table
from activities.ports import JournalInfo
from domain.record import Recorded

_AT_ONCE = 10_000
"""Rows that are written in one transaction: it costs the disk little, and memory little."""
_BYTES = {"data", "salt", "plaintext"}


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as trouble:
        raise explain(trouble, str(path)) from trouble


def _rows(db: sqlite3.Connection, table: Table) -> Iterator[Row]:
    columns = ", ".join(f"CAST({name} AS BLOB)" if name in _BYTES else name for name in table.columns)
    where = f"WHERE stream LIKE '{MARKS}%'" if table.name == "snapshots" else ""
    cursor = db.execute(f"SELECT {columns} FROM {table.name} {where} ORDER BY {table.key}")
    cursor.arraysize = 1_000
    while rows := cursor.fetchmany():
        yield from rows


def _add(db: sqlite3.Connection, event: Recorded) -> int:
    db.execute("INSERT OR IGNORE INTO streams (name, seq, hash) VALUES (?, 0, '')", (event.stream,))
    db.execute("UPDATE streams SET seq = ?, hash = ? WHERE name = ?", (event.seq, event.hash, event.stream))
    db.execute(
        "INSERT INTO events (position, stream, seq, id, type, data, hash) SELECT"
        " (SELECT coalesce(max(position), 0) + 1 FROM events), id, ?, ?, ?, ?, ? FROM streams WHERE name = ?",
        (event.seq, event.id, event.type, event.data, event.hash, event.stream),
    )
    return int(db.execute("SELECT max(position) FROM events").fetchone()[0])


class HeldFile:
    """A journal in a file, with the one transaction that writes to it open."""

    def __init__(self, path: Path) -> None:
        """Begin it.

        Raises:
            Unavailable: another program holds the file.
        """
        self._path = path
        with _explained(path):
            self._db = connect(path, "rw")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("BEGIN IMMEDIATE")

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table in their order."""
        with _explained(self._path):
            yield from _rows(self._db, table)

    def retire(self, event: Recorded, to: str) -> int:
        """Append the last event, and let go."""
        with _explained(self._path):
            position = _add(self._db, event)
            self._db.execute("UPDATE journal SET engine = ?, holder = ?", (MOVED, to))
            self._db.execute("COMMIT")
        return position

    def close(self) -> None:
        """Let go."""
        with contextlib.suppress(sqlite3.Error):
            self._db.rollback()
        self._db.close()


class TargetFile:
    """A file that a journal is copied to."""

    def __init__(self, path: Path) -> None:
        """Prepare."""
        self._path = path
        self._db: sqlite3.Connection | None = None

    @property
    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = connect(self._path, "rw")
            self._db.execute("PRAGMA synchronous = FULL")
        return self._db

    def look(self, identity: str) -> Found:
        """Say what lies there; a file that nothing was ever written to is empty."""
        if not self._path.exists():
            return "empty"
        with _explained(self._path):
            if self._open.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
                return "empty"
            check_schema(self._open, self._path)
            row = self._open.execute("SELECT identity, engine FROM journal").fetchone()
        return "unfinished" if row == (identity, COPYING) else "taken"

    def begin(self, info: JournalInfo, of: str) -> None:
        """Make an empty journal, marked as unfinished."""
        clock = (ms(info.clock_start), ms(info.clock_began), info.clock_rate)
        row = (info.identity, info.epoch + 1, COPYING, of, 0, info.secret, *clock)
        if self.look(info.identity) == "empty":
            self.close()
            make(self._path, row)
            return
        with _explained(self._path):
            self._open.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                self._open.execute(f"DELETE FROM {table.name}")
            self._open.execute("DELETE FROM journal")
            self._open.execute("INSERT INTO journal VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            self._open.execute("COMMIT")

    def put(self, table: Table, rows: Iterable[Row]) -> None:
        """Write the rows of a table, many in one transaction."""
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
        left = iter(rows)
        with _explained(self._path):
            while some := list(itertools.islice(left, _AT_ONCE)):
                self._open.execute("BEGIN IMMEDIATE")
                self._open.executemany(statement, some)
                self._open.execute("COMMIT")

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table in their order."""
        with _explained(self._path):
            yield from _rows(self._open, table)

    def add(self, event: Recorded) -> None:
        """Write one more event."""
        with _explained(self._path):
            self._open.execute("BEGIN IMMEDIATE")
            _add(self._open, event)
            self._open.execute("COMMIT")

    def finish(self, engine: str) -> None:
        """Take the mark away, and put everything into the one file."""
        with _explained(self._path):
            self._open.execute("UPDATE journal SET engine = ?, holder = ''", (engine,))
            self._open.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go."""
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.rollback()
            self._db.close()
            self._db = None
