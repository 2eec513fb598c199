"""The virtual driver, and the command line's start."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from activities.clock import VirtualClock
from activities.connectors.world.virtual import SimulatedPartners, SimulatedPeople
from benchmarks.measure import Figure, as_engine
from domain.case import commands as c
from domain.values import Person
from domain.views.summary import Summary
from tests.support.house import Told
from tests.support.plans import START, book, fourteen_steps
from workflows.virtual import VirtualDriver

ROOT = Path(__file__).parents[1]


def _simulated(cases: int) -> float:
    """Play 14-step cases as `playbook simulate` does, each on a clock of its own; returns cases per CPU second."""
    the_book, summary = book(fourteen_steps()), Summary()
    began = time.process_time()

    async def play() -> None:
        for number in range(cases):
            clock = VirtualClock(START)
            partners = SimulatedPartners(1, clock, faults=False)
            people = SimulatedPeople(1, partners)
            driver = VirtualDriver(Told({"step-6": c.NotApplied(why="no", refused=True)}), clock, people)
            command = c.OpenCase(
                now=START, failure="test", source="s", key=str(number), facts={}, customer=Person("cu_1"), market="us",
                language="en", reported_at=START,
            )  # fmt: skip
            life = driver.open(f"ca_{number}", command, the_book)
            await driver.run()
            assert life.case.phase == "closed"
            summary.add(life.case, the_book, life.events)

    asyncio.run(play())
    return cases / (time.process_time() - began)


def _start(words: list[str]) -> float:
    spent = []
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(9):
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], cwd=ROOT, env=kept, capture_output=True, check=True)  # noqa: S603 — ours
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def groups(*, quick: bool) -> list[Figure]:
    """Measure everything of this room."""
    as_engine()
    rate = statistics.median(_simulated(200 if quick else 1_000) for _ in range(1 if quick else 5))
    base = _start(["-c", "import pydantic, yaml, cyclopts"])
    shown = _start(["-m", "makegood", "--help"])
    checked = _start(["-m", "makegood", "playbook", "validate", "playbooks/late-flight.yaml"])
    note = f"the imports take {base * 1e3:.0f} ms"
    return [
        Figure("V1", "simulated 14-step cases a second of one core", rate, "/s", "≥ 1,000"),
        Figure("S1", "--help, to importing pydantic, yaml and cyclopts", shown / base, "×", "≤ 2", note),
        Figure("S2", "playbook validate, to the same", checked / base, "×", "≤ 2", f"{checked * 1e3:.0f} ms"),
    ]
