"""What programs ask at the door: failures told and how far a feed was read, outcomes, jobs, whom all wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from activities.account import account_of
from activities.cases import Cases
from activities.desk import Answer, Desk
from activities.directory import Directories
from activities.intake import Intake
from activities.keeping import kept
from activities.library import Library
from activities.marks import Mark, Marks
from activities.ports import OPEN, Clock, Journal
from activities.turn import MARGIN_MS
from activities.vault import Vault
from domain.case import commands as c
from domain.case.due import due
from domain.case.effects import contract_of
from domain.case.survey import Survey, Work
from domain.clock.instant import instant_text
from domain.errors import (
    CommandRejected,
    Forbidden,
    MakegoodError,
    NotFoundError,
    UsageError,
)
from domain.house.permissions import MAY, kinds_of
from domain.intake.told import told_from_json
from domain.playbook.plan import Plan
from domain.values import to_json
from domain.views.waiting import Waiting, turns, waiting
from workers.jobs import Jobs, queues_of
from workers.requests import Request, command_id_of, number_of, outcome_of, said, text_of
from workers.service import Answering
from workflows.handing_out import Signer
from workflows.job import job_of

MOST_WAITS = 2_000
"""So many open cases are looked through for whom they wait for."""


@dataclass(slots=True)
class Programs:
    """Answers programs: feeds, connectors that answer later, queue workers, the simulated world."""

    journal: Journal
    cases: Cases
    desk: Desk
    directories: Directories
    intake: Intake
    clock: Clock
    vault: Vault
    library: Library
    jobs: Jobs
    signer: Signer

    def answers(self) -> Mapping[str, Answering]:
        """Return what can be asked."""
        return {
            "receive": self._receive, "outcome": self._outcome, "take": self._take, "begin": self._begin_job,
            "waiting": self._waiting,
            "queues": self._queues, "mark": self._mark, "keep_mark": self._keep_mark,
        }  # fmt: skip

    async def _actor(self, request: Request) -> c.Actor:
        return await self.directories.actor(text_of(request, "as", ""), text_of(request, "user", ""))

    async def _receive(self, request: Request) -> object:
        """Take failures in, each answered for itself: a case, a repeat, or why there is no plan for it."""
        told = request.get("failures")
        if not isinstance(told, list):
            raise UsageError("“failures” is a list.")
        actor = await self._actor(request)
        return [await self._received(one, actor) for one in told]

    async def _received(self, data: object, actor: c.Actor) -> object:
        try:
            answer = await self.intake.receive(told_from_json(data), actor)
        except MakegoodError as trouble:
            if trouble.exit_code not in {2, 5}:
                raise
            return {"rejected": trouble.what}
        if isinstance(answer, Answer):
            return said(answer)
        return {"rejected" if answer.misfit else "no_plan": answer.why}

    async def _mark(self, request: Request) -> object:
        """Say how far a feed was read by a map; null when nobody knows."""
        mark = await Marks(self.journal).of(text_of(request, "feed"), text_of(request, "map"))
        return {"rows": mark.rows, "size": mark.size, "digest": mark.digest} if mark is not None else None

    async def _keep_mark(self, request: Request) -> object:
        """Remember how far a feed was read; whoever may not open cases may not say that there is none to open."""
        actor = await self._actor(request)
        if not kinds_of(actor) & MAY[c.OpenCase]:
            raise Forbidden(f"{actor.person} may not say how far a feed was read.")
        mark = Mark(number_of(request, "rows"), number_of(request, "size"), text_of(request, "digest"))
        await Marks(self.journal).keep(text_of(request, "feed"), text_of(request, "map"), mark)
        return {}

    async def _outcome(self, request: Request) -> object:
        """Record what became of a key: late answers, call-backs of partners, queue workers."""
        key, attempt, outcome = text_of(request, "key"), number_of(request, "attempt"), outcome_of(request)
        case = key.partition("/")[0]
        loaded = await self.cases.existing(case)
        step = next((s for s, effect in loaded.case.effects.items() if effect.key == key), "")
        step = step or loaded.case.applied.get(key, "")
        if not step or loaded.book is None:
            raise NotFoundError(f"no effect of the case has the key {key}.", where=case)
        effect = loaded.case.effects[step]
        outcome = kept(outcome, contract_of(Survey(loaded.case, loaded.book, self.clock.now()), step, effect))
        report = c.ReportOutcome(
            now=self.clock.now(), actor=self._engine_for(request), step=step, attempt=attempt, key=key, outcome=outcome,
            looked_up=request.get("looked_up") is True,
        )  # fmt: skip
        return said(await self.desk.submit(case, report, command_id=command_id_of(request)))

    async def _take(self, request: Request) -> object:
        """Begin the most urgent job of a queue in the name of a worker; null when there is none."""
        by, able = text_of(request, "by"), request.get("connectors")
        names = frozenset(map(str, able)) if isinstance(able, list) else None
        async for case, work in self.jobs.waiting(text_of(request, "queue"), names):
            began = await self._begin(case, work, by, self._engine_for(request))
            if began is not None:
                return began
        return None

    async def _begin_job(self, request: Request) -> object:
        """Begin the very job that a driver handed out, in the name of a worker; null when it is not due any more.

        Raises:
            Forbidden: the engine did not hand this job out.
        """
        told = request.get("job")
        job = job_of(told if isinstance(told, dict) else {})
        self.signer.check(job, text_of(request, "queue"))
        loaded, now = await self.cases.existing(job.case), self.clock.now()
        for work in due(loaded.case, loaded.book, now).work if loaded.book is not None else ():
            same = (work.step, work.attempt, work.mode) == (job.step, job.attempt, job.mode)
            if same and work.is_job and work.queue == job.queue:
                return await self._begin(job.case, work, text_of(request, "by"), self._engine_for(request))
        return None

    async def _queues(self, request: Request) -> object:
        """Say which queues the playbooks in force name."""
        await self.library.refresh()
        plans = (Plan.model_validate_json(one.content) for one in self.library.newest("playbook"))
        return sorted({queue for plan in plans for queue in queues_of(plan)})

    def _engine_for(self, request: Request) -> c.Actor:
        """Return the engine as it acts for a program: under the program's account."""
        return replace(c.THE_ENGINE, account=account_of(text_of(request, "user", "")))

    async def _begin(self, case: str, work: Work, by: str, actor: c.Actor) -> object:
        now = self.clock.now()
        until = now + timedelta(milliseconds=self.clock.stretch(work.timeout_ms + MARGIN_MS))
        if work.mode == "send":
            begin = c.Begin(now=now, actor=actor, step=work.step, attempt=work.attempt, by=by, until=until)
            try:
                await self.desk.submit(case, begin, command_id=f"begin-{by}")
            except CommandRejected:
                return None
        request = await self.vault.unseal(work.request)
        return {
            "case": case, "step": work.step, "effect": work.effect, "connector": work.contract.name, "key": work.key,
            "attempt": work.attempt, "request": to_json(request), "timeout_ms": work.timeout_ms, "mode": work.mode,
        }  # fmt: skip

    async def _waiting(self, request: Request) -> object:
        """Say whom the open cases wait for, which turns they may take, and who there is."""
        waits = []
        for row in await self.journal.cases(phase=OPEN, limit=MOST_WAITS):
            if row.held:
                continue
            loaded = await self.cases.readable(row.case)
            if loaded is not None and loaded.book is not None:
                found = (*waiting(loaded.case, loaded.book), *turns(loaded.case, loaded.book))
                waits += [{"case": row.case, **_plain(one)} for one in found]
        members = (await self.directories.load()).members
        staff = {
            name: {"roles": sorted(member.roles), "skills": dict(member.skills)} for name, member in members.items()
        }
        return {"now": instant_text(self.clock.now()), "waits": waits, "staff": staff}


def _plain(one: Waiting) -> dict[str, object]:
    return {
        "kind": one.kind, "name": one.name, "step": one.step, "roles": list(one.roles), "words": dict(one.words),
        "until": instant_text(one.until), "purpose": one.purpose, "claimed_by": one.claimed_by,
        "skill": dict(one.skill), "fields": {n: (k.type, list(k.words)) for n, k in one.fields.items()},
        "choices": list(one.choices), "details": to_json(one.details),
    }  # fmt: skip
