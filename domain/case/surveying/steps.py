"""The leaves of a plan: what each kind of step needs next while it has not ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.case import events as e
from domain.case.ledger import entries_of, open_entry_of
from domain.case.scope import NoValue, compute, person_of
from domain.case.state import Entry, Task, Wait
from domain.case.survey import Place, Survey, place_of
from domain.case.surveying import signs
from domain.case.surveying.authority import approve
from domain.case.surveying.bouncing import is_unread
from domain.case.surveying.by_hand import is_by_hand
from domain.case.surveying.effects import begin
from domain.case.surveying.evidence import is_shown
from domain.case.surveying.giving import ask_to_give
from domain.case.surveying.kinds import in_place_of, loss_of, not_below_zero, plausible, premium_of, told_to, worth
from domain.case.surveying.letters import answer_by
from domain.case.surveying.owing import amount_of, basis_of, called_for, care, decisions, is_decided, made, owes_care
from domain.case.surveying.people import open_task, ring, said_no, stuck
from domain.case.surveying.set_off import sets_off
from domain.errors import MakegoodError
from domain.ids import ENGINE, keys_of, step_path
from domain.money import Money, told
from domain.playbook import plan as p
from domain.values import Value

EMPTY: Final[Mapping[str, Value]] = {}
NOTHING_OWED, NEVER_ASKED = "nothing is owed", "nobody found out what is owed: its step was skipped by hand"
"""Why a remedy is left out that gives what is owed and no more."""


def do(survey: Survey, step: p.Do, path: str, place: Place) -> None:
    """Offer a service step to performers."""
    effect = survey.case.effects.get(path)
    if effect is not None and effect.status != "retry":
        return
    scope, read = survey.scope(place), dict[str, Value]()
    request = {name: compute(term, scope, read) for name, term in step.given.items()}
    begin(
        survey, path, kind="do", contract=step.connector, request=request, queue=step.queue,
        timeout_ms=step.timeout.ms,
    )  # fmt: skip


def ask(survey: Survey, step: p.Ask, path: str, place: Place) -> None:
    """Put a question; where a second person answers it too, and differently, the owner of the case settles it."""
    first = f"{path}#ask{survey.case.retries.get(path, 0)}"
    details: dict[str, Value] = {"second": step.second} if step.second else {}
    task = question(survey, step, first, path, place, purpose="ask", role=step.role, details=details)
    if task is None or task.status != "done" or not step.second:
        return
    second = first.replace("#ask", "#second")
    task = question(survey, step, second, path, place, purpose="second", role=step.second, details={"first": first})
    if task is not None and task.status == "done":
        settle = first.replace("#ask", "#settle")
        question(survey, step, settle, path, place, purpose="settle", role=survey.case.owner, details={"first": first})


def question(  # noqa: PLR0913 — the parts of a question
    survey: Survey, step: p.Ask, name: str, path: str, place: Place, *, purpose: e.TaskPurpose, role: str,
    details: Mapping[str, Value],
) -> Task | None:  # fmt: skip
    """Open a task; in a try its clock ends the step late, elsewhere it calls more authority."""
    name = survey.case.last_asked(name)
    task = survey.case.tasks.get(name)
    if task is not None and task.status == "open" and place.caught:
        late = e.StepLate(at=task.due, step=path, clock="due", due=task.due)
        survey.alarm(task.due, late, e.TaskTakenBack(at=task.due, task=name, why="late"))
        return task
    if task is not None and task.status == "open":
        ring(survey, name, task, step.up)
        return task
    return open_task(
        survey, name, step=path, purpose=purpose, role=role, due=step.due, words=step.words, skill=step.skill,
        details=details,
    )  # fmt: skip


def tell(survey: Survey, step: p.Tell | p.Teach, path: str, place: Place) -> None:
    """Offer a message to performers, unless the customer heard from us lately and the playbook minds that."""
    effect = survey.case.effects.get(path)
    if effect is not None and effect.status != "retry":
        return
    if effect is None and isinstance(step, p.Tell) and _heard_lately(survey, step):
        survey.move(e.StepSkipped(at=survey.now, step=path, why="the customer heard from us lately"))
        return
    to = person_of(step.to, survey.scope(place), {})
    request: dict[str, Value] = {"message": step.message, "to": to}
    told = dict[str, Value]()
    if isinstance(step, p.Tell):
        request["gives"] = step.gives
        request |= _question(survey, step)
        told = {name: compute(term, survey.scope(place), {}) for name, term in step.given.items()}
    request = _by_channel(_with_facts(request, place, told), step.channel)
    begin(survey, path, kind="tell", contract=survey.book.messenger, request=request)


def _question(survey: Survey, step: p.Tell) -> dict[str, Value]:
    """Return what a message asks the customer for, and how long they have once it is sent."""
    layout = survey.book.layout
    asked = layout.steps.get(layout.named(step.asks, step.id)) if step.asks else None
    return {"words": asked.words, "due": asked.due} if isinstance(asked, p.Ask) else {}


def _heard_lately(survey: Survey, step: p.Tell) -> bool:
    told_at = survey.case.told_at
    if step.unless_told_within is None or told_at is None:
        return False
    try:
        return survey.now < survey.book.reckon(told_at, step.unless_told_within).due
    except MakegoodError as trouble:
        raise NoValue(trouble.what, str(step.unless_told_within), {}) from trouble


def _with_facts(request: dict[str, Value], place: Place, told: Mapping[str, Value] = EMPTY) -> dict[str, Value]:
    """Have a message of a part tell the part's own facts, and any message what its step gives it to tell."""
    own = place.bindings.get("failure")
    facts = {**(own if isinstance(own, Mapping) else {}), **told}
    return {**request, "facts": facts} if "failure" in place.bindings or told else request


def offer(survey: Survey, step: p.Offer, path: str, place: Place) -> None:
    """Tell the customer what they can choose; the clock of the offer starts when they were told."""
    effect = survey.case.effects.get(path)
    if is_unread(survey.case, path):
        return  # whoever sees to it says how they were reached
    if effect is not None and (effect.status == "applied" or path in survey.case.bounced):
        told = effect.request["choices"]
        names = told.keys() if isinstance(told, Mapping) else step.choices.keys()
        survey.move(
            e.AlternativesOffered(
                at=survey.now, step=path, choices={name: step.choices[name] for name in names},
                otherwise=step.otherwise, lapses_at=_lapses_at(survey, step),
            )
        )  # fmt: skip
        return
    choices = {name: words for name, words in step.choices.items() if _can_be_had(survey, step, name, place)}
    request: dict[str, Value] = {
        "message": step.message, "to": survey.case.customer, "choices": choices, "reply_within": step.reply_within,
        "otherwise": step.otherwise,
    }  # fmt: skip
    told = {name: compute(term, survey.scope(place), {}) for name, term in step.given.items()}
    request = _by_channel(_with_facts(request, place, told), step.channel)
    begin(survey, path, kind="offer", contract=survey.book.messenger, request=request)


def _answer_by(survey: Survey, step: p.Offer) -> datetime:
    try:
        return answer_by(survey.book, survey.case.market, step.channel, survey.now, step.reply_within)
    except MakegoodError as trouble:
        raise NoValue(trouble.what, str(step.reply_within), {}) from trouble


def _by_channel(request: dict[str, Value], channel: str) -> dict[str, Value]:
    """Have a message go by the channel that its step names, whatever its template says."""
    return {**request, "channel": channel} if channel else request


def _lapses_at(survey: Survey, step: p.Offer) -> datetime:
    """Return until when an answer counts: where it has to come in time, not after the remedy is useless."""
    due, until = _answer_by(survey, step), survey.case.useless_after
    return min(due, max(until, survey.now)) if step.in_time and until is not None else due


def too_late(survey: Survey, step: p.Offer, path: str) -> bool:
    """Say whether an answer would come too late to be of use: nothing is offered, and `otherwise` holds at once."""
    until, now = survey.case.useless_after, survey.now
    if not step.in_time or until is None:
        return False
    survey.alarm(
        until, e.AlternativesOffered(at=now, step=path, choices={}, otherwise=step.otherwise, lapses_at=now),
        e.OfferLapsed(at=now, step=path, otherwise=step.otherwise),
    )  # fmt: skip
    return until <= now


def _can_be_had(survey: Survey, step: p.Offer, choice: str, place: Place) -> bool:
    """Say whether a choice is offered: what it needs, if anything, is done."""
    needed = step.needs.get(choice)
    return needed is None or survey.case.status(step_path(needed, place.keys, escaped=True)) == "done"


def remedy(survey: Survey, step: p.Remedy, path: str, place: Place) -> None:
    """Propose, then have approved, then pay."""
    grant_entry(survey, step, path, place, step.amount)


def grant_entry(survey: Survey, step: p.Grant, path: str, place: Place, amount: p.Term | None) -> None:
    """Bring an entry of the ledger to its end: propose, then have approved, then pay."""
    found = open_entry_of(survey.case, path)
    if found is None:
        earlier = len(entries_of(survey.case, path))
        _propose(survey, step, f"{path}/{earlier + 1}" if earlier else path, path, place, amount)
        return
    name, entry = found
    if is_to_be_given(survey, step, name, entry):
        pay(survey, step, name, path, place)


def is_to_be_given(survey: Survey, step: p.Grant, name: str, entry: Entry) -> bool:
    """Have an open entry set off, shown and approved; says whether nothing is left of that, so that it is given."""
    if sets_off(survey, name, entry):
        return False
    if entry.status == "proposed" and is_shown(survey, step, name, entry) and not signs.is_in_the_way(survey, entry):
        approve(survey, step, name, entry)
    return entry.status == "approved"


def _propose(survey: Survey, step: p.Grant, name: str, path: str, place: Place, term: p.Term | None) -> None:
    scope, read = survey.scope(place), dict[str, Value]()
    payee = person_of(step.to, scope, read)
    amount = compute(term, scope, read) if term is not None else in_place_of(survey, step, scope, read)
    kinds = step.in_kind if isinstance(step, p.Remedy) else {}
    in_kind = {part: compute(inner, scope, read) for part, inner in kinds.items()}
    if amount is not None and not isinstance(amount, Money):
        raise NoValue("the amount is not money", "amount", {})
    basis, floor = f"playbook {survey.case.playbook}, step {step.id}", None
    owed, premium = tuple[str, ...](), premium_of(survey, step.remedy)
    if isinstance(step, p.Remedy) and step.entitled and step.in_kind:
        owed = care(survey.case, survey.book.layout, step, path)
        in_kind = called_for(survey.case, owed, step, in_kind)
    elif isinstance(step, p.Remedy) and step.entitled:
        amount, floor = amount_of(survey.case, survey.book.layout, step, path, amount)
        amount, floor = worth(amount, floor, premium)
        owed = made(survey.case, survey.book.layout, step, path) if amount is not None else ()
    not_below_zero(amount, "amount")
    plausible(survey, step.remedy, amount, floor, "amount")
    if isinstance(step, p.Remedy) and step.entitled:
        if amount is None and not owed:
            asked = decisions(survey.book.layout, step, keys_of(path))
            skipped = any(name in survey.case.hands and not is_decided(survey.case, name) for name in asked)
            survey.move(e.StepSkipped(at=survey.now, step=path, why=NEVER_ASKED if skipped else NOTHING_OWED))
            return
        for found in (survey.case.entitled[name] for name in owed):
            read |= {f"{found.pack}.{name}": value for name, value in found.inputs.items()}
        law = basis_of(survey.case, owed, in_kind=bool(step.in_kind))
        basis = f"{law}; {basis}" if law else basis
    proposed = e.RemedyProposed(
        at=survey.now, entry=name, step=path, kind=step.remedy, payee=payee, amount=amount, in_kind=in_kind,
        basis=basis, inputs=read, entitled=owed, floor=floor, loss=loss_of(survey, step),
        watched=signs.watched(survey, step.remedy, payee, amount, place), premium=premium,
    )  # fmt: skip
    survey.move(*signs.noticed(survey, proposed))


def pay(survey: Survey, step: p.Grant, name: str, path: str, place: Place) -> None:
    """Offer the payout to performers, by the first way of paying that has not refused."""
    entry = survey.case.ledger[name]
    if entry.is_sent_elsewhere:
        if said_no(survey.case):
            stuck(survey, path, "nobody agreed where it goes now: write that down first")
        return
    if entry.method >= len(step.pay):
        _by_no_service(survey, step, name, path)
        return
    scope = survey.scope(place)
    request: dict[str, Value] = {part: compute(term, scope, {}) for part, term in step.given.items()}
    request |= {"payee": entry.payee, "amount": entry.amount, "reason": entry.kind}
    request |= told_to(step.pay[entry.method], entry.in_kind)
    begin(survey, path, kind="pay", contract=step.pay[entry.method], request=request, subject=name)


def pay_anywhere(survey: Survey, step: p.Grant, name: str, entry: Entry) -> None:
    """Pay what was approved wherever its step stands by now; where what pays cannot be asked, a person is."""
    try:
        pay(survey, step, name, entry.step, Place() if is_by_hand(entry) else place_of(survey, entry.step))
    except NoValue as trouble:
        stuck(survey, entry.step, trouble.what)


def _by_no_service(survey: Survey, step: p.Grant, name: str, path: str) -> None:
    """Have a person give what no service gives, or not any more; what is in kind and nobody's is given by its grant."""
    entry = survey.case.ledger[name]
    if step.hand is not None:
        ask_to_give(survey, name, entry, step)
    elif step.pay:
        _no_way_left(survey, step, name, path, _why_not_paid(survey, entry))
    else:
        receipt: dict[str, Value] = {"in_kind": True}
        survey.move(e.RemedyPaid(at=survey.now, entry=name, step=path, attempt=0, method="in kind", receipt=receipt))


def _why_not_paid(survey: Survey, entry: Entry) -> str:
    """Say why no way of paying is left; of what was paid and came back, what it was and why it did."""
    effect, ended = survey.case.effects.get(entry.step), survey.case.steps.get(entry.step)
    if not entry.returns or effect is None:
        return entry.why
    if ended is not None and ended.status == "refused":
        return ended.why  # said when its step ended
    what = told(entry.amount, "en") if isinstance(entry.amount, Money) else entry.kind
    return f"{what} came back: {effect.why}" if effect.why else f"{what} came back"


def _no_way_left(survey: Survey, step: p.Grant, name: str, path: str, why: str) -> None:
    """Nobody would pay it: the playbook's steps for that, else a person; what was approved stays owed until then."""
    entry = survey.case.ledger[name]
    if isinstance(step, p.Remedy) and step.refused and not entry.returns and not owes_care(entry):
        survey.move(e.RemedyDenied(at=survey.now, entry=name, approver=ENGINE, why=why))
    elif survey.case.status(path) is None and not (isinstance(step, p.Remedy) and step.refused and owes_care(entry)):
        survey.move(e.StepRefused(at=survey.now, step=path, attempt=0, why=why))
    else:
        stuck(survey, path, why)


def recharge(survey: Survey, step: p.Recharge, path: str, place: Place) -> None:
    """Charge a partner."""
    amount = compute(step.amount, survey.scope(place), {})
    if not isinstance(amount, Money):
        raise NoValue("the amount is not money", "recharge", {})
    not_below_zero(amount, "recharge")
    survey.move(e.RechargeClaimed(at=survey.now, step=path, to=step.to, amount=amount))


def wait(survey: Survey, step: p.Wait, path: str, place: Place) -> None:
    """Begin a wait; it ends at its bound at the latest."""
    bound = survey.after(step.at_most)
    until = survey.after(step.span) if step.span is not None else bound
    if step.until is not None:
        given = compute(step.until, survey.scope(place), {})
        if not isinstance(given, datetime):
            raise NoValue("“until” is no instant", "until", {})
        until = given
    survey.move(e.WaitBegan(at=survey.now, step=path, until=min(until, bound), event=step.event))


def waiting(survey: Survey, path: str, wait: Wait) -> None:
    """End a wait when its event came or its time is up."""
    came = survey.case.signals.get(wait.event) if wait.event else None
    if came is not None and came <= wait.until:
        survey.move(e.WaitEnded(at=survey.now, step=path, how="event"))
    else:
        survey.alarm(wait.until, e.WaitEnded(at=wait.until, step=path, how="time"))
