"""What was forgotten between { } and [ ]: a bracket, a comma, a colon, a quotation mark.

It is looked for where a file is no YAML. The characters are walked through as YAML has them, and the first thing that
does not go on is what is missing. What stands in brackets is taken to end before the next line of its block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from domain.playbook.findings import At, cut, quoted
from domain.playbook.nodes import Scalar
from domain.vocabulary import LANGUAGES

_LONGEST: Final = 2_000
"""The longest line that is looked through; nobody typed a longer one."""
_CLOSER: Final = {"{": "}", "[": "]"}
_VALUE: Final = re.compile(r"(?P<indent>\s*)(?:-\s+)*(?:[\w.\"'-]+\s*:\s+)?(?P<value>.*)")
_TEXT: Final = re.compile(r"(?:.*:|\s*-)\s+[|>][-+0-9]*\s*(?:#.*)?")
"""A line behind which a text of several lines begins."""
_LINE: Final = re.compile(r"(\s*)(?:- |[A-Za-z_][\w-]*:(?:\s|$))")
"""A line of a block: a key, or an entry of a list."""
_PLAIN: Final = re.compile(r"(?:[^,\[\]{}:#]|:(?![\s,\[\]{}]|$)|(?<!\s)#)+")
_ENDS: Final = re.compile(r", [\w-]+:\s|[}\]]|\s+#|$")
"""Where a text most likely ends whose quotation mark was forgotten."""
_TIGHT: Final = re.compile(r"([A-Za-z_]+):(\S.*)", re.DOTALL)
_APART: Final = re.compile(r"([a-z_]+)\s+(\S.*)", re.DOTALL)
_ONE_VALUE: Final = re.compile(r"\S+|\d\S*(?: working)? \w+")
"""A word, or a number with its unit: what follows behind a comma is no rest of it."""


class Slip(NamedTuple):
    """Something that was forgotten: where, what, and what to write."""

    at: At
    what: str
    remedy: str


def colon_of(key: Scalar, name: str, value: Scalar | None) -> Slip | None:
    """Return what is missing in a key that stands between brackets without a colon of its own.

    Args:
        key: as it was read.
        name: the key before it, where that has a single value.
        value: that value. A sentence may go on behind its comma, and then no colon is missing.
    """
    tight = _TIGHT.fullmatch(key.text)
    if tight is not None:
        at = At(key.at.line, key.at.column + tight.end(1))
        return Slip(at, "A blank is missing behind this colon.", f"Write “{tight[1]}: {cut(tight[2])}”.")
    apart = _APART.fullmatch(key.text)
    goes_on = value is not None and (name in LANGUAGES or _ONE_VALUE.fullmatch(value.text) is None)
    if apart is None or key.style or goes_on or _ONE_VALUE.fullmatch(apart[2]) is None:
        return None
    at = At(key.at.line, key.at.column + apart.end(1))
    return Slip(at, f"A colon is missing behind {quoted(apart[1])}.", f"Write “{apart[1]}: {cut(apart[2])}”.")


@dataclass(slots=True)
class _Open:
    """A bracket that is open: its mark and place, the key before a value, and where a key stands in a list."""

    mark: str
    at: At
    key: str = ""
    is_value: bool = False
    inner: At | None = None
    inner_key: str = ""
    key_at: At = field(default_factory=lambda: At(1, 1))


def forgotten(lines: Sequence[str], until: int) -> Slip | None:
    """Return what is missing in the first brackets or quotes that do not come out right, up to a line.

    Args:
        lines: the file.
        until: the line where the parser gave up, from 1.
    """
    if any(len(line) > _LONGEST for line in lines[: until + 1]):
        return None
    number = 0
    while number < min(until, len(lines)):
        line = lines[number]
        number += 1
        if _TEXT.fullmatch(line):
            number = _behind(lines, number, len(line) - len(line.lstrip()))
            continue
        found = _VALUE.match(line)
        if found is None or not found["value"] or found["value"][0] not in "{[\"'":
            continue
        walk = _Walk(lines, number - 1, found.start("value"), len(found["indent"]))
        slip = walk.slip()
        if slip is not None:
            return slip
        number = max(number, walk.line + 1)
    return None


def _behind(lines: Sequence[str], number: int, indent: int) -> int:
    """Return the line behind a text of several lines."""
    while number < len(lines) and (
        not lines[number].strip() or len(lines[number]) - len(lines[number].lstrip()) > indent
    ):
        number += 1
    return number


@dataclass(slots=True)
class _Walk:
    """Walks from an opening bracket or quotation mark to where it closes."""

    lines: Sequence[str]
    line: int
    at: int
    indent: int
    open: list[_Open] = field(default_factory=list)
    before: str = ""
    """What stands before: an opening, a comma, a colon, a plain or quoted text, or something that was closed."""
    text: str = ""
    text_at: At = field(default_factory=lambda: At(1, 1))
    begin: At = field(init=False)

    def __post_init__(self) -> None:
        """Note where it begins."""
        self.begin = self.place

    @property
    def place(self) -> At:
        return At(self.line + 1, self.at + 1)

    def slip(self) -> Slip | None:
        """Walk on to the first thing that cannot be."""
        while True:
            rest = self.lines[self.line][self.at :]
            blanks = len(rest) - len(rest.lstrip())
            if not rest.strip() or (rest.lstrip().startswith("#") and (blanks or not self.at)):
                ended = self.next_line()
                if ended is not None:
                    return ended
                continue
            self.at += blanks
            slip = self.step(rest[blanks])
            if slip is not None:
                return slip
            if not self.open:
                return self.left_over()

    def next_line(self) -> Slip | None:
        """Go on to the next line with something in it; a line of the block round the brackets ends them."""
        number = self.line + 1
        while number < len(self.lines) and (not self.lines[number].strip() or self.lines[number].lstrip()[0] == "#"):
            number += 1
        line = _LINE.match(self.lines[number]) if number < len(self.lines) else None
        if number == len(self.lines) or (line is not None and len(line[1]) <= self.indent):
            return self.unclosed()
        self.line, self.at = number, 0
        return None

    def unclosed(self) -> Slip:
        """Say what is open at the end of a line."""
        closers = "".join(_CLOSER[each.mark] for each in reversed(self.open))
        first = self.open[-1]
        where = "" if first.at.line == self.line + 1 else f" in line {first.at.line}"
        end = re.sub(r"\s+#.*", "", self.lines[self.line]).rstrip()
        what = f"The “{first.mark}” before “{_cut_from(self.lines, first.at)}”{where} is not closed."
        return Slip(At(self.line + 1, len(end) + 1), what, f"Write {closers} here, at the end of the line.")

    def step(self, mark: str) -> Slip | None:
        """Take one mark or text."""
        if mark in _CLOSER:
            return self.opening(mark)
        if mark in "}]":
            return self.closing(mark)
        if mark == ",":
            self.before, self.at = "comma", self.at + 1
            self.open[-1].is_value, self.open[-1].key = False, ""
            return None
        if mark in "\"'" and self.before in {"", "opening", "comma", "colon"}:
            return self.quotation(mark)
        plain = _PLAIN.match(self.lines[self.line], self.at)
        if plain is None:
            return self.colon()
        return self.plain(plain[0])

    def opening(self, mark: str) -> Slip | None:
        if self.before in {"plain", "quoted", "closed"}:
            top = self.open[-1]
            if self.before != "closed" and top.mark == "{" and not top.is_value:
                what = f"A colon is missing behind {quoted(self.text)}."
                return Slip(self.place, what, f"Write {self.text}: {mark}….")
            return self.comma(f"“{mark}”")
        self.open.append(_Open(mark, self.place))
        self.before, self.at = "opening", self.at + 1
        return None

    def closing(self, mark: str) -> Slip | None:
        top = self.open[-1]
        if _CLOSER[top.mark] == mark:
            self.open.pop()
            self.before, self.at = "closed", self.at + 1
            return None
        wanted = _CLOSER[top.mark]
        what = f"The “{top.mark}” before “{_cut_from(self.lines, top.at)}” is not closed."
        if mark == "}" and top.inner is not None and len(self.open) == 1:
            return _unopened("{", top.key_at, top.inner_key)
        if mark == "]" and top.is_value and self.before == "plain" and "}" in self.lines[self.line][self.at :]:
            return _unopened("[", self.text_at, self.text)
        if not any(_CLOSER[each.mark] == mark for each in self.open):
            return Slip(self.place, f"This “{mark}” closes a “{top.mark}”.", f"Write {wanted} instead.")
        if top.inner is not None:
            return Slip(top.inner, what, f"Write {wanted} before “, {top.inner_key}:”.")
        return Slip(self.place, what, f"Write {wanted} before this “{mark}”.")

    def quotation(self, mark: str) -> Slip | None:
        """Read a text in quotes; one that is not closed in its line swallows what follows."""
        begin = self.at + 1
        end = begin
        line = self.lines[self.line]
        while end < len(line) and (line[end] != mark or (mark == "'" and line[end : end + 2] == "''")):
            end += 2 if (line[end] == "\\" and mark == '"') or (line[end : end + 2] == "''" and mark == "'") else 1
        if end >= len(line):
            return self.unquoted(mark)
        if self.before == "colon" and self.open and _ENDS.search(line[begin:end]) and line[end + 1 : end + 2].isalnum():
            return self.unquoted(mark)
        self.text, self.text_at = line[begin:end], self.place
        self.before, self.at = "quoted", end + 1
        return None

    def unquoted(self, mark: str) -> Slip:
        line = self.lines[self.line]
        text = line[self.at + 1 :]
        end = _ENDS.search(text) if self.open else re.search(r"\s+#|$", text)
        inside = text[: end.start()].rstrip() if end is not None else text
        what = "The quotation mark that opens here is not closed in this line."
        return Slip(self.place, what, f"Write {mark} behind {quoted(inside)}.")

    def plain(self, text: str) -> Slip | None:
        if self.before in {"quoted", "closed"}:
            return self.comma(quoted(text.split(maxsplit=1)[0]))
        self.text, self.text_at = text.strip(), self.place
        self.before, self.at = "plain", self.at + len(text)
        return None

    def colon(self) -> Slip | None:
        """Take a colon: behind a key, or where there is one already."""
        top = self.open[-1]
        following = self.lines[self.line][self.at + 1 : self.at + 2]
        if self.before == "plain" and following in {"{", "["}:
            return Slip(self.place, "A blank is missing behind this colon.", f"Write {self.text}: {following}….")
        if top.mark == "{" and top.is_value and self.before in {"plain", "quoted", "closed"}:
            return self.second_colon(top)
        if top.mark == "[" and top.inner is None and self.before == "plain":
            comma = self.lines[self.text_at.line - 1].rfind(",", 0, self.text_at.column)
            top.inner = At(self.text_at.line, comma + 1) if comma >= 0 else self.text_at
            top.inner_key, top.key_at = self.text, self.text_at
        top.key, top.is_value = self.text, True
        self.before, self.at = "colon", self.at + 1
        return None

    def second_colon(self, top: _Open) -> Slip | None:
        """Say which comma is missing before a key; a colon in a sentence is told otherwise."""
        words = self.text.rpartition(" ")
        is_sentence = top.key in LANGUAGES and words[2] not in LANGUAGES
        if self.before == "plain" and not words[0] and not is_sentence and re.fullmatch(r"[a-z_]+", words[2]):
            return _unopened("{", self.text_at, words[2])
        if self.before != "plain" or not words[0] or is_sentence or not re.fullmatch(r"[a-z_]+", words[2]):
            return Slip(self.place, "This colon cannot stand inside a text.", "Put the whole text in quotes.")
        column = self.lines[self.text_at.line - 1].rfind(words[2], 0, self.at)
        remedy = f"Write {words[0]}, {words[2]}: …, or put the text in quotes."
        return Slip(At(self.line + 1, column + 1), f"A comma is missing before {quoted(words[2])}.", remedy)

    def comma(self, what: str) -> Slip:
        return Slip(self.place, f"A comma is missing before {what}.", "Write a comma between two entries.")

    def left_over(self) -> Slip | None:
        """Look at what stands behind the last bracket or quotation mark."""
        rest = self.lines[self.line][self.at :].lstrip()
        if rest[:1] == "," and re.search(r"\]\s*(?:#.*)?$", rest) and self.begin.line == self.line + 1:
            begins = self.lines[self.line][self.begin.column - 1 :].split()[0]
            return _unopened("[", self.begin, begins)
        if rest[:1] not in {"}", "]"}:
            return None
        column = self.lines[self.line].index(rest[0], self.at)
        opening = next(mark for mark, closer in _CLOSER.items() if closer == rest[0])
        what = f"This “{rest[0]}” closes nothing."
        return Slip(At(self.line + 1, column + 1), what, f"Take it out, or write {opening} where it begins.")


def _unopened(mark: str, at: At, before: str) -> Slip:
    """Say that a bracket is missing which is closed further on."""
    what = f"The “{mark}” is missing that a “{_CLOSER[mark]}” closes behind it."
    return Slip(at, what, f"Write {mark} before {quoted(before)}.")


def never_opened(line: str, number: int) -> Slip | None:
    """Return where a bracket is missing in a line whose value is not in brackets and closes one."""
    found = _VALUE.match(line)
    begin = found.start("value") if found is not None else 0
    if re.match(r"\s*-\s+[\w-]+:\s", line):  # a step that is written in braces
        begin = len(line) - len(line.lstrip("- "))
    depth, value = 0, re.sub(r"\"[^\"]*\"|'[^']*'|\s#.*", lambda quote: " " * len(quote[0]), line[begin:])
    for mark in value:
        depth += (mark in _CLOSER) - (mark in "}]")
        if depth < 0:
            opens = next(opening for opening, closer in _CLOSER.items() if closer == mark)
            return _unopened(opens, At(number, begin + 1), line[begin:].split(maxsplit=1)[0].rstrip(":,"))
    return None


def _cut_from(lines: Sequence[str], at: At) -> str:
    """Return the beginning of what a bracket opens before."""
    return re.split(r"[\[{]", " ".join(lines[at.line - 1][at.column :].split()[:2])[:24])[0].rstrip(" ,:}]")
