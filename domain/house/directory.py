"""The directory of a house: who somebody is, what they may act as, and whom they report to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.case.commands import Actor
from domain.errors import CommandRejected, NotFoundError, UsageError
from domain.events import Event
from domain.house import events as h
from domain.playbook.reader import NAME
from domain.values import Value


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the house."""

    name: Value
    accounts: tuple[str, ...] = ()
    reports_to: str = ""
    roles: frozenset[str] = frozenset()
    skills: Mapping[str, int] = field(default_factory=dict)
    expires: Mapping[str, datetime] = field(default_factory=dict)
    """From when on a skill counts no more, where it expires."""
    since: date | None = None
    maturity: int = 0
    trainings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, as of a position of the stream."""

    members: Mapping[str, Member] = field(default_factory=dict)
    position: int = 0

    def actor(self, name: str) -> Actor:
        """Return who acts under a person's name or one of their accounts.

        Raises:
            NotFoundError: nobody of the house goes by that name.
        """
        person = name if name in self.members else next((p for p, m in self.members.items() if name in m.accounts), "")
        if not person:
            raise NotFoundError(
                f"nobody in the house is called “{name}”.", remedy="Add them: makegood house add NAME --role ROLE."
            )
        member = self.members[person]
        return Actor(
            person=person, roles=tuple(sorted(member.roles)), skills=member.skills, same_as=self._doors(person),
            reports_to=self._superiors(person), house_position=self.position, expires=member.expires,
            since=member.since, maturity=member.maturity, trainings=member.trainings,
        )  # fmt: skip

    def operator(self, user: str) -> Actor:
        """Return the operator that a user of the operating system is; where the user is somebody's account, as them."""
        name = f"os:{user or 'unknown'}"
        person = next((p for p, member in self.members.items() if {user, name} & {*member.accounts}), "")
        if not person:
            return Actor(person=name, roles=("operator",))
        return Actor(
            person=name, roles=("operator",), same_as=(person, *self._doors(person)),
            reports_to=self._superiors(person), house_position=self.position,
        )  # fmt: skip

    def _doors(self, person: str) -> tuple[str, ...]:
        """Return every name that a person may stand under in a record: their accounts, also as users of the system."""
        accounts = self.members[person].accounts
        return (*accounts, *(f"os:{each}" for each in accounts if not each.startswith("os:")))

    def _superiors(self, person: str) -> tuple[str, ...]:
        """Return whom a person reports to, directly or not, under every name."""
        return tuple(door for boss in self._above(person) for door in (boss, *self._known_doors(boss)))

    def _known_doors(self, person: str) -> tuple[str, ...]:
        return self._doors(person) if person in self.members else ()

    def _above(self, person: str) -> Iterable[str]:
        seen: set[str] = set()
        boss = self.members[person].reports_to
        while boss and boss not in seen:
            seen.add(boss)
            yield boss
            boss = self.members[boss].reports_to if boss in self.members else ""


def evolve(directory: Directory, event: Event) -> Directory:
    """Return the directory with one more fact."""
    members = dict(directory.members)
    match event:
        case h.PersonAdded():
            before = members.get(event.person, Member(""))
            members[event.person] = replace(
                before, name=event.name, accounts=event.accounts, reports_to=event.reports_to
            )
        case h.RoleGranted():
            before = members[event.person]
            members[event.person] = replace(before, roles=before.roles | {event.role})
        case h.RoleRevoked():
            before = members[event.person]
            members[event.person] = replace(before, roles=before.roles - {event.role})
        case h.SkillCertified():
            before = members[event.person]
            expires = {skill: until for skill, until in before.expires.items() if skill != event.skill}
            expires |= {event.skill: event.until} if event.until is not None else {}
            members[event.person] = replace(before, skills={**before.skills, event.skill: event.level}, expires=expires)
        case h.ServiceBegan():
            members[event.person] = replace(members[event.person], since=event.since)
        case h.MaturityAssessed():
            members[event.person] = replace(members[event.person], maturity=event.level)
        case h.TrainingCompleted():
            before = members[event.person]
            members[event.person] = replace(before, trainings=tuple(dict.fromkeys((*before.trainings, event.training))))
        case _:
            return directory
    return Directory(members, directory.position + 1)


def add_person(  # noqa: PLR0913 — the parts of a person
    directory: Directory,
    person: str,
    *,
    name: Value | None = None,
    accounts: tuple[str, ...] = (),
    reports_to: str = "",
    now: datetime,
    by: str,
    why: str = "",
) -> tuple[Event, ...]:
    """Add somebody, or change what is said of them: another name, more accounts, another superior; () when it is so.

    Raises:
        CommandRejected: an account belongs to somebody else already, or the superior is unknown.
        UsageError: nobody can be called that.
    """
    if not NAME.fullmatch(person):
        remedy = "Use letters, digits, “.”, “_” and “-”; what they are called in full goes with --name."
        raise UsageError(f"“{person}” is no name of a person here.", remedy=remedy)
    for other, member in directory.members.items():
        taken = set(accounts) & {other, *member.accounts}
        if other != person and taken:
            raise CommandRejected(f"the account {min(taken)} is {other}'s already.", where=f"house/{person}")
    if reports_to and reports_to not in directory.members:
        raise CommandRejected(
            f"{person} cannot report to “{reports_to}”: there is no such person.",
            remedy=f"Add them first: makegood house add {reports_to}.",
        )
    before = directory.members.get(person)
    after = Member(
        name if name is not None else before.name if before else "",
        tuple(dict.fromkeys((*(before.accounts if before else ()), *accounts))),
        reports_to or (before.reports_to if before else ""),
    )
    if before and (before.name, before.accounts, before.reports_to) == (after.name, after.accounts, after.reports_to):
        return ()
    return (
        h.PersonAdded(
            at=now,
            person=person,
            name=after.name,
            accounts=after.accounts,
            reports_to=after.reports_to,
            by=by,
            why=why,
        ),
    )


def grant(directory: Directory, person: str, role: str, *, now: datetime, by: str, why: str = "") -> tuple[Event, ...]:
    """Let a person act in a role; () when they may already."""
    _known(directory, person)
    if role in directory.members[person].roles:
        return ()
    return (h.RoleGranted(at=now, person=person, role=role, by=by, why=why),)


def revoke(directory: Directory, person: str, role: str, *, now: datetime, by: str, why: str = "") -> tuple[Event, ...]:
    """End a person's role; () when they do not have it."""
    _known(directory, person)
    if role not in directory.members[person].roles:
        return ()
    return (h.RoleRevoked(at=now, person=person, role=role, by=by, why=why),)


def _known(directory: Directory, person: str) -> None:
    if person not in directory.members:
        raise NotFoundError(f"nobody in the house is called “{person}”.", remedy="Add them: makegood house add NAME.")
