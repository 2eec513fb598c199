"""What a person makes of a difference in what is owed: what would be owed is owed from now on."""

from __future__ import annotations

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.pay_within import pay_promises
from domain.events import Event


def followed(case: Case, command: c.CompleteTask, book: Book, path: str) -> tuple[Event, ...]:
    """Return the decision that somebody makes of a difference: what would be owed is owed from now on."""
    found = case.entitled[path]
    differs = found.differs
    if differs is None:
        return ()
    look = Survey(case, book, command.now)
    decided = e.EntitlementDecided(
        at=command.now, step=path, pack=found.pack, kind=found.kind, digest=differs.digest, rules=differs.rules,
        on=found.on if differs.on is None else differs.on,
        unit=found.unit, units=differs.units, owed=differs.gifts, per_unit=differs.per_unit,
        total=tuple(amount * differs.units for amount in differs.per_unit), inputs=differs.inputs,
        unverified=differs.unverified, by=command.actor.person, refused=differs.refused,
    )  # fmt: skip
    return (decided, *pay_promises(look, path, differs.gifts, differs.inputs))
