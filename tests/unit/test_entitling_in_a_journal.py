"""What is owed, in a journal: cases are pinned to packs, and a pack that is published later is seen by open ones."""

from __future__ import annotations

from itertools import count

from activities.journal.memory import MemoryJournal
from activities.publishing import publish
from domain.case import commands as c
from domain.case import events as e
from domain.documents import Draft
from domain.entitlement.evaluate import content_of, digest_of
from domain.entitlement.model import Pack
from domain.playbook import plan as p
from domain.values import Value
from tests.support.house import PUBLISHER, House, virtual_clock
from tests.support.owing import LATE, late_pack
from tests.support.plans import HOUR, plan, usd
from tests.unit.test_entitling import KNOWN, SAM, remedy

LATER = late_pack(LATE.replace("50% of price", "80% of price"))
FACTS: dict[str, Value] = {"late_by": 5, "price": usd(8_000)}


async def house() -> House:
    """Return a house with a playbook that asks the pack, and waits."""
    given = {name: p.Formula(source=f"failure.{name}") for name in ("late_by", "price")}
    asked = p.Entitle(id="owed", pack="late", facts={**given, "people": p.Given(value=1)})
    waits = p.Wait(id="waits", span=HOUR * 2_000, at_most=HOUR * 2_000)
    its = House(MemoryJournal(), plan(asked, remedy(pay=()), waits, facts=KNOWN), clock=virtual_clock())
    return await its.start()


async def put_in_force(its: House, pack: Pack) -> None:
    """Publish a pack."""
    draft = Draft("pack", "late", content_of(pack), "pack: late")
    await publish(its.journal, its.library, [draft], now=its.clock.now(), actor=PUBLISHER)


NUMBERS = count(1)


async def look(its: House, case: str) -> tuple[str, ...]:
    """Have a case looked at; returns what happened."""
    note = c.AddNote(now=its.clock.now(), actor=SAM, text="sealed")
    answer = await its.desk.submit(case, note, command_id=f"note-{next(NUMBERS)}")
    return answer.events


async def test_a_case_is_pinned_to_the_packs_of_its_beginning() -> None:
    """The digests stand with the plan; what is published later is for new cases."""
    its = await house()
    first = (await its.open("1", FACTS)).case
    await put_in_force(its, LATER)
    second = (await its.open("2", FACTS)).case
    assert (await its.case(first)).packs == {"late": digest_of(late_pack())}
    assert (await its.case(second)).packs == {"late": digest_of(LATER)}


async def test_a_later_pack_is_a_difference_in_every_open_case() -> None:
    """It is noted as soon as the case is looked at, once; a case that was decided by it has none."""
    its = await house()
    old = (await its.open("1", FACTS)).case
    assert "EntitlementDecided" in await look(its, old)
    await put_in_force(its, LATER)
    new = (await its.open("2", FACTS)).case
    assert "EntitlementDiffers" in await look(its, old)
    assert "EntitlementDiffers" not in await look(its, new)
    decided = await its.case(old)
    assert decided.entitled["owed"].per_unit == (usd(4_000),)
    [task] = [name for name, each in decided.tasks.items() if each.purpose == "differs"]
    follow = {"decision": "follow", "why": "it was corrected"}
    answer = await its.desk.submit(
        old, c.CompleteTask(now=its.clock.now(), actor=SAM, task=task, answer=follow), command_id="follow"
    )
    assert e.EntitlementDecided.__name__ in answer.events
    behind = await its.cases.existing(old)
    assert behind.case.packs == {"late": digest_of(LATER)}
    assert behind.book is not None
    assert behind.book.packs["late"] == LATER


async def test_only_cases_that_a_changed_pack_can_concern_are_looked_at() -> None:
    """The first version of a pack changes nothing that was decided, nor does a pack that no playbook asks."""
    its = await house()
    assert its.library.asking_changed(["late"]) == frozenset()
    await put_in_force(its, LATER)
    assert its.library.asking_changed(["late"]) == {its.plan.playbook}
    draft = Draft("pack", "other", content_of(LATER), "pack: other")
    await publish(its.journal, its.library, [draft], now=its.clock.now(), actor=PUBLISHER)
    assert its.library.asking_changed(["other"]) == frozenset()
    assert its.library.asking_changed([]) == frozenset()
