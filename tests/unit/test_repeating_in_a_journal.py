"""The same failure told again by hand, as it reaches a journal: one case while it counts as the same, then another."""

from __future__ import annotations

from datetime import timedelta

from activities.clock import VirtualClock
from activities.desk import Answer
from activities.intake import BY_HAND, Intake
from activities.journal.memory import MemoryJournal
from domain.case import commands as c
from domain.intake.rows import FailureTold, PersonTold
from domain.risk import TierPolicy
from tests.support.house import House, virtual_clock
from tests.support.plans import HOUR, POLICY, do, plan

WHO = c.Actor(person="sam", roles=("desk", "owner"))


def policy() -> TierPolicy:
    """Return a policy by which the same complaint takes a case up again for ten days."""
    tiers = {tier: each.model_copy(update={"repeat_within": HOUR * 240}) for tier, each in POLICY.tiers.items()}
    return POLICY.model_copy(update={"tiers": tiers})


async def settled() -> tuple[House, Intake, Answer]:
    """Return a house in which one failure that was told by hand is over."""
    house = await House(MemoryJournal(), plan(do("hold")), clock=virtual_clock(), policy=policy()).start()
    intake = Intake(house.library, house.desk, house.clock, house.secret)
    first = await tell(intake)
    await house.engine.until_quiet()
    assert (await house.case(first.case)).phase == "closed"
    return house, intake, first


async def tell(intake: Intake, place: str = BY_HAND) -> Answer:
    """Tell the same failure, under the same key."""
    told = FailureTold(
        failure="test", source="desk", key="1042", place=place, market="us", language="en", facts={},
        customer=PersonTold("Ana", "Ana", "", "en"), happened_at=None, reported_at=None,
    )  # fmt: skip
    answer = await intake.receive(told, WHO)
    assert isinstance(answer, Answer)
    return answer


async def pass_time(house: House, hours: int) -> None:
    """Let so many hours pass."""
    clock = house.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(timedelta(hours=hours))


async def test_the_same_again_takes_the_case_up_and_once() -> None:
    """It is the same case, one tier up; told once more while it is open, nothing happens."""
    house, intake, first = await settled()
    await pass_time(house, 200)
    again = await tell(intake)
    assert again.case == first.case
    assert "CaseReopened" in again.events
    case = await house.case(first.case)
    assert (case.phase, case.reopened, case.contacts) == ("working", 1, 1)
    assert (await tell(intake)).repeat
    assert (await house.case(first.case)).reopened == 1
    assert len(await house.journal.cases()) == 1


async def test_after_its_time_it_is_a_case_of_its_own() -> None:
    """The first stays as it is; told once more, it is the second that is known."""
    house, intake, first = await settled()
    await pass_time(house, 300)
    second = await tell(intake)
    assert second.case != first.case
    assert not second.repeat
    assert (await house.case(first.case)).phase == "closed"
    known = await tell(intake)
    assert (known.case, known.repeat) == (second.case, True)
    assert len(await house.journal.cases()) == 2


async def test_a_feed_that_is_read_again_complains_of_nothing() -> None:
    """Rows that were read before are known, however long ago."""
    house, intake, first = await settled()
    for hours in (200, 300):
        await pass_time(house, hours)
        again = await tell(intake, place="tracking.jsonl")
        assert (again.case, again.repeat) == (first.case, True)
    assert (await house.case(first.case)).phase == "closed"
