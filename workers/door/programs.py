"""What programs ask at the door: failures told and how far a feed was read, outcomes, jobs, whom all wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from activities.account import account_of
from activities.cases import Cases
from activities.desk import Answer
from activities.directory import Directories
from activities.intake import Intake
from activities.library import Library
from activities.marks import Mark, Marks
from activities.ports import OPEN, Clock, Journal
from domain.case import commands as c
from domain.clock.instant import instant_text
from domain.errors import Forbidden, MakegoodError, UsageError
from domain.house.permissions import MAY, kinds_of
from domain.intake.told import told_from_json
from domain.playbook.plan import Plan
from domain.values import to_json
from domain.views.waiting import Waiting, turns, waiting
from workers.door.job_desk import JobDesk
from workers.door.jobs import queues_of
from workers.door.requests import Request, command_id_of, number_of, outcome_of, said, text_of
from workers.door.service import Answering
from workflows.job import job_of

MOST_WAITS = 2_000
"""So many open cases are looked through for whom they wait for."""


@dataclass(slots=True)
class Programs:
    """Answers programs: feeds, connectors that answer later, queue workers, the simulated world."""

    journal: Journal
    cases: Cases
    directories: Directories
    intake: Intake
    clock: Clock
    library: Library
    jobs: JobDesk

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
        await self.library.refresh()
        return [await self._received(one, actor) for one in told]

    async def _received(self, data: object, actor: c.Actor) -> object:
        try:
            answer = await self.intake.receive(told_from_json(data), actor)
        except MakegoodError as trouble:
            if trouble.exit_code not in {2, 5}:
                raise
            return {"rejected": trouble.what, "where": trouble.where, "remedy": trouble.remedy}
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
        looked, named = request.get("looked_up") is True, command_id_of(request)
        actor = self._engine_for(request)
        return said(await self.jobs.report(key, attempt, outcome, looked_up=looked, command_id=named, actor=actor))

    async def _take(self, request: Request) -> object:
        """Begin the most urgent job of a queue in the name of a worker; null when there is none."""
        by, able = text_of(request, "by"), request.get("connectors")
        names = frozenset(map(str, able)) if isinstance(able, list) else None
        begun = await self.jobs.take(text_of(request, "queue"), names, by, self._engine_for(request))
        return begun.told if begun is not None else None

    async def _begin_job(self, request: Request) -> object:
        """Begin the very job that a driver handed out, in the name of a worker; null when it is not due any more."""
        told = request.get("job")
        job = job_of(told if isinstance(told, dict) else {})
        begun = await self.jobs.begin(job, text_of(request, "queue"), text_of(request, "by"), self._engine_for(request))
        return begun.told if begun is not None else None

    async def _queues(self, request: Request) -> object:
        """Say which queues the playbooks in force name."""
        await self.library.refresh()
        plans = (Plan.model_validate_json(one.content) for one in self.library.newest("playbook"))
        return sorted({queue for plan in plans for queue in queues_of(plan)})

    def _engine_for(self, request: Request) -> c.Actor:
        """Return the engine as it acts for a program: under the program's account."""
        return replace(c.THE_ENGINE, account=account_of(text_of(request, "user", "")))

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
