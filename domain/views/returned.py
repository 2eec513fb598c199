"""What a letter says of money that came back: what it was, when it came back, and how it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.case import events as e
from domain.case.ledger import entries_of
from domain.case.state import Case, Entry
from domain.case.surveying.by_hand import grant_of
from domain.case.surveying.returned import RETURNED
from domain.ids import keys_of, step_of, unescape
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.views.telling import Telling
from domain.views.wording import in_words


def came_back(telling: Telling, step: str) -> Mapping[str, str]:
    """Return what came back and what happens next, where the letter at a path is about that; else empty texts."""
    if step_of(step) != RETURNED:
        return {"came_back": "", "next": ""}
    name, number = map(unescape, keys_of(step))
    back = [x for x in telling.events if isinstance(x, e.PayoutReturned) and x.entry == name]
    last = back[int(number) - 1]
    return {
        "came_back": telling.say("returned", at=telling.at(last.at), remedy=telling.entry_in_full(name)),
        "next": _next(telling, telling.case.ledger[name]),
    }


def _next(telling: Telling, entry: Entry) -> str:
    """Return how it is paid again: by which way, or by whom; or that it was."""
    if entry.status == "paid" and entry.paid_at is not None:
        return telling.say("returned.paid", at=telling.at(entry.paid_at))
    ways = _ways(telling, entry)
    if entry.is_sent_elsewhere or entry.method >= len(ways):
        return telling.say("returned.by-a-person")
    by = in_words(ways[entry.method].says, telling.language)
    return telling.say("returned.by", way=by) if by else telling.say("returned.again")


def _ways(telling: Telling, entry: Entry) -> Sequence[Contract]:
    step = grant_of(telling.case, telling.book, entry)
    return step.pay if isinstance(step, p.Grant) else ()


def is_open(case: Case, step: str) -> bool:
    """Say whether what a step paid came back and is still to be paid again, though the step is done."""
    return any(entry.returns and entry.status == "approved" for entry in entries_of(case, step).values())
