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
from domain.errors import ConflictError, MakegoodError, Unavailable, UsageError
from domain.money import Money
from workers.door.requests import outcome_of
from workers.queue import QueueWorker

FEE = Money("USD", 5)
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
        return {"case": "ca_1", "seq": 7, "events": [], "repeat": False}


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


@pytest.mark.parametrize(
    ("receipt", "part"),
    [({"code": 7, "fee": FEE}, "code"), ({"fee": FEE}, "code"), ({"code": "A7", "fee": 5}, "fee")],
)  # fmt: skip
async def test_a_receipt_that_is_not_as_promised_proves_nothing(
    receipt: Receipt, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part of another type, or one that is missing: the outcome is unknown, and the worker's log says why."""

    @step("lockers.open", capability="keyed", result={"code": "text", "fee": "money optional"})
    def open_locker(call: Call) -> Receipt:
        return receipt

    heard = Heard()
    await QueueWorker(heard, "lockers", {"lockers.open": open_locker}, "worker-1").one("worker-1/1")
    outcome = outcome_of(heard.told)
    assert isinstance(outcome, Unknown)
    assert f"answered what cannot be read: “{part}” is not" in outcome.why
    assert "outcome_unknown" in "".join(capsys.readouterr())


class Refusing(Heard):
    """A door that takes no report."""

    def __init__(self, refusal: MakegoodError) -> None:
        """Keep what reports are refused with."""
        super().__init__()
        self.refusal = refusal

    async def call(self, do: str, **fields: object) -> object:
        """Give the job out; refuse its outcome."""
        if do == "outcome":
            raise self.refusal
        return await super().call(do, **fields)


async def test_a_refused_report_does_not_end_the_worker(capsys: pytest.CaptureFixture[str]) -> None:
    """It is logged, and the next job is taken; only an engine that is gone ends the worker."""

    @step("lockers.open", capability="keyed")
    def open_locker(call: Call) -> Receipt:
        return {}

    connectors = {"lockers.open": open_locker}
    assert await QueueWorker(Refusing(UsageError("odd")), "lockers", connectors, "w").one("w/1")
    assert "report_refused" in "".join(capsys.readouterr())
    with pytest.raises(Unavailable):
        await QueueWorker(Refusing(Unavailable("gone")), "lockers", connectors, "w").one("w/1")


class Over(Heard):
    """A door that took a job out in our name, lost its answer, and by now the job's time is over."""

    async def call(self, do: str, **fields: object) -> object:
        """Refuse to give it out once more."""
        raise ConflictError("what was begun under this id is over.", where="ca_1")


async def test_a_job_that_was_over_before_we_heard_of_it_ends_no_worker(capsys: pytest.CaptureFixture[str]) -> None:
    """The engine finds out what became of it; the worker goes on with the next, under another name."""
    assert await QueueWorker(Over(), "lockers", {}, "w").one("w/1")
    assert "what was begun under this id is over" in "".join(capsys.readouterr())
