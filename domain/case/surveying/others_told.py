"""Others of the case who got something (passengers of one booking, the recipient of a gift) are written to themselves.

Once the plan is through, each hears what was paid to them, and why. Where a letter does not reach them, another asks
the customer to tell them. Nothing waits for it but the end of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.case.state import BAD_ENDS, Case
from domain.case.survey import Survey
from domain.case.surveying.effects import begin
from domain.case.surveying.redress import told_by_letter
from domain.ids import step_path
from domain.values import Person, Value

PAID_TO: Final = "@paid-to"
"""The path of the letter to somebody else; its key is the entry that was paid to them last."""
MESSAGE: Final = "paid-to-you"
"""What it is written by."""
THROUGH_THEM: Final = "@told-by-them"
"""The path of the letter that asks the customer to tell them, by the same key."""
BY_THE_CUSTOMER: Final = "please-tell-them"
"""What that is written by."""


def last_paid(case: Case) -> Mapping[str, str]:
    """Return the entry that was paid last to each other person of whom something is known, by their ids."""
    return {
        entry.payee.id: name
        for name, entry in case.ledger.items()
        if entry.status == "paid" and entry.payee.ref and entry.payee.id != case.customer.id
    }


def others_told(survey: Survey) -> bool:
    """Write to everybody else who got something; says whether they know, or the customer was asked to tell them."""
    told = (_is_told(survey, name) for name in last_paid(survey.case).values())
    if survey.case.winding_up:  # one after the other: nothing else begins while something is in flight
        return all(told)
    return all([*told])


def _is_told(survey: Survey, entry: str) -> bool:
    case, path = survey.case, step_path(PAID_TO, (entry,))
    status, payee = case.status(path), case.ledger[entry].payee
    if status in BAD_ENDS:
        return told_by_letter(survey, [step_path(THROUGH_THEM, (entry,))], BY_THE_CUSTOMER)
    if status is None and isinstance(payee, Person):
        request: dict[str, Value] = {"message": MESSAGE, "to": payee}
        begin(survey, path, kind="tell", contract=survey.book.messenger, request=request)
    return status is not None
