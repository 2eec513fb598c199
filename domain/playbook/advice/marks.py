"""What takes a case up again: marks go from 1 (bad) to 5 (good), so that some of them do, and the best do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from domain.expression import EvaluationError, parse
from domain.expression.tree import Asked, Constant, Items, Node, Operation, Select
from domain.playbook.advice.sight import Sight
from domain.playbook.choices import parts
from domain.playbook.nodes import Fields, Scalar
from domain.playbook.nodes import Items as Listed
from domain.playbook.nodes import Node as Written
from domain.values import Value

_MARKS, _SCALE = ("outcome", "handling"), range(1, 6)
_REMEDY = "Marks go from 1 (bad) to 5 (good): write, for example, {example} <= 2."


def reopening(sight: Sight) -> None:
    """Warn of conditions that no mark meets, that every mark meets, or that the good ones meet."""
    written = sight.root.get("follow_up")
    nodes = written.items if isinstance(written, Listed) else ()
    for follow_up, node in zip(sight.plan.follow_up, nodes, strict=False):
        conditions = list(_conditions(node))
        outside = [wrong for condition in conditions for wrong in _outside(condition)]
        example = f'answer("{follow_up.id}").handling'
        for condition, column, number in outside:
            what = f"There is no mark {number}."
            sight.report.add("reopen-marks", condition.place(column - 1), what, _REMEDY.format(example=example))
        what = "" if outside or not conditions else _odd(follow_up.reopen_when)
        if what:
            sight.report.add("reopen-marks", conditions[0].at, what, _REMEDY.format(example=example))


def _conditions(node: Written) -> Iterator[Scalar]:
    found = node.get("reopen_when") if isinstance(node, Fields) else None
    for item in found.items if isinstance(found, Listed) else (found,):
        if isinstance(item, Scalar):
            yield item


def _outside(condition: Scalar) -> Iterator[tuple[Scalar, int, int]]:
    """Yield the numbers that a mark is compared with and that are none."""
    for part in parts(parse(condition.text.strip()).tree):
        if isinstance(part, Operation):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                for number in _numbers(other) if _is_mark(one) else ():
                    if number.value not in {0, 6, *_SCALE} or (
                        part.mark in {"==", "!=", "in"} and number.value in {0, 6}
                    ):
                        yield condition, number.column, int(str(number.value))


def _is_mark(node: Node) -> bool:
    return isinstance(node, Select) and isinstance(node.of, Asked) and node.name in _MARKS


def _numbers(node: Node) -> Iterator[Constant]:
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Constant) and type(item.value) is int:
            yield item


def _odd(conditions: tuple[str, ...]) -> str:
    """Say what is odd about conditions that ask for marks alone; "" where nothing is, or they ask for more."""
    expressions = [parse(each) for each in conditions]
    if any(part.kind != "answer" for expression in expressions for part in expression.reads):
        return ""
    try:
        taken = {
            (outcome, handling): all(each.evaluate(_Answer(outcome, handling)) is True for each in expressions)
            for outcome, handling in product(_SCALE, _SCALE)
        }
    except EvaluationError:
        return ""
    if not any(taken.values()):
        return "No mark from 1 to 5 meets this, so that the case is never taken up again."
    if all(taken.values()):
        return "Every mark from 1 to 5 meets this, so that the case is taken up again whatever is answered."
    if taken[5, 5] and not taken[1, 1]:
        return "The best marks meet this and the worst do not."
    return ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A scope in which a follow-up was answered with two marks."""

    outcome: int
    handling: int

    def root(self, name: str) -> Value:
        raise KeyError(name)

    def ask(self, function: str, name: str) -> Value:
        marks: Mapping[str, Value] = {"outcome": self.outcome, "handling": self.handling}
        return marks
