"""DBOS Transact as a contestant: `python -m benchmarks.peers.dbos_case ADDRESS [--wal] [--keep EVENTS WHERE]`.

As its documentation teaches: a refusal is an error of a step; what was done before is undone by steps in the workflow's
`except`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sqlite3

from dbos import DBOS, DBOSConfig, SetWorkflowID

from benchmarks.peers.keeping import Record, record
from benchmarks.peers.playing import play

KEPT: list[Record] = []
"""Where a record is kept beside, if at all."""


class Refused(Exception):
    """The step will not be done."""


@DBOS.step()
async def effect(name: str, key: str) -> dict[str, bool]:
    """Do nothing but answer; the sixth step refuses."""
    case = key.removesuffix(f"/{name}")
    for kept in KEPT:
        await kept.before(case, name)
    try:
        return _answer(name)
    finally:
        for kept in KEPT:
            await kept.after(case, name)


def _answer(name: str) -> dict[str, bool]:
    if name == "step-6":
        raise Refused("no")
    return {"ok": True}


@DBOS.workflow()
async def recovery(case: str) -> str:
    """Assess; five steps, a sixth that refuses; the five undone; a follow-up."""
    done = list[str]()
    await effect("assess", f"{case}/assess")
    try:
        for number in range(1, 9):
            await effect(f"step-{number}", f"{case}/step-{number}")
            done.append(f"step-{number}")
    except Refused:
        for step in reversed(done):
            await effect(f"{step}.undo", f"{case}/{step}.undo")
        await effect("follow-up", f"{case}/follow-up")
    return "closed"


async def one(name: str) -> None:
    """Carry a case to its end."""
    with SetWorkflowID(name):
        await recovery(name)


async def main() -> None:
    """Play as asked."""
    words = argparse.ArgumentParser()
    words.add_argument("address")
    words.add_argument("--wal", action="store_true")
    words.add_argument("--keep", nargs=2)
    asked = words.parse_args()
    if asked.wal:  # SQLite remembers it with the file
        with contextlib.closing(sqlite3.connect(asked.address.removeprefix("sqlite:///"))) as file:
            file.execute("PRAGMA journal_mode = WAL")
    config: DBOSConfig = {"name": "peers", "system_database_url": asked.address, "log_level": "WARNING"}
    DBOS(config=config)
    DBOS.launch()
    async with contextlib.AsyncExitStack() as stack:
        if asked.keep:
            KEPT.append(await stack.enter_async_context(record(*asked.keep)))
        await play(one)
    DBOS.destroy()


if __name__ == "__main__":
    asyncio.run(main())
