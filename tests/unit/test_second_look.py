"""A complaint that is upheld at the second look: it ends by what is given since, and nobody below takes that back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.surveying.closing import missing
from domain.case.surveying.hands import involved
from domain.errors import CommandRejected, Forbidden, Unfit
from domain.evidence.legal import illegal
from domain.money import Money
from domain.playbook import plan as p
from domain.routes import Route, Routes
from domain.staffing import FourEyes
from domain.values import Value
from domain.views.explain import explain
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.by_hand import give_by_hand, the_task
from tests.support.lively import lively
from tests.support.plans import HOUR, contract, plan
from tests.support.posted import posted
from tests.support.risky import SAM, Told, ask, told, with_policy

OLGA = c.Actor(person="olga", roles=("owner",), maturity=5, since=SAM.since)
BOSS = c.Actor(person="bea", roles=("boss",), maturity=5, since=SAM.since)
HARMED = c.Actor(person="cu_1", roles=("customer",))
OFFICE = Route(called={"en": "The office"}, address={"en": "office.example"}, source="x")
ROUTES = Routes(name="house", markets={"us": {"any": OFFICE}})
PAY = p.Remedy(
    id="refund", remedy="refund", amount=p.Formula(source='money("9 USD")'), pay=(contract("pay", pays=True),),
    authority=p.Authority(auto_up_to=(Money("USD", 100_00),), above=(p.Rung(role="boss"),), within=HOUR),
)  # fmt: skip
TWICE = ask("twice", form={"twice": p.FactType(type="yes_no")})
FOUND = ask(
    "found", finds=True,
    form={"finding": p.FactType(type="words", words=("not-upheld",)), "why": p.FactType(type="text")},
)  # fmt: skip
WAY = p.Choose(
    id="way", ways=(p.Way(when=('answer("twice").twice',), steps=(PAY,)),),
    otherwise=(FOUND, p.Tell(id="no", message="no", gives=("explanation", "decision", "route"))),
)  # fmt: skip


def answer(one: Told, purpose: str, who: c.Actor = SAM, **said: Value) -> None:
    """Do the one open task of a purpose, and let an hour pass."""
    [name] = [name for name, x in one.case.tasks.items() if x.purpose == purpose and x.status == "open"]
    one.do(name, who, **said)
    one.applied()
    one.tick(timedelta(hours=1))
    one.applied()


def asked_for(one: Told) -> set[str]:
    """Return the purposes of what people are asked to do."""
    return {task.purpose for task in one.case.tasks.values() if task.status == "open"}


def refused() -> Told:
    """Return a case that was refused by its playbook: it was not charged twice."""
    book = lively(plan(TWICE, WAY, close=p.CloseNeeds(root_cause="optional")))
    one = told(book=replace(book, around=Around(routes=ROUTES)))
    answer(one, "ask", twice=False)
    answer(one, "ask", finding="not-upheld", why="the two are for two orders")
    assert (one.case.phase, one.case.outcome) == ("closed", "refused")
    return one


def reviewed(found: str) -> Told:
    """Return a refused case that the customer rejected and somebody uninvolved looked at."""
    one = refused()
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    answer(one, "second-look", OLGA, finding=found, why="the till says so")
    return one


# --- What is owed behind it ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("found", ["upheld", "partly"])
def test_an_upheld_complaint_owes_a_remedy_until_one_was_given(found: str) -> None:
    """Nothing was given since: it is neither put right nor closed, and its owner is asked for it until it is."""
    one = reviewed(found)
    assert one.case.phase == "working"
    assert "redress" in asked_for(one)
    assert not [x for x in one.events if isinstance(x, e.Resolved) and x.at > one.now - timedelta(hours=1)]
    assert missing(one.case, one.book, "solved") == ("redress",)
    one.tick(timedelta(days=40))
    assert one.case.phase == "working"


def test_what_the_plan_gives_when_it_goes_another_way_makes_it_good() -> None:
    """The question is asked anew, the way is looked at anew, the money goes out: solved, by what was given since."""
    one = reviewed("upheld")
    one.take(c.RetryStep(now=one.now, actor=SAM, step="twice", why="the till says so"))
    one.tick()
    answer(one, "ask", twice=True)
    assert one.case.phase == "working"
    one.take(c.RetryStep(now=one.now, actor=SAM, step="way", why="it was charged twice"))
    one.tick()
    one.applied()
    closed = [x for x in one.events if isinstance(x, e.CaseClosed)][-1]
    assert (closed.outcome, closed.evidence["outcome"]) == ("solved", ("refund",))
    assert "redress" not in asked_for(one)


def test_what_was_given_by_hand_makes_it_good_with_its_reference() -> None:
    """Whoever gave it says what and under which reference; it is shown for the outcome, and told to nobody as more."""
    one = reviewed("upheld")
    with pytest.raises(CommandRejected):
        one.do(the_task(one, "redress"), SAM, gave="9 dollars in cash")
    entry = give_by_hand(one, reference="till 7/12")
    closed = [x for x in one.events if isinstance(x, e.CaseClosed)][-1]
    assert (closed.outcome, closed.evidence["outcome"], closed.justice["outcome"]) == ("solved", (entry,), "full")
    [paid] = [x for x in one.events if isinstance(x, e.RemedyPaid)]
    assert (paid.entry, paid.method, paid.receipt["reference"]) == (entry, "by hand", "till 7/12")


def test_what_was_given_before_is_not_what_makes_it_good() -> None:
    """A case that paid, whose customer says that it was too little, and is right: it owes more."""
    one = told(book=lively(plan(PAY, close=p.CloseNeeds(root_cause="optional"))))
    one.applied()
    one.tick(timedelta(hours=1))
    assert one.case.outcome == "solved"
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="it was 18", text="sealed"))
    one.tick()
    answer(one, "second-look", OLGA, finding="upheld", why="it was 18")
    assert one.case.phase == "working"
    assert "redress" in asked_for(one)


def test_a_complaint_that_is_not_upheld_owes_nothing_more() -> None:
    """It is refused as before, once the customer was told."""
    one = reviewed("not-upheld")
    assert missing(one.case, one.book, "refused") == ("decision", "route")
    assert "redress" not in asked_for(one)


def test_an_upheld_complaint_is_not_refused_by_hand() -> None:
    """Whoever answers for the case does not end it against what was found."""
    one = reviewed("upheld")
    said = {"direction": "out", "channel": "mail", "text": "sealed", "gives": ("decision", "route")}
    one.take(c.RecordContact(now=one.now, actor=SAM, **said))  # type: ignore[arg-type]
    for outcome in ("refused", "no failure found"):
        with pytest.raises(CommandRejected, match="upheld"):
            one.take(c.EndCase(now=one.now, actor=SAM, outcome=outcome, why="no"))


def test_a_way_that_is_still_being_gone_is_not_looked_at_anew() -> None:
    """What is open in it ends first."""
    one = told(book=lively(plan(TWICE, WAY)))
    answer(one, "ask", twice=False)
    with pytest.raises(CommandRejected, match="has not ended"):
        one.take(c.RetryStep(now=one.now, actor=SAM, step="way", why="no"))


@pytest.mark.parametrize("act", ["cancel", "end"])
def test_a_second_person_does_not_get_round_what_was_found(act: str) -> None:
    """What somebody wanted before the second look is done neither before it nor behind it: nobody is asked any more."""
    one = told(book=lively(plan(PAY, close=p.CloseNeeds(root_cause="optional", needs=("apology",)))))
    one.book = replace(one.book, around=Around(routes=ROUTES))
    one.applied()
    one.tick(timedelta(hours=1))
    one.book = with_policy(one.book, one.case.tier, four_eyes=FourEyes(second="boss", acts=("cancel",)))
    if act == "cancel":
        one.take(c.CancelCase(now=one.now, actor=SAM, why="not ours"))
    else:
        one.take(c.HoldCase(now=one.now, actor=SAM, why="so that it does not close by itself"))
        one.take(c.MakeFinding(now=one.now, actor=SAM, finding="not upheld", why="two orders"))
        said = {"direction": "out", "channel": "mail", "text": "sealed", "gives": ("decision", "route")}
        one.take(c.RecordContact(now=one.now, actor=SAM, **said))  # type: ignore[arg-type]
        one.take(c.EndCase(now=one.now, actor=SAM, outcome="refused", why="not ours"))
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.take(c.FreeCase(now=one.now, actor=SAM, why="looked at"))
    one.tick()
    [name] = [name for name, x in one.case.tasks.items() if (x.purpose, x.status) == ("countersign", "open")]
    with pytest.raises(CommandRejected, match="not looked at it yet"):
        one.do(name, BOSS, approve=True)
    assert "countersign" in asked_for(one)
    answer(one, "second-look", OLGA, finding="upheld", why="the till says so")
    assert "countersign" not in asked_for(one)
    assert (one.case.phase, one.case.winding_up, one.case.ending) == ("working", "", None)


def test_what_was_upheld_is_made_good_after_a_withdrawal_that_was_taken_back() -> None:
    """The task for it was taken back with the case and is asked anew: done then, it is done."""
    one = reviewed("upheld")
    one.take(c.WithdrawCase(now=one.now, actor=HARMED, why="never mind"))
    one.tick()
    for command in posted(one.case, one.book, one.now):
        one.take(command)
    one.tick()
    assert one.case.phase == "closed"
    one.take(c.ReopenCase(now=one.now, actor=SAM, why="she wants it after all"))
    one.tick()
    answer(one, "review")
    give_by_hand(one)
    closed = [x for x in one.events if isinstance(x, e.CaseClosed)][-1]
    assert (one.case.phase, closed.outcome, closed.evidence["outcome"]) == ("closed", "solved", ("@redress#1+",))


# --- Before it -------------------------------------------------------------------------------------------------------
def test_nobody_decides_what_somebody_uninvolved_is_still_to_look_at() -> None:
    """Nobody finds, ends or calls off past a second look that waits; what a question finds is an answer and no more."""
    one = refused()
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    said = {"direction": "out", "channel": "mail", "text": "sealed", "gives": ("decision", "route")}
    one.take(c.RecordContact(now=one.now, actor=SAM, **said))  # type: ignore[arg-type]
    for command in (
        c.MakeFinding(now=one.now, actor=SAM, finding="not upheld", why="I still say so"),
        c.EndCase(now=one.now, actor=SAM, outcome="refused", why="looked at"),
        c.CancelCase(now=one.now, actor=SAM, why="not ours"),
    ):
        with pytest.raises(CommandRejected, match="not looked at it yet"):
            one.take(command)
    one.take(c.RetryStep(now=one.now, actor=SAM, step="found", why="say it anew"))
    one.tick()
    answer(one, "ask", finding="not-upheld", why="still two orders")
    assert one.case.finding is None
    answer(one, "second-look", OLGA, finding="upheld", why="the till says so")
    assert one.case.finding is not None


def test_whoever_called_it_off_does_not_look_at_it_again() -> None:
    """They decided it, by a command as by a task."""
    one = told(book=lively(plan(ask("one"))))
    one.take(c.CancelCase(now=one.now, actor=OLGA, why="nothing failed"))
    one.tick()
    one.applied()
    assert one.case.phase == "closed"
    assert OLGA.person in involved(one.case)
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    with pytest.raises(Unfit, match="had a hand in it"):
        answer(one, "second-look", OLGA, finding="not upheld", why="as I said")


def test_whoever_took_it_back_does_not_look_at_it_again() -> None:
    """A reversal by hand is a decision about the case; one by an undo is nobody's."""
    one = told(book=lively(plan(PAY, close=p.CloseNeeds(root_cause="optional"))))
    one.applied()
    one.tick(timedelta(hours=1))
    one.take(c.ReverseRemedy(now=one.now, actor=BOSS, entry="refund", reference="x", why="not due"))
    assert involved(one.case) == {"bea"}


# --- Rank ------------------------------------------------------------------------------------------------------------
def test_what_the_first_line_finds_later_does_not_take_the_place_of_the_second_look() -> None:
    """Its answer is kept as an answer; the finding stays that of the later look in rank, in every language."""
    one = reviewed("upheld")
    one.take(c.RetryStep(now=one.now, actor=SAM, step="found", why="say it anew"))
    one.tick()
    answer(one, "ask", finding="not-upheld", why="still two orders")
    assert one.case.finding is not None
    assert (one.case.finding.finding, one.case.finding.why) == ("upheld", "the till says so")
    assert "redress" in asked_for(one)
    with pytest.raises(CommandRejected, match="second look"):
        one.take(c.MakeFinding(now=one.now, actor=SAM, finding="not upheld", why="still two orders"))
    for language in LANGUAGES:
        assert not any(
            "still two orders" in line for line in explain(Telling(one.case, one.book, one.events, language))
        )


# --- One question ----------------------------------------------------------------------------------------------------
def test_why_it_happened_is_asked_once_however_often_the_case_comes_back() -> None:
    """A case that is rejected while its cause is still asked for has one task for it, and one answer ends it."""
    one = told(book=lively(plan(PAY, close=p.CloseNeeds(root_cause="required"))))
    one.applied()
    one.tick(timedelta(hours=1))
    assert "root-cause" in asked_for(one)
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="it was 18", text="sealed"))
    one.tick()
    answer(one, "second-look", OLGA, finding="upheld", why="it was 18")
    give_by_hand(one)
    assert one.case.phase == "resolved"
    assert sum(x.purpose == "root-cause" and x.status == "open" for x in one.case.tasks.values()) == 1
    answer(one, "root-cause", cause="weather")
    assert (one.case.phase, one.case.outcome) == ("closed", "solved")
    assert not [name for name, x in one.case.tasks.items() if x.purpose == "root-cause" and x.status == "open"]


# --- Until when ------------------------------------------------------------------------------------------------------
def test_a_case_that_comes_back_is_promised_an_end_again() -> None:
    """The time its new tier promises runs from now on, is broken or kept, and is told; what was over stays over."""
    one = refused()
    before = {name: each.status for name, each in one.case.promises.items()}
    assert "open" not in before.values()
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    again = one.case.promises["resolve+reopened1"]
    assert (again.status, again.made_at) == ("open", one.now)
    assert again.within == one.book.clocks(one.case.tier).resolve
    answer(one, "second-look", OLGA, finding="upheld", why="the till says so")
    give_by_hand(one)
    assert one.case.promises["resolve+reopened1"].status == "kept"
    assert {name: one.case.promises[name].status for name in before} == before


def test_where_everybody_had_a_hand_in_it_a_head_says_who_looks() -> None:
    """Also in a tier that lets other tasks wait: it goes up, and whoever is let looks at it."""
    one = refused()
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    [name] = [name for name, task in one.case.tasks.items() if task.purpose == "second-look"]
    sam = replace(SAM, roles=("owner", "desk"))
    with pytest.raises(Unfit, match="had a hand in it") as unfit:
        one.take(c.ClaimTask(now=one.now, actor=sam, task=name))
    one.take(c.ReportNobody(now=one.now, task=name, missing=unfit.value.missing, asked_by="sam", house=1))
    [nobody] = [event for event in one.events if isinstance(event, e.NobodyFits)]
    assert (nobody.how, bool(nobody.to)) == ("escalate", True)
    [asked] = [name for name, task in one.case.tasks.items() if task.purpose == "staffing"]
    head = c.Actor(person="hugo", roles=(nobody.to,), maturity=5, since=SAM.since)
    with pytest.raises(Forbidden, match="does not let themselves"):
        one.do(asked, head, person="hugo", why="I know it best")
    hand = replace(sam, roles=(*sam.roles, nobody.to))
    with pytest.raises(Unfit, match="had a hand in what it looks at"):
        one.do(asked, hand, person="olga", why="she is fair")
    one.do(asked, head, person="sam", why="there are only two of us")
    one.take(c.ClaimTask(now=one.now, actor=sam, task=name))
    one.tick()
    assert one.case.tasks[name].claimed_by == "sam"
    one.do(name, sam, finding="upheld", why="the till says so")
    assert one.case.tasks[name].status == "done"
    story = " ".join(explain(Telling(one.case, one.book, one.events, "en")))
    assert "whom a head named, for everybody else had had a hand in it" in story
    assert "somebody who had no hand in it looked" not in story


def test_where_the_head_had_a_hand_in_it_the_next_one_says_who_looks() -> None:
    """Whoever had a hand in it does not choose who looks: the next one up is asked, and after them the owner."""
    one = refused()
    one.take(c.RejectResolution(now=one.now, actor=HARMED, why="that is not so", text="sealed"))
    one.tick()
    [name] = [name for name, task in one.case.tasks.items() if task.purpose == "second-look"]
    one.take(c.ReportNobody(now=one.now, task=name, missing=("w",), asked_by="sam", house=1))
    asked = f"{name}#staff"
    roles = list[str]()
    while asked in one.case.tasks:
        roles += one.case.tasks[asked].roles
        with pytest.raises(Unfit, match="may not say who does"):
            one.do(asked, replace(SAM, roles=(*SAM.roles, *roles)), person="olga", why="she is fair")
        one.take(c.ReportNobody(now=one.now, task=asked, missing=("w",), asked_by="sam", house=1))
        asked += "#staff"
    assert roles[-1] == one.book.plan.owner
    assert len(roles) == len({*roles}) > 1
    last = asked.removesuffix("#staff")
    head = c.Actor(person="hugo", roles=(roles[-1],), maturity=5, since=SAM.since)
    before = one.case
    one.do(last, head, person="sam", why="there are only two of us")
    assert one.case.let[name] == ("sam",)
    forged = e.PersonLet(at=one.now, task=name, person="olga", by="sam", why="w")
    assert illegal(before, forged) == "whoever had a hand in it says who looks at it"
    assert not illegal(before, forged, version=1)
    one.do(name, SAM, finding="upheld", why="the till says so")
    one.tick()
    assert not [x for x in one.case.tasks.values() if (x.purpose, x.status) == ("staffing", "open")]
