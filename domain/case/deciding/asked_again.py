"""What could not be worked out is worked out again when a fact that it reads turns out to be another one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from domain.case.book import Book
from domain.case.deciding.by_hand import retry
from domain.case.evolve import fold
from domain.case.state import Case
from domain.events import Event
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.boundaries import facts_read
from domain.playbook.layout import sources


def ask_again(case: Case, book: Book, told: Collection[str], *, now: datetime, by: str) -> tuple[Event, ...]:
    """Have steps tried again that had no value and read what was told just now; nobody has to say so again.

    Whoever tells the fact has the hand in it: it counts as theirs where a second pair of eyes is asked for.

    Args:
        case: the case with the facts.
        book: its documents.
        told: the names of the facts that are others now.
        now: when they were told.
        by: who told them.
    """
    if case.winding_up:
        return ()
    found: tuple[Event, ...] = ()
    for path in case.faults:
        read = _read(book, path) & frozenset(told)
        if read:
            why = f"what it reads was told anew: {', '.join(sorted(read))}"
            found += retry(fold(case, found), path, now=now, by=by, why=why)
    return found


def _read(book: Book, path: str) -> frozenset[str]:
    """Return the facts of the failure that a step reads; those of a part that is another playbook are frozen."""
    name = step_of(path)
    step = book.layout.steps.get(name)
    if step is None or book.layout.enclosing(name, p.Run):
        return frozenset()
    return frozenset(fact for source in sources(step) for fact in facts_read(source, book.plan))
