"""What lies in a journal's file beside the events, read for verification."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from activities.journal.schema import migrations
from activities.journal.tables import TABLES
from activities.vault import commitment
from domain.errors import VerificationFailed
from domain.evidence.beside import Beside
from domain.record import Head
from domain.views.wording import counted

_POINTING = (
    ("cases", "SELECT 'case/' || id FROM cases"),
    ("tasks", "SELECT DISTINCT 'case/' || in_case FROM tasks"),
    ("promises", "SELECT DISTINCT 'case/' || in_case FROM promises"),
    ("parked", "SELECT 'case/' || in_case FROM parked"),
    ("claims", "SELECT DISTINCT 'case/' || holder FROM claims WHERE holder LIKE 'ca!_%' ESCAPE '!'"),
    ("vault", "SELECT DISTINCT stream FROM vault"),
)
"""Where a stream is named apart from its events."""
_COUNTERS = "SELECT name, value FROM claims WHERE value <> 0"
_THINGS = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
_BESIDE_MIGRATIONS = {"table migrations"}


def read_beside(db: sqlite3.Connection) -> Beside:
    """Read it; bytes are taken as they lie there, whatever type they were given.

    Raises:
        VerificationFailed: where a number belongs lies something else; nothing can be compared with that.
    """
    _check_numbers(db)
    heads = {name: Head(seq, digest) for name, seq, digest in db.execute("SELECT name, seq, hash FROM streams")}
    names = {name: name for name in heads}  # one text for each name, however often it stands there
    pointing = defaultdict[str, list[str]](list)
    for table, select in _POINTING:
        for (stream,) in db.execute(select):
            pointing[names.get(stream, stream)].append(table)
    vault, owners = dict[str, str](), dict[str, tuple[str, str]]()
    texts = db.execute("SELECT ref, stream, subject, CAST(salt AS BLOB), CAST(plaintext AS BLOB) FROM vault")
    for ref, stream, subject, salt, plaintext in texts:
        vault[ref], owners[ref] = commitment(salt, plaintext), (names.get(stream, stream), subject)
    promises = db.execute("SELECT in_case, promise, state, due FROM promises")
    commands = db.execute("SELECT position, id, answer FROM commands WHERE position > 0").fetchall()
    events, last = db.execute("SELECT count(*), coalesce(max(position), 0) FROM events").fetchone()
    answered = max((position for position, _, _ in commands), default=0)
    return Beside(
        heads, pointing, vault, events, max(last, answered),
        owners=owners,
        promises={(case, promise): (state, due) for case, promise, state, due in promises},
        commands={position: (name, answer) for position, name, answer in commands},
        left_alone=frozenset(case for (case,) in db.execute("SELECT id FROM cases WHERE parked")),
        counters=dict(db.execute(_COUNTERS).fetchall()),
        strange=tuple(_strange(db)),
    )  # fmt: skip


def _check_numbers(db: sqlite3.Connection) -> None:
    """See that numbers are numbers: SQLite keeps whatever is put into a column."""
    for table in (*(table.name for table in TABLES), "journal"):
        columns = [name for _, name, kind, *_ in db.execute(f"PRAGMA table_info({table})") if kind == "INTEGER"]
        for column in columns:
            wrong = f"SELECT count(*) FROM {table} WHERE typeof({column}) NOT IN ('integer', 'null')"
            count = db.execute(wrong).fetchone()[0]
            if count:
                raise VerificationFailed(
                    f"{counted(count, 'row says', 'rows say')} something else than a number in its column “{column}”.",
                    where=f"table {table}", remedy="Somebody wrote to the journal's file. Restore the newest backup.",
                )  # fmt: skip


def _strange(db: sqlite3.Connection) -> Iterator[str]:
    """Yield tables, indexes and triggers that are not those the migrations make."""
    there = dict(db.execute(_THINGS).fetchall())
    with contextlib.closing(sqlite3.connect(":memory:")) as fresh:
        for migration in migrations("sqlite"):
            fresh.executescript(migration.text)
        ours = dict(fresh.execute(_THINGS).fetchall())
    for name in sorted(there.keys() - ours.keys() - _BESIDE_MIGRATIONS):
        yield f"the {name} lies in the file; no release made it"
    for name in sorted(ours.keys() - there.keys()):
        yield f"the {name} is gone from the file"
    for name in sorted(name for name in ours.keys() & there.keys() if ours[name] != there[name]):
        yield f"the {name} is another than the one that was made"
