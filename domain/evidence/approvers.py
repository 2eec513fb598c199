"""Whether an approval could be given by whoever is named for it, as the facts of the house stood then.

A record whose hashes were written anew contradicts nothing in its own stream, but it does not fit a house that never
gave that person the role, or to whom they were too close. Apart from deciding who may is where this is read from: the
facts of the house, not what the record says of it. When two names are the same hands is said once, for both
(domain/case/deciding/one_person.py); a fault there is not found by this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.case.commands import Actor
from domain.case.deciding.one_person import closest
from domain.house.directory import Directory
from domain.house.permissions import kinds_of
from domain.record import Envelope

OF_THE_SYSTEM = "os:"
"""How users of the operating system are called who act as operators."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody said yes, as one of some kinds of actor or in a role, to what others asked for."""

    record: Envelope
    person: str
    house: int
    what: str
    """What they did, in words that go behind their name."""
    kinds: Collection[str] = ()
    role: str = ""
    others: Collection[str] = ()
    """Whose work they judged: they may not be, or count as, one of them, nor report to one."""
    apart: Collection[str] = ()
    """Who answered another question about it: they may not be, or count as, one of them."""
    since: datetime | None = None
    """Since when it counts who was one with whom, or reported to them: None, as it stood at that moment."""


@dataclass(frozen=True, slots=True)
class HouseThen:
    """The facts of the house, each with the instant at which it was written, and how far clocks may lie apart."""

    written: Sequence[datetime]
    slack: timedelta

    def position(self, approval: Approval) -> int:
        """Return how many facts of the house were known: as the record says, else those that were written by then."""
        if approval.house:
            return approval.house
        return sum(1 for moment in self.written if moment <= approval.record.recorded_at)

    def wrong(self, approval: Approval) -> str:
        """Say what is wrong with the position a record names: the house did not stand there then; "" if nothing."""
        at, named = approval.record.recorded_at, approval.house
        if not named:
            return ""
        if named > len(self.written) or self.written[named - 1] > at + self.slack:
            return f"it names {named} facts of the house, and there were fewer then"
        if named < len(self.written) and self.written[named] < at - self.slack:
            return f"it names {named} facts of the house, and there were more then"
        return ""


def judged(approval: Approval, directory: Directory, slack: timedelta) -> Iterator[str]:
    """Yield what speaks against an approval, given the directory as it stood then."""
    if not directory.members:
        return
    at = approval.record.occurred_at
    who = _actor(approval, directory, at)
    if who is None:
        yield f"{approval.person} {approval.what} and was nobody of the house then"
        return
    if approval.person not in {who.person, *who.same_as}:
        yield f"{approval.record.actor} wrote it down, and {approval.person} is said to have done it"
    before = _actor(approval, directory, at - slack)  # whoever stood in for somebody until a moment ago
    acting = [actor for actor in (who, before) if actor is not None]
    if approval.role and not any(approval.role in actor.roles for actor in acting):
        yield f"{approval.person} {approval.what} as {approval.role}, and had no such role then"
    if approval.kinds and not any(kinds_of(actor) & frozenset(approval.kinds) for actor in acting):
        yield f"{approval.person} {approval.what} and had no role then that may"
    who = who.since_then(approval.since) if approval.since is not None else who
    found = (closest(who, approval.others), closest(replace(who, reports_to=()), approval.apart))
    for close in [why for name, why in found if name]:
        yield f"{approval.person} {approval.what} and may not: {close}"


def _actor(approval: Approval, directory: Directory, at: datetime) -> Actor | None:
    """Return who acted by the record's envelope: a person of the house, or a user of the system as operator."""
    name = approval.record.actor
    if name.startswith(OF_THE_SYSTEM):
        return directory.operator(name.removeprefix(OF_THE_SYSTEM), at)
    person = directory.person(name)
    return directory.actor(person, at) if person else None
