"""A complaint from its first word to its last: answered, decided, found, referred, and made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.deciding.repeating import AGAIN, stands
from domain.case.evolve import fold, named
from domain.clock.span import Days
from domain.errors import CommandRejected
from domain.evidence.legal import illegal
from domain.playbook import plan as p
from domain.routes import Route, Routes
from domain.values import Value
from domain.views.explain import explain
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.lively import lively
from tests.support.plans import plan
from tests.support.risky import KIM, SAM, Told, ask, told, with_policy

SORRY = p.Tell(id="sorry", message="sorry")
FINDS = {"finding": p.FactType(type="words", words=("not-upheld", "not-ours")), "why": p.FactType(type="text")}
REFERENCE = {"reference": p.FactType(type="text")}
ROUTES = Routes(
    name="house",
    markets={"us": {"any": Route(called={"en": "The office"}, address={"en": "office.example"}, source="x")}},
)


def finding(**more: object) -> p.Ask:
    """Return a question whose answer is what we find."""
    return ask("look", finds=True, form=FINDS, **more)


def answer(one: Told, step: str, who: c.Actor = SAM, **told: Value) -> None:
    """Answer the open question of a step."""
    one.do(
        next(name for name, task in one.case.tasks.items() if task.step == step and task.status == "open"), who, **told
    )


def settled(within: int = 10) -> Told:
    """Return a case that was put right, whose tier takes the same complaint up again for some days."""
    one = told(book=with_policy(lively(plan(ask())), "routine", repeat_within=Days(within)))
    answer(one, "look")
    one.tick()
    assert one.case.phase in {"resolved", "closed"}
    return one


def status(one: Told, promise: str) -> str:
    """Return how a promise stands."""
    return one.case.promises[promise].status


def lawful(one: Told) -> None:
    """An auditor finds nothing."""
    case = named("ca_risk")
    for fact in one.events:
        assert illegal(case, fact) == ""
        case = fold(case, (fact,))


def complain(one: Told, **more: object) -> tuple[object, ...]:
    """Have the customer complain again about the same."""
    said = {"now": one.now, "actor": SAM, "channel": "phone", "text": "sealed", "complains": True, **more}
    return one.take(c.RecordContact(**said))  # type: ignore[arg-type]


# --- Answered, decided -----------------------------------------------------------------------------------------------
def test_a_call_is_an_answer() -> None:
    """Whoever has the customer on the phone before the letter left has answered; the letter is no second answer."""
    one = told(SORRY, ask())
    assert status(one, "acknowledge") == "open"
    one.take(c.RecordContact(now=one.now, actor=SAM, direction="out", channel="phone", text="sealed"))
    one.tick()
    kept = [x for x in one.events if isinstance(x, e.PromiseKept)]
    assert [(x.promise, x.by_step) for x in kept] == [("acknowledge", "@contact#1")]
    one.applied()
    assert [x for x in one.events if isinstance(x, e.PromiseKept) and x.promise == "acknowledge"] == kept


def test_what_the_customer_says_is_no_answer_of_ours() -> None:
    """A message that comes in keeps nothing."""
    one = told(SORRY, ask())
    one.wrote()
    one.tick()
    assert status(one, "acknowledge") == "open"


@pytest.mark.parametrize("how", ["told", "offered", "put right"])
def test_word_of_the_decision_is_promised_and_kept_by_saying_so(how: str) -> None:
    """Neither a choice that is offered nor the end of the work says what was decided."""
    offer = p.Offer(
        id="way", message="way", choices={"a": {"en": "a"}}, reply_within=Days(2), otherwise="a", declined=()
    )  # fmt: skip
    one = told(offer if how == "offered" else SORRY, ask())
    assert status(one, "decision") == "open"
    if how == "told":
        said = {"direction": "out", "channel": "mail", "text": "sealed", "gives": ("decision",)}
        one.take(c.RecordContact(now=one.now, actor=SAM, **said))  # type: ignore[arg-type]
    elif how == "offered":
        one.applied()
    else:
        one.applied()
        assert status(one, "decision") == "open"
        answer(one, "look")
    one.tick()
    assert (status(one, "decision") == "kept") == (how == "told")


def test_what_we_find_among_ourselves_keeps_no_promise_to_tell_it() -> None:
    """A promise that is kept by the decision waits for word of it, whoever answered before."""
    terms = p.PromiseOf(within=Days(5), kept_by="decision", source="a law")
    letter = p.Tell(id="no", message="no", gives=("decision",))
    one = told(ask(), letter, ask("later"), promises={"answer": terms})
    answer(one, "look")
    one.tick()
    assert status(one, "answer") == "open"
    one.applied()
    one.tick()
    assert status(one, "answer") == "kept"


def test_no_word_of_a_decision_is_a_broken_promise_that_somebody_answers_for() -> None:
    """Overdue it breaks as any other does; it is told in every language."""
    one = told(SORRY, ask())
    one.applied()
    one.tick(timedelta(hours=500))
    assert status(one, "decision") == "broken"
    assert any(task.purpose == "promise" for task in one.case.tasks.values())
    story = explain(Telling(one.case, one.book, one.events))
    assert any("we had promised to tell you what we decide by now, and had not done it" in line for line in story)


# --- The same again --------------------------------------------------------------------------------------------------
@given(st.integers(0, 20))
def test_the_same_complaint_reopens_inside_its_time_and_only_there(days: int) -> None:
    """One tier up, as every reopening; after its time it is refused, and nothing is changed."""
    one = settled(within=10)
    one.now += timedelta(days=days)
    before = one.case
    if stands(one.case, one.book, one.now) == "again":
        complain(one)
        assert (one.case.phase, one.case.tier, one.case.reopened) == ("working", "elevated", 1)
        assert [x.why for x in one.events if isinstance(x, e.CaseReopened)] == [AGAIN]
        assert days <= 10
    else:
        with pytest.raises(CommandRejected, match="settled longer ago"):
            complain(one)
        assert one.case == before
        assert days >= 10
    lawful(one)


def test_in_an_open_case_a_complaint_is_a_message() -> None:
    """It is written down, and what it means for the risk is looked at; nothing is reopened."""
    one = told()
    complain(one)
    assert (one.case.contacts, one.case.reopened) == (1, 0)


def test_a_house_without_such_a_time_leaves_it_to_people() -> None:
    """Nothing is reopened by itself."""
    one = settled()
    one.book = with_policy(one.book, "routine", repeat_within=None)
    assert stands(one.case, one.book, one.now) == "known"
    with pytest.raises(CommandRejected):
        complain(one)


def test_only_the_customer_complains_again() -> None:
    """What goes out is no complaint."""
    with pytest.raises(CommandRejected, match="only the customer complains again"):
        complain(settled(), direction="out")


# --- Found, referred -------------------------------------------------------------------------------------------------
def decided(one: Told, finding_: str, why: str) -> Told:
    """Answer what is found, tell it, and name the cause."""
    answer(one, "look", finding=finding_, why=why)
    one.tick()
    one.applied()
    return one


def test_a_playbook_refuses_with_reasons_and_with_who_else_can_decide() -> None:
    """The answer is the finding, its letter tells it, and the case ends as refused by itself."""
    letter = p.Tell(id="no", message="no", gives=("explanation", "decision", "route"))
    book = lively(plan(finding(), letter, close=p.CloseNeeds(root_cause="optional")))
    one = told(book=replace(book, around=Around(routes=ROUTES)))
    decided(one, "not-upheld", "the meter is right")
    found = [x for x in one.events if isinstance(x, e.FindingMade)]
    assert [(x.finding, x.why, x.by) for x in found] == [("not upheld", "the meter is right", "sam")]
    assert (one.case.phase, one.case.outcome) == ("closed", "refused")
    for language in LANGUAGES:
        story = "\n".join(explain(Telling(one.case, one.book, one.events, language)))
        assert "the meter is right" in story
        assert "office.example" in story
    lawful(one)


@pytest.mark.parametrize("who", ["a partner", "one of us"])
def test_a_playbook_refers_to_somebody_who_took_it_on(who: str) -> None:
    """Attested by them, or written down by one of us who has their reference; then it ends as referred."""
    letter = p.Tell(id="no", message="no", gives=("decision",))
    role = "boss" if who == "a partner" else "desk"
    over = ask("over", role=role, form=REFERENCE, refers="other-railway")
    one = told(book=lively(plan(finding(), over, letter, close=p.CloseNeeds(root_cause="optional"))))
    answer(one, "look", finding="not-ours", why="another railway ran it")
    one.tick()
    answer(one, "over", KIM if who == "a partner" else SAM, reference="NR-1")
    one.tick()
    one.applied()
    gone = [x for x in one.events if isinstance(x, e.CaseReferred)]
    assert [(x.to, x.accepted, x.why) for x in gone] == [("other-railway", "NR-1", "another railway ran it")]
    assert (one.case.phase, one.case.outcome) == ("closed", "referred")


def test_a_finding_is_one_of_those_that_were_asked_for() -> None:
    """Another word, or no reasons, is refused, and nothing is found."""
    one = told(finding())
    for wrong, what in (
        ({"finding": "upheld", "why": "x"}, "“finding” is not words"),
        ({"finding": "not-upheld"}, "why"),
    ):
        with pytest.raises(CommandRejected, match=what):
            answer(one, "look", **wrong)  # type: ignore[arg-type]
    assert one.case.finding is None
