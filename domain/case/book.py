"""The book: the documents a case is pinned to, ready for deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.authority import AuthorityTable
from domain.budgets import NO_BUDGETS, Budgets
from domain.causes import NO_CAUSES, Causes
from domain.clock.calendar import Calendar, Reckoning
from domain.clock.duration import Duration
from domain.clock.span import Span
from domain.contact_rules import NO_RULES, ContactRules
from domain.documents import Switch
from domain.entitlement.model import Pack
from domain.errors import UsageError
from domain.playbook.contract import Contract
from domain.playbook.layout import Layout
from domain.playbook.plan import Plan
from domain.remedies import NO_REMEDIES, Remedies
from domain.risk import RiskMatrix, Rung, TierClocks, TierPolicy
from domain.routes import NO_ROUTES, Routes
from domain.staffing import Act
from domain.vocabulary import Tier

MESSENGER = Contract(
    name="messages.send",
    says={"en": "write to you", "id": "menulis kepada Anda", "vi": "viết cho quý khách"},
    capability="keyed",
    refusals={"no_address": "nobody can be reached there"},
)
"""How messages leave unless the house says otherwise."""


@dataclass(frozen=True)
class Around:
    """What a case is not pinned to, as it is known at the moment: what counts when something is decided.

    How the kill switch of the playbook stands, who wrote the version and each of its steps, the table of authority,
    packs of entitlements that were published since, the catalogue of root causes, where customers can turn outside, the
    kinds of remedies, and the budgets of the house.
    """

    switch: Switch | None = None
    authors: tuple[str, ...] = ()
    step_authors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authority: AuthorityTable | None = None
    authority_digest: str = ""
    newer_packs: Mapping[str, Pack] = field(default_factory=dict)
    """Packs that were published after those that the case is pinned to, by name."""
    newer_digests: Mapping[str, str] = field(default_factory=dict)
    causes: Causes = NO_CAUSES
    routes: Routes = NO_ROUTES
    remedies: Remedies = NO_REMEDIES
    remedies_digest: str = ""
    budgets: Budgets = NO_BUDGETS
    stands: Mapping[str, int] = field(default_factory=dict)
    """What others took from counters that refused a commit of this case, as they stood then."""

    def wrote(self, step: str) -> frozenset[str]:
        """Return who wrote the plan, or a step of it."""
        return frozenset({*self.authors, *self.step_authors.get(step, ())})


NOTHING_AROUND = Around()


@dataclass(frozen=True)
class Book:
    """The documents of a case with their digests; `rate` is the journal's clock (1: real time)."""

    plan: Plan
    matrix: RiskMatrix
    policy: TierPolicy
    plan_digest: str
    matrix_digest: str
    policy_digest: str
    messenger: Contract = MESSENGER
    rate: int = 1
    calendar: Calendar | None = None
    calendar_digest: str = ""
    contact: ContactRules = NO_RULES
    contact_digest: str = ""
    packs: Mapping[str, Pack] = field(default_factory=dict)
    """The packs that the plan asks, by name."""
    pack_digests: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = None  # type: ignore[assignment] # set in __post_init__, always
    around: Around = NOTHING_AROUND

    def __post_init__(self) -> None:
        """Lay the plan out once; every case on it shares the layout."""
        if self.layout is None:
            object.__setattr__(self, "layout", Layout(self.plan))

    def clocks(self, tier: Tier) -> TierClocks:
        """Return what the tier asks for."""
        return self.policy.tiers[tier]

    def second(self, tier: Tier) -> str:
        """Return the role of the second person, where something takes two."""
        return self.policy.tiers[tier].four_eyes.second or self.plan.owner

    def takes_two(self, act: Act, tier: Tier) -> bool:
        """Say whether an act takes two persons in a tier; lowering it always does."""
        return act in {"lower", "redirect"} or act in self.policy.tiers[tier].four_eyes.acts

    def ladder(self, tier: Tier) -> tuple[Rung, ...]:
        """Return the playbook's own ladder for a tier, else the house's."""
        own = self.plan.escalation.get(tier)
        return own if own is not None else self.policy.tiers[tier].ladder

    def reckon(self, start: datetime, span: Span) -> Reckoning:
        """Add a span to an instant, by the case's calendar where it takes one.

        Raises:
            OutsideCalendar: the calendar does not reach that far.
            UsageError: there is no calendar, and the span takes one.
        """
        if isinstance(span, Duration):
            return Reckoning(start, span, start, start + span.span)
        if self.calendar is None:
            raise UsageError(f"{span} cannot be counted: the case has no calendar.")
        return self.calendar.due(start, span)

    def technical(self, ms: int) -> Duration:
        """Stretch real milliseconds to journal time, so that technical spans last as long under a fast clock."""
        return Duration(ms * self.rate)
