"""The facts of the house. The names are the storage format."""

from __future__ import annotations

from collections.abc import Mapping

from domain.clock.instant import Instant
from domain.events import Event
from domain.values import AnyValue


class PersonAdded(Event):
    """Somebody belongs to the house; the name lies in the vault. `accounts` are all theirs: one person, many doors."""

    person: str
    name: AnyValue
    accounts: tuple[str, ...] = ()
    reports_to: str = ""
    by: str
    why: str = ""


class RoleGranted(Event):
    """A person may act in a role from now on."""

    person: str
    role: str
    by: str
    why: str = ""


class RoleRevoked(Event):
    """A person may no longer act in a role; counts at once."""

    person: str
    role: str
    by: str
    why: str = ""


class SkillCertified(Event):
    """A person has a skill at a level (0: no longer)."""

    person: str
    skill: str
    level: int
    by: str
    why: str = ""


class AbsenceRecorded(Event):
    """A person is away; whoever stands in may do what they may, and counts as them, from an instant until another."""

    person: str
    since: Instant
    until: Instant
    stand_in: str = ""
    by: str
    why: str = ""


class AbsenceEnded(Event):
    """A person is back earlier, or did not go: nobody stands in for them any more."""

    person: str
    by: str
    why: str = ""


class DelegateNamed(Event):
    """A delegate may do what a person may, and counts as them, until that is ended."""

    person: str
    delegate: str
    by: str
    why: str = ""


class DelegateEnded(Event):
    """A delegate is one no more; counts at once."""

    person: str
    delegate: str
    by: str
    why: str = ""


HOUSE_EVENTS: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        PersonAdded,
        RoleGranted,
        RoleRevoked,
        SkillCertified,
        AbsenceRecorded,
        AbsenceEnded,
        DelegateNamed,
        DelegateEnded,
    )
}
"""Every fact of a house by the name it is stored under."""
DIRECTORY = "house/directory"
"""The stream of persons, roles and skills."""
