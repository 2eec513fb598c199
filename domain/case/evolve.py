"""`evolve`: how each fact changes the case. Total: every event on every case; rules live in survey and decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from domain.case import events as e
from domain.case.state import (
    BY_HAND,
    SEEN,
    Asked,
    Case,
    Chosen,
    Computed,
    CoverState,
    Differs,
    Effect,
    Entitled,
    Entry,
    Estimate,
    Exceeded,
    Expected,
    Finding,
    FollowUpState,
    Granted,
    Hold,
    Loop,
    NewTime,
    Offer,
    PlanStop,
    Promise,
    Recovery,
    Referral,
    Reserved,
    StepState,
    StepStatus,
    Stop,
    Task,
    Told,
    Undoing,
    Wait,
    Wanted,
)
from domain.clock.duration import Duration
from domain.clock.span import Days, WorkingDays, WorkingHours
from domain.events import Event
from domain.ids import ENGINE, undo_path
from domain.money import Money
from domain.values import Person, Value

_T = TypeVar("_T")
_OWN = "_own"
"""Where a draft keeps the names of the tables that are its own already, until it is a case."""


def evolve(case: Case, event: Event) -> Case:
    """Return the case with one more fact."""
    return fold(case, (event,))


def fold(case: Case, events: Iterable[Event]) -> Case:
    """Return the case with these facts; the given case is left as it is."""
    draft = object.__new__(Case)
    space = draft.__dict__
    space.update(case.__dict__)
    space.pop(SEEN, None)
    space[_OWN] = set[str]()
    for event in events:
        if draft.last_at is None or event.at > draft.last_at:
            space["last_at"] = event.at
        _HANDLERS[type(event)](draft, event)
    del space[_OWN]
    return draft


def named(case: str) -> Case:
    """Return an empty case of that name."""
    return Case(id=case)


def _own(draft: Case, name: str) -> dict[str, object]:
    """Return a table of a draft to write into: copied from the case it comes from when it is first written."""
    space, own = draft.__dict__, draft.__dict__[_OWN]
    if name not in own:
        own.add(name)
        space[name] = space[name].copy()
    return space[name]  # type: ignore[no-any-return] # a table of the case, by its name


def _changed(value: _T, **changes: object) -> _T:
    """Return a part of the state with other values; what dataclasses.replace does, in a third of its time."""
    new = object.__new__(type(value))
    new.__dict__.update(value.__dict__)
    new.__dict__.update(changes)
    return new


_E = TypeVar("_E", bound=Event)
_Handler = Callable[[Case, Event], None]
_HANDLERS: dict[type[Event], _Handler] = {}


def _on(kind: type[_E]) -> Callable[[Callable[[Case, _E], None]], Callable[[Case, _E], None]]:
    def register(handler: Callable[[Case, _E], None]) -> Callable[[Case, _E], None]:
        _HANDLERS[kind] = handler  # type: ignore[assignment] # the table pairs each type with its own handler
        return handler

    return register


def _put(case: Case, **changes: object) -> None:
    case.__dict__.update(changes)


def _end(case: Case, step: str, status: StepStatus, event: Event, why: str = "") -> None:
    _own(case, "steps")[step] = StepState(status, event.at, why)
    back = undo_path(step)
    if status == "done" and back in case.effects:  # done anew: what took it back before does not count any more
        _own(case, "steps").pop(back, None)
        _effect(case, back, status="retry", again_at=event.at, failures=0)


def _effect(case: Case, step: str, **changes: object) -> None:
    effect = case.effects.get(step)
    if effect is not None:
        _own(case, "effects")[step] = _changed(effect, **changes)


# --- Coming in -------------------------------------------------------------------------------------------------------
@_on(e.FailureDetected)
def _(case: Case, event: e.FailureDetected) -> None:
    _put(
        case, failure=event.failure, source=event.source, key=event.key, facts=event.facts, phase="received",
        reported_at=event.reported_at, happened_at=event.happened_at, promised=event.promised,
        delivered=event.delivered,
    )  # fmt: skip


@_on(e.CaseOpened)
def _(case: Case, event: e.CaseOpened) -> None:
    customer = event.customer if isinstance(event.customer, Person) else Person("")
    _put(
        case, customer=customer, market=event.market, language=event.language, owner=event.owner,
        initiated_by=event.initiated_by, opened_at=event.at, opened_by=event.by, tier_since=event.at,
        channels=frozenset({event.channel}) - {""},
    )  # fmt: skip
    if event.initiated_by == "customer":
        _put(case, heard_at=event.at)


@_on(e.FailureChanged)
def _(case: Case, event: e.FailureChanged) -> None:
    _put(case, facts={**case.facts, **event.facts})
    for name in event.facts:
        _own(case, "told_by")[name] = (*case.told_by.get(name, ()), event.by)


@_on(e.ContactRecorded)
def _(case: Case, event: e.ContactRecorded) -> None:
    if event.direction == "in":
        _put(
            case,
            heard_at=event.at,
            channels=case.channels | {event.channel},
            contacts=case.contacts + 1,
            tries=case.tries if case.ending is not None else (),
        )
    else:
        name = f"{BY_HAND}{sum(name.startswith(BY_HAND) for name in case.told) + 1}"
        _tell(case, name, Told(event.at, gives=event.gives))
        _put(case, given=case.given | set(event.gives))


@_on(e.InformationRequested)
def _(case: Case, event: e.InformationRequested) -> None:
    _own(case, "asked")[event.request] = Asked(event.at, event.until, event.by)
    _tell(case, event.request, Told(event.at))


@_on(e.InformationReceived)
def _(case: Case, event: e.InformationReceived) -> None:
    _put(case, heard_at=event.at)
    if event.request in case.asked:
        _own(case, "asked")[event.request] = _changed(case.asked[event.request], received=event.at)


@_on(e.EvidenceReceived)
def _(case: Case, event: e.EvidenceReceived) -> None:
    _put(case, heard_at=event.at)
    cover = case.covers.get(event.step)
    if cover is not None and isinstance(event.amount, Money):
        _own(case, "covers")[event.step] = _changed(
            cover, receipts=(*cover.receipts, event.amount), sent_by=(*cover.sent_by, event.by)
        )
    if event.kind == "proof":
        _own(case, "proofs")[event.step] = (*case.proofs.get(event.step, ()), event.by)


def _for_the_reader(case: Case, event: Event) -> None:
    """Change nothing: no decision rests on it."""


_HANDLERS[e.NoteAdded] = _for_the_reader


# --- Judging ---------------------------------------------------------------------------------------------------------
@_on(e.RiskAssessed)
def _(case: Case, event: e.RiskAssessed) -> None:
    _put(
        case, likelihood=event.likelihood, consequence=event.consequence, tier=event.tier, phase="assessed",
        modifiers=event.modifiers, useless_after=event.useless_after,
        computed=Computed(event.likelihood, event.consequence, tuple(event.modifiers)),
    )  # fmt: skip


@_on(e.RiskReassessed)
def _(case: Case, event: e.RiskReassessed) -> None:
    if event.tier != case.tier:
        _put(case, tier=event.tier, tier_since=event.at, rungs_before=case.rungs)
    if event.likelihood is None:
        return
    _put(case, likelihood=event.likelihood, consequence=event.consequence, modifiers=event.modifiers)
    if event.assessor == ENGINE:
        known = Computed(event.likelihood, event.consequence, tuple(event.modifiers))
        _put(case, computed=known, useless_after=event.useless_after)


@_on(e.SecondAsked)
def _(case: Case, event: e.SecondAsked) -> None:
    _own(case, "wanted")[event.task] = Wanted(
        event.act, event.step, event.tier, case.tier, event.likelihood, event.consequence, event.modifiers,
        event.evidence, event.why, event.by, event.outcome, event.into,
    )  # fmt: skip


@_on(e.PlanAdopted)
def _(case: Case, event: e.PlanAdopted) -> None:
    _put(
        case, playbook=event.playbook, plan=event.plan, matrix=event.matrix, policy=event.policy,
        calendar=event.calendar, contact=event.contact, packs=event.packs, phase="working",
    )  # fmt: skip


@_on(e.EntitlementDecided)
def _(case: Case, event: e.EntitlementDecided) -> None:
    before = case.entitled.get(event.step)
    _own(case, "entitled")[event.step] = Entitled(
        event.pack, event.kind, event.digest, event.rules, event.unit, event.units, event.owed,
        _money(event.per_unit), inputs=event.inputs,
        unverified=event.unverified, asked=before.asked if before else 0, on=event.on,
        differs=_changed(before.differs, settled=True) if before and before.differs else None,
    )  # fmt: skip
    if event.pack in case.packs and case.packs[event.pack] != event.digest:  # a person follows a later version
        _put(case, packs={**case.packs, event.pack: event.digest})
    _end(case, event.step, "done", event)


@_on(e.EntitlementDiffers)
def _(case: Case, event: e.EntitlementDiffers) -> None:
    found = case.entitled.get(event.step)
    if found is not None:
        differs = Differs(
            event.digest, event.rules, event.owed, _money(event.per_unit), event.units, event.inputs,
            event.unverified, event.why, found.differs.number + 1 if found.differs else 1,
            settled=(_money(event.per_unit), event.owed) == (found.per_unit, found.gifts),  # as it was decided, again
        )  # fmt: skip
        _own(case, "entitled")[event.step] = _changed(found, differs=differs)


def _money(amounts: Iterable[Value]) -> tuple[Money, ...]:
    return tuple(amount for amount in amounts if isinstance(amount, Money))


@_on(e.EntitlementPostponed)
def _(case: Case, event: e.EntitlementPostponed) -> None:
    before = case.entitled.get(event.step)
    _own(case, "entitled")[event.step] = Entitled(
        event.pack, event.kind, event.digest, event.rules, "booking", 1, event.certain, needs=event.needs,
        asked=before.asked + 1 if before else 1,
    )  # fmt: skip


# --- Steps -----------------------------------------------------------------------------------------------------------
@_on(e.StepStarted)
def _(case: Case, event: e.StepStarted) -> None:
    _own(case, "sent")[f"{event.step}@{event.attempt}"] = event.key
    before = case.effects.get(event.step)
    same = before is not None and before.occurrence == event.occurrence
    _own(case, "effects")[event.step] = Effect(
        kind=event.effect, key=event.key, occurrence=event.occurrence, attempt=event.attempt,
        connector=event.connector, request=event.request, by=event.by, since=event.at, until=event.until,
        first_at=before.first_at if before and same and before.first_at else event.at,
        failures=before.failures if before else 0, asked=before.asked if before and same else 0,
    )  # fmt: skip


def _applied(case: Case, step: str, attempt: int, receipt: Mapping[str, Value]) -> None:
    _effect(case, step, status="applied", receipt=receipt)
    key = case.sent.get(f"{step}@{attempt}")
    if key is not None:
        _own(case, "applied")[key] = step


@_on(e.StepAccepted)
def _(case: Case, event: e.StepAccepted) -> None:
    _effect(case, event.step, status="accepted", reference=event.reference, again_at=event.expect_by)


@_on(e.StepSucceeded)
def _(case: Case, event: e.StepSucceeded) -> None:
    _applied(case, event.step, event.attempt, event.receipt)
    _end(case, event.step, "done", event)


@_on(e.StepRefused)
def _(case: Case, event: e.StepRefused) -> None:
    _effect(case, event.step, status="refused", why=event.why)
    _end(case, event.step, "refused", event, event.why)


@_on(e.StepFailed)
def _(case: Case, event: e.StepFailed) -> None:
    effect = case.effects.get(event.step)
    failures = effect.failures + 1 if effect else 1
    status = "retry" if event.again_at else "failed"
    _effect(case, event.step, status=status, why=event.why, again_at=event.again_at, failures=failures)


@_on(e.StepGivenUp)
def _(case: Case, event: e.StepGivenUp) -> None:
    _end(case, event.step, "failed", event, event.why)


@_on(e.StepLate)
def _(case: Case, event: e.StepLate) -> None:
    _end(case, event.step, "late", event, event.clock)


@_on(e.StepSkipped)
def _(case: Case, event: e.StepSkipped) -> None:
    _end(case, event.step, "skipped", event, event.why)


@_on(e.EvaluationFailed)
def _(case: Case, event: e.EvaluationFailed) -> None:
    _own(case, "faults")[event.step] = event.why


@_on(e.OutcomeUnknown)
def _(case: Case, event: e.OutcomeUnknown) -> None:
    if event.key:
        _own(case, "sent")[f"{event.step}@{event.attempt}"] = event.key
    if event.step not in case.effects:  # begun, if at all, in the part of the journal that was lost
        _own(case, "effects")[event.step] = Effect(
            "do", event.key, 1, 0, "", {}, "", event.at, event.at, first_at=event.at
        )
    asked = case.effects[event.step].asked + 1
    _effect(case, event.step, status="unknown", why=event.why, again_at=event.look_at, asked=asked)


@_on(e.OutcomeEstablished)
def _(case: Case, event: e.OutcomeEstablished) -> None:
    if not event.applied:
        _effect(case, event.step, status="retry", again_at=event.at, why="established: not applied")


@_on(e.DivergenceFound)
def _(case: Case, event: e.DivergenceFound) -> None:
    if event.about == "effect":
        _put(case, divergences=case.divergences | {(event.step, event.attempt, event.got)})


@_on(e.BranchTaken)
def _(case: Case, event: e.BranchTaken) -> None:
    _own(case, "branches")[event.step] = event.branch


@_on(e.LoopBegan)
def _(case: Case, event: e.LoopBegan) -> None:
    _own(case, "loops")[event.step] = Loop(event.keys, event.items)


@_on(e.PartBegan)
def _(case: Case, event: e.PartBegan) -> None:
    _own(case, "parts")[event.step] = event.facts


@_on(e.InterruptTaken)
def _(case: Case, event: e.InterruptTaken) -> None:
    _own(case, "interrupts")[event.step] = event.at


@_on(e.WaitBegan)
def _(case: Case, event: e.WaitBegan) -> None:
    _own(case, "waits")[event.step] = Wait(event.at, event.until, event.event)


@_on(e.WaitEnded)
def _(case: Case, event: e.WaitEnded) -> None:
    wait = case.waits.get(event.step)
    if wait is not None:
        _own(case, "waits")[event.step] = _changed(wait, how=event.how)


@_on(e.SignalReceived)
def _(case: Case, event: e.SignalReceived) -> None:
    _own(case, "signals").setdefault(event.event, event.at)


# --- Undoing ---------------------------------------------------------------------------------------------------------
@_on(e.UndoBegan)
def _(case: Case, event: e.UndoBegan) -> None:
    name = undoing_name(event.block, event.plan)
    before = case.undos.get(name)
    could_not = before.could_not if before else ()
    _own(case, "undos")[name] = Undoing(event.block, event.plan, event.steps, event.why, event.at, could_not=could_not)


@_on(e.StepUndone)
def _(case: Case, event: e.StepUndone) -> None:
    _applied(case, undo_path(event.step), event.attempt, event.receipt)
    _end(case, event.step, "undone", event)


@_on(e.UndoFailed)
def _(case: Case, event: e.UndoFailed) -> None:
    path = undo_path(event.step)
    effect = case.effects.get(path)
    failures = effect.failures + 1 if effect else 1
    status = "retry" if event.again_at else "failed"
    _effect(case, path, status=status, why=event.why, again_at=event.again_at, failures=failures)


@_on(e.UndoFinished)
def _(case: Case, event: e.UndoFinished) -> None:
    name = undoing_name(event.block, event.plan)
    undoing = case.undos.get(name)
    if undoing is not None:
        left = (*undoing.could_not, *event.could_not, *event.instead)
        _own(case, "undos")[name] = _changed(undoing, finished=True, could_not=left)


def undoing_name(block: str, plan: int) -> str:
    """Return the name under which a block's undoing is kept."""
    return f"{block}#{plan}"


# --- People ----------------------------------------------------------------------------------------------------------
@_on(e.TaskOpened)
def _(case: Case, event: e.TaskOpened) -> None:
    _own(case, "tasks")[event.task] = Task(
        event.step, event.purpose, (event.role,), event.words, event.at, event.due, event.skill, event.details
    )


@_on(e.TaskClaimed)
def _(case: Case, event: e.TaskClaimed) -> None:
    _task(case, event.task, claimed_by=event.by)


@_on(e.TaskReleased)
def _(case: Case, event: e.TaskReleased) -> None:
    _task(case, event.task, claimed_by="")


@_on(e.TaskCompleted)
def _(case: Case, event: e.TaskCompleted) -> None:
    _task(case, event.task, status="done", by=event.by, answer=event.answer)
    task = case.tasks.get(event.task)
    if task is not None and _answers(case, task):
        _end(case, task.step, "done", event)
    if task is not None and task.purpose == "differs" and task.details["step"] in case.entitled:
        path = str(task.details["step"])
        found = case.entitled[path]
        settled = _changed(found.differs, settled=True) if found.differs is not None else None
        _own(case, "entitled")[path] = _changed(found, differs=settled)
    if task is not None and task.purpose == "bounced" and event.answer.get("decision") == "reached":
        _reached(case, task.step, event)
    gives = event.answer.get("gives")
    if isinstance(gives, tuple):
        _put(case, given=case.given | {str(item) for item in gives})
        _own(case, "said").update({str(item): event.at for item in gives})


def _answers(case: Case, task: Task) -> bool:
    """Say whether a question is answered by a task that was done: the last of its answers, or two that agree."""
    if task.purpose == "second":
        return case.tasks[str(task.details["first"])].answer == task.answer
    return task.purpose == "settle" or (task.purpose == "ask" and not task.details.get("second"))


@_on(e.TaskTakenBack)
def _(case: Case, event: e.TaskTakenBack) -> None:
    _task(case, event.task, status="taken back")


@_on(e.TaskHastened)
def _(case: Case, event: e.TaskHastened) -> None:
    _task(case, event.task, due=event.due)


@_on(e.NobodyFits)
def _(case: Case, event: e.NobodyFits) -> None:
    _own(case, "unfit")[event.task] = event.missing


@_on(e.PersonLet)
def _(case: Case, event: e.PersonLet) -> None:
    _own(case, "let")[event.task] = (*case.let.get(event.task, ()), event.person)


@_on(e.TaskDue)
def _(case: Case, event: e.TaskDue) -> None:
    task = case.tasks.get(event.task)
    if task is not None:
        roles = (*task.roles, event.up) if event.up and event.up not in task.roles else task.roles
        _task(case, event.task, due=event.next_due, rung_at=task.rung_at + 1, roles=roles)


def _task(case: Case, task: str, **changes: object) -> None:
    if task in case.tasks:
        _own(case, "tasks")[task] = _changed(case.tasks[task], **changes)


# --- Choices ---------------------------------------------------------------------------------------------------------
@_on(e.AlternativesOffered)
def _(case: Case, event: e.AlternativesOffered) -> None:
    _own(case, "offers")[event.step] = Offer(event.choices, event.otherwise, event.at, event.lapses_at)


@_on(e.AlternativeChosen)
def _(case: Case, event: e.AlternativeChosen) -> None:
    _put(case, heard_at=event.at)
    _answered(case, event.step, event.choice, "chosen", event.written_by)
    _end(case, event.step, "done", event, event.choice)


@_on(e.OfferDeclined)
def _(case: Case, event: e.OfferDeclined) -> None:
    _put(case, heard_at=event.at)
    _answered(case, event.step, "declined", "declined", event.written_by)


@_on(e.OfferLapsed)
def _(case: Case, event: e.OfferLapsed) -> None:
    _answered(case, event.step, event.otherwise, "lapsed" if event.why == "silence" else "called off")
    if event.why == "silence":
        _end(case, event.step, "done", event, event.otherwise)


def _answered(case: Case, step: str, chosen: str, how: str, written_by: str = "") -> None:
    offer = case.offers.get(step)
    if offer is not None:
        _own(case, "offers")[step] = _changed(offer, chosen=chosen, how=how, written_by=written_by)


# --- Remedies --------------------------------------------------------------------------------------------------------
@_on(e.RemedyProposed)
def _(case: Case, event: e.RemedyProposed) -> None:
    payee = event.payee if isinstance(event.payee, Person) else Person("")
    _own(case, "ledger")[event.entry] = Entry(
        event.step, event.kind, payee, event.amount, event.in_kind, event.basis, event.at, entitled=event.entitled,
        floor=event.floor, loss=event.loss,
    )  # fmt: skip


@_on(e.RemedyApproved)
def _(case: Case, event: e.RemedyApproved) -> None:
    _entry(case, event.entry, status="approved", approver=event.approver, granted=True)
    if isinstance(event.limit, Money):
        _own(case, "granted")[event.entry] = Granted(event.approver, event.at, event.limit)


@_on(e.RemedyDenied)
def _(case: Case, event: e.RemedyDenied) -> None:
    _entry(case, event.entry, status="denied", approver=event.approver, why=event.why)
    entry = case.ledger.get(event.entry)
    beyond = event.beyond or event.approver != ENGINE
    owed = entry is not None and isinstance(entry.floor, Money) and entry.floor.minor and beyond
    if entry is not None and not owed:  # denied is what goes beyond what is owed: that is given all the same
        _end(case, entry.step, "refused", event, event.why)


@_on(e.RemedyPaid)
def _(case: Case, event: e.RemedyPaid) -> None:
    _entry(case, event.entry, status="paid", paid_at=event.at)
    _applied(case, event.step, event.attempt, event.receipt)
    _end(case, event.step, "done", event)


@_on(e.BudgetReserved)
def _(case: Case, event: e.BudgetReserved) -> None:
    before = case.reserved.get(event.entry)
    amount = event.amount if before is None else before.amount + event.amount
    _own(case, "reserved")[event.entry] = Reserved(amount, event.draws, event.above)


@_on(e.BudgetReleased)
def _(case: Case, event: e.BudgetReleased) -> None:
    before = case.reserved.get(event.entry)
    if before is not None:
        _own(case, "reserved")[event.entry] = _changed(before, amount=before.amount - event.amount)


@_on(e.BudgetExceeded)
def _(case: Case, event: e.BudgetExceeded) -> None:
    before = case.exceeded.get(event.entry)
    _own(case, "exceeded")[event.entry] = Exceeded(
        event.budget, event.amount, event.limit, event.stands, event.approver, event.task, event.keeper, event.number,
        event.ends, before.count + 1 if before is not None else 1,
    )  # fmt: skip


@_on(e.SplittingNoticed)
def _(case: Case, event: e.SplittingNoticed) -> None:
    _own(case, "together")[event.entry] = event.together


@_on(e.CoverGranted)
def _(case: Case, event: e.CoverGranted) -> None:
    payee = event.payee if isinstance(event.payee, Person) else Person("")
    if isinstance(event.up_to, Money):
        before = case.covers.get(event.step)  # granted anew by hand: what came in stays
        receipts, sent_by = (before.receipts, before.sent_by) if before else ((), ())
        _own(case, "covers")[event.step] = CoverState(event.kind, payee, event.up_to, event.until, receipts, sent_by)
    _end(case, event.step, "done", event)


@_on(e.CoverEnded)
def _(case: Case, event: e.CoverEnded) -> None:
    cover = case.covers.get(event.step)
    if cover is not None:
        _own(case, "covers")[event.step] = _changed(cover, ended=True)


@_on(e.RechargeClaimed)
def _(case: Case, event: e.RechargeClaimed) -> None:
    _end(case, event.step, "done", event)


@_on(e.PayoutFailed)
def _(case: Case, event: e.PayoutFailed) -> None:
    entry = case.ledger.get(event.entry)
    if entry is not None:
        _entry(case, event.entry, method=entry.method + 1, why=event.why)
    _effect(case, event.step, status="retry", why=event.why, again_at=event.at, failures=0)


@_on(e.PayoutReturned)
def _(case: Case, event: e.PayoutReturned) -> None:
    entry = case.ledger.get(event.entry)
    if entry is not None:
        returns = (*entry.returns, event.reference)
        _entry(case, event.entry, status="approved", paid_at=None, method=entry.method + 1, returns=returns)
    _effect(case, event.step, status="retry", why=event.why, again_at=event.at, failures=0)


@_on(e.OutsideRecoveryLearned)
def _(case: Case, event: e.OutsideRecoveryLearned) -> None:
    payee = event.payee if isinstance(event.payee, Person) else Person("")
    if isinstance(event.amount, Money):
        _own(case, "recoveries")[event.recovery] = Recovery(event.source, payee, event.amount, event.at)


@_on(e.RemedySetOff)
def _(case: Case, event: e.RemedySetOff) -> None:
    entry, amount = case.ledger.get(event.entry), event.amount
    if entry is not None and isinstance(amount, Money) and isinstance(entry.amount, Money):
        later = _plus(entry.set_off_later, amount) if entry.granted else entry.set_off_later
        _entry(case, event.entry, amount=entry.amount - amount, set_off=_plus(entry.set_off, amount))
        _entry(case, event.entry, set_off_later=later)
    recovery = case.recoveries.get(event.recovery)
    if recovery is not None and isinstance(amount, Money):
        _own(case, "recoveries")[event.recovery] = _changed(recovery, used=_plus(recovery.used, amount))
    if entry is not None and event.made_good_by:
        _entry(case, event.entry, made_good_by=(*entry.made_good_by, event.made_good_by))
    if entry is not None and event.whole:
        _entry(case, event.entry, status="set off", why=event.why, settled_at=event.at)
        _end(case, entry.step, "skipped", event, event.why)


def _plus(before: Money | None, more: Money) -> Money:
    return more if before is None else before + more


@_on(e.RemedyDeclined)
def _(case: Case, event: e.RemedyDeclined) -> None:
    entry = case.ledger.get(event.entry)
    _put(case, heard_at=event.at)
    if entry is not None:
        _entry(case, event.entry, status="declined", settled_at=event.at)
        if case.status(entry.step) is None:
            _end(case, entry.step, "skipped", event, "the customer does not want it")


@_on(e.RemedyReversed)
def _(case: Case, event: e.RemedyReversed) -> None:
    entry, amount = case.ledger.get(event.entry), event.amount
    if entry is None:
        return
    taken = _plus(entry.reversed, amount) if isinstance(amount, Money) else entry.reversed
    whole = taken is None or taken == entry.amount
    references = (*entry.reversals, event.reference) if event.reference else entry.reversals
    _entry(case, event.entry, reversed=taken, status="reversed" if whole else entry.status, reversals=references)


def _entry(case: Case, entry: str, **changes: object) -> None:
    if entry in case.ledger:
        _own(case, "ledger")[entry] = _changed(case.ledger[entry], **changes)


# --- Promises and escalation -----------------------------------------------------------------------------------------
@_on(e.PromiseMade)
def _(case: Case, event: e.PromiseMade) -> None:
    _own(case, "promises")[event.promise] = Promise(
        event.to, event.what, event.due, event.at, event.arithmetic, source=event.source, since=event.since,
        within=event.within,
    )  # fmt: skip


@_on(e.PromiseKept)
def _(case: Case, event: e.PromiseKept) -> None:
    _promise(case, event.promise, status="kept", at=event.at, by_step=event.by_step)


@_on(e.PromiseBroken)
def _(case: Case, event: e.PromiseBroken) -> None:
    _promise(case, event.promise, status="broken", at=event.at)


@_on(e.NewTimeSet)
def _(case: Case, event: e.NewTimeSet) -> None:
    number = len(case.new_times) + 1
    _own(case, "new_times")[str(number)] = NewTime(event.promise, event.due, event.why, event.by)


@_on(e.PromiseReplaced)
def _(case: Case, event: e.PromiseReplaced) -> None:
    if not event.late:
        _promise(case, event.promise, status="replaced", at=event.at)
    _own(case, "promises")[event.by_promise] = Promise(
        event.to, event.what, event.due, event.at, event.why, since=event.at, replaces=event.promise
    )
    for number, new in case.new_times.items():
        if new.promise == event.promise and not new.told:
            _own(case, "new_times")[number] = _changed(new, told=True)


@_on(e.ClockStopped)
def _(case: Case, event: e.ClockStopped) -> None:
    promise, rest = case.promises.get(event.promise), event.rest
    if promise is not None and isinstance(rest, Duration | Days | WorkingDays | WorkingHours):
        stop = Stop(event.at, rest, event.by, event.until)
        _promise(case, event.promise, stops=(*promise.stops, stop))


@_on(e.ClockResumed)
def _(case: Case, event: e.ClockResumed) -> None:
    promise = case.promises.get(event.promise)
    if promise is not None and promise.stops:
        last = _changed(promise.stops[-1], ended=event.at)
        stops = (*promise.stops[:-1], last)
        _promise(case, event.promise, stops=stops, due=event.due, arithmetic=event.arithmetic)


@_on(e.ClockRestated)
def _(case: Case, event: e.ClockRestated) -> None:
    _promise(case, event.promise, due=event.after, arithmetic=event.arithmetic)


@_on(e.EstimateGiven)
def _(case: Case, event: e.EstimateGiven) -> None:
    _own(case, "estimates")[event.estimate] = Estimate(event.what, event.earliest, event.latest, event.at, event.basis)


@_on(e.EstimateMissed)
def _(case: Case, event: e.EstimateMissed) -> None:
    if event.estimate in case.estimates:
        _own(case, "estimates")[event.estimate] = _changed(case.estimates[event.estimate], missed=True)


def _promise(case: Case, promise: str, **changes: object) -> None:
    if promise in case.promises:
        _own(case, "promises")[promise] = _changed(case.promises[promise], **changes)


@_on(e.Escalated)
def _(case: Case, event: e.Escalated) -> None:
    if event.rung:
        _put(case, rungs=event.rung, called=(*case.called, event.to))


@_on(e.EscalationTakenUp)
def _(case: Case, event: e.EscalationTakenUp) -> None:
    _put(case, taken_up=max(case.taken_up, event.rung))
    if event.takes_over:
        _put(case, owner=event.by)


@_on(e.OwnerChanged)
def _(case: Case, event: e.OwnerChanged) -> None:
    _put(case, owner=event.owner)


_HANDLERS[e.HandoverWritten] = _for_the_reader


# --- Messages --------------------------------------------------------------------------------------------------------
@_on(e.MessageSent)
def _(case: Case, event: e.MessageSent) -> None:
    effect = case.effects.get(event.step)
    _applied(case, event.step, event.attempt, event.receipt)
    to = effect.request.get("to") if effect is not None else None
    _tell(case, event.step, Told(event.at, to.id if isinstance(to, Person) else "", event.gives))
    if event.step in case.bounced:
        _own(case, "bounced").pop(event.step)
    if event.step in case.nights:
        _own(case, "nights").pop(event.step)
    if event.gives:
        _put(case, given=case.given | set(event.gives))
    if effect is not None and effect.kind == "tell":
        _end(case, event.step, "done", event)


def _tell(case: Case, name: str, told: Told) -> None:
    _own(case, "told")[name] = told
    if told.to in {"", case.customer.id}:
        _put(case, told_at=told.at)


@_on(e.MessageWaits)
def _(case: Case, event: e.MessageWaits) -> None:
    _own(case, "nights")[event.step] = event.until


@_on(e.MessageBounced)
def _(case: Case, event: e.MessageBounced) -> None:
    _own(case, "told").pop(event.step, None)
    _own(case, "bounced")[event.step] = None
    offer = case.offers.get(event.step)
    if offer is not None and not offer.how:
        _own(case, "offers").pop(event.step)  # nobody can choose from what they never saw
    asked = case.follow_ups.get(event.step)
    if asked is not None and not asked.how:
        _follow_up(case, event.step, silent_at=None)
    for promise in event.promises:
        _promise(case, promise, status="open", at=None, by_step="")
    answers = (task.answer.get("gives") for task in case.tasks.values() if task.status == "done")
    talks = {str(gift) for gives in answers if isinstance(gives, tuple) for gift in gives}
    letters = {gift for told in case.told.values() for gift in told.gives}
    heard = [told.at for told in case.told.values() if told.to in {"", case.customer.id}]
    _put(case, given=frozenset(talks | letters), told_at=max(heard, default=None))


def _reached(case: Case, step: str, event: e.TaskCompleted) -> None:
    """The reader of a message that bounced was told by other means: what it gives is given, and heard, now."""
    message = case.effects.get(step)
    gives = message.request.get("gives") if message is not None else ()
    _own(case, "bounced")[step] = event.at
    _tell(case, step, Told(event.at, gives=tuple(str(gift) for gift in gives) if isinstance(gives, tuple) else ()))
    _put(case, given=case.given | set(case.told[step].gives))


# --- Ending ----------------------------------------------------------------------------------------------------------
@_on(e.Resolved)
def _(case: Case, event: e.Resolved) -> None:
    _put(case, phase="resolved", resolved_at=event.at)


@_on(e.ResolutionAccepted)
def _(case: Case, event: e.ResolutionAccepted) -> None:
    _put(case, accepted=event.how)


@_on(e.ResolutionRejected)
def _(case: Case, event: e.ResolutionRejected) -> None:
    _put(case, accepted="")


@_on(e.FollowUpScheduled)
def _(case: Case, event: e.FollowUpScheduled) -> None:
    _own(case, "follow_ups")[event.step] = FollowUpState(event.due)


@_on(e.FollowUpAsked)
def _(case: Case, event: e.FollowUpAsked) -> None:
    _follow_up(case, event.step, silent_at=event.silent_at)


@_on(e.FollowUpDone)
def _(case: Case, event: e.FollowUpDone) -> None:
    _follow_up(case, event.step, how=event.how, answer=event.answer)


def _follow_up(case: Case, step: str, **changes: object) -> None:
    if step in case.follow_ups:
        _own(case, "follow_ups")[step] = _changed(case.follow_ups[step], **changes)


@_on(e.RootCauseNamed)
def _(case: Case, event: e.RootCauseNamed) -> None:
    _put(case, root_cause=event.cause)


@_on(e.FindingMade)
def _(case: Case, event: e.FindingMade) -> None:
    _put(case, finding=Finding(event.finding, event.why, event.at), decided_by=case.decided_by | {event.by})


@_on(e.CaseReferred)
def _(case: Case, event: e.CaseReferred) -> None:
    _put(case, referral=Referral(event.to, event.accepted, event.at))


@_on(e.ContactTried)
def _(case: Case, event: e.ContactTried) -> None:
    _put(case, tries=(*case.tries, event.at))


@_on(e.ExpectationRecorded)
def _(case: Case, event: e.ExpectationRecorded) -> None:
    _put(case, expected=Expected(event.kind, event.amount if isinstance(event.amount, Money) else None, event.at))


@_on(e.EndingChosen)
def _(case: Case, event: e.EndingChosen) -> None:
    _put(case, winding_up="ended", ending=Chosen(event.outcome, event.why, event.by, event.into))
    _put(case, decided_by=case.decided_by | {event.by, event.second} - {""})


@_on(e.ReviewRequested)
def _(case: Case, event: e.ReviewRequested) -> None:
    _put(case, review=event.review)


@_on(e.ReviewDecided)
def _(case: Case, event: e.ReviewDecided) -> None:
    _put(case, review="")


@_on(e.CaseClosed)
def _(case: Case, event: e.CaseClosed) -> None:
    difference = event.difference if isinstance(event.difference, Money) else None
    _put(
        case, phase="closed", outcome=event.outcome, hold=None, stopped=None, justice=event.justice,
        expectation=event.expectation, difference=difference,
    )  # fmt: skip
    for name, promise in case.promises.items():
        if promise.status == "open":
            _promise(case, name, status="ended", at=event.at)


@_on(e.CaseWithdrawn)
def _(case: Case, event: e.CaseWithdrawn) -> None:
    _put(case, winding_up="withdrawn")


@_on(e.CaseCancelled)
def _(case: Case, event: e.CaseCancelled) -> None:
    _put(case, winding_up="cancelled")


@_on(e.CaseReopened)
def _(case: Case, event: e.CaseReopened) -> None:
    _put(
        case, phase="working", outcome=None, resolved_at=None, accepted="", winding_up="", review_by=event.review_by,
        reopened=case.reopened + 1, ending=None, finding=None, referral=None, tries=(), justice={}, expectation="",
        difference=None,
    )  # fmt: skip
    _put(case, follow_ups={})


# --- Out of the ordinary ---------------------------------------------------------------------------------------------
@_on(e.CaseHeld)
def _(case: Case, event: e.CaseHeld) -> None:
    _put(case, hold=Hold(event.by, event.why, event.review_at))


@_on(e.CaseFreed)
def _(case: Case, event: e.CaseFreed) -> None:
    _put(case, hold=None)


@_on(e.HoldReviewDue)
def _(case: Case, event: e.HoldReviewDue) -> None:
    if case.hold is not None:
        _put(case, hold=_changed(case.hold, review_at=event.next_review))


@_on(e.StepRetriedByHand)
def _(case: Case, event: e.StepRetriedByHand) -> None:
    step = event.step
    _own(case, "steps").pop(step, None)
    _own(case, "faults").pop(step, None)
    _own(case, "offers").pop(step, None)
    _own(case, "waits").pop(step, None)
    _own(case, "branches").pop(step, None)
    _own(case, "nights").pop(step, None)
    _own(case, "bounced").pop(step, None)
    _own(case, "parts").pop(step, None)
    _own(case, "retries")[step] = case.retries.get(step, 0) + 1
    _own(case, "hands")[step] = (*case.hands.get(step, ()), event.by)
    _effect(case, step, status="retry", again_at=event.at, failures=0)
    for name, entry in case.ledger.items():
        if entry.step == step and entry.status == "approved":
            _own(case, "ledger")[name] = _changed(entry, method=0)


@_on(e.StepSkippedByHand)
def _(case: Case, event: e.StepSkippedByHand) -> None:
    _own(case, "faults").pop(event.step, None)
    _own(case, "bounced").pop(event.step, None)
    _own(case, "hands")[event.step] = (*case.hands.get(event.step, ()), event.by)
    _end(case, event.step, "skipped", event, event.why)


@_on(e.StepUndoneByHand)
def _(case: Case, event: e.StepUndoneByHand) -> None:
    _own(case, "hands")[event.step] = (*case.hands.get(event.step, ()), event.by)


@_on(e.PlanStopped)
def _(case: Case, event: e.PlanStopped) -> None:
    _put(case, stopped=PlanStop(event.by, event.why, event.seq, event.review_at))


@_on(e.PlanResumed)
def _(case: Case, event: e.PlanResumed) -> None:
    _put(case, stopped=None)


@_on(e.StopReviewDue)
def _(case: Case, event: e.StopReviewDue) -> None:
    if case.stopped is not None:
        _put(case, stopped=_changed(case.stopped, review_at=event.next_review))


@_on(e.ComplainedAbout)
def _(case: Case, event: e.ComplainedAbout) -> None:
    _put(case, complained_about=(*case.complained_about, event.person))


@_on(e.LossDeclared)
def _(case: Case, event: e.LossDeclared) -> None:
    _put(case, loss_epoch=event.epoch)
