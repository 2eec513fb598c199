"""From a tree to code: once, with every name resolved, every path written out and the work counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from domain.expression import code
from domain.expression.loops import Rounds, loop
from domain.expression.parser import DEEPEST, too_deep
from domain.expression.printing import printed
from domain.expression.scope import Code
from domain.expression.tree import (
    Asked,
    Call,
    Choice,
    Constant,
    Index,
    Items,
    Known,
    Logic,
    Loop,
    Name,
    Negated,
    Node,
    Operation,
    Reference,
    Select,
)


@dataclass(slots=True)
class Compiler:
    """Compiles one tree; `reads` and `inputs` fill up on the way, `work` counts its parts, `loops` their nesting."""

    reads: set[Reference] = field(default_factory=set)
    inputs: dict[str, Code] = field(default_factory=dict)
    work: int = 0
    loops: int = 0
    variables: tuple[str, ...] = ()

    def compile(self, node: Node, depth: int = 1) -> Code:  # noqa: C901, PLR0911, PLR0912 — a line for each kind of part
        """Return the code of a part.

        Raises:
            ExpressionError: the tree is too deep.
        """
        if depth > DEEPEST:
            raise too_deep(node.column)
        self.work += 1
        below = depth + 1
        match node:
            case Select() | Name() | Asked():
                return self._path(node, depth)
            case Constant():
                return code.constant(node.value)
            case Operation():
                left, right = self.compile(node.left, below), self.compile(node.right, below)
                return code.operation(node.mark, left, right, node.column)
            case Logic():
                return code.logic(self._all(node.parts, below), node.mark, node.column)
            case Negated():
                turn = code.denied if node.mark == "!" else code.opposite
                return turn(self.compile(node.of, below), node.column)
            case Known():
                return code.known(self.compile(node.of, below))
            case Call():
                return code.call(node.function, self._all(node.args, below), node.column)
            case Index():
                return code.index(self.compile(node.of, below), self.compile(node.at, below), node.column)
            case Items():
                return code.items(self._all(node.items, below))
            case Choice():
                test, then, otherwise = self._all((node.test, node.then, node.otherwise), below)
                return code.choice(test, then, otherwise, node.column)
            case Loop():
                return self._loop(node, below)
            case _:
                assert_never(node)

    def _all(self, nodes: tuple[Node, ...], depth: int) -> tuple[Code, ...]:
        return tuple([self.compile(node, depth) for node in nodes])

    def _path(self, node: Name | Asked | Select, depth: int) -> Code:
        base: Node = node
        names: list[str] = []
        while isinstance(base, Select):
            names.append(base.name)
            base = base.of
        if depth + len(names) > DEEPEST:
            raise too_deep(node.column)
        self.work += len(names)
        fields, text = tuple(names[::-1]), printed(node)
        if isinstance(base, Name | Asked):
            return self._from(base, fields, text, node.column)
        return code.below(self.compile(base, depth + len(names)), fields, text, node.column)

    def _from(self, base: Name | Asked, fields: tuple[str, ...], text: str, column: int) -> Code:
        if isinstance(base, Asked):
            self.reads.add(Reference(base.function, base.name))
            run = code.asked((base.function, base.name), fields, text, column)
        elif base.name in self.variables:
            slot = len(self.variables) - 1 - self.variables[::-1].index(base.name)
            return code.variable(slot, fields, text, column)
        else:
            self.reads.add(Reference("name", text))
            run = code.root(base.name, fields, text, column)
        self.inputs.setdefault(text, run)
        return run

    def _loop(self, node: Loop, depth: int) -> Code:
        of = self.compile(node.of, depth)
        before = self.work
        outer, self.variables = self.variables, (*self.variables, node.variable)
        self.loops = max(self.loops, len(self.variables))
        body = self.compile(node.body, depth)
        self.variables = outer
        return loop(Rounds(node.macro, of, body, len(outer), self.work - before, node.column))
