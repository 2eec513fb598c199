"""The file of a SQLite journal: how it is made, brought to this release, opened, and every reason not to use it."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from activities.journal import schema
from activities.journal.hands import check_hands
from activities.journal.position import none_here, position_path
from activities.journal.refusals import code_of, explain
from activities.journal.schema import Migration
from domain.clock.instant import to_ms
from domain.errors import Unavailable, VerificationFailed

APPLICATION_ID = 0x4D4B4744
"""`MKGD`: what marks a SQLite file as a journal of ours."""
KIND = "sqlite"
_CACHED = 512
_NOT_WRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
OWNER_ALONE = 0o600
Database = sqlite3.Connection


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a file as SQLite does: mode `ro`, `rw` or `rwc`; `ro&immutable=1` where nobody writes to it any more."""
    uri = f"file:{quote(str(path))}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=_CACHED)
    db.execute("PRAGMA busy_timeout = 2000")
    return db


def create(path: Path, *, clock: tuple[datetime, datetime, int] | None = None, secret: bytes = b"") -> None:
    """Make a new journal; `clock` is (journal time, real time, rate) of an accelerated one.

    `secret` is what ids of cases and people are derived with: random, but for simulations that are to be repeated.

    Raises:
        Unavailable: the folder is missing or may not be written.
    """
    start, began, rate = (to_ms(clock[0]), to_ms(clock[1]), clock[2]) if clock else (None, None, 1)
    make(path, (secrets.token_hex(8), 1, "embedded", "", 0, secret or secrets.token_bytes(32), start, began, rate))


def make(path: Path, row: tuple[object, ...]) -> None:
    """Make a journal's file and tables, and its own row (all but its first column).

    Raises:
        Unavailable: the folder is missing or may not be written.
    """
    _make_file(path)
    try:
        with contextlib.closing(connect(path, "rw")) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("BEGIN IMMEDIATE")
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(
                "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)"
            )
            for migration in schema.migrations(KIND):
                _migrate(db, migration)
            db.execute("INSERT INTO journal VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            db.execute("COMMIT")
    except sqlite3.Error as trouble:
        raise explain(trouble, str(path)) from trouble


def _make_file(path: Path) -> None:
    """Make the file for its owner alone: it will hold names and the secret of pseudonyms. What lies beside it follows.

    Raises:
        Unavailable: the folder is missing or may not be written.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_ALONE))
    except OSError as trouble:
        raise Unavailable(
            f"the journal cannot be made: {trouble.strerror}.", where=str(path),
            remedy="Check that its folder exists and is yours.",
        ) from trouble  # fmt: skip


def _migrate(db: sqlite3.Connection, migration: Migration) -> None:
    for statement in migration.text.split(";\n"):
        if statement.strip():
            db.execute(statement)
    values = (migration.number, migration.name, migration.checksum)
    db.execute("INSERT INTO migrations VALUES (?, ?, ?)", values)
    db.execute(f"PRAGMA user_version = {migration.number}")


def upgrade(path: Path) -> list[str]:
    """Bring a journal's tables to this release; returns the names of the migrations that ran."""
    _check_file(path)
    try:
        with contextlib.closing(connect(path, "rw")) as db:
            _is_ours(db, path)
            known = {number for (number,) in db.execute("SELECT number FROM migrations")}
            new = [migration for migration in schema.migrations(KIND) if migration.number not in known]
            db.execute("BEGIN IMMEDIATE")
            for migration in new:
                _migrate(db, migration)
            db.execute("COMMIT")
            return [migration.name for migration in new]
    except sqlite3.Error as trouble:
        raise explain(trouble, str(path)) from trouble


def exists(path: Path) -> bool:
    """Say whether something lies where a journal is to lie.

    Raises:
        Unavailable: nobody lets us look.
    """
    try:
        return path.exists()
    except OSError as trouble:
        raise Unavailable(
            f"the journal cannot be looked for: {trouble.strerror}.", where=str(path),
            remedy="Check the rights of its folder, or name another place with --journal sqlite:///PATH.",
        ) from trouble  # fmt: skip


def _check_file(path: Path) -> None:
    """Refuse what SQLite would have no word for, or would take for something else."""
    if not path.is_file():
        what = "a folder" if path.is_dir() else "no plain file"
        raise Unavailable(
            f"this is {what}, and a journal is a file.", where=str(path),
            remedy="Name the journal's own file: sqlite:///PATH.",
        )  # fmt: skip
    if path.stat().st_size == 0:
        raise Unavailable(
            "this file is empty: there is no journal in it.", where=str(path),
            remedy="Restore the newest backup; if there never was a journal in it, remove the file.",
        )  # fmt: skip


def _is_ours(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise Unavailable(
            "this SQLite file belongs to another program.", where=str(path), remedy="Name the journal's own file."
        )


def check_schema(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a foreign file, a schema this release does not know, and migrations that were changed.

    Raises:
        Unavailable: with the command that helps.
    """
    _is_ours(db, path)
    theirs = dict(db.execute("SELECT number, checksum FROM migrations").fetchall())
    schema.check(schema.migrations(KIND), theirs, str(path))


def _connect_reader(path: Path, *, write: bool) -> Database:
    """Open a file for reading; a copy that nothing can be written beside is read as it lies there.

    SQLite keeps notes for its readers beside the file. Where it may not, and nobody means to write, the file is whole
    without them if its log is empty or gone.

    Raises:
        Unavailable: the log beside it holds what was written last, and cannot be read.
    """
    db = connect(path, "ro")
    try:
        db.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as trouble:
        db.close()
        if write or code_of(trouble) not in _NOT_WRITABLE:
            raise
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise Unavailable(
                f"what was written last lies in {log.name}, which cannot be read where nothing may be written.",
                where=str(path), remedy="Copy both files to a folder of your own, and name the copy.",
            ) from trouble  # fmt: skip
        return connect(path, "ro&immutable=1")
    return db


def open_reader(path: Path, *, any_version: bool = False, write: bool = False, unfinished: bool = False) -> Database:
    """Open a journal for reading only; `write`: somebody means to write to it beside; `unfinished`: it may be.

    Raises:
        Unavailable: no such file, foreign, damaged, of another schema, not whole yet, or gone on elsewhere.
    """
    if not exists(path):
        raise none_here(position_path(path), str(path))
    _check_file(path)
    try:
        db = _connect_reader(path, write=write)
        if any_version:
            _is_ours(db, path)
        else:
            check_schema(db, path)
            if not unfinished:
                own = db.execute("SELECT engine, holder FROM journal").fetchone()
                if own is None:
                    raise VerificationFailed(
                        "the journal's own row is gone.", where=str(path),
                        remedy="Somebody wrote to the file. Restore the newest backup.",
                    )  # fmt: skip
                engine, holder = own
                check_hands(engine, holder, str(path), write=write)
    except sqlite3.Error as trouble:
        raise explain(trouble, str(path)) from trouble
    return db
