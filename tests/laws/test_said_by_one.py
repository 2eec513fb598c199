"""What one person of the house alone put right: nothing that rests on it is granted by itself, however little it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.decide import decide
from domain.case.due import tick
from domain.case.evolve import fold, named
from domain.case.state import Case
from domain.evidence.alone import alone, is_judged
from domain.ids import ENGINE
from domain.playbook import plan as p
from domain.values import Person, Value
from tests.support.plans import HOUR, START, book, contract, plan, usd
from tests.unit.test_done_alone import envelopes

CUSTOMER = Person("cu_1", "v_1", "c")
SAM = c.Actor(person="sam", roles=("owner", "desk"))
FEED = c.Actor(person="flights", roles=("service",))
WHO = st.sampled_from([SAM, FEED])
FACTS = {
    "price": p.FactType(type="money"), "late": p.FactType(type="integer", optional=True),
    "other": p.FactType(type="integer", optional=True),
}  # fmt: skip
PAY = p.Remedy(
    id="refund", remedy="refund", amount=p.Formula(source="failure.price"), when=("failure.late > 1",),
    pay=(contract("pay", pays=True),),
    authority=p.Authority(auto_up_to=(usd(10_000),), within=HOUR, above=(p.Rung(role="boss"),)),
)  # fmt: skip
WAIT = p.Wait(id="waits", event="go", at_most=HOUR * 48)
BOOK = book(plan(WAIT, PAY, facts=FACTS))
RESTS_ON = {"price", "late"}


def told(case: Case, command: c.Command, its: Book = BOOK) -> Case:
    """Take one command in."""
    return fold(case, decide(case, command, its))


def granted_by_itself(case: Case, its: Book = BOOK) -> bool:
    """Let the plan come to the remedy; say whether the engine granted it, and not whether anybody was asked."""
    case = told(case, c.SendSignal(now=START, actor=SAM, event="go"), its)
    events, case = tick(case, its, START)
    if any(isinstance(each, e.RemedyApproved) and each.approver == ENGINE for each in events):
        return True
    asked = [each for each in case.tasks.values() if each.purpose == "approve" and each.status == "open"]
    assert [each.roles for each in asked] == [("boss",)]
    assert "one person alone says so" in asked[0].words["en"]
    return False


def opened(facts: dict[str, Value], its: Book = BOOK) -> Case:
    """Open a case by a feed."""
    command = c.OpenCase(
        now=START, actor=FEED, failure="test", source="s", key="1", facts=facts, customer=CUSTOMER, market="us",
        language="en", reported_at=START,
    )  # fmt: skip
    return fold(named("ca_1"), decide(named("ca_1"), command, its))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WHO, st.sampled_from(sorted(FACTS)), st.integers(2, 5)), max_size=4))
@example([(SAM, "other", 3)])
@example([(SAM, "late", 3)])
@example([(FEED, "price", 3), (SAM, "price", 3)])
def test_what_one_person_put_right_is_granted_by_another(changes: list[tuple[c.Actor, str, int]]) -> None:
    """Only where it rests on that, and another value was known: what feeds tell, and what is new, is told as before."""
    case = opened({"price": usd(2), "late": 2})
    by_one = set[str]()
    for actor, name, number in changes:
        value = usd(number) if name == "price" else number
        before = case.facts.get(name)
        case = told(case, c.ChangeFailure(now=START, actor=actor, facts={name: value}, why="heard so"))
        if actor is FEED and before != value:
            by_one.discard(name)
        if actor is SAM and name in RESTS_ON and before not in (None, value):
            by_one.add(name)
    assert granted_by_itself(case) is not bool(by_one)


TIERED = book(
    plan(
        WAIT, PAY.model_copy(update={"when": ('case.tier == "critical"',)}), facts=FACTS,
        risk=p.RiskOf(
            likelihood=p.Given(value="frequent"),
            consequence={"money": p.ByCases(
                cases=(p.Line(when=("failure.late >= 4",), then=p.Given(value="severe")),),
                otherwise=p.Given(value="none"),
            )},
        ),
    )
)  # fmt: skip


@pytest.mark.parametrize(("actor", "alone"), [(SAM, True), (FEED, False)])
def test_what_rests_on_how_bad_it_is_rests_on_the_facts_of_that(actor: c.Actor, alone: bool) -> None:
    """Also where the remedy reads the tier alone; and where one person raised that by hand."""
    case = opened({"price": usd(2), "late": 2}, TIERED)
    worse = told(case, c.ChangeFailure(now=START, actor=actor, facts={"late": 5}, why="heard so"), TIERED)
    assert granted_by_itself(worse, TIERED) is not alone
    by_hand = c.AssessRisk(now=START, actor=SAM, tier="critical", why="they are angry")
    assert not granted_by_itself(told(case, by_hand, TIERED), TIERED)


@pytest.mark.parametrize(
    ("actor", "elsewhere", "first", "alone"),
    [(SAM, True, False, True), (SAM, False, False, False), (SAM, True, True, False), (FEED, True, False, False)],
)
def test_where_one_person_alone_sent_it_another_grants_it(
    actor: c.Actor, elsewhere: bool, first: bool, alone: bool
) -> None:
    """Another address by one of the house; not another language, a first address, nor what a system says."""
    recognised = c.RecogniseCustomer(
        now=START, actor=actor, customer=Person("cu_1", "v_2", "c"), language="en", why="they rang",
        elsewhere=elsewhere, first=first,
    )  # fmt: skip
    case = told(opened({"price": usd(2), "late": 2}), recognised)
    assert granted_by_itself(case) is not alone


def test_an_auditor_finds_what_is_not_told_of_one_and_what_is_granted_on_their_word() -> None:
    """By who sat at the desk, from the version on that says so; a system tells for nobody."""
    case = opened({"price": usd(2), "late": 2})
    put_right = c.ChangeFailure(now=START, actor=SAM, facts={"price": usd(3)}, why="heard so")
    told_so = next(each for each in decide(case, put_right, BOOK) if isinstance(each, e.FailureChanged))
    silent = told_so.model_copy(update={"alone": ()})
    for event, roles, version, wrong in (
        (told_so, ("desk",), 2, ""), (silent, ("service",), 2, ""), (silent, ("desk",), 1, ""),
        (silent, ("desk",), 2, "it is not told what one person alone put right"),
        (told_so, ("service",), 2, "it is not told what one person alone put right"),
    ):  # fmt: skip
        [record] = [replace(each, version=version) for each in envelopes([event], *roles)]
        assert is_judged(record) is (version == 2)
        assert version == 1 or alone(case, record, (), BOOK) == wrong
    case = told(fold(case, (told_so,)), c.SendSignal(now=START, actor=SAM, event="go"))
    _, case = tick(case, BOOK, START)
    [entry] = case.ledger
    by_itself = e.RemedyApproved(at=START, entry=entry, approver=ENGINE, rung=0, limit=usd(10_000))
    [record] = envelopes([by_itself], "engine")
    assert alone(case, record, (), BOOK) == "what one person alone put right is granted by itself"
    assert not alone(replace(case, said_by_one=frozenset()), record, (), BOOK)
