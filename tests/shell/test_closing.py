"""Closing on the command line: findings, refusals, referrals, tries, hopes, causes; what is shown and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.playbook import plan as p
from makegood.cli.app import run
from tests.support.desks import desk_plan, go_on, opened
from tests.support.plans import HOUR

LOOK = p.Ask(id="look", role="desk", words={"en": "Look"}, due=HOUR * 48)
PLAN = desk_plan(LOOK, close=p.CloseNeeds(root_cause="required"))


@pytest.fixture
def case(desk: Path) -> str:
    """Return an open case that waits for the desk."""
    return opened(desk, PLAN)


def out(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """Run a command and return what it printed, on either stream."""
    capsys.readouterr()
    assert run([*words]) == code
    told = capsys.readouterr()
    return told.out + told.err


def test_a_refusal_goes_by_the_table(case: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is missing is told with the command for it; then it ends, is shown, told and counted."""
    told = out(capsys, "case", "close", case, "refused", "--why", "the meter is right", code=5)
    assert "“refused” needs a finding with reasons" in told
    assert "makegood case finding" in told
    assert "FindingMade" in out(capsys, "case", "finding", case, "not-upheld", "--why", "the meter is right")
    assert "RootCauseNamed" in out(capsys, "case", "cause", case, "no-failure")
    letter = ("case", "contact", case, "No, and here is why", "--out", "--channel", "mail")
    assert "ContactRecorded" in out(capsys, *letter, "--gives", "decision", "--gives", "route")
    assert "EndingChosen" in out(capsys, "case", "close", case, "refused", "--why", "the meter is right")
    go_on(desk, PLAN)
    shown = out(capsys, "case", "show", case)
    assert "closed, refused" in shown
    assert "finding   not upheld: the meter is right" in shown
    assert "outcome missing" in shown
    assert "the ending is partial" in shown
    assert "chúng tôi không thể đáp ứng yêu cầu" in out(capsys, "case", "explain", case, "--language", "vi")
    counted = json.loads(out(capsys, "closing", "endings", "--json"))
    assert counted["outcomes"] == {"refused": 1}
    assert counted["partial"] == {"refused": 1}
    assert json.loads(out(capsys, "closing", "causes", "--json"))[0]["cause"] == "no-failure"
    assert "no-failure" in out(capsys, "closing", "causes")
    assert "refused" in out(capsys, "closing", "endings")
    assert run(["audit", "verify"]) == 0


def test_what_is_hoped_for_is_kept_and_shown(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A kind and an amount; nonsense is told what an amount looks like."""
    assert "ExpectationRecorded" in out(capsys, "case", "expects", case, "refund", "--amount", "200 USD")
    assert "hoped for refund 200" in out(capsys, "case", "show", case).replace("USD 200.00", "200")
    assert "so already" in out(capsys, "case", "expects", case, "refund", "--amount", "200 USD")
    assert "you hope for: a refund of USD 200.00" in out(capsys, "case", "explain", case)
    out(capsys, "case", "expects", case, "refund", "--amount", "a lot", code=2)
    out(capsys, "case", "expects", case, "refund", "--amount", "0 USD", code=2)
    out(capsys, "case", "expects", case, "a refund please", code=2)


def test_what_is_hoped_for_is_told_with_the_failure(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands in the case from the beginning; more than a word, and an amount of nothing, are refused."""
    opened(desk, PLAN)
    tell = ("case", "open", "test", "--customer", "Ana", "--market", "us", "--fact", "note=x", "--key")
    assert "opened" in out(capsys, *tell, "7", "--hopes", "refund", "--amount", "20 USD")
    rows = json.loads(out(capsys, "case", "list", "--json"))
    told = [out(capsys, "case", "show", row["case"]) for row in rows]
    assert sum("hoped for refund" in each for each in told) == 1
    out(capsys, *tell, "8", "--hopes", "all my money back", code=2)
    out(capsys, *tell, "8", "--hopes", "refund", "--amount", "0 USD", code=2)
    out(capsys, *tell, "8", "--amount", "20 USD", code=2)
    assert len(json.loads(out(capsys, "case", "list", "--json"))) == 2


def test_a_case_is_referred_or_cannot_be_reached(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """To whom, under which reference, and every try to reach them are shown."""
    assert "CaseReferred" in out(capsys, "case", "refer", case, "the-grid", "--why", "their line")
    assert "not accepted yet" in out(capsys, "case", "show", case)
    assert "CaseReferred" in out(capsys, "case", "refer", case, "the-grid", "--accepted", "g-7", "--why", "their line")
    assert "who accepted it as g-7" in out(capsys, "case", "show", case)
    assert "ContactTried" in out(capsys, "case", "tried", case, "--channel", "phone", "--why", "nobody answers")
    assert "three tries" in out(capsys, "case", "close", case, "unreachable", "--why", "gone", code=5)
    assert "the-grid" in out(capsys, "case", "events", case)


@pytest.mark.parametrize(
    ("words", "code", "hears"),
    [
        (["finding", "{}", "upholded", "--why", "x"], 2, "upheld"),
        (["finding", "{}", "upheld", "--why", " "], 5, "the reason is missing"),
        (["close", "{}", "done", "--why", "x"], 2, "There are"),
        (["close", "{}", "solved", "--why", "x"], 5, "closes by itself"),
        (["close", "{}", "withdrawn", "--why", "x"], 5, "only the customer"),
        (["close", "{}", "merged", "--why", "x"], 5, "--into"),
        (["close", "{}", "merged", "--why", "x", "--into", "{}"], 5, "into itself"),
        (["close", "{}", "merged", "--why", "x", "--into", "ca_none"], 4, "there is no case"),
        (["refer", "{}", "the grid company", "--why", "x"], 2, "no name"),
        (["refer", "{}", "", "--why", "x"], 5, "to whom"),
        (["tried", "{}", "--channel", "", "--why", "x"], 5, "channel"),
        (["cause", "{}", " "], 2, "no name"),
        (["contact", "{}", "hello", "--gives", "decision"], 5, "--out"),
        (["contact", "{}", "hello", "--out", "--gives", "money"], 5, "It gives"),
        (["finding", "ca_none", "upheld", "--why", "x"], 4, "there is no case"),
    ],
)
def test_nonsense_is_told(
    case: str, capsys: pytest.CaptureFixture[str], words: list[str], code: int, hears: str
) -> None:
    """Each with its exit code, and nothing is written."""
    before = out(capsys, "case", "events", case, "--json")
    assert hears in out(capsys, "case", *[word.replace("{}", case) for word in words], code=code)
    assert out(capsys, "case", "events", case, "--json") == before


def test_nothing_is_counted_where_nothing_is_closed(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An open case has no ending and no cause."""
    assert "No case is closed yet" in out(capsys, "closing", "endings")
    assert "No cause was named yet" in out(capsys, "closing", "causes")
    assert json.loads(out(capsys, "closing", "endings", "--json"))["outcomes"] == {}


def test_a_customer_who_does_not_agree_is_heard_by_somebody_uninvolved(
    case: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their words lie in the vault; whoever decided may not look again, and somebody else finds anew."""
    assert "there is nothing yet" in out(capsys, "case", "reject", case, "--why", "no", code=5)
    assert "nothing is resolved" in out(capsys, "case", "accept", case, code=5)
    for person in ("sari", "olga"):
        out(capsys, "house", "add", person, "--role", "owner")
    out(capsys, "case", "finding", case, "not-upheld", "--why", "the meter is right", "--as", "sari")
    out(capsys, "case", "cause", case, "no-failure", "--as", "sari")
    out(capsys, "case", "contact", case, "No", "--out", "--gives", "decision", "--gives", "route", "--as", "sari")
    out(capsys, "case", "close", case, "refused", "--why", "the meter is right", "--as", "sari")
    go_on(desk, PLAN)
    assert "ReviewRequested" in out(capsys, "case", "reject", case, "--why", "my neighbour saw it")
    assert "my neighbour" not in out(capsys, "case", "events", case, "--json")
    go_on(desk, PLAN)
    answer = ("task", "do", case, "@review#1", "finding=upheld", "why=the meter was swapped")
    assert "had a hand in it" in out(capsys, *answer, "--as", "sari", code=8)
    assert "is no finding" in out(capsys, "task", "do", case, "@review#1", "finding=x", "why=y", "--as", "olga", code=5)
    assert "ReviewDecided" in out(capsys, *answer, "--as", "olga")
    assert "somebody who had no hand in it" in out(capsys, "case", "explain", case)
    assert "finding   upheld: the meter was swapped" in out(capsys, "case", "show", case)
    assert run(["audit", "verify"]) == 0


def test_the_same_complaint_is_told_to_its_case(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In an open case it is a message, which is told as such; what we say ourselves is no complaint."""
    again = ("case", "contact", case, "It broke again", "--complains")
    assert "only the customer complains again" in out(capsys, *again, "--out", code=5)
    assert "ContactRecorded" in out(capsys, *again, "--channel", "phone")
    assert "we heard from you (by phone)" in out(capsys, "case", "explain", case)
    assert "Anda menghubungi kami" in out(capsys, "case", "explain", case, "--language", "id")
    assert "It broke again" not in out(capsys, "case", "explain", case)
    out(capsys, "case", "contact", "ca_nobody", "It broke again", "--complains", code=4)
