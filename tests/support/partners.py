"""A house whose lockers a partner looks after, as its endpoint answers it: in this process, without a socket."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from fastapi import FastAPI

from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from activities.vault import Vault
from domain.case.due import due
from domain.case.state import Case
from domain.playbook import plan as p
from makegood.api.app import addresses
from makegood.api.gate import Gate
from tests.support.house import House, virtual_clock
from tests.support.plans import contract, do, plan
from workers.door.counter import Counter
from workers.door.job_desk import JobDesk
from workers.door.jobs import Jobs
from workers.door.partners import Partner, Partners, partners_of
from workers.settings import PartnerTable, Settings, load
from workflows.handing_out import Signer
from workflows.job import Job

ACME, OTHER = "acme-" + "a" * 32, "other-" + "b" * 32
SECRET = b"signs jobs"
LOCKERS = contract("lockers.open", queue="lockers", result={"code": "text optional"})
ASKED = contract("lockers.ask", "lookup", queue="lockers")
PLAN = plan(
    do("open", connector=LOCKERS, undo=None, given={"who": p.Formula(source="failure.who")}),
    facts={"who": p.FactType(type="person")},
)
ASKING = plan(do("ask", connector=ASKED, undo=None))


def partners(folder: Path) -> Partners:
    """Return two partners: acme has the lockers and the vans, other only the vans."""
    (folder / "acme").write_text(ACME + "\n")
    (folder / "other").write_text(OTHER)
    queues = {"acme": ("lockers", "vans"), "other": ("vans",)}
    tables = {name: PartnerTable(theirs, token_file=name) for name, theirs in queues.items()}
    settings = load({}, folder=folder)
    return partners_of(Settings(settings.values, partners=tables, file=str(folder / "makegood.toml")))


@dataclass
class Endpoint:
    """A house and its endpoint; what went wrong behind it is kept."""

    house: House
    counter: Counter
    app: FastAPI
    client: httpx2.AsyncClient
    faults: list[Exception] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    async def post(
        self, path: str, body: object, *, token: str = ACME, key: str = "", **more: object
    ) -> httpx2.Response:
        """Ask for something under a new id, or under this one."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or f"test/{next(self._numbers)}"}
        return await self.client.post(f"/v1/jobs/{path}", json=body, headers=headers, **more)  # type: ignore[arg-type]

    async def taken(self, key: str = "", queue: str = "lockers") -> dict[str, object]:
        """Take a job that is there."""
        answer = await self.post("take", {"queue": queue}, key=key)
        assert answer.status_code == 200, answer.text
        job = answer.json()["job"]
        assert isinstance(job, dict)
        return job

    async def report(
        self, job: Mapping[str, object], outcome: object = None, *, token: str = ACME, key: str = "", **more: object
    ) -> httpx2.Response:
        """Report a job as done, or as told."""
        told = {"kind": "applied", "receipt": {"code": "A7"}} if outcome is None else outcome
        body = {"key": job["key"], "attempt": job["attempt"], "outcome": told, **more}
        return await self.post("outcome", body, token=token, key=key)

    async def signed(self, case: str, **other: object) -> Job:
        """Return the job of a case that is due, signed as a driver signs it."""
        loaded = await self.house.cases.existing(case)
        assert loaded.book is not None
        (work,) = due(loaded.case, loaded.book, self.house.clock.now()).work
        told = {"case": case, "step": work.step, "attempt": work.attempt, "mode": work.mode, "queue": work.queue,
                "task_queue": "q", "timeout_ms": 1_000, **other}  # fmt: skip
        return Signer(SECRET).signed(Job(**told))  # type: ignore[arg-type]

    async def case(self, case: str) -> Case:
        """Return a case as it stands."""
        return await self.house.case(case)


@contextlib.asynccontextmanager
async def endpoint(
    folder: Path, the_plan: p.Plan = PLAN, facts: Mapping[str, object] | None = None, *, cases: int = 1
) -> AsyncIterator[tuple[Endpoint, list[str]]]:
    """Open a house with an endpoint, and cases in it that have gone as far as they go without the partner."""
    create(folder / "makegood.db")
    journal = SqliteJournal(folder / "makegood.db")
    house = await House(journal, the_plan, clock=virtual_clock()).start()
    jobs = Jobs(journal, house.cases, house.clock)
    house.cases.on_change = jobs.changed
    desk = JobDesk(journal, house.cases, house.desk, house.clock, Vault(journal), jobs, Signer(SECRET))
    counter = Counter(journal, desk, partners(folder))
    app = addresses(counter)
    faults: list[Exception] = []
    gate = Gate(app, counter, faults.append)
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=gate), base_url="http://makegood.test")
    opened = [(await house.open(str(number), facts)).case for number in range(cases)]  # type: ignore[arg-type]
    await house.engine.until_quiet()
    yield Endpoint(house, counter, app, client, faults), opened
    await client.aclose()
    await journal.close()


__all__ = ["ACME", "ASKING", "OTHER", "PLAN", "Endpoint", "Partner", "endpoint", "partners"]
