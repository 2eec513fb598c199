"""Checking a whole journal: every stream's bytes, chain, sequence, legality and intents, and what lies beside them."""

from __future__ import annotations

from dataclasses import dataclass

from activities.ports import Journal
from domain.evidence.beside import Comparison
from domain.evidence.verify import Breach, verify_stream

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


async def check(journal: Journal) -> Verdict:
    """Check every stream of a journal, and what lies beside them."""
    breaches = list[Breach]()
    async with journal.still():
        beside, streams = await journal.beside(), await journal.streams("")
        compared = Comparison(beside)
        for stream in streams:
            records = await journal.read(stream)
            breaches.extend(verify_stream(stream, records))
            breaches.extend(compared.stream(stream, records))
        breaches.extend(compared.rest())
    return Verdict(len(streams), beside.events, tuple(breaches))
