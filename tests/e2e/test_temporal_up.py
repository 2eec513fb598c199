"""`make temporal-up`: the server that a house finds by its default settings, for as long as somebody lets it run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

from domain.errors import Unavailable
from tests.support import servers
from tests.support.pages import ROOT
from tests.support.ports import free_port
from workers.settings import load
from workers.temporal import server as temporal

UP_WITHIN_S = 60


async def test_the_server_comes_up_and_ends_when_told() -> None:
    """A house can connect to it, and asked to end it ends with 0."""
    try:
        servers.tool("temporal")
    except servers.Missing as trouble:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(trouble))
    port = free_port()
    process = subprocess.Popen(  # noqa: S603, ASYNC220 — our own module
        [sys.executable, "-m", "tests.support.servers", "up", "--headless", "--port", str(port)], cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + UP_WITHIN_S
        settings = load({"temporal": f"127.0.0.1:{port}", "engine": "temporal"}, folder=ROOT)
        while True:
            try:
                connected = await temporal.connect(settings)
                break
            except Unavailable:
                assert process.poll() is None
                assert time.monotonic() < until
        assert connected.shows
    finally:
        process.terminate()
        code = process.wait(UP_WITHIN_S)
    assert code == 0


def test_the_remedy_names_a_target_that_there_is() -> None:
    """Whoever finds no server is told of `make temporal-up`, which runs one where the settings look."""
    named = re.search(r"make (temporal-up)", (ROOT / "workers" / "temporal" / "server.py").read_text(encoding="utf-8"))
    assert named is not None
    assert re.search(rf"^{named[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert load(folder=ROOT / "docker")["temporal"] == "localhost:7233"
