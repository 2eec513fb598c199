"""The turn: the one loop that all drivers share. It decides what is due, performs it, and records what came of it.

Begin is appended before anything is sent; the outcome of an effect is appended as it arrives, in one commit with the
next Begin where there is one. A turn may run twice, or be cut off anywhere: the journal knows what was begun.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from activities.cases import CaseStore, Loaded
from activities.patience import Patience
from activities.performing import Performed, Performer
from activities.ports import ClaimRefused, Clock, HeadMoved, VaultRow
from activities.signals import spanning
from domain.case import commands as c
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.due import begun, due, survey, tick
from domain.case.events import StepStarted
from domain.case.evolve import fold
from domain.case.state import Case
from domain.case.survey import Work
from domain.errors import CommandRejected, ConflictError, JournalAway
from domain.events import Event

BUDGET_S = 5.0
"""How long (real seconds) a turn begins new effects; those in flight are waited for."""
MARGIN_MS = 2_000
"""What an intent's `until` lies behind its request's deadline (real milliseconds)."""
PATIENT_AFTER = 2
"""Conflicts in a row before a turn has the case for itself while it decides."""
MOST_CONFLICTS = 50
"""Conflicts in a row before a turn gives way to others."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn came to: where the case stands, when to look again, what is left to queue workers.

    `stuck`: there was work for it, and nothing came of it; what time made due since it looked is the next turn's.
    """

    case: str
    seq: int
    head: str
    wake_at: datetime | None
    jobs: tuple[Work, ...]
    closed: bool
    appended: int
    stuck: bool = False
    busy: bool = False
    state: Case | None = None
    """The case as the turn left it; None when another turn with it runs."""


@dataclass(slots=True)
class _Flight:
    """One effect between its Begin and its outcome."""

    work: Work
    task: asyncio.Task[Performed]


@dataclass(slots=True)
class Taker:
    """Takes turns with cases; one per process, and one turn per case at a time."""

    cases: CaseStore
    performer: Performer
    clock: Clock
    name: str = field(default_factory=lambda: "engine-" + secrets.token_hex(4))
    patience: Patience = field(default_factory=Patience)
    alone: Callable[[str], AbstractAsyncContextManager[None]] = lambda case: nullcontext()
    """Has nobody else write to a case within; where only one process writes, conflicts end by themselves."""
    _count: itertools.count[int] = field(default_factory=itertools.count)
    _busy: set[str] = field(default_factory=set)

    async def turn(self, case: str) -> Turn:
        """Take a turn; it goes on to its end even when the caller is cancelled."""
        if case in self._busy:
            return Turn(case, 0, "", None, (), closed=False, appended=0, busy=True)
        self._busy.add(case)
        return await asyncio.shield(asyncio.ensure_future(self._whole(case)))

    async def _whole(self, case: str) -> Turn:
        try:
            with spanning("turn", case):
                return await _OneTurn(self, await self.cases.existing(case)).run()
        finally:
            self._busy.discard(case)

    async def job(self, case: str, work: Work) -> bool:
        """Begin a job, do it, and commit its outcome; False when somebody else began it first.

        Asking what became of an effect begins nothing: it is asked, and the answer committed.
        """
        return await asyncio.shield(asyncio.ensure_future(self._job(case, work)))

    async def _job(self, case: str, work: Work) -> bool:
        one = _OneTurn(self, await self.cases.existing(case), inline=False)
        try:
            if work.mode == "send":
                one.begin(work)
                await one.commit()
        except CommandRejected:
            return False
        performed = await self.performer.perform(one.loaded.case, work)
        one.outcome(work, performed)
        await one.commit()
        return True

    def next_by(self) -> str:
        """Return a name that no other performance has."""
        return f"{self.name}/{next(self._count)}"


class _OneTurn:
    """The state of one running turn."""

    def __init__(self, taker: Taker, loaded: Loaded, *, inline: bool = True) -> None:
        if loaded.book is None:
            raise ConflictError(f"{loaded.case.id} has no plan yet.")
        self.taker = taker
        self.inline = inline
        self.loaded = loaded
        self.book: Book = loaded.book
        self.case: Case = loaded.case
        self.pending: list[Event] = []
        self.redo: list[c.Command] = []
        self.vault: list[VaultRow] = []
        self.flights: list[_Flight] = []
        self.stands: Mapping[str, int] = {}
        self.begun: list[Work] = []
        self.appended = 0
        self.row_behind = False
        self.deadline = monotonic() + BUDGET_S
        self.now = self._look_at_the_clock()

    async def run(self) -> Turn:
        """Repeat: append what is decided for now, perform what was begun; until nothing is due."""
        while True:
            self._plan()
            await self.commit()
            if not self.begun and not self.flights:
                if await self.taker.cases.set_anew(self.loaded._replace(case=self.case, book=self.book)):
                    await self._load()
                    continue
                return await self._finish()
            await self._perform()

    async def _finish(self) -> Turn:
        """Say what the turn came to; a row that was left due at once learns when to look again."""
        turn = self._result()
        if self.row_behind:
            await self.taker.cases.set_wake(turn.case, turn.wake_at)
        return turn

    def _look_at_the_clock(self) -> datetime:
        """Return the journal's time, never before the case's last event; what a turn decides at once shares it."""
        now = self.taker.clock.now()
        last = self.case.last_at
        self.now = last if last is not None and last > now else now
        return self.now

    def _take(self, command: c.Command) -> tuple[Event, ...]:
        events = decide(self.case, command, self.book)
        if events:
            before, self.case = self.case, fold(self.case, events)
            if len(events) == 1 and isinstance(events[0], StepStarted):
                begun(before, self.case, events[0])
            self.pending.extend(events)
        return events

    def _plan(self) -> None:
        """Decide what happens now: the Tick, then a Begin for every inline work that nobody has begun.

        What one Begin leaves due is begun as well: behind a message that waited for the morning, the rest of the plan
        went on, and waits for it again once it is under way.
        """
        facts, self.case = tick(self.case, self.book, self.now)
        self.pending.extend(facts)
        if monotonic() > self.deadline:
            return
        flying = {flight.work.step for flight in self.flights}
        for work in due(self.case, self.book, self.now).work:
            if work.is_job or work.step in flying:
                continue
            if work.mode != "send":
                self.begun.append(work)
            elif work in survey(self.case, self.book, self.now).work:
                self.begin(work)

    def begin(self, work: Work) -> None:
        """Decide the Begin of a piece of work; it is performed only after it is durable."""
        until = self.now + timedelta(milliseconds=self.taker.clock.stretch(work.timeout_ms + MARGIN_MS))
        by = self.taker.next_by()
        begin = c.Begin(now=self.now, step=work.step, attempt=work.attempt, by=by, until=until)
        if not self.inline:
            self.redo.append(begin)
        if self._take(begin):
            self.begun.append(work)

    def outcome(self, work: Work, performed: Performed) -> None:
        """Decide what an outcome makes of the case; it stays in hand until it is committed."""
        report = c.ReportOutcome(
            now=self._look_at_the_clock(), step=work.step, attempt=work.attempt, key=work.key,
            outcome=performed.outcome, looked_up=work.mode == "look-up",
        )  # fmt: skip
        self.redo.append(report)
        self.vault.extend(performed.vault)
        self._take(report)

    async def commit(self) -> None:
        """Append what is decided; when somebody else was first, read the tail and decide again, outcomes in hand.

        So it does when a counter refuses what it would take, and knows how far that stands; and when the journal is
        busy or full. Nothing else is performed meanwhile.
        """
        async with AsyncExitStack() as alone:
            await self._commit(alone)

    async def _commit(self, alone: AsyncExitStack) -> None:
        conflicts = 0
        while conflicts < MOST_CONFLICTS:
            if not self.pending:
                self.redo.clear()
                return
            in_turn = bool(self.begun or self.flights)
            try:
                self.loaded, _landed = await self.taker.cases.append(
                    self.loaded, self.pending, book=self.book, now=self.now, command=self.taker.next_by(),
                    vault=self.vault, after=self.case, in_turn=in_turn,
                )  # fmt: skip
            except (HeadMoved, ClaimRefused) as conflict:
                conflicts += 1
                self.stands = conflict.stands if isinstance(conflict, ClaimRefused) else self.stands
                if conflicts == PATIENT_AFTER:
                    await alone.enter_async_context(self.taker.alone(self.case.id))
                await self._again()
                continue
            except JournalAway as trouble:
                await self._wait(trouble)
                continue
            self.taker.patience.worked()
            self.appended, self.row_behind = self.appended + len(self.pending), in_turn
            self.pending, self.redo, self.vault, self.stands = [], [], [], {}
            self.book = self.loaded.knowing({}).book or self.book
            return
        raise ConflictError(f"case {self.case.id} changes faster than a turn can follow.")

    async def _wait(self, trouble: JournalAway) -> None:
        """Wait with an outcome in hand (or on its way), then decide again: a Begin has to be as of when it is written.

        Without one the turn ends here, for there is nothing to lose.
        """
        while self.flights or any(isinstance(command, c.ReportOutcome) for command in self.redo):
            if not await self.taker.patience.wait(trouble):
                break
            try:
                await self._again()
            except JournalAway as still:
                trouble = still
            else:
                return
        raise trouble

    async def _again(self) -> None:
        await self._load()
        for command in self.redo:
            self._take(c.at(command, self.now))
        if self.inline:
            self._plan()

    async def _load(self) -> None:
        self.loaded = (await self.taker.cases.existing(self.case.id)).knowing(self.stands)
        self.book = self.loaded.book or self.book
        self.case, self.pending, self.begun = self.loaded.case, [], []
        self._look_at_the_clock()

    async def _perform(self) -> None:
        """Perform what was begun; a single effect directly, several concurrently, each outcome as it arrives."""
        begun, self.begun = self.begun, []
        if len(begun) == 1 and not self.flights:
            self.outcome(begun[0], await self.taker.performer.perform(self.case, begun[0]))
            return
        for work in begun:
            running = asyncio.ensure_future(self.taker.performer.perform(self.case, work))
            self.flights.append(_Flight(work, running))
        await asyncio.wait([flight.task for flight in self.flights], return_when=asyncio.FIRST_COMPLETED)
        done = [flight for flight in self.flights if flight.task.done()]
        self.flights = [flight for flight in self.flights if not flight.task.done()]
        for flight in done:
            self.outcome(flight.work, flight.task.result())

    def _result(self) -> Turn:
        found = due(self.case, self.book, self.now)
        jobs: Sequence[Work] = [work for work in found.work if work.is_job]
        left = found.tick or len(found.work) > len(jobs)
        wake_at = self.now if left else found.next_clock
        return Turn(
            self.case.id, self.loaded.head.seq, self.loaded.head.hash, wake_at, tuple(jobs),
            closed=self.case.phase == "closed", appended=self.appended, stuck=left and not self.appended,
            state=self.case,
        )  # fmt: skip
