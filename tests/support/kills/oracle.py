"""The oracle: what the world counted is compared with what the journal says, by nothing the engine decides with."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from activities.connectors.world.log import lines
from activities.ports import CaseRow
from domain.case.events import DivergenceFound
from domain.case.state import IN_FLIGHT, Case
from domain.ids import case_stream
from tests.support.kills.ground import Ground
from workers.assemble import House
from workers.journals import RunningJournal
from workers.keeping.checking import check
from workers.temporal.driver import TemporalRuns
from workers.temporal.server import connect


@dataclass
class Verdict:
    """What was found. Everything but `cases`, `effects`, `doubled_unkeyed` and `divergences` has to be empty."""

    cases: int = 0
    effects: int = 0
    divergences: int = 0
    doubled_unkeyed: list[str] = field(default_factory=list)
    """Effects of who honours no key, done twice: possible only when a process was stopped (see docs/reliability)."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unintended: list[str] = field(default_factory=list)
    paid_twice: list[str] = field(default_factory=list)
    paid_otherwise: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def faults(self, *, stops: bool) -> list[str]:
        """Say what must not be."""
        allowed = {"doubled_unkeyed"} if stops else set()
        named = ((one.name, getattr(self, one.name)) for one in fields(self) if one.name not in allowed)
        return [f"{name}: {', '.join(found[:5])}" for name, found in named if isinstance(found, list) and found]


async def judge(ground: Ground) -> Verdict:
    """Compare."""
    verdict = Verdict()
    async with ground.reading() as journal:
        rows = await _all(journal)
        house = await House.of(ground.settings, journal)
        states = {row.case: (await house.cases.existing(row.case)).case for row in rows}
        verdict.cases, missing = len(rows), len(ground.told) - len(rows)
        verdict.lost = [f"{missing} of {len(ground.told)} failures have no case"] if missing else []
        verdict.parked = [f"{one.case}: {one.why}" for one in await journal.parked()]
        verdict.broken = [str(breach) for breach in (await check(journal)).breaches]
        for case in states:
            events = await house.events_of(case)
            verdict.divergences += sum(isinstance(event, DivergenceFound) and not event.step for event in events)
    _effects(ground, states, verdict)
    return verdict


async def _all(journal: RunningJournal) -> list[CaseRow]:
    found: list[CaseRow] = []
    while rows := await journal.cases(limit=1_000, after=found[-1].case if found else ""):
        found += rows
    return found


def _by_a_person(case: Case, entry: str) -> bool:
    """Say whether a person paid an entry: no partner of the house knows of that."""
    gave = (task for task in case.tasks.values() if (task.purpose, task.status) == ("give", "done"))
    return any(task.details.get("entry") == entry for task in gave)


def _effects(ground: Ground, states: Mapping[str, Case], verdict: Verdict) -> None:
    applied = Counter(
        (str(line["connector"]), str(line["key"])) for line in lines(ground.world_log) if line.get("did") == "applied"
    )
    verdict.effects = sum(applied.values())
    ways: dict[str, set[str]] = defaultdict(set)
    for (connector, key), count in applied.items():
        contract = ground.contracts[connector]
        if count > 1:
            (verdict.doubled if contract.capability == "keyed" else verdict.doubled_unkeyed).append(key)
        name, _, rest = key.partition("/")
        case = states.get(name)
        if case is None or (key not in case.sent.values() and key not in case.applied):
            verdict.unintended.append(key)
        if contract.pays:
            ways[f"{name}/{rest.rpartition('/')[0]}"].add(connector)
    paid = {
        f"{name}/{entry}" for name, case in states.items() for entry, e in case.ledger.items()
        if e.status == "paid" and not e.in_kind and not _by_a_person(case, entry)
    }  # fmt: skip
    verdict.paid_twice = sorted(entry for entry, by in ways.items() if len(by) > 1)
    verdict.paid_otherwise = sorted(paid ^ set(ways))
    verdict.unknown = [
        f"{name}/{step}" for name, case in states.items() for step, effect in case.effects.items()
        if effect.status in IN_FLIGHT
    ]  # fmt: skip


async def left_running(ground: Ground, within_s: float = 60) -> list[str]:
    """Return what Temporal still runs, though every case is closed; its list may lag behind, so it is waited for."""
    connected, until = await connect(ground.settings), time.monotonic() + within_s
    runs = TemporalRuns(connected.client, connected.queues)
    while (listed := await runs.listed()) and time.monotonic() < until:  # noqa: ASYNC110 — as long as it takes there
        await asyncio.sleep(0.5)
    return sorted(listed)


async def told_otherwise(ground: Ground, most: int = 50) -> list[str]:
    """Return cases of which Temporal's history tells another event than the journal has: a second account of each."""
    connected = await connect(ground.settings)
    runs = TemporalRuns(connected.client, connected.queues)
    differ = []
    async with ground.reading() as journal:
        for row in (await _all(journal))[:most]:
            witness = await runs.witness(row.case)
            if witness is not None and witness[0]:
                records = await journal.read(case_stream(row.case), witness[0] - 1)
                if not records or records[0].hash != witness[1]:
                    differ.append(f"{row.case} #{witness[0]}")
    return differ
