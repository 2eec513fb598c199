"""The kill switch: a case on a playbook that was stopped begins nothing by itself until it is let go on.

Outcomes are still taken in, clocks and promises run on, and people may work. The switch is a fact of the playbook's own
stream, which the book brings along; that the case met it is a fact of the case.
"""

from __future__ import annotations

from domain.case import events as e
from domain.case.survey import Survey
from domain.ids import ENGINE


def switched(survey: Survey) -> bool:
    """Write down that the playbook was stopped, or let go on, since the last look; says whether it was."""
    switch, stopped = survey.book.around.switch, survey.case.stopped
    if switch is not None and switch.stopped and stopped is None:
        review_at = survey.now + survey.book.clocks(survey.case.tier).hold.span
        survey.moves.append(
            e.PlanStopped(at=survey.now, by=switch.by, why=switch.why, seq=switch.seq, review_at=review_at)
        )
        return True
    if stopped is not None and (switch is None or not switch.stopped):
        by, why, seq = (switch.by, switch.why, switch.seq) if switch is not None else (ENGINE, "", 0)
        survey.moves.append(e.PlanResumed(at=survey.now, by=by, why=why, seq=seq))
        return True
    return False


def review(survey: Survey) -> None:
    """Ask again about a case on a stopped playbook; it is never forgotten."""
    stopped = survey.case.stopped
    if stopped is not None:
        due = stopped.review_at
        again = survey.now + survey.book.clocks(survey.case.tier).hold.span
        why = f"its playbook is stopped, and a review was due: {stopped.why}"
        survey.alarm(
            due, e.StopReviewDue(at=due, next_review=again),
            e.Escalated(at=due, rung=0, direction="up", to=survey.case.owner, why=why),
        )  # fmt: skip
