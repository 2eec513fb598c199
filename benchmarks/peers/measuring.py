"""One contestant measured: rounds with different numbers of cases at a time, and the figures of the best."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import quantile
from benchmarks.peers.processes import machine_s, memory, spent

SAMPLE_EVERY_S = 0.5
FEWEST, MOST, QUIET = 2, 5, 0.25
"""How often the best is measured: until others kept less than a quarter of a processor busy in one of the rounds."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to."""

    at_once: int
    rate: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    memory: int
    written: int
    cases: int
    load: float
    others: float
    """How many of the processors others kept busy meanwhile."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a contestant came to: of the rounds at its best the one that others disturbed least, and what is left."""

    best: Round
    tried: Mapping[int, float]
    kept: float
    """Bytes on disk for each case once it is over."""


@dataclass(slots=True)
class Player:
    """A contestant's own process, and the servers it leans on."""

    process: subprocess.Popen[str]
    servers: Sequence[int]
    log: Path
    cases: int = 0
    _held: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def start(cls, words: Sequence[str], servers: Sequence[int], log: Path) -> Player:
        """Start it and wait until it is ready."""
        with log.open("ab") as errors:
            process = subprocess.Popen(  # noqa: S603 — ours
                list(words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "NODE_ENV": "production", "RESTATE_LOGGING": "ERROR"},
            )  # fmt: skip
        player = cls(process, servers, log)
        player.answer("ready")
        return player

    def answer(self, what: str) -> dict[str, Any]:
        """Return its next answer; other lines are what its libraries say."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{") and what in (said := json.loads(line)):
                return dict(said)
        raise RuntimeError(f"{self.process.args!r} ended by itself: {self.log.read_text()[-2_000:]}")

    def round(self, at_once: int, seconds: float) -> Round:
        """Have it begin cases for so long, and wait until all of them ended; the whole of it counts."""
        assert self.process.stdin is not None
        roots = [self.process.pid, *self.servers]
        self._held, self._stop = 0, threading.Event()
        looking = threading.Thread(target=self._look, args=(roots,), daemon=True)
        looking.start()
        began, before, busy = time.monotonic(), spent(roots), machine_s()
        self.process.stdin.write(json.dumps({"at_once": at_once, "seconds": seconds}) + "\n")
        self.process.stdin.flush()
        said = self.answer("done")
        used, done = spent(roots).since(before), said["done"]
        others = max(0.0, machine_s() - busy - used.cpu_s) / (time.monotonic() - began)
        self._stop.set()
        looking.join()
        self.cases += len(done)
        took = [ms for _, ms in done]
        return Round(
            at_once, len(done) / (said["over"] - began), statistics.median(took), quantile(took, 0.95),
            used.cpu_s / len(done) * 1e3, self._held, round(used.written / len(done)), len(done), os.getloadavg()[0],
            others,
        )  # fmt: skip

    def _look(self, roots: Sequence[int]) -> None:
        while not self._stop.wait(SAMPLE_EVERY_S):
            self._held = max(self._held, memory(roots))

    def end(self) -> None:
        """Let it end, and wait."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def measure(
    player: Player, bytes_now: Callable[[], int], tries: Sequence[int], short_s: float, long_s: float
) -> Measured:
    """Try numbers of cases at a time shortly, then measure the best for longer, a few times.

    The round that counts is chosen by how little others did on the machine meanwhile, never by what came of it.
    """
    player.round(tries[0], short_s / 2)
    before, cases = bytes_now(), player.cases
    tried = {at_once: player.round(at_once, short_s).rate for at_once in tries}
    best = max(tried, key=lambda at_once: tried[at_once])
    rounds = list[Round]()
    while len(rounds) < FEWEST or (len(rounds) < MOST and min(one.others for one in rounds) > QUIET):
        rounds.append(player.round(best, long_s))
    time.sleep(1)
    return Measured(
        min(rounds, key=lambda one: one.others), tried, (bytes_now() - before) / max(1, player.cases - cases)
    )
