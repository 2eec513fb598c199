"""The running of a journal, recorded: a case is parked or freed, or a loss accepted, with who did it and why.

The fact comes first, then the rows that drivers look at; what is cut off between the two is mended by `mend`.
"""

from __future__ import annotations

import secrets
import traceback
from dataclasses import dataclass
from pathlib import Path

from activities.account import of_process
from activities.ports import Batch, Clock, HeadMoved, Journal, StreamAppend
from domain.case.commands import THE_ENGINE, Actor
from domain.errors import ConflictError, MakegoodError
from domain.events import Event
from domain.operation import OPERATION, OPERATION_EVENTS, CaseParked, LossAccepted, ParkedCaseFreed, parked_by
from domain.record import Envelope, Head, Stamp, open_record, seal

MOST_CONFLICTS = 20


def reason_of(trouble: Exception) -> str:
    """Say what went wrong. What errors of others say can hold anything, a customer's words too: of them, say where."""
    return f"{type(trouble).__name__}: {trouble if isinstance(trouble, MakegoodError) else place_of(trouble)}"


def place_of(trouble: Exception) -> str:
    """Return the file and line where an error was raised."""
    last = next(iter(traceback.extract_tb(trouble.__traceback__)[-1:]), None)
    return f"{Path(last.filename).name}:{last.lineno}" if last is not None else "nobody knows where"


@dataclass(frozen=True, slots=True)
class Operation:
    """Records what is done about the running of a journal."""

    journal: Journal
    clock: Clock

    async def park(self, case: str, why: str) -> None:
        """Leave a case alone until somebody frees it."""
        now = self.clock.now()
        await self._append(CaseParked(at=now, case=case, why=why), THE_ENGINE)
        await self.journal.park(case, why, now)

    async def free(self, case: str, actor: Actor, why: str) -> bool:
        """Let a parked case go on; says whether it was parked."""
        if all(one.case != case for one in await self.journal.parked()):
            return False
        await self._append(ParkedCaseFreed(at=self.clock.now(), case=case, by=actor.person, why=why), actor)
        await self.journal.unpark(case)
        return True

    async def accepted(self, epoch: int, lost: str, actor: Actor, why: str) -> None:
        """Record that somebody went on with an older copy, once for an epoch."""
        facts = [record.event for record in await self.records()]
        if not any(isinstance(fact, LossAccepted) and fact.epoch == epoch for fact in facts):
            fact = LossAccepted(at=self.clock.now(), epoch=epoch, lost=lost, by=actor.person, why=why)
            await self._append(fact, actor)

    async def records(self) -> list[Envelope]:
        """Return all that was recorded of it."""
        return [open_record(record, OPERATION_EVENTS) for record in await self.journal.read(OPERATION)]

    async def mend(self) -> None:
        """Make rows say what the facts say, where something was cut off between the two."""
        records = await self.records()
        parked, told = parked_by(record.event for record in records), {one.case for one in await self.journal.parked()}
        freed = {record.event.case for record in records if isinstance(record.event, ParkedCaseFreed)} - parked.keys()
        for case in parked.keys() - told:
            await self.journal.park(case, parked[case].why, parked[case].at)
        for case in freed & told:
            await self.journal.unpark(case)

    async def _append(self, fact: Event, actor: Actor) -> None:
        for _ in range(MOST_CONFLICTS):
            before = await self.journal.read(OPERATION)
            head = Head(before[-1].seq, before[-1].hash) if before else Head()
            written = max(fact.at, open_record(before[-1], OPERATION_EVENTS).recorded_at) if before else fact.at
            stamp = Stamp(
                "operation-" + secrets.token_hex(8), actor.person, actor.roles, written,
                event_ids="ev_" + secrets.token_hex(10), account=actor.account or of_process(),
            )  # fmt: skip
            try:
                await self.journal.append(Batch((StreamAppend(OPERATION, head, seal(OPERATION, head, [fact], stamp)),)))
            except HeadMoved:
                continue
            return
        raise ConflictError("the record of operation changes faster than this can follow.")
