"""Checking a whole journal: every stream's bytes, chain, sequence, legality and intents, and what lies beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from activities.journal import position
from activities.journal.position import Position
from activities.library import Library
from activities.ports import Journal
from domain.case.evolve import fold, named
from domain.errors import Unavailable
from domain.events import Event
from domain.evidence.beside import JOURNAL, Comparison
from domain.evidence.verify import Breach, verify_stream
from domain.evidence.versions import SIDE_BY_SIDE, Versions
from domain.record import Envelope, Head
from domain.windows import Lateness
from workers.journals import POSITION, Place
from workers.keeping.checking_alone import done_alone
from workers.keeping.checking_approvals import SLACK, Approvals
from workers.keeping.checking_counters import Counters
from workers.keeping.checking_rows import Rows
from workers.keeping.recomputing import recomputed

NOT_ANCHORED = "consistent, not anchored"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check came to."""

    streams: int
    events: int
    breaches: tuple[Breach, ...]

    @property
    def words(self) -> str:
        """The verdict in words; without a checkpoint from elsewhere no more can be said."""
        return "broken" if self.breaches else NOT_ANCHORED


async def check(journal: Journal, place: Place | None = None) -> Verdict:
    """Check every stream of a journal, and what lies beside them; with its place also what was written of it there.

    What was written there is read first: an engine that runs writes it anew every second, and the journal is checked as
    it stood at one moment, which must not lie before it.
    """
    breaches = list[Breach]()
    known = _written(place, breaches)
    async with journal.still():
        beside, streams = await journal.beside(), await journal.streams("")
        library = Library(journal)
        compared, rows = Comparison(beside), await Rows.of(journal, beside, library)
        counters, approvals = Counters(library, beside.counters), Approvals(library, SLACK * rows.info.clock_rate)
        versions, late = Versions(SIDE_BY_SIDE * rows.info.clock_rate), Lateness()
        for stream in streams:
            records, kept = await journal.read(stream), list[Envelope]()
            found = [*verify_stream(stream, records, kept), *compared.stream(stream, records)]
            facts = [envelope.event for envelope in kept]
            rows.collect(stream, facts)
            for envelope in kept:
                late.wrote(envelope.recorded_at)
            versions.stream(stream, records, () if found else kept)
            breaches.extend(found or await rows.stream(stream, records, facts))
            breaches.extend(await approvals.stream(stream, kept, whole=not found))
            if stream.startswith("case/"):
                whole = _whole(facts, beside.heads.get(stream))
                await counters.add(fold(named(stream.removeprefix("case/")), facts) if whole else None)
                breaches.extend(await _owed_otherwise(library, stream, facts) if whole else ())
                breaches.extend(await done_alone(library, stream, kept) if whole and not found else ())
        for rest in (versions.rest(), compared.rest(), rows.rest(), counters.rest(late), approvals.rest()):
            breaches.extend(rest)
        if place is not None:
            breaches.extend(await _as_written(journal, known, place))
    return Verdict(len(streams), beside.events, tuple(breaches))


def _whole(facts: Sequence[Event], head: Head | None) -> bool:
    """Say whether all facts of a stream are there and can be read."""
    return head is not None and len(facts) == head.seq


async def _owed_otherwise(library: Library, stream: str, facts: Sequence[Event]) -> list[Breach]:
    """Return what was decided to be owed and does not follow from the pack and the facts that its record names."""
    return [
        Breach(stream, each.seq, f"what is owed by {each.decided.pack} comes out otherwise: {each.why}")
        for each in await recomputed(library, facts)
        if not each.same
    ]


def _written(place: Place | None, breaches: list[Breach]) -> Position | None:
    """Return what the engine wrote down, outside of the journal, of where it stood."""
    try:
        return position.read(place.beside(POSITION)) if place is not None else None
    except Unavailable as trouble:
        breaches.append(Breach(JOURNAL, 0, trouble.what))
        return None


async def _as_written(journal: Journal, known: Position | None, place: Place) -> list[Breach]:
    """Compare the journal with what was written of it."""
    try:
        await position.compare(journal, known, place.shown)
    except Unavailable as trouble:
        return [Breach(JOURNAL, 0, trouble.what)]
    return []
