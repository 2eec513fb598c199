"""The one writer of a SQLite journal: it takes everything queued, checks it, and commits it as one group.

Statements are few and wide (many rows each): every step of SQLite gives the interpreter away and has to get it back,
and that costs more than the row itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import cast

from activities.journal.codecs import case_values, task_values
from activities.journal.hands import MOVED, moved
from activities.journal.refusals import FATAL, code_of, explain
from activities.journal.statements import (
    CASES,
    CASES_AGAIN,
    TASKS,
    TASKS_AGAIN,
    among,
    change_promise,
    insert,
    one,
)
from activities.ports import (
    NO_TENURE,
    Appended,
    Batch,
    CaseRow,
    ClaimRefused,
    CommandRecord,
    CommandRepeated,
    HeadMoved,
    PromiseChange,
    StaleWriter,
    TaskRow,
    Tenure,
    Unique,
    VaultRow,
)
from domain.errors import ConflictError, JournalLost, Unavailable
from domain.record import GENESIS, Head

MOST_IN_GROUP = 256
"""Batches in one commit at the most."""
_HELD_S = 2.0
"""So long (real seconds) work waits for another program that holds the file, before it is refused."""
_LOOK_AGAIN_S = 0.02
MOST_HEADS = 100_000
"""Heads of streams kept in memory; only this writer moves them."""
Statement = Callable[[sqlite3.Connection], object]


@dataclass(slots=True)
class Request:
    """A batch (or another statement) on its way to the writer, and the future that waits for its answer."""

    work: Batch | Statement
    future: asyncio.Future[object]
    loop: asyncio.AbstractEventLoop


@dataclass(slots=True)
class _Group:
    """What one transaction will hold, checked against what is stored and against what came before it in the group."""

    heads: dict[str, tuple[int, Head]] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    commands: dict[str, tuple[CommandRecord, int]] = field(default_factory=dict)
    events: list[tuple[int, int, int, str, str, bytes, str]] = field(default_factory=list)
    cases: dict[str, CaseRow] = field(default_factory=dict)
    tasks: dict[tuple[str, str, str], TaskRow] = field(default_factory=dict)
    promises: list[PromiseChange] = field(default_factory=list)
    vault: list[VaultRow] = field(default_factory=list)


@dataclass(slots=True)
class _Commit:
    """A written group on its way to the disk, with the answers to give once it is there."""

    loop: asyncio.AbstractEventLoop
    requests: Sequence[Request]
    before: tuple[int, int]
    group: _Group = field(default_factory=_Group)
    answers: list[object] = field(default_factory=list)
    trouble: BaseException | None = None


class Writer:
    """Owns the writing connection: groups are written on the event loop's thread, and made durable in one beside it.

    Writing a group takes a fraction of a millisecond; waiting for the disk takes longer, so only that is handed over,
    and what arrives meanwhile becomes the next group.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        """Open the connection and start the thread."""
        self._db = connect()
        self._next_position = one(self._db, "SELECT coalesce(max(position), 0) + 1 FROM events")
        self._next_stream = one(self._db, "SELECT coalesce(max(id), 0) + 1 FROM streams")
        self._tenure = NO_TENURE
        self._moved_to = ""
        self.failed: Unavailable | None = None
        self._heads: OrderedDict[str, tuple[int, Head]] = OrderedDict()
        self._waiting: deque[Request] = deque()
        self._under_way = False
        self.held_s = _HELD_S
        self._held_since: float | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._commits: SimpleQueue[_Commit | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal-commits", daemon=True)
        self._thread.start()

    def submit(self, work: Batch | Statement) -> asyncio.Future[object]:
        """Queue work; the future is answered once it is durable, or refused."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[object] = loop.create_future()
        if self.failed is not None:
            future.set_exception(self.failed)
            return future
        self._waiting.append(Request(work, future, loop))
        if not self._under_way:
            self._under_way = True
            self._quiet.clear()
            loop.call_soon(self._begin)
        return future

    async def finish(self) -> None:
        """Finish what is queued."""
        await self._quiet.wait()

    def end(self) -> None:
        """Put everything into the one file (unless somebody reads an older part of it just now), and let go."""
        self._commits.put(None)
        self._thread.join()
        with contextlib.suppress(sqlite3.Error):
            self._db.execute(f"PRAGMA busy_timeout = {round(self.held_s * 1_000)}")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    def _begin(self) -> None:
        """Take what is queued, write it as one group, and hand its commit over."""
        trouble = self._take_file()
        if trouble is not None and self._wait_for_file(trouble):
            return
        requests = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_IN_GROUP))]
        commit = _Commit(requests[0].loop, requests, (self._next_position, self._next_stream))
        if trouble is not None:
            commit.trouble = trouble
            self._committed(commit)
            return
        try:
            self._load(commit.group, [request.work for request in requests if isinstance(request.work, Batch)])
            for request in requests:
                if isinstance(request.work, Batch):
                    commit.answers.append(self._check_and_add(commit.group, request.work))
                else:
                    commit.answers.append(None)
            self._write(commit.group)
            for number, request in enumerate(requests):
                if not isinstance(request.work, Batch):
                    commit.answers[number] = request.work(self._db)
        except BaseException as found:  # never leave anybody waiting, nor the file taken
            commit.trouble = found
            self._committed(commit)
            if not isinstance(found, Exception):
                raise
            return
        self._commits.put(commit)

    def _take_file(self) -> sqlite3.Error | None:
        """Begin a transaction; returns what is in the way."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as trouble:
            return trouble
        self._held_since = None
        return None

    def _wait_for_file(self, trouble: sqlite3.Error) -> bool:
        """Look again shortly when another program holds the file: everything else goes on meanwhile."""
        loop = self._waiting[0].loop
        if code_of(trouble) != sqlite3.SQLITE_BUSY:
            return False
        if self._held_since is None:
            self._held_since = loop.time()
        if loop.time() - self._held_since >= self.held_s:
            self._held_since = None
            return False
        loop.call_later(_LOOK_AGAIN_S, self._begin)
        return True

    def _run(self) -> None:
        """In the thread: make groups durable, one after the other."""
        while (commit := self._commits.get()) is not None:
            try:
                self._db.execute("COMMIT")
            except sqlite3.Error as trouble:
                commit.trouble = trouble
            commit.loop.call_soon_threadsafe(self._committed, commit)

    def _committed(self, commit: _Commit) -> None:
        """Answer a group, and begin the next one if something waits."""
        if commit.trouble is not None:
            self._failed(commit, commit.trouble)
        self._remember(commit.group)
        for request, answer in zip(commit.requests, commit.answers, strict=True):
            _settle(request.future, answer)
        if self._waiting and self.failed is None:
            self._begin()
            return
        self._under_way = False
        self._quiet.set()
        for request in self._waiting:
            _settle(request.future, self.failed)
        self._waiting.clear()

    def _failed(self, commit: _Commit, trouble: BaseException) -> None:
        """Find out whether a commit that failed went through after all; if not, nothing of it is there."""
        refusal = self._give_up(trouble)
        events = commit.group.events
        if events and self._is_stored(events[0]):
            return
        self._next_position, self._next_stream = commit.before
        commit.answers = [refusal for _ in commit.requests]
        commit.group.heads.clear()

    def _give_up(self, trouble: BaseException) -> BaseException:
        """Roll back and say what happened; a journal that lies broken is not written again by this process."""
        try:
            self._db.rollback()
        except sqlite3.Error as worse:
            trouble = worse
        if not isinstance(trouble, sqlite3.Error):
            return trouble
        refusal = explain(trouble)
        if code_of(trouble) in FATAL:
            self.failed = refusal
        return refusal

    def _is_stored(self, event: tuple[int, int, int, str, str, bytes, str]) -> bool:
        try:
            found = self._db.execute("SELECT id FROM events WHERE position = ?", (event[0],)).fetchone()
        except sqlite3.Error:
            return False
        return found is not None and found[0] == event[3]

    # --- Checking ----------------------------------------------------------------------------------------------------
    def _load(self, group: _Group, batches: Sequence[Batch]) -> None:
        """Fetch what the group is checked against and is not in memory: heads, commands, claims."""
        epoch, term, engine, holder = self._db.execute("SELECT epoch, term, engine, holder FROM journal").fetchone()
        self._tenure, self._moved_to = Tenure(epoch, term), holder if engine == MOVED else ""
        unknown = {part.stream for batch in batches for part in batch.appends if part.stream not in self._heads}
        heads = among(self._db, "SELECT name, id, seq, hash FROM streams WHERE name IN", unknown)
        for name, number, seq, digest in cast("list[tuple[str, int, int, str]]", heads):
            self._heads[name] = (number, Head(seq, digest))
        commands = {batch.command.id for batch in batches if batch.command is not None}
        known = among(self._db, "SELECT id, digest, answer FROM commands WHERE id IN", commands)
        for name, digest, answer in cast("list[tuple[str, str, str]]", known):
            group.commands[name] = (CommandRecord(name, digest, answer), 0)
        claims = {claim.name for batch in batches for claim in batch.claims}
        held = among(self._db, "SELECT name, holder, value FROM claims WHERE name IN", claims)
        for name, holder, value in cast("list[tuple[str, str, int]]", held):
            group.holders[name], group.counts[name] = holder, value

    def _check_and_add(self, group: _Group, batch: Batch) -> object:
        try:
            self._check(group, batch)
        except (ConflictError, CommandRepeated, JournalLost) as refusal:
            return refusal
        first = self._next_position
        for part in batch.appends:
            number = self._head(group, part.stream)[0] or self._new_stream()
            for event in part.events:
                group.events.append(
                    (self._next_position, number, event.seq, event.id, event.type, event.data, event.hash)
                )
                self._next_position += 1
            last = part.events[-1] if part.events else None
            group.heads[part.stream] = (number, Head(last.seq, last.hash) if last else part.expected)
            if part.row is not None:
                group.cases[part.row.case] = part.row
            group.tasks.update({(row.case, row.task, row.role): row for row in part.tasks})
            group.promises.extend(part.promises)
            group.vault.extend(part.vault)
        if batch.command is not None:
            group.commands[batch.command.id] = (batch.command, first)
        return Appended(first, self._next_position - 1)

    def _check(self, group: _Group, batch: Batch) -> None:
        if self._moved_to:
            raise moved(f"the journal went on at {self._moved_to}; nothing is written here any more.", "")
        if batch.tenure.is_over(self._tenure):
            raise StaleWriter(batch.tenure, self._tenure)
        if batch.command is not None and batch.command.id in group.commands:
            known = group.commands[batch.command.id][0]
            if known.digest != batch.command.digest:
                raise ConflictError(f"the command id {known.id} was used for another request.")
            raise CommandRepeated(known)
        heads = {part.stream: self._head(group, part.stream)[1] for part in batch.appends}
        behind = {part.stream: heads[part.stream] for part in batch.appends if heads[part.stream] != part.expected}
        if behind:
            raise HeadMoved(behind)
        self._check_claims(group, batch)

    def _check_claims(self, group: _Group, batch: Batch) -> None:
        holders, counts = dict[str, str](), dict[str, int]()
        for claim in batch.claims:
            if isinstance(claim, Unique):
                holder = holders.get(claim.name) or group.holders.get(claim.name, "")
                if holder and holder != claim.holder:
                    raise ClaimRefused(claim.name, holder=holder)
                holders[claim.name] = claim.holder
            else:
                value = counts.get(claim.name, group.counts.get(claim.name, 0))
                if value + claim.add > claim.limit:
                    raise ClaimRefused(claim.name, value=value)
                counts[claim.name] = value + claim.add
        group.holders.update(holders)
        group.counts.update(counts)

    def _head(self, group: _Group, stream: str) -> tuple[int, Head]:
        return group.heads.get(stream) or self._heads.get(stream) or (0, Head(0, GENESIS))

    def _new_stream(self) -> int:
        self._next_stream += 1
        return self._next_stream - 1

    def _remember(self, group: _Group) -> None:
        self._heads.update(group.heads)
        for stream in group.heads:
            self._heads.move_to_end(stream)
        while len(self._heads) > MOST_HEADS:
            self._heads.popitem(last=False)

    # --- Writing -----------------------------------------------------------------------------------------------------
    def _write(self, group: _Group) -> None:
        db = self._db
        heads = [(number, name, head.seq, head.hash) for name, (number, head) in group.heads.items()]
        insert(db, "INSERT INTO streams (id, name, seq, hash)", heads,
                "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash")  # fmt: skip
        insert(db, "INSERT INTO events (position, stream, seq, id, type, data, hash)", group.events)
        insert(db, CASES, [case_values(row) for row in group.cases.values()], CASES_AGAIN)
        opened = [task_values(row) for row in group.tasks.values() if row.open]
        closed = [name for name, row in group.tasks.items() if not row.open]
        insert(db, TASKS, opened, TASKS_AGAIN)
        for name in closed:
            db.execute("DELETE FROM tasks WHERE in_case = ? AND task = ? AND role = ?", name)
        for change in group.promises:
            change_promise(db, change)
        vault = [(row.ref, row.stream, row.subject, row.salt, row.plaintext) for row in group.vault]
        insert(db, "INSERT INTO vault (ref, stream, subject, salt, plaintext)", vault)
        commands = [(c.id, c.digest, c.answer, first) for c, first in group.commands.values() if first]
        insert(db, "INSERT INTO commands (id, digest, answer, position)", commands)
        claims = [(n, group.holders.get(n, ""), group.counts.get(n, 0)) for n in {**group.holders, **group.counts}]
        insert(db, "INSERT INTO claims (name, holder, value)", claims,
                "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, value = excluded.value")  # fmt: skip


def _settle(future: asyncio.Future[object], answer: object) -> None:
    if future.done():
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
