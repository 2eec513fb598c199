"""The closure rule: what each outcome needs, what an ending shows, what was hoped for, and causes of a catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Around
from domain.case.state import Case
from domain.case.surveying.closing import NEED_WORDS, NEEDS, is_partial, justice, missing
from domain.causes import NO_CAUSES, CauseOf, Causes
from domain.errors import CommandRejected, Forbidden
from domain.evidence.legal import illegal
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.cause_catalogue import compile_causes
from domain.playbook.route_list import compile_routes
from domain.routes import Routes
from domain.views.closings import Endings, by_cause
from domain.views.ending import decided
from domain.views.explain import explain
from domain.views.phrases import PHRASES
from domain.views.telling import Telling
from domain.vocabulary import LANGUAGES
from tests.support.lively import lively
from tests.support.plans import HOUR, contract, plan
from tests.support.risky import KIM, LOW, SAM, Told, ask, told

NEEDED = p.CloseNeeds(needs=("apology",), root_cause="required")
CATALOGUE = Causes(name="house", causes={
    "weather": CauseOf(group="outside", words={"en": "The weather", "id": "Cuaca", "vi": "Thời tiết"}),
    "human-error": CauseOf(group="people", words={"en": "Somebody slipped", "id": "Kekeliruan", "vi": "Sơ suất"}),
})  # fmt: skip


def opened(size: int = 0, causes: Causes = NO_CAUSES) -> Told:
    """Return a case that waits for the desk, whose closing needs an apology and the cause."""
    book = lively(plan(ask(), close=NEEDED))
    return told(size=size, book=replace(book, around=Around(causes=causes)))


def say(one: Told, *gives: str) -> None:
    """Tell the customer something by hand."""
    one.take(c.RecordContact(now=one.now, actor=SAM, direction="out", channel="mail", text="sealed", gives=gives))


def find(one: Told, finding: e.Found = "not upheld") -> None:
    """Say what was found."""
    one.take(c.MakeFinding(now=one.now, actor=SAM, finding=finding, why="the meter is right"))


def end(one: Told, outcome: e.Outcome, who: c.Actor = SAM, into: str = "") -> tuple[object, ...]:
    """End a case by hand."""
    return one.take(c.EndCase(now=one.now, actor=who, outcome=outcome, why="looked at", into=into))


# --- The table -------------------------------------------------------------------------------------------------------
def test_the_table_names_every_outcome_and_every_need_has_words() -> None:
    """No outcome is without a rule, and what is missing can be said in every language."""
    assert set(NEEDS) == set(get_args(e.Outcome))
    needs = {need for line in NEEDS.values() for need in line} - {"gifts"}
    assert needs == set(NEED_WORDS)
    assert all(set(words) == set(LANGUAGES) for words in NEED_WORDS.values())


def test_every_outcome_and_finding_can_be_told_in_every_language() -> None:
    """A case that closes with whatever outcome is told without a gap."""
    names = [f"outcome.{each}" for each in get_args(e.Outcome)] + [f"finding.{each}" for each in get_args(e.Found)]
    names += [f"grade.{each}" for each in get_args(e.Grade)]
    assert all(set(PHRASES[name]) == set(LANGUAGES) for name in names)


def test_a_refusal_needs_a_finding_word_of_it_the_route_and_the_cause() -> None:
    """Each that is missing is named, with what to do; with all of them the case ends and closes."""
    one = opened()
    with pytest.raises(CommandRejected, match="finding with reasons, word of the decision, word of where else") as no:
        end(one, "refused")
    assert "makegood case finding" in no.value.remedy
    find(one)
    say(one, "decision")
    with pytest.raises(CommandRejected, match="“refused” needs word of where else they can turn, the root cause"):
        end(one, "refused")
    say(one, "route", "decision")
    one.take(c.NameRootCause(now=one.now, actor=SAM, cause="tariff"))
    end(one, "refused")
    one.tick()
    assert (one.case.phase, one.case.outcome) == ("closed", "refused")
    assert [task.status for task in one.case.tasks.values()] == ["taken back"]


def test_what_was_told_before_the_finding_does_not_count() -> None:
    """A finding that changes has to be told anew."""
    one = opened()
    find(one)
    say(one, "decision", "route")
    one.now += timedelta(hours=1)
    find(one, "cannot tell")
    with pytest.raises(CommandRejected, match="needs word of the decision, word of where else"):
        end(one, "refused")


def test_a_case_is_referred_once_they_accepted_it_and_the_customer_knows() -> None:
    """To have asked is not enough."""
    one = opened()
    one.take(c.ReferCase(now=one.now, actor=SAM, to="the-grid", why="their line"))
    say(one, "decision")
    with pytest.raises(CommandRejected, match="somebody who accepted the matter"):
        end(one, "referred")
    one.take(c.ReferCase(now=one.now, actor=SAM, to="the-grid", accepted="g-7", why="their line"))
    say(one, "decision")
    end(one, "referred")
    one.tick()
    assert one.case.outcome == "referred"


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_unreachable_takes_three_tries_over_a_day(hours: list[int]) -> None:
    """Fewer, or all of them in one day, and the case stays open."""
    one, first = opened(), None
    for gap in hours:
        one.now += timedelta(hours=gap)
        first = first or one.now
        one.take(c.TryContact(now=one.now, actor=SAM, channel="phone", why="nobody answers"))
    enough = len(hours) >= 3 and one.now - (first or one.now) >= timedelta(days=1)
    assert (missing(one.case, one.book, "unreachable") == ()) == enough


def test_whoever_writes_can_be_reached() -> None:
    """A message of the customer makes the tries before it count no more."""
    one = opened()
    for _ in range(3):
        one.take(c.TryContact(now=one.now, actor=SAM, channel="phone", why="nobody answers"))
        one.now += timedelta(hours=20)
    assert not missing(one.case, one.book, "unreachable")
    one.wrote()
    assert missing(one.case, one.book, "unreachable") == ("tries",)


def test_a_merged_case_names_the_other() -> None:
    """Without a target, with itself, or with a target for another outcome: refused."""
    one = opened()
    for outcome, into in (("merged", ""), ("merged", one.case.id), ("refused", "ca_2")):
        with pytest.raises(CommandRejected):
            end(one, outcome, into=into)  # type: ignore[arg-type] # outcomes all
    end(one, "merged", into="ca_2")
    one.tick()
    assert one.case.phase == "working"  # until the other case has it
    engine = c.Actor(person="engine", roles=("engine",))
    with pytest.raises(CommandRejected, match="ended itself"):  # else both end, and what is owed goes on nowhere
        one.take(c.TakeIn(now=one.now, actor=engine, merged="ca_2", customer=one.case.customer.id, why="told twice"))
    one.applied()
    assert (one.case.outcome, one.case.ending and one.case.ending.into) == ("merged", "ca_2")
    with pytest.raises(CommandRejected, match="does not go into itself"):  # closed or not
        end(one, "merged", into=one.case.id)


@pytest.mark.parametrize("outcome", ["solved", "alternative accepted", "withdrawn"])
def test_nobody_declares_a_case_solved_or_withdrawn(outcome: e.Outcome) -> None:
    """Such cases close by themselves, or by what the customer says."""
    with pytest.raises(CommandRejected):
        end(opened(), outcome)


def test_ending_a_case_takes_whoever_answers_for_it_and_two_where_calling_it_off_does() -> None:
    """In a critical case the second person agrees, and is another one who does not report to the first."""
    one = opened(size=8)
    find(one, "not ours")
    say(one, "decision")
    with pytest.raises(Forbidden):
        end(one, "no failure found", c.Actor(person="new", roles=("desk",)))
    end(one, "no failure found")
    assert one.case.phase == "working"
    assert not one.case.winding_up
    name = next(iter(one.case.wanted))
    assert "no failure found" in one.case.tasks[name].words["vi"]
    for wrong in (SAM, replace(LOW, roles=("boss",))):
        with pytest.raises(Forbidden):
            one.do(name, wrong, approve=True)
    one.do(name, KIM, approve=True)
    one.tick()
    assert one.case.outcome == "no failure found"
    assert next(x for x in one.events if isinstance(x, e.EndingChosen)).second == "kim"


def test_a_letter_that_comes_back_takes_the_ending_back_to_the_owner() -> None:
    """A refusal whose letter bounces does not close until it was told otherwise."""
    one = opened()
    find(one)
    one.take(c.NameRootCause(now=one.now, actor=SAM, cause="tariff"))
    say(one, "decision", "route")
    one.take(c.EndCase(now=one.now, actor=SAM, outcome="refused", why="looked at"))
    letter = next(name for name in one.case.told if name.startswith("@contact"))
    one.case.__dict__["told"] = {n: t for n, t in one.case.told.items() if n != letter}  # as a bounce would do
    one.tick()
    assert one.case.phase == "working"
    task = next(name for name, found in one.case.tasks.items() if found.step == "@close")
    assert one.case.tasks[task].details["missing"] == ("decision", "route")
    one.do(task, SAM, gives=("decision", "route"))
    one.tick()
    assert one.case.outcome == "refused"


def test_a_plan_that_ends_behind_a_finding_ends_as_it_was_found() -> None:
    """Not upheld is refused, not ours is referred; upheld is solved."""
    for finding, outcome in (("not upheld", "refused"), ("not ours", "referred"), ("upheld", "solved")):
        one = opened()
        find(one, finding)  # type: ignore[arg-type] # findings all
        say(one, "apology", "decision", "route")
        one.take(c.ReferCase(now=one.now, actor=SAM, to="the-grid", accepted="g-7", why="theirs"))
        one.now += timedelta(minutes=1)
        say(one, "decision", "route")
        one.take(c.NameRootCause(now=one.now, actor=SAM, cause="tariff"))
        one.do(next(iter(one.case.tasks)), SAM)
        one.tick()
        assert one.case.outcome == outcome, finding


# --- What an ending shows --------------------------------------------------------------------------------------------
PAY = p.Remedy(
    id="refund", remedy="refund", amount=p.Formula(source='money("9 USD")'), pay=(contract("pay", pays=True),),
    authority=p.Authority(auto_up_to=(Money("USD", 100_00),), above=(p.Rung(role="boss"),), within=HOUR),
)  # fmt: skip


def closed(*steps: p.AnyStep, gives: tuple[str, ...] = (), hopes: Money | None = None, kind: str = "refund") -> Told:
    """Return a case that closed after these steps, with what was said by hand."""
    one = told(book=lively(plan(*steps, close=p.CloseNeeds(root_cause="optional"))))
    if kind:
        one.take(c.RecordExpectation(now=one.now, actor=SAM, kind=kind, amount=hopes))
    if gives:
        say(one, *gives)
    one.applied()
    one.tick()
    assert one.case.phase == "closed"
    return one


def test_a_solution_without_courtesy_and_courtesy_without_a_solution_are_partial() -> None:
    """What was paid without a word shows no interaction; words alone show no outcome."""
    bare, kind = closed(PAY), closed(p.Tell(id="hello", message="hello", gives=("apology",)))
    assert bare.case.justice["interaction"] == "missing"
    assert bare.case.justice["outcome"] == "full"
    assert kind.case.justice["interaction"] == "partial"
    assert kind.case.justice["outcome"] == "missing"
    assert is_partial(bare.case.justice)
    assert is_partial(kind.case.justice)
    assert not is_partial({})


@given(st.sets(st.sampled_from(["apology", "explanation", "hearing"])))
def test_what_is_full_is_everything_that_was_asked(given_: set[str]) -> None:
    """Interaction is full exactly when all the playbook asks was given, missing exactly when nothing was."""
    one = opened()
    say(one, *sorted(given_))
    grade = justice(one.case, one.book)["interaction"]
    assert grade == ("full" if "apology" in given_ else "partial" if given_ else "missing")


@pytest.mark.parametrize(("hopes", "how", "less"), [(900, "met", 0), (500, "exceeded", 400), (5000, "missed", -4100)])
def test_what_was_hoped_for_is_compared(hopes: int, how: str, less: int) -> None:
    """To the cent, by the money that was paid in that currency."""
    one = closed(PAY, hopes=Money("USD", hopes))
    assert (one.case.expectation, one.case.difference) == (how, Money("USD", less))
    assert one.case.expected is not None
    lines = explain(Telling(one.case, one.book, one.events, "en", inward=True))
    assert any("hoped for" in line for line in lines[-4:])
    other = closed(PAY, hopes=Money("EUR", hopes))
    assert (other.case.expectation, other.case.difference) == ("missed", Money("EUR", -hopes))


def test_what_has_no_amount_is_met_when_it_was_given() -> None:
    """A kind of remedy that was paid, or an apology that was said."""
    assert closed(PAY).case.expectation == "met"
    assert closed(PAY, kind="apology").case.expectation == "missed"
    assert closed(PAY, kind="apology", gives=("apology",)).case.expectation == "met"
    assert closed(PAY, kind="").case.expectation == ""


def test_nobody_hopes_for_less_than_nothing() -> None:
    """An amount of zero or below is refused; the same twice is no fact."""
    one = opened()
    with pytest.raises(CommandRejected):
        one.take(c.RecordExpectation(now=one.now, actor=SAM, kind="refund", amount=Money("USD", 0)))
    hope = c.RecordExpectation(now=one.now, actor=SAM, kind="refund", amount=Money("USD", 5))
    assert one.take(hope)
    assert not one.take(hope)


# --- Causes ----------------------------------------------------------------------------------------------------------
def test_a_cause_is_a_code_of_the_catalogue() -> None:
    """Its code or its words in any language; what is near is told, what is not is listed."""
    for typed, code in (("weather", "weather"), ("the weather", "weather"), ("Kekeliruan", "human-error")):
        one = opened(causes=CATALOGUE)
        one.take(c.NameRootCause(now=one.now, actor=SAM, cause=typed))
        assert one.case.root_cause == code
    one = opened(causes=CATALOGUE)
    with pytest.raises(CommandRejected) as near:
        one.take(c.NameRootCause(now=one.now, actor=SAM, cause="human eror"))
    assert "human-error" in near.value.remedy.split(".")[0]
    with pytest.raises(CommandRejected) as far:
        one.take(c.NameRootCause(now=one.now, actor=SAM, cause="gremlins"))
    assert far.value.remedy == "There are: human-error, weather."
    assert "Why it happened: the weather." in _told(opened(causes=CATALOGUE))


def _told(one: Told) -> list[str]:
    one.take(c.NameRootCause(now=one.now, actor=SAM, cause="weather"))
    return explain(Telling(one.case, one.book, one.events, "en"))


def test_without_a_catalogue_a_cause_is_said_in_words() -> None:
    """A house that has none names causes as it likes."""
    one = opened()
    one.take(c.NameRootCause(now=one.now, actor=SAM, cause="gremlins"))
    assert one.case.root_cause == "gremlins"


@given(st.lists(st.sampled_from(["weather", "human-error", "gremlins", ""]), max_size=30))
def test_causes_are_counted_the_most_frequent_first(named: list[str]) -> None:
    """Counts add up to the cases that name one, never rise down the list, and the last line makes the whole."""
    lines = by_cause([Case(id=f"ca_{n}", root_cause=cause) for n, cause in enumerate(named)], CATALOGUE)
    assert sum(line.cases for line in lines) == sum(1 for cause in named if cause)
    assert [line.cases for line in lines] == sorted((line.cases for line in lines), reverse=True)
    assert not lines or lines[-1].up_to_here == 1
    assert {line.cause: line.group for line in lines}.get("gremlins", "") == ""


def test_endings_are_counted_among_the_closed_alone() -> None:
    """An open case has no ending; a partial one is counted beside its outcome."""
    found = Endings.of([opened().case, closed(PAY).case, closed(PAY, gives=("apology", "explanation")).case])
    assert found.outcomes == {"solved": 2}
    assert found.partial["solved"] == 1
    assert found.lacking == {("interaction", "missing"): 1}
    assert found.hoped == {"met": 2}


BAD = [
    "groups: {a: {b: {en: B}}}", "causes: house", "causes: house\ngroups: {a: {}}",
    "causes: house\ngroups: {a: {b: B}}",
    "causes: house\ngroups: {a: {b: {en: B}}, c: {b: {en: B}}}", "causes: house\ngroups: {a: {b: {fr: B}}}",
    "causes: house\ngroups: {a: {B b: {en: B}}}", "causes: house\ngroups: [a]", "causes: house\ngroups: {}\nmore: 1",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_a_catalogue_is_read_strictly(text: str) -> None:
    """What is missing, doubled or unknown is a finding, and then there is no catalogue."""
    found, findings = compile_causes(text, "f", ["en"])
    assert findings
    assert found is None


def test_a_catalogue_speaks_every_language_of_the_markets() -> None:
    """A cause without words in one of them is a finding."""
    text = "causes: house\ngroups: {a: {b: {en: B, id: B}}}"
    assert compile_causes(text, "f", ["en", "id"])[0] is not None
    assert [each.rule for each in compile_causes(text, "f", ["en", "vi"])[1]] == ["missing-language"]


# --- Afterwards ------------------------------------------------------------------------------------------------------
ASKED = p.FollowUp(id="csat", after=HOUR, survey="csat", reply_within=HOUR * 24, silent="accept")


def asked(size: int = 0) -> Told:
    """Return a case that was resolved and whose customer was asked how it went."""
    book = lively(plan(ask(), follow_up=(ASKED,), close=p.CloseNeeds(root_cause="optional")))
    one = told(book=book, size=size)
    say(one, "hearing")
    one.do(next(name for name, task in one.case.tasks.items() if task.purpose == "ask"), SAM)
    one.tick()
    one.tick(timedelta(hours=20))
    one.applied()
    assert any(each.silent_at is not None for each in one.case.follow_ups.values())
    return one


@given(st.integers(1, 5), st.integers(1, 5))
def test_either_bad_mark_takes_the_case_up_again(outcome: int, handling: int) -> None:
    """Courtesy does not make up for a bad outcome, nor a good outcome for bad handling; the playbook says nothing."""
    one = asked()
    customer = c.Actor(person="cu_1", roles=("customer",))
    one.take(c.AnswerFollowUp(now=one.now, actor=customer, answer={"outcome": outcome, "handling": handling}))
    assert (one.case.reopened == 1) == (min(outcome, handling) <= 2)
    assert (one.case.accepted == "answer") == (min(outcome, handling) > 2)


def test_from_critical_a_case_goes_across_and_to_the_head() -> None:
    """There is no tier above: other skills are called, and the head, each with a task to take it up."""
    one = asked(size=8)
    assert one.case.tier == "critical"
    ladder = one.book.ladder("critical")
    before = len(one.case.called)
    customer = c.Actor(person="cu_1", roles=("customer",))
    one.take(c.AnswerFollowUp(now=one.now, actor=customer, answer={"outcome": 5, "handling": 1}))
    wanted = {rung.to for rung in ladder if rung.direction == "across"} | {
        next(rung.to for rung in reversed(ladder) if rung.direction == "up")
    }
    assert set(one.case.called[before:]) == wanted
    one.tick()
    opened_for = {role for name, task in one.case.tasks.items() if task.purpose == "escalation" for role in task.roles}
    assert wanted <= opened_for


# --- Routes ----------------------------------------------------------------------------------------------------------
ROUTES = """routes: house
markets:
  us: {any: {called: The state office, address: example.org, within: 365 days, source: law, verified: false}}
  id: none
"""


def test_a_route_is_told_to_whoever_refuses_and_in_the_letter() -> None:
    """What is missing names it; the letter has it with its time, and what was found."""
    routes, findings = compile_routes(ROUTES, "f", ["us", "id"])
    assert not findings
    assert routes is not None
    one = opened()
    one.book = replace(one.book, around=Around(routes=routes))
    with pytest.raises(CommandRejected) as no:
        end(one, "refused")
    assert "to The state office: example.org (nobody of the house has verified that)." in no.value.remedy
    find(one)
    telling = Telling(one.case, one.book, one.events, "vi")
    assert "The state office: example.org; trong vòng 365 ngày" in decided(telling)["route"]
    assert "the meter is right" in decided(telling)["finding"]


def test_where_the_house_says_that_there_is_nobody_no_route_is_asked_for() -> None:
    """Only there: a market that the document leaves out asks for it all the same."""
    one = opened()
    find(one)
    for routes, lacks in ((Routes(name="h", markets={}, none=("us",)), False), (Routes(name="h", markets={}), True)):
        there = replace(one.book, around=Around(routes=routes))
        assert ("route" in missing(one.case, there, "refused")) == lacks
        assert decided(Telling(one.case, there, one.events, "en"))["route"] == ""


@pytest.mark.parametrize(
    "text",
    ["routes: house", ROUTES.replace("us:", "fr:"), ROUTES.replace("called: The state office, ", ""),
     ROUTES.replace("verified: false", "verified: maybe"), ROUTES.replace("none", "nothing"),
     ROUTES.replace("365 days", "a year"), ROUTES + "more: 1\n"],
)  # fmt: skip
def test_routes_are_read_strictly(text: str) -> None:
    """What is missing, unknown or no time is a finding, and then there are no routes."""
    found, findings = compile_routes(text, "f", ["us", "id"])
    assert findings
    assert found is None


# --- A second look ---------------------------------------------------------------------------------------------------
OLGA = c.Actor(person="olga", roles=("owner",), maturity=5, since=SAM.since)


def refused() -> Told:
    """Return a case that sam refused by the table."""
    one = opened()
    find(one)
    one.take(c.NameRootCause(now=one.now, actor=SAM, cause="tariff"))
    say(one, "decision", "route")
    end(one, "refused")
    one.tick()
    assert one.case.phase == "closed"
    return one


def disagrees(one: Told) -> str:
    """Have the customer reject the end of a case; return the task of whoever looks at it again."""
    customer = c.Actor(person="cu_1", roles=("customer",))
    one.take(c.RejectResolution(now=one.now, actor=customer, why="that is not so", text="sealed"))
    one.tick()
    return next(name for name, task in one.case.tasks.items() if task.purpose == "second-look")


def test_who_had_a_hand_in_a_case_does_not_look_at_it_again() -> None:
    """Nor under another account, nor whoever reports to them; somebody else does, and finds anew."""
    one = refused()
    task = disagrees(one)
    assert one.case.reopened == 1
    assert one.case.tier == "elevated"
    for wrong in (SAM, replace(OLGA, same_as=("sam",)), replace(OLGA, reports_to=("sam",))):
        with pytest.raises(Forbidden, match="had a hand in it"):
            one.do(task, wrong, finding="upheld", why="the meter was swapped")
    for answer in ({"finding": "maybe", "why": "x"}, {"finding": "upheld"}, {"why": "x"}):
        with pytest.raises(CommandRejected):
            one.do(task, OLGA, **answer)
    made = one.do(task, OLGA, finding="upheld", why="the meter was swapped")
    assert [type(x).__name__ for x in made] == ["TaskCompleted", "ReviewDecided", "FindingMade"]
    assert one.case.finding is not None
    assert one.case.finding.finding == "upheld"
    assert not one.case.review


def test_a_refusal_that_stands_is_told_anew_before_it_closes() -> None:
    """What was told of the first decision is no word of the second."""
    one = refused()
    one.now += timedelta(hours=1)
    one.do(disagrees(one), OLGA, finding="not-upheld", why="looked at it again")
    assert set(missing(one.case, one.book, "refused")) == {"decision", "route"}
    say(one, "decision", "route")
    end(one, "refused")
    one.tick()
    assert (one.case.phase, one.case.outcome) == ("closed", "refused")


def test_the_customer_agrees_in_words_once_there_is_something_to_agree_to() -> None:
    """Before that it is refused; twice is once; and what is open cannot be rejected either."""
    customer = c.Actor(person="cu_1", roles=("customer",))
    one = opened()
    for act in (c.AcceptResolution, partial(c.RejectResolution, why="no")):
        with pytest.raises(CommandRejected):
            one.take(act(now=one.now, actor=customer))
    one = asked()
    assert one.take(c.AcceptResolution(now=one.now, actor=customer))
    assert one.case.accepted == "answer"
    assert not one.take(c.AcceptResolution(now=one.now, actor=customer))
    disagrees(one)
    assert not one.case.accepted


def test_silence_that_was_not_announced_is_no_agreement() -> None:
    """The table of legal transitions refuses it before the time that was named is over, and where nobody asked."""
    quiet = e.ResolutionAccepted(at=refused().now, by="cu_1", how="silence")
    assert illegal(opened().case, quiet)
    one = asked()
    silent_at = next(each.silent_at for each in one.case.follow_ups.values() if each.silent_at)
    assert illegal(one.case, quiet.model_copy(update={"at": silent_at - timedelta(minutes=1)}))
    assert not illegal(one.case, quiet.model_copy(update={"at": silent_at}))


def test_a_fact_of_the_case_is_not_given_in_a_talk() -> None:
    """Who is asked for what a closing lacks cannot say that a referral was “given”: it is refused, with the command."""
    one = opened()
    find(one, "not ours")
    one.take(c.CompleteTask(now=one.now, actor=SAM, task=next(iter(one.case.tasks)), answer={}))
    one.take(c.NameRootCause(now=one.now, actor=SAM, cause="theirs"))
    one.tick()
    (task,) = [name for name, each in one.case.tasks.items() if each.purpose == "review" and each.status == "open"]
    with pytest.raises(CommandRejected, match="“referral” is nothing that a customer is given") as refused:
        one.take(c.CompleteTask(now=one.now, actor=SAM, task=task, answer={"gives": ("referral",)}))
    assert "makegood case refer" in refused.value.remedy
