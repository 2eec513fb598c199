"""Budgets are known whole or not at all: nobody decides by a budget whose calendar is still being read."""

from __future__ import annotations

import asyncio

from activities.budgets import HouseBudgets
from activities.clock import VirtualClock
from activities.journal.memory import MemoryJournal
from domain.clock.calendar import Calendar
from domain.house.budgets import set_budget
from tests.support.plans import CALENDAR, START, usd


async def test_a_budget_is_known_with_its_calendar_or_not_at_all() -> None:
    """While its calendar is on its way, what was known before counts; others who look see no half of it."""
    journal, clock, open_ = MemoryJournal(), VirtualClock(START), asyncio.Event()

    async def at_once(digest: str) -> Calendar:
        return CALENDAR

    async def slow(digest: str) -> Calendar:
        await open_.wait()
        return CALENDAR

    await HouseBudgets(journal, clock, at_once).change(
        lambda known: set_budget(
            known, "actor", [usd(40_000)], calendar="sha256:c", keeper="manager", now=START, by="ratna", why="w"
        ),
        by="ratna",
    )
    reading = HouseBudgets(journal, clock, slow)
    looking = [asyncio.create_task(reading.look()) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not reading.known.limits
    open_.set()
    assert all("sha256:c" in budgets.calendars for budgets in await asyncio.gather(*looking))
    assert reading.known.limits["actor"].number == 1
