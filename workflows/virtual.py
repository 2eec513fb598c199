"""The virtual driver: whole lives in milliseconds, on a clock that jumps from one due instant to the next.

It is handed a performer that simulates and people who are simulated, and no port that could reach the world.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from activities.cases import Loaded
from activities.clock import VirtualClock
from activities.performing import Performer
from activities.ports import Appended, HeadMoved, VaultRow
from activities.turn import Taker
from domain.case import commands as c
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.errors import CommandRejected, Forbidden, MakegoodError, NotFoundError
from domain.events import Event
from domain.record import Head

MOST_STEPS = 10_000
"""Instants one life may take before it counts as stuck."""
LONGEST = timedelta(days=400)
"""A case that is tried and is not over by then counts as open."""


@dataclass(slots=True)
class Life:
    """One case on the virtual clock: its state and all that happened to it."""

    case: Case
    book: Book
    events: list[Event] = field(default_factory=list)
    next_at: datetime | None = None
    """The instant this life is queued for already."""


@dataclass(slots=True)
class SimulatedCases:
    """Cases in memory, without bytes and hashes: nobody will have to prove anything about them."""

    lives: dict[str, Life] = field(default_factory=dict)

    async def existing(self, case: str) -> Loaded:
        """Return a case that exists."""
        life = self.lives.get(case)
        if life is None:
            raise NotFoundError(f"there is no case {case}.")
        return Loaded(life.case, Head(len(life.events), ""), life.book)

    async def append(  # noqa: PLR0913 — as the port has it
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
        life = self.lives[loaded.case.id]
        if loaded.head.seq != len(life.events):
            raise HeadMoved({loaded.case.id: Head(len(life.events), "")})
        life.events.extend(events)
        life.case = after if after is not None else fold(loaded.case, events)
        behind = Loaded(life.case, Head(len(life.events), ""), book)
        return behind, Appended(loaded.head.seq + 1, behind.head.seq)

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Say when a case is to be looked at again."""
        del case, wake_at  # the driver hears it from the turn

    async def set_anew(self, loaded: Loaded) -> bool:
        """Say whether a budget was set meanwhile; nobody sets one in a simulation."""
        return loaded.book is None


class Society(Protocol):
    """The people of a simulation: what they will do about a case, and how long they take."""

    def reactions(self, case: Case, book: Book) -> Iterable[tuple[timedelta, c.Command]]:
        """Return what people set out to do now; each thing once."""
        ...


class Nobody:
    """A society without people."""

    def reactions(self, case: Case, book: Book) -> Iterable[tuple[timedelta, c.Command]]:
        """Nobody does anything."""
        return ()


def _overtaken(command: c.Command, trouble: MakegoodError) -> None:
    """Make nothing of it: events overtook the command."""


@dataclass(slots=True)
class VirtualDriver:
    """Plays cases to their end, or up to an instant. `refused` hears of every command that the case refuses."""

    performer: Performer
    clock: VirtualClock
    society: Society = field(default_factory=Nobody)
    refused: Callable[[c.Command, MakegoodError], None] = _overtaken
    cases: SimulatedCases = field(default_factory=SimulatedCases)
    _queue: list[tuple[datetime, int, str, c.Command | None]] = field(default_factory=list)
    _count: itertools.count[int] = field(default_factory=itertools.count)
    _taker: Taker = field(init=False)

    def __post_init__(self) -> None:
        """Wire the one loop."""
        self._taker = Taker(self.cases, self.performer, self.clock, name="virtual")

    def open(self, case: str, command: c.OpenCase, book: Book) -> Life:
        """Open a case now."""
        events = decide(named(case), command, book)
        life = Life(fold(named(case), events), book, [*events])
        self.cases.lives[case] = life
        self._at(self.clock.at, case)
        return life

    def _at(self, when: datetime, case: str, command: c.Command | None = None) -> None:
        heapq.heappush(self._queue, (when, next(self._count), case, command))

    async def run(self, until: datetime | None = None) -> None:
        """Go from instant to instant until nothing is left to happen, or up to `until`.

        Raises:
            MakegoodError: a life takes more instants than any should.
        """
        steps = 0
        while self._queue and (until is None or self._queue[0][0] <= until):
            when, _, case, command = heapq.heappop(self._queue)
            self.clock.at = max(self.clock.at, when)
            steps += 1
            if steps > MOST_STEPS * len(self.cases.lives):
                raise MakegoodError(f"case {case} comes to no end.")
            if command is not None:
                self._give(case, command)
            await self._turn(case)

    def _give(self, case: str, command: c.Command) -> None:
        """Give a command that may have been overtaken by events; then it is simply refused."""
        life = self.cases.lives[case]
        try:
            events = decide(life.case, c.at(command, self.clock.at), life.book)
        except (CommandRejected, Forbidden) as trouble:
            self.refused(command, trouble)
            return
        life.events.extend(events)
        life.case = fold(life.case, events)

    async def _turn(self, case: str) -> None:
        turn = await self._taker.turn(case)
        for work in turn.jobs:
            if await self._taker.job(case, work):
                self._at(self.clock.at, case)
        life = self.cases.lives[case]
        for delay, command in self.society.reactions(life.case, life.book):
            self._at(self.clock.at + delay, case, command)
        if turn.wake_at is None or turn.closed:
            return
        if turn.wake_at != life.next_at or turn.wake_at <= self.clock.at:  # a turn that ran out of real time goes on
            life.next_at = turn.wake_at
            self._at(turn.wake_at, case)
