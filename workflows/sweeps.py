"""What works beside any driver: sweep, watchdog and reconciler find what nudges and timers miss; expiry clears away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from activities.ports import OPEN, CaseRow, Clock, Journal, PromiseChange
from domain.clock.instant import EPOCH
from domain.errors import JournalLost
from domain.record import Recorded, written_at
from domain.risk import TIERS
from domain.windows import SETTLES, is_over

SWEEP_EVERY_S, WATCH_EVERY_S, RECONCILE_EVERY_S, EXPIRE_EVERY_S = 30.0, 5.0, 20.0, 10.0
MOST_RUNG, MOST_NUDGED, PAGE = 1_000, 1_000, 1_000
"""So many at one look; the others at the next."""
GRACE_MS = 5_000
"""A case that is due for less than this (real milliseconds) is left to its own timer."""
YOUNG_MS = 60_000
"""A case younger than this (real milliseconds) may not have its workflow yet."""
RUNNING, ASTRAY = "running", "running on the queue"


@dataclass(slots=True)
class Watchdog:
    """Rings for promises whose instant passed, from their table alone, once for each promise and instant.

    It trusts no decision: it rings with every driver dead, and under a broken release.
    """

    journal: Journal
    clock: Clock
    on_overdue: Callable[[Sequence[PromiseChange]], None] = lambda overdue: None

    async def look(self) -> int:
        """Ring for what is overdue now; returns how many rang."""
        overdue = await self.journal.overdue_promises(self.clock.now(), MOST_RUNG)
        if overdue:
            self.on_overdue(overdue)
            await self.journal.mark_rung(overdue)
        return len(overdue)


@dataclass(slots=True)
class Sweep:
    """Nudges again what should have woken by itself: open cases whose `wake_at` passed and that nobody looked at."""

    journal: Journal
    clock: Clock
    nudge: Callable[[str], None]

    async def look(self) -> int:
        """Nudge what is due, the most urgent first; returns how many."""
        behind = self.clock.now() - timedelta(milliseconds=self.clock.stretch(GRACE_MS))
        rows = await self.journal.due(behind, MOST_NUDGED)
        for row in rows:
            self.nudge(row.case)
        return len(rows)


@dataclass(slots=True)
class Expiry:
    """Takes away counters of windows that nothing is held against any more: a page at a look, round and round.

    How late it is, facts say, and no clock: so whoever verifies the journal knows what may be gone.
    """

    journal: Journal
    _after: str = ""

    async def look(self) -> int:
        """Look at the next page; returns how many counters were taken away."""
        names = await self.journal.counters("", after=self._after, limit=PAGE)
        self._after = names[-1] if len(names) == PAGE else ""
        newest = await self.journal.newest() if names else None
        if newest is None or not any(is_over(name, written_at(newest)) for name in names):
            return 0
        settled = await self._settled(newest)
        over = [name for name in names if is_over(name, settled)]
        if over:
            await self.journal.forget(over)
        return len(over)

    async def _settled(self, newest: Recorded) -> datetime:
        """Return how late it is for the journal: a fact of then has one behind it that was written a day later.

        And no case has anything left to decide at an instant before it: what is due and was not looked at, or parked,
        will still count on the day on which it was due.
        """
        until, early, behind, found = written_at(newest) - SETTLES, 0, newest.position, EPOCH
        while behind - early > 1:
            middle = (early + behind) // 2
            written = written_at((await self.journal.read_all(middle - 1, 1))[0])
            if written <= until:
                early, found = middle, written
            else:
                behind = middle
        parked = [await self.journal.row(one.case) for one in await self.journal.parked()]
        wakes = (await self.journal.next_wake(), *(row.wake_at for row in parked if row is not None))
        return min([found, *(wake for wake in wakes if wake is not None)])


class Runs(Protocol):
    """What runs for cases outside the journal, as whoever runs it says."""

    async def listed(self) -> set[str]:
        """Return the cases for which something runs, as a list says that may lag behind."""
        ...

    async def runs(self, case: str) -> str:
        """Say from the source itself how the run of a case stands: `running`, another state, or "" for none."""
        ...

    async def end(self, case: str) -> None:
        """End what runs for a case where nobody of ours carries it on, so that it can be begun again."""
        ...


@dataclass(frozen=True, slots=True)
class Divergence:
    """A difference between the journal and what runs: what the journal had, and what was found.

    `astray`: something runs for the case where no worker of ours looks, and has to be ended first.
    """

    case: str
    had: str
    got: str
    astray: bool = False


@dataclass(slots=True)
class Reconciler:
    """Compares open cases with what runs for them; a difference becomes an event, and the case is nudged to life.

    What a list says is confirmed by asking for the one case: a list may lag. Cases younger than a minute are left out.
    Restarts are paced, the most urgent first, so that a lost database of Temporal does not become a stampede.
    """

    journal: Journal
    clock: Clock
    runs: Runs
    report: Callable[[Divergence], Awaitable[None]]
    nudge: Callable[[str], None]
    pause_s: float = 0.005

    async def look(self) -> list[Divergence]:
        """Find the differences, report each, and heal it; returns them."""
        found = await self.compare()
        for one in found:
            await self.report(one)
            if one.astray:
                await self.runs.end(one.case)
            self.nudge(one.case)
            await asyncio.sleep(self.pause_s)
        return found

    async def compare(self) -> list[Divergence]:
        """Find the differences, and change nothing."""
        listed, parked = await self.runs.listed(), {one.case for one in await self.journal.parked()}
        young = self.clock.now() - timedelta(milliseconds=self.clock.stretch(YOUNG_MS))
        suspects = [
            row async for row in self._open()
            if row.case not in listed and row.case not in parked and row.opened_at <= young
        ]  # fmt: skip
        suspects.sort(key=lambda row: -TIERS.index(row.tier) if row.tier in TIERS else 0)
        found = []
        for row in suspects:
            state = await self.runs.runs(row.case)
            now = await self.journal.row(row.case)  # it may have been closed while we looked
            if state != RUNNING and now is not None and now.phase != "closed":
                astray = state.startswith(ASTRAY)
                found.append(Divergence(row.case, f"open ({now.phase})", state or "no workflow", astray))
        return found

    async def _open(self) -> AsyncIterator[CaseRow]:
        after = ""
        while rows := await self.journal.cases(phase=OPEN, limit=PAGE, after=after):
            for row in rows:
                yield row
            after = rows[-1].case


async def every(pause_s: float, look: Callable[[], Awaitable[object]], on_trouble: Callable[[Exception], None]) -> None:
    """Look again and again; trouble is told and does not end it. Runs until it is cancelled."""
    while True:
        try:
            await look()
        except JournalLost:
            raise
        except Exception as trouble:  # noqa: BLE001 — whatever it is, the next look comes
            on_trouble(trouble)
        await asyncio.sleep(pause_s)
