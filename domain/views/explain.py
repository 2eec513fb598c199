"""The story of a case in plain words, so that it could be read to the customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from domain.case import events as e
from domain.case.book import Book
from domain.case.house_promises import NAMES
from domain.case.informing import NO_SILENCE
from domain.case.informing import silences as silences_of
from domain.case.pay_within import PAY
from domain.case.state import Case, Promise, base_of
from domain.clock.duration import Duration
from domain.clock.span import Days, WorkingDays, WorkingHours
from domain.events import Event
from domain.ids import ENGINE, step_of, undone_step
from domain.money import Money
from domain.playbook import plan as p
from domain.views import budgets, entitled
from domain.views.assessment import tier_called, weighed, worse_by
from domain.views.phrases import phrase
from domain.views.wording import in_words, instant, money, span
from domain.vocabulary import CUSTOMER

SPANS = (Duration, Days, WorkingDays, WorkingHours)


@dataclass(frozen=True, slots=True)
class Telling:
    """Who reads: language and zone; and what is told: the case, its book, its events."""

    case: Case
    book: Book
    events: Sequence[Event]
    language: str = "en"
    zone: tzinfo = UTC

    def say(self, name: str, **parts: str) -> str:
        """Return a sentence in the reader's language."""
        return phrase(name, self.language, **parts)

    def at(self, moment: datetime) -> str:
        """Return an instant in the reader's language and zone."""
        return instant(moment, self.zone, self.language)

    def step(self, path: str) -> str:  # noqa: PLR0911 — one line a kind
        """Return what a step is called: its own words, its connector's, else its id."""
        step = self.book.layout.steps.get(step_of(path))
        match step:
            case p.Run():
                return in_words(step.title, self.language)
            case p.Delegate() | p.SelfService() | p.Cover():
                return in_words(step.words, self.language)
            case p.Do():
                contract = step.undo if undone_step(path) and step.undo else step.connector
                return in_words(contract.says, self.language) or step.id
            case p.Ask():
                return in_words(step.words, self.language)
            case p.Tell() | p.Teach() | p.Offer():
                return step.message.replace("-", " ")
            case p.Remedy():
                return self.remedy(step.remedy, None)
            case p.Entitle():
                return in_words(step.title, self.language) or step.pack
            case _:
                return step_of(path).lstrip("@").replace("-", " ")

    def is_unnamed(self, path: str) -> bool:
        """Say whether a step has no words for the customer: its connector says none."""
        step = self.book.layout.steps.get(step_of(path))
        if not isinstance(step, p.Do):
            return False
        return not in_words((step.undo if undone_step(path) and step.undo else step.connector).says, self.language)

    def what(self, path: str) -> str:
        """Return a step as the customer is told of it: no name of a connector is any of theirs."""
        return self.say("step.plain") if self.is_unnamed(path) else self.step(path)

    def remedy(self, kind: str, amount: object) -> str:
        """Return a remedy in words."""
        told = money(amount, self.language) if isinstance(amount, Money) else ""
        name = f"remedy.{kind}" if kind in {"refund", "voucher"} and told else "remedy.other"
        return self.say(name, kind=kind, amount=told).strip()

    def amount(self, more_or_less: Money) -> str:
        """Return how much more or less it was, without a sign."""
        return money(Money(more_or_less.currency, abs(more_or_less.minor)), self.language)

    def entry(self, name: str) -> str:
        """Return an entry of the ledger in words."""
        entry = self.case.ledger[name]
        return self.remedy(entry.kind, entry.amount)

    def promised(self) -> list[str]:
        """Return every promise and what became of it."""
        lines = []
        silences = dict(silences_of(self.case, self.book))
        for name, promise in self.case.promises.items():
            base = base_of(name)
            if "/" in name:  # made anew again and again: told once, with the first
                continue
            if base in silences or base == NO_SILENCE:
                lines.append(self._informed(base, promise))
                continue
            made = self.say("promise", what=self.promise_in_words(base), due=self.at(promise.due))
            status = "stopped" if promise.status == "open" and promise.stopped else promise.status
            lines.append(made + self.say(f"promise.{status}", at=self.at(promise.at) if promise.at else ""))
        return lines

    def promise_in_words(self, base: str) -> str:
        """Return what was promised, to go on from “we promised to …”."""
        terms = self.book.plan.promises.get(base)
        what = in_words(terms.words, self.language) if terms is not None else ""
        if base.startswith(PAY):
            return self.say("what.pay")
        known = base if base in NAMES else "other"
        return what or self.say(f"what.{known}", thing=base.replace("_", " "))

    def _informed(self, name: str, first: Promise) -> str:
        """Say how a promise was kept that is made anew again and again."""
        rounds = [each for made, each in self.case.promises.items() if base_of(made) == name]
        counts = {status: str(sum(each.status == status for each in rounds)) for status in ("kept", "broken")}
        terms = self.book.plan.promises.get(name)
        every = terms.within if terms is not None else first.within
        within = span(every, self.language) if isinstance(every, SPANS) else ""
        return self.say("promise.again", span=within, **counts)


def explain(telling: Telling) -> list[str]:
    """Return the story, one sentence after the other."""
    story = [sentence for event in _outward(telling.events) for sentence in _told(telling, event)]
    told = [sentence for sentence, before in zip(story, ["", *story], strict=False) if sentence != before]
    return [*told, *telling.promised(), *_now(telling)]


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
    return teller(telling, event) if teller is not None else ()


def _now(telling: Telling) -> Iterable[str]:
    case = telling.case
    if case.phase == "closed":
        return
    waits = [(offer.lapses_at, telling.step(step)) for step, offer in case.offers.items() if not offer.how]
    inward = {"countersign", "staffing", *(("escalation",) if case.phase == "resolved" else ())}
    waits += [
        (task.due, in_words(task.words, telling.language))
        for task in case.tasks.values()
        if task.status == "open" and task.purpose not in inward
    ]
    if not waits:
        yield telling.say("open")
        return
    due, what = min(waits)
    yield telling.say("open.waits", what=what, due=telling.at(due))


# --- One teller per fact ---------------------------------------------------------------------------------------------
_Teller = Callable[[Telling, Event], Iterable[str]]


def _opened(t: Telling, event: Event) -> Iterable[str]:
    yield t.say("opened", at=t.at(event.at), title=in_words(t.book.plan.title, t.language))
    if t.case.promised and t.case.delivered:
        yield t.say("promised", promised=t.case.promised, delivered=t.case.delivered)


def _assessed(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.RiskAssessed):
        yield t.say(f"tier.{event.tier}")
        yield weighed(event.likelihood, event.consequence, t.language)
        more = worse_by(t.book, event.modifiers, t.language)
        if more:
            yield more


def _judged_anew(t: Telling, event: Event) -> Iterable[str]:
    """Tell that the tier rose, and by what; or that two persons lowered it. What stays is not told again."""
    if not isinstance(event, e.RiskReassessed) or event.tier == event.was:
        return
    tier = tier_called(event.tier, t.language)
    yield t.say("risk.lowered" if event.second else "risk.raised", at=t.at(event.at), tier=tier, why=event.why)
    more = worse_by(t.book, event.modifiers, t.language)
    if more and not event.second:
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
        if path.startswith("@informed") and name == "told":
            yield t.say("informed", at=t.at(event.at))
        elif name == "done" and t.is_unnamed(path):
            yield t.say("done.plain", at=t.at(event.at))
        elif not path.startswith("@"):
            yield t.say(name, at=t.at(event.at), what=t.what(path), why=why.replace("_", " "))

    return tell


def _established(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.OutcomeEstablished):
        name = "established.yes" if event.applied else "established.no"
        yield t.say(name, at=t.at(event.at), what=t.what(event.step))


def _undo_began(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.UndoBegan) and event.steps:
        yield t.say("undo", at=t.at(event.at))


def _undo_finished(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.UndoFinished):
        for step in event.instead:
            yield t.say("undo.instead", at=t.at(event.at), what=t.what(step))


def _offered(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.AlternativesOffered) and event.choices:
        choices = " / ".join(in_words(words, t.language) for words in event.choices.values())
        yield t.say("offered", at=t.at(event.at), choices=choices, due=t.at(event.lapses_at))


def _answered(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.AlternativeChosen():
            choice = in_words(t.case.offers[event.step].choices.get(event.choice, {}), t.language)
            yield t.say("chosen", at=t.at(event.at), choice=choice or event.choice)
        case e.OfferDeclined():
            yield t.say("declined", at=t.at(event.at))
        case e.OfferLapsed() if event.why == "silence":
            choice = in_words(t.case.offers[event.step].choices.get(event.otherwise, {}), t.language)
            yield t.say("lapsed", at=t.at(event.at), choice=choice or event.otherwise)
        case _:
            return


def _remedy(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.RemedyProposed():
            yield t.say("remedy.proposed", at=t.at(event.at), remedy=t.remedy(event.kind, event.amount))
        case e.RemedyApproved() if event.rung:
            yield t.say("remedy.approved", at=t.at(event.at), remedy=t.entry(event.entry))
        case e.RemedyDenied():
            yield t.say("remedy.denied", at=t.at(event.at), remedy=t.entry(event.entry), why=event.why)
        case e.RemedyPaid():
            yield t.say("remedy.paid", at=t.at(event.at), remedy=t.entry(event.entry))
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


def _part(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.PartBegan):
        yield t.say("part", at=t.at(event.at), what=t.step(event.step))


def _changed(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.FailureChanged():
            yield t.say("changed", at=t.at(event.at), why=event.why)
        case e.InterruptTaken():
            yield t.say("interrupt", at=t.at(event.at))
        case _:
            return


def _cover(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.CoverGranted() if isinstance(event.up_to, Money):
            amount = money(event.up_to, t.language)
            yield t.say("cover", at=t.at(event.at), what=t.step(event.step), amount=amount, until=t.at(event.until))
        case e.EvidenceReceived() if isinstance(event.amount, Money):
            yield t.say("receipt", at=t.at(event.at), amount=money(event.amount, t.language))
        case e.CoverEnded():
            yield t.say(f"cover.{event.why.replace(' ', '-')}", at=t.at(event.at))
        case _:
            return


def _ending(name: str) -> _Teller:
    def tell(t: Telling, event: Event) -> Iterable[str]:
        why = str(getattr(event, "why", ""))
        yield t.say(name, at=t.at(event.at), why=why, cause=str(getattr(event, "cause", "")).replace("-", " "))

    return tell


def _until(name: str) -> _Teller:
    def tell(t: Telling, event: Event) -> Iterable[str]:
        if isinstance(event, e.InformationRequested | e.MessageWaits):
            yield t.say(name, at=t.at(event.at), until=t.at(event.until))

    return tell


def _replaced(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.PromiseReplaced):
        what, was, due = t.promise_in_words(base_of(event.promise)), t.at(event.was), t.at(event.due)
        yield t.say("replaced", at=t.at(event.at), what=what, was=was, due=due, why=event.why.rstrip("."))


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
            yield t.say("clock.restated", at=t.at(event.at), what=what, was=was, due=due, why=event.why.rstrip("."))
        case _:
            return


def _estimated(t: Telling, event: Event) -> Iterable[str]:
    if isinstance(event, e.EstimateGiven):
        earliest, latest = t.at(event.earliest), t.at(event.latest)
        yield t.say("estimate", at=t.at(event.at), earliest=earliest, latest=latest, basis=event.basis)


def _entitled(t: Telling, event: Event) -> Iterable[str]:
    match event:
        case e.EntitlementDecided():
            yield from entitled.decided(event, t.book, t.language, t.at(event.at))
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
        yield t.say("closed", at=t.at(event.at), outcome=t.say(f"outcome.{event.outcome}"))
        if event.justice:
            yield t.say("justice", **{name: t.say(f"grade.{grade}") for name, grade in event.justice.items()})
        if event.expectation:
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
            yield t.say(name, at=t.at(event.at), to=event.to.replace("-", " "), accepted=event.accepted)
        case e.ContactTried():
            yield t.say("tried", at=t.at(event.at), channel=event.channel)
        case e.ExpectationRecorded():
            yield t.say("hoped", at=t.at(event.at), what=t.remedy(event.kind, event.amount))
        case _:
            return


_TELLERS: dict[type[Event], _Teller] = {
    e.CaseOpened: _opened,
    e.FailureChanged: _changed,
    e.InterruptTaken: _changed,
    e.PartBegan: _part,
    e.CoverGranted: _cover,
    e.EvidenceReceived: _cover,
    e.CoverEnded: _cover,
    e.RiskAssessed: _assessed,
    e.EntitlementDecided: _entitled,
    e.EntitlementPostponed: _entitled,
    e.EntitlementDiffers: _entitled,
    e.RiskReassessed: _judged_anew,
    e.NobodyFits: _unfit,
    e.BranchTaken: _branch,
    e.StepSucceeded: _step("done"),
    e.MessageSent: _step("told"),
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
    e.BudgetReserved: _budget,
    e.BudgetExceeded: _budget,
    e.SplittingNoticed: _budget,
    e.TaskOpened: _task,
    e.TaskCompleted: _task,
    e.TaskTakenBack: _task,
    e.Escalated: _ending("escalated"),
    e.EscalationTakenUp: _ending("taken-up"),
    e.HandoverWritten: _ending("handed-over"),
    e.InformationRequested: _until("requested"),
    e.InformationReceived: _ending("received"),
    e.PromiseReplaced: _replaced,
    e.ClockStopped: _clock,
    e.ClockResumed: _clock,
    e.ClockRestated: _clock,
    e.EstimateGiven: _estimated,
    e.EstimateMissed: _ending("estimate.missed"),
    e.MessageWaits: _until("waits"),
    e.MessageBounced: _ending("bounced"),
    e.Resolved: _ending("resolved"),
    e.ResolutionAccepted: _accepted,
    e.ResolutionRejected: _ending("rejected"),
    e.RootCauseNamed: _cause,
    e.CaseHeld: _ending("held"),
    e.PlanStopped: _ending("plan-stopped"),
    e.PlanResumed: _ending("plan-resumed"),
    e.ComplainedAbout: _ending("about"),
    e.CaseWithdrawn: _ending("withdrawn"),
    e.CaseCancelled: _ending("cancelled"),
    e.CaseReopened: _ending("reopened"),
    e.CaseClosed: _closed,
    e.FindingMade: _towards_the_end,
    e.CaseReferred: _towards_the_end,
    e.ReviewRequested: _ending("review"),
    e.ReviewDecided: _ending("reviewed"),
    e.ContactTried: _towards_the_end,
    e.ExpectationRecorded: _towards_the_end,
}
