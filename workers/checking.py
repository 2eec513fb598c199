"""Checking a whole journal: every stream's bytes, chain, sequence, legality and intents, and what lies beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from activities.journal import position
from activities.ports import Journal
from domain.errors import Unavailable
from domain.events import Event
from domain.evidence.beside import JOURNAL, Comparison
from domain.evidence.verify import Breach, verify_stream
from workers.checking_rows import Rows

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


async def check(journal: Journal, path: Path | None = None) -> Verdict:
    """Check every stream of a journal, and what lies beside them; with its path also what was written of it there."""
    breaches = list[Breach]()
    with journal.still():
        beside, streams = await journal.beside(), await journal.streams("")
        compared, rows = Comparison(beside), await Rows.of(journal, beside)
        for stream in streams:
            records, facts = await journal.read(stream), list[Event]()
            found = [*verify_stream(stream, records, facts), *compared.stream(stream, records)]
            breaches.extend(found or await rows.stream(stream, records, facts))
        breaches.extend(compared.rest())
        breaches.extend(rows.rest())
        if path is not None:
            breaches.extend(await _as_written(journal, path))
    return Verdict(len(streams), beside.events, tuple(breaches))


async def _as_written(journal: Journal, path: Path) -> list[Breach]:
    """Compare the journal with what the engine wrote down, outside of it, of where it stood."""
    try:
        await position.compare(journal, position.read(position.position_path(path)), str(path))
    except Unavailable as trouble:
        return [Breach(JOURNAL, 0, trouble.what)]
    return []
