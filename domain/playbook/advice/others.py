"""Playbooks that take the same failure, where nothing but their names says which of them goes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.playbook import plan as p
from domain.playbook.advice.overlap import can_both_hold
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import At, quoted
from domain.playbook.nodes import Fields, Items


def same_failure(sight: Sight, others: Sequence[p.Plan]) -> None:
    """Warn where a failure can be for two playbooks, both with conditions or both without."""
    plan = sight.plan
    for other in others:
        markets = [market for market in plan.markets if market in other.markets]
        for number, mine in _shared(plan, other) if markets else ():
            first = min(plan.playbook, other.playbook)
            what = f"{quoted(other.playbook)} is for {quoted(mine.failure)} as well, in: {', '.join(markets)}."
            gets = f"{quoted(first)} gets it, as it comes first in the alphabet"
            remedy = f"Neither has a condition, and {gets}: write a when: into one of them."
            if mine.when:
                remedy = f"Where the conditions of both hold, {gets}: write conditions that exclude each other."
            sight.report.add("same-failure", _place(sight, number), what, remedy)


def _shared(plan: p.Plan, other: p.Plan) -> Iterator[tuple[int, p.Handles]]:
    """Yield the failures of a plan that can be for another one with as good a claim to them."""
    for number, mine in enumerate(plan.handles):
        theirs = [each for each in other.handles if each.failure == mine.failure]
        if any(bool(mine.when) == bool(each.when) and can_both_hold(plan, mine, other, each) for each in theirs):
            yield number, mine


def _place(sight: Sight, number: int) -> At:
    handles = sight.root.get("handles")
    node = handles.items[number] if isinstance(handles, Items) else None
    if not isinstance(node, Fields):
        return At(1, 1)
    found = node.get("when") or node.get("failure")
    return found.at if found is not None else node.at
