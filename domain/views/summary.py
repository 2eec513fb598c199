"""What many cases came to: what failed, how bad, what was done, undone, refused, paid, promised, kept and broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.events import Event
from domain.ids import step_of, undo_path
from domain.playbook import plan as p
from domain.risk import TIERS
from domain.views.telling import Telling
from domain.views.waiting import Waiting, waiting


@dataclass(slots=True)
class Summary:
    """Counts over cases; everything is folded from their events and states."""

    failed: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    undone: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    unknown: int = 0
    """How many requests there were whose outcome nobody knew for a while, however often that was said of one."""
    established: Counter[str] = field(default_factory=Counter)
    """How many of them were found out, by how: by asking, by a person, by the same key again."""
    tasks: int = 0
    escalated: int = 0
    reopened: int = 0
    paid: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Minor units by kind of remedy and currency."""
    payments: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many there were by kind of remedy and currency."""
    promises: Counter[str] = field(default_factory=Counter)
    """By how they stand: kept, broken, open."""
    waits: list[tuple[str, Waiting]] = field(default_factory=list)
    """Whom the open cases wait for, the earliest first, by case."""

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return self.failed.total()

    @property
    def still_unknown(self) -> int:
        """How many of the requests with an unknown outcome are not found out yet."""
        return self.unknown - self.established.total()

    def add(self, case: Case, book: Book, events: Sequence[Event]) -> None:
        """Take one more case in."""
        self.failed[book.plan.title.get("en", book.plan.playbook)] += 1
        self.tiers[case.tier] += 1
        self.outcomes[case.outcome if case.phase == "closed" and case.outcome else "still open"] += 1
        telling = Telling(case, book, events)
        for event in events:
            self._count(event, telling, book)
        self.found_out(events)
        self.promises.update(promise.status for promise in case.promises.values())
        for entry in case.ledger.values():
            kept = entry.kept
            if kept is not None:
                self.paid[entry.kind, kept.currency] += kept.minor
                self.payments[entry.kind, kept.currency] += 1
        self.waits += [(case.id, one) for one in waiting(case, book)] if case.phase != "closed" else []
        self.waits.sort(key=lambda wait: wait[1].until)

    def _count(self, event: Event, telling: Telling, book: Book) -> None:
        match event:
            case e.StepSucceeded() if isinstance(book.layout.steps.get(step_of(event.step)), p.Do):
                self.done[telling.step(event.step)] += 1
            case e.StepUndone(goes_on=False):
                self.undone[telling.step(event.step)] += 1
            case e.StepRefused():
                self.refused[event.why.replace("_", " ")] += 1
            case e.MessageSent():
                self.messages += 1
            case e.TaskCompleted():
                self.tasks += 1
            case e.Escalated():
                self.escalated += 1
            case e.CaseReopened():
                self.reopened += 1
            case _:
                pass

    def found_out(self, events: Sequence[Event]) -> None:
        """Count requests with an unknown outcome, and how it was found out: what follows tells."""
        unknown: set[str] = set()
        if not any(isinstance(event, e.OutcomeUnknown) for event in events):
            return
        for event in events:
            step = getattr(event, "step", "")
            if isinstance(event, e.StepUndone | e.UndoFailed):
                step = undo_path(step)
            match event:
                case e.OutcomeUnknown() if step not in unknown:
                    unknown.add(step)
                    self.unknown += 1
                case e.OutcomeEstablished() if step in unknown:
                    self.established["by a person" if event.how == "person" else "by asking"] += 1
                    unknown.discard(step)
                case (
                    e.StepSucceeded()
                    | e.RemedyPaid()
                    | e.StepUndone()
                    | e.StepRefused()
                    | e.StepFailed()
                    | e.PayoutFailed()
                    | e.UndoFailed()
                ) if step in unknown:
                    self.established["by the same key again"] += 1
                    unknown.discard(step)
                case _:
                    pass

    def by_tier(self) -> list[tuple[str, int]]:
        """Return the tiers, the most urgent first."""
        return [(tier, self.tiers[tier]) for tier in reversed(TIERS) if self.tiers[tier]]
