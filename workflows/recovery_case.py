"""The Temporal driver: one small workflow per case. It takes a turn, starts the jobs, and waits for a reason to look.

The journal is the truth; what stands in the workflow's history are positions, ids and instants. So a turn that ran
twice is harmless, and a history may be deleted: the next run begins with a turn and goes on from the journal.
Nothing here decides anything about a case, and nothing is imported that could.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import (
    Priority,
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributeUpdate,
)
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.job import Job

TURN_TIMEOUT = timedelta(seconds=60)
"""A turn begins effects for 5 s and waits for those in flight; what is cut off goes on in its process all the same."""
SHORTEST_S, LONGEST_BACK_OFF_S, NEWER_S = 1.0, 30.0, 60.0
ONCE = RetryPolicy(maximum_attempts=1)
"""Trying again is the journal's business, never Temporal's."""
TIER, PHASE, PLAYBOOK = (SearchAttributeKey.for_keyword(name) for name in ("CaseTier", "CasePhase", "CasePlaybook"))
DUE = SearchAttributeKey.for_datetime("CaseDue")
SEARCH_ATTRIBUTES = (TIER, PHASE, PLAYBOOK, DUE)
NUDGE = "nudge"
TROUBLE = "trouble"
"""What a failure of a job is called that is the engine's own, and counts against the case."""


@dataclass(frozen=True)
class Run:
    """What a run begins with: the case, the task queue it is carried on, and what the run before it counted."""

    case: str
    task_queue: str
    troubles: int = 0
    offers: int = 0


@dataclass(frozen=True)
class Look:
    """What a turn came to. `sleep_ms` is real time, None: until somebody nudges.

    `away`: the journal cannot be reached; `newer`: the case holds what only a newer release can read.
    `shown` and `words` are for whoever looks at Temporal's own pages; `task_queue` is where the case belongs.
    """

    seq: int = 0
    head: str = ""
    sleep_ms: int | None = None
    jobs: list[Job] = field(default_factory=list)
    closed: bool = False
    away: bool = False
    newer: bool = False
    troubles: int = 0
    offers: int = 0
    task_queue: str = ""
    priority: int = 3
    tier: str = ""
    phase: str = ""
    playbook: str = ""
    due: str = ""
    words: str = ""


@workflow.defn(name="RecoveryCase")
class RecoveryCase:
    """Carries one case from its first turn to its last."""

    @workflow.init
    def __init__(self, run: Run) -> None:
        """Begin as if nudged: every run begins with a turn."""
        self.case, self.task_queue = run.case, run.task_queue
        self.numbers = (run.troubles, run.offers)
        self.nudged = True
        self.under_way: dict[str, asyncio.Task[None]] = {}
        self.shown: tuple[str, ...] = ()
        self.back_off_s = SHORTEST_S

    @workflow.signal(name=NUDGE)
    def nudge(self) -> None:
        """Look at the case now: something was appended to it."""
        self.nudged = True

    @workflow.run
    async def run(self, run: Run) -> int:
        """Take turns until the case is closed; returns the last seq."""
        while True:
            self.nudged = False
            look = await self._turn()
            self.numbers = (look.troubles, look.offers)
            for job in look.jobs:
                self._start(job, look.priority)
            if look.closed and not self.nudged:
                await workflow.wait_condition(workflow.all_handlers_finished)
                return look.seq
            self._show(look)
            if self._begins_anew(look):
                queue = look.task_queue or self.task_queue
                workflow.continue_as_new(Run(self.case, queue, *self.numbers), task_queue=queue)
            await self._rest(look)

    async def _turn(self) -> Look:
        """Take a turn; one that fails is waited out like a journal that is away, and never fails the workflow."""
        try:
            look: Look = await workflow.execute_local_activity(
                "take_turn", args=[self.case, *self.numbers], result_type=Look, start_to_close_timeout=TURN_TIMEOUT,
                retry_policy=ONCE, summary="a turn with the case",
            )  # fmt: skip
        except (ActivityError, ApplicationError):  # what a local activity raises comes without a wrapping
            look = Look(away=True, troubles=self.numbers[0], offers=self.numbers[1])
        return look

    def _start(self, job: Job, priority: int) -> None:
        """Start a job, unless it waits for its worker already."""
        name = f"{job.step} {job.mode} {job.attempt}"
        if name not in self.under_way:
            self.under_way[name] = asyncio.create_task(self._job(name, job, priority))

    async def _job(self, name: str, job: Job, priority: int) -> None:
        """Have a worker do a job. It commits the outcome itself; what fails here is offered again by a later turn."""
        try:
            await workflow.execute_activity(
                "do_job", job, result_type=int, task_queue=job.task_queue, retry_policy=ONCE,
                start_to_close_timeout=timedelta(milliseconds=job.timeout_ms), summary=f"{job.step} ({job.mode})",
                priority=Priority(priority_key=priority),
            )  # fmt: skip
            self.nudged = True
        except ActivityError as trouble:
            if isinstance(trouble.cause, ApplicationError) and trouble.cause.type == TROUBLE:
                self.numbers = (self.numbers[0] + 1, self.numbers[1])
        finally:
            del self.under_way[name]

    def _show(self, look: Look) -> None:
        """Have Temporal's own pages say how the case stands."""
        shown = (look.tier, look.phase, look.playbook, look.due)
        if look.words:
            workflow.set_current_details(look.words)
        if look.tier and shown != self.shown:
            self.shown = shown
            changes: list[SearchAttributeUpdate[str] | SearchAttributeUpdate[datetime]] = [
                TIER.value_set(look.tier), PHASE.value_set(look.phase), PLAYBOOK.value_set(look.playbook),
                DUE.value_set(datetime.fromisoformat(look.due)) if look.due else DUE.value_unset(),
            ]  # fmt: skip
            workflow.upsert_search_attributes(changes)

    def _begins_anew(self, look: Look) -> bool:
        """Say whether the history is long enough, or the case belongs to another queue by now."""
        moved = look.task_queue not in {"", self.task_queue}
        return moved or workflow.info().is_continue_as_new_suggested()

    async def _rest(self, look: Look) -> None:
        """Wait for a nudge, the end of a job, or the instant at which the case is to be looked at."""
        pause = None if look.sleep_ms is None else max(SHORTEST_S, look.sleep_ms / 1_000)
        if look.newer:
            pause = NEWER_S
        elif look.away:
            pause, self.back_off_s = self.back_off_s, min(self.back_off_s * 2, LONGEST_BACK_OFF_S)
        else:
            self.back_off_s = SHORTEST_S
        with contextlib.suppress(asyncio.TimeoutError):
            await workflow.wait_condition(lambda: self.nudged, timeout=pause, timeout_summary=_why(look))


def _why(look: Look) -> str:
    """Say what a wait is for."""
    if look.away:
        return "the journal cannot be reached"
    if look.newer:
        return "the case is for a newer release"
    return f"{look.phase}: looked at again" if look.phase else "looked at again"
