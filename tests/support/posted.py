"""Letters that arrive: the commands by which the next one that is due is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.case import commands as c
from domain.case.book import Book
from domain.case.due import due
from domain.case.state import Case

LETTER = {"template": "t", "digest": "d", "channel": "mail", "language": "en", "text": "sealed"}


def posted(case: Case, book: Book, now: datetime) -> Iterator[c.Command]:
    """Yield what sends the next letter that is due; nothing where none is."""
    work = next((each for each in due(case, book, now).work if each.effect == "tell"), None)
    if work is not None:
        yield c.Begin(now=now, step=work.step, attempt=work.attempt, by="post", until=now + timedelta(seconds=5))
        arrived = c.Applied(receipt={"ok": True}, message=LETTER)
        yield c.ReportOutcome(now=now, step=work.step, attempt=work.attempt, key=work.key, outcome=arrived)
