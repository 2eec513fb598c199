"""The lock of a journal on PostgreSQL: the server says whether an engine runs it, and which."""

from __future__ import annotations

import os
import socket

import psycopg

from activities.journal.lock import command
from activities.journal.postgres.address import Address
from activities.journal.postgres.refusals import unreachable
from domain.errors import JournalLost, Unavailable

_CLASS = 0x4D4B4744
"""`MKGD`: the advisory locks that are ours."""
_TAKE = f"SELECT pg_try_advisory_lock({_CLASS}, hashtext(%s))"
_WHO = (
    "SELECT a.application_name, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+00:00\"')"
    " FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
    f" WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = {_CLASS}"
    " AND l.objid = (hashtext(%s)::bigint & 4294967295)::oid AND l.objsubid = 2"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
Line = psycopg.Connection[tuple[object, ...]]


def holder(address: str) -> str:
    """Return who runs a journal, in words, or "" when nobody does.

    Raises:
        Unavailable: the server cannot be reached.
    """
    at = Address.of(address)
    with _connect(at, "makegood") as line:
        return _said(line, at)


class EngineLock:
    """Holds a journal for this process until it is released or the connection ends, however it ends."""

    def __init__(self, address: str) -> None:
        """Take the lock, on a connection of its own.

        Raises:
            Unavailable: another engine has it, and the message names it; or the server cannot be reached.
        """
        self._address = Address.of(address)
        self._line = self._taken()

    def _taken(self) -> Line:
        at = self._address
        line = _connect(at, _name())
        if line.execute(_TAKE, (at.schema,)).fetchone() == (True,):
            return line
        who = _said(line, at) or "another process"
        line.close()
        raise Unavailable(
            f"an engine runs this journal already: {who}.",
            where=at.shown,
            remedy="Use it (every command does), or end it first.",
        )

    def keep(self) -> None:
        """See that the lock is still ours, and take it again when the connection broke; to be called now and then.

        It blocks (call it in a thread). What keeps a left-over engine from writing is its term, not this lock.

        Raises:
            JournalLost: another engine has it now.
            JournalAway: the server is away.
        """
        try:
            self._line.execute("SELECT 1")
        except psycopg.Error:
            self._line.close()
            try:
                self._line = self._taken()
            except Unavailable as trouble:
                if "already" not in trouble.what:
                    raise
                raise JournalLost(trouble.what, where=trouble.where, remedy="End this process.") from trouble

    def release(self) -> None:
        """Let go."""
        self._line.close()


def _connect(address: Address, purpose: str) -> Line:
    try:
        return psycopg.connect(address.line(purpose, role=""), autocommit=True)
    except psycopg.Error as trouble:
        raise unreachable(trouble, address.shown) from trouble


def _said(line: Line, address: Address) -> str:
    found = line.execute(_WHO, (address.schema,)).fetchone()
    return f"{found[0]} since {found[1]}" if found else ""


def _name() -> str:
    """Return what the server knows this process by (63 bytes at the most)."""
    return f"process {os.getpid()} on {socket.gethostname()[:20]} ({command()[:20]})"
