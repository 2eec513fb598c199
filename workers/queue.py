"""A queue worker: takes the jobs of one queue at the engine's door, does them, and reports what came of each."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from activities.account import user
from activities.ports import Call, Connector, Outcome
from activities.signals import count_outcome, spanning
from domain.case.commands import Unknown
from domain.clock.instant import instant_text
from domain.errors import ConflictError, MakegoodError, NotFoundError, Unavailable, UsageError
from domain.values import Value, from_json, to_json
from workers.asking import Reached
from workers.door.requests import number_of
from workers.watching import outcome_unknown, report_refused

IDLE_S = 0.25
"""How long a worker waits when there is no job."""


def connectors_of(module: str) -> dict[str, Connector]:
    """Return the connectors that a module defines, by name.

    Raises:
        NotFoundError, UsageError: there is no such module, it cannot be imported, or it defines none.
    """
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as trouble:
        raise NotFoundError(
            f"there is no module {trouble.name}.", remedy="Name it as Python does: package.module."
        ) from None
    except Exception as trouble:
        raise UsageError(f"{module} cannot be imported: {type(trouble).__name__}: {trouble}.") from trouble
    connectors = {
        one.contract.name: one
        for one in vars(found).values()
        if hasattr(one, "contract") and hasattr(one, "perform") and not isinstance(one, type)
    }
    if not connectors:
        raise UsageError(f"{module} defines no service step.", remedy="Write one with @step; see docs/workers.md.")
    return connectors


@dataclass(slots=True)
class QueueWorker:
    """Does one job at a time."""

    desk: Reached
    queue: str
    connectors: Mapping[str, Connector]
    name: str
    on_done: Callable[[str, str], None] = lambda step, outcome: None
    idle_s: float = IDLE_S

    async def run(self, stopping: asyncio.Event) -> None:
        """Go on until told to stop; a job that was begun is finished and reported.

        Raises:
            Unavailable: no engine answers.
        """
        number = 0
        while not stopping.is_set():
            number += 1
            if not await self.one(f"{self.name}/{number}"):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), self.idle_s)

    async def one(self, by: str) -> bool:
        """Take a job, do it, report it; False when there is none.

        What was begun in our name, and is over before the answer reached us, is left to the engine: it finds out what
        became of it, and we take the next under another name.

        Raises:
            Unavailable: no engine answers.
        """
        offers = sorted(self.connectors)
        try:
            job = await self.desk.call("take", queue=self.queue, by=by, connectors=offers, user=user())
        except ConflictError as over:
            report_refused(over.where, "", over.what)
            return True
        if not isinstance(job, dict):
            return False
        await self.do(job)
        return True

    async def do(self, job: Mapping[str, Any]) -> int:
        """Do a job that was begun in our name, and report it; returns the case's seq behind the report, 0 if refused.

        Raises:
            Unavailable: no engine answers.
        """
        request = from_json(job["request"])
        call = Call(
            job["case"], job["step"], job["effect"], job["connector"], job["key"], job["attempt"],
            request if isinstance(request, Mapping) else {}, job["timeout_ms"],
        )  # fmt: skip
        outcome = await self._perform(call, job["mode"])
        told = {name: _plain(value) for name, value in vars(outcome).items()}
        looked = job["mode"] == "look-up"
        if isinstance(outcome, Unknown):
            outcome_unknown(call.case, call.step, outcome.why)
        seq = 0
        try:
            answer = await self.desk.call(
                "outcome", key=call.key, attempt=call.attempt, outcome=told, looked_up=looked, user=user()
            )
            seq = number_of(answer, "seq") if isinstance(answer, dict) else 0
        except Unavailable:
            raise
        except MakegoodError as refusal:  # one report that is not taken ends no worker; the job's own clock goes on
            report_refused(call.case, call.step, refusal.what)
        self.on_done(call.step, outcome.kind)
        return seq

    async def _perform(self, call: Call, mode: str) -> Outcome:
        if mode == "send" and call.timeout_ms <= 0:
            return Unknown(why="nothing was sent: that it was begun became known too late")
        connector = self.connectors[call.connector]
        with spanning("effect", call.case, connector=call.connector):
            try:
                outcome = await (connector.look_up(call) if mode == "look-up" else connector.perform(call))
            except Exception as trouble:  # noqa: BLE001 — a step's own fault proves nothing about its effect
                outcome = Unknown(why=f"the step failed: {type(trouble).__name__}")
            count_outcome(call.connector, outcome.kind)
        return outcome


def _plain(part: Value) -> object:
    """Write a part of an outcome as the door reads it: its own instants plainly, values with their tags."""
    return instant_text(part) if isinstance(part, datetime) else to_json(part)
