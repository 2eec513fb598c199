"""What was paid and came back is to be paid again: it is paid by the next way, wherever its step stands by now.

Its step stays as it ended, so that nothing behind it is done anew; where no way is left, a person sees to it. What was
given meanwhile for the same loss is set off first, and what is taken back is not paid again. No step of the plan tells
of it, so the engine writes to the customer.
"""

from __future__ import annotations

from typing import Final

from domain.case.state import Case, Entry
from domain.case.survey import Survey
from domain.case.surveying.redress import told_by_letter
from domain.case.surveying.set_off import sets_off
from domain.case.surveying.steps import pay_anywhere
from domain.case.surveying.undoing import is_left_to_undo, is_taken_back
from domain.ids import StepPath, step_of, step_path
from domain.playbook import plan as p

RETURNED: Final = "@returned"
"""The path of the message that tells what came back; its keys are the entry, and how often it has come back."""
MESSAGE: Final = "it-came-back"
"""What it is written by."""


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


def is_paid_again(case: Case) -> bool:
    """Say whether nothing that came back is still to be paid: before that no matter is put right."""
    return not any(entry.returns and entry.status == "approved" for entry in case.ledger.values())


def returned_told(survey: Survey) -> bool:
    """Tell the customer what came back and how it goes on; says whether they know, or a person sees to it.

    What is not paid again, since it was taken back or set off, is told with that.
    """
    back = [(name, entry) for name, entry in survey.case.ledger.items() if _is_to_be_told(survey.case, entry)]
    return told_by_letter(survey, [path_of(name, len(entry.returns)) for name, entry in back], MESSAGE)


def _is_to_be_told(case: Case, entry: Entry) -> bool:
    return bool(entry.returns) and entry.status in {"approved", "paid"} and not is_taken_back(case, entry.step)


def path_of(entry: str, number: int) -> StepPath:
    """Return the path of the letter about an entry that came back for the n-th time."""
    return step_path(RETURNED, (entry, str(number)))
