"""Cases as the journal has them: read (snapshot and tail), and written with everything that changes beside them."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from pydantic import TypeAdapter

from activities.account import of_process
from activities.library import Library
from activities.ports import (
    NO_TENURE,
    Appended,
    Batch,
    ClaimRefused,
    CommandRecord,
    Count,
    Journal,
    StreamAppend,
    Tenure,
    Unique,
    VaultRow,
)
from activities.rows import case_row, promise_changes, task_rows
from domain.case.book import Book
from domain.case.due import due
from domain.case.events import EVENT_TYPES
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.case.surveying.budgets import Add, adds, counted
from domain.errors import NotFoundError, TooNew, VerificationFailed
from domain.events import Event
from domain.ids import ENGINE, case_stream
from domain.record import Head, Recorded, Stamp, open_record, seal

SNAPSHOT_EVERY = 500
"""After this many events a case gets a new snapshot."""
MOST_KEPT = 2_000
"""Cases whose last state is kept in memory; the tail is read all the same."""

LARGEST_COUNT = 2**62
"""How far a counter may go that has no limit."""


@cache
def _state() -> TypeAdapter[Case]:
    """Return what reads and writes states, built when a snapshot is first needed: short commands need none."""
    return TypeAdapter(Case)


def code_digest() -> str:
    """Return what names the code by which states are folded; a snapshot of other code is not used."""
    folder = Path(__file__).parent.parent / "domain"
    text = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.py")))
    return hashlib.sha256(text).hexdigest()[:16]


class Loaded(NamedTuple):
    """A case as of a head of its stream, with the book it is pinned to (None while it does not exist)."""

    case: Case
    head: Head
    book: Book | None

    def knowing(self, stands: Mapping[str, int]) -> Loaded:
        """Return it with what others took from counters."""
        if self.book is None or self.book.around.stands == stands:
            return self
        return self._replace(book=replace(self.book, around=replace(self.book.around, stands=stands)))


class CaseStore(Protocol):
    """Where a turn finds its case and puts what it decided."""

    async def existing(self, case: str) -> Loaded:
        """Return a case that exists."""
        ...

    async def set_anew(self, loaded: Loaded) -> bool:
        """Say whether a case waits for a budget, and one was set since it was loaded."""
        ...

    async def append(  # noqa: PLR0913 — what one commit holds
        self,
        loaded: Loaded,
        events: Sequence[Event],
        *,
        book: Book,
        now: datetime,
        command: str,
        vault: Sequence[VaultRow] = (),
        after: Case | None = None,
        in_turn: bool = False,
    ) -> tuple[Loaded, Appended]:
        """Append events behind a head that must still be there."""
        ...

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Say when a case is to be looked at again."""
        ...


@dataclass(slots=True)
class Cases:
    """The cases of a journal."""

    journal: Journal
    library: Library
    tenure: Tenure = NO_TENURE
    """What this process believes of the journal; the engine's own once it has taken over."""
    account: str = field(default_factory=of_process)
    """The account of the operating system under which this process works."""
    on_change: Callable[[str], None] = lambda case: None
    """Told of every case that this process wrote to."""
    _kept: OrderedDict[str, Loaded] = field(default_factory=OrderedDict)
    _code: str = field(default_factory=code_digest)

    async def load(self, case: str) -> Loaded:
        """Return a case at the present head of its stream: what is remembered, and the tail behind it."""
        stream = case_stream(case)
        before = self._kept.get(case) or await self._from_snapshot(case)
        tail = await self.journal.read(stream, before.head.seq)
        loaded = await self._known_now(self._advance(before, tail))
        if len(tail) >= SNAPSHOT_EVERY:
            await self.journal.save_snapshot(stream, loaded.head, self._code, _state().dump_json(loaded.case))
        return loaded

    async def existing(self, case: str) -> Loaded:
        """Return a case that exists.

        Raises:
            NotFoundError: there is no such case.
        """
        loaded = await self.load(case)
        if loaded.book is None:
            raise NotFoundError(f"there is no case {case}.", remedy="See the cases: makegood case list.")
        return loaded

    async def set_anew(self, loaded: Loaded) -> bool:
        """Say whether a case waits for a budget, and one was set since it was loaded.

        Whoever sets one has the cases looked at that wait by then; a turn that begins to wait at that moment looks here
        once it is written that it waits, so that one of the two sees the other.
        """
        waits = any(task.status == "open" and task.purpose == "budget" for task in loaded.case.tasks.values())
        if not waits or loaded.book is None:
            return False
        return (await self.library.budgets.look()).position != loaded.book.around.budgets.position

    async def readable(self, case: str) -> Loaded | None:
        """Return a case; one that cannot be read is left to the operator's task about it, and keeps nobody waiting."""
        try:
            return await self.existing(case)
        except (TooNew, VerificationFailed):
            return None

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Say when a case is to be looked at again."""
        await self.journal.set_wake(case, wake_at)

    def alone(self, case: str) -> AbstractAsyncContextManager[None]:
        """Have nobody else write to a case within, until this task does or the block ends."""
        return self.journal.alone(case_stream(case))

    async def snapshot(self, case: str) -> tuple[Head, Case] | None:
        """Return what this release would take a case from, instead of its first events."""
        found = await self.journal.snapshot(case_stream(case), self._code)
        return (found[0], _state().validate_json(found[1])) if found is not None else None

    async def _from_snapshot(self, case: str) -> Loaded:
        found = await self.snapshot(case)
        if found is None:
            return Loaded(named(case), Head(), None)
        head, state = found
        return Loaded(state, head, None)

    def _advance(self, before: Loaded, tail: Sequence[Recorded]) -> Loaded:
        if not tail:
            return before
        events = [open_record(recorded, EVENT_TYPES).event for recorded in tail]
        return Loaded(fold(before.case, events), Head(tail[-1].seq, tail[-1].hash), before.book)

    async def _known_now(self, loaded: Loaded) -> Loaded:
        """Return a case with its book as things stand: whether its playbook was stopped counts at once."""
        if not loaded.case.plan:
            return loaded
        book = await self.library.book_of(loaded.case)
        found = loaded._replace(book=book)
        self._keep(found)
        return found

    async def _by_others(
        self, loaded: Loaded, book: Book, refused: ClaimRefused, taken: Sequence[Count]
    ) -> Mapping[str, int]:
        """Return what others took of everything a commit would have taken, so that all that lacks is known at once."""
        stands = {**await self.journal.counts([each.name for each in taken]), refused.name: refused.value}
        mine = counted(loaded.case, book)
        return {**book.around.stands, **{name: value - mine.get(name, 0) for name, value in stands.items()}}

    def _keep(self, loaded: Loaded) -> None:
        self._kept[loaded.case.id] = loaded
        self._kept.move_to_end(loaded.case.id)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _own(self, stamp: Stamp) -> Stamp:
        """Return the stamp of what happens by itself in the same commit."""
        event_ids = "ev_" + secrets.token_hex(10)
        return stamp._replace(actor=ENGINE, roles=(ENGINE,), on_behalf_of="", account=self.account, event_ids=event_ids)

    async def append(  # noqa: PLR0913 — what one commit holds
        self,
        loaded: Loaded,
        events: Sequence[Event],
        *,
        book: Book,
        now: datetime,
        command: str,
        actor: str = ENGINE,
        roles: tuple[str, ...] = (ENGINE,),
        on_behalf_of: str = "",
        account: str = "",
        by_clock: int = 0,
        vault: Sequence[VaultRow] = (),
        claims: Sequence[Unique | Count] = (),
        record: CommandRecord | None = None,
        after: Case | None = None,
        in_turn: bool = False,
    ) -> tuple[Loaded, Appended]:
        """Append events to a case, with its row, tasks, promises and vault rows in the same transaction.

        In the middle of a turn the row stays as it is, due at once, unless something else of it changed: only the
        commit that ends the turn knows when to look again.

        The first `by_clock` events are the engine's own, whoever asked: their clock ran out before.

        Raises:
            HeadMoved, CommandRepeated, StaleWriter, Unavailable: as the journal's port says.
            ClaimRefused: a counter does not reach; it says how far all of the commit stand.
        """
        case = after if after is not None else fold(loaded.case, events)
        stream = case_stream(case.id)
        last = case.last_at or now
        stamp = Stamp(
            command, actor, roles, max(now, last), event_ids="ev_" + secrets.token_hex(10), on_behalf_of=on_behalf_of,
            account=account or self.account,
        )  # fmt: skip
        own = self._own(stamp) if by_clock else stamp
        sealed = _sealed(stream, loaded.head, events, stamp, own, by_clock)
        row = None
        if not in_turn or _shown(case) != _shown(loaded.case):
            row = case_row(case, None if in_turn else due(case, book, max(now, last)), max(now, last))
        part = StreamAppend(
            stream,
            loaded.head,
            sealed,
            row,
            task_rows(case, events),
            promise_changes(case.id, events),
            _referred_to(vault, sealed),
        )
        taken = [Count(add.counter, add.minor, _limit(add)) for add in adds(loaded.case, case, book)]
        try:
            landed = await self.journal.append(Batch((part,), (*claims, *taken), record, self.tenure))
        except ClaimRefused as refused:
            if not refused.holder:
                refused.stands = await self._by_others(loaded, book, refused, taken)
            raise
        behind = Loaded(case, Head(sealed[-1].seq, sealed[-1].hash), book)
        self._keep(behind)
        self.on_change(case.id)
        return behind, landed


def _sealed(
    stream: str, head: Head, events: Sequence[Event], stamp: Stamp, own: Stamp, by_clock: int
) -> Sequence[Recorded]:
    """Write events, the first of them as the engine's own."""
    first = seal(stream, head, events[:by_clock], own) if by_clock else []
    behind = Head(first[-1].seq, first[-1].hash) if first else head
    return [*first, *seal(stream, behind, events[by_clock:], stamp)]


def _limit(add: Add) -> int:
    return add.limit if add.limit is not None else LARGEST_COUNT


def _referred_to(vault: Sequence[VaultRow], sealed: Sequence[Recorded]) -> Sequence[VaultRow]:
    """Return the texts that the events refer to; what no fact rests on is not kept."""
    return [row for row in vault if any(row.ref.encode() in record.data for record in sealed)]


def _shown(case: Case) -> tuple[object, ...]:
    """What a row shows of a case beside its clock."""
    return (case.phase, case.tier, case.frozen, case.owner, case.useless_after)
