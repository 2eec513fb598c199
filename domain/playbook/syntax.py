"""Why a file is no YAML, told to somebody who does not read parsers' messages."""

from __future__ import annotations

from typing import Final, NamedTuple

from domain.playbook.findings import At, Report

_CLOSED: Final = "Close every {, [ and quotation mark, and put a comma between entries."
_KNOWN: Final = (
    ("mapping values are not allowed", "This colon makes a key where none can stand.",
     "Put a text that holds “: ” in quotes; begin every key on a line of its own."),
    ("that cannot start any token", "A value cannot begin with “{mark}”.", "Put the whole value in quotes."),
    ("could not find expected ':'", "This line is no key with a value.", "Write a colon and a space: “key: value”."),
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
    elif trouble.said.startswith("while parsing a flow") and line[at.column - 1 : at.column] == ":":
        report.add("yaml-syntax", at, "This colon cannot stand inside a text.", "Put the text in quotes.")
    else:
        what, remedy = _told(trouble, at, line)
        report.add("yaml-syntax", at, what, remedy)


def _told(trouble: Trouble, at: At, line: str) -> tuple[str, str]:
    since = f" in line {trouble.since.line}" if trouble.since and trouble.since.line < at.line else ""
    mark = line[at.column - 1 : at.column]
    found = next(((what, remedy) for known, what, remedy in _KNOWN if known in trouble.said), None)
    if found is None:
        return f"Not YAML: {trouble.said}.", "Put a text with special marks in quotes."
    return found[0].replace("{since}", since).replace("{mark}", mark), found[1]
