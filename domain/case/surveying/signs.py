"""Signs of abuse: noticed when a remedy is proposed, looked at by a person, and never a judgement by themselves.

A remedy counts from its proposal on, by the counters of its windows (domain/signs.py), unless it is not given after
all, or an undo takes it back. Written down as taken back it counts on: else whoever writes could empty the windows.
What is owed is never held up: whoever is asked looks at it beside the payment. What is owed in part waits for the
answer no longer than that may take, and not at all where what is owed would be paid late by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from domain.budgets import day_of
from domain.case import events as e
from domain.case.book import Book
from domain.case.evolve import fold
from domain.case.state import Case, Entry, Noticed, Task
from domain.case.survey import Place, Survey
from domain.case.surveying.owing import is_owed, leaves_nothing_beyond
from domain.case.surveying.pay_within import promise_of
from domain.case.surveying.people import open_task
from domain.clock.duration import Duration
from domain.events import Event
from domain.money import Money
from domain.signs import Sign, Watched, counter_of, in_common
from domain.values import Person, Value

NO_ABUSE: Final = "no_abuse"
ABUSE: Final = "abuse"
"""What whoever looks at a sign may say."""
LOOKED_AT: Final = "a person looked at it again, and it goes beyond what we give here"
"""What a customer is told where somebody found abuse: no more than a denial always says."""
_ALIVE: Final = frozenset({"proposed", "approved", "paid"})


# --- Counting --------------------------------------------------------------------------------------------------------
def watched(survey: Survey, kind: str, payee: Person, amount: Value, place: Place) -> tuple[Watched, ...]:
    """Return the signs of the house under which a remedy counts that is about to be proposed."""
    house = survey.book.around.remedies
    found = (
        _watched(survey, name, sign, payee, amount, place)
        for name, sign in house.signs.items()
        if sign.counts(kind, amount, house.kind(kind).evidence)
    )
    return tuple(each for each in found if each is not None)


def _watched(
    survey: Survey, name: str, sign: Sign, payee: Person, amount: Value, place: Place
) -> Watched | None:  # fmt: skip
    facts = place.bindings.get("failure", survey.case.facts)
    fact = facts.get(sign.same) if isinstance(facts, Mapping) else None
    common, limit = in_common(sign, survey.case.customer, payee, fact), sign.limit(amount)
    if not common or limit is None:
        return None
    currency, most = limit
    return Watched(
        sign=name, counter=counter_of(name, sign, common, currency), currency=currency,
        day=day_of(survey.now, survey.book.calendar).isoformat(), days=sign.days, limit=most,
    )  # fmt: skip


def counted(case: Case) -> dict[str, int]:
    """Return what a case adds to every window: itself once, or the money it gives, gave or is about to give."""
    sums: dict[str, int] = {}
    for entry in case.ledger.values():
        granted = entry.stays_granted
        for each in entry.watched if _counts(entry) else ():
            for window in each.windows():
                if not each.currency:
                    sums[window] = 1
                elif granted is not None:
                    sums[window] = sums.get(window, 0) + granted.minor
    return sums


def _counts(entry: Entry) -> bool:
    """Say whether an entry counts in its windows: taken back by hand it does, for it was given; undone it does not."""
    granted = entry.stays_granted
    gone = entry.thing_undone if granted is None else not granted.minor
    return entry.status in _ALIVE or (entry.status == "reversed" and not gone)


def limits(before: Case, after: Case) -> Iterator[tuple[str, int]]:
    """Yield how far counters may go by what was proposed: where a sign was noticed, however far that is."""
    for name, entry in after.ledger.items():
        if name not in before.ledger:
            yield from ((each.today, each.limit) for each in entry.watched if each.sign not in after.signs)


# --- Noticing --------------------------------------------------------------------------------------------------------
def noticed(survey: Survey, proposed: e.RemedyProposed) -> Iterator[Event]:
    """Yield a proposal, and the signs that are noticed by it; what a person found to be none is none in this case."""
    yield proposed
    case = fold(survey.case, (*_proposed_beside(survey), proposed))
    sums, house = counted(case), survey.book.around
    for each in proposed.watched:
        before, own = case.signs.get(each.sign), sums.get(each.today, 0)
        others = house.stands.get(each.today, before.others if before is not None else 0)
        if others + own > each.limit if before is None else _said(case, before) == ABUSE:
            yield _notice(survey, proposed.entry, each, others, own)


def _notice(survey: Survey, entry: str, each: Watched, others: int, own: int) -> e.SignNoticed:
    house, number = survey.book.around, sum(_is_about(task, each.sign) for task in survey.case.tasks.values()) + 1
    sign = house.remedies.signs[each.sign]
    return e.SignNoticed(
        at=survey.now, sign=each.sign, entry=entry, counter=each.today, days=each.days, others=others, own=own,
        limit=each.limit, currency=each.currency, document=house.remedies_digest, task=f"@sign/{each.sign}#{number}",
        role=sign.role, words=sign.words, until=survey.now + sign.within.span,
    )  # fmt: skip


def _proposed_beside(survey: Survey) -> list[Event]:
    """Return what the same look proposed before."""
    return [move for move in survey.moves if isinstance(move, e.RemedyProposed | e.SignNoticed)]


# --- Looking ---------------------------------------------------------------------------------------------------------
def is_in_the_way(survey: Survey, entry: Entry) -> bool:
    """Say whether a remedy waits for whoever looks at a sign under which it counts."""
    if is_owed(entry):
        return False
    opened = [each for each in open_signs(survey.case) if _is_under(entry, each)]
    if not opened or not isinstance(entry.floor, Money) or not entry.floor.minor:
        return bool(opened)
    until, due = max(each.until for each in opened), _owed_by(survey.case, entry)
    return (due is None or until < due) and not survey.work_at(until)


def watch(survey: Survey) -> None:
    """Have a person look at every sign as long as something under it is given or may be, also in a case called off."""
    for each in open_signs(survey.case):
        task = _task(survey.case, each)
        if any(_is_under(entry, each) for entry in _alive(survey.case)):
            _ask(survey, each)
        elif task is not None and task.status == "open":
            why = "nothing is given under it any more"
            survey.move(e.TaskTakenBack(at=survey.now, task=survey.case.last_asked(each.task), why=why))
    _grant_nothing_meanwhile(survey)


def _grant_nothing_meanwhile(survey: Survey) -> None:
    """Take back what was asked about remedies before a sign was noticed under which they count; it is asked anew."""
    for name, task in survey.case.tasks.items():
        if task.status == "open" and task.purpose == "approve":
            entry = survey.case.ledger[str(task.details["entry"])]
            if entry.status == "proposed" and is_in_the_way(survey, entry):
                survey.move(e.TaskTakenBack(at=survey.now, task=name, why="somebody else is asked first"))


def _ask(survey: Survey, each: Noticed) -> None:
    open_task(
        survey, each.task, step="@sign", purpose="sign", role=each.role,
        due=Duration((each.until - each.at) // timedelta(milliseconds=1)),
        words={
            language: text.format(sign=each.words.get(language) or next(iter(each.words.values())))
            for language, text in _LOOK.items()
        },
        details={
            "sign": each.sign, "days": each.days, "limit": _figure(each, each.limit),
            "others": _figure(each, each.others), "here": _figure(each, each.own),
        },
    )  # fmt: skip


_LOOK: Final = {
    "en": "Look at this sign, and say whether it is abuse: {sign}",
    "id": "Periksa tanda ini, dan nyatakan apakah ini penyalahgunaan: {sign}",
    "vi": "Xem dấu hiệu này và cho biết có phải lạm dụng không: {sign}",
}


def _figure(each: Noticed, minor: int) -> Value:
    return Money(each.currency, minor) if each.currency else minor


def open_signs(case: Case) -> list[Noticed]:
    """Return the signs that nobody has answered for yet."""
    return [each for each in case.signs.values() if not _said(case, each)]


def denied(case: Case, book: Book, sign: str, *, now: datetime, by: str) -> Iterator[e.RemedyDenied]:
    """Yield what is denied where somebody found abuse: all that waits under the sign, but what is owed."""
    for name, entry in under(case, sign).items():
        no = e.RemedyDenied(at=now, entry=name, approver=by, why=LOOKED_AT)
        if entry.status == "proposed" and not leaves_nothing_beyond(fold(case, (no,)), book.layout, entry):
            yield no


def keep_open(case: Case) -> bool:
    """Say whether a case may not close yet, for somebody still has to look at a sign."""
    return any(_is_under(entry, each) for each in open_signs(case) for entry in _alive(case))


def under(case: Case, sign: str) -> dict[str, Entry]:
    """Return the entries that count under a sign, by name."""
    return {name: entry for name, entry in case.ledger.items() if any(each.sign == sign for each in entry.watched)}


def reviewers(case: Case, entry: Entry) -> frozenset[str]:
    """Return who answered for a sign under which an entry counts: they do not grant it."""
    names = {each.sign for each in entry.watched}
    done = (task for task in case.tasks.values() if task.purpose == "sign" and task.status == "done")
    return frozenset(task.by for task in done if task.details["sign"] in names)


def answer_of(case: Case, each: Noticed) -> Task | None:
    """Return the task by which somebody answered for a sign as it was noticed last; None while nobody has."""
    task = _task(case, each)
    return task if task is not None and task.status == "done" else None


def _said(case: Case, each: Noticed) -> str:
    answered = answer_of(case, each)
    return str(answered.answer["decision"]) if answered is not None else ""


def _task(case: Case, each: Noticed) -> Task | None:
    return case.tasks.get(case.last_asked(each.task))


def _is_about(task: Task, sign: str) -> bool:
    return task.purpose == "sign" and task.details["sign"] == sign


def _alive(case: Case) -> Iterator[Entry]:
    return (entry for entry in case.ledger.values() if entry.status in _ALIVE)


def _is_under(entry: Entry, each: Noticed) -> bool:
    return any(one.sign == each.sign for one in entry.watched)


def _owed_by(case: Case, entry: Entry) -> datetime | None:
    """Return by when the first of what an entry settles has to be paid, where that is promised."""
    names = {promise_of(path, gift.rule) for path in entry.entitled for gift in case.entitled[path].gifts}
    open_ = (case.promises[name] for name in names if name in case.promises)
    return min((promise.due for promise in open_ if promise.status == "open"), default=None)
