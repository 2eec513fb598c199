"""A legal playbook as advice looks at it: compiled, as it was written, and where to put a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.ids import part_of
from domain.playbook.findings import At, Report
from domain.playbook.layout import Layout
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.outline import Outline, Outliner, outline_whenever
from domain.playbook.plan import Plan
from domain.playbook.reader import Reader

_DUE = ("due", "deadline", "reply_within")


@dataclass(frozen=True, slots=True)
class Sight:
    """A plan, its file, and the steps as they were written."""

    plan: Plan
    root: Fields
    report: Report
    layout: Layout
    outlines: Mapping[str, Outline]

    @classmethod
    def of(cls, root: Fields, report: Report, plan: Plan) -> Sight:
        """Lay a legal playbook out."""
        outliner = Outliner(Reader(Report(report.file, "")))  # it is legal: nothing new is found
        steps = [*outliner.steps(root.get("steps"))]
        for each in outline_whenever(outliner, root.get("whenever")):
            steps += each.steps
        outlines = {inner.id: inner for step in steps for inner in step.everything()}
        return cls(plan, root, report, Layout(plan), outlines)

    def written(self, step: str) -> Outline | None:
        """Return a step as it was written; for one that another brought along, that other."""
        while step and step not in self.outlines:
            step = part_of(step)
        return self.outlines.get(step)

    def due_at(self, step: str) -> At:
        """Return where it is written when a step is due."""
        outline = self.written(step)
        if outline is None:
            return At(1, 1)
        found = next((node for name in _DUE if (node := outline.fields.get(name)) is not None), None)
        return outline.at if found is None else found.at

    def promise(self, name: str, *fields: str) -> At:
        """Return where the first of some fields of a promise is written, else the promise."""
        promises = self.root.get("promises")
        if not isinstance(promises, Fields):
            return At(1, 1)
        inner = promises.get(name)
        found = (inner.get(field) for field in fields) if isinstance(inner, Fields) else iter(())
        return next((node.at for node in found if node is not None), promises.key(name))

    def scalars(self) -> Iterator[Scalar]:
        """Yield every single value of the file."""
        yield from _scalars(self.root)


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Fields():
            for entry in node.entries.values():
                yield from _scalars(entry.value)
        case _:
            for item in node.items:
                yield from _scalars(item)
