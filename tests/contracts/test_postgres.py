"""What only a server can do wrong, and what several processes that write at once must not."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Iterator
from random import Random

import psycopg
import pytest

from activities.journal.postgres.group import APPEND, Group
from activities.journal.postgres.journal import PostgresJournal
from activities.journal.postgres.lock import EngineLock, holder
from activities.journal.postgres.making import create, exists, upgrade
from activities.journal.postgres.server import Server as Says
from activities.ports import (
    Batch,
    ClaimRefused,
    CommandRecord,
    Count,
    HeadMoved,
    StaleWriter,
    StreamAppend,
    Tenure,
    Unique,
)
from domain.errors import JournalAway, JournalLost, Unavailable, UsageError
from domain.record import Head, Recorded
from tests.contracts.test_journal import events, head, put, row
from tests.support.cutting import Relay
from tests.support.postgres import Server


@pytest.fixture
def address(postgres: Server) -> str:
    """Return the address of a new journal."""
    return postgres.journal()


@contextlib.asynccontextmanager
async def opened(address: str, count: int = 1) -> AsyncIterator[list[PostgresJournal]]:
    """Open a journal as so many processes would."""
    journals = [await PostgresJournal.open(address) for _ in range(count)]
    try:
        yield journals
    finally:
        for journal in journals:
            await journal.close()


def part(stream: str, after: Head = Head(), text: str = "x") -> StreamAppend:  # noqa: B008
    """Return one event for a stream."""
    return StreamAppend(stream, after, events(stream, after, text=text))


async def refused(opening: Awaitable[object], words: str) -> Unavailable:
    """See that something is refused in one sentence with a remedy and exit code 7."""
    with pytest.raises(Unavailable, match=words) as found:
        await opening
    assert found.value.exit_code == 7
    assert found.value.what.endswith(".")
    assert found.value.remedy
    assert "\n" not in found.value.what
    return found.value


# --- What is public: the order ---------------------------------------------------------------------------------------
async def test_a_reader_that_follows_eight_writers_misses_nothing(address: str) -> None:
    """Positions come as 1, 2, 3 …, each for good, while eight processes write, some of them many events at once."""
    async with opened(address, 9) as (reader, *writers):
        done = False

        async def write(number: int, journal: PostgresJournal) -> None:
            chance, ends = Random(number), dict[str, Head]()
            for _ in range(40):
                stream = f"case/{number}.{chance.randrange(3)}"
                ends[stream] = await put(journal, stream, ends.get(stream, Head()), chance.randint(1, 4))

        async def follow() -> list[Recorded]:
            seen: list[Recorded] = []
            while True:
                last = done
                found = await reader.read_all(seen[-1].position if seen else 0, 50)
                seen += found
                if last and not found:
                    return seen

        following = asyncio.ensure_future(follow())
        await asyncio.gather(*(write(*one) for one in enumerate(writers)))
        done = True
        seen = await following
        assert [event.position for event in seen] == [*range(1, len(seen) + 1)]
        assert seen == await reader.read_all(0, 10_000)
        for stream in await reader.streams("case/"):
            assert [event for event in seen if event.stream == stream] == await reader.read(stream)
        assert await reader.lag() == 0


async def test_nothing_is_numbered_past_a_transaction_that_still_runs(address: str) -> None:
    """What was begun earlier may yet be committed, and gets the earlier position then."""
    async with opened(address) as [journal]:
        early = psycopg.connect(address)
        early.execute("SET search_path = makegood")
        early.execute(
            "INSERT INTO events VALUES (99, 1, 1, pg_current_xact_id(), 1, 'ev_early', 'Noted', 'x', repeat('1', 64))"
        )
        early.execute(
            "INSERT INTO streams (id, name, seq, hash) OVERRIDING SYSTEM VALUE"
            " VALUES (99, 'case/early', 1, repeat('1', 64))"
        )
        await put(journal, "case/late")
        assert await journal.read_all(0, 10) == []
        assert (await journal.read("case/late"))[0].position == 0
        assert await journal.lag() == 1
        early.commit()
        assert [event.stream for event in await journal.read_all(0, 10)] == ["case/early", "case/late"]
        assert (await journal.read("case/late"))[0].position == 2
        early.close()


async def test_numbers_that_are_lost_are_given_again(postgres: Server, address: str) -> None:
    """The order is a function of what was committed: a sequencer that lost its commits gives the same positions."""
    async with opened(address, 3) as journals:
        await asyncio.gather(*(put(journals[n % 3], f"case/{n}", count=1 + n % 3) for n in range(60)))
        before = await journals[0].read_all(0, 1_000)
        postgres.do("UPDATE sequencer SET newest = 7, (epoch, xid, place) = (SELECT epoch, xid, place FROM events"
                    " JOIN positions USING (stream, seq) WHERE position = 7)",
                    "DELETE FROM positions WHERE position > 7", address=address)  # fmt: skip
        assert await journals[1].read_all(0, 1_000) == before


async def test_a_moved_journal_goes_on_counting(postgres: Server, address: str) -> None:
    """In another cluster numbers of transactions begin anew; a new epoch puts its events behind the old ones."""
    async with opened(address) as [journal]:
        await put(journal, "case/a", count=3)
        before = await journal.read_all(0, 10)
    postgres.do("UPDATE events SET xid = '999999999'", "UPDATE sequencer SET xid = '999999999', epoch = 1, place = 2,"
                " newest = 2", "DELETE FROM positions WHERE position = 3", "UPDATE journal SET cluster = '1'",
                address=address)  # fmt: skip
    found = await refused(PostgresJournal.open(address), "another cluster")
    assert "accept-loss" in found.remedy
    journal = await PostgresJournal.open(address, moved=True)
    epoch = (await journal.info()).epoch
    assert (await journal.open_epoch()).epoch == epoch + 1
    await journal.close()
    async with opened(address) as [journal]:
        await put(journal, "case/b")
        everything = await journal.read_all(0, 10)
        assert everything[:3] == before
        assert [event.position for event in everything] == [1, 2, 3, 4]


# --- Writing at the same time ----------------------------------------------------------------------------------------
async def test_a_refused_batch_refuses_alone(address: str) -> None:
    """In one group one goes through; others meet a moved head, a full counter, a known id, a tenure that is over."""
    async with opened(address) as [journal]:
        a = await put(journal, "case/a")
        await journal.append(Batch((part("case/k"),), (Count("budget", 6, 10),), CommandRecord("cmd", "d", "{}")))
        batches = [
            Batch((part("case/n1"), part("case/a"))),
            Batch((part("case/n2"),), (Count("budget", 5, 10),)),
            Batch((part("case/n3"),), (), CommandRecord("cmd", "other", "{}")),
            Batch((part("case/n4"),), (), None, Tenure(9, 0)),
            Batch((part("case/a", a),), (Count("budget", 4, 10),)),
        ]
        answers = await asyncio.gather(*map(journal.append, batches), return_exceptions=True)
        assert isinstance(answers[0], HeadMoved)
        assert answers[0].heads == {"case/a": a}
        assert isinstance(answers[1], ClaimRefused)
        assert (answers[1].name, answers[1].value) == ("budget", 6)
        assert "another request" in str(answers[2])
        assert isinstance(answers[3], StaleWriter)
        assert await journal.streams("case/") == ["case/a", "case/k"]
        assert len(await journal.read("case/a")) == 2


async def test_a_batch_that_cannot_be_written_refuses_alone(address: str) -> None:
    """A text that no database keeps is its writer's trouble, not that of others who write in the same moment."""
    async with opened(address) as [journal]:
        bad = row("b")
        bad = type(bad)(**{name: getattr(bad, name) for name in bad.__slots__} | {"summary": "nul \0"})
        batches = [Batch((part(f"case/{n}"),)) for n in range(3)]
        batches.insert(1, Batch((part("case/b")._replace(row=bad),)))
        answers = await asyncio.gather(*map(journal.append, batches), return_exceptions=True)
        assert [isinstance(answer, Unavailable) for answer in answers] == [False, True, False, False]
        assert await journal.streams("case/") == ["case/0", "case/1", "case/2"]


async def test_a_budget_holds_across_processes(address: str) -> None:
    """Payouts of 7 from four processes against a budget of 350: exactly fifty."""
    async with opened(address, 4) as journals:

        async def pay(number: int) -> bool:
            with contextlib.suppress(ClaimRefused):
                await journals[number % 4].append(Batch((part(f"case/{number}"),), (Count("budget/day", 7, 350),)))
                return True
            return False

        assert sum(await asyncio.gather(*(pay(number) for number in range(200)))) == 50
        assert len(await journals[0].streams("case/")) == 50


async def test_two_deciders_make_one_decision(address: str) -> None:
    """Two processes decide about the same case at once, with the same command or their own: one of each pair."""
    async with opened(address, 2) as journals:
        for number in range(60):
            command = CommandRecord(f"cmd-{number}", "d", "{}") if number % 2 else None
            batches = [Batch((part(f"case/{number}", text=text),), (), command) for text in "xy"]
            both = [journal.append(batch) for journal, batch in zip(journals, batches, strict=True)]
            answers = await asyncio.gather(*both, return_exceptions=True)
            assert sum(not isinstance(answer, BaseException) for answer in answers) == 1
        assert [len(await journals[0].read(f"case/{number}")) for number in range(60)] == [1] * 60


async def test_streams_in_any_order_never_lock_each_other_out(address: str) -> None:
    """Batches over several streams, in opposite orders, from four processes: everybody gets an answer."""
    async with opened(address, 4) as journals:

        async def write(number: int) -> None:
            chance = Random(number)
            for turn in range(15):
                names = chance.sample("abcdef", 3)
                while True:
                    ends = {name: await journals[number].read(f"case/{name}") for name in names}
                    parts = [part(f"case/{n}", head(ends[n]) if ends[n] else Head(), f"{number}.{turn}") for n in names]
                    with contextlib.suppress(HeadMoved):
                        await journals[number].append(Batch(parts))
                        break
                await journals[number].set_wake(chance.choice("abcdef"), None)

        await asyncio.gather(*(write(number) for number in range(4)))
        assert len(await journals[0].read_all(0, 1_000)) == 4 * 15 * 3


@contextlib.contextmanager
def unfinished(address: str, batch: Batch) -> Iterator[psycopg.Connection]:
    """Have another process's append under way: everything is written, nothing committed."""
    with psycopg.connect(address) as line:
        line.execute("SET search_path = makegood")
        line.execute(APPEND, (*Group([batch], {}).values, False))
        yield line


@pytest.mark.parametrize(
    ("theirs", "mine", "said"),
    [
        (Count("budget", 6, 10), Count("budget", 5, 10), "budget stands at 6."),
        (Unique("failure/1", "case/a"), Unique("failure/1", "case/b"), "failure/1 is taken by case/a."),
    ],
)
async def test_a_claim_waits_for_one_under_way(
    address: str, theirs: Count | Unique, mine: Count | Unique, said: str
) -> None:
    """A counter or a name that another append is about to take is looked at when that one is through."""
    async with opened(address) as [journal]:
        with pytest.raises(HeadMoved):  # what was wanted once has its row
            await journal.append(Batch((part("case/x", Head(4, "4" * 64)),), (mine,)))
        with unfinished(address, Batch((part("case/a"),), (theirs,))) as line:
            waiting = asyncio.ensure_future(journal.append(Batch((part("case/b"),), (mine,))))
            assert not (await asyncio.wait([waiting], timeout=0.3))[0]
            line.commit()
            with pytest.raises(ClaimRefused) as found:
                await waiting
        assert str(found.value) == said


@pytest.mark.parametrize("change", ["take over", "open an epoch"])
async def test_a_change_of_hands_waits_for_appends_under_way(address: str, change: str) -> None:
    """It comes after them, and those that come later wait for it: neither holds up the other for ever."""
    async with opened(address) as [journal]:
        with unfinished(address, Batch((part("case/a"),))) as line:
            asked = journal.take_over("next") if change == "take over" else journal.open_epoch()
            waiting = asyncio.ensure_future(asked)
            assert not (await asyncio.wait([waiting], timeout=0.3))[0]
            later = psycopg.connect(address, options="-c lock_timeout=300")
            with later, pytest.raises(psycopg.errors.LockNotAvailable):
                later.execute("SELECT epoch FROM makegood.journal FOR SHARE")
            line.commit()
            await waiting


async def test_who_takes_over_meets_no_late_writer(address: str) -> None:
    """While eight processes write without a pause, a new term begins at once; the old one then writes nothing."""
    async with opened(address, 9) as (second, *writers):
        before = await second.take_over("one")

        async def write(number: int) -> int:
            end = Head()
            for count in itertools.count():
                try:
                    batch = Batch((part(f"case/{number}", end),), (), None, before)
                    await writers[number].append(batch)
                except StaleWriter:
                    return count
                end = head(batch.appends[0].events)
            raise AssertionError

        writing = [asyncio.ensure_future(write(number)) for number in range(8)]
        await asyncio.sleep(0.2)
        now = await asyncio.wait_for(second.take_over("two"), 4)
        await second.append(Batch((part("case/new"),), (), None, now))
        assert sum(await asyncio.gather(*writing)) > 0
        assert (await second.read_all(0, 10_000))[-1].stream == "case/new"


async def test_a_stream_is_held_until_its_holder_appends(address: str) -> None:
    """Others wait (in this process and in another), and meet what the holder wrote; other streams go on."""
    async with opened(address, 2) as (mine, other):
        end = await put(mine, "case/a")
        async with mine.alone("case/a"):
            late = [
                asyncio.ensure_future(journal.append(Batch((part("case/a", end, "late"),))))
                for journal in (mine, other)
            ]
            await asyncio.sleep(0.2)
            await put(mine, "case/b")
            assert not any(one.done() for one in late)
            after = head(await mine.read("case/a"))
            await mine.append(Batch((part("case/a", after, "holder"),)))
        answers = await asyncio.gather(*late, return_exceptions=True)
        assert all(isinstance(answer, HeadMoved) for answer in answers)
        assert [event.data for event in await other.read("case/a")] == [b"x", b"holder"]


async def test_who_dawdles_loses_the_stream(address: str) -> None:
    """A holder that says nothing for two seconds keeps nobody waiting longer, and is told that it was too late."""
    async with opened(address, 2) as (mine, other):
        end = await put(mine, "case/a")
        async with mine.alone("case/a"):
            await other.append(Batch((part("case/a", end, "other"),)))
            with pytest.raises(HeadMoved):
                await mine.append(Batch((part("case/a", end, "mine"),)))


async def test_what_is_read_at_one_moment_stays_so(address: str) -> None:
    """Within `still` nothing moves, whatever others write; behind it everything is there."""
    async with opened(address, 2) as (mine, other):
        await put(mine, "case/a", count=2)
        async with mine.still():
            assert (await mine.beside()).events == 2
            await put(other, "case/b")
            assert await mine.streams("") == ["case/a"]
            assert (await mine.beside()).events == 2
            assert await other.streams("") == ["case/a", "case/b"]
        assert (await mine.beside()).last == 3


# --- Rights ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("table", ["events", "positions", "commands", "vault"])
@pytest.mark.parametrize("change", ["UPDATE {} SET ctid = ctid", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_facts_can_only_be_added(address: str, table: str, change: str) -> None:
    """The role of run time changes, removes and empties nothing of what was written."""
    statement = change.format(table).replace("ctid = ctid", {"events": "seq", "positions": "seq", "commands": "answer",
                                                             "vault": "plaintext"}[table] + " = NULL")  # fmt: skip
    with psycopg.connect(address) as line:
        line.execute("SET search_path = makegood; SET ROLE makegood_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute(statement.encode())


async def test_a_login_without_other_rights_runs_the_journal(postgres: Server, address: str) -> None:
    """Everything that is done at run time goes with the rights of the role alone; making tables does not."""
    with contextlib.suppress(psycopg.errors.DuplicateObject):
        postgres.do("CREATE ROLE runner LOGIN IN ROLE makegood_app")
    runner = address.replace("postgres@", "runner@")
    async with opened(runner) as [journal]:
        end = await put(journal, "case/a", row=row("a"))
        await journal.park("a", "why", row("a").opened_at)
        await journal.unpark("a")
        await journal.save_snapshot("case/a", end, "code", b"state")
        await journal.take_over("runner")
        await journal.open_epoch()
        async with journal.alone("case/a"):
            await put(journal, "case/a", end)
        assert len(await journal.read_all(0, 10)) == 2
        assert await journal._rows("SELECT current_user") == [("makegood_app",)]
    with pytest.raises(Unavailable, match="more rights"):
        create(runner + "?schema=another")


# --- Lines that break ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_commit_nobody_knows_of_is_found_out(address: str, moment: str) -> None:
    """A line cut before or after the server committed: the same answers as without, every event once."""
    relay = Relay(address)
    async with opened(await relay.open()) as [journal]:
        end = await put(journal, "case/a")
        relay.cuts.append(moment)  # type: ignore[arg-type]
        batches = [
            Batch((part("case/a", end),), (Count("budget", 6, 10),), CommandRecord("cmd", "d", "{}")),
            Batch((part("case/a", text="y"),)),
            Batch((part("case/b"),), (Count("budget", 5, 10),)),
            Batch((part("case/c"),)),
        ]
        answers = await asyncio.gather(*map(journal.append, batches), return_exceptions=True)
        assert [type(answer).__name__ for answer in answers] == ["Appended", "HeadMoved", "ClaimRefused", "Appended"]
        assert relay.made == [moment]
        assert len(await journal.read_all(0, 10)) == 3
        assert await journal.streams("") == ["case/a", "case/c"]
    await relay.close()


async def test_cut_again_and_again_every_event_is_there_once(address: str) -> None:
    """Eight writers over a line that is cut at every third group: all they were promised is there, in order, once."""
    relay, chance = Relay(address), Random(7)
    async with opened(await relay.open()) as [journal]:

        async def write(number: int) -> None:
            end = Head()
            for _ in range(25):
                if chance.random() < 0.05:
                    relay.cuts.append(chance.choice(["before", "after"]))
                end = await put(journal, f"case/{number}", end)

        await asyncio.gather(*(write(number) for number in range(8)))
        assert len(relay.made) > 3
        for number in range(8):
            assert [event.seq for event in await journal.read(f"case/{number}")] == [*range(1, 26)]
        assert (await journal.beside()).events == 200
    await relay.close()


async def test_a_hold_whose_commit_is_lost_is_found_out(address: str) -> None:
    """The line of a holder is cut after the append was written: it is there once, and the holder learns it."""
    relay = Relay(address, named="makegood alone", at=b"COMMIT")
    async with opened(await relay.open()) as [journal]:
        end = await put(journal, "case/a")
        async with journal.alone("case/a"):
            relay.cuts.append("after")
            await put(journal, "case/a", end)
        assert relay.made == ["after"]
        assert len(await journal.read("case/a")) == 2
    await relay.close()


async def test_a_server_that_is_away_is_waited_for(postgres: Server, address: str) -> None:
    """While it is away everything is refused as something that passes; when it is back the same journal goes on."""
    async with opened(address) as [journal]:
        journal.patience_s = 0.2
        end = await put(journal, "case/a")
        postgres.down()
        try:
            for asked in (put(journal, "case/a", end), journal.read("case/a"), journal.newest()):
                found = await refused(asked, "server")
                assert isinstance(found, JournalAway)
        finally:
            postgres.up()
        journal.patience_s = 5
        end = await put(journal, "case/a", end)
        assert [event.position for event in await journal.read_all(0, 10)] == [1, 2]
        assert journal.failed is None


async def test_a_crash_of_the_server_loses_nothing(postgres: Server, address: str) -> None:
    """What was acknowledged is there after the server was killed, at the same positions."""
    async with opened(address, 2) as journals:
        acknowledged, is_down = list[str](), asyncio.Event()

        async def write(number: int) -> None:
            end = Head()
            while not is_down.is_set():
                try:
                    end = await put(journals[number % 2], f"case/{number}", end)
                except JournalAway:
                    return
                acknowledged.append(f"ev_case/{number}_{end.seq}_x")

        for journal in journals:
            journal.patience_s = 0.2
        writing = [asyncio.ensure_future(write(number)) for number in range(6)]
        await asyncio.sleep(0.3)
        before = await journals[0].read_all(0, 10_000)
        postgres.down(signal.SIGQUIT)
        is_down.set()
        await asyncio.sleep(0.3)
        postgres.up()
        await asyncio.gather(*writing)
        journals[0].patience_s = 5
        after = await journals[0].read_all(0, 10_000)
        assert after[: len(before)] == before
        assert set(acknowledged) <= {event.id for event in after}


async def test_who_gives_up_is_told_that_nobody_knows(postgres: Server, address: str) -> None:
    """A commit of which nothing is known holds up its writer until the server is back or the process ends."""
    relay = Relay(address)
    journal = await PostgresJournal.open(await relay.open())
    journal.patience_s = 0.1
    await put(journal, "case/a")
    relay.cuts.append("before")
    postgres.down()
    waiting = asyncio.ensure_future(put(journal, "case/b"))
    done, _ = await asyncio.wait([waiting], timeout=0.5)
    assert not done
    journal.give_up()
    with pytest.raises(JournalAway, match="is not known"):
        await waiting
    await journal.close()
    postgres.up()
    await relay.close()


async def test_a_process_that_dies_has_lost_nothing(address: str) -> None:
    """An acknowledged event is there although its process ended right after the answer."""
    code = (
        "import asyncio, os, sys\n"
        "from activities.journal.postgres.journal import PostgresJournal\n"
        "from tests.contracts.test_journal import put\n"
        "from domain.record import Head\n"
        "async def main():\n"
        "    journal, head = await PostgresJournal.open(sys.argv[1]), Head()\n"
        "    for _ in range(20): head = await put(journal, 'case/a', head)\n"
        "    os._exit(9)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(  # noqa: S603, ASYNC221
        [sys.executable, "-c", code, address], check=False, env={**os.environ, "PYTHONPATH": "."}
    )
    assert done.returncode == 9
    async with opened(address) as [journal]:
        assert len(await journal.read("case/a")) == 20
        assert len(await journal.read_all(0, 100)) == 20


# --- Every reason not to start ---------------------------------------------------------------------------------------
async def test_what_cannot_be_reached_is_said(postgres: Server) -> None:
    """No server, no database, a wrong password, a user who is not let in: each in its own sentence."""
    with contextlib.suppress(psycopg.errors.DuplicateDatabase):
        postgres.do("CREATE DATABASE with_password", "CREATE DATABASE barred")
    at = postgres.address
    await refused(PostgresJournal.open("postgresql://postgres@127.0.0.1:1/x"), "cannot be reached")
    await refused(PostgresJournal.open("postgresql://postgres@no.such.host.invalid/x"), "cannot be reached")
    await refused(PostgresJournal.open(at("nothing_here")), "no such database")
    await refused(PostgresJournal.open(at("with_password", "postgres:wrong")), "refuses the password")
    await refused(PostgresJournal.open(at("with_password")), "wants a password")
    await refused(PostgresJournal.open(at("barred")), "does not let this user in")
    await refused(PostgresJournal.open(postgres.database()), "no journal here yet")
    for text in ("mysql://a/b", "postgresql://a/b?schema=Nice One", "postgresql://a/b?no_such_option=1"):
        with pytest.raises(UsageError):
            await PostgresJournal.open(text)


def test_no_password_is_shown() -> None:
    """Neither a refusal nor the address written out holds the password."""
    with pytest.raises(Unavailable) as found:
        exists("postgresql://postgres:s3cret@127.0.0.1:1/x?sslpassword=s3cret")
    assert "s3cret" not in str(found.value)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("synchronous_commit = off", "synchronous_commit = off .* may lose"),
        ("default_transaction_read_only = on", "read-only"),
    ],
)
async def test_settings_that_lose_facts_are_refused(postgres: Server, address: str, setting: str, words: str) -> None:
    """A database or user that is set so is no place for a journal."""
    postgres.do(f"ALTER DATABASE {address.rpartition('/')[2]} SET {setting}")
    await refused(PostgresJournal.open(address), words)


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
async def test_a_server_that_loses_facts_is_refused(postgres: Server, address: str, setting: str) -> None:
    """So is a server that would not keep what it acknowledged through a power cut."""
    postgres.do(f"ALTER SYSTEM SET {setting} = off", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")
    try:
        await refused(PostgresJournal.open(address), f"{setting} = off")
        with pytest.raises(Unavailable, match=setting):
            create(postgres.database())
    finally:
        postgres.do(f"ALTER SYSTEM RESET {setting}", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)")


async def test_a_journal_moves_by_a_dump(postgres: Server, address: str) -> None:
    """In another cluster it refuses, takes nothing before a new epoch was opened, and counts on from there."""
    async with opened(address) as [journal]:
        end = await put(journal, "case/a", count=3)
        before = await journal.read_all(0, 10)
        epoch = (await journal.info()).epoch
    other = Server.start(max_prepared_transactions="3")
    try:
        other.do("CREATE ROLE makegood_app NOLOGIN")
        there = postgres.dumped(address, other)
        await refused(PostgresJournal.open(there), "prepared transactions")
        other.down()
        other.settings = {}
        other.up()
        found = await refused(PostgresJournal.open(there), "another cluster")
        assert "accept-loss" in found.remedy
        async with contextlib.AsyncExitStack() as stack:
            journal = await PostgresJournal.open(there, moved=True)
            stack.push_async_callback(journal.close)
            assert journal.moved
            await refused(put(journal, "case/a", end), "another cluster")
            assert (await journal.open_epoch()).epoch == epoch + 1
        async with opened(there) as [journal]:
            assert not journal.moved
            with pytest.raises(StaleWriter):
                await journal.append(Batch((part("case/a", end),), (), None, Tenure(epoch)))
            await put(journal, "case/a", end)
            everything = await journal.read_all(0, 10)
            assert everything[:3] == before
            assert everything[3].position == 4
    finally:
        other.end()


async def test_a_standby_is_no_journal_until_it_is_promoted(postgres: Server, address: str) -> None:
    """It only follows; promoted, it has what was acknowledged and takes more."""
    async with opened(address) as [journal]:
        end = await put(journal, "case/a", count=3)
        before = await journal.read_all(0, 10)
    standby = postgres.standby()
    try:
        there = standby.address(address.rpartition("/")[2])
        await refused(PostgresJournal.open(there), "standby")
        standby.do("SELECT pg_promote()")
        async with opened(there) as [journal]:
            assert await journal.read_all(0, 10) == before
            await put(journal, "case/a", end)
    finally:
        standby.end()


WELL = Says(15, False, False, True, True, True, 0, "UTF8", "1")


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (WELL._replace(version=13), "needs 14 or newer"),
        (WELL._replace(is_standby=True), "standby"),
        (WELL._replace(prepared=3), "prepared transactions"),
        (WELL._replace(encoding="LATIN1"), "LATIN1"),
    ],
)
async def test_servers_that_are_no_place_for_a_journal(says: Says, words: str) -> None:
    """Too old, a standby, with prepared transactions, in another encoding."""

    async def check() -> None:
        says.check("here")

    WELL.check("here")
    await refused(check(), words)


async def test_newer_older_and_changed_schemas_are_refused(postgres: Server, address: str) -> None:
    """The schema is the one this release knows, made by the migrations it has."""
    postgres.do("INSERT INTO migrations VALUES (99, 'new', 'x')", address=address)
    await refused(PostgresJournal.open(address), "version 99")
    postgres.do("DELETE FROM migrations WHERE number = 99", "UPDATE migrations SET checksum = 'x' WHERE number = 2",
                address=address)  # fmt: skip
    await refused(PostgresJournal.open(address), "differ")
    postgres.do("DELETE FROM migrations WHERE number IN (2, 4)", "DROP FUNCTION append_group", address=address)
    found = await refused(PostgresJournal.open(address), "older than this release")
    assert "db upgrade" in found.remedy
    assert upgrade(address) == ["0002_append.sql", "0004_rights.sql"]
    assert upgrade(address) == []
    async with opened(address) as [journal]:
        await put(journal, "case/a")


def test_a_journal_is_made_once(postgres: Server) -> None:
    """A second one needs a database or a schema of its own."""
    address = postgres.database()
    assert not exists(address)
    create(address)
    assert exists(address)
    with pytest.raises(Unavailable, match="already"):
        create(address)
    create(address + "?schema=other")
    with pytest.raises(Unavailable, match="no journal here yet"):
        upgrade(postgres.database())


async def test_two_schemas_are_two_journals(address: str) -> None:
    """What is written to the one is not in the other."""
    create(address + "?schema=other")
    async with opened(address) as [one], opened(address + "?schema=other") as [other]:
        await put(one, "case/a")
        await put(other, "case/b")
        assert await one.streams("") == ["case/a"]
        assert await other.streams("") == ["case/b"]
        assert (await one.info()).identity != (await other.info()).identity


async def test_a_full_disk_is_said_and_survived(postgres: Server, address: str) -> None:
    """What does not fit is refused whole, as something that passes; when there is room again, it goes on."""
    postgres.do(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$",
        "CREATE TRIGGER no_room BEFORE INSERT ON events EXECUTE FUNCTION no_room()", address=address,
    )  # fmt: skip
    async with opened(address) as [journal]:
        found = await refused(put(journal, "case/a"), "disk of the server is full")
        assert isinstance(found, JournalAway)
        postgres.do("DROP TRIGGER no_room ON events", address=address)
        await put(journal, "case/a")
        assert len(await journal.read_all(0, 10)) == 1


async def test_another_journal_in_its_place_ends_the_process(postgres: Server, address: str) -> None:
    """A connection that leads to another journal than before is not used, nor is the journal any more."""
    async with opened(address) as [journal]:
        await put(journal, "case/a")
        postgres.do("UPDATE journal SET identity = 'another'",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'makegood%'",
                    address=address)  # fmt: skip
        for _ in range(2):
            with pytest.raises(JournalLost, match="another journal"):
                await put(journal, "case/b")
        assert isinstance(journal.failed, JournalLost)


# --- One engine, many listeners --------------------------------------------------------------------------------------
def test_the_second_engine_is_told_who_is_the_first(postgres: Server, address: str) -> None:
    """The lock names its holder, goes with its connection, and is one for each journal."""
    lock = EngineLock(address)
    assert f"process {os.getpid()} on " in holder(address)
    with pytest.raises(Unavailable, match=f"already: process {os.getpid()} on "):
        EngineLock(address)
    EngineLock(postgres.journal()).release()
    lock.keep()
    ending = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
    ending += " (SELECT oid FROM pg_database WHERE datname = current_database())"
    postgres.do(ending, address=address)
    lock.keep()
    assert holder(address)
    postgres.do(ending, address=address)
    other = EngineLock(address)
    with pytest.raises(JournalLost, match="already"):
        lock.keep()
    other.release()
    assert not holder(address)
    lock.release()


async def test_changes_are_told_to_others(postgres: Server, address: str) -> None:
    """Every process hears of the cases that others changed; after a lost line it looks at everything."""
    async with opened(address, 2) as (mine, other):
        heard = mine.changes()
        assert await anext(heard) == ()
        end = await put(mine, "case/own")
        await put(other, "case/a")
        assert await asyncio.wait_for(anext(heard), 5) == ("a",)
        await asyncio.gather(*(put(other, f"case/{'long' * 30}{n}") for n in range(100)))
        told = set[str]()
        while len(told) < 100 and (cases := await asyncio.wait_for(anext(heard), 5)):
            told.update(cases)
        postgres.do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'makegood changes'"
        )
        while await asyncio.wait_for(anext(heard), 5) != ():
            pass
        await put(other, "case/own", end)
        while await asyncio.wait_for(anext(heard), 5) != ("own",):
            pass
        await heard.aclose()
