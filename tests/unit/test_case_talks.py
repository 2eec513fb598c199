"""What a talk gives the customer, and slow connectors that can be asked what became of a request."""

from __future__ import annotations

from datetime import timedelta

from activities.clock import VirtualClock
from activities.journal.memory import MemoryJournal
from domain.case import commands as c
from domain.case.decide import decide
from domain.case.evolve import fold
from domain.playbook import plan as p
from domain.playbook.answers import read_field
from tests.support.house import House, Told, virtual_clock
from tests.support.lives import STAFF
from tests.support.plans import HOUR, START, book, contract, do, plan
from tests.unit.test_case_time import opened
from workflows.virtual import VirtualDriver

TALK = p.Ask(id="talk", role="desk", words={"en": "Listen"}, due=HOUR, gives=("hearing",))


def test_a_talk_gives_what_the_playbook_says() -> None:
    """Whoever did the task need not say again what it gives; what they add counts as well."""
    the_book = book(plan(TALK))
    case, _ = opened(the_book)
    done = c.CompleteTask(now=case.last_at or START, actor=STAFF, task="talk#ask0", answer={})
    assert fold(case, decide(case, done, the_book)).given == {"hearing"}
    more = c.CompleteTask(now=done.now, actor=STAFF, task="talk#ask0", answer={"gives": ("apology",)})
    assert fold(case, decide(case, more, the_book)).given == {"hearing", "apology"}


def test_what_was_given_can_be_written_as_text() -> None:
    """At the command line it is a list of words."""
    assert read_field("gives", "apology, explanation", None) == ("apology", "explanation")


async def test_a_slow_connector_is_asked_what_became_of_a_request() -> None:
    """A request that takes longer than a turn is a job, and so is asking about it: it is asked, and the case ends."""
    slow = do("slow", connector=contract("slow", "lookup", timeout_ms=20_000), timeout=HOUR)
    asked: list[str] = []

    def answer(work: object) -> c.Outcome:
        asked.append(getattr(work, "mode", ""))
        return c.Applied(receipt={"ok": True}) if asked[-1] == "look-up" else c.Unknown(why="no answer")

    driver = VirtualDriver(Told({"slow": answer}), VirtualClock(START))
    opening = c.OpenCase(
        now=START, failure="test", source="t", key="1", facts={}, customer=opened(book(plan(TALK)))[0].customer,
        market="us", language="en", reported_at=START,
    )  # fmt: skip
    life = driver.open("ca_slow", opening, book(plan(slow)))
    await driver.run(START + timedelta(days=2))
    assert asked == ["send", "look-up"]
    assert life.case.phase == "closed"


async def test_the_engine_asks_about_a_slow_request_too() -> None:
    """The same in the embedded engine: jobs that ask run beside the turns."""
    slow = do("slow", connector=contract("slow", "lookup", timeout_ms=20_000), timeout=HOUR)
    told = Told({"slow": lambda work: c.Applied() if work.mode == "look-up" else c.Unknown(why="no answer")})
    house = await House(MemoryJournal(), plan(slow), told, clock=virtual_clock()).start()
    case = (await house.open("1")).case
    await house.engine.until_quiet()
    house.clock.at += timedelta(hours=2)  # type: ignore[attr-defined] # a virtual clock
    await house.engine.until_quiet()
    assert (await house.case(case)).status("slow") == "done"
    assert [work.mode for work in told.asked] == ["send", "look-up"]
