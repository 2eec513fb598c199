"""Facts that are told: all that is missing is asked for, however many facts it takes, and they count for the risk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.evolve import fold
from domain.entitlement.evaluate import digest_of
from domain.playbook import plan as p
from domain.risk import TIERS, TierPolicy
from domain.values import Value
from tests.support.owing import LATE, late_pack
from tests.support.plans import CLOCKS, book, plan, usd
from tests.unit.test_entitling import SAM, Life, asking, remedy


def of_two_facts() -> Book:
    """Return a book in which how late somebody was is told by two facts, and no tier has a ladder."""
    pack = late_pack(LATE)
    facts: dict[str, p.Term] = {
        "late_by": p.Formula(source="failure.planned - failure.came"), "price": p.Formula(source="failure.price"),
        "people": p.Given(value=1),
    }  # fmt: skip
    known = {name: p.FactType(type="integer", optional=True) for name in ("planned", "came")}
    the_plan = plan(
        p.Entitle(id="owed", pack="late", facts=facts), remedy(), facts={**known, "price": p.FactType(type="money")}
    )
    its = book(the_plan, packs={"late": pack}, pack_digests={"late": digest_of(pack)})
    clocks = CLOCKS.model_copy(update={"ladder": ()})
    return replace(its, policy=TierPolicy(name="test", tiers=dict.fromkeys(TIERS, clocks)))


def facts_tasks(life: Life) -> dict[str, tuple[str, Value]]:
    """Return the tasks that ask for facts: how they stand, and what they ask for."""
    return {n: (t.status, t.details["facts"]) for n, t in life.case.tasks.items() if t.purpose == "facts"}


@pytest.mark.parametrize("by_task", [True, False])
def test_where_a_need_rests_on_two_facts_the_other_is_asked_for_too(*, by_task: bool) -> None:
    """Whoever knows one of them tells that; what is left is asked for anew, and then it is decided."""
    life = Life(of_two_facts(), price=usd(8_000))
    assert facts_tasks(life) == {"owed#facts1": ("open", ("came", "planned"))}
    if by_task:
        life.take(c.CompleteTask(now=life.now, actor=SAM, task="owed#facts1", answer={"planned": 9}))
    else:
        life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"planned": 9}, why="it was found out"))
    life.go_on()
    first = "done" if by_task else "taken back"
    assert facts_tasks(life) == {"owed#facts1": (first, ("came", "planned")), "owed#facts2": ("open", ("came",))}
    life.take(c.CompleteTask(now=life.now, actor=SAM, task="owed#facts2", answer={"came": 4}))
    life.go_on()
    assert life.case.entitled["owed"].decided
    assert [entry.status for entry in life.case.ledger.values()] == ["paid"]


def in_a_risky_plan(**facts: Value) -> Life:
    """Play a case that is critical once it is known to be very late."""
    its = asking(remedy())
    very_late = p.Line(when=("known(failure.late_by)", "failure.late_by > 30"), then=p.Given(value="severe"))
    money = p.ByCases(cases=(very_late,), otherwise=p.Given(value="minor"))
    risk = p.RiskOf(likelihood=p.Given(value="likely"), consequence={"money": money})
    return Life(replace(its, plan=its.plan.model_copy(update={"risk": risk}), layout=None), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("by_task", [True, False])
def test_a_fact_raises_the_tier_whoever_asked_for_it(*, by_task: bool) -> None:
    """What is told by doing a task counts for the risk as what is told by a change of the failure."""
    life = in_a_risky_plan(price=usd(8_000))
    if by_task:
        life.take(c.CompleteTask(now=life.now, actor=SAM, task="owed#facts1", answer={"late_by": 40, "note": "seen"}))
    else:
        life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"late_by": 40}, why="seen"))
    (judged,) = life.of(e.RiskReassessed)
    assert isinstance(judged, e.RiskReassessed)
    assert (judged.was, judged.tier, judged.why, judged.assessor) == ("routine", "critical", "seen", "engine")


def test_what_was_noted_of_a_decision_is_kept_when_it_cannot_be_said_any_more() -> None:
    """The next difference has the next number, so that it is asked about; the one before is asked about no more."""
    life = Life(asking(), late_by=5, price=usd(8_000))
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts={"price": usd(9_000)}, why="it was dearer"))
    life.go_on()
    before = life.case.entitled["owed"]
    postponed = e.EntitlementPostponed(
        at=life.now, step="owed", pack="late", kind="law", digest=before.digest, rules=before.rules, on=before.on,
        needs=("price",),
    )  # fmt: skip
    behind = fold(life.case, (postponed,)).entitled["owed"]
    assert before.differs is not None
    assert behind.differs == replace(before.differs, settled=True)
    assert (behind.at, behind.refused, behind.decided) == (before.at, before.refused, False)
