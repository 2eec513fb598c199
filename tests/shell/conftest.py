"""What tests of commands share: folders to work in, and a way to give commands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.folders import copy_house
from workers.engine import running
from workers.library.shelf import Folders, read_shelf
from workers.settings import load

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with the documents of the shipped house, to write into."""
    copy_house(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def begun(house: Path) -> Path:
    """Return a house whose documents are in force, and whose engine rests."""

    async def once() -> None:
        settings = load()
        async with running(settings, read_shelf(Folders.of(settings)).legal()):
            pass

    asyncio.run(once())
    return house


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a journal will lie, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "makegood.db"


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command; returns its exit code, what it printed and what it complained of."""

    def ran(*words: str) -> tuple[int, str, str]:
        code = run([*words])
        out = capsys.readouterr()
        return code, out.out, out.err

    return ran
