"""A throw-away PostgreSQL server of this machine's own programs, and a new database in it for each test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from activities.journal.postgres.making import create
from tests.support.ports import free_port

_BUILT = Path("/usr/lib/postgresql")
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 — a folder with a random name in it
"""Where there is room, files lie in memory: no test here pulls the plug, and the disk is slow."""
_ROOM = 2 * 1024**3
_STARTS_S = 30.0
_SETTINGS = {
    "listen_addresses": "127.0.0.1", "max_connections": "60", "shared_buffers": "64MB", "log_min_messages": "fatal",
    "lc_messages": "C", "dynamic_shared_memory_type": "mmap", "autovacuum_naptime": "5s", "max_wal_size": "256MB",
}  # fmt: skip
_RULES = (
    "local all all trust\nhost replication all 127.0.0.1/32 trust\n"
    "host with_password all 127.0.0.1/32 scram-sha-256\n"
    "host barred all 127.0.0.1/32 reject\n"
    "host all all 127.0.0.1/32 trust\n"
)


def programs() -> Path | None:
    """Return the folder of the newest server's programs, if this machine has any."""
    found = sorted(_BUILT.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).resolve().parent if on_path else None


def needed() -> Path:
    """Return the programs; without them the test is left out, but never where it decides about a change."""
    found = programs()
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no PostgreSQL on this machine")
    return found


@dataclass(slots=True)
class Server:
    """A server that runs until it is ended."""

    folder: Path
    programs: Path
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _count: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def start(cls, **settings: str) -> Server:
        """Make a cluster and start it."""
        memory = _IN_MEMORY if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ROOM else None
        server = cls(Path(tempfile.mkdtemp(prefix="mg-pg-", dir=memory)), needed(), free_port(), settings)
        if os.geteuid() == 0:
            os.chown(server.folder, *_nobody())
        server._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        (server.folder / "data" / "pg_hba.conf").write_text(_RULES, encoding="ascii")
        server.up()
        return server

    def standby(self) -> Server:
        """Make a server that follows this one."""
        other = Server(Path(tempfile.mkdtemp(prefix="mg-pg-", dir=self.folder.parent)), self.programs, free_port())
        if os.geteuid() == 0:
            os.chown(other.folder, *_nobody())
        other._run("pg_basebackup", "-D", "data", "-R", "-X", "stream", "-c", "fast", "-d", self.address("postgres"))
        other.up()
        return other

    def dumped(self, address: str, other: Server) -> str:
        """Copy a database to another server by a dump; returns its address there."""
        there = other.database()
        self._run("pg_dump", "-f", f"{address.rpartition('/')[2]}.sql", "-d", address)
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", f"{address.rpartition('/')[2]}.sql", "-d", there)
        return there

    def up(self) -> None:
        """Start the server process; it ends with this one, however this one ends."""
        options = [f"-c{name}={value}" for name, value in {**_SETTINGS, **self.settings}.items()]
        place = [f"-p{self.port}", f"-cunix_socket_directories={self.folder}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [*_as_nobody(), str(self.programs / "postgres"), "-D", "data", *place, *options],
                cwd=self.folder, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._await_answer()

    def _await_answer(self) -> None:
        until = time.monotonic() + _STARTS_S
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"PostgreSQL does not start: {(self.folder / 'log').read_text()[-2_000:]}")
                time.sleep(0.05)
            else:
                return

    def down(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server process: SIGINT in order, SIGQUIT as in a crash."""
        assert self._process is not None
        self._process.send_signal(how)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:  # a machine with a busy disk: the tests behind this one need it gone
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(60)

    @property
    def process_id(self) -> int:
        """The number of the server's process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> int:
        """Stop it in order and remove everything; returns its exit code."""
        self.down()
        shutil.rmtree(self.folder)
        assert self._process is not None
        return self._process.returncode

    def end(self) -> None:
        """Stop it and remove everything."""
        self.down(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def address(self, database: str, user: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def database(self, options: str = "") -> str:
        """Make an empty database; returns its address."""
        name = f"t{next(self._count)}"
        self.do(f"CREATE DATABASE {name} {options}")
        return self.address(name)

    def journal(self) -> str:
        """Make a database with a new journal in it; returns its address."""
        address = self.database()
        create(address)
        return address

    def do(self, *statements: str, address: str = "") -> list[tuple[object, ...]]:
        """Run statements as the server's owner; returns the rows of the last one."""
        rows: list[tuple[object, ...]] = []
        with psycopg.connect(address or self.address("postgres"), autocommit=True) as line:
            line.execute("SET search_path = makegood")
            for statement in statements:
                cursor = line.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def copy(self, address: str) -> str:
        """Copy a database that nobody uses; returns the copy's address."""
        return self.database(sql.SQL("TEMPLATE {}").format(sql.Identifier(address.rpartition("/")[2])).as_string())

    def _run(self, program: str, *args: str) -> None:
        done = subprocess.run(  # noqa: S603
            [*_as_nobody(), str(self.programs / program), *args], cwd=self.folder, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()


def _nobody() -> tuple[int, int]:
    """Return whom the server runs as when we are root, whom it refuses."""
    names = {one.pw_name: (one.pw_uid, one.pw_gid) for one in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _as_nobody() -> list[str]:
    """Return what a program is begun with so that it has no rights, and does not outlive us."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0:
        return [setpriv, "--pdeathsig", "INT"] if setpriv else []
    assert setpriv is not None, "root needs setpriv (util-linux) to run PostgreSQL as somebody else"
    user, group = _nobody()
    return [setpriv, f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig", "INT"]
