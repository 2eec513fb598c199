"""What is recorded of the running of a journal, also where something was cut off between a fact and its row."""

from __future__ import annotations

import pytest

from activities.journal.memory import MemoryJournal
from activities.operation import Operation
from domain.case import commands as c
from domain.operation import CaseParked, LossAccepted, epoch_of, parked_by
from tests.support.house import House, virtual_clock
from tests.support.plans import START, fourteen_steps
from workers.keeping.checking import check

OPERATOR = c.Actor(person="os:ops", roles=("operator",), account="os:ops")


class CutOff(MemoryJournal):
    """A journal beside which the process dies before a row is written."""

    cut = False

    async def park(self, case: str, why: str, at: object) -> None:
        """Write the row, or die."""
        if self.cut:
            raise KeyboardInterrupt
        await super().park(case, why, at)  # type: ignore[arg-type] # an instant

    async def unpark(self, case: str) -> None:
        """Remove the row, or die."""
        if self.cut:
            raise KeyboardInterrupt
        await super().unpark(case)


async def test_the_next_start_makes_the_rows_say_what_the_facts_say() -> None:
    """Parked by a fact is parked, freed by a fact is freed; an auditor sees the difference meanwhile."""
    house = await House(CutOff(), fourteen_steps(), clock=virtual_clock()).start()
    journal, operation = house.journal, Operation(house.journal, house.clock)
    assert isinstance(journal, CutOff)
    case = (await house.open("one")).case
    journal.cut = True
    with pytest.raises(KeyboardInterrupt):
        await operation.park(case, "Boom: it failed")
    journal.cut = False
    assert [breach.what for breach in (await check(journal)).breaches] == [
        "a fact says that the engine leaves it alone, no row does"
    ]
    await operation.mend()
    assert [one.case for one in await journal.parked()] == [case]
    assert not (await check(journal)).breaches
    journal.cut = True
    with pytest.raises(KeyboardInterrupt):
        await operation.free(case, OPERATOR, "mended")
    journal.cut = False
    assert (await check(journal)).breaches
    await operation.mend()
    assert not await journal.parked()
    assert not (await check(journal)).breaches


async def test_a_row_without_a_fact_is_left_to_somebody() -> None:
    """What an earlier release parked is not freed by a start; freeing it is a fact."""
    house = await House(MemoryJournal(), fourteen_steps(), clock=virtual_clock()).start()
    case = (await house.open("one")).case
    await house.journal.park(case, "Boom: it failed", START)
    operation = Operation(house.journal, house.clock)
    await operation.mend()
    assert [one.case for one in await house.journal.parked()] == [case]
    assert await operation.free(case, OPERATOR, "a newer release")
    assert not await house.journal.parked()


async def test_a_loss_is_accepted_once_for_an_epoch() -> None:
    """Gone on with after it was cut off, the fact stands there once."""
    house = await House(MemoryJournal(), fourteen_steps(), clock=virtual_clock()).start()
    operation = Operation(house.journal, house.clock)
    await house.journal.open_epoch()
    assert [breach.what for breach in (await check(house.journal)).breaches] == [
        "the journal says epoch 2, the facts tell of 1"
    ]
    for _ in range(2):
        await operation.accepted(2, "it lacks 4 events", OPERATOR, "no newer copy")
    facts = [record.event for record in await operation.records()]
    assert facts == [LossAccepted(at=START, epoch=2, lost="it lacks 4 events", by="os:ops", why="no newer copy")]
    assert not (await check(house.journal)).breaches


def test_what_facts_leave_parked() -> None:
    """Nothing known: nobody parked, the first epoch."""
    assert parked_by([]) == {}
    assert epoch_of([]) == 1
    assert parked_by([CaseParked(at=START, case="a", why="x")]).keys() == {"a"}
