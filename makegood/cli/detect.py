"""`makegood detect`: read a feed, and open a case for every failure in it that a playbook handles."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from domain.errors import Findings
from domain.intake.rows import FailureTold
from makegood.cli.options import Common, Documents
from makegood.cli.output import say
from workers import detecting
from workers.asking import reach
from workers.detecting import Detected
from workers.settings import Settings
from workers.shelf import Folders, Shelf, read_shelf

_SHOWN = 5


def detect(
    feed: Path,
    *,
    map_: Annotated[Path, Parameter(name="--map")],
    documents: Documents = Documents(),
    made_up: int | None = None,
    rejects: Path | None = None,
    common: Common = Common(),
) -> int:
    """Read a feed, and open a case for every failure in it that a playbook handles. Reading it twice is harmless.

    Args:
        feed: the file to read.
        map_: the map that says how its rows are read.
        made_up: a seed for what the map makes up; without it such a map is refused.
        rejects: where rows that cannot be read are listed; by default beside you, named after the feed.
    """
    settings = common.settings(**documents.flags())
    shelf = read_shelf(Folders.of(settings)).legal()
    feed_map = detecting.read_map(map_)
    found = Detected()
    told = list(detecting.failures(feed_map, feed, made_up, found))
    asyncio.run(_detect(settings, shelf, told, found, common.as_))
    aside = rejects or Path(f"{feed.name}.rejects.jsonl")
    if found.rejected:
        detecting.set_aside(found, aside)
    _report(common, found, aside)
    return Findings.exit_code if found.rejected else 0


async def _detect(settings: Settings, shelf: Shelf, told: Sequence[FailureTold], found: Detected, as_: str) -> None:
    async with reach(settings, make=True) as engine:
        await detecting.publish(engine, shelf, as_)
        await detecting.tell(engine, told, found, as_)


def _report(common: Common, found: Detected, aside: Path) -> None:
    out = common.output
    if out.as_json:
        out.document({
            "read": found.read, "failures": found.failures, "opened": found.opened, "known": found.known,
            "without_plan": [
                {"why": why, "count": count, "places": found.places[why]} for why, count in found.unplanned.items()
            ],
            "rejected": [{"row": one.line, "column": one.column, "why": one.why} for one in found.rejected],
        })  # fmt: skip
        return
    out.line(f"{found.read:,} rows read, {found.failures:,} failures in them.")
    out.line(f"{len(found.opened):,} cases opened, {len(found.known):,} known already.")
    for why, count in found.unplanned.most_common():
        shown = ", ".join(found.places[why][:_SHOWN]) + (" …" if count > _SHOWN else "")
        out.line(f"{count:,} without a plan: {why} ({shown}).")
    if found.rejected:
        say(f"{len(found.rejected):,} rows were set aside; they are listed in {aside}:")
        for one in found.rejected[:_SHOWN]:
            column = f", {one.column}" if one.column else ""
            say(f"  row {one.line}{column}: {one.why}")
