"""What takes two persons: one wants it and says why, another agrees or not; whoever wants it never agrees to it.

Lowering a tier always takes two, as has sending elsewhere what is on its way to a customer, dropping what is owed
(at_stake.py), and saying that something came back that one granted, or said so of before: that pays it again. What else
does, the tier policy says; and what a house must do in a critical case is never skipped by one alone. While nobody
has answered, nothing changes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding import by_hand, judging, remedying
from domain.case.deciding.four_eyes import may_decide
from domain.case.deciding.one_person import closest
from domain.case.evolve import fold
from domain.case.state import IN_FLIGHT, Case, Chosen, CoverState, Entry, Wanted, subject_of
from domain.case.surveying import closing
from domain.case.surveying.at_stake import drops
from domain.case.surveying.mandatory import is_mandatory, is_of_law
from domain.case.surveying.second_persons import (
    CALLED_OFF,
    asking,
    at_stake,
    is_settled,
    is_stale,
    next_task,
    said_recovery,
)
from domain.case.surveying.unsettled import unsettled
from domain.errors import CommandRejected, Unfit
from domain.events import Event
from domain.ids import ENGINE
from domain.staffing import Act

Events = tuple[Event, ...]
UNWANTED = "the customer does not want it"


def takes_two(case: Case, book: Book, act: Act, step: str = "", outcome: e.Outcome | None = None) -> bool:
    """Say whether an act takes two persons in this case: whatever drops what is owed does, in every house."""
    if act == "skip" and (is_mandatory(case, book, step) or is_of_law(case, book, step)):
        return True
    if drops(case, book, act, step, outcome) is not None:
        return True
    return book.takes_two(act, case.tier)


# --- Asking ----------------------------------------------------------------------------------------------------------
def ask_to_lower(case: Case, command: c.AssessRisk, book: Book, found: judging.ByHand) -> Events:
    """Ask a second person whether a case may come into a lower tier."""
    asked = e.SecondAsked(
        at=command.now, task=next_task(case), act="lower", tier=found.tier, likelihood=found.likelihood,
        consequence=found.consequence, modifiers=found.modifiers, evidence=command.evidence, why=command.why,
        by=command.actor.person,
    )  # fmt: skip
    return _ask(case, book, asked)


def ask_to(
    case: Case, book: Book, act: Act, command: c.SkipStep | c.UndoStep | c.CancelCase | c.EndCase, step: str = ""
) -> Events:
    """Ask a second person whether a step may be skipped or taken back, or the case called off or ended."""
    ends = command if isinstance(command, c.EndCase) else None
    asked = e.SecondAsked(
        at=command.now, task=next_task(case), act=act, step=step, why=command.why, by=command.actor.person,
        outcome=ends.outcome if ends else None, into=ends.into if ends else "", whose=ends.whose if ends else "",
        because=command.because if isinstance(command, c.CancelCase) else "",
    )  # fmt: skip
    return _ask(case, book, asked)


def turns_away(case: Case, command: c.RecogniseCustomer, book: Book) -> bool:
    """Say whether something that is on its way to a customer would go elsewhere than it did.

    Their first address turns nothing away from anybody, unless a payout was begun: that goes where nobody has looked.
    """
    return _is_being_paid(case) if command.first else on_its_way(case, book)


def _is_being_paid(case: Case) -> bool:
    """Say whether a payout to the customer was begun, and nobody knows yet what became of it."""
    begun = (x for x in case.effects.values() if x.kind == "pay" and x.status in IN_FLIGHT)
    entries = (case.ledger.get(subject_of(case.id, effect.key)) for effect in begun)
    return any(entry is not None and entry.payee.id == case.customer.id for entry in entries)


def on_its_way(case: Case, book: Book) -> bool:
    """Say whether something is owed to the customer, or was proposed or granted for them, and has not arrived."""
    theirs: list[Entry | CoverState] = [*case.ledger.values(), *case.covers.values()]
    coming = any(_is_coming(each) and each.payee.id == case.customer.id for each in theirs)
    return coming or bool(unsettled(case, book.layout))


def _is_coming(each: Entry | CoverState) -> bool:
    return each.open if isinstance(each, Entry) else not each.ended


def ask_to_redirect(case: Case, command: c.RecogniseCustomer, book: Book) -> Events:
    """Ask a second person whether what is on its way to the customer may go elsewhere; until then it does not."""
    asked = e.SecondAsked(
        at=command.now, task=next_task(case), act="redirect", customer=command.customer, language=command.language,
        why=command.why, by=command.actor.person,
    )  # fmt: skip
    return _ask(case, book, asked)


def redirect_no_more(case: Case, command: c.RecogniseCustomer) -> Events:
    """Take back the question whether things go elsewhere: they go where they went, as somebody says by now."""
    open_ones = (n for n, x in case.wanted.items() if x.act == "redirect" and case.tasks[n].status == "open")
    why = f"{command.actor.person} says that it goes where it went"
    return tuple(
        e.TaskTakenBack(at=command.now, task=name, why=why)
        for name in open_ones
        if case.wanted[name].customer != case.customer
    )


def recognised(command: c.RecogniseCustomer, second: str = "") -> Events:
    """Return what is known of the customer by now, and who agreed where it takes two."""
    who = command.actor.person
    known = e.CustomerRecognised(
        at=command.now, customer=command.customer, language=command.language, by=who, why=command.why, second=second,
        elsewhere=command.elsewhere, first=command.first,
        alone=command.elsewhere and not command.first and not second and not command.actor.is_machine,
    )  # fmt: skip
    return (known,)


def _ask(case: Case, book: Book, asked: e.SecondAsked) -> Events:
    for name, open_one in case.wanted.items():
        if case.tasks[name].status != "open" or _what(open_one) != _what(asked):
            continue
        if _same(open_one, asked):
            return ()
        if asked.act == "redirect":
            return _replacing(case, book, name, asked)
        raise CommandRejected(
            f"{open_one.by} asked for that already.", where=f"case {case.id}, task {name}",
            remedy=f"Somebody else answers that first: makegood task show {case.id[:12]} {name}.",
        )  # fmt: skip
    questions = asking(case, book, asked)
    if is_settled(fold(case, questions), book, asked.task):  # the question would be taken back at once
        raise CommandRejected(
            "nobody is asked to agree to that any more.", where=f"case {case.id}",
            remedy=f"See what the case stands at: makegood case show {case.id[:12]}.",
        )  # fmt: skip
    return questions


def _replacing(case: Case, book: Book, older: str, asked: e.SecondAsked) -> Events:
    """Ask about where things go by what is known last: the older request is answered by nobody any more."""
    gone = e.TaskTakenBack(at=asked.at, task=older, why=f"{asked.by} asked for something newer")
    questions = asking(case, book, asked.model_copy(update={"replaces": older}))
    if is_settled(fold(case, (gone, *questions)), book, asked.task):  # they are known so already: nothing is asked
        return (gone,)
    return (gone, *questions)


# --- Ending ----------------------------------------------------------------------------------------------------------
def not_against_the_second_look(case: Case, outcome: e.Outcome) -> None:
    """Check that a case does not end by hand as if nothing were owed that a second look upheld.

    Raises:
        CommandRejected: it was upheld.
    """
    if closing.is_against_the_second_look(case, outcome):
        raise CommandRejected(
            f"the complaint was upheld at the second look; it does not end as “{outcome}”.", where=f"case {case.id}",
            remedy="Give what is owed, and say so in the task for it: makegood task list.",
        )  # fmt: skip


def not_before_the_second_look(case: Case) -> None:
    """Check that nobody decides what somebody uninvolved is still to look at.

    Raises:
        CommandRejected: the customer asked for a second look, and nobody has answered it.
    """
    if case.review:
        raise CommandRejected(
            "the customer does not agree, and somebody uninvolved has not looked at it yet.", where=f"case {case.id}",
            remedy="Have the second look done first: makegood task list.",
        )  # fmt: skip


def ended(case: Case, chosen: Chosen, now: datetime, second: str = "") -> Events:
    """Return the facts of an ending that somebody chose, and who agreed where it takes two."""
    choice = e.EndingChosen(
        at=now,
        outcome=chosen.outcome,
        why=chosen.why,
        by=chosen.by,
        into=chosen.into,
        whose=chosen.whose,
        second=second,
    )
    return (choice,) if case.hold is None else (e.CaseFreed(at=now, by=chosen.by, why="the case ends"), choice)


# --- Withdrawing -----------------------------------------------------------------------------------------------------
def drops_by_another(case: Case, book: Book, command: c.WithdrawCase) -> bool:
    """Say whether somebody of the house writes down that the customer withdrew, and something that is owed goes."""
    theirs = command.actor.person == case.customer.id or command.actor.is_machine
    return not theirs and takes_two(case, book, "cancel", outcome="withdrawn")


def ask_to_withdraw(case: Case, command: c.WithdrawCase, book: Book) -> Events:
    """Ask a second person whether the customer withdrew: one alone drops nothing by writing that down."""
    asked = e.SecondAsked(
        at=command.now, task=next_task(case), act="cancel", outcome="withdrawn", why=command.why,
        by=command.actor.person, text=command.text,
    )  # fmt: skip
    return _ask(case, book, asked)


def withdrawn(case: Case, asked: Wanted, *, now: datetime, second: str) -> Events:
    """Return that the customer withdrew, as somebody wrote down and a second person agreed; a hold ends with it."""
    freed = (e.CaseFreed(at=now, by=asked.by, why="the customer withdrew"),) if case.hold is not None else ()
    by = case.customer.id or asked.by
    return (*freed, e.CaseWithdrawn(at=now, by=by, why=asked.why, text=asked.text, written_by=asked.by, second=second))


def is_unwanted_by_another(case: Case, command: c.DeclineRemedy, book: Book) -> bool:
    """Say whether somebody of the house writes down that the customer does not want what is owed or granted."""
    theirs = command.actor.person == case.customer.id or command.actor.is_machine
    return not theirs and takes_two(case, book, "decline", command.entry)


def ask_to_decline(case: Case, command: c.DeclineRemedy, book: Book) -> Events:
    """Ask a second person whether the customer does not want what is owed or granted: no clerk alone writes it off."""
    asked = e.SecondAsked(
        at=command.now, task=next_task(case), act="decline", step=command.entry, why=UNWANTED, by=command.actor.person,
        text=command.text,
    )  # fmt: skip
    return _ask(case, book, asked)


# --- Money from elsewhere --------------------------------------------------------------------------------------------
def is_set_off_by_another(case: Case, learned: e.OutsideRecoveryLearned, book: Book) -> bool:
    """Say whether somebody of the house writes down alone what lowers what is owed."""
    return learned.alone and at_stake(case, book, _of_elsewhere(case, learned)) is not None


def ask_to_set_off(case: Case, learned: e.OutsideRecoveryLearned, book: Book) -> Events:
    """Ask a second person whether money came from elsewhere: no clerk alone lowers what is owed by saying so."""
    return _ask(case, book, _of_elsewhere(case, learned))


def _of_elsewhere(case: Case, learned: e.OutsideRecoveryLearned) -> e.SecondAsked:
    return e.SecondAsked(
        at=learned.at, task=next_task(case), act="elsewhere", why=learned.evidence, by=learned.by,
        source=learned.source, amount=learned.amount, payee=learned.payee,
    )  # fmt: skip


# --- Come back -------------------------------------------------------------------------------------------------------
def is_back_by_another(case: Case, command: c.ReturnPayout) -> bool:
    """Say whether it takes a second person that something came back: somebody had a hand in it that it was paid.

    They granted it, or said or agreed that it came back before. What a system passes on has no will of its own.
    """
    if command.actor.is_machine:
        return False
    entry = case.ledger[command.entry]
    hands = {entry.approver, *entry.returned_by} - {"", ENGINE}
    return bool(closest(replace(command.actor, reports_to=()), hands)[0])


def ask_if_it_came_back(case: Case, command: c.ReturnPayout, book: Book) -> Events:
    """Ask a second person whether what was paid came back; until then it is not paid again.

    A closed case is taken up again for that: nobody is asked in one.
    """
    again = remedying.taken_up(case, command, book) if case.phase == "closed" else ()
    case = fold(case, again)
    asked = e.SecondAsked(
        at=command.now, task=next_task(case), act="came-back", step=command.entry, evidence=(command.reference,),
        why=command.why, by=command.actor.person,
    )  # fmt: skip
    return (*again, *_ask(case, book, asked))


def _what(asked: Wanted | e.SecondAsked) -> tuple[object, ...]:
    """Return what is asked for, by whomever: two may want two things at a time, and never one twice."""
    came = (asked.source, asked.amount, asked.payee, asked.why) if asked.act == "elsewhere" else ()
    return (asked.act, asked.step, *came)


def _same(before: Wanted, asked: e.SecondAsked) -> bool:
    return (before.tier, before.by, before.outcome, before.customer, before.into, before.because, before.evidence) == (
        asked.tier, asked.by, asked.outcome, asked.customer, asked.into, asked.because, asked.evidence,
    )  # fmt: skip


# --- Answering -------------------------------------------------------------------------------------------------------
def may_agree(case: Case, who: c.Actor, name: str, book: Book) -> None:
    """Check that the second person is another one, and does not report to the first, unless a head let them.

    Nor do they agree that something is paid again about which they may not decide.

    Raises:
        Unfit: it is the same person under whatever account, or stands in for the other, or reports to them.
    """
    asked = case.wanted[name]
    if asked.by in {who.person, *who.same_as, *who.one_with}:
        raise Unfit(
            f"{who.person} asked for this.", where=f"case {case.id}", remedy="Somebody else agrees to it, or not.",
            missing=("it takes somebody else than who asked for it",),
        )  # fmt: skip
    if asked.by in who.reports_to and who.person not in case.let.get(name, ()):
        raise Unfit(
            f"{who.person} reports to {asked.by}, who asked for this.", where=f"case {case.id}",
            remedy="Somebody who does not report to them agrees to it, or not.",
            missing=("it takes somebody who does not report to whoever asked for it",),
        )  # fmt: skip
    if asked.act == "came-back":
        may_decide(case, who, case.ledger[asked.step], book)


def agreed(case: Case, command: c.CompleteTask, book: Book) -> Events:
    """Do what two persons want now; `case` has the task done already.

    Raises:
        CommandRejected: it is not to be done any more.
    """
    name = command.task
    asked, second = case.wanted[name], command.actor.person
    if is_settled(case, book, name):  # it is taken back at once, but not in a case that is held or stopped
        raise CommandRejected(
            "that is so already, or came to nothing.", where=f"case {case.id}, task {name}",
            remedy=f"See what the case stands at: makegood case show {case.id[:12]}.",
        )  # fmt: skip
    if is_stale(case, book, name):  # it is asked anew at once, but not in a case that is held
        raise CommandRejected(
            "something else is at stake than when this was asked.", where=f"case {case.id}, task {name}",
            remedy=f"Have the case go on, and it is asked anew: makegood case free {case.id[:12]} --why …",
        )  # fmt: skip
    match asked.act:
        case "lower":
            return (_lowered(case, asked, command, book, second),)
        case "skip":
            by_hand.check_skip(case, book, asked.step)
            return by_hand.skip(case, asked.step, now=command.now, by=asked.by, why=asked.why, second=second)
        case "came-back":
            back = c.ReturnPayout(
                now=command.now, actor=c.Actor(person=asked.by), entry=asked.step, reference=asked.evidence[0],
                why=asked.why,
            )  # fmt: skip
            return remedying.returned(case, back, book, second)
        case "redirect" | "decline" | "elsewhere":
            return _said_of_the_customer(case, asked, command, book)
        case "undo":
            by_hand.check_undo(case, book, asked.step)
            return by_hand.undo(case, asked.step, now=command.now, by=asked.by, why=asked.why, second=second)
        case "cancel":
            return _ended(case, asked, command, book)


def _said_of_the_customer(case: Case, asked: Wanted, command: c.CompleteTask, book: Book) -> Events:
    """Write down what two persons know of the customer: who they are, what they do not want, or got elsewhere."""
    second = command.actor.person
    match asked.act:
        case "redirect":
            _has_read_it(case, command.task, second, "where it goes")
            if case.customer != asked.instead_of:
                no = f"makegood task do {case.id[:12]} {command.task} approve=no why=…"
                raise CommandRejected(
                    "more is known of the customer than when this was asked.",
                    where=f"case {case.id}, task {command.task}",
                    remedy=f"Do not agree, and have it asked anew: {no}",
                )  # fmt: skip
            known = c.RecogniseCustomer(
                now=command.now, actor=c.Actor(person=asked.by), customer=asked.customer, language=asked.language,
                why=asked.why,
            )  # fmt: skip
            return recognised(known, second)
        case "decline":
            _has_read_it(case, command.task, second, "what the customer said")
            said = c.DeclineRemedy(
                now=command.now, actor=c.Actor(person=asked.by), entry=asked.step, text=asked.text
            )  # fmt: skip
            return remedying.decline(case, said, book, second)
        case _:
            came = said_recovery(asked)
            learned = c.LearnRecovery(
                now=command.now, actor=c.Actor(person=asked.by), source=came.source, amount=came.amount,
                payee=came.payee.id, evidence=came.evidence,
            )  # fmt: skip
            return remedying.recovered(case, learned, book, second)


def _ended(case: Case, asked: Wanted, command: c.CompleteTask, book: Book) -> Events:
    """End a case as two persons want it: withdrawn, with an outcome that somebody chose, or called off."""
    second = command.actor.person
    if asked.whose:
        _has_read_it(case, command.task, second, "who the two customers are")
    if asked.outcome == "withdrawn":
        if asked.text:
            _has_read_it(case, command.task, second, "what the customer said")
        return withdrawn(case, asked, now=command.now, second=second)
    not_before_the_second_look(case)
    not_against_the_second_look(case, asked.outcome or CALLED_OFF)
    if asked.outcome is None:
        return by_hand.cancel(case, now=command.now, by=asked.by, why=asked.why, because=asked.because, second=second)
    chosen = Chosen(asked.outcome, asked.why, asked.by, asked.into, asked.whose)
    lacks = closing.missing(replace(case, ending=chosen), book, asked.outcome)
    if lacks:  # a letter came back meanwhile, or the customer wrote
        raise CommandRejected(
            f"“{asked.outcome}” needs {closing.in_words(lacks, 'en')}.", where=f"case {case.id}",
            remedy=f"Do not agree, or see to it first: makegood task do {case.id[:12]} {command.task} approve=no why=…",
        )  # fmt: skip
    return ended(case, chosen, command.now, second)


def _has_read_it(case: Case, name: str, second: str, what: str) -> None:
    """Check that the second person took the task: what is personal is shown to whoever has it, and to nobody else.

    Raises:
        CommandRejected: they did not.
    """
    if case.tasks[name].claimed_by != second:
        here = f"{case.id[:12]} '{name}'"
        raise CommandRejected(
            f"whoever agrees reads first {what}.", where=f"case {case.id}, task {name}",
            remedy=f"makegood task claim {here} --as {second}, then makegood task show {here} --as {second}.",
        )  # fmt: skip


def _lowered(case: Case, asked: Wanted, command: c.CompleteTask, book: Book, second: str) -> e.RiskReassessed:
    tier, likelihood = asked.tier or case.tier, asked.likelihood or case.likelihood
    assert likelihood is not None  # noqa: S101 — a case is judged at its opening
    found = judging.ByHand(tier, likelihood, asked.consequence, asked.modifiers)
    proposal = c.AssessRisk(now=command.now, actor=c.Actor(person=asked.by), why=asked.why, evidence=asked.evidence)
    return judging.said(case, found, replace(proposal, tier=tier), book, second=second)
