"""What came of an example, up to an instant, in the words that expectations are written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Entry
from domain.case.surveying.by_hand import BY_HAND
from domain.events import Event
from domain.examples.stage import Stage
from domain.ids import keys_of, step_of, undone_step
from domain.playbook import plan as p

_E = TypeVar("_E", bound=Event)
_DUTIES = {
    "approve": "approve", "second": "second", "settle": "settle", "stuck": "decide", "evaluate": "decide",
    "establish": "find out", "facts": "facts for", "give": "give",
}  # fmt: skip
OWED = frozenset({"proposed", "approved"})
_ALONE = {
    "differs": "what is owed",
    "review": "review",
    "escalation": "take up",
    "promise": "broken promise",
    "bounced": "reach",
    "twice": "paid elsewhere, too",
    "redress": "make good",
}


@dataclass(frozen=True)
class Story:
    """One case as it stands, and all that led there."""

    case: Case
    book: Book
    stage: Stage
    events: Sequence[Event]

    def stands(self, name: str) -> list[str]:
        """Return how a step stands, in each of its rounds where it is in a loop; never come to: skipped."""
        if name != step_of(name):
            return [self.stand(name)]
        return [self.stand(path) for path in self.rounds(name)] or ["skipped"]

    def rounds(self, name: str) -> list[str]:
        """Return the paths of a step that were come to."""
        case = self.case
        known = dict.fromkeys((
            *case.steps, *case.effects, *(task.step for task in case.tasks.values()), *case.waits, *case.offers,
            *case.covers, *(entry.step for entry in case.ledger.values()),
        ))  # fmt: skip
        return [path for path in known if step_of(path) == name and not undone_step(path)]

    def stand(self, path: str) -> str:
        """Return how a step stands in one round."""
        state = self.case.steps.get(path)
        if state is not None:
            return state.status
        step, wait = self.stage.steps.get(step_of(path)), self.case.waits.get(path)
        if isinstance(step, p.Wait) and wait is not None and wait.how:
            return {"event": "done", "called off": "skipped"}.get(wait.how, "late" if wait.event else "done")
        if isinstance(step, p.Undo):
            undoings = [undoing for undoing in self.case.undos.values() if undoing.block == path]
            return ("done" if undoings[-1].finished else "open") if undoings else "skipped"
        return "open" if self.case.phase != "closed" and self._is_open(path) else "skipped"

    def _is_open(self, path: str) -> bool:
        """Say whether a step is under way: something of it is asked, granted, waited for, or not known."""
        case = self.case
        effect, offer, wait = case.effects.get(path), case.offers.get(path), case.waits.get(path)
        return (
            (effect is not None and effect.status not in {"applied", "refused", "failed"})
            or (offer is not None and not offer.how)
            or (wait is not None and not wait.how)
            or any(task.step == path and task.status == "open" for task in case.tasks.values())
            or any(entry.step == path and entry.status in OWED for entry in case.ledger.values())
        )

    # --- Lists -------------------------------------------------------------------------------------------------------
    def messages(self) -> list[str]:
        """Return the messages that left, questions of follow-ups aside."""
        return [event.template for event in self.sent()]

    def sent(self) -> Iterator[e.MessageSent]:
        """Yield the messages that left, questions of follow-ups aside."""
        for event in self.events:
            if isinstance(event, e.MessageSent) and step_of(event.step) != "@follow-up":
                yield event

    def tasks(self) -> list[str]:
        """Return what people were asked, root cause and follow-up calls aside."""
        return [name for _, name in self.asked()]

    def asked(self) -> Iterator[tuple[e.TaskOpened, str]]:
        """Yield the tasks with what they are called."""
        for event in self.events:
            if isinstance(event, e.TaskOpened):
                name = task_name(event.purpose, event.step)
                if name:
                    yield event, name

    def promise(self, name: str) -> str:
        """Return how a promise stands; one that is made again and again is kept when every round of it was."""
        made = [each.status for known, each in self.case.promises.items() if known.partition("/")[0] == name]
        if "broken" in made:
            return "broken"
        return "kept" if "kept" in made and set(made) <= {"kept", "open"} else "open"

    def follow_up(self, name: str) -> str:
        """Return how the last round of a follow-up stands."""
        numbers = [str(n) for n, each in enumerate(self.book.plan.follow_up) if name in {each.id, each.survey}]
        states = [state for path, state in self.case.follow_ups.items() if keys_of(path)[-1] in numbers]
        return (states[-1].how or "open") if states else "open"

    def names(self, entry: Entry) -> set[str]:
        """Return by what names a payee may be called: their own, and the keys of the rounds of the remedy."""
        return {entry.payee.id, *keys_of(entry.step)}

    def last(self, kind: type[_E], step: str) -> _E | None:
        """Return the last event of a kind about a step."""
        found = (event for event in reversed(self.events) if isinstance(event, kind))
        return next((event for event in found if getattr(event, "step", "") == step), None)

    @property
    def outcome(self) -> str:
        """How the case ended."""
        return self.case.outcome if self.case.phase == "closed" and self.case.outcome else "still open"


def task_name(purpose: str, step: str) -> str:
    """Return what a task is called in an example, or "" where it is in every case."""
    if purpose == "ask":
        return step_of(step)
    if purpose in _DUTIES and step_of(step) != BY_HAND:
        return f"{_DUTIES[purpose]} {step_of(step)}"
    return _ALONE.get(purpose, "")
