"""What was counted goes when nothing is held against it any more: an engine that runs clears it away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from activities.clock import VirtualClock
from activities.journal.memory import MemoryJournal
from domain.remedies import Remedies
from domain.signs import Sign
from domain.windows import LINGERS, SETTLES
from tests.contracts.test_budgets import goodwill
from tests.contracts.test_desk import journals
from tests.support.budgets import put
from tests.support.house import House, virtual_clock
from tests.support.plans import usd
from workers.keeping.budget_sums import by_the_facts
from workers.keeping.checking import check
from workflows import sweeps
from workflows.embedded import Engine
from workflows.sweeps import Expiry, Watchdog

DAYS = 30
OFTEN = Sign(words={"en": "many claims"}, days=DAYS, cases=1, role="boss")
BEGINS = ("sign/", "budget/", "together/")
KINDS = Remedies(name="house", kinds={}, signs={"often": OFTEN})


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
async def test_an_engine_clears_away_what_is_over(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """After the window, a week, and a day on which something was written, nothing is left of it; what counts now does.

    That goes for signs, for budgets of a day, and for what one person got in a day.
    """
    journal, *others = await journals(kind, tmp_path, request)
    clock = virtual_clock()
    house = await House(journal, goodwill(400, auto=True), clock=clock, remedies=KINDS).start()
    await put(house.library.budgets, "playbook", usd(5_000))
    await house.open("1")
    await house.engine.until_quiet()
    first = await _counters(house)
    assert [sum(name.startswith(begins) for name in first) for begins in BEGINS] == [DAYS, 1, 1]
    clock.advance(timedelta(days=DAYS) + LINGERS)
    case = (await house.open("2")).case
    engine = Engine(journal, house.turns, Watchdog(journal, clock), clock)
    await engine.until_quiet()
    assert not (await house.case(case)).signs, "the first is too long ago"
    assert {*first} < {*await _counters(house)}, "one fact alone does not say how late it is"
    clock.advance(SETTLES)
    third = (await house.open("3")).case
    await Engine(journal, house.turns, Watchdog(journal, clock), clock).until_quiet()
    left = await _counters(house)
    assert not {*first} & {*left}
    count = [name for name, value in (await journal.counts(left)).items() if value]
    assert [sum(name.startswith(begins) for name in count) for begins in BEGINS] == [DAYS + 1, 1, 1]
    assert "often" in (await house.case(third)).signs
    if kind != "memory":
        assert not (await check(journal)).breaches
    assert not [one for one in await by_the_facts(journal) if one.differs]
    for each in (journal, *others):
        await each.close()


async def _a_gift(clock: VirtualClock) -> House:
    """Return a house in which one gift was given, that counts."""
    house = await House(MemoryJournal(), goodwill(400, auto=True), clock=clock, remedies=KINDS).start()
    await house.open("1")
    await house.engine.until_quiet()
    return house


async def _looked_at(house: House) -> int:
    """Look at all counters; return how many were taken away."""
    return await Expiry(house.journal).look()


@pytest.mark.parametrize("facts", [1, 5])
async def test_a_clock_that_jumped_ahead_once_ends_no_window(facts: int) -> None:
    """While its facts are the newest, and when right ones stand behind them; what counts still does, and is checked."""
    clock = virtual_clock()
    house = await _a_gift(clock)
    before = await _counters(house)
    astray = virtual_clock()
    astray.advance(timedelta(days=3_000))
    other = await House(house.journal, goodwill(400, auto=True), clock=astray, remedies=KINDS).start()
    for number in range(facts):
        await other.open(f"astray-{number}")
        astray.advance(timedelta(hours=1))
        assert await _looked_at(house) == 0
    clock.advance(timedelta(days=1))
    await house.open("2")
    assert await _looked_at(house) == 0
    assert {*before} <= {*await _counters(house)}
    assert not (await check(house.journal)).breaches
    await house.journal.forget(before[:1])
    assert [before[0] in breach.what for breach in (await check(house.journal)).breaches] == [True]


@pytest.mark.parametrize("parked", [False, True])
async def test_what_was_due_on_a_day_still_counts_on_it(parked: bool) -> None:
    """As long as a case has something to decide at an instant of then, whether it waits for its turn or is parked."""
    clock = virtual_clock()
    house = await _a_gift(clock)
    waits = (await house.open("waits")).case
    if parked:
        await house.journal.park(waits, "it fails", clock.now())
    for key in ("2", "3"):
        clock.advance(timedelta(days=DAYS) + LINGERS)
        await house.taker.turn((await house.open(key)).case)
    assert await _looked_at(house) == 0
    if parked:
        await house.journal.unpark(waits)
    await house.taker.turn(waits)
    assert await _looked_at(house) > 0


async def test_pages_are_looked_at_round_and_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, a look is short, and behind the last page comes the first."""
    monkeypatch.setattr(sweeps, "PAGE", 7)
    journal, clock = MemoryJournal(), virtual_clock()
    house = await House(journal, goodwill(400, auto=True), clock=clock, remedies=KINDS).start()
    await house.open("1")
    await house.engine.until_quiet()
    expiry = Expiry(journal)
    assert [await expiry.look() for _ in range(6)] == [0] * 6
    for key, span in (("2", timedelta(days=10) + LINGERS), ("3", SETTLES)):
        clock.advance(span)
        await house.taker.turn((await house.open(key)).case)
    before = await _counters(house)
    assert sum([await expiry.look() for _ in range(20)]) == 11, "ten windows, and one day of what is given together"
    assert len(await _counters(house)) == len(before) - 11


async def _counters(house: House) -> list[str]:
    """Return the names of counters."""
    return await house.journal.counters("", after="", limit=1_000)
