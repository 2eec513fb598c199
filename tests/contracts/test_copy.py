"""Moving a journal: the copy is the journal, the old place takes no more, a cut leaves one of the two to go on with."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest

from activities.journal import copying
from activities.journal.file import connect
from activities.journal.postgres import copying as postgres_copying
from activities.journal.tables import TABLES
from activities.ports import Batch, JournalInfo, StreamAppend
from domain.errors import ConflictError, JournalLost, MakegoodError, Unavailable, UsageError, VerificationFailed
from domain.operation import OPERATION, OPERATION_EVENTS, JournalRetired
from domain.record import Head, open_record
from tests.contracts.test_journal import events
from tests.support.house import House
from tests.support.moves import at, filled, in_file, moved, rows_of, small_plan
from tests.support.postgres import Server
from workers.journals import RunningJournal, place_of
from workers.keeping import upkeep
from workers.keeping.checking import check
from workers.keeping.moving import How
from workers.settings import Settings

_T = TypeVar("_T")
WAYS = ["file to server", "server to file", "file to file", "server to server"]


@dataclass(frozen=True, slots=True)
class Way:
    """A filled journal, and an empty place to move it to."""

    source: Settings
    to: str
    target: Settings


@pytest.fixture(params=WAYS)
async def any_way(request: pytest.FixtureRequest, tmp_path: Path) -> Way:
    """Return a way of each kind."""
    return await _way(str(request.param), tmp_path, request)


@pytest.fixture(params=WAYS[:2])
async def way(request: pytest.FixtureRequest, tmp_path: Path) -> Way:
    """Return the two ways that differ most."""
    return await _way(str(request.param), tmp_path, request)


async def _way(kind: str, folder: Path, request: pytest.FixtureRequest) -> Way:
    server: Server = request.getfixturevalue("postgres")
    source, _, target = kind.split(" ")
    first = in_file(folder / "first.db") if source == "file" else server.database()
    second = in_file(folder / "second.db") if target == "file" else server.database()
    await filled(at(first, folder))
    return Way(at(first, folder), second, at(second, folder))


async def looking(
    settings: Settings, work: Callable[[RunningJournal], object], *, write: bool = False
) -> object:  # fmt: skip
    """Open a journal and do something with it."""
    journal = await place_of(settings).open(write=write)
    try:
        found = work(journal)
        return await found if asyncio.iscoroutine(found) else found
    finally:
        await journal.close()


async def whole(settings: Settings) -> None:
    """See that `audit verify` passes."""
    verdict = await looking(settings, check)
    assert verdict.breaches == ()  # type: ignore[attr-defined] # a verdict


async def info_of(settings: Settings) -> JournalInfo:
    """Return a journal's own row."""
    found = await looking(settings, lambda journal: journal.info())
    assert isinstance(found, JournalInfo)
    return found


async def order_of(settings: Settings) -> str:
    """Return the digest of the order of all events, worked out anew through the port."""
    told = hashlib.sha256()

    async def read(journal: RunningJournal) -> None:
        for one in await journal.read_all(0, 100_000):
            told.update(f"{one.position} {one.stream} {one.seq} {one.hash}\n".encode())

    await looking(settings, read)
    return "sha256:" + told.hexdigest()


async def test_the_copy_is_the_journal(any_way: Way) -> None:
    """Same rows in every table, same order and bytes of events, same identity; one epoch later, whole at both ends."""
    rows, info = await rows_of(any_way.source), await info_of(any_way.source)
    done = await moved(any_way.source, any_way.to)
    there, here = await rows_of(any_way.target), await rows_of(any_way.source)
    for table in TABLES:
        assert rows[table.name], f"the test says nothing about {table.name}"
        assert there[table.name] == here[table.name]
        if table.name not in {"events", "streams"}:
            assert there[table.name] == rows[table.name]
    assert there["events"][:-1] == rows["events"]
    assert [row[:2] for row in there["streams"]] == [row[:2] for row in rows["streams"]]
    assert [row for row in there["streams"] if row not in rows["streams"]] == [row_of(OPERATION, there["streams"])]
    now = await info_of(any_way.target)
    assert (now.identity, now.secret, now.clock_start, now.epoch) == (
        info.identity, info.secret, info.clock_start, info.epoch + 1
    )  # fmt: skip
    assert done.digest == await order_of(any_way.source) == await order_of(any_way.target)
    assert done.rows["events"] == len(there["events"])
    await whole(any_way.source)
    await whole(any_way.target)


def row_of(stream: str, rows: list[tuple[object, ...]]) -> tuple[object, ...]:
    """Return the row of a stream."""
    return next(row for row in rows if row[1] == stream)


async def test_the_last_fact_of_the_old_place_says_where_it_went(way: Way) -> None:
    """It is the newest at both ends, with the position and the digest of what came before."""
    before = len((await rows_of(way.source))["events"])
    order = await order_of(way.source)
    done = await moved(way.source, way.to)
    for settings in (way.source, way.target):
        newest = await looking(settings, lambda journal: journal.newest())
        assert newest.position == before + 1  # type: ignore[attr-defined] # an event
        fact = open_record(newest.data, OPERATION_EVENTS).event  # type: ignore[attr-defined] # an event
        assert isinstance(fact, JournalRetired)
        assert (fact.to, fact.last, fact.digest, fact.epoch) == (done.place, before, order, done.epoch)
        assert fact.unsettled == 0


async def test_the_old_place_takes_nothing_more(way: Way) -> None:
    """Whoever opens it to write is told where it went, whoever had it open is refused; no loss can be accepted."""
    left_over = await place_of(way.source).open()
    done = await moved(way.source, way.to)
    rows = await rows_of(way.source)
    with pytest.raises(JournalLost) as told:
        await place_of(way.source).open()
    assert done.place in told.value.what
    assert "setting journal" in told.value.remedy
    with pytest.raises(JournalLost, match="went on at"):
        await left_over.append(Batch([StreamAppend("s", Head(), events("s", Head()))]))
    await left_over.close()
    with pytest.raises(JournalLost, match="went on at"):
        await upkeep.accept_loss(way.source, "lost", lambda lost: None)
    assert await rows_of(way.source) == rows
    assert len(await looking(way.source, lambda journal: journal.cases())) == 3  # type: ignore[arg-type]


async def test_taking_the_mark_away_is_noticed(way: Way) -> None:
    """A journal that says it never went on, and a copy that says it did, are not what their facts tell."""
    await moved(way.source, way.to)
    for settings, engine in ((way.source, "embedded"), (way.target, "moved")):
        if settings["journal"].startswith("sqlite"):
            db = connect(Path(settings["journal"].removeprefix("sqlite:///")), "rw")
            db.execute("UPDATE journal SET engine = ?", (engine,))
            db.close()
            verdict = await looking(settings, check)
            assert "the facts tell of" in verdict.breaches[-1].what  # type: ignore[attr-defined] # a verdict


async def test_it_goes_on_in_the_new_place(way: Way) -> None:
    """What is appended there gets the next positions; what was known before is known there."""
    done = await moved(way.source, way.to)

    async def go_on(journal: RunningJournal) -> None:
        house = await House(journal, small_plan()).start()
        before = len(await journal.read_all(0, 100_000))
        assert (await house.open("one")).repeat
        await house.open("five")
        await house.engine.until_quiet()
        positions = [one.position for one in await journal.read_all(0, 100_000)]
        assert positions == list(range(1, len(positions) + 1))
        assert len(positions) > before == done.rows["events"]
        again = await journal.command("said")
        assert again is not None

    await looking(way.target, go_on, write=True)
    await whole(way.target)


async def test_it_moves_on_and_on(postgres: Server, tmp_path: Path) -> None:
    """From a file to a server, to another, back to a file: facts of each place in their order, whole at the end."""
    addresses = [in_file(tmp_path / "a.db"), postgres.database(), postgres.database(), in_file(tmp_path / "b.db")]
    await filled(at(addresses[0], tmp_path))
    commands = (await rows_of(at(addresses[0], tmp_path)))["commands"]
    for number, (here, there) in enumerate(pairwise(addresses)):
        await moved(at(here, tmp_path), there)

        async def work(journal: RunningJournal, key: str = f"in {number}") -> None:
            house = await House(journal, small_plan()).start()
            await house.open(key)
            await house.engine.until_quiet()

        await looking(at(there, tmp_path), work, write=True)
        await whole(at(there, tmp_path))
    last = at(addresses[-1], tmp_path)
    rows = await rows_of(last)
    assert set(commands) <= set(rows["commands"])
    first = {row[3]: row for row in rows["commands"] if row[3]}
    assert all(rows["events"][int(str(position)) - 1][0] == position for position in first)
    assert len(await looking(last, lambda journal: journal.read(OPERATION))) == 4  # type: ignore[arg-type]
    assert (await info_of(last)).epoch == 4


# --- Refusals --------------------------------------------------------------------------------------------------------
async def refused(kind: type[MakegoodError], way: Way, says: str, how: How | None = None) -> None:
    """See that a copy is refused with a sentence, and that nothing changed at the source."""
    rows = await rows_of(way.source)
    with pytest.raises(kind, match=says) as told:
        await moved(way.source, way.to, how)
    assert told.value.remedy
    assert await rows_of(way.source) == rows


async def test_nothing_is_put_over_another_journal(way: Way) -> None:
    """The target has to be empty; what lies there stays as it is."""
    await filled(way.target)
    rows = await rows_of(way.target)
    await refused(ConflictError, way, "something lies there already")
    assert await rows_of(way.target) == rows


async def test_a_file_that_nothing_was_written_to_is_empty(postgres: Server, tmp_path: Path) -> None:
    """It may have been made to give it rights."""
    source = at(postgres.database(), tmp_path)
    await filled(source)
    (tmp_path / "b.db").touch()
    await moved(source, in_file(tmp_path / "b.db"))
    await whole(at(in_file(tmp_path / "b.db"), tmp_path))


async def test_neither_place_may_be_run_meanwhile(way: Way) -> None:
    """Whoever holds the lock of either is named."""
    for settings in (way.source, way.target):
        lock = place_of(settings).lock()
        await refused(Unavailable, way, "runs this journal already")
        lock.release()
    await moved(way.source, way.to)


async def test_a_journal_does_not_move_to_where_it_lies(way: Way) -> None:
    """It is a slip."""
    with pytest.raises(UsageError, match="where the journal lies"):
        await moved(way.source, way.source["journal"])


async def test_a_place_that_is_not_there_is_named(way: Way, tmp_path: Path) -> None:
    """A folder, a server, a journal that is missing."""
    for settings, to, says in (
        (way.source, in_file(tmp_path / "none" / "x.db"), "no folder"),
        (way.source, "postgresql://nobody@127.0.0.1:1/x", "cannot be reached"),
        (way.source, "mysql://x", "is no journal"),
        (at(in_file(tmp_path / "none.db"), tmp_path), way.to, "no journal here yet"),
    ):
        with pytest.raises(MakegoodError, match=says):
            await moved(settings, to)


async def test_a_broken_journal_stays_where_it_is(tmp_path: Path, postgres: Server) -> None:
    """It would not be whole in the new place either."""
    way = Way(at(in_file(tmp_path / "a.db"), tmp_path), to := postgres.database(), at(to, tmp_path))
    await filled(way.source)
    db = connect(tmp_path / "a.db", "rw")
    db.execute(
        "UPDATE events SET data = CAST(replace(data, ?, ?) AS BLOB) WHERE type = 'StepSucceeded'", ('"a"', '"z"')
    )
    db.close()
    await refused(VerificationFailed, way, "the journal is not whole")


async def test_a_copy_that_differs_is_not_gone_on_with(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Rows that were lost on the way are noticed, whichever table they are of."""
    for kind in (copying.TargetFile, postgres_copying.TargetDatabase):
        put = kind.put
        monkeypatch.setattr(
            kind, "put",
            lambda self, table, rows, put=put: put(self, table, list(rows)[: -1 if table.name == "tasks" else None]),
        )  # fmt: skip
    await refused(VerificationFailed, way, "the copy differs from the journal in tasks")
    with pytest.raises(Unavailable, match="was not finished"):
        await place_of(way.target).open(write=False)


# --- Cuts ------------------------------------------------------------------------------------------------------------
class Cut(Exception):
    """The process ends here."""


@pytest.mark.parametrize(
    ("place", "when"),
    [
        ("begin", "after"), ("put", "before"), ("rows", "after"), ("add", "before"), ("add", "after"),
        ("finish", "before"), ("finish", "after"),
    ],
)  # fmt: skip
async def test_a_copy_that_was_cut_off_is_run_again(
    way: Way, place: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unfinished copy says so; the source changed only when all was there; the same words again finish it."""
    rows = await rows_of(way.source)
    with monkeypatch.context() as patch:
        for kind in (copying.TargetFile, postgres_copying.TargetDatabase):
            patch.setattr(kind, place, cut(getattr(kind, place), when))
        with pytest.raises(Cut):
            await moved(way.source, way.to)
    if (place, when) != ("finish", "after"):
        for write in (True, False):
            with pytest.raises(Unavailable, match="was not finished") as told:
                await place_of(way.target).open(write=write)
            assert "db copy" in told.value.remedy
    if place in {"begin", "put", "rows"}:
        assert await rows_of(way.source) == rows
    if (place, when) == ("finish", "after"):
        with pytest.raises(ConflictError, match="went on at"):
            await moved(way.source, way.to)
    else:
        done = await moved(way.source, way.to)
        assert done.digest == await order_of(way.target)
    assert len((await rows_of(way.target))["events"]) == len(rows["events"]) + 1
    assert await rows_of(way.target) == await rows_of(way.source)
    await whole(way.target)
    await whole(way.source)


def cut(act: Callable[..., _T], when: str) -> Callable[..., _T]:
    """Return an act that is cut off before or after it is done, for the last table if it is done for each."""

    def acting(self: object, *args: object) -> _T:
        table = getattr(args[0], "name", "snapshots") if args else "snapshots"
        if table != "snapshots" and act.__name__ in {"put", "rows"}:
            return act(self, *args)
        if when == "before":
            raise Cut
        act(self, *args)
        raise Cut

    return acting


async def test_an_unfinished_copy_of_another_journal_is_not_thrown_away(
    way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one journal finish what another began."""
    other = at(in_file(tmp_path / "other.db"), tmp_path)
    await filled(other)
    with monkeypatch.context() as patch:
        for kind in (copying.TargetFile, postgres_copying.TargetDatabase):
            patch.setattr(kind, "add", cut(kind.add, "before"))
        with pytest.raises(Cut):
            await moved(other, way.to)
    await refused(ConflictError, way, "something lies there already")
    await moved(other, way.to)


async def test_a_journal_that_went_on_is_not_copied_again(way: Way, tmp_path: Path) -> None:
    """Not to where it went, nor elsewhere, nor where it went when nothing lies there any more."""
    await moved(way.source, way.to)
    await refused(ConflictError, way, "went on at")
    elsewhere = in_file(tmp_path / "third.db")
    await refused(ConflictError, Way(way.source, elsewhere, way.target), "went on at")
    assert not (tmp_path / "third.db").exists()


async def test_what_was_lost_in_the_new_place_is_not_made_up_from_the_old(tmp_path: Path) -> None:
    """Its newest facts would be missing: only its own backup has them."""
    way = Way(at(in_file(tmp_path / "a.db"), tmp_path), to := in_file(tmp_path / "b.db"), at(to, tmp_path))
    await filled(way.source)
    await moved(way.source, way.to)
    (tmp_path / "b.db").unlink()
    await refused(ConflictError, way, "nothing lies there now")


async def test_nobody_writes_to_a_server_meanwhile(postgres: Server, tmp_path: Path) -> None:
    """A journal that is held is read by all, and written by nobody until it is let go."""
    settings = at(postgres.database(), tmp_path)
    await filled(settings)
    journal = await place_of(settings).open()
    held = await asyncio.to_thread(place_of(settings).hold)
    writing = asyncio.ensure_future(journal.append(Batch([StreamAppend("s", Head(), events("s", Head()))])))
    assert len(await journal.cases()) == 3
    done, _ = await asyncio.wait([writing], timeout=0.3)
    assert not done
    held.close()
    await writing
    await journal.close()
