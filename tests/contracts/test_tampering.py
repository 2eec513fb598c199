"""What `audit verify` finds when a journal's file was changed behind its back; each fault is told once."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.journal.file import create
from activities.journal.memory import MemoryJournal
from activities.journal.sqlite import SqliteJournal
from activities.vault import Sealer
from domain.case import commands as c
from domain.evidence.verify import Breach
from domain.ids import case_stream
from tests.support.house import House
from tests.support.plans import fourteen_steps
from workers.checking import check


@pytest.fixture(scope="module")
async def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a whole journal: four cases, closed, with a private text each."""
    path = tmp_path_factory.mktemp("whole") / "makegood.db"
    create(path)
    journal = SqliteJournal(path)
    house = await House(journal, fourteen_steps()).start()
    for key in ("one", "two", "three", "four"):
        case = (await house.open(key)).case
        sealer = Sealer(case_stream(case), house.secret)
        said = c.RecordContact(
            now=house.clock.now(), actor=c.Actor(person="os:test", roles=("operator",)), direction="in", channel="mail",
            text=sealer.text(f"words of {key}", "cu_1"),
        )  # fmt: skip
        await house.desk.submit(case, said, command_id=f"said-{key}", vault=tuple(sealer.rows))
    await house.engine.until_quiet()
    await journal.close()
    return path


async def tampered(original: Path, path: Path, *statements: str, values: Sequence[object] = ()) -> tuple[Breach, ...]:
    """Change a copy of the journal; returns what verification finds."""
    shutil.copy(original, path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(SECOND)
        for statement in statements:
            assert db.execute(statement, values).rowcount
        db.commit()
    journal = SqliteJournal(path, write=False)
    try:
        return (await check(journal)).breaches
    finally:
        await journal.close()


SECOND = (
    "CREATE TEMP TABLE second AS SELECT id, name, substr(name, 6) AS of_case, seq FROM streams"
    " WHERE name LIKE 'case/%' ORDER BY name LIMIT 1 OFFSET 1"
)
EVENTS = "DELETE FROM events WHERE stream = (SELECT id FROM second)"
STREAM = "DELETE FROM streams WHERE id = (SELECT id FROM second)"
VAULT = "DELETE FROM vault WHERE stream = (SELECT name FROM second)"
ROW = "DELETE FROM cases WHERE id = (SELECT of_case FROM second)"
LAST_THREE = "DELETE FROM events WHERE stream = (SELECT id FROM second) AND seq > (SELECT seq - 3 FROM second)"
OTHER_END = "UPDATE streams SET hash = 'x' WHERE id = (SELECT id FROM second)"
EARLIER_END = "UPDATE streams SET seq = seq - 1 WHERE id = (SELECT id FROM second)"
OTHER_TEXT = "UPDATE vault SET plaintext = 'x' WHERE stream = (SELECT name FROM second)"
OTHER_SALT = "UPDATE vault SET salt = zeroblob(32) WHERE stream = (SELECT name FROM second)"
POINTED, UNMISSED = "rows of cases, vault point at it", "events are gone that no stream misses"


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ([LAST_THREE], ["its last events are gone"]),
        ([EVENTS + " AND seq = 5"], ["the sequence has a gap: 6 follows 4"]),
        ([EVENTS + " AND seq = 1"], ["the sequence has a gap: 2 follows 0"]),
        ([EVENTS], ["all its events are gone"]),
        (
            [OTHER_END],
            ["not the event that was written as the stream's end"],
        ),
        (
            [EARLIER_END],
            ["stands behind that was put there since"],
        ),
        ([EVENTS, STREAM], [POINTED, UNMISSED]),
        ([STREAM], [POINTED, "events belong to no stream"]),
        ([EVENTS, STREAM, VAULT, ROW], [UNMISSED]),
        (["DELETE FROM vault"], ["is gone from the vault"] * 4),
        (
            [OTHER_TEXT],
            ["is not the one in the vault"],
        ),
        (
            [OTHER_SALT],
            ["is not the one in the vault"],
        ),
    ],
)
async def test_what_was_done_is_told_once(
    original: Path, tmp_path: Path, statements: list[str], said: list[str]
) -> None:
    """One thing done is one line (two where two things speak of it), and none in the journal as it was."""
    assert await tampered(original, tmp_path / "whole.db") == ()
    found = await tampered(original, tmp_path / "changed.db", *statements)
    assert len(found) == len(said), found
    assert all(part in breach.what for part, breach in zip(said, found, strict=True)), found


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_whatever_is_removed_is_missed(original: Path, tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """No event and no text of the vault can be taken out without a trace, wherever it lay."""
    chance, path = Random(seed), tmp_path_factory.mktemp("law") / "makegood.db"
    with contextlib.closing(sqlite3.connect(original)) as db:
        positions = [row[0] for row in db.execute("SELECT position FROM events")]
        refs = [row[0] for row in db.execute("SELECT ref FROM vault")]
    first = chance.choice(positions)
    remove, values = "DELETE FROM events WHERE position BETWEEN ? AND ?", [first, first + chance.randrange(9)]
    if chance.random() < 0.2:
        remove, values = "DELETE FROM vault WHERE ref = ?", [chance.choice(refs)]
    with asyncio.Runner() as runner:
        assert runner.run(tampered(original, path, remove, values=values)), (remove, values)


async def test_a_journal_in_memory_is_whole_too() -> None:
    """The check works on every kind of journal, and finds nothing in one nobody touched."""
    house = await House(MemoryJournal(), fourteen_steps()).start()
    await house.open("one")
    await house.engine.until_quiet()
    assert (await check(house.journal)).breaches == ()
