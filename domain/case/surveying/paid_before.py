"""What an earlier payout of the same step gave after all is not given again.

A payout that was thought to have failed may come in late, when its step was tried again and proposed anew. Then the
new entry is denied, unless its own payout is under way: what becomes of that is seen first.
"""

from __future__ import annotations

from domain.case import events as e
from domain.case.ledger import entries_of
from domain.case.survey import Survey
from domain.case.surveying.effects import in_flight_at
from domain.ids import ENGINE

PAID_BEFORE = "an earlier payout of the same turned out to be done"


def not_again(survey: Survey) -> bool:
    """Deny what an earlier payout of its step gave already; says whether something was denied."""
    before = len(survey.moves)
    for name, entry in survey.case.ledger.items():
        if not entry.open or entry.returns or in_flight_at(survey, entry.step):
            continue
        done = survey.case.status(entry.step) == "done"
        if done and any(other.status == "paid" for other in entries_of(survey.case, entry.step).values()):
            survey.move(e.RemedyDenied(at=survey.now, entry=name, approver=ENGINE, why=PAID_BEFORE))
    return len(survey.moves) > before
