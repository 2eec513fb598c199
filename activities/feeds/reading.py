"""Reading a feed by its map: rows with their numbers from 1, and how far the file was read for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from activities.feeds.arrays import array_rows
from activities.feeds.event_log import trace_rows
from activities.feeds.lines import Lines, csv_rows, json_rows
from activities.feeds.opening import NOTHING, BrokenFeed, OpenFeed, Passed
from domain.errors import NotFoundError, UsageError
from domain.intake.cloud_event import event_row
from domain.intake.feed_map import FeedMap
from domain.intake.rows import Rejected, Row, refused
from domain.intake.traces import Wanted

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Feed:
    """A feed and its map. One reading at a time."""

    def __init__(self, path: Path, feed_map: FeedMap) -> None:
        """Say which; nothing is opened yet."""
        self.path, self.map = path, feed_map
        self._open: OpenFeed | None = None
        self._lines: Lines | None = None

    @property
    def unfinished(self) -> bool:
        """Whether the last row lacked its end, so that it may be another when the file grows."""
        return self._lines is not None and self._lines.unfinished

    def passed(self) -> Passed:
        """Return how far the file was read."""
        return self._open.passed() if self._open is not None else NOTHING

    def rows(self) -> Iterator[tuple[int, Row | Rejected]]:
        """Yield the rows from the first on.

        Raises:
            NotFoundError: there is no such file.
            UsageError: it is not of the form the map says, or cannot be read.
            BrokenFeed: it can be read up to a place, and not further.
        """
        number = 0
        try:
            self._open = OpenFeed(self.path)
            for number, row in self._rows(self._open):
                yield number, row
        except FileNotFoundError:
            raise NotFoundError(f"there is no feed {self.path}.") from None
        except BrokenFeed as trouble:
            behind = f", behind row {number:,}." if number else "."
            raise BrokenFeed(trouble.what + behind, where=str(self.path), remedy=trouble.remedy) from None
        except UsageError as trouble:
            raise UsageError(trouble.what, where=str(self.path), remedy=trouble.remedy) from None
        except OSError as trouble:
            raise UsageError(f"the feed cannot be read: {trouble.strerror}.", where=str(self.path)) from None
        finally:
            if self._open is not None:
                self._open.close()

    def _rows(self, opened: OpenFeed) -> Iterator[tuple[int, Row | Rejected]]:
        stream, form = opened.stream, self.map.format
        head = stream.peek(2)
        if form == "xes":
            return trace_rows(stream, Wanted.by(self.map))
        if head.startswith(_UTF_16):
            raise UsageError("the feed is UTF-16.", remedy="Save it as UTF-8.")
        if form == "json":
            return array_rows(stream)
        if form == "cloudevents" and head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
            return _events(array_rows(stream, several=True))
        self._lines = Lines(stream)
        if form == "csv":
            return csv_rows(self._lines, self._wanted())
        rows = json_rows(self._lines)
        return _events(rows) if form == "cloudevents" else rows

    def _wanted(self) -> list[str]:
        """Return the columns a heading has to name."""
        columns = [column.name for column in self.map.columns.values()]
        people = [
            name for p in self.map.people.values() for name in (p.key, p.name, p.address, p.language) if name
        ]  # fmt: skip
        return list(dict.fromkeys([*columns, *people]))


def _events(rows: Iterator[tuple[int, Row | Rejected]]) -> Iterator[tuple[int, Row | Rejected]]:
    """Yield rows that are events by their attributes and data."""
    for number, row in rows:
        try:
            yield number, row if isinstance(row, Rejected) else event_row(row)
        except UsageError as trouble:
            yield number, refused(number, "", trouble.what)
