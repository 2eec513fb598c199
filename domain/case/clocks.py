"""Clocks of the case as a whole: promises, the escalation ladder of its tier, and the review of a hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.case import events as e
from domain.case.book import Book
from domain.case.effects import begin
from domain.case.house_promises import FIRST_ACTION, terms_of
from domain.case.people import open_task, stuck
from domain.case.scope import NoValue
from domain.case.state import Promise
from domain.case.survey import Survey
from domain.case.walk import attempt
from domain.clock.calendar import Reckoning
from domain.errors import MakegoodError
from domain.ids import step_of, step_path
from domain.playbook import plan as p
from domain.values import Value

ACTIONS = (p.Do, p.Ask, p.Remedy)
"""Kinds of steps that are a first action; a message alone is none."""
RESOLVED = "resolved"
"""What keeps a promise that is about the case as a whole."""


def promises(survey: Survey) -> None:
    """Keep promises whose thing was delivered in time; break those whose instant passed without it."""
    for name, promise in survey.case.promises.items():
        if promise.status != "open":
            continue
        fact = _kept(survey, name, promise)
        if fact is not None:
            survey.move(fact)
        elif survey.is_over(promise.due):
            survey.alarm(promise.due, e.PromiseBroken(at=promise.due, promise=name, due=promise.due))


def _kept(survey: Survey, name: str, promise: Promise) -> e.PromiseKept | None:
    base, _, number = name.partition("/")
    terms = terms_of(survey.book, name)
    if terms is None:
        return None
    if terms.tell:
        return _kept_by_message(survey, name, promise, informing_path(base, int(number or "1")))
    if terms.kept_by == FIRST_ACTION:
        return _kept_by_first_action(survey, name, promise)
    at = survey.case.resolved_at if terms.kept_by == RESOLVED else _delivered(survey, terms.kept_by)
    if at is None or at > promise.due:
        return None
    return e.PromiseKept(at=at, promise=name, by_step="" if terms.kept_by == RESOLVED else terms.kept_by)


def _kept_by_first_action(survey: Survey, name: str, promise: Promise) -> e.PromiseKept | None:
    """The first step towards putting it right keeps it: something was done, offered, answered or given."""
    for path, state in survey.case.steps.items():
        step = survey.book.layout.steps.get(step_of(path))
        if state.status == "done" and isinstance(step, ACTIONS) and state.at <= promise.due:
            return e.PromiseKept(at=state.at, promise=name, by_step=path)
    offers = [path for path, offer in survey.case.offers.items() if offer.offered_at <= promise.due]
    return (
        e.PromiseKept(at=survey.case.offers[offers[0]].offered_at, promise=name, by_step=offers[0]) if offers else None
    )


def _kept_by_message(survey: Survey, name: str, promise: Promise, path: str) -> e.PromiseKept | None:
    """A message keeps it, or the news that the matter was put right."""
    state, resolved = survey.case.steps.get(path), survey.case.resolved_at
    at = state.at if state is not None and state.status == "done" else resolved
    if at is None or at > promise.due:
        return None
    return e.PromiseKept(at=at, promise=name, by_step=path if at != resolved else "")


def _delivered(survey: Survey, step: str) -> datetime | None:
    """Return when a step was delivered: an offer when it was put before the customer, anything else when done."""
    offer = survey.case.offers.get(step)
    if offer is not None:
        return offer.offered_at
    state = survey.case.steps.get(step)
    return state.at if state and state.status == "done" else None


def keep_informed(survey: Survey) -> None:
    """Let no silence grow longer than was promised: write in time, then promise the next message."""
    for name, terms in survey.book.plan.promises.items():
        if terms.tell and survey.case.phase == "working":
            attempt_informing(survey, name, terms)


def attempt_informing(survey: Survey, name: str, terms: p.PromiseOf) -> None:
    """Write the message of the present round when its time comes; a round that is over is followed by the next."""
    made = [each for each in survey.case.promises if each == name or each.startswith(f"{name}/")]
    path = informing_path(name, len(made))
    if path in survey.case.faults:
        stuck(survey, path, survey.case.faults[path])
        return
    if survey.case.status(path) == "skipped":
        return
    promise = survey.case.promises[made[-1]]
    if promise.status != "open":
        attempt(survey, path, lambda: _promise_again(survey, name, terms, promise, len(made) + 1))
    elif survey.work_at(promise.due - lead(promise)):
        request: dict[str, Value] = {"message": terms.tell, "to": survey.case.customer}
        begin(survey, path, kind="tell", contract=survey.book.messenger, request=request)


def _promise_again(survey: Survey, name: str, terms: p.PromiseOf, before: Promise, number: int) -> None:
    """The next message is promised so long after the last one; after a promise that was broken, from now on."""
    start = before.at if before.at is not None and before.status == "kept" else survey.now
    try:
        reckoning = survey.book.reckon(start, terms.within)
    except MakegoodError as trouble:
        raise NoValue(trouble.what, str(terms.within), {}) from trouble
    survey.move(
        e.PromiseMade(
            at=survey.now, promise=f"{name}/{number}", to=before.to, what=before.what, due=reckoning.due,
            arithmetic=arithmetic_of(survey.book, reckoning, "last told"), source=terms.source,
        )
    )  # fmt: skip


def informing_path(name: str, number: int) -> str:
    """Return the path of the message by which one round of a promise to keep somebody informed is kept."""
    return step_path("@informed", (name, str(number)))


def lead(promise: Promise) -> timedelta:
    """Return how long before its instant a message is written: an hour, for short spans a quarter."""
    return min(timedelta(hours=1), (promise.due - promise.made_at) / 4)


def arithmetic_of(book: Book, reckoning: Reckoning, since: str) -> str:
    """Write how a due date came about; without a calendar in UTC."""
    return book.arithmetic(reckoning, since)


def ladder(survey: Survey) -> None:
    """Call more authority, or other skills, while the case is not resolved."""
    case = survey.case
    rungs = survey.book.ladder(case.tier)
    in_tier = case.rungs - case.rungs_before
    if case.tier_since is not None and in_tier < len(rungs) and case.phase == "working":
        rung = rungs[in_tier]
        due = case.tier_since + rung.after.span
        if survey.is_over(due):
            since = "after it was opened" if case.tier_since == case.opened_at else f"after it became {case.tier}"
            number, why = case.rungs + 1, f"not resolved {rung.after} {since}"
            survey.alarm(due, e.Escalated(at=due, rung=number, direction=rung.direction, to=rung.to, why=why))
    for number, role in enumerate(case.called, start=1):
        _answer(survey, number, role)


def _answer(survey: Survey, number: int, role: str) -> None:
    open_task(
        survey, f"@escalation#{number}", step="@escalation", purpose="escalation", role=role,
        due=survey.book.clocks(survey.case.tier).again,
        words={"en": "Take this case up", "id": "Ambil alih kasus ini", "vi": "Tiếp nhận vụ việc này"},
        details={"rung": number},
    )  # fmt: skip


def hold_review(survey: Survey) -> None:
    """Ask again about a held case; it is never forgotten."""
    hold = survey.case.hold
    if hold is not None:
        again = survey.after(survey.book.clocks(survey.case.tier).hold)
        survey.alarm(
            hold.review_at,
            e.HoldReviewDue(at=hold.review_at, next_review=again),
            e.Escalated(
                at=hold.review_at, rung=0, direction="up", to=survey.case.owner,
                why=f"held since a review was due: {hold.why}",
            ),
        )  # fmt: skip
