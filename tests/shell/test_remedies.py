"""Granting and denying remedies on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.case.commands import NotApplied
from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, go_on, opened, refund
from tests.support.plans import do

PLAN = desk_plan(refund(), do("after", undo=None), ask())


@pytest.fixture
def granted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a case whose refund was granted by ratna, but is not paid yet."""
    monkeypatch.chdir(tmp_path)
    case = opened(tmp_path / "makegood.db", PLAN)
    assert run(["house", "add", "ratna", "--role", "head"]) == 0
    assert run(["remedy", "approve", case, "refund", "--as", "ratna"]) == 0
    capsys.readouterr()
    return case


def test_denying_what_one_granted_is_refused_with_what_can_be_done(
    granted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it is paid the step can be skipped; afterwards nothing is taken back; granting again changes nothing."""
    deny = ["remedy", "deny", granted, "refund", "--why", "second thoughts", "--as", "ratna"]
    assert run(deny) == 5
    said = capsys.readouterr().err
    assert "is approved; nobody is asked about it" in said
    assert f"makegood step skip {granted[:12]} refund" in said
    go_on(Path("makegood.db"), PLAN)
    assert run(deny) == 5
    assert "What was paid is not taken back" in capsys.readouterr().err
    assert run(["remedy", "approve", granted, "refund", "--as", "ratna"]) == 0
    assert "nothing changed" in capsys.readouterr().out


def test_skipping_the_step_denies_what_was_not_paid(granted: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the refusal advises works, once a second person agrees: it was granted."""
    assert run(["step", "skip", granted, "refund", "--why", "second thoughts"]) == 0
    said = capsys.readouterr().out
    assert "RemedyDenied" not in said
    assert "It drops what is owed: refund USD 1,022.54, granted" in said
    assert run(["house", "add", "olga", "--role", "owner"]) == 0
    assert run(["task", "do", granted, "@second#1", "approve=yes", "--as", "olga"]) == 0
    assert "RemedyDenied" in capsys.readouterr().out


def test_a_case_in_which_something_is_owed_is_called_off_by_two(
    granted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One person says so and reads what it drops; nothing is done until another agrees."""
    assert run(["case", "cancel", granted, "--why", "no failure of ours"]) == 0
    said = capsys.readouterr().out
    assert "Nothing is done before somebody else agrees" in said
    assert "It drops what is owed: refund USD 1,022.54, granted" in said
    assert f"makegood task do {granted[:12]} '@second#1' approve=yes" in said
    assert "CaseCancelled" not in said
    assert run(["house", "add", "olga", "--role", "owner"]) == 0
    assert run(["task", "do", granted, "@second#1", "approve=yes", "--as", "olga"]) == 0
    assert "CaseCancelled" in capsys.readouterr().out


GIVEN_UP = desk_plan(p.Try(id="try", plans=((do("one"), do("two", undo=None)),), otherwise=(ask(),)))


def test_a_step_of_a_plan_that_was_given_up_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be accepted and do nothing, so it is refused with the reason, and no fact is written."""
    monkeypatch.chdir(tmp_path)
    case = opened(tmp_path / "makegood.db", GIVEN_UP, answers={"two": NotApplied(why="no", refused=True)})
    for step in ("one", "two"):
        assert run(["step", "retry", case, step, "--why", "again"]) == 5
        assert "belongs to a plan that was given up" in capsys.readouterr().err


def test_an_amount_is_written_in_one_way_in_one_language(granted: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Tasks, lists and stories in English say USD 1,022.54."""
    for words in (["case", "show", granted], ["case", "explain", granted], ["case", "events", granted],
                  ["task", "show", granted, "refund#approve0"]):  # fmt: skip
        assert run(words) == 0
        said = capsys.readouterr().out
        assert "USD 1,022.54" in said
        assert "1022.54" not in said
