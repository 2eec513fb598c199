"""Verification of a stream from its stored bytes: hashes, chain, sequence, and for cases legality and ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.case.events import EVENT_TYPES
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.documents import DOCUMENT_EVENTS
from domain.errors import MakegoodError
from domain.evidence.legal import illegal
from domain.evidence.of_documents import OfDocuments
from domain.evidence.outside import Outside
from domain.failures import FAILURE_EVENTS
from domain.house.events import HOUSE_EVENTS
from domain.operation import OPERATION_EVENTS
from domain.record import GENESIS, Envelope, Recorded, canonical, leaf_hash, open_record

ALL_TYPES = {**EVENT_TYPES, **DOCUMENT_EVENTS, **HOUSE_EVENTS, **FAILURE_EVENTS, **OPERATION_EVENTS}
"""Every fact of every stream by the name it is stored under."""
_OF_CASES = frozenset(EVENT_TYPES.values())


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that is not as it must be: where, and what."""

    stream: str
    seq: int
    what: str

    @property
    def where(self) -> str:
        """The event it is about, or the stream or journal where it is about no single event."""
        return f"{self.stream} #{self.seq}" if self.seq else self.stream


def verify_stream(stream: str, records: Iterable[Recorded], kept: list[Envelope] | None = None) -> Iterator[Breach]:
    """Yield every breach in one stream, given all its records in order; `kept` gets what was read on the way.

    Where a fact is missing or cannot be read, what follows is checked for its bytes and its chain alone: whether it was
    allowed depends on what is not there.
    """
    case, chain = named(stream.partition("/")[2]), _Chain(stream)
    order, folded, documents = _Order(), Outside(), OfDocuments(stream)
    whole = True
    for record in records:
        yield from chain.wrong(record)
        seq = record.seq
        try:
            envelope = open_record(record, ALL_TYPES)
        except MakegoodError as trouble:
            yield Breach(stream, seq, trouble.what.rstrip("."))
            whole = False
            continue
        whole = whole and not chain.gaps
        if kept is not None:
            kept.append(envelope)
        yield from (Breach(stream, seq, wrong) for wrong in order.wrong(record, envelope))
        if stream.startswith("case/") and type(envelope.event) not in _OF_CASES:
            yield Breach(stream, seq, f"{envelope.type} is nothing that happens in a case")
            whole = False
        elif stream.startswith("case/") and whole:
            yield from _of_case(stream, seq, case, envelope)
            case = fold(case, (envelope.event,))
        elif stream.startswith("document/"):
            yield from (Breach(stream, seq, wrong) for wrong in documents.wrong(envelope.event))
        elif whole and not stream.startswith("case/"):
            yield from (Breach(stream, seq, f"{envelope.type}: {wrong}") for wrong in folded.wrong(envelope.event))


def verify_chain(stream: str, records: Iterable[Recorded]) -> Iterator[Breach]:
    """Yield every breach in the bytes and the chain of a stream alone, for whoever is about to rely on what it says."""
    chain = _Chain(stream)
    for record in records:
        yield from chain.wrong(record)


@dataclass(slots=True)
class _Chain:
    """What binds the records of a stream to each other: their numbers, and each the hash of the one before."""

    stream: str
    gaps: int = 0
    _seq: int = 0
    _prev: str = GENESIS

    def wrong(self, record: Recorded) -> Iterator[Breach]:
        """Yield what is wrong about a record behind those before it."""
        if record.seq != self._seq + 1:
            yield Breach(self.stream, record.seq, f"the sequence has a gap: {record.seq} follows {self._seq}")
            self._prev, self.gaps = "", self.gaps + 1
        yield from _of_bytes(self.stream, self._prev, record)
        self._seq, self._prev = record.seq, leaf_hash(record.data)


@dataclass(slots=True)
class _Order:
    """What only grows along a stream: the time of writing, the place in the journal, the versions of each kind.

    A release that does not know a version leaves the stream to others, so none goes back to an earlier one.
    """

    written: datetime | None = None
    position: int = 0
    versions: dict[str, int] = field(default_factory=dict)

    def wrong(self, record: Recorded, envelope: Envelope) -> Iterator[str]:
        """Yield what is out of order."""
        if envelope.type != record.type:
            yield f"the list of events calls it {record.type}, its bytes {envelope.type}"
        if self.written is not None and envelope.recorded_at < self.written:
            yield "it was written before the event in front of it"
        if record.position and record.position <= self.position:
            yield "it lies in the journal before the event in front of it"
        known = self.versions.get(envelope.type, 1)
        if envelope.version < known:
            yield f"{envelope.type}: it is in version {envelope.version}, behind one in version {known}"
        self.versions[envelope.type] = max(known, envelope.version)
        self.written, self.position = envelope.recorded_at, record.position


def _of_bytes(stream: str, prev: str, record: Recorded) -> Iterator[Breach]:
    """Check one record; `prev` is "" behind a gap, where the chain cannot hold."""
    seq = record.seq
    if leaf_hash(record.data) != record.hash:
        yield Breach(stream, seq, "the bytes are not those that were hashed")
    try:
        told = json.loads(record.data)
        as_written = canonical(told)
    except (ValueError, RecursionError):
        yield Breach(stream, seq, "the bytes are no JSON")
        return
    if not isinstance(told, dict):
        return  # that it is no event is told when it is read
    if as_written != record.data:
        yield Breach(stream, seq, "the bytes are not in canonical form")
    named_right = (told.get("stream"), told.get("seq"), told.get("id")) == (stream, seq, record.id)
    if not named_right:
        yield Breach(stream, seq, "the record lies in another place than it says")
    if prev and told.get("prev") != prev:
        yield Breach(stream, seq, "the chain is broken: this event does not follow the one before it")


def _of_case(stream: str, seq: int, case: Case, envelope: Envelope) -> Iterator[Breach]:
    wrong = illegal(case, envelope.event, envelope.version)
    if wrong:
        yield Breach(stream, seq, f"{envelope.type}: {wrong}")
