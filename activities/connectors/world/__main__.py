"""Run a simulated world: `python -m activities.connectors.world ORDERS.json`; it prints its port and lives on.

The orders: `seed`, `log` (a file), `door` (the engine's socket), `clock` ({start, began, rate}), `contracts`, `faults`,
`stay` (wait for an engine to come back).
It ends when the engine is gone, or when its standard input is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import traceback
from pathlib import Path

from activities.clock import JournalClock
from activities.connectors.world.log import WorldLog
from activities.connectors.world.partners import Partners
from activities.connectors.world.people import People
from activities.connectors.world.server import serve
from activities.journal.door import Knock
from domain.clock.instant import parse_instant
from domain.playbook.contract import Contract


async def main(orders: dict[str, object]) -> None:
    """Open the server, say where, and let people live."""
    log = WorldLog(Path(str(orders["log"])))
    told, clock = orders["contracts"], JournalClock()
    if isinstance(orders.get("clock"), dict):
        row = orders["clock"]
        clock = JournalClock(parse_instant(row["start"]), parse_instant(row["began"]), int(row["rate"]))  # type: ignore[index] # just seen
    contracts = {name: Contract.model_validate(one) for name, one in told.items()}  # type: ignore[attr-defined] # an object by its format
    seed = int(str(orders["seed"]))
    partners = Partners(seed, contracts, log, clock.now, faults=bool(orders.get("faults", True)))
    server = serve(partners)
    print(server.server_address[1], flush=True)  # noqa: T201 — who started us reads it
    knock = Knock(Path(str(orders["door"])))
    people = People(seed, knock, partners, log, stay=bool(orders.get("stay")))
    partners.confirm = people.confirm
    ended = asyncio.ensure_future(asyncio.to_thread(sys.stdin.read))
    living = asyncio.ensure_future(people.live())
    await asyncio.wait([ended, living], return_when=asyncio.FIRST_COMPLETED)
    for task in (ended, living):
        task.cancel()
    with contextlib.suppress(Exception):
        await knock.close()
    server.shutdown()
    if living.done() and not living.cancelled() and (fault := living.exception()) is not None:
        traceback.print_exception(fault)
        os._exit(1)  # a thread still reads standard input; a world without people is none


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    sys.stdout.flush()
