"""A simulated world as a process beside the engine: started with its orders, ended with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from activities.ports import JournalInfo
from domain.clock.instant import instant_text
from domain.errors import Unavailable
from domain.playbook.contract import Contract
from workers.journals import place_of
from workers.settings import Settings

START_WITHIN_S = 20
END_WITHIN_S = 5
ORDERS = ".world.json"
"""What the file beside a journal ends in that says what its world is like."""


@dataclass(slots=True)
class World:
    """A world that lives: its port and its log."""

    process: asyncio.subprocess.Process
    port: int
    log: Path

    @classmethod
    async def start(
        cls, settings: Settings, contracts: Mapping[str, Contract], info: JournalInfo, seed: int, log: Path | None
    ) -> World:
        """Start a world and wait until its partners can be reached.

        Raises:
            Unavailable: it does not come up.
        """
        place = place_of(settings)
        log = log or place.beside(".world.jsonl").absolute()
        orders: dict[str, object] = {
            "seed": seed, "log": str(log), "door": str(place.door()),
            "contracts": {name: contract.model_dump(mode="json") for name, contract in contracts.items()},
        }  # fmt: skip
        if info.clock_start is not None and info.clock_began is not None:
            start, began = instant_text(info.clock_start), instant_text(info.clock_began)
            orders["clock"] = {"start": start, "began": began, "rate": info.clock_rate}
        file = place.beside(ORDERS).absolute()
        file.write_text(json.dumps(orders), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "activities.connectors.world", str(file),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None  # noqa: S101 — asked for above
        with contextlib.suppress(TimeoutError):
            line = await asyncio.wait_for(process.stdout.readline(), START_WITHIN_S)
            if line.strip().isdigit():
                return cls(process, int(line), log)
        process.kill()
        raise Unavailable("the simulated world does not come up.", where=str(file))

    def url(self, connector: str) -> str:
        """Return where a connector of this world is reached."""
        return f"http://127.0.0.1:{self.port}/{connector}"

    async def end(self) -> None:
        """End it."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), END_WITHIN_S)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
