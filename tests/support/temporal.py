"""A Temporal server of our own for tests, and a house whose cases it carries."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from temporalio.client import Client
from temporalio.worker import WorkflowRunner

from activities.turns import Turns
from tests.support import servers
from tests.support.house import House
from tests.support.ports import free_port
from workers.assemble import job_secret
from workers.settings import Settings, load
from workers.temporal import sandbox
from workers.temporal.driver import TemporalDriver, TemporalRuns
from workers.temporal.server import Connected, connect, show
from workflows.case_activities import CaseActivities
from workflows.handing_out import Signer
from workflows.nudges import Nudger
from workflows.sweeps import Divergence, Reconciler, Watchdog

UP_WITHIN_S = 60


@dataclass
class Server:
    """A development server in a process of its own."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Return where it is reached."""
        return f"127.0.0.1:{self.port}"

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(database: Path | None = None, port: int = 0, *more: str) -> Server:
    """Start a development server, on a file or in memory, and wait until it listens."""
    port = port or free_port()
    words = [
        str(servers.tool("temporal")), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port),
        "--log-level", "never", "--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL", *more,
    ]  # fmt: skip
    if database is not None:
        words += ["--db-filename", str(database)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 — ours
    until = time.monotonic() + UP_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        if _answers(port):
            return Server(port, process)
        time.sleep(0.05)
    process.kill()
    raise servers.Missing("the development server does not come up")


def _answers(port: int) -> bool:
    """Say whether a server listens, and knows its namespace by now: it listens a little before."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        words = [str(servers.tool("temporal")), "operator", "namespace", "describe", "-n", "default"]
        asked = subprocess.run([*words, "--address", f"127.0.0.1:{port}"], capture_output=True, check=False)  # noqa: S603 — ours
        return asked.returncode == 0
    return False


def server_or_skip() -> Iterator[str]:
    """Give the address of a server; without one the test is skipped in one line, or fails where that is not allowed."""
    named = os.environ.get("TEMPORAL_ADDRESS")
    if named:
        yield named
        return
    try:
        server = start()
    except servers.Missing as trouble:
        missing(trouble)
    yield server.address
    server.end()


def missing(trouble: servers.Missing) -> NoReturn:
    """Leave a test out in one line, or let it fail where it decides about a change."""
    if os.environ.get("CI") == "true":
        raise trouble
    pytest.skip(f"no Temporal server: {trouble}")


def settings_for(address: str, folder: Path, **more: str) -> Settings:
    """Return settings that name a server, with a queue that nobody else uses."""
    flags = {
        "engine": "temporal", "temporal": address, "temporal_queue": "q" + secrets.token_hex(4),
        "journal": f"sqlite:///{folder / 'makegood.db'}", **more,
    }  # fmt: skip
    return load(flags, folder=folder)


@dataclass
class Carried:
    """A house of tests whose cases Temporal carries, and what its driver told."""

    house: House
    connected: Connected
    driver: TemporalDriver
    trouble: list[tuple[str, Exception]] = field(default_factory=list)
    found: list[Divergence] = field(default_factory=list)

    @property
    def client(self) -> Client:
        """Return the connection."""
        return self.connected.client

    async def closed(self, case: str, within_s: float = 20) -> None:
        """Wait until the workflow of a case has ended."""
        await self.driver.nudger.drain()
        await asyncio.wait_for(self.client.get_workflow_handle(case).result(), within_s)


@contextlib.asynccontextmanager
async def carrying(
    house: House, settings: Settings, *, runner: WorkflowRunner | None = None, cached: int | None = None,
    roles: frozenset[str] = frozenset({"engine", "critical"}), connected: Connected | None = None,
) -> AsyncIterator[Carried]:  # fmt: skip
    """Carry the cases of a started house by Temporal for as long as the block lasts."""
    connected = connected or await connect(settings)
    turns = Turns(house.journal, house.taker, house.clock)
    signer = Signer(job_secret(settings, house.secret))
    nudger = Nudger(connected.client, house.journal, connected.queues, connected.shows, partial(show, connected.client))
    acts = CaseActivities(turns, house.cases, house.clock, signer, connected.queues, connected.shows)
    found: list[Divergence] = []

    async def report(one: Divergence) -> None:
        found.append(one)

    runs = TemporalRuns(connected.client, connected.queues)
    reconciler = Reconciler(house.journal, house.clock, runs, report, nudger.nudge)
    driver = TemporalDriver(
        connected, house.journal, house.clock, acts, nudger, Watchdog(house.journal, house.clock), reconciler, roles,
        runner=runner or sandbox.production(),
    )  # fmt: skip
    if cached is not None:
        driver.cached = cached
    house.desk.nudge = driver.nudge
    carried = Carried(house, connected, driver, found=found)
    driver.on_trouble = lambda what, trouble: carried.trouble.append((what, trouble))
    running = asyncio.ensure_future(driver.run())
    try:
        yield carried
    finally:
        driver.stop()
        await running
