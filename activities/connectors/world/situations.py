"""Situations made up for a playbook: facts of its types, often just below, at or just above where a condition turns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random

from activities.connectors.world.chances import draw
from domain.case import commands as c
from domain.case.book import Book
from domain.clock.duration import Duration
from domain.errors import NotFoundError
from domain.intake.choosing import NoPlan, choose
from domain.money import EXPONENTS, IN_CASH, Money, in_cash
from domain.playbook.advice.amounts import LEAST
from domain.playbook.boundaries import Boundaries, Path, boundaries
from domain.playbook.bounds import within
from domain.playbook.plan import FactType, Plan
from domain.values import Person, Value

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
A_YEAR = timedelta(days=364)
"""Failures are reported at any time of a year, so that nights, weekends and holidays are among them."""
MOST_DRAWS = 200
"""So often facts are drawn until the playbook handles them."""
AT_A_BOUNDARY, LEFT_OUT, LONG_LIST, OTHER_CURRENCY = 0.5, 0.3, 0.15, 0.05
_HOUR_MS = 3_600_000


@dataclass(slots=True)
class Situations:
    """Draws situations; the same seed and number, the same situation. `books` are those of one plan, by market.

    `currencies` says what is paid with in a market: a plan that asks packs is told amounts in it, for packs exchange
    nothing.
    """

    books: Mapping[str, Book]
    seed: int
    currencies: Mapping[str, str] = field(default_factory=dict)
    plan: Plan = field(init=False)
    turns: Boundaries = field(init=False)
    not_handled: int = 0
    """How many situations were drawn that the playbook is not for."""

    def __post_init__(self) -> None:
        """Find where the conditions turn."""
        self.plan = next(iter(self.books.values())).plan
        self.turns = boundaries(self.plan)

    def failure(self, number: int) -> c.OpenCase:
        """Make up a failure that the playbook handles.

        Raises:
            NotFoundError: none is found.
        """
        for attempt in range(MOST_DRAWS):
            chance = draw(self.seed, "facts", number, attempt)
            market, handled = chance.choice(self.plan.markets), chance.choice(self.plan.handles)
            facts = self.facts(chance, market)
            if not isinstance(choose([self.books[market]], handled.failure, market, facts), NoPlan):
                return self._opening(number, market, handled.failure, facts, chance)
            self.not_handled += 1
        raise NotFoundError("no made-up failure is handled by this playbook.", remedy="Look at handles: when.")

    def _opening(
        self, number: int, market: str, failure: str, facts: Mapping[str, Value], chance: Random
    ) -> c.OpenCase:
        reported = _begin(self.books[market]) + timedelta(minutes=chance.randrange(int(A_YEAR.total_seconds()) // 60))
        return c.OpenCase(
            now=reported, failure=failure, source="simulation", key=str(number), facts=facts,
            customer=Person(f"cu_{number}", "v_0"), market=market, language="en", reported_at=reported,
            happened_at=reported - timedelta(hours=1),
        )  # fmt: skip

    def facts(self, chance: Random, market: str = "") -> dict[str, Value]:
        """Draw all facts; those that are optional are now and then left out."""
        return self._paid_with(market, self._record((), self.plan.facts, 1, chance))

    def news(self, names: Collection[str], chance: Random, market: str = "") -> dict[str, Value]:
        """Draw some facts anew: those that an interrupt looks at while a case is open."""
        drawn = {name: self._fact((name,), self.plan.facts[name], 1, chance) for name in sorted(names)}
        return self._paid_with(market, drawn)

    def _paid_with(self, market: str, drawn: dict[str, Value]) -> dict[str, Value]:
        currency = self.currencies.get(market)
        if currency is None or not any(book.packs for book in self.books.values()):
            return drawn
        return {name: _in_currency(value, currency) for name, value in drawn.items()}

    def _record(self, path: Path, types: Mapping[str, FactType], number: int, chance: Random) -> dict[str, Value]:
        drawn = {}
        for name, kind in types.items():
            if not kind.optional or chance.random() >= LEFT_OUT:
                drawn[name] = self._fact((*path, name), kind, number, chance)
        return drawn

    def _fact(self, path: Path, kind: FactType, number: int, chance: Random) -> Value:
        if kind.type == "records":
            count = self._length(path, chance)
            return tuple(self._record(path, kind.of, n, chance) for n in range(1, count + 1))
        if path in self.turns.keys or (len(path) > 1 and path[-1] in {"id", "key"}):
            return number if kind.type == "integer" else f"r{number}"
        near = self.turns.near(path)
        if near and chance.random() < AT_A_BOUNDARY:
            return within(chance.choice(near), kind)
        return within(_spread(path[-1], kind, self.turns.values.get(path, []), chance), kind)

    def _length(self, path: Path, chance: Random) -> int:
        lengths = self.turns.lengths(path)
        if lengths and chance.random() < LONG_LIST:
            return chance.choice(lengths)
        return chance.randrange(1, 4)


def _in_currency(value: Value, currency: str) -> Value:
    """Return a value with all its amounts in a currency: as many units, of small ones ten times the least paid."""
    match value:
        case Money() if value.currency != currency:
            more, less = EXPONENTS[currency], EXPONENTS[value.currency]
            units = value.minor * 10 * LEAST.get(currency, 1) // LEAST.get(value.currency, 1)
            return _paid(currency, units * 10**more // 10 ** (less + 1))
        case tuple():
            return tuple(_in_currency(each, currency) for each in value)
        case Mapping():
            return {name: _in_currency(each, currency) for name, each in value.items()}
        case _:
            return value


def _begin(book: Book) -> datetime:
    """Return when the year begins that failures are reported in: where the calendar of the market counts."""
    calendar = book.calendar
    if calendar is None or calendar.first <= START.date() <= (calendar.last - 2 * A_YEAR):
        return START
    return datetime.combine(calendar.first + timedelta(days=1), time(8), tzinfo=UTC)


def _spread(  # noqa: PLR0911 — a line for each kind
    name: str, kind: FactType, constants: list[Value], chance: Random
) -> Value:
    """Draw any value of a type, up to twice the largest constant that it is compared with."""
    number = chance.randrange(1, 100)
    match kind.type:
        case "words":
            return chance.choice(kind.words)
        case "yes_no":
            return chance.random() < 0.5  # noqa: PLR2004 — heads or tails
        case "person":
            return Person(f"cu_{number}", "v_0")
        case "duration":
            most = max((each.ms for each in constants if isinstance(each, Duration)), default=12 * _HOUR_MS)
            return Duration(chance.randrange(max(2 * most // 60_000, 1)) * 60_000)
        case "money":
            return _money(constants, chance)
        case "integer":
            most = max((each for each in constants if isinstance(each, int)), default=5)
            return chance.randrange(max(2 * most, 1) + 1)
        case other:
            plain: Mapping[str, Value] = {
                "text": f"{name} {number}", "instant": START - timedelta(hours=number),
                "date": (START - timedelta(days=number)).date(),
            }  # fmt: skip
            return plain[other]


def _money(constants: list[Value], chance: Random) -> Money:
    """Draw an amount, small ones more often than large ones, now and then in a currency that nobody thought of."""
    limits = [each for each in constants if isinstance(each, Money)] or [Money("USD", 60_000)]
    limit = chance.choice(limits)
    if chance.random() < OTHER_CURRENCY:
        return Money("VND" if limit.currency != "VND" else "IDR", chance.randrange(1, 100) * 100_000)
    return _paid(limit.currency, int(2 * limit.minor * chance.random() ** 2))


def _paid(currency: str, minor: int) -> Money:
    """Return an amount as cash has it, and never nothing."""
    return max(in_cash(Money(currency, minor)), Money(currency, IN_CASH.get(currency, 1)))
