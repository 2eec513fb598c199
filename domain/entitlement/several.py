"""Several packs about one failure: law before contract before guarantee before goodwill.

What one pack gives for something is the floor; a later one that gives more for the same adds the difference, and never
takes its place. What is for something else comes whole. Amounts of other units or currencies are never compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

from domain.entitlement.answer import Answer, Gift
from domain.entitlement.model import Kind, Unit
from domain.model import Model
from domain.money import Money
from domain.values import AnyMoney

ORDER: Final[tuple[Kind, ...]] = ("law", "contract", "guarantee")
"""In which order packs are asked; goodwill comes last."""


class Found(Protocol):
    """What was found to be owed by a pack: its answer, or what is kept of it."""

    @property
    def pack(self) -> str:
        """The pack."""

    @property
    def kind(self) -> Kind:
        """Law, contract or guarantee."""

    @property
    def unit(self) -> Unit:
        """What it counts."""

    @property
    def per_unit(self) -> tuple[Money, ...]:
        """What it gives for one of them."""

    @property
    def gifts(self) -> tuple[Gift, ...]:
        """What each rule gives."""


_Found = TypeVar("_Found", bound=Found)


def in_order(answers: Iterable[_Found]) -> list[_Found]:
    """Return answers in the order in which they count."""
    return sorted(answers, key=lambda answer: ORDER.index(answer.kind))


class Share(Model):
    """What one pack gives for one of its unit, and what of it comes on top of those before."""

    pack: str
    kind: Kind
    unit: Unit
    gives: tuple[AnyMoney, ...]
    adds: tuple[AnyMoney, ...]


class Settlement(Model):
    """What several answers come to, in order; `open` says that some still need facts."""

    shares: tuple[Share, ...]
    open: bool

    def owed(self, unit: Unit) -> tuple[Money, ...]:
        """Return what is owed for one of a unit: the floor of whatever goodwill adds."""
        found: dict[str, Money] = {}
        for share in self.shares:
            for amount in share.adds if share.unit == unit else ():
                before = found.get(amount.currency)
                found[amount.currency] = amount if before is None else before + amount
        return tuple(found.values())


def settled(answers: Iterable[Answer]) -> Settlement:
    """Put answers into their order and set each off against those before."""
    ordered = in_order(answers)
    open_ = any(answer.status == "cannot say yet" for answer in ordered)
    return Settlement(shares=tuple(shares_of(ordered)), open=open_)


def shares_of(ordered: Iterable[Found]) -> list[Share]:
    """Set each of several answers off against those before it."""
    floors: dict[tuple[Unit, str, str], Money] = {}
    shares = []
    for answer in ordered:
        adds: dict[str, Money] = {}
        for head, amount in _by_head(answer):
            place = (answer.unit, head, amount.currency)
            floor = floors.get(place, Money(amount.currency, 0))
            more = max(amount - floor, Money(amount.currency, 0))
            floors[place] = max(amount, floor)
            adds[amount.currency] = adds.get(amount.currency, Money(amount.currency, 0)) + more
        top = tuple(amount for amount in adds.values() if amount.minor)
        shares.append(Share(pack=answer.pack, kind=answer.kind, unit=answer.unit, gives=answer.per_unit, adds=top))
    return shares


def _by_head(answer: Found) -> Sequence[tuple[str, Money]]:
    found: dict[tuple[str, str], Money] = {}
    for gift in answer.gifts:
        if gift.amount is not None:
            place = (gift.head, gift.amount.currency)
            found[place] = found[place] + gift.amount if place in found else gift.amount
    return [(head, amount) for (head, _), amount in found.items()]
