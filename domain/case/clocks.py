"""Clocks of the case as a whole: promises, the escalation ladder of its tier, and the review of a hold."""

from __future__ import annotations

from datetime import datetime

from domain.case import events as e
from domain.case.people import open_task
from domain.case.state import Promise
from domain.case.survey import Survey

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
    terms = survey.book.plan.promises.get(name)
    if terms is None:
        return None
    at = survey.case.resolved_at if terms.kept_by == RESOLVED else _delivered(survey, terms.kept_by)
    if at is None or at > promise.due:
        return None
    return e.PromiseKept(at=at, promise=name, by_step="" if terms.kept_by == RESOLVED else terms.kept_by)


def _delivered(survey: Survey, step: str) -> datetime | None:
    """Return when a step was delivered: an offer when it was put before the customer, anything else when done."""
    offer = survey.case.offers.get(step)
    if offer is not None:
        return offer.offered_at
    state = survey.case.steps.get(step)
    return state.at if state and state.status == "done" else None


def ladder(survey: Survey) -> None:
    """Call more authority, or other skills, while the case is not resolved."""
    case = survey.case
    rungs = survey.book.ladder(case.tier)
    if case.opened_at is not None and case.rungs < len(rungs) and case.phase == "working":
        rung = rungs[case.rungs]
        due = case.opened_at + rung.after.span
        if survey.is_over(due):
            number, why = case.rungs + 1, f"not resolved {rung.after} after it was opened"
            survey.alarm(due, e.Escalated(at=due, rung=number, direction=rung.direction, to=rung.to, why=why))
    for number in range(1, case.rungs + 1):
        _answer(survey, number, rungs[number - 1].to if number <= len(rungs) else case.owner)


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
