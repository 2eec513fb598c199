"""What was counted under signs goes when nothing is held against it any more: an engine that runs clears it away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from activities.journal.memory import MemoryJournal
from domain.remedies import Remedies
from domain.signs import LINGERS, Sign
from tests.contracts.test_budgets import goodwill
from tests.contracts.test_desk import journals
from tests.support.house import House, virtual_clock
from workers.keeping.checking import check
from workflows import sweeps
from workflows.embedded import Engine
from workflows.sweeps import Expiry, Watchdog

DAYS = 30
OFTEN = Sign(words={"en": "many claims"}, days=DAYS, cases=1, role="boss")
KINDS = Remedies(name="house", kinds={}, signs={"often": OFTEN})


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
async def test_an_engine_clears_away_what_is_over(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """After the window and a week nothing is left of it; nobody finds fault with that; what counts now still does."""
    journal, *others = await journals(kind, tmp_path, request)
    clock = virtual_clock()
    house = await House(journal, goodwill(400, auto=True), clock=clock, remedies=KINDS).start()
    await house.open("1")
    await house.engine.until_quiet()
    assert len(await _counters(house)) == DAYS
    clock.advance(timedelta(days=DAYS) + LINGERS)
    case = (await house.open("2")).case
    engine = Engine(journal, house.turns, Watchdog(journal, clock), clock)
    await engine.until_quiet()
    assert not (await house.case(case)).signs, "the first is too long ago"
    left = await _counters(house)
    assert len(left) == DAYS
    assert min(left) > f"sign/often/{DAYS}/cu_1/2026-04-01"
    third = (await house.open("3")).case
    await engine.until_quiet()
    assert "often" in (await house.case(third)).signs
    if kind != "memory":
        assert not (await check(journal)).breaches
    for each in (journal, *others):
        await each.close()


async def test_pages_are_looked_at_round_and_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, a look is short, and behind the last page comes the first."""
    monkeypatch.setattr(sweeps, "PAGE", 7)
    journal, clock = MemoryJournal(), virtual_clock()
    house = await House(journal, goodwill(400, auto=True), clock=clock, remedies=KINDS).start()
    await house.open("1")
    await house.engine.until_quiet()
    expiry = Expiry(journal)
    assert [await expiry.look() for _ in range(6)] == [0] * 6
    clock.advance(timedelta(days=10) + LINGERS)
    await house.open("2")
    assert sum([await expiry.look() for _ in range(10)]) == 10
    assert len(await _counters(house)) == DAYS - 10


async def _counters(house: House) -> list[str]:
    """Return the names of the counters of signs."""
    return await house.journal.counters("sign/", after="", limit=1_000)
