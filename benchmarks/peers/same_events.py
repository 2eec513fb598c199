"""The events of one of our cases by effect, for others to keep: who needs a record like ours must write one.

What opens a case goes with the intent of its first effect, what closes it with the outcome of its last, so that nothing
is written for these alone.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.ours import contestant
from domain.record import Recorded


def write_events(folder: Path) -> Path:
    """Carry one case of ours in a folder; returns the file of its events."""
    path = folder / "events.json"
    path.write_text(json.dumps(by_effect(asyncio.run(_one(folder)))), encoding="utf-8")
    return path


async def _one(folder: Path) -> Sequence[Recorded]:
    async with contestant(str(folder / "one.db")) as it:
        return await it.house.journal.read(f"case/{await it.one('one')}")


def by_effect(records: Sequence[Recorded]) -> dict[str, list[list[tuple[int, str, str]]]]:
    """Return for each effect two lists of (number, type, record): what is durable before it begins, what after it."""
    found, opening = dict[str, list[list[tuple[int, str, str]]]](), list[tuple[int, str, str]]()
    effect = ""
    for record in records:
        part = (record.seq, record.type, record.data.decode())
        if record.type == "StepStarted":
            effect = json.loads(record.data)["body"]["step"].replace("~", ".")
            found[effect] = [[*opening, part], []]
            opening = []
        elif effect:
            found[effect][1].append(part)
        else:
            opening.append(part)
    return found
