"""The journal in a SQLite file: one writer with group commit, and readers that only read."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from activities.journal.beside import read_beside
from activities.journal.codecs import (
    CASE,
    INFO,
    PROMISE,
    TASK,
    URGENCIES,
    case_row,
    info_row,
    ms,
    promise_row,
    task_row,
)
from activities.journal.file import connect, open_reader
from activities.journal.refusals import explain
from activities.journal.statements import among
from activities.journal.writer import Statement, Writer
from activities.ports import (
    OPEN,
    OPERATOR,
    PARKED,
    Appended,
    Batch,
    CaseRow,
    CommandRecord,
    JournalInfo,
    Parked,
    PromiseChange,
    TaskRow,
    Tenure,
    VaultRow,
)
from domain.clock.instant import from_ms, to_ms
from domain.errors import Unavailable, VerificationFailed
from domain.evidence.beside import Beside
from domain.record import Head, Recorded

_TIMED, _TIMELESS = "urgency >= ? AND urgency < ?", "urgency = ?"
_P = ParamSpec("_P")
_T = TypeVar("_T")


def _explained(read: Callable[_P, Coroutine[object, object, _T]]) -> Callable[_P, Coroutine[object, object, _T]]:
    """Have a read say in a sentence what SQLite refuses it with, or that a row is not what it has to be."""

    @functools.wraps(read)
    async def reading(*args: _P.args, **more: _P.kwargs) -> _T:
        try:
            return await read(*args, **more)
        except sqlite3.Error as trouble:
            raise explain(trouble) from trouble
        except (TypeError, ValueError) as trouble:
            raise VerificationFailed(
                "a row of the journal's tables is not what it has to be.",
                remedy="Somebody wrote to the file: see what, makegood audit verify.",
            ) from trouble

    return reading


class SqliteJournal:
    """A journal in a file. Open it with `open`; with `write=False` it only reads."""

    def __init__(self, path: Path, *, write: bool = True, unfinished: bool = False) -> None:
        """Check the file, then open a reader and (to write) the writer; `unfinished`: a copy of another is made here.

        Raises:
            Unavailable: every reason not to start, with its remedy.
        """
        self.path = path
        self._db = open_reader(path, write=write, unfinished=unfinished)
        self._writer = Writer(self._open_writer) if write else None

    def _open_writer(self) -> sqlite3.Connection:
        try:
            db = connect(self.path, "rw")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA wal_autocheckpoint = 4000")
            mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            synchronous = db.execute("PRAGMA synchronous").fetchone()[0]
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            db.execute("PRAGMA busy_timeout = 0")  # the writer waits by itself, without standing in the loop's way
        except sqlite3.Error as trouble:
            raise explain(trouble, str(self.path)) from trouble
        if mode != "wal" or synchronous < 2:  # noqa: PLR2004 — FULL
            raise Unavailable("SQLite will not keep every acknowledged event here (WAL with synchronous=FULL).")
        return db

    @property
    def failed(self) -> Unavailable | None:
        """What made this journal unusable for this process, if anything did."""
        return self._writer.failed if self._writer else None

    def _write(self, work: Batch | Statement) -> object:
        if self._writer is None:
            raise Unavailable("this journal was opened for reading only.", where=str(self.path))
        return self._writer.submit(work)

    async def _run(self, work: Batch | Statement) -> object:
        return await self._write(work)  # type: ignore[misc] # a future, see Writer.submit

    @_explained
    async def info(self) -> JournalInfo:
        """Return the journal's own row."""
        return info_row(self._db.execute(f"SELECT {INFO} FROM journal").fetchone())

    async def open_epoch(self) -> JournalInfo:
        """Begin a new epoch: writers of the old one are refused from now on."""
        await self._run(lambda db: db.execute("UPDATE journal SET epoch = epoch + 1"))
        return await self.info()

    @_explained
    async def take_over(self, holder: str, engine: str = "embedded", *, shared: bool = False) -> Tenure:
        """Write down who runs this journal from now on; turns of whoever ran it before are refused."""
        more = "CASE WHEN ? AND engine = ? AND term > 0 THEN 0 ELSE 1 END"
        statement = f"UPDATE journal SET holder = ?, engine = ?, term = term + {more}"
        await self._run(lambda db: db.execute(statement, (holder, engine, shared, engine)))
        return Tenure(*self._db.execute("SELECT epoch, term FROM journal").fetchone())

    @property
    def moved(self) -> bool:
        """Say whether it lies elsewhere than its epoch began: of a file nobody can tell."""
        return False

    def give_up(self) -> None:
        """Wait no more: here nothing is waited for that does not come to an end by itself."""

    async def changes(self) -> AsyncGenerator[tuple[str, ...]]:
        """Yield the cases that other processes wrote to: there are none, for one process alone writes."""
        none: tuple[tuple[str, ...], ...] = ()
        for cases in none:
            yield cases

    async def append(self, batch: Batch) -> Appended:
        """Append one batch; see the port."""
        return cast("Appended", await self._run(batch))

    @_explained
    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """Return a stream's events with seq > `after`."""
        rows = self._db.execute(
            "SELECT seq, id, type, CAST(data AS BLOB), hash, position FROM events"
            " WHERE stream = (SELECT id FROM streams WHERE name = ?) AND seq > ? ORDER BY seq",
            (stream, after),
        ).fetchall()
        return [Recorded(stream, *row) for row in rows]

    @_explained
    async def read_all(self, after: int, limit: int) -> list[Recorded]:
        """Return events of all streams with position > `after`."""
        rows = self._db.execute(
            "SELECT s.name, e.seq, e.id, e.type, CAST(e.data AS BLOB), e.hash, e.position FROM events e"
            " JOIN streams s ON s.id = e.stream WHERE e.position > ? ORDER BY e.position LIMIT ?",
            (after, limit),
        ).fetchall()
        return [Recorded(*row) for row in rows]

    @_explained
    async def newest(self) -> Recorded | None:
        """Return the event with the highest position."""
        last = self._db.execute("SELECT max(position) FROM events").fetchone()[0]
        return (await self.read_all(last - 1, 1))[0] if last else None

    @_explained
    async def streams(self, prefix: str) -> list[str]:
        """Return the names of the streams that begin with a prefix."""
        rows = self._db.execute(
            "SELECT name FROM streams WHERE name >= ? AND name < ? ORDER BY name", (prefix, prefix + "\U0010ffff")
        )
        return [name for (name,) in rows]

    @_explained
    async def command(self, command: str) -> CommandRecord | None:
        """Return what a command was answered."""
        row = self._db.execute("SELECT id, digest, answer FROM commands WHERE id = ?", (command,)).fetchone()
        return CommandRecord(*row) if row else None

    async def record_refusal(self, record: CommandRecord) -> None:
        """Keep a refusal under its command's id."""
        values = (record.id, record.digest, record.answer)
        await self._run(lambda db: db.execute("INSERT OR IGNORE INTO commands VALUES (?, ?, ?, 0)", values))

    @_explained
    async def holder_of(self, name: str) -> str:
        """Return who holds a unique name."""
        row = self._db.execute("SELECT holder FROM claims WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    @_explained
    async def counts(self, names: Sequence[str]) -> dict[str, int]:
        """Return how far counters stand."""
        found = among(self._db, "SELECT name, value FROM claims WHERE name IN", names)
        return dict(cast("list[tuple[str, int]]", found))

    @_explained
    async def counters(self, begins: str, *, after: str, limit: int) -> list[str]:
        """Return the names of counters that begin so."""
        rows = self._db.execute(
            "SELECT name FROM claims WHERE name > ? AND name < ? AND holder = '' ORDER BY name LIMIT ?",
            (max(begins, after), begins + "\U0010ffff", limit),
        )
        return [name for (name,) in rows]

    async def forget(self, counters: Sequence[str]) -> None:
        """Take counters away."""
        names = [(name,) for name in counters]
        await self._run(lambda db: db.executemany("DELETE FROM claims WHERE name = ? AND holder = ''", names))

    @_explained
    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Return cases whose `wake_at` has come, the most urgent first."""
        found: list[CaseRow] = []
        for tier in URGENCIES:  # those with a time are few; of the others only what is due is looked at
            for where, bounds in ((_TIMED, tier), (_TIMELESS, (tier.timeless,))):
                room = limit + len(skip) - len(found)
                rows = self._db.execute(
                    f"SELECT {CASE} FROM cases WHERE {where} AND wake_at <= ? AND parked = 0"
                    " ORDER BY urgency, wake_at LIMIT ?",
                    (*bounds, to_ms(now), room),
                )
                found += [row for row in map(case_row, rows) if row.case not in skip]
                if len(found) >= limit:
                    return found[:limit]
        return found[:limit]

    @_explained
    async def next_wake(self) -> datetime | None:
        """Return the earliest `wake_at`."""
        wakes = [
            self._db.execute(
                f"SELECT wake_at FROM cases WHERE {where} AND wake_at IS NOT NULL AND parked = 0"
                " ORDER BY wake_at LIMIT 1",
                bounds,
            ).fetchone()
            for tier in URGENCIES
            for where, bounds in ((_TIMED, tier), (_TIMELESS, (tier.timeless,)))
        ]
        found = [row[0] for row in wakes if row]
        return from_ms(min(found)) if found else None

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Change a row's `wake_at` alone."""
        values = (ms(wake_at), case)
        await self._run(lambda db: db.execute("UPDATE cases SET wake_at = ? WHERE id = ?", values))

    @_explained
    async def cases(self, *, phase: str = "", limit: int = 1_000, after: str = "") -> list[CaseRow]:
        """Return case rows by id."""
        where, values = ("WHERE id > ?", [after])
        if phase == OPEN:
            where = "WHERE phase IN ('received', 'assessed', 'working', 'resolved') AND id > ?"
        elif phase:
            where, values = ("WHERE phase = ? AND id > ?", [phase, after])
        rows = self._db.execute(f"SELECT {CASE} FROM cases {where} ORDER BY id LIMIT ?", [*values, limit])
        return [case_row(row) for row in rows]

    @_explained
    async def row(self, case: str) -> CaseRow | None:
        """Return the row of one case."""
        row = self._db.execute(f"SELECT {CASE} FROM cases WHERE id = ?", (case,)).fetchone()
        return case_row(row) if row is not None else None

    @_explained
    async def tasks(self, *, role: str = "", case: str = "", limit: int = 1_000) -> list[TaskRow]:
        """Return open tasks by urgency and due instant."""
        rows = self._db.execute(
            f"SELECT {TASK} FROM tasks"
            " WHERE (? = '' OR role = ?) AND (? = '' OR in_case = ?) ORDER BY urgency, due LIMIT ?",
            (role, role, case, case, limit),
        )
        return [task_row(row) for row in rows]

    @_explained
    async def overdue_promises(self, now: datetime, limit: int) -> list[PromiseChange]:
        """Return promises still open at their due instant that have not rung yet."""
        rows = self._db.execute(
            f"SELECT {PROMISE} FROM promises WHERE state = 'open' AND rung_for < due AND due <= ? ORDER BY due LIMIT ?",
            (to_ms(now), limit),
        )
        return [promise_row(row) for row in rows]

    async def mark_rung(self, rung: Sequence[PromiseChange]) -> None:
        """Remember that these rang."""
        values = [(to_ms(r.due), r.case, r.promise) for r in rung if r.due is not None]
        statement = "UPDATE promises SET rung_for = ? WHERE in_case = ? AND promise = ?"
        await self._run(lambda db: db.executemany(statement, values))

    @_explained
    async def vault(self, refs: Sequence[str]) -> dict[str, VaultRow]:
        """Return personal texts by reference."""
        rows = self._db.execute(
            f"SELECT ref, stream, subject, salt, plaintext FROM vault WHERE ref IN ({','.join('?' * len(refs))})",
            list(refs),
        )
        return {row[0]: VaultRow(*row) for row in rows}

    async def save_snapshot(self, stream: str, head: Head, code: str, data: bytes) -> None:
        """Keep a snapshot; whoever only reads keeps none."""
        if self._writer is None:
            return
        values = (stream, head.seq, head.hash, code, data)
        await self._run(lambda db: db.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?)", values))

    @_explained
    async def snapshot(self, stream: str, code: str) -> tuple[Head, bytes] | None:
        """Return the newest snapshot made by the same code."""
        row = self._db.execute(
            "SELECT seq, hash, data FROM snapshots WHERE stream = ? AND code = ?", (stream, code)
        ).fetchone()
        return (Head(row[0], row[1]), row[2]) if row else None

    async def park(self, case: str, why: str, at: datetime) -> None:
        """Leave a case out of `due`."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO parked VALUES (?, ?, ?)", (case, to_ms(at), why))
            db.execute("UPDATE cases SET parked = 1 WHERE id = ?", (case,))
            db.execute(
                "INSERT OR REPLACE INTO tasks (in_case, task, role, purpose, tier, urgency, due, claimed_by)"
                " SELECT id, ?, ?, 'parked', tier, urgency, ?, '' FROM cases WHERE id = ?",
                (PARKED, OPERATOR, to_ms(at), case),
            )

        await self._run(work)

    async def unpark(self, case: str) -> None:
        """Let a parked case be due again."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM parked WHERE in_case = ?", (case,))
            db.execute("UPDATE cases SET parked = 0 WHERE id = ?", (case,))
            db.execute("DELETE FROM tasks WHERE in_case = ? AND task = ?", (case, PARKED))

        await self._run(work)

    @_explained
    async def parked(self) -> list[Parked]:
        """Return the parked cases."""
        rows = self._db.execute("SELECT in_case, at, why FROM parked ORDER BY at")
        return [Parked(case, from_ms(at), why) for case, at, why in rows]

    @contextlib.asynccontextmanager
    async def alone(self, stream: str) -> AsyncIterator[None]:
        """Have this task be the only one that appends to a stream; see the port. One process alone writes here."""
        yield

    @contextlib.asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Have all reads within see the journal as of one moment."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    @_explained
    async def beside(self) -> Beside:
        """Return what lies beside the streams."""
        return read_beside(self._db)

    async def close(self) -> None:
        """Finish what is queued and let go; the writer goes last, for only it can empty the log beside the file."""
        if self._writer is not None:
            await self._writer.finish()
        self._db.close()
        if self._writer is not None:
            self._writer.end()
