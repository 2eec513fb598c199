"""Intake: a failure that was told becomes a case, once; or it is said why no playbook is for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from activities.desk import Answer, Desk, case_id
from activities.library import Library
from activities.ports import Clock
from activities.vault import Sealer, Vault, same_name
from domain.case import commands as c
from domain.case.book import Book
from domain.case.deciding.repeating import stands
from domain.errors import CommandRejected
from domain.ids import case_stream
from domain.intake.choosing import NoPlan, choose
from domain.intake.rows import FailureTold
from domain.playbook.plan import FactType

BY_HAND = "by hand"
"""Where a failure comes from that somebody wrote down who heard of it from the customer."""


@dataclass(slots=True)
class Intake:
    """Takes failures in."""

    library: Library
    desk: Desk
    clock: Clock
    secret: bytes = field(repr=False)

    async def books(self) -> list[Book]:
        """Return the newest version of every playbook."""
        return [await self.library.newest_book(one.name) for one in self.library.newest("playbook")]

    async def receive(self, told: FailureTold, actor: c.Actor) -> Answer | NoPlan:
        """Open the case of a failure; told again, it is the same case.

        Raises:
            CommandRejected: somebody else is harmed by a failure that a person told under the same key.
        """
        name = await self._name(told)
        sealer = Sealer(case_stream(name), self.secret)
        books = await self.books()
        customer = sealer.person(told.customer, told.source)
        facts = sealer.facts(told.facts, _types(books, told.failure), told.source)
        book = choose(books, told.failure, told.market, facts)
        if isinstance(book, NoPlan):
            return replace(book, why=f"{book.why}{self.library.retired_for(told.failure)}")
        book = await self.library.newest_book(book.plan.playbook, told.market)
        now = self.clock.now()
        command = c.OpenCase(
            now=now, actor=actor, failure=told.failure, source=told.source, key=told.key, place=told.place,
            facts=facts, customer=customer, market=told.market,
            language=told.language, reported_at=min(told.reported_at or now, now), happened_at=told.happened_at,
            promised=told.promised, delivered=told.delivered, hopes=told.hopes, hopes_amount=told.hopes_amount,
            initiated_by="customer" if told.place == BY_HAND else "firm",
        )  # fmt: skip
        answer = await self.desk.open(name, command, book, command_id=f"open-{name}", vault=sealer.rows)
        if not answer.repeat or told.place != BY_HAND:
            return answer
        await self._check_whose(answer, told)
        return await self._again(answer, told, actor)

    async def _name(self, told: FailureTold) -> str:
        """Name the case of a failure: told by hand when its case is long over, it is the next one of the same key."""
        number = 1
        while True:
            name = case_id(self.secret, told.source, told.key if number == 1 else f"{told.key} ({number})")
            loaded = await self.desk.cases.load(name)
            if loaded.book is None or told.place != BY_HAND:
                return name
            if stands(loaded.case, loaded.book, self.clock.now()) != "over":
                return name
            number += 1

    async def _check_whose(self, known: Answer, told: FailureTold) -> None:
        """Check that what is known under its key is told for the same customer: by their key at the source, or name."""
        loaded = await self.desk.cases.existing(known.case)
        customer = loaded.case.customer
        there, told_as = await Vault(self.desk.cases.journal).person(customer), told.customer
        same = (
            told_as.key and Sealer(case_stream(known.case), self.secret).person(told_as, told.source).id == customer.id
        )
        if not same and there.name and told_as.name and not same_name(there.name, told_as.name):
            raise CommandRejected(
                f"“{told.key}” is told already, by another customer.", where=f"case {known.case}",
                remedy="If this is another failure, tell it under a key of its own: --key.",
            )  # fmt: skip

    async def _again(self, known: Answer, told: FailureTold, actor: c.Actor) -> Answer:
        """Take a case up again about which the customer complains again; an open one is known, and goes on."""
        loaded = await self.desk.cases.existing(known.case)
        if loaded.book is None or stands(loaded.case, loaded.book, self.clock.now()) != "again":
            return known
        sealer = Sealer(case_stream(known.case), self.secret)
        words = sealer.text(f"complains again: {told.failure}, {told.key}", loaded.case.customer.id)
        command = c.RecordContact(now=self.clock.now(), actor=actor, channel=told.source, text=words, complains=True)
        again = f"again-{known.case}-{loaded.case.reopened + 1}"
        return await self.desk.submit(known.case, command, command_id=again, vault=tuple(sealer.rows))


def _types(books: Sequence[Book], failure: str) -> dict[str, FactType]:
    """Return the types of facts for sealing: private to one playbook that may get the failure is private to all."""
    types: dict[str, FactType] = {}
    for book in books:
        if any(handled.failure == failure for handled in book.plan.handles):
            for name, kind in book.plan.facts.items():
                if kind.private or name not in types:
                    types[name] = kind
    return types
