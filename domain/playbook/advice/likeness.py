"""Like for like: what is given makes good what weighs, and where much can weigh something is given for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import At
from domain.playbook.nodes import Fields
from domain.remedies import Remedies
from domain.risk import LEVELS, SCALES, Scale
from domain.vocabulary import Level

MUCH: Final[Level] = "major"
"""From this level on something is given for what weighs."""
NONE: Final = LEVELS[0]


def like_for_like(sight: Sight, house: Remedies | None) -> None:
    """Warn of remedies for what cannot weigh anything, and of what weighs much and is made good by nothing.

    What a pack says is owed is left alone: the law asks nobody what it weighs. So is a playbook that gives nothing at
    all, but puts right what failed.
    """
    if house is None:
        return
    weighs = {scale: _levels(sight.plan.risk.consequence.get(scale)) for scale in SCALES}
    gives = {name: each for name, each in sight.layout.steps.items() if isinstance(each, p.Remedy | p.Cover)}
    given: set[Scale] = set()
    for name, step in gives.items():
        scales = house.kind(step.remedy).scales
        given |= {*scales}
        owed = isinstance(step, p.Remedy) and bool(step.entitled)
        if scales and not owed and all(weighs[scale] == {NONE} for scale in scales):
            _say_unlike(sight, name, step.remedy, scales)
    if gives:
        _say_nothing_like(sight, house, {scale: levels for scale, levels in weighs.items() if scale not in given})


def _levels(term: p.Term | None) -> frozenset[str]:
    """Return the levels that a scale can come to: none where nothing is said; any where only a case knows."""
    match term:
        case None:
            return frozenset({NONE})
        case p.Given():
            return frozenset({str(term.value)})
        case p.ByCases():
            return frozenset().union(*map(_levels, (*(line.then for line in term.cases), term.otherwise)))
        case _:
            return frozenset(LEVELS)


def _say_unlike(sight: Sight, name: str, kind: str, scales: tuple[Scale, ...]) -> None:
    outline = sight.written(name)
    what = f"“{kind}” makes good what weighs as {' or '.join(scales)}, and here nothing can."
    remedy = "Say under risk: consequence how much weighs there, or give what is like what was lost."
    sight.report.add("gives-unlike", outline.at if outline is not None else At(1, 1), what, remedy)


def _say_nothing_like(sight: Sight, house: Remedies, left: Mapping[Scale, frozenset[str]]) -> None:
    for scale, levels in left.items():
        kinds = sorted(name for name, kind in house.kinds.items() if scale in kind.scales)
        most = max(levels, key=LEVELS.index)
        if kinds and LEVELS.index(most) >= LEVELS.index(MUCH):
            what = f"This can weigh as {scale} ({most}), and nothing is given that is for it."
            some = ", ".join(kinds)
            sight.report.add("nothing-like", _written(sight, scale), what, f"Give something that is: {some}.")


def _written(sight: Sight, scale: Scale) -> At:
    """Return where it is written how much weighs on a scale."""
    risk = sight.root.get("risk")
    consequence = risk.get("consequence") if isinstance(risk, Fields) else None
    node = consequence.get(scale) if isinstance(consequence, Fields) else None
    return node.at if node is not None else At(1, 1)
