"""The parts an expression is made of once it is read. Columns count from 1 and do not take part in comparison."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias, TypeVar, dataclass_transform

from domain.values import Value

CaseFunction = Literal["answer", "result", "chosen", "outcome", "why", "entitled"]
Macro = Literal["all", "exists", "filter", "map"]

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def _part(cls: type[_T]) -> type[_T]:
    """Make a part that nothing changes: mypy sees to it, for doing so at run time takes a sixth of all reading."""
    return dataclass(slots=True, unsafe_hash=True)(cls)


class Reference(NamedTuple):
    """What an expression reads: a dotted path from a root (kind `name`), or what a case function is asked for."""

    kind: Literal["name"] | CaseFunction
    name: str

    def __str__(self) -> str:
        """Write it as in the expression: `failure.delay`, `result("seats.hold")`."""
        return self.name if self.kind == "name" else f'{self.kind}("{self.name}")'


@_part
class Constant:
    """A literal; `duration("3h")`, `money("5 USD")` and `date("2026-01-31")` are literals too."""

    value: Value
    column: int = field(compare=False)


@_part
class Items:
    """A list written out."""

    items: tuple[Node, ...]
    column: int = field(compare=False)


@_part
class Name:
    """A loop variable or a root."""

    name: str
    column: int = field(compare=False)


@_part
class Asked:
    """A case function with its one literal: `result("seats.hold")`."""

    function: CaseFunction
    name: str
    column: int = field(compare=False)


@_part
class Select:
    """A field of a record: `a.b` or `a["b"]`."""

    of: Node
    name: str
    column: int = field(compare=False)


@_part
class Index:
    """An item of a list, counted from 0."""

    of: Node
    at: Node
    column: int = field(compare=False)


@_part
class Negated:
    """`!` (also written `not`) or unary minus."""

    mark: Literal["!", "-"]
    of: Node
    column: int = field(compare=False)


@_part
class Operation:
    """Two operands: comparison, `in`, or arithmetic."""

    mark: str
    left: Node
    right: Node
    column: int = field(compare=False)


@_part
class Logic:
    """Two or more conditions joined by `&&` (also written `and`) or `||` (also written `or`)."""

    mark: Literal["&&", "||"]
    parts: tuple[Node, ...]
    column: int = field(compare=False)


@_part
class Choice:
    """`test ? then : otherwise`."""

    test: Node
    then: Node
    otherwise: Node
    column: int = field(compare=False)


@_part
class Call:
    """A function, or a method with its receiver as the first argument."""

    function: str
    args: tuple[Node, ...]
    column: int = field(compare=False)


@_part
class Known:
    """`known(path)`."""

    of: Node
    column: int = field(compare=False)


@_part
class Loop:
    """A list macro: `of.macro(variable, body)`."""

    macro: Macro
    of: Node
    variable: str
    body: Node
    column: int = field(compare=False)


Node: TypeAlias = (
    Constant | Items | Name | Asked | Select | Index | Negated | Operation | Logic | Choice | Call | Known | Loop
)
