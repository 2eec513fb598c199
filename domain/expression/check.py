"""Checks names and types before anything runs, and finds all errors at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import assert_never

from domain.expression.errors import ExpressionError, guess_or_list
from domain.expression.guards import certain
from domain.expression.language import Expression
from domain.expression.operations import NEGATED, an, kind_of
from domain.expression.pairs import Pair, refused
from domain.expression.printing import printed
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
from domain.expression.types import (
    ANY,
    BASIC,
    INTEGER,
    MONEY,
    SEALED,
    YES_NO,
    Basic,
    FieldOf,
    ListOf,
    Names,
    OneOf,
    RecordOf,
    Type,
    joined,
    kind_of_type,
)
from domain.expression.words import INSTEAD

_TEXT_OR_LIST, _TEXT, _DAY = ("text", "list"), ("text",), ("date", "instant")
_CALLS: dict[str, tuple[tuple[tuple[str, ...], ...], Type]] = {
    "size": ((_TEXT_OR_LIST,), INTEGER),
    "share": ((("money",), ("integer",)), MONEY),
    "days_between": ((_DAY, _DAY), INTEGER),
    "startsWith": ((_TEXT, _TEXT), YES_NO),
    "endsWith": ((_TEXT, _TEXT), YES_NO),
    "contains": ((_TEXT, _TEXT), YES_NO),
}
"""The kinds each argument may have, and the type of the answer."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The type of an expression (`any` where an error hides it), and all its errors by column."""

    type: Type
    errors: tuple[ExpressionError, ...]


def check(expression: Expression, names: Names) -> Checked:
    """Check an expression against what it may name."""
    checker = _Checker(names)
    found = checker.type_of(expression.tree)
    return Checked(found, tuple(sorted(checker.errors, key=lambda error: error.column)))


def guarantees(expression: Expression) -> frozenset[str]:
    """Return the paths that are certain to be there where this condition holds, for `Names.known`."""
    return certain(expression.tree, holds=True)


class _Checker:
    def __init__(self, names: Names) -> None:
        self.names = dict(names.roots)
        self.asked = names.asked
        self.known = names.known
        self.optional = names.optional
        self.errors: list[ExpressionError] = []

    def refuse(self, what: str, remedy: str, column: int) -> Basic:
        """Note an error; `any` keeps it from causing others."""
        self.errors.append(ExpressionError(what[0].upper() + what[1:], remedy, column))
        return ANY

    @contextmanager
    def given(self, paths: frozenset[str]) -> Iterator[None]:
        """Take some paths as there for a while."""
        before, self.known = self.known, self.known | paths
        yield
        self.known = before

    def type_of(self, node: Node) -> Type:  # noqa: C901, PLR0911, PLR0912 — a line for each kind of part
        match node:
            case Constant():
                return OneOf((node.value,)) if isinstance(node.value, str) else BASIC[kind_of(node.value)]
            case Name():
                return self.name(node)
            case Asked():
                return self.ask(node)
            case Select():
                return self.select(node)
            case Index():
                self.expect(node.at, ("integer",), "[…]")
                return self.item_of(node.of, "[…]")
            case Items():
                return self.items(node)
            case Negated():
                return self.negated(node)
            case Operation():
                return self.operation(node)
            case Logic():
                return self.logic(node)
            case Choice():
                return self.choice(node)
            case Call():
                return self.call(node)
            case Known():
                with self.given(certain(node, holds=True)):
                    self.type_of(node.of)
                return YES_NO
            case Loop():
                return self.loop(node)
            case _:
                assert_never(node)

    def operand(self, node: Node) -> Type:
        """Return the type of something that is looked into; a private text may not be."""
        found = self.type_of(node)
        if found != SEALED:
            return found
        return self.refuse("this text is private.", "Only known(…) may ask about it.", node.column)

    def expect(self, node: Node, kinds: tuple[str, ...], user: str) -> None:
        kind = kind_of_type(self.operand(node))
        if kind not in (*kinds, "any"):
            condition = kinds == ("yes_no",)
            wanted = "a condition" if condition else " or ".join(an(kind) for kind in kinds)
            remedy = "Compare it with something." if condition else "Name something of that kind."
            self.refuse(f"“{user}” needs {wanted}, this is {an(kind)}.", remedy, node.column)

    def name(self, node: Name) -> Type:
        found = self.names.get(node.name)
        if found is None:
            word = INSTEAD.get(node.name)
            remedy = f"Write {word}." if word else guess_or_list(node.name, self.names)
            return self.refuse(f"there is no “{node.name}” here.", remedy, node.column)
        return self.there(node, FieldOf(found, optional=True)) if node.name in self.optional else found

    def ask(self, node: Asked) -> Type:
        found = self.asked.get(Reference(node.function, node.name))
        if found is None:
            ids = [reference.name for reference in self.asked if reference.kind == node.function]
            what = f"there is nothing for {printed(node)} to answer."
            return self.refuse(what, guess_or_list(node.name, ids), node.column)
        return self.there(node, found)

    def select(self, node: Select) -> Type:
        of = self.type_of(node.of)
        if of == ANY:
            return ANY
        if not isinstance(of, RecordOf):
            remedy = (
                "Take one item with [0], or use exists, all, filter, map."
                if isinstance(of, ListOf)
                else "Take it whole."
            )
            return self.refuse(f"{an(kind_of_type(of))} has no field “{node.name}”.", remedy, node.column)
        found = of.fields.get(node.name)
        if found is None:
            remedy = guess_or_list(node.name, of.fields)
            return self.refuse(f"“{printed(node.of)}” has no field “{node.name}”.", remedy, node.column)
        return self.there(node, found)

    def there(self, node: Asked | Select | Name, found: FieldOf) -> Type:
        """Refuse to read what may be missing where nothing makes sure of it."""
        path = printed(node)
        if found.optional and path not in self.known:
            self.refuse(f"“{path}” may be missing.", f"Write known({path}) and … before it is read.", node.column)
        return found.type

    def item_of(self, node: Node, user: str) -> Type:
        found = self.operand(node)
        if isinstance(found, ListOf):
            return found.of
        return ANY if found == ANY else self.refuse(
            f"“{user}” needs a list, this is {an(kind_of_type(found))}.", "", node.column
        )  # fmt: skip

    def items(self, node: Items) -> Type:
        found: Type | None = None
        for item in node.items:
            type_ = self.type_of(item)
            both = type_ if found is None else joined(found, type_)
            if both is None:
                both = self.refuse("a list holds things of one type.", "", item.column)
            found = both
        return ListOf(found or ANY)

    def negated(self, node: Negated) -> Type:
        if node.mark == "!":
            self.expect(node.of, ("yes_no",), "not")
            return YES_NO
        found = self.operand(node.of)
        if found == ANY or kind_of_type(found) in NEGATED:
            return found
        return self.refuse(f"{an(kind_of_type(found))} has no opposite.", "", node.column)

    def operation(self, node: Operation) -> Type:
        pair = Pair(node, self.operand(node.left), self.operand(node.right))
        for error in refused(pair):
            self.refuse(*error)
        return pair.result()

    def logic(self, node: Logic) -> Type:
        before, user = self.known, "and" if node.mark == "&&" else "or"
        for part in node.parts:
            self.expect(part, ("yes_no",), user)
            self.known |= certain(part, holds=node.mark == "&&")
        self.known = before
        return YES_NO

    def choice(self, node: Choice) -> Type:
        self.expect(node.test, ("yes_no",), "?")
        with self.given(certain(node.test, holds=True)):
            then = self.type_of(node.then)
        with self.given(certain(node.test, holds=False)):
            otherwise = self.type_of(node.otherwise)
        what = f"this is either {an(kind_of_type(then))} or {an(kind_of_type(otherwise))}."
        return joined(then, otherwise) or self.refuse(what, "Give both sides one type.", node.column)

    def call(self, node: Call) -> Type:
        wanted, answer = _CALLS[node.function]
        for arg, kinds in zip(node.args, wanted, strict=True):
            self.expect(arg, kinds, node.function)
        if node.function == "share" and _is_below_nothing(node.args[1]):
            what = "a share of an amount is nothing or more, this is less."
            self.refuse(what, "Take the minus sign out; what is less is written as a difference.", node.args[1].column)
        return answer

    def loop(self, node: Loop) -> Type:
        item = self.item_of(node.of, node.macro)
        if node.variable in self.names:
            self.refuse(f"“{node.variable}” already names something.", "Choose another name.", node.column)
        before, self.names = self.names, {**self.names, node.variable: item}
        if node.macro == "map":
            item = self.type_of(node.body)
        else:
            self.expect(node.body, ("yes_no",), node.macro)
        self.names = before
        return YES_NO if node.macro in {"all", "exists"} else ListOf(item)


def _is_below_nothing(tree: Node) -> bool:
    """Say whether something that is written out is negative."""
    match tree:
        case Negated(of=Constant(value=int() as value)):
            return value > 0
        case Constant(value=int() as value):
            return value < 0
        case _:
            return False
