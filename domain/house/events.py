"""The facts of the house. The names are the storage format."""

from __future__ import annotations

from collections.abc import Mapping

from domain.clock import Instant
from domain.events import Event
from domain.values import AnyDate, AnyMoney, AnyValue


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
    """A person has a skill or a certificate at a level (0: no longer), until it expires, and what shows it."""

    person: str
    skill: str
    level: int
    by: str
    why: str = ""
    until: Instant | None = None
    evidence: str = ""


class ServiceBegan(Event):
    """Since when a person serves: their years count from this day."""

    person: str
    since: AnyDate
    by: str
    why: str = ""


class MaturityAssessed(Event):
    """How calm and mature a person is under pressure, from 1 to 5, and what shows it."""

    person: str
    level: int
    evidence: str = ""
    by: str
    why: str = ""


class TrainingCompleted(Event):
    """A person went through a training; trainings do not expire."""

    person: str
    training: str
    evidence: str = ""
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


class BudgetSet(Event):
    """From now on no more than these amounts (one a currency) are granted in a period; without any it is lifted.

    `budget` is what it is for: house, actor, actor/NAME, playbook, playbook/NAME or case. Days and months go by
    `calendar` (the digest of one; "": by UTC), and whoever has the role `keeper` is asked when it does not reach.
    """

    budget: str
    amounts: tuple[AnyMoney, ...] = ()
    calendar: str = ""
    keeper: str
    by: str
    why: str

    def documents(self) -> tuple[str, ...]:
        """Return the digest of its calendar."""
        return (self.calendar,) if self.calendar else ()


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
        ServiceBegan,
        MaturityAssessed,
        TrainingCompleted,
        BudgetSet,
    )
}
"""Every fact of a house by the name it is stored under."""
DIRECTORY = "house/directory"
"""The stream of persons, roles and skills."""
BUDGETS = "house/budgets"
"""The stream of budgets."""
