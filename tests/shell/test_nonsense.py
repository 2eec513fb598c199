"""Nonsense at the command line: refused in a sentence, at once, with an exit code, and without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell.conftest import Say
from tests.support.desks import desk_plan, opened
from tests.support.plans import do as does

LONG = "x" * 5_000
NAMES = ("", " ", "-5", "none", "../..", LONG, "é☃", "%", "*", "nan", "9" * 30)
COMMANDS = (
    "case follow {}", "case show {}", "case explain {}", "case events {}", "case ledger {}", "case hold {} --why w",
    "case note {} hello", "case customer {} --address a --why w", "case change {} --fact size=1 --why w",
    "case follow CASE --at-most {}", "case show CASE --at {}", "entitlement explain {} --on 2026-01-01",
    "entitlement recompute {}", "pack diff {} {}", "pack test {}", "pack validate {}", "calendar freeze ID {}",
    "calendar freeze {} 2026", "document show {}", "document stop {} --why w", "document approve {} --why w",
    "document hand-in {} --why w", "task show {} t", "task show CASE {}", "task claim CASE {}", "task do CASE {} a=b",
    "task release CASE {} --why w", "promise list --playbook {}", "promise score {}", "schema event {}",
    "audit verify --journal {}", "audit verify --journal sqlite:///{}", "db upgrade --journal sqlite:///{}",
    "detect {} --map m.yaml", "detect feed.csv --map {}", "playbook validate {}", "playbook explain {}",
    "playbook test {}", "worker run {} --queue q", "step retry CASE {} --why w", "remedy approve CASE {}",
)  # fmt: skip
FINE = {
    ("calendar freeze {} 2026", "none"), ("promise list --playbook {}", ""), ("promise score {}", ""),
    ("schema event {}", ""), ("case show CASE --at {}", ""),
}  # fmt: skip
"""What means something: a place without holidays, and no choice."""


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a case in a journal of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAKEGOOD_JOURNAL", f"sqlite:///{tmp_path / 'j.db'}")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00bin")
    (tmp_path / "torn.json").write_text("[1,2", encoding="utf-8")
    return opened(tmp_path / "j.db", desk_plan(does("a")), {"size": 1})


@pytest.mark.parametrize("command", COMMANDS)
def test_nonsense_is_refused(command: str, case: str, say: Say) -> None:
    """Whatever stands where a name, a file or a number is asked for."""
    files = ("folder", "empty", "bytes", "torn.json", "/dev/null")
    for name in (*NAMES, *files):
        if (command, name) in FINE:
            continue
        words = [part.replace("CASE", case).replace("{}", name) for part in command.split(" ")]
        code, _, told = say(*words)
        assert code not in {0, 1}, words
        assert told.startswith("makegood: ") or "finding" in told or ": " in told, words
        assert "Traceback" not in told


def test_an_option_that_names_nothing_is_refused(case: str, say: Say) -> None:
    """It is not taken for the folder one stands in."""
    for option in ("--packs", "--journal"):
        code, _, told = say("entitlement", "list", option, "")
        assert (code, f"{option}: nothing is named" in told) == (2, True)


def test_a_journal_without_a_file_is_refused(case: str, say: Say) -> None:
    """`sqlite:///` alone names none."""
    for place in ("sqlite:///", "sqlite:///."):
        code, _, told = say("case", "list", "--journal", place)
        assert (code, "names no file" in told) == (2, True)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("rate", ["-5", "0", "9999999999999999999999"])
def test_a_clock_that_cannot_be_is_refused(rate: str, say: Say) -> None:
    """A demonstration does not stand still, and does not run backwards."""
    code, _, told = say("demo", "--rate", rate)
    assert (code, "--rate: a clock runs" in told) == (2, True)


@pytest.mark.parametrize("words", ["demo --seed", "playbook simulate p.yaml --cases", "house maturity ana"])
@pytest.mark.parametrize("number", ["1.5", "", "ten", "1e3", "٣", "9" * 100])
def test_no_number_is_rounded(words: str, number: str, say: Say) -> None:
    """Half a case is none, and what is no whole number is told so."""
    code, _, told = say(*words.split(), number)
    assert (code, "is no whole number" in told) == (2, True)
