"""Who did something: the person who is said to be, the account of the system, and the engine for its own."""

from __future__ import annotations

import os
import pwd
from datetime import timedelta
from pathlib import Path

import pytest

from activities import account
from activities.journal.door import Door, Json, Knock
from activities.journal.memory import MemoryJournal
from activities.publishing import publish
from domain.case import commands as c
from domain.case.events import EVENT_TYPES
from domain.documents import Draft
from domain.errors import Forbidden
from domain.ids import case_stream
from domain.record import Envelope, open_record
from tests.support.desks import ask, desk_plan
from tests.support.house import House, virtual_clock
from tests.support.plans import HOUR

SARI = c.Actor(person="sari", roles=("desk",), account="os:sari")
ROOT = pwd.getpwuid(os.geteuid()).pw_name


async def records(house: House, case: str) -> list[Envelope]:
    """Return the facts of a case."""
    return [open_record(one.data, EVENT_TYPES) for one in await house.journal.read(case_stream(case))]


async def test_every_fact_names_a_person_and_an_account() -> None:
    """What a person does stands under both; what the engine does by itself under its own."""
    house = await House(MemoryJournal(), desk_plan(ask(skill={})), clock=virtual_clock()).start()
    case = (await house.open("one", {"note": "n"})).case
    await house.engine.until_quiet()
    claim = c.ClaimTask(now=house.clock.now(), actor=SARI, task="ring#ask0")
    await house.desk.submit(case, claim, command_id="claim")
    found = await records(house, case)
    assert {(r.actor, r.account) for r in found} == {("engine", account.of_process()), ("sari", "os:sari")}
    assert all(r.roles for r in found)


async def test_what_the_clock_brings_about_is_the_engines_whoever_asked() -> None:
    """A command that meets a clock that ran out is not taken for its cause."""
    house = await House(MemoryJournal(), desk_plan(ask(skill={}, due=HOUR)), clock=virtual_clock()).start()
    case = (await house.open("one", {"note": "n"})).case
    await house.engine.until_quiet()
    house.clock.at += timedelta(hours=2)  # type: ignore[attr-defined] # the tests' own clock
    claim = c.ClaimTask(now=house.clock.now(), actor=SARI, task="ring#ask0")
    await house.desk.submit(case, claim, command_id="claim")
    late = [r for r in await records(house, case) if r.command == "claim"]
    assert {r.type: r.actor for r in late} == {"TaskDue": "engine", "Escalated": "engine", "TaskClaimed": "sari"}
    assert {r.account for r in late if r.actor == "engine"} == {account.of_process()}


async def test_the_account_is_the_systems_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what a request says of its user counts, nor what the environment says."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ratna")
    assert account.user() == ROOT

    async def echo(do: str, request: Json) -> object:
        return request["user"]

    door = Door(tmp_path / "door", echo)
    await door.open()
    knock = Knock(door.path)
    assert await knock.call("who", user="ratna") == ROOT
    await knock.close()
    await door.close()


def test_a_repeat_under_another_account_is_the_same_request() -> None:
    """The account says from where it was asked, not what."""
    from activities.desk import _request_digest  # noqa: PLC0415 — its own part

    one = c.ClaimTask(now=virtual_clock().now(), actor=SARI, task="t")
    other = c.ClaimTask(now=virtual_clock().now(), actor=c.Actor(person="sari", roles=("desk",)), task="t")
    assert _request_digest("ca_1", one, {}) == _request_digest("ca_1", other, {})


@pytest.mark.parametrize("role", ["desk", "auditor", "customer"])
async def test_documents_are_put_in_force_by_whoever_may(role: str) -> None:
    """A playbook says how far it grants by itself, so a worker publishes none; what is in force already is no news."""
    house = await House(MemoryJournal(), desk_plan()).start()
    actor = c.Actor(person="sari", roles=(role,))
    the_plan = house.plan
    same = [Draft("playbook", "test", the_plan.model_dump_json(), "")]
    assert await publish(house.journal, house.library, same, now=house.clock.now(), actor=actor) == []
    generous = the_plan.model_copy(update={"title": {"en": "Pay everything"}})
    other = [Draft("playbook", "test", generous.model_dump_json(), "")]
    with pytest.raises(Forbidden, match="may not publish the playbook test"):
        await publish(house.journal, house.library, other, now=house.clock.now(), actor=actor)
    manager = c.Actor(person="ratna", roles=("manager",))
    (done,) = await publish(house.journal, house.library, other, now=house.clock.now(), actor=manager, why="agreed")
    assert (done.by, done.why) == ("ratna", "agreed")


def test_an_event_of_an_earlier_release_has_no_account() -> None:
    """It is read as it is."""
    data = (
        b'{"actor":"engine","body":{"by":"ana"},"cause":"","command":"c","documents":[],"id":"ev_1",'
        b'"occurred_at":"2026-03-02T09:00:00.000Z","on_behalf_of":"","prev":"' + b"0" * 64 + b'",'
        b'"recorded_at":"2026-03-02T09:00:00.000Z","roles":["engine"],"seq":1,"stream":"case/ca_1",'
        b'"type":"CaseFreed","version":1}'
    )
    assert open_record(data, EVENT_TYPES).account == ""
