"""What a health check is told: whether an engine wrote not long ago where its journal stands."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from workers import healthy


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where an engine writes its position, in the folder that a check is made in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "makegood.db.position"


def test_an_engine_that_writes_is_healthy(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It wrote a moment ago: 0, and not a word."""
    written.write_text("{}")
    assert healthy.main() == 0
    assert capsys.readouterr() == ("", "")


def test_one_that_is_silent_is_not(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has not written for a minute: 7, for how long, and where to look."""
    written.write_text("{}")
    os.utime(written, (time.time() - 61,) * 2)
    assert healthy.main() == 7
    assert "has not written for 61 s" in capsys.readouterr().err


def test_where_none_ever_ran_none_is_healthy(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was ever written: 7, and how to start one."""
    assert not written.exists()
    assert healthy.main() == 7
    assert "Start one" in capsys.readouterr().err
