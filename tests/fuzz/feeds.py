"""Feeds as targets: whatever the bytes are, rows come out of them or a sentence does.

The first byte of an input chooses the map, the others are the file. However a file is packed, and in whichever pieces
it is read, the same rows come out of it; and events are the same whether they stand in lines or in a list.
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from activities.feeds.event_log import trace_rows
from activities.feeds.reading import Feed
from domain.errors import MakegoodError
from domain.intake.feed_map import FeedMap, compile_map
from domain.intake.rows import FailureTold, PersonTold, Rejected, Row, read_row
from domain.intake.traces import Wanted
from tests.fuzz.broken import Broken
from tests.support.corpus import HOUSE
from tests.support.maps import EVENTS, TRACES, a_map

MAPS: Final = ("nusantara-air", "harbour-hotel", "mekong-parcels", "flights")
"""The maps of feeds in JSON, JSON lines and CSV; the first byte of an input chooses one."""
_PIECE: Final = 5
"""So few bytes are read at once when a file is read in pieces."""
_GZIP: Final = b"\x1f\x8b"
_BOM: Final = b"\xef\xbb\xbf"
T = TypeVar("T")
Found = tuple[list[Row | Rejected], str]
"""The rows of a file, and the sentence that reading it ended with, "" at its end."""


@cache
def _map(name: str) -> FeedMap:
    found, findings = compile_map((HOUSE / "playbooks/maps" / f"{name}.yaml").read_bytes(), name)
    if found is None:
        raise Broken(str(findings))
    return found


@cache
def _logs() -> tuple[FeedMap, ...]:
    return _map("incidents"), a_map(TRACES)


@cache
def _events() -> tuple[FeedMap, ...]:
    events = a_map(EVENTS)
    return events, replace(events, types=(), key=("flight", "line"))


@cache
def _file() -> Path:
    return Path(tempfile.mkdtemp(prefix="makegood-fuzz-")) / "feed"


# --- Targets ---------------------------------------------------------------------------------------------------------
def feed(data: bytes) -> None:
    """Read a feed: every row is a failure, none, or set aside; what is kept of it can be stored."""
    _tell(_map(_chosen(data, MAPS)), data[1:])


def event_log(data: bytes) -> None:
    """Read an event log; packed, and in small pieces, it holds the same traces."""
    feed_map, content = _chosen(data, _logs()), data[1:]
    plain = _tell(feed_map, content)
    if content.startswith(_GZIP):
        return
    _same("packed", _tell(feed_map, gzip.compress(content, mtime=0)), plain)
    _same("in pieces", _in_pieces(feed_map, content), plain)


def cloud_events(data: bytes) -> None:
    """Read events; packed they are the same, and lines that are whole events are the same in one list."""
    feed_map, content = _chosen(data, _events()), data[1:]
    plain = _tell(feed_map, content)
    if content.startswith(_GZIP):
        return
    _same("packed", _tell(feed_map, gzip.compress(content, mtime=0)), plain)
    lines = [line for line in content.removeprefix(_BOM).split(b"\n") if line.strip()]
    if lines and all(_is_record(line) for line in lines):
        _same("as a list", _tell(feed_map, b"[" + b",".join(lines) + b"]"), plain, numbered=False)


# --- What holds ------------------------------------------------------------------------------------------------------
def _chosen(data: bytes, of: tuple[T, ...]) -> T:
    return of[data[0] % len(of)] if data else of[0]


def _tell(feed_map: FeedMap, content: bytes) -> Found:
    """Read a file to its end; every row is told, and every text of what is told can be stored."""
    path = _file()
    path.write_bytes(content)
    rows, last = [], 0
    try:
        for number, row in Feed(path, feed_map).rows():
            if number <= last:
                raise Broken(f"row {number} behind row {last}")
            last = number
            rows.append(row)
            told = read_row(feed_map, number, row, seed=1) if isinstance(row, Mapping) else row
            for text in _texts(told):
                text.encode()
    except MakegoodError as trouble:
        str(trouble).encode()
        return rows, trouble.what
    return rows, ""


class _Pieces(io.BufferedReader):
    """A stream that gives few bytes at once, whatever is asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(_PIECE)


def _in_pieces(feed_map: FeedMap, content: bytes) -> Found:
    rows = []
    try:
        for _, row in trace_rows(_Pieces(io.BytesIO(content)), Wanted.by(feed_map)):
            rows.append(row)
    except MakegoodError as trouble:
        return rows, trouble.what
    return rows, ""


def _same(how: str, found: Found, wanted: Found, *, numbered: bool = True) -> None:
    """Demand the same rows, and an end in the same way."""
    bare = [rows if numbered else [_unnumbered(row) for row in rows] for rows, _ in (found, wanted)]
    if repr(bare[0]) != repr(bare[1]) or bool(found[1]) != bool(wanted[1]):
        raise Broken(f"read {how}: {found!r:.500}, otherwise: {wanted!r:.500}")


def _unnumbered(row: Row | Rejected) -> Row | Rejected:
    return replace(row, line=0) if isinstance(row, Rejected) else row


def _is_record(line: bytes) -> bool:
    with suppress(ValueError, RecursionError):
        return isinstance(json.loads(line.decode()), dict)
    return False


def _texts(told: object) -> Iterator[str]:
    """Yield all texts in what was read of a row."""
    match told:
        case str():
            yield told
        case Mapping():
            for name, inner in told.items():
                yield name
                yield from _texts(inner)
        case list() | tuple():
            for inner in told:
                yield from _texts(inner)
        case FailureTold() | PersonTold() | Rejected():
            for part in fields(told):
                yield from _texts(getattr(told, part.name))
        case _:
            return
