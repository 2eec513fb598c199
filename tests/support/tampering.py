"""Journals that are changed behind their backs: a whole one of each kind, copied and changed, over and over."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg

from activities.journal.file import create
from activities.journal.postgres.journal import PostgresJournal
from activities.journal.sqlite import SqliteJournal
from activities.ports import Journal
from domain.evidence.verify import Breach
from domain.record import canonical, leaf_hash
from tests.support.postgres import Server
from workers.keeping.checking import check

_SECOND = (
    "CREATE TEMP TABLE second AS SELECT id, name, substr(name, 6) AS of_case, seq FROM streams"
    " WHERE name LIKE 'case/%' ORDER BY name LIMIT 1 OFFSET 1"
)
"""The case that statements are about."""


class Original(Protocol):
    """A journal that copies are made of."""

    async def open(self) -> Journal:
        """Open it, empty at first."""
        ...

    async def tampered(self, *statements: str) -> tuple[Breach, ...]:
        """Change a copy; returns what verification finds."""
        ...

    def column(self, select: str) -> Sequence[object]:
        """Return what a statement selects from the original."""
        ...

    def without_events(self, first: int, last: int) -> str:
        """Return the statement that removes the events at these positions."""
        ...


@dataclass(slots=True)
class InFile:
    """One in a SQLite file."""

    folder: Path
    _count: itertools.count[int] = field(default_factory=itertools.count)

    async def open(self) -> Journal:
        """Make the file."""
        create(self.folder / "whole.db")
        return SqliteJournal(self.folder / "whole.db")

    async def tampered(self, *statements: str) -> tuple[Breach, ...]:
        """Change a copy of the file."""
        path = self.folder / f"{next(self._count)}.db"
        shutil.copy(self.folder / "whole.db", path)
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute(_SECOND)
            for statement in statements:
                assert db.execute(statement).rowcount
            db.commit()
        return await _found(SqliteJournal(path, write=False))

    def column(self, select: str) -> Sequence[object]:
        """Look into the file."""
        with contextlib.closing(sqlite3.connect(self.folder / "whole.db")) as db:
            return [row[0] for row in db.execute(select)]

    def without_events(self, first: int, last: int) -> str:
        """Positions are a column."""
        return f"DELETE FROM events WHERE position BETWEEN {first} AND {last}"  # noqa: S608 — numbers


@dataclass(slots=True)
class InDatabase:
    """One in a database."""

    server: Server
    address: str = ""

    async def open(self) -> Journal:
        """Make the database."""
        self.address = self.server.journal()
        return await PostgresJournal.open(self.address)

    async def tampered(self, *statements: str) -> tuple[Breach, ...]:
        """Change a copy of the database."""
        address = self.server.copy(self.address)
        with psycopg.connect(address, autocommit=True) as line:
            line.execute("SET search_path = makegood")
            line.execute(_SECOND)
            for statement in statements:
                assert line.execute(statement.encode()).rowcount
        found = await _found(await PostgresJournal.open(address, write=False))
        self.server.do(f"DROP DATABASE {address.rpartition('/')[2]}")
        return found

    def column(self, select: str) -> Sequence[object]:
        """Look into the database."""
        return [row[0] for row in self.server.do(select, address=self.address)]

    def without_events(self, first: int, last: int) -> str:
        """Positions are a table of their own."""
        return (
            "DELETE FROM events WHERE (stream, seq) IN"  # noqa: S608 — numbers
            f" (SELECT stream, seq FROM positions WHERE position BETWEEN {first} AND {last})"
        )


async def _found(journal: Journal) -> tuple[Breach, ...]:
    try:
        return (await check(journal)).breaches
    finally:
        await journal.close()


Stored = dict[str, Any]
"""A stored event as JSON."""


def written_anew(path: Path, change: Callable[[Stored], None], *, stream: str, seq: int = 0, kind: str = "") -> None:
    """Change an event and write all hashes behind it anew, as whoever can write the file could.

    Of the first stream that is named like `stream`: the event `seq`, or every one of a `kind`.
    """
    with contextlib.closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT id FROM streams WHERE name LIKE ? ORDER BY name", (stream,)).fetchone()[0]
        rows = db.execute("SELECT position, data FROM events WHERE stream = ? ORDER BY seq", (found,)).fetchall()
        prev = "0" * 64
        for place, data in rows:
            event = json.loads(data)
            event["prev"] = prev
            if event["seq"] == seq or event["type"] == kind:
                change(event)
            changed = canonical(event)
            prev = leaf_hash(changed)
            db.execute("UPDATE events SET data = ?, hash = ? WHERE position = ?", (changed, prev, place))
        db.execute("UPDATE streams SET hash = ? WHERE id = ?", (prev, found))
        db.execute("DELETE FROM snapshots")
        db.commit()
