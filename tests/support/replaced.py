"""Values of legal documents replaced one by one by what cannot stand there, and what is found then.

Every construct of the documents that ship is taken once, in the smallest document that has it; names that a house
chooses itself count as one. `python -m tests.support.replaced` renews tests/corpus/replaced.txt.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from domain.playbook.compiler import compile_playbook
from domain.playbook.findings import Finding
from domain.playbook.outline import KINDS
from tests.support.corpus import HOUSE, Checker

REPLACED: Final = HOUSE / "tests" / "corpus" / "replaced.txt"
BY: Final[Mapping[str, str]] = {
    "nothing": "~", "a blank": '""', "a list": "[]", "words": '"x y"', "a formula": '"=no.such == 1"',
    "a number": "-1", "a large number": "1234567",
}  # fmt: skip
"""What values are replaced by."""
_OF_NUMBERS: Final = ("nothing", "words", "a number", "a large number")
_OF_FORMULAS: Final = ("nothing", "a blank", "words", "a formula", "a number")
_OF_TEXTS: Final = ("nothing", "a blank", "a list", "words")
_OF_OTHERS: Final = ("nothing", "a list", "words")
_FOLDERS: Final = ("playbooks", "playbooks/house", "messages", "calendars")
_CHOSEN: Final = frozenset({
    "title", "words", "facts", "form", "promises", "together", "choices", "with", "in_kind", "what", "inputs", "result",
    "refusals", "says", "skill", "skills", "markets", "connectors", "staff", "holidays", "worked", "text", "subject",
    "for", "hours", "tiers", "safety", "rights", "money", "inconvenience",
})  # fmt: skip
"""Fields below which stand names that a house chooses, or names that are alike."""
What = tuple[str, ...]
"""A construct: the kind of a document or of a step, and the way from there."""


class Value(NamedTuple):
    """A value of a document: the way to it, and where it stands in the text."""

    way: str
    start: int
    end: int
    key: int
    """Where its key begins; an item of a list has none, and begins there itself."""
    by: tuple[str, ...]
    """What it is replaced by."""

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self.way.endswith("]")


class Document:
    """A document and its values."""

    def __init__(self, text: str) -> None:
        """Find the values."""
        self.text = text
        self.begins = begins_of(text)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        assert root is not None
        self.kind = _keys(root)[0]
        self.values = [*self._below(root, (f"{self.kind}:",), "")]
        self._starts = sorted((at, value.way) for _, value in self.values for at in (value.key, value.start))

    def _below(self, node: yaml.Node, what: What, way: str) -> Iterator[tuple[What, Value]]:
        """Yield what stands below a node; below a step what counts is its kind, wherever it stands."""
        kinds = [key for key in _keys(node) if key in KINDS]
        if way.endswith("]") and kinds:
            what = (kinds[0],)
        if isinstance(node, yaml.MappingNode):
            for key, inner in node.value:
                at, name = f"{way}.{key.value}".lstrip("."), "*" if what[-1] in _CHOSEN else key.value
                yield (*what, name), self._value(at, inner, key)
                yield from self._below(inner, (*what, name), at)
        elif isinstance(node, yaml.SequenceNode):
            for number, inner in enumerate(node.value):
                at = f"{way}[{number}]"
                yield (*what, "[]"), self._value(at, inner, inner)
                yield from self._below(inner, (*what, "[]"), at)

    def _value(self, way: str, node: yaml.Node, key: yaml.Node) -> Value:
        """Return a value; what is written in lines ends, for YAML, only where the next thing begins."""
        start, end, at = (self.begins[m.line] + m.column for m in (node.start_mark, node.end_mark, key.start_mark))
        by: tuple[str, ...] = _OF_OTHERS
        if isinstance(node, yaml.ScalarNode):
            by = _OF_NUMBERS if node.value.isdecimal() else _OF_FORMULAS if node.value[:1] == "=" else _OF_TEXTS
        return Value(way, start, start + len(self.text[start:end].rstrip()), at, by)

    def way_to(self, index: int) -> str:
        """Return the way to the last value that begins up to a place."""
        found = bisect_right(self._starts, (index, "\uffff"))
        return self._starts[found - 1][1] if found else ""

    # --- Replacing ---------------------------------------------------------------------------------------------------
    def changes(self, value: Value) -> Iterator[tuple[str, str]]:
        """Yield the text with one value replaced, and by what."""
        for name in value.by:
            yield name, self.text[: value.start] + BY[name] + self.text[value.end :]
        yield "left out", self._without(value)
        if value.is_item:
            yield "twice", self.text[: value.end] + self._between(value) + self.text[value.start :]

    def _without(self, value: Value) -> str:
        """Take out a value with its key, or with the dash or the comma round an item."""
        before, behind = self.text[: value.key], self.text[value.end :]
        if value.is_item and before.rstrip().endswith("-"):
            return before.rstrip()[:-1] + behind
        return before + (behind.lstrip()[1:] if behind.lstrip().startswith(",") else behind)

    def _between(self, value: Value) -> str:
        """Return what stands between two items of a list."""
        line = self.text[self.text.rfind("\n", 0, value.start) + 1 : value.start]
        if not line.rstrip().endswith("-"):
            return ", "
        dash = line.rfind("-")
        return "\n" + " " * dash + line[dash:]


def _keys(node: yaml.Node) -> list[str]:
    return [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []


def begins_of(text: str) -> list[int]:
    """Return where the lines of a text begin."""
    begins = [0]
    for line in text.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    return begins


# --- What is found ---------------------------------------------------------------------------------------------------
def documents() -> list[Path]:
    """Return the documents that ship, small ones first."""
    found = [path for folder in _FOLDERS for path in (HOUSE / folder).glob("*.yaml")]
    return sorted(found, key=lambda path: (path.stat().st_size, path.name))


def listed(paths: list[Path]) -> Iterator[str]:
    """Yield, line by line, what is found in documents of which every construct is replaced once."""
    (of_playbooks, of_others), taken = _checks(), set[What]()
    for path in paths:
        yield path.name
        document = Document(path.read_text(encoding="utf-8"))
        for what, value in document.values:
            if what not in taken:
                taken.add(what)
                yield f"  {value.way}"
                check = of_playbooks if document.kind == "playbook" else of_others
                yield from _lines(document, value, check)


Check = Callable[[bytes], Sequence[Finding]]


def _checks() -> tuple[Check, Check]:
    """Return what checks playbooks, and other documents, against the house, whose playbooks are compiled once."""
    checker = Checker(HOUSE)
    around = replace(checker.surroundings, plan=cache(checker.surroundings.plan))
    return lambda text: compile_playbook(text, "f.yaml", around)[1], checker.check


def _lines(document: Document, value: Value, check: Check) -> Iterator[str]:
    lines: dict[str, list[str]] = {}
    for name, text in document.changes(value):
        told = [f"{finding.rule} {_place(document, value, text, finding)}" for finding in check(text.encode())]
        lines.setdefault(", ".join(told) or "legal", []).append(name)
    for said, names in lines.items():
        yield f"    {', '.join(names)}: {said}"


def _place(document: Document, value: Value, text: str, finding: Finding) -> str:
    """Say where a finding stands: here, at the key, or at another value."""
    index = begins_of(text)[finding.line - 1] + finding.column - 1
    grown = len(text) - len(document.text)
    if index in {value.start, value.key}:
        return "here" if index == value.start else "at its key"
    if value.start < index < value.end + grown:
        return f"here, {index - value.start} signs in"
    return f"at {document.way_to(index if index < value.start else index - grown) or 'the beginning'}"


if __name__ == "__main__":
    REPLACED.write_text("".join(f"{line}\n" for line in listed(documents())), encoding="utf-8")
