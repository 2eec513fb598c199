"""Where a customer can turn outside the firm, by market and service: ombudsmen, bodies of arbitration, authorities.

It counts as it is in force when a case ends: a customer is told where they can turn now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from domain.model import Model
from domain.values import AnyPeriod
from domain.vocabulary import Words


def _told(data: object) -> object:
    """Read a name of its own, and what documents of earlier releases have: a text and no words by language."""
    return {"en": data} if isinstance(data, str) else data


Told = Annotated[Words, BeforeValidator(_told)]
"""A name of its own, or words by language."""
ANY: Final = "any"
"""The line of a market that holds for services which have none of their own."""


class Route(Model):
    """One body: what it is called, where it is reached, within which time after our answer, and where that is written.

    A name of its own is the same in every language; what is no name (“the office of your state”) is there in each.

    `verified`: somebody of the house looked the source up.
    """

    called: Told
    address: Told
    within: AnyPeriod | None = None
    source: str
    verified: bool = False


class Routes(Model):
    """The routes by market and service. A versioned document. `none`: markets of which the house says there is none.

    `bodies` says what those are called to whom matters are handed over, by their roles.
    """

    name: str
    markets: Mapping[str, Mapping[str, Route]]
    none: tuple[str, ...] = ()
    bodies: Mapping[str, Words] = Field(default_factory=dict)

    def to(self, market: str, service: str) -> Route | None:
        """Return where a customer of a service can turn in a market."""
        there = self.markets.get(market, {})
        return there.get(service) or there.get(ANY)


NO_ROUTES: Final = Routes(name="none", markets={})
"""What holds where a house has no such document: whoever refuses looks the route up."""
