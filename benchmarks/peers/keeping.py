"""A record beside an engine of others: the events of same_events.py, written before and after each effect.

Written for speed as ours is: in a file one commit takes everything that waits for it; in PostgreSQL every part is one
statement, and the server lets commits share an fsync. What is written twice, since a step was tried twice, counts once.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from psycopg_pool import AsyncConnectionPool

TABLE = (
    "CREATE TABLE event (stream TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL,"
    " PRIMARY KEY (stream, seq))"
)
Row = tuple[str, int, str, str]


class Record(ABC):
    """Where the events of cases are kept."""

    def __init__(self, events: Path) -> None:
        """Read what has to be written for each effect."""
        self._parts: dict[str, list[list[tuple[int, str, str]]]] = json.loads(events.read_text(encoding="utf-8"))

    async def before(self, case: str, effect: str) -> None:
        """Return when the intent of an effect is durable."""
        await self._write([(case, *part) for part in self._parts[effect][0]])

    async def after(self, case: str, effect: str) -> None:
        """Return when the outcome of an effect is durable."""
        await self._write([(case, *part) for part in self._parts[effect][1]])

    @abstractmethod
    async def _write(self, rows: Sequence[Row]) -> None: ...


class FileRecord(Record):
    """Kept in a SQLite file: a write-ahead log, synchronous FULL, and one commit for all that wait."""

    def __init__(self, events: Path, file: str) -> None:
        """Make the file."""
        super().__init__(events)
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute(TABLE)
        self._waiting = list[tuple[Sequence[Row], asyncio.Future[None]]]()
        self._writing: asyncio.Task[None] | None = None

    async def _write(self, rows: Sequence[Row]) -> None:
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._all())
        await written

    async def _all(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, []
            await asyncio.to_thread(self._commit, [row for rows, _ in taken for row in rows])
            for _, written in taken:
                written.set_result(None)

    def _commit(self, rows: Sequence[Row]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")


class DatabaseRecord(Record):
    """Kept in PostgreSQL."""

    def __init__(self, events: Path, pool: AsyncConnectionPool) -> None:
        """Take a pool of connections."""
        super().__init__(events)
        self._pool = pool

    async def _write(self, rows: Sequence[Row]) -> None:
        async with self._pool.connection() as line:
            await line.execute(
                "INSERT INTO event SELECT * FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[])"
                " ON CONFLICT DO NOTHING",
                [list(column) for column in zip(*rows, strict=True)],
            )


@contextlib.asynccontextmanager
async def record(events: str, where: str) -> AsyncIterator[Record]:
    """Give a record in a file, or in a database (postgresql:…)."""
    if not where.startswith("postgresql:"):
        yield FileRecord(Path(events), where)
        return
    async with AsyncConnectionPool(where, min_size=8, max_size=16, kwargs={"autocommit": True}) as pool:
        async with pool.connection() as line:
            await line.execute(TABLE)
        yield DatabaseRecord(Path(events), pool)
