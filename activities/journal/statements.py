"""The statements of a SQLite journal: rows as its tables keep them, many in one statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from activities.journal.codecs import CASE_COLUMNS, TASK_COLUMNS
from activities.ports import PromiseChange
from domain.clock.instant import to_ms

CASES = f"INSERT INTO cases ({', '.join(CASE_COLUMNS)})"
CASES_AGAIN = (
    "ON CONFLICT (id) DO UPDATE SET phase = excluded.phase, tier = excluded.tier, urgency = excluded.urgency,"
    " owner = excluded.owner, wake_at = excluded.wake_at, held = excluded.held, release = excluded.release"
)
TASKS = f"INSERT INTO tasks ({', '.join(TASK_COLUMNS)})"
TASKS_AGAIN = (
    "ON CONFLICT (in_case, task, role) DO UPDATE SET tier = excluded.tier, urgency = excluded.urgency,"
    " due = excluded.due, claimed_by = excluded.claimed_by"
)


def change_promise(db: sqlite3.Connection, change: PromiseChange) -> None:
    """Change the row of a promise, or of all a case has open."""
    if change.promise == "*":
        db.execute(
            "UPDATE promises SET state = ? WHERE in_case = ? AND state IN ('open', 'stopped')",
            (change.state, change.case),
        )
    elif change.due is not None:
        db.execute(
            "INSERT INTO promises (in_case, promise, state, due) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (in_case, promise) DO UPDATE SET state = excluded.state, due = excluded.due",
            (change.case, change.promise, change.state, to_ms(change.due)),
        )
    else:
        db.execute(
            "UPDATE promises SET state = ? WHERE in_case = ? AND promise = ?",
            (change.state, change.case, change.promise),
        )


_WIDEST = 64
"""Rows in one statement; its text is one of this many, so that SQLite keeps it prepared."""


def insert(db: sqlite3.Connection, into: str, rows: Sequence[tuple[object, ...]], again: str = "") -> None:
    """Insert rows, many in one statement; `again` says what is done about those that are there."""
    for start in range(0, len(rows), _WIDEST):
        part = rows[start : start + _WIDEST]
        marks = ",".join(["(" + ",".join("?" * len(part[0])) + ")"] * len(part))
        db.execute(f"{into} VALUES {marks} {again}", [value for row in part for value in row])


def among(db: sqlite3.Connection, select: str, names: Iterable[str]) -> list[tuple[object, ...]]:
    """Return the rows whose name is among these; `select` ends in IN."""
    wanted = list(names)
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(wanted), _WIDEST):
        part = wanted[start : start + _WIDEST]
        rows += db.execute(f"{select} ({','.join('?' * len(part))})", part).fetchall()
    return rows


def one(db: sqlite3.Connection, select: str) -> int:
    """Return the one number a statement selects."""
    return int(db.execute(select).fetchone()[0])
