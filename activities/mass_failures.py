"""Opening, confirming and ending mass failures: what a case asks for is written into a stream of its own.

The stream is named by the effect's key, and every request looks at what is there first: the same key twice is one
declaration, whoever sends it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from activities.account import of_process
from activities.performing import Performed
from activities.ports import Batch, Clock, HeadMoved, Journal, StreamAppend
from domain.case.commands import Applied, NotApplied
from domain.case.state import Case
from domain.case.survey import Work
from domain.events import Event
from domain.failures import (
    FAILURE_EVENTS,
    AffectedConfirmed,
    AffectedPreviewed,
    FailureDeclared,
    FailureEnded,
    failure_stream,
)
from domain.playbook import mass_failure
from domain.record import Head, Stamp, open_record, seal
from domain.values import Value


class _Stream(NamedTuple):
    """A stream as it stands."""

    head: Head
    facts: Sequence[Event]

    def last(self, kind: type[Event]) -> int:
        """Return the seq of the last fact of a kind, 0 when there is none."""
        return max((seq for seq, fact in enumerate(self.facts, start=1) if isinstance(fact, kind)), default=0)


def failure_id(key: str) -> str:
    """Return the name of the mass failure that an effect declares."""
    return "fl_" + base64.b32encode(hashlib.sha256(key.encode()).digest()[:16]).decode().rstrip("=").lower()


@dataclass(frozen=True, slots=True)
class MassFailures:
    """Performs what cases ask about mass failures. Nothing personal is unsealed for it: lists hold references."""

    journal: Journal
    clock: Clock

    async def perform(self, case: Case, work: Work) -> Performed:
        """Do it once; somebody else who wrote at the same moment is read and looked at again."""
        while True:
            try:
                return Performed(await self._perform(case, work))
            except HeadMoved:
                continue

    async def _perform(self, case: Case, work: Work) -> Applied | NotApplied:
        match work.contract.name:
            case mass_failure.OPEN.name:
                return await self._open(case, work)
            case mass_failure.CONFIRM.name:
                return await self._confirm(case, work)
            case _:
                return await self._end(str(work.request.get("failure")), case)

    async def _open(self, case: Case, work: Work) -> Applied:
        name = failure_id(work.key)
        affected = work.request.get("affected")
        listed = affected if isinstance(affected, tuple) else ()
        stream = await self._read(name)
        if not stream.facts:
            now = self.clock.now()
            failure, playbook = str(work.request["failure"]), str(work.request["playbook"])
            await self._append(name, stream, case, (
                FailureDeclared(at=now, failure=failure, playbook=playbook, case=case.id),
                AffectedPreviewed(at=now, count=len(listed), affected=listed),
            ))  # fmt: skip
        receipt: dict[str, Value] = {"failure": name, "count": len(listed)}
        return Applied(receipt=receipt)

    async def _confirm(self, case: Case, work: Work) -> Applied | NotApplied:
        name = str(work.request["failure"])
        stream = await self._read(name)
        why = mass_failure.refusal(work.contract, work.request)
        if why:
            await self._end(name, case)
            return NotApplied(why=why, refused=True)
        if not stream.last(AffectedConfirmed):
            now, previewed = self.clock.now(), stream.last(AffectedPreviewed)
            await self._append(name, stream, case, (AffectedConfirmed(at=now, previewed=previewed, case=case.id),))
        return Applied()

    async def _end(self, name: str, case: Case) -> Applied:
        stream = await self._read(name)
        if stream.facts and not stream.last(FailureEnded):
            await self._append(name, stream, case, (FailureEnded(at=self.clock.now(), why="taken back"),))
        return Applied()

    async def _read(self, name: str) -> _Stream:
        records = await self.journal.read(failure_stream(name))
        facts = [open_record(record, FAILURE_EVENTS).event for record in records]
        return _Stream(Head(records[-1].seq, records[-1].hash) if records else Head(), facts)

    async def _append(self, name: str, stream: _Stream, case: Case, facts: tuple[Event, ...]) -> None:
        stamp = Stamp(f"case-{case.id}", "engine", ("engine",), self.clock.now(), "ev_" + secrets.token_hex(10),
                      account=of_process())  # fmt: skip
        where = failure_stream(name)
        await self.journal.append(Batch((StreamAppend(where, stream.head, seal(where, stream.head, facts, stamp)),)))
