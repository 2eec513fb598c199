"""Deciding about a remedy: the ladder of the step says who is asked, the house's table of authority who may.

Both count as they stand when somebody decides, and the fact keeps by which line, with which skills, they could.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import NamedTuple

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.four_eyes import may_decide, may_grant
from domain.case.evolve import fold
from domain.case.state import Case, Entry, Task
from domain.case.survey import Survey
from domain.case.surveying import signs
from domain.case.surveying.authority import able, describe, limit_for
from domain.case.surveying.budgets import grant, weight
from domain.case.surveying.by_hand import grant_of
from domain.case.surveying.covered import wants_why
from domain.case.surveying.hands import barred
from domain.case.surveying.owing import leaves_nothing_beyond
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.money import Money
from domain.playbook import plan as p


def decide_about(case: Case, command: c.CompleteTask, book: Book, task: Task) -> tuple[Event, ...]:
    """Return what somebody's decision makes of a remedy: granted, denied, or what is in the way of granting it.

    Raises:
        CommandRejected: the answer does not say yes or no, or no without a reason; it is yes, without a reason, to what
            was given in kind, too; or a sign is looked at first.
        Forbidden: they may not decide about it, or not grant so much.
    """
    name, who = str(task.details["entry"]), command.actor
    may_decide(case, who, case.ledger[name], book)
    if not yes_no_of(case, command, "approve"):
        return (_denied(case, command, book, name),)
    if wants_why(case, case.ledger[name]):
        text_of(case, command, "why")  # it was given in kind, too: whoever pays it says why
    if signs.is_in_the_way(Survey(case, book, command.now), case.ledger[name]):
        raise CommandRejected(  # the task is taken back for that, but not while the playbook is stopped
            f"somebody looks first at a sign under which {describe(case.ledger[name])} counts.",
            where=f"case {case.id}, task {command.task}", remedy="See who is asked: makegood task list.",
        )  # fmt: skip
    return granted(case, who, book, name, now=command.now, task=command.task)


def granted(
    case: Case, who: c.Actor, book: Book, name: str, *, now: datetime, task: str = ""
) -> tuple[Event, ...]:  # fmt: skip
    """Return what comes of it when somebody grants a remedy who may decide about it: granted, or what is in the way.

    Raises:
        Forbidden: they may not grant so much.
    """
    entry = case.ledger[name]
    held = _rungs_of(case, who, name, book)
    if not held:
        return grant(case, book, e.RemedyApproved(at=now, entry=name, approver=who.person, rung=0), task)
    lines = by_the_table(case, who, entry, book, now)
    found: tuple[Event, ...] = ()
    for (number, rung), by in product(held, lines):  # what is too much for one of them may be within the next
        approved = e.RemedyApproved(
            at=now, entry=name, approver=who.person, rung=number,
            limit=_smaller(limit_for(rung.up_to, entry.amount), by.limit),
            role=rung.role, table=book.around.authority_digest, line=by.line, skills=by.skills,
            acting_for=who.acts_for, barred=tuple(sorted(barred(case, entry, book))), house=who.house_position,
        )  # fmt: skip
        found = grant(case, book, approved, task)
        if not isinstance(found[0], e.SplittingNoticed):
            break
    return found


def _rungs_of(case: Case, who: c.Actor, name: str, book: Book) -> Sequence[tuple[int, p.Rung]]:
    """Return the rungs of its step on which somebody may grant a remedy, by number; none for the engine alone.

    Raises:
        Forbidden: they looked at a sign under which it counts, or have the role of no rung that reaches so far.
    """
    entry = case.ledger[name]
    step = grant_of(case, book, entry)
    may_grant(case, who, entry)
    rungs = able(step.authority, weight(case, name)) if isinstance(step, p.Grant) else []
    held = [(n, rung) for n, rung in enumerate(rungs, start=1) if rung.role in who.roles]
    if not held and "engine" not in who.roles:
        raise Forbidden(
            f"{who.person} may not grant {describe(entry)}.", where=f"case {case.id}",
            remedy=f"It takes the role {' or '.join(rung.role for rung in rungs)}.",
        )  # fmt: skip
    return held


def could_grant(case: Case, who: c.Actor, name: str, book: Book, now: datetime) -> None:
    """Check that somebody could grant a remedy, as things stand: apart from it, on a rung, by a line of the table.

    Raises:
        Forbidden: they could not, whoever lets them: authority comes with a role.
    """
    may_decide(case, who, case.ledger[name], book)
    if _rungs_of(case, who, name, book):
        by_the_table(case, who, case.ledger[name], book, now)


def about_a_budget(case: Case, command: c.CompleteTask, book: Book, task: Task) -> tuple[Event, ...]:
    """Return what the answer about a budget that does not reach makes of a remedy: decided about anew, or denied.

    Raises:
        CommandRejected: the answer does not say yes or no, or no without a reason; or all of it is owed.
        Forbidden: they may not decide about it.
    """
    name = str(task.details["entry"])
    if yes_no_of(case, command, "approve"):
        return ()
    may_decide(case, command.actor, case.ledger[name], book)
    return (_denied(case, command, book, name),)


def _denied(case: Case, command: c.CompleteTask, book: Book, name: str) -> e.RemedyDenied:
    why = text_of(case, command, "why")
    denied = e.RemedyDenied(at=command.now, entry=name, approver=command.actor.person, why=why)
    _not_owed(case, command, book, denied)
    return denied


def _not_owed(case: Case, command: c.CompleteTask, book: Book, denied: e.RemedyDenied) -> None:
    """Check that what is denied goes beyond what is owed: that is nobody's to deny.

    Raises:
        CommandRejected: all of it is owed.
    """
    entry = case.ledger[denied.entry]
    if leaves_nothing_beyond(fold(case, (denied,)), book.layout, entry):
        what = f"{describe(entry)} is owed ({entry.basis.partition('; playbook')[0]}); nobody may deny it."
        remedy = "If a fact is wrong: makegood case change. If the customer does not want it: makegood remedy decline."
        raise CommandRejected(what, where=f"case {case.id}, task {command.task}", remedy=remedy)


class _Line(NamedTuple):
    """A line of the table that lets somebody, what of their skills it takes, and how far it reaches (None: for all)."""

    line: str = ""
    skills: Mapping[str, int] = {}
    limit: Money | None = None


def _smaller(one: Money | None, other: Money | None) -> Money | None:
    """Return the smaller of two limits; None is none."""
    return min((limit for limit in (one, other) if limit is not None), key=lambda limit: limit.minor, default=None)


def by_the_table(case: Case, who: c.Actor, entry: Entry, book: Book, now: datetime) -> Sequence[_Line]:
    """Return by which lines somebody may grant a remedy, in order; without a table the ladder alone decides.

    Raises:
        Forbidden: no line covers it for them.
    """
    table = book.around.authority
    if table is None:
        return [_Line()]
    skills = {skill: who.level(skill, now) for skill in who.skills}
    names = table.letting(who.roles, skills, remedy=entry.kind, tier=case.tier, amount=entry.amount)
    lines = {name: table.lines[name] for name in names}
    if lines:
        return [
            _Line(name, {skill: skills[skill] for skill in line.skills}, line.limit_for(entry.amount))
            for name, line in lines.items()
        ]
    others = dict(table.covering(remedy=entry.kind, tier=case.tier, amount=entry.amount))
    takes = " or ".join(
        dict.fromkeys(
            " with ".join([each.role, *(f"{s} {n}" for s, n in each.skills.items())]) for each in others.values()
        )
    )
    raise Forbidden(
        f"by the house's table of authority {who.person} may not grant {describe(entry)} in a case of the tier"
        f" {case.tier}.",
        where=f"case {case.id}",
        remedy=f"There it takes: {takes}." if takes else "There nobody may: put another table in force.",
    )


# --- What an answer says ---------------------------------------------------------------------------------------------
def text_of(case: Case, command: c.CompleteTask, name: str) -> str:
    """Return a text of an answer.

    Raises:
        CommandRejected: it is missing.
    """
    value = command.answer.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _lacks(case, command, name, f"Give it as {name}=TEXT.")
    return value


def yes_no_of(case: Case, command: c.CompleteTask, name: str) -> bool:
    """Return a yes or no of an answer.

    Raises:
        CommandRejected: it is missing, or something else.
    """
    value, remedy = command.answer.get(name), f"Give it as {name}=yes or {name}=no."
    if value is not None and not isinstance(value, bool):
        what = f"“{name}” is neither yes nor no."
        raise CommandRejected(what, where=f"case {case.id}, task {command.task}", remedy=remedy)
    if value is None:
        raise _lacks(case, command, name, remedy)
    return value


def _lacks(case: Case, command: c.CompleteTask, name: str, remedy: str) -> CommandRejected:
    return CommandRejected(f"the answer lacks “{name}”.", where=f"case {case.id}, task {command.task}", remedy=remedy)
