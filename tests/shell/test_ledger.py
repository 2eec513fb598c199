"""The ledger on the command line: as a statement, and what people write down of remedies; with nonsense, too."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, go_on, opened, refund
from tests.support.plans import contract

PLAN = desk_plan(refund(pay=(contract("card", pays=True), contract("transfer", pays=True))), ask())


@pytest.fixture
def paid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a case whose refund ratna granted, and which is paid."""
    monkeypatch.chdir(tmp_path)
    case = opened(tmp_path / "makegood.db", PLAN)
    for person, role in (("ratna", "head"), ("sari", "desk"), ("hugo", "head")):
        assert run(["house", "add", person, "--role", role]) == 0
    assert run(["remedy", "approve", case, "refund", "--as", "ratna"]) == 0
    go_on(Path("makegood.db"), PLAN)
    capsys.readouterr()
    return case


def test_the_ledger_is_a_statement(paid: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Per payee: every entry with its basis, who approved it in which role, the way, and what it comes to."""
    assert run(["case", "ledger", paid, "--utc"]) == 0
    said = capsys.readouterr().out
    assert "cu_order 1042" in said or "(the customer), USD" in said
    assert "ratna (head)" in said
    assert "basis    refund: playbook test, step refund" in said
    assert "balance  proposed USD 1,022.54, approved USD 1,022.54, to pay USD 0.00, paid USD 1,022.54" in said
    lines = [line.split() for line in said.splitlines() if " refund  " in line]
    assert [line[4] for line in lines] == ["proposed", "approved", "paid"]


def test_the_ledger_for_programs_and_spreadsheets(paid: str, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has minor units and the balance; CSV has plain amounts and instants, and no formula in it."""
    assert (
        run(["remedy", "came-back", paid, "refund", "--why", "=HYPERLINK(1)", "--reference", "r-0", "--as", "hugo"])
        == 0
    )
    capsys.readouterr()
    assert run(["case", "ledger", paid, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (account,) = told["accounts"]
    assert account["balance"]["to_pay"] == 102254
    assert [line["what"] for line in account["lines"]] == ["proposed", "approved", "paid", "came back"]
    assert run(["case", "ledger", paid, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["what"], row["amount"], row["to_pay"], row["given"]) for row in rows][-1] == (
        "came back", "1022.54", "1022.54", "0.00",
    )  # fmt: skip
    assert rows[-1]["why"] == "'=HYPERLINK(1)"
    assert rows[0]["basis"] == "playbook test, step refund"


def test_what_came_back_is_paid_again(paid: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By the next way; the same reference once more changes nothing."""
    back = ["remedy", "came-back", paid, "refund", "--why", "account closed", "--reference", "r-1", "--as", "hugo"]
    assert run(back) == 0
    assert "PayoutReturned" in capsys.readouterr().out
    go_on(Path("makegood.db"), PLAN)
    assert run(back) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert run(["case", "ledger", paid]) == 0
    said = capsys.readouterr().out
    assert "came back" in said
    assert "transfer" in said


def test_taking_back_takes_who_may_grant_as_much(paid: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The desk may not; the head may, once; too much is refused with what is kept."""
    reverse = ["remedy", "reverse", paid, "refund", "--why", "paid by mistake", "--amount", "22.54 USD"]
    assert run([*reverse, "--as", "sari"]) == 8
    assert "may not take back" in capsys.readouterr().err
    assert run([*reverse, "--as", "hugo", "--reference", "b-1"]) == 0
    assert run([*reverse, "--as", "hugo", "--reference", "b-1"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert run([*reverse[:-1], "1022.54 USD", "--as", "hugo"]) == 5
    assert "of USD 1,000.00 that are kept, USD 1,022.54 cannot be taken back" in capsys.readouterr().err
    assert run(["case", "explain", paid]) == 0
    assert "took this back: a refund of USD 22.54; the reason: paid by mistake" in capsys.readouterr().out
    assert run(["case", "show", paid]) == 0
    assert "refund USD 1,022.54 paid, USD 22.54 of it taken back" in capsys.readouterr().out


def test_a_statement_of_an_earlier_time_says_so(paid: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As every look back does: as of which event, and of how many."""
    for words in (["case", "show", paid], ["case", "ledger", paid]):
        assert run([*words, "--at", "2999-01-01T00:00:00Z"]) == 0
        first, count = capsys.readouterr().out.splitlines()[0], r"(\d+) of \1 events"
        assert re.fullmatch(rf"as of .+: {count}", first)


def test_what_the_customer_says_of_a_remedy_lies_in_the_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Declined, shown: their words are sealed; the fact says what was done, not what they said."""
    monkeypatch.chdir(tmp_path)
    case = opened(tmp_path / "makegood.db", PLAN)
    assert run(["remedy", "proof", case, "the pink receipt", "--step", "refund"]) == 0
    assert run(["remedy", "decline", case, "refund", "--why", "my aunt Gisela pays"]) == 0
    assert "RemedyDeclined" in capsys.readouterr().out
    assert run(["case", "events", case, "--json"]) == 0
    said = capsys.readouterr().out
    assert "Gisela" not in said
    assert "pink" not in said
    assert run(["case", "explain", case]) == 0
    assert "you do not want this" in capsys.readouterr().out


def test_what_was_recovered_elsewhere_is_written_down(paid: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With what shows it; too late to be set off, the statement says what is left of it."""
    learn = ["remedy", "elsewhere", paid, "20 USD", "--source", "chargeback", "--as", "sari"]
    assert run([*learn, "--evidence", "statement 7"]) == 0
    assert "Nothing is there to set it off against" in capsys.readouterr().out
    assert run(["case", "ledger", paid]) == 0
    said = capsys.readouterr().out
    assert "recovery1: USD 20.00 from the chargeback of" in said
    assert "nothing of it was set off" in said
    assert "(USD 20.00 is left)" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["case", "ledger", "nonsense"], 4, "no case"),
        (["case", "ledger", "CASE", "--csv", "--json"], 2, "exclude each other"),
        (["case", "ledger", "CASE", "--at", "yesterday"], 2, ""),
        (["remedy", "came-back", "CASE", "nonsense", "--why", "x"], 5, "There are: refund."),
        (["remedy", "came-back", "CASE", "refund", "--why", " "], 5, "the reason is missing"),
        (
            ["remedy", "came-back", "CASE", "refund", "--why", "x", "--reference", "two words"],
            2,
            "names have no spaces",
        ),
        (["remedy", "reverse", "CASE", "refund", "--why", "x", "--amount", "1.500 USD"], 2, "1.500"),
        (["remedy", "decline", "CASE", "refund", "--why", "x"], 5, "makegood remedy reverse"),
        (["remedy", "elsewhere", "CASE", "5 USD", "--source", "friends", "--evidence", "x"], 2, "chargeback"),
        (["remedy", "elsewhere", "CASE", "0 USD", "--source", "agent", "--evidence", "x"], 2, "0 USD"),
        (["remedy", "elsewhere", "CASE", "5 USD", "--source", "agent", "--evidence", " "], 5, "what shows this"),
        (
            ["remedy", "elsewhere", "CASE", "5 USD", "--source", "agent", "--evidence", "x", "--payee", "me"],
            5,
            "nobody",
        ),
        (["remedy", "proof", "CASE", " "], 2, "no words"),
        (["remedy", "proof", "CASE", "a letter", "--step", "nonsense"], 5, "There are: refund."),
    ],
)
def test_nonsense_is_refused_with_what_to_do(
    paid: str, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its exit code and in words; nothing is written down."""
    given = [paid if word == "CASE" else word for word in words]
    assert run(["case", "events", paid, "--json"]) == 0
    before = capsys.readouterr().out
    assert run(given) == code
    assert said in capsys.readouterr().err
    assert run(["case", "events", paid, "--json"]) == 0
    assert capsys.readouterr().out == before
