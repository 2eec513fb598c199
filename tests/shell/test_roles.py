"""Processes of a larger house: roles, the watchdog that rings while no engine runs, and what they refuse."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.clock import JournalClock
from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.house import House
from tests.support.plans import HOUR, do, plan
from workers.__main__ import main
from workers.journals import place_of
from workers.settings import load
from workers.watchdog import ring_once

PROMISING = plan(do("hold"), promises={"word": p.PromiseOf(within=HOUR, kept_by="hold")})


async def overdue(journal: Path) -> None:
    """Make a journal with a case whose promise was due long ago, and that no engine looked at since."""
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    create(journal, clock=(start, datetime.now(UTC), 1_000_000))
    opened = SqliteJournal(journal)
    house = await House(opened, PROMISING, clock=JournalClock.of(await opened.info())).start()
    case = (await house.open("x")).case
    assert case
    await opened.close()


def test_the_watchdog_rings_once_while_no_engine_runs(desk: Path) -> None:
    """A promise that came due rings with no engine and no Temporal; an engine that runs rings for itself."""
    asyncio.run(overdue(desk))
    time.sleep(0.05)  # a thousand minutes for this journal
    place = place_of(load())
    held = place.lock()
    assert asyncio.run(ring_once(place)) == 0, "the engine rings"
    held.release()
    assert asyncio.run(ring_once(place)) == 1
    assert asyncio.run(ring_once(place)) == 0, "once for each instant"
    place.lock().release()  # it gave the journal back


def test_the_watchdog_is_a_process_of_its_own(desk: Path) -> None:
    """It says what is overdue in its log, and ends in order when it is told to."""
    asyncio.run(overdue(desk))
    with subprocess.Popen(
        [sys.executable, "-m", "workers", "watchdog"], stderr=subprocess.PIPE, text=True, cwd=desk.parent
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        process.terminate()
        assert process.wait(20) == 0
    assert '"event": "promise_overdue"' in line
    assert '"promise": "word"' in line


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "no role is named."),
        (["engines"], 2, "there is no role “engines”.\n  → There are: engine, critical, sweeps, watchdog, http."),
        (["watchdog", "engine"], 2, "the role watchdog is a process of its own."),
        (["http", "engine"], 2, "the role http is a process of its own."),
        (["engine"], 2, "roles are for cases that Temporal carries."),
    ],
)
def test_roles_that_cannot_be_run(
    words: list[str], code: int, said: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is refused with what there is."""
    assert main(words) == code
    assert said in capsys.readouterr().err
    assert not desk.exists()


def test_the_roles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks for help gets every role, and 0."""
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"    {role} " in said for role in ("engine", "critical", "sweeps", "watchdog", "http"))


def test_what_is_compared_on_demand(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Open cases and their rows agree; a row that was changed by hand is told, with exit code 6."""
    asyncio.run(overdue(desk))
    assert run(["audit", "reconcile"]) == 0
    assert capsys.readouterr().out == "1 open case: 0 differences.\n"
    with contextlib.closing(sqlite3.connect(desk)) as db:  # a slip of an operator
        db.execute("UPDATE cases SET tier = 'high'")
        db.commit()
    assert run(["audit", "reconcile"]) == 6
    assert "1 open case: 1 difference." in capsys.readouterr().out
    assert run(["audit", "reconcile", "--json"]) == 6
