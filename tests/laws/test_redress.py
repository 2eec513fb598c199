"""Lives in which something is owed that no step gives, or a complaint is upheld: whatever is named, the laws hold."""

from __future__ import annotations

from random import Random

import pytest

from domain.case import events as e
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Value
from tests.support.laws import an_auditor_finds_nothing, every_form_is_the_same, judge
from tests.support.lively import lively
from tests.support.lives import Life
from tests.support.plans import RULES, plan
from tests.unit.test_entitling import KNOWN, remedy


def live(seed: int, *, judged: bool = True) -> Life:
    """Draw a case that owes money, and care too now and then, which its plan gives in part or not at all."""
    chance = Random(seed)
    facts: dict[str, p.Term] = {name: p.Formula(source=f"failure.{name}") for name in ("late_by", "price")}
    asked = p.Entitle(id="owed", pack="late", facts={**facts, "people": p.Given(value=chance.randrange(1, 3))})
    gives = remedy(when=("failure.away == true",))
    known = {**KNOWN, "size": p.FactType(type="integer", optional=True), "flag": p.FactType(type="yes_no")}
    book = lively(plan(asked, gives, facts=known), contact=RULES)
    told: dict[str, Value] = {
        "late_by": chance.randrange(1, 9), "price": Money("USD", chance.randrange(100, 30_000)), "flag": True,
        "away": chance.randrange(3) == 0, "size": chance.randrange(9),
    }  # fmt: skip
    life = Life(book, chance, told, judge if judged else None, turns=bool(chance.randrange(2)))
    life.play()
    return life


@pytest.mark.parametrize("seed", [*range(30), 121])
def test_what_is_given_by_hand_keeps_every_law(seed: int) -> None:
    """Named in all sorts of kinds and amounts, also wrong ones: the ledger balances, and the case comes to its end."""
    life = live(seed)
    assert life.case.phase == "closed"
    every_form_is_the_same(life)
    an_auditor_finds_nothing(life)


def test_the_lives_reach_what_is_given_by_hand() -> None:
    """Owed and upheld, money and in kind, paid, denied and not wanted: each of them is seen."""
    seen: set[object] = set()
    for seed in range(80):
        life = live(seed, judged=False)
        by_hand = [x for x in life.case.ledger.values() if x.step.startswith("@by-hand")]
        seen |= {x.status for x in by_hand} | {isinstance(x.amount, Money) for x in by_hand}
        seen |= {"owed" if x.entitled else "upheld" for x in by_hand}
        seen |= {type(x).__name__ for x in life.events if isinstance(x, e.BudgetReserved)} if by_hand else set()
    assert {"paid", "denied", "declined", "owed", "upheld", "BudgetReserved", True, False} <= seen
