"""Servers that contestants lean on: each knows its processes, and how many bytes of data lie on its disk."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.support import postgres, servers, temporal

PEERS = Path(__file__).parents[2] / ".peers"
"""Where `make bench-peers` puts what it gets by npm."""
UP_WITHIN_S = 90.0
POSTGRES = {"max_connections": "200", "shared_buffers": "256MB", "max_wal_size": "1GB"}
"""The same for everybody; fsync, full_page_writes and synchronous_commit are on."""
TEMPORAL_PORTS = (
    "FRONTEND_GRPC_PORT", "FRONTEND_HTTP_PORT", "FRONTEND_MEMBERSHIP_PORT", "HISTORY_GRPC_PORT",
    "HISTORY_MEMBERSHIP_PORT", "MATCHING_GRPC_PORT", "MATCHING_MEMBERSHIP_PORT", "WORKER_GRPC_PORT",
    "WORKER_MEMBERSHIP_PORT",
)  # fmt: skip


@dataclass
class Places:
    """What was started for one contestant, in order."""

    folder: Path
    processes: list[int] = field(default_factory=list)
    sizes: list[Callable[[], int]] = field(default_factory=list)
    ends: list[Callable[[], object]] = field(default_factory=list)
    database: postgres.Server | None = None

    def bytes_now(self) -> int:
        """Return how many bytes of data lie on the disk."""
        return sum(size() for size in self.sizes)

    def end(self) -> None:
        """End everything, the last one first."""
        for end in reversed(self.ends):
            end()

    def file(self, name: str) -> Path:
        """Return the path of a SQLite file that counts."""
        path = self.folder / name
        self.sizes.append(lambda: sqlite_bytes(path))
        return path

    def postgres(self) -> postgres.Server:
        """Return the one PostgreSQL server, started if need be."""
        if self.database is None:
            self.database = server = postgres.Server.start(**POSTGRES)
            self.ends.append(server.end)
            assert server._process is not None  # noqa: SLF001 — our own tests'
            self.processes.append(server._process.pid)  # noqa: SLF001
            self.sizes.append(lambda: _databases(server))
        return self.database

    def temporal(self) -> str:
        """Start a development server of Temporal on a file; returns its address."""
        server = temporal.start(self.file("temporal.db"))
        self.processes.append(server.process.pid)
        self.ends.append(server.end)
        return server.address

    def temporal_on_postgres(self) -> str:
        """Start Temporal's own server on PostgreSQL; returns its address."""
        database = self.postgres()
        where = {"POSTGRES_SEEDS": "127.0.0.1", "DB_PORT": str(database.port), "POSTGRES_USER": "postgres"}
        for name, schema in (("temporal", "temporal"), ("temporal_visibility", "visibility")):
            tool = [
                str(servers.tool("temporal-sql")), "--plugin", "postgres12", "--ep", "127.0.0.1", "-p",
                str(database.port), "-u", "postgres", "--db", name,
            ]  # fmt: skip
            versioned = servers.schema() / schema / "versioned"
            for words in (["create"], ["setup-schema", "-v", "0.0"], ["update-schema", "-d", str(versioned)]):
                _run([*tool, *words])
        ports = dict(zip(TEMPORAL_PORTS, map(str, low_ports(len(TEMPORAL_PORTS))), strict=True))
        dynamic = self.folder / "dynamic.yaml"
        dynamic.write_text("{}\n", encoding="ascii")
        self.start(
            [str(servers.tool("temporal-server")), "--allow-no-auth", "start"], **where, **ports, DB="postgres12",
            POSTGRES_PWD="", DBNAME="temporal", VISIBILITY_DBNAME="temporal_visibility", NUM_HISTORY_SHARDS="16",
            BIND_ON_IP="127.0.0.1", TEMPORAL_BROADCAST_ADDRESS="127.0.0.1", DYNAMIC_CONFIG_FILE_PATH=str(dynamic),
            LOG_LEVEL="error",
        )  # fmt: skip
        address = f"127.0.0.1:{ports['FRONTEND_GRPC_PORT']}"
        make = ["operator", "namespace", "create", "--namespace", "default", "--retention", "72h", "--address", address]
        until(lambda: _quietly([str(servers.tool("temporal")), *make]))
        look = ["workflow", "count", "--address", address]
        until(lambda: _quietly([str(servers.tool("temporal")), *look]))
        return address

    def restate(self) -> tuple[str, str]:
        """Start Restate's server; returns the addresses of its ingress and of its administration."""
        program = next((PEERS / "node_modules" / "@restatedev").glob("restate-server-*/bin/restate-server"))
        ingress, admin, node = low_ports(3)
        data = self.folder / "restate"
        self.start(
            [str(program), "--no-logo", "--listen-mode", "tcp", "--base-dir", str(data)],
            RESTATE_INGRESS__BIND_ADDRESS=f"127.0.0.1:{ingress}", RESTATE_ADMIN__BIND_ADDRESS=f"127.0.0.1:{admin}",
            RESTATE_BIND_ADDRESS=f"127.0.0.1:{node}", RESTATE_DISABLE_TELEMETRY="true", RESTATE_LOG_FILTER="error",
            RESTATE_NODE_NAME="bench",
        )  # fmt: skip
        self.sizes.append(lambda: sum(path.stat().st_size for path in data.rglob("*") if path.is_file()))
        for port in (ingress, admin):
            until(lambda port=port: _listens(port))  # type: ignore[misc]
        return f"http://127.0.0.1:{ingress}", f"http://127.0.0.1:{admin}"

    def start(self, words: Sequence[str], **environment: str) -> None:
        """Start a server that counts."""
        with (self.folder / "server.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 — what was built or installed for this
                list(words), cwd=self.folder, env={**os.environ, **environment}, stdout=log, stderr=log
            )
        self.processes.append(process.pid)

        def end() -> None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

        self.ends.append(end)


def sqlite_bytes(path: Path) -> int:
    """Return the size of a SQLite database, with what still lies in the log beside it."""
    if not path.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as db:
        pages, size = db.execute("SELECT * FROM pragma_page_count, pragma_page_size").fetchone()
        return int(pages) * int(size)


def _databases(server: postgres.Server) -> int:
    server.do("CHECKPOINT")
    ((size,),) = server.do("SELECT sum(pg_database_size(oid))::bigint FROM pg_database WHERE NOT datistemplate")
    assert isinstance(size, int)
    return size


def until(there: Callable[[], bool]) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it does not become so.
    """
    last = time.monotonic() + UP_WITHIN_S
    while not there():
        if time.monotonic() > last:
            raise TimeoutError("a server does not come up")
        time.sleep(0.2)


def low_ports(count: int) -> list[int]:
    """Return free ports that Temporal can keep in its tables, whose numbers end at 32,767."""
    found = list[int]()
    for port in Random().sample(range(10_000, 32_000), 500):  # noqa: S311 — any will do
        with contextlib.suppress(OSError), socket.socket() as line:
            line.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            return found
    raise OSError("no ports are free")


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _quietly(words: Sequence[str]) -> bool:
    return subprocess.run(list(words), capture_output=True, check=False, timeout=30).returncode == 0  # noqa: S603 — ours


def _run(words: Sequence[str]) -> None:
    done = subprocess.run(list(words), capture_output=True, text=True, check=False)  # noqa: S603 — ours
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stderr or done.stdout}")
