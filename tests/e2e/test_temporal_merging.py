"""A case that goes into another, both carried by a real Temporal server: it closes once the other has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.case import commands as c
from domain.case.events import EVENT_TYPES, CaseTakenIn
from domain.ids import case_stream
from domain.record import open_record
from tests.contracts.test_merging import ANN, FACTS, KIM, Two
from tests.e2e.test_temporal import journal_of
from tests.support.plans import usd
from tests.support.temporal import Carried, carrying, settings_for
from tests.support.waiting import until
from workers.keeping.checking import check


class Apart(Two):
    """Two cases of one customer that Temporal carries: what happens by itself happens in its workers."""

    carried: Carried

    async def go_on(self) -> None:
        """Wait for the nudges to have left; what they bring about is waited for where it is looked at."""
        await self.carried.driver.nudger.drain()

    async def asked(self, case: str, task: str) -> None:
        """Wait until a task of a case is there."""

        async def is_there() -> bool:
            return task in (await self.house.case(case)).tasks

        await until(is_there)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_merged_case_closes_once_the_other_has_it(
    kind: str, temporal_address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Two agree, the one case is taken in once and its workflow ends; what was owed is asked for in the other."""
    journal = await journal_of(kind, tmp_path, request)
    two = Apart(journal)
    house = await two.start()
    async with carrying(house, settings_for(temporal_address, tmp_path)) as two.carried:
        two.one, two.other = [(await house.open(key, FACTS)).case for key in ("1", "2")]
        for case in (two.one, two.other):
            await two.asked(case, "money#approve0")
        now = house.clock.now()
        await two.do(two.one, c.EndCase(now=now, actor=KIM, outcome="merged", into=two.other, why="told twice"))
        await two.do(two.one, two.answer("@second#1", ANN, approve=True))
        await two.carried.closed(two.one)
        await two.asked(two.other, f"{two.one}#taken-in0")
    assert (await house.case(two.one)).outcome == "merged"
    assert (await house.case(two.other)).taken_in == {two.one: (usd(4_500),)}
    facts = [open_record(record, EVENT_TYPES).event for record in await journal.read(case_stream(two.other))]
    assert sum(isinstance(fact, CaseTakenIn) for fact in facts) == 1
    assert (await check(journal)).breaches == ()
    await journal.close()
