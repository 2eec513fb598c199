"""Generated cases on the virtual clock: the same turn, people who answer by chance, faults, and an end for everyone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import Random

import pytest

from activities import turn
from activities.clock import VirtualClock
from activities.performing import Performed
from domain.case import commands as c
from domain.case.book import Book
from domain.case.state import Case
from domain.case.survey import Work
from domain.evidence.verify import verify_stream
from domain.examples.deeds import KINDS
from domain.examples.document import Deed, Example, Examples, Expected
from domain.playbook import plan as p
from domain.record import Head, Stamp, seal
from domain.values import Value
from tests.support.generated import CUSTOMER, draw_facts, draw_plan
from tests.support.house import MESSAGE
from tests.support.lives import BOSS, HARMED, STAFF, draw_answer
from tests.support.plans import START, book
from workers.library.simulating import simulate
from workers.library.trying import try_all
from workflows.virtual import VirtualDriver


class Fickle:
    """A performer that refuses, fails and falls silent by chance."""

    def __init__(self, chance: Random) -> None:
        """Take chances from a seeded source."""
        self.chance = chance

    async def perform(self, case: Case, work: Work) -> Performed:
        """Answer at once, in one of the ways the world answers."""
        message = MESSAGE if work.contract.name == "messages.send" else {}
        match self.chance.randrange(12):
            case 0:
                return Performed(c.NotApplied(why="no", refused=work.mode == "send"))
            case 1:
                return Performed(c.NotApplied(why="busy"))
            case 2:
                return Performed(c.Unknown(why="time-out"))
            case _:
                return Performed(c.Applied(receipt={"ok": True}, message=message))


_BY_ANOTHER = {"approve", "second", "countersign"}
"""What nobody answers who said the first half of it."""


class Crowd:
    """People who do each thing they are asked for once, after a while, or never."""

    def __init__(self, chance: Random) -> None:
        """Take chances from a seeded source."""
        self.chance = chance
        self.seen: set[str] = set()

    def reactions(self, case: Case, book: Book) -> Iterable[tuple[timedelta, c.Command]]:
        """Return what people set out to do."""
        for step, offer in case.offers.items():
            if not offer.how and self._is_new(f"offer {step}") and self.chance.randrange(3):
                choice = c.ChooseAlternative(now=START, actor=HARMED, step=step, choice="b")
                yield self._later(), choice
        for name, task in case.tasks.items():
            if task.status == "open" and self._is_new(f"{name} {task.due}"):
                actor = HARMED if "customer" in task.roles else BOSS if task.purpose in _BY_ANOTHER else STAFF
                answer = draw_answer(self.chance, task, tame=False)
                yield self._later(), c.CompleteTask(now=START, actor=actor, task=name, answer=answer)

    def _is_new(self, what: str) -> bool:
        new = what not in self.seen
        self.seen.add(what)
        return new

    def _later(self) -> timedelta:
        return timedelta(minutes=self.chance.randrange(1, 300))


@pytest.mark.parametrize("seed", range(40))
async def test_a_generated_life_comes_to_its_end(seed: int) -> None:
    """The driver never stops with an open case that has a clock, and what it leaves is legal."""
    chance = Random(seed)
    plan, _ = draw_plan(chance)
    driver = VirtualDriver(Fickle(chance), VirtualClock(START), Crowd(chance))
    opening = c.OpenCase(
        now=START, failure="test", source="test", key=str(seed), facts=draw_facts(chance), customer=CUSTOMER,
        market="us", language="en", reported_at=START,
    )  # fmt: skip
    life = driver.open("ca_life", opening, book(plan))
    await driver.run(START + timedelta(days=400))
    assert life.case.phase == "closed"
    sealed = seal("case/ca_life", Head(), life.events, Stamp("cmd", "engine", (), driver.clock.at, "ev_"))
    assert not list(verify_stream("case/ca_life", sealed))


@pytest.mark.parametrize("seed", range(10))
async def test_a_turn_that_runs_out_of_real_time_is_taken_up_again(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """How busy the machine is changes nothing in a simulated life."""
    monkeypatch.setattr(turn, "monotonic", itertools.count(0, 3).__next__)
    await test_a_generated_life_comes_to_its_end(seed)


TYPES = {
    "flag": p.FactType(type="yes_no"), "size": p.FactType(type="integer"),
    "price": p.FactType(type="money", optional=True),
    "list": p.FactType(type="records", of={"id": p.FactType(type="text")}),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
async def test_a_simulation_of_any_playbook_comes_to_its_end(seed: int) -> None:
    """Simulated people leave nothing undone: whatever a playbook asks of them, its cases close."""
    plan, _ = draw_plan(Random(seed))
    found = await simulate({"us": book(plan.model_copy(update={"facts": TYPES}))}, 4, seed)
    assert found.summary.outcomes["still open"] == 0
    assert not found.failed


@pytest.mark.parametrize("seed", range(40))
async def test_an_example_of_any_playbook_comes_to_its_end(seed: int) -> None:
    """Any deeds about any steps, those that can have no chance among them: the rest goes well and the case closes."""
    chance = Random(seed)
    plan, _ = draw_plan(chance)
    the_book = book(plan.model_copy(update={"facts": TYPES}))
    steps = list(the_book.layout.steps)
    deeds = tuple(_deed(chance, steps) for _ in range(chance.randrange(8)))
    example = Example(
        name="any", line=1, market="us", failure="test", reported=START, happened=None, customer=CUSTOMER,
        language="en", facts=draw_facts(chance), when=deeds, expected=Expected(line=1),
    )  # fmt: skip
    trial = await try_all(Examples("test", the_book.plan, (example,)), "f", {"us": the_book}, [])
    assert [each for each in trial.tried[0].differences if each.what in {"outcome", "the case"}] == []


def _deed(chance: Random, steps: Sequence[str]) -> Deed:
    do = chance.choice(KINDS)
    values: dict[str, dict[str, Value]] = {"change": {"size": 7}, "follow_up": {"outcome": 1, "handling": 2}}
    return Deed(
        do=do, line=1, target=chance.choice(steps), choice="b", why="so it is", times=chance.randrange(1, 3),
        applied=bool(chance.randrange(2)), values=values.get(do, {}),
    )  # fmt: skip
