"""Commands on a journal that lies on a server: made, written to beside an engine, moved by a dump, and refused."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import psycopg
import pytest

from makegood.cli.app import run
from tests.support.folders import copy_house
from tests.support.postgres import Server
from workers.engine import running
from workers.library.shelf import Folders, read_shelf
from workers.settings import Settings, load

FACTS = ["--fact", "charge=ch_1", "--fact", "amount=10 USD", "--fact", "payer=Rosa Diaz", "--fact", "overdrawn=no"]
OPEN = ["case", "open", "charged-twice", "--customer", "Rosa Diaz", "--market", "us", *FACTS]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: Server) -> Path:
    """Return a working folder whose settings name a new journal on a server."""
    copy_house(tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = (f'journal = "{postgres.journal()}"', f'state = "{tmp_path / "state"}"')
    (tmp_path / "makegood.toml").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_a_case_is_opened_listed_shown_and_verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No engine runs, and every command answers all the same."""
    settings = load()
    asyncio.run(_begun(settings))
    capsys.readouterr()
    assert run([*OPEN, "--key", "1", "--json"]) == 0
    case = str(json.loads(capsys.readouterr().out)["case"])
    assert run(["case", "list"]) == 0
    assert case[:10] in capsys.readouterr().out
    assert run(["case", "show", case]) == 0
    assert run(["audit", "verify"]) == 0
    assert run(["audit", "reconcile"]) == 0


def test_a_database_that_is_gone_is_not_begun_anew(
    folder: Path, postgres: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty database where a journal was: every command says to restore it, and none makes one."""
    settings = load()
    asyncio.run(_begun(settings))
    (known,) = (folder / "state").glob("*.position")
    with psycopg.connect(settings["journal"], autocommit=True) as line:
        line.execute("DROP SCHEMA makegood CASCADE")
    capsys.readouterr()
    for words in (["up"], ["case", "list"], ["audit", "verify"]):
        assert run(words) == 7
        said = capsys.readouterr().err
        assert "the journal is gone" in said
        assert str(known) in said
    known.unlink()
    assert run(["case", "list"]) == 7
    assert "no journal here yet" in capsys.readouterr().err


async def _begun(settings: Settings) -> None:
    """Run an engine for a moment: it puts the documents in force."""
    async with running(settings, read_shelf(Folders.of(settings)).legal()):
        pass


def test_a_journal_that_was_moved_by_a_dump_goes_on_when_somebody_says_so(
    folder: Path, postgres: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """In another cluster every command refuses, until an operator accepts it with a reason."""
    address = load()["journal"]
    other = Server.start()
    try:
        other.do("CREATE ROLE makegood_app NOLOGIN")
        there = postgres.dumped(address, other)
        (folder / "makegood.toml").write_text(f'journal = "{there}"\nstate = "{folder / "state"}"\n')
        assert run(["case", "list"]) == 7
        said = capsys.readouterr().err
        assert "another cluster than before" in said
        assert "accept-loss" in said
        assert run(["db", "accept-loss", "--yes", "--why", "moved to the new machine", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["epoch"] == 2
        assert run(["case", "list"]) == 0
    finally:
        other.end()


def test_a_server_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, what to do, and 7; the doctor says the same."""
    (folder / "makegood.toml").write_text('journal = "postgresql://nobody@127.0.0.1:1/none"\n')
    for words in (["case", "list"], ["up"], ["audit", "verify"], ["audit", "reconcile"]):
        assert run(words) == 7, words
        assert "127.0.0.1:1" in capsys.readouterr().err
    assert run(["doctor"]) == 1
    assert "127.0.0.1:1" in capsys.readouterr().out
