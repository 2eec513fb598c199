"""Laws of the turn itself: the one loop, on plans put together by chance and a clock that jumps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from activities.clock import VirtualClock
from domain.case import commands as c
from domain.case import events as e
from domain.playbook import plan as p
from tests.support.generated import CUSTOMER
from tests.support.house import Told
from tests.support.plans import RULES, book, do, plan
from workflows.virtual import VirtualDriver


class Steps:
    """Puts steps together: messages and effects, side by side, and in blocks."""

    def __init__(self, seed: int) -> None:
        """Begin."""
        self.chance, self.count = Random(seed), 0

    def some(self, depth: int = 2) -> tuple[p.AnyStep, ...]:
        """Return some steps, one behind the other."""
        return tuple(self.one(depth) for _ in range(self.chance.randint(1, 3)))

    def one(self, depth: int) -> p.AnyStep:
        """Return one step."""
        self.count += 1
        name = f"s{self.count}"
        match self.chance.randrange(6 if depth else 3):
            case 0 | 1:
                return p.Tell(id=name, message="hello")
            case 2:
                return do(name)
            case 3:
                return p.Choose(id=name, ways=(p.Way(when=("true",), steps=self.some(depth - 1)),), otherwise=())
            case 4:
                branches: Mapping[str, tuple[p.AnyStep, ...]] = {"a": self.some(depth - 1), "b": self.some(depth - 1)}
                return p.Together(id=name, branches=branches)
            case _:
                return p.Try(id=name, plans=(self.some(depth - 1),), otherwise=())


@example(10, 0)  # messages behind one that waited for the morning
@given(st.integers(0, 2**32), st.integers(0, 24 * 60 - 1))
async def test_a_turn_begins_only_what_is_due_still(seed: int, minute: int) -> None:
    """Whenever a case comes, at night as well: no turn is refused what it begins, and each effect is done once."""
    performer = Told()
    clock = VirtualClock(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minute))
    driver = VirtualDriver(performer, clock)
    the_plan = plan(*Steps(seed).some())
    command = c.OpenCase(
        now=clock.at, failure="test", source="test", key="1", facts={}, customer=CUSTOMER, market="us", language="en",
        reported_at=clock.at,
    )  # fmt: skip
    life = driver.open("ca_1", command, book(the_plan, contact=RULES))
    await driver.run()
    assert life.case.phase == "closed"
    asked = [work.step for work in performer.asked]
    assert len(asked) == len(set(asked))
    assert sum(isinstance(event, e.StepStarted) for event in life.events) == len(asked)
