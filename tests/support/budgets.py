"""Budgets of a house in tests: set, rebuilt from the facts of all cases, and read back from the journal's counters."""

from __future__ import annotations

from collections.abc import Mapping

from activities.budgets import HouseBudgets
from activities.cases import Cases
from activities.ports import Journal
from domain.case import events as e
from domain.case.events import EVENT_TYPES
from domain.case.state import Case
from domain.case.surveying.budgets import counted
from domain.evidence.verify import verify_stream
from domain.house.budgets import set_budget
from domain.money import Money
from domain.record import open_record


async def put(budgets: HouseBudgets, budget: str, *amounts: Money, keeper: str = "manager", calendar: str = "") -> None:
    """Set a budget."""
    await budgets.change(
        lambda known: set_budget(
            known, budget, amounts, calendar=calendar, keeper=keeper, now=budgets.clock.now(), by="test", why="a test"
        ),
        by="test",
    )


async def all_cases(journal: Journal, cases: Cases) -> list[Case]:
    """Return every case of a journal, read anew; an auditor finds nothing in any of them."""
    found = []
    for stream in await journal.streams("case/"):
        assert list(verify_stream(stream, await journal.read(stream))) == []
        found.append((await cases.existing(stream.removeprefix("case/"))).case)
    return found


async def rebuilt(journal: Journal) -> Mapping[str, int]:
    """Return how far counters stand by the facts alone: what was taken from budgets less what was given back."""
    sums: dict[str, int] = {}
    for stream in await journal.streams("case/"):
        for record in await journal.read(stream):
            event = open_record(record.data, EVENT_TYPES).event
            if isinstance(event, e.BudgetReserved | e.BudgetReleased):
                sign = 1 if isinstance(event, e.BudgetReserved) else -1
                for draw in event.draws:
                    sums[draw.counter] = sums.get(draw.counter, 0) + sign * event.amount.minor
    return sums


async def summed(journal: Journal, cases: Cases) -> Mapping[str, int]:
    """Return how far all counters stand by what every case says it has taken."""
    sums: dict[str, int] = {}
    for case in await all_cases(journal, cases):
        book = (await cases.existing(case.id)).book
        assert book is not None
        for counter, minor in counted(case, book).items():
            sums[counter] = sums.get(counter, 0) + minor
    return sums
