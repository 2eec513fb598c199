"""A document as it was read: scalars, lists and mappings, each with its place in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from domain.playbook.findings import At

ScalarType = Literal["text", "integer", "yes_no", "fraction", "nothing"]

_CORE: Final[tuple[tuple[ScalarType, re.Pattern[str]], ...]] = (
    ("nothing", re.compile(r"null|Null|NULL|~|")),
    ("yes_no", re.compile(r"true|True|TRUE|false|False|FALSE")),
    ("integer", re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")),
    ("fraction", re.compile(
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    )),
)  # fmt: skip
"""How the core schema of YAML 1.2 (§10.3) takes a plain scalar; anything else, and all that is quoted, is text."""


def core_type(text: str) -> ScalarType:
    """Return what a plain scalar is by the core schema."""
    return next((name for name, pattern in _CORE if pattern.fullmatch(text)), "text")


@dataclass(frozen=True, slots=True)
class Written:
    """The characters of a file, for finding places in them."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Written:
        """Note where the lines of a text begin."""
        return cls(text, (0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))))

    def at(self, index: int) -> At:
        """Return line and column of a character."""
        line = bisect_right(self.starts, index)
        return At(line, index - self.starts[line - 1] + 1)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its text, and its type by the core schema."""

    at: At
    text: str
    type: ScalarType
    style: str = field(default="", compare=False)
    span: tuple[int, int] = field(default=(0, 0), compare=False)
    written: Written | None = field(default=None, repr=False, compare=False)

    def place(self, offset: int) -> At:
        """Return where in the file a character of the text stands, whatever quotes and folds lie between."""
        if self.written is None:
            return At(self.at.line, self.at.column + offset)
        return self.written.at(_index_of(self, self.written.text, offset))


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    at: At
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping, in the order of the file."""

    at: At
    entries: Mapping[str, Entry]

    def get(self, name: str) -> Node | None:
        """Return a value, if it was written."""
        entry = self.entries.get(name)
        return entry.value if entry else None

    def key(self, name: str) -> At:
        """Return where a key stands; where the mapping stands when it is not written."""
        entry = self.entries.get(name)
        return entry.key.at if entry else self.at


Node: TypeAlias = Scalar | Items | Fields

_ANY = re.compile(".", re.DOTALL)
_PIECES: Final[Mapping[str, re.Pattern[str]]] = {
    '"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)|.", re.DOTALL),
    "'": re.compile(r"''|.", re.DOTALL),
}
"""What stands for one character in each style of quoting."""
_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\n|\r)?")
_BLANKS = frozenset(" \t\r\n")


def _index_of(scalar: Scalar, text: str, offset: int) -> int:
    """Walk along a scalar as it is written until its text's character `offset` is reached.

    Folds and indentation change nothing but white space, so that all other characters pair off in order.
    """
    position = _inside(scalar, text)
    for number, wanted in enumerate(scalar.text):
        position, end = _piece(scalar.style, text, position, blank=wanted in _BLANKS)
        if number == offset:
            break
        position = end
    return position


def _inside(scalar: Scalar, text: str) -> int:
    start = scalar.span[0]
    header = _HEADER.match(text, start) if scalar.style in {"|", ">"} else None
    return header.end() if header else start + (scalar.style in {'"', "'"})


def _piece(style: str, text: str, position: int, *, blank: bool) -> tuple[int, int]:
    """Return where the next character, a blank one or not, is written, and where that ends."""
    pattern = _PIECES.get(style, _ANY)
    while (found := pattern.match(text, position)) is not None:
        piece, end = found.group(), found.end()
        joins_lines = style == '"' and piece[0] == "\\" and piece[-1] in "\r\n"
        if piece not in _BLANKS and not joins_lines:
            return position, position if blank and len(piece) == 1 else end
        if blank and not joins_lines:
            return position, end
        position = end
    return position, position
