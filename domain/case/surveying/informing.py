"""No silence longer than was promised: a clock on the last word the customer had from us, whatever it was about.

A playbook says it for its cases (`keep_informed: {every: 24h, tell: where-we-are}`), the house for a tier
(`contact_every`). Each round of it is a promise: kept by anything we tell the customer, broken for all to see. Shortly
before a round is over, we write; where it would be over in quiet hours, before they begin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from domain.case import events as e
from domain.case.book import Book
from domain.case.scope import NoValue
from domain.case.state import Case, Promise, base_of
from domain.case.survey import Survey
from domain.case.surveying.arithmetic import arithmetic_of
from domain.case.surveying.effects import begin
from domain.case.surveying.people import stuck
from domain.case.surveying.quiet import quiet_hours
from domain.case.surveying.walk import attempt
from domain.clock.span import Span
from domain.errors import MakegoodError
from domain.ids import step_path
from domain.playbook import plan as p
from domain.values import Value

NO_SILENCE: Final = "no_silence"
"""The name of the promise that comes from the tier and not from the playbook."""
EARLY: Final = timedelta(minutes=5)
"""So long before quiet hours the last word of the day is written."""
WHERE_WE_ARE: Final = "where-we-are"
"""The message it is kept by, if nothing else was said meanwhile."""


def silences(case: Case, book: Book) -> Mapping[str, p.PromiseOf]:
    """Return the promises that somebody hears from us: those of the playbook, and that of the case's tier."""
    found = {name: terms for name, terms in book.plan.promises.items() if terms.tell}
    every = book.clocks(case.tier).contact_every
    if every is not None:
        found[NO_SILENCE] = p.PromiseOf(within=every, kept_by="", tell=WHERE_WE_ARE)
    return found


def keep_informed(survey: Survey) -> None:
    """Let no silence grow longer than was promised: write in time, then promise the next message."""
    if survey.case.phase != "working":
        return
    for name, terms in silences(survey.case, survey.book).items():
        _attempt(survey, name, terms)


def _attempt(survey: Survey, name: str, terms: p.PromiseOf) -> None:
    """Write the message of the present round when its time comes; a round that is over is followed by the next."""
    made = [each for each in survey.case.promises if base_of(each) == name]
    path = informing_path(name, max(len(made), 1))
    if path in survey.case.faults:
        stuck(survey, path, survey.case.faults[path])
        return
    if survey.case.status(path) == "skipped":
        return
    promise = survey.case.promises[made[-1]] if made else None
    if promise is None or promise.status != "open":
        attempt(survey, path, lambda: _promise_again(survey, name, terms, promise, len(made) + 1))
        return
    _sooner(survey, made[-1], terms, promise)
    begun = path in survey.case.effects  # its time came, whatever it would be by what is known since
    if survey.case.status(path) is None and (begun or survey.work_at(speaks_at(survey, promise))):
        request: dict[str, Value] = {"message": terms.tell, "to": survey.case.customer}
        begin(survey, path, kind="tell", contract=survey.book.messenger, request=request)


def _promise_again(survey: Survey, name: str, terms: p.PromiseOf, before: Promise | None, number: int) -> None:
    """The next message is promised so long after the last word; after a promise that was broken, from now on."""
    start, since = survey.now, "last told"
    if before is None:
        start = survey.case.told_at or survey.case.opened_at or survey.now
    elif before.status == "kept" and before.at is not None:
        start = before.at
    reckoning = _reckoned(survey, start, terms.within)
    if reckoning <= survey.now:  # nobody was owed a word meanwhile: the case was resolved, or in a quieter tier
        start, since = survey.now, "counted from now"
        reckoning = _reckoned(survey, start, terms.within)
    survey.move(
        e.PromiseMade(
            at=survey.now, promise=name if number == 1 else f"{name}/{number}", to=survey.case.customer.id,
            what=name.replace("_", " "), due=reckoning, arithmetic=_told(survey, start, terms.within, since),
            source=terms.source_in(survey.case.market), since=start, within=terms.within,
        )
    )  # fmt: skip


def _reckoned(survey: Survey, start: datetime, within: Span) -> datetime:
    try:
        return survey.book.reckon(start, within).due
    except MakegoodError as trouble:
        raise NoValue(trouble.what, str(within), {}) from trouble


def _told(survey: Survey, start: datetime, within: Span, since: str) -> str:
    return arithmetic_of(survey.book, survey.book.reckon(start, within), since)


def _sooner(survey: Survey, name: str, terms: p.PromiseOf, promise: Promise) -> None:
    """A case that is judged worse is told of more often: the round that runs is over sooner, and the record says so."""
    if terms.within == promise.within or promise.since is None or base_of(name) != NO_SILENCE:
        return
    try:
        due = survey.book.reckon(promise.since, terms.within).due
    except MakegoodError:
        return
    if due < promise.due:
        due = max(due, survey.now)
        survey.move(
            e.ClockRestated(
                at=survey.now, promise=name, before=promise.due, after=due,
                arithmetic=_told(survey, promise.since, terms.within, "last told"),
                why=f"the case is now {survey.case.tier}", by="engine",
            )
        )  # fmt: skip


def kept_by_word(case: Case, name: str, promise: Promise) -> e.PromiseKept | None:
    """Anything we told the customer in time keeps it, or the news that the matter was put right."""
    since = promise.since or promise.made_at
    heard = [(at, step) for at, step in _words(case) if since < at and promise.made_at <= at <= promise.due]
    if heard:
        at, step = max(heard)
        return e.PromiseKept(at=at, promise=name, by_step=step)
    if case.resolved_at is not None and case.resolved_at <= promise.due:
        return e.PromiseKept(at=case.resolved_at, promise=name)
    return None


def _words(case: Case) -> Iterator[tuple[datetime, str]]:
    for step, told in case.told.items():
        if told.to in {"", case.customer.id}:
            yield told.at, step


def informing_path(name: str, number: int) -> str:
    """Return the path of the message by which one round of a promise to keep somebody informed is kept."""
    return step_path("@informed", (name, str(number)))


def lead(promise: Promise) -> timedelta:
    """Return how long before its instant a message is written: an hour, for short spans a quarter."""
    return min(timedelta(hours=1), (promise.due - promise.made_at) / 4)


def speaks_at(survey: Survey, promise: Promise) -> datetime:
    """Return when a round's message is written: just before quiet hours where it would be over in them.

    A round that began in quiet hours, or right before them, and is over in the same is kept in them: nights included
    is what was promised.
    """
    at, quiet = promise.due - lead(promise), quiet_hours(survey.case, survey.book)
    if quiet is None:
        return at
    begins, ends = quiet.first(at)
    if at < begins:
        return at
    if promise.due > ends:
        return ends
    early = begins - min(lead(promise), EARLY)
    return early if promise.made_at < early else at
