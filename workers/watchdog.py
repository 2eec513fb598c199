"""The watchdog as a process of its own: it rings for promises while no engine runs the journal, whatever the reason.

Where one process alone may write, it takes the lock for one ring at a time and gives it back, so that an engine that
starts finds the journal free; while an engine runs, that one rings.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal

from activities.clock import JournalClock
from domain.errors import Unavailable
from workers import watching
from workers.journals import Place, place_of
from workers.settings import Settings
from workflows.sweeps import WATCH_EVERY_S, Watchdog


async def watch(settings: Settings) -> None:
    """Ring until told to stop; a journal that cannot be reached is looked for again.

    Raises:
        UsageError: the settings name no journal.
    """
    place, stopping = place_of(settings), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        try:
            await ring_once(place)
        except Unavailable as trouble:
            watching.look_failed("the watchdog", trouble)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), WATCH_EVERY_S)


async def ring_once(place: Place) -> int:
    """Ring for what is overdue, unless an engine does; returns how many promises rang.

    Raises:
        Unavailable: there is no journal, or it cannot be reached.
    """
    if place.exclusive and place.holder():
        return 0
    held = place.lock() if place.exclusive else None
    try:
        journal = await place.open()
        try:
            clock = JournalClock.of(await journal.info())
            return await Watchdog(journal, clock, watching.promises_overdue).look()
        finally:
            await journal.close()
    finally:
        if held is not None:
            held.release()
