"""What PostgreSQL's errors mean for a journal, in sentences with what to do."""

from __future__ import annotations

import psycopg
from psycopg.pq import ConnStatus

from activities.journal.hands import moved
from activities.journal.position import MAKE_ONE, NONE_YET
from domain.errors import JournalAway, JournalLost, JournalUnreachable, Unavailable

MOVED_AWAY = "MG001"
"""What our own triggers refuse with (0006_moves.sql)."""
AGAIN = {"40001", "40P01", "23505"}
"""Two writers got into each other's way: nothing was written, and the same is sent again at once."""


def is_unknown(trouble: psycopg.Error, line: psycopg.AsyncConnection[object]) -> bool:
    """Say whether the line broke, so that nobody can tell whether the server committed what was sent."""
    severity = trouble.diag.severity_nonlocalized or ""
    return line.closed or line.pgconn.status != ConnStatus.OK or severity in {"FATAL", "PANIC"}


def explain(trouble: psycopg.Error, where: str = "") -> Unavailable:
    """Say what an error of a statement means for the journal, and what to do."""
    state = trouble.sqlstate or ""
    if not state or isinstance(trouble, psycopg.InterfaceError):
        return unreachable(trouble, where)
    if state == MOVED_AWAY:
        return moved(trouble.diag.message_primary or "", where)
    for prefix, kind, what, remedy in _SAID:
        if state.startswith(prefix):
            return kind(what, remedy=remedy, where=where)
    return Unavailable(
        f"the journal answers: {_first_line(trouble)} ({state}).", remedy="See makegood doctor.", where=where
    )


def unreachable(trouble: Exception, where: str) -> JournalUnreachable:
    """Say why no connection came about. All of it may pass, so whoever runs waits; whoever starts ends with it."""
    text = str(trouble)
    for part, what, remedy in _NOT_CONNECTED:
        if part in text:
            return JournalUnreachable(what, remedy=remedy, where=where)
    return JournalUnreachable(
        f"the journal's server cannot be reached: {_first_line(trouble)}.", where=where,
        remedy="Check that it runs and that host and port are right; an engine goes on by itself.",
    )  # fmt: skip


def _first_line(trouble: Exception) -> str:
    lines = [line.strip() for line in str(trouble).splitlines() if line.strip()]
    said = lines[0] if lines else type(trouble).__name__
    return said.rpartition("FATAL:")[2].strip().rstrip(".")


BARRED = "the journal may not be used by who connects here."
LET_IN = "Have its owner say: GRANT makegood_app TO the user of the address."
_SAID: tuple[tuple[str, type[Unavailable], str, str], ...] = (
    ("53100", JournalAway, "the disk of the server is full; nothing of this was written.",
     "Make room there; the engine goes on by itself."),
    ("53300", JournalAway, "the server has no connection left.", "Raise max_connections, or end what holds them."),
    ("53", JournalAway, "the server is out of resources; nothing of this was written.",
     "See its log; the engine goes on by itself."),
    ("25006", JournalAway, "the journal is read-only.",
     "Check default_transaction_read_only, and that this is no standby."),
    ("55P03", JournalAway, "somebody holds a part of the journal; nothing of this was written.",
     "See pg_locks for who it is; the engine goes on by itself."),
    ("57014", JournalAway, "the journal took too long; nothing of this was written.",
     "See what else the server does; the engine goes on by itself."),
    ("40", JournalAway, "too many write at the same place; nothing of this was written.", "Try again."),
    ("57P", JournalUnreachable, "the server is shutting down or starting.", "Wait; the engine goes on by itself."),
    ("08", JournalUnreachable, "the connection to the journal was lost.", "Wait; the engine goes on by itself."),
    ("58", JournalLost, "the disk under the journal fails.", "Check the server's disk and log, then start again."),
    ("XX00", JournalLost, "the journal's tables are damaged.", "Restore the newest backup, then makegood doctor."),
    ("42501", Unavailable, BARRED, LET_IN),
    ("22023", Unavailable, "the server does not know the role makegood_app.",
     "Have its owner run makegood db upgrade."),
    ("42P01", Unavailable, "the journal's tables are not all there.", "Restore the newest backup."),
)  # fmt: skip
_NOT_CONNECTED = (
    ("password authentication failed", "the server refuses the password.",
     "Check user and password in the journal's address, or PGPASSFILE."),
    ("no password supplied", "the server wants a password.",
     "Put it into the file that MAKEGOOD_JOURNAL_FILE names, or use PGPASSFILE."),
    ("no pg_hba.conf entry", "the server does not let this user in from here.", "Add a line to its pg_hba.conf."),
    ("pg_hba.conf rejects", "the server does not let this user in from here.", "Change its pg_hba.conf."),
    ("too many clients", "the server has no connection left.", "Raise max_connections, or end what holds them."),
    ("remaining connection slots", "the server has no connection left.",
     "Raise max_connections, or end what holds them."),
    ("starting up", "the server is starting.", "Wait; an engine goes on by itself."),
    ("shutting down", "the server is shutting down.", "Wait; an engine goes on by itself."),
    ("in recovery mode", "the server recovers from a crash.", "Wait; an engine goes on by itself."),
    ("permission denied to set role", BARRED, LET_IN),
    ('role "makegood_app" does not exist', NONE_YET, MAKE_ONE),
    ('invalid value for parameter "role"', NONE_YET, MAKE_ONE),
    ('FATAL:  role "', "the server does not let this user in.",
     "Check the user in the journal's address; its administrator may make it: CREATE ROLE … LOGIN."),
    ('FATAL:  database "', "there is no such database on the server.",
     "Make it: createdb with the name of the address."),
)  # fmt: skip
"""What a server that cannot be connected to says: there is no code for it, only words."""
