"""The reference of the expression language: every example does what the page says, and nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from domain.clock import Duration
from domain.clock.duration import parse_duration
from domain.clock.instant import parse_instant
from domain.expression import BUDGET, EvaluationError, ExpressionError, Names, Reference, check, language, parse
from domain.expression.operations import CHARACTERS_PER_UNIT
from domain.expression.parser import DEEPEST, LONGEST_LIST
from domain.expression.tokens import LONGEST_SOURCE
from domain.expression.tree import Asked, Index, Name, Select
from domain.expression.types import BASIC, FieldOf, ListOf, OneOf, RecordOf, Type
from domain.expression.words import CASE_FUNCTIONS, FUNCTIONS, LITERALS, MACROS, METHODS, POWERS
from domain.money import parse_money
from domain.values import Person, Sealed, Value
from tests.support.cel.differences import DIFFERENCES

PAGE: Final = (Path(__file__).parents[2] / "docs" / "reference" / "expressions.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+?) \| (?:`([^`]*)`)? ?\|$", re.MULTILINE)
_BLOCK = re.compile(r"^```expressions\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLES = [re.split(r" +→ ", line, maxsplit=1) for block in _BLOCK.findall(PAGE) for line in block.splitlines()]
_READ: Mapping[str, Callable[[str], Value]] = {
    "text": str, "integer": int, "yes_no": lambda text: text == "true", "duration": parse_duration,
    "money": parse_money, "date": date.fromisoformat, "instant": parse_instant, "person": Person,
    "private text": lambda text: Sealed(text, "00"),
}  # fmt: skip


@dataclass
class Place:
    """One place of the case of the examples: a value, a record of places, or a list of them."""

    type: Type | None = None
    optional: bool = False
    value: Value = None
    fields: dict[str, Place] = field(default_factory=dict)
    items: dict[int, Place] = field(default_factory=dict)

    def typed(self) -> FieldOf:
        """Return the type of this place."""
        if self.items:
            return FieldOf(ListOf(self.items[0].typed().type))
        if self.type is None:
            return FieldOf(RecordOf({name: part.typed() for name, part in self.fields.items()}))
        return FieldOf(self.type, self.optional)

    def whole(self) -> Value:
        """Return the value of this place."""
        if self.items:
            return tuple(part.whole() for part in self.items.values())
        if self.type is None:
            return {name: part.whole() for name, part in self.fields.items()} if any(self._there()) else None
        return self.value

    def _there(self) -> list[bool]:
        return [part.whole() is not None for part in self.fields.values()]


@dataclass
class Sample:
    """The case of the examples, as the page tells it."""

    roots: dict[str, Place] = field(default_factory=dict)
    asked: dict[tuple[str, str], Place] = field(default_factory=dict)

    def root(self, name: str) -> Value:
        """Look a root up."""
        return self.roots[name].whole()

    def ask(self, function: str, name: str) -> Value:
        """Look an answer up."""
        found = self.asked[function, name].whole()
        if found is None:
            raise KeyError(name)
        return found

    def names(self) -> Names:
        """Return what the check is told; a step that may not have been done gives nothing for certain."""
        asked = {}
        for (function, name), place in self.asked.items():
            seen = place.typed()
            asked[Reference(function, name)] = FieldOf(seen.type, place.whole() is None)  # type: ignore[arg-type]
        return Names({name: place.typed().type for name, place in self.roots.items()}, asked)

    def place(self, path: str) -> Place:
        """Return a place by its path, made on the way."""
        steps, node = [], parse(path).tree
        while isinstance(node, Select | Index):
            steps.append(node)
            node = node.of
        assert isinstance(node, Name | Asked)
        if isinstance(node, Asked):
            place = self.asked.setdefault((node.function, node.name), Place())
        else:
            place = self.roots.setdefault(node.name, Place())
        for step in reversed(steps):
            if isinstance(step, Select):
                place = place.fields.setdefault(step.name, Place())
            else:
                place = place.items.setdefault(parse(str(step.at.value)).evaluate(Sample()), Place())  # type: ignore[arg-type, union-attr]
        return place


@cache
def sample() -> Sample:
    """Read the table of the page."""
    found, table = Sample(), PAGE.split("## The case of the examples")[1].split("\n## ")[0]
    for path, kind, value in _ROW.findall(table):
        place = found.place(path)
        name, _, words = kind.removesuffix(", optional").partition(": ")
        place.optional = kind.endswith(", optional")
        choice = OneOf(tuple(words.split(", ")))
        place.type = BASIC[name] if name in BASIC else ListOf(choice) if name == "list of" else choice
        if value:
            place.value = (value,) if name == "list of" else _READ.get(name, str)(value)
    return found


def test_the_page_has_a_case() -> None:
    """The table of the case was read."""
    assert len(sample().roots) == 3
    assert len(sample().asked) == 6
    assert sample().root("failure")["delay"] == Duration(16_200_000)  # type: ignore[call-overload, index]
    assert len(_EXAMPLES) > 100
    assert all(len(example) == 2 for example in _EXAMPLES)


@pytest.mark.parametrize("example", _EXAMPLES, ids=[example[0][:60] for example in _EXAMPLES])
def test_examples_do_what_the_page_says(example: list[str]) -> None:
    """An example has its value, is refused when checked, or has no value when it runs, each with the words shown."""
    source, said = example
    kind, _, words = said.partition(": ")
    if kind == "refused":
        assert words in _refusals(source)
        return
    assert not _refusals(source)
    expression = parse(source)
    if kind == "no value":
        with pytest.raises(EvaluationError, match=re.escape(words)):
            expression.evaluate(sample())
        return
    assert expression.evaluate(sample()) == parse(said).evaluate(Sample())


def _refusals(source: str) -> str:
    try:
        return " ".join(str(error) for error in check(parse(source), sample().names()).errors)
    except ExpressionError as refused:
        return str(refused)


def test_the_page_leaves_nothing_out() -> None:
    """Every mark, function and type of the language is in an example or in a table, and every limit with its number."""
    shown = "\n".join(example[0] for example in _EXAMPLES)
    words = {*FUNCTIONS, *METHODS, *MACROS, *LITERALS, *CASE_FUNCTIONS, "known"}
    assert not [word for word in words if f"{word}(" not in shown]
    assert not [mark for mark in (*POWERS, "not ", "!", "?", "true", "false") if mark not in shown]
    types = PAGE.split("## Types")[1].split("\n## ")[0]
    assert not [name for name in BASIC if name != "any" and f"| {name} |" not in types]
    limits = PAGE.split("## Limits")[1].split("\n## ")[0]
    numbers = (LONGEST_SOURCE, DEEPEST, LONGEST_LIST, BUDGET, language.LARGEST_VALUE, CHARACTERS_PER_UNIT)
    assert not [number for number in numbers if f"{number:,}" not in limits]


def test_the_page_has_the_differences() -> None:
    """The table of what differs from CEL is the one that the comparison goes by."""
    ends = {"value": "has a value", "error": "fails", "refused": "is not read"}
    rows = [f"| {one.what} | {one.why} | {ends[one.ours]} | {ends[one.theirs]} |" for one in DIFFERENCES]
    assert "\n".join(rows) in PAGE
