"""Moving a journal as an operator meets it: what is printed, what is refused, what the old place says afterwards."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from activities.journal.lock import EngineLock
from makegood.cli.app import run
from tests.contracts.test_settling import begun
from tests.support.moves import asked_plan, at, filled, in_file
from tests.support.postgres import Server


@pytest.fixture
def journal(desk: Path) -> Path:
    """Return a filled journal where the settings look for it."""
    asyncio.run(filled(at(in_file(desk), desk.parent)))
    return desk


def test_a_journal_is_moved_to_a_server_and_back(
    journal: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says what to name from now on; both places verify, and the old one names the new one."""
    server = postgres.database()
    monkeypatch.setenv("MAKEGOOD_STATE", str(journal.parent / "state"))
    assert run(["db", "copy", "--to", server]) == 0
    said = capsys.readouterr()
    assert "in the same order: sha256:" in said.out
    assert f'journal = "{server}"' in said.out
    assert "comparing" in said.err
    for words in (["audit", "verify"], ["audit", "verify", "--journal", server], ["case", "list"]):
        assert run(words) == 0
    capsys.readouterr()
    assert run(["db", "accept-loss", "--why", "x", "--yes"]) == 7
    assert f"went on at {server}" in capsys.readouterr().err
    run(["doctor"])
    assert f"it went on at {server}" in capsys.readouterr().out
    back = in_file(journal.parent / "back.db")
    assert run(["db", "copy", "--journal", server, "--to", back, "--json"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    document = json.loads(told.out)
    assert (document["from"], document["to"], document["epoch"]) == (server, back, 3)
    assert document["rows"]["cases"] == 3
    assert run(["case", "list", "--journal", back]) == 0


@pytest.mark.parametrize(
    ("to", "code", "says"),
    [
        ("sqlite:///makegood.db", 2, "where the journal lies"),
        ("elsewhere", 2, "is no journal"),
        ("sqlite:///none/x.db", 7, "there is no folder"),
        ("sqlite:///taken.db", 7, "belongs to another program"),
    ],
)
def test_a_slip_is_refused(
    journal: Path, to: str, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    """With a sentence, what to do, and nothing changed."""
    with sqlite3.connect(journal.parent / "taken.db") as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    assert run(["db", "copy", "--to", to]) == code
    said = capsys.readouterr().err
    assert says in said
    assert "→" in said
    assert run(["audit", "verify"]) == 0


def test_an_engine_has_to_be_stopped(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named."""
    lock = EngineLock(journal)
    assert run(["db", "copy", "--to", "sqlite:///b.db"]) == 7
    assert "runs this journal already" in capsys.readouterr().err
    lock.release()


def test_effects_without_an_outcome_are_named(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With exit code 5 and the option that takes them along, which says how many they are."""
    case = asyncio.run(begun(at(in_file(desk), desk.parent), asked_plan(), "pay", timedelta(hours=1)))
    assert run(["db", "copy", "--to", "sqlite:///b.db", "--wait", "0"]) == 5
    assert f"{case}: “pay” (pay) was begun" in capsys.readouterr().err
    assert run(["db", "copy", "--to", "sqlite:///b.db", "--wait", "0", "--json"]) == 5
    assert "--as-they-are" in json.loads(capsys.readouterr().err)["remedy"]
    assert run(["db", "copy", "--to", "sqlite:///b.db", "--as-they-are"]) == 0
    assert "1 effect had no outcome" in capsys.readouterr().out
    assert run(["case", "show", case, "--journal", "sqlite:///b.db"]) == 0
