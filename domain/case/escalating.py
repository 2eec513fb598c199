"""The ladder of a tier: more authority (up) or other skills (across); the next while nobody took the last up."""

from __future__ import annotations

from domain.case import events as e
from domain.case.people import open_task
from domain.case.state import Case
from domain.case.survey import Survey


def ladder(survey: Survey) -> None:
    """Call the next rung when its time comes, the case is not resolved, and nobody took the last rung up."""
    case = survey.case
    rungs = survey.book.ladder(case.tier)
    if case.opened_at is not None and case.rungs < len(rungs) and case.phase == "working" and not is_taken_up(case):
        rung = rungs[case.rungs]
        due = case.opened_at + rung.after.span
        if survey.is_over(due):
            number, why = case.rungs + 1, f"not resolved {rung.after} after it was opened"
            survey.alarm(due, e.Escalated(at=due, rung=number, direction=rung.direction, to=rung.to, why=why))
    for number in range(1, case.rungs + 1):
        _answer(survey, number, rungs[number - 1].to if number <= len(rungs) else case.owner)


def is_taken_up(case: Case) -> bool:
    """Say whether somebody answered the rung that was called last."""
    return 0 < case.rungs <= case.taken_up


def _answer(survey: Survey, number: int, role: str) -> None:
    open_task(
        survey, f"@escalation#{number}", step="@escalation", purpose="escalation", role=role,
        due=survey.book.clocks(survey.case.tier).again,
        words={"en": "Take this case up", "id": "Ambil alih kasus ini", "vi": "Tiếp nhận vụ việc này"},
        details={"rung": number},
    )  # fmt: skip
