"""Receipts that are not paid, or not in full: the customer is written to, with the reason, before the case ends.

No step of the plan tells of it, so the engine does; where that does not arrive, a person is asked to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from domain.case.ledger import entries_of, open_entry_of
from domain.case.state import Case, CoverState, Entry
from domain.case.survey import Survey
from domain.case.surveying.covered import receipt_path
from domain.case.surveying.covers import USED_UP, is_certain
from domain.case.surveying.denied import SKIPPED
from domain.case.surveying.redress import told_by_letter
from domain.case.surveying.signs import LOOKED_AT
from domain.ids import ENGINE, step_path
from domain.money import Money

RECEIPT: Final = "@receipt"
"""The path of the message that tells what became of a receipt; its key is the receipt's own path."""
MESSAGE: Final = "your-receipt"
"""What it is written by."""
Why = Literal["cut", "used-up", "called-off", "looked-at", "denied"]
_LEFT: Final = frozenset({"cut", "used-up"})
"""Reasons that rest on what the others leave of a cover."""


class Short(NamedTuple):
    """A receipt of which not all is paid: its path, what it is over, what of that is paid, of which cover, and why.

    `of` is the path of the cover; `said` is what whoever denied it says to the customer.
    """

    path: str
    amount: Money
    paid: Money
    cover: CoverState
    of: str
    why: Why
    said: str = ""


def short(case: Case) -> Iterator[Short]:
    """Yield the receipts of which the cover gives less than they are over, once that is settled."""
    for path, cover in case.covers.items():
        for number, receipt in enumerate(cover.receipts, start=1):
            there, amount = receipt_path(path, number), receipt.amount
            if case.status(there) is None or open_entry_of(case, there) is not None:
                continue
            entries = list(entries_of(case, there).values())
            given = [x.in_full for x in entries if x.status != "denied" and x.in_full is not None]
            paid = Money(amount.currency, max((each.minor for each in given), default=0))
            if paid < amount:
                yield Short(there, amount, paid, cover, path, *_why(case, there, given, entries))


def _why(case: Case, there: str, given: Sequence[Money], entries: Sequence[Entry]) -> tuple[Why, str]:
    """Return why not all of a receipt is paid, and what a person said to it."""
    if given:
        return "cut", ""
    if not entries:
        return "used-up" if case.steps[there].why == USED_UP else "called-off", ""
    last = entries[-1]
    if last.approver == ENGINE:
        return "called-off", ""
    if last.why == SKIPPED:
        return "called-off", ""
    return ("looked-at", "") if last.why == LOOKED_AT else ("denied", last.why.rstrip("."))


def receipts_told(survey: Survey) -> bool:
    """Tell the customer of every such receipt; says whether they know, or a person sees to it.

    Not before it is certain that no more is left: earlier releases cut what came behind something still open.
    """
    case = survey.case
    certain = {path for path in case.covers if is_certain(case, path)}
    known = (each for each in short(case) if each.of in certain or each.why not in _LEFT)
    paths = [step_path(RECEIPT, (each.path,)) for each in known]
    return told_by_letter(survey, paths, MESSAGE)
