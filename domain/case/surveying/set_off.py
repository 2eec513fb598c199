"""What is set off: what was recovered elsewhere, and what another remedy made good already; never both for one loss.

It is set off before a payout is begun. From what law, contract or guarantee owes nothing is set off but what was
recovered elsewhere, and that only as far as the house says so and two persons say that it was: goodwill stands beside
it, never in its place. Of care that is owed in kind nothing is: a thing has no part that is owed.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.case import events as e
from domain.case.state import BAD_ENDS, Case, Entry, Recovery, subject_of
from domain.case.survey import Survey
from domain.case.surveying.by_hand import is_by_hand
from domain.case.surveying.owing import owes_care
from domain.ids import step_of
from domain.money import Money, told
from domain.remedies import Remedies
from domain.values import Person
from domain.vocabulary import Source


def sets_off(survey: Survey, name: str, entry: Entry) -> bool:
    """Set off what there is to set off of an entry; says whether it has to wait, or was changed."""
    if has_begun(survey.case, name, entry) or owes_care(entry):
        return False
    if entry.status == "proposed" and any(_is_coming(survey.case, other) for _, other in rivals(survey, name, entry)):
        return True  # the other one is for the same loss, and not settled yet: what becomes of it is seen first
    pending = [move for move in survey.moves if isinstance(move, e.RemedySetOff)]
    if any(move.entry == name for move in pending):
        return True
    found = next(_found(survey, name, entry), None)
    if found is None:
        return False
    survey.move(found)
    return True


def _is_coming(case: Case, other: Entry) -> bool:
    """Say whether something of an entry is to come by itself; where its step came to nothing it waits for a person."""
    return other.open and case.status(other.step) not in BAD_ENDS


def counts_for(case: Case, house: Remedies, entry: Entry, recovery: Recovery) -> bool:
    """Say whether what was recovered stands for what an entry gives: it is the same money, and the house says so.

    What somebody got stands for what they get. What the customer got, who booked it, stands for what others get for
    the same loss, too: a seat that three were to sit on was paid for once.
    """
    booked = recovery.payee.id == case.customer.id and bool(entry.loss)
    same = recovery.payee.id == entry.payee.id or booked
    same = same and recovery.source in house.kind(entry.kind).set_off
    return same and isinstance(entry.amount, Money) and entry.amount.currency == recovery.amount.currency


def is_known(case: Case, source: Source, payee: Person, amount: Money, evidence: str) -> bool:
    """Say whether it was written down already that somebody got this elsewhere."""
    known = ((each.source, each.payee.id, each.amount, each.evidence) for each in case.recoveries.values())
    return (source, payee.id, amount, evidence) in known


def has_begun(case: Case, name: str, entry: Entry) -> bool:
    """Say whether a payout of an entry was begun that did not come back: from then on it stays as it is."""
    effect = case.effects.get(entry.step)
    if effect is None or subject_of(case.id, effect.key) != name or effect.status in {"refused", "failed"}:
        return False
    return effect.occurrence > entry.came_back


def rivals(survey: Survey, name: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Yield the entries that make the same loss good for the same person, and may not stand beside this one.

    Those before it, whatever becomes of them; and of those behind it what was paid whole while its own payout came
    back, and not what was paid as the rest that it had left. What a person gives by hand comes on top of what
    was given before, which was not enough.
    """
    if not entry.loss or is_by_hand(entry):
        return
    house, before = survey.book.around.remedies, True
    for there, other in survey.case.ledger.items():
        if there == name:
            before = False
            continue
        if not before and (other.status != "paid" or name in other.made_good_by):
            continue
        same = (other.loss, other.payee.id) == (entry.loss, entry.payee.id)
        if same and step_of(other.step) != step_of(entry.step) and not house.go_together(other.kind, entry.kind):
            yield there, other


def _found(survey: Survey, name: str, entry: Entry) -> Iterator[e.RemedySetOff]:
    for there, other in rivals(survey, name, entry):
        if other.status == "paid" and there not in entry.made_good_by:
            yield from _made_good(survey, name, entry, there, other)
    for recovered, recovery in survey.case.recoveries.items():
        yield from _recovered(survey, name, entry, recovered, recovery)


def _made_good(survey: Survey, name: str, entry: Entry, there: str, other: Entry) -> Iterator[e.RemedySetOff]:
    """Set off what another remedy gave for the same loss, down to what is owed."""
    why = f"{other.kind} made the same good"
    floor = entry.floor if isinstance(entry.floor, Money) else None
    if not isinstance(entry.amount, Money):
        yield e.RemedySetOff(at=survey.now, entry=name, whole=True, made_good_by=there, why=why)
        return
    least = floor.minor if floor is not None else 0
    given = other.kept
    same_money = given is not None and given.currency == entry.amount.currency
    most = given.minor if given is not None and same_money else entry.amount.minor
    minor = min(most, entry.amount.minor - least)
    if minor > 0:
        amount = Money(entry.amount.currency, minor)
        whole = minor == entry.amount.minor
        yield e.RemedySetOff(at=survey.now, entry=name, amount=amount, whole=whole, made_good_by=there, why=why)


def _recovered(survey: Survey, name: str, entry: Entry, recovered: str, recovery: Recovery) -> Iterator[e.RemedySetOff]:
    """Set off what was recovered elsewhere, where the house says so of this kind."""
    left, amount = _left(survey, recovered, recovery), entry.amount
    if (
        not counts_for(survey.case, survey.book.around.remedies, entry, recovery)
        or not isinstance(amount, Money)
        or left.minor <= 0
    ):
        return
    taken = min(left, _open_to(entry, amount, recovery))
    if taken.minor <= 0:
        return
    why = f"{told(recovery.amount, 'en')} was recovered elsewhere ({recovery.source})"
    yield e.RemedySetOff(
        at=survey.now, entry=name, amount=taken, whole=taken == amount, recovery=recovered, why=why
    )  # fmt: skip


def _open_to(entry: Entry, amount: Money, recovery: Recovery) -> Money:
    """Return what of an entry can be set off against a recovery: what is owed alone where two persons know of it."""
    if not recovery.alone or not entry.entitled:
        return amount
    return amount - entry.floor if isinstance(entry.floor, Money) else Money(amount.currency, 0)


def _left(survey: Survey, recovered: str, recovery: Recovery) -> Money:
    """Return what of it can be set off, also after what this very look set off already."""
    return recovery.free - pending(survey, recovered, recovery)


def pending(survey: Survey, recovered: str, recovery: Recovery) -> Money:
    """Return what of a recovery this very look sets off."""
    moves = (x for x in survey.moves if isinstance(x, e.RemedySetOff) and x.recovery == recovered)
    return Money(recovery.amount.currency, sum(x.amount.minor for x in moves if isinstance(x.amount, Money)))
