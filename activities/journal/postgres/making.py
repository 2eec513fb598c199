"""How a journal on PostgreSQL is made, brought to this release, and looked at before it is used."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from datetime import datetime

import psycopg
from psycopg import sql

from activities.journal import schema
from activities.journal.codecs import ms
from activities.journal.position import MAKE_ONE, NONE_YET
from activities.journal.postgres.address import APP_ROLE, Address
from activities.journal.postgres.refusals import explain, unreachable
from activities.journal.postgres.server import LOOK, Server
from activities.journal.schema import Migration
from domain.errors import Unavailable

KIND = "postgres"
IS_THERE = (
    "SELECT EXISTS (SELECT FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace"
    " WHERE nspname = %s AND relname = 'migrations')"
)
"""Whether a schema holds a journal: the catalogue says so to those, too, who may not use it."""
Line = psycopg.Connection[tuple[object, ...]]


@contextlib.contextmanager
def as_owner(address: Address, **settings: str) -> Iterator[Line]:
    """Connect with the rights of whoever the address names, and say in a sentence what goes wrong."""
    try:
        line = psycopg.connect(address.line("makegood db", role="", **settings))
    except psycopg.Error as trouble:
        raise unreachable(trouble, address.shown) from trouble
    try:
        with line:
            yield line
    except psycopg.Error as trouble:
        raise explained(trouble, address) from trouble
    finally:
        line.close()


def explained(trouble: psycopg.Error, address: Address) -> Unavailable:
    """Say what an error means to whoever makes, upgrades or copies a journal."""
    if isinstance(trouble, psycopg.errors.InsufficientPrivilege):
        return Unavailable(
            f"making a journal takes more rights: {str(trouble).splitlines()[0]}.", where=address.shown,
            remedy=f"Connect as the database's owner; where it may not make roles, have an administrator say:"
            f" CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO the owner.",
        )  # fmt: skip
    return explain(trouble, address.shown)


def create(address: str, *, clock: tuple[datetime, datetime, int] | None = None, secret: bytes = b"") -> None:
    """Make a new journal in a database that is there; `clock` is (journal time, real time, rate) of an accelerated one.

    `secret` is what ids of cases and people are derived with: random, but for simulations that are to be repeated.

    Raises:
        Unavailable: the server cannot be reached or used, or there is a journal already.
    """
    at = Address.of(address)
    start, began, rate = (ms(clock[0]), ms(clock[1]), clock[2]) if clock else (None, None, 1)
    with as_owner(at) as line:
        row = (secrets.token_hex(8), 1, "embedded", "", 0, secret or secrets.token_bytes(32), start, began, rate)
        make(line, at, row)


def make(line: Line, at: Address, row: tuple[object, ...]) -> None:
    """Make a journal's tables, and its own row (all but its first and last columns).

    Raises:
        Unavailable: the server cannot be used, or there is a journal already.
    """
    server = _look(line, at)
    _take_turns(line)
    if has_journal(line, at):
        raise Unavailable("there is a journal here already.", where=at.shown, remedy="Use it, or name another.")
    _make_role(line)
    line.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(at.schema)))
    line.execute("CREATE TABLE migrations (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL)")
    for migration in schema.migrations(KIND):
        _migrate(line, migration)
    line.execute("INSERT INTO journal VALUES (1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", (*row, server.cluster))


def upgrade(address: str) -> list[str]:
    """Bring a journal's tables to this release; returns the names of the migrations that ran.

    Raises:
        Unavailable: the server cannot be reached or used, or there is no journal.
    """
    at = Address.of(address)
    with as_owner(at) as line:
        _look(line, at)
        _take_turns(line)
        if not has_journal(line, at):
            raise no_journal(at)
        _make_role(line)
        known = {number for (number,) in line.execute("SELECT number FROM migrations")}
        new = [migration for migration in schema.migrations(KIND) if migration.number not in known]
        for migration in new:
            _migrate(line, migration)
        return [migration.name for migration in new]


def exists(address: str) -> bool:
    """Say whether there is a journal at an address.

    Raises:
        Unavailable: the server cannot be reached.
    """
    at = Address.of(address)
    with as_owner(at) as line:
        return has_journal(line, at)


def no_journal(address: Address) -> Unavailable:
    """Say that there is none."""
    return Unavailable(NONE_YET, where=address.shown, remedy=MAKE_ONE)


def _look(line: Line, address: Address) -> Server:
    row = line.execute(LOOK).fetchone()
    server = Server(*row)  # type: ignore[misc] # LOOK selects its fields
    server.check(address.shown)
    return server


def _take_turns(line: Line) -> None:
    """Have only one process at a time make or upgrade journals of this database."""
    line.execute("SELECT pg_advisory_xact_lock(hashtext('makegood migrations'))")


def has_journal(line: Line, address: Address) -> bool:
    """Say whether there is a journal at an address."""
    return line.execute(IS_THERE, (address.schema,)).fetchone() == (True,)


def _make_role(line: Line) -> None:
    """See that the role of run time is there, and that whoever makes the journal may take it on."""
    role = sql.Identifier(APP_ROLE)
    if not line.execute("SELECT FROM pg_roles WHERE rolname = %s", (APP_ROLE,)).fetchall():
        with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation), line.transaction():
            line.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
    if line.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", (APP_ROLE,)).fetchone() != (True,):
        line.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))


def _migrate(line: Line, migration: Migration) -> None:
    line.execute(migration.text.encode())
    values = (migration.number, migration.name, migration.checksum)
    line.execute("INSERT INTO migrations VALUES (%s, %s, %s)", values)
