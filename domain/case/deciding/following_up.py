"""After the case was resolved: the customer's answer, and how a case is taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.evolve import fold
from domain.case.scope import CaseScope, NoValue, holds
from domain.case.state import Case
from domain.case.surveying.assessing import assess_again, reassessed
from domain.case.surveying.house_promises import promised_again
from domain.errors import CommandRejected
from domain.events import Event
from domain.ids import ENGINE, keys_of
from domain.risk import one_up
from domain.values import Value

MARKS, BEST, BAD = ("outcome", "handling"), 5, 2
"""What the customer is asked, the best mark, and the best of the bad ones."""


def answered(case: Case, command: c.AnswerFollowUp, book: Book, step: str) -> tuple[Event, ...]:
    """Record the customer's answer; either mark bad takes the case up again, whatever else the playbook looks at.

    Courtesy does not make up for a solution that is none, nor a solution for rudeness.

    Raises:
        CommandRejected: a mark is not one of one to five.
    """
    for name in MARKS:
        mark = command.answer.get(name, 1)
        if not isinstance(mark, int) or isinstance(mark, bool) or not 1 <= mark <= BEST:
            remedy = "Marks go from 1 (bad) to 5 (good)."
            raise CommandRejected(f"“{name}” is no mark.", where=f"case {case.id}", remedy=remedy)
    done = e.FollowUpDone(at=command.now, step=step, how="answered", answer=command.answer)
    plan = book.plan.follow_up[int(keys_of(step)[-1])]
    behind = fold(case, (done,))
    scope = CaseScope(behind, book, follow_up=(plan.id or plan.survey, step))
    try:
        bad = _is_bad(command.answer) or (bool(plan.reopen_when) and holds(plan.reopen_when, scope, {}))
    except NoValue as trouble:
        failed = e.EvaluationFailed(at=command.now, step=step, expression=trouble.source, why=trouble.what)
        return (done, failed)
    who = case.customer.id or command.actor.person
    if not bad:
        return (done, e.ResolutionAccepted(at=command.now, by=who, how="answer"))
    why = "the customer is not content"
    rejected = e.ResolutionRejected(at=command.now, by=who, why=why)
    if case.phase not in {"resolved", "closed"}:  # asked before it was taken up again, answered since
        return (done, rejected)
    return (
        done,
        rejected,
        *reopened(behind, book, command.now, ENGINE, why),
    )


def _is_bad(answer: Mapping[str, Value]) -> bool:
    marks = (answer.get(name) for name in MARKS)
    return any(isinstance(mark, int) and mark <= BAD for mark in marks)


def reopened(case: Case, book: Book, now: datetime, by: str, why: str) -> tuple[Event, ...]:
    """Take a case up again, one tier up; from critical across to other skills, and to the head."""
    tier = one_up(case.tier)
    review_by = now + book.clocks(tier).review.span
    facts: tuple[Event, ...] = (e.CaseReopened(at=now, by=by, why=why, review_by=review_by),)
    behind = fold(case, facts)
    if tier != case.tier:
        alone = by not in {ENGINE, case.customer.id}
        judged = e.RiskReassessed(at=now, tier=tier, was=case.tier, why=why, assessor=by, alone=alone)
        raised = reassessed(behind, book, judged)
        facts, behind = (*facts, *raised), fold(behind, raised)
    else:
        called = _across_and_up(behind, book, now)
        facts, behind = (*facts, *called), fold(behind, called)
    again = promised_again(behind, book, now)
    facts, behind = (*facts, *again), fold(behind, again)
    return (*facts, *assess_again(behind, book, now, "it was reopened"))


def _across_and_up(case: Case, book: Book, now: datetime) -> tuple[Event, ...]:
    """Call other skills and the head of the ladder: there is no tier above this one."""
    ladder = book.ladder(case.tier)
    across = next((rung for rung in ladder if rung.direction == "across"), None)
    head = next((rung for rung in reversed(ladder) if rung.direction == "up"), None)
    wanted = [rung for rung in (across, head) if rung is not None]
    why = "it was reopened, and no tier is higher"
    return tuple(
        e.Escalated(at=now, rung=case.rungs + number, direction=rung.direction, to=rung.to, why=why)
        for number, rung in enumerate(wanted, start=1)
    )
