"""Jobs and queues under a real Temporal server: workers that begin and commit themselves, and critical cases apart."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.journal.memory import MemoryJournal
from activities.ports import Call
from activities.registry import Receipt, step
from domain.case import events as e
from domain.errors import Forbidden
from domain.playbook import plan as p
from tests.support.house import House
from tests.support.plans import HOUR, contract, do, plan
from tests.support.temporal import Carried, carrying, settings_for
from tests.support.waiting import until
from workers.asking import InPlace
from workers.assemble import House as WholeHouse
from workers.queue import QueueWorker
from workers.settings import Settings
from workers.temporal.queue import QueueActivity, serve
from workflows.handing_out import Signer
from workflows.job import Job
from workflows.recovery_case import TIER

LOCKERS = do("open", connector=contract("lockers.open", queue="lockers"), undo=None)
SLOW = do("slow", connector=contract("slow", timeout_ms=10_000), undo=None)
RISK = p.RiskOf(likelihood=p.Given(value="likely"), consequence={"money": p.Formula(source="failure.how_bad")})
FACTS = {"how_bad": p.FactType(type="text")}
WATCHED = p.Ask(id="look", role="clerk", words={"en": "Look"}, due=HOUR)


@contextlib.asynccontextmanager
async def lockers(carried: Carried, settings: Settings, opened: list[str]) -> AsyncIterator[QueueWorker]:
    """Have a worker wait for the jobs of the lockers."""

    @step("lockers.open", capability="keyed")
    def open_locker(call: Call) -> Receipt:
        opened.append(call.key)
        return {"code": "hidden-7"}

    house = await WholeHouse.of(settings, carried.house.journal)  # type: ignore[arg-type] # all that is used is there
    worker = QueueWorker(InPlace(house, "worker"), "lockers", {"lockers.open": open_locker}, "worker-1")
    stopping = asyncio.Event()
    serving = asyncio.ensure_future(serve(settings, worker, stopping))
    try:
        yield worker
    finally:
        stopping.set()
        await serving


async def test_a_worker_of_a_queue_begins_acts_and_commits_itself(temporal_address: str, tmp_path: Path) -> None:
    """Ten cases close through a queue's worker; Temporal's histories hold no outcome and no request."""
    house, opened = await House(MemoryJournal(), plan(do("hold"), LOCKERS, SLOW)).start(), list[str]()
    settings = settings_for(temporal_address, tmp_path)
    async with carrying(house, settings) as carried, lockers(carried, settings, opened):
        cases = [(await house.open(str(n))).case for n in range(10)]
        await asyncio.gather(*(carried.closed(case) for case in cases))
        history = json.dumps((await carried.client.get_workflow_handle(cases[0]).fetch_history()).to_json_dict())
    assert sorted(opened) == sorted(f"{case}/open/1" for case in cases)
    assert "hidden-7" not in history
    assert [work.step for work in house.performer.asked].count("slow") == len(cases), "the engine does its own jobs"


async def test_a_forged_job_is_begun_by_nobody(temporal_address: str, tmp_path: Path) -> None:
    """A job without our signature, or of another queue, is refused before anything is begun."""
    house = await House(MemoryJournal(), plan(LOCKERS)).start()
    settings = settings_for(temporal_address, tmp_path)
    async with carrying(house, settings) as carried, lockers(carried, settings, []) as worker:
        case = (await house.open("x")).case
        await carried.closed(case)
        signer, ours = Signer(b"another house"), carried.driver.activities.signer
        job = _job(carried, case)
        for forged, queue in ((job, "lockers"), (signer.signed(job), "lockers"), (ours.signed(job), "vault")):
            with pytest.raises(Forbidden):
                await worker.desk.call("begin", job=vars(forged), queue=queue, by="thief")
        with pytest.raises(Forbidden):
            await QueueActivity(worker, Signer(b"ours")).do_job(job)


def _job(carried: Carried, case: str) -> Job:
    return Job(case, "open", 1, "send", "lockers", carried.connected.queues.of_jobs("lockers", ""), 1_000)


async def test_a_case_that_becomes_critical_moves_to_workers_of_its_own(temporal_address: str, tmp_path: Path) -> None:
    """It continues as a new run on the critical queue; one that is critical from the start begins there."""
    house = await House(MemoryJournal(), plan(do("hold"), WATCHED, facts=FACTS, risk=RISK)).start()
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        mild = (await house.open("mild", {"how_bad": "minor"})).case
        bad = (await house.open("bad", {"how_bad": "severe"})).case
        await until(lambda: _on(carried, bad, carried.connected.queues.critical))
        await until(lambda: _on(carried, mild, carried.connected.queues.main))
        loaded = await house.cases.existing(mild)
        worse = e.RiskReassessed(at=house.clock.now(), tier="critical", was="routine", why="it grew", assessor="ana")
        assert loaded.book is not None
        await house.cases.append(loaded, (worse,), book=loaded.book, now=worse.at, command="worse")
        carried.driver.nudge(mild)
        await until(lambda: _on(carried, mild, carried.connected.queues.critical))
        described = await carried.client.get_workflow_handle(mild).describe()
        assert described.typed_search_attributes.get(TIER) == "critical"
        begun = await carried.client.get_workflow_handle(bad).describe()
        assert await begun.static_summary() == "test, by test"


async def _on(carried: Carried, case: str, queue: str) -> bool:
    await carried.driver.nudger.drain()
    described = await carried.client.get_workflow_handle(case).describe()
    shown = described.typed_search_attributes.get(TIER)
    return described.task_queue == queue and shown is not None and described.history_length > 4


@pytest.mark.parametrize(
    ("routine", "urgent"), [(200, 5), *[pytest.param(2_000, 20, marks=pytest.mark.proof, id=f"run {n}") for n in "123"]]
)
async def test_critical_cases_do_not_wait_behind_the_others(
    routine: int, urgent: int, temporal_address: str, tmp_path: Path
) -> None:
    """Behind hundreds or thousands of routine cases, the first action for each critical one comes within 5 s."""
    house = await House(MemoryJournal(), plan(do("hold"), facts=FACTS, risk=RISK)).start()
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        others = [(await house.open(f"r{n}", {"how_bad": "none"})).case for n in range(routine)]
        began = datetime.now(UTC)
        first = [(await house.open(f"c{n}", {"how_bad": "severe"})).case for n in range(urgent)]
        closed = [(await house.case(case)).phase for case in others].count("closed")
        await asyncio.gather(*(carried.closed(case, 60) for case in first))
        waited = max([(await _first_action(house, case) - began).total_seconds() for case in first])
        if routine > 1_000:
            written = f"{routine:,} routine cases queued ({closed} of them closed already), {urgent} critical ones"
            print(f"{written}: the last first action came after {waited:.1f} s", file=sys.stderr)
        await carried.driver.nudger.drain()
        await asyncio.gather(*(carried.closed(case, 120) for case in others))
    assert waited <= 5


async def _first_action(house: House, case: str) -> datetime:
    state = await house.case(case)
    return min(effect.since for effect in state.effects.values())
