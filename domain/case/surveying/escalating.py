"""The ladder of a tier: more authority (up) or other skills (across); the next while nobody took the last up."""

from __future__ import annotations

from domain.case import events as e
from domain.case.state import Case
from domain.case.survey import Survey
from domain.case.surveying.people import open_task


def ladder(survey: Survey) -> None:
    """Call the next rung when its time comes, the case is not resolved, and nobody took the last rung up."""
    case = survey.case
    rungs, called_here = survey.book.ladder(case.tier), case.rungs - case.rungs_before
    if case.tier_since is not None and called_here < len(rungs) and case.phase == "working" and not is_taken_up(case):
        rung = rungs[called_here]
        due = case.tier_since + rung.after.span
        if survey.is_over(due):
            since = "after it was opened" if case.tier_since == case.opened_at else f"after it became {case.tier}"
            number, why = case.rungs + 1, f"not resolved {rung.after} {since}"
            survey.alarm(due, e.Escalated(at=due, rung=number, direction=rung.direction, to=rung.to, why=why))
    for number, role in enumerate(case.called, start=1):
        _answer(survey, number, role)


def is_taken_up(case: Case) -> bool:
    """Say whether somebody answered the rung that was called last."""
    return case.rungs_before < case.rungs <= case.taken_up


def _answer(survey: Survey, number: int, role: str) -> None:
    open_task(
        survey, f"@escalation#{number}", step="@escalation", purpose="escalation", role=role,
        due=survey.book.clocks(survey.case.tier).again,
        words={"en": "Take this case up", "id": "Ambil alih kasus ini", "vi": "Tiếp nhận vụ việc này"},
        details={"rung": number},
    )  # fmt: skip
