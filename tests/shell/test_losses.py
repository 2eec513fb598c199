"""Accepting a loss: asked for, refused where nothing is lost, gone on with where it was cut off."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
from pathlib import Path

import pytest

from activities.journal import position
from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from makegood.cli.app import run
from tests.support.house import House
from tests.support.plans import fourteen_steps

ACCEPT = ["db", "accept-loss", "--why", "no newer copy"]


class Terminal(io.StringIO):
    """Somebody who sits at a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a journal with two open cases, and what is written about it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    path = tmp_path / "makegood.db"
    create(path)
    asyncio.run(_filled(path))
    return path


async def _filled(path: Path) -> None:
    journal = SqliteJournal(path)
    house = await House(journal, fourteen_steps()).start()
    await house.open("one")
    await house.open("two")
    position.write(position.position_path(path), await position.present(journal))
    await journal.close()


def written(path: Path, *, epoch: int = 1, ahead: int = 0) -> None:
    """Write down that the journal stood elsewhere."""
    where = position.position_path(path)
    known = position.read(where)
    assert known is not None
    position.write(where, position.Position(known.identity, epoch, known.position + ahead, known.head))


def epoch_of(path: Path) -> int:
    """Return a journal's epoch."""
    with sqlite3.connect(path) as db:
        found: int = db.execute("SELECT epoch FROM journal").fetchone()[0]
    db.close()
    return found


def test_a_whole_journal_has_nothing_to_accept(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused, with or without asking, and no epoch begins."""
    for words in (ACCEPT, [*ACCEPT, "--yes"]):
        assert run(words) == 5
        assert "nothing is lost" in capsys.readouterr().err
    assert epoch_of(journal) == 1


def test_nobody_at_a_terminal_has_to_say_yes(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --yes it says what is lost, and changes nothing."""
    written(journal, ahead=7)
    assert run(ACCEPT) == 2
    said = capsys.readouterr().err
    assert "it lacks 7 events" in said
    assert "--yes" in said
    assert epoch_of(journal) == 1
    assert run([*ACCEPT, "--yes"]) == 0
    assert "Epoch 2 begins; 2 open cases" in capsys.readouterr().out
    assert run([*ACCEPT, "--yes"]) == 5


@pytest.mark.parametrize(("answer", "code", "epoch"), [("yes\n", 0, 2), ("y\n", 2, 1), ("", 2, 1)])
def test_somebody_at_a_terminal_is_asked(
    journal: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, epoch: int
) -> None:
    """Only the whole word counts."""
    written(journal, ahead=7)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert run(ACCEPT) == code
    assert epoch_of(journal) == epoch


def test_what_was_cut_off_is_gone_on_with(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An epoch that was begun and not written down is the one that cases learn of."""
    written(journal, ahead=7)
    assert run([*ACCEPT, "--yes"]) == 0
    written(journal, epoch=1)
    capsys.readouterr()
    assert run(ACCEPT) == 2
    assert "was begun" in capsys.readouterr().err
    assert run([*ACCEPT, "--yes"]) == 0
    assert epoch_of(journal) == 2


@pytest.mark.parametrize("text", [None, "{"])
def test_where_nobody_knows_it_says_so(journal: Path, capsys: pytest.CaptureFixture[str], text: str | None) -> None:
    """No position file, or one that cannot be read: whoever says yes decides."""
    where = position.position_path(journal)
    where.unlink()
    if text is not None:
        where.write_text(text, encoding="utf-8")
    assert run(ACCEPT) == 2
    assert "makegood.db.position" in capsys.readouterr().err
    assert run([*ACCEPT, "--yes"]) == 0
    assert epoch_of(journal) == 2


def test_a_case_that_cannot_be_read_is_named(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The others know of the loss all the same."""
    written(journal, ahead=7)
    with sqlite3.connect(journal) as db:
        db.execute("UPDATE events SET data = 'x' WHERE position = (SELECT max(position) FROM events)")
    db.close()
    assert run([*ACCEPT, "--yes"]) == 0
    said = capsys.readouterr().out
    assert "1 open cases" in said
    assert "1 cannot be read" in said


def test_an_older_copy_is_shown_with_a_warning(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever only looks still sees it, and one line on stderr says that it is not all there is."""
    assert run(["case", "list"]) == 0
    assert capsys.readouterr().err == ""
    written(journal, ahead=7)
    assert run(["case", "list", "--json"]) == 0
    shown, warned = capsys.readouterr()
    assert len(json.loads(shown)) == 2
    assert warned.count("\n") == 1
    assert "older or different copy: it lacks 7 events" in warned
