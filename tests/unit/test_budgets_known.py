"""What is known of budgets: whole or not at all, all that does not reach at once, and what is set while a turn runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from activities.budgets import HouseBudgets
from activities.cases import Cases, Loaded
from activities.clock import VirtualClock
from activities.journal.memory import MemoryJournal
from activities.ports import Appended
from domain.case import events as e
from domain.clock.calendar import Calendar
from domain.events import Event
from domain.house.budgets import set_budget
from domain.playbook import plan as p
from tests.support.budgets import put
from tests.support.house import House, virtual_clock
from tests.support.plans import CALENDAR, HOUR, START, contract, plan, usd


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


# --- Set or read while a turn runs -----------------------------------------------------------------------------------
class Watched(Cases):
    """Cases that somebody reads whenever a turn does; a budget may be set in the moment in which one begins to wait."""

    others: HouseBudgets | None = None

    async def existing(self, case: str) -> Loaded:
        """Read it twice, as if somebody looked at it meanwhile."""
        await super().existing(case)
        return await super().existing(case)

    async def append(self, loaded: Loaded, events: Sequence[Event], **more: Any) -> tuple[Loaded, Appended]:
        """Set the budget anew from elsewhere, right before it is written that the case waits for it."""
        if self.others is not None and any(isinstance(x, e.TaskOpened) and x.purpose == "budget" for x in events):
            await put(self.others, "house", usd(100_000))
            self.others = None
        return await super().append(loaded, events, **more)


async def _spent(*budgets: str) -> tuple[House, str]:
    """Return a house whose budgets are used up, and a case that is to give something all the same."""
    gives = p.Remedy(
        id="gift", remedy="goodwill", amount=p.Given(value=usd(700)), pay=(contract("pay", pays=True),),
        authority=p.Authority(auto_up_to=(usd(10_000),), above=(p.Rung(role="boss"),), within=HOUR),
    )  # fmt: skip
    house = await House(MemoryJournal(), plan(gives), clock=virtual_clock()).start()
    house.cases = Watched(house.journal, house.library)
    house.taker.cases = house.cases
    for budget in budgets:
        await put(house.library.budgets, budget, usd(1_000))
    await house.taker.turn((await house.open("1")).case)
    return house, (await house.open("2")).case


async def test_who_reads_a_case_meanwhile_takes_nothing_from_its_turn() -> None:
    """How far a counter stands that refused is known to whoever was refused, whoever reads the case in between."""
    house, case = await _spent("house")
    await house.taker.turn(case)
    assert "gift" in (await house.case(case)).exceeded


async def test_all_budgets_that_do_not_reach_are_found_at_once() -> None:
    """Two are used up: one fact names both, and one task asks about both; both are set anew, and it is given."""
    house, case = await _spent("house", "playbook")
    await house.taker.turn(case)
    state = (await Cases(house.journal, house.library).existing(case)).case  # as it is written
    assert [each.budget for each in state.exceeded["gift"].short] == ["house", "playbook"]
    assert [each.ends is not None for each in state.exceeded["gift"].short] == [True, True]
    (task,) = (task for task in state.tasks.values() if task.status == "open")
    for words, language in (("of the house", "en"), ("playbook ini", "id"), ("của kịch bản này", "vi")):
        assert words in task.words[language]
    for budget, status in (("house", "proposed"), ("playbook", "paid")):
        await put(house.library.budgets, budget, usd(5_000))
        await house.taker.turn(case)
        state = await house.case(case)
        assert state.ledger["gift"].status == status
    assert sum(task.purpose == "budget" for task in state.tasks.values()) == 1


async def test_a_budget_that_is_set_while_a_turn_begins_to_wait_for_it_counts() -> None:
    """Whoever sets it finds no case that waits yet; the turn looks once more when it is written that it does."""
    house, case = await _spent("house")
    assert isinstance(house.cases, Watched)
    house.cases.others = HouseBudgets(house.journal, house.clock, house.library.budgets.calendar)
    await house.taker.turn(case)
    assert (await house.case(case)).ledger["gift"].status == "paid"
