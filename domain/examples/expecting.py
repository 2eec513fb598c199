"""Reading what an example expects, checked against the steps, promises and messages of its playbook."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, get_args

from domain.case.events import Outcome
from domain.examples.document import Expected, Look, Wanted, WantedRemedy
from domain.examples.stage import Stage
from domain.examples.telling import Telling
from domain.ids import step_of
from domain.playbook.nodes import Entry, Fields, Node, Scalar
from domain.playbook.reader import Shape
from domain.risk import TIERS

STATUSES: Final = ("done", "refused", "failed", "late", "skipped", "undone", "open")
"""How a step stands; one that was never come to was skipped."""
PROMISES: Final = ("kept", "broken", "open")
FOLLOW_UPS: Final = ("answered", "silence", "open")
REMEDIES: Final = ("proposed", "approved", "paid", "denied", "set off", "declined", "reversed")
STILL_OPEN: Final = "still open"
OUTCOMES: Final[tuple[str, ...]] = (*get_args(Outcome), STILL_OPEN)
DUTIES: Final = ("approve", "second", "settle", "decide", "find out", "facts for", "give")
"""What people are asked about a step beside the questions of the playbook: `approve refund`."""
OTHER_TASKS: Final = (
    "review",
    "take up",
    "broken promise",
    "reach",
    "what is owed",
    "paid elsewhere, too",
    "make good",
)

_LOOKED_AT: Final = (
    "tier", "steps", "messages", "promises", "follow_ups", "remedies", "tasks", "outcome", "reopened",
)  # fmt: skip
EXPECT: Final = Shape("what is expected", (), ("handled", *_LOOKED_AT, "resolved_within", "closed_within", "at"))
LOOK: Final = Shape("a look in between", ("after",), _LOOKED_AT)
_REMEDY: Final = Shape("a remedy", ("kind",), ("to", "amount", "is"))


class Expecting:
    """Reads expectations."""

    def __init__(self, telling: Telling, stage: Stage) -> None:
        """Take what values are read by, and the playbook."""
        self.telling = telling
        self.read = telling.read
        self.stage = stage

    def whole(self, node: Node | None) -> Expected:
        """Read what is expected in the end, and of the looks in between."""
        fields = self.read.fields(node, EXPECT)
        looks = fields.get("at")
        items = self.read.items(looks, "looks") if looks is not None else ()
        return self._parts(fields, looks=tuple(self._look(item) for item in items))

    def _look(self, node: Node) -> Look:
        fields = self.read.fields(node, LOOK)
        return Look(self.read.span(fields.get("after")), self._parts(fields))

    def _parts(self, fields: Fields, *, looks: tuple[Look, ...] = ()) -> Expected:
        handled, reopened = fields.get("handled"), fields.get("reopened")
        resolved, closed = fields.get("resolved_within"), fields.get("closed_within")
        return Expected(
            line=fields.at.line, lines={name: entry.key.at.line for name, entry in fields.entries.items()},
            handled=handled is None or self.read.yes_no(handled),
            tier=self._word(fields.get("tier"), TIERS),
            steps=self._steps(fields.get("steps")), messages=self._messages(fields.get("messages")),
            promises=self._named(fields.get("promises"), self.stage.plan.promises, "is no promise", PROMISES),
            follow_ups=self._named(fields.get("follow_ups"), self.stage.follow_ups, "is no follow-up", FOLLOW_UPS),
            remedies=self._remedies(fields.get("remedies")), tasks=self._tasks(fields.get("tasks")),
            outcome=self._word(fields.get("outcome"), OUTCOMES),
            reopened=None if reopened is None else self.read.yes_no(reopened),
            resolved_within=self.read.span(resolved) if resolved is not None else None,
            closed_within=self.read.span(closed) if closed is not None else None,
            at=looks,
        )  # fmt: skip

    def _word(self, node: Node | None, words: tuple[str, ...]) -> str:
        """Read a word; "" where none is written."""
        return self.read.word(node, words, words[0]) if node is not None else ""

    # --- By name -----------------------------------------------------------------------------------------------------
    def _steps(self, node: Node | None) -> dict[str, Wanted]:
        """Read how steps stand; one round of a loop is named `refund[p1]`."""
        found = {}
        for name, entry in self._entries(node, "steps").items():
            if step_of(name) not in self.stage.steps:
                self._no_step(entry.key, step_of(name))
            found[name] = Wanted(self.read.word(entry.value, STATUSES, "done"), entry.key.at.line)
        return found

    def _no_step(self, at: Scalar, name: str) -> None:
        if name in self.stage.layout.steps:
            inside = [each for each in self.stage.steps if self.stage.layout.inside(each, name)]
            remedy = f"Ask for the steps inside it: {', '.join(inside[:5])}." if inside else ""
            self.read.report.add("unknown-step", at.at, f"“{name}” only holds other steps.", remedy)
        else:
            self.read.unknown("unknown-step", at, "is no step", self.stage.steps)

    def _named(self, node: Node | None, known: Collection[str], what: str, words: tuple[str, ...]) -> dict[str, Wanted]:
        found = {}
        for name, entry in self._entries(node, "names").items():
            if name not in known:
                self.read.unknown("example-expect", entry.key, what, known)
            found[name] = Wanted(self.read.word(entry.value, words, words[0]), entry.key.at.line)
        return found

    def _entries(self, node: Node | None, what: str) -> dict[str, Entry]:
        if node is None:
            return {}
        if not isinstance(node, Fields):
            self.read.refuse(node, f"A mapping of {what}", "Write each as “name: …”.")
            return {}
        return dict(node.entries)

    # --- Lists -------------------------------------------------------------------------------------------------------
    def _messages(self, node: Node | None) -> tuple[str, ...] | None:
        if node is None:
            return None
        for name, item in self.telling.texts(node, "messages"):
            if name and name not in self.stage.messages:
                self.read.unknown("unknown-message", item, "is no message of the playbook", self.stage.messages)
        return self.telling.names(node, "messages")

    def _tasks(self, node: Node | None) -> tuple[str, ...] | None:
        if node is None:
            return None
        for name, item in self.telling.texts(node, "tasks"):
            if name and not self._is_task(name):
                remedy = "Write the id of an ask, or one of: " + ", ".join(f"{duty} STEP" for duty in DUTIES) + "."
                at, meant = item.at, self.read.report.meant(name, self.stage.asks)
                self.read.report.add("example-expect", at, f"“{name}” is no task.", meant or remedy)
        return self.telling.names(node, "tasks")

    def _is_task(self, name: str) -> bool:
        if name in self.stage.asks or name in OTHER_TASKS:
            return True
        duty = next((duty for duty in DUTIES if name.startswith(f"{duty} ")), "")
        asks, packs, grants = self.stage.asks, self.stage.asked_packs, self.stage.grants
        about = {"approve": grants, "give": grants, "second": asks, "settle": asks, "facts for": packs}
        return bool(duty) and step_of(name.removeprefix(f"{duty} ")) in about.get(duty, self.stage.layout.steps)

    def _remedies(self, node: Node | None) -> tuple[WantedRemedy, ...] | None:
        if node is None:
            return None
        return tuple(self._remedy(item) for item in self.read.items(node, "remedies", least=0))

    def _remedy(self, node: Node) -> WantedRemedy:
        fields = self.read.fields(node, _REMEDY)
        kinds = {step.remedy for step in self.stage.grants.values()}
        kind, to = fields.get("kind"), fields.get("to")
        if isinstance(kind, Scalar) and kind.text not in kinds:
            self.read.unknown("example-expect", kind, "is no remedy of the playbook", kinds)
        named = to.text if isinstance(to, Scalar) else self.read.text(to)
        return WantedRemedy(
            self.read.text(kind), node.at.line, named, self.read.money(fields.get("amount")),
            self._word(fields.get("is"), REMEDIES),
        )  # fmt: skip
