"""What one person of the house alone put right: nothing that rests on it is granted by itself, however little it is."""

from __future__ import annotations

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
from domain.ids import ENGINE
from domain.playbook import plan as p
from domain.values import Person, Value
from tests.support.plans import HOUR, START, book, contract, plan, usd

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


def granted_by_itself(case: Case) -> bool:
    """Let the plan come to the remedy; say whether the engine granted it, and not whether anybody was asked."""
    case = told(case, c.SendSignal(now=START, actor=SAM, event="go"))
    events, case = tick(case, BOOK, START)
    if any(isinstance(each, e.RemedyApproved) and each.approver == ENGINE for each in events):
        return True
    asked = [each for each in case.tasks.values() if each.purpose == "approve" and each.status == "open"]
    assert [each.roles for each in asked] == [("boss",)]
    assert "one person changed" in asked[0].words["en"]
    return False


def opened(facts: dict[str, Value]) -> Case:
    """Open a case by a feed."""
    command = c.OpenCase(
        now=START, actor=FEED, failure="test", source="s", key="1", facts=facts, customer=CUSTOMER, market="us",
        language="en", reported_at=START,
    )  # fmt: skip
    return fold(named("ca_1"), decide(named("ca_1"), command, BOOK))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WHO, st.sampled_from(sorted(FACTS)), st.integers(2, 5)), max_size=4))
@example([(SAM, "other", 3)])
@example([(SAM, "late", 3)])
@example([(FEED, "price", 3), (SAM, "price", 3)])
def test_what_one_person_put_right_is_granted_by_another(changes: list[tuple[c.Actor, str, int]]) -> None:
    """Only where it rests on that, and another value was known: what feeds tell, and what is new, is told as before."""
    case = opened({"price": usd(2), "late": 2})
    alone = False
    for actor, name, number in changes:
        value = usd(number) if name == "price" else number
        before = case.facts.get(name)
        case = told(case, c.ChangeFailure(now=START, actor=actor, facts={name: value}, why="heard so"))
        alone = alone or (actor is SAM and name in RESTS_ON and before not in (None, value))
    assert granted_by_itself(case) is not alone


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
