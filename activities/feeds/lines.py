"""Feeds of lines: JSON lines and CSV. A row that cannot be read is set aside with its place."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence

from activities.feeds.opening import LARGEST_ROW, BrokenFeed, Stream
from domain.errors import UsageError
from domain.intake.rows import Rejected, Row, refused

_BOM = b"\xef\xbb\xbf"
_MIB = LARGEST_ROW // 1024 // 1024


class Lines:
    """The lines of a stream; `unfinished` says whether the last one lacked its end, so that it may yet grow."""

    def __init__(self, stream: Stream) -> None:
        """Begin at the first line."""
        self._stream = stream
        self.unfinished = False
        self.number = 0

    def __iter__(self) -> Iterator[bytes | None]:
        """Yield every line; None in the place of one that is too long."""
        while line := self._stream.readline(LARGEST_ROW):
            self.number += 1
            self.unfinished = not line.endswith(b"\n")
            if self.unfinished and len(line) >= LARGEST_ROW:
                self._pass_over()
                yield None
            else:
                yield line.removeprefix(_BOM) if self.number == 1 else line

    def _pass_over(self) -> None:
        """Read to the end of a line that is too long."""
        while self.unfinished and (more := self._stream.readline(LARGEST_ROW)):
            self.unfinished = not more.endswith(b"\n")


def json_rows(lines: Lines) -> Iterator[tuple[int, Row | Rejected]]:
    """Yield the rows of JSON lines."""
    for line in lines:
        if line is None:
            yield lines.number, Rejected(lines.number, "", f"the line is longer than {_MIB} MiB")
        elif line.strip():
            yield lines.number, _json_row(lines.number, line)


def _json_row(number: int, line: bytes) -> Row | Rejected:
    try:
        row = json.loads(line.decode())
    except UnicodeDecodeError as trouble:
        return Rejected(number, "", f"the line is not UTF-8 (byte {trouble.start + 1} of it)")
    except (ValueError, RecursionError):
        return Rejected(number, "", "the line is no JSON")
    return row if isinstance(row, dict) else Rejected(number, "", "the line is no object")


class _CsvText:
    """The lines of a CSV feed as text, counted since the last row that was whole."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.used = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.used += LARGEST_ROW if line is None else len(line)
            if line is None or self.used > LARGEST_ROW:
                raise BrokenFeed(f"a row in line {self._lines.number:,} is longer than {_MIB} MiB")
            try:
                yield line.decode()
            except UnicodeDecodeError as trouble:
                what = f"line {self._lines.number:,} is not UTF-8 (byte {trouble.start + 1} of it)"
                raise BrokenFeed(what, remedy="Save it as UTF-8.") from None


def csv_rows(lines: Lines, wanted: Sequence[str]) -> Iterator[tuple[int, Row | Rejected]]:
    """Yield the rows below the heading, which has to name every wanted column.

    Raises:
        UsageError: it does not.
    """
    text = _CsvText(lines)
    reader = csv.reader(iter(text), strict=True)
    number, heading = 0, _heading(reader, wanted)
    while True:
        text.used, began = 0, lines.number + 1
        try:
            cells = next(reader, None)
        except csv.Error as trouble:
            # the reader begins anew with the line behind this one
            number += 1
            lines.unfinished = lines.unfinished or "end of data" in str(trouble)
            place = f"line {began:,}" + (f" to {lines.number:,}" if lines.number > began else "")
            yield number, refused(number, "", f"the row in {place} is no CSV: {trouble}")
            continue
        if cells is None:
            return
        if cells:
            number += 1
            fits = len(cells) == len(heading)
            why = "the row has another number of columns than the heading"
            yield number, dict(zip(heading, cells, strict=True)) if fits else Rejected(number, "", why)


def _heading(reader: Iterator[list[str]], wanted: Sequence[str]) -> list[str]:
    try:
        heading = next((cells for cells in reader if cells), [])
    except csv.Error as trouble:
        raise UsageError(f"the heading is no CSV: {trouble}.") from None
    missing = next((name for name in wanted if name not in heading), None)
    twice = next((name for name in wanted if heading.count(name) > 1), None)
    if missing is not None and heading:
        shown = ", ".join(heading)[:200]
        raise UsageError(f"the heading has no column “{missing}”.", remedy=f"It has: {shown}. Is it the right map?")
    if twice is not None:
        raise UsageError(f"the heading names “{twice}” twice.", remedy="Give every column a name of its own.")
    return heading
