"""Absences, delegates, and whom a complaint is about, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, opened, refund

PLAN = desk_plan(refund(), ask(skill={}))
LATER = "2099-01-08T08:00Z"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a case with a refund to grant, in a house with a head, her deputy, a desk and a manager."""
    monkeypatch.chdir(tmp_path)
    found = opened(tmp_path / "makegood.db", PLAN, {"note": "n"})
    for person, role, boss in (("ratna", "head", ""), ("hendra", "desk", ""), ("sari", "desk", "ratna"),
                               ("bea", "manager", "")):  # fmt: skip
        run(["house", "add", person, "--role", role, *(["--reports-to", boss] if boss else []),
             "--account", f"{person}.x"])  # fmt: skip
    capsys.readouterr()
    return found


def does(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """Run a command; returns what it says on either way."""
    assert run([*words]) == code, words
    said = capsys.readouterr()
    return said.out + said.err


def approve(capsys: pytest.CaptureFixture[str], case: str, who: str, code: int = 0) -> str:
    """Grant the refund."""
    return does(capsys, "remedy", "approve", case, "refund", "--as", who, code=code)


def test_a_stand_in_may_what_the_absent_may_for_so_long(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before and behind it the desk may not grant; back again counts at once; the fact says for whom they stood in."""
    approve(capsys, case, "hendra", 8)
    says = ["--stand-in", "hendra.x", "--why", "leave"]
    does(capsys, "house", "absent", "ratna", "--from", "2098-01-01T00:00Z", "--until", LATER, *says, "--as", "ratna")
    approve(capsys, case, "hendra", 8)
    does(capsys, "house", "absent", "ratna", "--until", LATER, *says, "--as", "bea")
    assert "hendra while away" in does(capsys, "house", "list")
    away = json.loads(does(capsys, "house", "list", "--json"))["ratna"]["away"]
    assert (away["stand_in"], away["until"]) == ("hendra", "2099-01-08T08:00:00.000Z")
    assert "nothing changed" not in does(capsys, "house", "back", "ratna", "--as", "ratna")
    assert "nothing changed" in does(capsys, "house", "back", "ratna")
    approve(capsys, case, "hendra", 8)
    does(capsys, "house", "delegate", "ratna", "hendra", "--as", "ratna")
    does(capsys, "house", "end-delegate", "ratna", "hendra", "--as", "ratna")
    approve(capsys, case, "hendra", 8)
    does(capsys, "house", "delegate", "ratna", "hendra", "--as", "ratna")
    approve(capsys, case, "hendra")
    assert "They stood in for: ratna." in does(capsys, "case", "explain", case, "--grounds")
    does(capsys, "audit", "verify")


def test_who_is_away_and_their_stand_in_are_one(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the absent asked for their stand-in does not grant while it lasts."""
    for who in ("bea", "ratna"):
        does(capsys, "house", "grant", who, "owner", "--why", "for today")
    does(capsys, "step", "skip", case, "refund", "--why", "not yet", "--as", "ratna")
    does(capsys, "step", "retry", case, "refund", "--why", "it was right", "--as", "ratna")
    does(capsys, "house", "delegate", "ratna", "bea", "--as", "ratna")
    said = does(capsys, "remedy", "approve", case, "refund/2", "--as", "bea", code=8)
    assert "one stands in for the other, and so they count as ratna, who asked for this" in said


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["absent", "nobody", "--until", LATER], 4, "nobody in the house is called “nobody”"),
        (["absent", "ratna", "--until", LATER, "--stand-in", "nobody"], 4, "nobody in the house is called “nobody”"),
        (["absent", "ratna", "--until", "2020-01-01T00:00Z"], 5, "not in the past"),
        (["absent", "ratna", "--from", LATER, "--until", LATER], 5, "ends after it began"),
        (["absent", "ratna", "--until", "tomorrow"], 2, "tomorrow"),
        (["absent", "ratna"], 2, "until"),
        (["absent", "ratna", "--until", LATER, "--stand-in", "ratna.x"], 5, "nobody stands in for themselves"),
        (
            ["absent", "ratna", "--until", LATER, "--stand-in", "hendra", "--as", "hendra"],
            8,
            "may not say who stands in",
        ),
        (["absent", "ratna", "--until", LATER, "--stand-in", "bea", "--as", "bea"], 8, "let themselves stand in"),
        (["delegate", "ratna", "ratna"], 5, "nobody stands in for themselves"),
        (["delegate", "ratna", "sari", "--as", "sari"], 8, "may not say who stands in for ratna"),
        (["end-delegate", "ratna", "nobody"], 4, "nobody in the house is called “nobody”"),
        (["back", "nobody"], 4, "nobody in the house is called “nobody”"),
    ],
)
def test_nonsense_is_refused_with_nothing_written(
    case: str, capsys: pytest.CaptureFixture[str], words: list[str], code: int, says: str
) -> None:
    """Each with its cause and code."""
    before = does(capsys, "house", "list", "--json")
    assert case
    assert says in does(capsys, "house", *words, code=code)
    assert does(capsys, "house", "list", "--json") == before


def test_two_who_are_away_do_not_stand_in_for_each_other(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A stand-in is somebody who is there."""
    assert case
    does(capsys, "house", "absent", "ratna", "--until", LATER, "--stand-in", "hendra")
    said = does(capsys, "house", "absent", "hendra", "--until", LATER, "--stand-in", "sari")
    assert "AbsenceRecorded" in said
    assert "away then, too" in does(capsys, "house", "absent", "sari", "--until", LATER, "--stand-in", "hendra", code=5)


def test_whom_the_complaint_is_about_has_no_hand_in_it(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By any account; the case says so, and its story without the name."""
    about = ["case", "about", case]
    assert "nobody in the house" in does(capsys, *about, "nobody", "--why", "x", code=4)
    does(capsys, *about, "ratna.x", code=2)
    does(capsys, *about, "ratna.x", "--why", " ", code=5)
    assert "ComplainedAbout" in does(capsys, *about, "ratna.x", "--why", "she shouted", "--as", "sari")
    assert "nothing changed" in does(capsys, *about, "ratna", "--why", "she shouted")
    assert "may do nothing in this case" in approve(capsys, case, "ratna", 8)
    assert "ratna, who has no hand in it" in does(capsys, "case", "show", case)
    told = does(capsys, "case", "explain", case, "--language", "en")
    assert "has no hand in this case" in told
    assert "ratna" not in told
