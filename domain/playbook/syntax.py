"""Why a file is no YAML, told to somebody who does not read parsers' messages."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from domain.playbook.brackets import Slip, forgotten, never_opened
from domain.playbook.findings import At, Report, cut, quoted

_CLOSED: Final = "Close every {, [ and quotation mark, and put a comma between entries."
_KNOWN: Final = (
    ("mapping values are not allowed", "This colon makes a key where none can stand.",
     "Put a text that holds “: ” in quotes; begin every key on a line of its own."),
    ("that cannot start any token", "A value cannot begin with “{mark}”.", "Put the whole value in quotes."),
    ("could not find expected ':'", "This line is no key with a value.", "Write a colon and a space: “key: value”."),
    ("expected <document start>", "This stands further left than the document begins.",
     "Bring all keys of the document to the first column; a remark begins with #."),
    ("block sequence entries", "A list cannot begin in this line.", "Begin it on a line of its own: “- …”."),
    ("expected '-' indicator", "In a list, this line does not begin with “- ”.",
     "Write “- ” before a new entry; indent the fields of an entry as far as its first one."),
    ("while parsing a block", "This does not stand in the column of what it belongs to.",
     "Bring the entries of one list or mapping to the same column, and begin each entry of a list with “- ”."),
    ("while parsing a flow", "What opens with {, [ or a quotation mark{since} is not closed before this.", _CLOSED),
    ("while scanning a quoted scalar", "The quotation mark that opens here is never closed.", "Close it."),
    ("an alias", "“*” cannot begin a value here.", "Put the whole value in quotes."),
    ("an anchor", "“&” cannot begin a value here.", "Put the whole value in quotes."),
)  # fmt: skip
"""What a parser says, what it means, and what to do; `{mark}` is the character, `{since}` the line where it began."""
_AT_BEGINNING: Final = ("while scanning a simple key", "while scanning a quoted scalar")
"""What is told where it begins, since the parser notices lines later."""


class Trouble(NamedTuple):
    """What a parser says, where it noticed, and where it began to read the piece."""

    said: str
    at: At
    since: At | None


def refuse(report: Report, trouble: Trouble) -> None:
    """Note why a file cannot be read."""
    at = trouble.since if trouble.since and trouble.said.startswith(_AT_BEGINNING) else trouble.at
    if at.line > len(report.lines):
        at = At(len(report.lines), len(report.lines[-1]) + 1)
    line = report.lines[at.line - 1]
    tab = line.find("\t", 0, max(at.column, len(line) - len(line.lstrip())))
    if tab >= 0 and not line[:tab].strip():
        what = "A tab stands in the indentation."
        report.add("yaml-syntax", At(at.line, tab + 1), what, "Indent with spaces; set your editor to write them.")
        return
    slip = forgotten(report.lines, trouble.at.line) or _before(report, trouble, at, line) or _of_line(at, line)
    if slip is None:
        slip = Slip(at, *_told(trouble, at, line))
    report.add("yaml-syntax", *slip)


def _before(report: Report, trouble: Trouble, at: At, line: str) -> Slip | None:
    """Return what is missing in the line before a key that cannot be one: without a colon there, both are one text."""
    key = re.match(r"\s*[\w-]+(?=:(?:\s|$))", line)
    if "mapping values are not allowed" not in trouble.said or key is None or key.end() != at.column - 1:
        return None
    number = at.line - 1
    while number and (not report.lines[number - 1].strip() or report.lines[number - 1].lstrip()[0] == "#"):
        number -= 1
    before = report.lines[number - 1] if number else ""
    return None if ": " in before else _of_line(At(number, 1), before)


def _of_line(at: At, line: str) -> Slip | None:
    """Return what is missing in a line outside of brackets: a colon, or a blank behind a colon or a dash."""
    begin = len(line) - len(line.lstrip())
    dash = re.match(r"\s*-(?=[\w{\[\"'=])", line)
    if dash is not None:
        remedy = f"Write “- {cut(line[dash.end() :].strip())}”."
        return Slip(At(at.line, begin + 2), "A blank is missing behind this dash.", remedy)
    unopened = never_opened(line, at.line)
    if unopened is not None:
        return unopened
    tight = re.match(r"\s*(?:- )*([A-Za-z_]+):(?=[^\s:])", line)
    if tight is not None:
        remedy = f"Write “{tight[1]}: {cut(line[tight.end() :].strip())}”."
        return Slip(At(at.line, tight.end()), "A blank is missing behind this colon.", remedy)
    bare = re.fullmatch(r"\s*(?:- )*([a-z_]+)(?:\s+([{\[].*|[^:]*))?", line)
    if bare is not None:
        remedy = f"Write “{bare[1]}: {cut(bare[2].strip())}”." if bare[2] else f"Write “{bare[1]}:”."
        return Slip(At(at.line, bare.end(1) + 1), f"A colon is missing behind {quoted(bare[1])}.", remedy)
    return None


def _told(trouble: Trouble, at: At, line: str) -> tuple[str, str]:
    since = f" in line {trouble.since.line}" if trouble.since and trouble.since.line < at.line else ""
    mark = line[at.column - 1 : at.column]
    found = next(((what, remedy) for known, what, remedy in _KNOWN if known in trouble.said), None)
    if found is None:
        return f"This is not YAML: {trouble.said}.", "Put a text with special marks in quotes."
    return found[0].replace("{since}", since).replace("{mark}", mark), found[1]
