"""The survey: one look at a case that finds everything that may happen next without anybody's command.

It is the single place where a plan is walked. `decide` turns its moves and elapsed clocks into events, `due` its work
and its earliest clock into what drivers need; so the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.case.book import Book
from domain.case.events import EffectKind, TaskOpened, TaskTakenBack
from domain.case.scope import CaseScope, NoValue
from domain.case.state import Case
from domain.clock.duration import Duration
from domain.clock.span import Span
from domain.errors import MakegoodError
from domain.events import Event
from domain.ids import escape, keys_of, part_of, step_of, step_path
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.values import Value


@dataclass(frozen=True, slots=True)
class Work:
    """An effect that may be begun (or, in mode `look-up`, asked about) now.

    `request` still holds references where personal data belongs. Times are real milliseconds.
    """

    step: str
    effect: EffectKind
    mode: Literal["send", "look-up"]
    contract: Contract
    key: str
    occurrence: int
    attempt: int
    request: Mapping[str, Value]
    timeout_ms: int
    queue: str = ""

    @property
    def is_job(self) -> bool:
        """Say whether a queue's worker takes this on, because it names a queue or may take longer than a turn."""
        return bool(self.queue) or self.timeout_ms > INLINE_MS


INLINE_MS = 3_000
"""The longest request (real milliseconds) that a turn waits for itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a running plan a step stands: the loops round it, and whether a `try` catches its bad end.

    `behind`: a message before the block it is in waits for the end of quiet hours.
    """

    keys: tuple[str, ...] = ()
    bindings: Mapping[str, Value] = field(default_factory=dict)
    caught: bool = False
    part: str = ""
    behind: bool = False

    def round(self, key: str, name: str, item: Value) -> Place:
        """Return the place inside one round of a loop."""
        return Place((*self.keys, escape(key)), {**self.bindings, name: item}, self.caught, self.part, self.behind)

    def behind_a_message(self) -> Place:
        """Return the same place while a message before it waits."""
        return self if self.behind else Place(self.keys, self.bindings, self.caught, self.part, behind=True)

    def catching(self) -> Place:
        """Return the same place where a bad end is caught."""
        return self if self.caught else Place(self.keys, self.bindings, caught=True, part=self.part, behind=self.behind)

    def at(self, step: str) -> Place:
        """Return the place of a step by the part that brought it along."""
        part = part_of(step)
        return self if part == self.part else Place(self.keys, self.bindings, self.caught, part, self.behind)

    def knowing(self, facts: Mapping[str, Value]) -> Place:
        """Return the same place inside another playbook that runs as a part, with its own facts."""
        return Place(self.keys, {**self.bindings, "failure": facts}, self.caught, self.part, self.behind)


@dataclass(slots=True)
class Survey:
    """What was found: moves to make at once, clocks that ran out, work for a performer, and the next instant."""

    case: Case
    book: Book
    now: datetime
    moves: list[Event] = field(default_factory=list)
    elapsed: list[tuple[datetime, tuple[Event, ...]]] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    next_at: datetime | None = None
    cause: str = ""
    open_tries: list[str] = field(default_factory=list)
    taken_back: dict[str, bool] = field(default_factory=dict)
    """Whether nothing is left to do about taking a step back, by its path; worked out once."""

    def move(self, *events: Event) -> None:
        """Add what happens at once; a frozen case makes no moves, and what two places find happens once."""
        if not self.case.frozen:
            self.moves.extend(event for event in events if not self._is_there(event))

    def _is_there(self, event: Event) -> bool:
        """Say whether a move was made already; a task is opened and taken back once, whatever for."""
        if isinstance(event, TaskOpened | TaskTakenBack):
            return any(type(other) is type(event) and getattr(other, "task", "") == event.task for other in self.moves)
        return event in self.moves

    def alarm(self, due: datetime, *events: Event) -> None:
        """Add a clock: its facts when it has run out, else an instant to look again. Holds do not stop clocks."""
        if due <= self.now:
            self.elapsed.append((due, events))
        else:
            self.look_again(due)

    def is_over(self, due: datetime) -> bool:
        """Say whether a clock has run out; if not, have the case looked at again then."""
        if due <= self.now:
            return True
        self.look_again(due)
        return False

    def look_again(self, at: datetime) -> None:
        """Have the case looked at again at an instant."""
        if self.next_at is None or at < self.next_at:
            self.next_at = at

    def may(self, work: Work) -> None:
        """Add work for a performer; a frozen case gives none out."""
        if not self.case.frozen and work not in self.work:
            self.work.append(work)

    def work_at(self, at: datetime) -> bool:
        """Say whether the time for work has come; if not, have the case looked at again then."""
        if at <= self.now:
            return True
        if not self.case.frozen:
            self.look_again(at)
        return False

    def scope(self, place: Place) -> CaseScope:
        """Return the names that expressions see at a place."""
        return CaseScope(self.case, self.book, place.keys, place.bindings, place.part)

    def after(self, span: Span) -> datetime:
        """Return the instant that lies this far ahead.

        Raises:
            NoValue: the calendar does not reach that far; a person decides.
        """
        if isinstance(span, Duration):
            return self.now + span.span
        try:
            return self.book.reckon(self.now, span).due
        except MakegoodError as trouble:
            raise NoValue(trouble.what, str(span), {}) from trouble


def loops_round(survey: Survey, path: str) -> list[str]:
    """Return the ids of the loops round a step, outermost first."""
    return survey.book.layout.enclosing(step_of(path), p.Each)


def place_of(survey: Survey, path: str) -> Place:
    """Return the place of a step from its path, the frozen lists of the loops and the facts of the parts round it."""
    keys, place, layout = keys_of(path), Place(), survey.book.layout
    for name, _, _ in layout.around[step_of(path)]:
        outer = layout.steps.get(name)
        there = step_path(name, place.keys, escaped=True)
        if isinstance(outer, p.Run):
            place = place.knowing(survey.case.parts[there])
        elif isinstance(outer, p.Each) and len(place.keys) < len(keys):
            loop = survey.case.loops[there]
            rounds = (place.round(k, outer.name, item) for k, item in zip(loop.keys, loop.items, strict=True))
            place = next(r for r in rounds if r.keys == keys[: len(r.keys)])
    return place.at(step_of(path))
