"""Steps made of steps, as they are written: delegate, self_service, declare, hand_to_sales, run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from domain.expression.types import ANY, MONEY, ListOf
from domain.playbook import parts
from domain.playbook import plan as p
from domain.playbook.facts import record_of, seen, types_of
from domain.playbook.findings import quoted
from domain.playbook.leaves import Compiled, Leaves
from domain.playbook.nodes import Node, Scalar
from domain.playbook.outline import Outline
from domain.playbook.reach import Reach
from domain.playbook.reader import Reader
from domain.playbook.surroundings import Surroundings

VIAS: Final[tuple[parts.Via, ...]] = get_args(parts.Via)


@dataclass(frozen=True, slots=True)
class Composed:
    """Compiles the steps that are made of others."""

    leaves: Leaves
    surroundings: Surroundings

    @property
    def read(self) -> Reader:
        """Return what reads values."""
        return self.leaves.read

    def _question(self, outline: Outline, due: str) -> parts.Question:
        """Read what somebody is asked; its answer is that of the step."""
        fields, languages = outline.fields, self.leaves.connectors.languages
        form = types_of(self.read, fields.get("form"), languages, taken=frozenset({"gives", "note"}))
        if self.read.yes_no(fields.get("refers")):
            form = {"reference": p.FactType(type="text"), **form}
        self.leaves.expressions.catalogue[outline.id] = {"answer": record_of(form)}
        words = self.read.words(fields.get("words"), languages)
        return parts.Question(words=words, due=self.read.span(fields.get(due)), form=form)

    def delegate(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile what a partner does and attests."""
        fields, question = outline.fields, self._question(outline, "due")
        written, behind = outline.steps_of("take_back"), reach.behind(outline.id)
        steps, taken_back = self.leaves.walk(written or (), reach.past(outline.id))
        recharge = self.leaves.expressions.term(fields.get("recharge"), MONEY, reach)
        step = parts.delegate(
            common, self.read.name(fields.get("to")), question, take_back=None if written is None else steps,
            recharge=recharge, refers=self.read.yes_no(fields.get("refers")),
        )  # fmt: skip
        is_sure = written is None and recharge is None
        return step, behind if is_sure else reach.where_all_meet([behind, taken_back])

    def self_service(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile what customers do for themselves, and who helps them."""
        fields, question = outline.fields, self._question(outline, "deadline")
        steps, helped = self.leaves.walk(outline.steps_of("otherwise") or (), reach.past(outline.id))
        message = self.leaves.connectors.message(fields.get("self_service"))
        via = self.read.word(fields.get("via"), VIAS, "link")
        step = parts.self_service(common, message, question, via=via, otherwise=steps)
        return step, reach.where_all_meet([reach.behind(outline.id), helped])

    def declare(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile the opening of a mass failure."""
        fields, question = outline.fields, self._question(outline, "due")
        self.leaves.expressions.catalogue[outline.id] = {}
        self.leaves.expressions.undoable.add(outline.id)
        source, _ = self.leaves.expressions.formula(fields.get("affected"), ListOf(ANY), reach)
        playbook = fields.get("playbook")
        name = self.read.name(playbook)
        if isinstance(playbook, Scalar) and name and name not in self.surroundings.playbooks:
            self.read.unknown("unknown-playbook", playbook, "is no playbook of the house", self.surroundings.playbooks)
        step = parts.declare(
            common, self.read.name(fields.get("declare")), playbook=name, affected=p.Formula(source=source or "[]"),
            confirm=self.leaves.connectors.role(fields.get("confirm")), question=question,
        )  # fmt: skip
        return step, reach.behind(outline.id)

    def hand_to_sales(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile the handing over of a customer who agreed to it."""
        fields, connectors = outline.fields, self.leaves.connectors
        found = connectors.find(fields.get("hand_to_sales"))
        consent = fields.get("consent")
        expression = self.leaves.expressions.condition(consent, reach) if consent is not None else None
        if reach.in_try:
            what = "What is handed to sales cannot be taken back."
            self.read.report.add("try-needs-undo", outline.at, what, "Do it behind the try.")
        given, receipt = self.leaves.given(found, fields, outline.at, reach)
        self.leaves.expressions.catalogue[outline.id] = {"result": receipt}
        source = expression.source if expression is not None else "false"
        if found is None:
            return p.HandToSales(**common, steps=()), reach.past(outline.id)
        return parts.hand_to_sales(common, found, source, given), reach.past(outline.id)

    def run(self, outline: Outline, reach: Reach, common: p.Common) -> Compiled:
        """Compile another playbook as a part: it gets all its facts, and speaks the languages of this one."""
        fields, node = outline.fields, outline.fields.get("run")
        plan = self._part(node)
        wanted = None if plan is None else {name: seen(kind) for name, kind in plan.facts.items()}
        given = self.leaves.connectors.inputs(fields, wanted, outline.at, reach, of="playbook")
        if plan is None:
            return p.Run(**common, playbook="", title={}, steps=()), reach
        missing = [each for each in self.leaves.connectors.languages if each not in plan.languages]
        if missing and node is not None:
            what = f"{quoted(plan.playbook)} does not speak: {', '.join(missing)}."
            self.read.report.add("missing-language", node.at, what, "Give it these markets, or write its steps here.")
        return parts.run(common, plan, given), reach

    def _part(self, node: Node | None) -> p.Plan | None:
        if not isinstance(node, Scalar):
            return None
        name = self.read.name(node)
        if name and name not in self.surroundings.playbooks:
            self.read.unknown("unknown-playbook", node, "is no playbook of the house", self.surroundings.playbooks)
            return None
        found = self.surroundings.plan(name) if name else None
        if isinstance(found, str):
            self.read.report.add("run-cycle", node.at, found, "Break the circle: write the steps out in one of them.")
            return None
        if found is None and name:
            what = f"{quoted(name)} is illegal itself."
            self.read.report.add(
                "unknown-playbook", node.at, what, f"Check it: makegood playbook validate {name}.yaml."
            )
        return found
