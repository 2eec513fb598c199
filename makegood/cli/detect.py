"""`makegood detect`: read a feed, and open a case for every failure in it that a playbook handles."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from domain.errors import Findings
from domain.views.wording import counted
from makegood.cli.options import WHOLE, Common, Documents
from makegood.cli.output import say
from workers import detecting
from workers.aside import Aside
from workers.asking import reach
from workers.detecting import Detected, Reading
from workers.library.shelf import Folders, Shelf, read_shelf
from workers.settings import Settings

_SHOWN = 5


def detect(  # noqa: PLR0913 — the options of a command
    feed: Path,
    *,
    map_: Annotated[Path, Parameter(name="--map")],
    documents: Documents = Documents(),
    made_up: Annotated[int | None, WHOLE] = None,
    rejects: Path | None = None,
    from_start: Annotated[bool, Parameter(negative="")] = False,
    common: Common = Common(),
) -> int:
    """Read a feed, and open a case for every failure in it that a playbook handles.

    Reading a feed twice is harmless: the same failure is the same case. Rows that an earlier reading was through with
    are passed over.

    Args:
        feed: the file to read.
        map_: the map that says how its rows are read.
        made_up: a seed for what the map makes up; without it such a map is refused.
        rejects: where rows that cannot be read are listed; by default beside you, named after the feed.
        from_start: read every row again, whatever was read before.
    """
    settings = common.settings(**documents.flags())
    detecting.bytes_of_map(map_)  # said at once, and not after all documents of the house were read
    shelf = read_shelf(Folders.of(settings)).legal()
    feed_map = detecting.read_map(map_, shelf.markets.markets)
    found = Detected()
    reading = Reading(feed_map, feed, made_up, found)
    reading.try_it()
    aside = Aside(rejects or Path(f"{feed.name}.rejects.jsonl"))
    found.on_rejected = aside.add
    try:
        asyncio.run(_detect(settings, shelf, reading, aside, common.as_, from_start=from_start))
    finally:
        aside.close()
    _report(common, found, aside.path)
    return Findings.exit_code if found.set_aside else 0


async def _detect(
    settings: Settings, shelf: Shelf, reading: Reading, aside: Aside, as_: str, *, from_start: bool
) -> None:
    async with reach(settings, make=True) as engine:
        left = await detecting.publish(engine, shelf, as_)
        if left:
            say(f"not in force, which takes two persons: {', '.join(left)} (makegood document hand-in).")
        aside.after = 0 if from_start else await detecting.mark_of(engine, reading)
        await detecting.take_in(engine, reading, after=aside.after, as_=as_)


def _report(common: Common, found: Detected, aside: Path) -> None:
    out = common.output
    if out.as_json:
        out.document({
            "passed_over": found.passed, "read": found.read, "failures": found.failures, "opened": found.opened,
            "unreachable": found.unreachable, "known": found.known,
            "without_plan": [
                {"why": why, "count": count, "places": found.places[why]} for why, count in found.unplanned.items()
            ],
            "set_aside": found.set_aside,
            "rejected": [{"row": one.line, "column": one.column, "why": one.why} for one in found.rejected],
        })  # fmt: skip
        return
    if found.passed:
        out.line(f"{counted(found.passed, 'row')} passed over: they were read before (--from-start reads them again).")
    out.line(f"{counted(found.read, 'row')} read, {counted(found.failures, 'failure')} in them.")
    out.line(f"{counted(len(found.opened), 'case')} opened, {len(found.known):,} known already.")
    if found.unreachable:
        out.line(f"{found.unreachable:,} of them have no address to write to (makegood case customer).")
    for why, count in found.unplanned.most_common():
        shown = ", ".join(found.places[why][:_SHOWN]) + (" …" if count > _SHOWN else "")
        out.line(f"{count:,} without a plan: {why} ({shown}).")
    if found.set_aside:
        say(f"{found.set_aside:,} rows were set aside; they are listed in {aside}:")
        for one in found.rejected[:_SHOWN]:
            column = f", {one.column}" if one.column else ""
            say(f"  row {one.line}{column}: {one.why}")
