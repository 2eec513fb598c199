"""Budgets: what grants take from them and get back, and what counts together."""

from __future__ import annotations

from collections.abc import Iterable

from domain.budgets import Draw
from domain.case import events as e
from domain.case.state import Case, Entry, Reserved
from domain.evidence.legal.rules import rule
from domain.money import Money


@rule(e.BudgetReserved)
def _(case: Case, event: e.BudgetReserved) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status not in {"approved", "paid", "reversed"}:
        return "a budget is drawn on for what is not approved"
    if not _held_rightly(entry, event.draws, event.amount, case.reserved.get(event.entry)):
        return "a budget is drawn on for more or less than is given"
    owed = entry.floor.minor if isinstance(entry.floor, Money) else 0
    if entry.status == "approved" and event.above and event.amount.minor > owed:
        return "a budget is exceeded by what is not owed"
    return ""


@rule(e.BudgetReleased)
def _(case: Case, event: e.BudgetReleased) -> str:
    entry, reserved = case.ledger.get(event.entry), case.reserved.get(event.entry)
    if entry is None or reserved is None or not {*event.draws} <= {*reserved.draws}:
        return "more is given back to a budget than was taken"
    if any(event.amount.minor > reserved.held[draw.counter] for draw in event.draws):
        return "more is given back to a budget than was taken"
    if not _held_rightly(entry, event.draws, -event.amount, reserved):
        return "a budget gets back more or less than is not given"
    return ""


def _held_rightly(entry: Entry, draws: Iterable[Draw], more: Money, before: Reserved | None) -> bool:
    """Say whether each budget holds what was given, less what was taken back or (known to be back) a part of that.

    Early journals had all that was taken back free again in every budget.
    """
    held, gives, amount = before.held if before is not None else {}, entry.gives, entry.amount
    if gives is None or not isinstance(amount, Money):
        return False
    may = {gives.minor}
    if entry.status in {"approved", "paid", "reversed"}:
        may |= {amount.minor - (back.minor if back is not None else 0) for back in (entry.undone, entry.back)}
    return all(held.get(draw.counter, 0) + more.minor in may for draw in draws)


@rule(e.BudgetExceeded)
def _(case: Case, event: e.BudgetExceeded) -> str:
    entry = case.ledger.get(event.entry)
    if any(each.stands + event.amount.minor <= each.limit for each in event.short):
        return "a budget is said not to reach that does"
    return "" if entry is not None and entry.status == "proposed" else "a budget stops what is not proposed"


@rule(e.SplittingNoticed)
def _(case: Case, event: e.SplittingNoticed) -> str:
    entry = case.ledger.get(event.entry)
    if event.together.minor <= event.limit.minor:
        return "what is within a limit is taken for more"
    return "" if entry is not None and entry.status == "proposed" else "splitting is noticed in what is not proposed"
