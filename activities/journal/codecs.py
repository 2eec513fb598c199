"""Rows as the tables of a journal keep them, whatever the database: instants in milliseconds, tiers with a number."""

from __future__ import annotations

from datetime import datetime

from activities.ports import CaseRow, JournalInfo, PromiseChange, TaskRow
from domain.clock.instant import from_ms, to_ms
from domain.risk import TIERS

INFO = "identity, epoch, engine, holder, secret, clock_start, clock_began, clock_rate"
CASE = "id, phase, tier, playbook, owner, opened_at, wake_at, held, summary, release"
TASK = "in_case, task, purpose, role, tier, due, claimed_by"
PROMISE = "in_case, promise, state, due"
CASE_COLUMNS = (
    "id", "phase", "tier", "urgency", "playbook", "owner", "opened_at", "wake_at", "held", "summary", "release"
)  # fmt: skip
"""What `case_values` returns."""
TASK_COLUMNS = ("in_case", "task", "role", "purpose", "tier", "urgency", "due", "claimed_by")
"""What `task_values` returns."""
URGENCIES = tuple(-number for number in reversed(range(len(TIERS))))
"""The urgencies of all tiers, the most urgent first."""


def urgency(tier: str) -> int:
    """Return a tier as a number that sorts the most urgent first."""
    return -TIERS.index(tier)


def ms(instant: datetime | None) -> int | None:
    """Return an instant as it is kept, or nothing."""
    return None if instant is None else to_ms(instant)


def instant(kept: int | None) -> datetime | None:
    """Return a kept instant, or nothing."""
    return None if kept is None else from_ms(kept)


def info_row(row: tuple[str, int, str, str, bytes, int | None, int | None, int]) -> JournalInfo:
    """Return the journal's own row, as selected by `INFO`."""
    return JournalInfo(row[0], row[1], row[2], row[3], row[4], instant(row[5]), instant(row[6]), row[7])


def case_values(row: CaseRow) -> tuple[object, ...]:
    """Return a row of `cases`."""
    return (
        row.case, row.phase, row.tier, urgency(row.tier), row.playbook, row.owner, to_ms(row.opened_at),
        ms(row.wake_at), int(row.held), row.summary, row.release,
    )  # fmt: skip


def case_row(row: tuple[str, str, str, str, str, int, int | None, int, str, str]) -> CaseRow:
    """Return a case, as selected by `CASE`."""
    case, phase, tier, playbook, owner, opened_at, wake_at, held, summary, release = row
    return CaseRow(
        case, phase, tier, playbook, owner, from_ms(opened_at), instant(wake_at), bool(held), summary, release
    )


def task_values(row: TaskRow) -> tuple[object, ...]:
    """Return a row of `tasks`."""
    return (row.case, row.task, row.role, row.purpose, row.tier, urgency(row.tier), to_ms(row.due), row.claimed_by)


def task_row(row: tuple[str, str, str, str, str, int, str]) -> TaskRow:
    """Return an open task, as selected by `TASK`."""
    in_case, task, purpose, role, tier, due, claimed_by = row
    return TaskRow(in_case, task, purpose, role, tier, from_ms(due), claimed_by, open=True)


def promise_row(row: tuple[str, str, str, int]) -> PromiseChange:
    """Return a promise, as selected by `PROMISE`."""
    case, promise, state, due = row
    return PromiseChange(case, promise, state, from_ms(due))
