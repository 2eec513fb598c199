"""What a person gives by hand: named by the owner, granted by somebody else, given under a reference."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from domain.case import commands as c
from domain.case.state import Case
from domain.events import Event
from domain.money import Money
from domain.values import Value
from tests.support.risky import Told


class Spoken(Protocol):
    """A case that is spoken to."""

    now: datetime
    case: Case

    def take(self, command: c.Command) -> tuple[Event, ...]:
        """Decide a command and fold what it made."""
        ...


NAMES = c.Actor(person="sam", roles=("owner", "desk"), maturity=5, since=date(2015, 1, 1))
GRANTS = c.Actor(person="ann", roles=("boss", "owner"), maturity=5, since=date(2015, 1, 1))


def the_task(one: Spoken, purpose: str) -> str:
    """Return the name of the one open task of a purpose."""
    [name] = [name for name, x in one.case.tasks.items() if x.purpose == purpose and x.status == "open"]
    return name


def do(one: Spoken, purpose: str, who: c.Actor, **answer: Value) -> None:
    """Do the one open task of a purpose, and let the engine look at what comes of it."""
    one.take(c.CompleteTask(now=one.now, actor=who, task=the_task(one, purpose), answer=answer))
    one.take(c.Tick(now=one.now))


def name_it(one: Spoken, kind: str = "refund", cents: int | None = 900, **answer: Value) -> str:
    """Have the owner say what is given, and return the name of the entry."""
    task = the_task(one, "redress")
    amount: dict[str, Value] = {} if cents is None else {"amount": Money("USD", cents)}
    do(one, "redress", NAMES, kind=kind, gave="in cash", **amount, **answer)
    return task


def give_by_hand(
    one: Spoken, kind: str = "refund", cents: int = 900, *, grants: c.Actor = GRANTS, reference: str = "till 7"
) -> str:
    """Have it named by one, granted by another and given; return the name of the entry."""
    name = name_it(one, kind, cents)
    do(one, "approve", grants, approve=True)
    do(one, "give", NAMES, reference=reference)
    if isinstance(one, Told):
        one.applied()  # the letter about it
    return name
