"""Comparing who approved documents, granted remedies and took them back with what the house knew of people then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from activities.library import Library
from domain.case import events as e
from domain.case.book import Book
from domain.case.evolve import evolve, named
from domain.case.state import Case
from domain.case.surveying.hands import judged_by_it
from domain.case.surveying.signs import reviewers
from domain.documents import HandedIn, Published
from domain.errors import MakegoodError
from domain.evidence.approvers import Approval, HouseThen, judged
from domain.evidence.verify import Breach
from domain.house import directory as house
from domain.house.directory import Directory
from domain.house.events import DIRECTORY
from domain.house.permissions import APPROVERS, AUTHORS
from domain.ids import ENGINE, step_of
from domain.playbook import plan as p
from domain.playbook.authorship import step_authors
from domain.record import Envelope

SLACK = timedelta(minutes=1)
"""How far the clocks of those who write a journal may lie apart, and how long ago they may have read the house."""

BY_TWO = 2
"""From this version on of what came back it takes two where somebody had a hand in it."""
AS_IT_STOOD = 3
"""From this version of a grant on it counts who was one with whom at any time since the case was opened."""


@dataclass(slots=True)
class Approvals:
    """Collects approvals stream by stream, then judges them by the house."""

    library: Library
    slack: timedelta
    _house: Sequence[Envelope] = ()
    _found: list[Approval] = field(default_factory=list)
    _authors: dict[tuple[str, int], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    _whole: bool = True

    async def stream(self, stream: str, records: Sequence[Envelope], *, whole: bool) -> list[Breach]:
        """Collect what a stream holds; `whole` says whether all its facts are there as they were written."""
        if stream == DIRECTORY:
            self._house, self._whole = records, whole
        elif stream.startswith("document/") and whole:
            self._found += _of_document(records)
        elif stream.startswith("case/") and whole and any(_by_a_person(record) for record in records):
            return await self._of_case(stream, records)
        return []

    async def _of_case(self, stream: str, records: Sequence[Envelope]) -> list[Breach]:
        case, wrong = named(stream.removeprefix("case/")), list[Breach]()
        for record in records:
            event = record.event
            if _by_a_person(record):
                try:
                    book = await self.library.book_of(case)
                except (MakegoodError, ValueError):  # what is wrong with its documents is said of them
                    return wrong
                self._found += _of_remedy(record, case, self._written_by_then(book, record))
                if isinstance(event, e.RemedyApproved) and not _asks(case, event, book):
                    wrong.append(Breach(stream, record.seq, f"the playbook asks no {event.role} about {event.entry}"))
            case = evolve(case, event)
        return wrong

    def _written_by_then(self, book: Book, record: Envelope) -> Book:
        """Return a book with who wrote its playbook as it was known then: who wrote the same since barred nobody."""
        named = (one for one in self.library.documents if (one.kind, one.name) == ("playbook", book.plan.playbook))
        versions = [version for one in named for version in one.versions if version.since <= record.occurred_at]
        mine = [version for version in versions if version.digest == book.plan_digest]
        if not mine:
            return book
        place = (book.plan_digest, len(versions))
        if place not in self._authors:
            wrote = [(version.written_by, version.content) for version in versions]
            self._authors[place] = step_authors(wrote, mine[0].content)
        authors = tuple(dict.fromkeys(version.written_by for version in mine))
        return replace(book, around=replace(book.around, authors=authors, step_authors=self._authors[place]))

    def rest(self) -> Iterator[Breach]:
        """Yield every approval that does not fit the house as it stood when it was given."""
        if not self._whole:
            return
        then = HouseThen([record.recorded_at for record in self._house], self.slack)
        directory, known = Directory(), 0
        for position, approval in sorted(((then.position(one), one) for one in self._found), key=lambda one: one[0]):
            for record in self._house[known:position]:
                directory = house.evolve(directory, record.event)
            known = max(known, position)
            off = then.wrong(approval)
            for what in (off,) if off else judged(approval, directory, self.slack):
                yield Breach(approval.record.stream, approval.record.seq, what)


def _of_document(records: Sequence[Envelope]) -> Iterator[Approval]:
    """Yield who handed versions in, and who approved what others handed in."""
    for record in records:
        match record.event:
            case HandedIn() as event:
                yield Approval(record, event.author, event.house, "handed it in", kinds=AUTHORS)
            case Published(author=author) as event if author:
                others = (author,)
                yield Approval(record, event.by, event.house, "approved it", kinds=APPROVERS, others=others)
            case _:
                pass


def _by_a_person(record: Envelope) -> bool:
    """Say whether somebody of the house granted a remedy, or took it back in a role that early facts did not name."""
    match record.event:
        case e.RemedyApproved() as event:
            return event.rung > 0
        case e.RemedyReversed() as event:
            return event.how == "hand" and bool(event.role)
        case e.PayoutReturned():
            return record.version >= BY_TWO and not {"service", ENGINE} & {*record.roles}
        case _:
            return False


def _of_remedy(record: Envelope, case: Case, book: Book) -> Iterator[Approval]:
    """Yield who granted a remedy, or took it back: as to grant it, but that a look at a sign keeps nobody from that."""
    event = record.event
    of_one = e.RemedyApproved | e.RemedyReversed | e.PayoutReturned
    entry = case.ledger.get(event.entry) if isinstance(event, of_one) else None
    others = judged_by_it(case, entry, book) if entry is not None else frozenset[str]()
    match event:
        case e.RemedyApproved():
            apart = reviewers(case, entry) if entry is not None else ()
            who, role, at = event.approver, event.role, event.house
            since = case.opened_at if record.version >= AS_IT_STOOD else None
            yield Approval(record, who, at, "granted it", role=role, others=others, apart=apart, since=since)
        case e.RemedyReversed():
            yield Approval(record, event.by, 0, "took it back", role=event.role, others=others)
        case e.PayoutReturned(second=second) if second:
            what = "agreed that it came back"
            yield Approval(record, second, 0, what, others=others, apart=(event.by,), since=case.opened_at)
        case e.PayoutReturned() if entry is not None:
            hands = {entry.approver, *entry.returned_by} - {"", ENGINE}
            what = "said that it came back"
            yield Approval(record, event.by, 0, what, others=others, apart=hands, since=case.opened_at)
        case _:
            pass


def _asks(case: Case, event: e.RemedyApproved, book: Book) -> bool:
    """Say whether the ladder of a remedy has the role in which it was granted; facts of version 1 kept none."""
    entry = case.ledger.get(event.entry)
    step = book.layout.steps.get(step_of(entry.step)) if entry is not None else None
    return not event.role or not isinstance(step, p.Grant) or event.role in {r.role for r in step.authority.above}
