"""A record that names nobody for the second person, with all hashes written anew: it is read with its playbook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from domain.case import commands as c
from domain.ids import case_stream
from domain.playbook import plan as p
from tests.support.house import House, virtual_clock
from tests.support.plans import plan, usd
from tests.support.tampering import Stored, written_anew
from tests.unit.test_at_stake import ASKS, CHOOSES
from tests.unit.test_ledger import refund
from workers.keeping.checking import check

GIFT = refund(None, amount=p.Given(value=usd(4_200)), authority=ASKS, when=('chosen("offer") == "a"',))
KIM = c.Actor(person="kim", roles=("owner", "desk", "manager"))
ANN = c.Actor(person="ann", roles=("owner", "desk", "manager"))
CUSTOMER = c.Actor(person="cu_1", roles=("customer",))


async def called_off(path: Path) -> str:
    """Make a journal in which two call a case off though the customer chose something; return its stream."""
    create(path)
    house = await House(SqliteJournal(path), plan(CHOOSES, GIFT), clock=virtual_clock()).start()
    case, now = (await house.open("1")).case, house.clock.now()
    await house.engine.until_quiet()
    for number, command in enumerate((
        c.ChooseAlternative(now=now, actor=CUSTOMER, step="offer", choice="a"),
        c.CancelCase(now=now, actor=KIM, why="no failure of ours"),
        c.CompleteTask(now=now, actor=ANN, task="@second#1", answer={"approve": True}),
    )):  # fmt: skip
        await house.desk.submit(case, command, command_id=f"c{number}")
        await house.engine.until_quiet()
    await house.journal.close()
    return case_stream(case)


def alone(event: Stored) -> None:
    """Have nobody agreed."""
    event["body"]["second"] = ""


@pytest.mark.parametrize("forged", [False, True])
async def test_what_the_customer_chose_is_not_dropped_by_one(forged: bool, tmp_path: Path) -> None:
    """As it was written nothing is found; by one alone what the plan says was chosen."""
    stream = await called_off(tmp_path / "whole.db")
    path = Path(shutil.copy(tmp_path / "whole.db", tmp_path / "copy.db"))
    if forged:
        written_anew(path, alone, stream=stream, kind="CaseCancelled")
    journal = SqliteJournal(path, write=False)
    said = [breach.what for breach in (await check(journal)).breaches]
    await journal.close()
    assert said == ["CaseCancelled: what the customer chose is dropped by one person alone"] * forged
