"""The Temporal driver put together for a house; and what compares the house's journal with Temporal."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from activities.turns import Turns
from domain.case import commands as c
from workers import watching
from workers.assemble import House
from workers.temporal.driver import TemporalDriver, TemporalRuns
from workers.temporal.server import connect, show
from workflows.case_activities import CaseActivities
from workflows.nudges import Nudger
from workflows.sweeps import Divergence, Reconciler, Watchdog


async def temporal_driver(it: House, turns: Turns, watchdog: Watchdog, roles: frozenset[str]) -> TemporalDriver:
    """Connect to Temporal and return its driver, ready to run.

    Raises:
        Unavailable: Temporal is no use as it is.
        UsageError: a setting is no use.
    """
    turns.leaves_newer = True
    connected = await connect(it.settings)
    nudger = Nudger(
        connected.client, it.journal, connected.queues, connected.shows,
        partial(show, connected.client), watching.nudge_lost,
    )  # fmt: skip
    acts = CaseActivities(turns, it.cases, it.clock, it.signer, connected.queues, connected.shows)
    reconciler = reconciler_of(it, TemporalRuns(connected.client, connected.queues), nudger.nudge)
    return TemporalDriver(
        connected, it.journal, it.clock, acts, nudger, watchdog, reconciler, roles, watching.look_failed
    )


def reconciler_of(it: House, runs: TemporalRuns, nudge: Callable[[str], None]) -> Reconciler:
    """Return what compares the journal's open cases with what runs, and writes each difference down."""

    async def report(one: Divergence) -> None:
        command = c.ReportDivergence(now=it.clock.now(), actor=c.THE_ENGINE, had=one.had, got=one.got)
        watching.divergence_found(one.case, one.had, one.got)
        await it.desk.submit(one.case, command, command_id="divergence-" + secrets.token_hex(8))

    return Reconciler(it.journal, it.clock, runs, report, nudge)
