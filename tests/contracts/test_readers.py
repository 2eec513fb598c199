"""Journals that are only read: whoever reads changes nothing, and is kept from nothing that can be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from activities.cases import Cases
from activities.library import Library
from domain.ids import case_stream
from tests.support.house import House
from tests.support.plans import fourteen_steps
from workers.journals import Place, RunningJournal, place_of
from workers.settings import load


@asynccontextmanager
async def _opened(place: Place, *, write: bool) -> AsyncIterator[RunningJournal]:
    journal = await place.open(write=write)
    try:
        yield journal
    finally:
        await journal.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_case_that_grew_long_is_read_by_who_may_not_write(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody kept a snapshot of it, as behind a change of the program: it is folded from its facts."""
    address = (
        f"sqlite:///{tmp_path}/makegood.db" if kind == "sqlite" else request.getfixturevalue("postgres").database()
    )
    place = place_of(load({"journal": address, "state": str(tmp_path)}, folder=tmp_path))
    place.make()
    async with _opened(place, write=True) as journal:
        house = await House(journal, fourteen_steps()).start()
        name = (await house.open("long")).case
        await house.taker.turn(name)
        written = await house.case(name)
    monkeypatch.setattr("activities.cases.SNAPSHOT_EVERY", 10)
    async with _opened(place, write=False) as reader:
        cases = Cases(reader, Library(reader))
        assert (await cases.existing(name)).case == written
        assert await reader.snapshot(case_stream(name), cases._code) is None
