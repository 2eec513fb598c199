"""Bad days of a whole house in processes of their own; what was measured stands in docs/reference/kills.md."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from domain.case.events import DivergenceFound
from tests.support.kills import plan as p
from tests.support.kills.campaign import open_rows
from tests.support.kills.ground import RATE
from tests.support.kills.quiet import Quiet, quiet
from tests.support.kills.report import measured, write_section
from tests.support.kills.running import run
from tests.support.waiting import until
from workers.assemble import House
from workers.journals import RunningJournal
from workers.temporal.server import connect

ENDED, HEALED_WITHIN_S = 100, 90
CASES, PROMISES, RINGS_WITHIN_S, PACE = 40, 20, 60, 4_000
pytestmark = pytest.mark.proof


# --- Temporal's database ---------------------------------------------------------------------------------------------
async def test_temporal_may_lose_everything_while_two_hundred_cases_are_open(tmp_path: Path) -> None:
    """Its database is deleted under load: every open case goes on, no effect is applied and nothing paid twice."""
    plan = p.draw(3, p.Combination("temporal", "postgres"), 0, {p.TEMPORAL_LOST: 1})
    ran = await run(tmp_path, plan, 260, under_load=200, rate=RATE // 4)
    found = ran.verdict
    write_section(
        "Temporal's database deleted under load",
        f"""
{ran.campaign.open_then} cases were open. {len(found.doubled)} effects doubled, {len(found.paid_twice)} paid \
twice, {len(ran.campaign.stuck)} cases stuck; {found.divergences} cases were found to be carried by nothing, the rest \
were nudged before that. All {found.cases} were closed {ran.campaign.settled_s:,.0f} s later. {measured()}
""",
    )


# --- Ended from outside ----------------------------------------------------------------------------------------------
async def test_a_hundred_workflows_that_were_terminated_are_found_and_go_on(tmp_path: Path) -> None:
    """Each is one divergence in its case's stream, and is carried again, within ninety seconds."""
    async with quiet(tmp_path, p.Combination("temporal", "sqlite"), 130, 1) as it, it.ground.reading() as journal:
        await it.tell()
        client = (await connect(it.ground.settings)).client
        await asyncio.sleep(70)  # younger ones are left alone, for their workflow may be on its way
        chosen = [row.case for row in await open_rows(journal) if row.wake_at is None or _is_far(it, row.wake_at)]
        assert len(chosen) >= ENDED
        chosen = chosen[:ENDED]
        before = {case: await _divergences(it, journal, case) for case in chosen}
        await asyncio.gather(*(client.get_workflow_handle(case).terminate("by hand") for case in chosen))
        began = time.monotonic()
        await until(partial(_all_found, it, journal, chosen), HEALED_WITHIN_S)
        found = time.monotonic() - began

        async def carried() -> bool:
            described = await asyncio.gather(*(client.get_workflow_handle(case).describe() for case in chosen))
            return all(one.status is not None and one.status.name == "RUNNING" for one in described)

        await until(carried, HEALED_WITHIN_S - found)
        healed = time.monotonic() - began
        everybody = [row.case for row in await journal.cases()]
        counted = sum([await _divergences(it, journal, case) for case in everybody])
        assert set(before.values()) == {0}
        assert counted == ENDED, "one for each, and for nobody else"
    write_section(
        "A hundred workflows terminated",
        f"""
{ENDED} of {len(everybody)} cases had their workflow terminated: {counted} divergences within {found:.0f} s, \
all carried again within {healed:.0f} s. {measured()}
""",
    )


def _is_far(it: Quiet, wake_at: datetime) -> bool:
    return wake_at > it.clock.now() + timedelta(minutes=5)


async def _divergences(it: Quiet, journal: RunningJournal, case: str) -> int:
    house = await House.of(it.ground.settings, journal)
    return sum(isinstance(event, DivergenceFound) and not event.step for event in await house.events_of(case))


async def _all_found(it: Quiet, journal: RunningJournal, cases: Sequence[str]) -> bool:
    return all([await _divergences(it, journal, case) for case in cases])


# --- Deadlines -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("journal_kind", ["sqlite", "postgres"])
async def test_deadlines_ring_with_no_worker_and_no_temporal(journal_kind: p.Journal, tmp_path: Path) -> None:
    """Only the watchdog is left: every promise that comes due rings within a minute of its instant, once."""
    combination = p.Combination("temporal", journal_kind)
    async with quiet(tmp_path, combination, CASES, PACE) as it, it.ground.reading() as journal:
        await it.tell()
        await asyncio.sleep(5)
        assert it.ground.temporal is not None
        await asyncio.gather(*(process.end() for process in list(it.parent.alive.values())))
        it.ground.temporal.process.kill()
        await it.parent.fork("watchdog", "watchdog", None)
        waits, seen, end = list[float](), dict[tuple[str, str], float](), time.monotonic() + 600
        while len(waits) < PROMISES and time.monotonic() < end:
            now = it.clock.now()
            overdue = {(one.case, one.promise): one.due for one in await journal.overdue_promises(now, 1_000)}
            for name, due in overdue.items():
                assert due is not None
                seen[name] = (now - due).total_seconds() / PACE
                assert seen[name] <= RINGS_WITHIN_S, name
            waits += [seen.pop(name) for name in list(seen) if name not in overdue]
            await asyncio.sleep(0.1)
        assert len(waits) >= PROMISES
        rung = (tmp_path / "watchdog.log").read_text().count('"event": "promise_overdue"')
        await it.parent.alive["watchdog"].end()
        where = "SQLite" if journal_kind == "sqlite" else "PostgreSQL"
    write_section(
        f"Deadlines with no worker and no Temporal ({where})",
        f"""
{rung} promises rang, the last of them {max(waits):.1f} s after it was due (the watchdog looks every 5 s). {measured()}
""",
    )
