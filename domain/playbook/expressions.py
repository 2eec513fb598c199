"""Conditions and values of a playbook: read, checked against what their place can read, at their place in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from domain.expression import Expression, ExpressionError, check, parse
from domain.expression.guards import certain
from domain.expression.operations import an
from domain.expression.tree import Asked
from domain.expression.types import (
    ANY,
    DATE,
    DURATION,
    INSTANT,
    INTEGER,
    MONEY,
    PERSON,
    SEALED,
    TEXT,
    YES_NO,
    OneOf,
    Type,
    fits,
    kind_of_type,
)
from domain.playbook import plan as p
from domain.playbook.choices import Choices, parts
from domain.playbook.findings import At, quoted
from domain.playbook.nodes import Fields, Items, Node, Scalar
from domain.playbook.reach import GIVES, Catalogue, Reach
from domain.playbook.reader import FIELD, Reader, Shape, is_nothing
from domain.values import LARGEST_INTEGER, Value

NOT_YET: Final[Mapping[str, str]] = {
    "history": "Have the feed give it as a fact, or ask a person.",
    "customer.vulnerable": "Give it as a fact, or ask a person.",
    "customer.regular": "Give it as a fact, or ask a person.",
}
"""Names of the language that are to come, and what to write meanwhile."""
_PATH: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
"""How data of a case is named."""
CASE = Shape("a line of a value by cases", ("when", "is"))
ELSE = Shape("the last line of a value by cases", ("else",))


class Expressions:
    """Reads and checks expressions; knows all steps by id and kind, and what those compiled so far give."""

    def __init__(self, read: Reader) -> None:
        """Begin without steps."""
        self.read = read
        self.kinds: Mapping[str, str] = {}
        self.catalogue: Catalogue = {}
        self.choices = Choices()
        self.implied: dict[str, frozenset[str]] = {}
        """What is certain where a choice was made that needs a step, by the condition that says so."""
        self.undoable: set[str] = set()
        """Steps compiled so far that can be taken back."""

    # --- Conditions --------------------------------------------------------------------------------------------------
    def conditions(self, node: Node | None, reach: Reach, *, holds: bool = True) -> tuple[tuple[str, ...], Reach]:
        """Read one condition or a list; return the place where all of them hold (or none)."""
        if node is None:
            return (), reach
        found = []
        for item in self.read.items(node, "conditions") if isinstance(node, Items) else (node,):
            expression = self.condition(item, reach)
            if expression is not None and not expression.paths and not expression.reads:
                what = "This says the same of every case."
                self.read.report.add("constant-condition", item.at, what, "Compare a fact, or take it out.")
            if expression is None:
                self.choices.unread = True
            else:
                reach = self.knowing(reach, expression, holds=holds)
                self.choices.asked(expression, holds=holds)
                found.append(expression.source)
        return tuple(found), reach

    def knowing(self, reach: Reach, expression: Expression, *, holds: bool) -> Reach:
        """Return the place where a condition holds (or does not), with all that follows from it."""
        known = certain(expression.tree, holds=holds)
        implied = (self.implied[path] for path in known if path in self.implied)
        return reach.knowing(known.union(*implied))

    def condition(self, node: Node, reach: Reach) -> Expression | None:
        """Read one condition."""
        if not isinstance(node, Scalar) or is_nothing(node):
            self.read.refuse(node, "A condition", 'Write it as text, for example failure.amount > money("5 USD").')
            return None
        if node.text.lstrip().startswith("="):
            self.read.report.add("expression-syntax", node.at, "A condition begins without “=”.", "Take the = out.")
            return None
        expression, found = self.expression(node, reach, skip=len(node.text) - len(node.text.lstrip()))
        if found not in {YES_NO, ANY}:
            what = f"This is {an(kind_of_type(found))}, not a condition."
            self.read.report.add("expression-type", node.at, what, "Compare it with something.")
        return expression

    # --- Expressions -------------------------------------------------------------------------------------------------
    def expression(self, node: Scalar, reach: Reach, *, skip: int) -> tuple[Expression | None, Type]:
        """Read and check the expression behind some first characters of a scalar."""
        source = node.text[skip:].rstrip()
        try:
            expression = parse(source)
        except ExpressionError as error:
            self.read.report.add("expression-syntax", node.place(skip + error.column - 1), error.what, error.remedy)
            return None, ANY
        if self.read.report.full:
            return expression, ANY
        checked = check(expression, reach.names(self.catalogue))
        asked = {part.column: part for part in parts(expression.tree) if isinstance(part, Asked)}
        for wrong in checked.errors:
            at = node.place(skip + wrong.column - 1)
            if not self._to_come(source, wrong, at):
                self._explain(wrong, asked.get(wrong.column), reach, at)
        return expression, ANY if checked.errors else checked.type

    def _to_come(self, source: str, error: ExpressionError, at: At) -> bool:
        """Say so where a name is one of those that are not there yet."""
        for name, remedy in NOT_YET.items():
            begin = error.column - 1 - (name.find(".") + 1)
            if begin >= 0 and source.startswith(name, begin):
                self.read.report.add("not-yet", at, f"{quoted(name.rstrip('('))} is not there yet.", remedy)
                return True
        return False

    def _explain(self, error: ExpressionError, asked: Asked | None, reach: Reach, at: At) -> None:
        """Note an error; where it is about a step, say what is the matter with the step."""
        absent = error.what.startswith("There is nothing for") or error.what.endswith("may be missing.")
        if asked is None or not absent:
            self.read.report.add("expression", at, error.what, error.remedy)
            return
        name, kind = asked.name, self.kinds.get(asked.name, "")
        given = GIVES.get(kind, ())
        if not kind:
            there = ", ".join(sorted(self.kinds)[:12])
            meant = self.read.report.meant(name, self.kinds) or f"There are: {there}."
            self.read.report.add("expression", at, f"There is no step {quoted(name)}.", meant)
        elif asked.function not in given:
            remedy = f"Ask it for: {', '.join(f'{f}()' for f in given)}." if given else "Ask the steps inside it."
            what = f"{quoted(name)} is {an(kind)} and gives no {asked.function}()."
            self.read.report.add("expression", at, what, remedy)
        elif name in reach.passed:
            remedy = f'Write outcome("{name}") == "done" and … before it is read.'
            self.read.report.add("read-before-done", at, f"{quoted(name)} is not done on every path to here.", remedy)
        else:
            remedy = "Read it in a step behind it, in the same round of the same loop."
            self.read.report.add("read-before-done", at, f"{quoted(name)} is not done before this.", remedy)

    def formula(self, node: Node | None, wanted: Type, reach: Reach) -> tuple[str, Type]:
        """Read what must be an expression of a type: `=…`; return its source and its type."""
        if not isinstance(node, Scalar) or not is_formula(node):
            if node is not None:
                example = node.text if isinstance(node, Scalar) and _PATH.fullmatch(node.text) else "failure.passengers"
                self.read.refuse(node, "An expression", f"Write = before it, for example ={example}.")
            return "", ANY
        expression, found = self.expression(node, reach, skip=_behind_mark(node))
        if expression is None:
            return "", ANY
        self.choices.covered([expression.source])
        self._fits(node, found, wanted)
        return expression.source, found

    def _fits(self, node: Scalar, found: Type, wanted: Type) -> None:
        if fits(found, wanted) or (found == SEALED and wanted == TEXT):
            return
        what = f"This gives {an(kind_of_type(found))}; {an(kind_of_type(wanted))} is wanted."
        if isinstance(wanted, OneOf) and kind_of_type(found) == "text":
            what = f"This may give other words than {', '.join(wanted.words)}."
        remedy = f"Name something that is {an(kind_of_type(wanted))}."
        self.read.report.add("expression-type", node.at, what, remedy)

    # --- Values ------------------------------------------------------------------------------------------------------
    def term(self, node: Node | None, wanted: Type, reach: Reach) -> p.Term | None:
        """Read a value: literal, `=expression`, `[{when, is}, …, {else}]`, or named parts."""
        match node:
            case None:
                return None
            case Scalar() if is_formula(node):
                source, _ = self.formula(node, wanted, reach)
                return p.Formula(source=source) if source else None
            case Scalar() if self._unmarked(node, reach):
                return None
            case Scalar():
                value = self.literal(node, wanted)
                return None if value is None else p.Given(value=value)
            case Items():
                return self._cases(node, wanted, reach)
            case Fields():
                return self._record(node, wanted, reach)

    def _unmarked(self, node: Scalar, reach: Reach) -> bool:
        """Refuse what reads like data of the case but would be taken as the text it is."""
        root, dot, _ = node.text.partition(".")
        if node.style or not dot or root not in reach.roots or not _PATH.fullmatch(node.text):
            return False
        what = f"{quoted(node.text)} without “=” is a text, not what it names."
        self.read.report.add("expression", node.at, what, f"Write ={node.text}; a text of this kind stands in quotes.")
        return True

    def literal(self, node: Scalar, wanted: Type) -> Value:
        """Read a literal of a type; None where it is illegal."""
        read, largest = self.read, LARGEST_INTEGER
        if isinstance(wanted, OneOf):
            return read.word(node, wanted.words, wanted.words[0])
        if wanted == ANY:
            wanted = {"integer": INTEGER, "yes_no": YES_NO}.get(node.type, TEXT)
        if wanted == TEXT:
            return read.text(node) or None
        if wanted == INTEGER:
            return read.integer(node, -largest, largest, 0)
        if wanted == YES_NO:
            return read.yes_no(node)
        if wanted == MONEY:
            return read.money(node)
        return self._moment(node, wanted)

    def _moment(self, node: Scalar, wanted: Type) -> Value:
        if wanted == DURATION:
            return self.read.duration(node, least=0)
        if wanted == DATE:
            return self.read.day(node)
        if wanted == INSTANT:
            return self.read.instant(node)
        example = "=failure.passenger" if wanted == PERSON else "=failure.…"
        self.read.refuse(node, an(kind_of_type(wanted)).capitalize(), f"Write an expression, for example {example}.")
        return None

    def _cases(self, node: Items, wanted: Type, reach: Reach) -> p.Term | None:
        *lines, last = self.read.items(node, "cases") or (None,)
        if not isinstance(last, Fields) or "else" not in last.entries:
            remedy = "End the list with {else: …}."
            self.read.report.add("choose-needs-else", node.at, "This value says nothing where no case fits.", remedy)
            return None
        found = []
        for line in lines:
            way = self.read.fields(line, CASE)
            when, inside = self.conditions(way.get("when"), reach)
            then = self.term(way.get("is"), wanted, inside)
            if then is not None:
                found.append(p.Line(when=when, then=then))
            reach = self.where_not(when, reach)
        otherwise = self.term(self.read.fields(last, ELSE).get("else"), wanted, reach)
        return None if otherwise is None else p.ByCases(cases=tuple(found), otherwise=otherwise)

    def where_not(self, when: tuple[str, ...], reach: Reach) -> Reach:
        """Return the place where a way was not taken: a single condition does not hold there."""
        return self.knowing(reach, parse(when[0]), holds=False) if len(when) == 1 else reach

    def _record(self, node: Fields, wanted: Type, reach: Reach) -> p.Term | None:
        if wanted != ANY:
            self.read.refuse(node, an(kind_of_type(wanted)).capitalize(), "Write a value, or an expression behind =.")
            return None
        parts = self.read.entries(node, "named values", FIELD)
        found = {name: self.term(inner, ANY, reach) for name, inner in parts.items()}
        return p.Record(fields={name: term for name, term in found.items() if term is not None})


def is_formula(node: Scalar) -> bool:
    """Say whether a scalar is an expression rather than a literal."""
    return node.type == "text" and node.text.lstrip().startswith("=")


def _behind_mark(node: Scalar) -> int:
    text = node.text
    rest = text.lstrip()[1:]
    return len(text) - len(rest.lstrip())
