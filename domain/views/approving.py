"""What somebody reads before they grant or deny a remedy: who gets what, why they are asked, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.authority import Line
from domain.case import events as e
from domain.case.state import Entitled, Entry, Task
from domain.case.surveying.authority import able, limit_for
from domain.case.surveying.budgets import beyond, counted_together, weight
from domain.case.surveying.by_hand import grant_of, is_by_hand, proposed_in
from domain.case.surveying.covered import given_in_kind, paid_for, receipt_at, wants_why
from domain.case.surveying.hands import said_by_one, took_in, why_barred
from domain.case.surveying.over_budget import what_is_left
from domain.case.surveying.owing import owes_care, things_owed
from domain.clock.duration import Duration
from domain.entitlement.answer import Gift
from domain.ids import ENGINE, step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.values import Person, Value
from domain.views import entitled, signs
from domain.views.entitlement.telling import Teller
from domain.views.receipts import thing
from domain.views.said_by import SaidBy, as_of
from domain.views.telling import SPANS, Telling
from domain.views.wording import about, day, in_words, money, span
from domain.vocabulary import CHOSEN, CUSTOMER, HOW_BAD

_SHORT = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a remedy rests on: what it is called, what is so, who said so and how well that is known."""

    name: str
    value: str
    said_by: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is to be decided about, in one language; `payee` is a pseudonym, the name lies in the vault."""

    remedy: str
    things: Sequence[str]
    payee: str
    way: str
    owed: Sequence[str]
    why: Sequence[str]
    may_not: Sequence[str]
    law: Sequence[str]
    facts: Sequence[Fact]


def sought(t: Telling, task: Task) -> Sought | None:
    """Return what a task to grant something is about; None for any other."""
    entry = t.case.ledger.get(str(task.details.get("entry", "")))
    if task.purpose not in {"approve", "budget"} or entry is None:
        return None
    name = str(task.details["entry"])
    then = when_proposed(t, name)
    return Sought(
        remedy=t.remedy(entry.kind, entry.amount, t.detail(name)), things=_things(then, entry),
        payee=_payee(t, entry), way=_way(t, entry), owed=[*_owed(t, entry)], why=[*_why(t, name, entry, task)],
        may_not=[*_may_not(t, entry)], law=[*_law(then, entry)], facts=[*_rests_on(t, then, name, entry)],
    )  # fmt: skip


def when_proposed(t: Telling, name: str) -> Telling:
    """Return the case as it was when a remedy was proposed: what is decided anew later is no ground of it."""
    return as_of(t, e.RemedyProposed, entry=name)


# --- Who gets what, and how ------------------------------------------------------------------------------------------
def _things(t: Telling, entry: Entry) -> list[str]:
    """Return what a remedy in kind comprises, in the words of the law where it is owed, else as the plan writes it."""
    known = things_owed(t.case, entry.entitled)
    return [
        in_words(known[name], t.language) if name in known else f"{name.replace('_', ' ')}: {_value(t, value)}"
        for name, value in entry.in_kind.items()
    ]


def _payee(t: Telling, entry: Entry) -> str:
    whose = "customer" if entry.payee.id == t.case.customer.id else "other"
    return t.say(f"approve.payee.{whose}", who=entry.payee.id[:_SHORT])


def _way(t: Telling, entry: Entry) -> str:
    step = grant_of(t.case, t.book, entry)
    if not isinstance(step, p.Grant):
        return ""
    ways = [_called(t, each) for each in step.pay[entry.method :]]
    if step.hand is not None:
        ways.append(t.say("approve.way.by-hand", role=step.hand.role) if not ways else step.hand.role)
    if not ways:
        return t.say("approve.way.granted") if not step.pay else ""
    if step.hand is not None and len(ways) == 1:
        return ways[0]
    first, *others = ways
    return t.say("approve.way.else", way=first, others=", ".join(others)) if others else t.say("approve.way", way=first)


def _called(t: Telling, way: Contract) -> str:
    words = in_words(way.says, t.language)
    return f"{words} ({way.name})" if words else way.name


def _owed(t: Telling, entry: Entry) -> Iterator[str]:
    floor = entry.floor
    if owes_care(entry) or (isinstance(floor, Money) and isinstance(entry.amount, Money) and floor >= entry.amount):
        yield t.say("approve.owed.all")
    elif isinstance(floor, Money) and floor.minor:
        yield t.say("approve.owed.part", floor=money(floor, t.language))
    else:
        yield t.say("approve.owed.nothing")
    if entry.set_off is not None and entry.set_off.minor:
        yield t.say("approve.set-off", amount=money(entry.set_off, t.language))


# --- Why somebody is asked -------------------------------------------------------------------------------------------
def _why(t: Telling, name: str, entry: Entry, task: Task) -> Iterator[str]:
    step = grant_of(t.case, t.book, entry)
    if not isinstance(step, p.Grant):
        return
    yield from _by_the_plan(t, name, entry, step)
    yield from _twice(t, entry)
    yield from _alone(t, entry)
    yield from _by_the_ladder(t, name, entry, step, task)
    yield from _by_the_table(t, name, entry)
    over = t.case.exceeded.get(name)
    if over is not None:
        yield t.say("approve.why.budget", who=_who(t, over.approver), left=", ".join(what_is_left(over, t.language)))
    under = {each.sign for each in entry.watched}
    for sign, said in signs.shown(t.case, t.language):
        if sign in under:
            yield t.say("approve.why.sign", sign=said)


def _by_the_plan(t: Telling, name: str, entry: Entry, step: p.Grant) -> Iterator[str]:
    """Say why the plan does not grant it by itself."""
    asked, limits = proposed_in(t.case, entry) if is_by_hand(entry) else None, step.authority.auto_up_to
    amount = entry.amount
    if asked is not None:
        yield t.say("approve.why.by-hand", who=asked[1].by)
    elif name in t.case.together:
        yield from _together(t, name)
    elif not isinstance(amount, Money):
        yield t.say("approve.why.in-kind")
    elif not limits:
        yield t.say("approve.why.never")
    elif limit_for(limits, amount) is None:
        here = next((each for each in limits if each.currency == amount.currency), None)
        if here is None:
            told = ", ".join(money(each, t.language) for each in limits)
            yield t.say("approve.why.currency", limit=told, currency=amount.currency)
        else:
            come, most = money(amount, t.language), money(here, t.language)
            yield t.say("approve.why.above", amount=come, limit=most)


def _together(t: Telling, name: str) -> Iterator[str]:
    """Say with what it counts together: each of this case by its name, what other cases gave in one sum.

    Of each that is told which is not owed: no more than that counts.
    """
    noticed = [x for x in t.events if isinstance(x, e.SplittingNoticed) and x.entry == name]
    if not noticed:
        return
    last, then = noticed[-1], as_of(t, e.SplittingNoticed, entry=name).case
    currency = last.together.currency
    here = {other: minor for other, minor in counted_together(then, t.book, last.counter) if other != name}
    others = [f"{money(Money(currency, minor), t.language)} ({other})" for other, minor in here.items()]
    rest = last.together.minor - sum(here.values()) - beyond(then.ledger[name])
    if rest > 0:
        others.append(t.say("approve.other-cases", amount=money(Money(currency, rest), t.language)))
    yield t.say(
        "approve.why.together", who=_who(t, last.approver), others=", ".join(others),
        together=money(last.together, t.language), limit=money(last.limit, t.language),
    )  # fmt: skip


def _twice(t: Telling, entry: Entry) -> Iterator[str]:
    """Say that a receipt may be paid a second time, and what was said of it."""
    found = receipt_at(t.case, entry.step)
    if found is not None and found.receipt.although:
        yield t.say("approve.why.again", who=found.receipt.by, why=found.receipt.although.rstrip("."))
    elif wants_why(t.case, entry):
        yield t.say("approve.why.in-kind-too")


def _alone(t: Telling, entry: Entry) -> Iterator[str]:
    names = sorted(said_by_one(t.case, entry, t.book))
    if names:
        yield t.say("approve.why.alone", what="; ".join(_by_whom(t, name) for name in names))


def _by_whom(t: Telling, name: str) -> str:
    """Say what one person alone put right, and who they are."""
    special = {CUSTOMER: "customer", CHOSEN: "chosen", HOW_BAD: "how-bad"}.get(name)
    what = t.say(f"approve.alone.{special}") if special else _fact_name(t, name)
    who = t.case.told_by.get(name, ()) or (t.case.recognised_by if name == CUSTOMER else ())
    return t.say("approve.alone", what=what, who=", ".join(who[-1:])) if who else what


def _by_the_ladder(t: Telling, name: str, entry: Entry, step: p.Grant, task: Task) -> Iterator[str]:
    """Say why those below do not decide: what they may grant, or that it was passed on."""
    rungs = able(step.authority, weight(t.case, name))
    amount = weight(t.case, name)
    for rung in step.authority.above:
        if rung.role in task.roles:
            return
        limit = next((x for x in rung.up_to if isinstance(amount, Money) and x.currency == amount.currency), None)
        if rung not in rungs and limit is not None:
            yield t.say("approve.why.rung", role=rung.role, limit=money(limit, t.language))
        elif any(each.status == "taken back" and rung.role in each.roles for each in _asked_before(t, entry)):
            yield t.say("approve.why.passed-on", role=rung.role)


def _by_the_table(t: Telling, name: str, entry: Entry) -> Iterator[str]:
    """Say who of the house may decide about so much, by which lines of its table of authority."""
    table = t.book.around.authority
    if table is None:
        return
    lines = dict(table.covering(remedy=entry.kind, tier=t.case.tier, amount=weight(t.case, name)))
    if not lines:
        yield t.say("approve.why.no-line")
        return
    yield t.say("approve.why.table", lines=", ".join(_line(t, *each, entry) for each in lines.items()))


def _line(t: Telling, name: str, line: Line, entry: Entry) -> str:
    limit = line.limit_for(entry.amount)
    if not isinstance(entry.amount, Money):
        return t.say("approve.line.in-kind", role=line.role, line=name)
    reach = t.say("approve.up-to", limit=money(limit, t.language)) if limit is not None else t.say("approve.any")
    return t.say("approve.line", role=line.role, line=name, reach=reach)


def _asked_before(t: Telling, entry: Entry) -> Iterator[Task]:
    return (each for each in t.case.tasks.values() if each.purpose == "approve" and each.step == entry.step)


def _who(t: Telling, approver: str) -> str:
    return t.say("approve.the-plan") if approver == ENGINE else approver


def _may_not(t: Telling, entry: Entry) -> Iterator[str]:
    """Yield who may not decide about it, and what they did."""
    for who, hands in why_barred(t.case, entry, t.book).items():
        why = ", ".join(t.say(f"approve.hand.{hand.replace(' ', '-')}") for hand in hands)
        yield t.say("approve.barred", who=who, why=why)


# --- What it rests on ------------------------------------------------------------------------------------------------
def _law(t: Telling, entry: Entry) -> Iterator[str]:
    """Yield by which law, contract or guarantee it is owed, how that comes about, and what of it nobody verified."""
    for found, gifts in _decisions(t, entry):
        known, pack = entitled.asked_again(found, t.book), entitled.pack_of(t.book, found.pack, found.digest)
        named, on = entitled.title(pack, found.pack, t.language), found.on
        yield t.say("approve.law", title=named, day=day(on, t.language) if isinstance(on, date) else "")
        for gift in gifts:
            yield from entitled.told(gift, t.language)
            steps = entitled.how(found, gift, t.book, known, t.language)
            if steps:
                yield t.say("entitled.how", steps=steps)
            for why in gift.unverified:
                yield t.say("entitled.unverified", why=why.rstrip("."))


def _decisions(t: Telling, entry: Entry) -> Iterator[tuple[Entitled, list[Gift]]]:
    """Yield the decisions that an entry settles, each with what of it it gives.

    Where nothing that is owed is of its currency, or called as it calls what it gives, that is all of its sort.
    """
    for path in entry.entitled:
        found = t.case.entitled[path]
        if isinstance(entry.amount, Money):
            of_its_sort = [x for x in found.gifts if x.amount is not None]
            meant = [x for x in of_its_sort if x.amount is not None and x.amount.currency == entry.amount.currency]
        else:
            of_its_sort = [x for x in found.gifts if x.in_kind]
            meant = [x for x in of_its_sort if {*x.in_kind} & {*entry.in_kind}]
        yield found, meant or of_its_sort


def rests_on(t: Telling, name: str, entry: Entry) -> Iterator[Fact]:
    """Yield what an amount or a thing in kind was worked out of; persons are told as who gets it."""
    return _rests_on(t, when_proposed(t, name), name, entry)


def _rests_on(t: Telling, then: Telling, name: str, entry: Entry) -> Iterator[Fact]:
    for path, (found, gifts) in zip(entry.entitled, _decisions(then, entry), strict=True):
        yield from _of_the_law(SaidBy(as_of(then, e.EntitlementDecided, step=path), t), path, found, gifts)
    said = SaidBy(then, t)
    proposed = [x for x in t.events if isinstance(x, e.RemedyProposed) and x.entry == name]
    of_packs = tuple(f"{then.case.entitled[path].pack}." for path in entry.entitled)
    for path, value in (proposed[-1].inputs if proposed else {}).items():
        if not path.startswith(of_packs or "\0") and not isinstance(value, Person):
            yield Fact(_path_name(t, path, entry.step), _value(t, value), _said_by(said, path, entry.step))
    yield from _receipts(t, entry)
    yield from _evidence(t, entry)


def _receipts(t: Telling, entry: Entry) -> Iterator[Fact]:
    """Yield the receipt that is paid, and what of it was given in kind; of care, the receipts that were paid for it."""
    found = receipt_at(t.case, entry.step)
    if found is not None:
        sent = [t.say("approve.took-in", who=who) if who else t.say("approve.sent") for who in took_in(t.case, entry)]
        what, given = thing(t, found.cover, found.receipt.of), given_in_kind(t.case, found.cover, found.receipt.of)
        over = _value(t, found.receipt.amount)
        yield Fact(t.say("approve.receipt"), f"{over} ({what})" if what else over, sent)
        for _, other in given if what else ():
            yield Fact(t.say("approve.in-kind-too"), what, [t.remedy(other.kind, None, "")])
    for paper in paid_for(t.case, entry) if not isinstance(entry.amount, Money) else ():
        what = thing(t, paper.cover, paper.receipt.of)
        yield Fact(
            t.say("approve.receipt"), f"{_value(t, paper.receipt.amount)} ({what})", [t.say("approve.paid-back")]
        )


def _said_by(said: SaidBy, path: str, step: str) -> list[str]:
    """Return who said what a step read: the cash that a voucher stands for is a value of the step."""
    asked = said.now.book.layout.steps.get(step_of(step))
    if path == "in_place_of" and isinstance(asked, p.Remedy):
        return said.by_term(asked.cash, step)
    return [said.now.say("said.house")] if path == "premium" else said.by_expression(path, step)


def _of_the_law(since: SaidBy, path: str, found: Entitled, gifts: Sequence[Gift]) -> Iterator[Fact]:
    """Yield the facts that the deciding rules read, and what is said and not proven against them."""
    t = since.now
    pack, known = entitled.pack_of(t.book, found.pack, found.digest), entitled.asked_again(found, t.book)
    asked = t.book.layout.steps.get(step_of(path))
    terms: Mapping[str, p.Term] = asked.facts if isinstance(asked, p.Entitle) else {}
    read = {fact for gift in gifts for rule in (gift.rule, *gift.unproven) for fact in entitled.read_by(known, rule)}
    for fact, value in found.inputs.items():
        if fact not in read and known is not None:
            continue
        teller = Teller(pack, t.language) if pack is not None else None
        called = teller.name(fact) if teller is not None else fact.replace("_", " ")
        told = teller.value(value, fact) if teller is not None else _value(t, value)
        said = since.by_term(terms[fact], path) if fact in terms else since.by_fact(fact)
        yield Fact(called, told, said)


def _evidence(t: Telling, entry: Entry) -> Iterator[Fact]:
    """Yield what shows the claim, and what somebody said of it."""
    shown = [t.say("approve.shown", who=who) for step in (entry.step, "") for who in t.case.proofs.get(step, ())]
    for task in t.case.tasks.values():
        if task.purpose == "evidence" and task.status == "done" and task.step == entry.step:
            said = str(task.answer.get("decision", "shown"))
            shown.append(t.say(f"approve.evidence.{said}", who=task.by, why=str(task.answer.get("why", ""))))
    if shown:
        yield Fact(t.say("approve.evidence"), "", shown)


def _path_name(t: Telling, path: str, step: str) -> str:
    """Return what something that an expression reads is called: a fact by its label, else the last of its names.

    A part that is a playbook of its own has facts of its own, whatever those of the plan are called.
    """
    if path in {"in_place_of", "premium"}:
        return t.say(f"approve.{path.replace('_', '-')}")
    root, _, rest = path.partition(".")
    if root == "failure" and rest and not t.book.layout.enclosing(step_of(step), p.Run):
        return _fact_name(t, rest)
    return path.rpartition(".")[2].replace("_", " ")


def _fact_name(t: Telling, name: str) -> str:
    kind = t.book.plan.facts.get(name)
    return kind.called(name, t.language) if kind is not None else name.replace("_", " ").replace(".", " ")


def _value(t: Telling, value: Value) -> str:  # noqa: PLR0911 — one line a kind
    match value:
        case bool():
            return t.say("approve.yes" if value else "approve.no")
        case Money():
            return money(value, t.language)
        case Duration():
            return about(value, t.language)
        case datetime():
            return t.at(value)
        case date():
            return day(value, t.language)
        case tuple():
            return ", ".join(_value(t, each) for each in value)
        case Person():
            return value.id[:_SHORT]
        case _ if isinstance(value, SPANS):
            return span(value, t.language)
        case _:
            return str(value)
