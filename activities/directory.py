"""The directory as the journal has it: who acts, read anew before every decision; and how it is changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from activities.account import account_of, of_process
from activities.ports import Batch, Clock, HeadMoved, Journal, StreamAppend, VaultRow
from domain.case.commands import Actor
from domain.errors import ConflictError
from domain.events import Event
from domain.house.directory import Directory, evolve
from domain.house.events import DIRECTORY, HOUSE_EVENTS
from domain.record import Head, Stamp, open_record, seal

MOST_CONFLICTS = 20


@dataclass(slots=True)
class Directories:
    """Reads and changes the house's directory; revocations count at once, for the tail is always read."""

    journal: Journal
    clock: Clock
    _known: Directory = field(default_factory=Directory)
    _head: Head = field(default_factory=Head)

    async def load(self) -> Directory:
        """Return the directory as it stands."""
        tail = await self.journal.read(DIRECTORY, self._head.seq)
        for record in tail:
            if record.seq <= self._head.seq:  # somebody else of this process looked meanwhile
                continue
            self._known = evolve(self._known, open_record(record, HOUSE_EVENTS).event)
            self._head = Head(record.seq, record.hash)
        return self._known

    async def actor(self, name: str, user: str) -> Actor:
        """Return who acts: a person of the house, or (no name given) the system's user as operator.

        Raises:
            NotFoundError: nobody goes by that name.
        """
        directory, now = await self.load(), self.clock.now()
        actor = directory.actor(name, now) if name else directory.operator(user, now)
        return replace(actor, account=account_of(user))

    async def change(
        self,
        decide: Callable[[Directory], tuple[Event, ...]],
        *,
        by: str,
        roles: tuple[str, ...] = (),
        account: str = "",
        vault: Callable[[], tuple[VaultRow, ...]] = tuple,
    ) -> tuple[str, ...]:
        """Decide a change on the directory as it stands and append it; returns the types of the facts.

        `vault` returns the personal texts that the decision sealed.

        Raises:
            CommandRejected, NotFoundError: as the house says.
        """
        for _ in range(MOST_CONFLICTS):
            events = decide(await self.load())
            if not events:
                return ()
            command = "house-" + secrets.token_hex(8)
            stamp = Stamp(
                command, by, roles, self.clock.now(), event_ids="ev_" + secrets.token_hex(10),
                account=account or of_process(),
            )  # fmt: skip
            sealed = seal(DIRECTORY, self._head, events, stamp)
            try:
                await self.journal.append(Batch((StreamAppend(DIRECTORY, self._head, sealed, vault=vault()),)))
            except HeadMoved:
                continue
            return tuple(type(event).__name__ for event in events)
        raise ConflictError("the directory changes faster than the command can follow.")
