"""One expression in both languages, put together without looking at either parser."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

CHOICE, OR, AND, NOT, RELATION, SUM, PRODUCT, UNARY, MEMBER = range(9)
"""How tightly a part binds; NOT is our word, whose operand may be a whole comparison."""
_RELATIONS = ("==", "!=", "<", "<=", ">", ">=", "in")
_POWERS = {
    "||": OR, "&&": AND, **dict.fromkeys(_RELATIONS, RELATION), "+": SUM, "-": SUM, "*": PRODUCT,
}  # fmt: skip
_WORDS = {"||": "or", "&&": "and"}


@dataclass(frozen=True, slots=True)
class Text:
    """A part in one language, and how tightly its outermost mark binds."""

    text: str
    power: int = MEMBER

    def inside(self, floor: int) -> str:
        """Write it as an operand, in parentheses where its place asks for something tighter."""
        return self.text if self.power >= floor else f"({self.text})"


@dataclass(frozen=True, slots=True)
class Written:
    """The same expression in both languages."""

    ours: Text
    google: Text


def atom(ours: str, google: str = "") -> Written:
    """Write a name, a literal or a call; a negative number binds like what is negated."""
    power = UNARY if ours.startswith("-") else MEMBER
    return Written(Text(ours, power), Text(google or ours, power))


@dataclass(frozen=True, slots=True)
class Pen:
    """Puts parts together; sometimes with more spaces and parentheses than needed, now by words and now by marks."""

    chance: Random
    words: float
    """How often and, or, not are written as words."""

    def infix(self, mark: str, left: Written, right: Written) -> Written:
        """Write two operands with a mark between; comparisons do not chain in our language."""
        power = _POWERS[mark]
        word = _WORDS.get(mark, mark) if self.chance.random() < self.words else mark
        floor = power + 1 if power == RELATION else power
        gap = self.gap(needed=word.isalpha())
        ours = f"{left.ours.inside(floor)}{gap}{word}{gap}{right.ours.inside(power + 1)}"
        google = f"{left.google.inside(floor)} {mark} {right.google.inside(power + 1)}"
        return self.wrapped(Written(Text(ours, power), Text(google, power)))

    def denied(self, of: Written) -> Written:
        """Write `!x` or `not x`, now and then three times over, which is the same as once."""
        times = 3 if self.chance.random() < 0.05 else 1
        google = Text("!" * times + of.google.inside(MEMBER), UNARY)
        if self.chance.random() >= self.words:
            return Written(Text("!" * times + of.ours.inside(MEMBER), UNARY), google)
        return Written(Text("not " * times + of.ours.inside(RELATION), NOT), google)

    def opposite(self, of: Written) -> Written:
        """Write `-x`."""
        return Written(Text("-" + of.ours.inside(MEMBER), UNARY), Text("-" + of.google.inside(MEMBER), UNARY))

    def choice(self, test: Written, then: Written, otherwise: Written) -> Written:
        """Write `test ? then : otherwise`."""
        ours = f"{test.ours.inside(OR)} ? {then.ours.inside(OR)} : {otherwise.ours.text}"
        google = f"{test.google.inside(OR)} ? {then.google.inside(OR)} : {otherwise.google.text}"
        return Written(Text(ours, CHOICE), Text(google, CHOICE))

    def after(self, of: Written, shape: str, *inner: Written) -> Written:
        """Write what follows an operand directly; `{}` in the shape stands for each inner part."""
        ours = of.ours.inside(MEMBER) + shape.format(*(part.ours.text for part in inner))
        google = of.google.inside(MEMBER) + shape.format(*(part.google.text for part in inner))
        return self.wrapped(Written(Text(ours), Text(google)))

    def around(self, shape: str, *inner: Written) -> Written:
        """Write a function or a list around its parts."""
        ours, google = [part.ours.text for part in inner], [part.google.text for part in inner]
        return Written(Text(shape.format(*ours)), Text(shape.format(*google)))

    def items(self, parts: list[Written]) -> Written:
        """Write a list."""
        ours, google = ", ".join(p.ours.text for p in parts), ", ".join(p.google.text for p in parts)
        return Written(Text(f"[{ours}]"), Text(f"[{google}]"))

    def wrapped(self, part: Written) -> Written:
        """Put parentheses nobody needs around a part, now and then."""
        if self.chance.random() > 0.05:
            return part
        return Written(Text(f"({part.ours.text})"), Text(f"({part.google.text})"))

    def gap(self, *, needed: bool) -> str:
        """Return the space around a mark."""
        return self.chance.choice((" ", " ", " ", "  ", "\n", "\t") + (() if needed else ("",)))
