"""A check-up: what is set, where from, and what would keep the engine from running."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from activities.journal import position
from activities.journal.hands import MOVED
from domain.errors import MakegoodError
from domain.playbook import plan as p
from domain.playbook.layout import Layout
from domain.views.wording import counted
from workers.door.partners import partners_of
from workers.engines import engine_of
from workers.healthy import SILENT_S, silent_s
from workers.journals import POSITION, SQLITE, Place, compare, place_of
from workers.library.shelf import Folders, read_shelf
from workers.settings import Settings, check_connectors
from workers.telemetry import check
from workers.web import address_of
from workers.world import ORDERS

LEAST_FREE = 256 * 1024 * 1024
"""Bytes that should be free where the journal lies."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at: how it is, and what to do when it is not well."""

    what: str
    well: bool
    how: str
    remedy: str = ""


def examine(settings: Settings) -> list[Sign]:
    """Look at everything; never raises."""
    looks: list[tuple[str, Callable[[Settings], Sign]]] = [
        ("python", _python), ("settings", _settings), ("sqlite", _sqlite), ("journal", _journal), ("engine", _engine),
        ("temporal", _temporal), ("disk", _disk), ("documents", _documents), ("connectors", _connectors),
        ("outbox", _outbox),
    ]  # fmt: skip
    left_out = {"temporal": settings["engine"] != "temporal", "sqlite": not settings["journal"].startswith(SQLITE)}
    signs: list[Sign] = []
    for what, look in looks:
        sign = None if left_out.get(what) else _looked(what, look, settings)
        if sign is not None and (sign.well or all(sign.how != one.how for one in signs)):  # each trouble once
            signs.append(sign)
    return signs


def _looked(what: str, look: Callable[[Settings], Sign], settings: Settings) -> Sign:
    try:
        return look(settings)
    except MakegoodError as trouble:
        first = trouble.what.splitlines()[0]
        return Sign(
            what, well=False, how=f"{trouble.where}: {first}" if trouble.where else first, remedy=trouble.remedy
        )


def _python(settings: Settings) -> Sign:
    return Sign("python", well=sys.version_info >= (3, 11), how=sys.version.split()[0])


def _settings(settings: Settings) -> Sign:
    engine_of(settings)
    check(settings)
    if settings["listen"]:
        address_of(settings["listen"], settings.values["listen"].origin)
    partners_of(settings)
    own = sum(one.origin != "default" for one in settings.values.values())
    unnamed = settings.values["house"].origin == "default"
    signed = f"; letters are signed “{settings['house']}”, name yours: house = “…”" if unnamed else ""
    how = f"{own} of {len(settings.values)} are set, the others are the defaults"
    return Sign("settings", well=True, how=how + signed)


def _sqlite(settings: Settings) -> Sign:
    return Sign("sqlite", well=True, how=f"{sqlite3.sqlite_version}, one writer, WAL with synchronous=FULL")


def _journal(settings: Settings) -> Sign:
    place = place_of(settings)
    if not place.exists() and not position.is_kept(place.beside(POSITION)):
        return Sign("journal", well=True, how=f"{place.shown}: not there yet; makegood up makes it")
    return asyncio.run(_present(place))


async def _present(place: Place) -> Sign:
    journal = await place.open(write=False)
    try:
        await compare(journal, place)
        info, where, parked = await journal.info(), await position.present(journal), await journal.parked()
    finally:
        await journal.close()
    clock = f", clock × {info.clock_rate} from {info.clock_start:%Y-%m-%d %H:%M} UTC" if info.clock_start else ""
    how = f"{place.shown}: {counted(where.position, 'event')}, epoch {info.epoch}{clock}"
    if info.engine == MOVED:
        return Sign("journal", well=False, how=f"{how}; it went on at {info.holder}", remedy="Name that one instead.")
    if parked:
        names = ", ".join(f"{one.case[:12]} ({one.why})" for one in parked[:3])
        return Sign(
            "journal", well=False, how=f"{how}; parked: {names}", remedy="makegood case show CASE, then free it."
        )
    return Sign("journal", well=True, how=how)


def _engine(settings: Settings) -> Sign:
    place = place_of(settings)
    holder = place.holder()
    if holder:
        return Sign("engine", well=True, how=f"runs in {holder}")
    if engine_of(settings) == "embedded" or place.exclusive:
        return Sign("engine", well=True, how="does not run; makegood up starts it")
    silent = silent_s(place)
    if silent is None or silent > SILENT_S:
        return Sign("engine", well=True, how="none runs on this machine; python -m workers engine starts one")
    return Sign("engine", well=True, how=f"one on this machine wrote {silent:,.0f} s ago where the journal stands")


def _temporal(settings: Settings) -> Sign:
    from workers.temporal.server import connect  # noqa: PLC0415 — only what is used is loaded

    async def look() -> Sign:
        connected = await connect(settings)
        shown = "" if connected.shows else "; it does not let us add search attributes"
        how = f"{settings['temporal']}: version {connected.version}, namespace {settings['temporal_namespace']}{shown}"
        return Sign("temporal", well=True, how=how)

    return asyncio.run(look())


def _disk(settings: Settings) -> Sign:
    folder = place_of(settings).beside("").absolute().parent
    if not folder.is_dir():
        return Sign("disk", well=False, how=f"there is no folder {folder}", remedy="Make it.")
    free = shutil.disk_usage(folder).free
    return Sign(
        "disk", free >= LEAST_FREE, f"{free // 2**20:,} MiB free at {folder}", "Make room before the journal is full."
    )


def _documents(settings: Settings) -> Sign:
    folder = Path(settings["playbooks"])
    shelf = read_shelf(Folders.of(settings))
    if shelf.findings:
        how, remedy = f"{counted(len(shelf.findings), 'finding')} in {folder}", "makegood playbook validate shows them."
        return Sign("documents", well=False, how=how, remedy=remedy)
    how = f"{counted(len(shelf.plans), 'playbook')}, {counted(len(shelf.messages), 'message')}, all legal"
    return Sign("documents", well=True, how=how)


def _connectors(settings: Settings) -> Sign:
    ways = ways_out(settings)
    without = [name for name, way in ways.items() if not way]
    if without:
        how = f"{len(without)} of {len(ways)} have no address: {', '.join(without[:4])}" + (
            " …" if len(without) > 4 else ""  # noqa: PLR2004 — as many as fit
        )
        remedy = "Write them into [connectors], or run makegood up --world SEED to try things out."
        return Sign("connectors", well=False, how=how, remedy=remedy)
    simulated = ", in a simulated world" if is_simulated(settings) else ""
    return Sign("connectors", well=True, how=f"{len(ways)} can be reached{simulated}")


def ways_out(settings: Settings) -> dict[str, str]:
    """Return where each connector of the house leads: an address, a queue, the simulated world, "" for nowhere.

    Raises:
        UsageError: an address is given for a connector that the house does not know.
    """
    shelf = read_shelf(Folders.of(settings))
    check_connectors(settings, shelf.contracts)
    queues = {name: contract.queue for name, contract in shelf.contracts.items()}
    for plan in shelf.plans.values():
        for step in Layout(plan).steps.values():
            if isinstance(step, p.Do) and step.queue:
                queues[step.connector.name] = step.queue
    simulated = is_simulated(settings)
    return {name: _way(settings, name, queues.get(name, ""), simulated=simulated) for name in shelf.contracts}


def _way(settings: Settings, name: str, queue: str, *, simulated: bool) -> str:
    if simulated:
        return "the simulated world"
    if queue:
        return f"workers on the queue {queue}"
    address = urlsplit(settings.connectors.get(name, ""))
    shown = address._replace(netloc=address.netloc.rpartition("@")[2], query="", fragment="")  # no password is shown
    return urlunsplit(shown)


def is_simulated(settings: Settings) -> bool:
    """Say whether the engine that runs has a simulated world beside it: one that has none takes old orders away."""
    place = place_of(settings)
    orders = place.beside(ORDERS)
    return os.access(orders, os.F_OK) and bool(place.holder())


def _outbox(settings: Settings) -> Sign:
    folder = Path(settings["outbox"])
    there = next(one for one in (folder, *folder.absolute().parents) if os.access(one, os.F_OK))
    if not there.is_dir() or not os.access(there, os.W_OK):
        how = f"{there} is no folder that can be written to"
        return Sign("outbox", well=False, how=how, remedy='Name another: outbox = "PATH".')
    return Sign("outbox", well=True, how=f"messages are written to {folder}")
