"""What a reported outcome makes of a case. Total: late, doubled and contradicting outcomes are recorded or repeats.

Success outranks failure outranks unknown. A contradiction is a fact of its own and is shown to somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.deciding.following_up import reopened
from domain.case.deciding.reversing import goes_on, taken_back
from domain.case.state import Case, Effect, subject_of
from domain.case.survey import Survey
from domain.case.surveying.effects import contract_of, look_again_at
from domain.events import Event
from domain.ids import step_of, undone_step
from domain.playbook import plan as p
from domain.values import Value

Events = tuple[Event, ...]


def report(case: Case, command: c.ReportOutcome, book: Book) -> Events:
    """Record an outcome."""
    effect = case.effects.get(command.step)
    if effect is None:
        return ()
    match command.outcome:
        case c.Applied():
            return _applied(case, command, book, effect, command.outcome)
        case c.NotApplied():
            return _not_applied(case, command, book, effect, command.outcome)
        case c.Accepted():
            return _accepted(command, effect, command.outcome)
        case c.Unknown():
            return _unknown(case, command, book, effect, command.outcome)


def _applied(case: Case, command: c.ReportOutcome, book: Book, effect: Effect, outcome: c.Applied) -> Events:
    if command.key in case.applied:
        return ()
    if effect.status == "applied" or _was_given(case, effect, command.key):
        return _divergence(case, command, effect, f"applied under {command.key}")
    facts: list[Event] = []
    if effect.status in {"retry", "refused", "failed"} or command.key != effect.key:
        facts.extend(_divergence(case, command, effect, f"applied under {command.key}"))
    if command.looked_up:
        facts.append(_established(command, applied=True, receipt=outcome.receipt))
    facts.extend(success(case, command.step, effect, command.now, command.attempt, outcome, book, key=command.key))
    if case.phase == "closed":
        facts.extend(reopened(case, book, command.now, "engine", f"“{command.step}” turned out to be done"))
    return tuple(facts)


def _was_given(case: Case, effect: Effect, key: str) -> bool:
    """Say whether what a payout was for was given meanwhile, by a person, because it was said to be refused."""
    entry = case.ledger.get(_entry_of(case, key))
    return effect.kind == "pay" and entry is not None and entry.status in {"paid", "reversed"}


def success(  # noqa: PLR0913 — what is known of a success
    case: Case, step: str, effect: Effect, now: datetime, attempt: int, outcome: c.Applied, book: Book, *, key: str
) -> list[Event]:
    """Return the facts of an applied effect, by its kind; what is paid is the entry of the key that was applied."""
    undone = undone_step(step)
    told = _message(step, effect, now, attempt, outcome, book) if outcome.message else None
    if undone:
        facts: list[Event] = [told] if told else []
        facts += taken_back(case, key, now)
        more = goes_on(case, undone, key)
        return [*facts, e.StepUndone(at=now, step=undone, attempt=attempt, receipt=outcome.receipt, goes_on=more)]
    if told is not None:
        return [told]
    entry = _entry_of(case, key)
    if effect.kind == "pay" or entry in case.ledger:
        return [
            e.RemedyPaid(
                at=now, entry=entry, step=step, attempt=attempt, method=effect.connector, receipt=outcome.receipt
            )
        ]
    return [e.StepSucceeded(at=now, step=step, attempt=attempt, receipt=outcome.receipt)]


def _entry_of(case: Case, key: str) -> str:
    return subject_of(case.id, key)


def _message(step: str, effect: Effect, now: datetime, attempt: int, outcome: c.Applied, book: Book) -> e.MessageSent:
    told = outcome.message
    plan_step = book.layout.steps.get(step_of(step))
    gives = plan_step.gives if isinstance(plan_step, p.Tell) and not undone_step(step) else ()
    if plan_step is None and not undone_step(step):  # a message that the house sends by itself
        asked = effect.request.get("gives")
        gives = tuple(map(str, asked)) if isinstance(asked, tuple) else ()
    return e.MessageSent(
        at=now, step=step, attempt=attempt, template=str(told["template"]), digest=str(told["digest"]),
        channel=str(told["channel"]), language=str(told["language"]), text=told["text"], gives=gives,
        receipt=outcome.receipt,
    )  # fmt: skip


def _not_applied(case: Case, command: c.ReportOutcome, book: Book, effect: Effect, outcome: c.NotApplied) -> Events:
    if effect.status == "applied":
        same = command.key in case.applied
        return _divergence(case, command, effect, f"not applied: {outcome.why}") if same else ()
    if effect.status not in {"open", "accepted", "unknown"} or command.attempt < effect.attempt:
        return ()
    if command.looked_up:
        return (_established(command, applied=False),)
    return failure(case, command.step, effect, command.now, command.attempt, outcome, book)


def failure(  # noqa: PLR0913 — as above
    case: Case, step: str, effect: Effect, now: datetime, attempt: int, outcome: c.NotApplied, book: Book
) -> Events:
    """Return the facts of an effect that is proven not applied: refused, to be tried again, or given up."""
    undone, tries = undone_step(step), _retry(book, step)
    spent = effect.failures + 1 >= tries.tries
    again = None if spent else now + book.technical(tries.wait.ms).span
    if undone:
        again = None if outcome.refused else again
        return (e.UndoFailed(at=now, step=undone, attempt=attempt, why=outcome.why, again_at=again),)
    if effect.kind == "pay" and (outcome.refused or spent):
        entry = _entry_of(case, effect.key)
        return (
            e.PayoutFailed(at=now, entry=entry, step=step, attempt=attempt, method=effect.connector, why=outcome.why),
        )
    if outcome.refused:
        return (e.StepRefused(at=now, step=step, attempt=attempt, why=outcome.why),)
    failed = e.StepFailed(at=now, step=step, attempt=attempt, why=outcome.why, again_at=again)
    return (failed,) if again else (failed, e.StepGivenUp(at=now, step=step, why=outcome.why))


def _retry(book: Book, step: str) -> p.Retry:
    plan_step = book.layout.steps.get(step_of(step))
    return plan_step.retry if isinstance(plan_step, p.Do | p.Tell | p.Teach | p.Offer | p.Grant) else p.Retry()


def _accepted(command: c.ReportOutcome, effect: Effect, outcome: c.Accepted) -> Events:
    known = effect.reference == outcome.reference
    if effect.status not in {"open", "unknown"} or command.attempt < effect.attempt or known:
        return ()
    return (
        e.StepAccepted(
            at=command.now, step=command.step, attempt=command.attempt, reference=outcome.reference,
            expect_by=outcome.expect_by,
        ),
    )  # fmt: skip


def _unknown(case: Case, command: c.ReportOutcome, book: Book, effect: Effect, outcome: c.Unknown) -> Events:
    fresh = effect.status == "open" or (effect.status == "unknown" and command.looked_up)
    if not fresh or command.attempt != effect.attempt:
        return ()
    contract = contract_of(Survey(case, book, command.now), command.step, effect)
    settles = book.technical(contract.settles_after_ms)
    look_at = look_again_at(max(command.now, effect.until), effect, settles)
    if command.looked_up and effect.again_at is not None and effect.again_at > command.now:
        return ()
    return (
        e.OutcomeUnknown(at=command.now, step=command.step, attempt=command.attempt, why=outcome.why, look_at=look_at),
    )


def _established(
    command: c.ReportOutcome, *, applied: bool, receipt: Mapping[str, Value] | None = None
) -> e.OutcomeEstablished:
    return e.OutcomeEstablished(
        at=command.now, step=command.step, attempt=command.attempt, applied=applied, receipt=receipt or {},
        how="lookup", by=command.actor.person,
    )  # fmt: skip


def _divergence(case: Case, command: c.ReportOutcome, effect: Effect, got: str) -> Events:
    if (command.step, command.attempt, got) in case.divergences:
        return ()
    had = f"{effect.status} {effect.why}".strip()
    return (e.DivergenceFound(at=command.now, step=command.step, attempt=command.attempt, had=had, got=got),)
