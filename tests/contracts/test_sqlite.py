"""What only a file can do wrong: every reason not to start, and what survives a crash."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from activities.journal import position
from activities.journal.file import create, upgrade
from activities.journal.lock import EngineLock, holder
from activities.journal.sqlite import SqliteJournal
from activities.ports import Batch, StreamAppend
from domain.errors import Unavailable
from domain.record import Head
from domain.risk import TIERS
from tests.contracts.test_journal import events, put, row
from tests.support.plans import START
from tests.support.rights import mode, umask_of_nobody


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a new journal."""
    create(tmp_path / "journal.db")
    return tmp_path / "journal.db"


def spoil(file: Path, statement: str) -> None:
    """Change a journal's file behind its back."""
    with sqlite3.connect(file) as db:
        db.execute(statement)


async def test_an_acknowledged_event_survives_the_process(file: Path) -> None:
    """A process that dies right after the answer has lost nothing."""
    code = (
        "import asyncio, os, sys; from pathlib import Path; from activities.journal.sqlite import SqliteJournal\n"
        "from tests.contracts.test_journal import put\n"
        "from domain.record import Head\n"
        "async def main():\n"
        "    journal, head = SqliteJournal(Path(sys.argv[1])), Head()\n"
        "    for _ in range(20): head = await put(journal, 'case/a', head)\n"
        "    os._exit(9)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=False, env={**os.environ, "PYTHONPATH": "."})  # noqa: S603, ASYNC221
    assert done.returncode == 9
    journal = SqliteJournal(file)
    assert len(await journal.read("case/a")) == 20
    await journal.close()


def test_a_missing_journal_says_how_to_make_one(tmp_path: Path) -> None:
    """No file is no traceback."""
    with pytest.raises(Unavailable, match="no journal here yet"):
        SqliteJournal(tmp_path / "none.db")


def test_a_folder_a_text_and_a_truncated_file_are_no_journals(tmp_path: Path, file: Path) -> None:
    """Whatever lies there, the answer is a sentence."""
    (tmp_path / "text.db").write_text("hello " * 1_000, encoding="utf-8")
    (tmp_path / "empty.db").touch()
    half = tmp_path / "half.db"
    half.write_bytes(file.read_bytes()[:5_000])
    for path in (tmp_path, tmp_path / "text.db", tmp_path / "empty.db", half):
        with pytest.raises(Unavailable) as refused:
            SqliteJournal(path)
        assert str(refused.value).startswith(str(path))


def test_a_folder_and_an_empty_file_are_called_what_they_are(tmp_path: Path) -> None:
    """No disk is said to fail, and no other program to own what is empty."""
    with pytest.raises(Unavailable, match="this is a folder"):
        SqliteJournal(tmp_path)
    (tmp_path / "empty.db").touch()
    for opened in (SqliteJournal, upgrade):
        with pytest.raises(Unavailable, match="this file is empty"):
            opened(tmp_path / "empty.db")


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    """Another program's file is not ours to touch."""
    spoil(tmp_path / "other.db", "CREATE TABLE things (name TEXT)")
    with pytest.raises(Unavailable, match="belongs to another program"):
        SqliteJournal(tmp_path / "other.db")
    with pytest.raises(Unavailable, match="belongs to another program"):
        upgrade(tmp_path / "other.db")


async def test_a_journal_of_before_is_sorted_as_a_new_one(file: Path) -> None:
    """Brought up to date, old rows keep the order of their tiers, and new ones with a time come before them."""
    journal = SqliteJournal(file)
    await put(journal, "case/high", row=row("high", wake_in=-2, tier="high"))
    await put(journal, "case/routine", row=row("routine", wake_in=-9))
    await put(journal, "case/critical", row=row("critical", wake_in=-1, tier="critical"))
    await journal.close()
    for number, tier in enumerate(TIERS):  # as the release before wrote it
        spoil(file, f"UPDATE cases SET urgency = {-number} WHERE tier = '{tier}'")  # noqa: S608 — our own words
    spoil(file, "DELETE FROM migrations WHERE number = 2")
    with pytest.raises(Unavailable, match="older"):
        SqliteJournal(file)
    assert upgrade(file) == ["0002_time_left.sql"]
    journal = SqliteJournal(file)
    await put(journal, "case/lobby", row=replace(row("lobby", wake_in=-1, tier="high"), useless_after=START))
    assert [each.case for each in await journal.due(START, 9)] == ["critical", "lobby", "high", "routine"]
    await journal.close()


def test_newer_older_and_changed_schemas_are_refused(file: Path) -> None:
    """The schema is the one this release knows, made by the migrations it has."""
    spoil(file, "UPDATE migrations SET checksum = 'x'")
    with pytest.raises(Unavailable, match="differ"):
        SqliteJournal(file)
    spoil(file, "INSERT INTO migrations VALUES (99, 'new', 'x')")
    with pytest.raises(Unavailable, match="newer release"):
        SqliteJournal(file)


async def test_a_full_disk_is_said_and_survived(file: Path) -> None:
    """What does not fit is refused whole; when there is room again, it goes on."""
    journal = SqliteJournal(file)
    assert journal._writer is not None
    journal._writer._db.execute("PRAGMA max_page_count = 40")
    large, written = b"x" * 200_000, Head()
    with pytest.raises(Unavailable, match="disk is full"):
        await journal.append(Batch((StreamAppend("case/a", Head(), events("case/a", Head(), text=large.decode())),)))
    assert await journal.read("case/a") == []
    journal._writer._db.execute("PRAGMA max_page_count = 100000")
    written = await put(journal, "case/a")
    assert written.seq == 1
    assert (await journal.read_all(0, 10))[0].position == 1
    await journal.close()


async def test_what_cannot_be_written_is_answered_and_leaves_the_file_free(file: Path) -> None:
    """A value that SQLite's adapter does not take refuses its group, nobody hangs, and the next write goes through."""
    journal = SqliteJournal(file)
    half = replace(row("half"), summary="caf\ud800")
    bad = Batch((StreamAppend("case/half", Head(), events("case/half", Head()), row=half),))
    ask = [asyncio.ensure_future(journal.append(bad)), asyncio.ensure_future(put(journal, "case/beside"))]
    refused = await asyncio.wait_for(asyncio.gather(*ask, return_exceptions=True), 5)
    assert [type(each) for each in refused] == [UnicodeEncodeError] * 2
    assert (await asyncio.wait_for(put(journal, "case/beside"), 5)).seq == 1
    with contextlib.closing(sqlite3.connect(file, timeout=0.1)) as other:
        other.execute("BEGIN IMMEDIATE")
    assert [one.position for one in await journal.read_all(0, 10)] == [1]
    assert await journal.streams("") == ["case/beside"]
    await asyncio.wait_for(journal.close(), 5)


def test_the_second_engine_is_told_who_is_the_first(file: Path) -> None:
    """The lock names its holder, and is free again when it is released."""
    lock = EngineLock(file)
    assert str(os.getpid()) in holder(file)
    code = "import sys, pathlib, activities.journal.lock as lock; lock.EngineLock(pathlib.Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=False, capture_output=True, text=True)  # noqa: S603
    assert f"process {os.getpid()}" in done.stderr
    lock.release()
    assert not holder(file)
    EngineLock(file).release()


async def test_an_older_copy_is_noticed(file: Path, tmp_path: Path) -> None:
    """A journal behind its position file, or with another event there, is refused until an operator says so."""
    journal = SqliteJournal(file)
    first = await put(journal, "case/a", count=2)
    known = await position.present(journal)
    await position.compare(journal, known, "here")
    position.write(tmp_path / "p", known)
    assert position.read(tmp_path / "p") == known
    ahead = position.Position(known.identity, known.epoch, known.position + 3, "f" * 64)
    with pytest.raises(Unavailable, match="lacks 3 of the events"):
        await position.compare(journal, ahead, "here")
    other = position.Position(known.identity, known.epoch, known.position, "f" * 64)
    with pytest.raises(Unavailable, match="holds other events"):
        await position.compare(journal, other, "here")
    with pytest.raises(Unavailable, match="another journal"):
        await position.compare(journal, position.Position("else", 1, 0, ""), "here")
    await journal.open_epoch()
    await position.compare(journal, ahead, "here")
    await put(journal, "case/a", first)
    await journal.close()
    (tmp_path / "p").write_text("{", encoding="utf-8")
    with pytest.raises(Unavailable, match="cannot be read"):
        position.read(tmp_path / "p")


async def test_after_a_clean_stop_the_file_alone_is_whole(file: Path, tmp_path: Path) -> None:
    """Whoever copies the one file has everything, also when somebody else has it open for reading."""
    journal, onlooker = SqliteJournal(file), SqliteJournal(file, write=False)
    await put(journal, "case/a", count=3)
    await onlooker.read("case/a")
    await journal.close()
    shutil.copy(file, tmp_path / "copy.db")
    copy = SqliteJournal(tmp_path / "copy.db", write=False)
    assert len(await copy.read("case/a")) == 3
    await copy.close()
    await onlooker.close()


async def test_nobody_else_may_read_what_is_written(tmp_path: Path) -> None:
    """The file, and what SQLite lays beside it, are their owner's alone, whatever the umask is."""
    with umask_of_nobody():
        create(tmp_path / "makegood.db")
        journal = SqliteJournal(tmp_path / "makegood.db")
        await put(journal, "case/a")
        modes = [mode(tmp_path / f"makegood.db{end}") for end in ("", "-wal", "-shm")]
        await journal.close()
    assert modes == [0o600] * 3
