"""What a person makes of a difference in what is owed: what would be owed is owed from now on."""

from __future__ import annotations

from dataclasses import replace

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.one_person import closest
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.differing import falls
from domain.case.surveying.pay_within import pay_promises
from domain.errors import Forbidden
from domain.events import Event
from domain.ids import step_of
from domain.playbook.grounds import grounds


def may_follow(case: Case, who: c.Actor, book: Book, path: str) -> None:
    """Check that whoever makes less of what is owed did not tell what it rests on themselves.

    Raises:
        Forbidden: they told one of the facts since the case was opened, under whatever account.
    """
    found = case.entitled[path]
    if found.differs is None or not falls(found, found.differs):
        return
    facts = grounds(book.plan, book.layout, step_of(path)).facts
    told = {name for fact in facts for name in case.told_by.get(fact, ())}
    name, close = closest(replace(who, reports_to=()), told)
    if name:
        raise Forbidden(
            f"{who.person} may not say that less is owed: {close}, who told a fact that it rests on.",
            where=f"case {case.id}", remedy="Somebody who told none of them decides.",
        )  # fmt: skip


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
        heads=found.heads,
    )  # fmt: skip
    return (decided, *pay_promises(look, path, differs.gifts, differs.inputs))
