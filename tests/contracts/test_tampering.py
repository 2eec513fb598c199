"""What `audit verify` finds when a journal was changed behind its back; each fault is told once."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.journal.memory import MemoryJournal
from activities.vault import Sealer
from domain.case import commands as c
from domain.ids import case_stream
from tests.contracts.conftest import Fill
from tests.support.house import House
from tests.support.plans import fourteen_steps
from tests.support.tampering import Original
from workers.keeping.checking import check


async def filled(made: Original) -> Original:
    """Put four cases into a new journal, closed, with a private text each."""
    journal = await made.open()
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
    return made


@pytest.fixture(scope="module")
def fill() -> Fill:
    """Return what the journals of this module are filled by."""
    return filled


EVENTS = "DELETE FROM events WHERE stream = (SELECT id FROM second)"
STREAM = "DELETE FROM streams WHERE id = (SELECT id FROM second)"
VAULT = "DELETE FROM vault WHERE stream = (SELECT name FROM second)"
ROW = "DELETE FROM cases WHERE id = (SELECT of_case FROM second)"
LAST_THREE = "DELETE FROM events WHERE stream = (SELECT id FROM second) AND seq > (SELECT seq - 3 FROM second)"
OTHER_END = "UPDATE streams SET hash = 'x' WHERE id = (SELECT id FROM second)"
EARLIER_END = "UPDATE streams SET seq = seq - 1 WHERE id = (SELECT id FROM second)"
OTHER_TEXT = "UPDATE vault SET plaintext = 'x' WHERE stream = (SELECT name FROM second)"
OTHER_SALT = "UPDATE vault SET salt = plaintext WHERE stream = (SELECT name FROM second)"
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
async def test_what_was_done_is_told_once(original: Original, statements: list[str], said: list[str]) -> None:
    """One thing done is one line (two where two things speak of it), and none in the journal as it was."""
    assert await original.tampered() == ()
    found = await original.tampered(*statements)
    assert len(found) == len(said), found
    assert all(part in breach.what for part, breach in zip(said, found, strict=True)), found


def missed(original: Original, seed: int) -> None:
    """Take something out of a journal, wherever it lies, and see that it is missed."""
    chance = Random(seed)
    first = chance.randint(1, len(original.column("SELECT id FROM events")))
    remove = original.without_events(first, first + chance.randrange(9))
    if chance.random() < 0.2:
        ref = chance.choice(original.column("SELECT ref FROM vault"))
        remove = f"DELETE FROM vault WHERE ref = '{ref}'"  # noqa: S608 — one of our own
    with asyncio.Runner() as runner:
        assert runner.run(original.tampered(remove)), remove


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_whatever_is_removed_is_missed(in_file: Original, seed: int) -> None:
    """No event and no text of the vault can be taken out without a trace, wherever it lay."""
    missed(in_file, seed)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_whatever_is_removed_from_a_database_is_missed(in_database: Original, seed: int) -> None:
    """The same in tables that their owner can change."""
    missed(in_database, seed)


async def test_a_journal_in_memory_is_whole_too() -> None:
    """The check works on every kind of journal, and finds nothing in one nobody touched."""
    house = await House(MemoryJournal(), fourteen_steps()).start()
    await house.open("one")
    await house.engine.until_quiet()
    assert (await check(house.journal)).breaches == ()
