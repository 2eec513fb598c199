"""What was paid and came back is to be paid again: it is paid by the next way, wherever its step stands by now.

Its step stays as it ended, so that nothing behind it is done anew; where no way is left, a person sees to it. What was
given meanwhile for the same loss is set off first, and what is taken back is not paid again.
"""

from __future__ import annotations

from domain.case.survey import Survey
from domain.case.surveying.set_off import sets_off
from domain.case.surveying.steps import pay_anywhere
from domain.case.surveying.undoing import is_left_to_undo, is_taken_back
from domain.ids import step_of
from domain.playbook import plan as p


def owed_again(survey: Survey, *, undoes: bool = False) -> None:
    """Pay what came back, but what is taken back, or will be next (`undoes`)."""
    for name, entry in survey.case.ledger.items():
        if not entry.returns or entry.status != "approved" or is_taken_back(survey.case, entry.step):
            continue
        if (undoes and is_left_to_undo(survey, entry)) or sets_off(survey, name, entry):
            continue
        step = survey.book.layout.steps.get(step_of(entry.step))
        if isinstance(step, p.Grant):
            pay_anywhere(survey, step, name, entry)
