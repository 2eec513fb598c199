"""From a tree back to a source, in the marks of CEL, with parentheses where they are needed."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from domain.clock.duration import Duration
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
    Select,
)
from domain.expression.words import AND, KEYWORDS, METHODS, OR, POWERS, RELATION
from domain.money import Money
from domain.values import Value

_TIGHTEST = 9
_UNARY = 7
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPACE = 0x20


def printed(node: Node) -> str:  # noqa: PLR0911 — a line for each kind of part
    """Write a tree so that reading it again gives an equal tree; `and`, `or`, `not` become `&&`, `||`, `!`."""
    match node:
        case Constant():
            return literal(node.value)
        case Name():
            return node.name
        case Asked():
            return f"{node.function}({quoted(node.name)})"
        case Select():
            plain = node.name.isidentifier() and node.name.isascii() and node.name not in KEYWORDS
            return _inside(node.of, _TIGHTEST) + (f".{node.name}" if plain else f"[{quoted(node.name)}]")
        case Index():
            return f"{_inside(node.of, _TIGHTEST)}[{printed(node.at)}]"
        case Items():
            return f"[{_listed(node.items)}]"
        case Known():
            return f"known({printed(node.of)})"
        case Call() | Loop():
            return _called(node)
        case Negated() | Operation() | Logic() | Choice():
            return _joined(node)
        case _:
            assert_never(node)


def literal(value: Value) -> str:
    """Write a literal value."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case Duration():
            return f'duration("{str(value).replace(" ", "")}")'
        case Money():
            return f'money("{value}")'
        case date():
            return f'date("{value.isoformat()}")'
        case _:
            return str(value)


def quoted(text: str) -> str:
    """Write a text between quotation marks."""
    return '"' + "".join(_ESCAPES.get(c) or (c if ord(c) >= _SPACE else f"\\x{ord(c):02x}") for c in text) + '"'


def _called(node: Call | Loop) -> str:
    if isinstance(node, Loop):
        return f"{_inside(node.of, _TIGHTEST)}.{node.macro}({node.variable}, {printed(node.body)})"
    if node.function in METHODS and node.function != "size":
        return f"{_inside(node.args[0], _TIGHTEST)}.{node.function}({_listed(node.args[1:])})"
    return f"{node.function}({_listed(node.args)})"


def _joined(node: Negated | Operation | Logic | Choice) -> str:
    match node:
        case Negated():
            return node.mark + _inside(node.of, _TIGHTEST)
        case Operation():
            power = POWERS[node.mark]
            left = _inside(node.left, power + 1 if power == RELATION else power)
            return f"{left} {node.mark} {_inside(node.right, power + 1)}"
        case Logic():
            return f" {node.mark} ".join(_inside(part, POWERS[node.mark] + 1) for part in node.parts)
        case Choice():
            then, otherwise = _inside(node.then, OR), printed(node.otherwise)
            return f"{_inside(node.test, OR)} ? {then} : {otherwise}"
        case _:
            assert_never(node)


def _inside(node: Node, floor: int) -> str:
    """Write an operand; put it in parentheses where it binds less tightly than its place asks for."""
    return printed(node) if _power(node) >= floor else f"({printed(node)})"


def _power(node: Node) -> int:
    match node:
        case Choice():
            return 0
        case Logic():
            return AND if node.mark == "&&" else OR
        case Operation():
            return POWERS[node.mark]
        case Negated():
            return _UNARY
        case Constant() if type(node.value) is int and node.value < 0:
            return _UNARY
        case _:
            return _TIGHTEST


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(printed(node) for node in nodes)
