"""The people of a simulation, and what else happens to a case: it grows, it is withdrawn, an event never comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from activities.connectors.world.chances import draw
from activities.connectors.world.situations import Situations
from activities.connectors.world.virtual import SimulatedPeople
from domain.case import commands as c
from domain.case.book import Book
from domain.case.state import Case

GROWS, WITHDRAWN, CALLED_OFF, NEVER_COMES = 0.3, 0.02, 0.01, 0.2
_SOON = 36
"""Within so many hours of the report."""


@dataclass(slots=True)
class SimulatedSociety:
    """Has people act, and draws the rest when a case is first looked at."""

    people: SimulatedPeople
    situations: Situations
    begun: set[str] = field(default_factory=set)

    def reactions(self, case: Case, book: Book) -> Iterable[tuple[timedelta, c.Command]]:
        """Return what happens from now on."""
        if case.id not in self.begun:
            self.begun.add(case.id)
            yield from self._of_the_case(case)
        for after, command in self.people.reactions(case, book):
            if not isinstance(command, c.SendSignal) or self._comes(case, command.event):
                yield after, command

    def _comes(self, case: Case, event: str) -> bool:
        return draw(self.people.seed, "event", case.id, event).random() >= NEVER_COMES

    def _of_the_case(self, case: Case) -> Iterable[tuple[timedelta, c.Command]]:
        chance = draw(self.people.seed, "fate", case.id)
        now, later = self.people.partners.clock.now(), timedelta(hours=_SOON * chance.random())
        if self.situations.turns.changing and chance.random() < GROWS:
            news = self.situations.news(chance)
            staff = c.Actor(person="first", roles=(case.owner,))
            yield later, c.ChangeFailure(now=now, actor=staff, facts=news, why="more is known")
        fate = chance.random()
        if fate < WITHDRAWN:
            customer = c.Actor(person=case.customer.id, roles=("customer",))
            yield later, c.WithdrawCase(now=now, actor=customer, why="no longer needed")
        elif fate < WITHDRAWN + CALLED_OFF:
            owner = c.Actor(person="first", roles=(case.owner,))
            yield later, c.CancelCase(now=now, actor=owner, why="not a failure after all")
