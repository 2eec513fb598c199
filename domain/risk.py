"""Risk: likelihood × consequence on four scales, what raises it, the matrix that makes a tier, what a tier asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from pydantic import Field

from domain.model import Model
from domain.staffing import Entry, FourEyes, Staffing
from domain.values import AnyDuration, AnySpan
from domain.vocabulary import Level, Likelihood, Modifier, Tier, Words

Scale = Literal["safety", "rights", "money", "inconvenience"]
SCALES: tuple[Scale, ...] = get_args(Scale)
LEVELS: tuple[Level, ...] = get_args(Level)
LIKELIHOODS: tuple[Likelihood, ...] = get_args(Likelihood)
TIERS: tuple[Tier, ...] = get_args(Tier)
"""From the least to the most urgent."""
MODIFIERS: tuple[Modifier, ...] = get_args(Modifier)
RAISED_TO: Tier = "high"
"""How far lines that raise can bring a case by themselves: critical are safety, rights and ruin, not noise."""


class ModifierLine(Model):
    """A line of the matrix: what it makes of a tier when it holds, and why, in words for every reader.

    `raises`: so many tiers up, together with the other lines that raise up to `high`; `at_least`: this tier or more.
    What the record itself can tell: `channels` through which the failure was told, or the customer wrote, and
    `contacts`, from so many messages of the customer on.
    """

    raises: int = 0
    at_least: Tier = "routine"
    channels: tuple[str, ...] = ()
    contacts: int = 0
    why: Words = Field(default_factory=dict)


class Judgement(Model):
    """What the matrix makes of an assessment: the tier of the scales alone, of everything, and what brought it there.

    `scales` are those that reach the tier of the scales; `raised_by` are the modifiers without which it stayed there.
    """

    scales_alone: Tier
    tier: Tier
    scales: tuple[Scale, ...] = ()
    raised_by: tuple[Modifier, ...] = ()


class RiskMatrix(Model):
    """Per scale, level and likelihood the tier; the highest over the scales counts, then what raises it.

    A versioned document. Whatever is worse never makes a lower tier.
    """

    name: str
    tiers: Mapping[Scale, Mapping[Level, Mapping[Likelihood, Tier]]]
    modifiers: Mapping[Modifier, ModifierLine] = Field(default_factory=dict)

    def tier(self, likelihood: Likelihood, consequence: Mapping[str, Level], modifiers: Iterable[str] = ()) -> Tier:
        """Return the tier of an assessment."""
        return self.judge(likelihood, consequence, modifiers).tier

    def judge(
        self, likelihood: Likelihood, consequence: Mapping[str, Level], modifiers: Iterable[str] = ()
    ) -> Judgement:
        """Return the tier of an assessment, and what brought it there."""
        found = {scale: self.tiers[scale][consequence[scale]][likelihood] for scale in SCALES if scale in consequence}
        alone = max(found.values(), key=TIERS.index, default=TIERS[0])
        lines = {name: self.modifiers[name] for name in MODIFIERS if name in {*modifiers} and name in self.modifiers}
        raised = one_up(alone, sum(line.raises for line in lines.values()))
        if TIERS.index(raised) > TIERS.index(RAISED_TO):
            raised = higher(alone, RAISED_TO)
        tier = max((alone, raised, *(line.at_least for line in lines.values())), key=TIERS.index)
        return Judgement(
            scales_alone=alone, tier=tier, scales=tuple(scale for scale, each in found.items() if each == alone),
            raised_by=tuple(lines) if tier != alone else (),
        )  # fmt: skip

    def may_be_critical_by(self, modifier: str) -> bool:
        """Say whether a modifier alone makes a case critical."""
        return modifier in self.modifiers and self.modifiers[modifier].at_least == TIERS[-1]  # type: ignore[index] # in it


def higher(one: Tier, other: Tier) -> Tier:
    """Return the more urgent of two tiers."""
    return max(one, other, key=TIERS.index)


def is_above(one: Tier, other: Tier) -> bool:
    """Say whether a tier is more urgent than another."""
    return TIERS.index(one) > TIERS.index(other)


def one_up(tier: Tier, steps: int = 1) -> Tier:
    """Return the next tier up (or so many up); critical stays critical (it escalates across instead)."""
    return TIERS[min(TIERS.index(tier) + steps, len(TIERS) - 1)]


def is_worse(
    likelihood: Likelihood, consequence: Mapping[str, Level], modifiers: Iterable[str], *,
    than: tuple[Likelihood, Mapping[str, Level], Iterable[str]],
) -> bool:  # fmt: skip
    """Say whether an assessment is worse than another in any respect."""
    before, levels, known = than
    return (
        LIKELIHOODS.index(likelihood) > LIKELIHOODS.index(before)
        or any(LEVELS.index(level) > LEVELS.index(levels.get(scale, "none")) for scale, level in consequence.items())
        or bool({*modifiers} - {*known})
    )


# --- What a tier asks for --------------------------------------------------------------------------------------------
class Rung(Model):
    """One rung of a house's escalation ladder, counted from when the case came into its tier."""

    after: AnyDuration
    direction: Literal["up", "across"]
    to: str


Mandatory = Literal[
    "acknowledged_by_person", "safety_measure", "regulator_question", "named_owner", "follow_up_call",
    "regulation_pack",
]  # fmt: skip
"""What a house may ask of every playbook whose cases can come into a tier."""
MANDATORY: tuple[Mandatory, ...] = get_args(Mandatory)


class TierClocks(Model):
    """What a tier asks for: how long people have, who is called when, who may work on it, what playbooks must hold.

    `stuck`: for a person to decide about a stuck step. `establish`: to find out an unknown outcome. `root_cause` and
    `review`: for those tasks. `hold`: until a held case is looked at again. `again`: how long an overdue task waits
    before it rings again.

    What the house promises in every case of the tier, where the playbook promises no better: `acknowledge`,
    `first_action`, `decision` (word of what was decided), `resolve`; and `contact_every`: no silence is longer. So long
    after it was put right (`repeat_within`) the same complaint takes the case up again, instead of opening another.
    """

    stuck: AnyDuration
    establish: AnyDuration
    root_cause: AnyDuration
    review: AnyDuration
    hold: AnyDuration
    again: AnyDuration
    ladder: tuple[Rung, ...] = ()
    mandatory: tuple[Mandatory, ...] = ()
    acknowledge: AnySpan | None = None
    first_action: AnySpan | None = None
    decision: AnySpan | None = None
    resolve: AnySpan | None = None
    contact_every: AnySpan | None = None
    repeat_within: AnySpan | None = None
    close_needs: tuple[str, ...] = ()
    """What the customer must have got before a case of the tier may close, beside what its playbook names."""
    who: Staffing = Staffing()
    self_service: Entry = "first"
    four_eyes: FourEyes = FourEyes()


class TierPolicy(Model):
    """Per tier what it asks for. A versioned document."""

    name: str
    tiers: Mapping[Tier, TierClocks]
