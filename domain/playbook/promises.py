"""Promises: until when what is kept, and by which step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from domain.playbook import plan as p
from domain.playbook.connectors import Connectors
from domain.playbook.findings import quoted
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.outline import DECISION, RESOLVED, Outline
from domain.playbook.reader import FIELD, Reader, Shape

Since = Literal["reported", "happened", "known"]
SINCE: Final[tuple[Since, ...]] = get_args(Since)
KEEPERS: Final = ("do", "ask", "tell", "offer", "remedy")
"""Kinds of steps that can keep a promise."""

PROMISE = Shape("a promise", ("within",), ("from", "kept_by", "source", "words"))
EVERY = Shape("a promise that is made anew again and again", ("every", "tell"), ("from", "source", "words"))


@dataclass(frozen=True, slots=True)
class Promises:
    """Compiles promises; `steps` are all steps by id, `loops` the loops round each."""

    read: Reader
    steps: Mapping[str, Outline]
    loops: Mapping[str, tuple[str, ...]]
    connectors: Connectors
    markets: tuple[str, ...]

    @property
    def languages(self) -> Sequence[str]:
        """The languages of the customers."""
        return self.connectors.languages

    def promises(self, node: Node | None) -> dict[str, p.PromiseOf]:
        """Read all promises."""
        found = {}
        for name, inner in self.read.entries(node, "promises", FIELD).items():
            is_again = isinstance(inner, Fields) and "every" in inner.entries
            found[name] = self.again(inner) if is_again else self.promise(name, inner)
        return found

    def again(self, node: Node) -> p.PromiseOf:
        """Read a promise that no silence is longer than a span; a message of its own keeps it."""
        fields, read = self.read.fields(node, EVERY), self.read
        return p.PromiseOf(
            within=read.span(fields.get("every")), since=read.word(fields.get("from"), SINCE, "reported"),
            source=self.source(fields.get("source")), kept_by="", tell=self.connectors.message(fields.get("tell")),
            words=read.words(fields.get("words"), self.languages),
        )  # fmt: skip

    def promise(self, name: str, node: Node) -> p.PromiseOf:
        """Read one promise."""
        fields, read = self.read.fields(node, PROMISE), self.read
        keeper = fields.get("kept_by")
        kept_by = read.text(keeper) if keeper else self.default(name)
        self._keeps(name, kept_by, keeper or node)
        return p.PromiseOf(
            within=read.span(fields.get("within")), since=read.word(fields.get("from"), SINCE, "reported"),
            source=self.source(fields.get("source")), kept_by=kept_by,
            words=read.words(fields.get("words"), self.languages),
        )  # fmt: skip

    def source(self, node: Node | None) -> str | dict[str, str]:
        """Read where a promise comes from in law: one law for all markets, or one by market."""
        if not isinstance(node, Fields):
            return self.read.text(node)
        known = all(finding.rule != "unknown-market" for finding in self.read.report.findings)  # said where they stand
        for market, entry in node.entries.items():
            if known and market not in self.markets:
                self.read.unknown("unknown-market", entry.key, "is no market of this playbook", self.markets)
        return {market: self.read.text(entry.value) for market, entry in node.entries.items()}

    def default(self, name: str) -> str:
        """Return what keeps a promise of a well-known name: the first message, or the resolution."""
        if name in {"resolve", DECISION}:
            return RESOLVED if name == "resolve" else DECISION
        first = (step.id for step in self.steps.values() if step.kind == "tell" and not self.loops.get(step.id))
        return next(first, "") if name == "acknowledge" else ""

    def _keeps(self, name: str, step: str, node: Node) -> None:
        report, known, looped = self.read.report, self.steps.get(step), bool(self.loops.get(step))
        if step in {RESOLVED, DECISION}:
            return
        if not step:
            what = f"Nothing keeps the promise {quoted(name)}."
            report.add("kept-by", node.at, what, "Write kept_by: with the id of a step, decision or resolved.")
        elif known is None:
            word = Scalar(node.at, step, "text")
            self.read.unknown("unknown-step", word, "is the id of no step", [*self.steps, RESOLVED, DECISION])
        elif known.kind not in KEEPERS or looped:
            why = "it is done once a round" if looped else f"“{known.kind}” delivers nothing"
            remedy = f"Name a step in no loop that is one of: {', '.join(KEEPERS)}."
            report.add("kept-by", node.at, f"{quoted(step)} keeps no promise: {why}.", remedy)
