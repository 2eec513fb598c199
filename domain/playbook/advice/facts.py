"""Facts that are computed and never asked for. What a failure tells is shown to people, so it is never unused."""

from __future__ import annotations

import re
from typing import Final

from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.nodes import Fields

_NAMED: Final = re.compile(r"\bfailure\s*(?:\.\s*|\[\s*[\"'])(\w+)", re.ASCII)


def unused_facts(sight: Sight) -> None:
    """Warn of computed facts that stand in no expression; part of a name is enough to be in use."""
    facts = sight.root.get("facts")
    if not isinstance(facts, Fields) or not sight.plan.derived:
        return
    named = {name for node in sight.scalars() for name in _NAMED.findall(node.text)}
    for name in sight.plan.derived:
        if name not in named:
            what = f"{quoted(name)} is computed, and nothing asks for it."
            sight.report.add(
                "unused-fact", facts.key(name), what, f"Use failure.{name} in a condition, or take it out."
            )
