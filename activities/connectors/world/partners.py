"""The partners of the simulated world: what they were asked, what they did, and what they answer about a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Literal

from activities.connectors.http import plain
from activities.connectors.world.chances import Mishap, draw, receipt, reception
from activities.connectors.world.log import WorldLog
from domain.clock.instant import instant_text
from domain.playbook.contract import Contract

LONGER_THAN_WAITED_MS = 300
"""How much longer than the caller waits an answer takes that comes too late."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire: after `wait_ms` a status and a body, or nothing at all."""

    status: int
    body: Mapping[str, object] = field(default_factory=dict)
    wait_ms: int = 0
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A late answer: at `at` (journal time) the caller is told what became of a key."""

    at: datetime
    key: str
    attempt: int
    receipt: Mapping[str, object]


@dataclass(slots=True)
class Partners:
    """Keeps what was applied by connector and key.

    Who honours keys answers a key that comes again and never applies it again; the others do, and the log shows it.
    """

    seed: int
    contracts: Mapping[str, Contract]
    log: WorldLog
    now: Callable[[], datetime]
    confirm: Callable[[Confirmation], None] = lambda late: None
    faults: bool = True
    _applied: dict[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)
    _met: dict[tuple[str, str], Mishap] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, connector: str, key: str, attempt: int) -> Answer:
        """Take a request in."""
        contract = self.contracts.get(connector)
        if contract is None:
            return Answer(404, {"reason": f"nobody here does {connector}"})
        with self._lock:
            return self._decide(contract, key, attempt)

    def look_up(self, connector: str, key: str) -> Answer:
        """Say what became of a key."""
        with self._lock:
            found = self._applied.get((connector, key))
        self._write(connector, key, 0, "looked up" if found is not None else "not found")
        return Answer(200, found) if found is not None else Answer(404)

    def was_applied(self, connector: str, key: str) -> Mapping[str, object] | None:
        """Return the receipt of a key that was applied."""
        return self._applied.get((connector, key))

    def _decide(self, contract: Contract, key: str, attempt: int) -> Answer:
        name = (contract.name, key)
        if name in self._applied and contract.capability == "keyed":
            self._write(contract.name, key, attempt, "repeated")
            return Answer(200, self._applied[name], wait_ms=2)
        met = reception(self.seed, contract, key)
        first = name not in self._met
        mishap = met.mishap if (first or met.mishap == "refused") and self.faults else ""
        self._met[name] = mishap
        match mishap:
            case "refused":
                self._write(contract.name, key, attempt, "refused", mishap)
                return Answer(409, {"reason": met.reason}, met.wait_ms)
            case "busy":
                self._write(contract.name, key, attempt, "nothing", mishap)
                return Answer(503, {"applied": False}, met.wait_ms)
            case "bad gateway":
                self._write(contract.name, key, attempt, "nothing", mishap)
                return Answer(502, {}, met.wait_ms)
            case _:
                return self._apply(contract, key, attempt, mishap, met.wait_ms, met.confirm_after)

    def _apply(
        self, contract: Contract, key: str, attempt: int, mishap: Mishap, wait_ms: int, after: timedelta
    ) -> Answer:
        made = {name: plain(value) for name, value in receipt(self.seed, contract, key).items()}
        self._applied[contract.name, key] = made
        self._write(contract.name, key, attempt, "applied", mishap)
        match mishap:
            case "time-out after the effect":
                return Answer(200, made, contract.timeout_ms + LONGER_THAN_WAITED_MS)
            case "lost answer":
                return Answer(0, wait_ms=wait_ms, lost=True)
            case "late answer":
                at = self.now()
                self.confirm(Confirmation(at + after, key, attempt, made))
                expected = after * (0.7 + 0.6 * draw(self.seed, "expect", key).random())
                body = {"reference": f"r-{key[-8:]}", "expect_by": instant_text(at + expected)}
                return Answer(202, body, wait_ms)
            case _:
                return Answer(200, made, wait_ms)

    def _write(self, connector: str, key: str, attempt: int, did: str, mishap: Literal[""] | Mishap = "") -> None:
        self.log.write(
            at=instant_text(self.now()), connector=connector, key=key, attempt=attempt, did=did, mishap=mishap
        )
