"""Handing over to sales: with consent, once nothing is owed, and never in a critical case."""

from __future__ import annotations

import pytest

from activities.journal.memory import MemoryJournal
from domain.playbook import parts
from domain.playbook import plan as p
from tests.support.house import House, Told, virtual_clock
from tests.support.plans import HOUR, contract, do, plan, usd

LEAD = parts.hand_to_sales(
    {"id": "lead", "line": 0, "when": (), "unless": ()}, contract("sales.lead"), "failure.agreed", {}
)  # fmt: skip
FIRST = do("first", undo=None)
REFUND = p.Remedy(
    id="refund", remedy="refund", amount=p.Given(value=usd(500)), pay=(contract("pay", pays=True),),
    authority=p.Authority(above=(p.Rung(role="boss"),), within=HOUR), retry=p.Retry(wait=HOUR, tries=2),
)  # fmt: skip


def risk(level: str) -> p.RiskOf:
    """Return a judgement by the money at stake."""
    return p.RiskOf(likelihood=p.Given(value="likely"), consequence={"money": p.Given(value=level)})


@pytest.mark.parametrize(
    ("steps", "level", "agreed", "handed_over"),
    [
        ((LEAD,), "minor", True, True),
        ((LEAD,), "minor", False, False),
        ((LEAD,), "severe", True, False),
        ((p.Together(id="both", branches={"money": (REFUND,), "sales": (FIRST, LEAD)}),), "minor", True, False),
    ],
)
async def test_sales_hears_of_whom_it_may(
    steps: tuple[p.AnyStep, ...], level: str, agreed: bool, handed_over: bool
) -> None:
    """Without a yes, in a critical case, or while a refund waits for its approval, nobody is handed over."""
    told = Told()
    facts = {"agreed": p.FactType(type="yes_no")}
    the_plan = plan(*steps, risk=risk(level), facts=facts)
    house = await House(MemoryJournal(), the_plan, told, clock=virtual_clock()).start()
    case = (await house.open("one", {"agreed": agreed})).case
    await house.engine.until_quiet()
    assert (await house.case(case)).tier == ("critical" if level == "severe" else "routine")
    assert ("sales.lead" in [work.contract.name for work in told.asked]) is handed_over
