"""What customers say and clerks write down: choices, answers afterwards; and remarks."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.desks import desk_plan, opened
from tests.support.plans import HOUR, do

ASKED = desk_plan(
    do("fix", undo=None),
    follow_up=(
        p.FollowUp(
            after=HOUR * 0, survey="csat", reply_within=HOUR * 36, reopen_when=('answer("csat").handling <= 2',)
        ),
    ),
)  # fmt: skip
OFFERED = desk_plan(
    p.Offer.model_validate({
        "id": "ways", "message": "ways", "reply_within": HOUR, "otherwise": "wait",
        "choices": {"wait": {"en": "Wait"}, "money": {"en": "Money"}},
    })
)  # fmt: skip


def facts(case: str, kind: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return the facts of a type."""
    capsys.readouterr()
    assert run(["case", "events", case, "--json"]) == 0
    return [fact for fact in json.loads(capsys.readouterr().out) if fact["type"] == kind]


def test_a_choice_is_the_customers_written_down_by_a_clerk(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The fact says who said it and who wrote it, and the list shows both."""
    case = opened(desk, OFFERED)
    assert run(["house", "add", "sari", "--role", "owner"]) == 0
    assert run(["case", "choose", case, "money", "--as", "sari"]) == 0
    (chosen,) = facts(case, "AlternativeChosen", capsys)
    assert (chosen["actor"], chosen["on_behalf_of"]) == ("sari", "cu_1")
    assert isinstance(chosen["body"], dict)
    assert chosen["body"]["by"] == "cu_1"
    run(["case", "events", case])
    assert "sari for cu_1" in capsys.readouterr().out
    assert run(["audit", "verify"]) == 0


@pytest.mark.parametrize(("handling", "fact"), [(5, "ResolutionAccepted"), (1, "CaseReopened")])
def test_a_follow_up_is_answered_by_the_customers_reference(
    desk: Path, capsys: pytest.CaptureFixture[str], handling: int, fact: str
) -> None:
    """Good marks accept, bad ones reopen; both are said by the customer."""
    case = opened(desk, ASKED)
    assert run(["case", "answer", "order 1042", "--outcome", "4", "--handling", str(handling)]) == 0
    assert fact in capsys.readouterr().out
    (done,) = facts(case, "FollowUpDone", capsys)
    assert done["on_behalf_of"] == "cu_1"
    assert run(["case", "answer", case, "--outcome", "4", "--handling", "4"]) == 5
    assert "no follow-up question is open" in capsys.readouterr().err
    assert run(["audit", "verify"]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["order 1042", "--outcome", "6", "--handling", "1"], 2, "6 is no mark"),
        (["order 1042", "--outcome", "1", "--handling", "0"], 2, "0 is no mark"),
        (["order 7", "--outcome", "1", "--handling", "1"], 4, "there is no case order 7"),
    ],
)
def test_marks_and_references_that_are_none_are_refused(
    desk: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    """A mark outside one to five, a reference nobody gave."""
    opened(desk, ASKED)
    assert run(["case", "answer", *words]) == code
    assert said in capsys.readouterr().err


def test_a_note_is_a_fact_and_its_words_are_not(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The remark lies in the vault."""
    case = opened(desk, OFFERED)
    assert run(["case", "note", case, "speaks softly"]) == 0
    assert facts(case, "NoteAdded", capsys)
    stored = b"".join(row[0] for row in sqlite3.connect(desk).execute("SELECT data FROM events"))
    assert b"softly" not in stored


@pytest.mark.parametrize(
    "words",
    [
        ["case", "hold", "CASE", "--why", " "], ["case", "cancel", "CASE", "--why", ""],
        ["case", "reopen", "CASE", "--why", ""], ["step", "retry", "CASE", "x", "--why", ""],
        ["step", "skip", "CASE", "x", "--why", "\t"], ["step", "undo", "CASE", "x", "--why", ""],
        ["case", "note", "CASE", " "],
        ["case", "contact", "CASE", "--text", ""],
    ],
)  # fmt: skip
def test_nothing_is_done_without_a_reason(desk: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """What a person does by hand says why in words, or it is not done; so does a remark."""
    case = opened(desk, OFFERED)
    assert run(["case", "events", case, "--json"]) == 0
    before = capsys.readouterr().out
    assert run([case if word == "CASE" else word for word in words]) in {2, 5}
    said = capsys.readouterr().err
    assert "the reason is missing" in said or "there are no words" in said
    assert run(["case", "events", case, "--json"]) == 0
    assert capsys.readouterr().out == before


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "-a", "é"])
def test_a_person_has_a_name_that_can_be_typed(desk: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A name that no command could name again is refused; the full one goes with --name."""
    opened(desk, OFFERED)
    assert run(["house", "add", "--", name]) == 2
    assert "no name of a person" in capsys.readouterr().err
