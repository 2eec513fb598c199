"""Lives of days in seconds: a real Temporal server whose clock jumps from one timer of a case to its next."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.cases import Cases, Loaded
from activities.clock import VirtualClock
from activities.journal.memory import MemoryJournal
from activities.turn import Turn
from domain.clock.duration import Duration
from domain.playbook import plan as p
from tests.support import servers, temporal
from tests.support.house import House
from tests.support.plans import START, do, plan
from tests.support.temporal import carrying, settings_for
from workers.temporal.server import Connected, show
from workflows.handing_out import Queues

DAY = Duration(86_400_000)
SKIPPING = [
    "--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true",
    "--dynamic-config-value", "system.workflowTimeSkippingEnabled=true",
]  # fmt: skip


@dataclass
class Jumps:
    """The journal's clock, moved to where a case wanted to be looked at, as Temporal's own clock is."""

    clock: VirtualClock
    wanted: dict[str, datetime] = field(default_factory=dict)

    def taken(self, turn: Turn) -> None:
        """Remember when the case wants to be looked at."""
        if turn.wake_at is not None:
            self.wanted[turn.case] = turn.wake_at

    def jump(self, case: str) -> None:
        """Let it be then."""
        at = self.wanted.pop(case, None)
        if at is not None and at > self.clock.at:
            self.clock.at = at


class Jumping(Cases):
    """Cases that are looked at when they wanted to be."""

    jumps: Jumps

    async def existing(self, case: str) -> Loaded:
        """Let it be then, and return the case."""
        self.jumps.jump(case)
        return await super().existing(case)


async def test_days_pass_in_seconds(tmp_path: Path) -> None:
    """A case that waits four days and four more closes within seconds; its timers were asked for in full."""
    try:
        binary = servers.tool("temporal")
    except servers.Missing as trouble:
        temporal.missing(trouble)
    if "TEMPORAL_ADDRESS" in os.environ:
        pytest.skip("a server that runs already does not jump")
    clock = VirtualClock(START)
    steps = (
        do("first"),
        p.Wait(id="month", span=DAY * 4, at_most=DAY * 4),
        do("second"),
        p.Wait(id="more", span=DAY * 4, at_most=DAY * 4),
        do("third"),
    )
    house = await House(MemoryJournal(), plan(*steps), clock=clock).start()
    async with await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=str(binary), dev_server_extra_args=SKIPPING, dev_server_log_level="never",
        dev_server_startup_timeout=timedelta(seconds=60),
    ) as env:  # fmt: skip
        settings = settings_for("127.0.0.1:7233", tmp_path)
        queues = Queues(settings["temporal_queue"])
        connected = Connected(env.client, queues, "", shows=await show(env.client))
        async with carrying(house, settings, connected=connected) as carried:
            turns, cases = carried.driver.activities.turns, Jumping(house.journal, house.library)
            cases.jumps = Jumps(clock)
            turns.on_turn, turns.taker.cases = cases.jumps.taken, cases
            case = (await house.open("long")).case
            await carried.closed(case, 60)
            events = [event async for event in env.client.get_workflow_handle(case).fetch_history_events()]
    timers = [event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta() for event in events]
    assert [work.step for work in house.performer.asked][:3] == ["first", "second", "third"]
    assert sum(timers, timedelta()) >= timedelta(days=8)
