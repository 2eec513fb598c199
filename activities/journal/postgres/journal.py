"""The journal in tables of PostgreSQL."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import cast

import psycopg

from activities.journal.codecs import (
    CASE,
    INFO,
    PROMISE,
    TASK,
    URGENCIES,
    case_row,
    info_row,
    instant,
    ms,
    promise_row,
    task_row,
)  # fmt: skip
from activities.journal.postgres.address import Address
from activities.journal.postgres.alone import Alone
from activities.journal.postgres.beside import read_beside
from activities.journal.postgres.clerk import Clerk, changes, number_events
from activities.journal.postgres.lines import Known, Line, Lines, connect, rows
from activities.journal.postgres.refusals import explain
from activities.journal.postgres.writer import Wake, Writer
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
from domain.errors import Unavailable
from domain.evidence.beside import Beside
from domain.record import Head, Recorded

_BOUNDS = tuple([bounds[n] for bounds in URGENCIES] for n in (0, 1))
_EVENT = "e.seq, e.id, e.type, e.data, e.hash, coalesce(p.position, 0)"
_STILL: ContextVar[tuple[object, Line] | None] = ContextVar("still", default=None)
"""The snapshot that reads of this task see, and whose journal it is of."""


class PostgresJournal:
    """A journal in a database. Open it with `open`; with `write=False` it only reads."""

    def __init__(self, known: Known, *, write: bool) -> None:
        """Prepare; see `open`."""
        self.address = known.address
        self._known = known
        self._lines = Lines(known)
        self._clerk = Clerk(known.address, self._lines)
        self._writer = Writer(known, self._clerk.written) if write else None
        self._alone = Alone(known, self._writer) if self._writer else None

    @classmethod
    async def open(
        cls, address: str, *, write: bool = True, moved: bool = False, unfinished: bool = False
    ) -> PostgresJournal:
        """Connect, and look at server and journal.

        `moved`: take a journal that lies in another cluster than before, to open a new epoch in it (`db accept-loss`).
        `unfinished`: take one that a copy is being made of.

        Raises:
            Unavailable: every reason not to start, with its remedy.
        """
        known = Known(Address.of(address), write=write, moved=moved, unfinished=unfinished)
        line = await connect(known.address, "makegood", role=False)
        try:
            await known.look(line)
        except psycopg.Error as trouble:
            raise explain(trouble, known.address.shown) from trouble
        finally:
            await line.close()
        journal = cls(known, write=write)
        try:
            if journal._writer is not None:
                await journal._writer.open()
            await journal._lines.open()
        except BaseException:
            await journal.close()
            raise
        return journal

    @property
    def failed(self) -> Unavailable | None:
        """What made this journal unusable for this process, if anything did."""
        return self._known.failed

    @property
    def moved(self) -> bool:
        """Whether it lies in another cluster than the one its epoch began in: it takes nothing before a new epoch."""
        return self._known.moved

    @property
    def patience_s(self) -> float:
        """How long (real seconds) something waits for a server that is away, before it is refused."""
        return self._lines.held_s

    @patience_s.setter
    def patience_s(self, seconds: float) -> None:
        self._lines.held_s = seconds
        if self._writer is not None:
            self._writer.held_s = seconds

    def give_up(self) -> None:
        """Wait no more for a server that is away: whoever waits for an unknown commit is told so (JournalAway)."""
        if self._writer is not None:
            self._writer.give_up()

    def changes(self) -> AsyncGenerator[tuple[str, ...]]:
        """Yield the cases that other processes changed, as they do; an empty tuple means: look at everything."""
        return changes(self.address, self._clerk.token)

    def _writing(self) -> Writer:
        if self._writer is None:
            raise Unavailable("this journal was opened for reading only.", where=self.address.shown)
        return self._writer

    async def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        still = _STILL.get()
        if still is None or still[0] is not self:
            return await self._lines.rows(query, values)
        try:
            return await rows(still[1], query, values)
        except psycopg.Error as trouble:
            raise explain(trouble, self.address.shown) from trouble

    async def _change(self, query: str, values: Sequence[object]) -> None:
        """Change something that comes to the same when it is done twice."""
        self._writing()
        await self._lines.rows(query, values)

    async def info(self) -> JournalInfo:
        """Return the journal's own row."""
        return info_row((await self._rows(f"SELECT {INFO} FROM journal"))[0])  # type: ignore[arg-type]

    async def open_epoch(self) -> JournalInfo:
        """Begin a new epoch, in the cluster that the journal lies in now: writers of the old one are refused."""
        await self._change("SELECT open_epoch()", ())
        await self._lines.run(self._known.look)
        return await self.info()

    async def take_over(self, holder: str, engine: str = "embedded", *, shared: bool = False) -> Tenure:
        """Write down who runs this journal from now on; turns of whoever ran it before are refused."""
        self._writing()
        values = (holder, engine, shared)
        found = await self._lines.rows("SELECT epoch, term FROM take_over(%s, %s, %s)", values)
        return Tenure(*found[0])  # type: ignore[arg-type]

    async def append(self, batch: Batch) -> Appended:
        """Append one batch; see the port. Positions are given after the commit."""
        writer = self._writing()
        if self._alone is not None and (hold := self._alone.held_for(batch)) is not None:
            return await self._alone.append(hold, batch)
        return await writer.submit(batch)

    @contextlib.asynccontextmanager
    async def alone(self, stream: str) -> AsyncIterator[None]:
        """Have this task be the only one that appends to a stream; see the port."""
        self._writing()
        assert self._alone is not None  # noqa: S101 — there is one where there is a writer
        async with self._alone.holding(stream):
            yield

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """Return a stream's events with seq > `after`; the newest may have no position yet."""
        found = await self._rows(
            f"SELECT {_EVENT} FROM events AS e LEFT JOIN positions AS p USING (stream, seq)"
            " WHERE e.stream = (SELECT id FROM streams WHERE name = %s) AND e.seq > %s ORDER BY e.seq",
            (stream, after),
        )
        return [Recorded(stream, *row) for row in found]  # type: ignore[arg-type]

    async def _number(self) -> None:
        if _STILL.get() is None:
            await self._lines.run(number_events)

    async def read_all(self, after: int, limit: int) -> list[Recorded]:
        """Return events of all streams with position > `after`."""
        await self._number()
        found = await self._rows(
            f"SELECT s.name, {_EVENT} FROM positions AS p JOIN events AS e USING (stream, seq)"
            " JOIN streams AS s ON s.id = e.stream WHERE p.position > %s ORDER BY p.position LIMIT %s",
            (after, limit),
        )
        return [Recorded(*row) for row in found]  # type: ignore[arg-type]

    async def newest(self) -> Recorded | None:
        """Return the event with the highest position."""
        await self._number()
        found = await self._rows(
            f"SELECT s.name, {_EVENT} FROM positions AS p JOIN events AS e USING (stream, seq)"
            " JOIN streams AS s ON s.id = e.stream ORDER BY p.position DESC LIMIT 1"
        )
        return Recorded(*found[0]) if found else None  # type: ignore[arg-type]

    async def lag(self) -> int:
        """Return how many events have no position yet; some for long: a transaction is left open on the server."""
        found = await self._rows(
            "SELECT count(*) FROM events AS e, sequencer AS q"
            " WHERE (e.epoch, e.xid, e.place) > (q.epoch, q.xid, q.place)"
        )
        return cast("int", found[0][0])

    async def streams(self, prefix: str) -> list[str]:
        """Return the names of the streams that begin with a prefix."""
        found = await self._rows(
            "SELECT name FROM streams WHERE name >= %s AND name < %s AND seq > 0 ORDER BY name",
            (prefix, prefix + "\U0010ffff"),
        )
        return [str(name) for (name,) in found]

    async def command(self, command: str) -> CommandRecord | None:
        """Return what a command was answered."""
        found = await self._rows("SELECT id, digest, answer FROM commands WHERE id = %s", (command,))
        return CommandRecord(*found[0]) if found else None  # type: ignore[arg-type]

    async def record_refusal(self, record: CommandRecord) -> None:
        """Keep a refusal under its command's id."""
        await self._change(
            "INSERT INTO commands (id, digest, answer) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (record.id, record.digest, record.answer),
        )

    async def holder_of(self, name: str) -> str:
        """Return who holds a unique name."""
        found = await self._rows("SELECT holder FROM claims WHERE name = %s", (name,))
        return str(found[0][0]) if found else ""

    async def counts(self, names: Sequence[str]) -> dict[str, int]:
        """Return how far counters stand."""
        found = await self._rows("SELECT name, value FROM claims WHERE name = ANY (%s)", (list(names),))
        return {str(name): int(str(value)) for name, value in found}

    async def counters(self, begins: str, *, after: str, limit: int) -> list[str]:
        """Return the names of counters that begin so."""
        found = await self._rows(
            "SELECT name FROM claims WHERE name > %s AND name < %s AND holder = '' ORDER BY name LIMIT %s",
            (max(begins, after), begins + "\U0010ffff", limit),
        )
        return [str(name) for (name,) in found]

    async def forget(self, counters: Sequence[str]) -> None:
        """Take counters away, unless somebody appends at this moment: whoever does counts on the rows it met."""
        await self._change(
            "WITH alone AS (SELECT FROM journal FOR UPDATE SKIP LOCKED)"
            " DELETE FROM claims WHERE name = ANY (%s) AND holder = '' AND EXISTS (SELECT FROM alone)",
            (list(counters),),
        )

    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Return cases whose `wake_at` has come, the most urgent first."""
        found = await self._rows(
            f"SELECT {CASE} FROM unnest(%s::integer[], %s::integer[]) AS u (soonest, timeless), LATERAL ("
            "(SELECT * FROM cases WHERE urgency >= u.soonest AND urgency < u.timeless AND wake_at <= %s AND parked = 0"
            " AND id <> ALL (%s) ORDER BY urgency, wake_at LIMIT %s) UNION ALL "
            "(SELECT * FROM cases WHERE urgency = u.timeless AND wake_at <= %s AND parked = 0"
            " AND id <> ALL (%s) ORDER BY wake_at LIMIT %s)) AS c ORDER BY urgency, wake_at LIMIT %s",
            (*_BOUNDS, to_ms(now), list(skip), limit, to_ms(now), list(skip), limit, limit),
        )
        return [case_row(row) for row in found]  # type: ignore[arg-type]

    async def next_wake(self) -> datetime | None:
        """Return the earliest `wake_at`."""
        found = await self._rows(
            "SELECT min(wake_at) FROM unnest(%s::integer[], %s::integer[]) AS u (soonest, timeless), LATERAL ("
            "(SELECT wake_at FROM cases WHERE urgency >= u.soonest AND urgency < u.timeless AND wake_at IS NOT NULL"
            " AND parked = 0 ORDER BY wake_at LIMIT 1) UNION ALL "
            "(SELECT wake_at FROM cases WHERE urgency = u.timeless AND wake_at IS NOT NULL"
            " AND parked = 0 ORDER BY wake_at LIMIT 1)) AS c",
            _BOUNDS,
        )
        return instant(found[0][0])  # type: ignore[arg-type]

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Change a row's `wake_at` alone."""
        await self._writing().submit(Wake(case, ms(wake_at)))

    async def cases(self, *, phase: str = "", limit: int = 1_000, after: str = "") -> list[CaseRow]:
        """Return case rows by id."""
        phases = ["received", "assessed", "working", "resolved"] if phase == OPEN else [phase] if phase else []
        found = await self._rows(
            f"SELECT {CASE} FROM cases WHERE (%s OR phase = ANY (%s)) AND id > %s ORDER BY id LIMIT %s",
            (not phases, phases, after, limit),
        )
        return [case_row(row) for row in found]  # type: ignore[arg-type]

    async def row(self, case: str) -> CaseRow | None:
        """Return the row of one case."""
        found = await self._rows(f"SELECT {CASE} FROM cases WHERE id = %s", (case,))
        return case_row(found[0]) if found else None  # type: ignore[arg-type] # as selected

    async def tasks(self, *, role: str = "", case: str = "", limit: int = 1_000) -> list[TaskRow]:
        """Return open tasks by urgency and due instant."""
        found = await self._rows(
            f"SELECT {TASK} FROM tasks WHERE (%s = '' OR role = %s) AND (%s = '' OR in_case = %s)"
            " ORDER BY urgency, due LIMIT %s",
            (role, role, case, case, limit),
        )
        return [task_row(row) for row in found]  # type: ignore[arg-type]

    async def overdue_promises(self, now: datetime, limit: int) -> list[PromiseChange]:
        """Return promises still open at their due instant that have not rung yet."""
        found = await self._rows(
            f"SELECT {PROMISE} FROM promises WHERE state = 'open' AND rung_for < due AND due <= %s"
            " ORDER BY due LIMIT %s",
            (to_ms(now), limit),
        )
        return [promise_row(row) for row in found]  # type: ignore[arg-type]

    async def mark_rung(self, rung: Sequence[PromiseChange]) -> None:
        """Remember that these rang."""
        kept = sorted((one.case, one.promise, to_ms(one.due)) for one in rung if one.due is not None)
        cases, promises, dues = zip(*kept, strict=True) if kept else ((), (), ())
        await self._change(
            "UPDATE promises AS p SET rung_for = r.due FROM unnest(%s::text[], %s::text[], %s::bigint[])"
            " AS r (in_case, promise, due) WHERE p.in_case = r.in_case AND p.promise = r.promise",
            (list(cases), list(promises), list(dues)),
        )

    async def vault(self, refs: Sequence[str]) -> dict[str, VaultRow]:
        """Return personal texts by reference."""
        found = await self._rows(
            "SELECT ref, stream, subject, salt, plaintext FROM vault WHERE ref = ANY (%s)", (list(refs),)
        )
        return {str(row[0]): VaultRow(*row) for row in found}  # type: ignore[arg-type]

    async def save_snapshot(self, stream: str, head: Head, code: str, data: bytes) -> None:
        """Keep a snapshot; whoever only reads keeps none."""
        if self._writer is None:
            return
        await self._change(
            "INSERT INTO snapshots (stream, seq, hash, code, data) VALUES (%s, %s, %s, %s, %s) ON CONFLICT (stream)"
            " DO UPDATE SET seq = excluded.seq, hash = excluded.hash, code = excluded.code, data = excluded.data",
            (stream, head.seq, head.hash, code, data),
        )

    async def snapshot(self, stream: str, code: str) -> tuple[Head, bytes] | None:
        """Return the newest snapshot made by the same code."""
        found = await self._rows(
            "SELECT seq, hash, data FROM snapshots WHERE stream = %s AND code = %s", (stream, code)
        )
        return (Head(found[0][0], found[0][1]), cast("bytes", found[0][2])) if found else None  # type: ignore[arg-type]

    async def park(self, case: str, why: str, at: datetime) -> None:
        """Leave a case out of `due`."""
        await self._change(
            "WITH row AS (UPDATE cases SET parked = 1 WHERE id = %(case)s RETURNING id, tier, urgency),"
            " task AS (INSERT INTO tasks (in_case, task, role, purpose, tier, urgency, due, claimed_by)"
            "  SELECT id, %(task)s, %(role)s, 'parked', tier, urgency, %(at)s, '' FROM row"
            "  ON CONFLICT (in_case, task, role) DO UPDATE SET tier = excluded.tier, urgency = excluded.urgency,"
            "  due = excluded.due, claimed_by = '')"
            " INSERT INTO parked (in_case, at, why) VALUES (%(case)s, %(at)s, %(why)s)"
            " ON CONFLICT (in_case) DO UPDATE SET at = excluded.at, why = excluded.why",
            {"case": case, "task": PARKED, "role": OPERATOR, "at": to_ms(at), "why": why},  # type: ignore[arg-type]
        )

    async def unpark(self, case: str) -> None:
        """Let a parked case be due again."""
        await self._change(
            "WITH row AS (UPDATE cases SET parked = 0 WHERE id = %(case)s),"
            " task AS (DELETE FROM tasks WHERE in_case = %(case)s AND task = %(task)s)"
            " DELETE FROM parked WHERE in_case = %(case)s",
            {"case": case, "task": PARKED},  # type: ignore[arg-type]
        )

    async def parked(self) -> list[Parked]:
        """Return the parked cases."""
        found = await self._rows("SELECT in_case, at, why FROM parked ORDER BY at")
        return [Parked(str(case), from_ms(cast("int", at)), str(why)) for case, at, why in found]

    @contextlib.asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Have all reads within (of this task) see the journal as of one moment."""
        await self._number()
        line = await connect(self.address, "makegood verify", idle_in_transaction_session_timeout="10min")
        token = None
        try:
            await rows(line, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            token = _STILL.set((self, line))
            yield
        finally:
            if token is not None:
                _STILL.reset(token)
            await line.close()

    async def beside(self) -> Beside:
        """Return what lies beside the streams."""
        still = _STILL.get()
        if still is not None and still[0] is self:
            return await read_beside(still[1])
        async with self.still():
            return await self.beside()

    async def close(self) -> None:
        """Finish what is queued and let go."""
        if self._writer is not None:
            await self._writer.close()
        await self._clerk.close()
        await self._lines.close()
