"""The engine: the 14-step case, the same with people in it, a person's command meanwhile, a long case."""

from __future__ import annotations

import asyncio
import contextlib
import cProfile
import pstats
import secrets
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from activities.cases import Cases
from activities.directory import Directories
from activities.journal.door import Door, door_path
from activities.journal.file import create
from activities.journal.sqlite import SqliteJournal
from activities.library import Library
from benchmarks.measure import Figure, as_engine, fsync_median_ms, quantile
from domain.case import commands as c
from domain.case.decide import decide
from domain.case.evolve import fold
from domain.events import Event
from domain.playbook import plan as p
from tests.support.house import House, Told
from tests.support.plans import HOUR, do, fourteen_steps, plan
from workers.door.service import Service

OPERATOR = c.Actor(person="os:bench", roles=("operator",))
SAM = c.Actor(person="sam", roles=("desk",))
REFUSES = {"step-6": c.NotApplied(why="no", refused=True)}


async def _house(path: Path, the_plan: p.Plan) -> House:
    create(path)
    return await House(SqliteJournal(path), the_plan, Told(REFUSES)).start()


async def _run(folder: Path, at_once: int, cases: int) -> dict[str, float]:
    """Open and finish so many 14-step cases, so many at a time."""
    path = folder / f"{secrets.token_hex(4)}.db"
    house = await _house(path, fourteen_steps())
    turnstile, spent = asyncio.Semaphore(at_once), list[float]()

    async def one(number: int) -> None:
        async with turnstile:
            began = time.perf_counter()
            answer = await house.open(f"k{number}")
            turn = await house.taker.turn(answer.case)
            assert turn.closed
            spent.append((time.perf_counter() - began) * 1e3)

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(n) for n in range(cases)))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    await house.journal.close()
    size, events = _stored(path)
    bare = _bare(folder, at_once, cases, size)
    return {
        "rate": cases / seconds, "p50": statistics.median(spent), "p95": quantile(spent, 0.95),
        "cpu": cpu / cases * 1e3, "bytes": size / cases, "events": events / cases, "ratio": seconds / bare,
    }  # fmt: skip


def _stored(path: Path) -> tuple[int, int]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT sum(length(data)), count(*) FROM events WHERE type != 'Published'").fetchone()
    return int(found[0]), int(found[1])


def _bare(folder: Path, at_once: int, cases: int, size: int) -> float:
    """Commit the same bytes in as many groups by a bare loop; returns its seconds."""
    commits = 15 * cases // at_once
    data = b"x" * (size // (commits * at_once))
    with contextlib.closing(sqlite3.connect(folder / f"{secrets.token_hex(4)}.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, data BLOB)")
        began = time.perf_counter()
        for _ in range(commits):
            db.execute("BEGIN")
            db.executemany("INSERT INTO events (data) VALUES (?)", [(data,)] * at_once)
            db.execute("COMMIT")
        return time.perf_counter() - began


def fourteen(folder: Path, *, quick: bool) -> list[Figure]:
    """Measure the 14-step case."""
    as_engine()
    cases, runs, figures = (150, 1, []) if quick else (600, 5, [])
    for name, at_once, aim, floor in (("E1", 8, 400, 300), ("E2", 32, 600, 450)):
        found = [asyncio.run(_run(folder, at_once, cases)) for _ in range(runs)]
        mid = {part: statistics.median(one[part] for one in found) for part in found[0]}
        note = f"p50 {mid['p50']:.1f} ms, p95 {mid['p95']:.1f} ms; best of {runs}: {max(o['rate'] for o in found):.0f}"
        figures += [
            Figure(name, f"14-step cases a second, {at_once} at a time", mid["rate"], "/s", f"{aim}, at least {floor}",
                   note),
            Figure(f"{name}c", "CPU a case", mid["cpu"], "ms"),
            Figure(f"{name}b", "bytes a case", mid["bytes"], "B", "", f"{mid['events']:.0f} events a case"),
            Figure(f"{name}r", "time, to a bare loop that commits the same bytes", mid["ratio"], "×"),
        ]  # fmt: skip
    return figures


def profile(folder: Path) -> None:
    """Print where the time of E1 goes."""
    as_engine()
    profiler = cProfile.Profile()
    profiler.enable()
    asyncio.run(_run(folder, 8, 300))
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


# --- People in between -----------------------------------------------------------------------------------------------
def with_waits() -> p.Plan:
    """Return the 14-step case with five questions in it."""
    steps: list[p.AnyStep] = []
    for number in range(1, 6):
        steps.append(do(f"step-{number}", undo=None, stays="so"))
        steps.append(p.Ask(id=f"ask-{number}", role="desk", words={"en": "Look"}, due=HOUR * 8))
    return plan(*steps, do("last", undo=None, stays="so"))


async def _waits(folder: Path, cases: int) -> float:
    house = await _house(folder / f"{secrets.token_hex(4)}.db", with_waits())
    turnstile, turns = asyncio.Semaphore(8), 0

    async def one(number: int) -> None:
        nonlocal turns
        async with turnstile:
            case = (await house.open(f"k{number}")).case
            await house.taker.turn(case)
            for question in range(1, 6):
                command = c.CompleteTask(now=house.clock.now(), actor=SAM, task=f"ask-{question}#ask0")
                await house.desk.submit(case, command, command_id=f"{case}{question}")
                await house.taker.turn(case)
            turns += 6

    began = time.perf_counter()
    await asyncio.gather(*(one(n) for n in range(cases)))
    seconds = time.perf_counter() - began
    await house.journal.close()
    return turns / seconds


def waits(folder: Path, *, quick: bool) -> list[Figure]:
    """Measure turns with a person's answer before each."""
    as_engine()
    rate = statistics.median(asyncio.run(_waits(folder, 40 if quick else 150)) for _ in range(1 if quick else 3))
    return [Figure("E3", "turns a second of a case with five answers of people in it, 8 at a time", rate, "/s")]


# --- A command from another process ----------------------------------------------------------------------------------
async def _while_busy(folder: Path, commands: int, rate: float) -> tuple[list[float], float]:
    path = folder / "door.db"
    house = await _house(path, fourteen_steps())
    journal = house.journal
    assert isinstance(journal, SqliteJournal)
    held = (await house.open("held")).case
    directories = Directories(journal, house.clock)
    service = Service(
        journal, house.cases, house.library, house.desk, directories, house.clock, (await journal.info()).secret
    )
    door = Door(door_path(path), service.handle)
    await door.open()
    stop, done = asyncio.Event(), 0

    async def traffic() -> None:
        nonlocal done
        running: set[asyncio.Task[None]] = set()
        while not stop.is_set():
            running.add(asyncio.ensure_future(one(len(running) + done)))
            await asyncio.sleep(1 / rate)
            running = {task for task in running if not task.done()}
        await asyncio.gather(*running)

    async def one(number: int) -> None:
        nonlocal done
        answer = await house.open(f"t{number}-{secrets.token_hex(4)}")
        await house.taker.turn(answer.case)
        done += 1

    driving, began = asyncio.ensure_future(traffic()), time.perf_counter()
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.knocking", str(door_path(path)), held, str(commands),
        stdout=subprocess.PIPE,
    )  # fmt: skip
    out, _ = await client.communicate()
    stop.set()
    await driving
    seen = done / (time.perf_counter() - began)
    await door.close()
    await journal.close()
    return [float(line) for line in out.split()], seen


def command(folder: Path, *, quick: bool) -> list[Figure]:
    """Measure a person's command from a second process while about 100 cases a second run."""
    as_engine()
    fsync = fsync_median_ms(folder)
    spent, rate = asyncio.run(_while_busy(folder, 200 if quick else 2_000, 100))
    p99 = quantile(spent, 0.99)
    note = f"p50 {statistics.median(spent):.1f} ms; {rate:.0f} cases/s meanwhile; fsync median {fsync:.2f} ms"
    return [
        Figure("E4", "a person's command over the socket, p99", p99, "ms", "≤ 10", note),
        Figure("E4r", "the same, to the fsync median of this run", p99 / fsync, "×", "≤ 15"),
    ]


# --- A long case -----------------------------------------------------------------------------------------------------
async def _long(folder: Path, events: int) -> tuple[float, float]:
    path = folder / "long.db"
    house = await _house(path, fourteen_steps())
    case = (await house.open("long")).case
    loaded = await house.cases.existing(case)
    while loaded.head.seq < events:
        notes, state = list[Event](), loaded.case
        for _ in range(500):
            now = max(house.clock.now(), state.last_at or house.clock.now())
            made = decide(state, c.AddNote(now=now, actor=OPERATOR, text="a remark"), loaded.book)  # type: ignore[arg-type] # it has one
            state = fold(state, made)
            notes.extend(made)
        assert loaded.book is not None
        loaded, _landed = await house.cases.append(
            loaded, notes, book=loaded.book, now=house.clock.now(), command=secrets.token_hex(8)
        )
    spent = []
    for _ in range(2):  # the first opening leaves a snapshot
        library = Library(house.journal)
        await library.refresh()
        cases = Cases(house.journal, library)
        began = time.perf_counter()
        await cases.existing(case)
        spent.append((time.perf_counter() - began) * 1e3)
    await house.journal.close()
    return spent[0], spent[1]


def long_case(folder: Path, *, quick: bool) -> list[Figure]:
    """Measure opening a long case, without and with a snapshot."""
    events = 2_000 if quick else 10_000
    whole, snapshot = asyncio.run(_long(folder, events))
    what = f"opening a {events:,}-event case cold"
    return [
        Figure("C1", what, snapshot, "ms", "≤ 100", "with the snapshot that the engine keeps"),
        Figure("C1w", f"{what}, without a snapshot", whole, "ms"),
    ]


def groups(*, quick: bool) -> list[Figure]:
    """Measure everything of this room."""
    with tempfile.TemporaryDirectory(prefix="makegood-bench-") as name:
        folder = Path(name)
        figures = fourteen(folder, quick=quick)
        for part in (waits, command, long_case):
            figures += part(folder, quick=quick)
        return figures
