"""Journals to be moved: filled with closed and open cases, and with something in every table."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from activities.marks import Mark, Marks
from activities.operation import Operation
from activities.ports import Batch, CommandRecord, Journal, Unique
from activities.vault import Sealer
from domain.case import commands as c
from domain.ids import case_stream
from domain.playbook import plan as p
from domain.record import Head
from tests.support.budgets import put
from tests.support.house import House
from tests.support.plans import HOUR, contract, do, plan, usd
from workers.journals import place_of
from workers.keeping.moving import Copied, How, copy
from workers.settings import Settings, load

OPERATOR = c.Actor(person="os:test", roles=("operator",))


def at(address: str, folder: Path, **more: str) -> Settings:
    """Return the settings of a journal at an address."""
    return load({"journal": address, "state": str(folder / "state"), **more}, folder=folder)


def in_file(path: Path) -> str:
    """Return the address of a file."""
    return f"sqlite:///{path}"


async def moved(settings: Settings, to: str, how: How | None = None) -> Copied:
    """Copy the journal of the settings, as the command does, outside the loop."""
    return await asyncio.to_thread(copy, settings, to, how or How())


def small_plan() -> p.Plan:
    """Return a plan of two steps and a goodwill, with a promise."""
    gift = p.Remedy(
        id="gift", remedy="goodwill", amount=p.Given(value=usd(500)), pay=(contract("pay", pays=True),),
        authority=p.Authority(auto_up_to=(usd(1_000),), above=(), within=HOUR),
    )  # fmt: skip
    return plan(do("a"), do("b"), gift, promises={"answer": p.PromiseOf(within=HOUR, kept_by="b")})


def waiting_plan() -> p.Plan:
    """Return a plan whose second step waits until somebody has looked."""
    look = p.Ask(id="look", role="owner", words={"en": "Look"}, due=HOUR)
    return plan(do("before"), look, do("after"))


def asked_plan(capability: str = "lookup") -> p.Plan:
    """Return a plan whose one step is done by a connector of a capability."""
    return plan(do("pay", connector=contract("pay", capability), undo=None))


async def filled(settings: Settings) -> None:
    """Make a journal: two closed cases, one with a text in the vault, an open parked one, and a row of each kind."""
    place = place_of(settings)
    place.make()
    journal = await place.open()
    house = await House(journal, small_plan()).start()
    await put(house.library.budgets, "house", usd(10_000))
    cases = [(await house.open(key)).case for key in ("one", "two")]
    sealer = Sealer(case_stream(cases[0]), house.secret)
    said = c.RecordContact(
        now=house.clock.now(), actor=OPERATOR, direction="in", channel="mail",
        text=sealer.text("Grüße – “words” 😀", "cu_1"),
    )  # fmt: skip
    await house.desk.submit(cases[0], said, command_id="said", vault=tuple(sealer.rows))
    await house.engine.until_quiet()
    await _rows_of_each_kind(journal, house, (await house.open("four")).case)
    await journal.close()


async def _rows_of_each_kind(journal: Journal, house: House, case: str) -> None:
    await journal.append(Batch([], [Unique("failure/é", case)]))
    await journal.mark_rung(await journal.overdue_promises(house.clock.now() + timedelta(days=1), 1))
    await Operation(journal, house.clock).park(case, "trouble")
    await journal.record_refusal(CommandRecord("refused", "digest", '{"refused":"é"}'))
    await Marks(journal).keep("feed.csv", "map", Mark(7, 70, "abc"))
    await journal.save_snapshot(case_stream(case), Head(1, "x"), "code", b"\0\xff")


async def rows_of(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Return all that lies in a journal, as a copy sees it, by table."""
    from activities.journal.tables import TABLES  # noqa: PLC0415

    def read() -> dict[str, list[tuple[object, ...]]]:
        held = place_of(settings).hold()
        try:
            return {table.name: [tuple(row) for row in held.rows(table)] for table in TABLES}
        finally:
            held.close()

    return await asyncio.to_thread(read)
