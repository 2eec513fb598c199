"""`evolve`: how each fact changes the case. Total: every event on every case; rules live in survey and decide.

The handlers lie in domain/case/evolving/, by what a fact is about.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.case.evolving import (  # noqa: F401 — each registers its handlers
    choices,
    coming_in,
    ending,
    judging,
    messages,
    out_of_the_ordinary,
    people,
    promises,
    remedies,
    steps,
    undoing,
)
from domain.case.evolving.drafts import HANDLERS, OWN, changed, copied
from domain.case.state import SEEN, Case
from domain.events import Event


def evolve(case: Case, event: Event) -> Case:
    """Return the case with one more fact."""
    return fold(case, (event,))


def fold(case: Case, events: Iterable[Event]) -> Case:
    """Return the case with these facts; the given case is left as it is."""
    draft, space = copied(case)
    space[SEEN], space[OWN] = None, set[str]()  # never taken out: a table without gaps is copied whole
    for event in events:
        if draft.last_at is None or event.at > draft.last_at:
            space["last_at"] = event.at
        HANDLERS[type(event)](draft, event)
    space[OWN] = None
    return draft


def named(case: str) -> Case:
    """Return an empty case of that name; its tables are nobody's own, like those of every case that is not a draft."""
    return changed(_EMPTY, id=case)


_EMPTY = Case(id="")
