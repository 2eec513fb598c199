"""A running engine as its users meet it: the door, people's commands, queue workers, feeds, and refusals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.support.feeds import ROOT

PLAYBOOK = """
playbook: jammed-lift
language: 1
title: {en: Jammed lift}
owner: desk
markets: [us]
handles: [{failure: lift-jammed}]
facts: {floor: integer, who: person, note: text private}
risk: {likelihood: rare, consequence: {safety: none, rights: none, money: none, inconvenience: minor}}
steps:
  - {do: lifts.free, with: {floor: =failure.floor}, queue: lifts}
  - {ask: look, of: desk, due: 2h, words: {en: Look after them}, form: {well: yes_no, said: text private}}
close: {root_cause: optional}
"""
STEPS = """
from collections.abc import Mapping
from makegood.sdk import step

@step("lifts.free", capability="keyed", inputs={"floor": "integer"}, result={"freed": "yes_no"})
async def free(call):
    with open("freed.txt", "a") as file:
        file.write(f"{call.key} {call.request['floor']}\\n")
    return {"freed": True}
"""
CONNECTORS = "connectors:\n  lifts.free: {capability: keyed, inputs: {floor: integer}, result: {freed: yes_no}}\n"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a small house in it."""
    playbooks = tmp_path / "playbooks"
    (playbooks / "house").mkdir(parents=True)
    (playbooks / "jammed-lift.yaml").write_text(PLAYBOOK)
    for name in ("risk-matrix.yaml", "tier-policy.yaml", "staff.yaml"):
        shutil.copy(ROOT / "playbooks" / "house" / name, playbooks / "house" / name)
    (playbooks / "house" / "connectors.yaml").write_text(CONNECTORS)
    (playbooks / "house" / "markets.yaml").write_text("markets: {us: {language: en}}\n")
    (tmp_path / "messages").mkdir()
    (tmp_path / "steps.py").write_text(STEPS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start(house: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command of ours in the house."""
    return subprocess.Popen(  # noqa: S603 — our own module
        [sys.executable, "-m", "makegood", *words], cwd=house, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> str:
    """Interrupt a command; returns what it said."""
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)[1]
    assert process.returncode in {0, 130}, said
    return said


@pytest.fixture
def engine(house: Path) -> Iterator[subprocess.Popen[str]]:
    """Run an engine in the house."""
    process = start(house, "up")
    assert process.stderr is not None
    assert "makegood runs" in process.stderr.readline()
    yield process
    assert "stopped" in end(process)


def wait_for(capsys: pytest.CaptureFixture[str], words: list[str], part: str, seconds: float = 15) -> str:
    """Ask again until an answer holds a text."""
    until = time.monotonic() + seconds
    while True:
        run(words)
        said = capsys.readouterr().out
        if part in said:
            return said
        assert time.monotonic() < until, said
        time.sleep(0.1)


OPEN = ["case", "open", "lift-jammed", "--key", "L1", "--customer", "Rosa", "--market", "us", "--fact", "floor=3",
        "--fact", "who=Rosa", "--fact", "note=afraid of heights"]  # fmt: skip


@pytest.mark.usefixtures("engine")
def test_a_case_goes_through_a_queue_worker_and_a_person(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Opened by hand, done by a worker of another process, then by a person; private words stay out of events."""
    assert run(OPEN) == 0
    assert run(OPEN) == 0
    assert "known already" in capsys.readouterr().out
    worker = start(house, "worker", "run", "steps", "--queue", "lifts")
    said = wait_for(capsys, ["task", "list"], "look#ask0")
    assert "desk" in said
    end(worker)
    assert (house / "freed.txt").read_text().endswith(" 3\n")
    run(["case", "list", "--json"])
    case = json.loads(capsys.readouterr().out)[0]["case"]
    assert run(["task", "do", case, "look#ask0", "well=yes", "--as", "wayan"]) == 8
    assert run(["task", "do", case, "look#ask0", "well=maybe", "said=fine", "--as", "sari"]) == 2
    assert run(["task", "do", case, "look#ask0", "well=yes", "said=never again", "--as", "sari"]) == 0
    assert run(["case", "follow", case, "--at-most", "15s"]) == 0
    assert "CaseClosed" in capsys.readouterr().out
    assert run(["case", "contact", case, "thank you", "--channel", "mail"]) == 0
    assert run(["audit", "verify"]) == 0
    stored = b"".join(row[0] for row in sqlite3.connect(house / "makegood.db").execute("SELECT data FROM events"))
    for private in (b"afraid of heights", b"never again", b"thank you", b"Rosa"):
        assert private not in stored


@pytest.mark.usefixtures("engine")
def test_a_worker_of_a_queue_that_nothing_names_is_told(house: Path) -> None:
    """It goes on, for older cases may have jobs there, but a slip is seen."""
    worker = start(house, "worker", "run", "steps", "--queue", "lift")
    assert worker.stderr is not None
    assert "works on lift" in worker.stderr.readline()
    assert "no playbook in force names the queue “lift”. Did you mean “lifts”?" in worker.stderr.readline()
    end(worker)


@pytest.mark.usefixtures("engine")
def test_a_second_engine_is_refused_by_the_name_of_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    """One engine a journal; the second is told which process has it."""
    assert run(["up"]) == 7
    assert "an engine runs this journal already: process" in capsys.readouterr().err
    assert run(["db", "upgrade"]) == 7
    assert run(["db", "accept-loss", "--why", "no newer copy"]) == 7


def test_an_older_copy_is_refused_until_the_loss_is_accepted(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A restored backup does not start by itself; accepted, it begins a new epoch and every open case knows."""
    assert run(["detect", str(_feed(house)), "--map", str(_map(house))]) == 3
    for name in ("makegood.db", "makegood.db-wal"):
        if (house / name).exists():
            shutil.copy(house / name, house / f"{name}.old")
    assert run([*OPEN[:4], "L9", *OPEN[5:]]) == 0
    for name in ("makegood.db", "makegood.db-wal"):
        (house / name).unlink(missing_ok=True)
        if (house / f"{name}.old").exists():
            shutil.move(house / f"{name}.old", house / name)
    (house / "makegood.db-shm").unlink(missing_ok=True)
    capsys.readouterr()
    assert run(["up"]) == 7
    assert "older or different copy" in capsys.readouterr().err
    assert run(["db", "accept-loss", "--why", "no newer copy"]) == 2
    said = capsys.readouterr().err
    assert "it lacks" in said
    assert "--yes" in said
    assert run(["db", "accept-loss", "--why", "no newer copy", "--yes"]) == 0
    assert "Epoch 2 begins; 2 open cases" in capsys.readouterr().out
    run(["case", "list", "--json"])
    case = json.loads(capsys.readouterr().out)[0]["case"]
    run(["case", "events", case])
    assert "LossDeclared" in capsys.readouterr().out
    run(["audit", "log", "--json"])
    accepted = [fact for fact in json.loads(capsys.readouterr().out) if fact["type"] == "LossAccepted"]
    assert [(fact["body"]["epoch"], fact["body"]["why"]) for fact in accepted] == [(2, "no newer copy")]
    assert "it lacks" in accepted[0]["body"]["lost"]
    assert run(["db", "accept-loss", "--why", "no newer copy", "--yes"]) == 5
    assert "nothing is lost" in capsys.readouterr().err
    assert run(["audit", "verify"]) == 0


def _feed(house: Path) -> Path:
    rows = 'etage;wer;was\n"3";Anna;klemmt\n"4";Bert;klemmt\n"x";Carl;klemmt\n"5";Dora;piept\n'
    (house / "lifts.csv").write_text(rows.replace(";", ","))
    return house / "lifts.csv"


def _map(house: Path) -> Path:
    (house / "lifts.yaml").write_text(
        "map: lifts\nsource: lift-log\nformat: csv\nfailure: lift-jammed\nmarket: us\n"
        "columns: {floor: {type: integer, from: etage}, what: {type: text, from: was}, wer: text}\nkey: [line]\n"
        'when: row.what == "klemmt" and row.floor < 9\nfacts: {floor: =row.floor, note: =row.what}\n'
        "people: {who: {key: wer, name: wer}}\n"
    )
    return house / "lifts.yaml"


def test_another_feed_takes_another_map_and_no_code(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other columns, another language, persons by name: a map reads them; bad rows are set aside with their place."""
    words = ["detect", str(_feed(house)), "--map", str(_map(house)), "--json"]
    (house / "lifts.csv").write_text((house / "lifts.csv").read_text())
    assert run(words) == 3
    found = json.loads(capsys.readouterr().out)
    assert (found["read"], found["failures"], len(found["opened"])) == (4, 2, 2)
    assert found["rejected"] == [{"row": 3, "column": "etage", "why": "“x” is no whole number."}]
    assert (house / "lifts.csv.rejects.jsonl").read_text().count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["up", "--clock", "noon"], 2, "“noon” is no"),
        (["up", "--clock", "2026-01-01T00:00:00Z,rate=0"], 2, "is no clock"),
        (["up", "--playbooks", "nowhere"], 4, "there is no folder nowhere"),
        (["up", "--world", "0"], 2, "not 0"),
        (["up", "--journal", "sqlite:////no/such/m.db"], 7, "/no/such for the journal"),
        (["detect", "no.json", "--map", "lifts.yaml"], 4, "there is no feed no.json"),
        (["detect", "lifts.csv", "--map", "no.yaml"], 4, "there is no map no.yaml"),
        (["detect", "steps.py", "--map", "lifts.yaml"], 2, "the heading has no column “etage”"),
        (["playbook", "validate"], 2, "no file is named"),
        (["playbook", "validate", "no.yaml"], 4, "no.yaml cannot be read"),
        (["playbook", "validate", "bad.yaml"], 3, ""),
        (["playbook", "simulate", "playbooks/jammed-lift.yaml", "--cases", "0"], 2, "no number of cases"),
        (["playbook", "simulate", "playbooks/house/staff.yaml"], 4, "is no playbook"),
        (["worker", "run", "nothing.here", "--queue", "q"], 4, "no module nothing"),
        (["worker", "run", "json", "--queue", "q"], 2, "defines no service step"),
        (["worker", "run", "steps", "--queue", "q"], 7, "no engine answers"),
        (["case", "open", "unheard-of", "--key", "1", "--customer", "a", "--market", "us"], 7, "no journal here yet"),
        (["doctor"], 0, ""),
        (["bench", "nonsense-group"], 2, "") if (ROOT / "benchmarks").exists() else (["bench"], 4, "not installed"),
    ],
)  # fmt: skip
def test_nonsense_is_answered_in_a_sentence(
    house: Path, capfd: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    """Every command refuses nonsense with a place, a remedy and the right exit code, and writes nothing."""
    _feed(house), _map(house)
    (house / "bad.yaml").write_text(PLAYBOOK.replace("due: 2h", "due: soon"))
    before = _written(house)
    assert run(words) == code
    out, err = capfd.readouterr()
    assert said in err
    assert "Traceback" not in err
    assert _written(house) == before
    if words[-1] == "bad.yaml":
        assert "bad.yaml:12:32: bad-duration:" in out
        assert "\n" + " " * 33 + "^\n" in out


def _written(house: Path) -> list[Path]:
    """Return all that lies in a folder, but what Python keeps of a module that it read."""
    return sorted(path for path in house.rglob("*") if "__pycache__" not in path.parts)


def test_simulating_tells_what_would_have_come_of_it(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Made-up cases end, are counted, and leave no journal behind."""
    assert run(["playbook", "simulate", "playbooks/jammed-lift.yaml", "--cases", "20", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(found["outcomes"].values()) == found["cases"] == 20
    assert run(["playbook", "simulate", "playbooks/jammed-lift.yaml", "--cases", "20"]) == 0
    assert "20 Jammed lift" in capsys.readouterr().out
    assert not (house / "makegood.db").exists()


def test_an_engine_makes_no_journal_where_one_is_gone(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What tells of the one before is looked at first, and stays."""
    known = house / "makegood.db.position"
    known.write_text('{"identity": "x", "epoch": 1, "position": 9, "head": "y"}', encoding="utf-8")
    assert run(["up"]) == 7
    said = capsys.readouterr().err
    assert "the journal is gone" in said
    assert f"move {known.name} to another place" in said
    assert not (house / "makegood.db").exists()
    assert known.exists()
