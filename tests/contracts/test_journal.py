"""What every journal must do: one suite, and a line per adapter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from activities.journal.file import create
from activities.journal.memory import MemoryJournal
from activities.journal.postgres.journal import PostgresJournal
from activities.journal.sqlite import SqliteJournal
from activities.ports import (
    Batch,
    CaseRow,
    ClaimRefused,
    CommandRecord,
    CommandRepeated,
    Count,
    HeadMoved,
    PromiseChange,
    StaleWriter,
    StreamAppend,
    TaskRow,
    Tenure,
    Unique,
    VaultRow,
)
from domain.errors import ConflictError
from domain.record import GENESIS, Head, Recorded
from domain.vocabulary import Tier
from tests.support.plans import START

Adapter = MemoryJournal | SqliteJournal | PostgresJournal


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Adapter]:
    """Return an empty journal of each kind."""
    opened: Adapter
    if request.param == "memory":
        opened = MemoryJournal()
    elif request.param == "postgres":
        opened = await PostgresJournal.open(request.getfixturevalue("postgres").journal())
    else:
        create(tmp_path / "journal.db")
        opened = SqliteJournal(tmp_path / "journal.db")
    yield opened
    await opened.close()


def events(stream: str, after: Head, count: int = 1, text: str = "x") -> list[Recorded]:
    """Return events behind a head, with hashes made up from their place."""
    return [
        Recorded(stream, seq, f"ev_{stream}_{seq}_{text}", "Noted", text.encode(), f"{text}{seq}".rjust(64, "0"))
        for seq in range(after.seq + 1, after.seq + 1 + count)
    ]


def head(written: Sequence[Recorded]) -> Head:
    """Return the head behind these events."""
    return Head(written[-1].seq, written[-1].hash)


def row(case: str, *, wake_in: int | None = 0, tier: str = "routine", phase: str = "working") -> CaseRow:
    """Return a row that wakes so many hours after the start."""
    wake_at = None if wake_in is None else START + timedelta(hours=wake_in)
    return CaseRow(case, phase, tier, "plan", "owner", START, wake_at, held=False, summary="s", release="r")


async def put(journal: Adapter, stream: str, after: Head = Head(), count: int = 1, **more: object) -> Head:  # noqa: B008
    """Append some events to one stream."""
    written = events(stream, after, count)
    await journal.append(Batch((StreamAppend(stream, after, written, **more),)))  # type: ignore[arg-type]
    return head(written)


async def test_what_is_appended_is_read(journal: Adapter) -> None:
    """Streams give back their events in order, all streams together in the order of their positions."""
    first = await put(journal, "case/a", count=2)
    await put(journal, "case/b")
    await put(journal, "case/a", first)
    assert [event.seq for event in await journal.read("case/a")] == [1, 2, 3]
    assert [event.seq for event in await journal.read("case/a", 2)] == [3]
    everything = await journal.read_all(0, 10)
    assert [(event.stream, event.seq) for event in everything] == [("case/a", 1), ("case/a", 2), ("case/b", 1), ("case/a", 3)]  # fmt: skip  # noqa: E501
    assert [event.position for event in everything] == [1, 2, 3, 4]
    assert [event.position for event in await journal.read_all(2, 1)] == [3]
    newest = await journal.newest()
    assert newest is not None
    assert newest.position == 4
    assert await journal.streams("case/") == ["case/a", "case/b"]
    assert await journal.read("case/none") == []


async def test_a_moved_head_is_refused(journal: Adapter) -> None:
    """Another seq, or the same seq with another hash, writes nothing and says where the stream stands."""
    await put(journal, "case/a")
    for expected in (Head(), Head(1, "f" * 64), Head(2, GENESIS)):
        with pytest.raises(HeadMoved) as refused:
            await journal.append(Batch((StreamAppend("case/a", expected, events("case/a", expected, text="y")),)))
        assert refused.value.heads["case/a"].seq == 1
    assert len(await journal.read("case/a")) == 1


async def test_racing_writers_write_each_event_once(journal: Adapter) -> None:
    """Eight writers on one stream: everybody gets through, nothing is lost or doubled."""

    async def write(name: int) -> None:
        for number in range(10):
            while True:
                stood = await journal.read("case/a")
                after = head(stood) if stood else Head()
                try:
                    written = events("case/a", after, text=f"{name}.{number}")
                    await journal.append(Batch((StreamAppend("case/a", after, written),)))
                    break
                except HeadMoved:
                    await asyncio.sleep(0)

    await asyncio.gather(*(write(name) for name in range(8)))
    stored = await journal.read("case/a")
    assert [event.seq for event in stored] == [*range(1, 81)]
    assert len({event.data for event in stored}) == 80


async def test_a_batch_is_all_or_nothing(journal: Adapter) -> None:
    """One bad head and no stream of the batch is touched; others in the same moment go through."""
    await put(journal, "case/a")
    bad = Batch((
        StreamAppend("case/b", Head(), events("case/b", Head()), row("b")),
        StreamAppend("case/a", Head(), events("case/a", Head())),
    ))  # fmt: skip
    good = Batch((StreamAppend("case/c", Head(), events("case/c", Head())),))
    answers = await asyncio.gather(journal.append(bad), journal.append(good), return_exceptions=True)
    assert isinstance(answers[0], HeadMoved)
    assert not isinstance(answers[1], BaseException)
    assert await journal.read("case/b") == []
    assert await journal.cases() == []
    assert len(await journal.read("case/c")) == 1


async def test_a_unique_name_has_one_holder(journal: Adapter) -> None:
    """Two hundred want the same name at once: one has it, the others are told who."""

    async def claim(number: int) -> bool:
        part = StreamAppend(f"case/{number}", Head(), events(f"case/{number}", Head()))
        try:
            await journal.append(Batch((part,), (Unique("failure/1", f"case/{number}"),)))
        except ClaimRefused as refused:
            assert refused.holder.startswith("case/")
            return False
        return True

    won = await asyncio.gather(*(claim(number) for number in range(200)))
    assert sum(won) == 1
    assert await journal.holder_of("failure/1") == f"case/{won.index(True)}"
    assert len(await journal.streams("case/")) == 1


async def test_counters_are_listed_and_forgotten_by_name(journal: Adapter) -> None:
    """In the order of their names, page by page; what was forgotten is added to as if it had never been there."""
    names = [f"sign/{name}/2026-03-02" for name in ("a", "a/b", "ä", "b")]
    counts = tuple(Count(name, 2, 9) for name in (*names, "budget/house/2026-03/USD"))
    unique = Unique("sign/a/holder", "ca_1")
    await journal.append(Batch((StreamAppend("case/a", Head(), events("case/a", Head())),), (*counts, unique)))
    listed = await journal.counters("sign/", after="", limit=9)
    assert listed == sorted(names, key=str.encode)
    assert await journal.counters("sign/", after=listed[0], limit=2) == listed[1:3]
    await journal.forget([*names[:2], "sign/unknown/2026-03-02", "sign/a/holder"])
    assert await journal.holder_of("sign/a/holder") == "ca_1"
    assert await journal.counts([*names, "budget/house/2026-03/USD"]) == {
        names[2]: 2, names[3]: 2, "budget/house/2026-03/USD": 2
    }  # fmt: skip
    await journal.append(Batch((StreamAppend("case/c", Head(), events("case/c", Head())),), counts))
    assert await journal.counts(names) == {names[0]: 2, names[1]: 2, names[2]: 4, names[3]: 4}


async def test_a_counter_reaches_its_limit_exactly(journal: Adapter) -> None:
    """Three hundred payouts of 7 against a budget of 700: exactly a hundred."""

    async def pay(number: int) -> bool:
        part = StreamAppend(f"case/{number}", Head(), events(f"case/{number}", Head()))
        try:
            await journal.append(Batch((part,), (Count("budget/day", 7, 700),)))
        except ClaimRefused as refused:
            assert refused.value == 700
            return False
        return True

    assert sum(await asyncio.gather(*(pay(number) for number in range(300)))) == 100


async def test_a_command_is_answered_once(journal: Adapter) -> None:
    """The same id gives the stored answer; another request under it is refused; refusals are kept as well."""
    part = StreamAppend("case/a", Head(), events("case/a", Head()))
    record = CommandRecord("cmd-1", "digest", '{"ok":1}')
    await journal.append(Batch((part,), (), record))
    with pytest.raises(CommandRepeated) as again:
        await journal.append(Batch((part,), (), record))
    assert again.value.record == record
    with pytest.raises(ConflictError, match="another request"):
        await journal.append(Batch((part,), (), CommandRecord("cmd-1", "other", "")))
    await journal.record_refusal(CommandRecord("cmd-2", "digest", "no"))
    assert await journal.command("cmd-2") == CommandRecord("cmd-2", "digest", "no")
    assert await journal.command("cmd-3") is None


async def test_cases_are_due_by_tier_then_time(journal: Adapter) -> None:
    """The most urgent tier first, then the longest due; later, closed, parked and skipped ones are left out."""
    rows = {
        "late": row("late", wake_in=-5), "later": row("later", wake_in=-1), "soon": row("soon", wake_in=1),
        "closed": row("closed", wake_in=None, phase="closed"), "urgent": row("urgent", wake_in=0, tier="critical"),
        "high": row("high", wake_in=-9, tier="high"),
    }  # fmt: skip
    for name, one in rows.items():
        await put(journal, f"case/{name}", row=one)

    async def due(**more: Sequence[str]) -> list[str]:
        return [one.case for one in await journal.due(START, 10, **more)]

    assert await due() == ["urgent", "high", "late", "later"]
    assert await due(skip=["urgent"]) == ["high", "late", "later"]
    assert [one.case for one in await journal.due(START, 2)] == ["urgent", "high"]
    assert await journal.next_wake() == START - timedelta(hours=9)
    await journal.set_wake("high", START + timedelta(hours=2))
    await journal.park("late", "trouble", START)
    assert await due() == ["urgent", "later"]
    assert [(one.case, one.why) for one in await journal.parked()] == [("late", "trouble")]
    assert [(one.task, one.case) for one in await journal.tasks(role="operator")] == [("@parked", "late")]
    await journal.unpark("late")
    assert not await journal.tasks(role="operator")
    assert await due() == ["urgent", "late", "later"]
    assert [one.case for one in await journal.cases(phase="closed")] == ["closed"]
    assert "closed" not in [one.case for one in await journal.cases(phase="open")]
    assert len(await journal.cases(phase="open")) == len(await journal.cases()) - 1
    assert [one.case for one in await journal.cases(limit=2, after="high")] == ["late", "later"]


async def test_within_a_tier_what_is_useless_soonest_comes_first(journal: Adapter) -> None:
    """Tier first, then time left, then what is longest due; a time says nothing against a higher tier."""
    lobby, wedding = START + timedelta(minutes=30), START + timedelta(hours=6)
    rows = [
        replace(row("wedding", wake_in=-1, tier="high"), useless_after=wedding), row("late", wake_in=-9, tier="high"),
        replace(row("lobby", wake_in=0, tier="high"), useless_after=lobby), row("urgent", wake_in=0, tier="critical"),
        replace(row("night", wake_in=-9), useless_after=lobby), row("some", wake_in=-9),
        replace(row("not yet", wake_in=1, tier="high"), useless_after=START),
    ]  # fmt: skip
    for one in rows:
        await put(journal, f"case/{one.case}", row=one)
    order = ["urgent", "lobby", "wedding", "late", "night", "some"]
    assert [one.case for one in await journal.due(START, 10)] == order
    assert [one.case for one in await journal.due(START, 3)] == order[:3]
    assert [one.case for one in await journal.due(START, 2, skip=["lobby", "urgent"])] == ["wedding", "late"]
    assert await journal.next_wake() == START - timedelta(hours=9)
    kept = {one.case: one.useless_after for one in await journal.cases()}
    assert (kept["lobby"], kept["wedding"], kept["late"]) == (lobby, wedding, None)

    def task(name: str, hours: int, until: datetime | None = None) -> TaskRow:
        return TaskRow("a", name, "ask", "desk", "high", START + timedelta(hours=hours), "", open=True,
                       useless_after=until)  # fmt: skip

    await put(journal, "case/a", tasks=(task("x", 1), task("y", 9, wedding), task("z", 5, lobby)))
    assert [one.task for one in await journal.tasks(role="desk")] == ["z", "y", "x"]


async def test_tasks_are_listed_for_their_role(journal: Adapter) -> None:
    """Open tasks by urgency and due instant; done ones are gone."""

    def task(name: str, role: str, hours: int, *, open_: bool = True, tier: Tier = "routine") -> TaskRow:
        return TaskRow("a", name, "ask", role, tier, START + timedelta(hours=hours), "", open=open_)

    first = await put(journal, "case/a", tasks=(task("x", "desk", 2), task("y", "desk", 1), task("z", "boss", 1)))
    assert [one.task for one in await journal.tasks(role="desk")] == ["y", "x"]
    urgent = await put(journal, "case/c", tasks=(task("w", "boss", 9, tier="critical"),))
    assert [one.task for one in await journal.tasks(role="boss")] == ["w", "z"]
    await put(journal, "case/c", urgent, tasks=(task("w", "boss", 9, open_=False),))
    await put(journal, "case/a", first, tasks=(task("y", "desk", 1, open_=False),))
    assert [one.task for one in await journal.tasks()] == ["z", "x"]
    assert await journal.tasks(case="b") == []


async def test_promises_ring_once_per_due_instant(journal: Adapter) -> None:
    """An open promise rings when its instant has passed, once; kept, broken and ended ones do not."""
    late, soon = START - timedelta(hours=1), START + timedelta(hours=1)
    made = [PromiseChange("a", name, "open", late) for name in ("one", "two", "three")]
    first = await put(journal, "case/a", promises=[*made, PromiseChange("a", "four", "open", soon)])
    second = await put(journal, "case/a", first, promises=[PromiseChange("a", "two", "kept")])
    overdue = await journal.overdue_promises(START, 10)
    assert sorted(one.promise for one in overdue) == ["one", "three"]
    await journal.mark_rung(overdue)
    assert await journal.overdue_promises(START, 10) == []
    third = await put(journal, "case/a", second, promises=[PromiseChange("a", "one", "open", START)])
    assert [one.promise for one in await journal.overdue_promises(START, 10)] == ["one"]
    await put(journal, "case/a", third, promises=[PromiseChange("a", "*", "ended")])
    assert await journal.overdue_promises(START + timedelta(days=9), 10) == []


async def test_a_stopped_clock_does_not_ring_and_goes_on(journal: Adapter) -> None:
    """Stopped and replaced promises do not ring; resumed, restated or opened again by a bounce, they do."""
    late, soon = START - timedelta(hours=1), START + timedelta(hours=1)
    head = await put(journal, "case/a", promises=[PromiseChange("a", x, "open", late) for x in ("one", "two", "three")])
    changes = [PromiseChange("a", "one", "stopped"), PromiseChange("a", "two", "kept")]
    changes += [PromiseChange("a", "three", "replaced"), PromiseChange("a", "three~2", "open", soon)]
    head = await put(journal, "case/a", head, promises=changes)
    assert await journal.overdue_promises(START, 10) == []
    changes = [PromiseChange("a", "one", "open", START), PromiseChange("a", "two", "open")]
    changes += [PromiseChange("a", "three~2", "open", START)]
    await put(journal, "case/a", head, promises=changes)
    overdue = await journal.overdue_promises(START, 10)
    assert sorted((one.promise, one.due) for one in overdue) == [("one", START), ("three~2", START), ("two", late)]


async def test_vault_and_snapshots_are_kept(journal: Adapter) -> None:
    """Personal texts come back by reference, snapshots only for the same code."""
    secret = VaultRow("v_1", "case/a", "cu_1", b"s" * 32, b"Ana")
    written = await put(journal, "case/a", vault=(secret,))
    assert await journal.vault(["v_1", "v_2"]) == {"v_1": secret}
    await journal.save_snapshot("case/a", written, "code-1", b"state")
    assert await journal.snapshot("case/a", "code-1") == (written, b"state")
    assert await journal.snapshot("case/a", "code-2") is None
    assert await journal.snapshot("case/b", "code-1") is None


async def test_a_writer_of_an_old_epoch_is_refused(journal: Adapter) -> None:
    """After a new epoch was opened, what believes in the old one writes nothing."""
    epoch = (await journal.info()).epoch
    await journal.open_epoch()
    part = StreamAppend("case/a", Head(), events("case/a", Head()))
    with pytest.raises(StaleWriter):
        await journal.append(Batch((part,), tenure=Tenure(epoch)))
    await journal.append(Batch((part,), tenure=Tenure(epoch + 1)))


async def test_who_takes_over_ends_the_turns_of_who_ran_it_before(journal: Adapter) -> None:
    """A turn of the engine before writes nothing; commands, which belong to no engine, still do."""
    before = await journal.take_over("one")
    now = await journal.take_over("two")
    assert (await journal.info()).holder == "two"
    part = StreamAppend("case/a", Head(), events("case/a", Head()))
    with pytest.raises(StaleWriter):
        await journal.append(Batch((part,), tenure=before))
    await journal.append(Batch((part,), tenure=now))
    after = StreamAppend("case/a", head(part.events), events("case/a", head(part.events)))
    await journal.append(Batch((after,)))
    assert [event.position for event in await journal.read_all(0, 10)] == [1, 2]


async def test_a_cancelled_append_is_whole_or_absent(journal: Adapter) -> None:
    """Whoever stops waiting finds the batch there or not, never half of it, and the stream goes on."""
    waiting = asyncio.ensure_future(put(journal, "case/a", count=3))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await put(journal, "case/b")
    stored = await journal.read("case/a")
    assert len(stored) in {0, 3}
    await put(journal, "case/a", head(stored) if stored else Head())


async def test_engines_of_one_kind_may_share_a_term(journal: Adapter) -> None:
    """Engines that run a journal together refuse nobody of themselves; another kind begins a new term, and refuses."""
    first = await journal.take_over("a", "temporal", shared=True)
    assert await journal.take_over("b", "temporal", shared=True) == first
    assert (await journal.info()).engine == "temporal"
    alone = await journal.take_over("c")
    assert alone.term == first.term + 1
    with pytest.raises(StaleWriter):
        await journal.append(Batch((StreamAppend("case/a", Head(), events("case/a", Head())),), tenure=first))
    assert (await journal.take_over("d", "temporal", shared=True)).term == alone.term + 1
