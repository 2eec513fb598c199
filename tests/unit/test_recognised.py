"""Who the customer is and where what they get goes: with a reason, and by two where something is on its way."""

from __future__ import annotations

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold
from domain.case.surveying.hands import asked_for
from domain.errors import CommandRejected, Forbidden
from domain.evidence.legal import illegal
from domain.playbook import plan as p
from domain.values import Person
from tests.support.plans import HOUR, START, plan, usd
from tests.unit.test_ledger import BOSS, OTHER, RUNGS, Played, refund

CLERK = c.Actor(person="fin", roles=("desk", "owner"))
NEW = Person("cu_1", "v_2", "sha256:v_2")
ASKS = p.Authority(auto_up_to=(usd(0),), above=RUNGS, within=HOUR * 24)
WAITS = p.Wait(id="waits", span=HOUR * 24, at_most=HOUR * 24)
GRANTED = refund(None, amount=p.Given(value=usd(90)), authority=ASKS)


def known(to: Person = NEW, *, elsewhere: bool = True, **more: object) -> c.RecogniseCustomer:
    """Return the command that says who the customer is."""
    told: dict[str, object] = {"now": START, "actor": CLERK, "customer": to, "language": "en", "why": "they rang"}
    return c.RecogniseCustomer(**{**told, "elsewhere": elsewhere, **more})  # type: ignore[arg-type] # of the command


def agree(actor: c.Actor, how: str = "yes") -> c.CompleteTask:
    """Return the answer of a second person."""
    answer = {"approve": how == "yes"} | ({} if how == "yes" else {"why": "nobody rang"})
    return c.CompleteTask(now=START, actor=actor, task="@second#1", answer=answer)


def test_it_takes_a_reason_that_is_kept() -> None:
    """While nothing is on its way one person says so."""
    case = Played(plan(WAITS))
    with pytest.raises(CommandRejected, match="reason is missing"):
        case.give(known(why=" "))
    case.give(known())
    [said] = case.said(e.CustomerRecognised)
    assert (said.by, said.why, said.second, case.case.customer) == ("fin", "they rang", "", NEW)


def test_what_is_on_its_way_goes_elsewhere_only_when_a_second_person_agrees() -> None:
    """Until then it goes where it went; only a language, which sends nothing elsewhere, one person says."""
    case = Played(plan(GRANTED))
    before = case.case.customer
    case.give(known())
    assert not case.said(e.CustomerRecognised)
    with pytest.raises(Forbidden, match="asked for this"):
        case.give(agree(CLERK))
    assert case.case.customer == before
    case.give(agree(OTHER))
    [said] = case.said(e.CustomerRecognised)
    assert (said.by, said.why, said.second) == ("fin", "they rang", "olaf")
    assert (case.case.customer, case.case.tasks["@second#1"].status) == (NEW, "done")
    spoken = Person("cu_1", "v_3", "sha256:v_3")
    case.give(known(spoken, elsewhere=False))
    assert case.case.customer == spoken


def test_a_second_person_may_say_no() -> None:
    """Then it goes where it went."""
    case = Played(plan(GRANTED))
    before = case.case.customer
    case.give(known(), agree(OTHER, "no"))
    assert (case.case.customer, case.said(e.CustomerRecognised)) == (before, [])


def test_whoever_says_where_it_goes_does_not_grant_it() -> None:
    """Nor does it count against somebody in whose journal no reason was asked for."""
    case = Played(plan(WAITS, GRANTED))
    case.give(known(actor=BOSS))
    case.later(HOUR.span * 25)
    [entry] = case.case.ledger.values()
    assert "bea" in asked_for(case.case, entry, case.book)
    with pytest.raises(Forbidden, match="asked for"):
        case.give(c.ApproveRemedy(now=case.now, actor=BOSS, entry="refund"))
    old = Played(plan(GRANTED))
    event = e.CustomerRecognised(at=START, customer=NEW, language="en", by="bea")
    assert not illegal(old.case, event)
    assert "bea" not in asked_for(fold(old.case, (event,)), old.case.ledger["refund"], old.book)


def test_an_auditor_finds_one_person_who_agrees_with_themselves() -> None:
    """And one who was never asked."""
    case = Played(plan(GRANTED))
    for second in ("fin", "olaf"):
        event = e.CustomerRecognised(at=START, customer=NEW, language="en", by="fin", why="w", second=second)
        assert "for two" in illegal(case.case, event)
