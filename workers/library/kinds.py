"""The kinds of documents that lie in a house's folders: how each is compiled, and where those of the house are put.

Whoever adds one writes a line here; where there are versions of it, its word stands in domain/documents.py too. A kind
that is not here is that of a playbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeAlias

from domain.authority import AuthorityTable
from domain.causes import NO_CAUSES, Causes
from domain.clock.calendar import Calendar
from domain.contact_rules import NO_RULES, ContactRules
from domain.documents import DocumentKind
from domain.markets import Markets
from domain.playbook.authority_table import compile_authority
from domain.playbook.calendar import compile_calendar
from domain.playbook.cause_catalogue import compile_causes
from domain.playbook.contact import compile_contact_rules
from domain.playbook.contract import Contract
from domain.playbook.findings import Finding
from domain.playbook.house import compile_connectors, compile_markets, compile_staff
from domain.playbook.matrix import compile_risk_matrix
from domain.playbook.message import compile_message
from domain.playbook.policy import compile_tier_policy
from domain.playbook.remedy_kinds import compile_remedies
from domain.playbook.route_list import compile_routes
from domain.playbook.surroundings import Surroundings
from domain.remedies import NO_REMEDIES, Remedies
from domain.risk import RiskMatrix, TierPolicy
from domain.routes import NO_ROUTES, Routes

Compiled: TypeAlias = tuple[object, Sequence[Finding]]
"""A document, None where it is illegal or nothing that is put in force, and what is wrong."""
Compile: TypeAlias = "Callable[[Beside, bytes, str], Compiled]"
"""Compiles what a file holds with what else lies on the shelf."""
OneOfAKind: TypeAlias = RiskMatrix | TierPolicy | AuthorityTable | Markets | ContactRules | Causes | Routes | Remedies
"""The documents of which a house has one of a kind."""
NO_MARKETS: Final = Markets(name="house", markets={})


class Beside(Protocol):
    """What else lies on the shelf, as far as documents are compiled with it."""

    files: dict[str, Path]
    calendars: dict[str, Path]
    contracts: dict[str, Contract]
    markets: Markets

    @property
    def surroundings(self) -> Surroundings:
        """What playbooks are checked against."""
        ...

    @property
    def roles(self) -> frozenset[str] | None:
        """The roles of all staff."""
        ...

    @property
    def members(self) -> frozenset[str] | None:
        """Who belongs to the house."""
        ...

    def calendar(self, name: str) -> Calendar | None:
        """Return a calendar of the house."""
        ...


class OfTheHouse(NamedTuple):
    """A kind of which a house has one: where it lies on a shelf, what it is read back as, and what stands for none."""

    place: str
    model: type[OneOfAKind]
    none: OneOfAKind | None = None


# --- How they are compiled -------------------------------------------------------------------------------------------
def _alone(compile_it: Callable[[bytes, str], Compiled]) -> Compile:
    return lambda shelf, text, file: compile_it(text, file)


def _languages(shelf: Beside) -> dict[str, None]:
    return {market.language: None for market in shelf.markets.markets.values()}


def _contact_rules(shelf: Beside, text: bytes, file: str) -> Compiled:
    return compile_contact_rules(text, file, shelf.markets.markets, shelf.calendar, frozenset(shelf.files))


def _pack(shelf: Beside, text: bytes, file: str) -> Compiled:
    from domain.entitlement.compiler import compile_pack  # noqa: PLC0415 — checking a playbook starts without it

    return compile_pack(text, file)


def _map(shelf: Beside, text: bytes, file: str) -> Compiled:
    from domain.intake.feed_map import compile_map  # noqa: PLC0415 — as above

    return None, compile_map(text, file, shelf.markets.markets)[1]


def _examples(shelf: Beside, text: bytes, file: str) -> Compiled:
    from domain.examples.reading import compile_examples  # noqa: PLC0415 — as above

    return None, compile_examples(text, file, shelf.surroundings, shelf.members)[1]


COMPILED: Final[Mapping[str, Compile]] = {
    "connectors": _alone(compile_connectors),
    "risk-matrix": _alone(compile_risk_matrix),
    "tier-policy": _alone(compile_tier_policy),
    "staff": _alone(compile_staff),
    "authority": lambda shelf, text, file: compile_authority(text, file, shelf.roles),
    "markets": lambda shelf, text, file: compile_markets(text, file, frozenset(shelf.calendars)),
    "contact-rules": _contact_rules,
    "causes": lambda shelf, text, file: compile_causes(text, file, _languages(shelf)),
    "routes": lambda shelf, text, file: compile_routes(text, file, shelf.markets.markets),
    "remedies": lambda shelf, text, file: compile_remedies(text, file, _languages(shelf), shelf.contracts, shelf.roles),
    "calendar": _alone(compile_calendar),
    "message": _alone(compile_message),
    "pack": _pack,
    "map": _map,
    "examples": _examples,
}
"""How each kind is compiled."""
OF_THE_HOUSE: Final[Mapping[DocumentKind, OfTheHouse]] = {
    "risk-matrix": OfTheHouse("matrix", RiskMatrix),
    "tier-policy": OfTheHouse("policy", TierPolicy),
    "authority": OfTheHouse("authority", AuthorityTable),
    "markets": OfTheHouse("markets", Markets, NO_MARKETS),
    "contact-rules": OfTheHouse("contact", ContactRules, NO_RULES),
    "causes": OfTheHouse("causes", Causes, NO_CAUSES),
    "routes": OfTheHouse("routes", Routes, NO_ROUTES),
    "remedies": OfTheHouse("kinds", Remedies, NO_REMEDIES),
}
"""The kinds of which a house has one."""
IN_ORDER: Final[Mapping[str, str]] = {
    "connectors": "contracts", "risk-matrix": "matrix", "tier-policy": "policy", "staff": "staff",
    **{kind: only.place for kind, only in OF_THE_HOUSE.items()},
}  # fmt: skip
"""What lies in PLAYBOOKS/house/, in the order in which one is compiled with the other, and where it is put."""
CALLED: Final[Mapping[DocumentKind, str]] = {"playbook": "playbook", "message": "message", "pack": "pack"}
"""The field in which a document of a kind has its name, where it is another than “name”."""
