"""The life of one outside effect: begin, wait for its outcome, and what to do while nobody knows it.

As docs/architecture.md says of the turn: nobody touches an open intent before its `until`; an unknown outcome is sent
again under the same key where the receiver honours keys, asked about where it can be asked, else put to a person; a new
occurrence (a new key) begins only when the former one is proven not applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import events as e
from domain.case.state import IN_FLIGHT, Case, Effect, effect_key
from domain.case.survey import Survey, Work
from domain.case.surveying.owing import is_owed_beyond
from domain.case.surveying.people import open_task
from domain.case.surveying.quiet import waits_for_the_morning
from domain.clock.duration import Duration
from domain.ids import keys_of, step_of, undone_step
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.playbook.merging import TAKE_IN
from domain.values import Person, Value

MESSAGES: frozenset[e.EffectKind] = frozenset({"tell", "offer", "follow-up"})
"""What somebody reads, and may not want to read at night; a correction goes out at once."""
MOST_ASKED = 8
"""After this many looks at an unknown outcome a person finds out."""
LONGEST_BACKOFF = 6
"""Waits between looks double this many times at the most."""


def begin(  # noqa: PLR0913 — the parts of an intent
    survey: Survey,
    path: str,
    *,
    kind: e.EffectKind,
    contract: Contract,
    request: Mapping[str, Value],
    subject: str = "",
    queue: str = "",
    timeout_ms: int = 0,
) -> None:
    """Offer an effect to performers, if it is time for one; in flight or ended, there is nothing to begin."""
    case, before = survey.case, survey.case.effects.get(path)
    occurrence, attempt = 1, 1
    if before is not None:
        if before.status != "retry" or not survey.work_at(before.again_at or survey.now):
            return
        occurrence, attempt = before.occurrence + 1, before.attempt + 1
    if kind in MESSAGES and waits_for_the_morning(survey, path):
        return
    key = effect_key(case.id, subject or path, occurrence)
    if before is None and case.loss_epoch and contract.capability != "keyed":
        why = "the journal was restored from an older backup"
        survey.move(e.OutcomeUnknown(at=survey.now, step=path, attempt=0, why=why, look_at=survey.now, key=key))
        return
    timeout, known = timeout_ms or contract.timeout_ms, {name: _by_now(case, value) for name, value in request.items()}
    survey.may(Work(path, kind, "send", contract, key, occurrence, attempt, known, timeout, queue or contract.queue))


def _by_now(case: Case, value: Value) -> Value:
    """Return a value of a request with the customer in it as they are known by now, whoever was read into it before."""
    match value:
        case Person() if value.id == case.customer.id:
            return case.customer
        case Mapping():
            return {name: _by_now(case, inner) for name, inner in value.items()}
        case tuple():
            return tuple(_by_now(case, inner) for inner in value)
        case _:
            return value


def watch(survey: Survey) -> None:
    """Look after every effect whose outcome is still open, wherever its step stands by now."""
    for path, effect in survey.case.effects.items():
        match effect.status:
            case "applied":
                continue
            case "open" if survey.is_over(effect.until):
                contract = contract_of(survey, path, effect)
                look_at = effect.until + survey.book.technical(contract.settles_after_ms).span
                survey.alarm(effect.until, _unknown(effect.until, path, effect, "no answer in time", look_at))
            case "accepted" if effect.again_at is not None:
                why = "accepted, but not confirmed when expected"
                survey.alarm(effect.again_at, _unknown(effect.again_at, path, effect, why, effect.again_at))
            case "unknown":
                _establish(survey, path, effect, contract_of(survey, path, effect))
            case _:
                pass


def _unknown(at: datetime, path: str, effect: Effect, why: str, look_at: datetime) -> e.OutcomeUnknown:
    return e.OutcomeUnknown(at=at, step=path, attempt=effect.attempt, why=why, look_at=look_at)


def _establish(survey: Survey, path: str, effect: Effect, contract: Contract) -> None:
    if not survey.work_at(effect.again_at or survey.now):
        return
    first = effect.first_at or effect.since
    key_ends = first + survey.book.technical(contract.key_lives_ms).span
    spent = effect.asked > MOST_ASKED
    if contract.capability == "keyed" and survey.now < key_ends and not spent:
        survey.work_at(key_ends)  # from then on it may no longer be sent again
        mode, attempt = "send", effect.attempt + 1
    elif contract.capability == "lookup" and not spent:
        mode, attempt = "look-up", effect.attempt
    else:
        _ask_a_person(survey, path, effect)
        return
    timeout_ms, queue = _served_by(survey, path, contract)
    survey.may(
        Work(
            path, effect.kind, "send" if mode == "send" else "look-up", contract, effect.key, effect.occurrence,
            attempt, effect.request, timeout_ms, queue,
        )
    )  # fmt: skip


def _served_by(survey: Survey, path: str, contract: Contract) -> tuple[int, str]:
    """Return for how long, and by the workers of which queue: the step's own word before its connector's."""
    step = survey.book.layout.steps.get(step_of(path))
    if isinstance(step, p.Do) and not undone_step(path):
        return step.timeout.ms or contract.timeout_ms, step.queue or contract.queue
    return contract.timeout_ms, contract.queue


def _ask_a_person(survey: Survey, path: str, effect: Effect) -> None:
    name = f"{path}#establish{effect.attempt}.{effect.occurrence}"
    open_task(
        survey, name, step=path, purpose="establish", role=survey.case.owner,
        due=survey.book.clocks(survey.case.tier).establish,
        words={
            "en": f"Find out whether “{path}” was done ({effect.why})",
            "id": f"Pastikan apakah “{path}” sudah dilakukan ({effect.why})",
            "vi": f"Tìm hiểu xem “{path}” đã được thực hiện chưa ({effect.why})",
        },
        details={"key": effect.key, "connector": effect.connector},
    )  # fmt: skip


def look_again_at(now: datetime, effect: Effect, settles: Duration) -> datetime:
    """Return when an effect that stays unknown is looked at again; the waits double."""
    return now + (settles * (1 << min(effect.asked, LONGEST_BACKOFF))).span


def contract_of(survey: Survey, path: str, effect: Effect) -> Contract:
    """Return the contract an effect is under."""
    undone = undone_step(path)
    step = survey.book.layout.steps.get(step_of(path))
    match step:
        case p.Do() if undone and step.undo is not None:
            return step.undo
        case p.Do():
            return step.connector
        case p.Remedy() if undone and step.undo is not None:
            return step.undo
        case p.Grant() if step.pay:
            return next((c for c in step.pay if c.name == effect.connector), step.pay[0])
        case _:
            return TAKE_IN if effect.connector == TAKE_IN.name else survey.book.messenger


def in_flight(survey: Survey, block: str, plan: int | None, keys: tuple[str, ...]) -> bool:
    """Say whether an effect of a step inside a block is still without an outcome (undoing apart).

    What a customer gets instead of an undo is a part of undoing, too: a block that ended does not begin to wait for it.
    """
    return any(
        effect.status in IN_FLIGHT
        and not undone_step(path)
        and not _given_instead(survey, path)
        and within(survey, path, block, plan, keys)
        and not stands(survey, path, block)
        for path, effect in survey.case.effects.items()
    )


def _given_instead(survey: Survey, path: str) -> bool:
    """Say whether a step stands in the `instead` of another: no other steps stand inside a `do`."""
    step, layout = step_of(path), survey.book.layout
    return step in layout.around and bool(layout.enclosing(step, p.Do))


def stands(survey: Survey, path: str, block: str) -> bool:
    """A cover that was granted outlives its block: receipts are paid while the case goes on. So does what is owed."""
    layout = survey.book.layout
    covered = isinstance(layout.steps.get(step_of(path)), p.Cover)
    return bool(block) and (covered or is_owed_beyond(layout, path))


def in_flight_at(survey: Survey, path: str) -> bool:
    """Say whether the effect of one step is without an outcome."""
    effect = survey.case.effects.get(path)
    return effect is not None and effect.status in IN_FLIGHT


def within(survey: Survey, path: str, block: str, plan: int | None, keys: tuple[str, ...]) -> bool:
    """Say whether an instance of a step lies inside an instance of a block."""
    step = step_of(path)
    if step not in survey.book.layout.around:
        return not block
    return keys_of(path)[: len(keys)] == keys and survey.book.layout.inside(step, block, plan)
