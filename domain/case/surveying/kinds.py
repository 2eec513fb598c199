"""What the house says of a kind of remedy, as a step gives it: the loss it makes good, and what it has to be worth."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case.scope import CaseScope, NoValue, compute
from domain.case.survey import Survey
from domain.money import Money, share, told, worth_of
from domain.playbook import plan as p
from domain.playbook.contract import Contract
from domain.remedies import OURS
from domain.values import Value


def loss_of(survey: Survey, step: p.Grant) -> str:
    """Return which loss a remedy makes good: its own word before that of its kind."""
    own = step.loss if isinstance(step, p.Remedy) else ""
    return own or survey.book.around.remedies.kind(step.remedy).loss


def in_place_of(survey: Survey, step: p.Grant, scope: CaseScope, read: dict[str, Value]) -> Value:
    """Return what stands in the place of an amount of cash: so much more of it as the house says.

    Raises:
        NoValue: what it stands for is no money.
    """
    if not isinstance(step, p.Remedy) or step.cash is None:
        return None
    cash = compute(step.cash, scope, read)
    if not isinstance(cash, Money):
        raise NoValue("what it stands for is not money", "in_place_of", {})
    premium = premium_of(survey, step.remedy)
    read |= {"in_place_of": cash, "premium": premium}
    return share(cash, premium)


def not_below_zero(amount: Money | None, what: str) -> None:
    """Check that something is given, not taken: what a formula makes of the facts may come out below zero.

    Raises:
        NoValue: it is below zero; a person decides.
    """
    if amount is not None and amount.minor < 0:
        raise NoValue(f"{told(amount, 'en')} is below zero", what, {})


def plausible(survey: Survey, kind: str, amount: Value, floor: Value, what: str) -> None:
    """Check that something is not more than a kind can be in this house; what is owed is given, however much it is.

    Raises:
        NoValue: it is beyond that bound, and goes beyond what is owed: a person decides.
    """
    most = survey.book.around.remedies.kind(kind).bound(amount)
    owed = isinstance(amount, Money) and isinstance(floor, Money) and amount <= floor
    if most is not None and isinstance(amount, Money) and not owed:
        raise NoValue(f"{told(amount, 'en')} is more than “{kind}” can be in this house ({told(most, 'en')})", what, {})


def premium_of(survey: Survey, kind: str) -> int:
    """Return what has to be given of a kind, in per cent of the cash that it stands for."""
    return survey.book.around.remedies.kind(kind).premium


def worth(amount: Money | None, floor: Money | None, premium: int) -> tuple[Money | None, Money | None]:
    """Return what settles what is owed, and its floor, at what is worth so much by the premium of a kind."""
    if amount is None or floor is None:
        return amount, floor
    least = worth_of(floor, premium)
    return max(amount, least), least


def told_to(contract: Contract, in_kind: Mapping[str, Value]) -> dict[str, Value]:
    """Return the parts of a remedy in kind that whoever gives it is told: what is ours only where they ask for it."""
    return {name: value for name, value in in_kind.items() if name not in OURS or name in contract.inputs}
