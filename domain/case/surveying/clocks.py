"""Clocks of the case as a whole: promises that are kept or break, estimates, and the review of a hold."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.ledger import entries_of
from domain.case.state import BY_HAND, Case, Promise, base_of
from domain.case.survey import Survey
from domain.case.surveying.house_promises import FIRST_ACTION, terms_of
from domain.case.surveying.informing import NO_SILENCE, kept_by_word
from domain.case.surveying.pay_within import decision_told, paid_within
from domain.case.surveying.people import open_task
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.outline import DECISION

ACTIONS: Final = (p.Do, p.Ask, p.Remedy)
"""Kinds of steps that are a first action; a message alone is none."""
ACKNOWLEDGE: Final = "acknowledge"
"""The promise that any word of a person keeps, too: a call is an answer, whatever letter was planned."""
RESOLVED: Final = "resolved"
"""What keeps a promise that is about the case as a whole."""
WORDS: Final = {
    "en": "A promise was broken ({what}): tell the customer, and until when it holds now",
    "id": "Sebuah janji tidak ditepati ({what}): beri tahu pelanggan, dan sampai kapan sekarang",
    "vi": "Một lời hứa đã không giữ được ({what}): báo cho khách hàng, và thời hạn mới",
}


def promises(survey: Survey) -> None:
    """Keep promises whose thing was delivered in time; break those whose instant passed without it."""
    for name, promise in survey.case.promises.items():
        if promise.status == "broken":
            _answer_for(survey, name, promise)
        if promise.status != "open":
            continue
        fact = _kept(survey, name, promise)
        if fact is not None and survey.case.frozen:
            survey.alarm(survey.now, fact)  # that it was delivered is so, whoever froze the case
        elif fact is not None:
            survey.move(fact)
        elif promise.stopped is None and survey.is_over(promise.due):
            survey.alarm(promise.due, *_broken(survey, name, promise))


def _kept(survey: Survey, name: str, promise: Promise) -> e.PromiseKept | None:
    case, base = survey.case, base_of(name)
    terms = terms_of(survey.book, name)
    if base == NO_SILENCE or (terms is not None and terms.tell):
        return kept_by_word(case, name, promise)
    if terms is None:
        return _paid(case, name, promise)
    if terms.kept_by == FIRST_ACTION:
        return _kept_by_first_action(survey, name, promise)
    at, by = _came(case, base, terms.kept_by)
    if at is None or (at > promise.due and promise.stopped is None):
        return None
    return e.PromiseKept(at=at, promise=name, by_step=by)


def _came(case: Case, base: str, keeper: str) -> tuple[datetime | None, str]:
    """Return when what keeps a promise came about, and the step that brought it."""
    if keeper == RESOLVED:
        return case.resolved_at, ""
    if keeper == DECISION:
        return decision_told(case)
    found = [(at, keeper)] if (at := delivered(case, keeper)) is not None else []
    if base == ACKNOWLEDGE:
        found += [(word.at, name) for name, word in case.told.items() if name.startswith(BY_HAND)]
    return min(found, default=(None, ""))


def _paid(case: Case, name: str, promise: Promise) -> e.PromiseKept | None:
    """Keep a promise to pay or do what is owed once all of it was paid, or done, in time."""
    at, by = paid_within(case, name)
    return e.PromiseKept(at=at, promise=name, by_step=by) if at is not None and at <= promise.due else None


def _kept_by_first_action(survey: Survey, name: str, promise: Promise) -> e.PromiseKept | None:
    """The first step towards putting it right keeps it: something was done, offered, answered or given."""
    case = survey.case
    done = [
        (state.at, path)
        for path, state in case.steps.items()
        if state.status == "done" and isinstance(survey.book.layout.steps.get(step_of(path)), ACTIONS)
    ]
    done += [(offer.offered_at, path) for path, offer in case.offers.items()]
    if not done or (min(done)[0] > promise.due and promise.stopped is None):
        return None
    at, path = min(done)
    return e.PromiseKept(at=at, promise=name, by_step=path)


def delivered(case: Case, step: str) -> datetime | None:
    """Return when a step was delivered: an offer when it was put before the customer, anything else when done.

    A message that bounced was not, until its reader was reached otherwise; nor money that came back, until it was paid
    again.
    """
    if step in case.bounced:
        return case.bounced[step]
    back = [entry for entry in entries_of(case, step).values() if entry.returns]
    if back:
        return back[-1].paid_at
    offer = case.offers.get(step)
    if offer is not None:
        return offer.offered_at
    state = case.steps.get(step)
    return state.at if state and state.status == "done" else None


def _broken(survey: Survey, name: str, promise: Promise) -> tuple[e.PromiseBroken, e.Escalated]:
    why = f"the promise “{promise.what}” was broken"
    return (
        e.PromiseBroken(at=promise.due, promise=name, due=promise.due),
        e.Escalated(at=promise.due, rung=0, direction="up", to=_who(survey), why=why),
    )


def _who(survey: Survey) -> str:
    """Return who answers for a broken promise: whom the ladder calls next upwards, else the owner."""
    ladder, called_here = survey.book.ladder(survey.case.tier), survey.case.rungs - survey.case.rungs_before
    above = [rung.to for rung in ladder[called_here:] if rung.direction == "up"]
    called = [rung.to for rung in ladder[:called_here] if rung.direction == "up"]
    return (above or called[-1:] or [survey.case.owner])[0]


def _answer_for(survey: Survey, name: str, promise: Promise) -> None:
    """Put a broken promise to somebody with more authority; one task at a time for what is promised again and again."""
    case, task = survey.case, f"@promise#{name}"
    if case.phase != "working" or case.winding_up or _replaced(case, name):
        return
    asked = any(
        each.purpose == "promise" and each.status == "open" and base_of(str(each.details["promise"])) == base_of(name)
        for each in case.tasks.values()
    )
    if task not in case.tasks and asked:
        return
    words = {language: text.format(what=promise.what) for language, text in WORDS.items()}
    open_task(
        survey, task, step="@promise", purpose="promise", role=_who(survey),
        due=survey.book.clocks(case.tier).stuck, words=words, details={"promise": name},
    )  # fmt: skip


def _replaced(case: Case, name: str) -> bool:
    return any(promise.replaces == name for promise in case.promises.values())


def estimates(survey: Survey) -> None:
    """Say it when the latest instant of an estimate passed without what was estimated."""
    for name, estimate in survey.case.estimates.items():
        if not estimate.missed and reached(survey.case, estimate.what) is None and survey.is_over(estimate.latest):
            missed = e.EstimateMissed(at=estimate.latest, estimate=name, latest=estimate.latest)
            survey.alarm(estimate.latest, missed)


def reached(case: Case, what: str) -> datetime | None:
    """Return when what was estimated came about: the resolution, or the end of a step."""
    return case.resolved_at if what == RESOLVED else delivered(case, what)


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
