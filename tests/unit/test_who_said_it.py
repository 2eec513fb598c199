"""Whoever says what a remedy rests on does not grant it: who shows a claim, and who makes a difference a decision."""

from __future__ import annotations

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.errors import Forbidden
from domain.playbook import plan as p
from tests.support.laws import LawBroken
from tests.support.ledger_laws import nobody_approves_their_own
from tests.support.plans import HOUR, do, plan, usd
from tests.unit.test_entitling import ANN, SAM, Life, asking, remedy
from tests.unit.test_ledger import BOSS
from tests.unit.test_remedy_ledger import In, granted

KIM = c.Actor(person="kim", roles=("boss", "owner"))
SECOND = c.Actor(person="kim2", roles=("boss", "owner"), same_as=("kim",))
ASKED = p.Authority(above=(p.Rung(role="boss"),), within=HOUR * 24)


def with_a_claim() -> In:
    """Play a refund that has to be shown, and that a person grants."""
    return In(plan(granted(30_000, authority=ASKED), do("after", undo=None)))


@pytest.mark.parametrize("step", ["refund", ""])
def test_whoever_brings_what_shows_a_claim_does_not_grant_it(step: str) -> None:
    """Sent in for the step or for all of the case, it is their word that the remedy rests on."""
    played = with_a_claim()
    played.give(c.SubmitEvidence(now=played.now, actor=BOSS, step=step, text="sealed"))
    with pytest.raises(Forbidden, match="may not decide about a remedy that they asked for"):
        played.give(c.ApproveRemedy(now=played.now, actor=BOSS, entry="refund"))
    played.give(c.ApproveRemedy(now=played.now, actor=ANN, entry="refund"))
    assert played.case.ledger["refund"].approver == "ann"


def test_the_law_sees_who_granted_what_they_showed() -> None:
    """Whatever the mechanism lets through: the judge adds it up from the facts."""
    played = with_a_claim()
    played.give(c.SubmitEvidence(now=played.now, actor=BOSS, step="refund", text="sealed"))
    approved = e.RemedyApproved(at=played.now, entry="refund", approver=BOSS.person, rung=1)
    played.events.append(approved)
    with pytest.raises(LawBroken, match="their own word"):
        nobody_approves_their_own(played, approved)  # type: ignore[arg-type] # what it looks at is there


def asked(life: Life) -> str:
    """Return the name of the task about a difference."""
    return next(name for name, task in life.case.tasks.items() if task.purpose == "differs" and task.status == "open")


def test_whoever_follows_a_difference_does_not_grant_what_it_comes_to() -> None:
    """By their word more is owed; somebody else grants it."""
    life = Life(asking(remedy(authority=ASKED)), late_by=5, price=usd(8_000))
    life.take(c.ApproveRemedy(now=life.now, actor=ANN, entry="money"))
    life.go_on()
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"price": usd(20_000)}, why="a typing mistake"))
    life.go_on()
    follow = {"decision": "follow", "why": "that is what it cost"}
    life.take(c.CompleteTask(now=life.now, actor=KIM, task=asked(life), answer=follow))
    life.go_on()
    with pytest.raises(Forbidden, match="may not decide about a remedy that they asked for"):
        life.take(c.ApproveRemedy(now=life.now, actor=KIM, entry="money[owed1]"))
    life.take(c.ApproveRemedy(now=life.now, actor=ANN, entry="money[owed1]"))
    assert life.case.ledger["money[owed1]"].approver == "ann"


@pytest.mark.parametrize("who", [KIM, SECOND])
def test_whoever_told_a_fact_does_not_say_that_less_is_owed(who: c.Actor) -> None:
    """Downwards it takes a second person, whatever the account; that it stands anybody may say."""
    life = Life(asking(remedy(authority=ASKED)), late_by=5, price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=KIM, facts={"late_by": 1}, why="a typing mistake"))
    life.go_on()
    follow = {"decision": "follow", "why": "it was early"}
    with pytest.raises(Forbidden, match="may not say that less is owed: that is kim"):
        life.take(c.CompleteTask(now=life.now, actor=who, task=asked(life), answer=follow))
    life.take(c.CompleteTask(now=life.now, actor=SAM, task=asked(life), answer=follow))
    life.go_on()
    assert life.case.entitled["owed"].per_unit == ()


def test_whoever_told_a_fact_may_say_that_more_is_owed_and_that_it_stands() -> None:
    """Neither takes anything from the customer."""
    for price, decision in ((20_000, "follow"), (4_000, "stands")):
        life = Life(asking(remedy(authority=ASKED)), late_by=5, price=usd(8_000))
        life.take(c.ChangeFailure(now=life.now, actor=KIM, facts={"price": usd(price)}, why="a typing mistake"))
        life.go_on()
        life.take(c.CompleteTask(now=life.now, actor=KIM, task=asked(life), answer={"decision": decision, "why": "so"}))
        assert life.case.entitled["owed"].per_unit == (usd(10_000) if decision == "follow" else usd(4_000),)
