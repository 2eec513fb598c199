"""`decide`: what a command makes of a case. () for a repeat; CommandRejected for what does not fit; outcomes never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding import (
    by_hand,
    countersigning,
    ending_by_hand,
    judging,
    promising,
    remedying,
    reversing,
    second_look,
    staffing,
)
from domain.case.deciding.facts_told import facts_told
from domain.case.deciding.following_up import answered, reopened
from domain.case.deciding.opening import open_case
from domain.case.deciding.outcomes import report
from domain.case.deciding.receipts import take_in
from domain.case.deciding.refusals import at_task, must_be_open, refuse
from domain.case.deciding.repeating import complained_again
from domain.case.deciding.speaking import said_by, written_by
from domain.case.deciding.tasks import complete, may_do
from domain.case.due import survey, tick
from domain.case.evolve import fold
from domain.case.state import Case, Task
from domain.case.survey import Work
from domain.case.surveying import hands
from domain.case.surveying.assessing import assess_again, reassessed
from domain.case.surveying.authority import instead
from domain.case.surveying.second_persons import CALLED_OFF
from domain.case.surveying.undoing import let_go
from domain.case.surveying.unsettled import is_passed_by
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.playbook.answers import is_a
from domain.risk import is_above
from domain.values import Person
from domain.vocabulary import GIVEN

Events = tuple[Event, ...]
_C = TypeVar("_C", bound=c.Command)
_Decider = Callable[[Case, c.Command, Book], Events]
_DECIDERS: dict[type[c.Command], _Decider] = {}


def decide(case: Case, command: c.Command, book: Book) -> Events:
    """Turn a command into events: what the clock brings about by itself, then what the command does."""
    by_clock, own = decide_apart(case, command, book)
    return by_clock + own


def decide_apart(case: Case, command: c.Command, book: Book) -> tuple[Events, Events]:
    """Turn a command into events; those that the clock brings about apart from those of the command.

    The clocks that ran out up to the command's `now` come first: a choice made after the offer lapsed meets a lapsed
    offer, whoever ran first.

    Raises:
        CommandRejected: the command does not fit this case (never for an outcome or a Tick).
    """
    if isinstance(command, c.OpenCase):
        return (), () if case.phase else open_case(case.id, command, book)
    if not case.phase:
        raise CommandRejected("there is no such case.", where=case.id)
    if isinstance(command, c.WITH_REASON) and not command.why.strip():
        refuse(case, "the reason is missing.", "Say why: it is kept, and told to whoever asks.")
    before: Events = ()
    command = _as_it_stood(case, command)
    if case.last_at is not None and command.now < case.last_at:
        command = c.at(command, case.last_at)
    if case.phase != "closed":
        before, case = tick(case, book, command.now)
    return before, _DECIDERS[type(command)](case, command, book)


def _as_it_stood(case: Case, command: c.Command) -> c.Command:
    """Have whoever acts count as one with whom they did at any time since the case was opened."""
    if case.opened_at is None:
        return command
    actor = command.actor.since_then(case.opened_at)
    if isinstance(command, c.CompleteTask) and command.named is not None:
        command = replace(command, named=command.named.since_then(case.opened_at))
    return command if actor is command.actor else replace(command, actor=actor)


def _for(kind: type[_C]) -> Callable[[Callable[[Case, _C, Book], Events]], Callable[[Case, _C, Book], Events]]:
    def register(decider: Callable[[Case, _C, Book], Events]) -> Callable[[Case, _C, Book], Events]:
        _DECIDERS[kind] = decider  # type: ignore[assignment] # the table pairs each command with its own decider
        return decider

    return register


@_for(c.Tick)
def _(case: Case, command: c.Tick, book: Book) -> Events:
    return ()


@_for(c.Begin)
def _(case: Case, command: c.Begin, book: Book) -> Events:
    effect = case.effects.get(command.step)
    if effect is not None and effect.by == command.by and effect.attempt == command.attempt:
        return ()
    work = next((w for w in survey(case, book, command.now).work if _is(w, command)), None)
    if work is None:
        refuse(case, f"“{command.step}” is not to be begun now.")
    return (
        e.StepStarted(
            at=command.now, step=work.step, effect=work.effect, key=work.key, occurrence=work.occurrence,
            attempt=work.attempt, connector=work.contract.name, request=work.request, by=command.by,
            until=command.until,
        ),
    )  # fmt: skip


def _is(work: Work, command: c.Begin) -> bool:
    return work.step == command.step and work.mode == "send" and work.attempt == command.attempt


@_for(c.ReportOutcome)
def _(case: Case, command: c.ReportOutcome, book: Book) -> Events:
    return report(case, command, book)


@_for(c.ChangeFailure)
def _(case: Case, command: c.ChangeFailure, book: Book) -> Events:
    must_be_open(case)
    for name, value in command.facts.items():
        kind = book.plan.facts.get(name)
        if kind is None:
            refuse(case, f"the playbook knows no fact “{name}”.", f"It knows: {', '.join(book.plan.facts)}.")
        if not is_a(value, kind):
            refuse(case, f"the fact “{name}” is not {kind.type}.")
    facts = {name: value for name, value in command.facts.items() if case.facts.get(name) != value}
    if not facts:
        return ()
    return facts_told(case, book, facts, now=command.now, actor=command.actor, why=command.why)


@_for(c.SubmitReceipt)
def _(case: Case, command: c.SubmitReceipt, book: Book) -> Events:
    return take_in(case, command)


@_for(c.RecordContact)
def _(case: Case, command: c.RecordContact, book: Book) -> Events:
    who = command.actor.person
    told = e.ContactRecorded(
        at=command.now, direction=command.direction, channel=command.channel, text=command.text, by=who,
        gives=_gives(case, command),
    )  # fmt: skip
    if command.complains and command.direction == "out":
        refuse(case, "only the customer complains again.", "Leave out --out, or --complains.")
    if command.complains and command.direction == "in" and case.phase in {"resolved", "closed"}:
        return (told, *complained_again(case, told, book))
    if case.phase == "closed" or command.direction == "out":
        return (told,)
    return (told, *assess_again(fold(case, (told,)), book, command.now, "the customer wrote"))


def _gives(case: Case, command: c.RecordContact) -> tuple[str, ...]:
    """Return what a message by hand gave the customer, in the order of the words for it."""
    if command.gives and command.direction == "in":
        refuse(case, "only what goes to the customer gives them something.", "Say that it went out: --out.")
    for word in command.gives:
        if word not in GIVEN:
            refuse(case, f"“{word}” is nothing that a message gives.", f"It gives: {', '.join(GIVEN)}.")
    return tuple(word for word in GIVEN if word in command.gives)


@_for(c.RecogniseCustomer)
def _(case: Case, command: c.RecogniseCustomer, book: Book) -> Events:
    if not isinstance(command.customer, Person) or command.customer.id != case.customer.id:
        refuse(case, "that is another customer.", "Open a case for them: makegood case open.")
    if command.customer == case.customer:
        return countersigning.redirect_no_more(case, command)
    if command.elsewhere and countersigning.turns_away(case, command, book):
        return countersigning.ask_to_redirect(case, command, book)
    return countersigning.recognised(command)


@_for(c.AddNote)
def _(case: Case, command: c.AddNote, book: Book) -> Events:
    return (e.NoteAdded(at=command.now, text=command.text, by=command.actor.person),)


@_for(c.SendSignal)
def _(case: Case, command: c.SendSignal, book: Book) -> Events:
    must_be_open(case)
    if command.event in case.signals:
        return ()
    return (e.SignalReceived(at=command.now, event=command.event, by=command.actor.person, body=command.body),)


# --- People ----------------------------------------------------------------------------------------------------------
def _open(case: Case, name: str) -> Task:
    task = case.tasks.get(name)
    with at_task(case, name):
        if task is None:
            refuse(case, f"there is no task “{name}”.", "See the open ones: makegood task list.")
        if task.status != "open":
            refuse(case, f"the task “{name}” is {task.status}.")
    return task


@_for(c.ClaimTask)
def _(case: Case, command: c.ClaimTask, book: Book) -> Events:
    task, who = _open(case, command.task), command.actor.person
    if task.claimed_by == who:
        return ()
    if task.claimed_by:
        refuse(case, f"the task “{command.task}” is with {task.claimed_by}.", "They can release it.")
    with at_task(case, command.task):
        may_do(case, command.task, task, command.actor, book, command.now)
        why = hands.why_not(case, book, command.task, who)
        if why:
            what, where = f"{who} may not do this: {who} {why}.", f"case {case.id}, task {command.task}"
            raise Forbidden(what, where=where, remedy="Somebody else does it.")
    return (e.TaskClaimed(at=command.now, task=command.task, by=who),)


@_for(c.ReleaseTask)
def _(case: Case, command: c.ReleaseTask, book: Book) -> Events:
    task = _open(case, command.task)
    if not task.claimed_by:
        return ()
    if task.claimed_by != command.actor.person:
        refuse(case, f"the task “{command.task}” is with {task.claimed_by}.", "Only they can release it.")
    return (e.TaskReleased(at=command.now, task=command.task, by=command.actor.person, why=command.why),)


@_for(c.CompleteTask)
def _(case: Case, command: c.CompleteTask, book: Book) -> Events:
    done = case.tasks.get(command.task)
    if done is not None and done.status == "done" and (done.by, done.answer) == (command.actor.person, command.answer):
        return ()
    return complete(case, command, book, _open(case, command.task))


@_for(c.ChooseAlternative)
def _(case: Case, command: c.ChooseAlternative, book: Book) -> Events:
    step = _offer_of(case, command.step)
    offer = case.offers[step]
    if offer.how == "chosen" and offer.chosen == command.choice:
        return ()
    if offer.how:
        refuse(case, f"the offer “{step}” is already {offer.how} ({offer.chosen}).")
    if command.choice not in offer.choices:
        refuse(case, f"“{command.choice}” is not one of the choices.", f"Choose from: {', '.join(offer.choices)}.")
    chosen = e.AlternativeChosen(
        at=command.now, step=step, choice=command.choice, by=said_by(case, command),
        written_by=written_by(case, command),
    )  # fmt: skip
    return (chosen, *let_go(case, book, step, command.choice, command.now))


@_for(c.DeclineOffer)
def _(case: Case, command: c.DeclineOffer, book: Book) -> Events:
    step = _offer_of(case, command.step)
    if case.offers[step].how == "declined":
        return ()
    if case.offers[step].how:
        refuse(case, f"the offer “{step}” is already {case.offers[step].how}.")
    declined = e.OfferDeclined(
        at=command.now, step=step, by=said_by(case, command), written_by=written_by(case, command)
    )
    return (declined, *let_go(case, book, step, "declined", command.now))


def _offer_of(case: Case, step: str) -> str:
    if step:
        if step not in case.offers:
            refuse(case, f"there is no offer “{step}”.")
        return step
    waiting = [name for name, offer in case.offers.items() if not offer.how]
    if len(waiting) > 1:
        refuse(case, "more than one offer is open.", f"Name one of: {', '.join(waiting)}.")
    if not waiting and not case.offers:
        refuse(case, "nothing was offered in this case.")
    return waiting[0] if waiting else list(case.offers)[-1]


@_for(c.AnswerFollowUp)
def _(case: Case, command: c.AnswerFollowUp, book: Book) -> Events:
    asked = [step for step, f in case.follow_ups.items() if f.silent_at is not None and not f.how]
    if not asked:
        refuse(case, "no follow-up question is open.")
    return answered(case, command, book, asked[-1])


@_for(c.ApproveRemedy)
def _(case: Case, command: c.ApproveRemedy, book: Book) -> Events:
    said: dict[str, bool | str] = {"why": command.why} if command.why else {}
    return _decided(case, command, book, command.entry, {"approve": True, **said})


@_for(c.DenyRemedy)
def _(case: Case, command: c.DenyRemedy, book: Book) -> Events:
    return _decided(case, command, book, command.entry, {"approve": False, "why": command.why})


def _decided(case: Case, command: c.Command, book: Book, entry: str, answer: dict[str, bool | str]) -> Events:
    found = case.ledger.get(entry)
    if found is None:
        refuse(case, f"there is no remedy “{entry}”.", f"There are: {', '.join(case.ledger) or 'none'}.")
    so_already = {"approved", "paid"} if answer["approve"] else {"denied"}
    if found.approver == command.actor.person and found.status in so_already:
        return ()
    tasks = [n for n, t in case.tasks.items() if t.status == "open" and t.details.get("entry") == entry]
    if not tasks:
        refuse(case, f"the remedy “{entry}” is {found.status}; nobody is asked about it.", instead(case, found))
    inner = c.CompleteTask(now=command.now, actor=command.actor, task=tasks[-1], answer=answer)
    return complete(case, inner, book, case.tasks[tasks[-1]])


@_for(c.DeclineRemedy)
def _(case: Case, command: c.DeclineRemedy, book: Book) -> Events:
    found = remedying.decline(case, command, book)
    if found and countersigning.is_unwanted_by_another(case, command, book):
        return countersigning.ask_to_decline(case, command, book)
    return found


@_for(c.LearnRecovery)
def _(case: Case, command: c.LearnRecovery, book: Book) -> Events:
    found = remedying.recovered(case, command, book)
    learned = found[0] if found else None
    if isinstance(learned, e.OutsideRecoveryLearned) and countersigning.is_set_off_by_another(case, learned, book):
        return countersigning.ask_to_set_off(case, learned, book)
    return found


@_for(c.ReturnPayout)
def _(case: Case, command: c.ReturnPayout, book: Book) -> Events:
    found = remedying.returned(case, command, book)
    if found and countersigning.is_back_by_another(case, command):
        return countersigning.ask_if_it_came_back(case, command, book)
    return found


_for(c.ReverseRemedy)(reversing.reverse)
_for(c.TakeIn)(ending_by_hand.take_in)
_for(c.SubmitEvidence)(remedying.prove)


# --- By hand ---------------------------------------------------------------------------------------------------------
@_for(c.AssessRisk)
def _(case: Case, command: c.AssessRisk, book: Book) -> Events:
    must_be_open(case)
    found = judging.by_hand(case, command, book)
    if judging.changes_nothing(case, found):
        return ()
    if is_above(case.tier, found.tier):
        return countersigning.ask_to_lower(case, command, book, found)
    return reassessed(case, book, judging.said(case, found, command, book))


@_for(c.HoldCase)
def _(case: Case, command: c.HoldCase, book: Book) -> Events:
    must_be_open(case)
    if case.hold is not None:
        return ()
    review = command.review_at or command.now + book.clocks(case.tier).hold.span
    if review <= command.now:
        refuse(case, "the review of a hold lies in the future.")
    return (e.CaseHeld(at=command.now, by=command.actor.person, why=command.why, review_at=review),)


@_for(c.FreeCase)
def _(case: Case, command: c.FreeCase, book: Book) -> Events:
    if case.hold is None:
        return ()
    return (e.CaseFreed(at=command.now, by=command.actor.person, why=command.why),)


@_for(c.NameComplainedAbout)
def _(case: Case, command: c.NameComplainedAbout, book: Book) -> Events:
    must_be_open(case)
    if command.person in case.complained_about:
        return ()
    return (e.ComplainedAbout(at=command.now, person=command.person, by=command.actor.person, why=command.why),)


@_for(c.CancelCase)
def _(case: Case, command: c.CancelCase, book: Book) -> Events:
    if case.winding_up == "cancelled":
        return ()
    _may_wind_up(case)
    if command.because == "duplicate":
        refuse(
            case, "a case that is about the same as another one goes into that, and is not called off.",
            f"Say into which: makegood case close {case.id[:12]} merged --into CASE --why …",
        )  # fmt: skip
    countersigning.not_before_the_second_look(case)
    countersigning.not_against_the_second_look(case, CALLED_OFF)
    if countersigning.takes_two(case, book, "cancel"):
        return countersigning.ask_to(case, book, "cancel", command)
    return by_hand.cancel(case, now=command.now, by=command.actor.person, why=command.why, because=command.because)


@_for(c.WithdrawCase)
def _(case: Case, command: c.WithdrawCase, book: Book) -> Events:
    if case.winding_up == "withdrawn":
        return ()
    _may_wind_up(case)
    if countersigning.drops_by_another(case, book, command):
        return countersigning.ask_to_withdraw(case, command, book)
    withdrawn = e.CaseWithdrawn(
        at=command.now, by=said_by(case, command), why=command.why, text=command.text,
        written_by=written_by(case, command),
    )  # fmt: skip
    return (*_freed(case, command, "the customer withdrew"), withdrawn)


def _may_wind_up(case: Case) -> None:
    must_be_open(case)
    if case.winding_up:
        refuse(case, f"the case is already {case.winding_up}.")


def _freed(case: Case, command: c.Command, why: str) -> Events:
    if case.hold is None:
        return ()
    return (e.CaseFreed(at=command.now, by=command.actor.person, why=why),)


@_for(c.ReopenCase)
def _(case: Case, command: c.ReopenCase, book: Book) -> Events:
    if case.phase != "closed":
        refuse(case, "the case is open already.")
    if case.outcome == "merged" and case.ending is not None:  # what it was owed is asked for there, and would be here
        into = case.ending.into
        refuse(case, f"it goes on in {into}.", f"Go on there: makegood case show {into[:12]}.")
    return reopened(case, book, command.now, command.actor.person, command.why)


@_for(c.RetryStep)
def _(case: Case, command: c.RetryStep, book: Book) -> Events:
    must_be_open(case)
    by_hand.check(case, book, command.step)
    stuck = [n for n, t in case.tasks.items() if t.step == command.step and t.purpose == "stuck" and t.status == "open"]
    if not stuck and not by_hand.has_ended(case, book, command.step, command.now):
        refuse(case, f"“{command.step}” has not ended; there is nothing to try again.")
    if not stuck and by_hand.given_up(case, book, command.step):
        remedy = "See what is done instead: makegood case show."
        refuse(case, f"“{command.step}” belongs to a plan that was given up; tried again, it would do nothing.", remedy)
    _needs_the_owner(case, command.actor)
    return by_hand.retry(case, command.step, now=command.now, by=command.actor.person, why=command.why)


@_for(c.SkipStep)
def _(case: Case, command: c.SkipStep, book: Book) -> Events:
    must_be_open(case)
    by_hand.check(case, book, command.step)
    if case.status(command.step) == "skipped" and is_passed_by(case, book.layout, command.step):
        return ()
    by_hand.check_skip(case, book, command.step)
    _needs_the_owner(case, command.actor)
    if countersigning.takes_two(case, book, "skip", command.step):
        return countersigning.ask_to(case, book, "skip", command, command.step)
    return by_hand.skip(case, command.step, now=command.now, by=command.actor.person, why=command.why)


@_for(c.UndoStep)
def _(case: Case, command: c.UndoStep, book: Book) -> Events:
    must_be_open(case)
    by_hand.check(case, book, command.step)
    if case.status(command.step) == "undone":
        return ()
    by_hand.check_undo(case, book, command.step)
    _needs_the_owner(case, command.actor)
    if countersigning.takes_two(case, book, "undo", command.step):
        return countersigning.ask_to(case, book, "undo", command, command.step)
    return by_hand.undo(case, command.step, now=command.now, by=command.actor.person, why=command.why)


def _needs_the_owner(case: Case, actor: c.Actor) -> None:
    if actor.person != case.owner and not {case.owner, "operator", "engine"} & set(actor.roles):
        raise Forbidden(
            f"{actor.person} may not change steps of this case by hand.", where=f"case {case.id}",
            remedy=f"It takes the role {case.owner}.",
        )  # fmt: skip


@_for(c.ReportNobody)
def _(case: Case, command: c.ReportNobody, book: Book) -> Events:
    task = case.tasks.get(command.task)
    if task is None or task.status != "open":
        return ()
    return staffing.nobody_fits(case, command, book)


# --- Towards the end -------------------------------------------------------------------------------------------------
_for(c.MakeFinding)(ending_by_hand.make_finding)
_for(c.ReferCase)(ending_by_hand.refer)
_for(c.TryContact)(ending_by_hand.tried)
_for(c.NameRootCause)(ending_by_hand.name_cause)
_for(c.RecordExpectation)(ending_by_hand.expect)


_for(c.AcceptResolution)(second_look.accept)
_for(c.RejectResolution)(second_look.reject)


@_for(c.EndCase)
def _(case: Case, command: c.EndCase, book: Book) -> Events:
    if case.phase != "closed":
        _needs_the_owner(case, command.actor)
    return ending_by_hand.end(case, command, book)


# --- Promises, clocks, messages --------------------------------------------------------------------------------------
_for(c.StopClock)(promising.stop_clock)
_for(c.ResumeClock)(promising.resume_clock)
_for(c.RestateClock)(promising.restate_clock)
_for(c.ReplacePromise)(promising.replace_promise)
_for(c.GiveEstimate)(promising.give_estimate)
_for(c.RequestInformation)(promising.request_information)
_for(c.ReceiveInformation)(promising.receive_information)
_for(c.ReportBounce)(promising.report_bounce)
_for(c.HandOver)(promising.hand_over)


@_for(c.DeclareLoss)
def _(case: Case, command: c.DeclareLoss, book: Book) -> Events:
    if case.phase == "closed" or case.loss_epoch >= command.epoch:
        return ()
    return (e.LossDeclared(at=command.now, epoch=command.epoch, by=command.actor.person),)


@_for(c.ReportDivergence)
def _(case: Case, command: c.ReportDivergence, book: Book) -> Events:
    if case.phase == "closed":
        return ()
    return (e.DivergenceFound(at=command.now, about="run", had=command.had, got=command.got),)
