"""How bad a case is: judged at opening, anew with everything that is told, and by hand; what a higher tier brings.

The engine only ever raises a tier, and says why and from what. A lower tier is proposed by a person and takes a second
one (countersigning.py). A higher tier holds at once: what it promises, asks and calls counts from then on,
and what was promised already stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, cast

from domain.case import events as e
from domain.case.book import Book
from domain.case.evolve import fold
from domain.case.scope import CaseScope, NoValue, compute, holds
from domain.case.state import Case
from domain.case.surveying.house_promises import hastened
from domain.errors import CommandRejected
from domain.events import Event
from domain.ids import ENGINE
from domain.risk import LEVELS, LIKELIHOODS, SCALES, higher, is_above, is_worse
from domain.values import Value
from domain.vocabulary import Level, Likelihood

SAID = "said"
"""How a modifier is known that a person named."""


class Assessment(NamedTuple):
    """Likelihood, consequence, modifiers with how they are known, until when a remedy is of use, and what was read."""

    likelihood: Likelihood
    consequence: Mapping[str, Level]
    modifiers: Mapping[str, str]
    useless_after: datetime | None
    inputs: Mapping[str, Value]


# --- By the playbook and the record ----------------------------------------------------------------------------------
def judged(case: Case, book: Book) -> Assessment:
    """Judge a case as its playbook says, with what the record itself tells.

    Raises:
        CommandRejected: a value of the playbook cannot be had.
    """
    scope, read, risk = CaseScope(case, book), dict[str, Value](), book.plan.risk
    try:
        likelihood = compute(risk.likelihood, scope, read)
        levels = {s: compute(risk.consequence[s], scope, read) for s in SCALES if s in risk.consequence}
        held = [name for name, conditions in risk.modifiers.items() if holds(conditions, scope, read)]
        useless = compute(risk.useless_after, scope, read) if risk.useless_after is not None else None
    except NoValue as trouble:
        raise CommandRejected(
            f"the risk cannot be judged: {trouble.what.rstrip('.')}.", where=f"case {case.id}",
            remedy="Give the facts that the playbook asks for.",
        ) from trouble  # fmt: skip
    if likelihood not in LIKELIHOODS or not all(level in LEVELS for level in levels.values()):
        raise CommandRejected(f"the risk cannot be judged: {likelihood}, {levels} are no levels.")
    found = {str(scale): cast("Level", level) for scale, level in levels.items()}
    modifiers: dict[str, str] = {**_said(case), **dict(_recorded(case, book))}
    modifiers |= dict.fromkeys(held, "playbook")
    until = useless if isinstance(useless, datetime) else None
    return Assessment(cast("Likelihood", likelihood), found, dict(sorted(modifiers.items())), until, read)


def _recorded(case: Case, book: Book) -> Iterator[tuple[str, str]]:
    """Yield what the record itself tells: by which channel somebody wrote, how often, who told, what came back."""
    for name, line in book.matrix.modifiers.items():
        channels = sorted(case.channels & {*line.channels})
        if channels:
            yield name, f"channel {channels[0]}"
        elif line.contacts and case.contacts >= line.contacts:
            yield name, f"{case.contacts} contacts"
        elif name == "regulator" and case.initiated_by == "regulator":
            yield name, "reporter"
        elif name == "repeat_failure" and case.reopened:
            yield name, "reopened"


def _said(case: Case) -> dict[str, str]:
    return {name: how for name, how in case.modifiers.items() if how == SAID}


def assess(case: Case, book: Book, now: datetime) -> e.RiskAssessed:
    """Judge the risk as the playbook says, and let the matrix make a tier of it."""
    found = judged(case, book)
    return e.RiskAssessed(
        at=now, likelihood=found.likelihood, consequence=found.consequence, modifiers=found.modifiers,
        tier=book.matrix.tier(found.likelihood, found.consequence, found.modifiers), matrix=book.matrix_digest,
        assessor=ENGINE, inputs=found.inputs, useless_after=found.useless_after,
    )  # fmt: skip


# --- Anew ------------------------------------------------------------------------------------------------------------
def assess_again(case: Case, book: Book, now: datetime, why: str) -> tuple[Event, ...]:
    """Judge a case anew with what it knows now: () when nothing is otherwise; the tier only ever rises.

    What two persons lowered rises again by what has become worse since, not by what they knew.
    """
    found, before = judged(case, book), case.computed
    if before is None:
        return ()
    now_known = (found.likelihood, found.consequence, tuple(found.modifiers))
    same = now_known == (before.likelihood, before.consequence, before.modifiers)
    if same and found.useless_after == case.useless_after:
        return ()
    than = (before.likelihood, before.consequence, before.modifiers)
    tier = case.tier
    if is_worse(*now_known, than=than):
        tier = higher(tier, book.matrix.tier(*now_known))
    return reassessed(case, book, e.RiskReassessed(
        at=now, tier=tier, was=case.tier, why=why, assessor=ENGINE, likelihood=found.likelihood,
        consequence=found.consequence, modifiers=found.modifiers, matrix=book.matrix_digest, inputs=found.inputs,
        useless_after=found.useless_after,
    ))  # fmt: skip


def reassessed(case: Case, book: Book, event: e.RiskReassessed) -> tuple[Event, ...]:
    """Return a new judgement, with what a higher tier promises and hastens from now on."""
    if not is_above(event.tier, case.tier):
        return (event,)
    return (event, *hastened(fold(case, (event,)), book, event.at))
