"""Verification of what lies beside the streams: their ends, the rows that point at them, and the texts of the vault."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.evidence.verify import Breach
from domain.record import Head, Recorded
from domain.views.wording import counted

JOURNAL = "journal"
"""Where a breach lies that no stream tells of."""
OF_THE_ENGINE = "engine-"
"""How the engine's own commands begin; nobody repeats them, so no answer is kept."""
_MARK = b'"commitment":"'
_BY_ENGINE = b'"command":"' + OF_THE_ENGINE.encode()


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
    owners: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """The stream and the subject of each text of the vault, where they are told."""
    promises: Mapping[tuple[str, str], tuple[str, int]] | None = None
    """What the table of promises says of each, by case and name: state, and due instant in milliseconds."""
    commands: Mapping[int, tuple[str, str]] | None = None
    """The commands that were answered with facts: id and answer, by the position of the first."""
    left_alone: frozenset[str] | None = None
    """The cases whose own row says that the engine leaves them alone."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """How far counters of budgets, and those by which splitting is noticed, stand."""
    strange: Sequence[str] = ()
    """What lies in the file that no release made, or is missing from it."""


@dataclass(slots=True)
class Comparison:
    """Compares streams with what lies beside them: every stream once, then the rest."""

    beside: Beside
    _read: int = 0
    _gone: int = 0
    _named: set[str] = field(default_factory=set)
    _ids: set[int] = field(default_factory=set)
    """Their hashes: there may be millions, and two of 64 bits that agree by chance are not to be feared."""
    _answered: set[int] = field(default_factory=set)
    _unanswered: set[str] = field(default_factory=set)
    _known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Take the names of the answered commands."""
        self._known = frozenset(name for name, _ in (self.beside.commands or {}).values())

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
            yield from self._once(stream, record)
            yield from self._asked(stream, record)

    def _once(self, stream: str, record: Recorded) -> Iterator[Breach]:
        known = hash(record.id)
        if known in self._ids:
            yield Breach(stream, record.seq, f"an event of the id {record.id} stands elsewhere too")
        self._ids.add(known)

    def _asked(self, stream: str, record: Recorded) -> Iterator[Breach]:
        """Compare the events of a command with the answer that is kept for its repeats."""
        if self.beside.commands is None:
            return
        if record.position not in self.beside.commands and _BY_ENGINE in record.data:
            return
        try:
            asked = json.loads(record.data).get("command")
        except (ValueError, AttributeError):
            return
        if not isinstance(asked, str):  # it is no event of ours; that is said where it is read
            return
        name, answer = self.beside.commands.get(record.position, ("", "{}"))
        if name:
            self._answered.add(record.position)
            if asked != name or _case_of(answer) != stream:
                yield Breach(stream, record.seq, f"the answer that is kept for the command {name} belongs elsewhere")
        elif not stream.startswith("case/") or asked.startswith(OF_THE_ENGINE) or asked in self._known:
            return
        elif asked not in self._unanswered:
            self._unanswered.add(asked)
            yield Breach(stream, record.seq, f"the answer to the command {asked} is gone: a repeat would be done again")

    def _empty(self, stream: str, head: Head) -> str:
        written = f"#{head.seq} was written as its end" if head.seq else ""
        tables = self.beside.pointing.get(stream, ())
        rows = f"rows of {', '.join(tables)} point at it" if tables else ""
        return f"all its events are gone: {' and '.join(part for part in (written, rows) if part)}"

    def _texts(self, stream: str, record: Recorded) -> Iterator[Breach]:
        for ref, commitment in commitments(record.data):
            held = self.beside.vault.get(ref)
            if ref in self._named:
                continue
            self._named.add(ref)
            owner = self.beside.owners.get(ref, (stream, ""))[0]
            if held == commitment and owner == stream:
                continue
            if held == commitment:
                yield Breach(stream, record.seq, f"the private text {ref}, which it refers to, lies under {owner}")
                continue
            wrong = "is gone from the vault" if held is None else "is not the one in the vault"
            yield Breach(stream, record.seq, f"the private text {ref}, which it refers to, {wrong}")

    def rest(self) -> Iterator[Breach]:
        """Yield what no stream tells of: streams that only rows remember, events that belong nowhere or are gone."""
        for stream in sorted(self.beside.pointing.keys() - self.beside.heads.keys()):
            yield Breach(stream, 0, self._empty(stream, Head()))
        nowhere = self.beside.events - self._read
        if nowhere > 0:
            yield Breach(JOURNAL, 0, f"{counted(nowhere, 'event belongs', 'events belong')} to no stream")
        gone = self.beside.last - self.beside.events - self._gone
        if gone > 0:
            lost = counted(gone, "event is gone", "events are gone")
            yield Breach(JOURNAL, 0, f"{lost} that no stream misses: their positions are empty")
        if not (self._gone or nowhere > 0 or gone > 0):
            yield from self._refers_to_nothing()
        for thing in self.beside.strange:
            yield Breach(JOURNAL, 0, thing)

    def _refers_to_nothing(self) -> Iterator[Breach]:
        """Yield texts and answers without their events; where events are gone, that was said."""
        for ref in sorted(self.beside.vault.keys() - self._named):
            yield Breach(JOURNAL, 0, f"no event refers to the private text {ref}")
        for position in sorted((self.beside.commands or {}).keys() - self._answered):
            name = (self.beside.commands or {})[position][0]
            yield Breach(JOURNAL, 0, f"the command {name} was answered with facts that are not there")


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


def _case_of(answer: str) -> str:
    try:
        return f"case/{json.loads(answer).get('case')}"
    except (ValueError, AttributeError):
        return ""
