"""Who stands in for whom: absences with an end, and delegates until they are ended.

A stand-in may act in the roles of the one they stand in for, with skills of their own; for four eyes both count as one.
"""

from __future__ import annotations

from datetime import datetime

from domain.case.commands import Actor
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.house import events as h
from domain.house.directory import Directory, known
from domain.house.permissions import HOUSE, kinds_of, takes


def check_standing_in(actor: Actor, directory: Directory, person: str, stand_in: str = "") -> None:
    """Check that an actor may say who stands in for a person: the person, or who may change the house.

    Nobody makes themselves a stand-in, under whatever account.

    Raises:
        Forbidden: with who may.
    """
    own = {actor.person, *actor.same_as}
    if person not in own and not kinds_of(actor) & HOUSE:
        raise Forbidden(
            f"{actor.person} may not say who stands in for {person}.", where=f"house/{person}",
            remedy=f"{person} does, or somebody who may change the house. {takes(HOUSE)}",
        )  # fmt: skip
    if stand_in and stand_in in own:
        raise Forbidden(
            f"{actor.person} may not let themselves stand in for {person}.", where=f"house/{person}",
            remedy=f"{person} says so, or somebody else who may change the house.",
        )  # fmt: skip


def go_away(  # noqa: PLR0913 — the parts of an absence
    directory: Directory, person: str, *, since: datetime, until: datetime, stand_in: str, now: datetime, by: str,
    why: str,
) -> tuple[Event, ...]:  # fmt: skip
    """Record an absence; it takes the place of the one before. () when it is so already.

    Raises:
        CommandRejected: it ends before it begins or is over, or the stand-in is the same person, or away as well.
        NotFoundError: there is no such person.
    """
    _both(directory, person, stand_in)
    where = f"house/{person}"
    if until <= since or until <= now:
        raise CommandRejected("an absence ends after it began, and not in the past.", where=where)
    theirs = directory.members[stand_in].absence if stand_in else None
    if theirs is not None and theirs.since < until and since < theirs.until:
        raise CommandRejected(
            f"{stand_in} is away then, too.", where=where, remedy="Name somebody else with --stand-in."
        )
    before = directory.members[person].absence
    if before is not None and (before.since, before.until, before.stand_in) == (since, until, stand_in):
        return ()
    return (h.AbsenceRecorded(at=now, person=person, since=since, until=until, stand_in=stand_in, by=by, why=why),)


def come_back(directory: Directory, person: str, *, now: datetime, by: str, why: str) -> tuple[Event, ...]:
    """End an absence; () when there is none, or it is over."""
    known(directory, person)
    absence = directory.members[person].absence
    if absence is None or absence.until <= now:
        return ()
    return (h.AbsenceEnded(at=now, person=person, by=by, why=why),)


def delegate(directory: Directory, person: str, to: str, *, now: datetime, by: str, why: str) -> tuple[Event, ...]:
    """Name a delegate; () when they are one already."""
    _both(directory, person, to)
    if to in directory.members[person].delegates:
        return ()
    return (h.DelegateNamed(at=now, person=person, delegate=to, by=by, why=why),)


def end_delegate(directory: Directory, person: str, to: str, *, now: datetime, by: str, why: str) -> tuple[Event, ...]:
    """End a delegation; () when there is none."""
    _both(directory, person, to)
    if to not in directory.members[person].delegates:
        return ()
    return (h.DelegateEnded(at=now, person=person, delegate=to, by=by, why=why),)


def _both(directory: Directory, person: str, other: str) -> None:
    known(directory, person)
    if other:
        known(directory, other)
    if person == other:
        raise CommandRejected("nobody stands in for themselves.", where=f"house/{person}")
