"""Letters: for us they are given when they are posted; whoever has to answer one gets the days it is on its way."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.case.book import Book
from domain.clock.span import Span

LETTER: Final = "letter"
"""The channel that takes its time."""


def answer_by(book: Book, market: str, channel: str, start: datetime, within: Span) -> datetime:
    """Return until when an answer counts to something that is sent at an instant.

    Raises:
        MakegoodError: the calendar does not reach that far, or there is none.
    """
    postal = book.contact.postal.get(market) if channel == LETTER else None
    arrives = book.reckon(start, postal).due if postal is not None else start
    return book.reckon(arrives, within).due
