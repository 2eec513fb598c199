"""The kill switch: nothing new is begun, what is under way is taken in, clocks run on, people may work."""

from __future__ import annotations

from datetime import timedelta

from activities.journal.memory import MemoryJournal
from activities.library import Library
from activities.publishing import act, publish
from domain import publishing as p
from domain.case import commands as c
from domain.case.events import EVENT_TYPES
from domain.documents import Draft, document_stream
from domain.evidence.verify import verify_stream
from domain.house.directory import Directory
from domain.ids import case_stream
from domain.playbook import plan as plans
from domain.publishing import Asked, Document
from domain.record import open_record
from tests.support.house import PUBLISHER, House, Told, virtual_clock
from tests.support.plans import HOUR, do, plan

BOSS = c.Actor(person="bea", roles=("manager",))
STEPS = (do("one", undo=None), plans.Ask(id="look", role="desk", words={"en": "Look"}, due=HOUR), do("two", undo=None))
PROMISE = {"resolve": plans.PromiseOf(within=HOUR * 2, kept_by="resolved", words={"en": "put it right"})}


async def switch(started: House, *, stop: bool, library: Library | None = None, version: str = "") -> None:
    """Stop the playbook, or let it go on; in another process, where a library of its own is given."""
    asked = Asked(BOSS, Directory(), started.clock.now(), "it overpays")
    decide = (lambda d: p.stop(d, asked, owner="", version=version)) if stop else (
        lambda d: p.resume(d, asked, version=version))  # fmt: skip
    document = Document("playbook", "test")
    await act(started.journal, library or started.library, document, decide, actor=BOSS, now=started.clock.now())


async def facts(started: House, case: str) -> list[str]:
    """Return the types of a case's facts."""
    return [open_record(one.data, EVENT_TYPES).type for one in await started.journal.read(case_stream(case))]


async def started_with(*steps: plans.AnyStep, **more: object) -> tuple[House, str]:
    """Return a house with one case, gone as far as it goes."""
    house = await House(MemoryJournal(), plan(*steps, **more), clock=virtual_clock()).start()
    case = (await house.open("one", {"size": 1})).case
    await house.engine.until_quiet()
    return house, case


async def test_a_stopped_case_begins_nothing_and_people_may_work() -> None:
    """What people do is taken in and leads to nothing by itself; let go, the case goes on where it stood."""
    house, case = await started_with(*STEPS)
    await switch(house, stop=True)
    answer = c.CompleteTask(now=house.clock.now(), actor=c.Actor(person="sam", roles=("desk",)), task="look#ask0")
    await house.desk.submit(case, answer, command_id="answer")
    await house.engine.until_quiet()
    assert (await facts(house, case))[-2:] == ["PlanStopped", "TaskCompleted"]
    state = await house.case(case)
    assert state.frozen
    assert state.stopped is not None
    assert (state.stopped.by, state.stopped.why) == ("bea", "it overpays")
    assert state.status("two") is None
    row = await house.journal.row(case)
    assert row is not None
    assert row.held
    await switch(house, stop=False)
    await house.journal.set_wake(case, house.clock.now())
    await house.engine.until_quiet()
    assert "PlanResumed" in await facts(house, case)
    assert (await house.case(case)).status("two") == "done"


async def test_another_process_meets_the_switch_at_its_next_look() -> None:
    """It reads the tail of the playbook's stream with the case: nobody has to tell it."""
    house, case = await started_with(*STEPS)
    elsewhere = Library(house.journal, clock=house.clock)
    await switch(house, stop=True, library=elsewhere)
    answer = c.CompleteTask(now=house.clock.now(), actor=c.Actor(person="sam", roles=("desk",)), task="look#ask0")
    await house.desk.submit(case, answer, command_id="answer")
    await house.engine.until_quiet()
    assert (await house.case(case)).status("two") is None


async def test_an_outcome_is_taken_in_while_it_is_stopped() -> None:
    """What was begun before counts when it comes, and the step is done; the next one is not begun."""
    later = virtual_clock().now() + timedelta(hours=3)
    told = Told({"one": c.Accepted(reference="r1", expect_by=later)})
    house = await House(MemoryJournal(), plan(*STEPS[::2]), told, virtual_clock()).start()
    case = (await house.open("one", {"size": 1})).case
    await house.engine.until_quiet()
    effect = (await house.case(case)).effects["one"]
    await switch(house, stop=True)
    now, outcome = house.clock.now(), c.Applied()
    report = c.ReportOutcome(now=now, step="one", attempt=effect.attempt, key=effect.key, outcome=outcome)
    await house.desk.submit(case, report, command_id="report")
    await house.engine.until_quiet()
    state = await house.case(case)
    assert (state.status("one"), state.status("two"), state.stopped is not None) == ("done", None, True)


async def test_clocks_and_promises_run_on_and_somebody_is_asked_to_look() -> None:
    """A promise breaks in time, a task rings, and after as long as a hold the owner is called."""
    house, case = await started_with(*STEPS, promises=PROMISE)
    await switch(house, stop=True)
    for hours in (1, 2, 25):
        house.clock.at = virtual_clock().now() + timedelta(hours=hours)  # type: ignore[attr-defined] # the tests' own
        await house.taker.turn(case)
    found = await facts(house, case)
    assert {"PlanStopped", "TaskDue", "PromiseBroken", "StopReviewDue"} <= {*found}
    assert found.count("StepStarted") == 1
    records = await house.journal.read(case_stream(case))
    assert list(verify_stream(case_stream(case), records)) == []


async def test_a_case_that_is_told_meanwhile_stands() -> None:
    """It is opened, and nothing is begun."""
    house, _ = await started_with(*STEPS)
    await switch(house, stop=True)
    case = (await house.open("two", {"size": 1})).case
    await house.engine.until_quiet()
    assert (await facts(house, case))[-1] == "PlanStopped"
    assert "StepStarted" not in await facts(house, case)


async def test_one_version_is_stopped_and_the_next_one_goes_on() -> None:
    """Cases on the stopped version stand; new ones begin with the better one."""
    house, case = await started_with(*STEPS)
    version = (await house.case(case)).plan
    await switch(house, stop=True, version=version)
    better = plan(*STEPS, title={"en": "Better"})
    draft = Draft("playbook", "test", better.model_dump_json(), "")
    await publish(house.journal, house.library, [draft], now=house.clock.now(), actor=PUBLISHER)
    other = (await house.open("two", {"size": 1})).case
    await house.engine.until_quiet()
    assert "StepStarted" in await facts(house, other)
    await house.taker.turn(case)
    assert (await house.case(case)).stopped is not None
    records = await house.journal.read(document_stream("playbook", "test"))
    assert list(verify_stream(document_stream("playbook", "test"), records)) == []
