"""What tests of commands share: folders to work in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.folders import copy_house


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with the documents of the shipped house, to write into."""
    copy_house(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a journal will lie, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "makegood.db"
