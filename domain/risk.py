"""Risk: likelihood × consequence on four scales, the matrix that makes a tier of them, and what a tier asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from domain.model import Model
from domain.values import AnyDuration
from domain.vocabulary import Level, Likelihood, Tier

Scale = Literal["safety", "rights", "money", "inconvenience"]
SCALES: tuple[Scale, ...] = get_args(Scale)
LEVELS: tuple[Level, ...] = get_args(Level)
LIKELIHOODS: tuple[Likelihood, ...] = get_args(Likelihood)
TIERS: tuple[Tier, ...] = get_args(Tier)
"""From the least to the most urgent."""


class RiskMatrix(Model):
    """Per scale, level and likelihood the tier; the highest over the scales counts. A versioned document."""

    name: str
    tiers: Mapping[Scale, Mapping[Level, Mapping[Likelihood, Tier]]]

    def tier(self, likelihood: Likelihood, consequence: Mapping[str, Level]) -> Tier:
        """Return the tier of an assessment."""
        found = [self.tiers[scale][consequence[scale]][likelihood] for scale in SCALES if scale in consequence]
        return max(found, key=TIERS.index, default="routine")


class Rung(Model):
    """One rung of a house's escalation ladder, counted from the opening of the case."""

    after: AnyDuration
    direction: Literal["up", "across"]
    to: str


Mandatory = Literal["acknowledged_by_person", "safety_measure", "regulator_question", "named_owner", "follow_up_call"]
"""What a house may ask of every playbook whose cases can come into a tier."""
MANDATORY: tuple[Mandatory, ...] = get_args(Mandatory)


class TierClocks(Model):
    """What a tier asks for: how long people have, who is called when, and what every playbook must hold.

    `stuck`: for a person to decide about a stuck step. `establish`: to find out an unknown outcome. `root_cause` and
    `review`: for those tasks. `hold`: until a held case is looked at again. `again`: how long an overdue task waits
    before it rings again.
    """

    stuck: AnyDuration
    establish: AnyDuration
    root_cause: AnyDuration
    review: AnyDuration
    hold: AnyDuration
    again: AnyDuration
    ladder: tuple[Rung, ...] = ()
    mandatory: tuple[Mandatory, ...] = ()


class TierPolicy(Model):
    """Per tier its clocks and ladder. A versioned document."""

    name: str
    tiers: Mapping[Tier, TierClocks]


def one_up(tier: Tier) -> Tier:
    """Return the next tier up; critical stays critical (it escalates across instead)."""
    return TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]
