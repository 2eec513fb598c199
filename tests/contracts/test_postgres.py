"""What several processes that write to one journal at once must not do: skip, lose, double, change what is written."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from random import Random

import psycopg
import pytest

from activities.journal.postgres.journal import PostgresJournal
from activities.journal.postgres.making import create
from activities.ports import (
    Batch,
    ClaimRefused,
    CommandRecord,
    Count,
    HeadMoved,
    StaleWriter,
    Tenure,
    Unique,
)
from domain.errors import Unavailable
from domain.record import Head, Recorded
from tests.contracts.test_journal import head, put, row
from tests.support.journals import opened, part, refused, unfinished
from tests.support.postgres import Server


@pytest.fixture
def address(postgres: Server) -> str:
    """Return the address of a new journal."""
    return postgres.journal()


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


async def test_counters_are_taken_away_while_nobody_appends(address: str) -> None:
    """Somebody who appends counts on the rows they met: nobody waits for them, and the counters go the next time."""
    async with opened(address) as [journal]:
        await journal.append(Batch((part("case/a"),), (Count("sign/a", 1, 9), Count("sign/b", 1, 9))))
        with psycopg.connect(address) as other:
            other.execute("SET search_path = makegood")
            other.execute("SELECT FROM journal FOR SHARE")  # as every append does first
            await asyncio.wait_for(journal.forget(["sign/a"]), 4)
            assert await journal.counts(["sign/a", "sign/b"]) == {"sign/a": 1, "sign/b": 1}
            other.commit()
        await journal.forget(["sign/a"])
        assert await journal.counters("sign/", after="", limit=9) == ["sign/b"]
        await journal.append(Batch((part("case/b"),), (Count("sign/a", 1, 9), Count("sign/b", 1, 9))))
        assert await journal.counts(["sign/a", "sign/b"]) == {"sign/a": 1, "sign/b": 2}


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
