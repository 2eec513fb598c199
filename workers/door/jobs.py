"""The jobs that wait for workers, the most urgent first; a look that found none is remembered until something changes.

So a worker that asks four times a second costs an engine that stands still nothing, however many cases are open.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from activities.cases import Cases
from activities.ports import OPEN, CaseRow, Clock, Journal
from domain.case.due import due
from domain.case.survey import Work
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.playbook.layout import Layout
from domain.risk import TIERS

PAGE = 2_000
"""So many rows of open cases are read at once."""
LOOK_AGAIN_MS = 60_000
"""After so long everything is looked at again, whatever is remembered."""
MOST_KINDS = 100
"""Of so many kinds of workers is remembered what they did not find."""
_URGENCY: Mapping[str, int] = {tier: -number for number, tier in enumerate(TIERS)}
_NEVER = datetime.max.replace(tzinfo=UTC)


def _first(row: CaseRow) -> tuple[int, datetime, datetime]:
    """Sort by tier, then by what is useless soonest, then by age."""
    return _URGENCY[row.tier], row.useless_after or _NEVER, row.opened_at


@dataclass(slots=True)
class _Seen:
    """What a kind of worker need not look at: cases without a job for it, and nothing at all, each until an instant."""

    cases: dict[str, datetime] = field(default_factory=dict)
    quiet_until: datetime | None = None


@dataclass(slots=True)
class Jobs:
    """Finds jobs for workers; is told of every case that changes."""

    journal: Journal
    cases: Cases
    clock: Clock
    _seen: dict[tuple[str, frozenset[str] | None], _Seen] = field(default_factory=dict)
    _changes: int = 0

    def changed(self, case: str) -> None:
        """Forget what is remembered of a case."""
        self._changes += 1
        for seen in self._seen.values():
            seen.cases.pop(case, None)
            seen.quiet_until = None

    def heard(self, cases: Sequence[str]) -> None:
        """Forget what is remembered of cases that other processes wrote to; of all, when none is named."""
        for case in cases:
            self.changed(case)
        if not cases:
            self._changes += 1
            self._seen.clear()

    async def waiting(self, queue: str, able: frozenset[str] | None) -> AsyncIterator[tuple[str, Work]]:
        """Yield the jobs of a queue that a worker is able to do (None: whatever they are), the most urgent first."""
        if len(self._seen) > MOST_KINDS:
            self._seen.clear()
        seen, now, changes = self._seen.setdefault((queue, able), _Seen()), self.clock.now(), self._changes
        if seen.quiet_until is not None and now < seen.quiet_until:
            return
        until = now + timedelta(milliseconds=self.clock.stretch(LOOK_AGAIN_MS))
        for row in sorted(await self._open(), key=_first):
            if row.held:
                continue
            if row.case not in seen.cases or seen.cases[row.case] <= now:
                before = self._changes
                loaded = await self.cases.readable(row.case)
                found = due(loaded.case, loaded.book, now) if loaded is not None and loaded.book is not None else None
                mine = [work for work in found.work if _is_for(work, queue, able)] if found is not None else []
                for work in mine:
                    yield row.case, work
                again = min((found.next_clock if found is not None else None) or until, until)
                if mine or before != self._changes:
                    until = now  # something is left, or changed meanwhile: look at once the next time
                    continue
                seen.cases[row.case] = again
            until = min(until, seen.cases[row.case])
        if changes == self._changes:
            seen.quiet_until = until

    async def _open(self) -> list[CaseRow]:
        rows: list[CaseRow] = []
        while True:
            more = await self.journal.cases(phase=OPEN, limit=PAGE, after=rows[-1].case if rows else "")
            rows += more
            if len(more) < PAGE:
                return rows


def _is_for(work: Work, queue: str, able: frozenset[str] | None) -> bool:
    return work.is_job and work.queue == queue and (able is None or work.contract.name in able)


def queues_of(plan: p.Plan) -> Iterator[str]:
    """Yield the queues that the steps of a plan name, or their connectors."""
    for step in Layout(plan).steps.values():
        match step:
            case p.Do():
                yield from (queue for queue in (step.queue or step.connector.queue, _queue(step.undo)) if queue)
            case p.Grant():
                yield from (contract.queue for contract in step.pay if contract.queue)
            case _:
                pass


def _queue(contract: Contract | None) -> str:
    return contract.queue if contract is not None else ""
