"""What people do towards an ending: finding, referring, trying to reach, the cause, the outcome they choose, and why.

Nobody closes a case past the closure rule: what the chosen outcome needs is asked for before, and looked at again when
all that was open has ended.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NoReturn

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding import countersigning
from domain.case.deciding.refusals import must_be_open, refuse
from domain.case.deciding.root_cause import check_cause
from domain.case.state import Case, Chosen
from domain.case.surveying import closing
from domain.events import Event

Events = tuple[Event, ...]
BY_HAND: Final[frozenset[e.Outcome]] = frozenset({"refused", "referred", "no failure found", "unreachable", "merged"})
"""What people may choose. Solved and accepted are not chosen: such a case closes by itself once all is there."""


def make_finding(case: Case, command: c.MakeFinding, book: Book) -> Events:
    """Record what was found, and the reasons; a later finding takes the place of an earlier one."""
    must_be_open(case)
    if case.finding is not None and (case.finding.finding, case.finding.why) == (command.finding, command.why):
        return ()
    countersigning.not_before_the_second_look(case)
    if case.standing is not None:
        refuse(case, f"the second look found “{case.standing.finding}”; no other finding takes its place.",
                "If the customer does not agree, it is looked at again: makegood case reject.")  # fmt: skip
    return (e.FindingMade(at=command.now, finding=command.finding, why=command.why, by=command.actor.person),)


def refer(case: Case, command: c.ReferCase, book: Book) -> Events:
    """Record to whom the matter goes, and under which reference they accepted it."""
    must_be_open(case)
    if not command.to.strip():
        refuse(case, "it is not said to whom the matter goes.")
    if case.referral is not None and (case.referral.to, case.referral.accepted) == (command.to, command.accepted):
        return ()
    return (
        e.CaseReferred(
            at=command.now, to=command.to, accepted=command.accepted, why=command.why, by=command.actor.person
        ),
    )


def tried(case: Case, command: c.TryContact, book: Book) -> Events:
    """Record that somebody tried to reach the customer and did not."""
    must_be_open(case)
    if not command.channel.strip():
        refuse(case, "it is not said by which channel.")
    return (e.ContactTried(at=command.now, channel=command.channel, why=command.why, by=command.actor.person),)


def name_cause(case: Case, command: c.NameRootCause, book: Book) -> Events:
    """Record why it happened."""
    must_be_open(case)
    code = check_cause(case, book, command.cause)
    if case.root_cause == code:
        return ()
    return (e.RootCauseNamed(at=command.now, cause=code, by=command.actor.person),)


def expect(case: Case, command: c.RecordExpectation, book: Book) -> Events:
    """Record what the customer hopes for; what they say later takes the place of what they said before."""
    must_be_open(case)
    if command.amount is not None and command.amount.minor <= 0:
        refuse(case, "nobody hopes for less than nothing.", "Give the amount as the customer said it: 200 USD.")
    before = case.expected
    if before is not None and (before.kind, before.amount) == (command.kind, command.amount):
        return ()
    return (e.ExpectationRecorded(at=command.now, kind=command.kind, amount=command.amount, by=command.actor.person),)


def end(case: Case, command: c.EndCase, book: Book) -> Events:
    """Begin to end a case with an outcome that somebody chooses, if the closure rule lets it."""
    if command.into == case.id:
        refuse(case, "a case does not go into itself.", "Name the other case of the customer: --into CASE.")
    must_be_open(case)
    if case.ending is not None and case.ending.outcome == command.outcome:
        return ()
    if case.winding_up:
        refuse(case, f"the case is already {case.winding_up}.")
    if command.outcome not in BY_HAND:
        _by_itself(case, command, book)
    if bool(command.into) != (command.outcome == "merged"):
        refuse(case, "the case it goes into belongs to “merged”, and to no other outcome.", "Say it with --into.")
    if command.whose in {"", case.customer.id}:
        command = replace(command, whose="")
    countersigning.not_before_the_second_look(case)
    countersigning.not_against_the_second_look(case, command.outcome)
    chosen = Chosen(command.outcome, command.why, command.actor.person, command.into, command.whose)
    lacks = closing.missing(replace(case, ending=chosen), book, command.outcome)
    if lacks:
        how = ", ".join(dict.fromkeys(closing.COMMANDS.get(name, name) for name in lacks))
        route = book.around.routes.to(case.market, closing.service_of(book)) if "route" in lacks else None
        doubt = "" if route is None or route.verified else " (nobody of the house has verified that)"
        turn = f" They can turn to {route.called['en']}: {route.address['en']}{doubt}." if route is not None else ""
        refuse(case, f"“{command.outcome}” needs {closing.in_words(lacks, 'en')}.", f"First: {how}.{turn}")
    if command.whose or countersigning.takes_two(case, book, "cancel", outcome=command.outcome):
        return countersigning.ask_to(case, book, "cancel", command)
    return countersigning.ended(case, chosen, command.now)


def take_in(case: Case, command: c.TakeIn, book: Book) -> Events:
    """Take in a case that is merged into this one; taken in before, it is so already.

    Raises:
        CommandRejected: this one is closed or about to be, or another customer's.
    """
    if command.merged in case.taken_in:
        return ()
    must_be_open(case)
    if case.winding_up:  # two cases that go into each other would both end, and nothing go on anywhere
        refuse(case, f"it is {case.winding_up} itself: nothing goes on in it.")
    if command.customer != case.customer.id:
        refuse(case, "it is the case of another customer, of whom no two of the house said that they are one person.")
    by = command.actor.person
    return (e.CaseTakenIn(at=command.now, case=command.merged, owed=command.owed, why=command.why, by=by),)


def _by_itself(case: Case, command: c.EndCase, book: Book) -> NoReturn:
    if command.outcome == "withdrawn":
        refuse(case, "only the customer withdraws.", "Write down what they said: makegood case withdraw.")
    lacks = closing.missing(case, book, command.outcome)
    needs = f" It still needs {closing.in_words(lacks, 'en')}." if lacks else ""
    refuse(case, f"a case is not declared {command.outcome}: it closes by itself once all is there.{needs}",
            "See what is open: makegood case show.")  # fmt: skip
