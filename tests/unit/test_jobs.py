"""Jobs for workers: the most urgent first, and an engine that stands still is not gone through again and again."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from activities.cases import Cases, Loaded
from activities.journal.memory import MemoryJournal
from domain.case import commands as c
from domain.playbook import plan as p
from domain.values import Value
from tests.support.house import House, virtual_clock
from tests.support.plans import contract, do, plan
from workers.door.jobs import Jobs, queues_of

QUEUED = do("open", connector=contract("lockers.open", queue="lockers"), undo=None)
RISK = p.RiskOf(likelihood=p.Given(value="likely"), consequence={"money": p.Formula(source="failure.how_bad")})
OPERATOR = c.Actor(person="os:root", roles=("operator",))
PLAN = plan(QUEUED, facts={"how_bad": p.FactType(type="text")}, risk=RISK)


class Noting(Cases):
    """Cases that note which of them were looked at."""

    looked: ClassVar[list[str]] = []

    async def existing(self, case: str) -> Loaded:
        """Note it."""
        self.looked.append(case)
        return await super().existing(case)


async def opened(*how_bad: str) -> tuple[House, Jobs, list[str]]:
    """Open cases of these consequences a second apart, the first one first; every look at a case is noted."""
    clock = virtual_clock()
    house = await House(MemoryJournal(), PLAN, clock=clock).start()
    jobs = Jobs(house.journal, house.cases, house.clock)
    house.cases.on_change = jobs.changed
    cases = []
    for number, level in enumerate(how_bad):
        facts: dict[str, Value] = {"how_bad": level}
        cases.append((await house.open(str(number), facts)).case)
        clock.at += timedelta(seconds=1)
    await house.engine.until_quiet()
    return house, jobs, cases


async def taken(jobs: Jobs, queue: str = "lockers") -> list[str]:
    """Return the cases of the jobs that wait."""
    return [case async for case, _ in jobs.waiting(queue, None)]


async def test_the_most_urgent_job_comes_first() -> None:
    """By tier, then by age; whatever the ids of the cases are."""
    _, jobs, cases = await opened("minor", "severe", "minor", "major", "severe")
    assert await taken(jobs) == [cases[n] for n in (1, 4, 3, 0, 2)]


async def test_a_look_that_found_nothing_is_not_repeated_until_something_changes() -> None:
    """A worker without jobs costs no reading; a case that changes is looked at, and no other one."""
    house, jobs, cases = await opened("minor", "minor", "minor")
    jobs.cases = noting = Noting(house.journal, house.library)
    looked = noting.looked
    assert await taken(jobs, "other") == []
    assert sorted(looked) == sorted(cases)
    assert await taken(jobs, "other") == []
    assert len(looked) == 3
    await house.desk.submit(cases[1], c.HoldCase(now=house.clock.now(), actor=OPERATOR, why="look"), command_id="hold")
    await house.desk.submit(cases[1], c.FreeCase(now=house.clock.now(), actor=OPERATOR, why="seen"), command_id="free")
    looked.clear()
    assert await taken(jobs, "other") == []
    assert looked == [cases[1]]


def test_the_queues_of_a_plan_are_those_of_its_steps_and_connectors() -> None:
    """Named by the step or by its connector, also for the undo."""
    undo = contract("lockers.close", queue="undoing", undoes=True)
    named = plan(QUEUED, do("x", queue="step"), do("y", undo=undo))
    assert set(queues_of(named)) == {"lockers", "step", "undoing"}
