"""A remedy of the playbook that a person gives: granted like any other, asked for once no service pays it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold, named
from domain.errors import CommandRejected, Forbidden
from domain.evidence.legal import illegal
from domain.playbook import plan as p
from domain.views.briefing import overdue
from domain.views.explain import explain
from domain.views.ledger import statement
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.by_hand import GRANTS, do, the_task
from tests.support.plans import HOUR, contract, usd
from tests.support.risky import KIM, SAM, Told, told

LADDER = p.Authority(auto_up_to=(usd(5_000),), above=(p.Rung(role="boss"),), within=HOUR)
HAND = p.Hand(role="desk", due=HOUR * 3, up="legal")
SERVICE = contract("bank", pays=True)


def refund(cents: int = 900, **more: object) -> p.Remedy:
    """Return a refund that a person gives."""
    named = {"id": "refund", "remedy": "refund", "amount": p.Given(value=usd(cents)), "authority": LADDER, "hand": HAND}
    return p.Remedy.model_validate({**named, **more})


def paid(one: Told) -> list[tuple[str, str]]:
    """Return what was paid, and by which way."""
    return [(x.entry, x.method) for x in one.events if isinstance(x, e.RemedyPaid)]


def every_fact_is_legal(one: Told) -> bool:
    """Say whether an auditor finds nothing."""
    case = named(one.case.id)
    for event in one.events:
        if illegal(case, event):
            return False
        case = fold(case, (event,))
    return True


def test_it_is_granted_first_and_then_asked_of_the_role_that_the_playbook_names() -> None:
    """Nobody is asked to give what nobody granted; the reference stands in the ledger, and the customer reads of it."""
    one = told(refund(6_000))
    assert not [x for x in one.case.tasks.values() if x.purpose == "give"]
    do(one, "approve", GRANTS, approve=True)
    name = the_task(one, "give")
    task = one.case.tasks[name]
    assert (task.step, task.roles, task.due) == ("refund", ("desk",), one.now + timedelta(hours=3))
    with pytest.raises(CommandRejected, match="the answer lacks “reference”"):
        one.do(name)
    do(one, "give", SAM, reference="till 7")
    assert paid(one) == [("refund", "by hand")]
    assert one.case.status("refund") == "done"
    [account] = statement(one.case.id, one.events)
    assert [(x.what, x.way, x.reference) for x in account.lines][-1] == ("paid", "by hand", "till 7")
    assert every_fact_is_legal(one)
    for language in LANGUAGES:
        assert "60" in "\n".join(explain(Telling(one.case, one.book, one.events, language)))


def test_a_person_gives_what_no_service_paid_and_only_that() -> None:
    """The ways are tried in their order; a person is the last of them."""
    one = told(refund(pay=(SERVICE,)))
    assert not [x for x in one.case.tasks.values() if x.purpose == "give"]
    one.refused()
    do(one, "give", SAM, reference="till 7")
    assert paid(one) == [("refund", "by hand")]
    assert one.case.effects["refund"].status == "retry", "what became of the service's payout stays as it was"
    other = told(refund(pay=(SERVICE,)))
    other.applied()
    assert paid(other) == [("refund", "bank")]
    assert not [x for x in other.case.tasks.values() if x.purpose == "give"]
    assert every_fact_is_legal(one)
    assert every_fact_is_legal(other)


def test_whoever_is_late_is_helped_by_the_role_that_the_playbook_names() -> None:
    """It rings when it is due, and calls `on_due`; it stays open."""
    one = told(refund())
    name = the_task(one, "give")
    assert "legal may do it too" in overdue(one.case, one.book, one.case.tasks[name])
    one.tick(timedelta(hours=3))
    assert one.case.tasks[name].roles == ("desk", "legal")
    assert one.case.tasks[name].status == "open"


def test_what_a_person_gave_cannot_come_back_by_itself() -> None:
    """A payout that came back is given by hand; no service of ours sent that, so nothing can send it back."""
    one = told(refund(pay=(SERVICE,)))
    one.applied()
    one.take(c.ReturnPayout(now=one.now, actor=KIM, entry="refund", why="account closed", reference="r-1"))
    one.tick()
    do(one, "give", SAM, reference="till 7")
    with pytest.raises(CommandRejected, match="paid by nothing that could send it back"):
        one.take(c.ReturnPayout(now=one.now, actor=KIM, entry="refund", why="account closed", reference="r-2"))
    assert paid(one) == [("refund", "bank"), ("refund", "by hand")]
    assert every_fact_is_legal(one)


def test_where_less_is_left_it_is_asked_for_anew() -> None:
    """What the bank gave back meanwhile is set off, and a person is asked for the rest."""
    one = told(refund())
    name = the_task(one, "give")
    told_of = {"source": "chargeback", "amount": usd(400), "payee": "", "evidence": "a statement"}
    one.take(c.LearnRecovery(now=one.now, actor=KIM, **told_of))  # type: ignore[arg-type]
    one.tick()
    one.tick()
    assert one.case.tasks[name].status == "taken back"
    assert one.case.tasks[the_task(one, "give")].details["amount"] == usd(500)


def test_a_case_that_is_withdrawn_gives_what_was_granted() -> None:
    """What was earned is given, by hand too; then the case closes."""
    one = told(refund())
    one.take(c.WithdrawCase(now=one.now, actor=KIM, why="never mind"))
    one.tick()
    do(one, "give", SAM, reference="till 7")
    one.applied()
    assert (one.case.phase, paid(one)) == ("closed", [("refund", "by hand")])


def test_a_thing_can_be_given_by_a_person_too() -> None:
    """What is given in kind is asked of somebody, and not taken for given by its approval."""
    one = told(refund(amount=None, remedy="apology", in_kind={"what": p.Given(value="a meal")}))
    do(one, "approve", GRANTS, approve=True)
    assert not paid(one)
    do(one, "give", SAM, reference="coupon 3")
    assert paid(one) == [("refund", "by hand")]


# --- Two pairs of hands ----------------------------------------------------------------------------------------------
def test_whoever_granted_it_does_not_hand_it_out() -> None:
    """Not under another account, not while they stand in for one another; who reports to them does, and the rest."""
    one = told(refund(6_000))
    do(one, "approve", GRANTS, approve=True)
    name = the_task(one, "give")
    desk = replace(GRANTS, roles=("desk",))
    for who in (desk, replace(desk, person="a.ann", same_as=("ann",)), replace(desk, person="eve", one_with=("ann",))):
        for act in (c.ClaimTask(now=one.now, actor=who, task=name), _gives(one, name, who)):
            with pytest.raises(Forbidden, match="who granted it") as refused:
                one.take(act)
            assert refused.value.what.startswith(f"{who.person} may not give refund USD 60.00: ")
            assert refused.value.where == f"case {one.case.id}, task {name}"
    one.take(_gives(one, name, replace(desk, person="eve", reports_to=("ann",))))
    assert paid(one) == [("refund", "by hand")]


def test_whoever_gets_it_does_not_hand_it_out_and_what_is_no_money_is_handed_out_by_who_granted_it() -> None:
    """Nobody pays themselves; an apology takes one person."""
    one = told(refund())
    name = the_task(one, "give")
    with pytest.raises(Forbidden, match="who gets it"):
        one.take(_gives(one, name, replace(SAM, person="cu_1")))
    one = told(refund(amount=None, remedy="apology", in_kind={"what": p.Given(value="a meal")}))
    do(one, "approve", GRANTS, approve=True)
    one.take(_gives(one, the_task(one, "give"), replace(GRANTS, roles=("desk",))))
    assert paid(one) == [("refund", "by hand")]


def _gives(one: Told, name: str, who: c.Actor) -> c.CompleteTask:
    return c.CompleteTask(now=one.now, actor=who, task=name, answer={"reference": "till 7"})
