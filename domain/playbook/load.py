"""Strict YAML 1.2: what a file holds, with the place of everything. The one module that reads YAML.

PyYAML's C parser gives the events; types are those of the core schema (`NO`, `on` and `12:30` are texts). What would
read differently elsewhere, or can be made to explode, is refused: duplicate keys, anchors, aliases, tags, directives,
several documents, more than 256 KiB, more than 32 levels. Nothing here raises: what is wrong is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, NoReturn

import yaml

from domain.playbook.brackets import colon_of
from domain.playbook.findings import At, Report, cut, quoted
from domain.playbook.nodes import Entry, Fields, Items, Node, Scalar, Written, core_type
from domain.playbook.syntax import Trouble, refuse

LARGEST = 256 * 1024
"""The most bytes of a document."""
DEEPEST = 32
"""The most levels of lists and mappings."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_GROUPED = re.compile(r"(?s).*\d,\d{3}(?!\d).*")


class _Stop(Exception):
    """Nothing more can be read."""


def load(source: str | bytes, file: str) -> tuple[Node | None, Report]:
    """Read a document; None where what was found leaves nothing to go on with."""
    text, report = _decoded(source, file)
    if text is None:
        return None, report
    control = _CONTROL.search(text)
    if control:
        code = f"U+{ord(control[0]):04X}"
        report.add("yaml-control", Written.of(text).at(control.start()), f"{code} stands here.", "Take it out.")
        return None, report
    try:
        return _Reading(text, report).document(), report
    except _Stop:
        return None, report
    except yaml.YAMLError as error:
        _not_yaml(error, report)
        return None, report


class Identity(NamedTuple):
    """What a document says it is: its first field and the name that stands there, "" where neither can be read."""

    kind: str = ""
    name: str = ""
    at: At = At(1, 1)


def identity(source: bytes) -> Identity:
    """Read no more of a document than what it says it is; nothing of the rest is checked."""
    text = source[:LARGEST].decode(errors="replace").removeprefix("\ufeff")
    try:
        begin = list(islice(yaml.parse(text, Loader=yaml.CSafeLoader), 5))
    except yaml.YAMLError:
        return Identity()
    if len(begin) < 5 or not isinstance(begin[2], yaml.MappingStartEvent):  # noqa: PLR2004 — stream, document, fields
        return Identity()
    kind, name = begin[3], begin[4]
    if not isinstance(kind, yaml.ScalarEvent):
        return Identity()
    return Identity(kind.value, name.value if isinstance(name, yaml.ScalarEvent) else "", _at(name))


def _decoded(source: str | bytes, file: str) -> tuple[str | None, Report]:
    """Return the text without byte order mark."""
    try:
        data = source.encode() if isinstance(source, str) else source
        text = data.decode().removeprefix("\ufeff")
    except UnicodeError as error:
        report = Report(file, "")
        readable = error.object[: error.start] if isinstance(error, UnicodeDecodeError) else b""
        at = Written.of(shown := readable.decode().removeprefix("\ufeff")).at(len(shown))
        report.add("yaml-encoding", at, "This is not UTF-8.", "Save the file as UTF-8.")
        return None, report
    report = Report(file, text if len(data) <= LARGEST else "")
    if len(data) > LARGEST:
        what = f"The file has {len(data):,} bytes; at most {LARGEST:,} are read."
        report.add("yaml-size", At(1, 1), what, "Split it into several playbooks.")
        return None, report
    return text, report


def _not_yaml(error: yaml.YAMLError, report: Report) -> None:
    said = [part for part in (getattr(error, "context", None), getattr(error, "problem", None)) if part]
    at, since = (_place(getattr(error, name, None)) for name in ("problem_mark", "context_mark"))
    refuse(report, Trouble(", ".join(said) or "it cannot be read", at or At(1, 1), since))


def _place(mark: yaml.Mark | None) -> At | None:
    return At(mark.line + 1, mark.column + 1) if mark else None


class _Reading:
    """Makes nodes of the parser's events, as they come."""

    def __init__(self, text: str, report: Report) -> None:
        self.written = Written.of(text)
        self.report = report
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        self.lost = False

    def document(self) -> Node | None:
        """Read the one document of a file."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            self.stop("missing-field", At(1, 1), "The file is empty.", "Write a document into it.")
        if getattr(start, "version", None) or getattr(start, "tags", None):
            self.stop("yaml-directive", At(1, 1), "A directive stands before the document.", "Take out the % lines.")
        root = self.node(next(self.events), 1)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.stop("yaml-documents", _at(after), "A second document begins here.", "Put it into a file of its own.")
        return None if self.lost else root

    def stop(self, rule: str, at: At, message: str, remedy: str) -> NoReturn:
        """Note what ends the reading."""
        self.report.add(rule, at, message, remedy)
        raise _Stop

    def node(self, event: yaml.Event, depth: int) -> Node:
        """Make a node of an event and those that belong to it."""
        at = _at(event)
        if isinstance(event, yaml.AliasEvent):
            self.lost = True
            self.report.add(
                "yaml-alias", at, f"The alias *{cut(str(event.anchor))} stands here.", "Write the value out."
            )
            return Scalar(at, "", "nothing")
        self.unmarked(event, at)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, at)
        if depth > DEEPEST:
            self.stop("yaml-depth", at, f"This is nested more than {DEEPEST} levels deep.", "Write it flatter.")
        in_brackets = bool(getattr(event, "flow_style", False))
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(at, depth, in_brackets=in_brackets)
        return self.fields(at, depth, in_brackets=in_brackets)

    def unmarked(self, event: yaml.Event, at: At) -> None:
        """Refuse anchors and tags."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.report.add("yaml-anchor", at, f"The anchor &{cut(anchor)} stands here.", "Take it out.")
        if tag is not None:
            self.report.add("yaml-tag", at, f"The tag {quoted(tag)} stands here.", "Take it out; quotes make a text.")

    def scalar(self, event: yaml.ScalarEvent, at: At) -> Scalar:
        """Make a scalar; what a plain one is, the core schema says."""
        control = _CONTROL.search(event.value)
        if control:
            what = f"The text holds U+{ord(control[0]):04X}."
            self.report.add("yaml-control", at, what, "Write it without that character.")
        type_ = "text" if event.style else core_type(event.value)
        span = (_index(event.start_mark), _index(event.end_mark))
        return Scalar(at, event.value, type_, event.style or "", span, self.written)

    def items(self, at: At, depth: int, *, in_brackets: bool) -> Items:
        """Read a list."""
        found: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            node = self.node(event, depth + 1)
            if in_brackets and found and isinstance(node, Scalar) and isinstance(found[-1], Scalar):
                self.not_split(found[-1], node, only_numbers=True)
            found.append(node)
        return Items(at, tuple(found))

    def fields(self, at: At, depth: int, *, in_brackets: bool) -> Fields:
        """Read a mapping."""
        found: dict[str, Entry] = {}
        last: Entry | None = None
        bare: tuple[Entry | None, Scalar] | None = None
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self.without_colon(bare)
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            bare = None
            if not isinstance(key, Scalar) or key.type == "nothing":
                self.lost = True
                self.report.add("yaml-key", key.at, "This is no key.", "Write a word and a colon: “key: value”.")
                continue
            bare = (last, key) if in_brackets and self.bare(key, value) else None
            if key.text in found:
                line = found[key.text].key.at.line
                what = f"{quoted(key.text)} stands in line {line} already."
                self.report.add("yaml-duplicate-key", key.at, what, "Keep one of them.")
            found.setdefault(key.text, last := Entry(key, value))
        self.without_colon(bare)
        return Fields(at, found)

    def without_colon(self, found: tuple[Entry | None, Scalar] | None) -> None:
        """Refuse a key without a colon; behind a value it is the rest of that, which its comma cut off."""
        if found is None:
            return
        before, key = found
        value = before.value if before is not None and isinstance(before.value, Scalar) else None
        slip = colon_of(key, before.key.text if before is not None and value is not None else "", value)
        if slip is not None:
            self.lost = True
            self.report.add("yaml-syntax", *slip)
        elif value is not None:
            self.not_split(value, key, only_numbers=False)

    def bare(self, key: Scalar, value: Node) -> bool:
        """Say whether a key was written without colon and value."""
        if not isinstance(value, Scalar) or value.type != "nothing" or value.text:
            return False
        return ":" not in self.written.text[key.span[1] : value.span[1]]

    def not_split(self, before: Scalar, after: Scalar, *, only_numbers: bool) -> None:
        """Refuse a value that a comma has cut in two."""
        whole = self.written.text[before.span[0] : after.span[1]]
        is_number = _GROUPED.fullmatch(whole) is not None and not after.text.isdigit()
        if before.style or after.style or (only_numbers and not is_number):
            return
        remedy = f'Put it in quotes: "{cut(whole)}".'
        if is_number:
            remedy = f"Write plain digits: {cut(whole.replace(',', ''))}."
        self.lost = True
        self.report.add("yaml-split-value", before.at, f"The comma cuts {quoted(whole)} in two.", remedy)


def _at(event: yaml.Event) -> At:
    mark = event.start_mark
    return At(mark.line + 1, mark.column + 1) if mark else At(1, 1)


def _index(mark: object) -> int:
    """Return the character a mark stands at (the type stubs leave it out)."""
    return int(getattr(mark, "index", 0))
