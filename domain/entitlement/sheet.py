"""What is known while a version is read: facts and what is derived of them, and conditions checked against both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.entitlement.model import Fact, Term
from domain.expression import Expression, ExpressionError, Names, check, guarantees, parse
from domain.expression.errors import guess_or_list
from domain.expression.operations import an
from domain.expression.tree import Constant, Name
from domain.expression.types import ANY, BASIC, MONEY, TEXT, YES_NO, OneOf, Type, kind_of_type
from domain.playbook.findings import quoted
from domain.playbook.nodes import Items, Node, Scalar
from domain.playbook.reader import Reader, is_nothing

_UNREAD: Final = OneOf(("?",))


@dataclass(slots=True)
class Sheet:
    """What a version may name. `types` grows while what is derived is read; amounts among it are for terms alone."""

    read: Reader
    facts: Mapping[str, Fact]
    currencies: Sequence[str]
    previous: Mapping[str, Term] = field(default_factory=dict)
    """What the version before derived, by name."""
    previous_rules: Mapping[str, Term] = field(default_factory=dict)
    """The amounts of the rules of the version before, by rule."""
    types: dict[str, Type] = field(default_factory=dict)
    derived: dict[str, Term] = field(default_factory=dict)
    """What this version derived so far."""
    exact: set[str] = field(default_factory=set)
    """What may have a rest behind the minor units, because a share or a fraction is in it."""
    used: set[str] = field(default_factory=set)
    known: frozenset[str] = frozenset()

    def type_of(self, name: str) -> Type | None:
        """Return the type of a fact or of what is derived; None where there is none of that name."""
        fact = self.facts.get(name)
        return type_of(fact) if fact is not None else self.types.get(name)

    def named(self, node: Node | None, what: str) -> tuple[str, Type]:
        """Read the name of a fact or of what is derived."""
        if node is None:
            return "", ANY
        if not isinstance(node, Scalar) or node.type != "text":
            self.read.refuse(node, what, "Write the name of a fact.")
            return "", ANY
        found = self.type_of(node.text)
        if found is None:
            remedy = guess_or_list(node.text, [*self.facts, *self.types])
            self.read.report.add("unknown-fact", node.at, f"There is no fact {quoted(node.text)}.", remedy)
            return "", ANY
        if node.text in self.facts and self.facts[node.text].optional and node.text not in self.known:
            what = f"{quoted(node.text)} may be missing here."
            self.read.report.add("expression", node.at, what, f"Put known({node.text}) into `when`.")
        self.used.add(node.text)
        return node.text, found

    # --- Conditions --------------------------------------------------------------------------------------------------
    def conditions(self, node: Node | None) -> tuple[str, ...]:
        """Read one condition or a list; what they make certain is known from then on (see `keeping`)."""
        if node is None:
            return ()
        found = []
        for item in self.read.items(node, "conditions") if isinstance(node, Items) else (node,):
            expression = self._condition(item)
            if expression is not None:
                found.append(expression.source)
                self.known |= guarantees(expression)
        return tuple(found)

    def _condition(self, node: Node) -> Expression | None:
        if not isinstance(node, Scalar) or is_nothing(node) or node.text.lstrip().startswith("="):
            self.read.refuse(node, "A condition", 'Write it without “=”, for example delay >= duration("3h").')
            return None
        expression, found = self.expression(node, len(node.text) - len(node.text.lstrip()))
        if expression is None:
            return None
        if found not in {YES_NO, ANY}:
            what = f"This is {an(kind_of_type(found))}, not a condition."
            self.read.report.add("expression-type", node.at, what, "Compare it with something.")
        elif isinstance(expression.tree, Constant):
            what = "This says the same of every failure."
            self.read.report.add("constant-condition", node.at, what, "Compare a fact, or take it out.")
        return expression

    def expression(self, node: Scalar, skip: int) -> tuple[Expression | None, Type]:
        """Read and check the expression behind some first characters of a scalar."""
        report = self.read.report
        try:
            expression = parse(node.text[skip:].rstrip())
        except ExpressionError as error:
            report.add("expression-syntax", node.place(skip + error.column - 1), error.what, error.remedy)
            return None, ANY
        checked = check(expression, self.names())
        for wrong in checked.errors:
            at = node.place(skip + wrong.column - 1)
            money = next((name for name, kind in self.types.items() if kind == MONEY and f"“{name}”" in wrong.what), "")
            remedy = "Amounts that are derived go into amounts, not into conditions." if money else wrong.remedy
            report.add("expression", at, wrong.what, remedy)
        self.used |= {reference.name.split(".")[0] for reference in expression.reads}
        return expression, ANY if checked.errors else checked.type

    def names(self) -> Names:
        """Return what expressions may name."""
        derived = {name: kind for name, kind in self.types.items() if kind != MONEY}
        optional = frozenset(name for name, fact in self.facts.items() if fact.optional)
        return Names(
            {**{name: type_of(fact) for name, fact in self.facts.items()}, **derived}, {}, self.known, optional
        )

    def reads_only(self, expression: Expression) -> str:
        """Return the one name an expression is, "" where it is more."""
        return expression.tree.name if isinstance(expression.tree, Name) else ""


def type_of(fact: Fact) -> Type:
    """Return what an expression sees of a fact."""
    if fact.kind == "words":
        return OneOf(fact.choices)
    return TEXT if fact.kind == "text" else BASIC[fact.kind]
