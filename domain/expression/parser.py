"""From tokens to a tree: one pass, by how tightly marks bind."""

from __future__ import annotations

from typing import NoReturn

from domain.expression.calls import call, method
from domain.expression.errors import ExpressionError
from domain.expression.tokens import Token, tokens, unquoted, whole_number
from domain.expression.tree import (
    Choice,
    Constant,
    Index,
    Items,
    Logic,
    Loop,
    Macro,
    Name,
    Negated,
    Node,
    Operation,
    Select,
)
from domain.expression.words import (
    AND,
    INSTEAD,
    KEYWORDS,
    MACROS,
    NOT,
    NOTHING,
    OF_ONE_TEXT,
    POWERS,
    RELATION,
    RESERVED,
)

DEEPEST = 24
"""The most levels of brackets, and of the tree."""
LONGEST_LIST = 200
"""The most items of a list written out."""
_ROOTS = frozenset({"failure", "case", "customer", "history"})
_SPELT = {"&&": "and", "||": "or"}
_PREFIXES = frozenset({"not", "!", "-"})


def read(source: str) -> Node:
    """Read a source into a tree.

    Raises:
        ExpressionError: the first thing that cannot be read.
    """
    return _Reader(tokens(source)).whole()


def too_deep(column: int) -> ExpressionError:
    """Say that an expression has too many levels."""
    what = f"This is nested or chained more than {DEEPEST} levels deep."
    return ExpressionError(what, "Put a part of it into a fact of its own.", column)


class _Reader:
    """Walks along the tokens; `kind`, `text` and `column` are those of the token it looks at."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.next = iter(found).__next__
        self.kind, self.text, self.column = self.next()
        self.depth = 0

    def whole(self) -> Node:
        node = self.expression()
        if self.kind != "end":
            self.left_over()
        return node

    def advance(self) -> None:
        self.kind, self.text, self.column = self.next()

    def expect(self, mark: str) -> None:
        if self.text != mark:
            self.left_over(f"“{mark}” is missing here.", f"Write {mark} here.")
        self.advance()

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise too_deep(self.column)
        node = self.operators(0)
        if self.text == "?":
            node = self.choice(node)
        self.depth -= 1
        return node

    def choice(self, test: Node) -> Choice:
        column = self.column
        self.advance()
        then = self.operators(0)
        self.expect(":")
        return Choice(test, then, self.expression(), column)

    def operators(self, floor: int) -> Node:
        """Read operands joined by marks that bind tighter than `floor`."""
        left = self.prefixed(floor) if self.text in _PREFIXES else self.member()
        while (power := POWERS.get(self.text, 0)) > floor:
            left = self.logic(left, power) if power <= AND else self.operation(left, power)
        return left

    def logic(self, first: Node, power: int) -> Logic:
        parts, column = [first], self.column
        while POWERS.get(self.text) == power:
            self.advance()
            parts.append(self.operators(power))
        return Logic("&&" if power == AND else "||", tuple(parts), column)

    def operation(self, left: Node, power: int) -> Operation:
        mark, column = self.text, self.column
        self.advance()
        right = self.operators(power)
        if power == RELATION and POWERS.get(self.text) == RELATION:
            remedy = "Join two comparisons with and, or put one in parentheses."
            raise ExpressionError("Comparisons are not chained.", remedy, self.column)
        return Operation(mark, left, right, column)

    def denial(self, floor: int) -> Node:
        """Read `not`, which takes a whole comparison: `not a == b` is `not (a == b)`."""
        column = self.column
        if floor >= RELATION:
            raise ExpressionError("“not” cannot stand here.", "Put not and what it denies in parentheses.", column)
        odd = self.odd("not")
        node = self.operators(NOT)
        return Negated("!", node, column) if odd else node

    def prefixed(self, floor: int) -> Node:
        mark, column = self.text, self.column
        if mark == "not":
            return self.denial(floor)
        odd = self.odd(mark)
        if self.text in {"!", "-"}:
            raise ExpressionError("“!” and “-” do not go together.", "Put one in parentheses.", self.column)
        node = self.member()
        return _negated(mark, node, column) if odd else node

    def odd(self, mark: str) -> bool:
        """Skip a mark and its repetitions, of which two cancel each other as in CEL."""
        odd = False
        while self.text == mark:
            self.advance()
            odd = not odd
        return odd

    def member(self) -> Node:
        """Read an operand with what follows it directly: fields, indexes, methods, macros."""
        node = self.primary()
        while self.kind == "mark":
            if self.text == ".":
                self.advance()
                node = self.after_dot(node)
            elif self.text == "[":
                node = self.index(node)
            else:
                break
        return node

    def after_dot(self, of: Node) -> Node:
        name, column = self.text, self.column
        if self.kind != "name" or name in KEYWORDS:
            self.left_over("A name is missing after the dot.")
        self.advance()
        if self.text != "(":
            return Select(of, name, column)
        if name in MACROS:
            return self.loop(of, name, column)
        return method(of, name, self.listed("(", ")"), column)

    def index(self, of: Node) -> Node:
        column = self.column
        self.advance()
        at = self.expression()
        self.expect("]")
        if isinstance(at, Constant) and isinstance(at.value, str):
            return Select(of, at.value, at.column)
        return Index(of, at, column)

    def loop(self, of: Node, macro: Macro, column: int) -> Loop:
        self.advance()
        is_name, variable, first = self.kind == "name" and self.text not in RESERVED, self.text, self.column
        if is_name:
            self.advance()
        if not is_name or self.text != ",":
            remedy = f"Write .{macro}(item, …) and use item in what follows."
            raise ExpressionError(f"“{macro}” first names its items.", remedy, first)
        self.advance()
        body = self.expression()
        self.expect(")")
        return Loop(macro, of, variable, body, column)

    def primary(self) -> Node:
        kind, text, column = self.kind, self.text, self.column
        if kind == "name":
            self.advance()
            return self.named(text, column)
        if kind in {"text", "number"}:
            self.advance()
            return Constant(unquoted(text, column) if kind == "text" else whole_number(text, column), column)
        if text == "[":
            return Items(self.listed("[", "]"), column)
        return self.bracketed()

    def bracketed(self) -> Node:
        if self.text != "(":
            self.nothing_there()
        self.advance()
        node = self.expression()
        self.expect(")")
        return node

    def named(self, name: str, column: int) -> Node:
        if name in RESERVED:
            return _word(name, column)
        if self.text == "(":
            return call(name, self.listed("(", ")", name), column)
        return Name(name, column)

    def listed(self, opening: str, closing: str, function: str = "") -> tuple[Node, ...]:
        """Read what stands between brackets (behind a function), parted by commas."""
        self.expect(opening)
        found: list[Node] = []
        while self.text != closing:
            found.append(self.expression())
            if len(found) > LONGEST_LIST:
                what = f"A list written out has at most {LONGEST_LIST} items."
                raise ExpressionError(what, "Give longer lists as data.", self.column)
            if self.kind == "end":
                _unclosed(closing, function, found[-1])
            if self.text != closing:
                self.comma(closing)
        self.advance()
        return tuple(found)

    def comma(self, closing: str) -> None:
        column = self.column
        if self.text != ",":
            self.unlisted(closing)
        self.advance()
        if self.text == closing:
            raise ExpressionError("Nothing follows this comma.", "Take it out.", column)

    def unlisted(self, closing: str) -> NoReturn:
        """Complain that a list goes on without a comma, or is not closed."""
        if self.kind in {"text", "number", "name"} and self.text not in INSTEAD and self.text not in KEYWORDS:
            what = f"“,” or “{closing}” is missing before “{_short(self.text)}”."
            raise ExpressionError(what, "Write a comma between two values.", self.column)
        self.left_over(f"“,” or “{closing}” is missing here.", f"Write {closing} behind the last value.")

    def nothing_there(self) -> NoReturn:
        """Complain that an operand is missing."""
        if self.kind == "end":
            what = "The expression stops too early." if self.tokens[0][0] != "end" else "There is no expression."
            raise ExpressionError(what, "Write what is compared or asked.", self.column)
        remedy = "A name or a value is missing before it."
        raise ExpressionError(f"“{self.text}” cannot stand here.", remedy, self.column)

    def left_over(self, what: str = "", remedy: str = "") -> NoReturn:
        """Complain about a token that cannot follow what was read; `what` is missing in its place."""
        kind, text, column = self.kind, self.text, self.column
        before = self.tokens[self.tokens.index((kind, text, column)) - 1]
        wrong = INSTEAD.get(before[1], "") if before[0] == "name" else ""
        if wrong:
            raise ExpressionError(f"“{before[1]}” is not known here.", f"Write {wrong}.", before[2])
        if text in INSTEAD:
            raise ExpressionError(f"“{text}” is not known here.", f"Write {INSTEAD[text]}.", column)
        if text == "not":
            raise ExpressionError("“not” cannot stand here.", "Write not (a in list), or join with and, or.", column)
        if before[0] == "name" and kind == "text" and before[2] + len(before[1]) == column:
            raise ExpressionError(f"There is no {before[1]}{text[0]}…{text[0]} here.", 'Write "text".', before[2])
        if before[0] == "number" and kind == "name":
            remedy = f'Write money("{before[1]} {text}")' if text.isupper() else f'Write duration("{before[1]}h")'
            raise ExpressionError(f"“{before[1]} {text}” is not a number.", f"{remedy}.", before[2])
        if kind == "end":
            raise ExpressionError(what or "The expression stops too early.", remedy or "Finish it.", column)
        if what:
            raise ExpressionError(what, remedy or f"“{_short(text)}” stands here instead.", column)
        self.unjoined(before)

    def unjoined(self, before: Token) -> NoReturn:
        """Complain about a token behind something whole: say what is missing between the two."""
        kind, text, column = self.kind, self.text, self.column
        if text in {")", "]"}:
            opens = "(" if text == ")" else "["
            raise ExpressionError(
                f"This “{text}” closes nothing.", f"Take it out, or write {opens} where it begins.", column
            )
        if text == ",":
            raise ExpressionError("“,” cannot follow here.", 'Write a list in brackets: in ["one", "other"].', column)
        if before[0] == "name" and before[1] in OF_ONE_TEXT and kind == "text":
            raise ExpressionError("“(” is missing here.", f"Write {before[1]}({text}).", column)
        if before[0] == "name" and before[1] in _ROOTS and kind == "name":
            raise ExpressionError("“.” is missing here.", f"Write {before[1]}.{text}.", column)
        shown = _short(text)
        remedy = "Join conditions with and, or; compare values with ==, != or <."
        raise ExpressionError(f"“{shown}” cannot follow here.", remedy, column)


def _unclosed(closing: str, function: str, node: Node) -> None:
    """Complain about a list of texts, or a function of one text, that goes on behind it and is not closed."""
    mark, column = "", 0
    while isinstance(node, Logic | Operation):
        mark, column = node.mark, node.column
        node = node.parts[0] if isinstance(node, Logic) else node.left
    is_text = isinstance(node, Constant) and isinstance(node.value, str)
    if mark and is_text and (closing == "]" or function in OF_ONE_TEXT):
        what = f"“{closing}” is missing before “{_SPELT.get(mark, mark)}”."
        raise ExpressionError(what, f"Write {closing} before it.", column)


def _short(text: str) -> str:
    return text if len(text) <= DEEPEST else f"{text[:DEEPEST]}…"


def _word(word: str, column: int) -> Constant:
    """Return what a reserved word stands for."""
    if word in {"true", "false"}:
        return Constant(word == "true", column)
    if word in NOTHING:
        raise ExpressionError("There is no empty value here.", "Ask known(x) or not known(x).", column)
    raise ExpressionError(f"“{word}” cannot stand here.", "It is a word of the language.", column)


def _negated(mark: str, node: Node, column: int) -> Node:
    """Deny or negate; a negative number is a literal of its own."""
    if mark == "!":
        return Negated("!", node, column)
    if isinstance(node, Constant) and type(node.value) is int:
        return Constant(-node.value, column)
    return Negated("-", node, column)
