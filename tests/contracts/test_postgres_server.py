"""What only a server can do wrong: lines that break, every reason not to start, one engine and many listeners."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from random import Random

import psycopg
import pytest

from activities.journal.postgres.journal import PostgresJournal
from activities.journal.postgres.lock import EngineLock, holder
from activities.journal.postgres.making import create, exists, upgrade
from activities.journal.postgres.server import Server as Says
from activities.ports import (
    Batch,
    CommandRecord,
    Count,
    StaleWriter,
    Tenure,
)
from domain.errors import JournalAway, JournalLost, Unavailable, UsageError
from domain.record import Head
from tests.contracts.test_journal import put
from tests.support.cutting import Relay
from tests.support.journals import opened, part, refused
from tests.support.postgres import Server


@pytest.fixture
def address(postgres: Server) -> str:
    """Return the address of a new journal."""
    return postgres.journal()


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
    await refused(PostgresJournal.open(at("postgres", "nobody_of_that_name")), "does not let this user in")
    await refused(PostgresJournal.open(postgres.database()), "no journal here yet")
    for text in ("mysql://a/b", "postgresql://a/b?schema=Nice One", "postgresql://a/b?no_such_option=1"):
        with pytest.raises(UsageError):
            await PostgresJournal.open(text)


async def test_a_stranger_is_told_that_the_journal_is_there(postgres: Server, address: str) -> None:
    """Who may not use a journal is not sent to make another one."""
    with contextlib.suppress(psycopg.errors.DuplicateObject):
        postgres.do("CREATE ROLE stranger LOGIN")
    theirs = address.replace("postgres@", "stranger@")
    assert exists(theirs)
    await refused(PostgresJournal.open(theirs), "may not be used by who connects here")


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
