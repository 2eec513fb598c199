"""Receipts as somebody at the desk takes them in: told from others, also from those of another case of the customer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from activities.journal import file
from activities.journal.sqlite import SqliteJournal
from makegood.cli.app import run
from tests.shell.test_canary import COVER
from tests.support.desks import desk_plan
from tests.support.house import House
from tests.support.plans import do

OPENED = ["case", "open", "test", "--market", "us", "--fact", "note=n", "--fact", "size=3"]


async def _on(path: Path) -> None:
    house = await House(SqliteJournal(path), desk_plan(COVER, do("end"))).start()
    await house.engine.until_quiet()
    await house.journal.close()


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return two cases of one customer, and one of somebody else, in which receipts are paid."""
    monkeypatch.chdir(tmp_path)
    path, found = tmp_path / "makegood.db", list[str]()
    file.create(path)
    asyncio.run(_on(path))
    for key, customer in (("1", "ana"), ("2", "ana"), ("3", "omar")):
        capsys.readouterr()
        named = ["--key", key, "--customer", customer, "--customer-id", customer, "--json"]
        assert run([*OPENED, *named, "--address", "a@example.org"]) == 0
        found.append(str(json.loads(capsys.readouterr().out)["case"]))
    asyncio.run(_on(path))
    assert run(["house", "add", "sari", "--role", "head"]) == 0
    return found


def test_one_receipt_is_taken_in_once_for_a_customer(cases: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """However its number is typed, in whichever case of theirs; what somebody else has is another one."""
    first, second, other = cases
    assert run(["case", "receipt", first, "3 USD", "--number", "A-17"]) == 0
    capsys.readouterr()
    for case, said in ((first, "receipt 1 of “meals”"), (second, f"came for case {first[:12]}")):
        assert run(["case", "receipt", case, "3 USD", "--number", "a 17"]) == 5
        told = capsys.readouterr().err
        assert said in told
        assert "say why: --why" in told
    assert (
        run(["case", "receipt", second, "3 USD", "--number", "a 17", "--why", "of another till", "--as", "sari"]) == 0
    )
    assert run(["case", "receipt", other, "3 USD", "--number", "A-17"]) == 0
    assert run(["audit", "verify"]) == 0


def test_a_receipt_without_a_number_is_of_a_shop_and_a_day(
    cases: list[str], capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    """One alone, a day that is none, and nothing at all are refused with what to write."""
    case = cases[0]
    for more, said in (
        ([], "Give its number"),
        (["--shop", "The Pie"], "Write both"),
        (["--shop", "The Pie", "--day", "monday"], "2026-11-23"),
    ):
        assert run(["case", "receipt", case, "3 USD", *more]) != 0
        assert said in capsys.readouterr().err
    bought = ["--shop", "The Pie", "--day", "2026-03-02"]
    assert run(["case", "receipt", case, "3 USD", *bought]) == 0
    assert run(["case", "receipt", case, "3 USD", "--shop", "the pie ", "--day", "2026-03-02"]) == 5
    assert run(["case", "receipt", case, "4 USD", *bought]) == 0
