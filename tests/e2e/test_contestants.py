"""Our side of the comparison with others: every way of carrying cases that is measured carries them to their end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from activities.journal.postgres.journal import PostgresJournal
from activities.journal.sqlite import SqliteJournal
from activities.ports import Journal
from benchmarks.peers.measuring import Player, measure
from benchmarks.peers.ours import contestant
from benchmarks.peers.places import sqlite_bytes
from benchmarks.peers.playing import in_round
from tests.support.postgres import Server

EVENTS = {False: 34, True: 42}
"""What a case leaves behind, without and with questions to people."""


@pytest.mark.parametrize(
    ("journal", "temporal", "questions"),
    [
        ("sqlite", False, False), ("sqlite", False, True), ("postgres", False, False), ("sqlite", True, False),
        ("postgres", True, True),
    ],
)  # fmt: skip
async def test_every_case_is_carried_to_its_end(
    journal: str, temporal: bool, questions: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Whatever the driver and the journal: each case is closed, by as many facts as any other way takes."""
    place = str(tmp_path / "makegood.db")
    if journal == "postgres":
        server: Server = request.getfixturevalue("postgres")
        place = server.database()
    address = request.getfixturevalue("temporal_address") if temporal else ""
    async with contestant(place, address, questions=questions) as it:
        done = await in_round(it.one, "round", 4, 0.2)
    assert len(done) >= 4
    read: Journal = await PostgresJournal.open(place, write=False) if journal == "postgres" else SqliteJournal(Path(place), write=False)  # fmt: skip  # noqa: E501
    rows = await read.cases()
    assert {row.phase for row in rows} == {"closed"}
    assert {len(await read.read(f"case/{row.case}")) for row in rows} == {EVENTS[questions]}
    await read.close()


def test_what_a_contestant_costs_is_measured(tmp_path: Path) -> None:
    """A process of its own plays rounds; its processor time, memory and bytes are counted."""
    path, log = tmp_path / "makegood.db", tmp_path / "log"
    player = Player.start([sys.executable, "-m", "benchmarks.peers.ours", str(path)], (), log)
    try:
        found = measure(player, lambda: sqlite_bytes(path), (2, 4), 0.4, 0.8)
    finally:
        player.end()
    assert found.best.at_once in {2, 4}
    assert found.best.rate > 0
    assert 0.5 < found.best.cpu_ms < 1_000
    assert found.best.memory > 10 << 20
    assert 10_000 < found.kept < 100_000
    assert player.process.returncode == 0
