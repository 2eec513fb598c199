"""Clocks that stop: only for promises that wait for the customer, by rule of the house, with a reason and evidence.

What is left is kept in the unit that was promised (domain/clock/remainder.py). A promise that the law demands never
stops, nor does any clock of a case in which somebody's safety is at stake, nor one by which the customer hears from us.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case, Promise, Stop, base_of, safety_at_stake
from domain.case.survey import Survey
from domain.case.surveying.house_promises import terms_of
from domain.case.surveying.mandatory import is_of_safety
from domain.clock.calendar import Reckoning
from domain.clock.duration import Duration
from domain.clock.remainder import go_on, rest_of
from domain.clock.span import Days, Span, WorkingDays, WorkingHours
from domain.clock.words import arithmetic
from domain.errors import MakegoodError
from domain.ids import ENGINE
from domain.vocabulary import CUSTOMER

ASKED = "the customer was asked for something"


def never_stops(case: Case, book: Book, name: str) -> str:
    """Return why the clock of a promise never stops, in a sentence; "" where the house's rules let it."""
    promise, base = case.promises[name], base_of(name)
    terms = terms_of(book, name)
    if promise.source:
        return f"“{name}” is due by {promise.source}: a clock that the law has started never stops."
    if safety_at_stake(case) or is_of_safety(book, base):
        return "somebody's safety is at stake in this case: none of its clocks ever stops."
    if terms is None or terms.tell:
        return f"“{name}” is about hearing from us, and we can always write: its clock never stops."
    if base not in book.contact.promises:
        known = ", ".join(book.contact.promises) or "none"
        return f"the house's contact rules let no clock of “{base}” stop (they name: {known})."
    return ""


def stop_clocks(survey: Survey) -> None:
    """Stop clocks while the customer has been asked for something, and let them go on when it is there."""
    for name, promise in survey.case.promises.items():
        if promise.status != "open":
            continue
        stop = promise.stopped
        if stop is not None:
            _goes_on(survey, name, promise, stop)
        elif survey.case.phase == "working" and not survey.case.winding_up and survey.now < promise.due:
            _stops(survey, name, promise)


def _stops(survey: Survey, name: str, promise: Promise) -> None:
    case, book = survey.case, survey.book
    if base_of(name) not in book.contact.promises or never_stops(case, book, name):
        return
    asked = [what for what, until in open_questions(case, book) if survey.now < until]
    rest = rest_at(book, promise, survey.now) if asked else None
    if rest is not None:
        stopped = e.ClockStopped(
            at=survey.now, promise=name, reason=ASKED, evidence=asked[0], rest=rest, by=ENGINE
        )  # fmt: skip
        survey.move(stopped)


def _goes_on(survey: Survey, name: str, promise: Promise, stop: Stop) -> None:
    """It goes on when nothing is asked any more, at the latest when the time the customer was given is over.

    At once where somebody's safety came to be at stake meanwhile.
    """
    case = survey.case
    if safety_at_stake(case):
        why = "somebody's safety is at stake"
        survey.alarm(survey.now, resumed(survey.book, name, promise, survey.now, why))
        return
    if case.phase != "working" or case.winding_up:
        survey.alarm(survey.now, resumed(survey.book, name, promise, survey.now, "nothing waits for the customer"))
        return
    if stop.by != ENGINE:
        until = stop.until or stop.since
        _alarm(survey, name, promise, until, "the time for which it was stopped is over")
        return
    ends = [until for _, until in open_questions(case, survey.book)]
    if not ends:
        survey.alarm(survey.now, resumed(survey.book, name, promise, survey.now, "the customer answered"))
    else:
        _alarm(survey, name, promise, max(ends), "the time the customer had to answer is over")


def _alarm(survey: Survey, name: str, promise: Promise, at: datetime, why: str) -> None:
    if survey.is_over(at):
        survey.alarm(at, resumed(survey.book, name, promise, at, why))


def open_questions(case: Case, book: Book) -> Iterator[tuple[str, datetime]]:
    """Yield what the customer has been asked for and until when, as far as the house's rules stop clocks for it.

    A question whose time was over once is our move again, even while it stays open.
    """
    if "customer_is_asked" in book.contact.stops_while:
        for name, task in case.tasks.items():
            if task.status == "open" and CUSTOMER in task.roles and task.purpose == "ask" and not task.rung_at:
                yield name, task.due
    if "information_is_requested" in book.contact.stops_while:
        for name, asked in case.asked.items():
            if asked.received is None:
                yield name, asked.until


def rest_at(book: Book, promise: Promise, now: datetime) -> Span | None:
    """Return what is left of a promise; None where it cannot be counted."""
    try:
        return rest_of(book.calendar, now, promise.due, unit_of(promise))
    except MakegoodError:
        return None


def unit_of(promise: Promise) -> Span:
    """Return the span a promise was made in; elapsed time where its due instant was told as such."""
    within = promise.within
    if isinstance(within, Days | WorkingDays | WorkingHours):
        return within
    return Duration(0)


def resumed(book: Book, name: str, promise: Promise, at: datetime, why: str, by: str = ENGINE) -> e.ClockResumed:
    """Return the fact that a clock goes on; where the calendar does not reach, with as much time as had passed."""
    stop = promise.stops[-1]
    try:
        reckoning = go_on(book.calendar, at, stop.rest)
    except MakegoodError:
        left = Duration(max(0, (promise.due - stop.since) // Duration(1).span))
        reckoning = Reckoning(at, left, at, at + left.span)
    told = (
        arithmetic(book.calendar, reckoning, "goes on")
        if book.calendar is not None
        else f"goes on {at:%Y-%m-%d %H:%M} UTC → + {reckoning.span} → {reckoning.due:%Y-%m-%d %H:%M} UTC"
    )
    return e.ClockResumed(at=at, promise=name, due=reckoning.due, arithmetic=told, why=why, by=by)


def restated(book: Book, promise: Promise, start: datetime, within: Span) -> Reckoning:
    """Return until when a promise is due that counts from another start, with every stop of its clock laid in again.

    Raises:
        MakegoodError: the calendar does not reach.
    """
    reckoning = book.reckon(start, within)
    due = reckoning.due
    for stop in promise.stops:
        if stop.ended is not None and stop.since < due:
            due = go_on(book.calendar, stop.ended, rest_of(book.calendar, stop.since, due, within)).due
    return Reckoning(start, within, reckoning.counts_from, due, reckoning.skipped)
