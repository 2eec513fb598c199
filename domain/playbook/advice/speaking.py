"""Packs that do not speak the languages of the customers: a letter tells what is owed in English then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.owing import PackSeen

_NAMED: Final = 3
"""How many of the texts that lack a language are named."""


def foreign_packs(sight: Sight, pack_of: Callable[[str], PackSeen | None]) -> None:
    """Warn of packs that have no words in a language of the playbook's customers."""
    for name, step in sight.layout.steps.items():
        outline = sight.outlines.get(name)
        if not isinstance(step, p.Entitle) or outline is None:
            continue
        pack = pack_of(step.pack)
        node = outline.fields.get("entitle")
        if pack is None:
            continue
        for language in sight.plan.languages:
            lacking = pack.lacking(language)
            if lacking:
                what = f"{quoted(pack.name)} has no words in {language} for {_some(lacking)}: English is told."
                remedy = f"Write {language}: … in the pack, beside each en; for names and words of facts under called."
                sight.report.add("foreign-pack", node.at if node is not None else outline.at, what, remedy)


def _some(places: tuple[str, ...]) -> str:
    """Name the first of some places, and count the others."""
    named, more = ", ".join(map(quoted, places[:_NAMED])), len(places) - _NAMED
    return f"{named} and {more} more" if more > 0 else named
