"""Which driver carries the cases of a process: the embedded one, or Temporal; whoever runs it need not know."""

from __future__ import annotations

from typing import Protocol

from activities.turn import Taker
from activities.turns import Turns
from workers import watching
from workers.assemble import House
from workers.engines import engine_of
from workflows.embedded import Engine
from workflows.sweeps import Watchdog


class Driver(Protocol):
    """Whatever takes turns with the cases of a journal."""

    def nudge(self, case: str, *, new: bool = False) -> None:
        """Have a case looked at soon."""
        ...

    async def run(self) -> None:
        """Go on until `stop`; a turn that runs is always finished."""
        ...

    def stop(self) -> None:
        """Begin no more turns."""
        ...


async def driver_of(it: House, taker: Taker, roles: frozenset[str]) -> Driver:
    """Return the driver that the settings ask for, ready to run.

    Raises:
        Unavailable: Temporal is no use as it is.
        UsageError: a setting is no use.
    """
    turns = Turns(
        it.journal, taker, it.clock, on_turn=watching.turn_taken, on_trouble=watching.trouble_met,
        on_parked=watching.case_parked,
    )  # fmt: skip
    watchdog = Watchdog(it.journal, it.clock, watching.promises_overdue)
    if engine_of(it.settings) == "embedded":
        return Engine(it.journal, turns, watchdog, it.clock)
    from workers.temporal.carried import temporal_driver  # noqa: PLC0415 — only what is used is loaded

    return await temporal_driver(it, turns, watchdog, roles)
