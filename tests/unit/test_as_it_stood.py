"""Who was one with another while a case ran counts as one with them there, however it stands when they decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.case import events as e
from domain.case.deciding.one_person import same_hands
from domain.errors import Unfit
from domain.events import Event
from domain.evidence.approvers import Approval, judged
from domain.house import directory as house
from domain.house import events as h
from domain.house.directory import Directory
from domain.record import Envelope
from tests.support.plans import START, plan
from tests.unit.test_four_eyes import Played, refund

HOUR = timedelta(hours=1)
NOW = START + HOUR
PEOPLE = ("linh", "sari", "budi", "ratna")


def known(*facts: Event) -> Directory:
    """Return the house of some people behind facts; each is a boss with an account of their own."""
    found = Directory()
    for person in PEOPLE:
        found = house.evolve(
            found, h.PersonAdded(at=START, person=person, name=None, accounts=(f"x.{person}",), by="x")
        )
        found = house.evolve(found, h.RoleGranted(at=START, person=person, role="boss", by="x"))
    for fact in facts:
        found = house.evolve(found, fact)
    return found


def named(person: str, to: str) -> h.DelegateNamed:
    """Return that somebody became a delegate."""
    return h.DelegateNamed(at=START - HOUR, person=person, delegate=to, by="x")


def ended(person: str, to: str, hours: float = 0.5) -> h.DelegateEnded:
    """Return that a delegate is one no more, so many hours in."""
    return h.DelegateEnded(at=START + hours * HOUR, person=person, delegate=to, by="x")


@pytest.mark.parametrize(
    "facts",
    [
        (named("linh", "sari"), ended("linh", "sari")),
        (named("sari", "linh"), ended("sari", "linh")),
        (named("linh", "budi"), named("budi", "sari"), ended("linh", "budi")),
        (h.AbsenceRecorded(at=START, person="linh", since=START, until=START + HOUR / 2, stand_in="sari", by="x"),),
        (
            h.AbsenceRecorded(at=START, person="linh", since=START, until=START + HOUR * 9, stand_in="sari", by="x"),
            h.AbsenceEnded(at=START + HOUR / 2, person="linh", by="x"),
        ),
    ],
    ids=["delegate", "the other way", "over another", "absence ran out", "absence ended"],
)
def test_what_made_two_one_counts_for_what_was_done_meanwhile(facts: tuple[Event, ...]) -> None:
    """Under every account; not for what began when it was over."""
    who = known(*facts).actor("linh", NOW)
    assert same_hands(who, "sari") == ""
    for name in ("sari", "x.sari", "os:x.sari"):
        assert "one stood in for the other" in same_hands(who.since_then(START), name)
    assert same_hands(who.since_then(NOW), "sari") == ""


def test_whom_somebody_reported_to_counts() -> None:
    """Their boss of then, and the boss of that one."""
    above = [
        h.PersonAdded(at=START - HOUR, person=person, name=None, reports_to=boss, by="x")
        for person, boss in (("linh", "budi"), ("budi", "sari"))
    ]
    moved = h.PersonAdded(at=START + HOUR / 2, person="linh", name=None, reports_to="ratna", by="x")
    who = known(*above, moved).actor("linh", NOW)
    assert same_hands(who, "sari") == ""
    assert same_hands(who.since_then(START), "sari").startswith("they reported to")
    assert same_hands(who.since_then(NOW), "sari") == ""


def test_an_absence_that_was_taken_back_before_it_began_counts_for_nothing() -> None:
    """Nobody stood in."""
    ahead = h.AbsenceRecorded(
        at=START, person="linh", since=START + HOUR, until=START + HOUR * 2, stand_in="sari", by="x"
    )
    who = known(ahead, h.AbsenceEnded(at=START + HOUR / 2, person="linh", by="x")).actor("linh", NOW)
    assert who.since_then(START - HOUR) == who


def test_nobody_grants_behind_a_delegation_that_was_ended_first() -> None:
    """Somebody told of it while they were the delegate of linh, who ends that and decides."""
    played = Played(plan(refund()))
    teller = played.case.opened_by
    facts = (
        h.PersonAdded(at=START, person=teller, name=None, by="x"), named("linh", teller), ended("linh", teller),
    )  # fmt: skip
    house_then = known(*facts)
    who = house_then.actor("linh", NOW)
    with pytest.raises(Unfit, match="one stood in for the other"):
        played.approve(replace(who, roles=("boss", "desk")))


@pytest.mark.parametrize(("since", "wrong"), [(START, 1), (NOW, 0), (None, 0)])
def test_an_auditor_sees_it_of_grants_that_say_so(since: datetime | None, wrong: int) -> None:
    """Earlier grants are judged by how it stood at that moment."""
    known_then = known(named("linh", "sari"), ended("linh", "sari"))
    fact = e.RemedyApproved(at=NOW, entry="refund", approver="linh", rung=1, role="boss")
    record = Envelope(
        "case/x", 9, "ev", "RemedyApproved", 3, NOW, NOW, "linh", ("boss",), "", "c", "", (), "", fact
    )  # fmt: skip
    approval = Approval(record, "linh", 0, "granted it", role="boss", others=("sari",), since=since)
    assert len([*judged(approval, known_then, timedelta(0))]) == wrong
