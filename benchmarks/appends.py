"""Measures how fast a journal on PostgreSQL takes small appends of 32 writers, in groups and one by one.

`python -m benchmarks.appends postgresql://user@host/database`: the database has to be empty; it is filled.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import perf_counter

from activities.journal.postgres import writer
from activities.journal.postgres.journal import PostgresJournal
from activities.journal.postgres.lines import Known, Line, rows
from activities.journal.postgres.making import create
from activities.ports import Batch, CaseRow, StreamAppend
from domain.record import Head, Recorded

WRITERS = 32
SECONDS = 5.0
DATA = b"{" + b"x" * 600 + b"}"
Append = Callable[[Batch], Awaitable[object]]


def batch(stream: str, after: Head) -> Batch:
    """Return what a turn appends: two events and the row of the case."""
    events = [
        Recorded(stream, after.seq + n, f"ev_{stream}_{after.seq + n}", "StepStarted", DATA, "0" * 64) for n in (1, 2)
    ]
    now = datetime.now(UTC)
    row = CaseRow(stream[5:], "working", "routine", "plan", "owner", now, now, held=False, summary="s", release="r")
    return Batch((StreamAppend(stream, after, events, row),))


async def measure(name: str, appends: list[Append], *, rounds: str) -> float:
    """Have 32 writers append to a case each for some seconds; returns appends a second."""
    until, count = perf_counter() + SECONDS, 0

    async def write(number: int) -> None:
        nonlocal count
        head = Head()
        while perf_counter() < until:
            one = batch(f"case/{rounds}.{number}", head)
            await appends[number % len(appends)](one)
            head = Head(head.seq + 2, "0" * 64)
            count += 1

    began = perf_counter()
    await asyncio.gather(*(write(number) for number in range(WRITERS)))
    rate = count / (perf_counter() - began)
    print(f"{name:48} {rate:8.0f} appends/s")
    return rate


async def pipelined(line: Line, batches: list[Batch]) -> None:
    """Append a group without a function: a statement for each row, sent in one go. One moved head ends all of it."""
    async with line.pipeline(), line.transaction():
        await line.execute("SELECT epoch, term FROM journal FOR SHARE")
        for one in batches:
            for part in one.appends:
                await line.execute("INSERT INTO streams (name) VALUES (%s) ON CONFLICT DO NOTHING", (part.stream,))
                await line.execute(
                    "UPDATE streams SET seq = %s, hash = %s WHERE name = %s AND seq = %s AND hash = %s",
                    (part.events[-1].seq, part.events[-1].hash, part.stream, *part.expected),
                )
                for place, event in enumerate(part.events):
                    await line.execute(
                        "INSERT INTO events SELECT id, %s, 1, pg_current_xact_id(), %s, %s, %s, %b, %s FROM streams"
                        " WHERE name = %s",
                        (event.seq, id(event) % 2_000_000_000 + place, event.id, event.type, event.data, event.hash,
                         part.stream),
                    )  # fmt: skip
                assert part.row is not None
                await line.execute(
                    "INSERT INTO cases (id, phase, tier, urgency, playbook, owner, opened_at, wake_at, held, summary,"
                    " release) VALUES (%s, 'working', 'routine', 0, 'plan', 'owner', 0, 0, 0, 's', 'r')"
                    " ON CONFLICT (id) DO UPDATE SET phase = excluded.phase, wake_at = excluded.wake_at",
                    (part.row.case,),
                )


async def in_pipelines(address: PostgresJournal) -> float:
    """Measure groups of pipelined statements, composed as the writer composes its groups."""
    line = await Known(address.address).checked("makegood pipelined", enable_seqscan="off")
    waiting: list[tuple[Batch, asyncio.Future[None]]] = []
    arrived = asyncio.Event()

    async def work() -> None:
        while True:
            await arrived.wait()
            arrived.clear()
            group, waiting[:] = list(waiting), []
            await pipelined(line, [one for one, _ in group])
            for _, future in group:
                future.set_result(None)

    async def append(one: Batch) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting.append((one, future))
        arrived.set()
        await future

    working = asyncio.ensure_future(work())
    rate = await measure("in groups of pipelined statements", [append], rounds="pipelined")
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await line.close()
    return rate


async def main(address: str) -> None:
    """Measure it all."""
    create(address)
    journal = await PostgresJournal.open(address)
    line = await Known(journal.address).checked("makegood")
    said = (await rows(line, "SELECT version()"))[0][0]
    await line.close()
    print(str(said).split(" on ")[0], "fsync on,", WRITERS, "writers, two events of 602 bytes and a row each")
    groups = await measure("in groups, one statement each group", [journal.append], rounds="warm")
    groups = await measure("in groups, one statement each group", [journal.append], rounds="groups")
    await in_pipelines(journal)
    writer.MOST_IN_GROUP = 1
    single = await measure("one statement each, one line", [journal.append], rounds="single")
    many = [writer.Writer(Known(journal.address), lambda cases: None) for _ in range(WRITERS)]
    for one in many:
        await one.open()
    lines = await measure("one statement each, 32 lines", [one.submit for one in many], rounds="lines")
    writer.MOST_IN_GROUP = 128
    await measure("in groups, on four lines", [one.submit for one in many[:4]], rounds="four")
    print(f"groups are {groups / single:.1f} times as fast as one by one, {groups / lines:.1f} times as on 32 lines")
    for one in many:
        await one.close()
    await journal.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
