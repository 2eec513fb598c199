"""The journal in memory: for the virtual clock and for tests. It keeps every rule of the port but durability."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from datetime import datetime

from activities.journal.codecs import urgency
from activities.ports import (
    OPEN,
    OPERATOR,
    PARKED,
    Appended,
    Batch,
    CaseRow,
    ClaimRefused,
    CommandRecord,
    CommandRepeated,
    Count,
    HeadMoved,
    JournalInfo,
    Parked,
    PromiseChange,
    StaleWriter,
    TaskRow,
    Tenure,
    Unique,
    VaultRow,
)
from activities.vault import commitment
from domain.clock.instant import to_ms
from domain.errors import ConflictError
from domain.evidence.beside import Beside
from domain.record import Head, Recorded


class MemoryJournal:
    """A journal that is gone when the process ends."""

    def __init__(self, info: JournalInfo | None = None) -> None:
        """Begin empty."""
        self._info = info or JournalInfo("memory", 1, "virtual", "", secrets.token_bytes(32))
        self._streams: dict[str, list[Recorded]] = {}
        self._all: list[Recorded] = []
        self._commands: dict[str, CommandRecord] = {}
        self._holders: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._rows: dict[str, CaseRow] = {}
        self._tasks: dict[tuple[str, str, str], TaskRow] = {}
        self._promises: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._rung: set[tuple[str, str, datetime]] = set()
        self._vault: dict[str, VaultRow] = {}
        self._snapshots: dict[str, tuple[Head, str, bytes]] = {}
        self._parked: dict[str, Parked] = {}
        self._term = 0

    async def info(self) -> JournalInfo:
        """Return the journal's own row."""
        return self._info

    async def open_epoch(self) -> JournalInfo:
        """Begin a new epoch: writers of the old one are refused from now on."""
        self._info = replace(self._info, epoch=self._info.epoch + 1)
        return self._info

    async def take_over(self, holder: str, engine: str = "embedded", *, shared: bool = False) -> Tenure:
        """Write down who runs this journal from now on; turns of whoever ran it before are refused."""
        if not (shared and self._term and self._info.engine == engine):
            self._term += 1
        self._info = replace(self._info, holder=holder, engine=engine)
        return Tenure(self._info.epoch, self._term)

    async def append(self, batch: Batch) -> Appended:
        """Append one batch; see the port."""
        self._check(batch)
        self._claim(batch.claims)
        first = len(self._all) + 1
        for part in batch.appends:
            stream = self._streams.setdefault(part.stream, [])
            for event in part.events:
                placed = event._replace(position=len(self._all) + 1)
                stream.append(placed)
                self._all.append(placed)
            if part.row is not None:
                self._rows[part.row.case] = part.row
            self._put_tasks(part.tasks)
            self._put_promises(part.promises)
            for row in part.vault:
                self._vault[row.ref] = row
        if batch.command is not None:
            self._commands[batch.command.id] = batch.command
        return Appended(first, len(self._all))

    def _check(self, batch: Batch) -> None:
        if batch.tenure.is_over(now := Tenure(self._info.epoch, self._term)):
            raise StaleWriter(batch.tenure, now)
        if batch.command is not None and batch.command.id in self._commands:
            known = self._commands[batch.command.id]
            if known.digest != batch.command.digest:
                raise ConflictError(f"the command id {known.id} was used for another request.")
            raise CommandRepeated(known)
        moved = {
            part.stream: self._head(part.stream) for part in batch.appends if self._moved(part.stream, part.expected)
        }
        if moved:
            raise HeadMoved(moved)

    def _head(self, stream: str) -> Head:
        events = self._streams.get(stream)
        return Head(events[-1].seq, events[-1].hash) if events else Head()

    def _moved(self, stream: str, expected: Head) -> bool:
        return self._head(stream) != expected

    def _claim(self, claims: Iterable[Unique | Count]) -> None:
        holders, counts = dict[str, str](), dict[str, int]()
        for claim in claims:
            if isinstance(claim, Unique):
                holder = holders.get(claim.name) or self._holders.get(claim.name)
                if holder is not None and holder != claim.holder:
                    raise ClaimRefused(claim.name, holder=holder)
                holders[claim.name] = claim.holder
            else:
                value = counts.get(claim.name, self._counts.get(claim.name, 0))
                if value + claim.add > claim.limit:
                    raise ClaimRefused(claim.name, value=value)
                counts[claim.name] = value + claim.add
        self._holders.update(holders)
        self._counts.update(counts)

    def _put_tasks(self, tasks: Iterable[TaskRow]) -> None:
        for row in tasks:
            name = (row.case, row.task, row.role)
            if row.open:
                self._tasks[name] = row
            else:
                self._tasks.pop(name, None)

    def _put_promises(self, changes: Iterable[PromiseChange]) -> None:
        for change in changes:
            if change.promise == "*":
                for (case, promise), (state, due) in self._promises.items():
                    if case == change.case and state in {"open", "stopped"}:
                        self._promises[case, promise] = (change.state, due)
            else:
                before = self._promises.get((change.case, change.promise))
                told = change.due or (before[1] if before else None)
                if told is not None:
                    self._promises[change.case, change.promise] = (change.state, told)

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """Return a stream's events with seq > `after`."""
        return self._streams.get(stream, [])[after:]

    async def read_all(self, after: int, limit: int) -> list[Recorded]:
        """Return events of all streams with position > `after`."""
        return self._all[after : after + limit]

    async def newest(self) -> Recorded | None:
        """Return the event with the highest position."""
        return self._all[-1] if self._all else None

    async def streams(self, prefix: str) -> list[str]:
        """Return the names of the streams that begin with a prefix."""
        return sorted(name for name in self._streams if name.startswith(prefix))

    async def command(self, command: str) -> CommandRecord | None:
        """Return what a command was answered."""
        return self._commands.get(command)

    async def record_refusal(self, record: CommandRecord) -> None:
        """Keep a refusal under its command's id."""
        self._commands.setdefault(record.id, record)

    async def holder_of(self, name: str) -> str:
        """Return who holds a unique name."""
        return self._holders.get(name, "")

    async def counts(self, names: Sequence[str]) -> dict[str, int]:
        """Return how far counters stand."""
        return {name: self._counts[name] for name in names if name in self._counts}

    async def counters(self, begins: str, *, after: str, limit: int) -> list[str]:
        """Return the names of counters that begin so."""
        return sorted(name for name in self._counts if name.startswith(begins) and name > after)[:limit]

    async def forget(self, counters: Sequence[str]) -> None:
        """Take counters away."""
        for name in counters:
            self._counts.pop(name, None)

    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Return cases whose `wake_at` has come."""
        found = [
            row
            for row in self._rows.values()
            if row.wake_at is not None and row.wake_at <= now and row.case not in self._parked and row.case not in skip
        ]
        found.sort(key=lambda row: (urgency(row.tier, row.useless_after), row.wake_at))
        return found[:limit]

    async def next_wake(self) -> datetime | None:
        """Return the earliest `wake_at`."""
        return min(
            (r.wake_at for r in self._rows.values() if r.wake_at is not None and r.case not in self._parked),
            default=None,
        )

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Change a row's `wake_at` alone."""
        self._rows[case] = replace(self._rows[case], wake_at=wake_at)

    async def cases(self, *, phase: str = "", limit: int = 1_000, after: str = "") -> list[CaseRow]:
        """Return case rows by id."""
        rows = (row for name, row in sorted(self._rows.items()) if name > after)
        wanted = (row for row in rows if not phase or row.phase == phase or (phase == OPEN and row.phase != "closed"))
        return list(itertools.islice(wanted, limit))

    async def row(self, case: str) -> CaseRow | None:
        """Return the row of one case."""
        return self._rows.get(case)

    async def tasks(self, *, role: str = "", case: str = "", limit: int = 1_000) -> list[TaskRow]:
        """Return open tasks by urgency and due instant."""
        rows = [r for r in self._tasks.values() if (not role or r.role == role) and (not case or r.case == case)]
        rows.sort(key=lambda row: (urgency(row.tier, row.useless_after), row.due))
        return rows[:limit]

    async def overdue_promises(self, now: datetime, limit: int) -> list[PromiseChange]:
        """Return promises still open at their due instant that have not rung yet."""
        return [
            PromiseChange(case, promise, state, due)
            for (case, promise), (state, due) in self._promises.items()
            if state == "open" and due <= now and (case, promise, due) not in self._rung
        ][:limit]

    async def mark_rung(self, rung: Sequence[PromiseChange]) -> None:
        """Remember that these rang."""
        self._rung.update((r.case, r.promise, r.due) for r in rung if r.due is not None)

    async def vault(self, refs: Sequence[str]) -> dict[str, VaultRow]:
        """Return personal texts by reference."""
        return {ref: self._vault[ref] for ref in refs if ref in self._vault}

    async def save_snapshot(self, stream: str, head: Head, code: str, data: bytes) -> None:
        """Keep a snapshot."""
        self._snapshots[stream] = (head, code, data)

    async def snapshot(self, stream: str, code: str) -> tuple[Head, bytes] | None:
        """Return the newest snapshot made by the same code."""
        found = self._snapshots.get(stream)
        return (found[0], found[2]) if found is not None and found[1] == code else None

    async def park(self, case: str, why: str, at: datetime) -> None:
        """Leave a case out of `due`."""
        self._parked[case] = Parked(case, at, why)
        tier = self._rows[case].tier
        self._tasks[case, PARKED, OPERATOR] = TaskRow(case, PARKED, "parked", OPERATOR, tier, at, "", open=True)

    async def unpark(self, case: str) -> None:
        """Let a parked case be due again."""
        self._parked.pop(case, None)
        self._tasks.pop((case, PARKED, OPERATOR), None)

    async def parked(self) -> list[Parked]:
        """Return the parked cases."""
        return list(self._parked.values())

    def alone(self, stream: str) -> AbstractAsyncContextManager[None]:
        """Nobody else is there."""
        return nullcontext()

    def still(self) -> AbstractAsyncContextManager[None]:
        """Nothing moves while nobody awaits."""
        return nullcontext()

    async def beside(self) -> Beside:
        """Return what lies beside the streams."""
        heads = {name: self._head(name) for name in self._streams}
        pointing = {f"case/{case}": ["cases"] for case in self._rows}
        vault = {ref: commitment(row.salt, row.plaintext) for ref, row in self._vault.items()}
        promises = {name: (state, to_ms(due)) for name, (state, due) in self._promises.items()}
        owners = {ref: (row.stream, row.subject) for ref, row in self._vault.items()}
        return Beside(
            heads, pointing, vault, len(self._all), len(self._all), owners=owners, promises=promises,
            counters={name: value for name, value in self._counts.items() if value},
        )  # fmt: skip

    async def close(self) -> None:
        """Nothing is open."""
