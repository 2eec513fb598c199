"""Effects without an outcome, settled while no engine runs: nothing new begins, and what can be found out is."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from activities.cases import Cases
from activities.connectors.guard import GuardedClient
from activities.connectors.http import HttpConnector
from activities.desk import Desk
from activities.ports import OPEN, Clock, Journal
from activities.turn import Taker
from domain.case import commands as c
from domain.case.book import MESSENGER
from domain.case.due import due
from domain.case.survey import Work
from domain.errors import TooNew, VerificationFailed
from domain.playbook.ours import OURS
from workers.assemble import House

_AT_ONCE = 1_000
_LOOK_AGAIN_S = 0.25


class Unsettled(NamedTuple):
    """An effect that nobody knows the outcome of; a case that cannot be read may have some (no step then)."""

    case: str
    step: str
    connector: str
    status: str

    @property
    def words(self) -> str:
        """Say it."""
        if not self.step:
            return f"{self.case}: it cannot be read by this release"
        how = "was begun and has no outcome" if self.status == "open" else "has an unknown outcome"
        return f"{self.case}: “{self.step}” ({self.connector}) {how}"


@dataclass(frozen=True, slots=True)
class Settler:
    """Finds effects without an outcome, and settles them; `can` says which work can be done from here."""

    journal: Journal
    cases: Cases
    desk: Desk
    taker: Taker
    clock: Clock
    actor: c.Actor
    can: Callable[[Work], bool]

    async def left(self) -> list[Unsettled]:
        """Return what is not settled, of all open cases.

        What the other side has accepted is not among it: its confirmation comes by whatever door is open then.
        """
        found, after = list[Unsettled](), ""
        while rows := await self.journal.cases(phase=OPEN, limit=_AT_ONCE, after=after):
            for row in rows:
                found += await self._of(row.case)
            after = rows[-1].case
        return found

    async def _of(self, case: str) -> list[Unsettled]:
        try:
            loaded = await self.cases.existing(case)
        except (TooNew, VerificationFailed):
            return [Unsettled(case, "", "", "unreadable")]
        return [
            Unsettled(case, step, effect.connector, effect.status)
            for step, effect in loaded.case.effects.items()
            if effect.status in {"open", "unknown"}
        ]

    async def settle(self, wait_s: float) -> list[Unsettled]:
        """Settle what can be within a time; returns what is left."""
        loop = asyncio.get_running_loop()
        until, left = loop.time() + wait_s, await self.left()
        while left:
            for case in dict.fromkeys(one.case for one in left if one.step):
                await self._look_at(case)
            left = [still for case in dict.fromkeys(one.case for one in left) for still in await self._of(case)]
            if not left or loop.time() + _LOOK_AGAIN_S > until:
                break
            await asyncio.sleep(_LOOK_AGAIN_S)
        return left

    async def _look_at(self, case: str) -> None:
        """Have an effect whose time ran out known as unknown, and find out about unknown ones."""
        loaded = await self.cases.existing(case)
        now = max(self.clock.now(), loaded.case.last_at or self.clock.now())
        if any(one.status == "open" and one.until <= now for one in loaded.case.effects.values()):
            await self._submit(case, c.Tick(now=now, actor=self.actor))
            loaded = await self.cases.existing(case)
        if loaded.book is None:
            return
        for work in due(loaded.case, loaded.book, now).work:
            effect = loaded.case.effects.get(work.step)
            if effect is not None and effect.status == "unknown" and not work.is_job and self.can(work):
                await self.taker.job(case, work)

    async def make_unknown(self) -> list[str]:
        """Have everything that was begun and has no outcome known as unknown; returns the cases that cannot be told.

        As after any lost answer, each is then sent again under the same key, asked about, or put to a person.
        """
        cannot = list[str]()
        for one in await self.left():
            if not one.step:
                cannot.append(one.case)
                continue
            effect = (await self.cases.existing(one.case)).case.effects[one.step]
            outcome = c.Unknown(why="the journal moved before its outcome was known")
            told = c.ReportOutcome(
                now=self.clock.now(), actor=self.actor, step=one.step, attempt=effect.attempt, key=effect.key,
                outcome=outcome,
            )  # fmt: skip
            await self._submit(one.case, told)
        return cannot

    async def _submit(self, case: str, command: c.Command) -> None:
        await self.desk.submit(case, command, command_id="move-" + secrets.token_hex(8))


@contextlib.asynccontextmanager
async def settler_of(house: House, actor: c.Actor) -> AsyncIterator[Settler]:
    """Return the settler of a house, which reaches the connectors that have an address."""
    async with GuardedClient() as client:
        known = house.settings.connectors
        ours: Collection[str] = {MESSENGER.name, *OURS}

        def can(work: Work) -> bool:
            name, url = work.contract.name, known.get(work.contract.name, "")
            if url:
                private = house.settings.allow_private
                house.connectors[name] = HttpConnector(work.contract, url, client=client, allow_private=private)
            return bool(url) or name in ours

        yield Settler(house.journal, house.cases, house.desk, house.taker(), house.clock, actor, can)
