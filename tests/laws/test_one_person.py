"""Nobody judges their own work: generated houses, under any account, delegate, stand-in and superior, in any order.

What the directory says is compared with an oracle that goes over all facts anew and knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import publishing as p
from domain.case import commands as c
from domain.case.deciding.one_person import same_hands
from domain.documents import Draft, Published, content_digest
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.evidence.outside import Outside
from domain.house import directory as house
from domain.house import events as h
from domain.house import standing_in
from domain.house.directory import Directory
from domain.publishing import Asked, Document
from tests.support.plans import START, plan
from tests.unit.test_four_eyes import Played, refund

PEOPLE = ("ana", "bo", "cy", "di", "ed")
ROLES = ("manager", "boss", "auditor")
DRAFT = Draft("playbook", "late", "{}", "")
DIGEST = content_digest(DRAFT.content)
people, hours = st.sampled_from(PEOPLE), st.integers(min_value=0, max_value=9)


def hour(number: int) -> datetime:
    """Return an instant so many hours in."""
    return START + timedelta(hours=number)


@dataclass(frozen=True)
class Move:
    """One change of a house."""

    act: str
    who: str
    other: str = ""
    role: str = ""
    since: int = 0
    until: int = 1


moves = st.builds(
    Move, st.sampled_from(("grant", "revoke", "boss", "account", "delegate", "end", "absent", "back")),
    people, people, st.sampled_from(ROLES), hours, hours,
)  # fmt: skip


def played(told: Iterable[Move]) -> tuple[Directory, list[Event]]:
    """Return the house that some moves make, and its facts; what is refused is left out. An auditor finds nothing."""
    known, facts, auditor = Directory(), list[Event](), Outside()
    first = [Move("add", person) for person in PEOPLE]
    for move in (*first, *told):
        try:
            made = _done(known, move)
        except CommandRejected:
            continue
        for fact in made:
            assert list(auditor.wrong(fact)) == []
            known = house.evolve(known, fact)
            facts.append(fact)
    return known, facts


def _done(known: Directory, move: Move) -> tuple[Event, ...]:  # noqa: PLR0911 — one line a kind
    now, who = START, move.who
    match move.act:
        case "add":
            return house.add_person(known, who, now=now, by="x")
        case "grant":
            return house.grant(known, who, move.role, now=now, by="x")
        case "revoke":
            return house.revoke(known, who, move.role, now=now, by="x")
        case "boss":
            return house.add_person(known, who, reports_to=move.other, now=now, by="x")
        case "account":
            return house.add_person(known, who, accounts=(f"{who}.{move.role}",), now=now, by="x")
        case "delegate":
            return standing_in.delegate(known, who, move.other, now=now, by="x", why="")
        case "end":
            return standing_in.end_delegate(known, who, move.other, now=now, by="x", why="")
        case "absent":
            return standing_in.go_away(
                known, who, since=hour(move.since), until=hour(move.until), stand_in=move.other, now=now, by="x", why=""
            )
        case _:
            return standing_in.come_back(known, who, now=now, by="x", why="")


@dataclass
class Oracle:
    """Goes over the facts of a house: who is what, and who acts for whom at an instant."""

    at: datetime
    roles: set[tuple[str, str]] = field(default_factory=set)
    bosses: dict[str, str] = field(default_factory=dict)
    delegates: set[tuple[str, str]] = field(default_factory=set)
    away: dict[str, str] = field(default_factory=dict)

    def read(self, facts: Sequence[Event]) -> Oracle:
        """Take in all facts."""
        for fact in facts:
            match fact:
                case h.PersonAdded():
                    self.bosses[fact.person] = fact.reports_to
                case h.RoleGranted():
                    self.roles.add((fact.person, fact.role))
                case h.RoleRevoked():
                    self.roles.discard((fact.person, fact.role))
                case h.DelegateNamed():
                    self.delegates.add((fact.person, fact.delegate))
                case h.DelegateEnded():
                    self.delegates.discard((fact.person, fact.delegate))
                case h.AbsenceRecorded():
                    self.away[fact.person] = fact.stand_in if fact.since <= self.at < fact.until else ""
                case h.AbsenceEnded():
                    self.away[fact.person] = ""
                case _:
                    raise AssertionError(type(fact))
        return self

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Whom each is stood in for by, directly."""
        return self.delegates | {(person, other) for person, other in self.away.items() if other}

    def may(self, person: str) -> set[str]:
        """Return the roles somebody may act in."""
        lent = {role for owner, role in self.roles if (owner, person) in self.pairs and role != "auditor"}
        return {role for owner, role in self.roles if owner == person} | lent

    def close(self, person: str, other: str) -> bool:
        """Say whether somebody counts as another, or reports to them, also for those they stand in for."""
        standing = {owner for owner, stand_in in self.pairs if stand_in == person} | {person}
        above = {boss for one in standing for boss in self._above(one)}
        return person == other or self._leads(person, other) or self._leads(other, person) or other in above

    def _leads(self, one: str, other: str) -> bool:
        found = {one}
        for _ in PEOPLE:
            found |= {stand_in for owner, stand_in in self.pairs if owner in found}
        return other in found

    def _above(self, person: str) -> set[str]:
        found, boss = set[str](), self.bosses.get(person, "")
        while boss and boss not in found:
            found.add(boss)
            boss = self.bosses.get(boss, "")
        return found


@settings(max_examples=300, deadline=None)
@given(st.lists(moves, max_size=25), hours)
def test_whom_somebody_counts_as_is_what_the_facts_say(told: list[Move], at: int) -> None:
    """For any two persons, under any account: roles, and why one is too close to the other."""
    known, facts = played(told)
    oracle = Oracle(hour(at)).read(facts)
    for person, other in product(PEOPLE, PEOPLE):
        for name in (person, *known.members[person].accounts):
            actor = known.actor(name, hour(at))
            assert set(actor.roles) == oracle.may(person)
            assert bool(same_hands(actor, other)) == oracle.close(person, other), (person, other)
            for account in known.members[other].accounts:
                assert bool(same_hands(actor, account)) == oracle.close(person, other)


@settings(max_examples=300, deadline=None)
@given(st.lists(moves, max_size=25), people, people, hours)
def test_nobody_approves_what_they_or_one_with_them_handed_in(
    told: list[Move], author: str, approver: str, at: int
) -> None:
    """Whoever does approve is a manager by then, and far enough from the author; and whoever is, may."""
    known, facts = played(told)
    oracle, now = Oracle(hour(at)).read(facts), hour(at)
    hands = Asked(c.Actor(person=author, roles=("worker",)), known, now, "why")
    document = Document("playbook", "late")
    document = p.fold(document, p.hand_in(document, DRAFT, hands))
    actor = known.actor(approver, now)
    try:
        (done,) = p.approve(document, DIGEST, Asked(actor, known, now, "why"))
    except Forbidden:
        may = oracle.may(approver)
        assert oracle.close(approver, author) or "manager" not in may or "auditor" in may
    else:
        assert isinstance(done, Published)
        assert not oracle.close(approver, author)
        assert "manager" in oracle.may(approver)


@settings(max_examples=150, deadline=None)
@given(st.lists(moves, max_size=25), people, people, hours)
def test_nobody_grants_what_they_or_one_with_them_asked_for(
    told: list[Move], asker: str, approver: str, at: int
) -> None:
    """A remedy is granted by a boss, by then, who is far enough from whoever told of the failure."""
    known, facts = played(told)
    oracle = Oracle(hour(at)).read(facts)
    case = Played(plan(refund()), opener=c.Actor(person=asker, roles=("desk",)))
    try:
        case.approve(known.actor(approver, hour(at)))
    except Forbidden:
        assert oracle.close(approver, asker) or "boss" not in oracle.may(approver)
    else:
        assert not oracle.close(approver, asker)
        assert "boss" in oracle.may(approver)
        granted = case.events[-1] if case.events else None
        assert granted is not None


@settings(max_examples=100, deadline=None)
@given(st.lists(moves, max_size=15), people)
def test_what_is_revoked_counts_at_once(told: list[Move], person: str) -> None:
    """Without the role, and with nobody to stand in for, the next decision is refused."""
    known, _ = played([*told, Move("grant", person, role="boss"), Move("revoke", person, role="boss")])
    for owner in PEOPLE:
        for role in ("boss",):
            known = _after(known, house.revoke(known, owner, role, now=START, by="x"))
    case = Played(plan(refund()), opener=c.Actor(person="zoe", roles=("desk",)))
    try:
        case.approve(known.actor(person, START))
    except Forbidden:
        return
    raise AssertionError(f"{person} granted it without the role")


def _after(known: Directory, facts: tuple[Event, ...]) -> Directory:
    for fact in facts:
        known = house.evolve(known, fact)
    return known
