"""Signs of abuse as people at the command line meet them: which wait, for whom, and what they came to."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from activities.journal import file
from activities.journal.sqlite import SqliteJournal
from domain.remedies import Kind, Remedies
from domain.signs import Sign
from makegood.cli.app import run
from tests.shell.conftest import Say
from tests.support.desks import refund
from tests.support.house import House, Told
from tests.support.plans import plan

OFTEN = Sign(words={"en": "many claims in a short time"}, days=30, cases=1, role="head")
KINDS = Remedies(name="house", kinds={"refund": Kind()}, signs={"often": OFTEN})


async def _two(path: Path) -> str:
    """Open two cases of one customer; return the second."""
    journal = SqliteJournal(path)
    house = await House(journal, plan(refund()), Told({}), remedies=KINDS).start()
    for key in ("1", "2"):
        case = (await house.open(key)).case
        await house.engine.until_quiet()
    await journal.close()
    return case


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a case under which a sign was noticed, in a journal of its own."""
    path = tmp_path / "j.db"
    monkeypatch.setenv("MAKEGOOD_JOURNAL", f"sqlite:///{path}")
    file.create(path)
    return asyncio.run(_two(path))


def test_signs_that_wait_are_listed_until_somebody_answers(case: str, say: Say) -> None:
    """With what they came to, who is asked and who has it; as plain data, too."""
    assert run(["house", "add", "hana"]) == 0
    assert run(["house", "grant", "hana", "head"]) == 0
    say("case", "list")
    told = say("case", "signs")[1]
    assert case[:12] in told
    assert "@sign/often#1" in told
    assert "many claims in a short time" in told
    [one] = json.loads(say("case", "signs", "--json")[1])
    assert (one["case"], one["sign"], one["role"], one["claimed_by"]) == (case, "often", "head", "")
    assert (one["own"] + one["others"], one["limit"], one["currency"]) == (2, 1, "")
    assert json.loads(say("case", "signs", "--role", "desk", "--json")[1]) == []
    assert "No sign waits for desk." in say("case", "signs", "--role", "desk")[1]
    assert say("task", "claim", case, "@sign/often#1", "--as", "hana")[0] == 0
    assert json.loads(say("case", "signs", "--json")[1])[0]["claimed_by"] == "hana"
    assert say("task", "do", case, "@sign/often#1", "decision=no_abuse", "why=two storms", "--as", "hana")[0] == 0
    assert "No sign waits for anybody." in say("case", "signs")[1]
