"""A case that keeps failing is parked with a task for an operator; the others go on, and freeing it takes it up."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from activities.cases import Cases, Loaded
from activities.journal import file
from activities.journal.memory import MemoryJournal
from activities.journal.sqlite import SqliteJournal
from activities.ports import PromiseChange
from domain.errors import MakegoodError
from makegood.cli.app import run
from tests.support.house import House
from tests.support.plans import START, fourteen_steps
from workers import watching


class Poisoned(Cases):
    """Cases of which one meets a fault of the engine itself, as a broken release would have it."""

    bad = ""

    async def existing(self, case: str) -> Loaded:
        """Fail for one of them."""
        if case == self.bad:
            raise ZeroDivisionError("a fault of the engine")
        return await super().existing(case)


async def test_a_poisoned_case_is_parked_and_the_others_close() -> None:
    """After five failed turns the case is left alone, an operator has a task about it, and nobody else waits."""
    parked: list[tuple[str, str]] = []
    house = await House(MemoryJournal(), fourteen_steps()).start()
    house.turns.on_parked = lambda case, why: parked.append((case, why))
    bad, good = (await house.open("bad")).case, (await house.open("good")).case
    house.taker.cases = cases = Poisoned(house.journal, house.library)
    cases.bad = bad
    await house.engine.until_quiet()
    assert (await house.case(good)).phase == "closed"
    assert parked == [(bad, "ZeroDivisionError: a fault of the engine")]
    assert [task.task for task in await house.journal.tasks(role="operator")] == ["@parked"]
    cases.bad = ""
    await house.journal.unpark(bad)
    await house.engine.until_quiet()
    assert (await house.case(bad)).phase == "closed"
    assert not await house.journal.tasks(role="operator")


def test_an_operator_sees_why_and_frees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`case show` says why the engine leaves it alone; `case free` lets it go on, once."""
    monkeypatch.chdir(tmp_path)
    file.create(tmp_path / "makegood.db")
    case = asyncio.run(_parked(tmp_path / "makegood.db"))
    assert run(["task", "list", "operator"]) == 0
    assert "@parked" in capsys.readouterr().out
    assert run(["case", "show", case]) == 0
    assert "leaves it alone: Boom: it failed" in capsys.readouterr().out
    assert run(["task", "show", case, "@parked"]) == 0
    assert f"case free {case[:12]}" in capsys.readouterr().out
    assert run(["case", "list"]) == 0
    assert "  parked  " in capsys.readouterr().out
    assert run(["case", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["parked"] is True
    assert run(["case", "show", case, "--at", _opened(case, capsys)]) == 0
    assert "leaves it alone" not in capsys.readouterr().out
    assert run(["doctor"]) == 1
    assert "parked" in capsys.readouterr().out
    assert run(["case", "free", case]) == 0
    assert "no longer parked" in capsys.readouterr().out
    assert run(["case", "free", case]) == 0
    assert "nothing changed" in capsys.readouterr().out


def _opened(case: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return when a case was opened."""
    run(["case", "events", case, "--json"])
    return str(json.loads(capsys.readouterr().out)[-1]["recorded_at"]["$instant"])


async def _parked(path: Path) -> str:
    house = await House(SqliteJournal(path), fourteen_steps()).start()
    case = (await house.open("one")).case
    await house.journal.park(case, "Boom: it failed", house.clock.now() + timedelta(seconds=1))
    await house.journal.close()
    return case


def test_what_an_engine_meets_is_logged_without_anything_personal(capsys: pytest.CaptureFixture[str]) -> None:
    """Trouble, parking and overdue promises are facts with fields."""
    from workers.settings import load  # noqa: PLC0415 — with the logger set up for this test alone
    from workers.telemetry import configure  # noqa: PLC0415 — as above

    configure(load({"log": "warning"}))
    try:
        int("Ana Ruiz, Calle 5")
    except ValueError as trouble:
        watching.trouble_met("ca_1", trouble)
    watching.trouble_met("ca_2", MakegoodError("the playbook runs away."))
    watching.case_parked("ca_1", "ValueError: invalid literal: Ana Ruiz")
    watching.promises_overdue([PromiseChange("ca_1", "resolve", "open", START)])
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [one["event"] for one in said] == ["turn_failed", "turn_failed", "case_parked", "promise_overdue"]
    assert said[0]["what"].startswith("test_parked.py:")
    assert said[1]["what"] == "the playbook runs away."
    assert (said[3]["promise"], said[3]["due"]) == ("resolve", START.isoformat())
    assert "Ana" not in json.dumps(said)
