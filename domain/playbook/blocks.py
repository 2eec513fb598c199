"""The steps that hold others: choose, together, each, try; and undo. The walk over all of them keeps track of paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Literal

from domain.expression.types import ANY, ListOf, kind_of_type
from domain.expression.words import RESERVED
from domain.playbook import plan as p
from domain.playbook.composed import Composed
from domain.playbook.connectors import Connectors
from domain.playbook.entitle import Entitling
from domain.playbook.findings import quoted
from domain.playbook.leaves import Compiled, Leaves, Walked
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.outline import Interrupt, Outline
from domain.playbook.pivots import check_pivots
from domain.playbook.reach import Reach
from domain.playbook.reader import FIELD
from domain.playbook.remedies import Remedies
from domain.playbook.surroundings import Surroundings

MOST_ROUNDS: Final = 10_000
_TO_COME = frozenset({"history"})
THEN: Final[tuple[Literal["go_on", "leave"], ...]] = ("go_on", "leave")
AT_LATE: Final[tuple[Literal["go_on", "stop"], ...]] = ("go_on", "stop")


class Steps:
    """Compiles the steps of a plan in reading order."""

    def __init__(
        self, connectors: Connectors, outlines: Iterable[Outline], owner: str, surroundings: Surroundings
    ) -> None:
        """Take the outlines of all steps, for their names."""
        self.read = connectors.read
        self.expressions = connectors.expressions
        self.outlines = {step.id: step for outline in outlines for step in outline.everything()}
        self.expressions.kinds = {name: step.kind for name, step in self.outlines.items()}
        self.leaves = Leaves(connectors, self.block)
        self.loops: dict[str, tuple[str, ...]] = {}
        self.entitling = Entitling(self.leaves, surroundings)
        self.remedies = Remedies(self.leaves, owner, self.loops)
        self.composed = Composed(self.leaves, surroundings)

    def block(self, outlines: tuple[Outline, ...], reach: Reach) -> Walked:
        """Compile steps one behind the other."""
        found = []
        for outline in outlines:
            step, reach = self.step(outline, reach)
            found.append(step)
        return tuple(found), reach

    def step(self, outline: Outline, reach: Reach) -> Compiled:
        """Compile one step; behind it is where it was done and where its condition skipped it."""
        self.loops[outline.id] = reach.loops
        when, inside = self.expressions.conditions(outline.fields.get("when"), reach)
        unless, inside = self.expressions.conditions(outline.fields.get("unless"), inside, holds=False)
        common = p.Common(id=outline.id, line=outline.at.line, when=when, unless=unless)
        step, behind = self._kind(outline, inside, common)
        ends = [behind, reach] if "when" in outline.fields.entries or "unless" in outline.fields.entries else [behind]
        return step, reach.where_all_meet(ends)

    def _kind(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        compilers = {
            "do": self.leaves.do, "ask": self.leaves.ask, "tell": self.leaves.tell, "offer": self.leaves.offer,
            "remedy": self.remedies.remedy, "wait": self.leaves.wait, "choose": self.choose,
            "together": self.together, "each": self.each, "try": self.attempt, "undo": self.undo,
            "teach": self.leaves.teach, "delegate": self.composed.delegate, "run": self.composed.run,
            "self_service": self.composed.self_service, "declare": self.composed.declare,
            "hand_to_sales": self.composed.hand_to_sales, "entitle": self.entitling.entitle,
        }  # fmt: skip
        return compilers[outline.kind](outline, reach, common)

    def whenever(self, interrupt: Interrupt, reach: Reach) -> p.Whenever:
        """Compile what is done whenever a condition holds; it sees what is there from the beginning."""
        fields = interrupt.fields
        when, inside = self.expressions.conditions(fields.get("when"), reach)
        steps, _ = self.block(interrupt.steps, inside)
        check_pivots(self.read, interrupt.steps)
        then = self.read.word(fields.get("then"), THEN, "go_on")
        return p.Whenever(id=interrupt.id, line=interrupt.at.line, when=when, steps=steps, then=then)

    # --- choose ------------------------------------------------------------------------------------------------------
    def choose(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a choice: the first way whose conditions hold, else the last."""
        ways, ends, left = [], [], reach
        for block in outline.blocks:
            if block.part == "else":
                break
            when, inside = self.expressions.conditions(block.when, left)
            self.expressions.choices.unread |= block.when is None
            steps, end = self.block(block.steps, inside)
            left = self.expressions.where_not(when, left)
            ends.append(end)
            ways.append(p.Way(when=when, steps=steps))
        otherwise, end = self.block(outline.steps_of("else") or (), left)
        if otherwise:
            self.expressions.choices.covered(source for way in ways for source in way.when)
        step = p.Choose(**common, ways=tuple(ways), otherwise=otherwise)
        return step, reach.where_all_meet([*ends, end])

    # --- together ----------------------------------------------------------------------------------------------------
    def together(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile branches side by side; what another branch does is not known inside one."""
        fields, branches, ends = outline.fields, {}, []
        for block in outline.blocks:
            branches[block.part], end = self.block(block.steps, reach)
            ends.append(end)
        count = self.wait_for(fields.get("wait_for"), len(branches))
        bound = self.read.span(fields.get("at_most")) if "at_most" in fields.entries else None
        late = self.read.word(fields.get("late"), AT_LATE, "stop")
        if bound is None and "late" in fields.entries:
            what = "“late” says what happens when “at_most” is over, and there is none."
            self.read.report.add("unbounded", fields.key("late"), what, "Write at_most.")
        step = p.Together(**common, branches=branches, wait_for=count, at_most=bound, late=late)
        all_done = not count and not (bound is not None and late == "go_on")
        behind = reach.where_all_end(ends)
        return step, behind if all_done else replace(behind, done=reach.done)

    def wait_for(self, node: Node | None, branches: int) -> int:
        """Read how many branches must be done: `all` (0), `any` (1) or a number."""
        if isinstance(node, Scalar) and node.text in {"all", "any"}:
            return int(node.text == "any")
        if isinstance(node, Scalar) and node.type == "text":
            self.read.unknown("unknown-word", node, "is not known here", ("all", "any"))
            return 0
        count = self.read.integer(node, 1, max(branches, 1), 0)
        return 0 if count == branches else count

    # --- each --------------------------------------------------------------------------------------------------------
    def each(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a bounded loop; what its steps give stays inside."""
        fields = outline.fields
        name = self.variable(fields.get("each"), reach)
        items, found = self.expressions.formula(fields.get("in"), ListOf(ANY), reach)
        item = found.of if isinstance(found, ListOf) else ANY
        inside = replace(reach, roots={**reach.roots, name: item}, loops=(*reach.loops, outline.id))
        if "at_most" not in fields.entries:
            remedy = "Write at_most: the most rounds it may have, for example at_most: 9."
            self.read.report.add("unbounded", outline.at, "This loop has no bound.", remedy)
        most = self.read.integer(fields.get("at_most"), 1, MOST_ROUNDS, MOST_ROUNDS)
        by = self.key(fields.get("by"), inside)
        until = bool(self.read.word(fields.get("until"), ("done",), ""))
        steps, _ = self.block(outline.steps_of("steps") or (), replace(inside, in_try=inside.in_try or until))
        at_once = self.read.integer(fields.get("at_once"), 1, most, 1)
        written = outline.steps_of("otherwise")
        otherwise, behind = self.block(written or (), reach)
        self._one_at_a_time(fields, until=until)
        step = p.Each(
            **common, name=name, items=items, by=by, at_most=most, at_once=at_once, steps=steps, until_done=until,
            otherwise=None if written is None else otherwise,
        )  # fmt: skip
        return step, reach.where_all_meet([reach, behind]) if written else reach

    def _one_at_a_time(self, fields: Fields, *, until: bool) -> None:
        """Check that a loop that looks for one that works goes round by round, and that no other has `otherwise`."""
        if until and "at_once" in fields.entries:
            what = "“at_once” and “until” exclude each other: rounds are tried one after the other."
            self.read.report.add("one-of", fields.key("at_once"), what, "Keep one of them.")
        elif not until and "otherwise" in fields.entries:
            what = "“otherwise” says what happens when no round works, and nothing asks for one that does."
            self.read.report.add("one-of", fields.key("otherwise"), what, "Write until: done.")

    def variable(self, node: Node | None, reach: Reach) -> str:
        """Read the name of a loop's item."""
        name = self.read.name(node, FIELD)
        if node is not None and (name in reach.roots or name in RESERVED | _TO_COME):
            what = f"{quoted(name)} names something else already."
            self.read.report.add("bad-name", node.at, what, "Choose another name.")
        return name

    def key(self, node: Node | None, reach: Reach) -> str:
        """Read what tells the rounds of a loop apart: a text or a whole number."""
        source, found = self.expressions.formula(node, ANY, reach)
        if node is not None and kind_of_type(found) not in {"text", "integer", "any"}:
            what = "The rounds of a loop are told apart by a text or a whole number."
            self.read.report.add("expression-type", node.at, what, "Name a field that differs in every round.")
        return source

    # --- try ---------------------------------------------------------------------------------------------------------
    def attempt(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile a try; a later plan begins when what the one before did is taken back."""
        plans, ends, left = [], [], reach
        for block in outline.blocks:
            if block.part.startswith("plan "):
                steps, end = self.block(block.steps, replace(left, in_try=True))
                plans.append(steps)
                ends.append(end)
                left = left.past(*end.passed)
        written = outline.steps_of("otherwise")
        otherwise, end = self.block(written or (), left)
        in_time = self._in_time(outline, has_otherwise=written is not None)
        step = p.Try(**common, plans=tuple(plans), otherwise=None if written is None else otherwise, in_time=in_time)
        return step, reach.where_all_meet(ends if written is None else [*ends, end])

    def _in_time(self, outline: Outline, *, has_otherwise: bool) -> bool:
        """Read whether a try ends before the remedy is useless; what is done then has to be said."""
        in_time = self.read.yes_no(outline.fields.get("in_time"))
        if in_time and not has_otherwise:
            what = "What is done when time has run out is not said."
            self.read.report.add("in-time", outline.fields.key("in_time"), what, "Write otherwise: [steps].")
        return in_time

    # --- undo --------------------------------------------------------------------------------------------------------
    def undo(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile the taking back of a step before this one."""
        node = outline.fields.get("undo")
        name = self.read.text(node)
        target = self.outlines.get(name)
        if name and isinstance(node, Scalar):
            self._target(node, target, reach)
        whole = target is not None and target.kind == "declare"
        return p.Undo(**common, target=f"{name}:whole" if whole else name), reach.without(name)

    def _target(self, node: Scalar, target: Outline | None, reach: Reach) -> None:
        if target is None:
            self.read.unknown("unknown-step", node, "is the id of no step", self.outlines)
        elif not can_be_undone(target):
            what, remedy = f"{quoted(target.id)} has no way back.", "Name a do or tell that has an undo."
            self.read.report.add("cannot-undo", node.at, what, remedy)
        elif target.id not in reach.passed or self.loops[target.id] != reach.loops:
            remedy = "Name a step before this one, in the same round of the same loop."
            self.read.report.add("unknown-step", node.at, f"{quoted(target.id)} is not done before this.", remedy)


def can_be_undone(outline: Outline) -> bool:
    """Say whether a step can be taken back on purpose."""
    if outline.kind in {"run", "declare"}:
        return True
    ways = {"do": ("undo", "instead"), "tell": ("undo",)}.get(outline.kind, ())
    return any(name in outline.fields.entries for name in ways)
