"""Simulating: made-up failures played through a playbook on the virtual clock; nothing here can reach the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from time import process_time

from activities.clock import VirtualClock
from activities.connectors.world.chances import draw
from activities.connectors.world.virtual import SimulatedPartners, SimulatedPeople
from domain.case import commands as c
from domain.case.book import Book
from domain.clock.duration import Duration
from domain.errors import NotFoundError
from domain.intake.choosing import NoPlan, choose
from domain.money import Money
from domain.playbook.plan import FactType, Plan
from domain.record import digest_of
from domain.risk import RiskMatrix, TierPolicy
from domain.values import Person, Value
from domain.views.summary import Summary
from workers.shelf import Shelf
from workflows.virtual import VirtualDriver

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MOST_DRAWS = 200
"""So often facts are drawn until the playbook handles them."""
LONGEST = timedelta(days=400)
"""A life that is not over by then counts as open."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation came to; `seconds` is the time of one core it took."""

    cases: int
    summary: Summary
    seconds: float


def books_of(plan: Plan, shelf: Shelf) -> dict[str, Book]:
    """Return the books of a draft by market: nothing of it is published.

    Raises:
        NotFoundError: the house has no risk matrix or no tier policy.
    """
    if shelf.matrix is None or shelf.policy is None:
        missing = "risk-matrix.yaml" if shelf.matrix is None else "tier-policy.yaml"
        raise NotFoundError(f"the house has no {missing}.", remedy="Put it into the folder house beside the playbooks.")
    digest = digest_of(plan.model_dump(mode="json"))
    return {market: _book(plan, shelf, shelf.matrix, shelf.policy, digest, market) for market in plan.markets}


def _book(plan: Plan, shelf: Shelf, matrix: RiskMatrix, policy: TierPolicy, digest: str, market: str) -> Book:
    name = plan.calendar or shelf.markets.markets[market].calendar
    return Book(
        plan, matrix, policy, digest, "sha256:draft", "sha256:draft", calendar=shelf.calendars.get(name),
        calendar_digest="sha256:draft" if name in shelf.calendars else "",
    )  # fmt: skip


async def simulate(books: Mapping[str, Book], cases: int, seed: int, *, faults: bool = True) -> Simulated:
    """Play so many cases, in markets drawn by chance.

    Raises:
        NotFoundError: no made-up facts are handled by the playbook.
    """
    summary, began = Summary(), process_time()
    for number in range(cases):
        await _live(books, seed, number, summary, faults=faults)
    return Simulated(cases, summary, process_time() - began)


async def _live(books: Mapping[str, Book], seed: int, number: int, summary: Summary, *, faults: bool) -> None:
    clock = VirtualClock(START)
    partners = SimulatedPartners(seed, clock, faults)
    driver = VirtualDriver(partners, clock, SimulatedPeople(seed, partners))
    name = f"ca_simulated{number}"
    told = failure(books, seed, number)
    book = books[told.market]
    life = driver.open(name, told, book)
    await driver.run(until=START + LONGEST)
    summary.add(life.case, book, life.events)


def failure(books: Mapping[str, Book], seed: int, number: int) -> c.OpenCase:
    """Make up a failure that the playbook handles."""
    plan = next(iter(books.values())).plan
    for attempt in range(MOST_DRAWS):
        chance = draw(seed, "facts", number, attempt)
        facts = {name: _fact(name, kind, chance) for name, kind in plan.facts.items() if not kind.optional}
        for handled in plan.handles:
            market = chance.choice(plan.markets)
            if not isinstance(choose([books[market]], handled.failure, market, facts), NoPlan):
                return c.OpenCase(
                    now=START, failure=handled.failure, source="simulation", key=str(number), facts=facts,
                    customer=Person(f"cu_{number}", "v_0"), market=market, language="en", reported_at=START,
                    happened_at=START - timedelta(hours=1),
                )  # fmt: skip
    raise NotFoundError("no made-up failure is handled by this playbook.", remedy="Look at handles: when.")


def _fact(name: str, kind: FactType, chance: Random) -> Value:
    number = chance.randrange(1, 100)
    match kind.type:
        case "records":
            return tuple(_record(kind.of, n, chance) for n in range(1, chance.randrange(2, 5)))
        case "words":
            return chance.choice(kind.words)
        case "yes_no":
            return chance.random() < 0.5  # noqa: PLR2004 — heads or tails
        case "person":
            return Person(f"cu_{number}", "v_0")
        case other:
            plain: Mapping[str, Value] = {
                "text": f"{name} {number}", "integer": number % 9 + 1, "duration": Duration(number * 15 * 60_000),
                "money": Money("USD", number * 1_250), "instant": START - timedelta(hours=number),
                "date": (START - timedelta(days=number)).date(),
            }  # fmt: skip
            return plain[other]


def _record(of: Mapping[str, FactType], number: int, chance: Random) -> Value:
    made = {name: _fact(name, kind, chance) for name, kind in of.items()}
    return {name: f"r{number}" if name in {"id", "key"} else value for name, value in made.items()}
