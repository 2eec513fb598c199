"""What lies in a journal's file beside the events, read for verification."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from activities.vault import commitment
from domain.evidence.beside import Beside
from domain.record import Head

_POINTING = (
    ("cases", "SELECT 'case/' || id FROM cases"),
    ("tasks", "SELECT DISTINCT 'case/' || in_case FROM tasks"),
    ("promises", "SELECT DISTINCT 'case/' || in_case FROM promises"),
    ("parked", "SELECT 'case/' || in_case FROM parked"),
    ("claims", "SELECT DISTINCT 'case/' || holder FROM claims WHERE holder LIKE 'ca!_%' ESCAPE '!'"),
    ("vault", "SELECT DISTINCT stream FROM vault"),
)
"""Where a stream is named apart from its events."""


def read_beside(db: sqlite3.Connection) -> Beside:
    """Read it; bytes are taken as they lie there, whatever type they were given."""
    heads = {name: Head(seq, digest) for name, seq, digest in db.execute("SELECT name, seq, hash FROM streams")}
    pointing = defaultdict[str, list[str]](list)
    for table, select in _POINTING:
        for (stream,) in db.execute(select):
            pointing[stream].append(table)
    texts = db.execute("SELECT ref, CAST(salt AS BLOB), CAST(plaintext AS BLOB) FROM vault")
    vault = {ref: commitment(salt, plaintext) for ref, salt, plaintext in texts}
    events, last = db.execute("SELECT count(*), coalesce(max(position), 0) FROM events").fetchone()
    answered = db.execute("SELECT coalesce(max(position), 0) FROM commands").fetchone()[0]
    return Beside(heads, pointing, vault, events, max(last, answered))
