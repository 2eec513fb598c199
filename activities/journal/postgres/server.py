"""What a server has to be like to keep a journal, and every reason not to use one."""

from __future__ import annotations

from typing import NamedTuple

from domain.errors import JournalLost, Unavailable

OLDEST = 14
"""13 has everything that is needed, but gets no repairs any more."""
LOOK = (
    "SELECT current_setting('server_version_num')::integer / 10000, pg_is_in_recovery(),"
    " current_setting('transaction_read_only') = 'on', current_setting('fsync') = 'on',"
    " current_setting('full_page_writes') = 'on', current_setting('synchronous_commit') <> 'off',"
    " current_setting('max_prepared_transactions')::integer, current_setting('server_encoding'),"
    " (SELECT system_identifier::text FROM pg_control_system())"
)


class Server(NamedTuple):
    """What a server says of itself, as selected by `LOOK`."""

    version: int
    is_standby: bool
    is_read_only: bool
    fsync: bool
    full_page_writes: bool
    synchronous_commit: bool
    prepared: int
    encoding: str
    cluster: str

    def check(self, where: str) -> None:
        """Refuse a server that would lose what it acknowledged, or that cannot be written.

        Raises:
            Unavailable: the first reason, with its remedy.
        """
        for refused, what, remedy in (
            (self.version < OLDEST, f"the server is PostgreSQL {self.version}; a journal needs {OLDEST} or newer.",
             "Upgrade it: older ones get no repairs any more."),
            (self.is_standby, "this server is a standby, which only follows another.",
             "Name the primary, or promote this one; then makegood db accept-loss if facts are missing."),
            (self.is_read_only, "the database is read-only.", "Set default_transaction_read_only = off for it."),
            (not self.fsync, _loses("fsync"), _set_on("fsync")),
            (not self.full_page_writes, _loses("full_page_writes"), _set_on("full_page_writes")),
            (not self.synchronous_commit, _loses("synchronous_commit"), _set_on("synchronous_commit")),
            (self.prepared > 0, "the server allows prepared transactions; a forgotten one holds up every reader.",
             "Set max_prepared_transactions = 0 and restart it."),
            (self.encoding != "UTF8", f"the database keeps texts as {self.encoding}.",
             "Make one with the encoding UTF8: createdb -E UTF8 -T template0."),
        ):  # fmt: skip
            if refused:
                raise Unavailable(what, where=where, remedy=remedy)


def lies_elsewhere(where: str) -> JournalLost:
    """Say that a journal was moved, or that a connection leads to a copy of it."""
    return JournalLost(
        "the journal lies in another cluster than before: it was moved or restored.", where=where,
        remedy="If this is the one to go on with: makegood db accept-loss, which opens a new epoch.",
    )  # fmt: skip


def _loses(setting: str) -> str:
    return f"with {setting} = off this server may lose what it acknowledged."


def _set_on(setting: str) -> str:
    return f"Set {setting} = on, for the server, the database and the user."
