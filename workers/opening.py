"""Opening a journal as the settings say: to read, or to run it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from activities.cases import Cases
from activities.clock import JournalClock
from activities.directory import Directories
from activities.library import Library
from activities.operation import Operation
from activities.ports import CaseRow, Journal, Parked
from activities.vault import Known, Vault
from domain.case.book import Book
from domain.case.events import EVENT_TYPES, FailureDetected
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.errors import NotFoundError, Unavailable, UsageError
from domain.events import Event
from domain.evidence.verify import ALL_TYPES, Breach, verify_chain
from domain.ids import case_stream
from domain.operation import parked_by
from domain.record import Envelope, open_record
from domain.values import Sealed
from domain.views.briefing import into_another, of_their_words, redirect
from workers.journals import Place, compare, place_of
from workers.settings import Settings

_T = TypeVar("_T")
MOST_RESOLVED = 10_000
"""So many resolved cases are looked through for a customer's reference."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A journal opened for reading, with the cases and documents in it."""

    journal: Journal
    library: Library
    cases: Cases
    clock: JournalClock

    async def stopped(self, rows: Sequence[CaseRow]) -> frozenset[str]:
        """Return which of some cases are open on a version of a playbook that is stopped."""
        await self.library.refresh()
        playbooks = {one.name for one in self.library.documents if one.kind == "playbook" and one.stops}
        found = set[str]()
        for row in rows:
            if row.playbook in playbooks and row.phase != "closed":
                loaded = await self.cases.readable(row.case)
                switch = loaded.book.around.switch if loaded is not None and loaded.book is not None else None
                found |= {row.case} if switch is not None and switch.stopped else set()
        return frozenset(found)

    async def find(self, prefix: str) -> str:
        """Return the case whose id begins so.

        Raises:
            NotFoundError: none does.
            UsageError: more than one does.
        """
        if not prefix.strip().removeprefix("ca_"):
            raise UsageError("no case is named.", remedy="See the cases: makegood case list.")
        wanted = case_stream(prefix if prefix.startswith("ca_") else "ca_" + prefix)
        found = [stream.removeprefix("case/") for stream in await self.journal.streams(wanted)]
        if not found:
            raise NotFoundError(f"there is no case {prefix}.", remedy="See the cases: makegood case list.")
        if len(found) > 1:
            raise UsageError(f"{len(found)} cases begin with {prefix}.", remedy=f"Go on, for example {found[0][:12]}.")
        return found[0]

    async def answering(self, reference: str) -> str:
        """Return the resolved case of a customer's reference, or the case whose id begins so.

        Raises:
            NotFoundError, UsageError: none does, or more than one.
        """
        found = []
        for row in await self.journal.cases(phase="resolved", limit=MOST_RESOLVED):
            first = (await self.journal.read(case_stream(row.case)))[0]
            told = open_record(first, EVENT_TYPES).event
            if isinstance(told, FailureDetected) and told.key.casefold() == reference.casefold():
                found.append(row.case)
        if len(found) > 1:
            raise UsageError(f"{len(found)} cases have the reference {reference}.", remedy=f"Name one: {found[0]}.")
        return found[0] if found else await self.find(reference)

    async def recorded(self, case: str) -> tuple[list[Envelope], tuple[Breach, ...]]:
        """Return all facts of a case, and where their bytes or their chain are not as they were written."""
        stored = await self.journal.read(case_stream(case))
        return [open_record(r, EVENT_TYPES) for r in stored], tuple(verify_chain(case_stream(case), stored))

    async def story(self, case: str, at: datetime | None = None) -> Story:
        """Return a case with its events, as of an instant: what was recorded by then.

        Raises:
            NotFoundError: nothing of it was recorded by then.
        """
        records, broken = await self.recorded(case)
        known = [record for record in records if _by(record.recorded_at, at)]
        if not known:
            raise NotFoundError(
                f"nothing of {case} was recorded by {at:%Y-%m-%d %H:%M:%S %Z}.", remedy="Name a later time."
            )
        state = fold(named(case), [record.event for record in known])
        book = await self.library.book_of(state) if state.plan else None
        reachable = bool((await Vault(self.journal).person(state.customer)).address.strip())
        return Story(state, book, known, len(records), await self._parked(case, at), broken, reachable=reachable)

    async def customers(self, story: Story, task: str, reader: str) -> Customers | None:
        """Return of which two customers a task asks whether they are one, for whoever claimed it, and nobody else."""
        into = into_another(story.case, task)
        if not into or not _has(story, task, reader):
            return None
        vault, there = Vault(self.journal), (await self.story(into)).case
        return Customers(await vault.person(story.case.customer), await vault.person(there.customer))

    async def their_words(self, story: Story, reader: str) -> Mapping[str, str]:
        """Return in what words the customer is said to have said it, by task, for whoever claimed it, nobody else."""
        vault, found = Vault(self.journal), dict[str, str]()
        for task in story.case.wanted:
            asked = of_their_words(story.case, task)
            if asked is not None and isinstance(asked.text, Sealed) and _has(story, task, reader):
                found[task] = await vault.text(asked.text)
        return found

    async def person(self, name: str) -> str:
        """Return who reads, by the name or the account they give; "" for nobody."""
        return (await Directories(self.journal, self.clock).load()).actor(name, self.clock.now()).person if name else ""

    async def redirect(self, story: Story, task: str, reader: str) -> Redirected | None:
        """Return where a task asks to have things go, opened from the vault for whoever claimed it, and nobody else."""
        asked = redirect(story.case, task)
        if asked is None or not _has(story, task, reader):
            return None
        vault = Vault(self.journal)
        return Redirected(await vault.person(asked.to), await vault.person(asked.so_far))

    async def payee(self, story: Story, task: str, reader: str) -> Known | None:
        """Return who gets what a task asks to grant, from the vault, for whoever claimed it, and nobody else."""
        found = story.case.tasks.get(task)
        entry = story.case.ledger.get(str(found.details.get("entry", ""))) if found is not None else None
        return await Vault(self.journal).person(entry.payee) if entry and _has(story, task, reader) else None

    async def outside(self) -> list[Envelope]:
        """Return all that was recorded outside of cases, in the order in which it was written."""
        names = [stream for stream in await self.journal.streams("") if not stream.startswith("case/")]
        found = [record for stream in names for record in await self.journal.read(stream)]
        return [open_record(record, ALL_TYPES) for record in sorted(found, key=lambda one: one.position)]

    async def _parked(self, case: str, at: datetime | None) -> Parked | None:
        """Return since when and why the engine leaves a case alone, or left it alone then."""
        now = {one.case: one for one in await self.journal.parked()}
        if at is None:
            return now.get(case)
        records = await Operation(self.journal, self.clock).records()
        then = parked_by(record.event for record in records if _by(record.recorded_at, at)).get(case)
        return Parked(case, then.at, then.why) if then is not None else None


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers of two cases of whom a second person is asked whether they are one, in plain words."""

    here: Known
    there: Known


@dataclass(frozen=True, slots=True)
class Redirected:
    """Where a second person is asked to have things go, and where they went so far, in plain words."""

    to: Known
    so_far: Known


@dataclass(frozen=True, slots=True)
class Story:
    """A case as of a position of its stream, and the records up to there; `recorded` is how many there are by now.

    `parked` says since when and why the engine leaves the case alone, None when it did not by then.
    """

    case: Case
    book: Book | None
    records: list[Envelope]
    recorded: int
    parked: Parked | None = None
    broken: Sequence[Breach] = ()
    """Where its bytes, or their chain, are not as they were written: what it says is not to be relied on."""
    reachable: bool = True
    """Whether the vault holds an address to which the customer is written."""

    @property
    def events(self) -> list[Event]:
        """The facts alone."""
        return [record.event for record in self.records]


def _has(story: Story, task: str, reader: str) -> bool:
    """Say whether a task is with whoever reads it."""
    found = story.case.tasks.get(task)
    return bool(reader) and found is not None and found.claimed_by == reader


def _by(moment: datetime, at: datetime | None) -> bool:
    return at is None or moment <= at


def reading(settings: Settings, work: Callable[[Reading], Awaitable[_T]]) -> _T:
    """Open the journal for reading, do something with it, and close it. An older copy is shown, with a warning.

    Raises:
        Unavailable: there is no journal, or it is not one of ours.
    """
    return asyncio.run(_reading(settings, work))


async def _reading(settings: Settings, work: Callable[[Reading], Awaitable[_T]]) -> _T:
    place = place_of(settings)
    journal = await place.open(write=False)
    try:
        await _warn_of_older(journal, place)
        info = await journal.info()
        clock = JournalClock.of(info)
        library = Library(journal, info.clock_rate, clock)
        return await work(Reading(journal, library, Cases(journal, library), clock))
    finally:
        await journal.close()


async def _warn_of_older(journal: Journal, place: Place) -> None:
    """Say once on stderr when this is not the journal that was run here last: what it shows may not be all there is."""
    try:
        await compare(journal, place)
    except Unavailable as trouble:
        if (place.shown, trouble.what) not in _warned:
            _warned.add((place.shown, trouble.what))
            sys.stderr.write(f"makegood: {trouble.where}: {trouble.what}\n")


_warned: set[tuple[str, str]] = set()
