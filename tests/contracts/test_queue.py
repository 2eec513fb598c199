"""A queue's worker: whatever a step answers reaches the engine as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.journal.door import Knock
from activities.ports import Call, Outcome
from activities.registry import Failed, Later, Receipt, Refused, step
from domain.case.commands import Accepted, Applied, NotApplied, Unknown
from domain.money import Money
from workers.queue import QueueWorker
from workers.requests import outcome_of

SOON = datetime(2026, 3, 2, 9, tzinfo=UTC)
JOB = {
    "case": "ca_1", "step": "open", "effect": "do", "connector": "lockers.open", "key": "ca_1/open/1", "attempt": 1,
    "request": {}, "timeout_ms": 1_000, "mode": "send",
}  # fmt: skip


class Heard(Knock):
    """A door behind which one job waits, and which keeps what it is told."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        super().__init__(Path("nowhere.sock"))
        self.told: dict[str, object] = {}

    async def call(self, do: str, **fields: object) -> object:
        """Give the job out; keep its outcome."""
        if do == "take":
            return JOB
        self.told = fields
        return {}


def fail() -> Receipt:
    """Say that nothing was done."""
    raise Failed("out of paper")


def refuse() -> Receipt:
    """Say no."""
    raise Refused("gone")


def break_off() -> Receipt:
    """Do whatever broken code does."""
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (lambda: {"code": "A7", "fee": Money("USD", 500)}, Applied(receipt={"code": "A7", "fee": Money("USD", 500)})),
        (lambda: Later("job 9", SOON), Accepted(reference="job 9", expect_by=SOON)),
        (refuse, NotApplied(why="gone", refused=True)),
        (fail, NotApplied(why="out of paper")),
        (break_off, Unknown(why="lockers.open broke off: ZeroDivisionError")),
    ],
)
async def test_what_a_worker_reports_is_what_the_door_reads(
    answer: Callable[[], Receipt | Later], outcome: Outcome
) -> None:
    """Receipts with money in them, answers that come later, refusals, failures and faults arrive as themselves."""

    @step("lockers.open", capability="keyed", refusals={"gone": "it was taken away"})
    def open_locker(call: Call) -> Receipt | Later:
        return answer()

    heard = Heard()
    assert await QueueWorker(heard, "lockers", {"lockers.open": open_locker}, "worker-1").one("worker-1/1")
    assert outcome_of(heard.told) == outcome
