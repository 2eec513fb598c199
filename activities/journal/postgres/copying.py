"""A journal on PostgreSQL as the two ends of a copy: held while it is read, and made anew where it goes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from typing import LiteralString

import psycopg
from psycopg import sql

from activities.journal import schema
from activities.journal.codecs import ms
from activities.journal.hands import COPYING, MOVED
from activities.journal.postgres.address import Address
from activities.journal.postgres.making import KIND, Line, explained, has_journal, make
from activities.journal.postgres.refusals import unreachable
from activities.journal.tables import EVENTS, MARKS, TABLES, Found, Row, Table
from activities.ports import JournalInfo
from domain.errors import JournalAway, Unavailable
from domain.record import Recorded

_SETTINGS = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", "enable_seqscan": "off"}
_FETCHED = 2_000
"""Rows that are fetched at once."""
_NUMBERED_S = 10.0
"""So long (real seconds) events may wait for their positions."""
_HELD = "journal, commands, claims, cases, tasks, promises, vault, parked, snapshots"
"""What is locked while a journal is read: the row of the journal is read by every append, for share."""
_FIRST_EVENT = (
    "CASE WHEN c.xid IS NULL THEN 0 WHEN c.place = 0 THEN c.xid::text::bigint ELSE coalesce(("
    "SELECT p.position FROM generate_series(1, (SELECT epoch FROM journal)) AS g (n)"
    " JOIN events AS e ON e.epoch = g.n AND e.xid = c.xid AND e.place = c.place"
    " JOIN positions AS p ON p.stream = e.stream AND p.seq = e.seq ORDER BY g.n DESC LIMIT 1), 0) END"
)
"""The position of the first event that a command brought about."""
_SELECTED = {
    "streams": "SELECT id, name, seq, hash FROM streams WHERE seq > 0",
    "events": "SELECT p.position, e.stream, e.seq, e.id, e.type, e.data, e.hash"
    " FROM positions AS p JOIN events AS e ON e.stream = p.stream AND e.seq = p.seq",
    "commands": f"SELECT c.id, c.digest, c.answer, {_FIRST_EVENT} FROM commands AS c",
    "snapshots": f"SELECT stream, seq, hash, code, data FROM snapshots WHERE starts_with(stream, '{MARKS}')",
}
"""How tables are read that are kept in another way than in a file."""


def _connect(at: Address) -> Line:
    try:
        return psycopg.connect(at.line("makegood db copy", role="", **_SETTINGS))
    except psycopg.Error as trouble:
        raise unreachable(trouble, at.shown) from trouble


@contextlib.contextmanager
def _explained(at: Address) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as trouble:
        raise explained(trouble, at) from trouble


def _rows(line: Line, table: Table) -> Iterator[Row]:
    select = _SELECTED.get(table.name, f"SELECT {', '.join(table.columns)} FROM {table.name}")
    with line.cursor("copied") as cursor:
        cursor.itersize = _FETCHED
        cursor.execute(f"{select} ORDER BY {table.key}".encode())
        yield from cursor


def _number(at: Address) -> None:
    """Have every event get its position.

    Raises:
        JournalAway: a transaction on the server holds that up.
    """
    until = time.monotonic() + _NUMBERED_S
    with contextlib.closing(_connect(at)) as line:
        line.autocommit = True
        while line.execute("SELECT waiting IS NULL FROM number_events(10000)").fetchone() != (True,):
            if time.monotonic() > until:
                raise JournalAway(
                    "a transaction that is open on the server keeps events from getting their positions.",
                    where=at.shown, remedy="End it (see pg_stat_activity), then run this again.",
                )  # fmt: skip
            time.sleep(0.05)


class HeldDatabase:
    """A journal in a database, in a transaction that keeps every other writer out."""

    def __init__(self, address: str) -> None:
        """Begin it, and have every event numbered.

        Raises:
            Unavailable: somebody writes and does not end, or this user may not do it.
        """
        self._at = Address.of(address)
        self._line = _connect(self._at)
        try:
            with _explained(self._at):
                self._line.execute(f"LOCK TABLE {_HELD} IN EXCLUSIVE MODE".encode())
            _number(self._at)
        except BaseException:
            self._line.close()
            raise

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table in their order."""
        with _explained(self._at):
            yield from _rows(self._line, table)

    def retire(self, event: Recorded, to: str) -> int:
        """Append the last event, and let go."""
        line, stream = self._line, event.stream
        with _explained(self._at):
            line.execute("INSERT INTO streams (name) VALUES (%s) ON CONFLICT DO NOTHING", (stream,))
            line.execute("UPDATE streams SET seq = %s, hash = %s WHERE name = %s", (event.seq, event.hash, stream))
            line.execute(
                "INSERT INTO events (stream, seq, epoch, xid, place, id, type, data, hash)"
                " SELECT s.id, %s, j.epoch, pg_current_xact_id(), 1, %s, %s, %s, %s"
                " FROM streams AS s, journal AS j WHERE s.name = %s",
                (event.seq, event.id, event.type, event.data, event.hash, stream),
            )
            line.execute("UPDATE journal SET engine = %s, holder = %s", (MOVED, to))
            line.commit()
        _number(self._at)
        with _explained(self._at):
            found = line.execute("SELECT max(position) FROM positions").fetchone()
            line.rollback()
        return int(str(found[0])) if found else 0

    def close(self) -> None:
        """Let go."""
        self._line.close()


class TargetDatabase:
    """A database that a journal is copied to.

    Its events are of the epoch before, so that they lie below all that come: their place is 0, and in the place of a
    transaction stands their position.
    """

    def __init__(self, address: str) -> None:
        """Prepare."""
        self._at = Address.of(address)
        self._line: Line | None = None

    @property
    def _open(self) -> Line:
        if self._line is None:
            self._line = _connect(self._at)
        return self._line

    def look(self, identity: str) -> Found:
        """Say what lies there."""
        with _explained(self._at):
            if not has_journal(self._open, self._at):
                self._open.rollback()
                return "empty"
            theirs = self._open.execute("SELECT number, checksum FROM migrations").fetchall()
            schema.check(schema.migrations(KIND), dict(theirs), self._at.shown)  # type: ignore[arg-type] # two columns
            row = self._open.execute("SELECT identity, engine FROM journal").fetchone()
            self._open.rollback()
        return "unfinished" if row == (identity, COPYING) else "taken"

    def begin(self, info: JournalInfo, of: str) -> None:
        """Make an empty journal, marked as unfinished."""
        clock = (ms(info.clock_start), ms(info.clock_began), info.clock_rate)
        row = (info.identity, info.epoch + 1, COPYING, of, 0, info.secret, *clock)
        with _explained(self._at):
            if self.look(info.identity) == "empty":
                make(self._open, self._at, row)
                self._open.commit()
                return
            names = ", ".join([*(table.name for table in TABLES), "positions"])
            self._open.execute(f"TRUNCATE {names}".encode())
            self._open.execute("UPDATE sequencer SET newest = 0, epoch = 0, xid = '0', place = 0")
            self._open.execute(
                "UPDATE journal SET identity = %s, epoch = %s, engine = %s, holder = %s, term = %s, secret = %s,"
                " clock_start = %s, clock_began = %s, clock_rate = %s",
                row,
            )
            self._open.commit()

    def put(self, table: Table, rows: Iterable[Row]) -> None:
        """Write the rows of a table in one stream."""
        columns = table.columns
        if table is EVENTS:
            columns = ("stream", "seq", "epoch", "xid", "place", *columns[3:])
            rows = self._as_events(rows, self._epoch())
        elif table.name == "commands":
            columns = ("id", "digest", "answer", "xid", "place")
            rows = ((*row[:3], str(row[3]), 0) if row[3] else (*row[:3], None, None) for row in rows)
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with _explained(self._at), self._open.cursor() as cursor:
            try:
                with cursor.copy(into) as copy:
                    for row in rows:
                        copy.write_row(row)
            except (psycopg.DataError, UnicodeEncodeError) as trouble:
                raise Unavailable(
                    f"PostgreSQL cannot hold a row of {table.name}: {str(trouble).splitlines()[0]}.",
                    where=self._at.shown, remedy="Leave the journal where it lies.",
                ) from trouble  # fmt: skip
            for statement in _AFTERWARDS.get(table.name, ()):
                cursor.execute(statement)
            self._open.commit()

    def _epoch(self) -> object:
        """Return the epoch that copied events are of."""
        found = self._open.execute("SELECT epoch - 1 FROM journal").fetchone()
        return found[0] if found else 0

    @staticmethod
    def _as_events(rows: Iterable[Row], epoch: object) -> Iterator[Row]:
        for position, stream, seq, *rest in rows:
            yield (stream, seq, epoch, str(position), 0, *rest)

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table in their order."""
        with _explained(self._at):
            yield from _rows(self._open, table)
            self._open.rollback()

    def add(self, event: Recorded) -> None:
        """Write one more event."""
        line = self._open
        with _explained(self._at):
            line.execute("INSERT INTO streams (name) VALUES (%s) ON CONFLICT DO NOTHING", (event.stream,))
            line.execute(
                "UPDATE streams SET seq = %s, hash = %s WHERE name = %s", (event.seq, event.hash, event.stream)
            )
            line.execute(
                "INSERT INTO events (stream, seq, epoch, xid, place, id, type, data, hash) SELECT s.id, %s,"
                " j.epoch - 1, (q.newest + 1)::text::xid8, 0, %s, %s, %s, %s"
                " FROM streams AS s, journal AS j, sequencer AS q WHERE s.name = %s",
                (event.seq, event.id, event.type, event.data, event.hash, event.stream),
            )
            line.execute(
                "INSERT INTO positions SELECT q.newest + 1, s.id, s.seq FROM streams AS s, sequencer AS q"
                " WHERE s.name = %s",
                (event.stream,),
            )
            line.execute(_SEQUENCED)
            line.commit()

    def finish(self, engine: str) -> None:
        """Take the mark away."""
        with _explained(self._at):
            self._open.execute("UPDATE journal SET engine = %s, holder = ''", (engine,))
            self._open.commit()

    def close(self) -> None:
        """Let go."""
        if self._line is not None:
            self._line.close()
            self._line = None


_SEQUENCED: LiteralString = (
    "UPDATE sequencer SET newest = last.position, epoch = (SELECT epoch - 1 FROM journal),"
    " xid = last.position::text::xid8, place = 0"
    " FROM (SELECT position FROM positions ORDER BY position DESC LIMIT 1) AS last"
)
_AFTERWARDS: dict[str, tuple[LiteralString, ...]] = {
    "streams": (
        "SELECT setval(pg_get_serial_sequence('streams', 'id'), greatest((SELECT max(id) FROM streams), 1))",
        "ANALYZE streams",
    ),
    "events": (
        "INSERT INTO positions (position, stream, seq) SELECT xid::text::bigint, stream, seq FROM events",
        _SEQUENCED,
        "ANALYZE events, positions",
    ),
}
"""What is made of the rows of a table once all of them are there."""
