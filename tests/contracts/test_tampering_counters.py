"""What `audit verify` finds when counters of budgets do not stand where the facts of all cases put them."""

from __future__ import annotations

import pytest

from domain.playbook import plan as p
from domain.remedies import Remedies
from domain.signs import Sign
from domain.windows import SETTLES
from tests.contracts.conftest import Fill
from tests.support.budgets import put
from tests.support.house import House, virtual_clock
from tests.support.plans import HOUR, contract, plan, usd
from tests.support.tampering import Original

OFTEN = Sign(words={"en": "many claims"}, days=3, cases=9, role="boss")
KINDS = Remedies(name="house", kinds={}, signs={"often": OFTEN})
SIGN = "sign/often/3/cu_1/2026-03-{:02}"
BUDGET, TOGETHER = "budget/house/2026-03/USD", "together/engine/cu_1/goodwill/2026-03-02/USD"
GIFT = p.Remedy(
    id="gift", remedy="goodwill", amount=p.Given(value=usd(700)),
    authority=p.Authority(auto_up_to=(usd(10_000),), above=(p.Rung(role="boss"),), within=HOUR),
    pay=(contract("pay", pays=True),),
)  # fmt: skip


async def filled(made: Original) -> Original:
    """Put three cases into a new journal, each of which took 7 dollars from the budget of the house.

    They count under a sign, in windows of three days; a day later a last fact says how late it is.
    """
    journal, clock = await made.open(), virtual_clock()
    house = await House(journal, plan(GIFT), clock=clock, remedies=KINDS).start()
    await put(house.library.budgets, "house", usd(5_000))
    for key in ("one", "two", "three"):
        await house.taker.turn((await house.open(key)).case)
    clock.advance(SETTLES)
    await put(house.library.budgets, "house", usd(6_000))
    await journal.close()
    return made


@pytest.fixture(scope="module")
def fill() -> Fill:
    """Return what the journals of this module are filled by."""
    return filled


def otherwise(name: str, stands: int, facts: int) -> str:
    """Return how a counter is told of that stands otherwise."""
    return f"the counter {name} stands at {stands}, by the facts of all cases at {facts}"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE claims SET value = 0 WHERE name LIKE 'budget/%'", [otherwise(BUDGET, 0, 2100)]),
        ("UPDATE claims SET value = 9 WHERE name LIKE 'budget/%'", [otherwise(BUDGET, 9, 2100)]),
        ("UPDATE claims SET value = 0 WHERE name LIKE 'together/%'", [otherwise(TOGETHER, 0, 2100)]),
        ("DELETE FROM claims WHERE name LIKE 'together/%'", [otherwise(TOGETHER, 0, 2100)]),
        ("INSERT INTO claims VALUES ('budget/case/x', '', 7)", [otherwise("budget/case/x", 7, 0)]),
        ("UPDATE claims SET value = 1 WHERE name LIKE 'sign/%-03'", [otherwise(SIGN.format(3), 1, 3)]),
        ("DELETE FROM claims WHERE name LIKE 'sign/%'", [otherwise(SIGN.format(day), 0, 3) for day in (2, 3, 4)]),
        (
            "INSERT INTO claims VALUES ('sign/often/3/cu_2/2026-03-02', '', 9)",
            [otherwise("sign/often/3/cu_2/2026-03-02", 9, 0)],
        ),
        (
            "DELETE FROM claims",
            [
                otherwise(BUDGET, 0, 2100),
                *(otherwise(SIGN.format(day), 0, 3) for day in (2, 3, 4)),
                otherwise(TOGETHER, 0, 2100),
            ],
        ),
    ],
)
async def test_a_counter_that_was_changed_is_found(original: Original, statement: str, said: list[str]) -> None:
    """Every one that stands otherwise is named, with both figures; those nobody touched are not."""
    assert await original.tampered() == ()
    assert [breach.what for breach in await original.tampered(statement)] == said


async def test_nobody_is_told_of_a_counter_that_nothing_is_held_against(original: Original) -> None:
    """A window long past decides nothing any more: its counter may be gone, or on its way, however far it stands."""
    assert await original.tampered("INSERT INTO claims VALUES ('sign/often/3/cu_1/2026-02-20', '', 7)") == ()


LAST = "DELETE FROM events WHERE stream = (SELECT id FROM second) AND seq = (SELECT seq FROM second)"


async def test_what_a_case_took_that_is_not_whole_cannot_be_told(original: Original) -> None:
    """It is told that they cannot be compared, and no counter is said to stand otherwise."""
    ended, counters = await original.tampered(LAST)
    assert "its last events are gone" in ended.what
    assert "cannot be compared" in counters.what
