"""What a task shows to whoever does it: enough to do it, and the command that finishes it."""

from __future__ import annotations

import json
import shlex
import sqlite3
from pathlib import Path

import pytest

from domain.playbook import plan as p
from domain.values import Sealed
from makegood.cli.app import run
from tests.support.desks import ask, desk_plan, opened, refund
from tests.support.plans import do

PLAN = desk_plan(
    p.Together(id="both", branches={"a": (ask(),), "b": (refund(),)}),
)
LATE = desk_plan(p.Try(id="try", plans=((ask(),),), otherwise=(do("else", undo=None),)))


def shown(case: str, task: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Return what a task shows."""
    capsys.readouterr()
    assert run(["task", "show", case, task, *more]) == 0
    return capsys.readouterr().out


def test_a_task_shows_all_it_takes_and_the_command_that_does_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Form, skill, customer, overdue; the command with the answers filled in finishes the task."""
    case = opened(desk, PLAN, {"size": 7, "note": Sealed("v_1", "c")})
    run(["house", "add", "sari", "--role", "desk"])
    run(["house", "certify", "sari", "ticketing", "3"])
    said = shown(case, "ring#ask0", capsys)
    for part in (
        "field     reached: yes_no", "said: text, optional, private", "mood: calm or angry", "cu_1", "rings again",
        "takes     ticketing at level 3", "test order 1042", "boss may do it too",
    ):  # fmt: skip
        assert part in said
    command = said.partition("do it     ")[2].strip()
    assert command == f"makegood task do {case[:12]} 'ring#ask0' reached=… mood=… --as YOU"
    filled = command.replace("reached=…", "reached=yes").replace("mood=…", "mood=calm").replace("YOU", "sari")
    assert run(shlex.split(filled)[1:]) == 0
    assert "do it" not in shown(case, "ring#ask0", capsys)


def test_a_decision_shows_its_amount_and_its_own_form(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is to be granted, and that it is answered by approve; with --json the same for programs."""
    case = opened(desk, PLAN)
    said = shown(case, "refund#approve0", capsys)
    assert "remedy    refund: a refund of USD 1,022.54" in said
    assert "approve: yes_no" in said
    assert "passed on to board" in said
    told = json.loads(shown(case, "refund#approve0", capsys, "--json"))
    assert told["form"] == {"approve": "yes_no", "why": "text, optional"}
    assert told["command"].endswith("'refund#approve0' approve=… --as YOU")


def test_who_gets_it_is_read_by_name_by_whoever_claimed_the_task(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everybody reads whose it is, by which way, and why somebody is asked; the name and address whoever claimed it."""
    case = opened(desk, PLAN)
    run(["house", "add", "ratna", "--role", "head"])
    about = json.dumps({"name": "Lan Nguyen", "address": "lan@example.com", "language": "vi"})
    with sqlite3.connect(desk) as db:
        db.execute("INSERT INTO vault VALUES ('v_1', ?, 'cu_1', ?, ?)", (f"case/{case}", b"s", about.encode()))
    said = shown(case, "refund#approve0", capsys, "--as", "ratna")
    assert "payee     cu_1, the customer of the case" in said
    assert "name and address: whoever claims the task reads them" in said
    assert "paid      by pay" in said
    assert "why you   The plan grants nothing of this by itself, however little it is" in said
    assert run(["task", "claim", case, "refund#approve0", "--as", "ratna"]) == 0
    assert "lan@example.com" in shown(case, "refund#approve0", capsys, "--as", "ratna")
    assert "lan@example.com" not in shown(case, "refund#approve0", capsys)
    data = json.loads(shown(case, "refund#approve0", capsys, "--as", "ratna", "--json"))
    assert data["payee"] == {"name": "Lan Nguyen", "address": "lan@example.com"}
    assert {*data["sought"]} == {"en", "id", "vi"}
    assert data["sought"]["vi"]["why"][0].startswith("Kế hoạch không tự cấp khoản này")
    assert "payee" not in json.loads(shown(case, "refund#approve0", capsys, "--json"))


def test_a_task_in_a_try_says_that_the_plan_goes_on_without_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There it does not ring: the step is late."""
    case = opened(desk, LATE)
    assert "the task is taken back" in shown(case, "ring#ask0", capsys)


def test_whoever_claimed_it_reads_what_happened_and_nothing_private(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Facts, promises and history come with the claim; private facts stay hidden, and others do not see it."""
    case = opened(desk, PLAN, {"size": 7, "note": Sealed("v_1", "c")})
    run(["house", "add", "sari", "--role", "desk"])
    run(["house", "certify", "sari", "ticketing", "3"])
    assert run(["task", "claim", case, "ring#ask0", "--as", "sari"]) == 0
    mine = shown(case, "ring#ask0", capsys, "--as", "sari")
    assert "known     size: 7" in mine
    assert "heard from 0 times" in mine
    assert "v_1" not in mine
    assert "known" not in shown(case, "ring#ask0", capsys)


def test_whoever_agrees_where_something_goes_reads_where(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The new name and address, and the ones before, are read by whoever claimed the task, and by nobody else."""
    case = opened(desk, PLAN)
    for name, role in (("sari", "desk"), ("budi", "owner"), ("ratna", "owner")):
        run(["house", "add", name, "--role", role])
    told = ["--name", "Lan Nguyen", "--address", "lan@elsewhere.example", "--why", "they rang"]
    assert run(["case", "customer", case, *told, "--as", "sari"]) == 0
    for more in ((), ("--as", "budi"), ("--as", "sari")):
        said = shown(case, "@second#1", capsys, *more)
        assert "elsewhere.example" not in said
        assert "whoever claims the task reads it" in said
    assert run(["task", "claim", case, "@second#1", "--as", "sari"]) == 8
    assert run(["task", "claim", case, "@second#1", "--as", "budi"]) == 0
    said = shown(case, "@second#1", capsys, "--as", "budi")
    assert "goes to   Lan Nguyen, lan@elsewhere.example" in said
    assert "so far    no name, no address" in said
    assert "elsewhere.example" not in shown(case, "@second#1", capsys, "--as", "ratna")
    data = json.loads(shown(case, "@second#1", capsys, "--as", "budi", "--json"))
    assert data["goes_to"] == {"name": "Lan Nguyen", "address": "lan@elsewhere.example"}
    assert "goes_to" not in json.loads(shown(case, "@second#1", capsys, "--json"))


def test_a_first_address_is_told_by_one_person(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of somebody whose name alone was known; what is not in the vault any more was not unknown, and takes two."""
    case = opened(desk, PLAN)
    told = ["case", "customer", case, "--name", "Lan", "--address", "lan@example.com", "--why", "they rang"]
    about = json.dumps({"name": "Lan", "address": "", "language": "vi"})
    with sqlite3.connect(desk) as db:
        db.execute("INSERT INTO vault VALUES ('v_1', ?, 'cu_1', ?, ?)", (f"case/{case}", b"s", about.encode()))
    capsys.readouterr()
    assert run(told) == 0
    assert "CustomerRecognised" in capsys.readouterr().out
    assert run([*told[:5], "--address", "mallory@example.com", "--why", "they rang"]) == 0
    assert "SecondAsked" in capsys.readouterr().out


def test_nobody_is_asked_under_a_role_that_the_house_does_not_have(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused with the roles there are; a role, a person and the customer may have nothing to do."""
    opened(desk, PLAN)
    run(["house", "add", "sari", "--role", "legal"])
    capsys.readouterr()
    assert run(["task", "list", "nonsense"]) == 4
    said = capsys.readouterr().err
    assert "knows the role “nonsense”" in said
    assert "There are: auditor, board, boss, desk, head, legal, manager, operator, owner, service" in said
    assert run(["task", "list", "boord", "--json"]) == 4
    assert "board" in capsys.readouterr().err
    for idle in ("legal", "sari", "customer", "operator", "board"):
        assert run(["task", "list", idle]) == 0
        assert f"Nobody asks {idle} for anything." in capsys.readouterr().out
    assert run(["task", "list", "desk"]) == 0
    assert "ring#ask0" in capsys.readouterr().out


def test_whoever_agrees_that_the_customer_withdrew_reads_in_what_words(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Task, case and its story say who wrote it down; what the customer said, whoever claimed the task alone reads."""
    case = opened(desk, PLAN)
    for name, role in (("sari", "desk"), ("budi", "owner"), ("ratna", "owner")):
        run(["house", "add", name, "--role", role])
    assert run(["case", "withdraw", case, "--why", " ", "--as", "sari"]) == 2
    assert run(["case", "withdraw", case, "--why", "it is all fine by now", "--as", "sari"]) == 0
    for more in ((), ("--as", "budi"), ("--as", "sari")):
        said = shown(case, "@second#1", capsys, *more)
        assert "withdrew  whoever claims the task reads it; sari wrote it down" in said
        assert "all fine" not in said
    assert run(["task", "do", case, "@second#1", "approve=yes", "--as", "budi"]) == 5
    assert run(["task", "claim", case, "@second#1", "--as", "budi"]) == 0
    words = "“it is all fine by now”, written down by sari"
    assert f"withdrew  {words}" in shown(case, "@second#1", capsys, "--as", "budi")
    data = json.loads(shown(case, "@second#1", capsys, "--as", "budi", "--json"))
    assert (data["withdrew"], data["written_by"]) == ("it is all fine by now", "sari")
    assert "all fine" not in shown(case, "@second#1", capsys, "--as", "ratna")
    for command, told in (
        (["case", "show", case, "--as", "budi"], f"withdrew  {words} (task @second#1, open)"),
        (["case", "show", case, "--as", "ratna"], "withdrew  whoever claims the task reads it; sari wrote it down"),
        (["case", "explain", case, "-l", "en", "--inward", "--as", "budi"],
         "sari wrote down that the customer withdrew: “it is all fine by now”."),
        (["case", "explain", case, "-l", "en", "--inward"], "sari wrote down that the customer withdrew; a second"),
    ):  # fmt: skip
        capsys.readouterr()
        assert run(command) == 0
        assert told in capsys.readouterr().out
    assert run(["case", "explain", case, "-l", "en", "--as", "budi"]) == 0
    assert "all fine" not in capsys.readouterr().out
    assert run(["task", "do", case, "@second#1", "approve=yes", "--as", "budi"]) == 0
