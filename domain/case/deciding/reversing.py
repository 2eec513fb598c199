"""Reversal: what the customer got is taken back as an entry of its own, never by an undo alone.

By the undo of a step of which the playbook says so, or by a person who may grant as much, with a reason. What is owed
by law, contract or guarantee is nobody's to take back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.following_up import reopened
from domain.case.deciding.four_eyes import may_decide
from domain.case.deciding.granting import by_the_table
from domain.case.deciding.refusals import refuse
from domain.case.evolve import fold
from domain.case.state import IN_FLIGHT, Case, Entry, subject_of
from domain.case.surveying.authority import able, describe, instead
from domain.case.surveying.budgets import evened
from domain.case.surveying.by_hand import grant_of
from domain.case.surveying.closing import GIVES, is_redressed
from domain.case.surveying.got_twice import keeps_owed
from domain.case.surveying.not_made_good import not_made_good
from domain.errors import Forbidden
from domain.events import Event
from domain.ids import ENGINE, undo_path, undone_step
from domain.money import Money, told
from domain.playbook import plan as p

UNDONE = "the step was taken back, and the playbook says that this goes back with it"


def taken_back(case: Case, key: str, now: datetime) -> list[Event]:
    """Return the reversal that belongs to the undo of a payout, by its key: of what is still kept of that entry."""
    name = undone_step(subject_of(case.id, key))
    entry = case.ledger.get(name)
    if entry is None or entry.status != "paid":
        return []
    return [e.RemedyReversed(at=now, entry=name, amount=entry.kept, how="undo", by=ENGINE, why=UNDONE)]


def goes_on(case: Case, step: str, key: str) -> bool:
    """Say whether of a step that paid more than once something is left to take back behind the undo of this key."""
    name = undone_step(subject_of(case.id, key))
    return any(entry.step == step and entry.status == "paid" and each != name for each, entry in case.ledger.items())


def reverse(case: Case, command: c.ReverseRemedy, book: Book) -> tuple[Event, ...]:
    """Record that a person took back what the customer got, all of it or a part.

    Raises:
        CommandRejected: there is nothing to take back, or it is owed.
        Forbidden: they may not decide about it, or not grant so much.
    """
    entry = case.ledger.get(command.entry)
    if entry is None:
        refuse(case, f"there is no remedy “{command.entry}”.", f"There are: {', '.join(case.ledger) or 'none'}.")
    if command.reference in entry.reversals:
        return _again(case, command, entry.reversals[command.reference])
    if entry.status != "paid":
        what = f"the remedy “{command.entry}” is {entry.status}; only what was paid is taken back."
        refuse(case, what, instead(case, entry))
    back = case.effects.get(undo_path(entry.step))
    if back is not None and back.status in IN_FLIGHT:
        what = f"“{command.entry}” is being taken back, and it is not known yet what became of that."
        refuse(case, what, "Wait until it is established.")
    amount = _amount(case, command, entry)
    if keeps_owed(case, book.layout, command.entry, amount):
        what = f"{describe(entry)} is owed ({entry.basis.partition('; playbook')[0]}); nobody may take it back."
        refuse(case, what, "If a fact is wrong, correct it: makegood case change.")
    role, line = by_whom(case, command.actor, entry, amount, book, command.now, "take back")
    taken = e.RemedyReversed(
        at=command.now, entry=command.entry, amount=amount, how="hand", by=command.actor.person, why=command.why,
        reference=command.reference, role=role, table=book.around.authority_digest if line else "", line=line,
    )  # fmt: skip
    behind = fold(case, (taken,))
    facts = (taken, *evened(behind, command.now))  # a closed case is not looked at by itself
    lost = [found for found in (not_made_good(behind, name) for name in case.ledger) if found is not None]
    less, upheld = any(command.entry in found.others for found in lost), _was_redress(case, behind, book)
    if case.phase != "closed" or not (less or upheld):
        return facts
    about = "which made good what was upheld" if upheld else "for which less was given"
    again = f"{describe(entry)} was taken back, {about}"
    return (*facts, *reopened(fold(case, facts), book, command.now, ENGINE, again))


def _was_redress(case: Case, behind: Case, book: Book) -> bool:
    """Say whether nothing makes good any more what a second look upheld, by which the case was solved."""
    return case.outcome in GIVES and is_redressed(case, book) and not is_redressed(behind, book)


def by_whom(  # noqa: PLR0913 — who, of what, how much, when
    case: Case, who: c.Actor, entry: Entry, amount: Money | None, book: Book, now: datetime, act: str
) -> tuple[str, str]:
    """Return by which role, and which line of the table, somebody may move money that was granted: as to grant it.

    Raises:
        Forbidden: they may not decide about it, or not grant so much.
    """
    step = grant_of(case, book, entry)
    may_decide(case, who, entry, book)
    rungs = able(step.authority, amount) if isinstance(step, p.Grant) else []
    role = next((rung.role for rung in rungs if rung.role in who.roles), "")
    if not role:
        raise Forbidden(
            f"{who.person} may not {act} {describe(entry)}.", where=f"case {case.id}",
            remedy=f"It takes the role {' or '.join(rung.role for rung in rungs)}.",
        )  # fmt: skip
    return role, by_the_table(case, who, replace(entry, amount=amount or entry.amount), book, now)[0].line


def _again(case: Case, command: c.ReverseRemedy, before: Money | None) -> tuple[Event, ...]:
    """Return nothing for what is written down already; the same reference for something else is a mistake."""
    if command.amount is not None and command.amount != before:
        what = told(before, "en") if before is not None else "a thing in kind"
        refuse(
            case, f"under the reference “{command.reference}” {what} of “{command.entry}” was taken back already, not"
            f" {told(command.amount, 'en')}.",
            "Name the reference of this one; see what was taken back: makegood case ledger.",
        )  # fmt: skip
    return ()


def _amount(case: Case, command: c.ReverseRemedy, entry: Entry) -> Money | None:
    kept, asked = entry.kept, command.amount
    if kept is None:
        if asked is not None:
            refuse(case, f"“{command.entry}” was given in kind; it is taken back whole.", "Leave the amount out.")
        return None
    if asked is None:
        return kept
    if asked.currency != kept.currency or not 0 < asked.minor <= kept.minor:
        refuse(case, f"of {told(kept, 'en')} that are kept, {told(asked, 'en')} cannot be taken back.",
                f"Name more than nothing and at most {kept}; without --amount it is all of it.")  # fmt: skip
    return asked
