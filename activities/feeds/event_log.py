"""Feeds that are event logs in XES: one trace after the other, with bounded memory. Declarations are refused.

Expat reads; what it hears goes to the trace that is under way. A log that declares a document type could name files
of this machine, or entities that grow without end, so that none is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from activities.feeds.opening import CHUNK, LARGEST_ROW, BrokenFeed, Stream
from domain.errors import UsageError
from domain.intake.rows import Rejected, Row, refused
from domain.intake.traces import Trace, Wanted

LARGEST_TRACE: Final = 16 * 1024 * 1024
"""The most bytes of one trace; a larger one is set aside."""
DEEPEST: Final = 64
_LOG, _TRACE, _EVENT = 1, 2, 3
"""How deep these stand."""


class _Hearing:
    """What is heard of a log: whole traces in `done`."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._depth = self._number = 0
        self._trace: Trace | None = None
        self._event: dict[str, str] | None = None
        self._twice = ""
        self.done: list[tuple[int, Row | Rejected]] = []
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.started = False
        self.began = 0
        """Where the trace under way begins."""

    def _doctype(self, *declared: object) -> None:
        what = f"line {self.parser.CurrentLineNumber:,} declares a document type; feeds that do are not read"
        raise BrokenFeed(what, remedy="Take out the <!DOCTYPE …>; XES needs none.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth, self.started = self._depth + 1, True
        kind = name.rpartition(":")[2]
        if self._depth == _LOG and kind != "log":
            raise UsageError(f"the feed is no XES log: it begins with <{name[:40]}>.", remedy="See format: in its map.")
        if self._depth > DEEPEST:
            raise BrokenFeed(f"line {self.parser.CurrentLineNumber:,} is nested more than {DEEPEST} deep")
        if self._depth == _TRACE and kind == "trace":
            self._trace, self.began = Trace(self._wanted), self.parser.CurrentByteIndex
        elif self._trace is None:
            return
        elif self._depth == _EVENT and kind == "event":
            self._event = {}
        else:
            self._attribute(attributes.get("key"), attributes.get("value"))

    def _attribute(self, key: str | None, value: str | None) -> None:
        """Take in an attribute of the trace or of its event; what stands inside of attributes is not asked for."""
        if self._trace is None or key is None or value is None:
            return
        if self._event is None and self._depth == _EVENT:
            self._trace.attribute(key, value)
        elif self._event is not None and self._depth == _EVENT + 1 and key in self._wanted.of_events:
            if key in self._event:
                self._trace.spoil(key, "an event has this attribute twice.")
            self._event[key] = value

    def _end(self, name: str) -> None:
        if self._trace is not None and self._depth == _EVENT and self._event is not None:
            self._trace.event(self._event)
            self._event = None
        elif self._trace is not None and self._depth == _TRACE:
            self._number += 1
            self.done.append((self._number, self._row(self._trace)))
            self._trace = None
        self._depth -= 1

    def _row(self, trace: Trace) -> Row | Rejected:
        return refused(self._number, *trace.trouble) if trace.trouble else trace.row()

    def look_at_sizes(self, read: int) -> None:
        """Refuse what grows without end: a single mark of the document, or a trace.

        Raises:
            BrokenFeed: a mark is too large; a trace is only set aside.
        """
        at = self.parser.CurrentByteIndex
        if read - at > LARGEST_ROW:
            raise BrokenFeed(f"what begins in line {self.parser.CurrentLineNumber:,} does not end within 1 MiB")
        if self._trace is not None and at - self.began > LARGEST_TRACE:
            self._trace.spoil("", f"the trace is larger than {LARGEST_TRACE // 1024 // 1024} MiB.")


def trace_rows(stream: Stream, wanted: Wanted) -> Iterator[tuple[int, Row | Rejected]]:
    """Yield the traces of a log as rows.

    Raises:
        UsageError: it is no XES log.
        BrokenFeed: it cannot be read on.
    """
    hearing, read = _Hearing(wanted), 0
    over = False
    while not over:
        chunk = stream.read(CHUNK)
        over, read = not chunk, read + len(chunk)
        try:
            hearing.parser.Parse(chunk, over)
        except expat.ExpatError as trouble:
            yield from hearing.done
            raise _no_xml(trouble) from None
        except (LookupError, ValueError) as trouble:
            if hearing.started:
                raise
            raise BrokenFeed(f"its encoding is not known here ({trouble})", remedy="Save it as UTF-8.") from None
        except UsageError:
            yield from hearing.done
            raise
        yield from hearing.done
        hearing.done.clear()
        hearing.look_at_sizes(read)


def _no_xml(trouble: expat.ExpatError) -> BrokenFeed:
    why = expat.ErrorString(trouble.code) or "it cannot be read"
    return BrokenFeed(f"the feed is no XML in line {trouble.lineno:,}, column {trouble.offset + 1:,}: {why}")
