"""Feeds: files of rows, as JSON, JSON lines or CSV. A row that cannot be read is set aside with its place."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from domain.errors import NotFoundError, UsageError
from domain.intake.feed_map import Format
from domain.intake.rows import Rejected

Row = Mapping[str, object]
LARGEST_JSON = 512 * 1024 * 1024
"""Bytes of a feed that is one JSON document; longer ones are written as JSON lines."""
_ENCODING = "utf-8-sig"


def rows(path: Path, form: Format) -> Iterator[tuple[int, Row | Rejected]]:
    """Yield the rows of a feed with their numbers from 1.

    Raises:
        NotFoundError: there is no such file.
        UsageError: it is not of the form the map says, or cannot be read.
    """
    try:
        yield from _FORMS[form](path)
    except FileNotFoundError:
        raise NotFoundError(f"there is no feed {path}.") from None
    except UnicodeDecodeError as trouble:
        raise UsageError(f"the feed is not UTF-8 (byte {trouble.start}).", where=str(path)) from None
    except OSError as trouble:
        raise UsageError(f"the feed cannot be read: {trouble.strerror}.", where=str(path)) from None


def _json(path: Path) -> Iterator[tuple[int, Row | Rejected]]:
    if path.stat().st_size > LARGEST_JSON:
        raise UsageError("the feed is too large for one JSON document.", where=str(path), remedy="Write JSON lines.")
    try:
        whole = json.loads(path.read_text(encoding=_ENCODING))
    except ValueError as trouble:
        if isinstance(trouble, UnicodeDecodeError):
            raise
        raise UsageError(f"the feed is no JSON: {trouble}.", where=str(path)) from None
    except RecursionError:
        raise UsageError("the feed is nested too deeply.", where=str(path)) from None
    if not isinstance(whole, list):
        raise UsageError("the feed is no list of rows.", where=str(path), remedy="Is it JSON lines? Say format: jsonl.")
    for number, row in enumerate(whole, start=1):
        yield number, row if isinstance(row, dict) else Rejected(number, "", "the row is no object")


def _jsonl(path: Path) -> Iterator[tuple[int, Row | Rejected]]:
    with path.open(encoding=_ENCODING) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                yield number, Rejected(number, "", "the line is no JSON")
                continue
            yield number, row if isinstance(row, dict) else Rejected(number, "", "the line is no object")


def _csv(path: Path) -> Iterator[tuple[int, Row | Rejected]]:
    with path.open(encoding=_ENCODING, newline="") as file:
        reader = csv.DictReader(file, strict=True)
        number = 0
        while True:
            number += 1
            try:
                row = next(reader, None)
            except csv.Error as trouble:
                yield number, Rejected(number, "", f"the row is no CSV: {trouble}")
                return
            if row is None:
                return
            if None in row or None in row.values():
                yield number, Rejected(number, "", "the row has another number of columns than the heading")
            else:
                yield number, row


_FORMS = {"json": _json, "jsonl": _jsonl, "csv": _csv}
