"""The ports: what the turn needs from the world outside, as small protocols that adapters fulfil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.case.commands import Accepted, Applied, NotApplied, Unknown
from domain.errors import ConflictError, JournalLost
from domain.evidence.beside import Beside
from domain.playbook.contract import Contract
from domain.record import Head, Recorded
from domain.values import Value

OPEN = "open"
"""Stands for every phase but closed."""
PARKED = "@parked"
"""What an operator is asked to do about a case that was parked: see why, and free it."""
OPERATOR = "operator"
Outcome = Applied | NotApplied | Accepted | Unknown


# --- What an append carries ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CaseRow:
    """The row of a case beside its stream: what drivers and lists need without folding it. Times are instants."""

    case: str
    phase: str
    tier: str
    playbook: str
    owner: str
    opened_at: datetime
    wake_at: datetime | None
    held: bool
    summary: str
    release: str
    useless_after: datetime | None = None
    """From when on the remedy is of no use any more: within a tier, what is soonest comes first."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a case; `open` False when it is done or taken back."""

    case: str
    task: str
    purpose: str
    role: str
    tier: str
    due: datetime
    claimed_by: str
    open: bool
    useless_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """What an event does to the table of promises; filled mechanically, never from a decision.

    `state` is open, stopped, kept, broken, replaced or ended; promise `*` with state ended ends all
    promises of the case still open, those whose clock stands still among them.
    """

    case: str
    promise: str
    state: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class VaultRow:
    """A personal text: random reference, stream and subject it belongs to, 32 random bytes, plaintext."""

    ref: str
    stream: str
    subject: str
    salt: bytes
    plaintext: bytes


class StreamAppend(NamedTuple):
    """Events for one stream behind an expected head, with the rows that change in the same transaction."""

    stream: str
    expected: Head
    events: Sequence[Recorded]
    row: CaseRow | None = None
    tasks: Sequence[TaskRow] = ()
    promises: Sequence[PromiseChange] = ()
    vault: Sequence[VaultRow] = ()


@dataclass(frozen=True, slots=True)
class Unique:
    """A name that may be taken once (one case per failure and customer); `holder` says who has it."""

    name: str
    holder: str


@dataclass(frozen=True, slots=True)
class Count:
    """An amount added to a counter that may not exceed `limit` (money against a budget, in minor units)."""

    name: str
    add: int
    limit: int


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command that was answered: its id, the digest of the request, and the answer as JSON text."""

    id: str
    digest: str
    answer: str


class Tenure(NamedTuple):
    """What a writer believes of the journal: its epoch, and the term of the engine that runs it; 0: whatever it says.

    A new epoch begins when the journal moved or was restored, a new term when another engine took over.
    """

    epoch: int = 0
    term: int = 0

    def is_over(self, now: Tenure) -> bool:
        """Say whether the journal has gone on to another epoch or term."""
        return self.epoch not in {0, now.epoch} or self.term not in {0, now.term}


NO_TENURE = Tenure()
"""A writer that goes by whatever the journal says."""


class Batch(NamedTuple):
    """One atomic append: all of it or nothing. Each stream stands in it once."""

    appends: Sequence[StreamAppend]
    claims: Sequence[Unique | Count] = ()
    command: CommandRecord | None = None
    tenure: Tenure = NO_TENURE


class Appended(NamedTuple):
    """Where the batch landed: the positions of its first and last event.

    0 where events get their positions some time after their commit (a journal that several processes write to): then
    whoever needs one finds it in what is read.
    """

    first: int
    last: int


class HeadMoved(ConflictError):
    """Somebody else appended to a stream first; `heads` are the streams' present heads."""

    def __init__(self, heads: Mapping[str, Head]) -> None:
        """Keep the heads for the one who reads the tail."""
        super().__init__(f"somebody else wrote to {', '.join(sorted(heads))} first.")
        self.heads = heads


class ClaimRefused(ConflictError):
    """A name is taken or a counter full; `holder` or `value` say by whom or how far.

    `stands` is what others took of all the counters of the commit, for the new decision.
    """

    def __init__(self, name: str, *, holder: str = "", value: int = 0) -> None:
        """Keep the claim's present value for the new decision."""
        super().__init__(f"{name} is taken by {holder}." if holder else f"{name} stands at {value}.")
        self.name = name
        self.holder = holder
        self.value = value
        self.stands: Mapping[str, int] = {}


class CommandRepeated(Exception):
    """The same command came again; `record` holds the answer it got."""

    def __init__(self, record: CommandRecord) -> None:
        """Hand the stored answer on."""
        super().__init__(record.id)
        self.record = record


class StaleWriter(JournalLost):
    """The journal changed hands or epochs: this process may no longer write."""

    def __init__(self, mine: Tenure, now: Tenure) -> None:
        """Say what changed."""
        super().__init__(
            f"the journal is in epoch {now.epoch}, term {now.term}; this process is of {mine.epoch}, {mine.term}.",
            remedy="Another engine took over, or the journal moved: end this process.",
        )


# --- The journal -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class JournalInfo:
    """The journal's own row: identity, epoch, engine and holder, its clock, and the secret that derives case ids."""

    identity: str
    epoch: int
    engine: str
    holder: str
    secret: bytes = field(repr=False)
    clock_start: datetime | None = None
    clock_began: datetime | None = None
    clock_rate: int = 1


@dataclass(frozen=True, slots=True)
class Parked:
    """A case the engine left alone after repeated trouble, and why."""

    case: str
    at: datetime
    why: str


class Journal(Protocol):
    """The only truth. Appends are atomic and durable when they return; reads see everything acknowledged."""

    async def info(self) -> JournalInfo:
        """Return the journal's own row."""
        ...

    async def open_epoch(self) -> JournalInfo:
        """Begin a new epoch: writers of the old one are refused from now on."""
        ...

    async def take_over(self, holder: str, engine: str = "embedded", *, shared: bool = False) -> Tenure:
        """Write down who runs this journal from now on, and how; turns of whoever ran it before are refused.

        `shared`: several processes run it together by the same kind of engine, and none refuses the others.
        """
        ...

    async def append(self, batch: Batch) -> Appended:
        """Append one batch.

        Raises:
            HeadMoved: a stream is not at its expected head (nothing is written).
            ClaimRefused: a claim does not hold (nothing is written).
            CommandRepeated: the command's id and digest are known (nothing is written).
            ConflictError: the command's id is known with another digest.
            StaleWriter: the tenure is over.
            JournalAway: busy, full, read-only, unreachable: the same batch may be tried again (nothing is written; an
                append of which that is not known waits until it is, or says so when the process ends).
            JournalLost: the disk fails, the file is damaged.
        """
        ...

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """Return a stream's events with seq > `after`, in order."""
        ...

    async def read_all(self, after: int, limit: int) -> list[Recorded]:
        """Return up to `limit` events of all streams with position > `after`, in order."""
        ...

    async def newest(self) -> Recorded | None:
        """Return the event with the highest position."""
        ...

    async def streams(self, prefix: str) -> list[str]:
        """Return the names of the streams that begin with a prefix, in order."""
        ...

    async def command(self, command: str) -> CommandRecord | None:
        """Return what a command was answered, if it was."""
        ...

    async def record_refusal(self, record: CommandRecord) -> None:
        """Keep a refusal under its command's id."""
        ...

    async def holder_of(self, name: str) -> str:
        """Return who holds a unique name, or ""."""
        ...

    async def counts(self, names: Sequence[str]) -> dict[str, int]:
        """Return how far counters stand; those that were never added to are left out."""
        ...

    async def counters(self, begins: str, *, after: str, limit: int) -> list[str]:
        """Return the names of counters that begin so, in order, behind one of them."""
        ...

    async def forget(self, counters: Sequence[str]) -> None:
        """Take counters away, as if nothing was ever added to them; where others append meanwhile they may stay."""
        ...

    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Return open, unparked cases whose `wake_at` has come, the most urgent tier first, then the longest due."""
        ...

    async def next_wake(self) -> datetime | None:
        """Return the earliest `wake_at` of all open, unparked cases."""
        ...

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Change a row's `wake_at` alone (a job was handed out)."""
        ...

    async def cases(self, *, phase: str = "", limit: int = 1_000, after: str = "") -> list[CaseRow]:
        """Return case rows, of one phase, of all open ones (`OPEN`) or all, by their ids behind `after`."""
        ...

    async def row(self, case: str) -> CaseRow | None:
        """Return the row of one case, if there is such a case."""
        ...

    async def tasks(self, *, role: str = "", case: str = "", limit: int = 1_000) -> list[TaskRow]:
        """Return open tasks by tier and due instant."""
        ...

    async def overdue_promises(self, now: datetime, limit: int) -> list[PromiseChange]:
        """Return promises still open at their due instant that have not rung yet (the watchdog's question)."""
        ...

    async def mark_rung(self, rung: Sequence[PromiseChange]) -> None:
        """Remember that these rang, once per promise and due instant."""
        ...

    async def vault(self, refs: Sequence[str]) -> dict[str, VaultRow]:
        """Return personal texts by reference; missing ones are left out."""
        ...

    async def save_snapshot(self, stream: str, head: Head, code: str, data: bytes) -> None:
        """Keep a disposable snapshot of a stream's state; a journal that is only read keeps none."""
        ...

    async def snapshot(self, stream: str, code: str) -> tuple[Head, bytes] | None:
        """Return the newest snapshot made by the same code, if there is one."""
        ...

    async def park(self, case: str, why: str, at: datetime) -> None:
        """Leave a case out of `due` until somebody frees it: the operator gets a task, in the same transaction."""
        ...

    async def unpark(self, case: str) -> None:
        """Let a parked case be due again, at once; the operator's task is done."""
        ...

    async def parked(self) -> list[Parked]:
        """Return the parked cases."""
        ...

    def alone(self, stream: str) -> AbstractAsyncContextManager[None]:
        """Have nobody else append to a stream within, until this task appends to it or the block ends.

        For a writer that was too late more than once. It reads the stream within, decides anew and appends at once:
        the others wait for it, and whoever dawdles loses the lock after two seconds.
        """
        ...

    def still(self) -> AbstractAsyncContextManager[None]:
        """Have all reads within see the journal as of one moment."""
        ...

    async def beside(self) -> Beside:
        """Return what lies beside the streams, for verification."""
        ...

    async def close(self) -> None:
        """Finish what is queued and let go."""
        ...


# --- Effects ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Call:
    """One request to the outside: personal parts are resolved, the key says what the effect is.

    `timeout_ms` is in real milliseconds, whatever the journal's clock does.
    """

    case: str
    step: str
    effect: str
    connector: str
    key: str
    attempt: int
    request: Mapping[str, Value]
    timeout_ms: int


class Connector(Protocol):
    """A way to one outside effect."""

    @property
    def contract(self) -> Contract:
        """What it promises about itself."""
        ...

    async def perform(self, call: Call) -> Outcome:
        """Do it. Whatever is not proven is Unknown; only a programming error raises."""
        ...

    async def look_up(self, call: Call) -> Outcome:
        """Ask what became of a key (capability `lookup`): Applied, NotApplied or Unknown."""
        ...


class Clock(Protocol):
    """The journal's clock."""

    def now(self) -> datetime:
        """Return the present instant in journal time, cut to the millisecond."""
        ...

    def stretch(self, ms: int) -> int:
        """Return real milliseconds as journal milliseconds (under an accelerated clock they are more)."""
        ...
