"""The library: published documents by digest, read from `document/` streams, and the books made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from activities.ports import Journal
from domain.case.book import Book
from domain.case.state import Case
from domain.clock.calendar import Calendar
from domain.contact_rules import NO_RULES, ContactRules
from domain.documents import DOCUMENT_EVENTS, Published
from domain.entitlement.model import Pack
from domain.errors import NotFoundError
from domain.markets import Markets
from domain.playbook.layout import asked_packs
from domain.playbook.plan import Plan
from domain.record import open_record
from domain.risk import RiskMatrix, TierPolicy

NO_PACKS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(slots=True)
class Library:
    """What was published, by kind and digest; books are made once and shared by all cases on the same documents."""

    journal: Journal
    rate: int = 1
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _named: dict[str, str] = field(default_factory=dict)
    """The calendar that a version of a playbook names, by its digest."""
    _documents: dict[tuple[str, str], Published] = field(default_factory=dict)
    _newest: dict[tuple[str, str], Published] = field(default_factory=dict)
    _packs: dict[str, Pack] = field(default_factory=dict)
    _asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The packs that a version of a playbook asks, by its digest."""
    _books: dict[tuple[object, ...], Book] = field(default_factory=dict)

    async def refresh(self) -> None:
        """Read all document streams again."""
        for stream in await self.journal.streams("document/"):
            for recorded in await self.journal.read(stream):
                event = open_record(recorded.data, DOCUMENT_EVENTS).event
                if isinstance(event, Published):
                    self.learn(event)

    def learn(self, published: Published) -> None:
        """Take in a document that was just published."""
        self._documents[published.kind, published.digest] = published
        self._newest[published.kind, published.name] = published

    def newest(self, kind: str) -> list[Published]:
        """Return the newest version of every document of a kind, by name."""
        return [doc for (of, _), doc in sorted(self._newest.items()) if of == kind]

    def newest_named(self, kind: str, name: str) -> Published | None:
        """Return the newest version of a document."""
        return self._newest.get((kind, name))

    async def document(self, kind: str, digest: str) -> Published:
        """Return a document by its digest.

        Raises:
            NotFoundError: it was never published here.
        """
        if (kind, digest) not in self._documents:
            await self.refresh()
        found = self._documents.get((kind, digest))
        if found is None:
            raise NotFoundError(f"the {kind} {digest[:19]}… was never published in this journal.")
        return found

    async def book(
        self,
        plan: str,
        matrix: str,
        policy: str,
        calendar: str = "",
        contact: str = "",
        packs: Mapping[str, str] = NO_PACKS,
    ) -> Book:
        """Return the book of these documents; without a calendar nothing in it is counted in days."""
        name = (plan, matrix, policy, calendar, contact, tuple(sorted(packs.items())))
        if name not in self._books:
            self._books[name] = Book(
                Plan.model_validate_json((await self.document("playbook", plan)).content),
                RiskMatrix.model_validate_json((await self.document("risk-matrix", matrix)).content),
                TierPolicy.model_validate_json((await self.document("tier-policy", policy)).content),
                plan, matrix, policy, rate=self.rate, calendar=await self._calendar(calendar), calendar_digest=calendar,
                contact=await self._contact(contact), contact_digest=contact,
                packs={asked: await self.pack(digest) for asked, digest in packs.items()}, pack_digests=packs,
            )  # fmt: skip
        return self._books[name]

    async def _calendar(self, digest: str) -> Calendar | None:
        """Return a calendar; all cases that count by it share what was worked out."""
        if digest and digest not in self._calendars:
            content = (await self.document("calendar", digest)).content
            self._calendars[digest] = Calendar.model_validate_json(content)
        return self._calendars.get(digest)

    async def pack(self, digest: str) -> Pack:
        """Return a pack by its digest; all cases that ask it share what was worked out.

        Raises:
            NotFoundError: it was never published here.
        """
        if digest not in self._packs:
            self._packs[digest] = Pack.model_validate_json((await self.document("pack", digest)).content)
        return self._packs[digest]

    async def _contact(self, digest: str) -> ContactRules:
        if not digest:
            return NO_RULES
        return ContactRules.model_validate_json((await self.document("contact-rules", digest)).content)

    async def book_of(self, case: Case) -> Book:
        """Return the book a case is pinned to."""
        return await self.book(case.plan, case.matrix, case.policy, case.calendar, case.contact, case.packs)

    async def newest_book(self, playbook: str, market: str = "") -> Book:
        """Return the book a new case on a playbook begins with: its calendar is the playbook's own, else the market's.

        Raises:
            NotFoundError: the playbook, the house's matrix or policy, or the calendar was never published.
        """
        digests = []
        for kind, name in (("playbook", playbook), ("risk-matrix", ""), ("tier-policy", "")):
            found = self.newest_named(kind, name) if name else next(iter(self.newest(kind)), None)
            if found is None:
                raise NotFoundError(
                    f"no {kind} {name} is published in this journal.".replace("  ", " "),
                    remedy="Publish one: makegood up --playbooks DIR.",
                )
            digests.append(found.digest)
        plan, matrix, policy = digests
        rules = next(iter(self.newest("contact-rules")), None)
        contact = rules.digest if rules is not None else ""
        return await self.book(plan, matrix, policy, self._counts(playbook, market), contact, self._newest_packs(plan))

    def _newest_packs(self, plan: str) -> dict[str, str]:
        """Return the digests of the packs that a playbook asks; looked up once for each version of it."""
        if plan not in self._asked:
            published = self._documents["playbook", plan]
            self._asked[plan] = asked_packs(Plan.model_validate_json(published.content))
        found = {}
        for name in self._asked[plan]:
            newest = self.newest_named("pack", name)
            if newest is None:
                remedy = "Publish it: makegood up, with the pack in the folder of packs."
                raise NotFoundError(f"the pack {name} is not published in this journal.", remedy=remedy)
            found[name] = newest.digest
        return found

    def _counts(self, playbook: str, market: str) -> str:
        """Return the digest of the calendar by which a new case counts, "" where there is none."""
        name = self._own_calendar(playbook) or self._calendar_of(market)
        if not name:
            return ""
        found = self.newest_named("calendar", name)
        if found is None:
            remedy = "Publish it: makegood up, with the calendar in the folder of calendars."
            raise NotFoundError(f"the calendar {name} is not published in this journal.", remedy=remedy)
        return found.digest

    def _own_calendar(self, playbook: str) -> str:
        """Return the calendar a playbook names itself; looked up once for each version of it."""
        published = self.newest_named("playbook", playbook)
        if published is None:
            return ""
        if published.digest not in self._named:
            self._named[published.digest] = Plan.model_validate_json(published.content).calendar
        return self._named[published.digest]

    def _calendar_of(self, market: str) -> str:
        """Return the calendar a market of the house counts by."""
        house = next(iter(self.newest("markets")), None)
        if house is None or not market:
            return ""
        there = Markets.model_validate_json(house.content).markets.get(market)
        return there.calendar if there is not None else ""
