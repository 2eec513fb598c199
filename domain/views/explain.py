"""The story of a case in plain words: as it is told to the customer, or with what we say among ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Final

from domain.case import events as e
from domain.case.state import base_of
from domain.case.surveying import people
from domain.case.surveying.closing import service_of
from domain.case.surveying.denied import SKIPPED
from domain.case.surveying.entitling import ASKED_FOR
from domain.case.surveying.signs import LOOKED_AT
from domain.events import Event
from domain.ids import ENGINE, step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.values import Person
from domain.views import budgets, entitled, receipts, remedied
from domain.views.assessment import tier_called, weighed, worse_by
from domain.views.ending import called_off
from domain.views.telling import Telling
from domain.views.wording import in_words, money
from domain.vocabulary import CUSTOMER


def explain(telling: Telling) -> list[str]:
    """Return the story, one sentence after the other, with what became of promises and how the case stands now.

    What is inward is told to nobody but the house.
    """
    return [*what_happened(telling), *telling.promised(), *_now(telling)]


def what_happened(telling: Telling) -> list[str]:
    """Return what happened so far: what a letter can tell that is part of it, and keeps promises by being sent."""
    story = [sentence for event in _outward(telling.events) for sentence in _told(telling, event)]
    return [sentence for sentence, before in zip(story, ["", *story], strict=False) if sentence != before]


def some(telling: Telling, events: Iterable[Event]) -> list[str]:
    """Return what is told of some facts of a case, in their order."""
    return [sentence for event in events for sentence in _told(telling, event)]


def _outward(events: Iterable[Event]) -> Iterable[Event]:
    """Leave out whom we call in among ourselves once we considered the matter put right."""
    resolved = False
    for event in events:
        if isinstance(event, e.Resolved | e.CaseReopened):
            resolved = isinstance(event, e.Resolved)
        if not (resolved and isinstance(event, e.Escalated)):
            yield event


def _told(telling: Telling, event: Event) -> Iterable[str]:
    teller = _TELLERS.get(type(event))
    if teller is None or (type(event) in INWARD and not telling.inward):
        return ()
    return teller(telling, event)


def _now(telling: Telling) -> Iterable[str]:
    case = telling.case
    if case.phase == "closed":
        return
    choice = telling.say("your-choice")
    waits = [
        (offer.lapses_at, telling.step(step) if telling.inward else choice)
        for step, offer in case.offers.items()
        if not offer.how
    ]
    inward = {*people.INWARD, *(("escalation",) if case.phase == "resolved" else ())}
    waits += [
        (task.due, in_words(task.words, telling.language))
        for task in case.tasks.values()
        if task.status == "open" and task.purpose not in inward and (telling.inward or CUSTOMER in task.roles)
    ]
    if not waits:
        yield telling.say("open")
        return
    due, what = min(waits)
    yield telling.say("open.waits", what=what, due=telling.at(due))


INWARD: Final = frozenset({
    e.BudgetReserved, e.BudgetExceeded, e.SplittingNoticed, e.NobodyFits, e.PlanStopped, e.PlanResumed,
    e.EntitlementDiffers, e.Escalated, e.EscalationTakenUp,
})  # fmt: skip
"""What is between us: budgets, who of us is fit or called in, how our plans are kept. No customer is told of it."""
_MISSING: Final = "it was missing to say what is owed"
"""Why a fact was told that a pack had asked for, as journals of earlier releases say it."""
LATE: Final = timedelta(hours=4)
"""A report that reached us later than this had lain somewhere."""


# --- One teller per fact ---------------------------------------------------------------------------------------------
_Teller = Callable[[Telling, Event], Iterable[str]]


def _opened(t: Telling, event: Event) -> Iterable[str]:
    yield t.say("opened", at=t.at(event.at), title=in_words(t.book.plan.title, t.language))
    reported = t.case.reported_at
    if reported is not None and event.at - reported > LATE:
        yield t.say("reported-before", at=t.at(reported))
    if t.case.promised and t.case.delivered:
        yield t.say("promised", promised=t.case.promised, delivered=t.case.delivered)


def _assessed(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.RiskAssessed):
        yield t.say(f"tier.{event.tier}")
        if t.inward:
            yield weighed(event.likelihood, event.consequence, t.language)
            yield from _worse_by(t, event.modifiers)


def _judged_anew(t: Telling, event: Event) -> Iterable[str]:
    """Tell that the tier rose, and by what; or that two persons lowered it. What stays is not told again."""
    if not isinstance(event, e.RiskReassessed) or event.tier == event.was or (event.second and not t.inward):
        return
    tier = tier_called(event.tier, t.language)
    lowered = "risk.lowered" if t.inward else "risk.lowered.outward"
    yield t.say(lowered if event.second else "risk.raised", at=t.at(event.at), tier=tier, why=event.why)
    if t.inward and not event.second:
        yield from _worse_by(t, event.modifiers)


def _worse_by(t: Telling, modifiers: Mapping[str, str]) -> Iterable[str]:
    more = worse_by(t.book, modifiers, t.language)
    if more:
        yield more


def _unfit(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.NobodyFits):
        yield t.say(f"unfit.{event.how}", at=t.at(event.at))


def _branch(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.BranchTaken) and "!" in event.step:
        yield t.say(f"given-up.{event.branch}", at=t.at(event.at))


def _step(name: str) -> _Teller:
    def tell(t: Telling, event: Event) -> Iterable[str]:
        path, why = str(getattr(event, "step", "")), str(getattr(event, "why", ""))
        if getattr(event, "goes_on", False):
            return  # said once all of it is taken back
        if not t.inward and _is_idle(t, path, name):
            return
        if path.startswith("@informed") and name == "told":
            yield t.say("informed", at=t.at(event.at))
        elif name == "done" and t.is_unnamed(path):
            yield t.say("done.plain", at=t.at(event.at))
        elif not path.startswith("@"):
            yield t.say(
                name, at=t.at(event.at), what=t.what(path), why=f" ({why.replace('_', ' ')})" if t.inward else ""
            )

    return tell


def _is_idle(t: Telling, path: str, name: str) -> bool:
    """Say whether it tells a customer nothing: no words for it, a letter that did not go out, an answer left open."""
    step = t.book.layout.steps.get(step_of(path))
    if isinstance(step, p.Tell | p.Teach | p.Offer) or (isinstance(step, p.Ask) and step.role == CUSTOMER):
        return name in {"refused", "late", "unknown"}
    return t.is_unnamed(path)


def _letter(t: Telling, event: Event) -> Iterable[str]:
    """Tell that a letter went out, and where else to turn where it said so."""
    if not isinstance(event, e.MessageSent) or isinstance(t.book.layout.steps.get(step_of(event.step)), p.Offer):
        return  # what an offer says is told as a choice
    if not event.gives or event.step.startswith("@"):
        yield from _step("told")(t, event)
        return
    yield t.say("told.giving", at=t.at(event.at), what=", ".join(t.say(f"told.{each}") for each in event.gives))
    if "route" in event.gives:
        yield from _turn(t)


def _contact(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.ContactRecorded):
        yield t.say(f"contact.{event.direction}", at=t.at(event.at), channel=t.channel(event.channel))
        if "route" in event.gives:
            yield from _turn(t)


def _turn(t: Telling) -> Iterable[str]:
    route = t.book.around.routes.to(t.case.market, service_of(t.book))
    if route is not None:
        yield t.say("turn", called=in_words(route.called, t.language), address=in_words(route.address, t.language))
        if not route.verified:
            yield t.say("turn.unverified")


def _established(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.OutcomeEstablished) and (t.inward or not _is_idle(t, event.step, "unknown")):
        name = "established.yes" if event.applied else "established.no"
        yield t.say(name, at=t.at(event.at), what=t.what(event.step))


def _undo_began(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.UndoBegan) and event.steps:
        yield t.say("undo", at=t.at(event.at))


def _undo_finished(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.UndoFinished):
        for step in event.instead:
            if t.is_unnamed(step) and not t.inward:
                continue  # what was given for it is told with the remedies
            remedies = ", ".join(remedied.turned_into(t, step))
            name = "undo.remedied" if remedies else "undo.instead"
            yield t.say(name, at=t.at(event.at), what=t.what(step), remedies=remedies)


def _offered(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.AlternativesOffered) and event.choices:
        choices = " / ".join(in_words(words, t.language) for words in event.choices.values())
        yield t.say("offered", at=t.at(event.at), choices=choices, due=t.at(event.lapses_at))


def _answered(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.AlternativeChosen():
            yield t.say("chosen", at=t.at(event.at), choice=_choice(t, event.step, event.choice))
        case e.OfferDeclined():
            yield t.say("declined", at=t.at(event.at))
        case e.OfferLapsed() if event.why == "silence":
            yield t.say("lapsed", at=t.at(event.at), choice=_choice(t, event.step, event.otherwise))
        case _:
            return


def _choice(t: Telling, path: str, name: str) -> str:
    """Return a choice in words; an offer that did not arrive is no part of the case any more, but of the plan."""
    step, offer = t.book.layout.steps.get(step_of(path)), t.case.offers.get(path)
    choices = offer.choices if offer is not None else step.choices if isinstance(step, p.Offer) else {}
    return in_words(choices.get(name, {}), t.language) or name


def _remedy(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.RemedyProposed():
            payee = event.payee.id if isinstance(event.payee, Person) else ""
            what = t.for_whom(payee, t.remedy(event.kind, event.amount, t.detail(event.entry)))
            mine = "remedy.proposed" if t.is_reader(payee) else "remedy.proposed-for-another"
            yield t.say(mine, at=t.at(event.at), remedy=what)
            yield from receipts.of_step(t, event.step, "cut")
        case e.RemedyApproved() if event.rung:
            yield t.say("remedy.approved", at=t.at(event.at), remedy=t.entry(event.entry))
        case e.RemedyDenied() if event.why == LOOKED_AT:
            yield t.say("remedy.looked-at", at=t.at(event.at), remedy=t.entry(event.entry))
            yield from _turn(t)
        case e.RemedyDenied() if event.why == SKIPPED and not t.inward:
            yield t.say("remedy.gone-on-without", at=t.at(event.at), remedy=t.entry(event.entry))
        case e.RemedyDenied() if event.approver != ENGINE or t.inward:
            yield t.say("remedy.denied", at=t.at(event.at), remedy=t.entry(event.entry), why=event.why)
        case e.RemedyPaid():
            what = "provided" if t.case.ledger[event.entry].in_full is None else "paid"
            whose = f"remedy.{what}" if t.is_theirs(event.entry) else f"remedy.{what}-to-another"
            yield t.say(whose, at=t.at(event.at), remedy=t.entry(event.entry))
        case _:
            return


def _budget(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.BudgetExceeded | e.BudgetReserved | e.SplittingNoticed):
        yield from budgets.told(event, t.language, t.at(event.at), t.entry(event.entry))


_QUESTIONS = ("ask", "second", "settle", "call")


def _asked(t: Telling, event: e.TaskOpened) -> str:
    """Say who was asked: the customer, a partner, somebody else once more, or a colleague."""
    if event.purpose != "ask":
        return f"asked.{event.purpose}"
    if event.role == CUSTOMER:
        return "asked.customer"
    return "asked.partner" if _inside(t, event.task, p.Delegate) else "asked"


def _inside(t: Telling, task: str, kind: type[p.Step]) -> bool:
    """Say whether the step of a task lies in a block of a kind."""
    step = step_of(t.case.tasks[task].step)
    return step in t.book.layout.around and bool(t.book.layout.enclosing(step, kind))


def _task(t: Telling, event: Event) -> Iterable[str]:
    """Tell what people were asked and did; in our words only among ourselves."""
    if not t.inward:
        yield from _told_of_work(t, event)
        return
    match event:
        case e.TaskOpened() if event.purpose in _QUESTIONS:
            what, asked = in_words(event.words, t.language), _asked(t, event)
            yield t.say(asked, at=t.at(event.at), what=what, due=t.at(event.due))
        case e.TaskTakenBack() if event.why == "late" and _inside(t, event.task, p.Delegate):
            yield t.say("taken-back", at=t.at(event.at))
        case e.TaskCompleted() if t.case.tasks[event.task].purpose in {"ask", "settle", "call"}:
            yield t.say("answered", at=t.at(event.at), what=in_words(t.case.tasks[event.task].words, t.language))
        case _:
            return


def _told_of_work(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.TaskOpened() if event.purpose == "ask" and event.role == CUSTOMER:
            what = in_words(event.words, t.language)
            yield t.say("asked.customer", at=t.at(event.at), what=what, due=t.at(event.due))
        case e.TaskOpened() if event.purpose == "ask" and _inside(t, event.task, p.Delegate):
            yield t.say("handed-on", at=t.at(event.at), due=t.at(event.due))
        case e.TaskOpened() if event.purpose == "call":
            yield t.say("will-call", at=t.at(event.at), due=t.at(event.due))
        case e.TaskTakenBack() if event.why == "late" and _inside(t, event.task, p.Delegate):
            yield t.say("taken-back", at=t.at(event.at))
        case e.TaskCompleted() if (
            t.case.tasks[event.task].purpose == "ask" and CUSTOMER in t.case.tasks[event.task].roles
        ):
            yield t.say("received", at=t.at(event.at))
        case e.TaskCompleted():
            yield from _work_done(t, event)
        case _:
            return


def _work_done(t: Telling, event: e.TaskCompleted) -> Iterable[str]:
    """Tell what a colleague did, where the plan has words of it for the customer, once no second answer is awaited."""
    task = t.case.tasks[event.task]
    step = t.book.layout.steps.get(step_of(task.step))
    if not isinstance(step, p.Ask) or not step.says:
        return
    answers = [each.answer for each in t.case.tasks.values() if each.step == task.step and each.purpose == "ask"]
    agreed = task.purpose == "second" and event.answer in answers
    if task.purpose == "settle" or agreed or (task.purpose == "ask" and not step.second):
        yield t.say("done", at=t.at(event.at), what=in_words(step.says, t.language))


def _part(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.PartBegan):
        yield t.say("part", at=t.at(event.at), what=t.step(event.step))


def _changed(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.FailureChanged():
            why = t.say("changed.missing") if event.why in {ASKED_FOR, _MISSING} else event.why
            yield t.say("changed" if t.inward else "changed.outward", at=t.at(event.at), why=why.rstrip("."))
        case e.InterruptTaken():
            yield t.say("interrupt", at=t.at(event.at))
        case e.AnswerVoided() if t.inward:
            yield t.say("answer.void", at=t.at(event.at))
        case _:
            return


def _cover(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.CoverGranted() if isinstance(event.up_to, Money):
            amount = money(event.up_to, t.language)
            yield t.say("cover", at=t.at(event.at), what=t.step(event.step), amount=amount, until=t.at(event.until))
        case e.EvidenceReceived() if event.kind == "proof":
            yield t.say("proof", at=t.at(event.at))
        case e.EvidenceReceived() if isinstance(event.amount, Money):
            cover = t.case.covers.get(event.step)
            what = receipts.thing(t, cover, event.of) if cover is not None and event.of else ""
            told = f"{money(event.amount, t.language)} ({what})" if what else money(event.amount, t.language)
            yield t.say("receipt", at=t.at(event.at), amount=told)
        case e.StepSkipped():
            yield from receipts.of_step(t, event.step, "used-up", "called-off")
        case e.CoverEnded():
            yield t.say(f"cover.{event.why.replace(' ', '-')}", at=t.at(event.at))
        case _:
            return


def _ending(name: str) -> _Teller:
    def tell(t: Telling, event: Event) -> Iterable[str]:
        why, cause = str(getattr(event, "why", "")), str(getattr(event, "cause", "")).replace("-", " ")
        outward = not t.inward and t.says(f"{name}.outward")
        yield t.say(f"{name}.outward" if outward else name, at=t.at(event.at), why=why, cause=cause)

    return tell


def _not_arrived(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.MessageBounced):
        yield t.say("unsent" if event.unsent else "bounced", at=t.at(event.at))


def _withdrawal(t: Telling, event: Event) -> Iterable[str]:
    """Tell who wrote down what the customer is said to want no more, in what words; they are told once it counts."""
    if not t.inward or not isinstance(event, e.SecondAsked):
        return
    name = "withdrawal" if event.outcome == "withdrawn" else "unwanted" if event.act == "decline" else ""
    words = t.said.get(event.task, "")
    if name:
        name += ".words" if words else ""
        yield t.say(name, at=t.at(event.at), by=event.by, words=words, what=event.step)


def _called_off(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.CaseCancelled):
        name = "cancelled" if t.inward else "cancelled.outward"
        because = called_off(t, event.because, _found_before(t, event))
        yield t.say(name, at=t.at(event.at), why=event.why, because=because)


def _found_before(t: Telling, event: Event) -> str:
    """Return what had been found by then since the case was opened, or taken up again; "" for nothing."""
    found = ""
    for each in t.events:
        if each is event:
            break
        if isinstance(each, e.FindingMade | e.CaseReopened):
            found = each.finding if isinstance(each, e.FindingMade) else ""
    return found


def _reviewed(t: Telling, event: Event) -> Iterable[str]:
    """Say that somebody uninvolved looked at it again, or whom a head named because nobody uninvolved was left."""
    if isinstance(event, e.ReviewDecided):
        looks = [name for name, task in t.case.tasks.items() if task.purpose == "second-look" and task.by == event.by]
        let = [x for x in t.events if isinstance(x, e.PersonLet) and x.task in looks and x.person == event.by]
        how = ".last" if any(x.hand for x in let) else ".named" if let else ""
        yield t.say(f"reviewed{how}", at=t.at(event.at))


def _until(name: str) -> _Teller:
    def tell(t: Telling, event: Event) -> Iterable[str]:
        if isinstance(event, e.InformationRequested | e.MessageWaits):
            yield t.say(name, at=t.at(event.at), until=t.at(event.until))

    return tell


def _replaced(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.PromiseReplaced):
        what, was, due = t.promise_in_words(base_of(event.promise)), t.at(event.was), t.at(event.due)
        yield t.say("replaced", at=t.at(event.at), what=what, was=was, due=due, why=event.why.rstrip("."))


def _broken(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.PromiseBroken):
        yield t.say("promise.was-broken", at=t.at(event.at), what=t.promise_in_words(base_of(event.promise)))


def _resolved(t: Telling, event: Event) -> Iterable[str]:
    """Tell when our part was done; nothing was put right where we found that there was nothing of ours to put right."""
    found = t.case.finding.finding if t.case.finding is not None else ""
    yield t.say("resolved" if found in {"", "upheld", "partly"} else "resolved.otherwise", at=t.at(event.at))


def _clock(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.ClockStopped():
            name = "clock.asked" if event.by == ENGINE else "clock.stopped"
            what = t.promise_in_words(base_of(event.promise))
            yield t.say(name, at=t.at(event.at), what=what, why=event.reason.rstrip("."))
        case e.ClockResumed():
            what = t.promise_in_words(base_of(event.promise))
            yield t.say("clock.resumed", at=t.at(event.at), what=what, due=t.at(event.due))
        case e.ClockRestated() if event.by != ENGINE:
            what, was, due = t.promise_in_words(base_of(event.promise)), t.at(event.before), t.at(event.after)
            name = "clock.restated" if t.inward else "clock.restated.outward"
            yield t.say(name, at=t.at(event.at), what=what, was=was, due=due, why=event.why.rstrip("."))
        case _:
            return


def _estimated(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.EstimateGiven):
        earliest, latest = t.at(event.earliest), t.at(event.latest)
        name = "estimate" if t.inward else "estimate.outward"
        yield t.say(name, at=t.at(event.at), earliest=earliest, latest=latest, basis=event.basis)


def _entitled(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.EntitlementDecided():
            yield from entitled.decided(event, t.book, t.language, t.at(event.at), inward=t.inward)
        case e.EntitlementPostponed():
            yield from entitled.postponed(event, t.book, t.language, t.at(event.at))
        case e.EntitlementDiffers():
            yield from entitled.differs(event, t.book, t.language, t.at(event.at))
        case _:
            return


def _accepted(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.ResolutionAccepted):
        yield t.say(f"accepted.{event.how}")


def _closed(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.CaseClosed):
        off = t.case.because if t.case.winding_up == "cancelled" else ""
        said = called_off(t, off, _found_before(t, event)) if off else t.say(f"outcome.{event.outcome}")
        yield t.say("closed", at=t.at(event.at), outcome=said)
        if event.justice and t.inward:
            yield t.say("justice", **{name: t.say(f"grade.{grade}") for name, grade in event.justice.items()})
        if event.expectation and t.inward:
            by = t.amount(event.difference) if isinstance(event.difference, Money) and event.difference.minor else ""
            yield t.say(f"expectation.{event.expectation}", by=f": {by}" if by else "")


def _cause(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.RootCauseNamed):
        called = t.book.around.causes.called(event.cause, t.language)
        yield t.say("cause", at=t.at(event.at), cause=called[:1].lower() + called[1:])


def _towards_the_end(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.FindingMade():
            yield t.say(f"finding.{event.finding}", at=t.at(event.at), why=event.why.rstrip("."))
        case e.CaseReferred():
            name = "referral.accepted" if event.accepted else "referral.asked"
            yield t.say(name, at=t.at(event.at), to=t.body(event.to), accepted=event.accepted)
        case e.ContactTried():
            yield t.say("tried", at=t.at(event.at), channel=t.channel(event.channel))
        case e.ExpectationRecorded():
            yield t.say("hoped", at=t.at(event.at), what=t.remedy(event.kind, event.amount))
        case _:
            return


_TELLERS: dict[type[Event], _Teller] = {
    e.CaseOpened: _opened,
    e.FailureChanged: _changed,
    e.AnswerVoided: _changed,
    e.InterruptTaken: _changed,
    e.PartBegan: _part,
    e.CoverGranted: _cover,
    e.EvidenceReceived: _cover,
    e.CoverEnded: _cover,
    e.StepSkipped: _cover,
    e.RiskAssessed: _assessed,
    e.EntitlementDecided: _entitled,
    e.EntitlementPostponed: _entitled,
    e.EntitlementDiffers: _entitled,
    e.RiskReassessed: _judged_anew,
    e.NobodyFits: _unfit,
    e.BranchTaken: _branch,
    e.StepSucceeded: _step("done"),
    e.MessageSent: _letter,
    e.ContactRecorded: _contact,
    e.StepRefused: _step("refused"),
    e.StepGivenUp: _step("refused"),
    e.StepLate: _step("late"),
    e.OutcomeUnknown: _step("unknown"),
    e.OutcomeEstablished: _established,
    e.UndoBegan: _undo_began,
    e.StepUndone: _step("undone"),
    e.UndoFinished: _undo_finished,
    e.AlternativesOffered: _offered,
    e.AlternativeChosen: _answered,
    e.OfferDeclined: _answered,
    e.OfferLapsed: _answered,
    e.RemedyProposed: _remedy,
    e.RemedyApproved: _remedy,
    e.RemedyDenied: _remedy,
    e.RemedyPaid: _remedy,
    e.RemedySetOff: remedied.told,
    e.RemedyDeclined: remedied.told,
    e.PayoutReturned: remedied.told,
    e.RemedyReversed: remedied.told,
    e.OutsideRecoveryLearned: remedied.told,
    e.BudgetReserved: _budget,
    e.BudgetExceeded: _budget,
    e.SplittingNoticed: _budget,
    e.CaseTakenIn: _ending("taken-in"),
    e.TaskOpened: _task,
    e.TaskCompleted: _task,
    e.TaskTakenBack: _task,
    e.Escalated: _ending("escalated"),
    e.EscalationTakenUp: _ending("taken-up"),
    e.HandoverWritten: _ending("handed-over"),
    e.InformationRequested: _until("requested"),
    e.InformationReceived: _ending("received"),
    e.PromiseBroken: _broken,
    e.PromiseReplaced: _replaced,
    e.ClockStopped: _clock,
    e.ClockResumed: _clock,
    e.ClockRestated: _clock,
    e.EstimateGiven: _estimated,
    e.EstimateMissed: _ending("estimate.missed"),
    e.MessageWaits: _until("waits"),
    e.MessageBounced: _not_arrived,
    e.Resolved: _resolved,
    e.ResolutionAccepted: _accepted,
    e.ResolutionRejected: _ending("rejected"),
    e.RootCauseNamed: _cause,
    e.CaseHeld: _ending("held"),
    e.PlanStopped: _ending("plan-stopped"),
    e.PlanResumed: _ending("plan-resumed"),
    e.ComplainedAbout: _ending("about"),
    e.SecondAsked: _withdrawal,
    e.CaseWithdrawn: _ending("withdrawn"),
    e.CaseCancelled: _called_off,
    e.CaseReopened: _ending("reopened"),
    e.CaseClosed: _closed,
    e.FindingMade: _towards_the_end,
    e.CaseReferred: _towards_the_end,
    e.ReviewRequested: _ending("review"),
    e.ReviewDecided: _reviewed,
    e.ContactTried: _towards_the_end,
    e.ExpectationRecorded: _towards_the_end,
}
