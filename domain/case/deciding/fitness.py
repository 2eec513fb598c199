"""Who is fit for a task: the skills it takes, and what the tier of the case asks of people.

It is judged when a task is taken or done, by what the house has on record then; a certificate counts until the instant
it expires. The customer, partners and the engine are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from domain.case import commands as c
from domain.case.book import Book
from domain.case.state import Case, Task
from domain.errors import Unfit
from domain.ids import step_of
from domain.playbook import plan as p
from domain.staffing import Staffing
from domain.vocabulary import CUSTOMER

WORK = frozenset({
    "ask", "second", "settle", "call", "approve", "establish", "stuck", "root-cause", "review", "evaluate"
})  # fmt: skip
"""Tasks that are work on the case; the others ask for authority, which roles and reporting lines say."""
BEST = 5
_LONG_AGO = date(1970, 1, 1)


def check_fit(case: Case, name: str, task: Task, actor: c.Actor, book: Book, now: datetime) -> None:
    """Check that somebody is fit for a task.

    Raises:
        Unfit: with what is missing, and how it is recorded.
    """
    lacking = tuple(missing(case, name, task, actor, book, now))
    if lacking:
        raise Unfit(
            f"{actor.person} may not do “{name}”: {'; '.join(lacking)}.", where=f"case {case.id}",
            remedy="Somebody who has that does it; what a person has is recorded with makegood house.",
            missing=lacking,
        )  # fmt: skip


def missing(case: Case, name: str, task: Task, actor: c.Actor, book: Book, now: datetime) -> Iterator[str]:
    """Yield what a task and the tier of its case ask for and somebody does not have."""
    if actor.person in case.let.get(name, ()):
        return
    for skill, level in task.skill.items():
        if actor.level(skill, now) < level:
            yield f"it takes {skill} at level {level}, {_has_level(actor, skill, now)}"
    if _is_judged(task, actor, book):
        who = book.clocks(case.tier).who
        yield from (f"{case.tier} cases take {lack}" for lack in lacks(who, actor, now, task.skill))


def _is_judged(task: Task, actor: c.Actor, book: Book) -> bool:
    if task.purpose not in WORK or CUSTOMER in task.roles or "engine" in actor.roles:
        return False
    step = step_of(task.step)
    return step not in book.layout.around or not book.layout.enclosing(step, p.Delegate)


def lacks(who: Staffing, actor: c.Actor, now: datetime, apart: object = ()) -> Iterator[str]:
    """Yield what is asked for and somebody does not have; skills in `apart` were looked at already."""
    years = years_of(actor, now)
    if years < who.years:
        yield f"{_counted(who.years, 'year')} of service, {actor.person} has {years}"
    if actor.maturity < who.maturity:
        yield f"maturity {who.maturity} under pressure, {actor.person} has {actor.maturity or 'none on record'}"
    for skill, level in who.skills.items():
        if actor.level(skill, now) < level:
            yield f"{skill} at level {level}, {_has_level(actor, skill, now)}"
    for certificate in who.certificates:
        if actor.level(certificate, now) < 1:
            yield f"the certificate {certificate}, {_has_level(actor, certificate, now)}"
    for training in who.trainings:
        if training not in actor.trainings:
            yield f"the training {training}, {actor.person} has not had it"


def asked_of(who: Staffing, tier: str) -> Iterator[str]:
    """Yield what a tier asks of whoever works on its cases, in words."""
    if who.years:
        yield f"{_counted(who.years, 'year')} of service, as every {tier} case does"
    if who.maturity:
        yield f"maturity {who.maturity} under pressure, as every {tier} case does"
    yield from (f"{skill} at level {level}, as every {tier} case does" for skill, level in who.skills.items())
    yield from (f"the certificate {name}, as every {tier} case does" for name in who.certificates)
    yield from (f"the training {name}, as every {tier} case does" for name in who.trainings)


def years_of(actor: c.Actor, now: datetime) -> int:
    """Return the whole years of somebody's service, by the calendar (UTC)."""
    if actor.since is None:
        return 0
    today = now.date()
    return max(0, today.year - actor.since.year - ((today.month, today.day) < (actor.since.month, actor.since.day)))


def _has_level(actor: c.Actor, skill: str, now: datetime) -> str:
    until = actor.expires.get(skill)
    if until is not None and until <= now and actor.skills.get(skill, 0):
        return f"{actor.person}’s expired on {until:%Y-%m-%d %H:%M} UTC"
    return f"{actor.person} has {actor.skills.get(skill, 0)}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def seasoned(actor: c.Actor, book: Book) -> c.Actor:
    """Return somebody made up, who is fit for whatever a tier of this book asks: for examples and simulations."""
    asked = [clocks.who for clocks in book.policy.tiers.values()]
    skills = {skill: BEST for who in asked for skill in (*who.skills, *who.certificates)}
    trainings = tuple(training for who in asked for training in who.trainings)
    return replace(
        actor, since=_LONG_AGO, maturity=BEST, trainings=trainings, skills={**dict(actor.skills), **skills}, expires={}
    )
