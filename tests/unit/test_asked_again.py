"""A step that had no value is worked out again once a fact that it reads is another one, and by nothing else."""

from __future__ import annotations

from domain.case import commands as c
from domain.case import events as e
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Value
from tests.support.plans import book, plan, usd
from tests.unit.test_entitling import KNOWN, SAM, Life, asking

EUROS = Money("EUR", 100)
"""The pack pays in dollars, so it cannot be asked with this."""


def told(life: Life, **facts: Value) -> None:
    """Tell facts anew, and go on."""
    life.take(c.ChangeFailure(now=life.now, actor=SAM, facts=facts, why="the register says so"))
    life.go_on()


def test_a_pack_that_could_not_be_asked_is_asked_again_when_its_fact_is_put_right() -> None:
    """The task about it is taken back, and what is owed is decided; another fact changes nothing."""
    life = Life(asking(), late_by=5, price=EUROS)
    assert life.of(e.EvaluationFailed)
    [(name, task)] = [each for each in life.case.tasks.items() if each[1].status == "open"]
    told(life, flag=True)
    assert not life.of(e.EntitlementDecided)
    told(life, price=usd(8_001))
    assert life.of(e.EntitlementDecided)
    assert (task.step, life.case.tasks[name].status) == ("owed", "taken back")
    [again] = life.of(e.StepRetriedByHand)
    assert isinstance(again, e.StepRetriedByHand)
    assert (again.step, again.by, again.why) == ("owed", "sam", "what it reads was told anew: price")


def test_a_fact_that_is_wrong_again_is_asked_about_again() -> None:
    """It is tried once for each time it is told, never round and round."""
    life = Life(asking(), late_by=5, price=EUROS)
    told(life, price=Money("EUR", 200))
    assert len(life.of(e.EvaluationFailed)) == 2
    assert [task.status for task in life.case.tasks.values()] == ["taken back", "open"]


def test_a_condition_reads_what_is_computed_of_a_fact() -> None:
    """A computed fact is another one when the fact is that it is computed of."""
    ways = (p.Way(when=("failure.dear",), steps=()),)
    the_plan = plan(p.Choose(id="way", ways=ways, otherwise=()), facts=KNOWN).model_copy(
        update={"derived": {"dear": 'failure.price > money("10 USD")'}}
    )
    life = Life(book(the_plan), price=EUROS)
    assert life.of(e.EvaluationFailed)
    told(life, price=usd(2_000))
    assert life.case.branches["way"] == "0"
