"""How a due date of a case came about, in words: kept with every promise and every clock that moves."""

from __future__ import annotations

from domain.case.book import Book
from domain.clock.calendar import Reckoning
from domain.clock.words import arithmetic


def arithmetic_of(book: Book, reckoning: Reckoning, since: str) -> str:
    """Write how a due date came about; without a calendar in UTC."""
    if book.calendar is not None:
        return arithmetic(book.calendar, reckoning, since)
    start, due = (f"{moment:%Y-%m-%d %H:%M} UTC" for moment in (reckoning.start, reckoning.due))
    return f"{since} {start} → + {reckoning.span} → {due}"
