"""When what is owed has to be paid, or done: a promise with its source, whose clock never stops.

Paid late, more may be owed. What has to be done and is no money (an answer by a day) is kept when the customer knows
what was decided; where its rule says so (an acknowledgement), by any message to them, or by a written one alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

from domain.case import events as e
from domain.case.scope import NoValue
from domain.case.state import LAST_LETTER, Case, Entitled, Told
from domain.case.survey import Survey
from domain.case.surveying.arithmetic import arithmetic_of
from domain.clock.calendar import Reckoning
from domain.clock.duration import Duration
from domain.clock.instant import from_ms
from domain.clock.span import Days, Months
from domain.clock.zone import wall_ms
from domain.entitlement.answer import Gift
from domain.entitlement.evaluate import late_rule
from domain.entitlement.quantities import counted_on
from domain.entitlement.working import day_of
from domain.errors import MakegoodError
from domain.ids import step_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.outline import DECISION
from domain.values import Value
from domain.vocabulary import SPOKEN, WRITTEN, Words

PAY: Final = "pay-"
"""How the name of a promise begins by which something that is owed has to be paid."""


def promise_of(path: str, rule: str) -> str:
    """Return the name of the promise to pay what a rule gives."""
    return f"{PAY}{step_of(path)}.{rule}{path[len(step_of(path)) :]}"


def pay_promises(
    survey: Survey, path: str, gifts: Iterable[Gift], facts: Mapping[str, Value]
) -> Iterator[e.PromiseMade]:
    """Promise to pay what has to be paid within a time; not again what is promised already.

    Raises:
        NoValue: the calendar does not reach that far.
    """
    for gift in gifts:
        name = promise_of(path, gift.rule)
        is_promised = gift.amount is not None or bool(gift.duty)
        if not is_promised or gift.within is None or name in survey.case.promises:
            continue
        since = day_of(facts.get(gift.within_from), survey.book.calendar) if gift.within_from else None
        begins = f"{_called(survey, path, gift.within_from)}:" if since is not None else "decided"
        start = _behind(survey, since) if since is not None else survey.now
        due, arithmetic = _due(survey, gift, start, begins)
        yield e.PromiseMade(
            at=survey.now, promise=name, to=survey.case.customer.id, what=gift.duty.get("en") or "pay what is owed",
            due=due, arithmetic=arithmetic, source=f"{gift.clause} ({gift.source})", since=start,
            within=None if isinstance(gift.within, Months) else gift.within,
        )  # fmt: skip


def _called(survey: Survey, path: str, fact: str) -> str:
    """Return what a fact is that a time counts from, as its pack asks for it."""
    step = survey.book.layout.steps.get(step_of(path))
    pack = survey.book.packs.get(step.pack) if isinstance(step, p.Entitle) else None
    return pack.facts[fact].words["en"] if pack is not None and fact in pack.facts else fact.replace("_", " ")


def _behind(survey: Survey, day: date) -> datetime:
    """Return the instant at which a day is over, where the market is: a time counts from there."""
    calendar = survey.book.calendar
    if calendar is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    return from_ms(calendar.clock.reaches(wall_ms(day + timedelta(days=1))))


def _due(survey: Survey, gift: Gift, start: datetime, begins: str) -> tuple[datetime, str]:
    within, book = gift.within, survey.book
    if isinstance(within, Months) or (isinstance(within, Days) and book.calendar is None):
        first = day_of(start, book.calendar) or start.date()
        last = counted_on(first, within) or first
        length = f"{within.months} months" if isinstance(within, Months) else str(within)
        return _behind(survey, last), f"{begins} {first} → + {length} → the end of {last}"
    if within is None:
        raise AssertionError(gift.rule)
    try:
        reckoning = Reckoning(start, within, start, start + within.span) if isinstance(within, Duration) else (
            book.reckon(start, within)
        )  # fmt: skip
    except MakegoodError as trouble:
        raise NoValue(trouble.what, str(within), {}) from trouble
    return reckoning.due, arithmetic_of(book, reckoning, begins)


def paid_within(case: Case, name: str) -> tuple[datetime | None, str]:
    """Return when all was paid or done that a promise says has to be, and by which message; None while it is not."""
    for path, found, gift in _promised(case, name):
        return _first_word(case, gift) if gift.duty else (_paid(case, path, found), "")
    return None, ""


def duty_of(case: Case, name: str) -> Words:
    """Return what a promise says has to be done, in words; nothing where it is to pay."""
    return next((gift.duty for _, _, gift in _promised(case, name)), {})


def _promised(case: Case, name: str) -> Iterator[tuple[str, Entitled, Gift]]:
    """Yield what a promise says has to be paid or done, with the decision that found it."""
    for path, found in case.entitled.items():
        yield from ((path, found, gift) for gift in found.gifts if promise_of(path, gift.rule) == name)


def _first_word(case: Case, gift: Gift) -> tuple[datetime | None, str]:
    """Return when the customer first had the word that a duty asks for, and by which message; "" by a talk."""
    wanted = {*gift.gives, *([DECISION] if gift.kept_by == "decision" else [])}
    heard = [
        (word.at, name)
        for name, word in _answers(case)
        if wanted <= {*word.gives} and (not gift.in_writing or _is_read(case, name, word))
    ]
    if wanted and wanted <= case.said.keys() and not gift.in_writing:
        heard.append((max(case.said[each] for each in wanted), ""))
    return min(heard, default=(None, ""))


def _answers(case: Case) -> Iterator[tuple[str, Told]]:
    """Yield the words to the customer that may answer them.

    That a case is called off, or goes on in another one, answers nothing, unless somebody looked into it and the letter
    says what they found.
    """
    for name, word in case.told.items():
        if word.to in {"", case.customer.id} and (step_of(name) != LAST_LETTER or DECISION in word.gives):
            yield name, word


def _is_read(case: Case, name: str, word: Told) -> bool:
    """Say whether the customer has it in writing: a message of ours has a text, what is noted by hand by its channel.

    Where nobody knows by what it went, nobody knows that it was written.
    """
    return word.channel not in {"", *SPOKEN} if name in case.effects else word.channel in WRITTEN


def decided_at(case: Case) -> datetime | None:
    """Return when the customer was told what was decided; to be offered a choice is no word of that."""
    return decision_told(case)[0]


def decision_told(case: Case) -> tuple[datetime | None, str]:
    """Return when the customer was first told what was decided, and by which message; "" where somebody said so."""
    told = [(word.at, name) for name, word in _answers(case) if DECISION in word.gives]
    told += [(case.said[DECISION], "")] if DECISION in case.said else []
    return min(told, default=(None, ""))


def _paid(case: Case, path: str, found: Entitled) -> datetime | None:
    """Return when the last part of what is owed by a decision was paid; what settles several counts for each."""
    over = {"paid", "set off", "declined"}
    ended = (entry for entry in case.ledger.values() if path in entry.entitled and entry.status in over)
    entries = [entry for entry in ended if entry.in_cash is not None]  # care has a clock of its own
    amounts = [amount for entry in entries if (amount := entry.in_cash) is not None]
    for owed in found.per_unit:
        paid = sum(amount.minor for amount in amounts if amount.currency == owed.currency)
        if paid < owed.minor * found.units:
            return None
    ends = (entry.paid_at or entry.settled_at for entry in entries)
    return max((at for at in ends if at is not None), default=None)


def late_amounts(case: Case, path: str, found: Entitled) -> Iterator[Money]:
    """Yield what is owed for one unit on top, because the payment itself came late."""
    for gift in found.gifts:
        if gift.late is not None and is_late(case, path, gift):
            yield gift.late


def is_late(case: Case, path: str, gift: Gift) -> bool:
    """Say whether what a rule gives was not paid in time, and that has a price of its own.

    Where the decision itself says so, by a fact of how late it was, the price is in it already: it is owed once.
    """
    promise = case.promises.get(promise_of(path, gift.rule))
    in_it = any(each.rule == late_rule(gift.rule) for each in case.entitled[path].gifts)
    return gift.late is not None and promise is not None and promise.status == "broken" and not in_it
