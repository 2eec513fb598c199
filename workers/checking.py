"""Checking a whole journal: every stream's bytes, chain, sequence, legality and intents, and what lies beside them."""

from __future__ import annotations

from dataclasses import dataclass

from activities.ports import Journal
from domain.errors import Unavailable
from domain.events import Event
from domain.evidence.beside import JOURNAL, Comparison
from domain.evidence.verify import Breach, verify_stream
from workers.checking_rows import Rows
from workers.journals import Place, compare

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
    """Check every stream of a journal, and what lies beside them; with its place also what was written of it there."""
    breaches = list[Breach]()
    async with journal.still():
        beside, streams = await journal.beside(), await journal.streams("")
        compared, rows = Comparison(beside), await Rows.of(journal, beside)
        for stream in streams:
            records, facts = await journal.read(stream), list[Event]()
            found = [*verify_stream(stream, records, facts), *compared.stream(stream, records)]
            breaches.extend(found or await rows.stream(stream, records, facts))
        breaches.extend(compared.rest())
        breaches.extend(rows.rest())
        if place is not None:
            breaches.extend(await _as_written(journal, place))
    return Verdict(len(streams), beside.events, tuple(breaches))


async def _as_written(journal: Journal, place: Place) -> list[Breach]:
    """Compare the journal with what the engine wrote down, outside of it, of where it stood."""
    try:
        await compare(journal, place)
    except Unavailable as trouble:
        return [Breach(JOURNAL, 0, trouble.what)]
    return []
