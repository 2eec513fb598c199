"""Nudges on their way to Temporal, without one: which goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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

    async def start_workflow(self, *args: Any, **options: Any) -> None:
        """Take a nudge in."""
        self.asked.append(options["id"])
        await asyncio.sleep(0.002)


async def test_the_most_urgent_nudge_goes_first() -> None:
    """Critical cases that come behind hundreds of routine ones wait for those alone that are on their way already."""
    house = await House(MemoryJournal(), plan(do("hold"), facts=FACTS, risk=RISK)).start()
    client = Slow()

    async def shown() -> bool:
        return True

    nudger = Nudger(client, house.journal, Queues(), False, shown)  # type: ignore[arg-type] # all that is used is there
    house.desk.nudge = nudger.nudge
    facts: Mapping[str, str] = {"how_bad": "none"}
    routine = [(await house.open(f"r{n}", facts)).case for n in range(400)]
    urgent = [(await house.open(f"c{n}", {"how_bad": "severe"})).case for n in range(10)]
    under_way = len(client.asked) + AT_ONCE
    await nudger.drain()
    assert sorted(client.asked) == sorted([*routine, *urgent]), "each is sent, and once"
    assert max(client.asked.index(case) for case in urgent) <= under_way + len(urgent)
