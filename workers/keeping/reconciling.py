"""Comparing on demand: the streams with what lies beside them, open cases with what Temporal runs, and its witness.

Every result of a turn in a Temporal history names a seq and the hash of the event there: a second account of each
stream, kept by somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from activities.ports import OPEN, Journal
from domain.errors import Unavailable
from domain.ids import case_stream
from workers.engines import engine_of
from workers.opening import Reading
from workers.settings import Settings
from workflows.sweeps import Divergence

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was compared, and the differences."""

    engine: str
    cases: int
    witnessed: int = 0
    differences: list[Divergence] = field(default_factory=list)


async def reconcile(settings: Settings, it: Reading) -> Reconciled:
    """Compare every open case, and change nothing.

    Raises:
        Unavailable: Temporal cannot be asked.
    """
    open_cases = await _open_cases(it.journal)
    found = await _rows(it, open_cases)
    engine = engine_of(settings)
    if engine == "embedded":
        return Reconciled(engine, len(open_cases), 0, found)
    from workers.temporal.driver import TemporalRuns  # noqa: PLC0415 — as above
    from workers.temporal.server import connect  # noqa: PLC0415 — only what is used is loaded
    from workflows.sweeps import Reconciler  # noqa: PLC0415 — as above

    connected = await connect(settings)
    runs = TemporalRuns(connected.client, connected.queues)

    async def report(one: Divergence) -> None:
        raise Unavailable(f"nothing is reported about {one.case} here.")

    found += await Reconciler(it.journal, it.clock, runs, report, lambda case: None).compare()
    witnessed = 0
    for case in open_cases:
        witness = await runs.witness(case)
        if witness is not None:
            witnessed += 1
            found += await _differs(it.journal, case, *witness)
    return Reconciled(engine, len(open_cases), witnessed, found)


async def _open_cases(journal: Journal) -> list[str]:
    cases: list[str] = []
    while rows := await journal.cases(phase=OPEN, limit=PAGE, after=cases[-1] if cases else ""):
        cases += [row.case for row in rows]
    return cases


async def _rows(it: Reading, cases: list[str]) -> list[Divergence]:
    """Compare the rows that drivers and lists go by with the cases as their events make them."""
    found = []
    for name in cases:
        loaded, row = await it.cases.readable(name), await it.journal.row(name)
        if loaded is None or row is None:
            continue
        case = loaded.case
        had = (case.phase, case.tier, case.owner, case.frozen)
        got = (row.phase, row.tier, row.owner, row.held)
        if had != got:
            found.append(Divergence(name, had=f"by its events {had}", got=f"in its row {got}"))
    return found


async def _differs(journal: Journal, case: str, seq: int, head: str) -> list[Divergence]:
    records = await journal.read(case_stream(case), seq - 1) if seq else []
    if not seq or (records and records[0].seq == seq and records[0].hash == head):
        return []
    got = f"another event at #{seq}" if records else f"no event #{seq}"
    return [Divergence(case, had=f"#{seq} {head[:12]} by Temporal's history", got=got)]
