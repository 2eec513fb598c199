"""The people of a simulation, and what else happens to a case: it turns out otherwise, it is withdrawn, called off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from activities.connectors.world.chances import draw, turn
from activities.connectors.world.situations import Situations
from activities.connectors.world.virtual import SimulatedPeople
from domain.case import commands as c
from domain.case.book import Book
from domain.case.state import Case
from domain.views.waiting import turns
from domain.vocabulary import CUSTOMER

WITHDRAWN, CALLED_OFF = 0.02, 0.01
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
            yield from self._turns(case, book)
            yield from self._of_the_case(case)
        yield from self.people.reactions(case, book)

    def _turns(self, case: Case, book: Book) -> Iterable[tuple[timedelta, c.Command]]:
        """Let the failure turn out otherwise, near where the playbook's conditions turn."""
        now, staff = self.people.partners.clock.now(), c.Actor(person="first", roles=(case.owner,))
        for wait in turns(case, book):
            share = turn(self.people.seed, case.id, wait.name)
            if share is not None and wait.fields:
                facts = self.situations.news(
                    wait.fields, draw(self.people.seed, "news", case.id, wait.name), case.market
                )
                after = (wait.until - now) * share
                yield after, c.ChangeFailure(now=now, actor=staff, facts=facts, why="more is known")

    def _of_the_case(self, case: Case) -> Iterable[tuple[timedelta, c.Command]]:
        chance = draw(self.people.seed, "fate", case.id)
        now, later = self.people.partners.clock.now(), timedelta(hours=_SOON * chance.random())
        fate = chance.random()
        if fate < WITHDRAWN:
            customer = c.Actor(person=case.customer.id, roles=(CUSTOMER,))
            yield later, c.WithdrawCase(now=now, actor=customer, why="no longer needed")
        elif fate < WITHDRAWN + CALLED_OFF:
            owner = c.Actor(person="first", roles=(case.owner,))
            yield later, c.CancelCase(now=now, actor=owner, why="not a failure after all")
