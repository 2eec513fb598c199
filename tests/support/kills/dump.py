"""How everything stands when something is wrong, written into one file: seed and plan, cases, workflows, logs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from temporalio.service import RPCError

from activities.clock import JournalClock
from domain.ids import case_stream
from tests.support.kills.campaign import Campaign, open_rows
from tests.support.kills.ground import Ground
from workers.assemble import House
from workers.temporal.server import connect

TAIL, LOG_LINES = 15, 80
FILE = "state.txt"


async def dump(campaign: Campaign, faults: Sequence[str]) -> Path:
    """Write it down; returns the file."""
    path = campaign.ground.folder / FILE
    written = [*_plan(campaign, faults)]
    for part in (_cases, _workflows):
        try:
            written += [line async for line in part(campaign.ground, campaign.stuck)]
        except Exception as trouble:  # noqa: BLE001 — what can be told is told
            written.append(f"(could not look: {type(trouble).__name__}: {trouble})")
    written += _logs(campaign.ground.folder)
    path.write_text("\n".join(written), encoding="utf-8")
    return path


def _plan(campaign: Campaign, faults: Sequence[str]) -> Iterator[str]:
    plan = campaign.plan
    yield f"# {plan.combination.words}, seed {plan.seed}, {len(campaign.ground.told)} cases"
    yield from (f"WRONG {fault}" for fault in faults)
    yield from (f"UNEXPECTED {end}" for end in campaign.unexpected)
    yield "\n# Faults"
    for fault in plan.faults:
        yield f"{'injected' if fault.number in campaign.injected else 'MISSED  '} {fault}"


async def _cases(ground: Ground, stuck: Sequence[str]) -> AsyncIterator[str]:
    yield "\n# Cases that are not at rest"
    async with ground.reading() as journal:
        house, clock = await House.of(ground.settings, journal), JournalClock.of(await journal.info())
        parked = {one.case: one.why for one in await journal.parked()}
        yield f"now {clock.now()}, parked {parked}"
        rows = {row.case: row for row in await open_rows(journal)}
        for name in dict.fromkeys([*stuck, *rows]):
            yield f"\n## {name}: {rows.get(name)}"
            case = (await house.cases.existing(name)).case
            yield f"tasks {[task for task, one in case.tasks.items() if one.status == 'open']}"
            yield f"under way {[(s, e.status, e.key) for s, e in case.effects.items() if e.status != 'applied']}"
            for record in (await journal.read(case_stream(name)))[-TAIL:]:
                yield f"  #{record.seq} {json.loads(record.data)}"


async def _workflows(ground: Ground, stuck: Sequence[str]) -> AsyncIterator[str]:
    if ground.temporal is None:
        return
    yield "\n# Workflows"
    client = (await connect(ground.settings)).client
    async with ground.reading() as journal:
        names = [row.case for row in await open_rows(journal)]
    running = client.list_workflows("WorkflowType = 'RecoveryCase' AND ExecutionStatus = 'Running'")
    names += [found.id async for found in running]
    for name in dict.fromkeys([*stuck, *names]):
        try:
            told = await client.get_workflow_handle(name).describe()
        except RPCError as trouble:
            yield f"{name}: {trouble}"
            continue
        pending = [(one.activity_type.name, one.state, one.attempt) for one in told.raw_description.pending_activities]
        yield f"{name}: {told.status}, {told.history_length} events on {told.task_queue}, pending {pending}"


def _logs(folder: Path) -> Iterator[str]:
    for log in sorted(folder.glob("*.log")):
        yield f"\n# {log.name}"
        yield from log.read_text(errors="replace").splitlines()[-LOG_LINES:]
