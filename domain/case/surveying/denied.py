"""What the customer chose and somebody denied: they hear that, why, and where else they can turn, before the case ends.

Where no step of the plan told them all of it since, the engine writes to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.case.book import Book
from domain.case.ledger import entries_of
from domain.case.state import Case, Entry
from domain.case.surveying.by_hand import is_by_hand
from domain.ids import ENGINE, step_of
from domain.playbook.grounds import grounds

DENIED: Final = "@denied"
"""The path of the letter that tells it; its key is the entry that was denied last."""
MESSAGE: Final = "not-given"
"""What it is written by."""
SKIPPED: Final = "its step was skipped by hand"
"""Why something is denied by whoever goes on without it: the reason that they give is for colleagues."""


def denied_choices(case: Case, book: Book) -> Mapping[str, Entry]:
    """Return what rests on a choice of the customer and was denied by a person, where its step gives nothing else.

    What was granted first, and nobody would pay, two persons went on without: they know what they gave instead.
    """
    chosen = {step_of(path) for path, offer in case.offers.items() if offer.how == "chosen"}
    denied = {name: x for name, x in case.ledger.items() if x.status == "denied" and x.approver != ENGINE}
    return {
        name: entry
        for name, entry in (denied.items() if chosen else ())
        if not (is_by_hand(entry) or entry.granted)
        and chosen & grounds(book.plan, book.layout, step_of(entry.step)).steps
        and all(other.status == "denied" for other in entries_of(case, entry.step).values())
    }


def denied_at(case: Case, book: Book) -> list[datetime]:
    """Return when each of them was denied."""
    return [x.settled_at for x in denied_choices(case, book).values() if x.settled_at is not None]
