"""A case that keeps failing is parked with a task for an operator; the others go on, and freeing it takes it up."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from activities.account import of_process
from activities.cases import Cases, Loaded
from activities.clock import VirtualClock
from activities.journal import file
from activities.journal.memory import MemoryJournal
from activities.journal.sqlite import SqliteJournal
from activities.operation import Operation
from activities.ports import PromiseChange
from domain.case import commands as c
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
    assert [case for case, _ in parked] == [bad]
    assert parked[0][1].startswith("ZeroDivisionError: test_parked.py:"), "what others say is not kept"
    assert [task.task for task in await house.journal.tasks(role="operator")] == ["@parked"]
    cases.bad = ""
    operator = c.Actor(person="os:ops", roles=("operator",), account="os:ops")
    assert await Operation(house.journal, house.clock).free(bad, operator, "a newer release")
    assert not await Operation(house.journal, house.clock).free(bad, operator, "a newer release")
    assert [
        (type(r.event).__name__, r.actor, r.account) for r in await Operation(house.journal, house.clock).records()
    ] == [
        ("CaseParked", "engine", of_process()),
        ("ParkedCaseFreed", "os:ops", "os:ops"),
    ]
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
    assert run(["case", "free", case, "--why", " "]) == 5
    assert run(["case", "free", case, "--why", "it was the old release"]) == 0
    assert "no longer parked" in capsys.readouterr().out
    assert run(["case", "free", case, "--why", "again"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert run(["case", "show", case, "--at", "2999-01-01T00:00:00Z"]) == 0
    assert "leaves it alone" not in capsys.readouterr().out
    assert run(["case", "show", case, "--at", _parked_at(capsys)]) == 0
    assert "leaves it alone: Boom: it failed" in capsys.readouterr().out
    assert run(["audit", "log"]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("CaseParked", "ParkedCaseFreed", "it was the old release", "Published"))


def _opened(case: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return when a case was opened."""
    run(["case", "events", case, "--json"])
    return str(json.loads(capsys.readouterr().out)[-1]["recorded_at"]["$instant"])


def _parked_at(capsys: pytest.CaptureFixture[str]) -> str:
    """Return when a case was parked."""
    run(["audit", "log", "--json"])
    facts = json.loads(capsys.readouterr().out)
    return next(str(fact["recorded_at"]["$instant"]) for fact in facts if fact["type"] == "CaseParked")


async def _parked(path: Path) -> str:
    house = await House(SqliteJournal(path), fourteen_steps()).start()
    case = (await house.open("one")).case
    clock = VirtualClock(house.clock.now() + timedelta(milliseconds=5))
    await Operation(house.journal, clock).park(case, "Boom: it failed")
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
