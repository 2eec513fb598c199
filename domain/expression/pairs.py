"""Which two types go together under which mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from domain.expression.errors import guess
from domain.expression.operations import ARITHMETIC, ORDERED, an
from domain.expression.tree import Choice, Constant, Items, Node, Operation
from domain.expression.types import ANY, BASIC, YES_NO, ListOf, OneOf, Type, comparable, kind_of_type

Refusal: TypeAlias = tuple[str, str, int]
"""What is wrong, what to do, and the column."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An operation with the types of its operands."""

    node: Operation
    left: Type
    right: Type

    def kinds(self) -> tuple[str, str]:
        """Name the kinds of both operands."""
        return kind_of_type(self.left), kind_of_type(self.right)

    def result(self) -> Type:
        """Return the type of the result; `any` where the operands do not go together."""
        if self.node.mark not in {"+", "-", "*"}:
            return YES_NO
        return BASIC.get(ARITHMETIC.get((self.node.mark, *self.kinds()), ""), ANY)


def refused(pair: Pair) -> Iterator[Refusal]:
    """Say what is wrong with an operation; nothing where it is fine."""
    match pair.node.mark:
        case "==" | "!=":
            return _unequal(pair.node, pair.left, pair.right)
        case "in":
            return _no_member(pair)
        case "+" | "-" | "*":
            return _not_computed(pair)
        case _:
            return _without_order(pair)


def _unequal(node: Operation, left: Type, right: Type) -> Iterator[Refusal]:
    while isinstance(left, ListOf) and isinstance(right, ListOf):
        left, right = left.of, right.of
    if not comparable(left, right):
        what = f"{an(kind_of_type(left))} is never equal to {an(kind_of_type(right))}."
        yield what, "Compare things of one type.", node.column
        return
    written = [*_written(node.left)], [*_written(node.right)]
    if isinstance(left, OneOf) and not written[0]:
        yield from _other_words(left, written[1])
    if isinstance(right, OneOf) and not written[1]:
        yield from _other_words(right, written[0])
    if any(written) or not isinstance(left, OneOf) or not isinstance(right, OneOf):
        return
    if not {*left.words} & {*right.words}:
        yield "these two have no word in common.", "", node.column


def _written(node: Node) -> Iterator[Constant]:
    """Find the texts that are written out in an operand."""
    match node:
        case Constant() if isinstance(node.value, str):
            yield node
        case Items():
            for item in node.items:
                yield from _written(item)
        case Choice():
            yield from _written(node.then)
            yield from _written(node.otherwise)


def _other_words(declared: OneOf, written: list[Constant]) -> Iterator[Refusal]:
    for constant in written:
        word = str(constant.value)
        if word not in declared.words:
            remedy = guess(word, declared.words) or f"It is one of: {', '.join(declared.words)}."
            yield f"“{word}” is none of the words this can be.", remedy, constant.column


def _no_member(pair: Pair) -> Iterator[Refusal]:
    if isinstance(pair.right, ListOf):
        yield from _unequal(pair.node, pair.left, pair.right.of)
    elif pair.right != ANY:
        remedy = "Write text.contains(part)." if pair.kinds() == ("text", "text") else "Write known(record.field)."
        what = f"“in” needs a list on its right, this is {an(pair.kinds()[1])}."
        yield what, remedy if pair.kinds()[1] in {"text", "record"} else "", pair.node.column


def _not_computed(pair: Pair) -> Iterator[Refusal]:
    kinds = pair.kinds()
    if "any" in kinds or (pair.node.mark, *kinds) in ARITHMETIC:
        return
    remedy = "+ and - take two integers, durations or amounts of money; * takes one of them and an integer."
    if kinds == ("text", "text"):
        remedy = "Texts are not joined: a message puts them side by side."
    yield f"“{pair.node.mark}” does not go with {an(kinds[0])} and {an(kinds[1])}.", remedy, pair.node.column


def _without_order(pair: Pair) -> Iterator[Refusal]:
    kinds, node = pair.kinds(), pair.node
    if "any" in kinds:
        return
    if set(kinds) == {"date", "instant"}:
        yield "a date and an instant have no order.", "Use days_between(first, last).", node.column
    elif kinds[0] != kinds[1]:
        what = f"{an(kinds[0])} and {an(kinds[1])} have no order."
        yield what, "Compare things of one type.", node.column
    elif kinds[0] not in ORDERED or kinds[0] == "yes_no":
        yield f"{an(kinds[0])} has no order.", "Use == or !=.", node.column
    elif any(isinstance(t, OneOf) and not isinstance(n, Constant) for t, n in _sides(pair)):
        yield "words out of a list have no order.", 'Write x in ["high", "critical"].', node.column


def _sides(pair: Pair) -> tuple[tuple[Type, Node], tuple[Type, Node]]:
    return (pair.left, pair.node.left), (pair.right, pair.node.right)
