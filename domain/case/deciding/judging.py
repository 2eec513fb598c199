"""What a person makes of how bad a case is: the tier, and the assessment that goes with it.

A lower tier takes a second person (countersigning.py); the others hold at once, with what they bring (assessing.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from domain.case import commands as c
from domain.case import events as e
from domain.case.book import Book
from domain.case.state import Case
from domain.case.surveying.assessing import SAID
from domain.errors import CommandRejected
from domain.risk import LEVELS, LIKELIHOODS, higher, is_above
from domain.vocabulary import Level, Likelihood, Tier


class ByHand(NamedTuple):
    """What a person makes of a case: the tier, and the assessment that goes with it."""

    tier: Tier
    likelihood: Likelihood
    consequence: Mapping[str, Level]
    modifiers: Mapping[str, str]


def by_hand(case: Case, command: c.AssessRisk, book: Book) -> ByHand:
    """Return what a person says of the risk; what they do not name stays.

    Raises:
        CommandRejected: nothing is said, or a scale that the playbook does not judge is named without the others.
    """
    if command.tier is None and not (command.likelihood or command.consequence or command.modifiers):
        raise CommandRejected(
            "nothing is said about the risk.", where=f"case {case.id}",
            remedy="Say --tier TIER, --likelihood, --level SCALE=LEVEL or --modifier NAME.",
        )  # fmt: skip
    unknown = [name for name in command.modifiers if name not in book.matrix.modifiers]
    if unknown:
        known = ", ".join(book.matrix.modifiers) or "none"
        raise CommandRejected(
            f"the matrix of this case has no line “{unknown[0]}”.", where=f"case {case.id}",
            remedy=f"Its lines: {known}.",
        )  # fmt: skip
    likelihood = command.likelihood or case.likelihood or LIKELIHOODS[0]
    consequence = {**case.consequence, **{str(scale): level for scale, level in command.consequence.items()}}
    modifiers: dict[str, str] = dict.fromkeys(command.modifiers, SAID) | dict(case.modifiers)
    computed = book.matrix.tier(likelihood, consequence, modifiers)
    if command.tier is None and not _says_less(case, command):
        computed = higher(computed, case.tier)  # more that is bad never makes it less urgent
    return ByHand(command.tier or computed, likelihood, consequence, modifiers)


def _says_less(case: Case, command: c.AssessRisk) -> bool:
    """Say whether somebody names a likelihood or a level below the one that holds."""
    likely = command.likelihood is not None and case.likelihood is not None
    return (likely and _below(command.likelihood, case.likelihood, LIKELIHOODS)) or any(
        _below(level, case.consequence.get(scale, LEVELS[0]), LEVELS) for scale, level in command.consequence.items()
    )


def _below(one: object, other: object, order: tuple[str, ...]) -> bool:
    return order.index(str(one)) < order.index(str(other))


def said(case: Case, found: ByHand, command: c.AssessRisk, book: Book, *, second: str = "") -> e.RiskReassessed:
    """Return the judgement of a person as a fact."""
    return e.RiskReassessed(
        at=command.now, tier=found.tier, was=case.tier, why=command.why, assessor=command.actor.person, second=second,
        likelihood=found.likelihood, consequence=found.consequence, modifiers=found.modifiers,
        matrix=book.matrix_digest, evidence=command.evidence, useless_after=case.useless_after,
        alone=is_above(found.tier, case.tier) and not second and not command.actor.is_machine,
    )  # fmt: skip


def changes_nothing(case: Case, found: ByHand) -> bool:
    """Say whether a person says what holds already."""
    holds_now = (case.tier, case.likelihood, dict(case.consequence), dict(case.modifiers))
    return (found.tier, found.likelihood, dict(found.consequence), dict(found.modifiers)) == holds_now
