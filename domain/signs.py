"""Signs of abuse: what a house takes for worth a look across cases, and the counters by which it is noticed.

A sign is a reason to look, never a judgement: a person says what it is. It goes by days: what was proposed on a day
counts in every window of so many days that the day lies in, and each window has a counter. So a remedy is held against
the one window that ends on its own day, and no counter is ever read to decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from pydantic import Field

from domain.clock.duration import Duration
from domain.model import Model
from domain.money import Money
from domain.values import AnyMoney, Person, Value
from domain.vocabulary import Words

COUNTERS: Final = "sign/"
"""How the names of the counters of signs begin."""
CUSTOMER: Final = "customer"
PAYEE: Final = "payee"
"""What remedies can have in common, beside a fact of the failure."""
LONGEST: Final = 92
"""So many days a sign may look back."""
DAY: Final = Duration(86_400_000)
_KEPT: Final = 16
"""So many digits tell values of facts apart."""


class Sign(Model):
    """What a house wants looked at: too many cases, or too much money, with something in common, in so many days.

    `same` is what they have in common: the customer, a payee who is not the customer of the case, or a fact by its
    name. `kinds` are the kinds of remedies that count (all, where none is named). `just_under`: only what lies at most
    so many per cent under the amount above which evidence is wanted. `role` is who looks, in the time `within`.
    """

    words: Words
    same: str = CUSTOMER
    kinds: tuple[str, ...] = ()
    just_under: int = 0
    days: int
    cases: int | None = None
    amounts: tuple[AnyMoney, ...] = ()
    role: str
    within: Duration = DAY

    def counts(self, kind: str, amount: Value, limits: tuple[Money, ...]) -> bool:
        """Say whether a remedy counts, by its kind and by how near it comes to where evidence is wanted."""
        if self.kinds and kind not in self.kinds:
            return False
        if not self.just_under:
            return True
        if not isinstance(amount, Money):
            return False
        near = (each for each in limits if each.currency == amount.currency)
        return any(each.minor * (100 - self.just_under) <= amount.minor * 100 <= each.minor * 100 for each in near)

    def limit(self, amount: Value) -> tuple[str, int] | None:
        """Return how far a counter may go and in which currency ("": cases); None for money without a limit."""
        if self.cases is not None:
            return "", self.cases
        own = amount.currency if isinstance(amount, Money) else None
        return next(((each.currency, each.minor) for each in self.amounts if each.currency == own), None)


class Watched(Model):
    """Under which sign a remedy counts: by which counter, from which day on, and above what it is noticed."""

    sign: str
    counter: str
    currency: str = ""
    day: str
    days: int = Field(ge=1)
    limit: int

    @property
    def today(self) -> str:
        """Return the name of the counter of the window that ends on its day."""
        return f"{self.counter}/{self.day}"

    def windows(self) -> Iterator[str]:
        """Yield the names of the counters of all windows that its day lies in."""
        first = date.fromisoformat(self.day)
        yield from (f"{self.counter}/{first + timedelta(days=number)}" for number in range(self.days))


def counter_of(name: str, sign: Sign, common: str, currency: str) -> str:
    """Return the name of a counter but for its day: `sign/often/30/cu_1`, `sign/much/30/cu_1/USD`."""
    return COUNTERS + "/".join(part for part in (name, str(sign.days), common, currency) if part)


def in_common(sign: Sign, customer: Person, payee: Person, fact: Value) -> str:
    """Return what remedies have in common under a sign, "" where this one has nothing of it.

    Values of facts are told apart by a digest, so that no counter is named by what somebody told.
    """
    if sign.same == CUSTOMER:
        return customer.id
    if sign.same == PAYEE:
        return payee.id if payee.id != customer.id else ""
    if isinstance(fact, bool) or not isinstance(fact, str | int | date) or not str(fact).strip():
        return ""
    told = " ".join(str(fact).casefold().split())
    return hashlib.sha256(f"{sign.same}={told}".encode()).hexdigest()[:_KEPT]
