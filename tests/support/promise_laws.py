"""The laws of promises and clocks, as judges beside those of tests/support/laws.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.rows import promise_changes
from domain.case import events as e
from domain.case.due import tick
from domain.case.evolve import fold, named
from domain.case.state import Case, base_of
from domain.case.surveying.house_promises import terms_of
from domain.case.surveying.pay_within import promise_of
from domain.clock.remainder import rest_of
from domain.events import Event
from domain.ids import step_of, step_path
from domain.playbook.outline import DECISION
from domain.values import Person
from tests.support.breaking import must

if TYPE_CHECKING:
    from tests.support.lives import Life

NIGHTLY = ("tell", "offer", "follow-up")


def judge_promises(life: Life, events: tuple[Event, ...]) -> None:
    """Look at every law of promises that can be looked at after each command."""
    no_promise_passes_in_silence(life)
    nothing_is_put_right_that_is_still_to_be_paid(life)
    the_table_is_the_fold(life, events)
    for event in events:
        _judge_money(life, event)
        if isinstance(event, e.PromiseKept | e.PromiseBroken | e.PromiseReplaced):
            a_promise_ends_one_way(life, event)
        if isinstance(event, e.PromiseKept):
            a_duty_is_kept_by_what_its_pack_says(life, event)
            word_of_a_decision_is_given_by_nothing_else(life, event)
            a_case_that_is_called_off_unheard_answers_nothing(life, event)
        if isinstance(event, e.ClockStopped):
            what_the_law_started_never_stops(life, event)
        if isinstance(event, e.ClockResumed):
            nothing_is_lost_while_a_clock_stands(life, event)
        if isinstance(event, e.StepStarted) and event.effect in NIGHTLY:
            nobody_is_woken_without_need(life, event)
        if isinstance(event, e.MessageBounced):
            a_bounce_opens_what_it_kept(life, event)
        if isinstance(event, e.HandoverWritten | e.OwnerChanged):
            clocks_run_on_through_a_hand_over(life, event)


def _judge_money(life: Life, event: Event) -> None:
    if isinstance(event, e.PayoutReturned):
        what_came_back_keeps_no_promise(life, event)
    if isinstance(event, e.CaseClosed):
        what_came_back_is_told(life, event)
        who_withdraws_is_told_that_it_is_so(life, event)
        whoever_got_something_is_written_to(life, event)


def no_promise_passes_in_silence(life: Life) -> None:
    """After a Tick no promise is open behind its instant: it was kept in time, or breaks for all to see."""
    _, behind = tick(life.case, life.book, life.now) if life.case.phase != "closed" else ((), life.case)
    stands = [n for n, x in behind.promises.items() if x.status == "open" and x.stopped is not None]
    must(not stands or behind.tier != "critical", "no clock stands still while somebody's safety is at stake")
    late = [n for n, x in behind.promises.items() if x.status == "open" and x.stopped is None and x.due <= life.now]
    must(not late or behind.phase == "closed", f"no promise passes in silence: {late}")


def the_table_is_the_fold(life: Life, events: tuple[Event, ...]) -> None:
    """The watchdog's table, changed by the events alone, says of every promise what the case says."""
    for change in promise_changes(life.case.id, events):
        if change.promise == "*":
            still = {name: row for name, row in life.table.items() if row[0] in {"open", "stopped"}}
            life.table.update({name: (change.state, row[1]) for name, row in still.items()})
        else:
            known = life.table.get(change.promise)
            due = change.due or (known[1] if known else None)
            must(due is not None, "a row of the table has an instant")
            if due is not None:
                life.table[change.promise] = (change.state, due)
    must(life.table.keys() == life.case.promises.keys(), "the table knows every promise")
    for name, promise in life.case.promises.items():
        state = "stopped" if promise.status == "open" and promise.stopped is not None else promise.status
        must(life.table[name] == (state, promise.due), f"the table says of “{name}” what the case says")


def a_promise_ends_one_way(life: Life, event: e.PromiseKept | e.PromiseBroken | e.PromiseReplaced) -> None:
    """A promise is kept, broken or replaced, once; a message that bounced, or money that came back, opens it again."""
    ends: Counter[str] = Counter()
    for x in (*_before(life, event), event):
        match x:
            case e.MessageBounced() | e.PayoutReturned():
                for name in x.promises:
                    ends[name] -= 1
            case e.PromiseReplaced(late=True):
                must(ends[x.promise] == 1, "what is replaced late was broken before, and stays so")
            case e.PromiseKept() | e.PromiseBroken() | e.PromiseReplaced():
                ends[x.promise] += 1
            case _:
                pass
    must(ends[event.promise] == 1, "a promise ends one way")


def word_of_a_decision_is_given_by_nothing_else(life: Life, event: e.PromiseKept) -> None:
    """A promise to tell what was decided is kept by telling it: no offer, no payment, and no end does."""
    terms = terms_of(life.book, event.promise)
    if terms is None or terms.kept_by != DECISION:
        return
    told = any(x.at <= event.at and _tells_a_decision(life, x) for x in (*_before(life, event), event))
    must(told, "a promise to tell what was decided is kept by nothing but word of it")


def a_case_that_is_called_off_unheard_answers_nothing(life: Life, event: e.PromiseKept) -> None:
    """The letter that a case is called off keeps no promise to answer, unless somebody found something before it."""
    terms = terms_of(life.book, event.promise)
    answers = terms.kept_by == DECISION if terms is not None else event.promise.startswith("pay-")
    if not answers or not event.by_step.startswith("@cancelled"):
        return
    since = [n for n, x in enumerate(life.events) if isinstance(x, e.CaseReopened) and x.at <= event.at]
    found = [x for x in life.events[max(since, default=0) :] if isinstance(x, e.FindingMade) and x.at <= event.at]
    must(found, "a case that is called off unheard answers nothing")


def _tells_a_decision(life: Life, event: Event) -> bool:
    match event:
        case e.MessageSent() | e.ContactRecorded():
            return DECISION in event.gives
        case e.TaskCompleted():
            gives, task = event.answer.get("gives"), life.case.tasks[event.task]
            message = life.case.effects.get(task.step)
            sent = message.request.get("gives") if message is not None and task.purpose == "bounced" else None
            return any(isinstance(each, tuple) and DECISION in each for each in (gives, sent))
        case _:
            return False


def what_the_law_started_never_stops(life: Life, event: e.ClockStopped) -> None:
    """A clock with a source in law never stops, nor one of a case in which somebody's safety is at stake."""
    made = next(
        x for x in life.events if isinstance(x, e.PromiseMade | e.PromiseReplaced) and _name(x) == event.promise
    )
    must(isinstance(made, e.PromiseReplaced) or not made.source, "what the law started never stops")
    judged = [x for x in _before(life, event) if isinstance(x, e.RiskAssessed | e.RiskReassessed)]
    must(judged[-1].tier != "critical", "no clock stops while somebody's safety is at stake")
    first = judged[0]
    safe = isinstance(first, e.RiskAssessed) and first.consequence.get("safety", "none") == "none"
    must(safe, "no clock stops while somebody's safety is at stake")


def _name(event: e.PromiseMade | e.PromiseReplaced) -> str:
    return event.promise if isinstance(event, e.PromiseMade) else event.by_promise


def nothing_is_lost_while_a_clock_stands(life: Life, event: e.ClockResumed) -> None:
    """When a clock goes on, as much of its time is left as was left when it stopped, in the unit of the promise."""
    before = _before(life, event)
    stopped = [x for x in before if isinstance(x, e.ClockStopped) and x.promise == event.promise]
    rest = stopped[-1].rest
    left = rest_of(life.book.calendar, event.at, event.due, rest)  # type: ignore[arg-type] # a span, as it was kept
    must(left == rest, f"nothing is lost while a clock stands: {rest} was left, {left} is")


def nobody_is_woken_without_need(life: Life, event: e.StepStarted) -> None:
    """In quiet hours a message begins only for safety, for one who wrote meanwhile, or to keep what would break."""
    quiet = life.book.contact.quiet_hours.get("us")
    night = quiet.around(event.at) if quiet is not None else None
    before = _before(life, event)
    again = any(isinstance(x, e.StepStarted) and x.key == event.key for x in before)
    if night is None or again:
        return
    case = fold(named("ca_life"), before)
    if case.tier == "critical" or case.consequence.get("safety", "none") != "none":
        return
    written = [x for x in before if isinstance(x, _WRITES) and x.at >= night[0] and _from_customer(x)]
    must(written or _would_break(life, case, event.step, night[1]), "nobody is woken without need")


_WRITES = (
    e.ContactRecorded, e.AlternativeChosen, e.OfferDeclined, e.EvidenceReceived, e.InformationReceived, e.CaseOpened,
    e.RemedyDeclined,
)  # fmt: skip


def _from_customer(event: Event) -> bool:
    if isinstance(event, e.ContactRecorded):
        return event.direction == "in"
    return not isinstance(event, e.CaseOpened) or event.initiated_by == "customer"


def _would_break(life: Life, case: Case, step: str, end: datetime) -> bool:
    due = [name for name, x in case.promises.items() if x.status == "open" and x.stopped is None and x.due <= end]
    plan = life.book.plan.promises
    for name in due:
        terms = plan.get(name.split("/")[0].split("~")[0])
        if terms is None or terms.tell or terms.kept_by == step_of(step):
            return True
    new = [x.promise for x in case.new_times.values() if not x.told and x.promise in case.promises]
    return step.startswith("@new-time") and any(case.promises[name].due <= end for name in new)


def a_duty_is_kept_by_what_its_pack_says(life: Life, event: e.PromiseKept) -> None:
    """What has to be done by a message is kept by one that went to the customer, and has not come back.

    Where it has to be done in writing, no talk keeps it.
    """
    before = _before(life, event)
    case = fold(named(life.case.id), before)
    for path, found in case.entitled.items():
        for gift in found.gifts:
            if promise_of(path, gift.rule) == event.promise and gift.kept_by == "message":
                told = case.told.get(event.by_step)
                must(told is not None and told.at == event.at, "a duty to write is kept by a message")
                must(told is not None and told.to in {"", case.customer.id}, "and that went to the customer")
                must(not gift.in_writing or _was_written(before, event.by_step), "nothing said keeps a duty to write")


def _was_written(events: Sequence[Event], told: str) -> bool:
    """Say whether what the customer was told was written, by the facts alone."""
    if told.startswith("@contact#"):
        said = [x for x in events if isinstance(x, e.ContactRecorded) and x.direction == "out"]
        return said[int(told.partition("#")[2]) - 1].channel in {"mail", "letter"}
    letters = [x for x in events if isinstance(x, e.MessageSent) and x.step == told]
    return bool(letters) and letters[-1].channel not in {"phone", "in-person", "desk"}


def what_came_back_keeps_no_promise(life: Life, event: e.PayoutReturned) -> None:
    """Behind money that came back, no promise to pay what it was for counts as kept, where it is owed by now.

    Nor one to put the matter right, if that was so since it was paid.
    """
    behind = fold(named(life.case.id), (*_before(life, event), event))
    owed = [path for path in behind.ledger[event.entry].entitled if behind.entitled[path].gifts]
    for path in owed:
        pays = [name for name in behind.promises if name.startswith(f"pay-{step_of(path)}.")]
        still = [
            name
            for name in pays
            if behind.promises[name].status == "kept" and name.endswith(path[len(step_of(path)) :])
        ]
        duties = {gift.rule for gift in behind.entitled[path].gifts if gift.duty}
        must(all(any(f".{rule}" in name for rule in duties) for name in still), "what came back keeps no promise")
    paid = max(x.at for x in _before(life, event) if isinstance(x, e.RemedyPaid) and x.entry == event.entry)
    right = [
        name
        for name, each in behind.promises.items()
        if base_of(name) == "resolve" and each.status == "kept" and each.at is not None and each.at >= paid
    ]
    must(not right, "what came back keeps no promise to put it right")


def nothing_is_put_right_that_is_still_to_be_paid(life: Life) -> None:
    """No case counts as put right while what it gave came back and is to be paid again."""
    back = [name for name, entry in life.case.ledger.items() if entry.returns and entry.status == "approved"]
    must(life.case.phase != "resolved" or life.case.winding_up or not back, f"what came back is put right: {back}")


def what_came_back_is_told(life: Life, event: e.CaseClosed) -> None:
    """No case ends before its customer was written to about what came back and was paid again, or it was seen to."""
    case = fold(named(life.case.id), _before(life, event))
    for name, entry in case.ledger.items():
        if entry.returns and entry.status == "paid":
            letter = step_path("@returned", (name, str(len(entry.returns))))
            must(case.status(letter) is not None, f"what came back is told: {name}")


def who_withdraws_is_told_that_it_is_so(life: Life, event: e.CaseClosed) -> None:
    """No case ends as withdrawn before its customer was written to, if they can be, whoever said that they withdrew."""
    case = fold(named(life.case.id), _before(life, event))
    letter = case.effects.get(step_path("@cancelled", (str(case.reopened),)))
    tried = letter is not None and letter.status in {"applied", "failed", "refused"}
    must(event.outcome != "withdrawn" or tried, "who withdraws is told that it is so")


def whoever_got_something_is_written_to(life: Life, event: e.CaseClosed) -> None:
    """No case ends before everybody else of whom something is known was written to about what they got."""
    before = _before(life, event)
    case = fold(named(life.case.id), before)
    letters = [
        x.request for x in case.effects.values() if x.kind == "tell" and x.status in {"applied", "failed", "refused"}
    ]
    written = {to.id for each in letters if isinstance(to := each.get("to"), Person)}
    others = {x.payee.id for x in case.ledger.values() if x.status == "paid" and x.payee.ref} - {case.customer.id}
    must(others <= written, f"whoever got something is written to: {others - written}")


def a_bounce_opens_what_it_kept(life: Life, event: e.MessageBounced) -> None:
    """What a message kept before it bounced is open behind it, and what it alone gave is not given.

    One that never left changes nothing of that: nobody heard of it, and what it was to keep is open still.
    """
    before = _before(life, event)
    was, now = fold(named("ca_life"), before), fold(named("ca_life"), (*before, event))
    if event.unsent:
        must(
            (was.promises, was.given, was.told) == (now.promises, now.given, now.told), "what never left tells nothing"
        )
        must(now.steps.get(event.step) is None or now.status(event.step) == "done", "what cannot be sent holds nothing")
        return
    for name, promise in was.promises.items():
        if promise.status == "kept" and promise.by_step == event.step:
            must(now.promises[name].status == "open", "a bounce opens what it kept")
    gone = {event.step}
    letters: list[e.ContactRecorded | e.MessageSent] = [x for x in before if isinstance(x, e.ContactRecorded)]
    letters += [x for x in before if isinstance(x, e.MessageSent) and x.step not in gone]
    talks = [x.answer.get("gives") for x in before if isinstance(x, e.TaskCompleted)]
    others = {gift for x in letters for gift in x.gives} | {g for gives in talks for g in gives or ()}  # type: ignore[union-attr] # texts
    others |= {gift for step in _reached(was, before) if step != event.step for gift in _would_give(was, step)}
    must(now.given <= others, "what did not arrive was not given")


def _reached(case: Case, facts: Sequence[Event]) -> set[str]:
    """Return the messages that did not arrive and whose readers were told by other means since."""
    found = set[str]()
    for x in facts:
        if isinstance(x, e.MessageBounced):
            found.discard(x.step)
        elif isinstance(x, e.TaskCompleted) and x.answer.get("decision") == "reached":
            found.add(case.tasks[x.task].step)
    return found


def _would_give(case: Case, step: str) -> Sequence[str]:
    gives = case.effects[step].request.get("gives") if step in case.effects else ()
    return [str(gift) for gift in gives] if isinstance(gives, tuple) else []


def clocks_run_on_through_a_hand_over(life: Life, event: e.HandoverWritten | e.OwnerChanged) -> None:
    """Whoever has the case: every promise and every task is due when it was due before."""
    before = _before(life, event)
    was, now = fold(named("ca_life"), before), fold(named("ca_life"), (*before, event))
    must(was.promises == now.promises, "promises are due as before through a hand-over")
    must({n: x.due for n, x in was.tasks.items()} == {n: x.due for n, x in now.tasks.items()}, "tasks are, too")


def _before(life: Life, event: Event) -> list[Event]:
    return life.events[: next(n for n, x in enumerate(life.events) if x is event)]
