"""A partner's worker: a process of its own that has neither the journal nor the socket, only an address and a token."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from makegood.cli.app import run
from tests.shell.test_engine import CONNECTORS, PLAYBOOK, STEPS, house
from tests.support.feeds import ROOT
from tests.support.ports import free_port
from tests.support.postgres import Server as PostgresServer

__all__ = ["house"]
TOKEN = "partner-" + "t" * 40
CANARY = "Rosa Canary, 7 Finch Lane"
WITH_WHO = "{floor: =failure.floor, who: =failure.who, note: =failure.note}"
TOLD_TO_STEP = "told.txt"
LIES_IN = "MAKEGOOD_WORKER_TOKEN_FILE"


@pytest.fixture
def served(house: Path) -> Path:
    """Have the house name a partner for its lifts, and give the step what is known of the person."""
    playbook = PLAYBOOK.replace("{floor: =failure.floor}", WITH_WHO)
    (house / "playbooks" / "jammed-lift.yaml").write_text(playbook)
    inputs = "{floor: integer, who: person, note: text}"
    (house / "playbooks" / "house" / "connectors.yaml").write_text(CONNECTORS.replace("{floor: integer}", inputs))
    (house / "acme.token").write_text(TOKEN + "\n")
    (house / "makegood.toml").write_text(
        f'listen = "127.0.0.1:{free_port()}"\nlog = "debug"\n'
        '[partners.acme]\nqueues = ["lifts"]\ntoken_file = "acme.token"\n'
    )
    return house


def at(house: Path) -> str:
    """Return where the house is served."""
    return "http://" + (house / "makegood.toml").read_text().split('"')[1]


class Running:
    """Commands that run in the background, and what each said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, list[subprocess.Popen[str]]()
        self.logs = list[Path]()

    def start(self, place: Path, *words: str, module: str = "makegood", **env: str) -> subprocess.Popen[str]:
        """Start a command in a folder."""
        log = self.folder / f"log-{len(self.logs)}.txt"
        with log.open("w") as file:
            process = subprocess.Popen(  # noqa: S603 — our own module
                [sys.executable, "-m", module, *words], cwd=place, stdout=file, stderr=file, text=True,
                env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            )  # fmt: skip
        self.processes.append(process)
        self.logs.append(log)
        return process

    def end(self, process: subprocess.Popen[str]) -> int:
        """Interrupt a command; returns its exit code."""
        process.send_signal(signal.SIGINT)
        return process.wait(30)

    def said(self, process: subprocess.Popen[str]) -> str:
        """Return what a command has said so far."""
        return self.logs[self.processes.index(process)].read_text()


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start commands, and end them all."""
    commands = Running(tmp_path_factory.mktemp("logs"))
    yield commands
    for process in commands.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until(so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Say whether an endpoint is well."""
    try:
        return httpx2.get(f"{url}/v1/health").is_success
    except httpx2.HTTPError:
        return False


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the partner's own folder: its steps and its token, and nothing of the house."""
    folder = tmp_path_factory.mktemp("partner")
    keeps = f'    with open("{TOLD_TO_STEP}", "a") as file:\n        file.write(repr(call.request))\n'
    (folder / "steps.py").write_text(STEPS.replace("async def free(call):\n", "async def free(call):\n" + keeps))
    (folder / "token").write_text(TOKEN)
    return folder


def opened(key: str, capsys: pytest.CaptureFixture[str], floor: int = 3) -> str:
    """Open a case of a person with a name that is found wherever it gets to."""
    words = ["case", "open", "lift-jammed", "--key", key, "--customer", "Cust", "--market", "us", "--fact",
             f"floor={floor}", "--fact", f"who={CANARY}", "--fact", f"note={CANARY}"]  # fmt: skip
    capsys.readouterr()
    assert run([*words, "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["case"])


def freed(folder: Path) -> list[str]:
    """Return the floors that were freed, in their order."""
    file = folder / "freed.txt"
    return [line.split()[1] for line in file.read_text().splitlines()] if file.exists() else []


def private_nowhere_but_with_the_step(house: Path, elsewhere: Path, running: Running) -> None:
    """The step was told whom it is about; no log, and no fact of the journal, was."""
    assert CANARY in (elsewhere / TOLD_TO_STEP).read_text()
    for log in running.logs:
        assert CANARY not in log.read_text()
        assert TOKEN not in log.read_text()
    stored = b"".join(row[0] for row in sqlite3.connect(house / "makegood.db").execute("SELECT data FROM events"))
    assert CANARY.encode() not in stored
    assert TOKEN.encode() not in stored


def worker(running: Running, elsewhere: Path, url: str, **env: str) -> subprocess.Popen[str]:
    """Start the partner's worker."""
    words = ("worker", "run", "steps", "--queue", "lifts", "--at", url)
    return running.start(elsewhere, *words, MAKEGOOD_LOG="debug", **{LIES_IN: "token"}, **env)


def test_a_partners_worker_does_the_jobs_of_an_embedded_engine(
    served: Path, elsewhere: Path, running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over HTTP alone; it outlives a restart of the engine, and what it did while nobody answered is reported after."""
    url = at(served)
    engine = running.start(served, "up")
    until(lambda: answers(url))
    cases = [opened(str(number), capsys, number) for number in range(3)]
    partner = worker(running, elsewhere, url)
    until(lambda: freed(elsewhere) == ["0", "1", "2"])
    until(lambda: (capsys.readouterr(), run(["task", "list"]), capsys.readouterr().out.count("look#ask0"))[-1] == 3)
    assert running.end(engine) == 0
    until(lambda: "endpoint_waited_for" in running.said(partner))
    engine = running.start(served, "up")
    until(lambda: answers(url))
    opened("4", capsys, 4)
    until(lambda: freed(elsewhere) == ["0", "1", "2", "4"])
    assert running.end(partner) == 0
    assert running.end(engine) == 0
    assert run(["case", "events", cases[0]]) == 0
    assert "StepSucceeded" in capsys.readouterr().out
    assert run(["audit", "verify"]) == 0
    private_nowhere_but_with_the_step(served, elsewhere, running)
    assert not list(elsewhere.glob("makegood.db*"))


def test_a_report_that_is_owed_is_made_when_the_engine_is_back(
    served: Path, elsewhere: Path, running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """The engine is killed while the step is at work: the worker asks until the outcome is taken in."""
    slow = (elsewhere / "steps.py").read_text().replace("    return {", "    await asyncio.sleep(1)\n    return {")
    (elsewhere / "steps.py").write_text("import asyncio\n" + slow)
    url = at(served)
    engine = running.start(served, "up")
    until(lambda: answers(url))
    case = opened("1", capsys)
    partner = worker(running, elsewhere, url)
    until(lambda: freed(elsewhere) == ["3"])
    engine.kill()
    engine.wait()
    until(lambda: "endpoint_waited_for" in running.said(partner))
    running.start(served, "up")
    until(lambda: "lifts.free: applied" in running.said(partner))
    until(lambda: (capsys.readouterr(), run(["case", "events", case]), "StepSucceeded" in capsys.readouterr().out)[-1])
    assert running.end(partner) == 0


@pytest.mark.parametrize(
    ("token", "queue", "code", "said"),
    [
        ("wrong-" + "x" * 40, "lifts", 8, "the token is not known here."),
        (TOKEN, "lift", 8, "the queue “lift” is not yours there. Did you mean “lifts”?"),
        ("", "lifts", 2, "there is no token for the endpoint."),
    ],
)
def test_a_worker_that_may_not_is_told_in_a_sentence(
    served: Path, elsewhere: Path, running: Running, token: str, queue: str, code: int, said: str
) -> None:
    """With the exit code, and what to do about it."""
    url = at(served)
    running.start(served, "up")
    until(lambda: answers(url))
    words = ("worker", "run", "steps", "--queue", queue, "--at", url)
    process = running.start(elsewhere, *words, MAKEGOOD_WORKER_TOKEN=token)
    assert process.wait(30) == code
    assert said in running.said(process).replace("\n  → ", " ")
    assert "Traceback" not in running.said(process)


def test_a_partners_worker_waits_for_jobs_in_temporal(
    served: Path, elsewhere: Path, running: Running, temporal_address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Jobs come from Temporal's task queue, begin and outcome go over HTTP; the worker never sees the journal."""
    settings = served / "makegood.toml"
    more = f'engine = "temporal"\ntemporal = "{temporal_address}"\ntemporal_queue = "q{os.getpid()}"\n'
    settings.write_text(settings.read_text().replace("[partners", more + "[partners", 1))
    url = at(served)
    engine = running.start(served, "up")
    until(lambda: answers(url))
    for number in range(3):
        opened(str(number), capsys, number)
    partner = worker(
        running, elsewhere, url, MAKEGOOD_ENGINE="temporal", MAKEGOOD_TEMPORAL=temporal_address,
        MAKEGOOD_TEMPORAL_QUEUE=f"q{os.getpid()}",
    )  # fmt: skip
    until(lambda: sorted(freed(elsewhere)) == ["0", "1", "2"], 60)
    until(lambda: (capsys.readouterr(), run(["task", "list"]), capsys.readouterr().out.count("look#ask0"))[-1] == 3, 60)
    assert running.end(partner) == 0
    assert running.end(engine) == 0
    assert run(["audit", "verify"]) == 0
    private_nowhere_but_with_the_step(served, elsewhere, running)


def test_the_endpoint_is_a_process_of_its_own_beside_a_journal_on_a_server(
    served: Path, elsewhere: Path, running: Running, postgres: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """It hears of cases that others open, begins and commits by itself, and ends in order."""
    settings = served / "makegood.toml"
    url, address = at(served), postgres.journal()
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("listen")]
    settings.write_text("\n".join([f'journal = "{address}"', f'state = "{served / "state"}"', *lines]))
    engine = running.start(served, "up")
    until(lambda: "makegood runs" in running.said(engine))
    web = running.start(served, "http", module="workers", MAKEGOOD_LISTEN=url.removeprefix("http://"))
    until(lambda: answers(url))
    partner = worker(running, elsewhere, url)
    opened("1", capsys, 1)
    until(lambda: freed(elsewhere) == ["1"])
    opened("2", capsys, 2)
    until(lambda: freed(elsewhere) == ["1", "2"])
    until(lambda: (capsys.readouterr(), run(["task", "list"]), capsys.readouterr().out.count("look#ask0"))[-1] == 2)
    assert running.end(partner) == 0
    assert running.end(web) == 0
    assert running.end(engine) == 0
    assert CANARY not in "".join(log.read_text() for log in running.logs)


@pytest.mark.parametrize(
    ("words", "listen", "code", "said"),
    [
        (["http"], "127.0.0.1:0", 2, "a journal in a file is written by its engine alone."),
        (["http", "watchdog"], "", 2, "the role http is a process of its own."),
    ],
)
def test_the_role_is_refused_where_it_is_no_use(
    served: Path, running: Running, words: list[str], listen: str, code: int, said: str
) -> None:
    """In one sentence, with what to do instead."""
    process = running.start(served, *words, module="workers", MAKEGOOD_LISTEN=listen)
    assert process.wait(30) == code
    assert said in running.said(process)


@pytest.mark.parametrize(
    ("listen", "code", "said"),
    [
        ("8080", 2, "“8080” is no address to listen at."),
        ("nowhere.invalid:80", 2, "there is no host “nowhere.invalid”."),
        ("127.0.0.1:99999", 2, "is no address to listen at."),
        ("taken", 7, "cannot be listened at: Address already in use."),
    ],
)
def test_an_address_that_is_no_use_is_refused_before_anything_is_made(
    served: Path, capsys: pytest.CaptureFixture[str], listen: str, code: int, said: str
) -> None:
    """In one sentence with a remedy, and no journal is left behind."""
    import socket  # noqa: PLC0415 — of this one test

    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        address = f"127.0.0.1:{line.getsockname()[1]}" if listen == "taken" else listen
        settings = served / "makegood.toml"
        settings.write_text(f'listen = "{address}"\n')
        assert run(["up"]) == code
    complaint = capsys.readouterr().err
    assert said in complaint
    assert "→" in complaint
    assert not (served / "makegood.db").exists()


SAME = """[partners]
acme = {queues = ["a"], token_file = "acme.token"}
other = {queues = ["b"], token_file = "acme.token"}"""


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[partners.Acme]\nqueues = ["lifts"]\ntoken_file = "acme.token"', "“Acme” is no name of a partner."),
        ('[partners.acme]\ntoken_file = "acme.token"', "a partner has queues"),
        ('[partners.acme]\nqueues = []\ntoken_file = "acme.token"', "a partner has queues"),
        ('[partners.acme]\nqueues = ["lifts"]', "one place where its token lies"),
        ('[partners.acme]\nqueues = ["lifts"]\ntoken = "x"', "one place where its token lies"),
        ('[partners.acme]\nqueues = ["lifts"]\ntoken_file = "none"', "none cannot be read"),
        ('[partners.acme]\nqueues = ["lifts"]\ntoken_env = "NONE"', "there is no variable NONE."),
        ('[partners.acme]\nqueues = ["lifts"]\ntoken_file = "short"', "from 32 to 512 plain characters"),
        (SAME, "acme and other have the same token."),
    ],
)
def test_a_slip_in_a_partners_table_is_refused(
    served: Path, capsys: pytest.CaptureFixture[str], table: str, said: str
) -> None:
    """With its place; no journal is made."""
    (served / "short").write_text("short")
    (served / "makegood.toml").write_text(f'listen = "127.0.0.1:0"\n{table}\n')
    assert run(["up"]) == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert "makegood.toml, [partners." in complaint
    assert not (served / "makegood.db").exists()
