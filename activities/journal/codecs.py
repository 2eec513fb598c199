"""Rows as the tables of a journal keep them, whatever the database: instants in milliseconds, tiers with a number."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from activities.ports import CaseRow, JournalInfo, PromiseChange, TaskRow
from domain.clock.instant import from_ms, to_ms
from domain.risk import TIERS

INFO = "identity, epoch, engine, holder, secret, clock_start, clock_began, clock_rate"
CASE = "id, phase, tier, playbook, owner, opened_at, wake_at, held, summary, release, urgency"
TASK = "in_case, task, purpose, role, tier, due, claimed_by, urgency"
PROMISE = "in_case, promise, state, due"
CASE_COLUMNS = (
    "id", "phase", "tier", "urgency", "playbook", "owner", "opened_at", "wake_at", "held", "summary", "release"
)  # fmt: skip
"""What `case_values` returns."""
TASK_COLUMNS = ("in_case", "task", "role", "purpose", "tier", "urgency", "due", "claimed_by")
"""What `task_values` returns."""
_MINUTES = 2**26
"""So many minutes since 1970 have room in the urgency of a tier: until 2097."""


class Urgency(NamedTuple):
    """The urgencies of one tier: `first` up to `timeless` are those with a time from which on a remedy is useless."""

    first: int
    timeless: int


URGENCIES = tuple(
    Urgency(-number * _MINUTES, -number * _MINUTES + _MINUTES - 1) for number in reversed(range(len(TIERS)))
)
"""The urgencies of all tiers, the most urgent first."""


def urgency(tier: str, useless_after: datetime | None = None) -> int:
    """Return tier and time left as a number that sorts the most urgent first: by tier, then by what is soonest."""
    of_tier = URGENCIES[len(TIERS) - 1 - TIERS.index(tier)]
    if useless_after is None:
        return of_tier.timeless
    return of_tier.first + min(max(to_ms(useless_after) // 60_000, 0), _MINUTES - 2)


def time_left(kept: int) -> datetime | None:
    """Return from when on a remedy is useless, to the minute, as an urgency has it."""
    minutes = kept % _MINUTES
    return None if minutes == _MINUTES - 1 else from_ms(minutes * 60_000)


def ms(instant: datetime | None) -> int | None:
    """Return an instant as it is kept, or nothing."""
    return None if instant is None else to_ms(instant)


def instant(kept: int | None) -> datetime | None:
    """Return a kept instant, or nothing."""
    return None if kept is None else from_ms(kept)


def info_row(row: tuple[str, int, str, str, bytes | str, int | None, int | None, int]) -> JournalInfo:
    """Return the journal's own row, as selected by `INFO`."""
    secret = row[4].encode() if isinstance(row[4], str) else row[4]  # whoever put a text there changed it
    return JournalInfo(row[0], row[1], row[2], row[3], secret, instant(row[5]), instant(row[6]), row[7])


def case_values(row: CaseRow) -> tuple[object, ...]:
    """Return a row of `cases`."""
    return (
        row.case, row.phase, row.tier, urgency(row.tier, row.useless_after), row.playbook, row.owner,
        to_ms(row.opened_at), ms(row.wake_at), int(row.held), row.summary, row.release,
    )  # fmt: skip


def case_row(row: tuple[str, str, str, str, str, int, int | None, int, str, str, int]) -> CaseRow:
    """Return a case, as selected by `CASE`."""
    case, phase, tier, playbook, owner, opened_at, wake_at, held, summary, release, kept = row
    return CaseRow(
        case, phase, tier, playbook, owner, from_ms(opened_at), instant(wake_at), bool(held), summary, release,
        time_left(kept),
    )  # fmt: skip


def task_values(row: TaskRow) -> tuple[object, ...]:
    """Return a row of `tasks`."""
    return (
        row.case, row.task, row.role, row.purpose, row.tier, urgency(row.tier, row.useless_after), to_ms(row.due),
        row.claimed_by,
    )  # fmt: skip


def task_row(row: tuple[str, str, str, str, str, int, str, int]) -> TaskRow:
    """Return an open task, as selected by `TASK`."""
    in_case, task, purpose, role, tier, due, claimed_by, kept = row
    return TaskRow(
        in_case, task, purpose, role, tier, from_ms(due), claimed_by, open=True, useless_after=time_left(kept)
    )


def promise_row(row: tuple[str, str, str, int]) -> PromiseChange:
    """Return a promise, as selected by `PROMISE`."""
    case, promise, state, due = row
    return PromiseChange(case, promise, state, from_ms(due))
