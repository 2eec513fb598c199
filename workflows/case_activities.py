"""The two activities of the Temporal driver: a turn with a case, and a job that the engine's own process does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.cases import CaseStore
from activities.ports import Clock
from activities.turn import MARGIN_MS, Turn
from activities.turns import HANDED_OUT_S, MOST_DOUBLINGS, Taken, Turns
from domain.case.due import due
from domain.case.state import Case
from domain.case.survey import Work
from domain.clock.instant import instant_text
from domain.errors import JournalAway, JournalLost
from workflows.handing_out import Queues, Signer, priority_of
from workflows.job import Job
from workflows.recovery_case import TROUBLE, Look

TO_REPORT_MS = 30_000
"""What a worker has beyond a request's own time to begin it and to commit what came of it."""


@dataclass(slots=True)
class CaseActivities:
    """What the engine's worker does for the workflow of a case."""

    turns: Turns
    cases: CaseStore
    clock: Clock
    signer: Signer
    queues: Queues
    shows: bool = True
    """Whether the server knows our search attributes."""
    pause_ms: int = 1_000
    """The first pause (real milliseconds) after a turn that failed; each further one is twice as long."""
    on_lost: Callable[[Exception], None] = lambda trouble: None
    """Told when this process can use its journal no more."""

    @activity.defn(name="take_turn")
    async def take_turn(self, case: str, troubles: int, offers: int) -> Look:
        """Take a turn with a case; a journal that is away is an answer like any other."""
        try:
            taken = await self.turns.take(case, troubles, offers)
        except JournalAway:
            return Look(away=True, troubles=troubles, offers=offers)
        except JournalLost as trouble:
            self.on_lost(trouble)
            raise
        look = Look(troubles=taken.troubles, offers=taken.offers, newer=taken.newer)
        turn = taken.turn
        if turn is None or turn.state is None:
            return replace(look, sleep_ms=None if taken.parked else self._pause(taken))
        return self._shown(turn, turn.state, replace(
            look, seq=turn.seq, head=turn.head, closed=turn.closed, sleep_ms=self._sleep(turn, taken, offers),
            jobs=[self._job(turn.case, work, turn.state.tier) for work in turn.jobs],
        ))  # fmt: skip

    @activity.defn(name="do_job")
    async def do_job(self, job: Job) -> int:
        """Do a job of the engine's own queue: begin it, act, commit what came of it; returns the case's last seq."""
        self.signer.check(job, "")
        loaded = await self.cases.existing(job.case)
        if loaded.book is not None:
            for work in due(loaded.case, loaded.book, self.clock.now()).work:
                if (work.step, work.attempt, work.mode) == (job.step, job.attempt, job.mode) and work.is_job:
                    taken = await self.turns.job(job.case, work)
                    if taken.troubles:
                        raise ApplicationError("the job failed in the engine", type=TROUBLE)
        return (await self.cases.existing(job.case)).head.seq

    def _job(self, case: str, work: Work, tier: str) -> Job:
        return self.signer.signed(Job(
            case, work.step, work.attempt, work.mode, work.queue, self.queues.of_jobs(work.queue, tier),
            work.timeout_ms + MARGIN_MS + TO_REPORT_MS,
        ))  # fmt: skip

    def _sleep(self, turn: Turn, taken: Taken, offers: int) -> int | None:
        """Return the real milliseconds until the case is to be looked at again."""
        sleep = None
        if turn.wake_at is not None:
            sleep = self._real_ms(turn.wake_at)
        if turn.jobs:
            again = HANDED_OUT_S * 1_000 * 2 ** min(offers, MOST_DOUBLINGS)
            sleep = again if sleep is None else min(sleep, again)
        if taken.troubles:
            sleep = self._pause(taken)
        return None if taken.parked else sleep

    def _pause(self, taken: Taken) -> int:
        """Return how long a case rests whose turn failed, or which another turn is busy with."""
        return self.pause_ms << min(taken.troubles, MOST_DOUBLINGS)

    def _real_ms(self, instant: datetime) -> int:
        ahead = (instant - self.clock.now()).total_seconds() * 1_000
        return max(0, round(ahead / self.clock.stretch(1)) + 1)

    def _shown(self, turn: Turn, case: Case, look: Look) -> Look:
        """Add what Temporal's own pages show: words of the business, and nobody's personal data."""
        look = replace(look, task_queue=self.queues.of_tier(case.tier), priority=priority_of(case.tier))
        if not self.shows:
            return look
        due_at = min((promise.due for promise in case.promises.values() if promise.status == "open"), default=None)
        return replace(
            look, tier=case.tier, phase=case.phase, playbook=case.playbook, words=words_of(case, turn.wake_at),
            due=instant_text(due_at) if due_at is not None else "",
        )  # fmt: skip


def words_of(case: Case, wake_at: datetime | None) -> str:
    """Say in a few lines how a case stands."""
    promises = {name: promise.due for name, promise in case.promises.items() if promise.status == "open"}
    waits = [name for name, task in case.tasks.items() if task.status == "open"]
    lines = [f"**{case.failure}** by {case.playbook}: {case.phase}, {case.tier}"]
    lines += [f"- promised: {name} by {at:%Y-%m-%d %H:%M} UTC" for name, at in sorted(promises.items())]
    lines += [f"- open task: {name}" for name in waits]
    if case.hold is not None:
        lines.append("- held")
    if wake_at is not None:
        lines.append(f"- looked at again {wake_at:%Y-%m-%d %H:%M:%S} UTC (the journal's clock)")
    return "\n".join(lines)
