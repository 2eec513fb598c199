"""What a letter says of what others of a case got: to themselves, or to the customer who is asked to tell them."""

from __future__ import annotations

from domain.case.surveying.others_told import PAID_TO, THROUGH_THEM
from domain.ids import keys_of, step_of, unescape
from domain.views.telling import Telling


def got(telling: Telling, step: str) -> list[str] | None:
    """Return what was paid to whom the letter at a path is about, each with the law that owes it; None for another."""
    if step_of(step) not in {PAID_TO, THROUGH_THEM}:
        return None
    ledger = telling.case.ledger
    payee = ledger[unescape(keys_of(step)[0])].payee.id
    return [_why(telling, name) for name, x in ledger.items() if x.status == "paid" and x.payee.id == payee]


def _why(telling: Telling, name: str) -> str:
    decisions = [telling.case.entitled[path] for path in telling.case.ledger[name].entitled]
    clauses = dict.fromkeys(gift.clause for each in decisions for gift in each.gifts)
    what = telling.entry_in_full(name)
    return telling.say("paid-to.by-law", remedy=what, clauses=", ".join(clauses)) if clauses else what
