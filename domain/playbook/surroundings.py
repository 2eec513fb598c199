"""What a playbook is checked against: all that its house has registered and written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.authority import AuthorityTable
from domain.markets import Market
from domain.playbook.contract import Contract
from domain.playbook.owing import PackSeen
from domain.playbook.plan import Plan
from domain.remedies import Remedies
from domain.risk import RiskMatrix, TierPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Registered connectors and markets by name, messages with the languages they are there in, calendars by name."""

    connectors: Mapping[str, Contract] = field(default_factory=dict)
    messages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    place_of: Callable[[str], str] = lambda message: ""
    """Says where subject and text of a message are written."""
    markets: Mapping[str, Market] = field(default_factory=dict)
    calendars: frozenset[str] = frozenset()
    roles: frozenset[str] | None = None
    """The roles that somebody of the house has; None where there is no list of staff to look at."""
    together: tuple[frozenset[str], ...] = ()
    """The roles of each of the staff."""
    matrix: RiskMatrix | None = None
    policy: TierPolicy | None = None
    authority: AuthorityTable | None = None
    remedies: Remedies | None = None
    """The kinds of remedies of the house; None where it has no such document."""
    playbooks: frozenset[str] = frozenset()
    packs: frozenset[str] = frozenset()
    """The packs of entitlements that the house has, legal or not."""
    pack: Callable[[str], PackSeen | None] = lambda name: None
    """Returns a pack as playbooks see it, None where there is none or it is illegal."""
    plan: Callable[[str], Plan | str | None] = lambda name: None
    """Returns a playbook of the house compiled, a sentence where it runs in a circle, None where it is illegal."""

    def beside(self, role: str) -> frozenset[str]:
        """Return the roles that whoever has a role may have: itself, and what somebody of the staff has beside it."""
        return frozenset({role, *(other for roles in self.together if role in roles for other in roles)})
