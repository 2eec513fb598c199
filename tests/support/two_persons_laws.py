"""The laws of what takes two persons and is of the customer, as judges beside those of tests/support/laws.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.case import events as e
from domain.case.due import due
from domain.case.evolve import fold, named
from domain.case.state import IN_FLIGHT, Case, subject_of
from domain.case.surveying import second_persons
from domain.events import Event
from domain.ids import step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.grounds import grounds
from tests.support.breaking import must

if TYPE_CHECKING:
    from tests.support.lives import Life


def judge_two_persons(life: Life, events: Iterable[Event]) -> None:
    """Look at every law of what takes two persons that can be looked at after each command."""
    what_is_asked_is_what_is_at_stake(life)
    one_request_says_where_it_goes(life)
    for event in events:
        if isinstance(event, e.CustomerRecognised):
            what_is_on_its_way_goes_elsewhere_by_two(life, event)
        if isinstance(event, e.CaseWithdrawn):
            who_agrees_has_read_in_what_words_they_withdrew(life, event)
        if isinstance(event, e.RemedyDeclined):
            what_is_owed_or_granted_is_unwanted_by_two(life, event)
        if isinstance(event, e.RemedySetOff):
            what_is_owed_is_set_off_by_two(life, event)
        if isinstance(event, e.PayoutReturned):
            what_is_paid_again_came_back_by_two(life, event)
        if isinstance(event, e.TaskCompleted):
            two_answers_are_about_the_same_facts(life, event)
        if isinstance(event, e.SecondAsked):
            what_is_settled_is_not_asked(life, event)
        if isinstance(event, e.RemedyApproved):
            who_says_where_it_goes_does_not_grant_it(life, event)
            who_has_more_stand_does_not_grant_it(life, event)


def what_is_asked_is_what_is_at_stake(life: Life) -> None:
    """Where nothing is due, whoever is to agree reads what is at stake as the case stands, not as it stood."""
    case, switch = life.case, life.book.around.switch
    if due(case, life.book, life.now).tick or case.frozen or (switch is not None and switch.stopped):
        return
    for name, asked in case.wanted.items():
        if case.tasks[name].status == "open" and (asked.act != "redirect" or asked.instead_of == case.customer):
            stake = second_persons.at_stake(case, life.book, asked)
            must(asked.stake == (stake.marks if stake else ()), "what is asked is what is at stake")
            must(case.phase != "closed", "nobody is asked to agree in a closed case")


def two_answers_are_about_the_same_facts(life: Life, event: e.TaskCompleted) -> None:
    """Between one answer and another to the same question no fact changes on which rests what they decide."""
    before = _before(life, event)
    task = before.tasks[event.task]
    if task.purpose not in {"second", "settle"}:
        return
    question, layout = step_of(task.step), life.book.layout
    on = [grounds(life.book.plan, layout, step) for step in layout.steps if not layout.enclosing(step, p.Run)]
    facts = {fact for each in on if question in each.steps for fact in each.facts}
    first = before.last_asked(str(task.details["first"]))
    since = next(n for n, x in enumerate(life.events) if isinstance(x, e.TaskCompleted) and x.task == first)
    until = next(n for n, x in enumerate(life.events) if x is event)
    changes = [x for x in life.events[since:until] if isinstance(x, e.FailureChanged)]
    must(not any(facts & x.facts.keys() for x in changes), "two answers are about the same facts")


def what_is_settled_is_not_asked(life: Life, event: e.SecondAsked) -> None:
    """Nobody is asked to agree to what is so already: the question would be taken back and asked anew without end."""
    settled = second_persons.is_settled(fold(_before(life, event), (event,)), life.book, event.task)
    must(not settled, "what is settled is not asked")


def what_is_on_its_way_goes_elsewhere_by_two(life: Life, event: e.CustomerRecognised) -> None:
    """What is on its way to a customer goes to another name or address only where one asked and another agreed.

    Their first address one person tells, unless a payout was begun.
    """
    before = _before(life, event)
    if event.second:
        asked = {
            x.task
            for x in life.events
            if isinstance(x, e.SecondAsked) and (x.act, x.by, x.customer) == ("redirect", event.by, event.customer)
        }
        done = [x for x in life.events if isinstance(x, e.TaskCompleted) and x.task in asked and x.by == event.second]
        claims = [x for x in life.events if isinstance(x, e.TaskClaimed) and x.task in asked and x.by == event.second]
        must(event.second != event.by, "who agrees where it goes is another one")
        must(claims, "who agrees where it goes has read it")
        must(any(x.answer.get("approve") is True for x in done), "who agreed where it goes was asked")
    elif event.elsewhere and event.first:
        begun = [x for x in before.effects.values() if x.kind == "pay" and x.status in IN_FLIGHT]
        paying = [before.ledger[subject_of(before.id, x.key)] for x in begun]
        must(all(x.payee.id != before.customer.id for x in paying), "what is being paid goes elsewhere by two")
    elif event.elsewhere:
        coming = [x for x in before.ledger.values() if x.open and x.payee.id == before.customer.id]
        running = [x for x in before.covers.values() if not x.ended and x.payee.id == before.customer.id]
        must(not coming and not running, "what is on its way goes elsewhere by two")


def who_agrees_has_read_in_what_words_they_withdrew(life: Life, event: e.CaseWithdrawn) -> None:
    """Whoever agrees that a customer withdrew has the task of it, for there alone they read what the customer said."""
    if event.second:
        asked = {x.task for x in life.events if isinstance(x, e.SecondAsked) and x.outcome == "withdrawn"}
        claims = [x for x in life.events if isinstance(x, e.TaskClaimed) and x.task in asked and x.by == event.second]
        must(event.second != event.written_by, "who agrees that they withdrew is another one")
        must(claims or not event.text, "who agrees that they withdrew has read it")


def what_is_owed_or_granted_is_unwanted_by_two(life: Life, event: e.RemedyDeclined) -> None:
    """Nobody of the house alone writes down that a customer does not want what is owed or granted to them."""
    entry = _before(life, event).ledger[event.entry]
    if event.second:
        asked = {x.task for x in life.events if isinstance(x, e.SecondAsked) and x.act == "decline"}
        claims = [x for x in life.events if isinstance(x, e.TaskClaimed) and x.task in asked and x.by == event.second]
        must(event.second != event.written_by, "who agrees that it is not wanted is another one")
        must(claims, "who agrees that it is not wanted has read it")
    elif event.written_by:
        must(entry.status != "approved" and not entry.entitled, "what is owed or granted is unwanted by two")


def one_request_says_where_it_goes(life: Life) -> None:
    """Of requests of where things go, the newest alone is to be answered."""
    case = life.case
    redirects = [name for name, asked in case.wanted.items() if asked.act == "redirect"]
    still = [name for name in redirects if case.tasks[name].status == "open"]
    must(not still or still == redirects[-1:], "the newest request of where things go is the one that is answered")


def what_is_owed_is_set_off_by_two(life: Life, event: e.RemedySetOff) -> None:
    """What one person alone says came from elsewhere brings nothing below what is owed: for that it takes two."""
    if not event.recovery:
        return
    learned = next(x for x in life.events if isinstance(x, e.OutsideRecoveryLearned) and x.recovery == event.recovery)
    entry = _before(life, event).ledger[event.entry]
    if learned.second:
        must(learned.second != learned.by, "who agrees that it came from elsewhere is another one")
    elif entry.entitled and isinstance(entry.amount, Money) and isinstance(event.amount, Money):
        floor = entry.floor.minor if isinstance(entry.floor, Money) else entry.amount.minor
        must(entry.amount.minor - event.amount.minor >= floor, "what is owed is set off by two")


def what_is_paid_again_came_back_by_two(life: Life, event: e.PayoutReturned) -> None:
    """Who granted what was paid, or had a hand in it that it came back before, has it paid again only with another."""
    entry, at = _before(life, event).ledger[event.entry], next(n for n, x in enumerate(life.events) if x is event)
    before = [x for x in life.events[:at] if isinstance(x, e.PayoutReturned) and x.entry == event.entry]
    if event.second:
        asked = {
            x.task
            for x in life.events
            if isinstance(x, e.SecondAsked) and (x.act, x.step, x.by) == ("came-back", event.entry, event.by)
        }
        done = [x for x in life.events if isinstance(x, e.TaskCompleted) and x.task in asked and x.by == event.second]
        must(event.second != event.by, "who agrees that it came back is another one")
        must(any(x.answer.get("approve") is True for x in done), "who agreed that it came back was asked")
    else:
        hands = {entry.approver, *(name for x in before for name in (x.by, x.second))} - {"", "engine"}
        must(event.by not in hands, "what is paid again came back by two")


def who_says_where_it_goes_does_not_grant_it(life: Life, event: e.RemedyApproved) -> None:
    """Who wrote down who the customer is, and where what they get goes, grants nothing that goes to them."""
    at = next(n for n, x in enumerate(life.events) if x is event)
    said = {x.by for x in life.events[:at] if isinstance(x, e.CustomerRecognised) and x.why}
    if life.case.ledger[event.entry].payee.id == life.case.customer.id:
        must(event.approver not in said, "who says where it goes grants nothing")


def who_has_more_stand_does_not_grant_it(life: Life, event: e.RemedyApproved) -> None:
    """Who said that what was decided stands, though less would be owed by then, grants no remedy that settles it."""
    before, at = _before(life, event), next(n for n, x in enumerate(life.events) if x is event)
    owed: dict[str, int] = {}
    less: dict[str, bool] = {}
    for fact in life.events[:at]:
        if isinstance(fact, e.EntitlementDecided):
            owed[fact.step] = _sum(fact)
        if isinstance(fact, e.EntitlementDiffers):
            less[fact.step] = _sum(fact) < owed[fact.step]
        task = before.tasks.get(fact.task) if isinstance(fact, e.TaskCompleted) else None
        if task is not None and task.purpose == "differs" and task.answer["decision"] == "stands":
            step = str(task.details["step"])
            rests = step in before.ledger[event.entry].entitled and less[step]
            must(not rests or event.approver != task.by, "who has more stand does not grant it")


def _sum(fact: e.EntitlementDecided | e.EntitlementDiffers) -> int:
    return fact.units * sum(amount.minor for amount in fact.per_unit if isinstance(amount, Money))


def _before(life: Life, event: Event) -> Case:
    at = next(n for n, x in enumerate(life.events) if x is event)
    return fold(named("ca_life"), life.events[:at])
