"""The budgets of the house as the journal has them: what was set, and how far their counters stand."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from time import monotonic

from activities.account import of_process
from activities.ports import Batch, Clock, HeadMoved, Journal, StreamAppend
from domain.budgets import NO_BUDGETS, Budgets
from domain.clock.calendar import Calendar
from domain.errors import ConflictError
from domain.events import Event
from domain.house.budgets import evolve
from domain.house.events import BUDGETS, HOUSE_EVENTS
from domain.record import Head, Stamp, open_record, seal

LOOK_EVERY_S = 1.0
"""How long (real seconds) a turn may go by budgets that somebody else set anew meanwhile; commands never do."""
MOST_CONFLICTS = 20


@dataclass(slots=True)
class HouseBudgets:
    """Reads and changes what was set; `calendar` finds the calendar of a digest."""

    journal: Journal
    clock: Clock
    calendar: Callable[[str], Awaitable[Calendar | None]]
    known: Budgets = NO_BUDGETS
    _head: Head = field(default_factory=Head)
    _looked: float | None = None

    async def look(self) -> Budgets:
        """Return the budgets as they stand."""
        known, head = self.known, self._head
        for record in await self.journal.read(BUDGETS, head.seq):
            known = evolve(known, open_record(record, HOUSE_EVENTS).event)
            head = Head(record.seq, record.hash)
        for digest in {limit.calendar for limit in known.limits.values()} - {"", *known.calendars}:
            found = await self.calendar(digest)
            if found is not None:
                known = replace(known, calendars={**known.calendars, digest: found})
        if known is not self.known and head.seq >= self._head.seq:  # whole, or not at all: others look meanwhile
            self.known, self._head = known, head
        self._looked = monotonic()
        return self.known

    async def look_now_and_then(self) -> None:
        """Look again when the last look was a while ago."""
        if self._looked is None or monotonic() - self._looked >= LOOK_EVERY_S:
            await self.look()

    async def change(
        self, decide: Callable[[Budgets], tuple[Event, ...]], *, by: str, roles: tuple[str, ...] = (), account: str = ""
    ) -> tuple[str, ...]:
        """Decide a change on the budgets as they stand and append it; returns the types of the facts.

        Raises:
            UsageError, CommandRejected: as the house says.
        """
        for _ in range(MOST_CONFLICTS):
            events = decide(await self.look())
            if not events:
                return ()
            stamp = Stamp(
                "house-" + secrets.token_hex(8), by, roles, self.clock.now(), event_ids="ev_" + secrets.token_hex(10),
                account=account or of_process(),
            )  # fmt: skip
            sealed = seal(BUDGETS, self._head, events, stamp)
            try:
                await self.journal.append(Batch((StreamAppend(BUDGETS, self._head, sealed),)))
            except HeadMoved:
                continue
            await self.look()
            return tuple(type(event).__name__ for event in events)
        raise ConflictError("the budgets change faster than the command can follow.")
