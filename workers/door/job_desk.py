"""The desk of jobs: begins what is due in the name of a worker, and takes in what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from activities.cases import Cases
from activities.desk import Answer, Desk, Manner
from activities.keeping import kept
from activities.ports import Clock, Journal
from activities.turn import MARGIN_MS
from activities.vault import Vault
from domain.case import commands as c
from domain.case.due import due
from domain.case.state import Effect
from domain.case.survey import Survey, Work
from domain.case.surveying.effects import contract_of
from domain.errors import CommandRejected, ConflictError, NotFoundError
from domain.values import to_json
from workers.door.jobs import Jobs
from workers.door.requests import Request
from workflows.handing_out import Signer
from workflows.job import Job


@dataclass(frozen=True, slots=True)
class Begun:
    """A job that was begun: what the worker is told of it, and for how many real milliseconds it has been begun."""

    told: Request
    age_ms: int = 0


@dataclass(slots=True)
class JobDesk:
    """Begins and reports for workers of queues.

    Whoever begins says by which name (`by`), a new one each time. The same name again gets the same job again, as long
    as there is time left for it: so a worker may ask again when an answer is lost.
    """

    journal: Journal
    cases: Cases
    desk: Desk
    clock: Clock
    vault: Vault
    jobs: Jobs
    signer: Signer

    async def take(
        self, queue: str, able: frozenset[str] | None, by: str, actor: c.Actor = c.THE_ENGINE
    ) -> Begun | None:
        """Begin the most urgent job of a queue that a worker is able to do; None when there is none."""
        number, begun = await self._again(by)
        if begun is not None:
            return begun
        async for case, work in self.jobs.waiting(queue, able):
            begun = await self._begin(case, work, by, actor, number)
            if begun is not None:
                return begun
            number += 1
        return None

    async def begin(self, job: Job, queue: str, by: str, actor: c.Actor = c.THE_ENGINE) -> Begun | None:
        """Begin the very job that a driver handed out; None when it is not due any more.

        Raises:
            Forbidden: the engine did not hand this job out, or to another queue.
        """
        self.signer.check(job, queue)
        number, begun = await self._again(by)
        if begun is not None or number:
            return begun
        work = await self._due(job.case, job.step, job.attempt, job.mode)
        if work is None or work.queue != job.queue:
            return None
        return await self._begin(job.case, work, by, actor, 0)

    async def report(  # noqa: PLR0913 — what a report holds
        self, key: str, attempt: int, outcome: c.Outcome, *, looked_up: bool, command_id: str,
        actor: c.Actor = c.THE_ENGINE, keep: bool = False,
    ) -> Answer:  # fmt: skip
        """Record what became of a key; `keep`: the answer is kept under its id even when nothing changed.

        Raises:
            NotFoundError: there is no such case, or none of its effects has this key.
        """
        case = key.partition("/")[0]
        loaded = await self.cases.existing(case)
        step = next((s for s, effect in loaded.case.effects.items() if effect.key == key), "")
        step = step or loaded.case.applied.get(key, "")
        if not step or loaded.book is None:
            raise NotFoundError(f"no effect of the case has the key {key}.", where=case)
        effect = loaded.case.effects[step]
        outcome = kept(outcome, contract_of(Survey(loaded.case, loaded.book, self.clock.now()), step, effect))
        report = c.ReportOutcome(
            now=self.clock.now(), actor=actor, step=step, attempt=attempt, key=key, outcome=outcome,
            looked_up=looked_up,
        )  # fmt: skip
        return await self.desk.submit(case, report, command_id=command_id, manner=Manner(keep=keep))

    async def looks_up(self, key: str, attempt: int, queues: frozenset[str]) -> bool:
        """Say whether the workers of these queues are asked now what became of a key."""
        loaded = await self.cases.existing(key.partition("/")[0])
        works = due(loaded.case, loaded.book, self.clock.now()).work if loaded.book is not None else ()
        return any(
            (work.key, work.attempt, work.mode) == (key, attempt, "look-up") and work.is_job and work.queue in queues
            for work in works
        )

    async def _due(self, case: str, step: str, attempt: int, mode: str) -> Work | None:
        loaded = await self.cases.existing(case)
        works = due(loaded.case, loaded.book, self.clock.now()).work if loaded.book is not None else ()
        same = (work for work in works if (work.step, work.attempt, work.mode) == (step, attempt, mode))
        return next((work for work in same if work.is_job), None)

    async def _begin(self, case: str, work: Work, by: str, actor: c.Actor, number: int) -> Begun | None:
        """Begin a job; None when somebody else was first. A look-up begins nothing."""
        if work.mode == "look-up":
            return Begun({
                "case": case, "step": work.step, "effect": work.effect, "connector": work.contract.name,
                "key": work.key, "attempt": work.attempt, "timeout_ms": work.timeout_ms, "mode": "look-up",
                "request": to_json(await self.vault.unseal(work.request)),
            })  # fmt: skip
        now = self.clock.now()
        until = now + timedelta(milliseconds=self.clock.stretch(work.timeout_ms + MARGIN_MS))
        begin = c.Begin(now=now, actor=actor, step=work.step, attempt=work.attempt, by=by, until=until)
        try:
            await self.desk.submit(case, begin, command_id=_command(by, number))
        except CommandRejected:
            return None
        except ConflictError:  # the same was asked for twice at once: both get what the first of them began
            _, begun = await self._again(by)
            if begun is None:
                raise
            return begun
        return Begun((await self._held(case, by)).told)

    async def _again(self, by: str) -> tuple[int, Begun | None]:
        """Return what was begun by this name; and how many tries under it were refused because others were first."""
        number = 0
        while (known := await self.journal.command(_command(by, number))) is not None:
            answer = json.loads(known.answer)
            if "refused" not in answer:
                return number, await self._held(answer["case"], by)
            number += 1
        return number, None

    async def _held(self, case: str, by: str) -> Begun:
        """Return the job that was begun by this name, while there is time for it."""
        effects = (await self.cases.existing(case)).case.effects
        step, effect = next(((s, one) for s, one in effects.items() if one.by == by), ("", None))
        total, age = self._spans(effect) if effect is not None else (0, 0)
        if effect is None or effect.status != "open" or age >= total:
            raise ConflictError(
                "what was begun under this id is over.", where=case, remedy="Begin another job, under an id of its own."
            )
        return Begun({
            "case": case, "step": step, "effect": effect.kind, "connector": effect.connector, "key": effect.key,
            "attempt": effect.attempt, "timeout_ms": total, "mode": "send",
            "request": to_json(await self.vault.unseal(effect.request)),
        }, age)  # fmt: skip

    def _spans(self, effect: Effect) -> tuple[int, int]:
        """Return how long an effect may take, and how long ago it was begun, in real milliseconds."""
        rate = self.clock.stretch(1)
        whole = round((effect.until - effect.since).total_seconds() * 1_000 / rate) - MARGIN_MS
        return whole, max(0, round((self.clock.now() - effect.since).total_seconds() * 1_000 / rate))


def _command(by: str, number: int) -> str:
    return f"begin-{by}.{number}" if number else f"begin-{by}"
