"""The set of docker/compose.yaml on one machine without Docker: `python -m tests.support.production [FOLDER]`.

Two PostgreSQL servers, the Temporal server on one of them, the workers on the other, a queue's worker and a partner
behind a URL. What compose.yaml runs is run here with the same words, the same house and the same scripts; only places
and ports differ. Everything is ended in order when this process is told to end, and by the system if it is killed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import yaml

from domain.errors import Unavailable, UsageError
from tests.support import postgres, servers
from tests.support.pages import ROOT
from tests.support.ports import free_port, free_ports
from workers import healthy
from workers.settings import load

DOCKER = ROOT / "docker"
FOR_A_WHILE = {"fsync": "off"}
"""What Temporal's database is spared here: what it keeps lasts no longer than this set, and is not the truth."""
DATABASES = ("journal", "history")
WORKERS = ("engine", "critical", "sweeps")
UP_WITHIN_S, DOWN_WITHIN_S = 120.0, 100.0
SHARDS = "16"
PORTS = (
    "FRONTEND_GRPC_PORT", "FRONTEND_HTTP_PORT", "FRONTEND_MEMBERSHIP_PORT", "HISTORY_GRPC_PORT",
    "HISTORY_MEMBERSHIP_PORT", "MATCHING_GRPC_PORT", "MATCHING_MEMBERSHIP_PORT", "WORKER_GRPC_PORT",
    "WORKER_MEMBERSHIP_PORT",
)  # fmt: skip


def missing() -> str:
    """Say what this machine lacks for the set, or "" when all is there (or can be built)."""
    if postgres.programs() is None:
        return "no PostgreSQL on this machine: install it"
    try:
        for tool in servers.TOOLS:
            servers.tool(tool)
        servers.schema()
    except servers.Missing as trouble:
        return str(trouble)
    return ""


def commands() -> Mapping[str, Sequence[str]]:
    """Return what compose.yaml runs, by the names of its services."""
    services = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return {name: service["command"] for name, service in services.items() if "command" in service}


def settings_in(words: Sequence[str]) -> dict[str, str]:
    """Return the settings that a PostgreSQL server is begun with (`-cNAME=VALUE`)."""
    return dict(word.removeprefix("-c").split("=", 1) for word in words[1:])


@dataclass(slots=True)
class Member:
    """A process of the set."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    asked: bool = False

    def ask(self) -> None:
        """Ask it to end, once: asked twice it would not be in order."""
        if not self.asked and self.process.poll() is None:
            self.process.terminate()
        self.asked = True

    def end(self) -> int:
        """Ask it to end, and wait; returns its exit code."""
        self.ask()
        try:
            return self.process.wait(DOWN_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@dataclass(slots=True)
class Production:
    """Everything that runs, in the order in which it was started."""

    folder: Path
    databases: list[postgres.Server] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    temporal: str = ""
    ending: threading.Event = field(default_factory=threading.Event)
    """Set when it is told to end; nothing is waited for any more."""

    @property
    def house(self) -> Path:
        """The folder of the house: its documents, and its settings."""
        return self.folder / "house"

    def start(self, tell: Callable[[str], None] = lambda line: None) -> None:
        """Start everything, each when it can be reached that it needs.

        Raises:
            Unavailable: something does not come up; its log says why.
        """
        asked, outbox = commands(), str(self.folder / "outbox")
        journal = postgres.Server.start(**settings_in(asked["journal"]))
        self.databases.append(journal)
        journal.do("CREATE DATABASE makegood")
        tell(f"journal    {journal.address('makegood')}")
        history = postgres.Server.start(**settings_in(asked["history"]), **FOR_A_WHILE)
        self.databases.append(history)
        self._temporal(history)
        tell(f"temporal   {self.temporal}")
        couriers = free_port()
        self._settle(journal.address("makegood"), couriers)
        tell(f"settings   {self.house / 'makegood.toml'}")
        self._run("couriers", [*_python(asked["couriers"]), str(couriers)])
        for name in WORKERS:  # all at once, as on machines that start together
            self._run(name, _python(asked[name]), MAKEGOOD_STATE=str(self._state(name)), MAKEGOOD_OUTBOX=outbox)
        for name in WORKERS:
            self._await(name, partial(self._is_healthy, name))
        self._run("lockers", _python(asked["lockers"]), MAKEGOOD_STATE=str(self._state("lockers")))
        self._await("lockers", lambda: b"works on" in self.members[-1].log.read_bytes())

    def _state(self, name: str) -> Path:
        return self.folder / "state" / name

    def _temporal(self, database: postgres.Server) -> None:
        where = {"POSTGRES_SEEDS": "127.0.0.1", "DB_PORT": str(database.port), "POSTGRES_USER": "postgres"}
        _script("schema.sh", **where, SQL_TOOL=str(servers.tool("temporal-sql")), SCHEMA=str(servers.schema()))
        ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
        self.temporal = f"127.0.0.1:{ports['FRONTEND_GRPC_PORT']}"
        self._run(
            "temporal", [str(servers.tool("temporal-server")), "--allow-no-auth", "start"], **where, **ports,
            DB="postgres12", NUM_HISTORY_SHARDS=SHARDS, BIND_ON_IP="127.0.0.1", TEMPORAL_BROADCAST_ADDRESS="127.0.0.1",
            DYNAMIC_CONFIG_FILE_PATH=str(DOCKER / "temporal" / "dynamic.yaml"), LOG_LEVEL="warn",
        )  # fmt: skip
        self._await("temporal", lambda: _listens(int(ports["FRONTEND_GRPC_PORT"])))
        _script("namespace.sh", TEMPORAL_ADDRESS=self.temporal, TEMPORAL_CLI=str(servers.tool("temporal")))

    def _settle(self, journal: str, couriers: int) -> None:
        """Lay out the house with the settings of this machine."""
        shutil.copytree(DOCKER / "house", self.house)
        text = (self.house / "makegood.toml").read_text(encoding="utf-8")
        for there, here in (
            ('["couriers"]', '["127.0.0.1"]'), ("couriers:8001", f"127.0.0.1:{couriers}"),
            ("[connectors]", f'journal = "{journal}"\ntemporal = "{self.temporal}"\n\n[connectors]'),
        ):  # fmt: skip
            assert there in text, there
            text = text.replace(there, here)
        (self.house / "makegood.toml").write_text(text, encoding="utf-8")

    def _run(self, name: str, words: Sequence[str], **environment: str) -> None:
        """Start a process that ends with this one, however this one ends."""
        setpriv = shutil.which("setpriv")
        logs = self.folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        log = logs / f"{name}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603 — what compose.yaml says, and tools of ours
                [*([setpriv, "--pdeathsig", "TERM"] if setpriv else []), *words],
                cwd=self.house if self.house.exists() else self.folder, start_new_session=True,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, stdout=file, stderr=file,
            )  # fmt: skip
        self.members.append(Member(name, process, log))

    def _is_healthy(self, name: str) -> bool:
        flags = {"state": str(self._state(name))}
        try:
            healthy.check(load(flags, folder=self.house))
        except Unavailable:
            return False
        return True

    def _await(self, name: str, there: Callable[[], bool]) -> None:
        until = time.monotonic() + UP_WITHIN_S
        member = next(member for member in self.members if member.name == name)
        while not there():
            if self.ending.is_set():
                raise Unavailable("told to end before everything ran.")
            if member.process.poll() is not None or time.monotonic() > until:
                raise Unavailable(
                    f"{name} does not come up.", where=str(member.log), remedy=member.log.read_text()[-500:]
                )
            time.sleep(0.1)

    def processes(self) -> Iterator[tuple[str, int, Path]]:
        """Yield the name, the number and the log of every process."""
        for name, database in zip(DATABASES, self.databases, strict=False):
            yield name, database.process_id, database.folder / "log"
        for member in self.members:
            yield member.name, member.process.pid, member.log

    def broken(self) -> str:
        """Return the name of a process that ended by itself, or "" when all run."""
        return next((member.name for member in self.members if member.process.poll() is not None), "")

    def end(self) -> dict[str, int]:
        """End everything, the last one started first, and return the exit codes."""
        for member in self.members:
            if member.name != "temporal":  # all others at once: none of them needs another to end
                member.ask()
        codes = {member.name: member.end() for member in reversed(self.members)}
        for database, name in zip(self.databases, DATABASES, strict=False):
            codes[name] = database.stop()
        return codes


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _python(words: Sequence[str]) -> list[str]:
    assert words[0] == "python", words
    return [sys.executable, *words[1:]]


def _script(name: str, **environment: str) -> None:
    """Run one of the scripts that compose.yaml runs.

    Raises:
        Unavailable: it fails.
    """
    done = subprocess.run(  # noqa: S603 — ours
        ["/bin/sh", str(DOCKER / "temporal" / name)], env={**os.environ, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"{name} fails.", remedy=(done.stderr or done.stdout)[-500:])


@contextlib.contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """Have Ctrl-C and SIGTERM set an event instead of breaking something off."""
    ending = threading.Event()
    before = {one: signal.signal(one, lambda *_: ending.set()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _run_until_told(it: Production) -> int:
    it.start(lambda line: print(line, flush=True))
    for name, number, log in it.processes():
        print(f"  {name:<9} process {number}, {log}", flush=True)
    print(f"ready; in another terminal: cd {it.house}; makegood case list. End it with Ctrl-C.", flush=True)
    while not it.ending.wait(0.5) and not it.broken():
        pass
    if it.broken():
        print(f"{it.broken()} ended by itself; see its log.", file=sys.stderr)
        return 1
    return 0


def main(words: Sequence[str]) -> int:
    """Run the set until told to end; returns 0 when every process ended with 0."""
    lacks = missing()
    if lacks:
        print(f"the set cannot run here: {lacks}.", file=sys.stderr)
        return Unavailable.exit_code
    folder = Path(words[0]).resolve() if words else Path(tempfile.mkdtemp(prefix="makegood-production-"))
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty: name another folder, or none.", file=sys.stderr)
        return UsageError.exit_code
    folder.mkdir(parents=True, exist_ok=True)
    with told_to_end() as ending:
        it, code = Production(folder, ending=ending), 0
        try:
            code = _run_until_told(it)
        except Unavailable as trouble:
            print(trouble, file=sys.stderr)
            code = trouble.exit_code
        finally:
            codes = it.end()
    print("ended: " + ", ".join(f"{name} {code}" for name, code in codes.items()), flush=True)
    return code or int(any(codes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
