"""What people do to promises and clocks, and what they say of messages: the deciders of these commands.

Nobody needs a second person for them; who it was, why, and what shows it is kept.
"""

from __future__ import annotations

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.following_up import reopened
from domain.case.deciding.refusals import must_be_open, refuse
from domain.case.state import Case, NewTime, Promise
from domain.case.surveying.arithmetic import arithmetic_of
from domain.case.surveying.bouncing import bounce, kept_by
from domain.case.surveying.house_promises import terms_of
from domain.case.surveying.replacing import replaced
from domain.case.surveying.stop_clock import never_stops, rest_at, restated, resumed
from domain.clock.duration import Duration
from domain.clock.instant import instant_text
from domain.clock.span import Days, WorkingDays, WorkingHours
from domain.errors import MakegoodError
from domain.events import Event
from domain.ids import ENGINE

Events = tuple[Event, ...]


def _open(case: Case, name: str) -> Promise:
    """Return a promise that is open, or say what became of it."""
    must_be_open(case)
    promise = case.promises.get(name)
    if promise is None:
        refuse(case, f"nothing called “{name}” was promised.", f"Promised: {', '.join(case.promises) or 'nothing'}.")
    if promise.status != "open":
        refuse(case, f"the promise “{name}” is {promise.status} already.", _what_then(promise))
    return promise


def _what_then(promise: Promise) -> str:
    return "Set a new time: makegood case new-time." if promise.status == "broken" else "See makegood case show."


# --- Clocks ----------------------------------------------------------------------------------------------------------
def stop_clock(case: Case, command: c.StopClock, book: Book) -> Events:
    """Stop the clock of a promise that may stop."""
    promise = _open(case, command.promise)
    why_not = never_stops(case, book, command.promise)
    if why_not:
        refuse(case, why_not, "If the time cannot be kept, tell the customer a new one: makegood case new-time.")
    if not command.evidence.strip():
        refuse(case, "the evidence is missing.", "Say what shows it: a letter, a call, a reference.")
    stop = promise.stopped
    if stop is not None:
        refuse(case, f"the clock of “{command.promise}” stands still since {instant_text(stop.since)}.")
    until = command.until or command.now + book.clocks(case.tier).hold.span
    if until <= command.now:
        refuse(case, "a clock is stopped until an instant that lies ahead.")
    rest = rest_at(book, promise, command.now)
    if rest is None:
        refuse(case, f"what is left of “{command.promise}” cannot be counted: the calendar does not reach so far.")
    return (
        e.ClockStopped(
            at=command.now, promise=command.promise, reason=command.why, evidence=command.evidence, rest=rest,
            by=command.actor.person, until=until,
        ),
    )  # fmt: skip


def resume_clock(case: Case, command: c.ResumeClock, book: Book) -> Events:
    """Let a clock go on that a person stopped."""
    promise = _open(case, command.promise)
    stop = promise.stopped
    if stop is None:
        return ()
    if stop.by == ENGINE:
        remedy = "Answer the question in the customer's name: makegood task do, or makegood case received."
        refuse(case, "this clock stands still while the customer is asked; it goes on with the answer.", remedy)
    return (resumed(book, command.promise, promise, command.now, command.why, command.actor.person),)


def restate_clock(case: Case, command: c.RestateClock, book: Book) -> Events:
    """Count a promise from another start, with the same span and the same stops."""
    promise, within = _open(case, command.promise), None
    within = promise.within
    if not isinstance(within, Duration | Days | WorkingDays | WorkingHours):
        refuse(case, f"“{command.promise}” was told as an instant and counts from nothing.", "Set a new time instead.")
    if promise.stopped is not None:
        refuse(
            case, f"the clock of “{command.promise}” stands still.", "Let it go on first: makegood case resume-clock."
        )
    if command.start > command.now:
        refuse(case, "a promise counts from something that has happened.")
    try:
        reckoning = restated(book, promise, command.start, within)
    except MakegoodError as trouble:
        refuse(case, f"it cannot be counted from there: {trouble.what}", trouble.remedy)
    if reckoning.due == promise.due:
        return ()
    return (
        e.ClockRestated(
            at=command.now, promise=command.promise, before=promise.due, after=reckoning.due,
            arithmetic=arithmetic_of(book, reckoning, "from"), why=command.why, by=command.actor.person,
        ),
    )  # fmt: skip


# --- Promises --------------------------------------------------------------------------------------------------------
def replace_promise(case: Case, command: c.ReplacePromise, book: Book) -> Events:
    """Set a new time: it counts when the customer has been told, by our message or by whoever told them."""
    must_be_open(case)
    promise = case.promises.get(command.promise)
    if promise is None or promise.status not in {"open", "broken"}:
        promise = _open(case, command.promise)
    terms = terms_of(book, command.promise)
    if promise.source:
        refuse(case, f"“{command.promise}” is due by {promise.source}; no word of ours moves it.")
    if terms is None or terms.tell:
        refuse(case, f"“{command.promise}” is about hearing from us.", "Write to the customer: that keeps it.")
    if command.due <= command.now:
        refuse(case, "a new time lies ahead.")
    if command.due == promise.due:
        return ()
    if any(each.replaces == command.promise for each in case.promises.values()):
        refuse(case, f"“{command.promise}” was replaced already.", f"Promised: {', '.join(case.promises)}.")
    if any(new.promise == command.promise and not new.told for new in case.new_times.values()) and not command.told:
        refuse(case, "a new time was set already, and the customer is being told.")
    who = command.actor.person
    if command.told:
        new = NewTime(command.promise, command.due, command.why, who)
        return (replaced(case, new, command.now, command.told),)
    return (e.NewTimeSet(at=command.now, promise=command.promise, due=command.due, why=command.why, by=who),)


def give_estimate(case: Case, command: c.GiveEstimate, book: Book) -> Events:
    """Keep what the customer was told to expect."""
    must_be_open(case)
    if command.what != "resolved" and command.what not in book.layout.steps:
        refuse(case, f"“{command.what}” is neither a step nor “resolved”.", "See the steps: makegood playbook explain.")
    if not command.now < command.latest or command.latest < command.earliest:
        refuse(case, "an estimate goes from an instant to a later one, and its end lies ahead.")
    if not command.basis.strip():
        refuse(case, "it is not said on what the estimate rests.", "Say it with --basis.")
    same = [n for n, x in case.estimates.items() if x.what == command.what]
    if same and not case.estimates[same[-1]].missed:
        last = case.estimates[same[-1]]
        if (last.earliest, last.latest, last.basis) == (command.earliest, command.latest, command.basis):
            return ()
    return (
        e.EstimateGiven(
            at=command.now, estimate=f"{command.what}#{len(same) + 1}", what=command.what, to=case.customer.id,
            earliest=command.earliest, latest=command.latest, basis=command.basis, by=command.actor.person,
        ),
    )  # fmt: skip


# --- Asking the customer ---------------------------------------------------------------------------------------------
def request_information(case: Case, command: c.RequestInformation, book: Book) -> Events:
    """Keep that the customer was asked for something, and until when."""
    must_be_open(case)
    if command.until <= command.now:
        refuse(case, "the customer has until an instant that lies ahead.")
    return (
        e.InformationRequested(
            at=command.now, request=f"@asked#{len(case.asked) + 1}", what=command.what, channel=command.channel,
            until=command.until, by=command.actor.person,
        ),
    )  # fmt: skip


def receive_information(case: Case, command: c.ReceiveInformation, book: Book) -> Events:
    """Keep that it came."""
    must_be_open(case)
    waiting = [name for name, asked in case.asked.items() if asked.received is None]
    if command.request and command.request not in case.asked:
        refuse(case, f"nothing called “{command.request}” was asked for.", f"Open: {', '.join(waiting) or 'nothing'}.")
    request = command.request or (waiting[0] if len(waiting) == 1 else "")
    if not request and waiting:
        refuse(case, "more than one thing was asked for.", f"Name one of: {', '.join(waiting)}.")
    if not request and not case.asked:
        refuse(case, "nothing was asked for in this case.")
    if not request or case.asked[request].received is not None:
        return ()
    return (e.InformationReceived(at=command.now, request=request, by=command.actor.person),)


# --- Messages and hands ----------------------------------------------------------------------------------------------
def report_bounce(case: Case, command: c.ReportBounce, book: Book) -> Events:
    """Keep that a message did not arrive; a closed case that it concerns is taken up again."""
    step = command.step
    if step in case.bounced:  # told again, or after its reader was reached otherwise: it was not sent anew since
        return ()
    told = case.told.get(step)
    if told is None or step not in case.effects:
        known = ", ".join(name for name in case.told if name in case.effects) or "none"
        refuse(case, f"no message “{step}” was sent.", f"Sent: {known}.")
    who = command.actor.person
    gone = bounce(case, step, at=command.now, why=command.why, by=who)
    if case.phase != "closed":
        return (gone,)
    if not kept_by(case, step) and not set(told.gives) & set(book.plan.close.needs):
        return (gone,)
    return (gone, *reopened(case, book, command.now, who, f"the message “{step}” did not arrive"))


def hand_over(case: Case, command: c.HandOver, book: Book) -> Events:
    """Hand the case to the next: the note with what was promised, the tasks one had, the case itself."""
    must_be_open(case)
    who, to = command.actor.person, command.to
    if to == who:
        refuse(case, f"{who} cannot hand a case to themselves.")
    mine = tuple(n for n, task in case.tasks.items() if task.status == "open" and task.claimed_by == who)
    promised = {name: promise.due for name, promise in case.promises.items() if promise.status == "open"}
    if case.owner == to and not mine:
        return ()
    note = e.HandoverWritten(
        at=command.now, by=who, to=to, done=command.done, left=command.left, promises=promised, tasks=mine
    )
    why = f"handed over to {to}"
    released = (e.TaskReleased(at=command.now, task=task, by=who, why=why) for task in mine)
    changed = e.OwnerChanged(at=command.now, was=case.owner, owner=to, by=who, why="hand-over")
    return (note, *released, *((changed,) if case.owner != to else ()))
