"""The set of docker/compose.yaml, run on this machine with two PostgreSQL servers and a Temporal server of its own."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from activities.signals import METRICS
from makegood.cli.app import run
from tests.support import production
from tests.support.pages import ROOT

UP_WITHIN_S, CLOSED_WITHIN_S, DOWN_WITHIN_S = 120, 60, 60
ROUTINE = 3
SENT_TO = "OTEL_EXPORTER_OTLP_ENDPOINT"
_PROCESS = re.compile(r"  (\w+) +process (\d+), (.*)")


class Collector(BaseHTTPRequestHandler):
    """Stands in for the collector: notes which numbers and spans it is sent."""

    numbers: ClassVar[set[str]] = set()
    spans: ClassVar[set[str]] = set()

    def do_POST(self) -> None:
        """Read what is sent, and say nothing against it."""
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        data = gzip.decompress(sent) if self.headers.get("Content-Encoding") == "gzip" else sent
        if self.path == "/v1/metrics":
            told = ExportMetricsServiceRequest.FromString(data)
            self.numbers.update(n.name for r in told.resource_metrics for s in r.scope_metrics for n in s.metrics)
        else:
            traced = ExportTraceServiceRequest.FromString(data)
            self.spans.update(n.name for r in traced.resource_spans for s in r.scope_spans for n in s.spans)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — as the library calls it
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[str]:
    """Return where spans and numbers can be sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Running:
    """The set as somebody started it: its process, and what it said."""

    process: subprocess.Popen[str]
    folder: Path
    pids: dict[str, int]

    def end(self) -> str:
        """Tell it to end; returns what it said at the end."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=DOWN_WITHIN_S)[0]


@pytest.fixture
def running(tmp_path: Path, collector: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """Start the set as `make production` does."""
    lacks = production.missing()
    if lacks:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(lacks)
    process = subprocess.Popen(  # noqa: S603 — our own module
        [sys.executable, "-m", "tests.support.production", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MAKEGOOD_TELEMETRY": "otlp", SENT_TO: collector},
    )  # fmt: skip
    try:
        pids = _ready(process)
        monkeypatch.chdir(tmp_path / "house")
        yield Running(process, tmp_path, pids)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=DOWN_WITHIN_S)


def _ready(process: subprocess.Popen[str]) -> dict[str, int]:
    """Read what the set says until it is ready; returns its processes by name."""
    assert process.stdout is not None
    pids, said = dict[str, int](), list[str]()
    for line in process.stdout:
        said.append(line)
        found = _PROCESS.match(line)
        if found:
            pids[found[1]] = int(found[2])
        if line.startswith("ready"):
            return pids
    pytest.fail("".join(said))


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _open(number: int, *, medicine: str) -> None:
    words = ["--key", f"order {number}", "--customer", "Rosa Diaz", "--address", "rosa@example.com", "--market", "us"]
    facts = ["--fact", f"locker=A{number}", "--fact", f"medicine={medicine}"]
    assert run(["case", "open", "locker-jammed", *words, *facts]) == 0


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, str]]:
    capsys.readouterr()
    assert run([*words, "--json"]) == 0
    found: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return found


def _closed(capsys: pytest.CaptureFixture[str], count: int) -> dict[str, str]:
    """Wait until so many cases are closed; returns their tiers."""
    until = time.monotonic() + CLOSED_WITHIN_S
    while True:
        cases = _json(capsys, "case", "list")
        if [case["phase"] for case in cases] == ["closed"] * count:
            return {case["case"]: case["tier"] for case in cases}
        assert time.monotonic() < until, cases
        time.sleep(0.2)


def _healthy(running: Running, name: str) -> int:
    """Ask as the image's health check does."""
    return subprocess.run(
        [sys.executable, "-m", "workers.healthy"], cwd=running.folder / "house", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MAKEGOOD_STATE": str(running.folder / "state" / name)},
    ).returncode  # fmt: skip


def test_the_whole_set_puts_things_right_and_ends_in_order(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cases of both tiers close, by a queue's worker, a partner and a letter; nothing runs on; every exit code is 0."""
    assert _healthy(running, "engine") == 0
    for number in range(1, ROUTINE + 1):
        _open(number, medicine="no")
    _open(ROUTINE + 1, medicine="yes")
    tiers = _closed(capsys, ROUTINE + 1)
    assert sorted(tiers.values()) == ["critical", *["routine"] * ROUTINE]
    assert len([*(running.folder / "outbox").rglob("*.txt")]) == ROUTINE + 1
    by: dict[str, set[str]] = {"critical": set(), "routine": set()}
    for case, tier in tiers.items():
        assert run(["case", "events", case]) == 0
        by[tier] |= set(re.findall(r"connector=couriers.fetch .*by=(engine-\w+)", capsys.readouterr().out))
    assert by["critical"]
    assert by["routine"]
    assert not by["critical"] & by["routine"]
    assert run(["audit", "verify"]) == 0
    assert run(["audit", "reconcile"]) == 0
    said = running.end()
    assert running.process.returncode == 0, said
    ended = re.findall(r"(\w+) (-?\d+)", said.rpartition("ended: ")[2])
    assert {name for name, _ in ended} == set(running.pids)
    assert {code for _, code in ended} == {"0"}
    assert not [name for name, pid in running.pids.items() if _is_there(pid)]
    assert {"recovery.turn.duration", "recovery.effect.duration", "recovery.effects"} <= Collector.numbers
    assert {one.name for one in METRICS if one.kind == "counter" and not one.labels} <= Collector.numbers
    assert {"recovery.turn", "recovery.effect"} <= Collector.spans
