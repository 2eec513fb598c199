"""A case on a clock that a test turns by hand: opened, told what happens, looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from domain.case import commands as c
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.due import due
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.events import Event
from domain.values import Value
from tests.support.generated import CUSTOMER
from tests.support.house import MESSAGE
from tests.support.plans import START

SAM = c.Actor(person="sam", roles=("desk", "owner", "boss"))
HARMED = c.Actor(person="cu_1", roles=("customer",))
_E = TypeVar("_E", bound=Event)


@dataclass
class Timed:
    """One case and its clock; every effect that falls due is applied at once, unless it is held back."""

    book: Book
    now: datetime = START
    by: str = "firm"
    case: Case = field(default_factory=lambda: named("ca_1"))
    events: list[Event] = field(default_factory=list)

    def open(self, **facts: Value) -> Timed:
        """Open the case now."""
        self.take(c.OpenCase(
            now=self.now, failure="test", source="test", key="1", facts=facts, customer=CUSTOMER, market="us",
            language="en", reported_at=self.now, initiated_by=self.by,  # type: ignore[arg-type] # a word
        ))  # fmt: skip
        return self.work()

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Decide a command."""
        events = decide(self.case, command, self.book)
        self.case = fold(self.case, events)
        self.events.extend(events)
        return events

    def do(self, kind: type[c.Command], by: c.Actor = SAM, **fields: object) -> tuple[Event, ...]:
        """Give a command now, and let what follows happen."""
        events = self.take(kind(now=self.now, actor=by, **fields))
        self.work()
        return events

    def work(self) -> Timed:
        """Let everything happen that can happen now."""
        while True:
            self.take(c.Tick(now=self.now))
            work = next(iter(due(self.case, self.book, self.now).work), None)
            if work is None:
                return self
            until = self.now + timedelta(seconds=5)
            self.take(
                c.Begin(now=self.now, step=work.step, attempt=work.attempt, by=f"b{len(self.events)}", until=until)
            )
            message = MESSAGE if work.effect in {"tell", "offer", "follow-up"} else {}
            outcome = c.Applied(receipt={"ok": True}, message=message)
            self.take(
                c.ReportOutcome(now=self.now, step=work.step, attempt=work.attempt, key=work.key, outcome=outcome)
            )

    def until(self, moment: datetime) -> Timed:
        """Go on to an instant, through every clock on the way."""
        while True:
            wake = due(self.case, self.book, self.now).next_clock
            if wake is None or wake > moment:
                self.now = moment
                return self.work()
            self.now = max(wake, self.now)
            self.work()

    def after(self, **span: float) -> Timed:
        """Go on so far."""
        return self.until(self.now + timedelta(**span))

    def found(self, kind: type[_E]) -> list[_E]:
        """Return the facts of a type."""
        return [event for event in self.events if isinstance(event, kind)]
