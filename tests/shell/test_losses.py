"""Accepting a loss: asked for, refused where nothing is lost, gone on with where it was cut off."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from activities.journal import position
from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from domain.errors import Unavailable
from makegood.cli.app import run
from tests.support.house import House
from tests.support.plans import fourteen_steps
from workers.journals import InFile, make_new

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
    assert "it lacks 7 of the events" in said
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
    assert "older or different copy: it lacks 7 of the events" in warned


def test_a_journal_that_is_gone_is_not_begun_anew(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What tells of it stays; every command says to restore it, none says to make one, and none makes one."""
    kept = position.position_path(journal).read_bytes()
    shutil.move(journal, journal.with_name("backup"))
    with pytest.raises(Unavailable, match="the journal is gone"):
        make_new(InFile(journal, "here"))
    for words in (["case", "list"], ["audit", "verify"], ACCEPT, ["db", "upgrade"], ["house", "list"]):
        assert run(words) == 7
        said = capsys.readouterr().err
        assert "the journal is gone" in said
        assert "Restore the newest backup" in said
        assert "Make one" not in said
    run(["doctor"])
    assert "the journal is gone" in capsys.readouterr().out
    assert not journal.exists()
    assert position.position_path(journal).read_bytes() == kept
    shutil.move(journal.with_name("backup"), journal)
    assert run(["case", "list"]) == 0


def test_a_house_that_begins_anew_says_so_first(journal: Path) -> None:
    """With what was written moved away, a journal is made as for the first time."""
    journal.unlink()
    position.position_path(journal).rename(journal.with_name("of before"))
    make_new(InFile(journal, "here"))
    assert run(["case", "list"]) == 0


def test_what_tells_of_the_journal_may_be_unreadable(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder in its place is told in a sentence, and is no fault."""
    where = position.position_path(journal)
    where.unlink()
    where.mkdir()
    for words, code in ((["house", "add", "ann", "--why", "new"], 7), (["doctor"], 1), (ACCEPT, 2)):
        assert run(words) == code
        assert "where the journal stood cannot be read: Is a directory" in "".join(capsys.readouterr())


def test_a_folder_that_may_not_be_looked_into(
    journal: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever has no rights there hears so."""
    stat = Path.stat

    def barred(path: Path, *, follow_symlinks: bool = True) -> object:
        if path.name.startswith(journal.name):
            raise PermissionError(13, "Permission denied")
        return stat(path, follow_symlinks=follow_symlinks)

    position.position_path(journal).unlink()
    monkeypatch.setattr(Path, "stat", barred)
    for words in (["case", "list"], ["audit", "verify"], ["house", "list"]):
        assert run(words) == 7
        assert "cannot be looked for: Permission denied" in capsys.readouterr().err
    assert run(["doctor"]) == 1
    assert "cannot be looked for: Permission denied" in capsys.readouterr().out


def test_a_name_too_long_for_a_file_is_a_sentence(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The system's own word is passed on, with the place."""
    assert run(["case", "list", "--journal", f"sqlite:///{'x' * 300}.db"]) == 7
    assert "cannot be looked for: File name too long" in capsys.readouterr().err
    assert run(["case", "list"]) == 0
    assert journal.exists()


@pytest.mark.parametrize("words", [[*ACCEPT[:2], "--why", "caf\udce9"], ["caf\udce9"], ["case", "show", "\udce9"]])
def test_words_of_another_encoding_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The system passes bytes that are no UTF-8 on as halves of characters: one check, before anything is done."""
    assert run(words) == 2
    assert "is not written in UTF-8" in capsys.readouterr().err
    assert run([*words, "--json"]) == 2
    json.loads(capsys.readouterr().err)
