"""A remedy or a receipt that was tried again by hand has more than one entry: each is paid by its own key, or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.deciding import outcomes
from domain.case.due import due
from domain.case.survey import Work
from domain.money import Money
from domain.playbook import plan as p
from tests.support.ledger_laws import what_is_paid_is_the_entry_of_its_key
from tests.support.plans import HOUR, START, contract, plan, usd
from tests.unit.test_ledger import BOSS, OTHER, RUNGS, Played, cover, refund

if TYPE_CHECKING:
    from tests.support.lives import Life

OWNER = c.Actor(person="olga", roles=("owner",))
THIRD = c.Actor(person="tara", roles=("boss", "desk", "head"))
FIRST, SECOND = "meals[r1]", "meals[r1]/2"


# --- What is paid is the entry of its key ----------------------------------------------------------------------------
def thought_unpaid() -> tuple[Played, Work]:
    """Return a case whose payout somebody took for not done, went on without, and had proposed anew."""
    unclear = contract("card", capability="neither", pays=True)
    question = p.Ask(id="q", role="desk", due=HOUR * 500, words={"en": "q"}, form={})
    played = Played(plan(refund(pay=(unclear,)), question))
    played.give(c.ApproveRemedy(now=START, actor=BOSS, entry="refund"))
    first = played.begin_payout()
    played.land(c.Unknown(why="no answer"))
    played.later(timedelta(seconds=30))
    (asked,) = [name for name, task in played.case.tasks.items() if task.purpose == "establish"]
    played.give(
        c.CompleteTask(now=played.now, actor=OWNER, task=asked, answer={"applied": False}),
        c.SkipStep(now=played.now, actor=OWNER, step="refund", why="they changed their mind"),
        c.CompleteTask(now=played.now, actor=OTHER, task="@second#1", answer={"approve": True}),
        c.RetryStep(now=played.now, actor=OWNER, step="refund", why="after all"),
    )
    assert states(played) == {"refund": "denied", "refund/2": "proposed"}
    return played, first


def late(played: Played, first: Work) -> None:
    """Report that the first payout was done."""
    done = c.Applied(receipt={"reference": "late"})
    played.give(c.ReportOutcome(now=played.now, step="refund", attempt=first.attempt, key=first.key, outcome=done))


def states(played: Played) -> dict[str, str]:
    """Return what became of every entry."""
    return {name: each.status for name, each in played.case.ledger.items()}


@pytest.mark.parametrize("approved", [False, True])
def test_a_late_payout_pays_the_entry_of_its_key(*, approved: bool) -> None:
    """Not the one that was proposed since: that is denied, for the customer has it, and nothing is sent again."""
    played, first = thought_unpaid()
    if approved:
        played.give(c.ApproveRemedy(now=played.now, actor=THIRD, entry="refund/2"))
    late(played, first)
    assert [each.entry for each in played.said(e.RemedyPaid)] == ["refund"]
    assert states(played) == {"refund": "paid", "refund/2": "denied"}
    assert played.case.status("refund") == "done"
    assert not [work for work in due(played.case, played.book, played.now).work if work.effect == "pay"]
    assert not [task for task in played.case.tasks.values() if task.purpose == "approve" and task.status == "open"]
    late(played, first)
    assert len(played.said(e.RemedyPaid)) == 1


def test_the_law_of_lives_sees_a_payout_that_is_booked_on_another_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the last entry of the step taken for the one that was paid, the law is broken; without, it holds."""

    def judged() -> None:
        played, first = thought_unpaid()
        played.give(c.ApproveRemedy(now=played.now, actor=THIRD, entry="refund/2"))
        late(played, first)
        (paid,) = played.said(e.RemedyPaid)
        what_is_paid_is_the_entry_of_its_key(cast("Life", played), paid)

    judged()
    monkeypatch.setattr(outcomes, "_entry_of", lambda case, key: list(case.ledger)[-1])
    with pytest.raises(AssertionError, match=r"the entry of its key|by the key of another"):
        judged()


@pytest.mark.parametrize(
    ("outcome", "second"),
    [(c.Applied(receipt={"reference": "2"}), "paid"), (c.NotApplied(why="no", refused=True), "denied")],
)
def test_what_is_under_way_is_still_seen_when_an_earlier_payout_comes_in_late(outcome: c.Outcome, second: str) -> None:
    """Both went out: the ledger says so. The second was refused: it is not sent a third time."""
    played, first = thought_unpaid()
    played.give(c.ApproveRemedy(now=played.now, actor=THIRD, entry="refund/2"))
    played.begin_payout()
    late(played, first)
    assert states(played) == {"refund": "paid", "refund/2": "approved"}
    assert played.case.effects["refund"].status == "open"
    played.land(outcome)
    assert states(played) == {"refund": "paid", "refund/2": second}
    assert played.case.status("refund") == "done"
    assert not [work for work in due(played.case, played.book, played.now).work if work.effect == "pay"]


# --- Receipts that were tried again ----------------------------------------------------------------------------------
def tried_again(*, declined: bool = False) -> Played:
    """Return a case whose first receipt of eight dollars was denied, or declined, and is proposed anew."""
    played = Played(plan(cover(authority=p.Authority(auto_up_to=(usd(10),), above=RUNGS[1:], within=HOUR))))
    played.receipt(800)
    end: c.Command = c.DenyRemedy(now=START, actor=BOSS, entry=FIRST, why="no")
    if declined:
        end = c.DeclineRemedy(now=START, actor=OTHER, entry=FIRST)
    played.give(end, c.RetryStep(now=START, actor=OWNER, step=FIRST, why="it was right after all"))
    assert states(played) == {FIRST: "declined" if declined else "denied", SECOND: "proposed"}
    return played


def test_what_a_receipt_got_when_tried_again_uses_the_cover_up() -> None:
    """The next receipt gets what is left, and all of them together no more than the cover."""
    played = tried_again()
    played.give(c.ApproveRemedy(now=START, actor=THIRD, entry=SECOND))
    played.pay(c.Applied(receipt={"reference": "1"}))
    played.receipt(800)
    assert played.case.ledger["meals[r2]"].amount == usd(100)


def test_a_receipt_tried_again_gets_what_later_ones_left() -> None:
    """A receipt that came later, and is asked about, has the cover for an earlier one wait; paid, it uses it up."""
    played = Played(plan(cover(authority=p.Authority(auto_up_to=(usd(10),), above=RUNGS[1:], within=HOUR))))
    played.receipt(800)
    played.give(c.DenyRemedy(now=START, actor=BOSS, entry=FIRST, why="no"))
    played.receipt(800)
    played.give(c.RetryStep(now=START, actor=OWNER, step=FIRST, why="it was right after all"))
    assert [each.amount for each in played.case.ledger.values() if each.open] == [usd(800)]
    played.give(c.ApproveRemedy(now=START, actor=THIRD, entry="meals[r2]"))
    played.pay(c.Applied(receipt={"reference": "1"}))
    assert [each.amount for each in played.case.ledger.values() if each.open] == [usd(100)]


def test_a_receipt_that_was_paid_and_is_tried_again_gets_what_is_left() -> None:
    """What it got already counts."""
    played = Played(plan(cover()))
    played.receipt(800)
    played.pay(c.Applied(receipt={"reference": "1"}))
    played.give(c.RetryStep(now=START, actor=OWNER, step=FIRST, why="once more"))
    assert played.case.ledger[SECOND].amount == usd(100)


def test_receipts_that_are_looked_at_together_share_the_cover() -> None:
    """They came in while the playbook stood still; the second waits for what the first leaves."""
    played = Played(plan(cover()))
    played.give(c.HoldCase(now=START, actor=OWNER, why="wait", review_at=START + timedelta(days=1)))
    played.receipt(800)
    played.receipt(800)
    assert not played.case.ledger
    played.give(c.FreeCase(now=START, actor=OWNER, why="on"))
    assert [each.amount for each in played.case.ledger.values()] == [usd(800)]
    played.pay(c.Applied(receipt={"reference": "1"}))
    assert [each.amount for each in played.case.ledger.values()] == [usd(800), usd(100)]


def test_a_receipt_tried_again_that_nobody_would_pay_is_put_to_somebody() -> None:
    """It was approved, so it is owed: the receipt that was denied before does not hide it."""
    played = tried_again()
    played.give(c.ApproveRemedy(now=START, actor=THIRD, entry=SECOND))
    played.pay(c.NotApplied(why="no", refused=True))
    played.later(timedelta(days=5))
    assert states(played) == {FIRST: "denied", SECOND: "approved"}
    assert [task.step for task in played.case.tasks.values() if task.status == "open"] == [FIRST]
    assert due(played.case, played.book, played.now).wake_at is not None


@pytest.mark.parametrize("declined", [False, True])
def test_a_case_whose_receipt_was_tried_again_closes_when_it_is_called_off(*, declined: bool) -> None:
    """Whatever became of the earlier entry: nothing of it is still to come."""
    played = tried_again(declined=declined)
    played.give(c.CancelCase(now=START, actor=OWNER, why="no failure"))
    played.give(c.CompleteTask(now=START, actor=OTHER, task="@second#1", answer={"approve": True}))
    assert states(played)[SECOND] == "denied"
    played.be_told()
    assert played.case.phase == "closed"


def test_what_the_customer_declined_leaves_the_cover_as_it_was() -> None:
    """They did not want it: the next receipt has the whole cover."""
    played = Played(plan(cover(authority=p.Authority(auto_up_to=(usd(10),), above=RUNGS[1:], within=HOUR))))
    played.receipt(800)
    played.give(c.DeclineRemedy(now=START, actor=OTHER, entry=FIRST))
    played.receipt(900)
    assert played.case.ledger["meals[r2]"].amount == Money("USD", 900)
    assert played.said(e.CoverEnded) == []
