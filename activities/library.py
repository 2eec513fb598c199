"""The library: documents by digest, folded from `document/` streams, and the books made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from activities.budgets import HouseBudgets
from activities.clock import JournalClock
from activities.ports import Clock, Journal
from domain.authority import AuthorityTable
from domain.case.book import Around, Book
from domain.case.state import Case
from domain.causes import NO_CAUSES, Causes
from domain.clock.calendar import Calendar
from domain.contact_rules import NO_RULES, ContactRules
from domain.documents import DOCUMENT_EVENTS, KINDS, DocumentKind, document_stream
from domain.entitlement.model import Pack
from domain.errors import NotFoundError, UsageError
from domain.markets import Market, Markets
from domain.playbook.authorship import step_authors
from domain.playbook.layout import asked_packs
from domain.playbook.plan import Plan
from domain.publishing import Document, Version, evolve
from domain.record import Head, open_record
from domain.remedies import NO_REMEDIES, Remedies
from domain.risk import RiskMatrix, TierPolicy
from domain.routes import NO_ROUTES, Routes

NO_PACKS: Final[Mapping[str, str]] = MappingProxyType({})
LOOKED_UP = ("document/authority/", "document/causes/", "document/routes/", "document/remedies/")
"""Where the streams of documents begin that count as they stand when somebody decides."""


@dataclass(slots=True)
class Library:
    """What was published, by kind and digest; books are made once and shared by all cases on the same documents."""

    journal: Journal
    rate: int = 1
    clock: Clock = field(default_factory=JournalClock)
    two_always: bool = False
    """Whether the house's settings ask for two persons from the first document on."""
    _calendars: dict[str, Calendar] = field(default_factory=dict)
    _named: dict[str, str] = field(default_factory=dict)
    """The calendar that a version of a playbook names, by its digest."""
    _packs: dict[str, Pack] = field(default_factory=dict)
    _asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The packs that a version of a playbook asks, by its digest."""
    _streams: dict[str, Document] = field(default_factory=dict)
    _kinds: dict[str, dict[str, Document]] = field(default_factory=dict)
    """The same documents by kind and name: what counts in every turn is found without looking at all of them."""
    _heads: dict[str, Head] = field(default_factory=dict)
    _versions: dict[tuple[str, str], Version] = field(default_factory=dict)
    _tables: dict[str, AuthorityTable] = field(default_factory=dict)
    _catalogues: dict[str, Causes] = field(default_factory=dict)
    _books: dict[tuple[object, ...], Book] = field(default_factory=dict)
    budgets: HouseBudgets = field(init=False)
    _around: dict[tuple[object, ...], tuple[object, Around]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know where the budgets of the house are."""
        self.budgets = HouseBudgets(self.journal, self.clock, self.calendar)

    async def refresh(self) -> None:
        """Read what was written to document streams since."""
        for stream in await self.journal.streams("document/"):
            await self.look(stream)

    async def look(self, stream: str) -> tuple[Document, Head]:
        """Return the document of a stream as it stands now, and the end of its stream."""
        _, kind, name = stream.split("/", 2)
        tail = await self.journal.read(stream, self._heads.get(stream, Head()).seq)
        document, head = self._streams.get(stream) or Document(kind_of(kind), name), self._heads.get(stream, Head())
        for record in tail:
            if record.seq <= head.seq:  # somebody else of this process looked meanwhile
                continue
            document = evolve(document, open_record(record, DOCUMENT_EVENTS).event)
            head = Head(record.seq, record.hash)
            for version in document.versions[-1:]:
                self._versions[kind, version.digest] = version
        if head.seq:
            self._streams[stream], self._heads[stream] = document, head
            self._kinds.setdefault(kind, {})[name] = document
        return document, head

    async def look_around(self) -> None:
        """Read what was written since about documents that count as they stand when somebody decides."""
        for begin in LOOKED_UP:
            for stream in await self.journal.streams(begin):
                await self.look(stream)
        await self.budgets.look()

    @property
    def documents(self) -> list[Document]:
        """All documents, by kind and name."""
        return [self._streams[stream] for stream in sorted(self._streams)]

    @property
    def takes_two(self) -> bool:
        """Say whether nobody publishes alone here: the settings ask for two persons, or two published something."""
        return self.two_always or any(document.took_two for document in self._streams.values())

    def takes_two_for(self, kind: str, name: str, digest: str) -> bool:
        """Say whether a version of a document cannot come into force by one person alone: somebody else decides."""
        document = self._streams.get(document_stream(kind, name))
        return document is not None and document.takes_two_for(digest)

    def newest(self, kind: str) -> list[Version]:
        """Return the version of every document of a kind that new cases begin with, by name."""
        documents = self._kinds.get(kind)
        if documents is None:
            return []
        now = self.clock.now()
        found = (documents[name].for_new(now) for name in sorted(documents))
        return [version for version in found if version is not None]

    def newest_named(self, kind: str, name: str) -> Version | None:
        """Return the version of a document that new cases begin with."""
        document = self._streams.get(document_stream(kind, name))
        return document.for_new(self.clock.now()) if document is not None else None

    def in_force(self, kind: str, name: str) -> Version | None:
        """Return the version of a document in force, also of one that new cases no longer begin with."""
        document = self._streams.get(document_stream(kind, name))
        return document.in_force(self.clock.now()) if document is not None else None

    def retired_for(self, failure: str) -> str:
        """Say which playbook handled a failure until it was retired, and who did that; "" when none did."""
        for document in self.documents:
            version = document.in_force(self.clock.now()) if document.kind == "playbook" else None
            if version is None or document.retired is None:
                continue
            if any(each.failure == failure for each in Plan.model_validate_json(version.content).handles):
                return f"; {document.name} did until {document.retired.by} retired it: {document.retired.why}"
        return ""

    async def document(self, kind: str, digest: str) -> Version:
        """Return a document by its digest.

        Raises:
            NotFoundError: it was never published here.
        """
        if (kind, digest) not in self._versions:
            await self.refresh()
        found = self._versions.get((kind, digest))
        if found is None:
            raise NotFoundError(f"the {kind} {digest[:19]}… was never published in this journal.")
        return found

    # --- Books -------------------------------------------------------------------------------------------------------
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
        book = self._books.get(name)
        if book is None:
            book = Book(
                Plan.model_validate_json((await self.document("playbook", plan)).content),
                RiskMatrix.model_validate_json((await self.document("risk-matrix", matrix)).content),
                TierPolicy.model_validate_json((await self.document("tier-policy", policy)).content),
                plan, matrix, policy, rate=self.rate, calendar=await self.calendar(calendar), calendar_digest=calendar,
                contact=await self._contact(contact), contact_digest=contact,
                packs={asked: await self.pack(digest) for asked, digest in packs.items()}, pack_digests=packs,
            )  # fmt: skip
        around = self._around_of(book)
        if around is not book.around:
            book = replace(book, around=around)
        self._books[name] = book
        return book

    def _around_of(self, book: Book) -> Around:
        """Return what is known round a plan: made anew only when something of it changed."""
        document = self._streams[document_stream("playbook", book.plan.playbook)]
        looked_up = ("authority", "causes", "routes", "remedies")
        table, listed, routes, kinds = (self._last(kind) for kind in looked_up)
        newest = self._newer_packs(book)
        digests = tuple(version.digest if version is not None else "" for version in (table, listed, routes, kinds))
        budgets = self.budgets.known
        state = (document.seq, digests, tuple(newest.items()), budgets)
        name = (book.plan_digest, tuple(book.pack_digests.items()))
        known = self._around.get(name)
        if known is not None and known[0] == state:
            return known[1]
        around = Around(
            switch=document.switch(book.plan_digest), authors=document.authors(book.plan_digest),
            step_authors=step_authors(
                [(version.written_by, version.content) for version in document.versions],
                self._versions["playbook", book.plan_digest].content,
            ),
            authority=self._compiled(table) if table is not None else None,
            authority_digest=table.digest if table is not None else "",
            newer_packs={asked: self._pack(digest) for asked, digest in newest.items()}, newer_digests=newest,
            causes=self._causes(listed) if listed is not None else NO_CAUSES,
            routes=Routes.model_validate_json(routes.content) if routes is not None else NO_ROUTES,
            remedies=Remedies.model_validate_json(kinds.content) if kinds is not None else NO_REMEDIES,
            remedies_digest=kinds.digest if kinds is not None else "",
            budgets=budgets,
        )  # fmt: skip
        self._around[name] = (state, around)
        return around

    def _newer_packs(self, book: Book) -> dict[str, str]:
        """Return the digests of packs that were published after those that a case is pinned to, by name."""
        found = {}
        for asked, digest in book.pack_digests.items():
            newest = self.newest_named("pack", asked)
            if newest is not None and newest.digest != digest:
                found[asked] = newest.digest
        return found

    def _last(self, kind: str) -> Version | None:
        """Return the document of a kind in force: of several names the one that came into force last."""
        return max(self.newest(kind), key=lambda version: version.since, default=None)

    def _causes(self, listed: Version) -> Causes:
        if listed.digest not in self._catalogues:
            self._catalogues[listed.digest] = Causes.model_validate_json(listed.content)
        return self._catalogues[listed.digest]

    @property
    def causes(self) -> Causes:
        """The catalogue of root causes in force."""
        listed = self._last("causes")
        return self._causes(listed) if listed is not None else NO_CAUSES

    def _compiled(self, table: Version) -> AuthorityTable:
        if table.digest not in self._tables:
            self._tables[table.digest] = AuthorityTable.model_validate_json(table.content)
        return self._tables[table.digest]

    async def calendar(self, digest: str) -> Calendar | None:
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
        await self.document("pack", digest)
        return self._pack(digest)

    def _pack(self, digest: str) -> Pack:
        if digest not in self._packs:
            self._packs[digest] = Pack.model_validate_json(self._versions["pack", digest].content)
        return self._packs[digest]

    async def _contact(self, digest: str) -> ContactRules:
        if not digest:
            return NO_RULES
        return ContactRules.model_validate_json((await self.document("contact-rules", digest)).content)

    async def book_of(self, case: Case) -> Book:
        """Return the book a case is pinned to, with what is known round it now."""
        await self.look(document_stream("playbook", case.playbook))
        for asked in case.packs:
            await self.look(document_stream("pack", asked))
        await self.budgets.look_now_and_then()
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
                raise self._none(kind, name)
            digests.append(found.digest)
        plan, matrix, policy = digests
        rules = next(iter(self.newest("contact-rules")), None)
        contact = rules.digest if rules is not None else ""
        return await self.book(plan, matrix, policy, self._counts(playbook, market), contact, self._newest_packs(plan))

    def asking_changed(self, packs: Iterable[str]) -> frozenset[str]:
        """Return the playbooks on which cases may have been decided by an earlier version of one of these packs."""
        changed = {name for name in packs if len(self._streams[document_stream("pack", name)].versions) > 1}
        if not changed:
            return frozenset()
        return frozenset(
            document.name
            for document in self._kinds.get("playbook", {}).values()
            if any(changed.intersection(self._asked_by(version.digest)) for version in document.versions)
        )

    def _asked_by(self, plan: str) -> tuple[str, ...]:
        """Return the packs that a version of a playbook asks; looked up once for each."""
        if plan not in self._asked:
            self._asked[plan] = asked_packs(Plan.model_validate_json(self._versions["playbook", plan].content))
        return self._asked[plan]

    def _newest_packs(self, plan: str) -> dict[str, str]:
        """Return the digests of the packs that a playbook asks."""
        found = {}
        for name in self._asked_by(plan):
            newest = self.newest_named("pack", name)
            if newest is None:
                remedy = "Publish it: makegood up, with the pack in the folder of packs."
                raise NotFoundError(f"the pack {name} is not published in this journal.", remedy=remedy)
            found[name] = newest.digest
        return found

    def _none(self, kind: str, name: str) -> NotFoundError:
        """Say what is missing: it was retired, comes into force later, or was never published."""
        document = self._streams.get(document_stream(kind, name))
        called = f"{kind} {name}".strip()
        if document is not None and document.retired is not None:
            return NotFoundError(
                f"the {called} was retired by {document.retired.by}: {document.retired.why}.",
                remedy="Bring a version back: makegood document bring-back.",
            )
        if document is not None and document.versions:
            return NotFoundError(f"the {called} is not in force yet.", remedy="See since when: makegood document show.")
        return NotFoundError(
            f"no {called} is published in this journal.", remedy="Publish one: makegood up --playbooks DIR."
        )

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
        there = self.markets().get(market)
        return there.calendar if there is not None else ""

    def markets(self) -> Mapping[str, Market]:
        """Return the markets of the house by name."""
        house = next(iter(self.newest("markets")), None)
        return Markets.model_validate_json(house.content).markets if house is not None else {}


def kind_of(text: str) -> DocumentKind:
    """Return the kind of document that a text names.

    Raises:
        UsageError: it names none.
    """
    found = next((kind for kind in KINDS if kind == text), None)
    if found is None:
        raise UsageError(f"“{text}” is no kind of document.", remedy=f"There are: {', '.join(KINDS)}.")
    return found
