"""The laws of the ledger, as judges beside those of tests/support/laws.py: added up anew from the facts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.case import events as e
from domain.case.due import due
from domain.case.evolve import fold, named
from domain.case.ledger import balances
from domain.case.state import IN_FLIGHT, Case, Entry
from domain.events import Event
from domain.ids import ENGINE, step_of, undone_step
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.boundaries import facts_read
from domain.playbook.grounds import grounds
from domain.playbook.layout import sources
from domain.values import Person
from tests.support.breaking import must

if TYPE_CHECKING:
    from tests.support.lives import Life


def judge_the_ledger(life: Life, events: tuple[Event, ...]) -> None:
    """Look at every law of the ledger that can be looked at after each command."""
    if any(type(event).__name__.startswith(("Remedy", "Payout")) for event in events):
        every_point_of_the_ledger_balances(life)
    what_is_given_by_hand_stands_in_the_ledger(life, events)
    what_is_proposed_waits_for_somebody(life)
    what_is_asked_about_is_what_is_left(life)
    for event in events:
        if isinstance(event, e.RemedyProposed | e.RechargeClaimed):
            nothing_implausible_is_given(life, event)
        if isinstance(event, e.RemedyApproved):
            nobody_approves_their_own(life, event)
        if isinstance(event, e.RemedySetOff):
            what_is_set_off_came_from_somewhere(life, event)
        if isinstance(event, e.RemedyReversed):
            only_what_the_playbook_or_a_person_says_is_taken_back(life, event)
        if isinstance(event, e.StepUndone):
            an_undone_remedy_is_reversed(life, event)
        if isinstance(event, e.RemedyPaid):
            what_is_paid_is_the_entry_of_its_key(life, event)
            no_loss_is_made_good_twice(life, event)
        if isinstance(event, e.CaseClosed):
            at_closing_nothing_is_open(life)
            who_chose_what_is_denied_hears_it(life, event)


def who_chose_what_is_denied_hears_it(life: Life, closed: e.CaseClosed) -> None:
    """No plan ends by itself before they know since that it was decided, and where else they can turn."""
    before = life.events[: next(n for n, x in enumerate(life.events) if x is closed)]
    case, plan = fold(named(life.case.id), before), life.book.plan
    chosen = {step_of(path) for path, offer in case.offers.items() if offer.how == "chosen"}
    if closed.outcome not in {"solved", "alternative accepted"}:
        return
    for no in before:
        if not isinstance(no, e.RemedyDenied) or no.approver == ENGINE or case.ledger[no.entry].granted:
            continue
        step = case.ledger[no.entry].step
        rests = (
            step_of(step) in life.book.layout.steps and grounds(plan, life.book.layout, step_of(step)).steps & chosen
        )
        if not rests or any(x.step == step and x.status != "denied" for x in case.ledger.values()):
            continue
        must(closed.outcome == "solved", "whose choice is denied accepts no alternative")
        for what in {"decision", "route"} - ({"route"} if case.market in life.book.around.routes.none else set()):
            told = [x.at for x in case.told.values() if what in x.gives] + [
                case.said[x] for x in case.said if x == what
            ]
            must(max(told, default=no.at) >= no.at and bool(told), f"who chose what is denied hears of the {what}")


def what_is_asked_about_is_what_is_left(life: Life) -> None:
    """Where nothing is due, whoever is asked about money that came elsewhere reads how much of it nothing met."""
    case, found = life.case, due(life.case, life.book, life.now)
    if found.tick or case.hold is not None:
        return
    for task in case.tasks.values():
        if task.purpose == "twice" and task.status == "open":
            left = case.recoveries[str(task.details["recovery"])].left
            must(task.details["amount"] == left, "what is asked about is what is left")


def what_is_proposed_waits_for_somebody(life: Life) -> None:
    """Where nothing is due, somebody was asked about what is proposed, or about what is to be seen before it."""
    case, found = life.case, due(life.case, life.book, life.now)
    switch = life.book.around.switch
    if found.tick or found.work or case.hold is not None or (switch is not None and switch.stopped):
        return
    if any(effect.status in IN_FLIGHT and path in case.retries for path, effect in case.effects.items()):
        return  # what stands ahead of it is done anew
    for name, entry in case.ledger.items():
        if entry.status == "proposed" and not _somebody_sees_to(case, name, entry):
            ahead = [item for item in case.ledger.items() if item[1].open and item[1].loss == entry.loss]
            must(any(_somebody_sees_to(case, *other) for other in ahead), "what is proposed waits for somebody")


def _somebody_sees_to(case: Case, name: str, entry: Entry) -> bool:
    """Say whether a person is asked about an entry, or an effect of it is under way."""
    effect = case.effects.get(entry.step)
    tasks = [task for task in case.tasks.values() if task.status == "open"]
    asked = any(x.step == entry.step or x.details.get("entry") == name or x.purpose == "sign" for x in tasks)
    return asked or (effect is not None and effect.status in {*IN_FLIGHT, "retry"})


@dataclass
class Line:
    """What became of one entry, in minor units, as the facts tell it."""

    payee: str
    currency: str
    proposed: int
    before: int = 0
    later: int = 0
    state: str = "proposed"
    granted: bool = False
    reversed: int = 0

    @property
    def left(self) -> int:
        """What is left of it to give."""
        return self.proposed - self.before - self.later


@dataclass
class Sums:
    """What the ledger comes to for one person in one currency."""

    parts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


_STATES = {
    "RemedyApproved": "approved", "RemedyDenied": "denied", "RemedyDeclined": "declined", "RemedyPaid": "paid",
    "PayoutReturned": "approved",
}  # fmt: skip


def lines_of(events: list[Event]) -> dict[str, Line]:
    """Return every entry that is money, folded from nothing but the facts."""
    lines: dict[str, Line] = {}
    for event in events:
        if isinstance(event, e.RemedyProposed) and isinstance(event.amount, Money) and isinstance(event.payee, Person):
            lines[event.entry] = Line(event.payee.id, event.amount.currency, event.amount.minor)
            continue
        line = lines.get(str(getattr(event, "entry", "")))
        if line is not None:
            _tell(line, event)
    return lines


def _tell(line: Line, event: Event) -> None:
    line.state = _STATES.get(type(event).__name__, line.state)
    line.granted = line.granted or isinstance(event, e.RemedyApproved)
    if isinstance(event, e.RemedyReversed) and isinstance(event.amount, Money):
        line.reversed += event.amount.minor
    if isinstance(event, e.RemedySetOff) and isinstance(event.amount, Money):
        line.later += event.amount.minor if line.granted else 0
        line.before += 0 if line.granted else event.amount.minor
        line.state = "set off" if event.whole else line.state


def every_point_of_the_ledger_balances(life: Life) -> None:
    """Behind every fact, for every person and currency: proposed = approved + denied + set off + declined + open.

    And approved = paid + to pay + released; what was taken back is never more than what was paid.
    """
    sums: dict[tuple[str, str], Sums] = defaultdict(Sums)
    for line in lines_of(life.events).values():
        parts = sums[line.payee, line.currency].parts
        parts["proposed"] += line.proposed
        parts["set_off"] += line.before
        parts["reversed"] += line.reversed
        must(0 <= line.reversed <= (line.left if line.state == "paid" else 0), "no more is taken back than was paid")
        if line.granted:
            parts["approved"] += line.left + line.later
            parts["released"] += line.later
            parts[{"approved": "to_pay", "paid": "paid"}.get(line.state, "released")] += line.left
        elif line.left:
            parts[{"proposed": "open", "set off": "set_off"}.get(line.state, line.state)] += line.left
    told = balances(life.case)
    must(told.keys() == sums.keys(), "the ledger knows everybody it is for")
    for name, balance in told.items():
        must(balance.even, f"the ledger balances: {balance}")
        mine = sums[name].parts
        for part in ("proposed", "open", "denied", "set_off", "declined", "approved", "to_pay", "paid", "released"):
            must(getattr(balance, part) == mine[part], f"the ledger says what the facts say: {part}")
        must(balance.reversed == mine["reversed"], "the ledger says what was taken back")


def nothing_implausible_is_given(life: Life, event: e.RemedyProposed | e.RechargeClaimed) -> None:
    """Nothing is given below zero, or proposed that is more than its kind can be in the house, unless it is owed."""
    if not isinstance(event.amount, Money):
        return
    must(event.amount.minor >= 0, "nothing is given below zero")
    if isinstance(event, e.RemedyProposed):
        owed = event.floor.minor if isinstance(event.floor, Money) else 0
        most = [x for x in life.book.around.remedies.kind(event.kind).most if x.currency == event.amount.currency]
        must(all(event.amount.minor <= max(x.minor, owed) for x in most), "nothing implausible is proposed")


def _put_right_alone(life: Life, approved: e.RemedyApproved, before: Case, entry: Entry) -> bool:
    """Say whether one person put another value for a fact that a remedy rests on, or for who its payee is."""
    step, known, alone = step_of(entry.step), dict[str, object](), set[str]()
    facts = (
        grounds(life.book.plan, life.book.layout, step).facts if step in life.book.layout.steps else frozenset[str]()
    )
    turned = False
    for event in life.events[: _index(life, approved)]:
        match event:
            case e.FailureDetected():
                known |= event.facts
            case e.FailureChanged():
                if event.by == "flights":
                    alone -= {*event.facts}
                else:
                    alone |= {n for n, value in event.facts.items() if known.get(n) not in (None, (), value)}
                known |= event.facts
            case e.CustomerRecognised() if event.elsewhere:
                turned = not event.second and (turned or not event.first)
            case _:
                pass
    return bool(alone & facts) or (turned and entry.payee.id == before.customer.id)


def nobody_approves_their_own(life: Life, event: e.RemedyApproved) -> None:
    """Who asked for a remedy, said what it rests on, or gets it, does not approve it.

    The engine grants within the step's own limit.
    """
    before = _before(life, event)
    entry = before.ledger[event.entry]
    if event.approver == ENGINE:
        must(isinstance(event.limit, Money) and isinstance(entry.amount, Money), "the engine grants money")
        must(entry.amount <= event.limit, "the engine grants within the limit of the step")  # type: ignore[operator]
        must(not _put_right_alone(life, event, before, entry), "what rests on the word of one is granted by another")
        return
    must(event.approver not in {entry.payee.id, before.opened_by}, "nobody approves their own")
    must(event.approver not in before.hands.get(entry.step, ()), "nobody approves what they asked for")
    said = set(_said_before(life, event, before.ledger[event.entry]))
    must(event.approver not in said, "nobody approves what rests on their own word")


def _said_before(life: Life, event: e.RemedyApproved, entry: Entry) -> Iterator[str]:
    """Yield who showed a claim, made less or more of what is owed, or told a fact behind it, as the facts tell it."""
    asked = [step for step in life.book.layout.steps.values() if step.id in {step_of(name) for name in entry.entitled}]
    own = [life.book.layout.steps[step_of(entry.step)]] if not _is_by_hand(entry) else []
    expressions = [source for step in (*own, *asked) for source in sources(step)]
    read = {name for source in expressions for name in facts_read(source, life.book.plan)}
    for told in life.events[: _index(life, event)]:
        match told:
            case e.EvidenceReceived(kind="proof") if told.step in {"", entry.step}:
                yield told.by
            case e.EntitlementDecided() if told.step in entry.entitled and told.by != ENGINE:
                yield told.by
            case e.FailureChanged() if read & told.facts.keys():
                yield told.by
            case e.ReviewDecided() if _is_by_hand(entry):
                yield told.by
            case e.TaskCompleted() if told.task == event.entry and isinstance(entry.amount, Money):
                yield told.by
            case _:
                pass


def _is_by_hand(entry: Entry) -> bool:
    return step_of(entry.step) == "@by-hand"


def what_is_given_by_hand_stands_in_the_ledger(life: Life, events: tuple[Event, ...]) -> None:
    """Whatever a person names that is given by hand is proposed as they named it; what they gave is paid with that."""
    for event, behind in pairwise((*events, None)):
        if not isinstance(event, e.TaskCompleted):
            continue
        purpose, said = _before(life, event).tasks[event.task].purpose, event.answer
        if purpose == "redress" and "kind" in said:
            proposed = behind if isinstance(behind, e.RemedyProposed) else None
            must(proposed is not None and proposed.entry == event.task, "what is named by hand is proposed")
            must((proposed.kind, proposed.amount) == (said["kind"], said.get("amount")), "as it was named")  # type: ignore[union-attr]
            nobody_gives_another_currency_unawares(life, event)
        elif purpose == "redress":
            must("why" in said, "who gives nothing says why")
        elif purpose == "give":
            paid = behind if isinstance(behind, e.RemedyPaid) else None
            must(paid is not None and paid.receipt["reference"] == said["reference"], "what was given has a reference")
            who_grants_money_does_not_hand_it_out(life, event, paid)


def nobody_gives_another_currency_unawares(life: Life, event: e.TaskCompleted) -> None:
    """What is given by hand in another currency than what is owed, or not made good any more, is said to be."""
    amount, details = event.answer.get("amount"), _before(life, event).tasks[event.task].details
    left = details.get("left")
    amounts = (*(left if isinstance(left, tuple) else ()), details.get("amount"))
    known = {each.currency for each in amounts if isinstance(each, Money)}
    if isinstance(amount, Money) and known and amount.currency not in known:
        must(event.answer.get("other_currency"), "nobody gives another currency unawares")


def who_grants_money_does_not_hand_it_out(life: Life, event: e.TaskCompleted, paid: e.RemedyPaid | None) -> None:
    """Whoever granted money that is given by hand, or gets it, is not the one who gives it."""
    entry = _before(life, event).ledger[paid.entry if paid is not None else ""]
    if isinstance(entry.amount, Money):
        must(event.by not in {entry.approver, entry.payee.id}, "who grants money does not hand it out")


def what_is_set_off_came_from_somewhere(life: Life, event: e.RemedySetOff) -> None:
    """No more is set off than the same person, or who booked it, recovered, and never twice.

    Goodwill never meets what is owed.
    """
    before = _before(life, event)
    entry = before.ledger[event.entry]
    now = _index(life, event)
    back = [n for n, x in enumerate(life.events[:now]) if isinstance(x, e.PayoutReturned) and x.entry == event.entry]
    under_way = life.events[max(back, default=0) : now]
    began = [x for x in under_way if isinstance(x, e.StepStarted) and x.step == entry.step and x.effect == "pay"]
    mine = [x for x in began if x.key.rpartition("/")[0].endswith(f"/{event.entry}")]
    must(not mine, "nothing is set off once a payout was begun that did not come back")
    if event.recovery:
        learned = next(
            x for x in life.events if isinstance(x, e.OutsideRecoveryLearned) and x.recovery == event.recovery
        )
        used = [x for x in life.events if isinstance(x, e.RemedySetOff) and x.recovery == event.recovery]
        total = sum(x.amount.minor for x in used if isinstance(x.amount, Money))
        must(
            isinstance(learned.amount, Money) and total <= learned.amount.minor, "no more is set off than was recovered"
        )
        answered = [x.task for x in life.events[:now] if isinstance(x, e.TaskCompleted)]
        seen_to = {before.tasks[x].details.get("recovery") for x in answered if before.tasks[x].purpose == "twice"}
        must(event.recovery not in seen_to, "nothing is set off of what somebody decided about")
        who = learned.payee.id if isinstance(learned.payee, Person) else ""
        booked = who == before.customer.id and bool(entry.loss)
        must(who == entry.payee.id or booked, "what one recovered is not set off against another")
    else:
        behind = fold(before, (event,)).ledger[event.entry]
        floor = behind.floor.minor if isinstance(behind.floor, Money) else 0
        left = behind.amount.minor if isinstance(behind.amount, Money) else 0
        owed_in_kind = behind.amount is None and bool(behind.entitled)
        must(left >= floor and not owed_in_kind, "what is owed is given, whatever was given out of goodwill")


def only_what_the_playbook_or_a_person_says_is_taken_back(life: Life, event: e.RemedyReversed) -> None:
    """An undo takes a remedy back only where its step says so, with an undo of its own; a person with a reason does."""
    entry = _before(life, event).ledger[event.entry]
    step = life.book.layout.steps.get(step_of(entry.step))
    if event.how == "undo":
        must(isinstance(step, p.Remedy) and step.undo is not None, "an undo takes back what the playbook says")
        undone = [x for x in life.events if isinstance(x, e.StepUndone) and x.step == entry.step]
        must(undone and not undone_step(entry.step), "an undo that takes a remedy back is a fact beside it")
    else:
        must(event.by not in {ENGINE, entry.payee.id} and event.role, "a person with the authority takes back")


def an_undone_remedy_is_reversed(life: Life, event: e.StepUndone) -> None:
    """Where the step of a remedy is taken back, an entry says that the customer has it no more."""
    kept = any(x.step == event.step and x.status == "paid" for x in _before(life, event).ledger.values())
    must(event.goes_on or not kept, "an undone remedy is reversed by an entry of its own")


def what_is_paid_is_the_entry_of_its_key(life: Life, event: e.RemedyPaid) -> None:
    """A payout pays the entry that its key was made for, and no other of its step, however late it comes in."""
    if event.method in {"in kind", "by hand"}:
        before = _before(life, event).ledger[event.entry]
        must(before.status == "approved", "what is given was approved")
        what_a_person_gives_no_service_gives(life, event, before)
        return
    began = [x for x in life.events if isinstance(x, e.StepStarted | e.OutcomeUnknown) and x.step == event.step]
    keys = [x.key for x in began if x.attempt == event.attempt and x.key]
    about = {key.removeprefix(f"{life.case.id}/").rpartition("/")[0] for key in keys}
    must(about == {event.entry}, "what is paid is the entry of its key")
    must(_before(life, event).ledger[event.entry].granted, "what is paid was approved once")


def what_a_person_gives_no_service_gives(life: Life, event: e.RemedyPaid, entry: Entry) -> None:
    """A person gives by hand where a playbook says so, once no way of paying is left, and was asked for it."""
    if event.method != "by hand" or _is_by_hand(entry):
        return
    step = life.book.layout.steps[step_of(entry.step)]
    must(isinstance(step, p.Grant) and step.hand is not None, "a person gives what the playbook has a person give")
    must(isinstance(step, p.Grant) and entry.method >= len(step.pay), "a person gives what no service gave")
    asked = [task for task in life.case.tasks.values() if task.details.get("entry") == event.entry]
    must(any(task.purpose == "give" and task.status == "done" for task in asked), "who gives was asked to give")


def no_loss_is_made_good_twice(life: Life, event: e.RemedyPaid) -> None:
    """Of remedies that make the same loss good one is paid to a person, unless the house lets them stand together.

    What comes on top of it for the same loss is what is owed by law, contract or guarantee, and what the first left.
    """
    before, house = _before(life, event), life.book.around.remedies
    entry = before.ledger[event.entry]
    if entry.status != "approved" or _is_by_hand(entry):
        return  # what a person gives comes on top; or a payout that was thought to have failed came in late
    for name, other in before.ledger.items():
        same = entry.loss and (entry.loss, entry.payee.id) == (other.loss, other.payee.id)
        if not same or other.status != "paid" or step_of(other.step) == step_of(entry.step):
            continue
        if house.go_together(entry.kind, other.kind):
            continue
        paid = next(x for x in reversed(life.events) if isinstance(x, e.RemedyPaid) and x.entry == name)
        if _before(life, paid).ledger[name].status != "approved":
            continue
        floor = entry.floor.minor if isinstance(entry.floor, Money) else 0
        owed = isinstance(entry.amount, Money) and entry.amount.minor <= floor
        must(owed or name in entry.made_good_by or event.entry in other.made_good_by, "no loss is made good twice")


def at_closing_nothing_is_open(life: Life) -> None:
    """When a case closes nothing is proposed and undecided, approved and unpaid."""
    sums = balances(life.case)
    must(
        all(balance.open == balance.to_pay == 0 for balance in sums.values()),
        "at closing nothing is open in the ledger",
    )
    must(not any(entry.open for entry in life.case.ledger.values()), "at closing nothing in kind is open either")
    if not life.case.winding_up:
        what_was_set_off_is_made_good_or_seen_to(life)


def what_was_set_off_is_made_good_or_seen_to(life: Life) -> None:
    """What another remedy made good is not lost when that one is taken back whole: somebody said what becomes of it."""
    told, ledger = {"proposed", "approved", "paid", "set off"}, life.case.ledger
    back = {name for name, entry in ledger.items() if entry.status == "reversed"}
    seen_to = {task.details.get("made_good") for task in life.case.tasks.values() if task.status == "done"}
    for event in life.events:
        if isinstance(event, e.RemedySetOff) and event.made_good_by in back and ledger[event.entry].status in told:
            must(event.entry in seen_to, "what was set off of a remedy is made good, or somebody saw to it")


def _index(life: Life, event: Event) -> int:
    return next(n for n, x in enumerate(life.events) if x is event)


def _before(life: Life, event: Event) -> Case:
    return fold(named(life.case.id), life.events[: _index(life, event)])
