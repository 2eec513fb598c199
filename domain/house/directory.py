"""The directory of a house: who somebody is, what they may act as, and whom they report to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from domain.case.commands import Actor
from domain.errors import CommandRejected, NotFoundError, UsageError
from domain.events import Event
from domain.house import events as h
from domain.playbook.reader import NAME
from domain.values import Value

_FOR_GOOD: Final = datetime.max.replace(tzinfo=UTC)
"""Until when lasts what has no end yet."""


@dataclass(frozen=True, slots=True)
class Absence:
    """From when until when somebody is away, and who stands in (nobody: "")."""

    since: datetime
    until: datetime
    stand_in: str = ""

    def covers(self, at: datetime) -> bool:
        """Say whether it lasts at an instant."""
        return self.since <= at < self.until


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
    delegates: tuple[str, ...] = ()
    absence: Absence | None = None
    stood_in: tuple[tuple[str, datetime], ...] = ()
    """Who stood in for them, each until when."""
    reported_to: tuple[tuple[str, datetime], ...] = ()
    """To whom they reported, each until when."""

    def stand_ins(self, at: datetime) -> frozenset[str]:
        """Return who may do what this person may at an instant: their delegates, and who stands in while away."""
        away = self.absence is not None and self.absence.covers(at) and self.absence.stand_in
        return frozenset({*self.delegates, *({away} if away else ())})

    def ever_stood_in(self, at: datetime) -> dict[str, datetime]:
        """Return who stood in by an instant, each until when at the latest: who still does, for good."""
        over = self.absence is not None and self.absence.until <= at and self.absence.stand_in
        ended = (*self.stood_in, *(((over, self.absence.until),) if over and self.absence is not None else ()))
        return _latest((*ended, *((each, _FOR_GOOD) for each in self.stand_ins(at))))

    def ever_reported_to(self) -> dict[str, datetime]:
        """Return to whom they reported, each until when at the latest: to whom they do until the end of time."""
        return _latest((*self.reported_to, *(((self.reports_to, _FOR_GOOD),) if self.reports_to else ())))


def _latest(terms: Iterable[tuple[str, datetime]]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for name, until in terms:
        found[name] = max(until, found.get(name, until))
    return found


class _StandingIn(NamedTuple):
    """Who stands in for each person, and for whom each stands in; and the same of all who ever did, until when."""

    by_whom: dict[str, frozenset[str]]
    for_whom: dict[str, set[str]]
    ever_by_whom: dict[str, dict[str, datetime]]
    ever_for_whom: dict[str, dict[str, datetime]]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody, as of a position of the stream."""

    members: Mapping[str, Member] = field(default_factory=dict)
    position: int = 0

    def person(self, name: str) -> str:
        """Return the person that goes by a name or an account, "" when nobody does."""
        if name in self.members:
            return name
        return next((person for person, member in self.members.items() if name in member.accounts), "")

    def actor(self, name: str, at: datetime) -> Actor:
        """Return who acts at an instant under a person's name or one of their accounts.

        Raises:
            NotFoundError: nobody of the house goes by that name.
        """
        person = self.person(name)
        if not person:
            raise NotFoundError(
                f"nobody in the house is called “{name}”.", remedy="Add them: makegood house add NAME --role ROLE."
            )
        return self._actor(person, self._standing_in(at))

    def everybody(self, at: datetime) -> Iterable[Actor]:
        """Yield every person of the house as they may act at an instant."""
        standing_in = self._standing_in(at)
        for person in self.members:
            yield self._actor(person, standing_in)

    def _actor(self, person: str, standing_in: _StandingIn) -> Actor:
        member, others = self.members[person], tuple(sorted(standing_in.for_whom.get(person, ())))
        roles = member.roles.union(*(self.members[other].roles - {"auditor"} for other in others))
        return Actor(
            person=person, roles=tuple(sorted(roles)), skills=member.skills, same_as=self._doors(person),
            reports_to=self._superiors(person, *others), acts_for=others, one_with=self._one_with(person, standing_in),
            once_one_with=self._once_one_with(person, standing_in), once_reported_to=self._once_reported_to(person),
            house_position=self.position, expires=member.expires, since=member.since, maturity=member.maturity,
            trainings=member.trainings,
        )  # fmt: skip

    def operator(self, user: str, at: datetime) -> Actor:
        """Return the operator that a user of the operating system is; where the user is somebody's account, as them."""
        name = f"os:{user or 'unknown'}"
        person = next((p for p, member in self.members.items() if {user, name} & {*member.accounts}), "")
        if not person:
            return Actor(person=name, roles=("operator",), house_position=self.position)
        standing_in = self._standing_in(at)
        return Actor(
            person=name, roles=("operator",), same_as=(person, *self._doors(person)),
            reports_to=self._superiors(person), one_with=self._one_with(person, standing_in),
            once_one_with=self._once_one_with(person, standing_in), once_reported_to=self._once_reported_to(person),
            house_position=self.position,
        )  # fmt: skip

    def _standing_in(self, at: datetime) -> _StandingIn:
        """Return who stands in for whom at an instant; what those were lent is not lent on."""
        some = [(n, m) for n, m in self.members.items() if m.delegates or m.absence or m.stood_in]
        by_whom = {name: stand_ins for name, member in some if (stand_ins := member.stand_ins(at))}
        found = _StandingIn(by_whom, {}, {name: member.ever_stood_in(at) for name, member in some}, {})
        for name, terms in found.ever_by_whom.items():
            for each, until in terms.items():
                found.ever_for_whom.setdefault(each, {})[name] = until
        for name, stand_ins in found.by_whom.items():
            for each in stand_ins:
                found.for_whom.setdefault(each, set()).add(name)
        return found

    def _one_with(self, person: str, standing_in: _StandingIn) -> tuple[str, ...]:
        """Return who counts as one with a person, under every name.

        All whom they stand in for, and those whom these stand in for; and the other way round.
        """
        found = (_reached(person, standing_in.for_whom) | _reached(person, standing_in.by_whom)) - {person}
        return tuple(door for other in sorted(found) for door in (other, *self._known_doors(other)))

    def _once_one_with(self, person: str, standing_in: _StandingIn) -> dict[str, datetime]:
        """Return who counted as one with a person and does no more, under every name, until when at the latest.

        Over others it lasted as long as the shortest of what lies between.
        """
        if not standing_in.ever_by_whom:
            return {}
        ever = (standing_in.ever_for_whom, standing_in.ever_by_whom)
        return self._ended(person, _latest(each for leads in ever for each in _lasted(person, leads).items()))

    def _once_reported_to(self, person: str) -> dict[str, datetime]:
        """Return to whom a person reported and does no more, directly or not, under every name, until when."""
        if not any(member.reported_to for member in self.members.values()):
            return {}
        leads = {name: member.ever_reported_to() for name, member in self.members.items()}
        return self._ended(person, _lasted(person, leads))

    def _ended(self, person: str, lasted: Mapping[str, datetime]) -> dict[str, datetime]:
        ended = {name: until for name, until in lasted.items() if until < _FOR_GOOD and name != person}
        return {door: until for name, until in ended.items() for door in (name, *self._known_doors(name))}

    def _doors(self, person: str) -> tuple[str, ...]:
        """Return every name that a person may stand under in a record: their accounts, also as users of the system."""
        accounts = self.members[person].accounts
        return (*accounts, *(f"os:{each}" for each in accounts if not each.startswith("os:")))

    def _superiors(self, *persons: str) -> tuple[str, ...]:
        """Return whom persons report to, directly or not, under every name."""
        bosses = dict.fromkeys(boss for person in persons for boss in self._above(person))
        return tuple(door for boss in bosses for door in (boss, *self._known_doors(boss)))

    def _known_doors(self, person: str) -> tuple[str, ...]:
        return self._doors(person) if person in self.members else ()

    def _above(self, person: str) -> Iterable[str]:
        seen: set[str] = set()
        boss = self.members[person].reports_to
        while boss and boss not in seen:
            seen.add(boss)
            yield boss
            boss = self.members[boss].reports_to if boss in self.members else ""


def _reached(person: str, leads: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Return all persons to whom one leads, directly or not."""
    found, todo = set[str](), [person]
    while todo:
        new = {*leads.get(todo.pop(), ())} - found
        found |= new
        todo += new
    return frozenset(found)


def _lasted(person: str, leads: Mapping[str, Mapping[str, datetime]]) -> dict[str, datetime]:
    """Return all persons to whom one ever led, directly or not, and until when at the latest."""
    found, todo = {person: _FOR_GOOD}, [person]
    while todo:
        here = todo.pop()
        for other, until in leads.get(here, {}).items():
            lasts = min(until, found[here])
            if other not in found or lasts > found[other]:
                found[other] = lasts
                todo.append(other)
    return found


def evolve(directory: Directory, event: Event) -> Directory:
    """Return the directory with one more fact."""
    members = dict(directory.members)
    match event:
        case h.PersonAdded():
            before = members.get(event.person, Member(""))
            left = ((before.reports_to, event.at),) if before.reports_to not in {"", event.reports_to} else ()
            members[event.person] = replace(
                before, name=event.name, accounts=event.accounts, reports_to=event.reports_to,
                reported_to=(*before.reported_to, *left),
            )  # fmt: skip
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
        case h.AbsenceRecorded() | h.AbsenceEnded() | h.DelegateNamed() | h.DelegateEnded():
            members[event.person] = _standing_in_changed(members[event.person], event)
        case _:
            return directory
    return Directory(members, directory.position + 1)


def _standing_in_changed(
    member: Member, event: h.AbsenceRecorded | h.AbsenceEnded | h.DelegateNamed | h.DelegateEnded
) -> Member:
    """Return a person for whom somebody else stands in, or nobody any more."""
    match event:
        case h.AbsenceRecorded():
            absence = Absence(event.since, event.until, event.stand_in)
            return replace(member, absence=absence, stood_in=_with_the_absence(member, event.at))
        case h.AbsenceEnded():
            return replace(member, absence=None, stood_in=_with_the_absence(member, event.at))
        case h.DelegateNamed():
            return replace(member, delegates=(*member.delegates, event.delegate))
        case h.DelegateEnded():
            delegates = tuple(each for each in member.delegates if each != event.delegate)
            return replace(member, delegates=delegates, stood_in=(*member.stood_in, (event.delegate, event.at)))


def _with_the_absence(member: Member, at: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return who stood in for a person, with who did in the absence that ends or is said anew, if it had begun."""
    absence = member.absence
    if absence is None or not absence.stand_in or absence.since >= at:
        return member.stood_in
    return (*member.stood_in, (absence.stand_in, min(absence.until, at)))


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
    known(directory, person)
    if role in directory.members[person].roles:
        return ()
    return (h.RoleGranted(at=now, person=person, role=role, by=by, why=why),)


def revoke(directory: Directory, person: str, role: str, *, now: datetime, by: str, why: str = "") -> tuple[Event, ...]:
    """End a person's role; () when they do not have it."""
    known(directory, person)
    if role not in directory.members[person].roles:
        return ()
    return (h.RoleRevoked(at=now, person=person, role=role, by=by, why=why),)


def known(directory: Directory, person: str) -> None:
    """Check that somebody belongs to the house.

    Raises:
        NotFoundError: they do not.
    """
    if person not in directory.members:
        raise NotFoundError(f"nobody in the house is called “{person}”.", remedy="Add them: makegood house add NAME.")
