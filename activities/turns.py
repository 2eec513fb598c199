"""What every driver asks for: a turn with a case, its trouble counted, its jobs handed out, a hopeless case parked.

A driver keeps two numbers for a case between its turns and hands them back with the next one: how often in a row it
came to nothing (`troubles`), and how often in a row jobs were handed out that nobody began (`offers`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from activities.operation import Operation, reason_of
from activities.ports import Clock, Journal
from activities.turn import Taker, Turn
from domain.case.survey import Work
from domain.errors import JournalAway, JournalLost, MakegoodError, TooNew, VerificationFailed

HANDED_OUT_S = 30
"""A job that was handed out is not due again for this long (real seconds); twice as long each further time."""
MOST_DOUBLINGS = 6
MOST_TROUBLE = 5
"""Failed (or fruitless) turns in a row before a case is parked."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a turn: None when it failed; the numbers to hand back; whether the case is left alone now.

    `newer`: the case holds something that this release cannot read, and a newer one will.
    """

    turn: Turn | None
    troubles: int = 0
    offers: int = 0
    parked: bool = False
    newer: bool = False


@dataclass(slots=True)
class Turns:
    """Takes turns for a driver. Trouble of the journal itself is the driver's to wait out: no case is to blame."""

    journal: Journal
    taker: Taker
    clock: Clock
    leaves_newer: bool = False
    """Several releases run side by side: what this one cannot read is left to the newer one, not parked."""
    on_turn: Callable[[Turn], None] = lambda turn: None
    on_trouble: Callable[[str, Exception], None] = lambda case, trouble: None
    on_parked: Callable[[str, str], None] = lambda case, why: None

    async def take(self, case: str, troubles: int = 0, offers: int = 0) -> Taken:
        """Take a turn with a case.

        Raises:
            JournalAway: the journal is busy, full or not there; the same may be asked again.
            JournalLost: this process can use it no more.
        """
        try:
            turn = await self.taker.turn(case)
        except (JournalAway, JournalLost):
            raise
        except Exception as trouble:  # noqa: BLE001 — the outermost loop: trouble of one case is not the others'
            return await self._failed(case, trouble, troubles)
        self.on_turn(turn)
        taken = Taken(turn)
        if turn.jobs:
            await self._hand_out(turn, offers)
            taken = Taken(turn, offers=0 if turn.appended else offers + 1)
        if turn.stuck:
            failed = await self._failed(case, MakegoodError("the turn had work and came to nothing."), troubles)
            taken = replace(taken, troubles=failed.troubles, parked=failed.parked)
        return taken

    async def job(self, case: str, work: Work, troubles: int = 0) -> Taken:
        """Do a job; a turn with the case is to follow. `troubles` counts on when it failed.

        Raises:
            JournalAway, JournalLost: as above.
        """
        try:
            await self.taker.job(case, work)
        except (JournalAway, JournalLost):
            raise
        except Exception as trouble:  # noqa: BLE001 — as above
            return await self._failed(case, trouble, troubles)
        return Taken(None, troubles)

    async def _hand_out(self, turn: Turn, offers: int) -> None:
        pause = HANDED_OUT_S * 2 ** min(offers, MOST_DOUBLINGS)
        later = self.clock.now() + timedelta(milliseconds=self.clock.stretch(pause * 1_000))
        await self.journal.set_wake(turn.case, min(later, turn.wake_at) if turn.wake_at is not None else later)

    async def _failed(self, case: str, trouble: Exception, troubles: int) -> Taken:
        self.on_trouble(case, trouble)
        if isinstance(trouble, TooNew) and self.leaves_newer:
            return Taken(None, newer=True)
        if isinstance(trouble, TooNew | VerificationFailed) or troubles + 1 >= MOST_TROUBLE:
            await self._park(case, trouble)
            return Taken(None, parked=True)
        return Taken(None, troubles + 1)

    async def _park(self, case: str, trouble: Exception) -> None:
        """Leave a case alone until somebody frees it."""
        why = reason_of(trouble)
        await Operation(self.journal, self.clock).park(case, why)
        self.on_parked(case, why)
