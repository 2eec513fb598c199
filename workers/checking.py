"""Checking a whole journal: every stream's bytes, chain, sequence, legality, ledger and intents."""

from __future__ import annotations

from dataclasses import dataclass

from activities.ports import Journal
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
    """Check every stream of a journal."""
    events, breaches = 0, list[Breach]()
    streams = await journal.streams("")
    for stream in streams:
        records = await journal.read(stream)
        events += len(records)
        breaches.extend(verify_stream(stream, records))
    return Verdict(len(streams), events, tuple(breaches))
