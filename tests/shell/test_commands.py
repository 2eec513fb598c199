"""The command line as a user meets it: answers, exit codes, and what it says to nonsense."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from activities.journal.file import create
from activities.journal.lock import EngineLock
from activities.journal.sqlite import SqliteJournal
from domain.case import commands as c
from makegood.cli.app import run
from tests.support.house import House, Told
from tests.support.plans import fourteen_steps


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a journal with two closed cases in it."""
    path = tmp_path_factory.mktemp("shell") / "makegood.db"
    create(path)

    async def fill() -> None:
        told = Told({"step-6": c.NotApplied(why="no", refused=True)})
        opened = SqliteJournal(path)
        house = await House(opened, fourteen_steps(), told).start()
        for key in ("one", "two"):
            await house.open(key)
        await house.engine.until_quiet()
        await opened.close()

    with asyncio.Runner() as runner:
        runner.run(fill())
    return path


def call(journal: Path, *words: str) -> int:
    """Run one command on a journal."""
    return run([*words, "--journal", f"sqlite:///{journal}"])


def cases(journal: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the ids of the cases."""
    assert call(journal, "case", "list", "--json") == 0
    return [row["case"] for row in json.loads(capsys.readouterr().out)]


def test_a_case_is_listed_shown_told_and_verified(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every way to look at a case answers, as text and as one JSON document."""
    first = cases(journal, capsys)[0]
    for words in (["case", "show"], ["case", "explain"], ["case", "events"]):
        assert call(journal, *words, first[:14]) == 0
        assert capsys.readouterr().out.count("\n") > 3
        assert call(journal, *words, first, "--json") == 0
        assert json.loads(capsys.readouterr().out)
    assert call(journal, "case", "explain", first, "-l", "vi") == 0
    assert "Vụ việc đã đóng" in capsys.readouterr().out
    assert call(journal, "audit", "verify") == 0
    assert "consistent, not anchored" in capsys.readouterr().out


def test_a_hand_on_a_case_is_recorded_once(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reopening makes events; holding twice says that it was so already; the journal stays legal."""
    second = cases(journal, capsys)[1]
    assert call(journal, "case", "reopen", second, "--why", "not content") == 0
    assert "CaseReopened" in capsys.readouterr().out
    assert call(journal, "case", "hold", second, "--why", "look") == 0
    assert call(journal, "case", "hold", second, "--why", "look") == 0
    assert "nothing changed" in capsys.readouterr().out
    assert call(journal, "step", "retry", second, "follow-up", "--why", "again") == 0
    assert call(journal, "audit", "verify") == 0


def test_a_time_copied_from_the_screen_includes_what_is_shown_at_it(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Times are shown cut to the second; as they are shown, and written with a T, they reach to the second's end."""
    first = cases(journal, capsys)[0]
    assert call(journal, "case", "events", first, "--utc") == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    shown = " ".join(rows[-1].split()[1:4])
    for at in (shown, shown.replace(" UTC", "Z").replace(" ", "T")):
        assert call(journal, "case", "events", first, "--utc", "--at", at) == 0
        assert capsys.readouterr().out.splitlines()[2:] == rows
    assert call(journal, "case", "events", first, "--at", shown.replace("UTC", "XYZ")) == 2
    assert "is not the zone of this machine" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["case", "show", "zzz"], 4, "there is no case zzz"),
        (["case", "shw", "x"], 2, "Did you mean"),
        (["case", "list", "nowhere"], 2, "is no phase"),
        (["case", "show", "x", "--at", "yesterday"], 2, "is not a time"),
        (["case", "show", "x", "--at", "2026-01-01T00:00:00"], 2, "names no zone"),
        (["case", "explain", "c", "-l", "xx"], 2, "“xx” is not spoken here"),
        (["task", "do", "ca_", "t", "novalue"], 2, "is no field"),
        (["house", "grant", "ana", "desk"], 4, "nobody in the house"),
        (["case", "hold", "ca_", "--why", "x", "--as", "ana"], 2, ""),
        (["schema", "event", "Nope"], 4, "no event type"),
        (["nonsense"], 2, "Unknown command"),
        ([], 0, ""),
    ],
)
def test_nonsense_gets_a_sentence_and_a_code(
    journal: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    """One clear sentence on stderr, the right exit code, stdout empty."""
    given = call(journal, *words) if words else run([])
    out = capsys.readouterr()
    assert given == code
    assert said in out.err
    assert "Traceback" not in out.err
    if code:
        assert not out.out


def test_a_problem_is_data_with_json(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json a refusal is RFC 9457 problem data on stderr."""
    assert call(journal, "case", "show", "zzz", "--json") == 4
    out = capsys.readouterr()
    assert not out.out
    assert json.loads(out.err)["exit_code"] == 4


def test_a_held_journal_names_its_engine(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without an answer at its door, a journal that an engine holds is unavailable."""
    lock = EngineLock(journal)
    try:
        assert call(journal, "db", "upgrade") == 7
        assert "runs this journal already" in capsys.readouterr().err
    finally:
        lock.release()


def test_cheap_commands_import_little() -> None:
    """--help and a list import neither Temporal nor anything else that is heavy."""
    code = (
        "import sys; from makegood.cli.app import run; run(['--help']); "
        "heavy = {'temporalio', 'fastapi', 'cryptography', 'httpx2', 'opentelemetry', 'structlog', 'jinja2'}; "
        "found = heavy & {name.split('.')[0] for name in sys.modules}; sys.exit(','.join(found) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 — ours
    assert done.returncode == 0, done.stderr
