"""A journal that is away for a while ends no engine and repeats no effect; one that is lost ends it with a sentence."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from activities.journal.file import create
from activities.journal.memory import MemoryJournal
from activities.journal.sqlite import SqliteJournal
from activities.patience import Patience
from activities.ports import Appended, Batch, CaseRow, StreamAppend
from activities.turn import Turn
from domain.case import commands as c
from domain.case.survey import Work
from domain.errors import JournalAway, JournalLost, JournalUnreachable
from domain.ids import case_stream
from domain.record import Head, Recorded, leaf_hash
from tests.support.house import House, Told
from tests.support.plans import fourteen_steps
from workflows.embedded import Engine


class Moody(MemoryJournal):
    """A journal that is away whenever the next of its moods says so."""

    def __init__(self) -> None:
        """Begin in a good mood."""
        super().__init__()
        self.moods: list[bool] = []
        self.lost = False

    def _ask(self) -> None:
        if self.lost:
            raise JournalLost("the disk under the journal fails.")
        if self.moods and self.moods.pop():
            raise JournalAway("another program holds the journal.")

    async def append(self, batch: Batch) -> Appended:
        """Append, or be away."""
        self._ask()
        return await super().append(batch)

    async def read(self, stream: str, after: int = 0) -> list[Recorded]:
        """Read, or be away."""
        self._ask()
        return await super().read(stream, after)

    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Say what is due, or be away."""
        self._ask()
        return await super().due(now, limit, skip=skip)

    async def set_wake(self, case: str, wake_at: datetime | None) -> None:
        """Change a row, or be away."""
        self._ask()
        await super().set_wake(case, wake_at)

    async def park(self, case: str, why: str, at: datetime) -> None:
        """Park, or be away."""
        self._ask()
        await super().park(case, why, at)


def stop_when_closed(engine: Engine, wanted: set[str]) -> None:
    """Have an engine stop once these cases are closed."""

    def taken(turn: Turn) -> None:
        if turn.closed:
            wanted.discard(turn.case)
        if not wanted:
            engine.stop()

    engine.turns.on_turn = taken


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), max_size=80))
@example([True] * 80)
def test_wherever_the_journal_is_away_every_effect_is_done_once(moods: list[bool]) -> None:
    """Whenever it was away, cases close, nothing is parked, and no request was sent twice."""

    async def live() -> None:
        told, journal = Told(), Moody()
        house = await House(journal, fourteen_steps(), told).start()
        house.taker.patience = Patience(first_s=0.0001, longest_s=0.001)
        wanted = {(await house.open(key)).case for key in ("one", "two", "three")}
        stop_when_closed(house.engine, wanted)
        journal.moods = moods
        await asyncio.wait_for(house.engine.run(), 20)
        journal.moods = []
        assert not await journal.parked()
        sent = Counter((work.key, work.mode) for work in told.asked)
        assert set(sent.values()) == {1}
        assert {work.mode for work in told.asked} == {"send"}

    asyncio.run(live())


async def test_a_lost_journal_ends_the_engine_with_its_sentence() -> None:
    """Nobody waits for a disk that fails; `run` raises what it was."""
    journal = Moody()
    house = await House(journal, fourteen_steps()).start()
    await house.open("one")
    journal.lost = True
    with pytest.raises(JournalLost, match="disk under the journal"):
        await house.engine.run()


async def test_another_engine_ends_this_one() -> None:
    """A turn in a tenure that is over ends the engine: somebody else runs this journal."""
    journal = MemoryJournal()
    house = await House(journal, fourteen_steps()).start()
    await house.open("one")
    house.cases.tenure = await journal.take_over("me")
    await journal.take_over("somebody else")
    with pytest.raises(JournalLost, match="Another engine took over"):
        await house.engine.run()


async def test_an_engine_that_is_stopped_while_the_journal_is_away_says_so() -> None:
    """An outcome that could not be written is no clean stop."""
    journal, waits = Moody(), list[float]()

    def begun(work: Work) -> c.Applied:
        journal.moods = [True] * 1_000
        return c.Applied(receipt={})

    house = await House(journal, fourteen_steps(), Told({"step-1": begun})).start()

    def waiting(trouble: JournalAway, pause: float) -> None:
        waits.append(pause)
        if len(waits) == 3:
            house.engine.stop()

    house.taker.patience = Patience(waiting, first_s=0.0001)
    await house.open("one")
    with pytest.raises(JournalAway, match="another program"):
        await house.engine.run()
    assert waits == [0.0001, 0.0002, 0.0004]


async def test_a_file_that_another_program_holds_is_waited_for(tmp_path: Path) -> None:
    """The engine logs it, the loop goes on, and the case closes once the other program is done."""
    create(tmp_path / "makegood.db")
    journal = SqliteJournal(tmp_path / "makegood.db")
    assert journal._writer is not None
    journal._writer.held_s = 0.01
    other = sqlite3.connect(tmp_path / "makegood.db", isolation_level=None)
    house = await House(journal, fourteen_steps()).start()
    waits, back = list[str](), list[bool]()

    def waiting(trouble: JournalAway, pause: float) -> None:
        waits.append(str(trouble))
        if len(waits) == 4:
            other.execute("ROLLBACK")

    house.taker.patience = Patience(waiting, lambda: back.append(True), first_s=0.001)
    stop_when_closed(house.engine, {(await house.open("one")).case})
    other.execute("BEGIN IMMEDIATE")
    await asyncio.wait_for(house.engine.run(), 20)
    assert "another program holds the journal" in waits[0]
    assert "goes on by itself" in waits[0]
    assert back == [True]
    assert not await journal.parked()
    await journal.close()
    other.close()


class Unanswered(MemoryJournal):
    """A journal on a server that is away for three looks."""

    looks = 0

    async def due(self, now: datetime, limit: int, *, skip: Sequence[str] = ()) -> list[CaseRow]:
        """Say what is due, once the server is back."""
        self.looks += 1
        if self.looks <= 3:
            raise JournalUnreachable("the journal's server cannot be reached.")
        return await super().due(now, limit, skip=skip)


async def test_an_engine_with_nothing_to_do_says_that_the_server_is_back() -> None:
    """Where nobody answered, reading shows that it is over; pauses begin anew."""
    house, waits = await House(Unanswered(), fourteen_steps()).start(), list[float]()

    house.taker.patience = Patience(lambda trouble, pause: waits.append(pause), house.engine.stop, first_s=0.001)
    await asyncio.wait_for(house.engine.run(), 20)
    assert waits == [0.001, 0.002, 0.004]


async def test_a_journal_that_can_be_read_is_not_back_because_of_that() -> None:
    """What is full can be read all the time; it is back when it takes facts."""
    back: list[bool] = []
    patience = Patience(on_back=lambda: back.append(True), first_s=0.001)
    await patience.wait(JournalUnreachable("the journal's server cannot be reached."))
    await patience.wait(JournalAway("the disk is full."))
    patience.answered()
    assert back == []
    patience.worked()
    assert back == [True]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b'"version":1', b'"version":99', "event type StepStarted version 99 is newer than this release"),
        (b'"step":', b'"stop":', "a stored event cannot be read"),
    ],
)
async def test_a_case_that_cannot_be_read_is_left_alone_at_once(old: bytes, new: bytes, why: str) -> None:
    """The operator gets a task with the reason, the other case closes, and the engine goes on."""
    journal, parked = MemoryJournal(), list[tuple[str, str]]()
    house = await House(journal, fourteen_steps()).start()
    bad = (await house.open("bad")).case
    await house.taker.turn(bad)
    await _append_event_like_the_last(journal, case_stream(bad), old, new)
    await journal.set_wake(bad, house.clock.now())
    good = (await house.open("good")).case
    house.turns.on_parked = lambda case, said: parked.append((case, said))
    stop_when_closed(house.engine, {good})
    await asyncio.wait_for(house.engine.run(), 20)
    assert [case for case, _ in parked] == [bad]
    assert why in parked[0][1]
    assert [task.case for task in await journal.tasks(role="operator")] == [bad]


async def _append_event_like_the_last(journal: MemoryJournal, stream: str, old: bytes, new: bytes) -> None:
    records = await journal.read(stream)
    last, model = records[-1], next(one for one in records if one.type == "StepStarted")
    data = model.data.replace(old, new)
    assert data != model.data
    event = Recorded(stream, last.seq + 1, "ev_odd", model.type, data, leaf_hash(data))
    await journal.append(Batch((StreamAppend(stream, Head(last.seq, last.hash), [event]),)))
