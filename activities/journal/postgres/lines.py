"""Connections to the server: each is looked at before it is used, and one that broke is replaced by another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from activities.journal import schema
from activities.journal.hands import check_hands
from activities.journal.postgres.address import APP_ROLE, Address
from activities.journal.postgres.making import IS_THERE, KIND, no_journal
from activities.journal.postgres.refusals import AGAIN, BARRED, LET_IN, explain, is_unknown, unreachable
from activities.journal.postgres.server import LOOK, Server, lies_elsewhere
from domain.errors import JournalLost, JournalUnreachable, Unavailable

logging.getLogger("psycopg.pool").addHandler(logging.NullHandler())  # what keeps it from connecting, we say ourselves
Row = tuple[object, ...]
Line = AsyncConnection[Row]
HELD_S = 2.0
"""So long (real seconds) a statement waits for a server that is away, before it is refused."""
AGAIN_S = 0.05
_MOST = 6
_T = TypeVar("_T")


async def connect(address: Address, purpose: str, *, role: bool = True, **settings: str) -> Line:
    """Connect, without looking at what is there.

    Raises:
        JournalAway: there is no connection to be had.
    """
    line = address.line(purpose, role=APP_ROLE if role else "", **settings)
    try:
        return await AsyncConnection.connect(line, autocommit=True)
    except psycopg.Error as trouble:
        raise unreachable(trouble, address.shown) from trouble


class Known:
    """The journal that this process opened: every connection has to lead to the same one."""

    def __init__(self, address: Address, *, write: bool = True, moved: bool = False, unfinished: bool = False) -> None:
        """Prepare; with `moved` a journal in another cluster is taken, so that a new epoch can be opened.

        With `unfinished` one that a copy is being made of.
        """
        self.address = address
        self.write = write
        self._may_be_moved = moved
        self.moved = False
        """It lies in another cluster than the one its epoch began in."""
        self.unfinished = unfinished
        self.identity = ""
        self.failed: Unavailable | None = None

    async def look(self, line: Line) -> None:
        """Look at the server and the journal behind a connection.

        Raises:
            Unavailable: every reason not to use them, with its remedy.
        """
        where = self.address.shown
        server = Server(*await one(line, LOOK))  # type: ignore[arg-type] # LOOK selects its fields
        server.check(where)
        if await one(line, IS_THERE, (self.address.schema,)) != (True,):
            raise no_journal(self.address)
        if await one(line, "SELECT to_regclass('migrations') IS NULL") == (True,):
            raise Unavailable(BARRED, where=where, remedy=LET_IN)
        theirs = await rows(line, "SELECT number, checksum FROM migrations")
        schema.check(schema.migrations(KIND), dict(theirs), where)  # type: ignore[arg-type] # two columns
        identity, cluster, engine, holder = await one(line, "SELECT identity, cluster, engine, holder FROM journal")
        if self.identity and identity != self.identity:
            self.failed = JournalLost("another journal lies there now.", where=where, remedy="End this process.")
            raise self.failed
        self.identity = str(identity)
        if not self.unfinished:
            check_hands(str(engine), str(holder), where, write=self.write)
        self.moved = cluster != server.cluster
        if self.moved and not self._may_be_moved:
            self.failed = lies_elsewhere(where)
            raise self.failed

    async def checked(self, purpose: str, **settings: str) -> Line:
        """Connect and look.

        Raises:
            Unavailable: there is no connection to be had, or every reason not to use it.
        """
        line = await connect(self.address, purpose, role=True, **settings)
        try:
            await self.look(line)
        except psycopg.Error as trouble:
            await line.close()
            raise explain(trouble, self.address.shown) from trouble
        except BaseException:
            await line.close()
            raise
        return line


class Lines:
    """A pool of connections for whatever may be said twice: reads, and changes that come to the same."""

    def __init__(self, known: Known) -> None:
        """Prepare."""
        self._known = known
        self.held_s = HELD_S
        self._pool: AsyncConnectionPool[Line] = AsyncConnectionPool(
            known.address.line("makegood", enable_seqscan="off"), kwargs={"autocommit": True}, min_size=1,
            max_size=_MOST, open=False, configure=self._look, timeout=HELD_S, reconnect_timeout=1.0, name="makegood",
        )  # fmt: skip

    async def _look(self, line: Line) -> None:
        try:
            await self._known.look(line)
        except BaseException:
            await line.close()
            raise

    async def open(self) -> None:
        """Begin to connect."""
        await self._pool.open()

    async def close(self) -> None:
        """Hang up."""
        await self._pool.close()

    async def run(self, work: Callable[[Line], Awaitable[_T]]) -> _T:
        """Do something with a connection; once more with another one when it broke.

        Raises:
            JournalAway: the server stays away.
            Unavailable: what the server answers.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self.held_s
        while True:
            try:
                async with self._pool.connection(max(AGAIN_S, until - loop.time())) as line:
                    try:
                        return await work(line)
                    except psycopg.Error as trouble:
                        if not is_unknown(trouble, line) and trouble.sqlstate not in AGAIN:
                            raise explain(trouble, self._known.address.shown) from trouble
                        refusal = explain(trouble, self._known.address.shown)
            except (PoolTimeout, PoolClosed) as trouble:
                raise self._known.failed or JournalUnreachable(
                    "the journal's server cannot be reached.", where=self._known.address.shown,
                    remedy="Check that it runs; an engine goes on by itself.",
                ) from trouble  # fmt: skip
            if loop.time() >= until:
                raise refusal
            await asyncio.sleep(AGAIN_S)

    async def rows(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return the rows that a statement selects."""
        return await self.run(lambda line: rows(line, query, values))


async def rows(line: Line, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
    """Return the rows that a statement selects."""
    cursor = await line.execute(query.encode(), values or None)
    return await cursor.fetchall() if cursor.description else []


async def one(line: Line, query: str, values: Sequence[object] = ()) -> Row:
    """Return the one row that a statement selects."""
    return (await rows(line, query, values))[0]
