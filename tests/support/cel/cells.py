"""What is counted: every operator with every pair of kinds, once with a value and once with an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tests.support.cel.draw import ORDER, SEARCHES, Drawing, Names
from tests.support.cel.world import KINDS, YES_NO, Thing
from tests.support.cel.written import Written, atom

Ending = Literal["value", "error"]
MACROS: Final = ("all", "exists", "filter", "map")
_MARKS: Final = ("==", "!=", *ORDER, "in", "+", "-", "*", "&&", "||")
_ALIKE: Final = frozenset({"yes_no", "integer", "text", "duration", "instant"})
_COMPUTED: Final = {
    "+": {("integer", "integer"), ("duration", "duration"), ("instant", "duration"), ("duration", "instant")},
    "-": {("integer", "integer"), ("duration", "duration"), ("instant", "duration"), ("instant", "instant")},
    "*": {("integer", "integer")},
}  # fmt: skip
_NOT_COMMON: Final = (
    {("+", "text", "text"), ("+", "list", "list"), ("*", "duration", "integer"), ("*", "integer", "duration"),
     ("-x", "duration", ""), ("size", "record", ""), ("[]", "record", "text")}
    | {("in", kind, "record") for kind in KINDS}
    | {(f"{macro} of a record", "record", "yes_no") for macro in MACROS}
)  # fmt: skip
"""Where the two languages differ on purpose; the table of differences says why."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """An operator and the kinds of its operands (the item and the body of a macro; "" where there is one operand)."""

    operator: str
    left: str
    right: str

    def __str__(self) -> str:
        """Write it for a table."""
        return " ".join(filter(None, (self.operator, self.left, self.right)))

    def endings(self) -> tuple[Ending, ...]:
        """Say how an expression of this cell can end."""
        possible = "known" if self.operator == "known" else "both" if self._has_a_value() else "error"
        return {"known": ("value",), "both": ("value", "error"), "error": ("error",)}[possible]  # type: ignore[return-value]

    def _has_a_value(self) -> bool:
        left, right = self.left, self.right
        if self.operator in _COMPUTED:
            return (left, right) in _COMPUTED[self.operator]
        if self.operator in ORDER:
            return left == right and left in _ALIKE
        return {
            "in": right == "list", "&&": "yes_no" in (left, right), "||": "yes_no" in (left, right),
            "[]": (left, right) == ("list", "integer"), "!x": left == "yes_no", "-x": left == "integer",
            "size": left in {"text", "list"}, "?:": left == "yes_no", ".field": left == "record",
            **dict.fromkeys(SEARCHES, left == right == "text"),
            **dict.fromkeys((f"{macro} of a thing" for macro in MACROS), False),
        }.get(self.operator, True)  # fmt: skip


def cells() -> Iterator[Cell]:
    """Return every cell of the common part."""
    for operator in (*_MARKS, "[]", "?:", *SEARCHES, *MACROS):
        for left in KINDS:
            for right in KINDS:
                if (operator, left, right) not in _NOT_COMMON:
                    yield Cell(operator, left, right)
    for operator in ("!x", "-x", "size", ".field"):
        yield from (Cell(operator, kind, "") for kind in KINDS if (operator, kind, "") not in _NOT_COMMON)
    for macro in MACROS:
        yield from (Cell(f"{macro} of a thing", kind, "") for kind in KINDS if kind not in {"list", "record"})
    yield Cell("known", "record", "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Draws an expression whose outermost operator and operands are those of a cell."""

    drawing: Drawing
    cell: Cell
    ending: Ending
    depth: int = 2

    def draw(self) -> Written:
        """Draw it; where an error is wanted, one operand is made to fail unless the kinds do not go together anyway."""
        operator = self.cell.operator
        if operator in MACROS:
            return self._loop(operator)
        if operator.endswith(" of a thing"):
            macro, of = operator.split()[0], self._operand(self.cell.left)
            return self.drawing.pen.after(of, f".{macro}(i, {{}})", self.drawing.part(YES_NO, 0, self.drawing.roots))
        if operator in {"!x", "-x", "size", ".field", "known"}:
            return self._alone(operator)
        return self._pair(operator)

    def _operand(self, kind: str, *, spoilt: bool = False, names: Names | None = None) -> Written:
        drawing = self.drawing
        type_, names = drawing.chance.choice(KINDS[kind]), drawing.roots if names is None else names
        return drawing.failing(type_, 1, names) if spoilt else drawing.part(type_, self.depth, names)

    def _spoilt(self) -> tuple[bool, bool]:
        """Choose which operand fails."""
        if self.ending == "value" or len(self.cell.endings()) == 1:
            return False, False
        return self.drawing.chance.choice(((True, False), (False, True), (True, True)))

    def _pair(self, operator: str) -> Written:
        pen, chance = self.drawing.pen, self.drawing.chance
        spoilt = self._spoilt()
        left = self._operand(self.cell.left, spoilt=spoilt[0])
        right = self._operand(self.cell.right, spoilt=spoilt[1])
        match operator:
            case "[]":
                small = self.ending == "value" and self.cell.right == "integer"
                return pen.after(left, "[{}]", atom(chance.choice("01")) if small else right)
            case "?:":
                again = self._operand(self.cell.right, spoilt=spoilt[1])
                return pen.choice(left, right, again)
            case "contains" | "startsWith" | "endsWith":
                return pen.after(left, f".{operator}({{}})", right)
            case _:
                return pen.infix(operator, left, right)

    def _alone(self, operator: str) -> Written:
        pen = self.drawing.pen
        if operator == "known":
            return self.drawing.known(self.drawing.roots)
        of = self._operand(self.cell.left, spoilt=any(self._spoilt()))
        match operator:
            case "!x":
                return pen.denied(of)
            case "-x":
                return pen.opposite(of)
            case "size":
                return pen.around("size({})", of) if self.drawing.chance.random() < 0.5 else pen.after(of, ".size()")
            case _:
                return pen.after(of, self.drawing.chance.choice((".gate", '["gate"]', ".name", ".absent")))

    def _loop(self, macro: str) -> Written:
        drawing = self.drawing
        item, body = drawing.chance.choice(KINDS[self.cell.left]), drawing.chance.choice(KINDS[self.cell.right])
        spoilt = self._spoilt()
        of = Thing("list", of=item)
        name = drawing.chance.choice("ipq")
        names: Names = {**drawing.roots, name: (item, name)}
        items = drawing.failing(of, 1, drawing.roots) if spoilt[0] else drawing.part(of, self.depth - 1, drawing.roots)
        if self.ending == "value" and macro != "map" and self.cell.right != "yes_no":
            items = drawing.pen.after(items, ".filter(q, false)")  # only without items can such a body do no harm
        inner = drawing.failing(body, 1, names) if spoilt[1] else drawing.part(body, self.depth - 1, names)
        return drawing.pen.after(items, f".{macro}({name}, {{}})", inner)
