"""A case that is merged closes once the other one has it, and what was owed in it is asked for there."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from activities.journal.memory import MemoryJournal
from activities.merging import Merging
from activities.messages import Performers
from activities.ports import Journal
from domain.case import commands as c
from domain.case import events as e
from domain.case.state import Case
from domain.case.surveying.merging import unanswered
from domain.errors import CommandRejected, Forbidden
from domain.evidence.legal import illegal
from domain.playbook.merging import TAKE_IN
from domain.values import Value
from tests.contracts.test_desk import journals
from tests.support.house import House, virtual_clock
from tests.support.plans import usd
from tests.unit.test_at_stake import ASKS
from tests.unit.test_entitling import asking, remedy
from workers.keeping.checking import check

KIM = c.Actor(person="kim", roles=("owner", "boss", "head", "manager"))
ANN = c.Actor(person="ann", roles=("owner", "boss", "head", "manager"))
_IDS = itertools.count()
FACTS: dict[str, Value] = {"late_by": 6, "price": usd(9_000)}


class Two:
    """Two cases of one customer in a house that carries them: something is owed in each, and nothing granted."""

    def __init__(self, journal: Journal | None = None) -> None:
        """Make nothing yet."""
        self.house = House(journal or MemoryJournal(), asking(remedy(authority=ASKS)).plan, clock=virtual_clock())

    async def start(self) -> House:
        """Wire the house, whose cases can take each other in."""
        house = await self.house.start()
        told = house.performer
        house.taker.performer = Performers(told, told, {TAKE_IN.name: Merging(house.desk, house.clock)})
        return house

    async def open(self) -> Two:
        """Open both."""
        await self.start()
        self.one, self.other = [(await self.house.open(key, FACTS)).case for key in ("1", "2")]
        await self.go_on()
        return self

    async def go_on(self) -> None:
        """Let the engine go on as far as it can."""
        await self.house.engine.until_quiet()

    async def do(self, case: str, command: c.Command) -> Case:
        """Give a command, and let the engine go on."""
        await self.house.desk.submit(case, command, command_id=f"c{next(_IDS)}")
        await self.go_on()
        return await self.house.case(case)

    async def merge(self, whose: str = "") -> Case:
        """Have one go into the other, by two."""
        now = self.house.clock.now()
        ends = c.EndCase(now=now, actor=KIM, outcome="merged", into=self.other, why="told twice", whose=whose)
        question = (await self.do(self.one, ends)).tasks["@second#1"].words["en"]
        assert f"goes into {self.other[:12]}" in question
        assert ("are they one person" in question) == bool(whose)
        assert "USD 45.00 (late)" in question
        if whose:
            await self.do(self.one, c.ClaimTask(now=now, actor=ANN, task="@second#1"))
        return await self.do(self.one, self.answer("@second#1", ANN, approve=True))

    def answer(self, task: str, actor: c.Actor, **answer: Value) -> c.CompleteTask:
        """Return an answer."""
        return c.CompleteTask(now=self.house.clock.now(), actor=actor, task=task, answer=answer)


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
async def test_what_was_owed_is_asked_for_where_the_case_goes_on(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The other case has it before this one closes; its owner says what is given, or why nothing more is."""
    journal, *others = await journals(kind, tmp_path, request)
    two = await Two(journal).open()
    assert ((await two.merge()).outcome) == "merged"
    other = await two.house.case(two.other)
    assert other.taken_in == {two.one: (usd(4_500),)}
    [(name, task)] = [(n, x) for n, x in other.tasks.items() if x.purpose == "redress"]
    assert "there was still owed: USD 45.00" in task.words["en"]
    other = await two.do(two.other, two.answer(name, KIM, why="the same seat, and paid for here"))
    assert (other.tasks[name].status, unanswered(other)) == ("done", {})
    with pytest.raises(CommandRejected, match=f"it goes on in {two.other}"):
        await two.do(two.one, c.ReopenCase(now=two.house.clock.now(), actor=KIM, why="they rang again"))
    assert kind == "memory" or not (await check(journal)).breaches
    for each in (journal, *others):
        await each.close()


async def test_what_was_owed_is_dropped_by_two_and_asked_for_until_it_is_given() -> None:
    """Nobody calls the other case off alone; what was named and denied, or is less, is asked for again."""
    two = await Two().open()
    await two.merge()
    now = two.house.clock.now()
    asked = await two.do(two.other, c.CancelCase(now=now, actor=KIM, why="no failure"))
    assert f"USD 45.00 ({two.one[:12]})" in asked.tasks["@second#1"].words["en"]
    first = f"{two.one}#taken-in0"
    await two.do(two.other, two.answer(first, KIM, kind="refund", amount=usd(2_000), gave="a part"))
    other = await two.do(two.other, two.answer(f"{first}#approve0", ANN, approve=True))
    assert unanswered(other) == {two.one: (usd(2_500),)}
    second = f"{two.one}#taken-in1"
    await two.do(two.other, two.answer(second, KIM, kind="refund", amount=usd(2_500), gave="the rest"))
    other = await two.do(two.other, two.answer(f"{second}#approve0", ANN, approve=False, why="too much"))
    assert unanswered(other) == {two.one: (usd(2_500),)}


async def test_a_case_does_not_close_before_the_other_has_it() -> None:
    """The other one was called off meanwhile: a person is told, and it goes on once that is open again."""
    two = await Two().open()
    now = two.house.clock.now()
    await two.do(two.other, c.CancelCase(now=now, actor=KIM, why="no failure"))
    closed = await two.do(two.other, two.answer("@second#1", ANN, approve=True))
    assert closed.phase == "closed"
    one = await two.merge()
    assert (one.phase, one.status("@merged[0]")) == ("working", "refused")
    [stuck] = [name for name, task in one.tasks.items() if task.purpose == "stuck"]
    await two.do(two.other, c.ReopenCase(now=now, actor=KIM, why="it did fail"))
    one = await two.do(two.one, two.answer(stuck, KIM, decision="retry", why="open again"))
    assert one.outcome == "merged"
    assert two.one in (await two.house.case(two.other)).taken_in


async def test_what_the_other_case_refused_is_dropped_by_two() -> None:
    """Nobody closes the case alone by going on without the other one, where something of it is owed."""
    two = await Two().open()
    now = two.house.clock.now()
    await two.do(two.other, c.CancelCase(now=now, actor=KIM, why="no failure"))
    await two.do(two.other, two.answer("@second#1", ANN, approve=True))
    one = await two.merge()
    [stuck] = [name for name, task in one.tasks.items() if task.purpose == "stuck"]
    one = await two.do(two.one, two.answer(stuck, KIM, decision="skip", why="it is the same seat"))
    assert (one.phase, one.tasks[stuck].status) == ("working", "open")
    [asked] = [name for name, task in one.tasks.items() if (task.purpose, task.status) == ("countersign", "open")]
    assert one.tasks[asked].words["en"] == (
        "Do you agree to go on without “@merged[0]”? kim says: “it is the same seat”. "
        "It drops what is owed: USD 45.00 (late)"
    )
    alone = e.StepSkippedByHand(at=now, step="@merged[0]", by="kim", why="w")
    assert illegal(one, alone) == "what is owed is dropped by one person alone"
    assert not illegal(one, alone, version=2)
    one = await two.do(two.one, two.answer(asked, ANN, approve=True))
    assert (one.phase, one.outcome, one.status("@merged[0]")) == ("closed", "merged", "skipped")


async def test_who_is_known_as_another_is_one_person_by_two() -> None:
    """Two say that the customers are one; where the other case is somebody else's by then, it is not taken in."""
    two = await Two().open()
    one = await two.merge(whose="cu_2")
    assert one.status("@merged[0]") == "refused"
    assert "another customer" in one.steps["@merged[0]"].why


async def test_taken_in_twice_it_is_once() -> None:
    """The same request again changes nothing; another customer's is refused, and nobody has one taken in by hand."""
    two = await Two().open()
    await two.merge()
    again = c.TakeIn(
        now=two.house.clock.now(), actor=c.Actor(person="engine", roles=("engine",)), merged=two.one, customer="cu_1",
        why="w",
    )  # fmt: skip
    assert (await two.do(two.other, again)).taken_in == {two.one: (usd(4_500),)}
    with pytest.raises(Forbidden):
        await two.do(two.other, c.TakeIn(**{**vars(again), "merged": "ca_x", "actor": KIM}))
    with pytest.raises(CommandRejected, match="another customer"):
        await two.do(two.other, c.TakeIn(**{**vars(again), "merged": "ca_x", "customer": "cu_9"}))
