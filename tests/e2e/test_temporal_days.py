"""Bad days with a real Temporal server: ended from outside, its database gone, down, overtaken by a newer release."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest

from activities.cases import Cases, Loaded
from activities.journal.file import create
from activities.journal.memory import MemoryJournal
from activities.journal.sqlite import SqliteJournal
from activities.performing import Performed
from domain.case import commands as c
from domain.case.state import Case
from domain.case.survey import Work
from domain.errors import TooNew
from domain.playbook import plan as p
from tests.support import servers, temporal
from tests.support.house import House, Told
from tests.support.plans import HOUR, do, fourteen_steps, plan
from tests.support.temporal import Carried, carrying, settings_for
from tests.support.waiting import until
from workers.keeping.checking import check
from workflows import sweeps
from workflows.sweeps import Sweep

TASK = "look#ask0"
ASKED = p.Ask(id="look", role="clerk", words={"en": "Look"}, form={"found": p.FactType(type="yes_no")}, due=HOUR)


def asking() -> p.Plan:
    """Return a plan that does something, waits for a person, and does something else."""
    return plan(do("hold"), ASKED, do("refund"))


async def a_person_answers(carried: Carried, case: str) -> None:
    """Have somebody do the open task of a case."""
    house = carried.house
    somebody = c.Actor(person="ana", roles=("clerk",))
    command = c.CompleteTask(now=house.clock.now(), actor=somebody, task=TASK, answer={"found": True})
    await house.desk.submit(case, command, command_id=f"done-{case}")


async def waiting(carried: Carried, count: int) -> list[str]:
    """Open cases, and wait until each waits for its person."""
    cases = [(await carried.house.open(str(n))).case for n in range(count)]
    for case in cases:
        await until(partial(_asks, carried, case))
    return cases


async def _asks(carried: Carried, case: str) -> bool:
    return TASK in (await carried.house.case(case)).tasks


async def test_what_is_ended_from_outside_is_found_and_goes_on(
    temporal_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each terminated workflow is one divergence, written down and healed; nothing that runs is touched."""
    monkeypatch.setattr(sweeps, "YOUNG_MS", 0)
    journal = MemoryJournal()
    house = await House(journal, asking()).start()
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        cases = await waiting(carried, 12)
        ended = cases[:5]
        for case in ended:
            await carried.client.get_workflow_handle(case).terminate("by hand")
        reconciler = carried.driver.reconciler
        await until(lambda: _listed(carried, len(cases) - len(ended)))
        assert {one.case: one.got for one in await reconciler.look()} == dict.fromkeys(ended, "terminated")
        await carried.driver.nudger.drain()
        for case in cases:
            await a_person_answers(carried, case)
        await asyncio.gather(*(carried.closed(case) for case in cases))
        assert await reconciler.look() == []
    assert [row.phase for row in await journal.cases()] == ["closed"] * len(cases)


async def _listed(carried: Carried, count: int) -> bool:
    listed = await carried.driver.reconciler.runs.listed()
    return len(listed & {row.case for row in await carried.house.journal.cases()}) == count


async def test_what_runs_where_nobody_looks_is_begun_again(
    temporal_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change of the queue's name, cases that ran on the old one are found, ended there, and go on."""
    monkeypatch.setattr(sweeps, "YOUNG_MS", 0)
    house = await House(MemoryJournal(), asking()).start()
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        cases = await waiting(carried, 3)
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        await until(lambda: _heals_astray(carried, set(cases)))
        for case in cases:
            await a_person_answers(carried, case)
        await asyncio.gather(*(carried.closed(case) for case in cases))


async def _heals_astray(carried: Carried, cases: set[str]) -> bool:
    await carried.driver.reconciler.look()
    await carried.driver.nudger.drain()
    return {one.case for one in carried.found if one.astray} == cases


async def test_the_database_of_temporal_may_be_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed with its database deleted, Temporal is filled again from the journal; no effect is asked for twice."""
    monkeypatch.setattr(sweeps, "YOUNG_MS", 0)
    create(tmp_path / "makegood.db")
    journal = SqliteJournal(tmp_path / "makegood.db")
    house = await House(journal, asking()).start()
    server = _server(tmp_path / "one.db")
    async with carrying(house, settings_for(server.address, tmp_path)) as carried:
        cases = await waiting(carried, 30)
        server.process.kill()
        server.process.wait()
        opened = (await house.open("while it is down")).case
        assert (await house.case(opened)).phase != ""
        server = _server(tmp_path / "two.db", server.port)
        await until(lambda: _heals(carried), 60)
        cases.append(opened)
        await until(lambda: _asks(carried, opened))
        for case in cases:
            await a_person_answers(carried, case)
        await until(lambda: _all_closed(house), 60)
    server.end()
    keys = [work.key for work in house.performer.asked]
    assert len(keys) == len(set(keys))
    assert (await check(journal)).breaches == ()
    await journal.close()


def _server(database: Path, port: int = 0) -> temporal.Server:
    try:
        return temporal.start(database, port)
    except servers.Missing as trouble:
        return temporal.missing(trouble)


async def _heals(carried: Carried) -> bool:
    try:
        found = await carried.driver.reconciler.look()
    except Exception:  # noqa: BLE001 — it may not be up yet
        return False
    await carried.driver.nudger.drain()
    return not found


async def _all_closed(house: House) -> bool:
    return all(row.phase == "closed" for row in await house.journal.cases())


async def test_what_nudges_missed_the_sweep_finds(temporal_address: str, tmp_path: Path) -> None:
    """Cases that were opened while nobody could nudge begin at the next sweep."""
    journal = MemoryJournal()
    house = await House(journal, fourteen_steps()).start()
    cases = [(await house.open(str(n))).case for n in range(5)]
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        sweep = Sweep(journal, house.clock, carried.driver.nudge)
        assert await sweep.look() == 0, "what is due for a moment only is left to its own timer"
        monkey = pytest.MonkeyPatch()
        monkey.setattr(sweeps, "GRACE_MS", 0)
        try:
            assert await sweep.look() == len(cases)
        finally:
            monkey.undo()
        await asyncio.gather(*(carried.closed(case) for case in cases))


async def test_a_newer_event_is_left_to_a_newer_release(temporal_address: str, tmp_path: Path) -> None:
    """A worker that cannot read a case neither parks it nor fails its workflow; one that can goes on with it."""
    journal = MemoryJournal()
    house = await House(journal, fourteen_steps()).start()
    old = house.taker.cases = Older(journal, house.library)
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        carried.driver.activities.turns.leaves_newer = True
        case = (await house.open("new")).case
        await until(lambda: _tried(old))
        assert await journal.parked() == []
        house.taker.cases = house.cases
        carried.driver.nudge(case)
        await carried.closed(case)


class Older(Cases):
    """Reads cases as a release that is too old for them."""

    tried = False

    async def existing(self, case: str) -> Loaded:
        """Refuse."""
        self.tried = True
        raise TooNew(f"{case} was written by a newer release.")


async def _tried(cases: Older) -> bool:
    return cases.tried


async def test_a_case_that_keeps_failing_is_parked_and_the_others_close(temporal_address: str, tmp_path: Path) -> None:
    """After its troubles a case is left alone with a task for an operator; freed and nudged it goes on."""
    journal = MemoryJournal()
    house = await House(journal, fourteen_steps()).start()
    poisoned = house.taker.cases = Poisoned(journal, house.library)
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        carried.driver.activities.pause_ms = 10
        bad = (await house.open("bad")).case
        poisoned.bad = bad
        good = (await house.open("good")).case
        await carried.closed(good)
        await until(lambda: _parked(journal), 60)
        assert [task.task for task in await journal.tasks(role="operator")] == ["@parked"]
        poisoned.bad = ""
        await journal.unpark(bad)
        carried.driver.nudge(bad)
        await carried.closed(bad)


class Poisoned(Cases):
    """Fails for one case."""

    bad = "?"

    async def existing(self, case: str) -> Loaded:
        """Fail for it."""
        if self.bad in {case, "?"}:
            raise ZeroDivisionError("a fault of the engine")
        return await super().existing(case)


async def _parked(journal: MemoryJournal) -> bool:
    return len(await journal.parked()) == 1


async def test_a_history_tells_nothing_of_the_customer(temporal_address: str, tmp_path: Path) -> None:
    """What stands in Temporal: ids, instants, words of the business; no fact, no request, no answer of a step."""
    house = await House(MemoryJournal(), asking()).start()
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        (case,) = await waiting(carried, 1)
        await a_person_answers(carried, case)
        await carried.closed(case)
        history = json.dumps((await carried.client.get_workflow_handle(case).fetch_history()).to_json_dict())
    for private in ("cu_1", "v_1", "receipt", "found", "sealed", "size"):
        assert private not in history, private


async def test_a_stop_waits_for_what_is_on_its_way(temporal_address: str, tmp_path: Path) -> None:
    """A worker that is told to stop in the middle of an effect ends after its outcome is in the journal."""
    journal, begun = MemoryJournal(), asyncio.Event()
    house = await House(journal, plan(do("slow"), ASKED)).start()
    house.taker.performer = slow = Slow(begun)
    async with carrying(house, settings_for(temporal_address, tmp_path)) as carried:
        case = (await house.open("1")).case
        await asyncio.wait_for(begun.wait(), 20)
        carried.driver.stop()
    assert slow.done
    assert (await house.case(case)).status("slow") == "done"


class Slow(Told):
    """A performer that takes its time."""

    def __init__(self, begun: asyncio.Event) -> None:
        super().__init__()
        self.begun, self.done = begun, False

    async def perform(self, case: Case, work: Work) -> Performed:
        """Do it, two seconds later."""
        self.begun.set()
        await asyncio.sleep(2)
        self.done = True
        return await super().perform(case, work)
