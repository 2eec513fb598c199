"""`makegood detect` as its users meet it: logs, resuming, broken feeds, and files larger than the memory they take."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from makegood.cli.app import run
from tests.shell.test_engine import end, start
from tests.support.feeds import ROOT
from tests.support.maps import LATE, TRACES, log, written

PLAYBOOK = """
playbook: FAILURE
language: 1
title: {en: Something went wrong}
owner: desk
markets: [us, be]
handles: [{failure: FAILURE}]
facts: {FACTS}
risk: {likelihood: rare, consequence: {safety: none, rights: none, money: none, inconvenience: minor}}
steps:
  - {ask: look, of: desk, due: 2h, words: {en: Look after it}, form: {well: yes_no}}
close: {root_cause: optional}
"""
LATENESS = PLAYBOOK.replace("FAILURE", "lateness").replace("FACTS", "late: integer")
INCIDENT = PLAYBOOK.replace("FAILURE", "it-incident").replace(
    "FACTS", "impact: [low, high], waits: integer, waited: duration, took: duration, last: text"
)
JSONL = ["detect", "feed.jsonl", "--map", "late.yaml", "--json"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a small house in it, and maps of feeds."""
    (tmp_path / "playbooks" / "house").mkdir(parents=True)
    (tmp_path / "messages").mkdir()
    for name in ("risk-matrix.yaml", "tier-policy.yaml", "staff.yaml"):
        shutil.copy(ROOT / "playbooks" / "house" / name, tmp_path / "playbooks" / "house" / name)
    (tmp_path / "playbooks/house/markets.yaml").write_text("markets: {us: {language: en}, be: {language: en}}\n")
    (tmp_path / "playbooks/lateness.yaml").write_text(LATENESS)
    (tmp_path / "playbooks/it-incident.yaml").write_text(INCIDENT)
    (tmp_path / "late.yaml").write_text(LATE.replace("FORMAT", "jsonl").replace("LATE", "late"))
    (tmp_path / "incidents.yaml").write_text(TRACES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(first: int, last: int, *, late: int = 1) -> str:
    """Return rows of JSON lines."""
    return "".join(f'{{"id": "n{n}", "late": {late}}}\n' for n in range(first, last + 1))


def detect(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, object]:
    """Read a feed; returns what it came to."""
    capsys.readouterr()
    assert run(list(words)) == code
    return dict(json.loads(capsys.readouterr().out))


def counts(found: dict[str, object]) -> tuple[object, object, int, int]:
    """Return how many rows were passed over and read, and how many cases opened and known."""
    opened, known = found["opened"], found["known"]
    assert isinstance(opened, list)
    assert isinstance(known, list)
    return found["passed_over"], found["read"], len(opened), len(known)


def test_a_log_becomes_cases(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each trace once, with its facts; what cannot be read is listed with its place, and the exit code says so."""
    event = {"time:timestamp": "2011-03-01T10:00:00+01:00", "status": "Wait - User", "impact": "Low"}
    later = {**event, "time:timestamp": "2011-03-02T10:00:00+01:00"}
    traces = [({"concept:name": f"i{n}"}, [event, later]) for n in range(3)]
    feed = written(house, "log.xes.gz", log([*traces, ({"concept:name": "i9"}, [])]))
    words = ["detect", str(feed), "--map", "incidents.yaml", "--json"]
    found = detect(capsys, *words, code=3)
    assert counts(found) == (0, 4, 3, 0)
    assert found["rejected"] == [
        {"row": 4, "column": "first event: time:timestamp", "why": "the cell is empty."}
    ]  # fmt: skip
    assert json.loads((house / "log.xes.gz.rejects.jsonl").read_text())["row"] == 4
    assert counts(detect(capsys, *words)) == (4, 0, 0, 0)
    assert counts(detect(capsys, *words, "--from-start", code=3)) == (0, 4, 0, 3)
    case = found["opened"][0]  # type: ignore[index] # a list, as counted above
    run(["case", "events", case, "--json"])
    facts = json.loads(capsys.readouterr().out)[0]["body"]["facts"]
    assert (facts["impact"], facts["waits"], facts["waited"]) == ("low", 2, {"$duration": "86400000ms"})
    assert run(["audit", "verify"]) == 0


KILLED = """
import os, signal, sys
from makegood.cli.app import run
from workers import detecting
tell, told = detecting.tell, []
async def until_the_third(*words):
    left = await tell(*words)
    told.append(left)
    if len(told) == 3:
        os.kill(os.getpid(), signal.SIGNAL)
    return left
detecting.tell = until_the_third
sys.exit(run(sys.argv[1:]))
"""


def python(house: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run some Python with our modules, in the house."""
    return subprocess.run(  # noqa: S603 — our own code
        [sys.executable, "-c", code, *words], cwd=house, text=True, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_killed_reading_goes_on_where_it_was(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed between telling and marking: the batch told last is told again and known; nothing twice, nothing lost."""
    bad = "no JSON\n"
    (house / "feed.jsonl").write_text(lines(1, 20) + bad + lines(22, 120) + bad + lines(122, 240))
    assert python(house, KILLED.replace("SIGNAL", "SIGKILL"), *JSONL).returncode == -signal.SIGKILL
    found = detect(capsys, *JSONL, code=3)
    assert counts(found) == (101, 139, 88, 50)
    rejects = [json.loads(line)["row"] for line in (house / "feed.jsonl.rejects.jsonl").read_text().splitlines()]
    assert rejects == [21, 121]
    run(["case", "list", "--json"])
    assert len(json.loads(capsys.readouterr().out)) == 238
    assert counts(detect(capsys, *JSONL)) == (240, 0, 0, 0)


def test_an_interrupted_reading_goes_on_where_it_was(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Interrupted by hand: exit code 130, no document, and no case is opened twice or left out."""
    (house / "feed.jsonl").write_text(lines(1, 240))
    done = python(house, KILLED.replace("SIGNAL", "SIGINT"), *JSONL)
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr
    passed, read, opened, known = counts(detect(capsys, *JSONL))
    assert passed in {100, 150}
    assert (read, opened) == (240 - int(str(passed)), 90)
    assert known == 150 - int(str(passed))


def test_a_feed_that_grew_is_read_from_where_it_was(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A last line without its end is read again when it has one; another file of the same name begins anew."""
    feed = house / "feed.jsonl"
    feed.write_text(lines(1, 3) + '{"id": "n4", "la')
    assert counts(detect(capsys, *JSONL, code=3)) == (0, 4, 3, 0)
    feed.write_text(lines(1, 5))
    assert counts(detect(capsys, *JSONL)) == (3, 2, 2, 0)
    feed.write_text(lines(2, 6))
    assert counts(detect(capsys, *JSONL)) == (0, 5, 1, 4)
    (house / "late.yaml").write_text((house / "late.yaml").read_text() + "# changed\n")
    assert counts(detect(capsys, *JSONL)) == (0, 5, 0, 5)


def test_no_mark_passes_a_failure_without_a_plan(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor one whose facts do not fit: when a playbook comes that takes them, they get their cases."""
    (house / "feed.jsonl").write_text(lines(1, 4, late=0) + lines(5, 9))
    playbook = house / "playbooks/lateness.yaml"
    playbook.write_text(LATENESS.replace("late: integer", "late: duration"))
    assert counts(detect(capsys, *JSONL, code=3)) == (0, 9, 0, 0)
    playbook.write_text(LATENESS.replace("[us, be]", "[be]"))
    found = detect(capsys, *JSONL)
    assert counts(found) == (4, 5, 0, 0)
    assert found["without_plan"] == [{
        "why": "no playbook handles “lateness” in market us", "count": 5, "places": [f"row {n}" for n in range(5, 10)],
    }]  # fmt: skip
    playbook.write_text(LATENESS)
    assert counts(detect(capsys, *JSONL)) == (4, 5, 5, 0)
    assert counts(detect(capsys, *JSONL)) == (9, 0, 0, 0)


def test_a_feed_that_breaks_off_is_taken_in_up_to_there(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one sentence with the place, no document; the mended feed gives the rest."""
    (house / "late.yaml").write_text(LATE.replace("FORMAT", "json").replace("LATE", "late"))
    feed = house / "feed.jsonl"
    items = lines(1, 3).replace("\n", ",\n")
    feed.write_text(f"[{items} oops]")
    assert run(JSONL) == 2
    out, err = capsys.readouterr()
    problem = json.loads(err)
    assert not out
    assert (problem["instance"], problem["exit_code"]) == ("feed.jsonl", 2)
    assert problem["detail"] == "a row is no JSON (Expecting value), behind row 3."
    assert "3 rows, 3 cases opened" in problem["remedy"]
    feed.write_text(f'[{items} {{"id": "n4", "late": 1}}]')
    assert counts(detect(capsys, *JSONL)) == (0, 4, 1, 3)


@pytest.mark.parametrize(
    ("feed", "words", "code", "said"),
    [
        (None, [], 4, "there is no feed feed.jsonl"),
        (b"\x1f\x8b\x08", [], 2, "the packed feed ends too early"),
        (b"\xff\xfei\x00", [], 2, "the feed is UTF-16"),
        (b"{}\n", ["--map", "bare.yaml"], 3, "“key” is missing in a map"),
        (b"{}\n", ["--map", "made-up.yaml"], 2, "makes up guest"),
        (b"{}\n", ["--rejects", "no/such/folder"], 2, "cannot be listed there"),
        (b"{}\n", ["--rejects", "playbooks"], 2, "cannot be listed there"),
        (b"<log/>", ["--map", "incidents.yaml"], 0, ""),
        (b"<!DOCTYPE log><log/>", ["--map", "incidents.yaml"], 2, "declares a document type"),
    ],
)
def test_a_refusal_leaves_nothing_behind(
    house: Path, capsys: pytest.CaptureFixture[str], feed: bytes | None, words: list[str], code: int, said: str
) -> None:
    """A sentence with its place, the right exit code, no journal, no list of rejects."""
    text = (house / "late.yaml").read_text()
    (house / "bare.yaml").write_text(text.replace("key: [id]\n", ""))
    (house / "made-up.yaml").write_text(text + "made_up: {guest: [Ana]}\n")
    if feed is not None:
        (house / "feed.jsonl").write_bytes(feed)
    before = sorted(house.rglob("*"))
    assert run(["detect", "feed.jsonl", *(words if "--map" in words else [*words, "--map", "late.yaml"])]) == code
    out, err = capsys.readouterr()
    assert said in err
    assert "Traceback" not in err
    if code:
        assert not out
        assert sorted(house.rglob("*")) == before


def test_an_engine_keeps_the_mark_too(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Through the door of a running engine it is the same."""
    (house / "feed.jsonl").write_text(lines(1, 60))
    process = start(house, "up")
    assert process.stderr is not None
    assert "makegood runs" in process.stderr.readline()
    assert counts(detect(capsys, *JSONL)) == (0, 60, 60, 0)
    assert counts(detect(capsys, *JSONL)) == (60, 0, 0, 0)
    end(process)
    assert counts(detect(capsys, *JSONL)) == (60, 0, 0, 0)


def test_a_restored_journal_has_the_mark_it_had(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the copy does not hold is read again: the mark is as old as the copy."""
    feed = house / "feed.jsonl"
    feed.write_text(lines(1, 3))
    detect(capsys, *JSONL)
    copied = {path.name: path.read_bytes() for path in house.glob("makegood.db*") if path.suffix in {".db", ".db-wal"}}
    feed.write_text(lines(1, 8))
    assert counts(detect(capsys, *JSONL)) == (3, 5, 5, 0)
    for name in ("makegood.db", "makegood.db-wal", "makegood.db-shm"):
        (house / name).unlink(missing_ok=True)
    for name, content in copied.items():
        (house / name).write_bytes(content)
    assert run(["db", "accept-loss", "--why", "no newer copy", "--yes"]) == 0
    assert counts(detect(capsys, *JSONL)) == (3, 5, 5, 0)


MEASURED = """
import sys
from makegood.cli.app import run
code = run(sys.argv[1:])
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""
"""What the system says was the most memory of the process, without that of the one that started it."""
MANY, FEW, SPARE_KB = 200_000, 2_000, 8_000


def large(form: str, count: int) -> bytes:
    """Return a feed of which every thousandth row is a failure, and every hundredth cannot be read."""
    late = [("x" if n % 100 == 0 else 1 if n % 1_000 == 1 else 0) for n in range(count)]
    if form == "xes":
        traces = "".join(f'<trace><id key="concept:name" value="n{n}"/><id key="late" value="{one}"/><event/></trace>'
                         for n, one in enumerate(late))  # fmt: skip
        return f"<log>{traces}</log>".encode()
    rows = [f'{{"id": "n{n}", "late": "{one}", "pad": "{n * 7:050}"}}' for n, one in enumerate(late)]
    return ("[" + ",\n".join(rows) + "]" if form == "json" else "\n".join(rows) + "\n").encode()


@pytest.mark.parametrize(("form", "name"), [("jsonl", "feed.jsonl"), ("json", "feed.json.gz"), ("xes", "feed.xes.gz")])
def test_a_large_feed_takes_no_more_memory_than_a_small_one(house: Path, form: str, name: str) -> None:
    """A hundred times the rows, the same memory but for the ids of the cases; all of them are read."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not say how much memory a process took")
    text = LATE.replace("FORMAT", form).replace("LATE", "late")
    (house / "late.yaml").write_text(text.replace("id: text", 'id: {from: "concept:name"}') if form == "xes" else text)
    took = {}
    for count in (FEW, MANY):
        written(house, name, large(form, count))
        done = python(house, MEASURED, "detect", name, "--map", "late.yaml", "--json", "--from-start")
        assert done.returncode == 3, done.stderr
        found = json.loads(done.stdout)
        assert (found["read"], found["failures"]) == (count, count // 1_000)
        assert found["set_aside"] == count // 100
        assert len(found["rejected"]) == min(100, count // 100)
        took[count] = int(done.stderr.split()[-2])
    print(f"{form}: {took} kB")
    assert took[MANY] - took[FEW] < SPARE_KB


def test_a_case_is_judged_and_stays_on_what_was_published_then(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How bad it is, by which documents and by whom, is a fact of every case; a new version is for new cases alone."""
    (house / "feed.jsonl").write_text(lines(1, 1))
    detect(capsys, *JSONL)
    playbook = house / "playbooks" / "lateness.yaml"
    playbook.write_text(playbook.read_text().replace("likelihood: rare", "likelihood: frequent").replace("2h", "3h"))
    (house / "feed.jsonl").write_text(lines(1, 2))
    detect(capsys, *JSONL)
    found: dict[str, dict[str, dict[str, object]]] = {}
    assert run(["case", "list", "--json"]) == 0
    for row in json.loads(capsys.readouterr().out):
        assert run(["case", "events", row["case"], "--json"]) == 0
        facts = {fact["type"]: fact["body"] for fact in json.loads(capsys.readouterr().out)}
        found[facts["FailureDetected"]["key"]] = facts
    first, second = found["n1"], found["n2"]
    assert first["PlanAdopted"]["plan"] != second["PlanAdopted"]["plan"]
    for facts, likelihood in ((first, "rare"), (second, "frequent")):
        judged = facts["RiskAssessed"]
        assert (judged["likelihood"], judged["assessor"]) == (likelihood, "engine")
        assert judged["consequence"] == {"safety": "none", "rights": "none", "money": "none", "inconvenience": "minor"}
        assert judged["tier"] == "routine"
        assert str(judged["matrix"]).startswith("sha256:")
