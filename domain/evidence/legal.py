"""Which fact may follow which state: the frozen table, per event type and version, that yesterday's journals keep to.

A rule looks at the case before the fact and says what is wrong, or nothing. It is written apart from `decide`, so that
a fault there shows here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from domain.budgets import Draw
from domain.case import events as e
from domain.case.state import IN_FLIGHT, Case, Entry, Reserved, Task, safety_at_stake, subject_of
from domain.events import Event
from domain.ids import ENGINE, undo_path
from domain.money import Money
from domain.risk import is_above
from domain.values import Value

_E = TypeVar("_E", bound=Event)
Rule = Callable[[Case, Event], str]
LEGAL: dict[tuple[str, int], Rule] = {}


def illegal(case: Case, event: Event) -> str:
    """Return what is wrong about a fact in this state of the case, or ""."""
    rule = LEGAL.get((type(event).__name__, event.version))
    if not case.phase and not isinstance(event, e.FailureDetected):
        return "a case begins with what failed"
    return rule(case, event) if rule is not None else ""


def _for(kind: type[_E]) -> Callable[[Callable[[Case, _E], str]], Callable[[Case, _E], str]]:
    def register(rule: Callable[[Case, _E], str]) -> Callable[[Case, _E], str]:
        LEGAL[kind.__name__, kind.version] = cast("Rule", rule)
        return rule

    return register


@_for(e.FailureDetected)
def _(case: Case, event: e.FailureDetected) -> str:
    return "a case begins once" if case.phase else ""


@_for(e.StepStarted)
def _(case: Case, event: e.StepStarted) -> str:
    if case.stopped is not None:
        return "something is begun while the playbook is stopped"
    before = case.effects.get(event.step)
    if before is not None and before.status in {"open", "accepted"}:
        return "an effect begins while its former attempt is open"
    if before is not None and before.status == "unknown" and before.key != event.key:
        return "a new key is used while the outcome of the old one is unknown"
    if event.key in case.applied:
        return "a key is sent again after it was applied"
    if event.until <= event.at:
        return "an intent has no time"
    return _may_be_paid(case, event.step) if event.effect == "pay" else ""


def _may_be_paid(case: Case, step: str) -> str:
    owed = [entry for entry in case.ledger.values() if entry.step == step and entry.status == "approved"]
    if any(entry.is_sent_elsewhere for entry in owed):
        return "what came back goes where one person alone says"
    return "" if owed else "a payout begins without an approval"


def _begun(case: Case, step: str, attempt: int) -> str:
    known = f"{step}@{attempt}" in case.sent or attempt == 0
    return "" if known and (step in case.effects or attempt == 0) else "an outcome has no intent before it"


@_for(e.StepSucceeded)
def _(case: Case, event: e.StepSucceeded) -> str:
    return _begun(case, event.step, event.attempt)


@_for(e.StepRefused)
def _(case: Case, event: e.StepRefused) -> str:
    return "" if event.attempt == 0 else _begun(case, event.step, event.attempt)


@_for(e.StepFailed)
def _(case: Case, event: e.StepFailed) -> str:
    return _begun(case, event.step, event.attempt)


@_for(e.MessageSent)
def _(case: Case, event: e.MessageSent) -> str:
    return _begun(case, event.step, event.attempt)


@_for(e.OutcomeUnknown)
def _(case: Case, event: e.OutcomeUnknown) -> str:
    if event.key:
        return "" if case.loss_epoch else "an outcome is unknown that was never asked for"
    return _begun(case, event.step, event.attempt)


@_for(e.OutcomeEstablished)
def _(case: Case, event: e.OutcomeEstablished) -> str:
    return "" if event.step in case.effects else "an outcome is established that was never asked for"


@_for(e.StepUndone)
def _(case: Case, event: e.StepUndone) -> str:
    return _begun(case, undo_path(event.step), event.attempt)


@_for(e.UndoFinished)
def _(case: Case, event: e.UndoFinished) -> str:
    undoing = case.undos.get(f"{event.block}#{event.plan}")
    if undoing is None or undoing.finished:
        return "an undo ends that did not begin"
    pending = [effect for step in undoing.steps if (effect := case.effects.get(undo_path(step)))]
    return "an undo ends while part of it is open" if any(x.status in IN_FLIGHT for x in pending) else ""


def _open_task(case: Case, task: str) -> str:
    found = case.tasks.get(task)
    return "" if found is not None and found.status == "open" else "a task is touched that is not open"


@_for(e.TaskOpened)
def _(case: Case, event: e.TaskOpened) -> str:
    return "a task is opened twice" if event.task in case.tasks else ""


@_for(e.TaskClaimed)
def _(case: Case, event: e.TaskClaimed) -> str:
    return _open_task(case, event.task)


@_for(e.TaskCompleted)
def _(case: Case, event: e.TaskCompleted) -> str:
    found = case.tasks.get(event.task)
    if found is not None and found.claimed_by not in {"", event.by}:
        return "a task is done by somebody else than the one who has it"
    if event.task in case.wanted and event.by == case.wanted[event.task].by:
        return "somebody agrees to what they asked for"
    if found is not None and event.by in _answered_before(case, found):
        return "a second answer comes from one who answered before"
    return _open_task(case, event.task)


def _answered_before(case: Case, task: Task) -> set[str]:
    """Return who gave the answers with which another one is compared, or which it settles."""
    first = str(task.details.get("first", ""))
    names = {"second": (first,), "settle": (first, first.replace("#ask", "#second"))}.get(task.purpose, ())
    return {each.by for name, each in case.tasks.items() if name.rstrip("+") in names} - {""}


@_for(e.TaskHastened)
def _(case: Case, event: e.TaskHastened) -> str:
    found = case.tasks.get(event.task)
    if found is not None and event.due >= found.due:
        return "a task is hastened to a later time"
    return _open_task(case, event.task)


@_for(e.PersonLet)
def _(case: Case, event: e.PersonLet) -> str:
    return "" if event.task in case.unfit else "somebody is let do a task that needs no leave"


# --- Risk ------------------------------------------------------------------------------------------------------------
@_for(e.RiskReassessed)
def _(case: Case, event: e.RiskReassessed) -> str:
    if event.was != case.tier:
        return "a risk is judged anew from a tier the case is not in"
    if not is_above(case.tier, event.tier):
        return ""
    if not event.second or event.second == event.assessor:
        return "a tier is lowered by one person alone"
    wanted = [name for name, asked in case.wanted.items() if asked.act == "lower" and asked.by == event.assessor]
    agreed = any(case.tasks[name].by == event.second for name in wanted if name in case.tasks)
    return "" if agreed else "a tier is lowered that nobody agreed to lower"


@_for(e.SecondAsked)
def _(case: Case, event: e.SecondAsked) -> str:
    return "a second person is asked twice under one name" if event.task in case.wanted else ""


@_for(e.CustomerRecognised)
def _(case: Case, event: e.CustomerRecognised) -> str:
    if not event.second:
        return ""
    wanted = [name for name, asked in case.wanted.items() if asked.act == "redirect" and asked.by == event.by]
    agreed = any(case.tasks[name].by == event.second for name in wanted if name in case.tasks)
    return "" if agreed and event.second != event.by else "the customer is known otherwise by one person for two"


@_for(e.StepSkippedByHand)
def _(case: Case, event: e.StepSkippedByHand) -> str:
    return "a step is skipped by one person for two" if event.second and event.second == event.by else ""


@_for(e.CaseCancelled)
def _(case: Case, event: e.CaseCancelled) -> str:
    return "a case is called off by one person for two" if event.second and event.second == event.by else ""


@_for(e.TaskTakenBack)
def _(case: Case, event: e.TaskTakenBack) -> str:
    return _open_task(case, event.task)


def _open_offer(case: Case, step: str) -> str:
    offer = case.offers.get(step)
    return "" if offer is not None and not offer.how else "an offer is answered that is not open"


@_for(e.AlternativeChosen)
def _(case: Case, event: e.AlternativeChosen) -> str:
    offer = case.offers.get(event.step)
    if offer is not None and event.choice not in offer.choices:
        return "something is chosen that was not offered"
    return _open_offer(case, event.step)


@_for(e.OfferDeclined)
def _(case: Case, event: e.OfferDeclined) -> str:
    return _open_offer(case, event.step)


@_for(e.OfferLapsed)
def _(case: Case, event: e.OfferLapsed) -> str:
    offer = case.offers.get(event.step)
    if offer is not None and event.why == "silence" and event.at < offer.lapses_at:
        return "an offer lapses before its time"
    return _open_offer(case, event.step)


@_for(e.EntitlementDecided)
def _(case: Case, event: e.EntitlementDecided) -> str:
    before = case.entitled.get(event.step)
    anew = event.by != ENGINE or event.step in case.hands
    return "what is owed is decided twice" if before is not None and before.decided and not anew else ""


@_for(e.EntitlementPostponed)
def _(case: Case, event: e.EntitlementPostponed) -> str:
    before = case.entitled.get(event.step)
    decided = before is not None and before.decided and event.step not in case.hands
    if decided:
        return "what is owed is open again after it was decided"
    return "" if event.needs else "what is owed is left open for no reason"


@_for(e.EntitlementDiffers)
def _(case: Case, event: e.EntitlementDiffers) -> str:
    found = case.entitled.get(event.step)
    return "" if found is not None and found.decided else "a decision differs that was not made"


@_for(e.RemedyProposed)
def _(case: Case, event: e.RemedyProposed) -> str:
    floor, amount = event.floor, event.amount
    if isinstance(floor, Money) and not (isinstance(amount, Money) and amount >= floor):
        return "a remedy is less than what is owed"
    if any(name not in case.entitled for name in event.entitled) and floor is not None:
        return "a remedy rests on a decision that was not made"
    if event.step.startswith("@by-hand[") and not _was_answered(case, event):
        return "a remedy by hand is none that somebody named"
    return "a remedy is proposed twice" if event.entry in case.ledger else ""


def _was_answered(case: Case, event: e.RemedyProposed) -> bool:
    """Say whether the task that a remedy by hand is called after was answered with it."""
    task = case.tasks.get(event.entry)
    if task is None or (task.purpose, task.status) != ("redress", "done"):
        return False
    return (task.answer.get("kind"), task.answer.get("amount")) == (event.kind, event.amount)


def _named_by(case: Case, name: str) -> set[str]:
    """Return who named money that is given by hand: it is called after the task they answered."""
    task, entry = case.tasks.get(name), case.ledger[name]
    return {task.by} if task is not None and isinstance(entry.amount, Money) else set()


@_for(e.RemedyApproved)
def _(case: Case, event: e.RemedyApproved) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status != "proposed":
        return "a remedy is approved that is not proposed"
    asked = {ENGINE, entry.payee.id, case.opened_by, *case.hands.get(entry.step, ())} if event.rung else ()
    if event.approver in {*asked, *_named_by(case, event.entry), *event.barred, *case.complained_about}:
        return "a remedy is approved by one who may not"
    if _waits_for_a_look(case, entry):
        return "a remedy is approved before somebody looked at a sign"
    if event.rung and event.table and not event.line:
        return "a remedy is approved that no line of authority covers"
    if _is_beyond(event.limit, entry):
        return "a remedy is approved above the limit it names"
    return "" if event.rung or event.approver == ENGINE else "a remedy is approved without a rung"


def _waits_for_a_look(case: Case, entry: Entry) -> bool:
    """Say whether somebody still has to look at a sign under which a remedy counts of which nothing is owed."""
    if entry.entitled or (isinstance(entry.floor, Money) and entry.floor.minor):
        return False
    asked = {case.signs[each.sign].task for each in entry.watched if each.sign in case.signs}
    done = {name.rstrip("+") for name, task in case.tasks.items() if task.status == "done"}
    return not asked <= done


@_for(e.SignNoticed)
def _(case: Case, event: e.SignNoticed) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or event.sign not in {each.sign for each in entry.watched}:
        return "a sign is noticed at a remedy that does not count under it"
    return "" if event.others + event.own > event.limit or event.sign in case.signs else "a sign is noticed too early"


def _is_beyond(limit: Value, entry: Entry) -> bool:
    """Say whether what is not owed of a remedy goes beyond a limit in the same money."""
    amount, owed = entry.amount, entry.floor.minor if isinstance(entry.floor, Money) else 0
    if not isinstance(limit, Money) or not isinstance(amount, Money) or amount.currency != limit.currency:
        return False
    return amount.minor > max(limit.minor, owed)


@_for(e.RemedyDenied)
def _(case: Case, event: e.RemedyDenied) -> str:
    entry = case.ledger.get(event.entry)
    return "" if entry is not None and entry.status in {"proposed", "approved"} else "a remedy is denied twice"


@_for(e.BudgetReserved)
def _(case: Case, event: e.BudgetReserved) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status not in {"approved", "paid", "reversed"}:
        return "a budget is drawn on for what is not approved"
    if not _held_rightly(entry, event.draws, event.amount, case.reserved.get(event.entry)):
        return "a budget is drawn on for more or less than is given"
    owed = entry.floor.minor if isinstance(entry.floor, Money) else 0
    if entry.status == "approved" and event.above and event.amount.minor > owed:
        return "a budget is exceeded by what is not owed"
    return ""


@_for(e.BudgetReleased)
def _(case: Case, event: e.BudgetReleased) -> str:
    entry, reserved = case.ledger.get(event.entry), case.reserved.get(event.entry)
    if entry is None or reserved is None or not {*event.draws} <= {*reserved.draws}:
        return "more is given back to a budget than was taken"
    if any(event.amount.minor > reserved.held[draw.counter] for draw in event.draws):
        return "more is given back to a budget than was taken"
    if not _held_rightly(entry, event.draws, -event.amount, reserved):
        return "a budget gets back more or less than is not given"
    return ""


def _held_rightly(entry: Entry, draws: Iterable[Draw], more: Money, before: Reserved | None) -> bool:
    """Say whether each budget holds what was given, less what was taken back or (known to be back) a part of that.

    Early journals had all that was taken back free again in every budget.
    """
    held, gives, amount = before.held if before is not None else {}, entry.gives, entry.amount
    if gives is None or not isinstance(amount, Money):
        return False
    may = {gives.minor}
    if entry.status in {"approved", "paid", "reversed"}:
        may |= {amount.minor - (back.minor if back is not None else 0) for back in (entry.undone, entry.back)}
    return all(held.get(draw.counter, 0) + more.minor in may for draw in draws)


@_for(e.BudgetExceeded)
def _(case: Case, event: e.BudgetExceeded) -> str:
    entry = case.ledger.get(event.entry)
    if any(each.stands + event.amount.minor <= each.limit for each in event.short):
        return "a budget is said not to reach that does"
    return "" if entry is not None and entry.status == "proposed" else "a budget stops what is not proposed"


@_for(e.SplittingNoticed)
def _(case: Case, event: e.SplittingNoticed) -> str:
    entry = case.ledger.get(event.entry)
    if event.together.minor <= event.limit.minor:
        return "what is within a limit is taken for more"
    return "" if entry is not None and entry.status == "proposed" else "splitting is noticed in what is not proposed"


@_for(e.RemedyPaid)
def _(case: Case, event: e.RemedyPaid) -> str:
    entry = case.ledger.get(event.entry)
    if event.method in {"in kind", "by hand"}:
        return "" if entry is not None and entry.status == "approved" else "a remedy is given that is not approved"
    if entry is None or entry.status in {"proposed", "paid"}:
        return "a remedy is paid that is not approved"
    key = case.sent.get(f"{event.step}@{event.attempt}", "")
    if key and subject_of(case.id, key) != event.entry:
        return "a remedy is paid by the key of another"
    return _begun(case, event.step, event.attempt)  # a payout that was thought to have failed may come in late


@_for(e.PayoutReturned)
def _(case: Case, event: e.PayoutReturned) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status != "paid" or entry.step != event.step:
        return "something comes back that was not paid"
    if entry.reversed is not None:
        return "something comes back that was taken back in part"
    return _opened_again(case, event.promises)


@_for(e.OutsideRecoveryLearned)
def _(case: Case, event: e.OutsideRecoveryLearned) -> str:
    if event.recovery in case.recoveries:
        return "something is recovered twice under one name"
    return "" if isinstance(event.amount, Money) and event.amount.minor > 0 else "nothing was recovered"


@_for(e.RemedySetOff)
def _(case: Case, event: e.RemedySetOff) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or not entry.open:
        return "something is set off of a remedy that is not open"
    if bool(event.recovery) == bool(event.made_good_by):
        return "something is set off of which nobody knows whence"
    if event.amount is None and entry.amount is None and entry.entitled:
        return "what is owed is set off against goodwill"
    if event.amount is None:
        return "" if event.whole and entry.amount is None else "something in kind is set off in part"
    return _set_off_of(case, event, entry)


def _set_off_of(case: Case, event: e.RemedySetOff, entry: Entry) -> str:
    amount, recovery = event.amount, case.recoveries.get(event.recovery)
    if (
        not isinstance(amount, Money)
        or not isinstance(entry.amount, Money)
        or not 0 < amount.minor <= entry.amount.minor
    ):
        return "more is set off of a remedy than there is"
    if event.whole != (amount == entry.amount):
        return "a remedy is set off whole of which something is left"
    whose = {entry.payee.id, case.customer.id} if entry.loss else {entry.payee.id}
    if event.recovery and (recovery is None or amount > recovery.left or recovery.payee.id not in whose):
        return "more is set off than was recovered"
    owed = entry.floor.minor if isinstance(entry.floor, Money) else 0
    return (
        "what is owed is set off against goodwill"
        if event.made_good_by and entry.amount.minor - amount.minor < owed
        else ""
    )


@_for(e.RemedyDeclined)
def _(case: Case, event: e.RemedyDeclined) -> str:
    entry = case.ledger.get(event.entry)
    return "" if entry is not None and entry.open else "a remedy is declined that is not open"


@_for(e.RemedyReversed)
def _(case: Case, event: e.RemedyReversed) -> str:
    entry = case.ledger.get(event.entry)
    if entry is None or entry.status != "paid":
        return "a remedy is taken back that was not paid"
    amount, kept = event.amount, entry.kept
    if kept is not None and not (isinstance(amount, Money) and 0 < amount.minor <= kept.minor):
        return "more of a remedy is taken back than was paid"
    if event.how == "hand" and event.by in {ENGINE, entry.payee.id, case.opened_by, *case.complained_about}:
        return "a remedy is taken back by one who may not"
    return "" if event.how == "undo" or event.role else "a remedy is taken back without authority"


@_for(e.PromiseMade)
def _(case: Case, event: e.PromiseMade) -> str:
    return "a promise is made twice" if event.promise in case.promises else ""


@_for(e.PromiseKept)
def _(case: Case, event: e.PromiseKept) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open":
        return "a promise is kept that is not open"
    return "" if promise.stopped is not None or event.at <= promise.due else "a promise is kept after its time"


@_for(e.PromiseBroken)
def _(case: Case, event: e.PromiseBroken) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open":
        return "a promise is broken that is not open"
    if promise.stopped is not None:
        return "a promise is broken while its clock stands still"
    return "" if event.due == promise.due else "a promise is broken at another instant than it was due"


@_for(e.PromiseReplaced)
def _(case: Case, event: e.PromiseReplaced) -> str:
    promise = case.promises.get(event.promise)
    if event.by_promise in case.promises:
        return "a promise is made twice"
    if promise is None or promise.status not in ({"open", "broken"} if event.late else {"open"}):
        return "a promise is replaced that is not open"
    if promise.source:
        return "a promise is replaced that the law demands"
    told_late = promise.stopped is None and event.at > promise.due
    return "a promise is replaced after its time as if it were not over" if told_late and not event.late else ""


@_for(e.ClockStopped)
def _(case: Case, event: e.ClockStopped) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open" or promise.stopped is not None or event.at >= promise.due:
        return "a clock is stopped that does not run"
    if promise.source:
        return "a clock is stopped that the law has started"
    if safety_at_stake(case):
        return "a clock is stopped while somebody's safety is at stake"
    return "" if event.reason.strip() and event.evidence.strip() else "a clock is stopped without a reason or evidence"


@_for(e.ClockResumed)
def _(case: Case, event: e.ClockResumed) -> str:
    promise = case.promises.get(event.promise)
    return "" if promise is not None and promise.stopped is not None else "a clock goes on that does not stand still"


@_for(e.ClockRestated)
def _(case: Case, event: e.ClockRestated) -> str:
    promise = case.promises.get(event.promise)
    if promise is None or promise.status != "open" or promise.stopped is not None:
        return "a clock is restated that does not run"
    return "" if event.before == promise.due else "a clock is restated from another instant than it had"


@_for(e.InformationReceived)
def _(case: Case, event: e.InformationReceived) -> str:
    asked = case.asked.get(event.request)
    return "" if asked is not None and asked.received is None else "something is received that was not asked for"


@_for(e.EstimateMissed)
def _(case: Case, event: e.EstimateMissed) -> str:
    estimate = case.estimates.get(event.estimate)
    if estimate is None or estimate.missed:
        return "an estimate is missed that was not given"
    return "" if event.at >= estimate.latest else "an estimate is missed before its time"


@_for(e.MessageWaits)
def _(case: Case, event: e.MessageWaits) -> str:
    return "" if event.until > event.at else "a message waits for an instant that has passed"


@_for(e.MessageBounced)
def _(case: Case, event: e.MessageBounced) -> str:
    if event.step not in case.told:
        return "a message bounces that was not sent"
    return _opened_again(case, event.promises)


def _opened_again(case: Case, promises: tuple[str, ...]) -> str:
    kept = {name for name, promise in case.promises.items() if promise.status == "kept"}
    return "" if set(promises) <= kept else "a promise is opened again that was not kept"


@_for(e.OwnerChanged)
def _(case: Case, event: e.OwnerChanged) -> str:
    return "" if case.owner in {event.was, event.owner} else "a case changes hands that was in others'"


def _against_the_rule(case: Case, event: e.CaseClosed) -> str:
    """Say what the closure rule asks for and the case has not, as far as the case alone shows it."""
    bare = [aspect for aspect, grade in event.justice.items() if grade == "full" and not event.evidence.get(aspect)]
    if bare:
        return f"a closing shows nothing for its {bare[0]}"
    lacks = {
        "refused": case.finding is None, "referred": case.referral is None or not case.referral.accepted,
        "no failure found": case.finding is None and case.winding_up != "cancelled",
        "unreachable": len(case.tries) < _TRIES, "merged": case.ending is None or not case.ending.into,
        "withdrawn": case.winding_up != "withdrawn",
    }  # fmt: skip
    return f"a case is closed as {event.outcome} without what that needs" if lacks.get(event.outcome) else ""


_TRIES = 3


@_for(e.ResolutionAccepted)
def _(case: Case, event: e.ResolutionAccepted) -> str:
    """Silence is agreement only behind a question that left, once the time it named is over."""
    over = [one for one in case.follow_ups.values() if one.silent_at is not None and one.silent_at <= event.at]
    return "" if event.how != "silence" or over else "silence is taken as agreement that was not announced as such"


@_for(e.EndingChosen)
def _(case: Case, event: e.EndingChosen) -> str:
    if event.outcome in {"solved", "alternative accepted", "withdrawn"}:
        return "an outcome is chosen that nobody chooses"
    return "an ending is chosen for a case that ends already" if case.winding_up else ""


@_for(e.CaseClosed)
def _(case: Case, event: e.CaseClosed) -> str:
    if case.phase != "resolved" and not case.winding_up:
        return "a case is closed that is not resolved"
    if any(entry.open for entry in case.ledger.values()):
        return "a case is closed while something is owed"
    if any(not undoing.finished for undoing in case.undos.values()):
        return "a case is closed while an undo is open"
    wrong = _against_the_rule(case, event)
    if wrong:
        return wrong
    return "" if all(x.status not in IN_FLIGHT for x in case.effects.values()) else "a case is closed too early"


@_for(e.CaseReopened)
def _(case: Case, event: e.CaseReopened) -> str:
    return "" if case.phase in {"closed", "resolved"} else "a case is reopened that is open"


@_for(e.CaseFreed)
def _(case: Case, event: e.CaseFreed) -> str:
    return "" if case.hold is not None else "a case is freed that is not held"


@_for(e.PlanStopped)
def _(case: Case, event: e.PlanStopped) -> str:
    return "" if case.stopped is None else "a plan is stopped that is stopped"


@_for(e.PlanResumed)
def _(case: Case, event: e.PlanResumed) -> str:
    return "" if case.stopped is not None else "a plan goes on that was not stopped"


@_for(e.ComplainedAbout)
def _(case: Case, event: e.ComplainedAbout) -> str:
    return "a complaint is twice about the same person" if event.person in case.complained_about else ""
