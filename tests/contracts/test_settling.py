"""Effects without an outcome when a journal moves: found out before, or named, or taken along as unknown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from activities.journal import copying
from activities.journal.file import connect
from activities.ports import Outcome
from domain.case import commands as c
from domain.case.events import EVENT_TYPES, OutcomeUnknown
from domain.errors import ConflictError, Unavailable
from domain.ids import case_stream
from domain.operation import OPERATION
from domain.playbook import plan as p
from domain.record import open_record
from tests.contracts.test_copy import Cut, cut
from tests.support.house import House, Told
from tests.support.moves import OPERATOR, asked_plan, at, in_file, moved, rows_of
from tests.support.plans import do, plan
from tests.support.postgres import Server
from workers.journals import place_of
from workers.keeping.checking import check
from workers.keeping.moving import How
from workers.keeping.settling import Settler
from workers.settings import Settings


async def begun(settings: Settings, the_plan: p.Plan, step: str, lasts: timedelta) -> str:
    """Make a journal with a case whose effect was begun and has no outcome; returns the case."""
    place = place_of(settings)
    place.make()
    journal = await place.open()
    house = await House(journal, the_plan).start()
    case = (await house.open("one")).case
    now = house.clock.now()
    begin = c.Begin(now=now, actor=OPERATOR, step=step, attempt=1, by="gone", until=now + lasts)
    await house.desk.submit(case, begin, command_id="begun")
    await journal.close()
    return case


async def house_at(settings: Settings, the_plan: p.Plan, **answers: Outcome) -> House:
    """Return the house of a journal, whose connectors answer as told."""
    return await House(await place_of(settings).open(), the_plan, Told(answers)).start()


def settler(house: House, *, can: bool = True) -> Settler:
    """Return one that reaches all connectors, or none."""
    return Settler(house.journal, house.cases, house.desk, house.taker, house.clock, OPERATOR, lambda work: can)


LONG, OVER = timedelta(hours=1), timedelta(milliseconds=1)


async def test_what_ran_out_is_asked_about(tmp_path: Path) -> None:
    """An intent whose time is over becomes unknown and is established; nothing else begins."""
    settings = at(in_file(tmp_path / "a.db"), tmp_path)
    the_plan = plan(*asked_plan().steps, do("next"))
    case = await begun(settings, the_plan, "pay", OVER)
    house = await house_at(settings, the_plan, pay=c.Applied(receipt={"ok": True}))
    assert await settler(house).settle(5) == []
    assert [(work.step, work.mode) for work in house.performer.asked] == [("pay", "look-up")]
    effects = (await house.case(case)).effects
    assert (effects["pay"].status, "next" in effects) == ("applied", False)
    await house.journal.close()


async def test_what_cannot_be_reached_from_here_is_left(tmp_path: Path) -> None:
    """It is unknown by then, and nothing was sent: an unknown connector proves nothing."""
    settings = at(in_file(tmp_path / "a.db"), tmp_path)
    case = await begun(settings, asked_plan(), "pay", OVER)
    house = await house_at(settings, asked_plan())
    (left,) = await settler(house, can=False).settle(0)
    assert (left.case, left.step, left.status) == (case, "pay", "unknown")
    assert house.performer.asked == []
    await house.journal.close()


@pytest.mark.parametrize("kind", ["file", "server"])
async def test_a_journal_with_open_effects_stays(kind: str, postgres: Server, tmp_path: Path) -> None:
    """The cases are named, with what to do; nothing was changed, and nothing was made."""
    settings = at(in_file(tmp_path / "a.db") if kind == "file" else postgres.database(), tmp_path)
    case = await begun(settings, asked_plan(), "pay", LONG)
    rows = await rows_of(settings)
    with pytest.raises(ConflictError) as told:
        await moved(settings, in_file(tmp_path / "b.db"))
    assert f"{case}: “pay” (pay) was begun and has no outcome" in told.value.what
    assert "--as-they-are" in told.value.remedy
    assert await rows_of(settings) == rows
    assert not (tmp_path / "b.db").exists()


@pytest.mark.parametrize("back", [False, True])
async def test_taken_along_they_are_unknown_there(back: bool, postgres: Server, tmp_path: Path) -> None:
    """A fact says so; once their time is over they are established in the new place; nothing is applied twice."""
    first, second = in_file(tmp_path / "a.db"), postgres.database()
    settings, to = (at(second, tmp_path), first) if back else (at(first, tmp_path), second)
    case = await begun(settings, asked_plan(), "pay", timedelta(seconds=5))
    rows = await rows_of(settings)
    done = await moved(settings, to, How(as_they_are=True))
    assert (done.made_unknown, done.left) == (1, [])
    assert (await rows_of(settings))["events"][:-1] == rows["events"]
    house = await house_at(at(to, tmp_path), asked_plan(), pay=c.Applied(receipt={"ok": True}))
    last = (await house.journal.read(case_stream(case)))[-1]
    fact = open_record(last.data, EVENT_TYPES).event
    assert isinstance(fact, OutcomeUnknown)
    assert "the journal moved" in fact.why
    assert (await settler(house).settle(20)) == []
    assert [work.mode for work in house.performer.asked] == ["look-up"]
    await house.engine.until_quiet()
    assert (await house.case(case)).phase == "closed"
    assert (await check(house.journal)).breaches == ()
    await house.journal.close()


async def test_a_cut_while_cases_are_told_is_made_up_for(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is unfinished until all of them know; the same words again, with or without the option, tell them."""
    settings, to = at(postgres.database(), tmp_path), in_file(tmp_path / "b.db")
    case = await begun(settings, asked_plan(), "pay", LONG)
    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(copying.TargetFile, "finish", cut(copying.TargetFile.finish, "before"))
        await moved(settings, to, How(as_they_are=True))
    with pytest.raises(Unavailable, match="was not finished"):
        await place_of(at(to, tmp_path)).open()
    done = await moved(settings, to)
    assert done.made_unknown == 1
    house = await house_at(at(to, tmp_path), asked_plan())
    assert [record.type for record in await house.journal.read(case_stream(case))].count("OutcomeUnknown") == 1
    assert len(await house.journal.read(OPERATION)) == 1
    await house.journal.close()


async def test_what_was_accepted_moves(tmp_path: Path) -> None:
    """Whoever accepted it confirms it at whatever door is open then."""
    settings, to = at(in_file(tmp_path / "a.db"), tmp_path), in_file(tmp_path / "b.db")
    case = await begun(settings, asked_plan(), "pay", LONG)
    house = await house_at(settings, asked_plan())
    effect = (await house.case(case)).effects["pay"]
    accepted = c.Accepted(reference="r-1", expect_by=house.clock.now() + LONG)
    told = c.ReportOutcome(
        now=house.clock.now(), actor=OPERATOR, step="pay", attempt=1, key=effect.key, outcome=accepted
    )  # fmt: skip
    await house.desk.submit(case, told, command_id="accepted")
    await house.journal.close()
    assert (await moved(settings, to)).made_unknown == 0


async def test_a_case_that_cannot_be_read_may_have_some(tmp_path: Path) -> None:
    """It counts as unsettled, for nobody here knows."""
    settings = at(in_file(tmp_path / "a.db"), tmp_path)
    case = await begun(settings, asked_plan(), "pay", OVER)
    db = connect(tmp_path / "a.db", "rw")
    db.execute("UPDATE events SET data = CAST('x' AS BLOB) WHERE position = (SELECT max(position) FROM events)")
    db.close()
    with pytest.raises(ConflictError, match=f"{case}: it cannot be read"):
        await moved(settings, in_file(tmp_path / "b.db"))
