"""Where conditions turn, and the situations made up round there."""

from __future__ import annotations

from random import Random

import pytest

from activities.clock import VirtualClock
from activities.connectors.world import chances
from activities.connectors.world.situations import Situations
from activities.connectors.world.society import SimulatedSociety
from activities.connectors.world.virtual import SimulatedPartners, SimulatedPeople
from domain.case.commands import ChangeFailure
from domain.case.state import Case
from domain.clock.duration import Duration
from domain.errors import NotFoundError
from domain.intake.choosing import misfits
from domain.money import Money
from domain.playbook import parts
from domain.playbook.boundaries import boundaries, facts_read
from domain.playbook.plan import Formula, Plan
from domain.values import Person, Value
from domain.views.waiting import turns
from tests.support.plans import START, book, usd
from tests.unit.test_playbook_samples import plan_of, playbook

HOUR = 3_600_000
AMOUNT = "amount: =b.worth, pay: payments.refund"
AUTHORITY = "authority: {auto_up_to: [100 USD], above: [{role: boss}]}"
PLAN: Plan = plan_of(
    playbook(
        handles='handles: [{failure: late-bag, when: failure.delay >= duration("3h")}]',
        risk="risk: {likelihood: rare, consequence: {safety: none, rights: none, inconvenience: none, "
        "money: [{when: failure.size > 4, is: major}, {else: minor}]}}",
        whenever="whenever: [{when: failure.way == 'ship' and failure.size >= 7, steps: [{tell: sorry, id: grown}]}]",
        steps=f"""steps:
- {{tell: sorry, when: 'failure.bags.exists(x, x.worth > money("900 USD"))'}}
- {{tell: apology, unless: size(failure.bags) == 5}}
- each: b
  in: =failure.bags
  by: =b.id
  at_most: 2
  steps:
    - {{remedy: refund, {AMOUNT}, {AUTHORITY}}}
    - {{remedy: voucher, amount: '=share(b.worth, 125)', pay: vouchers.issue, {AUTHORITY}}}
""",
    )
)


def test_constants_are_found_in_every_kind_of_condition() -> None:
    """Conditions of the failure, risk, steps, lists, interrupts and limits of authority are all looked through."""
    found = boundaries(PLAN)
    assert found.values[("delay",)] == [Duration(3 * HOUR)]
    assert found.values[("size",)] == [4, 7]
    assert found.values[("way",)] == ["ship"]
    assert found.values[("bags", "worth")] == [usd(90_000), usd(10_000), usd(8_000)]
    assert found.sizes[("bags",)] == [5, 2]
    assert found.keys == {("bags", "id")}


def test_values_lie_just_below_at_and_just_above() -> None:
    """Each type has its smallest step: a minute, a minor unit, one more or less."""
    found = boundaries(PLAN)
    assert [str(value) for value in found.near(("delay",))] == ["2h 59m", "3h", "3h 1m"]
    assert found.near(("size",)) == [3, 4, 5, 6, 7, 8]
    assert [str(value) for value in found.near(("bags", "worth"))][:3] == ["899.99 USD", "900.00 USD", "900.01 USD"]
    assert found.lengths(("bags",)) == [1, 2, 3, 4, 5, 6]


def test_facts_of_a_part_are_those_it_is_given() -> None:
    """A condition inside another playbook is about the fact that was handed to it."""
    inner = plan_of(playbook(steps="steps: [{tell: apology, when: failure.size > 30}]"))
    given = {name: Formula(source=f"failure.{name}") for name in PLAN.facts}
    part = parts.run({"id": "part", "line": 1, "when": (), "unless": ()}, inner, {**given, "size": given["delay"]})
    outer = PLAN.model_copy(update={"steps": (part,)})
    assert boundaries(outer).values[("delay",)] == [Duration(3 * HOUR), 30]


def test_situations_fit_the_playbook_and_stand_at_its_boundaries() -> None:
    """Facts are of their types, those that are not handled are counted, and every boundary comes up."""
    situations = Situations({"us": book(PLAN), "id": book(PLAN)}, 1)
    drawn = [situations.failure(number) for number in range(300)]
    assert not [wrong for told in drawn for wrong in misfits(PLAN, told.facts)]
    delays = {str(told.facts["delay"]) for told in drawn}
    assert {"3h", "3h 1m"} <= delays
    assert "2h 59m" not in delays
    assert situations.not_handled > 10
    assert {told.market for told in drawn} == {"us", "id"}
    assert len({told.reported_at.date() for told in drawn}) > 100
    assert any("seat" in told.facts for told in drawn)
    assert not all("seat" in told.facts for told in drawn)
    sizes = {len(bags) for told in drawn if isinstance(bags := told.facts["bags"], tuple)}
    assert sizes == {1, 2, 3, 4, 5, 6}
    worth = {each["worth"] for told in drawn for each in _records(told.facts["bags"])}
    assert {usd(90_001), usd(90_000), usd(89_999), usd(10_001), usd(8_001)} <= worth
    assert any(isinstance(each, Money) and each.currency == "VND" for each in worth)


def _records(value: Value) -> tuple[dict[str, Value], ...]:
    assert isinstance(value, tuple)
    return tuple(dict(each) for each in value if isinstance(each, dict))


def test_the_same_seed_gives_the_same_situations() -> None:
    """Nothing but seed and number counts."""
    one, other = (Situations({"us": book(PLAN), "id": book(PLAN)}, 7) for _ in range(2))
    assert [one.failure(n) for n in range(5)] == [other.failure(n) for n in range(5)]
    assert one.news({"way", "size"}, Random(1)) == other.news({"size", "way"}, Random(1))


def test_a_playbook_for_nothing_is_told() -> None:
    """Where no made-up situation is handled, that is said with the place to look at."""
    never = "handles: [{failure: late-bag, when: [failure.size > 4, failure.size < 3]}]"
    plan = plan_of(playbook(handles=never))
    with pytest.raises(NotFoundError, match="no made-up failure is handled"):
        Situations({"us": book(plan), "id": book(plan)}, 1).failure(0)


def test_what_changes_is_found_through_derived_facts() -> None:
    """An interrupt on a derived fact looks at the facts below it, and at no fact that is only named like the tier."""
    steps = "[{tell: sorry, id: grown}]"
    derived = plan_of(
        playbook(
            facts="facts: {delay: duration, size: integer, tier: text, other: text, "
            "long: '= failure.delay >= duration(\"6h\")', bad: '= failure.long and failure.size > 2'}",
            whenever=f"whenever: [{{when: [failure.bad, case.tier == 'critical'], steps: {steps}}}]",
        )
    )
    assert facts_read("failure.bad", derived) == {"delay", "size"}
    opened = Case(id="ca_1", opened_at=START)
    assert [set(turn.fields) for turn in turns(opened, book(derived))] == [{"delay", "size"}]


def test_a_failure_turns_out_otherwise_once() -> None:
    """Each interrupt is drawn once a case: the chance that the engine's own demonstration draws, and no second one."""
    the_book = book(PLAN)
    partners = SimulatedPartners(1, VirtualClock(START))
    society = SimulatedSociety(SimulatedPeople(1, partners), Situations({"us": the_book, "id": the_book}, 1))
    for number in range(60):
        case = Case(id=f"ca_{number}", opened_at=START, customer=Person("cu_1", "v_0"), owner="desk")
        commands = [command for _ in range(2) for _, command in society.reactions(case, the_book)]
        changes = [command for command in commands if isinstance(command, ChangeFailure)]
        drawn = [each for each in PLAN.whenever if chances.turn(1, case.id, each.id) is not None]
        assert len(changes) == len(drawn)
        assert all(change.facts.keys() == {"way", "size"} for change in changes)
