"""What the house has on record of a person beside their roles: certificates, years of service, maturity, trainings.

What was recorded is never forgotten; what has expired counts no more. Who is looked for when somebody is not fit for a
task stands here, too.
"""

from __future__ import annotations

from datetime import date, datetime

from domain.case import commands as c
from domain.case.book import Book
from domain.case.deciding.apart import stands_apart
from domain.case.deciding.fitness import missing
from domain.case.deciding.four_eyes import keeps_out
from domain.case.deciding.granting import could_grant
from domain.case.state import Case, Task
from domain.case.surveying.staffing import stands_in
from domain.errors import CommandRejected, Forbidden, NotFoundError
from domain.events import Event
from domain.house import events as h
from domain.house.directory import Directory, Member

BEST = 5
"""The highest level of a skill, and of maturity."""
EARLIEST = date(1900, 1, 1)


def certify(  # noqa: PLR0913 — the parts of a certificate
    directory: Directory, person: str, skill: str, level: int, *, now: datetime, by: str, why: str = "",
    until: datetime | None = None, evidence: str = "",
) -> tuple[Event, ...]:  # fmt: skip
    """Record a person's level of a skill, 0 to 5, and until when it counts; () when it is so already.

    Raises:
        CommandRejected: another level, or an end that lies behind us.
    """
    member = _known(directory, person)
    if not 0 <= level <= BEST:
        raise CommandRejected(f"{level} is no level of skill.", remedy="Levels go from 0 (none) to 5.")
    if until is not None and until <= now:
        raise CommandRejected(
            f"this certificate would have expired already ({until:%Y-%m-%d %H:%M} UTC).",
            remedy="Give an end that lies ahead, or level 0 to take it away.",
        )  # fmt: skip
    if (member.skills.get(skill, 0), member.expires.get(skill)) == (level, until):
        return ()
    return (
        h.SkillCertified(
            at=now, person=person, skill=skill, level=level, until=until, evidence=evidence, by=by, why=why
        ),
    )


def serve_since(
    directory: Directory, person: str, since: date, *, now: datetime, by: str, why: str = ""
) -> tuple[Event, ...]:
    """Record since when a person serves; () when it is so already.

    Raises:
        CommandRejected: a day that is to come, or in another age.
    """
    if not EARLIEST <= since <= now.date():
        remedy = "Give the day their service began, as 2021-03-01."
        raise CommandRejected(f"nobody serves since {since}.", remedy=remedy)
    if _known(directory, person).since == since:
        return ()
    return (h.ServiceBegan(at=now, person=person, since=since, by=by, why=why),)


def assess_maturity(  # noqa: PLR0913 — the parts of a judgement
    directory: Directory, person: str, level: int, *, now: datetime, by: str, why: str = "", evidence: str = ""
) -> tuple[Event, ...]:
    """Record how mature somebody is under pressure, 1 to 5; () when it is so already.

    Raises:
        CommandRejected: another level.
    """
    member = _known(directory, person)
    if not 1 <= level <= BEST:
        raise CommandRejected(f"{level} is no level of maturity.", remedy="Levels go from 1 to 5.")
    if member.maturity == level:
        return ()
    return (h.MaturityAssessed(at=now, person=person, level=level, evidence=evidence, by=by, why=why),)


def train(  # noqa: PLR0913 — the parts of a training
    directory: Directory, person: str, training: str, *, now: datetime, by: str, why: str = "", evidence: str = ""
) -> tuple[Event, ...]:
    """Record that somebody went through a training; () when they did already."""
    if training in _known(directory, person).trainings:
        return ()
    return (h.TrainingCompleted(at=now, person=person, training=training, evidence=evidence, by=by, why=why),)


def _known(directory: Directory, person: str) -> Member:
    member = directory.members.get(person)
    if member is None:
        raise NotFoundError(f"nobody in the house is called “{person}”.", remedy="Add them: makegood house add NAME.")
    return member


# --- Who could -------------------------------------------------------------------------------------------------------
def who_could(directory: Directory, case: Case, name: str, task: Task, book: Book, now: datetime) -> list[str]:
    """Return who of the house is fit for a task: in a role it is for, and with all that it and its tier ask for."""
    found = []
    for each in directory.everybody(now):
        actor = each.since_then(case.opened_at or now)
        person = actor.person
        in_role = bool({*actor.roles, person} & {*task.roles}) or stands_in(case, name, person)
        if in_role and _could(case, name, actor, task, book, now):
            found.append(person)
    return found


def _could(
    case: Case, name: str, actor: c.Actor, task: Task, book: Book, now: datetime
) -> bool:  # fmt: skip
    try:
        keeps_out(case, actor)
        stands_apart(case, name, task, actor, book)
        if task.purpose == "approve":
            could_grant(case, actor, str(task.details["entry"]), book, now)
    except Forbidden:
        return False
    return not any(missing(case, name, task, actor, book, now))
