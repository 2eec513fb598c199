"""Remedies by hand brought to their end: set off, shown and approved like any other, given by a person, and told.

Whoever gives one says under which reference; before it was approved nobody is asked to. No step of the plan tells of
it, so the engine writes to the customer. Where that does not arrive, a person tells them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.case.state import BAD_ENDS
from domain.case.survey import Survey
from domain.case.surveying.by_hand import grant_of, is_by_hand, open_by_hand
from domain.case.surveying.effects import begin
from domain.case.surveying.giving import ask_to_give
from domain.case.surveying.people import stuck
from domain.case.surveying.steps import is_to_be_given
from domain.ids import step_path
from domain.playbook import plan as p
from domain.values import Value

GIVEN: Final = "@given"
"""The path of the message that tells what was given by hand."""
MESSAGE: Final = "what-we-gave"
"""What it is written by."""


def brought_to_their_end(survey: Survey) -> bool:
    """Have what is open by hand approved, given and told; says whether nothing of that is left."""
    opened = open_by_hand(survey.case)
    for name, entry in opened.items():
        step = grant_of(survey.case, survey.book, entry)
        if isinstance(step, p.Grant) and is_to_be_given(survey, step, name, entry):
            ask_to_give(survey, name, entry, step)
    return is_told(survey) and not opened


def is_told(survey: Survey) -> bool:
    """Tell the customer what was given by hand; says whether they know, or a person sees to it."""
    given = [name for name, entry in survey.case.ledger.items() if is_by_hand(entry) and entry.status == "paid"]
    return told_by_letter(survey, [step_path(GIVEN, (name,)) for name in given], MESSAGE)


def told_by_letter(survey: Survey, paths: Sequence[str], message: str, gives: Sequence[str] = ()) -> bool:
    """Write to the customer under each of these paths what no step tells; says whether that is done or seen to.

    `gives` is what the customer gets with it: a decision, say.
    """
    told = (_is_told(survey, path, message, gives) for path in paths)
    if survey.case.winding_up:  # one after the other: nothing else begins while something is in flight
        return all(told)
    return all([*told])


def _is_told(survey: Survey, path: str, message: str, gives: Sequence[str]) -> bool:
    status = survey.case.status(path)
    if status in BAD_ENDS and survey.case.winding_up:
        return True  # tried; nothing more is asked in a case that is called off
    if status in BAD_ENDS:
        stuck(survey, path, survey.case.steps[path].why)
    elif status is None:
        request: dict[str, Value] = {"message": message, "to": survey.case.customer}
        request |= {"gives": tuple(gives)} if gives else {}
        begin(survey, path, kind="tell", contract=survey.book.messenger, request=request)
    return status is not None and status not in BAD_ENDS
