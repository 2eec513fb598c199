"""Facts that are computed and never asked for. What a failure tells is shown to people, so it is never unused."""

from __future__ import annotations

import re

from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.nodes import Fields


def unused_facts(sight: Sight) -> None:
    """Warn of computed facts that stand in no expression; part of a name is enough to be in use."""
    facts = sight.root.get("facts")
    if not isinstance(facts, Fields) or not sight.plan.derived:
        return
    texts = [node.text for node in sight.scalars()]
    for name in sight.plan.derived:
        if not any(re.search(rf"\bfailure\s*(?:\.\s*|\[\s*[\"']){name}\b", text) for text in texts):
            what = f"{quoted(name)} is computed, and nothing asks for it."
            sight.report.add(
                "unused-fact", facts.key(name), what, f"Use failure.{name} in a condition, or take it out."
            )
