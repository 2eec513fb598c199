"""The table of authority: which role, with which skill, may grant which remedies, up to how much, in which tiers.

The ladder of a step says who is asked; this table says who may. What no line covers, nobody may grant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from domain.model import Model
from domain.money import Money
from domain.values import AnyMoney, Value
from domain.vocabulary import Tier


class Line(Model):
    """One line: a role, the skills it takes, and what it covers. No `tiers`, no `remedies`: all of them.

    `up_to` has one limit a currency; `unlimited` covers every amount, and what has none. `in_kind` covers what has no
    amount.
    """

    role: str
    skills: Mapping[str, int] = {}
    remedies: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    up_to: tuple[AnyMoney, ...] = ()
    unlimited: bool = False
    in_kind: bool = False

    def is_about(self, remedy: str, tier: Tier | None = None) -> bool:
        """Say whether it covers a kind of remedy, in a tier where one is named."""
        return (not self.remedies or remedy in self.remedies) and (tier is None or not self.tiers or tier in self.tiers)

    def reaches(self, amount: Value) -> bool:
        """Say whether it covers an amount, or what has none."""
        if self.unlimited:
            return True
        if not isinstance(amount, Money):
            return self.in_kind
        return any(limit.currency == amount.currency and amount <= limit for limit in self.up_to)

    def limit_for(self, amount: Value) -> Money | None:
        """Return the limit an amount is held against, None where there is none."""
        if not isinstance(amount, Money) or self.unlimited:
            return None
        return next((limit for limit in self.up_to if limit.currency == amount.currency), None)


class AuthorityTable(Model):
    """The lines by name. A versioned document; it counts as it stands when somebody decides."""

    name: str
    lines: Mapping[str, Line]

    def letting(
        self, roles: Collection[str], skills: Mapping[str, int], *, remedy: str, tier: Tier, amount: Value
    ) -> Iterator[str]:
        """Yield the names of the lines by which somebody may grant something, in order."""
        for name, line in self.covering(remedy=remedy, tier=tier, amount=amount):
            if line.role in roles and all(skills.get(skill, 0) >= level for skill, level in line.skills.items()):
                yield name

    def covering(self, *, remedy: str, tier: Tier, amount: Value) -> Iterator[tuple[str, Line]]:
        """Yield the lines that cover something, whoever may grant by them."""
        for name, line in self.lines.items():
            if line.is_about(remedy, tier) and line.reaches(amount):
                yield name, line
