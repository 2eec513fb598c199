"""`makegood worker`: do the jobs of a queue."""

from __future__ import annotations

import asyncio

from makegood.cli.options import Common
from makegood.cli.output import say
from workers.queue import connectors_of
from workers.queue_run import work
from workers.telemetry import configure


def run(module: str, *, queue: str, at: str = "", common: Common = Common()) -> None:
    """Do the jobs of a queue with the service steps that a module defines, until it is interrupted.

    Args:
        module: the Python module, as package.module; it is looked for in this folder first.
        queue: the queue.
        at: the address of the house's endpoint, when this machine has no journal of it; the token is a setting.
    """
    settings = common.settings()
    configure(settings)
    names = ", ".join(sorted(connectors_of(module)))
    say(f"works on {queue} with {names}; stop it with Ctrl-C.")
    asyncio.run(work(settings, module, queue, lambda step, outcome: say(f"{step}: {outcome}"), say, at))
