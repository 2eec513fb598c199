"""The tables of a journal as a copy takes them, the same rows in the same order whatever the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from activities.journal.codecs import CASE_COLUMNS, TASK_COLUMNS
from activities.ports import JournalInfo
from domain.record import Recorded

Row = Sequence[object]


class Table(NamedTuple):
    """A table: its name, its columns, and the columns that its rows are ordered by."""

    name: str
    columns: tuple[str, ...]
    key: str


STREAMS = Table("streams", ("id", "name", "seq", "hash"), "name")
EVENTS = Table("events", ("position", "stream", "seq", "id", "type", "data", "hash"), "position")
BESIDE = (
    Table("commands", ("id", "digest", "answer", "position"), "id"),
    Table("claims", ("name", "holder", "value"), "name"),
    Table("cases", (*CASE_COLUMNS, "parked"), "id"),
    Table("tasks", TASK_COLUMNS, "in_case, task, role"),
    Table("promises", ("in_case", "promise", "state", "due", "rung_for"), "in_case, promise"),
    Table("vault", ("ref", "stream", "subject", "salt", "plaintext"), "ref"),
    Table("parked", ("in_case", "at", "why"), "in_case"),
    Table("snapshots", ("stream", "seq", "hash", "code", "data"), "stream"),
)
"""What lies beside the streams. Of the snapshots only the marks of feeds are copied; the others are made anew."""
TABLES = (STREAMS, EVENTS, *BESIDE)
MARKS = "feed/"
"""What the names of marks among the snapshots begin with (activities/marks.py)."""

Found = Literal["empty", "unfinished", "taken"]


class Held(Protocol):
    """A journal that nobody else writes to for as long as it is held."""

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table in their order."""
        ...

    def retire(self, event: Recorded, to: str) -> int:
        """Append the last event of this journal and let go; returns its position. Nothing is written from then on."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class Target(Protocol):
    """A place that a journal is copied to."""

    def look(self, identity: str) -> Found:
        """Say what lies there: nothing, a copy of this journal that was not finished, or something else."""
        ...

    def begin(self, info: JournalInfo, of: str) -> None:
        """Make an empty journal with the same identity in the next epoch, marked as unfinished.

        What an earlier copy of the same journal left unfinished is thrown away; nothing else may lie there.
        """
        ...

    def put(self, table: Table, rows: Iterable[Row]) -> None:
        """Write the rows of a table."""
        ...

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table in their order."""
        ...

    def add(self, event: Recorded) -> None:
        """Write one more event, behind all others."""
        ...

    def finish(self, engine: str) -> None:
        """Take the mark away: from now on it is the journal."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


@dataclass(slots=True)
class Digests:
    """What was seen of a journal's rows, as digests: of the order of its events, and of every table whole."""

    names: dict[int, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    last: int = 0
    """The position of the last event."""
    _order: hashlib._Hash = field(default_factory=hashlib.sha256)

    def seen(self, table: Table, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass rows on, and remember them."""
        whole, count = hashlib.sha256(), 0
        for row in rows:
            whole.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
            if table is STREAMS:
                self.names[int(str(row[0]))] = str(row[1])
            elif table is EVENTS:
                position, stream, seq, *_, digest = row
                self.add(int(str(position)), self.names[int(str(stream))], int(str(seq)), str(digest))
            count += 1
            yield row
        self.counts[table.name], self.whole[table.name] = count, whole.hexdigest()

    def add(self, position: int, stream: str, seq: int, digest: str) -> None:
        """Remember where an event lies, and its hash."""
        self._order.update(f"{position} {stream} {seq} {digest}\n".encode("utf-8", "surrogatepass"))
        self.last = position

    @property
    def order(self) -> str:
        """SHA-256 over a line `position stream seq hash` for every event, in order."""
        return "sha256:" + self._order.hexdigest()

    def differing(self, other: Digests) -> list[str]:
        """Return the tables that differ."""
        return [name for name in self.whole if self.whole[name] != other.whole.get(name)]
