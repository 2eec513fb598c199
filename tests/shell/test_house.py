"""Changing the house on the command line: who may, what is kept, and slips that are caught."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from activities.journal import file
from activities.journal.sqlite import SqliteJournal
from makegood.cli.app import run
from tests.support.house import House
from tests.support.plans import fourteen_steps


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a journal with documents, a manager, a desk and an auditor."""
    monkeypatch.chdir(tmp_path)
    file.create(tmp_path / "makegood.db")
    asyncio.run(_publish(tmp_path / "makegood.db"))
    for person, role in (("ratna", "manager"), ("sari", "owner"), ("ada", "auditor")):
        assert run(["house", "add", person, "--name", person.title(), "--role", role, "--account", f"{person}.x"]) == 0
    capsys.readouterr()
    return tmp_path / "makegood.db"


async def _publish(path: Path) -> None:
    house = await House(SqliteJournal(path), fourteen_steps()).start()
    await house.journal.close()


def members(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    """Return who belongs to the house."""
    assert run(["house", "list", "--json"]) == 0
    found: dict[str, dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("who", ["sari", "ada", "sari.x"])
@pytest.mark.parametrize(
    "words",
    [["add", "new"], ["grant", "ratna", "operator"], ["revoke", "ratna", "manager"], ["certify", "ada", "x", "1"],
     ["add", "ada", "--reports-to", "sari"], ["add", "ratna", "--account", "z"]],
)  # fmt: skip
def test_only_managers_and_operators_change_the_house(
    capsys: pytest.CaptureFixture[str], words: list[str], who: str
) -> None:
    """A worker and an auditor are refused, and nothing is written; a manager may."""
    before = members(capsys)
    assert run(["house", *words, "--as", who]) == 8
    assert "It takes one of: manager, operator; say who acts with --as PERSON." in capsys.readouterr().err
    assert members(capsys) == before
    assert run(["house", "grant", "sari", "auditor", "--as", "ratna"]) == 0


@pytest.mark.usefixtures("journal")
def test_nobody_gives_themselves_anything(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a role, a skill, an account nor another superior, under whatever account; laying down is allowed."""
    for words in (["grant", "ratna", "operator"], ["certify", "ratna", "x", "1"], ["add", "ratna", "--account", "z"]):
        for name in ("ratna", "ratna.x"):
            assert run(["house", *words, "--as", name]) == 8
            assert "themselves" in capsys.readouterr().err
    assert run(["house", "revoke", "ratna", "manager", "--as", "ratna"]) == 0


@pytest.mark.usefixtures("journal")
def test_adding_somebody_who_is_known_changes_only_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Accounts and superior stay; the same again records nothing."""
    assert run(["house", "add", "sari", "--reports-to", "ratna"]) == 0
    capsys.readouterr()
    for words in ([], ["--name", "Sari"], ["--account", "sari.x"], ["--reports-to", "ratna"]):
        assert run(["house", "add", "sari", *words]) == 0
        assert "nothing changed" in capsys.readouterr().out
    assert run(["house", "add", "sari", "--account", "sari.y"]) == 0
    capsys.readouterr()
    sari = members(capsys)["sari"]
    assert (sari["accounts"], sari["reports_to"]) == (["sari.x", "sari.y"], "ratna")


@pytest.mark.usefixtures("journal")
def test_a_role_is_shown_and_a_misspelled_one_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """`house add` says what it granted; a slip is answered with what was meant, and nobody is added."""
    assert run(["house", "add", "budi", "--role", "owner"]) == 0
    said = capsys.readouterr().out
    assert "RoleGranted" in said
    assert "may act as owner" in said
    for words in (["add", "cem", "--role", "onwer"], ["grant", "budi", "onwer"]):
        assert run(["house", *words]) == 4
        assert "Did you mean “owner”?" in capsys.readouterr().err
    assert "cem" not in members(capsys)
