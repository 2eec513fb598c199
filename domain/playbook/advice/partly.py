"""Packs that are asked about a part of what they owe, and about the rest nowhere in the plan: it is never found."""

from __future__ import annotations

from collections.abc import Callable

from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.owing import PackSeen


def asked_in_part(sight: Sight, pack_of: Callable[[str], PackSeen | None]) -> None:
    """Warn where the last step that asks a pack leaves something out that no step asks it about.

    What cannot be owed for what is written there (a downgrade, where the event is a delay) is left alone.
    """
    asking = {name: step for name, step in sight.layout.steps.items() if isinstance(step, p.Entitle)}
    for title in sorted({step.pack for step in asking.values()}):
        pack, steps = pack_of(title), [name for name, step in asking.items() if step.pack == title]
        outline = sight.outlines.get(steps[-1])
        if pack is None or outline is None or not all(asking[name].heads for name in steps):
            continue
        fixed = {name: term.value for name, term in asking[steps[-1]].facts.items() if isinstance(term, p.Given)}
        never = pack.heads.difference(*(asking[name].heads for name in steps))
        left = sorted(head for head in never if pack.about(frozenset({head})).needed(fixed))
        if left:
            node = outline.fields.get("for")
            what = f"Nothing asks {quoted(pack.name)} about {' and '.join(left)}."
            remedy = "Name it in a for:, here or in a step of its own; without for: a pack is asked about everything."
            sight.report.add("asked-in-part", node.at if node is not None else outline.at, what, remedy)
