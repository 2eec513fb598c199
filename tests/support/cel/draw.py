"""Draws expressions by kind: most have a value, some fail, some mix kinds on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from domain.clock import Duration
from tests.support.cel.world import (
    DURATION,
    INSTANT,
    INTEGER,
    KINDS,
    ROOTS,
    TEXT,
    YES_NO,
    Thing,
    World,
    draw_atom,
    list_of,
    quoted,
    span_text,
)
from tests.support.cel.written import Pen, Text, Written, atom

ORDER: Final = ("<", "<=", ">", ">=")
SEARCHES: Final = ("contains", "startsWith", "endsWith")
_VARIABLES: Final = ("i", "p", "q", "i", "p", "failure", "at")
"""Names of loop variables: some hide a root, or the variable of the loop around."""
Names = Mapping[str, tuple[Thing, str]]
"""What can be named: its type, and how Google's CEL reads it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws expressions over one world."""

    chance: Random
    world: World
    faults: float = 0.03
    """How often a part fails, or is of another kind where that does not matter to the kind of the whole."""
    alike: bool = False
    """Whether only what reads the same in both languages is drawn: no words for marks, nothing written out for one."""
    pen: Pen = field(init=False)
    roots: Names = field(init=False)

    def __post_init__(self) -> None:
        """Take the roots of the world."""
        found = {name: (type_, self.world.google_name(name)) for name, type_ in ROOTS.items()}
        if self.alike:
            found = {name: root for name, root in found.items() if name == root[1]}
        object.__setattr__(self, "pen", Pen(self.chance, 0 if self.alike else 0.5))
        object.__setattr__(self, "roots", found)

    def any_type(self) -> Thing:
        """Choose a type."""
        return self.chance.choice(KINDS[self.chance.choice(tuple(KINDS))])

    def part(self, type_: Thing, depth: int, names: Names) -> Written:
        """Draw a part; where it has a value, it is of this type."""
        if self.chance.random() < self.faults:
            return self.failing(type_, depth, names)
        if depth <= 0 or self.chance.random() < 0.2:
            return self.leaf(type_, names)
        makers: list[Callable[[int, Names], Written]] = [*self._makers(type_)]
        roll = self.chance.randrange(len(makers) + 2)
        if roll < len(makers):
            return makers[roll](depth - 1, names)
        return self.choice(type_, depth - 1, names) if roll == len(makers) else self.item(type_, depth - 1, names)

    def loose(self, type_: Thing, depth: int, names: Names) -> Written:
        """Draw a part whose kind does not matter to the kind of the whole: now and then it is of another type."""
        return self.part(self.any_type() if self.chance.random() < self.faults else type_, depth, names)

    def leaf(self, type_: Thing, names: Names) -> Written:
        """Draw a literal, a name, or a field of a name."""
        found = [*_places(type_, names)]
        if type_.fields or (found and self.chance.random() < 0.5):
            return atom(*self.chance.choice(found)) if found else self.failing(type_, 0, names)
        if type_.of is not None:
            return self.pen.items([self.leaf(type_.of, names) for _ in range(self.chance.choice((0, 1, 2, 3)))])
        return atom(*self.chance.choice(found)) if type_ == INSTANT else self.literal(type_)

    def literal(self, type_: Thing) -> Written:
        """Draw a literal."""
        value = draw_atom(self.chance, type_.kind)
        match value:
            case bool():
                return atom("true" if value else "false")
            case str():
                return atom(self._text(value))
            case Duration():
                return atom(f'duration("{span_text(value.ms)}")')
            case _:
                return atom(str(value))

    def _text(self, value: str) -> str:
        """Write a text in one of the ways both languages know."""
        match self.chance.randrange(6):
            case 0:
                return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
            case 1 if "'" not in value and "\n" not in value and "\\" not in value and "\x00" not in value:
                return f"'{value}'"
            case 2 if value.isascii():
                return '"' + "".join(f"\\{ord(c):03o}" if c < "m" else f"\\x{ord(c):02X}" for c in value) + '"'
            case _:
                return quoted(value)

    def failing(self, type_: Thing, depth: int, names: Names) -> Written:  # noqa: PLR0911 — a line for each way
        """Draw a part that stands for this type and has no value."""
        match self.chance.randrange(6):
            case 0:
                return atom("nobody")
            case 1:
                return atom("failure.absent.deeper")
            case 2:
                beyond = self.chance.choice(("7", "-1", "9007199254740991", "true", '"a"'))
                return self.pen.after(self.part(list_of(type_), min(depth, 1), names), f"[{beyond}]")
            case 3:
                test = self.part(self.chance.choice((INTEGER, TEXT, DURATION)), 0, names)
                return self.pen.choice(test, self.leaf(type_, names), self.leaf(type_, names))
            case 4 if type_ == INTEGER:
                return self.pen.infix("*", atom("9007199254740991"), atom("-9007199254740991"))
            case 4 if type_ == YES_NO:
                return self.pen.infix(self.chance.choice(ORDER), self.leaf(TEXT, names), self.leaf(INTEGER, names))
            case _:
                return self.pen.infix("-", self.leaf(TEXT, names), self.leaf(TEXT, names))

    def choice(self, type_: Thing, depth: int, names: Names) -> Written:
        """Draw a choice between two parts of this type."""
        test = self.loose(YES_NO, depth, names)
        return self.pen.choice(test, self.part(type_, depth, names), self.part(type_, depth, names))

    def item(self, type_: Thing, depth: int, names: Names) -> Written:
        """Draw an item of a list."""
        at = atom(self.chance.choice("0001")) if self.chance.random() < 0.8 else self.loose(INTEGER, 0, names)
        return self.pen.after(self.part(list_of(type_), depth, names), "[{}]", at)

    def _makers(self, type_: Thing) -> tuple[Callable[[int, Names], Written], ...]:
        match type_.kind:
            case "yes_no":
                of_one_language = () if self.alike else (self._known,)
                return (self._equal, self._ordered, self._logic, self._logic, self._denied, self._member,
                        self._searched, self._quantified, *of_one_language)  # fmt: skip
            case "integer":
                return self._arithmetic, self._size, self._opposite
            case "duration":
                return self._spans, self._between
            case "instant":
                return (self._moved,)
            case "list":
                return (lambda depth, names: self._filtered(type_, depth, names),
                        lambda depth, names: self._mapped(type_, depth, names))  # fmt: skip
            case _:
                return ()

    def _equal(self, depth: int, names: Names) -> Written:
        type_ = self.any_type()
        left, right = self.part(type_, depth, names), self.loose(type_, depth, names)
        return self.pen.infix(self.chance.choice(("==", "!=")), left, right)

    def _ordered(self, depth: int, names: Names) -> Written:
        type_ = self.chance.choice((YES_NO, INTEGER, TEXT, DURATION, INSTANT))
        left, right = self.part(type_, depth, names), self.loose(type_, depth, names)
        return self.pen.infix(self.chance.choice(ORDER), left, right)

    def _logic(self, depth: int, names: Names) -> Written:
        mark, found = self.chance.choice(("&&", "||")), self.loose(YES_NO, depth, names)
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            found = self.pen.infix(mark, found, self.loose(YES_NO, depth, names))
        return found

    def _denied(self, depth: int, names: Names) -> Written:
        return self.pen.denied(self.part(YES_NO, depth, names))

    def _opposite(self, depth: int, names: Names) -> Written:
        return self.pen.opposite(self.part(INTEGER, depth, names))

    def _member(self, depth: int, names: Names) -> Written:
        type_ = self.any_type()
        items = [self.loose(type_, depth - 1, names) for _ in range(self.chance.randrange(4))]
        right = self.pen.items(items) if self.chance.random() < 0.5 else self.part(list_of(type_), depth, names)
        return self.pen.infix("in", self.part(type_, depth, names), right)

    def _searched(self, depth: int, names: Names) -> Written:
        text, part = self.part(TEXT, depth, names), self.loose(TEXT, depth, names)
        return self.pen.after(text, f".{self.chance.choice(SEARCHES)}({{}})", part)

    def _quantified(self, depth: int, names: Names) -> Written:
        return self.loop(self.chance.choice(("all", "exists")), self.any_type(), YES_NO, depth, names)

    def _filtered(self, type_: Thing, depth: int, names: Names) -> Written:
        return self.loop("filter", _item(type_), YES_NO, depth, names)

    def _mapped(self, type_: Thing, depth: int, names: Names) -> Written:
        return self.loop("map", self.any_type(), _item(type_), depth, names)

    def loop(self, macro: str, item: Thing, body: Thing, depth: int, names: Names) -> Written:
        """Draw a macro over a list of a type, with a body of a type."""
        of, name = self.part(list_of(item), depth, names), self.chance.choice(_VARIABLES)
        inner = {**names, name: (item, name)}
        draw = self.part if macro == "map" else self.loose
        return self.pen.after(of, f".{macro}({name}, {{}})", draw(body, depth, inner))

    def _known(self, depth: int, names: Names) -> Written:
        return self.known(names)

    def known(self, names: Names) -> Written:
        """Ask for a field of a record that is certainly there, where `known` is what `has` is in CEL."""
        whole = [(ours, google) for ours, google in _records(names) if "[" not in ours]
        ours, google = self.chance.choice(whole or [("trip", self.roots["trip"][1])])
        name = self.chance.choice(("gate", "row", "bags", "absent", "took"))
        return Written(Text(f"known({ours}.{name})"), Text(f"has({google}.{name})"))

    def _size(self, depth: int, names: Names) -> Written:
        of = self.loose(self.chance.choice((TEXT, self.chance.choice(KINDS["list"]))), depth, names)
        return self.pen.after(of, ".size()") if self.chance.random() < 0.5 else self.pen.around("size({})", of)

    def _arithmetic(self, depth: int, names: Names) -> Written:
        mark, left = self.chance.choice("+-*"), self.part(INTEGER, depth, names)
        return self.pen.infix(mark, left, self.part(INTEGER, depth, names))

    def _spans(self, depth: int, names: Names) -> Written:
        mark, left = self.chance.choice("+-"), self.part(DURATION, depth, names)
        return self.pen.infix(mark, left, self.part(DURATION, depth, names))

    def _between(self, depth: int, names: Names) -> Written:
        return self.pen.infix("-", self.part(INSTANT, depth, names), self.part(INSTANT, depth, names))

    def _moved(self, depth: int, names: Names) -> Written:
        instant, span = self.part(INSTANT, depth, names), self.part(DURATION, depth, names)
        if self.chance.random() < 0.3:
            return self.pen.infix("+", span, instant)
        return self.pen.infix(self.chance.choice("+-"), instant, span)


def _item(type_: Thing) -> Thing:
    assert type_.of is not None
    return type_.of


def _places(type_: Thing, names: Names) -> list[tuple[str, str]]:
    """Find every name, and every field of one, that is of a type; written in both languages."""
    found = []
    for name, (thing, google) in names.items():
        if thing == type_:
            found.append((name, google))
        found += [(f"{name}.{part}", f"{google}.{part}") for part, of in thing.fields if of == type_]
    return found


def _records(names: Names) -> list[tuple[str, str]]:
    return [(name, google) for name, (thing, google) in names.items() if thing.fields]
