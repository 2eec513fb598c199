"""Where a journal on PostgreSQL is: the address in the settings, and how connections to it are made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.errors import UsageError

SCHEMA = "makegood"
"""The schema of a journal's tables, unless its address names another."""
APP_ROLE = "makegood_app"
"""The role whose rights every connection has at run time: it adds facts, and can neither change nor remove one."""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,47}")


@dataclass(frozen=True, slots=True)
class Address:
    """A server, a database in it, a schema in that. Written out it shows no password."""

    conninfo: str = field(repr=False)
    schema: str
    shown: str

    @classmethod
    def of(cls, text: str) -> Address:
        """Read `postgresql://user@host:port/database`, with `?schema=` where it is another than `makegood`.

        Raises:
            UsageError: it is no such address.
        """
        parts = urlsplit(text)
        asked = parse_qsl(parts.query)
        schema = dict(asked).get("schema", SCHEMA)
        query = urlencode([(name, value) for name, value in asked if name != "schema"])
        bare = urlunsplit(parts._replace(query=query))
        remedy = "Write it as postgresql://user@host:port/database."
        if parts.scheme not in {"postgresql", "postgres"}:
            raise UsageError("this is no address of a PostgreSQL database.", where=_shown(text), remedy=remedy)
        if not _NAME.fullmatch(schema):
            raise UsageError(
                f"“{schema}” is no name for a schema.", where=_shown(text), remedy="Use a-z, 0-9 and _ alone."
            )
        try:
            conninfo_to_dict(bare)
        except psycopg.Error as trouble:
            raise UsageError(
                f"the address cannot be read: {str(trouble).strip()}.", where=_shown(text), remedy=remedy
            ) from trouble
        return cls(bare, schema, _shown(text) + (f"?schema={schema}" if schema != SCHEMA else ""))

    @property
    def channel(self) -> str:
        """The channel on which changes are announced."""
        return f"{self.schema}_changes"

    def line(self, purpose: str, *, role: str = APP_ROLE, **settings: str) -> str:
        """Return what a connection is made with; `settings` are the server's, for this session alone."""
        own = {"search_path": self.schema, **_SESSION, **settings} | ({"role": role} if role else {})
        options = " ".join(f"-c {name}={value}" for name, value in own.items())
        asked = conninfo_to_dict(self.conninfo).get("options")
        return make_conninfo(
            self.conninfo, options=f"{asked} {options}" if asked else options,
            application_name=purpose, **_LINE,
        )  # fmt: skip


_SESSION = {
    "statement_timeout": "30s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "10s",
    "client_min_messages": "error", "timezone": "UTC", "jit": "off",
}  # fmt: skip
"""What every session of ours gets: nothing of it may hold up others for long, and no statement is compiled.

They take a millisecond, and compiling one takes fifty; a table that is too small for its index looks dear enough."""
_LINE = {
    "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}  # fmt: skip
"""How soon a dead line is noticed (seconds; the last one milliseconds)."""


def _shown(text: str) -> str:
    parts = urlsplit(text)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", query="", fragment=""))
