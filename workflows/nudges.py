"""Nudges for cases that Temporal carries: a signal with a start, so that each wakes, revives or begins a run.

A case that is new is started without a signal, for a run begins with a turn anyway; where a worker of this process has
room, the server hands it the first task with its answer. Should something run already, it is signalled after all.

A nudge is no promise: what is not sent, because Temporal is down, the sweep finds in the journal. Nobody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from temporalio.client import Client
from temporalio.common import (
    Priority,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.ports import CaseRow, Journal
from workflows.handing_out import Queues, priority_of
from workflows.recovery_case import NUDGE, PHASE, PLAYBOOK, TIER, RecoveryCase, Run

AT_ONCE = 32
"""Nudges on their way at the same time."""


@dataclass(slots=True)
class Nudger:
    """Sends nudges in the background, each case once however often it was asked for meanwhile, the most urgent first.

    How urgent a case is stands in its row; rows are read much faster than Temporal takes nudges in.
    """

    client: Client
    journal: Journal
    queues: Queues
    shows: bool
    """Whether the server knows our search attributes; cases are carried without."""
    show: Callable[[], Awaitable[bool]]
    """Has the server know them, and says whether it does."""
    on_lost: Callable[[str, Exception], None] = lambda case, trouble: None
    _wanted: dict[str, None] = field(default_factory=dict)
    """Cases whose row was not read yet."""
    _new: set[str] = field(default_factory=set)
    _by_urgency: dict[int, dict[str, CaseRow]] = field(default_factory=dict)
    _sending: set[asyncio.Task[None]] = field(default_factory=set)

    def nudge(self, case: str, *, new: bool = False) -> None:
        """Have a case looked at soon."""
        self._wanted[case] = None
        if new:
            self._new.add(case)
        if len(self._sending) < AT_ONCE:
            task = asyncio.ensure_future(self._send_all())
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def drain(self) -> None:
        """Wait for what is on its way."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def _send_all(self) -> None:
        while self._wanted or self._by_urgency:
            if self._wanted:
                case = next(iter(self._wanted))
                del self._wanted[case]
                work = self._sort(case)
            else:
                row = self._most_urgent()
                case, work = row.case, self._send(row)
            try:
                await work
            except Exception as trouble:  # noqa: BLE001 — a nudge may be lost; the sweep sends it again
                self.on_lost(case, trouble)

    async def _sort(self, case: str) -> None:
        """Put a case where its urgency has it; there is nothing to nudge where there is no such case."""
        row = await self.journal.row(case)
        if row is not None:
            self._by_urgency.setdefault(priority_of(row.tier), {})[case] = row
        else:
            self._new.discard(case)

    def _most_urgent(self) -> CaseRow:
        first = min(self._by_urgency)
        rows = self._by_urgency[first]
        timed = [row for row in rows.values() if row.useless_after is not None]
        soonest = min(timed, key=lambda row: (row.useless_after, row.case)).case if timed else next(iter(rows))
        row = rows.pop(soonest)
        if not rows:
            del self._by_urgency[first]
        return row

    async def send(self, case: str) -> bool:
        """Send one nudge at once; False when there is no such case.

        Raises:
            temporalio.service.RPCError: Temporal cannot be reached, or refuses.
        """
        row = await self.journal.row(case)
        if row is None:
            return False
        await self._send(row)
        return True

    async def _send(self, row: CaseRow) -> None:
        try:
            await self._start(row)
        except RPCError as trouble:  # a server whose database was lost forgot what it is told at the first connection
            if trouble.status != RPCStatusCode.INVALID_ARGUMENT or not self.shows:
                raise
            self.shows = await self.show()
            await self._start(row)

    async def _start(self, row: CaseRow) -> None:
        if row.case in self._new:
            self._new.discard(row.case)
            with contextlib.suppress(WorkflowAlreadyStartedError):
                return await self._ask_for(row)
        return await self._ask_for(row, signal=NUDGE)

    async def _ask_for(self, row: CaseRow, signal: str = "") -> None:
        queue = self.queues.of_tier(row.tier)
        await self.client.start_workflow(
            RecoveryCase.run, Run(row.case, queue), id=row.case, task_queue=queue, start_signal=signal or None,
            request_eager_start=not signal,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            priority=Priority(priority_key=priority_of(row.tier)), static_summary=f"{row.summary}, by {row.playbook}",
            static_details=details_of(row), search_attributes=attributes_of(row) if self.shows else None,
        )  # fmt: skip


def details_of(row: CaseRow) -> str:
    """Say in words what a case is, for Temporal's own pages."""
    return f"Opened {row.opened_at:%Y-%m-%d %H:%M} UTC. All there is to know: `makegood case show {row.case}`"


def attributes_of(row: CaseRow) -> TypedSearchAttributes:
    """Return what a case is found by in Temporal."""
    return TypedSearchAttributes([
        SearchAttributePair(TIER, row.tier), SearchAttributePair(PHASE, row.phase),
        SearchAttributePair(PLAYBOOK, row.playbook),
    ])  # fmt: skip
