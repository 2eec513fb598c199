"""The kinds of remedies of a house: what each gives, makes good, may stand beside, what it takes, what is looked at.

A versioned document; it counts as it is in force when a remedy is proposed, also in cases that are open already. What
was proposed stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import Field

from domain.model import Model
from domain.money import Money
from domain.risk import Scale
from domain.signs import Sign
from domain.values import AnyMoney, Value
from domain.vocabulary import Source, Words

OURS: Final = frozenset({"cost", "value"})
"""Parts of a remedy in kind that are ours to know: what it costs us, and what the customer is told it is worth."""
PARTS: Final = OURS | {"quantity"}
"""Parts of a remedy in kind that say something of the whole, and are nothing that is given."""
ALL: Final = "all"
"""Stands for every other kind."""
PAR: Final = 100
"""What stands for cash at its own worth, in per cent."""


class Kind(Model):
    """One kind. `loss` is what it makes good: of two remedies for one loss a person gets one, unless they go together.

    `scales` say what it is like: what weighs there is made good by it. `beside` are the kinds it may stand beside for
    the same loss. `set_off` are the sources whose money is set off
    against it. `premium` is what it has to be worth, in per cent of the cash it stands for. Above `evidence` (one
    amount a currency) something has to show the claim. `feasible` is the connector that says whether it can be had.
    """

    in_kind: bool = False
    words: Words = Field(default_factory=dict)
    loss: str = ""
    scales: tuple[Scale, ...] = ()
    beside: tuple[str, ...] = ()
    set_off: tuple[Source, ...] = ()
    premium: int = PAR
    evidence: tuple[AnyMoney, ...] = ()
    feasible: str = ""
    most: tuple[AnyMoney, ...] = Field(default=(), exclude_if=lambda most: not most)
    """The most it can plausibly be, one amount a currency; left out of the content where the house says nothing."""

    def wants_evidence(self, amount: Value, in_kind: Mapping[str, Value]) -> bool:
        """Say whether something has to show a claim of so much; a currency without a limit is trusted.

        A thing in kind weighs what it is told to be worth (`value`), else what it costs us (`cost`).
        """
        amounts = (amount, in_kind.get("value"), in_kind.get("cost"))
        weighs = next((each for each in amounts if isinstance(each, Money)), None)
        limit = None if weighs is None else _in(self.evidence, weighs.currency)
        return weighs is not None and limit is not None and weighs > limit

    def bound(self, amount: Value) -> Money | None:
        """Return the most it can plausibly be, where an amount goes beyond that; else None."""
        most = _in(self.most, amount.currency) if isinstance(amount, Money) else None
        return most if isinstance(amount, Money) and most is not None and amount > most else None


def _in(limits: Sequence[Money], currency: str) -> Money | None:
    return next((limit for limit in limits if limit.currency == currency), None)


class Remedies(Model):
    """The kinds by name, and the signs of abuse that a person looks at."""

    name: str
    kinds: Mapping[str, Kind]
    signs: Mapping[str, Sign] = Field(default_factory=dict)

    def kind(self, name: str) -> Kind:
        """Return what the house says of a kind; of one it does not know it says nothing."""
        return self.kinds.get(name, _UNKNOWN)

    def called(self, name: str, language: str) -> str:
        """Return what a kind is called: as the house calls it, else as it is written, without its marks."""
        words = self.kind(name).words
        return words.get(language) or words.get("en") or name.replace("-", " ")

    @property
    def losses(self) -> frozenset[str]:
        """The losses that kinds make good."""
        return frozenset(kind.loss for kind in self.kinds.values() if kind.loss)

    def go_together(self, one: str, other: str) -> bool:
        """Say whether two kinds may be given for the same loss; what one of them says is enough."""
        first, second = self.kind(one).beside, self.kind(other).beside
        return bool({other, ALL} & {*first} or {one, ALL} & {*second})


_UNKNOWN: Final = Kind()
NO_REMEDIES: Final = Remedies(name="none", kinds={})
"""What holds where a house has no such document: nothing is set off, and nobody is asked for evidence."""
