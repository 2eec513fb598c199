"""The story of a case as the customer is told it: nothing of what is only ours."""

from __future__ import annotations

import pytest

from domain.case import events as e
from domain.case.book import Around
from domain.case.state import Case, Entry
from domain.events import Event
from domain.money import Money
from domain.playbook import plan as p
from domain.remedies import Kind, Remedies
from domain.views.explain import explain
from domain.views.phrases import PHRASES
from domain.views.telling import Telling
from domain.vocabulary import GIVEN, LANGUAGES
from tests.support.lively import lively
from tests.support.plans import START, book, contract, do, plan
from tests.support.risky import CUSTOMER, KIM, SAM, Told, ask, told


def story(*events: Event, language: str = "en") -> str:
    """Tell some facts of a case with two steps, one of which has words."""
    named = contract("taxis.call", says={"en": "call a taxi", "id": "memanggil taksi", "vi": "gọi taxi"})
    steps = (do("lockers.open"), do("taxi", connector=named))
    return "\n".join(explain(Telling(Case(phase="closed"), book(plan(*steps)), events, language)))


def test_whom_we_call_in_is_ours() -> None:
    """No customer is told, neither before it is put right nor after it was taken up again."""
    called = e.Escalated(at=START, rung=1, direction="up", to="boss", why="late")
    again = e.CaseReopened(at=START, by="engine", why="not content", review_by=START)
    assert "more authority" not in story(called, e.Resolved(at=START, summary="done"), called, again, called)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_connector_without_words_is_not_told(language: str) -> None:
    """No name of a connector, and no sentence that says nothing, reaches the customer in any language."""
    facts = (
        e.StepSucceeded(at=START, step="lockers.open", attempt=1, receipt={}),
        e.StepRefused(at=START, step="lockers.open", attempt=1, why="no"),
        e.OutcomeUnknown(at=START, step="lockers.open", attempt=1, why="silence", look_at=START),
    )
    assert PHRASES["step.plain"][language] not in story(*facts, language=language)
    assert "lockers" not in story(*facts, language=language)
    named = story(e.StepSucceeded(at=START, step="taxi", attempt=1, receipt={}), language=language)
    assert "tax" in named or "taksi" in named


# --- What stays between us -------------------------------------------------------------------------------------------
SAID = "Look into the books and call the shop"


def asked() -> Told:
    """Return a case whose question two people answered differently, so that the owner is to settle it."""
    words = dict.fromkeys(LANGUAGES, SAID)
    one = told(book=lively(plan(ask("look", words=words, second="boss", form={"fine": p.FactType(type="yes_no")}))))
    for name, who, fine in (("look#ask0", SAM, True), ("look#second0", KIM, False)):
        one.do(name, who, fine=fine)
        one.tick()
    return one


def told_of(one: Told, language: str, *, inward: bool) -> str:
    """Return the story of a case as one or the other reads it."""
    return "\n".join(explain(Telling(one.case, one.book, one.events, language, inward=inward)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_we_work_is_told_to_the_house_alone(language: str) -> None:
    """Whom we asked what, that two did not agree, what was weighed, what we wait for among ourselves."""
    one = asked()
    weighed = PHRASES["weighed"][language].partition(":")[0]
    assert SAID in told_of(one, language, inward=True)
    assert weighed in told_of(one, language, inward=True)
    assert SAID not in told_of(one, language, inward=False)
    assert weighed not in told_of(one, language, inward=False)
    assert told_of(one, language, inward=False).endswith(PHRASES["open"][language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_colleague_did_is_told_to_the_customer_in_words_of_the_plan(language: str) -> None:
    """Where the plan has such words; of two answers once they agree, and never in our own words."""
    says = dict.fromkeys(LANGUAGES, "search the depots")
    words = dict.fromkeys(LANGUAGES, SAID)
    for second in ("", "boss"):
        form = {"fine": p.FactType(type="yes_no")}
        one = told(book=lively(plan(ask("look", words=words, says=says, second=second, form=form))))
        one.do("look#ask0", SAM, fine=True)
        one.tick()
        assert ("search the depots" in told_of(one, language, inward=False)) == (second == "")
        if second:
            one.do("look#second0", KIM, fine=True)
        assert told_of(one, language, inward=False).count("search the depots") == 1
        assert SAID not in told_of(one, language, inward=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_budgets_and_who_is_fit_are_told_to_the_house_alone(language: str) -> None:
    """What is owed above a budget is told by what the customer gets."""
    entry = Entry("refund", "refund", CUSTOMER, Money("USD", 900), {}, "playbook", START)
    case = Case(phase="closed", ledger={"refund": entry})
    facts = (
        e.BudgetReserved(at=START, entry="refund", amount=Money("USD", 900), draws=(), above=("house",)),
        e.NobodyFits(at=START, task="look", missing=("years",), how="escalate", asked_by="sam", house=1),
    )
    for inward in (True, False):
        story_ = explain(Telling(case, book(plan(do("x"))), facts, language, inward=inward))
        assert len(story_) == (2 if inward else 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_remedies_and_channels_are_called_as_the_language_calls_them(language: str) -> None:
    """No name of a template, of a kind or of a channel is told where the language has words for it."""
    kinds = Remedies(
        name="house", kinds={"good-will": Kind(words={"en": "a gesture", "id": "isyarat", "vi": "cử chỉ"})}
    )
    the_book = book(plan(do("x")), around=Around(remedies=kinds))
    message = e.MessageSent(
        at=START, step="our-decision", attempt=1, template="our-decision", digest="d", channel="mail", language="en",
        text="sealed", gives=GIVEN, receipt={},
    )  # fmt: skip
    spoken = e.ContactRecorded(at=START, channel="phone", text="sealed", direction="out", by="sam")
    due = e.RemedyProposed(
        at=START, entry="g", step="g", kind="good-will", payee=CUSTOMER, amount=Money("USD", 900), basis="x"
    )
    lines = explain(Telling(Case(phase="closed"), the_book, (message, spoken, due), language))
    assert all(PHRASES[f"told.{each}"][language] in lines[0] for each in GIVEN)
    assert PHRASES["channel.phone"][language] in lines[1]
    assert kinds.kinds["good-will"].words[language] in lines[2]
    if language != "en":
        assert not any(word in line for line in lines for word in ("our-decision", "our decision", "phone", "good"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_called_by_what_it_is_and_by_no_name_of_a_template(language: str) -> None:
    """Whatever becomes of it: “our decision” is what it gives, in the reader's words."""
    tell = p.Tell(id="no", message="our-decision", gives=("decision",))
    plain = p.Tell(id="word", message="where-we-are")
    facts = [e.StepUndone(at=START, step=step, attempt=1, receipt={}) for step in ("no", "word")]
    lines = explain(Telling(Case(phase="closed"), book(plan(tell, plain)), facts, language))
    assert [PHRASES["told.decision"][language] in lines[0], PHRASES["step.letter"][language] in lines[1]] == [
        True,
        True,
    ]
    assert not any("our-decision" in line or "where we are" in line for line in lines)
    assert len(lines) == 2
