"""Marks: how far a feed was read by a map. They lie among the journal's snapshots, as disposable as these."""

from __future__ import annotations

from dataclasses import dataclass

from activities.ports import Journal
from domain.record import Head

_READING = "1"
"""Changes when the same feed and map would give other rows than with an earlier release."""


@dataclass(frozen=True, slots=True)
class Mark:
    """All failures up to this row have their case; `digest` is that of the first `size` bytes of the feed."""

    rows: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Marks:
    """Keeps one mark per feed."""

    journal: Journal

    async def of(self, feed: str, by: str) -> Mark | None:
        """Return the mark of a feed, unless another map left it; `by` is the digest of the map."""
        found = await self.journal.snapshot(_stream(feed), _READING + by)
        return Mark(found[0].seq, int(found[1]), found[0].hash) if found is not None else None

    async def keep(self, feed: str, by: str, mark: Mark) -> None:
        """Put a mark in the place of the one there was."""
        head, size = Head(mark.rows, mark.digest), str(mark.size).encode()
        await self.journal.save_snapshot(_stream(feed), head, _READING + by, size)


def _stream(feed: str) -> str:
    return f"feed/{feed}"
