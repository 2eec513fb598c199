"""Nudges on their way to Temporal, without one: which goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.journal.memory import MemoryJournal
from domain.playbook import plan as p
from tests.support.house import House
from tests.support.plans import do, plan
from workflows.handing_out import Queues
from workflows.nudges import AT_ONCE, Nudger

RISK = p.RiskOf(likelihood=p.Given(value="likely"), consequence={"money": p.Formula(source="failure.how_bad")})
FACTS = {"how_bad": p.FactType(type="text")}


@dataclass
class Slow:
    """Stands for Temporal's client: takes its time, and remembers the order in which it was asked."""

    asked: list[str] = field(default_factory=list)
    signalled: list[str] = field(default_factory=list)
    running: set[str] = field(default_factory=set)

    async def start_workflow(self, workflow: object, run: object, **options: Any) -> None:
        """Take a nudge in; what runs can only be signalled."""
        case = options["id"]
        if options["start_signal"]:
            self.signalled.append(case)
        elif case in self.running:
            raise WorkflowAlreadyStartedError(case, "RecoveryCase")
        self.asked.append(case)
        self.running.add(case)
        await asyncio.sleep(0.002)


async def _shown() -> bool:
    return True


async def nudging(client: Slow) -> tuple[House, Nudger]:
    """Return a house whose desk nudges through a client."""
    house = await House(MemoryJournal(), plan(do("hold"), facts=FACTS, risk=RISK)).start()
    nudger = Nudger(client, house.journal, Queues(), False, _shown)  # type: ignore[arg-type] # all that is used is there
    house.desk.nudge = nudger.nudge
    return house, nudger


async def test_a_new_case_needs_no_signal_and_one_that_runs_gets_it() -> None:
    """Starting is enough for a new case; where a run is there already, by a nudge from elsewhere, it is signalled."""
    client = Slow()
    house, nudger = await nudging(client)
    first = (await house.open("1", {"how_bad": "none"})).case
    await nudger.drain()
    assert (client.asked, client.signalled) == ([first], [])
    nudger.nudge(first)
    await nudger.drain()
    assert client.signalled == [first]
    second = (await house.open("2", {"how_bad": "none"})).case
    client.running.add(second)
    await nudger.drain()
    assert client.signalled == [first, second]


async def test_the_most_urgent_nudge_goes_first() -> None:
    """Critical cases that come behind hundreds of routine ones wait for those alone that are on their way already."""
    client = Slow()
    house, nudger = await nudging(client)
    facts: Mapping[str, str] = {"how_bad": "none"}
    routine = [(await house.open(f"r{n}", facts)).case for n in range(400)]
    urgent = [(await house.open(f"c{n}", {"how_bad": "severe"})).case for n in range(10)]
    under_way = len(client.asked) + AT_ONCE
    await nudger.drain()
    assert sorted(client.asked) == sorted([*routine, *urgent]), "each is sent, and once"
    assert max(client.asked.index(case) for case in urgent) <= under_way + len(urgent)
