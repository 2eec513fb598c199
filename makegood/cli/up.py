"""`makegood up`: run the engine."""

from __future__ import annotations

import asyncio
from typing import Annotated

from domain.errors import UsageError
from domain.views.wording import counted
from makegood.cli.options import WHOLE, Common, Documents
from makegood.cli.output import say
from workers.engine import Acceleration, Running, run_until_stopped, running
from workers.engines import engine_of
from workers.journals import place_of
from workers.library.shelf import Folders, Shelf, read_shelf
from workers.settings import Settings, check_connectors
from workers.telemetry import configure


def up(
    *,
    documents: Documents = Documents(),
    outbox: str | None = None,
    world: Annotated[int | None, WHOLE] = None,
    clock: str | None = None,
    common: Common = Common(),
) -> None:
    """Run the engine until it is interrupted. It publishes what lies in the folders of playbooks and messages.

    Args:
        outbox: the folder that messages are written to.
        world: run a simulated world of this seed beside it, which all connectors lead to.
        clock: begin a new journal with an accelerated clock, as START,rate=N.
    """
    settings = common.settings(**documents.flags(), outbox=outbox)
    engine_of(settings)
    if world == 0:
        raise UsageError("the seed of a world is not 0.", where="--world")
    shelf = read_shelf(Folders.of(settings)).legal()
    place_of(settings).check()
    check_connectors(settings, shelf.contracts)
    configure(settings)
    asyncio.run(_up(settings, shelf, Acceleration.of(clock) if clock else None, world))


async def _up(settings: Settings, shelf: Shelf, clock: Acceleration | None, world: int | None) -> None:
    async with running(settings, shelf, clock=clock, world=world) as it:
        for line in about(it):
            say(line)
        await run_until_stopped(it)
    say("stopped; every turn was finished.")


def about(it: Running) -> list[str]:
    """Say what runs here."""
    info, lines = (
        it.house.info,
        [f"makegood runs {place_of(it.house.settings).shown} ({counted(len(it.house.connectors), 'connector')})."],
    )
    if info.clock_start is not None:
        lines.append(
            f"  its clock is accelerated: it began at {info.clock_start:%Y-%m-%d %H:%M} UTC and runs"
            f" {info.clock_rate:,} times as fast"
        )
    if it.world is not None:
        lines.append(f"  the world is simulated; its log: {it.world.log}")
    if it.house.left:
        lines.append(f"  in the folders, and not in force, which takes two persons here: {', '.join(it.house.left)}")
        lines.append("    hand it in: makegood document hand-in --why REASON --as PERSON")
        lines.append("    see what waits for an approval: makegood document list --waiting")
    if it.line is not None:
        lines.append(f"  partners' workers are answered at {it.line.url}")
    lines.append("  stop it with Ctrl-C.")
    return lines
