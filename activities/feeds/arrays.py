"""Feeds that are one JSON list: its items as they come, so that the list is never held as a whole."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from activities.feeds.opening import CHUNK, LARGEST_ROW, BrokenFeed, Stream
from domain.errors import UsageError
from domain.intake.rows import Rejected, Row

_BLANK = " \t\r\n"
_OF_NUMBERS = ("", ".", "e", "E")


class _Window:
    """The part of a document that is looked at."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text, self._at = "", 0
        self._over = False

    def _more(self) -> None:
        data = self._stream.read(CHUNK)
        self._over = not data
        try:
            text = self._decoder.decode(data, final=self._over)
        except UnicodeDecodeError:
            raise BrokenFeed("the feed is not UTF-8", remedy="Save it as UTF-8.") from None
        self._text, self._at = self._text[self._at :] + text, 0

    def peek(self) -> str:
        """Return the next character that is not blank, "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text) or self._over:
                return self._text[self._at : self._at + 1]
            self._more()

    def take(self) -> None:
        """Go past the character that was peeked at."""
        self._at += 1

    def value(self) -> object:
        """Read one value, with as much of the document as it takes."""
        self.peek()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise BrokenFeed("a row is nested too deeply") from None
            except ValueError as trouble:
                if self._over:
                    raise BrokenFeed(f"a row is no JSON ({_cause(trouble)})") from None
            else:
                # what ends with the window may go on behind it: 12 of 123, 0 of 0.5
                if self._over or self._text[end : end + 1] not in _OF_NUMBERS:
                    self._at = end
                    return value
            if len(self._text) - self._at > LARGEST_ROW:
                remedy = "Is it JSON? Longer rows are not read."
                raise BrokenFeed(f"a row does not end within {LARGEST_ROW // 1024:,} KiB", remedy=remedy)
            self._more()


def _cause(trouble: ValueError) -> str:
    return trouble.msg if isinstance(trouble, json.JSONDecodeError) else "a number is too long"


def array_rows(stream: Stream, *, several: bool = False) -> Iterator[tuple[int, Row | Rejected]]:
    """Yield the items of a list, or of `several` that follow each other.

    Raises:
        UsageError: it is no list.
        BrokenFeed: it cannot be read on; items cannot be told apart behind one that is no JSON.
    """
    window, number = _Window(stream), 0
    if window.peek() != "[":
        raise UsageError("the feed is no list of rows.", remedy="Is it JSON lines? Say format: jsonl.")
    while window.peek() == "[":
        window.take()
        more = window.peek() != "]"
        while more:
            number += 1
            row = window.value()
            yield number, row if isinstance(row, dict) else Rejected(number, "", "the row is no object")
            more = window.peek() == ","
            if more:
                window.take()
        if window.peek() != "]":
            raise BrokenFeed("a comma or the end of the list is missing")
        window.take()
        if not several:
            break
    if window.peek():
        raise BrokenFeed("something stands behind the list")
