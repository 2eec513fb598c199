"""Doing a task: who may, and what the answer makes of the case, by the task's purpose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding import by_hand, countersigning, finding, redress, second_look
from domain.case.deciding.apart import may_be_named, names_with_a_hand, stands_apart
from domain.case.deciding.facts_told import facts_told
from domain.case.deciding.fitness import check_fit
from domain.case.deciding.following_up import answered
from domain.case.deciding.four_eyes import keeps_out
from domain.case.deciding.granting import about_a_budget, could_grant, decide_about, text_of, yes_no_of
from domain.case.deciding.outcomes import success
from domain.case.deciding.owed_anew import followed, may_follow
from domain.case.deciding.refusals import at_task, must_be_open
from domain.case.deciding.root_cause import check_cause
from domain.case.evolve import fold
from domain.case.state import Case, Task
from domain.case.surveying.closing import COMMANDS, FACTS, NEED_WORDS
from domain.case.surveying.differing import FOLLOW, STANDS
from domain.case.surveying.entitling import ASKED_FOR
from domain.case.surveying.evidence import SHOWN, TRUSTED
from domain.case.surveying.got_twice import KEEPS, TAKEN_BACK, may_go_back
from domain.case.surveying.signs import ABUSE, NO_ABUSE, denied
from domain.case.surveying.staffing import APART, others_asked, stands_in
from domain.case.surveying.undoing import is_taken_back
from domain.errors import CommandRejected, Forbidden
from domain.events import Event
from domain.ids import step_of
from domain.playbook import plan as p
from domain.playbook.answers import is_a
from domain.playbook.bounds import out_of
from domain.values import Value
from domain.vocabulary import CUSTOMER

Events = tuple[Event, ...]


def may_do(case: Case, name: str, task: Task, actor: c.Actor, book: Book, now: datetime) -> None:
    """Check that somebody may do a task: a role it is for, and what it and the tier of its case ask of people.

    Raises:
        Forbidden: with the role that is missing or with what else is, or because the complaint is about them.
    """
    keeps_out(case, actor)
    roles = set(actor.roles)
    if "engine" in roles or actor.person in task.roles or CUSTOMER in task.roles:
        pass  # what the customer says is recorded by whoever hears it
    elif not roles & set(task.roles) and not stands_in(case, name, actor.person):
        raise Forbidden(
            f"{actor.person} may not do “{name}”.", where=f"case {case.id}",
            remedy=f"It takes the role {' or '.join(task.roles)}.",
        )  # fmt: skip
    stands_apart(case, name, task, actor, book)
    check_fit(case, name, task, actor, book, now)


def complete(case: Case, command: c.CompleteTask, book: Book, task: Task) -> Events:
    """Record a done task and what its answer decides.

    Raises:
        CommandRejected: the answer does not fit, or somebody else claimed the task.
        Forbidden: this actor may not do it.
    """
    with at_task(case, command.task):
        return _completed(case, command, book, task)


def _completed(  # noqa: C901, PLR0911, PLR0912 — one line a purpose
    case: Case, command: c.CompleteTask, book: Book, task: Task
) -> Events:
    if task.claimed_by and task.claimed_by != command.actor.person:
        raise CommandRejected(f"the task “{command.task}” is with {task.claimed_by}.", where=f"case {case.id}")
    may_do(case, command.task, task, command.actor, book, command.now)
    _gives_no_fact(case, command)
    answer = {**command.answer, **_given(command, book, task)}
    done = e.TaskCompleted(at=command.now, task=command.task, by=command.actor.person, answer=answer)
    match task.purpose:
        case "ask" | "second" | "settle" | "call":
            _fits(case, command, book, task)
            return (done, *_called(case, command, book, task), *finding.by_answer(case, command, book, task))
        case "evidence":
            return (done, *_shown(case, command))
        case "approve":
            decided = decide_about(case, command, book, task)
            return (done, *decided) if isinstance(decided[0], e.RemedyApproved | e.RemedyDenied) else decided
        case "sign":
            return (done, *_looked_at(case, command, book, task))
        case "budget":
            return (done, *about_a_budget(case, command, book, task))
        case "establish":
            return (done, *_establish(case, command, book, task))
        case "stuck" | "evaluate":
            return _by_hand(case, command, book, task, done)
        case "root-cause":
            code = check_cause(case, book, text_of(case, command, "cause"))
            return (done, e.RootCauseNamed(at=command.now, cause=code, by=done.by))
        case "escalation":
            return (done, *_taken_up(case, command, task))
        case "bounced":
            return (done, *_reach(case, command, task))
        case "differs":
            return (done, *_differs(case, command, book, task))
        case "twice":
            return (done, *_twice(case, command, book, task))
        case "facts":
            return (done, *_brought(case, command, book, task))
        case "review" | "promise":
            return (done,)
        case "redress":
            _fits(case, command, book, task)
            return (done, *redress.proposed(fold(case, (done,)), command, book, task))
        case "give":
            _fits(case, command, book, task)
            return (done, *redress.given(case, command, task))
        case "second-look":
            return (done, *second_look.decided(case, command))
        case "countersign":
            return (done, *_countersigned(fold(case, (done,)), command, book))
        case "staffing":
            return (done, *_let(case, command, book, task))


def _taken_up(case: Case, command: c.CompleteTask, task: Task) -> Events:
    """Somebody answers a call of the ladder; the case is theirs, unless they say that they only help."""
    rung, who = task.details.get("rung", 0), command.actor.person
    number, takes_over = rung if isinstance(rung, int) else 0, command.answer.get("take_over", True)
    if not isinstance(takes_over, bool):
        raise _wrong(case, command, "“take_over” is not yes_no.", "Give it as take_over=yes or take_over=no.")
    taken = e.EscalationTakenUp(at=command.now, rung=number, by=who, takes_over=takes_over)
    if not takes_over or case.owner == who:
        return (taken,)
    why = f"rung {number} of the ladder was taken up"
    return (taken, e.OwnerChanged(at=command.now, was=case.owner, owner=who, by=who, why=why))


def _reach(case: Case, command: c.CompleteTask, task: Task) -> Events:
    """The reader of a message that bounced was reached otherwise, or it is sent again."""
    decision = text_of(case, command, "decision")
    if decision not in {"reached", "resend"}:
        raise _wrong(case, command, f"“{decision}” is no decision.", "Decide decision=reached or decision=resend.")
    why, who = text_of(case, command, "why"), command.actor.person
    if decision == "reached":
        return ()
    must_be_open(case)
    offer = case.offers.get(task.step)
    if offer is not None and offer.how in {"chosen", "declined"}:
        what = f"the customer has answered “{task.step}” ({offer.chosen}), so it is not sent again."
        raise _wrong(case, command, what, "They were reached: decide decision=reached.")
    if is_taken_back(case, task.step):
        what = f"“{task.step}” is being taken back, so it is not sent again."
        raise _wrong(case, command, what, "Reach them otherwise, and decide decision=reached.")
    by_hand.check_known(case, task.step)
    return (e.StepRetriedByHand(at=command.now, step=task.step, by=who, why=why),)


def _differs(case: Case, command: c.CompleteTask, book: Book, task: Task) -> Events:
    """Somebody says whether what was decided to be owed stands, or what would be decided now."""
    decision = text_of(case, command, "decision")
    if decision not in {STANDS, FOLLOW}:
        raise _wrong(case, command, f"“{decision}” is no decision.", "Decide decision=stands or decision=follow.")
    text_of(case, command, "why")
    if decision == STANDS:
        return ()
    may_follow(case, command.actor, book, str(task.details["step"]))
    return followed(case, command, book, str(task.details["step"]))


def _twice(case: Case, command: c.CompleteTask, book: Book, task: Task) -> Events:
    """Somebody says what becomes of money that came elsewhere after we had paid."""
    found = task.details["entries"]
    entries = tuple(map(str, found)) if isinstance(found, tuple) else ()
    decision = text_of(case, command, "decision")
    text_of(case, command, "why")
    if decision not in {KEEPS, TAKEN_BACK}:
        raise _wrong(
            case, command, f"“{decision}” is no decision.", f"Decide decision={KEEPS} or decision={TAKEN_BACK}."
        )
    if decision == TAKEN_BACK and not may_go_back(case, book.layout, entries):
        what = f"{', '.join(entries)} is owed; nobody may take it back."
        raise _wrong(case, command, what, f"They keep it: decide decision={KEEPS}.")
    if decision == TAKEN_BACK and all(case.ledger[name].reversed is None for name in entries):
        remedy = f"Write that down first: makegood remedy reverse {case.id[:12]} {entries[0]} --why … --reference …."
        raise _wrong(case, command, f"nothing of {', '.join(entries)} was taken back yet.", remedy)
    return ()


def _shown(case: Case, command: c.CompleteTask) -> Events:
    """Somebody says that a claim was shown to them, or that they go without evidence, and why."""
    decision = text_of(case, command, "decision")
    if decision not in {SHOWN, TRUSTED}:
        raise _wrong(case, command, f"“{decision}” is no decision.", "Decide decision=shown or decision=trusted.")
    text_of(case, command, "why")
    return ()


def _looked_at(case: Case, command: c.CompleteTask, book: Book, task: Task) -> Events:
    """Somebody says whether a sign is abuse, and why; if it is, what is not owed is denied."""
    decision = text_of(case, command, "decision")
    if decision not in {NO_ABUSE, ABUSE}:
        raise _wrong(case, command, f"“{decision}” is no decision.", "Decide decision=no_abuse or decision=abuse.")
    text_of(case, command, "why")
    if decision == NO_ABUSE:
        return ()
    return tuple(denied(case, book, str(task.details["sign"]), now=command.now, by=command.actor.person))


def _brought(case: Case, command: c.CompleteTask, book: Book, task: Task) -> Events:
    """Somebody found out what was missing to say what is owed."""
    _fits(case, command, book, task)
    facts = {name: value for name, value in command.answer.items() if name in form_of(book, task)}
    if not facts:
        raise _wrong(case, command, "no fact is given.", f"Give one of: {', '.join(form_of(book, task))}.")
    why = str(command.answer.get("note", "") or ASKED_FOR)
    return facts_told(case, book, facts, now=command.now, actor=command.actor, why=why)


def _given(command: c.CompleteTask, book: Book, task: Task) -> Mapping[str, Value]:
    """Return what a talk gives the customer by the playbook, beside what the one who led it says it gave."""
    step = book.layout.steps.get(step_of(task.step))
    if not isinstance(step, p.Ask) or not step.gives or task.purpose not in {"ask", "second", "settle"}:
        return {}
    said = command.answer.get("gives")
    return {"gives": tuple(dict.fromkeys([*step.gives, *(said if isinstance(said, tuple) else ())]))}


def _called(case: Case, command: c.CompleteTask, book: Book, task: Task) -> Events:
    """What a follow-up call that was made means for the case."""
    if task.purpose != "call":
        return ()
    answer = c.AnswerFollowUp(now=command.now, actor=command.actor, answer=command.answer)
    return answered(case, answer, book, task.step)


def _wrong(case: Case, command: c.CompleteTask, what: str, remedy: str) -> CommandRejected:
    return CommandRejected(what, where=f"case {case.id}, task {command.task}", remedy=remedy)


# --- Forms -----------------------------------------------------------------------------------------------------------
MARK = p.FactType(type="integer")
CALL: Mapping[str, p.FactType] = {"outcome": MARK, "handling": MARK}
"""What a follow-up call asks, from 1 (bad) to 5: for the outcome, and for how it was handled."""


def _gives_no_fact(case: Case, command: c.CompleteTask) -> None:
    """Check that what a talk is said to have given is something that can be given.

    Raises:
        CommandRejected: it is a fact of the case, which a command of its own records.
    """
    said = command.answer.get("gives")
    for name in map(str, said if isinstance(said, tuple) else ()):
        if name in FACTS:
            what = f"“{name}” is nothing that a customer is given: {NEED_WORDS[name]['en']}."
            raise _wrong(case, command, what, f"Record it: {COMMANDS[name]}." if name in COMMANDS else "")


def form_of(book: Book, task: Task) -> Mapping[str, p.FactType]:
    """Return the form a question is answered with; decisions have forms of their own."""
    if task.purpose == "call":
        return CALL
    if task.purpose == "facts":
        sought = task.details["facts"]
        names = [str(name) for name in sought] if isinstance(sought, tuple) else []
        several = {"optional": len(names) > 1}  # whoever knows one of several tells that
        return {name: book.plan.facts[name].model_copy(update=several) for name in names}
    if task.purpose == "redress":
        return redress.form(book, task)
    if task.purpose == "give":
        return redress.GIVES
    if task.purpose == "root-cause":
        codes = tuple(book.around.causes.causes)
        return {"cause": p.FactType(type="words", words=codes)} if codes else {"cause": p.FactType(type="text")}
    step = book.layout.steps.get(step_of(task.step))
    return step.form if task.purpose in {"ask", "second", "settle"} and isinstance(step, p.Ask) else {}


def _fits(case: Case, command: c.CompleteTask, book: Book, task: Task) -> None:
    form = form_of(book, task)
    for name in command.answer:
        if name not in form and name not in {"gives", "note"}:
            known = ", ".join(form) or "none"
            raise _wrong(case, command, f"the form has no field “{name}”.", f"Its fields: {known}.")
    for name, kind in form.items():
        value = command.answer.get(name)
        if value is None and not kind.optional:
            raise _wrong(case, command, f"the answer lacks “{name}”.", f"Give it as {name}=… ({kind.type}).")
        if value is not None and not is_a(value, kind):
            raise _wrong(case, command, f"“{name}” is not {kind.type}.", _allowed(kind))
        for _, found in out_of(name, value, kind):
            raise _wrong(case, command, *found)


def _allowed(kind: p.FactType) -> str:
    return f"One of: {', '.join(kind.words)}." if kind.words else f"Give it as {kind.type}."


# --- Decisions -------------------------------------------------------------------------------------------------------
def _establish(case: Case, command: c.CompleteTask, book: Book, task: Task) -> list[Event]:
    applied = yes_no_of(case, command, "applied")
    effect = case.effects[task.step]
    receipt: dict[str, Value] = {k: v for k, v in command.answer.items() if k not in {"applied", "note"}}
    known = e.OutcomeEstablished(
        at=command.now, step=task.step, attempt=effect.attempt, applied=applied, receipt=receipt, how="person",
        by=command.actor.person,
    )  # fmt: skip
    if not applied:
        return [known]
    outcome = c.Applied(receipt=receipt)
    return [known, *success(case, task.step, effect, command.now, effect.attempt, outcome, book, key=effect.key)]


def _by_hand(case: Case, command: c.CompleteTask, book: Book, task: Task, done: e.TaskCompleted) -> Events:
    """Try a stuck step again or go on without it; what takes two persons stays stuck until the second has answered."""
    decision, who = text_of(case, command, "decision"), command.actor.person
    acts = {"retry": by_hand.retry, "skip": by_hand.skip}
    if decision not in acts:
        raise _wrong(case, command, f"“{decision}” is no decision.", "Decide decision=retry or decision=skip.")
    why = text_of(case, command, "why")
    must_be_open(case)
    if decision == "skip":
        by_hand.check_owed(case, book, task.step)
    if decision == "skip" and countersigning.takes_two(case, book, "skip", task.step):
        wanted = c.SkipStep(now=command.now, actor=command.actor, step=task.step, why=why)
        return countersigning.ask_to(case, book, "skip", wanted, task.step)
    return (done, *acts[decision](fold(case, (done,)), task.step, now=command.now, by=who, why=why))


def _countersigned(case: Case, command: c.CompleteTask, book: Book) -> Events:
    """A second person agrees, and it is done; or does not, and nothing changes."""
    if not yes_no_of(case, command, "approve"):
        text_of(case, command, "why")
        return ()
    return countersigning.agreed(case, command, book)


def _could_do(case: Case, about: str, named: c.Actor, book: Book, now: datetime) -> None:
    """Check that whoever is named could do a task then: nobody is let do what is about them, nor given authority.

    Raises:
        Forbidden: they could not.
    """
    task = case.tasks[about]
    try:
        if task.purpose not in APART:
            stands_apart(case, about, task, named, book)
        if task.purpose == "approve":
            could_grant(case, named, str(task.details["entry"]), book, now)
    except Forbidden as trouble:
        raise Forbidden(
            trouble.what, where=f"case {case.id}, task {about}",
            remedy="Name somebody else; where the house has nobody, add them: makegood house add NAME.",
        ) from None  # fmt: skip


def _let(case: Case, command: c.CompleteTask, book: Book, task: Task) -> Events:
    """A head says who does a task that nobody is fit for, and answers for it."""
    person, why = text_of(case, command, "person"), text_of(case, command, "why")
    who, asked = command.actor, str(task.details["for"])
    hand = names_with_a_hand(case, asked, who)
    named = command.named or c.Actor(person=person)
    may_be_named(case, asked, named, who, hand=hand)
    _could_do(case, asked, named, book, command.now)
    let = e.PersonLet(at=command.now, task=asked, person=person, by=who.person, why=why, hand=hand)
    others = others_asked(case, command.task)
    return (let, *(e.TaskTakenBack(at=command.now, task=name, why="somebody was named") for name in others))
