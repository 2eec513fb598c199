"""Starting on a journal that holds open cases: none of them is looked at for a document that does not concern it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from domain.case import commands as c
from domain.clock.duration import Duration
from domain.money import Money
from domain.values import Person, Value
from tests.support.folders import copy_house
from workers.assemble import House
from workers.engine import put_in_force
from workers.journals import RunningJournal, place_of
from workers.library.shelf import Folders, read_shelf
from workers.settings import load

ANA = Person("cu_1", "v_1", "")
ASKS, ASKS_NOTHING = "broadband-outage", "lost-parcel"
FACTS: Mapping[str, Mapping[str, Value]] = {
    ASKS: {
        "line": "L1", "down_since": date(2026, 5, 4), "account": ANA, "day_rate": Money("USD", 200),
        "missed_rate": Money("USD", 900), "partners": (), "works_at_home": False,
    },
    ASKS_NOTHING: {
        "parcel": "P1", "overdue": Duration(3_600_000), "value": Money("USD", 9_000), "recipient": ANA, "gift": False,
    },
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a house of its own."""
    copy_house(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@asynccontextmanager
async def at_the_journal() -> AsyncIterator[House]:
    """Hold the journal of the working folder as an engine does that starts."""
    settings = load()
    place = place_of(settings)
    if not place.exists():
        place.make()
    journal = await place.open()
    try:
        yield await House.of(settings, journal)
    finally:
        await journal.close()


async def starts(its: House) -> list[str]:
    """Put in force what the folders hold; returns the documents that changed."""
    changed = await put_in_force(its, read_shelf(Folders.of(its.settings)).legal())
    return [name for name in changed if not name.startswith("person ")]


async def opened(its: House, playbook: str) -> str:
    """Open a case on a playbook, and let it rest."""
    now, name = its.clock.now(), f"ca_{playbook}"
    told = c.OpenCase(
        now=now, failure=playbook, source="s", key=name, facts=FACTS[playbook], customer=ANA, market="us",
        language="en", reported_at=now,
    )  # fmt: skip
    await its.desk.open(name, told, await its.library.newest_book(playbook, "us"), command_id=f"open-{name}")
    await its.journal.set_wake(name, None)
    return name


async def woken(journal: RunningJournal) -> set[str]:
    """Return the cases that are to be looked at."""
    return {row.case for row in await journal.cases() if row.wake_at is not None}


async def test_a_start_wakes_only_cases_whose_packs_changed(folder: Path) -> None:
    """The first versions of all documents wake nobody, nor does a pack without cases; a pack wakes those it decides."""
    async with at_the_journal() as its:
        assert await starts(its)
        asks, others = await opened(its, ASKS), await opened(its, ASKS_NOTHING)
        assert await woken(its.journal) == set()
    _reprice(folder / "packs" / "eu-261.yaml")
    async with at_the_journal() as its:
        assert "pack eu-261" in await starts(its)
        assert await woken(its.journal) == set()
    _reprice(folder / "packs" / "house-broadband-guarantee.yaml")
    async with at_the_journal() as its:
        assert "pack house-broadband-guarantee" in await starts(its)
        assert await woken(its.journal) == {asks}
        assert others in {row.case for row in await its.journal.cases()}


def _reprice(pack: Path) -> None:
    """Change the words of a pack: another version of it."""
    text = pack.read_text(encoding="utf-8")
    changed = re.sub(r"^title: \{en: \"?", lambda found: f"{found[0]}New ", text, count=1, flags=re.MULTILINE)
    assert changed != text
    pack.write_text(changed, encoding="utf-8")
