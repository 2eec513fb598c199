"""Comparing the rows that lists and drivers go by with what the events of each case say; the engine's own epoch too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from activities.cases import Cases
from activities.desk import case_id
from activities.journal.hands import COPYING, MOVED
from activities.library import Library
from activities.ports import OPERATOR, PARKED, CaseRow, Journal, JournalInfo, Parked, TaskRow
from activities.rows import promise_changes
from domain.case.events import LossDeclared, PlanAdopted, RemedyApproved
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.clock.instant import to_ms
from domain.documents import Published
from domain.events import Event
from domain.evidence.beside import JOURNAL, Beside
from domain.evidence.verify import Breach
from domain.operation import OPERATION, epoch_of, parked_by
from domain.record import Recorded

ALL = 10**9


@dataclass(slots=True)
class Rows:
    """Compares rows: each case once with its events, then what goes beyond a case."""

    info: JournalInfo
    beside: Beside
    cases: dict[str, CaseRow]
    tasks: dict[str, list[TaskRow]]
    parked: dict[str, Parked]
    snapshots: Cases
    facts: Sequence[Event] = ()
    """What the stream of operation tells."""
    epoch: int = 1
    adopted: dict[str, tuple[str, int]] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)

    @classmethod
    async def of(cls, journal: Journal, beside: Beside, library: Library) -> Rows:
        """Read them."""
        tasks = dict[str, list[TaskRow]]()
        for row in await journal.tasks(limit=ALL):
            tasks.setdefault(row.case, []).append(row)
        rows = {row.case: row for row in await journal.cases(limit=ALL)}
        parked = {one.case: one for one in await journal.parked()}
        return cls(await journal.info(), beside, rows, tasks, parked, Cases(journal, library))

    def collect(self, stream: str, events: Sequence[Event]) -> None:
        """Note what other streams rest on, also where a stream is not whole: whoever rests on it is not to blame."""
        if stream.startswith("document/"):
            self.published |= {event.digest for event in events if isinstance(event, Published)}
        if stream == OPERATION:
            self.facts = events

    async def stream(self, stream: str, records: Sequence[Recorded], events: Sequence[Event]) -> list[Breach]:
        """Return what rows say otherwise than a stream that was found to be whole, given its records and facts."""
        if not stream.startswith("case/") or not events:
            return []
        case = fold(named(stream.removeprefix("case/")), events)
        self._remember(stream, events)
        wrong = [*self._id(case), *self._case(case), *self._tasks(case), *self._promises(case, events)]
        wrong += await self._snapshot(case, events, records)
        return [Breach(stream, records[-1].seq, text) for text in wrong]

    def _remember(self, stream: str, events: Sequence[Event]) -> None:
        for seq, event in enumerate(events, start=1):
            if isinstance(event, LossDeclared):
                self.epoch = max(self.epoch, event.epoch)
            if isinstance(event, PlanAdopted):
                for digest in (
                    event.plan,
                    event.matrix,
                    event.policy,
                    event.calendar,
                    event.contact,
                    *event.packs.values(),
                ):
                    self.adopted.setdefault(digest, (stream, seq))
            if isinstance(event, RemedyApproved):
                self.adopted.setdefault(event.table, (stream, seq))

    def _id(self, case: Case) -> Iterator[str]:
        if case.id != case_id(self.info.secret, case.source, case.key):
            yield f"the case of {case.source} {case.key} goes by another id here, or the journal's secret was changed"

    def _case(self, case: Case) -> Iterator[str]:
        row = self.cases.get(case.id)
        if row is None:
            yield "the case has no row: no engine looks at it, and no list shows it"
            return
        told = (row.phase, row.tier, row.playbook, row.owner, row.summary, row.held, row.opened_at)
        so = (case.phase, case.tier, case.playbook, case.owner, case.failure, case.frozen, case.opened_at)
        names = ("phase", "tier", "playbook", "owner", "failure", "held", "opened")
        yield from (f"its row says {n} {a}, the events {b}" for n, a, b in zip(names, told, so, strict=True) if a != b)
        if row.wake_at is None and case.phase != "closed":
            yield "its row names no time to look at it again, and the case is open"

    def _tasks(self, case: Case) -> Iterator[str]:
        told = {
            (row.task, row.role): (row.due, row.claimed_by, row.purpose)
            for row in self.tasks.get(case.id, ())
            if row.task != PARKED
        }
        so = {
            (name, role): (task.due, task.claimed_by, str(task.purpose))
            for name, task in case.tasks.items()
            if task.status == "open"
            for role in task.roles
        }
        for name, role in sorted(told.keys() | so.keys()):
            if (name, role) not in so:
                yield f"a row asks {role} for “{name}”, the events do not"
            elif (name, role) not in told:
                yield f"no row asks {role} for “{name}”, the events do"
            elif told[name, role] != so[name, role]:
                yield f"the row of “{name}” for {role} says otherwise than the events"

    def _promises(self, case: Case, events: Sequence[Event]) -> Iterator[str]:
        if self.beside.promises is None:
            return
        so = _promised(case.id, events)
        told = {promise: value for (of, promise), value in self.beside.promises.items() if of == case.id}
        for promise in sorted(told.keys() | so.keys()):
            if told.get(promise) != so.get(promise):
                yield f"the row of the promise “{promise}” says otherwise than the events"

    async def _snapshot(self, case: Case, events: Sequence[Event], records: Sequence[Recorded]) -> list[str]:
        try:
            found = await self.snapshots.snapshot(case.id)
        except ValueError:
            return ["the snapshot that this release would use cannot be read"]
        if found is None:
            return []
        head, state = found
        there = head.seq <= len(records) and records[head.seq - 1].hash == head.hash
        if there and fold(named(case.id), events[: head.seq]) == state:
            return []
        return ["the snapshot that this release would use says otherwise than the events"]

    def rest(self) -> Iterator[Breach]:
        """Yield what goes beyond a case: who is left alone, the epoch, documents that cases are pinned to."""
        yield from self._left_alone()
        expected = max(self.epoch, epoch_of(self.facts))
        if self.info.epoch not in self._epochs(expected):
            yield Breach(JOURNAL, 0, f"the journal says epoch {self.info.epoch}, the facts tell of {expected}")
        for digest in sorted(self.adopted.keys() - self.published - {""}):
            yield Breach(*self.adopted[digest], f"it rests on {digest[:19]}…, which was never published here")

    def _epochs(self, told: int) -> set[int]:
        """Return the epochs that the journal may say it is in, where facts tell of one: a move is between two."""
        if self.info.engine == MOVED:
            return {told - 1}
        return {told, told + 1} if self.info.engine == COPYING else {told}

    def _left_alone(self) -> Iterator[Breach]:
        told = parked_by(self.facts)
        for case in sorted(self.parked.keys() - told.keys()):
            yield Breach(f"case/{case}", 0, "a row says that the engine leaves it alone, no fact does")
        for case in sorted(told.keys() - self.parked.keys()):
            yield Breach(f"case/{case}", 0, "a fact says that the engine leaves it alone, no row does")
        for case in sorted(told.keys() & self.parked.keys()):
            if self.parked[case].why != told[case].why:
                yield Breach(f"case/{case}", 0, "the row says another reason to leave it alone than the fact")
        asked = {case for case, rows in self.tasks.items() if any(row.task == PARKED for row in rows)}
        for case in sorted(asked ^ self.parked.keys()):
            yield Breach(f"case/{case}", 0, f"the task of the {OPERATOR} and the row of a parked case do not agree")
        if self.beside.left_alone is not None:
            for case in sorted(self.beside.left_alone ^ self.parked.keys()):
                yield Breach(f"case/{case}", 0, "its row and the list of parked cases do not agree")


def _promised(case: str, events: Sequence[Event]) -> dict[str, tuple[str, int]]:
    """Return what the rows of a case's promises have to be."""
    so = dict[str, tuple[str, int]]()
    for change in promise_changes(case, events):
        if change.promise == "*":
            so = {name: (change.state if state == "open" else state, due) for name, (state, due) in so.items()}
        else:
            before = so.get(change.promise, ("", 0))[1]
            so[change.promise] = (change.state, to_ms(change.due) if change.due is not None else before)
    return so
