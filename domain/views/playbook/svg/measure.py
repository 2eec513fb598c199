"""How wide a text is, and where its lines break. Widths are those of Helvetica, which Arial and Liberation share.

Source of the widths: the Adobe font metrics of Helvetica, in thousandths of the size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_FIRST: Final = 32
_WIDTHS: Final = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
"""From the space to the tilde."""
_OTHERS: Final = {"đ": 556, "Đ": 722, "“": 333, "”": 333, "’": 222, "–": 556, "…": 1000, "·": 278, "₫": 556, "→": 1000}
_WIDE, _USUAL = 1000, 640
_BOLD: Final = 1.08
_SLACK: Final = 1.03
"""Fonts that stand in for Helvetica are a little wider."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is."""
    return sum(map(_width, text)) * size / 1000 * _SLACK * (_BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    number = ord(character) - _FIRST
    if 0 <= number < len(_WIDTHS):
        return _WIDTHS[number]
    if character in _OTHERS:
        return _OTHERS[character]
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return _WIDE
    base = unicodedata.normalize("NFD", character)[0]
    return _width(base) if base != character else _USUAL


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text that fit into a width; a word that is too long is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, size, room, bold=bold):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer, size, bold=bold) > room:
                lines.append(line)
                longer = piece
            line = longer
    return [*lines, line] if line else lines


def _pieces(word: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    """Yield a word in pieces that fit."""
    if width(word, size, bold=bold) <= room:
        yield word
        return
    piece = ""
    for character in word:
        if piece and width(piece + character, size, bold=bold) > room:
            yield piece
            piece = ""
        piece += character
    yield piece
