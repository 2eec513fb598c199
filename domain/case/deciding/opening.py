"""How a failure becomes a case: what failed, who is harmed, how bad it is, which plan, and the first promises."""

from __future__ import annotations

from datetime import datetime

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.told_facts import check_told
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.case.surveying.arithmetic import arithmetic_of
from domain.case.surveying.assessing import assess
from domain.case.surveying.house_promises import at_opening
from domain.events import Event
from domain.playbook import plan as p


def open_case(case: str, command: c.OpenCase, book: Book) -> tuple[Event, ...]:
    """Return the first facts of a case.

    Raises:
        CommandRejected: a fact the playbook needs is missing, so that not even the risk can be judged, or one cannot
            be.
        OutsideCalendar: a promise would be due where the calendar does not reach.
    """
    now = command.now
    first = (
        e.FailureDetected(
            at=now, failure=command.failure, source=command.source, key=command.key, place=command.place,
            facts=command.facts, reported_at=command.reported_at, happened_at=command.happened_at,
            promised=command.promised, delivered=command.delivered,
        ),
        e.CaseOpened(
            at=now, customer=command.customer, market=command.market, language=command.language,
            initiated_by=command.initiated_by, channel=command.channel, owner=book.plan.owner,
            by=command.actor.person,
        ),
    )  # fmt: skip
    opened = fold(named(case), first)
    check_told(opened, book, command.facts)
    adopted = e.PlanAdopted(
        at=now, playbook=book.plan.playbook, plan=book.plan_digest, matrix=book.matrix_digest,
        policy=book.policy_digest, calendar=book.calendar_digest, contact=book.contact_digest,
        packs=book.pack_digests,
    )  # fmt: skip
    assessed = assess(opened, book, now)
    promised = at_opening(fold(opened, (assessed,)), book, now, _promises(opened, book, now))
    return (*first, assessed, adopted, *promised, *_hoped_for(command))


def _hoped_for(command: c.OpenCase) -> tuple[e.ExpectationRecorded, ...]:
    """Return what the customer hopes for, where that was told with the failure."""
    if not command.hopes:
        return ()
    who = command.actor.person
    return (e.ExpectationRecorded(at=command.now, kind=command.hopes, amount=command.hopes_amount, by=who),)


def _promises(case: Case, book: Book, now: datetime) -> list[e.PromiseMade]:
    return [_promise(case, book, name, terms, now) for name, terms in book.plan.promises.items()]


def _promise(case: Case, book: Book, name: str, terms: p.PromiseOf, now: datetime) -> e.PromiseMade:
    begins = {"reported": case.reported_at, "happened": case.happened_at or case.reported_at, "known": now}
    start = min(begins[terms.since] or now, now)  # what is known to come counts from when it is known
    reckoning = book.reckon(start, terms.within)
    return e.PromiseMade(
        at=now, promise=name, to=case.customer.id, what=name.replace("_", " "), due=reckoning.due,
        arithmetic=arithmetic_of(book, reckoning, terms.since), source=terms.source_in(case.market),
        since=start,
        within=terms.within,
    )  # fmt: skip
