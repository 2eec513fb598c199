"""A group of appends as one statement takes it, and its answers as the port gives them (see 0002_append.sql)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from activities.journal.codecs import CASE_COLUMNS, TASK_COLUMNS, case_values, ms, task_values
from activities.ports import (
    Appended,
    Batch,
    ClaimRefused,
    CommandRecord,
    CommandRepeated,
    HeadMoved,
    StaleWriter,
    StreamAppend,
    Tenure,
    Unique,
)
from domain.errors import ConflictError
from domain.record import Head

APPEND = "SELECT append_group(%s::text::jsonb, %b::bytea[], %s)"
LATER = Appended(0, 0)
"""Positions are given after the commit, by the sequencer."""
Json = dict[str, object]


@dataclass(slots=True)
class Group:
    """Batches (and changes of `wake_at`) that are written in one transaction."""

    batches: Sequence[Batch]
    wakes: Mapping[str, int | None]
    streams: list[str] = field(init=False)
    claims: list[str] = field(init=False)
    values: tuple[str, list[bytes]] = field(init=False)
    """What `APPEND` takes, but for `again`."""

    def __post_init__(self) -> None:
        """Write it out once: sent again, it is the same bytes."""
        self.streams = sorted({part.stream for batch in self.batches for part in batch.appends})
        self.claims = sorted({claim.name for batch in self.batches for claim in batch.claims})
        self.values = _Writing(self).values()

    @property
    def cases(self) -> list[str]:
        """The cases that somebody wrote to who is no engine: an engine knows what it wrote itself."""
        streams = {part.stream for batch in self.batches if not batch.tenure.term for part in batch.appends}
        return sorted(stream.removeprefix("case/") for stream in streams if stream.startswith("case/"))

    def answer(self, number: int, said: Mapping[str, object] | None) -> Appended | Exception:
        """Return what the database said of one batch, as the port says it."""
        batch = self.batches[number]
        match said:
            case None | {"is": "ours"}:
                return LATER
            case {"is": "moved", "heads": list(heads)}:
                return HeadMoved({self.streams[at - 1]: Head(seq, digest) for at, seq, digest in heads})
            case {"is": "claim", "n": int(at), "holder": str(holder), "value": int(value)}:
                return ClaimRefused(self.claims[at - 1], holder=holder, value=value)
            case {"is": "stale", "epoch": int(epoch), "term": int(term)}:
                return StaleWriter(batch.tenure, Tenure(epoch, term))
            case {"is": "known", "record": [str(digest), str(answer)]} if batch.command is not None:
                if digest != batch.command.digest:
                    return ConflictError(f"the command id {batch.command.id} was used for another request.")
                return CommandRepeated(CommandRecord(batch.command.id, digest, answer))
        raise AssertionError(said)


class _Writing:
    """Writes a group out: names by their numbers, kind by kind."""

    def __init__(self, group: Group) -> None:
        """Number the names."""
        self._group = group
        self._streams = {name: at for at, name in enumerate(group.streams, 1)}
        self._claims = {name: at for at, name in enumerate(group.claims, 1)}
        self._data: list[bytes] = []
        self._kinds: dict[str, list[Json]] = {
            kind: [] for kind in ("batches", "events", "cases", "tasks", "promises", "vault")
        }

    def values(self) -> tuple[str, list[bytes]]:
        """Return the document and the bytes of the events."""
        for number, batch in enumerate(self._group.batches, 1):
            self._kinds["batches"].append(self._batch(batch))
            for part in batch.appends:
                self._part(number, part)
        wakes = self._group.wakes
        commands = sorted({batch.command.id for batch in self._group.batches if batch.command is not None})
        rows = sorted({*wakes, *(str(row["id"]) for row in self._kinds["cases"])}) if wakes else []
        doc = {
            **self._kinds, "streams": self._group.streams, "claims": self._group.claims, "commands": commands,
            "rows": rows, "wakes": [{"id": case, "wake_at": wake_at} for case, wake_at in wakes.items()],
        }  # fmt: skip
        return json.dumps(doc, separators=(",", ":")), self._data

    def _batch(self, batch: Batch) -> Json:
        told: Json = {
            "epoch": batch.tenure.epoch, "term": batch.tenure.term,
            "parts": [self._ends(part) for part in batch.appends],
        }  # fmt: skip
        if batch.claims:
            told["claims"] = [
                {"n": self._claims[claim.name], "holder": claim.holder}
                if isinstance(claim, Unique)
                else {"n": self._claims[claim.name], "add": claim.add, "limit": claim.limit}
                for claim in batch.claims
            ]
        if batch.command is not None:
            told |= {
                "command": batch.command.id, "digest": batch.command.digest, "answer": batch.command.answer,
                "place": len(self._data) + 1,
            }  # fmt: skip
        return told

    def _ends(self, part: StreamAppend) -> Json:
        told: Json = {"n": self._streams[part.stream], "seq": part.expected.seq, "hash": part.expected.hash}
        if not part.events:
            return {**told, "last": part.expected.seq, "end": part.expected.hash}
        first, last = part.events[0], part.events[-1]
        return {**told, "first": first.seq, "id": first.id, "last": last.seq, "end": last.hash}

    def _part(self, number: int, part: StreamAppend) -> None:
        stream = self._streams[part.stream]
        for event in part.events:
            named: Json = {"b": number, "n": stream, "q": event.seq, "i": event.id, "t": event.type, "h": event.hash}
            self._kinds["events"].append(named)
            self._data.append(event.data)
        if part.row is not None:
            case = dict(zip(CASE_COLUMNS, case_values(part.row), strict=True))
            self._kinds["cases"].append({"b": number, **case})
        for task in part.tasks:
            columns = dict(zip(TASK_COLUMNS, task_values(task), strict=True))
            self._kinds["tasks"].append({"b": number, "open": task.open, **columns})
        self._kinds["promises"] += [
            {"b": number, "in_case": one.case, "promise": one.promise, "state": one.state, "due": ms(one.due)}
            for one in part.promises
        ]
        self._kinds["vault"] += [
            {
                "b": number, "ref": row.ref, "stream": row.stream, "subject": row.subject, "salt": row.salt.hex(),
                "plaintext": row.plaintext.hex(),
            }
            for row in part.vault
        ]  # fmt: skip
