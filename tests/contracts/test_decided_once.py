"""Two who decide at once come to one decision, on every journal: documents, remedies, and the kill switch between."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from activities.library import Library
from activities.ports import Journal
from activities.publishing import act
from domain import publishing as p
from domain.case import commands as c
from domain.case.events import EVENT_TYPES
from domain.documents import DOCUMENT_EVENTS, Draft, document_stream
from domain.errors import CommandRejected, MakegoodError
from domain.evidence.verify import verify_stream
from domain.house import directory as house
from domain.house.directory import Directory
from domain.ids import case_stream
from domain.publishing import Asked, Document
from domain.record import open_record
from tests.contracts.test_desk import journals
from tests.support.house import House, virtual_clock
from tests.support.plans import START, plan
from tests.unit.test_four_eyes import refund

KINDS = ("memory", "sqlite", "postgres")
MANAGERS = ("ana", "bo", "cy", "di", "ed", "flo")
LATE = Document("playbook", "late")


def known() -> Directory:
    """Return a house of managers."""
    found = Directory()
    for name in MANAGERS:
        for fact in house.add_person(found, name, now=START, by="x"):
            found = house.evolve(found, fact)
        for fact in house.grant(found, name, "manager", now=START, by="x"):
            found = house.evolve(found, fact)
    return found


HOUSE = known()


def asked(who: str) -> Asked:
    """Return a manager who asks."""
    return Asked(HOUSE.actor(who, START), HOUSE, START, "why")


async def _types(journal: Journal, stream: str) -> list[str]:
    kinds = {**DOCUMENT_EVENTS, **EVENT_TYPES}
    records = await journal.read(stream)
    assert list(verify_stream(stream, records)) == []
    return [open_record(record.data, kinds).type for record in records]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_publication_is_decided_once(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Approved and turned down by five at once, in several processes: the first decides, the others are told."""
    found = await journals(kind, tmp_path, request)
    clock = virtual_clock()
    libraries = [Library(journal, clock=clock) for journal in found for _ in range(2)]
    ana, draft = asked("ana"), Draft("playbook", "late", "{}", "")
    await act(found[0], libraries[0], LATE, lambda d: p.hand_in(d, draft, ana), actor=ana.actor, now=START)

    async def decide(number: int) -> object:
        who, library = asked(MANAGERS[1:][number]), libraries[number % len(libraries)]
        does = p.turn_down if number % 2 else p.approve
        try:
            return await act(
                library.journal, library, LATE, lambda d: does(d, p.waiting(d), who), actor=who.actor, now=START
            )
        except CommandRejected:
            return None

    answers: Sequence[object] = await asyncio.gather(*(decide(number) for number in range(5)))
    assert len([answer for answer in answers if answer]) == 1
    assert len(await _types(found[0], document_stream("playbook", "late"))) == 2
    for journal in found:
        await journal.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_remedy_is_decided_once(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Granted and denied by six at once: one decision stands, the others are refused."""
    found = await journals(kind, tmp_path, request)
    houses = [await House(journal, plan(refund())).start() for journal in found]
    case = (await houses[0].open("one", {"size": 1})).case
    await houses[0].engine.until_quiet()

    async def decide(number: int) -> bool:
        house, actor = houses[number % len(houses)], c.Actor(person=MANAGERS[number], roles=("boss",))
        now = house.clock.now()
        command = (
            c.DenyRemedy(now=now, actor=actor, entry="refund", why="no")
            if number % 2
            else c.ApproveRemedy(now=now, actor=actor, entry="refund")
        )
        try:
            await house.desk.submit(case, command, command_id=f"decide-{number}")
        except MakegoodError:
            return False
        return True

    answers = await asyncio.gather(*(decide(number) for number in range(6)))
    told = await _types(found[0], case_stream(case))
    assert answers.count(True) == 1
    assert told.count("RemedyApproved") + told.count("RemedyDenied") == 1
    for journal in found:
        await journal.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_begun_behind_a_stop(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Stopped by one process while others take turns: each case begins nothing more once it was looked at again."""
    found = await journals(kind, tmp_path, request)
    houses = [await House(journal, plan(refund())).start() for journal in found]
    cases = [(await houses[0].open(f"{number}", {"size": 1})).case for number in range(6)]
    ana = asked("ana")
    document = Document("playbook", "test")
    await act(found[0], houses[0].library, document, lambda d: p.stop(d, ana, owner=""), actor=ana.actor, now=START)
    await asyncio.gather(*(house.taker.turn(case) for house in houses for case in cases))
    for case in cases:
        told = await _types(found[0], case_stream(case))
        assert told[-1] == "PlanStopped"
        assert "RemedyProposed" not in told
    for journal in found:
        await journal.close()
