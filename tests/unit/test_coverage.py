"""What was seen of a plan over many cases, what never was, and how figures spread."""

from __future__ import annotations

import asyncio

import pytest

from domain.case import events as e
from domain.ids import undo_path
from domain.playbook import plan as p
from domain.views.coverage import Spot
from domain.views.figures import spread
from domain.views.summary import Summary
from tests.support.plans import HOUR, START, book, contract, do, plan, usd
from workers.library.simulating import Simulated, simulate

WORDS = {"en": "Do it"}


def simulated(*steps: p.AnyStep, cases: int = 200, **more: object) -> Simulated:
    """Simulate a plan of these steps."""
    the_plan = plan(*steps, **more)
    return asyncio.run(simulate({"us": book(the_plan)}, cases, 1))


def offer() -> p.Offer:
    """Return an offer of two things."""
    return p.Offer(
        id="offer", message="way", choices={"a": WORDS, "b": WORDS}, reply_within=HOUR * 24, otherwise="a"
    )  # fmt: skip


def choose(*conditions: str) -> p.Choose:
    """Return a choice between messages, one for each condition."""
    ways = tuple(
        p.Way(when=(source,), steps=(p.Tell(id=f"tell-{n}", message="news"),)) for n, source in enumerate(conditions)
    )
    return p.Choose(id="choose", ways=ways, otherwise=())


def test_requests_nobody_knew_of_are_counted_once() -> None:
    """However often an outcome stays unknown, it is one request, found out once; what is open is told apart."""

    def unknown(step: str) -> e.OutcomeUnknown:
        return e.OutcomeUnknown(at=START, step=step, attempt=1, why="silence", look_at=START)

    found = Summary()
    found.found_out([
        unknown("a"), unknown("a"), unknown("b"), e.StepSucceeded(at=START, step="a", attempt=1, receipt={}),
        e.OutcomeEstablished(at=START, step="b", attempt=1, applied=False, how="lookup", by="engine"),
        unknown("b"), unknown("b"), e.StepFailed(at=START, step="b", attempt=1, why="no", again_at=None),
        unknown(undo_path("a")), e.StepUndone(at=START, step="a", attempt=1, receipt={}), unknown("c"),
    ])  # fmt: skip
    assert found.unknown == 5
    assert found.established == {"by the same key again": 3, "by asking": 1}
    assert found.still_unknown == 1


def test_ways_are_counted_and_dead_ones_are_named() -> None:
    """How often each way was taken is known; a way that no case takes is named with the steps on it."""
    found = simulated(offer(), choose('chosen("offer") == "a"', 'chosen("offer") == "c"', 'chosen("offer") == "b"'))
    seen = found.coverage.seen
    assert seen[Spot("branch", "choose", "0")] > seen[Spot("branch", "choose", "else")] > 0
    never = found.coverage.never()
    assert never == [Spot("branch", "choose", "1"), Spot("step", "tell-1")]
    assert seen[Spot("choice", "offer", "no answer")]
    assert seen[Spot("choice", "offer", "declined")]


def test_refusals_undos_and_decisions_are_counted() -> None:
    """Every published reason, every undo, and every rung of a ladder is looked for."""
    authority = p.Authority(
        auto_up_to=(usd(100),), within=HOUR,
        above=(p.Rung(role="boss", up_to=(usd(2_000),)), p.Rung(role="head")),
    )  # fmt: skip
    pay = contract("pay", pays=True)
    remedy = p.Remedy(
        id="remedy", remedy="refund", amount=p.Formula(source="failure.worth"), authority=authority, pay=(pay,)
    )
    tried = p.Try(id="try", plans=((do("first"), do("second")),), otherwise=())
    found = simulated(
        tried, remedy, facts={"worth": p.FactType(type="money")}, playbook="refunds", cases=400
    )  # fmt: skip
    seen = found.coverage.seen
    assert {
        spot.which for spot in seen if spot.sort == "decision"
    } == {"within its own limit", "by boss", "by head", "denied"}  # fmt: skip
    assert seen[Spot("undo", "first", "")]
    assert seen[Spot("refusal", "pay", "no")]
    assert found.coverage.never() == [Spot("undo", "second")]
    assert found.figures.stuck["remedy", "not covered"]
    assert found.figures.cost["USD"]


def test_guards_and_interrupts_are_ways_too() -> None:
    """A step with a condition goes two ways; what is done whenever something holds is seen when the failure grows."""
    whenever = p.Whenever(
        id="grown", when=("failure.size > 30",), steps=(p.Tell(id="sorry", message="sorry"),)
    )  # fmt: skip
    guarded = p.Ask(id="ask", role="desk", words=WORDS, due=HOUR * 9, when=("failure.size >= 3",))
    facts = {"size": p.FactType(type="integer")}
    found = simulated(guarded, facts=facts, whenever=(whenever,), cases=300)
    assert found.coverage.never() == []
    assert found.coverage.seen[Spot("branch", "ask", "yes")]
    assert found.coverage.seen[Spot("branch", "ask", "no")]
    assert found.coverage.seen[Spot("interrupt", "grown", "")]


def test_a_case_that_cannot_be_opened_is_counted() -> None:
    """A risk that cannot be judged ends no simulation; the reason is kept."""
    risk = p.RiskOf(likelihood=p.Formula(source="failure.size"), consequence={})
    found = simulated(do("first"), risk=risk, facts={"size": p.FactType(type="integer")}, cases=5)
    assert found.cases == len(found.failed) == 5
    assert all("the risk cannot be judged" in why for why in found.failed.values())


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], None), ([7], (7, 7, 7)), ([1, 2], (1, 2, 2)), (list(range(1, 11)), (5, 9, 10)), ([3, 1, 2], (2, 3, 3))],
)
def test_spread(values: list[int], expected: tuple[int, int, int] | None) -> None:
    """Half are at most p50, nine of ten at most p90, by nearest rank."""
    assert spread(values) == expected


def test_times_are_counted_from_the_report() -> None:
    """How long it took until the customer heard, until it was put right, until it was closed."""
    follow_up = (p.FollowUp(after=HOUR * 24, survey="csat", reply_within=HOUR * 24, silent="accept"),)
    wait = p.Wait(id="wait", span=HOUR * 5, at_most=HOUR * 5)
    found = simulated(p.Tell(id="tell", message="news"), wait, follow_up=follow_up, cases=50)
    took = {name: spread(values) for name, values in found.figures.took.items()}
    assert took["acknowledged"] == (0, 0, 0)
    assert took["resolved"] is not None
    assert took["resolved"].p50 == 5 * HOUR.ms
    assert took["closed"] is not None
    assert took["closed"].p50 > took["resolved"].p50
