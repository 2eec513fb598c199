"""The case as a workflow of Temporal, one activity per effect, written as Temporal's documentation teaches sagas."""

from __future__ import annotations

from datetime import timedelta

from temporalio import activity, workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from benchmarks.peers.arrivals import arrived
    from benchmarks.peers.keeping import Record

WITHIN = timedelta(seconds=30)
KEPT: list[Record] = []
"""Where a record is kept beside, if at all."""


@activity.defn
async def effect(name: str, key: str) -> dict[str, bool]:
    """Do nothing but answer; the sixth step refuses."""
    case = key.removesuffix(f"/{name}")
    for kept in KEPT:
        await kept.before(case, name)
    try:
        return _answer(name)
    finally:
        for kept in KEPT:
            await kept.after(case, name)


def _answer(name: str) -> dict[str, bool]:
    if name == "step-6":
        raise ApplicationError("no", type="no", non_retryable=True)
    return {"ok": True}


@workflow.defn
class Recovery:
    """Assess; five steps, a sixth that refuses; the five undone; a follow-up."""

    @workflow.run
    async def run(self, case: str, local: bool) -> str:  # noqa: FBT001 — arguments of workflows have no names
        """Carry a case."""
        done = list[str]()
        await _do("assess", case, local=local)
        try:
            for number in range(1, 9):
                await _do(f"step-{number}", case, local=local)
                done.append(f"step-{number}")
        except (ActivityError, ApplicationError):
            for step in reversed(done):
                await _do(f"{step}.undo", case, local=local)
            await _do("follow-up", case, local=local)
        return "closed"


@workflow.defn
class Questions:
    """Thirteen effects, and five answers of people between them."""

    @workflow.init
    def __init__(self, case: str, effects: list[int]) -> None:
        """Nothing is answered yet."""
        self.answers = 0

    @workflow.signal
    def answer(self) -> None:
        """Take a person's answer."""
        self.answers += 1

    @workflow.run
    async def run(self, case: str, effects: list[int]) -> str:
        """Carry a case."""
        for question, count in enumerate(effects, 1):
            for number in range(count):
                await _do(f"step {question} {number}", case, local=False)
            if question < len(effects):
                if not workflow.unsafe.is_replaying():
                    arrived(case, question)
                await workflow.wait_condition(lambda question=question: self.answers >= question)  # type: ignore[misc]
        return "closed"


async def _do(name: str, case: str, *, local: bool) -> None:
    run = workflow.execute_local_activity if local else workflow.execute_activity
    await run(effect, args=[name, f"{case}/{name}"], start_to_close_timeout=WITHIN)
