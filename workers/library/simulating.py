"""Simulating: made-up failures played through a playbook on the virtual clock; nothing here can reach the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import process_time

from activities.clock import VirtualClock
from activities.connectors.world.situations import Situations
from activities.connectors.world.society import SimulatedSociety
from activities.connectors.world.virtual import SimulatedPartners, SimulatedPeople
from domain.case.book import Around, Book
from domain.contact_rules import NO_RULES
from domain.entitlement.evaluate import digest_of as digest_of_pack
from domain.errors import MakegoodError, NotFoundError
from domain.playbook.plan import Plan
from domain.record import digest_of
from domain.risk import RiskMatrix, TierPolicy
from domain.views.coverage import Coverage
from domain.views.figures import Figures
from domain.views.summary import Summary
from workers.library.shelf import Shelf
from workflows.virtual import LONGEST, VirtualDriver


@dataclass(slots=True)
class Simulated:
    """What a simulation came to; `seconds` is the time of one core it took."""

    coverage: Coverage
    cases: int = 0
    not_handled: int = 0
    """Made-up situations that the playbook is not for."""
    summary: Summary = field(default_factory=Summary)
    figures: Figures = field(default_factory=Figures)
    failed: dict[str, str] = field(default_factory=dict)
    """Cases that could not be opened or came to no end, with the reason."""
    seconds: float = 0


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


def currencies_of(shelf: Shelf) -> dict[str, str]:
    """Return what is paid with in each market of the house, where that is said."""
    return {name: market.currency for name, market in shelf.markets.markets.items() if market.currency}


def _book(plan: Plan, shelf: Shelf, matrix: RiskMatrix, policy: TierPolicy, digest: str, market: str) -> Book:
    packs = shelf.packs_of(plan)
    name = plan.calendar or shelf.markets.markets[market].calendar
    return Book(
        plan, matrix, policy, digest, "sha256:draft", "sha256:draft", calendar=shelf.calendar(name),
        calendar_digest="sha256:draft" if name in shelf.calendars else "", contact=shelf.contact,
        contact_digest="sha256:draft" if shelf.contact is not NO_RULES else "", packs=packs,
        pack_digests={asked: digest_of_pack(pack) for asked, pack in packs.items()},
        around=Around(
            authority=shelf.authority, authority_digest="sha256:draft" if shelf.authority else "", causes=shelf.causes,
            routes=shelf.routes, remedies=shelf.kinds
        ),
    )  # fmt: skip


async def simulate(
    books: Mapping[str, Book], cases: int, seed: int, *, currencies: Mapping[str, str] | None = None,
    faults: bool = True,
) -> Simulated:  # fmt: skip
    """Play so many cases, in markets drawn by chance; `currencies` says what is paid with in a market.

    Raises:
        NotFoundError: no made-up facts are handled by the playbook.
    """
    situations = Situations(books, seed, currencies or {})
    found, began = Simulated(Coverage(situations.plan)), process_time()
    for number in range(cases):
        await _live(situations, number, found, faults=faults)
    found.not_handled, found.seconds = situations.not_handled, process_time() - began
    return found


async def _live(situations: Situations, number: int, found: Simulated, *, faults: bool) -> None:
    told, seed = situations.failure(number), situations.seed
    book, clock = situations.books[told.market], VirtualClock(told.now)
    partners = SimulatedPartners(seed, clock, faults)
    driver = VirtualDriver(partners, clock, SimulatedSociety(SimulatedPeople(seed, partners), situations))
    name = f"ca_simulated{number}"
    found.cases += 1
    try:
        life = driver.open(name, told, book)
        await driver.run(until=told.now + LONGEST)
    except MakegoodError as trouble:
        found.failed[name] = trouble.what
        return
    found.summary.add(life.case, book, life.events)
    found.figures.add(life.case, life.events)
    found.coverage.add(life.case, life.events)
