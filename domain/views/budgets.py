"""What is told of budgets: to customers that a person decides, to who reviews from which budgets it was taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from domain.budgets import COUNTERS, scope_of
from domain.case import events as e
from domain.case.state import Case
from domain.case.surveying.authority import describe
from domain.case.surveying.over_budget import what_is_left
from domain.events import Event
from domain.ids import ENGINE
from domain.money import Money
from domain.record import Envelope
from domain.views.phrases import phrase
from domain.views.wording import money


def told(event: Event, language: str, at: str, remedy: str) -> Iterator[str]:
    """Yield what a customer is told: that somebody else decides, or that they get what is owed all the same."""
    match event:
        case e.BudgetExceeded():
            yield phrase("budget.exceeded", language, at=at, remedy=remedy)
        case e.BudgetReserved() if event.above:
            yield phrase("budget.above", language, at=at, remedy=remedy)
        case e.SplittingNoticed():
            together, limit = money(event.together, language), money(event.limit, language)
            yield phrase("splitting", language, at=at, remedy=remedy, together=together, limit=limit)


def grounds(name: str, records: Sequence[Envelope], language: str, at: Callable[[datetime], str]) -> Iterator[str]:
    """Yield for who reviews an entry: what did not reach, what counted together, what it was taken from."""
    for event in (record.event for record in records):
        match event:
            case e.BudgetExceeded() if event.entry == name:
                for each in event.short:
                    stands, limit = (Money(event.amount.currency, minor) for minor in (each.stands, each.limit))
                    yield phrase(
                        "ground.short", language, at=at(event.at), budget=each.budget,
                        who=_who(event.approver, language), stands=money(stands, language),
                        limit=money(limit, language),
                    )  # fmt: skip
            case e.SplittingNoticed() if event.entry == name:
                yield phrase(
                    "ground.together", language, at=at(event.at), who=_who(event.approver, language),
                    together=money(event.together, language), limit=money(event.limit, language),
                )  # fmt: skip
            case e.BudgetReserved() if event.entry == name:
                drawn = ", ".join(draw.counter.removeprefix(COUNTERS) for draw in event.draws)
                yield phrase("ground.drawn", language, budgets=drawn)
                if event.above:
                    yield phrase("ground.above", language, budgets=", ".join(map(scope_of, event.above)))


def _who(approver: str, language: str) -> str:
    return phrase("ground.by-itself", language) if approver == ENGINE else approver


def not_granted(case: Case, event: e.BudgetExceeded | e.SplittingNoticed) -> tuple[str, str]:
    """Say to whoever was about to grant something that it is not granted yet and why, and who is asked instead."""
    what = f"{describe(case.ledger[event.entry])} is not granted yet"
    above = "Whoever is next on its ladder is asked."
    if isinstance(event, e.SplittingNoticed):
        together, limit = money(event.together, "en"), money(event.limit, "en")
        why = f"with what {event.approver} granted the same person that day it comes to {together}, more than {limit}"
        return f"{what}: {why}.", above
    left = ", ".join(what_is_left(case.exceeded[event.entry], "en"))
    keeper = f"The {event.keeper} is asked to set it anew (makegood house budget set) or to say no."
    return f"{what}: {left}.", above if event.short[0].of_one_actor else keeper
