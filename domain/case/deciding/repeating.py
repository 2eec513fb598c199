"""The same complaint again: inside the time that the tier gives it, it takes the case up again, one tier up.

It never opens a second case beside the first; after that time it does, by a key of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.following_up import reopened
from domain.case.evolve import fold
from domain.case.state import Case
from domain.errors import CommandRejected, MakegoodError
from domain.events import Event
from domain.ids import ENGINE

AGAIN: Final = "the customer complains again about the same"


def complained_again(case: Case, told: e.ContactRecorded, book: Book) -> tuple[Event, ...]:
    """Take up a case again about which the customer complains again; in an open one it is a message like any other.

    Raises:
        CommandRejected: it was put right too long ago.
    """
    if case.phase not in {"resolved", "closed"}:
        return ()
    if stands(case, book, told.at) != "again":
        raise CommandRejected(
            "it was settled longer ago than the same complaint takes a case up again.", where=f"case {case.id}",
            remedy="Open a new case: makegood case open. Or take this one up all the same: makegood case reopen.",
        )  # fmt: skip
    return reopened(fold(case, (told,)), book, told.at, ENGINE, AGAIN)


def stands(case: Case, book: Book, now: datetime) -> Literal["open", "known", "again", "over"]:
    """Say what a complaint is that comes now about the same.

    About an open case it is a message; inside the time of the tier it takes the case up again; behind it, it is a
    complaint of its own. Where the house sets no such time, the case is known, and people decide.
    """
    if case.phase not in {"resolved", "closed"}:
        return "open"
    span, settled = book.clocks(case.tier).repeat_within, case.resolved_at or case.last_at
    if span is None or settled is None:
        return "known"
    try:
        return "again" if now <= book.reckon(settled, span).due else "over"
    except MakegoodError:  # the calendar does not reach that far
        return "known"
