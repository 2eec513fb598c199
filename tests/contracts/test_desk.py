"""The desk: a failure that is told many times at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from activities.desk import case_id
from activities.journal.file import create
from activities.journal.memory import MemoryJournal
from activities.journal.postgres.journal import PostgresJournal
from activities.journal.sqlite import SqliteJournal
from activities.ports import Journal
from domain.case import commands as c
from domain.values import Person
from tests.support.house import House
from tests.support.plans import START, do, plan
from tests.support.postgres import Server


async def journals(kind: str, folder: Path, request: pytest.FixtureRequest) -> list[Journal]:
    """Return one journal as the processes have it that may write to it side by side."""
    if kind == "memory":
        return [MemoryJournal()]
    if kind == "sqlite":
        create(folder / "makegood.db")
        return [SqliteJournal(folder / "makegood.db")]
    server: Server = request.getfixturevalue("postgres")
    address = server.journal()
    return [await PostgresJournal.open(address) for _ in range(3)]


@pytest.mark.parametrize("sealed", ["the same", "anew"])
@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgres"])
async def test_a_failure_told_fifty_times_at_once_is_one_case(
    kind: str, sealed: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """All fifty are answered with it, though each telling sealed the customer's words under references of its own."""
    found = await journals(kind, tmp_path, request)
    houses = [await House(journal, plan(do("hold"))).start() for journal in found]
    name = case_id(houses[0].secret, "test", "twice")

    async def tell(number: int) -> tuple[str, bool]:
        house = houses[number % len(houses)]
        customer = Person("cu_1", f"v_{number}" if sealed == "anew" else "v_1", "")
        now = house.clock.now()
        command = c.OpenCase(
            now=now, failure="test", source="test", key="twice", facts={}, customer=customer, market="us",
            language="en", reported_at=START,
        )  # fmt: skip
        book = await house.library.newest_book(house.plan.playbook)
        answer = await house.desk.open(name, command, book, command_id=f"open-{name}")
        return answer.case, answer.repeat

    answers = await asyncio.gather(*(tell(number) for number in range(50)))
    assert {case for case, _ in answers} == {name}
    assert [repeat for _, repeat in answers].count(False) == 1
    assert [row.case for row in await found[0].cases()] == [name]
    for journal in found:
        await journal.close()
