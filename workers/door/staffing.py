"""What people ask about the house: take somebody in, say what they may act as, and what they can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce

from activities.directory import Directories
from activities.library import Library
from activities.ports import Clock
from activities.vault import Sealer, Vault
from domain.case.commands import Actor
from domain.clock.instant import parse_instant
from domain.errors import UsageError
from domain.events import Event
from domain.house import directory as house
from domain.house import fitness, standing_in
from domain.house.directory import Directory
from domain.house.events import DIRECTORY
from domain.house.permissions import check_house
from domain.house.roles import check_role
from domain.house.standing_in import check_standing_in
from domain.playbook.house import Hire
from domain.values import Sealed
from workers.door.requests import Request, number_of, text_of
from workers.door.service import Answering
from workers.library.roles import named_roles


@dataclass(slots=True)
class Staffing:
    """Answers what is asked about persons, roles and skills."""

    directories: Directories
    library: Library
    vault: Vault
    clock: Clock
    secret: bytes = field(repr=False)

    def answers(self) -> Mapping[str, Answering]:
        """Return what can be asked."""
        return {"house": self._house, "standing-in": self._standing_in}

    async def _house(self, request: Request) -> object:
        """Change the directory: add, grant, revoke, certify; all of a request or nothing."""
        actor = await self.directories.actor(text_of(request, "as", ""), text_of(request, "user", ""))
        act, person, roles = text_of(request, "act"), text_of(request, "person"), _roles(request)
        sealer = Sealer(DIRECTORY, self.secret)
        called = await self._new_name(person, text_of(request, "name", "")) if act == "add" else ""
        named = await named_roles(self.library) if request.get("known_roles") is True else frozenset()

        def decide(directory: Directory) -> tuple[Event, ...]:
            check_house(actor, directory, person, gives=act != "revoke")
            if act != "add":
                changed = self._changed(directory, act, request, actor)
                _check_roles(roles if changed and act == "grant" else (), named, directory)
                return changed
            _check_roles(roles, named, directory)
            added = house.add_person(
                directory, person, name=sealer.text(called, person) if called else None,
                accounts=_texts(request, "accounts"), reports_to=text_of(request, "reports_to", ""),
                now=self.clock.now(), by=actor.person, why=text_of(request, "why", ""),
            )  # fmt: skip
            after = reduce(house.evolve, added, directory)
            return (*added, *self._granted(after, request, roles, actor))

        facts = await self.directories.change(
            decide, by=actor.person, roles=actor.roles, account=actor.account, vault=lambda: tuple(sealer.rows)
        )
        return {"person": person, "facts": [*facts], "roles": [*roles]}

    async def _standing_in(self, request: Request) -> object:
        """Say who is away or back, and who stands in or is a delegate."""
        actor = await self.directories.actor(text_of(request, "as", ""), text_of(request, "user", ""))
        act, named = text_of(request, "act"), text_of(request, "person")
        began, ends = text_of(request, "since", ""), text_of(request, "until", "")
        since, until = (parse_instant(told) if told else None for told in (began, ends))

        def decide(directory: Directory) -> tuple[Event, ...]:
            person, to = self._person(directory, named), text_of(request, "to", "")
            to = self._person(directory, to) if to else ""
            check_standing_in(actor, directory, person, to if act in {"absent", "delegate"} else "")
            now, by, why = self.clock.now(), actor.person, text_of(request, "why", "")
            match act:
                case "absent" if until is not None:
                    return standing_in.go_away(
                        directory, person, since=since or now, until=until, stand_in=to, now=now, by=by, why=why
                    )
                case "back":
                    return standing_in.come_back(directory, person, now=now, by=by, why=why)
                case "delegate":
                    return standing_in.delegate(directory, person, to, now=now, by=by, why=why)
                case "end-delegate":
                    return standing_in.end_delegate(directory, person, to, now=now, by=by, why=why)
                case _:
                    raise UsageError(f"the house does not know “{act}”.")

        facts = await self.directories.change(decide, by=actor.person, roles=actor.roles, account=actor.account)
        return {"person": named, "facts": [*facts]}

    def _person(self, directory: Directory, name: str) -> str:
        """Return the person that goes by a name or an account; an unknown name as it is, to be refused as such."""
        return directory.person(name) or name

    async def take_in(self, staff: Sequence[Hire], actor: Actor, why: str) -> list[str]:
        """Take in those of a list of staff who are not known yet, all of them at once; returns who they are.

        Whoever is known is left as they are: what was changed by hand since stays.
        """
        sealer, new = Sealer(DIRECTORY, self.secret), list[Hire]()

        def decide(directory: Directory) -> tuple[Event, ...]:
            nonlocal sealer, new
            sealer, new = (
                Sealer(DIRECTORY, self.secret),
                [hire for hire in staff if hire.person not in directory.members],
            )
            events: list[Event] = []
            for hire in new:
                told = self._hired(
                    hire, sealer.text(hire.name or hire.person, hire.person), directory, actor.person, why
                )
                events += told
                directory = reduce(house.evolve, told, directory)
            return tuple(events)

        await self.directories.change(
            decide, by=actor.person, roles=actor.roles, account=actor.account, vault=lambda: tuple(sealer.rows)
        )
        return [hire.person for hire in new]

    def _hired(self, hire: Hire, name: Sealed, directory: Directory, by: str, why: str) -> list[Event]:
        now, person = self.clock.now(), hire.person
        told = [
            *house.add_person(
                directory,
                person,
                name=name,
                accounts=hire.accounts,
                reports_to=hire.reports_to,
                now=now,
                by=by,
                why=why,
            )
        ]
        after = reduce(house.evolve, told, directory)
        for role in dict.fromkeys(hire.roles):
            told += house.grant(after, person, role, now=now, by=by, why=why)
        for skill, level in hire.skills.items():
            until = hire.expires.get(skill)
            if until is None or until > now:  # what has expired already was never of use here
                told += fitness.certify(after, person, skill, level, now=now, by=by, why=why, until=until)
        if hire.since is not None and hire.since <= now.date():
            told += fitness.serve_since(after, person, hire.since, now=now, by=by, why=why)
        if hire.maturity:
            told += fitness.assess_maturity(after, person, hire.maturity, now=now, by=by, why=why)
        for training in hire.trainings:
            told += fitness.train(after, person, training, now=now, by=by, why=why)
        return told

    def _granted(self, directory: Directory, request: Request, roles: Iterable[str], actor: Actor) -> Iterable[Event]:
        person, why = text_of(request, "person"), text_of(request, "why", "")
        for role in dict.fromkeys(roles):
            yield from house.grant(directory, person, role, now=self.clock.now(), by=actor.person, why=why)

    def _changed(self, directory: Directory, act: str, request: Request, actor: Actor) -> tuple[Event, ...]:
        person, now, by = text_of(request, "person"), self.clock.now(), actor.person
        why = text_of(request, "why", "")
        match act:
            case "grant":
                return house.grant(directory, person, text_of(request, "role"), now=now, by=by, why=why)
            case "revoke":
                return house.revoke(directory, person, text_of(request, "role"), now=now, by=by, why=why)
            case "certify":
                skill, level = text_of(request, "skill"), number_of(request, "level")
                return fitness.certify(
                    directory, person, skill, level, now=now, by=by, why=why, until=_instant(request),
                    evidence=text_of(request, "evidence", ""),
                )  # fmt: skip
            case "since":
                return fitness.serve_since(directory, person, _day(request), now=now, by=by, why=why)
            case "maturity":
                level, evidence = number_of(request, "level"), text_of(request, "evidence", "")
                return fitness.assess_maturity(directory, person, level, now=now, by=by, why=why, evidence=evidence)
            case "train":
                training, evidence = text_of(request, "training"), text_of(request, "evidence", "")
                return fitness.train(directory, person, training, now=now, by=by, why=why, evidence=evidence)
            case _:
                raise UsageError(f"the house does not know “{act}”.")

    async def _new_name(self, person: str, told: str) -> str:
        """Return the name to be sealed: of somebody new it is told or their id, "" where it is known already."""
        member = (await self.directories.load()).members.get(person)
        if member is None:
            return told or person
        known = await self.vault.text(member.name) if isinstance(member.name, Sealed) else ""
        return told if told != known else ""


def _instant(request: Request) -> datetime | None:
    told = text_of(request, "until", "")
    return parse_instant(told) if told else None


def _day(request: Request) -> date:
    told = text_of(request, "day")
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise UsageError(f"“{told}” is no day.", remedy="Write it as 2021-03-01.") from None


def _check_roles(roles: Iterable[str], named: frozenset[str], directory: Directory) -> None:
    for role in roles:
        check_role(role, named, directory)


def _texts(request: Request, name: str) -> tuple[str, ...]:
    told = request.get(name, [])
    return tuple(map(str, told)) if isinstance(told, list) else ()


def _roles(request: Request) -> tuple[str, ...]:
    role = text_of(request, "role", "")
    return (role,) if role else _texts(request, "roles")
