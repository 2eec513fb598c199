"""A copy of a journal that nobody may write to, nor beside: it is read and verified as it lies there."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, opened, refund

LIBC = ctypes.CDLL(None, use_errno=True)
PAST_RIGHTS = (1 << 1) | (1 << 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of capabilities(7): by these root goes past what the rights of files say."""
HEADER = (ctypes.c_uint32 * 2)(0x20080522, 0)


@contextlib.contextmanager
def without_rights() -> Iterator[None]:
    """Have the rights of files hold for this process, too, where it is root: its own read-only files included."""
    if os.geteuid() != 0:
        yield
        return
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    assert LIBC.capget(HEADER, held) == 0
    fewer = (ctypes.c_uint32 * 6)(*held)
    fewer[0] &= ~PAST_RIGHTS
    assert LIBC.capset(HEADER, fewer) == 0
    try:
        yield
    finally:
        assert LIBC.capset(HEADER, held) == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that everybody reaches."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


@pytest.fixture
def case(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a case in a journal there, which the settings name; all that reading takes was imported."""
    monkeypatch.chdir(folder)
    found = opened(folder / "makegood.db", desk_plan(refund(), ask()))
    for words in COMMANDS:
        run([*words, *([found] if words[0] == "case" and words[1] != "list" else [])])
    return found


COMMANDS = [
    ("case", "list"), ("case", "show"), ("case", "explain"), ("case", "ledger"), ("task", "list"), ("audit", "verify"),
    ("audit", "log"), ("house", "budget", "check"), ("document", "list"),
]  # fmt: skip


def locked(folder: Path, *, log: bytes | None = None) -> None:
    """Leave a copy of the journal alone there, with what its log holds, and let nobody write anything."""
    with contextlib.closing(sqlite3.connect(folder / "makegood.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for beside in ("-wal", "-shm"):
        (folder / f"makegood.db{beside}").unlink(missing_ok=True)
    if log is not None:
        (folder / "makegood.db-wal").write_bytes(log)
    for one in folder.iterdir():
        one.chmod(0o444)
    folder.chmod(0o555)


@pytest.mark.parametrize("log", [None, b""], ids=["no log", "an empty log"])
def test_it_is_read_as_it_lies_there(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str], log: bytes | None
) -> None:
    """Every command that reads answers as it does elsewhere, and leaves nothing beside it."""
    locked(folder, log=log)
    before = sorted(one.name for one in folder.iterdir())
    capsys.readouterr()
    with without_rights():
        for words in COMMANDS:
            told = [*words, *([case] if words[0] == "case" and words[1] != "list" else [])]
            assert run(told) == 0, (told, capsys.readouterr().err)
    assert "consistent" in capsys.readouterr().out
    assert sorted(one.name for one in folder.iterdir()) == before


def test_a_copy_whose_newest_facts_cannot_be_read_is_refused(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever copied the log with it is told where the newest facts are, and is not shown an older state."""
    shutil.copy(folder / "makegood.db", folder / "other.db")
    locked(folder, log=b"something was written")
    capsys.readouterr()
    with without_rights():
        assert run(["case", "show", case]) == 7
    said = capsys.readouterr()
    assert said.out == ""
    assert "what was written last lies in makegood.db-wal" in said.err
    assert "Copy both files to a folder of your own" in said.err


def test_nobody_runs_it(case: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What would write is refused as before, with the cause."""
    locked(folder)
    capsys.readouterr()
    with without_rights():
        assert run(["case", "hold", case, "--why", "x"]) == 7
    assert "Permission denied" in capsys.readouterr().err
