"""Receipts by chance: none is paid twice, and none for what was given in kind, unless somebody said why."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.deciding import receipts
from domain.case.evolve import fold
from domain.case.state import Case, Receipt
from domain.case.surveying import authority
from domain.case.surveying.covered import receipt_at
from domain.errors import MakegoodError
from domain.evidence.legal import illegal
from domain.ids import ENGINE
from domain.money import Money
from domain.playbook import plan as p
from tests.support.breaking import LawBroken, must
from tests.support.owing import WITH_MEALS
from tests.support.plans import HOUR, usd
from tests.unit.test_care import HARMED, bought, meals
from tests.unit.test_entitling import ANN, SAM, Life, asking

LIVES = 150
CARE = meals(in_kind={"meals": p.Given(value="a warm meal"), "bed": p.Given(value="a room")}, named_care=True)
PLANS = (
    (bought(most=9), CARE),
    (bought(most=9, authority=p.Authority(auto_up_to=(usd(1_500),), above=(p.Rung(role="boss"),), within=HOUR)), CARE),
    (bought(most=9), p.Wait(id="before", span=HOUR * 2, at_most=HOUR * 2), CARE),
    (bought(most=9), bought(id="more", most=9), CARE),
)
"""The meal may be given before receipts come, while they wait for somebody, or after they were paid."""


def live(seed: int) -> Life:
    """Play a case with receipts, of which some come twice and some are for what was handed out."""
    chance = Random(seed)
    life = Life(asking(*chance.choice(PLANS), text=WITH_MEALS), late_by=7, price=usd(8_000))
    for _ in range(14):
        command = _drawn(life, chance)
        try:
            life.take(command)
        except MakegoodError as refused:
            must(bool(refused.what), "what is refused is said")
        life.go_on(chance.randrange(2))
    judge(life)
    return life


def _drawn(life: Life, chance: Random) -> c.Command:
    now, open_ = life.now, [name for name, x in life.case.ledger.items() if x.status == "proposed"]
    if open_ and chance.randrange(3) == 0:
        why = chance.choice(("", "it is right"))
        return c.ApproveRemedy(now=now, actor=ANN, entry=chance.choice(open_), why=why)
    if open_ and chance.randrange(8) == 0:
        return c.DenyRemedy(now=now, actor=ANN, entry=chance.choice(open_), why="it cannot be read")
    actor, why = chance.choice(((HARMED, ""), (SAM, ""), (SAM, "another one")))
    return c.SubmitReceipt(
        now=now, actor=actor, step=chance.choice(list(life.case.covers) or [""]), why=why,
        amount=Money("USD", 100 * chance.randrange(1, 20)), of=chance.choice(("meals", "bed")),
        number=chance.choice(("", "1", "2", "3")), bought=chance.choice(("", "shop, monday", "shop, tuesday")),
    )  # fmt: skip


def _is_of_one_shop(old: Receipt, new: Receipt) -> bool:
    numbered = bool(old.number and new.number)
    return not numbered and bool(new.bought) and (old.bought, old.amount) == (new.bought, new.amount)


def judge(life: Life) -> None:
    """Look at a life from its beginning, event by event."""
    case, paid = Case(id=life.case.id), list[Receipt]()
    for event in life.events:
        must(not illegal(case, event), f"an auditor finds nothing: {illegal(case, event)}")
        found = receipt_at(case, case.ledger[event.entry].step) if isinstance(event, e.RemedyApproved) else None
        if isinstance(event, e.RemedyApproved) and found is not None and event.approver == ENGINE:
            new = found.receipt
            must(not new.although, "what somebody had to say why of is not granted by itself")
            must(not any(new.number == x.number != "" for x in paid), "no number is paid twice")
            must(not any(_is_of_one_shop(x, new) for x in paid), "nothing of one shop and day is paid twice")
            gave = [x for x in case.ledger.values() if x.status == "paid" and new.of in x.in_kind]
            must(not gave, "what was given in kind is not paid by itself")
        case = fold(case, (event,))
        if isinstance(event, e.RemedyPaid):
            found = receipt_at(case, event.step)
            paid += [found.receipt] if found is not None else []


def test_no_receipt_is_paid_twice_by_itself() -> None:
    """Whatever comes in which order."""
    lives = [live(seed) for seed in range(LIVES)]
    sent = [x for life in lives for x in life.events if isinstance(x, e.EvidenceReceived)]
    assert len(sent) > LIVES
    assert any(x.although for x in sent)
    assert any(x.kind == "care" and x.status == "paid" for life in lives for x in life.case.ledger.values())


def _take_it_in_again(patch: pytest.MonkeyPatch) -> None:
    """Take a receipt in that came before, though nobody says why it is another."""
    patch.setattr(receipts, "same_as", lambda case, path, new: None)


def _take_in_what_was_given(patch: pytest.MonkeyPatch) -> None:
    """Take a receipt in for what was given in kind, though nobody says why it is paid."""
    patch.setattr(receipts, "given_in_kind", lambda case, cover, of: iter(()))


def _grant_it_by_itself(patch: pytest.MonkeyPatch) -> None:
    """Grant by itself a receipt of which somebody had to say why it is paid."""
    patch.setattr(authority, "is_in_doubt", lambda case, entry: False)


@pytest.mark.parametrize("plant", [_take_it_in_again, _take_in_what_was_given, _grant_it_by_itself])
def test_a_planted_bug_is_caught(plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Some life of the first ones breaks the law."""
    plant(monkeypatch)
    caught = False
    for seed in range(LIVES):
        try:
            live(seed)
        except LawBroken:
            caught = True
            break
    assert caught, plant.__doc__
