"""Whom a head names for a task that nobody is fit for: who may name whom, what it gives them, and who is asked then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.evolve import fold
from domain.errors import Forbidden, Unfit
from domain.evidence.legal import illegal
from domain.house import fitness as record
from domain.house.directory import Directory, add_person, evolve, grant
from domain.playbook import plan as p
from domain.values import Value
from domain.views.explain import explain
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.by_hand import GRANTS, do, the_task
from tests.support.lively import lively
from tests.support.plans import HOUR, START, plan, usd
from tests.support.risky import KIM, SAM, Told, ask, told, with_policy
from tests.unit.test_given_by_hand import refund as by_hand
from tests.unit.test_ledger import RUNGS, Played, refund
from tests.unit.test_second_look import HARMED, OLGA, asked_for, refused


def looked_at_again() -> tuple[Told, str]:
    """Return a refused case that the customer rejected, and the task of whoever looks at it again."""
    one = refused()
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    return one, named_of(one, "second-look")


def named_of(one: Told, purpose: str) -> str:
    """Return the name of the open task of a purpose that was asked last."""
    return [name for name, x in one.case.tasks.items() if (x.purpose, x.status) == (purpose, "open")][-1]


def nobody(one: Told, name: str, *missing: str) -> list[e.NobodyFits]:
    """Report that nobody of the house is fit for a task; return what was found."""
    made = one.take(c.ReportNobody(now=one.now, task=name, missing=missing or ("w",), asked_by="sam", house=1))
    return [x for x in made if isinstance(x, e.NobodyFits)]


def head_for(one: Told, name: str, person: str = "hugo") -> c.Actor:
    """Return somebody in the roles that a task is for."""
    return c.Actor(person=person, roles=one.case.tasks[name].roles, maturity=5, since=SAM.since)


# --- What it gives them ----------------------------------------------------------------------------------------------
def test_being_named_is_no_authority() -> None:
    """Authority comes with a role: nobody is named who could not grant a remedy by theirs, nor could they deny it."""
    asks = p.Authority(auto_up_to=(usd(0),), above=RUNGS, within=HOUR * 24)
    one = Played(plan(refund(None, amount=p.Given(value=usd(4200)), authority=asks)))
    [name] = [name for name, x in one.case.tasks.items() if x.purpose == "approve"]
    one.give(c.ReportNobody(now=START, task=name, missing=("w",), asked_by="x", house=1))
    [staff] = [name for name, x in one.case.tasks.items() if x.purpose == "staffing"]
    head = c.Actor(person="hugo", roles=one.case.tasks[staff].roles)
    pip = c.Actor(person="pip", roles=("desk",))
    names = c.CompleteTask(now=START, actor=head, task=staff, answer={"person": "pip", "why": "w"}, named=pip)
    with pytest.raises(Forbidden, match="pip may not grant"):
        one.take(names)
    answers: tuple[Mapping[str, Value], ...] = ({"approve": True}, {"approve": False, "why": "no"})
    for answer in answers:
        with pytest.raises(Forbidden, match="pip may not"):
            one.take(c.CompleteTask(now=START, actor=pip, task=name, answer=answer))
    with pytest.raises(Forbidden, match="pip may not do"):
        one.take(c.ClaimTask(now=START, actor=pip, task=name))
    assert record.who_could(housing("pip", "desk"), one.case, name, one.case.tasks[name], one.book, START) == []


def housing(person: str, *roles: str) -> Directory:
    """Return a house in which somebody has some roles."""
    house = Directory()
    for event in add_person(house, person, name=person, now=START, by="hr"):
        house = evolve(house, event)
    for role in roles:
        for event in grant(house, person, role, now=START, by="hr"):
            house = evolve(house, event)
    return house


@pytest.mark.parametrize(("who", "could"), [("otto", False), ("dora", True)])
def test_who_has_the_role_and_a_hand_in_it_could_not_grant_it(who: str, could: bool) -> None:
    """They lack what it takes, as who lacks a certificate does: so others are looked for, and a head is asked."""
    asks = p.Authority(auto_up_to=(usd(0),), above=RUNGS, within=HOUR * 24)
    one = Played(plan(refund(None, amount=p.Given(value=usd(4200)), authority=asks)))
    [name] = [name for name, x in one.case.tasks.items() if x.purpose == "approve"]
    task = one.case.tasks[name]
    assert record.who_could(housing(who, *task.roles), one.case, name, task, one.book, START) == [who] * could
    actor = c.Actor(person=who, roles=task.roles)
    claims = c.ClaimTask(now=START, actor=actor, task=name)
    if could:
        one.give(claims)
        return
    for asked in (claims, c.CompleteTask(now=START, actor=actor, task=name, answer={"approve": True})):
        with pytest.raises(Unfit, match="otto may not decide") as unfit:
            one.take(asked)
        assert unfit.value.missing


def test_nobody_is_named_to_give_what_they_granted() -> None:
    """Money that is given by hand takes two pairs of hands, whoever of them a head names."""
    one = told(by_hand(6_000))
    do(one, "approve", GRANTS, approve=True)
    give = the_task(one, "give")
    nobody(one, give)
    staff = named_of(one, "staffing")
    names = c.CompleteTask(
        now=one.now, actor=head_for(one, staff), task=staff, answer={"person": "ann", "why": "w"}, named=GRANTS
    )
    with pytest.raises(Forbidden, match="ann may not give") as refused:
        one.take(names)
    assert "Name somebody else" in refused.value.remedy
    one.take(replace(names, answer={"person": "kim", "why": "w"}, named=KIM))
    assert one.case.let[give] == ("kim",)


# --- Who is asked ----------------------------------------------------------------------------------------------------
def test_where_whoever_was_named_is_gone_a_head_is_asked_anew() -> None:
    """What was missing is missing again: the first head is asked again, also where nothing else is missing."""
    one, name = looked_at_again()
    [first] = nobody(one, name)
    staff = named_of(one, "staffing")
    one.do(staff, head_for(one, staff), person="olga", why="she is fair")
    [found] = nobody(one, name)
    assert (found.how, found.to) == ("escalate", first.to)
    again = named_of(one, "staffing")
    assert again != staff
    assert nobody(one, name) == []
    one.do(again, head_for(one, again), person="otto", why="olga has left")
    assert one.case.let[name] == ("olga", "otto")


def test_once_somebody_is_named_no_other_head_is_asked() -> None:
    """Heads who could not say are not asked any longer; and where whoever was named is gone, they are asked anew."""
    one, name = looked_at_again()
    nobody(one, name)
    first = named_of(one, "staffing")
    nobody(one, first)
    second = named_of(one, "staffing")
    one.do(second, head_for(one, second), person="olga", why="she is fair")
    assert "staffing" not in asked_for(one)
    [found] = nobody(one, name)
    assert (found.how, found.to) == ("escalate", one.case.tasks[first].roles[0])


def test_where_nobody_is_asked_nobody_is_said_to_be() -> None:
    """A head is asked once; what is missing beside is recorded, and says of nobody that they are asked."""
    one, name = looked_at_again()
    nobody(one, name, "w")
    [more] = nobody(one, name, "w", "v")
    assert (more.how, more.to) == ("wait", "")
    one.take(c.ReportNobody(now=one.now, task=name, missing=("u",), asked_by="sam", house=1))
    said = " ".join(explain(Telling(one.case, one.book, one.events, "en", inward=True)))
    assert said.count("we asked a head who does it") == 1


# --- Who may be named ------------------------------------------------------------------------------------------------
def test_who_asked_is_not_named_under_another_account() -> None:
    """Whoever wants it agrees to it under no name; nor does a head name themselves under one."""
    one = told(size=8, book=with_policy(lively(plan(ask())), "critical"))
    one.judge(tier="routine")
    name = named_of(one, "countersign")
    nobody(one, name)
    staff = named_of(one, "staffing")
    head = replace(head_for(one, staff), same_as=("h.hugo",))
    let = c.CompleteTask(now=one.now, actor=head, task=staff, answer={"person": "x", "why": "w"})
    for named, said in (
        (c.Actor(person="samuel", same_as=("sam",)), "it is about what they did"),
        (c.Actor(person="stan", one_with=("sam",)), "it is about what they did"),
        (c.Actor(person="x", same_as=("h.hugo",)), "does not let themselves"),
    ):
        with pytest.raises(Forbidden, match=said):
            one.take(replace(let, answer={"person": named.person, "why": "w"}, named=named))
    one.take(replace(let, answer={"person": "low", "why": "w"}, named=c.Actor(person="low", reports_to=("sam",))))
    assert one.case.let[name] == ("low",)


def test_an_auditor_judges_who_is_named_for_another_answer() -> None:
    """Whoever gave the first answer neither names who gives the second, nor is named; nobody names themselves."""
    one = told(ask(second="boss", form={"fine": p.FactType(type="yes_no")}))
    [name] = [name for name, x in one.case.tasks.items() if x.status == "open"]
    one.do(name, SAM, fine=True)
    one.tick()
    name = named_of(one, "second")
    nobody(one, name)
    let = e.PersonLet(at=one.now, task=name, person="olga", by="hugo", why="w")
    assert illegal(one.case, let) == ""
    for forged, said in (
        (let.model_copy(update={"by": "sam"}), "whoever had a hand in it says who looks at it"),
        (let.model_copy(update={"person": "hugo"}), "somebody lets themselves do what is somebody else's"),
        (let.model_copy(update={"person": "sam"}), "somebody is let do what is about what they did"),
    ):
        assert illegal(one.case, forged) == said
        assert illegal(one.case, forged, version=1) == ""


# --- The last resort -------------------------------------------------------------------------------------------------
def test_where_every_head_had_a_hand_in_it_one_names_somebody_who_had_none() -> None:
    """Once no head is left; the fact says so, the story says so in every language, and the case can end."""
    one, name = looked_at_again()
    nobody(one, name)
    asked = named_of(one, "staffing")
    roles = set[str]()
    while True:
        roles |= {*one.case.tasks[asked].roles}
        hand = replace(SAM, roles=(*SAM.roles, *roles))
        with pytest.raises(Unfit, match="may not say who does"):
            one.do(asked, hand, person="olga", why="she is fair")
        early = e.PersonLet(at=one.now, task=name, person="olga", by="sam", why="w", hand=True)
        done = e.TaskCompleted(at=one.now, task=asked, by="sam", answer={})
        said = illegal(fold(one.case, (done,)), early)
        assert said == "whoever had a hand in it says who looks at it, and heads are left"
        [found] = nobody(one, asked)
        if found.how == "wait":
            break
        asked = named_of(one, "staffing")
    assert found.to == ""
    with pytest.raises(Forbidden, match="and so had bea"):
        one.case = replace(one.case, decided_by=one.case.decided_by | {"bea"})
        one.do(asked, hand, person="bea", why="she knows it")
    with pytest.raises(Forbidden, match="does not let themselves"):
        one.do(asked, hand, person="sam", why="I know it")
    before = one.case
    one.do(asked, hand, person="olga", why="there are only two of us")
    [let] = [x for x in one.events if isinstance(x, e.PersonLet)]
    assert (let.by, let.person, let.hand) == ("sam", "olga", True)
    done = next(x for x in one.events if isinstance(x, e.TaskCompleted) and x.task == asked)
    assert illegal(fold(before, (done,)), let) == ""
    other = let.model_copy(update={"person": "bea"})
    assert illegal(fold(before, (done,)), other) == "somebody is let do what is about what they did"
    assert "staffing" not in asked_for(one)
    one.do(name, replace(OLGA, reports_to=("sam",)), finding="not upheld", why="the till says so")
    one.tick()
    assert not one.case.review
    told_so = {"en": "no other was left", "id": "tidak ada yang lain", "vi": "không còn ai khác"}
    for language in LANGUAGES:
        assert told_so[language] in " ".join(explain(Telling(one.case, one.book, one.events, language)))


def test_who_wants_something_never_says_who_agrees() -> None:
    """What nobody may agree to stays undone; the case goes on without it."""
    one = told(size=8, book=with_policy(lively(plan(ask())), "critical"))
    one.judge(tier="routine")
    name = asked = named_of(one, "countersign")
    while nobody(one, asked)[0].how != "wait":
        asked = named_of(one, "staffing")
    hand = replace(SAM, roles=(*SAM.roles, *one.case.tasks[asked].roles))
    with pytest.raises(Unfit, match="sam may not say who does"):
        one.do(asked, hand, person="olga", why="w")
    done = e.TaskCompleted(at=one.now, task=asked, by="sam", answer={})
    forged = e.PersonLet(at=one.now, task=name, person="olga", by="sam", why="w", hand=True)
    assert illegal(fold(one.case, (done,)), forged)
