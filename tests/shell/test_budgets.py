"""Budgets on the command line: set, lifted, shown, rebuilt; who may, and what nonsense is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from activities.journal.sqlite import SqliteJournal
from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, go_on, opened, refund
from workers.keeping.budget_sums import Sum, by_the_facts

PLAN = desk_plan(refund(), ask())


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a case with a refund that a head decides about; ratna is a manager, hana a head."""
    monkeypatch.chdir(tmp_path)
    case = opened(tmp_path / "makegood.db", PLAN)
    for person, role in (("ratna", "manager"), ("hana", "head"), ("mona", "manager"), ("ada", "auditor")):
        assert run(["house", "add", person, "--role", role]) == 0
    capsys.readouterr()
    return case


def does(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """Run a command, and return what it said."""
    assert run([*words]) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def budget(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """Run a command about budgets."""
    return does(capsys, "house", "budget", *words, code=code)


@pytest.mark.usefixtures("case")
def test_without_budgets_nothing_is_limited(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever looks is told so, and how to set one; nothing was taken."""
    assert "nothing is limited" in budget(capsys, "show")
    assert json.loads(budget(capsys, "show", "--json")) == []
    assert "Nothing was taken" in budget(capsys, "check")
    assert "there is no budget" in budget(capsys, "show", "house", code=4)
    assert "there is no budget “house” to lift" in budget(capsys, "lift", "house", "--why", "x", code=5)


def test_a_budget_that_does_not_reach_asks_its_keeper_until_it_is_set_anew(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The head's yes is not lost without a word: the manager is asked, sets it anew, and the head is asked again."""
    assert "set." in budget(capsys, "set", "house", "--amount", "1 USD", "--why", "a lean month", "--as", "ratna")
    assert "already" in budget(capsys, "set", "house", "--amount", "1 USD", "--why", "again", "--as", "ratna")
    said = does(capsys, "remedy", "approve", case, "refund", "--as", "hana", code=9)
    assert "refund USD 1,022.54 is not granted yet: the budget of the house has USD 1.00 left." in said
    assert "The manager is asked" in said
    go_on(Path("makegood.db"), PLAN)
    (task,) = [each for each in json.loads(does(capsys, "task", "list", "--json")) if each["purpose"] == "budget"]
    assert task["role"] == "manager"
    shown = does(capsys, "task", "show", case, task["task"])
    assert "has USD 1.00 left" in shown
    assert "budget" not in does(capsys, "case", "explain", case)
    assert "did not reach when hana was about to grant it" in does(capsys, "case", "explain", case, "--grounds")

    told = budget(capsys, "set", "house", "--amount", "5000 USD", "--amount", "9 EUR", "--why", "w", "--as", "mona")
    assert "1 case that waited" in told
    go_on(Path("makegood.db"), PLAN)
    assert "RemedyApproved, BudgetReserved" in does(capsys, "remedy", "approve", case, "refund", "--as", "hana")
    assert "USD 5,000.00" in budget(capsys, "show", "house")
    rows = json.loads(budget(capsys, "show", "--json"))
    assert [(row["currency"], row["by"]) for row in rows] == [("EUR", "mona"), ("USD", "mona")]
    assert rows[1]["taken"] != "0.00 USD"
    assert "granted, not paid" in budget(capsys, "check")
    go_on(Path("makegood.db"), PLAN)
    (counter,) = json.loads(budget(capsys, "check", "--json"))
    assert (counter["held"], counter["paid"]) == (0, counter["stands"])
    assert "It was taken from: house/" in does(capsys, "case", "explain", case, "--grounds")
    assert "lifted" in budget(capsys, "lift", "house", "--why", "enough", "--as", "ratna")
    assert "BudgetSet" in does(capsys, "audit", "log")
    does(capsys, "audit", "verify")


def test_the_keeper_may_say_no(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever keeps the budget denies, with a reason; without one they are told that it is missing."""
    budget(capsys, "set", "case", "--amount", "0 USD", "--why", "nothing by hand", "--keeper", "owner", "--as", "ratna")
    assert run(["remedy", "approve", case, "refund", "--as", "hana", "--json"]) == 9
    came = capsys.readouterr()
    assert json.loads(came.out)["events"] == ["BudgetExceeded"]
    assert json.loads(came.err)["title"] == "not yet"
    go_on(Path("makegood.db"), PLAN)
    does(capsys, "house", "add", "olga", "--role", "owner")
    assert "may not do" in does(
        capsys, "task", "do", case, "refund#budget1", "approve=no", "why=x", "--as", "hana", code=8
    )
    assert "lacks “why”" in does(capsys, "task", "do", case, "refund#budget1", "approve=no", "--as", "olga", code=5)
    said = does(capsys, "task", "do", case, "refund#budget1", "approve=no", "why=too much", "--as", "olga")
    assert "RemedyDenied" in said


NONSENSE: list[tuple[list[str], int, str]] = [
    (["set", "moon", "--amount", "1 USD", "--why", "w"], 2, "nothing that a budget is for"),
    (["set", "house/x", "--amount", "1 USD", "--why", "w"], 2, "nothing that a budget is for"),
    (["set", "actor/", "--amount", "1 USD", "--why", "w"], 2, "nothing that a budget is for"),
    (["set", "actor/nobody", "--amount", "1 USD", "--why", "w"], 4, "nobody in the house is called"),
    (["set", "playbook/none", "--amount", "1 USD", "--why", "w"], 4, "there is no playbook"),
    (["set", "house", "--amount", "1 XXX", "--why", "w"], 2, "XXX"),
    (["set", "house", "--amount", "much", "--why", "w"], 2, "much"),
    (["set", "house", "--amount=-1 USD", "--why", "w"], 2, "less than nothing"),
    (["set", "house", "--amount", "1 USD", "--amount", "2 USD", "--why", "w"], 2, "two amounts in USD"),
    (["set", "house", "--amount", "1 USD", "--why", " "], 2, "the reason is missing"),
    (["set", "house", "--why", "w"], 2, "amount"),
    (["set", "house", "--amount", "1 USD", "--why", "w", "--keeper", "king"], 4, "king"),
    (["set", "house", "--amount", "1 USD", "--why", "w", "--calendar", "maya"], 4, "maya"),
    (["set", "house", "--amount", "1 USD", "--why", "w", "--as", "hana"], 8, "may not set budgets"),
    (["set", "house", "--amount", "1 USD", "--why", "w", "--as", "ada"], 8, "may not set budgets"),
    (["set", "actor/ratna", "--amount", "1 USD", "--why", "w", "--as", "ratna"], 8, "their own budget"),
    (["show", "--case", "zzz"], 4, "there is no case"),
    (["lift", "--why", "w"], 2, "budget"),
    (["check", "now"], 2, "more than this command takes"),
]


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(("words", "code", "told"), NONSENSE, ids=[" ".join(words) for words, _, _ in NONSENSE])
def test_nonsense_is_refused_and_nothing_is_written(
    words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With cause and remedy, and the exit code that fits."""
    assert told in budget(capsys, *words, code=code)
    assert json.loads(budget(capsys, "show", "--json")) == []


def test_a_counter_that_was_changed_is_found(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody wrote into a counter by hand differs from the facts, and is told."""
    budget(capsys, "set", "house", "--amount", "5000 USD", "--why", "w", "--as", "ratna")
    does(capsys, "remedy", "approve", case, "refund", "--as", "hana")
    with sqlite3.connect("makegood.db") as db:
        db.execute("UPDATE claims SET value = 1 WHERE name LIKE 'budget/%'")
    db.close()
    assert "counters of budgets are not the sum of their facts: house/" in budget(capsys, "check", code=6)


def test_what_came_back_is_held_again(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is owed and not paid, until it is paid by the next way; the counter stays as it is."""
    budget(capsys, "set", "house", "--amount", "5000 USD", "--why", "w", "--as", "ratna")
    does(capsys, "remedy", "approve", case, "refund", "--as", "hana")
    go_on(Path("makegood.db"), PLAN)
    (before,) = json.loads(budget(capsys, "check", "--json"))
    assert (before["held"], before["paid"]) == (0, before["stands"])
    does(capsys, "house", "add", "hugo", "--role", "head")
    does(capsys, "remedy", "came-back", case, "refund", "--why", "account closed", "--reference", "r-1", "--as", "hugo")
    (after,) = json.loads(budget(capsys, "check", "--json"))
    assert (after["held"], after["paid"], after["stands"]) == (before["stands"], 0, before["stands"])


def test_what_is_free_again_for_the_house_alone_adds_up(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Taken back under a reference it is back for the house, and stays with whoever granted it."""
    for whose in ("house", "actor"):
        budget(capsys, "set", whose, "--amount", "5000 USD", "--why", "w", "--as", "ratna")
    does(capsys, "remedy", "approve", case, "refund", "--as", "hana")
    go_on(Path("makegood.db"), PLAN)
    words = ("--amount", "400 USD", "--why", "sent twice", "--reference", "r-1", "--as", "hana")
    assert "BudgetReleased" in does(capsys, "remedy", "reverse", case, "refund", *words)
    of = {row["counter"].partition("/")[0]: row for row in json.loads(budget(capsys, "check", "--json"))}
    assert [(row["held"], row["paid"], row["stands"]) for row in (of["house"], of["actor"])] == [
        (0, 62_254, 62_254), (0, 102_254, 102_254)
    ]  # fmt: skip
    does(capsys, "audit", "verify")


def test_sums_are_of_one_moment(case: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that moves a counter while facts are read is not taken for a fault."""
    budget(capsys, "set", "house", "--amount", "5000 USD", "--why", "w", "--as", "ratna")
    does(capsys, "remedy", "approve", case, "refund", "--as", "hana")

    async def summed() -> list[Sum]:
        journal = SqliteJournal(Path("makegood.db"), write=False)
        counts = journal.counts

        async def later(names: Iterable[str]) -> Mapping[str, int]:
            with contextlib.closing(sqlite3.connect("makegood.db")) as db, db:
                db.execute("UPDATE claims SET value = value + 1 WHERE name LIKE 'budget/%'")
            return await counts([*names])

        monkeypatch.setattr(journal, "counts", later)
        try:
            return await by_the_facts(journal)
        finally:
            await journal.close()

    (one,) = asyncio.run(summed())
    assert not one.differs


@pytest.mark.usefixtures("case")
def test_nobody_sets_a_budget_that_is_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor that of whom they stand in for; what everybody has is raised or lifted by whom it is not for."""
    assert run(["house", "delegate", "ratna", "mona", "--why", "for a week"]) == 0
    capsys.readouterr()
    said = budget(capsys, "set", "actor/ratna", "--amount", "9 USD", "--why", "w", "--as", "mona", code=8)
    assert "the budget of ratna: one stands in for the other" in said
    budget(capsys, "set", "actor", "--amount", "9 USD", "--why", "w", "--as", "mona")
    budget(capsys, "set", "actor", "--amount", "8 USD", "--why", "less", "--as", "mona")
    for words in (("set", "actor", "--amount", "9 USD"), ("set", "actor", "--amount", "1 EUR"), ("lift", "actor")):
        said = budget(capsys, *words, "--why", "more", "--as", "mona", code=8)
        assert "theirs as well" in said
        assert "actor/mona" in said
    budget(capsys, "set", "actor/mona", "--amount", "5 USD", "--why", "her own")
    assert "set." in budget(capsys, "set", "actor", "--amount", "9 USD", "--why", "others", "--as", "mona")
    assert "lifted" in budget(capsys, "lift", "actor", "--why", "enough")
