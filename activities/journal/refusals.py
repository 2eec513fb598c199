"""What SQLite's errors mean for a journal, in sentences with what to do."""

from __future__ import annotations

import sqlite3

from domain.errors import JournalAway, JournalLost, Unavailable

FATAL = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PROTOCOL}
_PASSING = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN
}  # fmt: skip


def explain(trouble: sqlite3.Error, where: str = "") -> Unavailable:
    """Say what a SQLite error means for the journal, and what to do."""
    code = code_of(trouble)
    what, remedy = _SAID.get(code, (f"the journal answers: {trouble}.", "See makegood doctor."))
    kind = JournalLost if code in FATAL else JournalAway if code in _PASSING else Unavailable
    return kind(what, remedy=remedy, where=where)


def code_of(trouble: sqlite3.Error) -> int:
    """Return the primary code of an error, 0 where it has none."""
    return getattr(trouble, "sqlite_errorcode", 0) & 0xFF


_SAID = {
    sqlite3.SQLITE_FULL: ("the disk is full; nothing of this was written.", "Make room; the engine goes on by itself."),
    sqlite3.SQLITE_READONLY: ("the journal is read-only.", "Check the owner and rights of the file and its folder."),
    sqlite3.SQLITE_IOERR: ("the disk under the journal fails.", "Check the disk, then start the engine again."),
    sqlite3.SQLITE_CORRUPT: ("the journal's file is damaged.", "Restore the newest backup, then makegood doctor."),
    sqlite3.SQLITE_NOTADB: ("this file is no journal.", 'Name the right file: journal = "sqlite:///…".'),
    sqlite3.SQLITE_CANTOPEN: ("the journal's file cannot be opened.", "Check that its folder exists and is yours."),
    sqlite3.SQLITE_BUSY: (
        "another program holds the journal.",
        "End it, or wait until it is done; the engine goes on by itself.",
    ),
}
