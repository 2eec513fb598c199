"""Journals on PostgreSQL for tests: opened as several processes would, refused, and with an append under way."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Iterator

import psycopg
import pytest

from activities.journal.postgres.group import APPEND, Group
from activities.journal.postgres.journal import PostgresJournal
from activities.ports import (
    Batch,
    StreamAppend,
)
from domain.errors import Unavailable
from domain.record import Head
from tests.contracts.test_journal import events


@contextlib.asynccontextmanager
async def opened(address: str, count: int = 1) -> AsyncIterator[list[PostgresJournal]]:
    """Open a journal as so many processes would."""
    journals = [await PostgresJournal.open(address) for _ in range(count)]
    try:
        yield journals
    finally:
        for journal in journals:
            await journal.close()


def part(stream: str, after: Head = Head(), text: str = "x") -> StreamAppend:  # noqa: B008
    """Return one event for a stream."""
    return StreamAppend(stream, after, events(stream, after, text=text))


async def refused(opening: Awaitable[object], words: str) -> Unavailable:
    """See that something is refused in one sentence with a remedy and exit code 7."""
    with pytest.raises(Unavailable, match=words) as found:
        await opening
    assert found.value.exit_code == 7
    assert found.value.what.endswith(".")
    assert found.value.remedy
    assert "\n" not in found.value.what
    return found.value


@contextlib.contextmanager
def unfinished(address: str, batch: Batch) -> Iterator[psycopg.Connection]:
    """Have another process's append under way: everything is written, nothing committed."""
    with psycopg.connect(address) as line:
        line.execute("SET search_path = makegood")
        line.execute(APPEND, (*Group([batch], {}).values, False))
        yield line
