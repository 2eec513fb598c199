"""A request at the door that comes again under its id gets its first answer, whatever became of the case since."""

from __future__ import annotations

from typing import cast

import pytest

from activities.directory import Directories
from activities.journal.memory import MemoryJournal
from activities.merging import Merging
from activities.messages import Performers
from activities.operation import Operation
from domain.case import commands as c
from domain.errors import CommandRejected, ConflictError, MakegoodError
from domain.operation import ParkedCaseFreed
from domain.playbook import plan as p
from domain.playbook.merging import TAKE_IN
from tests.support.house import House, virtual_clock
from tests.support.plans import HOUR, plan
from tests.unit.test_ledger import cover
from workers.door.service import Service

ASK = p.Ask(id="ask", role="operator", due=HOUR, words={"en": "w"}, form={"fine": p.FactType(type="yes_no")})
Json = dict[str, object]


def command(do: str, **fields: object) -> tuple[str, Json]:
    """Return a request for a command."""
    return "command", {"command": {"do": do, **fields}}


def asked(other: str) -> list[tuple[str, Json]]:
    """Return what is asked one after the other; what is refused here is refused before and after."""
    return [
        ("contact", {"channel": "phone", "text": "it is late"}),
        ("note", {"text": "she sounded tired"}),
        ("customer", {"name": "Ann Lee", "address": "ann@example.org", "why": "she rang"}),
        ("customer", {"name": "Ann Lee", "address": "elsewhere@example.org", "why": "she moved"}),
        ("change", {"facts": {"size": 3}, "why": "it grew"}),
        ("change", {"facts": {"size": 3}, "why": "it grew, told again"}),
        ("receipt", {"step": "meals", "amount": "4.00 USD", "number": "17"}),
        command("hold", why="look"),
        command("hold", why="look again"),
        command("free", why="looked at"),
        command("assess", tier="critical", why="she is ill"),
        command("expect", kind="apology"),
        command("finding", finding="not upheld", why="it is on time"),
        command("finding", finding="not upheld", why="it is on time"),
        command("try-contact", channel="phone", why="nobody answers"),
        command("refer", to="office", why="theirs"),
        command("name-root-cause", cause="weather"),
        command("complained-about", person="nobody-here", why="rude"),
        command("claim-task", task="ask#ask0"),
        command("release-task", task="ask#ask0", why="the day is over"),
        ("answer", {"task": "ask#ask0", "fields": {"fine": "yes"}}),
        command("hand-over", to="nobody-here", done="x", left="y"),
        command("cancel", why="nothing failed"),
        command("end", outcome="merged", into=other, why="told twice"),
        ("answer", {"task": "@second#1", "user": "kim", "fields": {"approve": "yes"}}),
        ("answer", {"task": "@second#2", "user": "kim", "fields": {"approve": "yes"}}),
        command("withdraw", why="never mind"),
        command("reopen", why="it did fail"),
        command("reject", why="not so"),
    ]


async def served() -> tuple[House, Service]:
    """Return a house, and what answers at its door."""
    journal = MemoryJournal()
    house = await House(journal, plan(cover(), ASK, owner="operator"), clock=virtual_clock()).start()
    told = house.performer
    house.taker.performer = Performers(told, told, {TAKE_IN.name: Merging(house.desk, house.clock)})
    people = Directories(journal, house.clock)
    return house, Service(journal, house.cases, house.library, house.desk, people, house.clock, secret=house.secret)


async def left(house: House, case: str) -> None:
    """Have the customer withdraw, and the case close."""
    actor = c.Actor(person="cu_1", roles=("customer",))
    gone = c.WithdrawCase(now=house.clock.now(), actor=actor, why="never mind")
    await house.desk.submit(case, gone, command_id="left")
    await house.engine.until_quiet()
    assert (await house.case(case)).phase == "closed"


async def test_whatever_was_accepted_is_answered_the_same_for_good() -> None:
    """Also once both cases are closed, and where what it was about is not there any more."""
    house, service = await served()
    one, other = [(await house.open(key, {"size": 1})).case for key in ("1", "2")]
    await house.engine.until_quiet()
    accepted, refused = list[tuple[str, Json, Json]](), 0
    for number, (do, what) in enumerate(asked(other)):
        request: Json = {"case": one, "user": "root", "command_id": f"r{number}", **what}
        try:
            answer = await service.handle(do, request)
        except MakegoodError:
            refused += 1
        else:
            accepted.append((do, request, cast("Json", answer)))
        await house.engine.until_quiet()
        for asked_before, before, first in accepted[-3:]:
            assert await service.handle(asked_before, before) == {**first, "repeat": True}, before
    await left(house, other)
    kinds = {str(cast("Json", request.get("command", {})).get("do", do)) for do, request, _ in accepted}
    assert {"contact", "customer", "change", "receipt", "hold", "answer", "cancel"} < kinds, kinds
    assert any(not first["events"] for _, _, first in accepted)
    stands = await house.case(one)
    for do, request, first in accepted:
        again = {**request, "id": 7}
        assert await service.handle(do, again) == {**first, "repeat": True}, request
    assert await house.case(one) == stands
    with pytest.raises(ConflictError, match="used for another request"):
        await service.handle("note", {"case": one, "user": "root", "command_id": "r1", "text": "other"})


async def test_a_case_that_went_into_another_is_told_so_again_when_that_is_closed() -> None:
    """The id is looked up before it is asked whether the other case is open."""
    house, service = await served()
    one, other = [(await house.open(key, {"size": 1})).case for key in ("1", "2")]
    await house.engine.until_quiet()
    await service.handle("answer", {"case": one, "task": "ask#ask0", "fields": {"fine": "yes"}, "user": "root"})
    ends = {"do": "end", "outcome": "merged", "into": other, "why": "told twice"}
    request: Json = {"case": one, "command": ends, "user": "root", "command_id": "merge-1"}
    first = cast("Json", await service.handle("command", request))
    await left(house, other)
    assert await service.handle("command", request) == {**first, "repeat": True}


async def test_a_case_is_let_go_on_once_for_each_time_it_was_asked() -> None:
    """What came of it stands in the answer; the same request again frees nothing that was parked since."""
    house, service = await served()
    case = (await house.open("1", {"size": 1})).case
    await house.engine.until_quiet()
    do, what = command("free", why="looked at")
    request: Json = {"case": case, "user": "root", "command_id": "free-1", **what}
    parked = Operation(house.journal, house.clock)
    await parked.park(case, "it failed")
    with pytest.raises(CommandRejected):
        await service.handle(do, {**request, "command_id": "free-0", "command": {"do": "free", "why": " "}})
    assert len(await house.journal.parked()) == 1
    first = cast("Json", await service.handle(do, request))
    assert first["unparked"] is True
    assert not await house.journal.parked()
    await parked.park(case, "it failed once more")
    assert await service.handle(do, request) == {**first, "repeat": True}
    assert len(await house.journal.parked()) == 1
    second = cast("Json", await service.handle(do, {**request, "command_id": "free-2"}))
    assert second["unparked"] is True
    third = cast("Json", await service.handle(do, {**request, "command_id": "free-3"}))
    assert "unparked" not in third
    facts = [record.event for record in await parked.records()]
    assert len([fact for fact in facts if isinstance(fact, ParkedCaseFreed)]) == 2


async def test_a_held_case_that_was_parked_goes_on_with_one_answer() -> None:
    """Where the case changes as well, the answer says both, at once and again."""
    house, service = await served()
    case = (await house.open("1", {"size": 1})).case
    await house.engine.until_quiet()
    for number, (do, what) in enumerate((command("hold", why="look"), command("free", why="looked at"))):
        if number:
            await Operation(house.journal, house.clock).park(case, "it failed")
        request: Json = {"case": case, "user": "root", "command_id": f"r{number}", **what}
        first = cast("Json", await service.handle(do, request))
        assert await service.handle(do, request) == {**first, "repeat": True}
    assert (first["events"], first["unparked"]) == (["CaseFreed"], True)
