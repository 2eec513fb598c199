"""What is owed beyond what remedies gave: a late payment has a price of its own, or the law was read anew.

It is proposed by itself, one entry after the other, until nothing is left of it.
"""

from __future__ import annotations

from domain.case.state import BAD_ENDS
from domain.case.survey import Survey, place_of
from domain.case.surveying.owing import floors, is_owed_beyond
from domain.case.surveying.people import stuck
from domain.case.surveying.steps import grant_entry
from domain.ids import keys_of, step_of, step_path
from domain.playbook import plan as p


def owed_still(survey: Survey) -> bool:
    """Propose, have approved and pay what is owed beyond what remedies gave; says whether nothing is left of it."""
    over = True
    steps = dict.fromkeys(entry.step for entry in survey.case.ledger.values() if entry.entitled)
    for path in steps:
        step = survey.book.layout.steps.get(step_of(path))
        beyond = is_owed_beyond(survey.book.layout, path)
        if isinstance(step, p.Remedy) and not step.in_kind and not beyond and survey.case.status(path) is not None:
            over = _more(survey, step, path) and over
    return over


def _more(survey: Survey, step: p.Remedy, path: str) -> bool:
    """Bring what is owed beyond a remedy to its end, one entry after the other.

    Of a remedy that somebody skipped nothing more is proposed; what was begun before that is brought to its end.
    """
    number = 1
    while (ended := survey.case.status(more_path(path, number))) is not None:
        if ended in BAD_ENDS:  # approved, and no way pays it: a person decides
            stuck(survey, more_path(path, number), survey.case.steps[more_path(path, number)].why)
            return False
        if ended != "done":
            return True  # a person goes on without it
        number += 1
    there = more_path(path, number)
    begun = any(entry.step == there for entry in survey.case.ledger.values())
    left = survey.case.status(path) == "done" and floors(survey.case, survey.book.layout, step, path)
    if not left and not begun:
        return True
    if there in survey.case.faults:
        return False
    grant_entry(survey, step, there, place_of(survey, path), None)
    return False


def more_path(path: str, number: int) -> str:
    """Return the path of what is owed beyond a remedy: that of the remedy, as if it were a round of a loop."""
    return step_path(step_of(path), (*keys_of(path), f"owed{number}"), escaped=True)
