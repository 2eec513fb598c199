"""What prose is made of: passages with a heading, lines that are numbered as steps are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Some sentences; `number` is that of a step (`3.1`), "" where there is none; `depth` how far it is set in."""

    text: str
    number: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]
