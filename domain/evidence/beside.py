"""Verification of what lies beside the streams: their ends, the rows that point at them, and the texts of the vault."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.evidence.verify import Breach
from domain.record import Head, Recorded

JOURNAL = "journal"
"""Where a breach lies that no stream tells of."""
_MARK = b'"commitment":"'


@dataclass(frozen=True, slots=True)
class Beside:
    """What a journal holds beside its streams, as of one moment."""

    heads: Mapping[str, Head]
    """Where each stream ends, as it was written with its last event."""
    pointing: Mapping[str, Sequence[str]]
    """The tables that have rows about a stream."""
    vault: Mapping[str, str]
    """The commitment of each text, worked out from what lies there."""
    events: int
    last: int
    """The highest position that was given to an event; positions have no gaps."""


@dataclass(slots=True)
class Comparison:
    """Compares streams with what lies beside them: every stream once, then the rest."""

    beside: Beside
    _read: int = 0
    _gone: int = 0
    _named: set[str] = field(default_factory=set)

    def stream(self, stream: str, records: Sequence[Recorded]) -> Iterator[Breach]:
        """Yield what speaks against one stream, given all its records in order."""
        self._read += len(records)
        end = records[-1].seq if records else 0
        head = self.beside.heads.get(stream, Head(end, records[-1].hash if records else ""))
        self._gone += max(end, head.seq) - len(records)
        if not records:
            yield Breach(stream, 0, self._empty(stream, head))
        elif end != head.seq:
            wrong = "its last events are gone" if end < head.seq else "what stands behind that was put there since"
            yield Breach(stream, end, f"the stream ends here, but #{head.seq} was written as its end: {wrong}")
        elif records[-1].hash != head.hash:
            yield Breach(stream, end, "this is not the event that was written as the stream's end")
        for record in records:
            yield from self._texts(stream, record)

    def _empty(self, stream: str, head: Head) -> str:
        written = f"#{head.seq} was written as its end" if head.seq else ""
        tables = self.beside.pointing.get(stream, ())
        rows = f"rows of {', '.join(tables)} point at it" if tables else ""
        return f"all its events are gone: {' and '.join(part for part in (written, rows) if part)}"

    def _texts(self, stream: str, record: Recorded) -> Iterator[Breach]:
        for ref, commitment in commitments(record.data):
            held = self.beside.vault.get(ref)
            if ref in self._named or held == commitment:
                continue
            self._named.add(ref)
            wrong = "is gone from the vault" if held is None else "is not the one in the vault"
            yield Breach(stream, record.seq, f"the private text {ref}, which it refers to, {wrong}")

    def rest(self) -> Iterator[Breach]:
        """Yield what no stream tells of: streams that only rows remember, events that belong nowhere or are gone."""
        for stream in sorted(self.beside.pointing.keys() - self.beside.heads.keys()):
            yield Breach(stream, 0, self._empty(stream, Head()))
        if self.beside.events > self._read:
            yield Breach(JOURNAL, 0, f"{self.beside.events - self._read} events belong to no stream")
        gone = self.beside.last - self.beside.events - self._gone
        if gone > 0:
            yield Breach(JOURNAL, 0, f"{gone} events are gone that no stream misses: their positions are empty")


def commitments(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the private texts that an event refers to, each with the hash that binds it."""
    if _MARK not in data:
        return
    found: list[tuple[str, str]] = []

    def look(part: dict[str, object]) -> dict[str, object]:
        ref, commitment = part.get("$sealed") or part.get("ref"), part.get("commitment")
        if isinstance(ref, str) and isinstance(commitment, str) and ref and commitment:
            found.append((ref, commitment))
        return part

    try:
        json.loads(data, object_hook=look)
    except ValueError:
        return
    yield from found
