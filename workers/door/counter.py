"""The counter: what partners may ask of a house, and no more. They take, begin and report jobs of their own queues."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from activities.desk import Answer
from activities.ports import Journal
from domain.case import commands as c
from domain.case import events as e
from domain.case.events import EVENT_TYPES
from domain.errors import Forbidden, JournalAway, MakegoodError, NotFoundError, UsageError
from domain.ids import case_stream
from domain.record import open_record
from domain.values import Person, Sealed, Value
from workers.door.job_desk import Begun, JobDesk
from workers.door.partners import Partner, Partners
from workers.door.requests import outcome_of
from workflows.job import Job

LOOK_EVERY_S, LOOK_WITHIN_S = 1.0, 2.0
"""How often the journal is looked at for those who ask whether it is well, and how long such a look may take."""
DEEPEST = 12
"""So deep may the values of a receipt lie inside each other."""
_UNKEPT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff]")
"""What not every journal can keep in a text: control characters but line ends and tabs, and half characters."""


class Watched(Journal, Protocol):
    """A journal that says when it is of no more use."""

    @property
    def failed(self) -> MakegoodError | None:
        """What made it unusable, if anything did."""
        ...


@dataclass(slots=True)
class Counter:
    """Answers partners, for one journal."""

    journal: Watched
    jobs: JobDesk
    partners: Partners
    _looked_at: float = -LOOK_EVERY_S

    def bearer(self, token: str) -> Partner | None:
        """Return whose token this is."""
        return self.partners.bearer(token)

    async def take(self, partner: Partner, queue: str, able: Collection[str] | None, name: str) -> Begun | None:
        """Begin the most urgent job of a queue for a partner, under a name of the partner's choice.

        Raises:
            Forbidden: the queue is not theirs.
        """
        _check_queue(partner, queue)
        names = frozenset(able) if able is not None else None
        return await self.jobs.take(queue, names, partner.mark + name, _actor(partner))

    async def begin(self, partner: Partner, job: Job, name: str) -> Begun | None:
        """Begin the job that a driver handed out; None when it is not due any more.

        Raises:
            Forbidden: the engine did not hand it out, or its queue is not theirs.
        """
        self.jobs.signer.check(job, job.queue)
        _check_queue(partner, job.queue)
        return await self.jobs.begin(job, job.queue, partner.mark + name, _actor(partner))

    async def report(
        self, partner: Partner, key: str, attempt: int, outcome: Mapping[str, object], *, looked_up: bool, name: str
    ) -> Answer:
        """Record what became of an effect that was begun for this partner, or that its queue is asked about.

        Raises:
            Forbidden: it was begun for somebody else.
            NotFoundError: there is no such effect.
            UsageError: the outcome cannot be read.
        """
        read = _outcome(outcome)
        try:
            theirs = await self._began(partner, key, attempt, looked_up=looked_up)
            if not theirs and not (looked_up and await self.jobs.looks_up(key, attempt, partner.queues)):
                raise Forbidden(
                    f"this effect was not begun for {partner.name}.", remedy="Report only what was taken or begun here."
                )
            return await self.jobs.report(
                key, attempt, read, looked_up=looked_up, command_id=partner.mark + name, actor=_actor(partner),
                keep=True,
            )  # fmt: skip
        except NotFoundError:
            raise NotFoundError("there is no effect with this key.", remedy="Report the key as it was given.") from None

    async def look(self) -> None:
        """See that the journal can be read; looked at once a second, however many ask.

        Raises:
            Unavailable: it cannot.
        """
        if self.journal.failed is not None:
            raise self.journal.failed
        if time.monotonic() - self._looked_at >= LOOK_EVERY_S:
            try:
                await asyncio.wait_for(self.journal.info(), LOOK_WITHIN_S)
            except TimeoutError:
                raise JournalAway("the journal does not answer.") from None
            self._looked_at = time.monotonic()

    async def _began(self, partner: Partner, key: str, attempt: int, *, looked_up: bool) -> bool:
        """Say whether an attempt was begun for a partner, whoever began the newest one; a look-up asks for any."""
        case = key.partition("/")[0]
        loaded = await self.jobs.cases.existing(case)
        for effect in loaded.case.effects.values():
            if effect.key == key and effect.attempt == attempt and effect.by.startswith(partner.mark):
                return True
        for recorded in await self.journal.read(case_stream(case)):
            event = open_record(recorded, EVENT_TYPES).event
            if (
                isinstance(event, e.StepStarted) and event.key == key and event.by.startswith(partner.mark)
                and (looked_up or event.attempt == attempt)
            ):  # fmt: skip
                return True
        return False


def _actor(partner: Partner) -> c.Actor:
    return c.Actor(person=f"partner:{partner.name}", roles=("service",))


def _check_queue(partner: Partner, queue: str) -> None:
    if queue not in partner.queues:
        raise Forbidden(
            f"{partner.name} may not work on this queue.", remedy=f"Its queues: {', '.join(sorted(partner.queues))}."
        )


def _outcome(told: Mapping[str, object]) -> c.Outcome:
    """Read an outcome; whatever is wrong with it, nothing of what it holds is said again.

    Raises:
        UsageError: it cannot be read, or holds what only the house may write down.
    """
    try:
        outcome = outcome_of({"outcome": told})
    except (MakegoodError, ValueError, TypeError, KeyError, RecursionError, OverflowError):
        outcome = None
    if outcome is None or not all(_is_plain(part, DEEPEST) for part in vars(outcome).values()):
        raise UsageError("the outcome cannot be read.", remedy="docs/workers.md says how one is written.")
    return outcome


def _is_plain(value: Value, depth: int) -> bool:
    """Say whether a value is one that a partner can know: no reference into the vault, no text that cannot be kept."""
    match value:
        case Person() | Sealed():
            return False
        case str():
            return _UNKEPT.search(value) is None
        case Mapping():
            return depth > 0 and all(_is_plain(n, 0) and _is_plain(v, depth - 1) for n, v in value.items())
        case tuple() | list():
            return depth > 0 and all(_is_plain(inner, depth - 1) for inner in value)
        case _:
            return True
