"""Which step before is which step after: by id; blocks that were only numbered, by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.playbook import plan as p
from domain.views.playbook.written import Part, parts

_NUMBERED: Final = re.compile(r"(?:.*:)?(?:choose|together|each|try|wait|whenever)-\d+")
"""Ids that nobody gave: they change when a block is put before another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands: in which block of which step ("" for the plan itself), behind which step."""

    block: tuple[str, str]
    part: Part | None = None
    behind: str = ""

    @property
    def outer(self) -> str:
        """The step whose block it is."""
        return self.block[0]


def keyed(blocks: Iterable[Part]) -> dict[str, Part]:
    """Return blocks by what tells them from the others of their step; of two that are alike the second is marked."""
    found: dict[str, Part] = {}
    for part in blocks:
        name = _key(part)
        while name in found:
            name += " again"
        found[name] = part
    return found


def _key(part: Part) -> str:
    match part.name:
        case "way":
            return "way " + " & ".join(part.when)
        case "branch":
            return f"branch {part.called}"
        case "plan":
            return f"plan {part.number}"
        case name:
            return name


@dataclass(slots=True)
class Map:
    """All steps of a plan by id with their places, as they are written."""

    steps: dict[str, p.AnyStep] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: p.Plan) -> Map:
        """Walk a plan."""
        found = cls()
        found.enter(plan.steps, ("", ""))
        for each in plan.whenever:
            found.enter(each.steps, (each.id, ""))
        return found

    def enter(self, steps: Sequence[p.AnyStep], block: tuple[str, str], part: Part | None = None) -> None:
        """Enter a block."""
        behind = ""
        for step in steps:
            self.steps[step.id] = step
            self.places[step.id] = Place(block, part, behind)
            behind = step.id
            for name, inner in keyed(parts(step)).items():
                self.enter(inner.steps, (step.id, name), inner)


def features(steps: Sequence[p.AnyStep]) -> set[str]:
    """Return by what a block is known again: the steps in it that have names, and its conditions."""
    found: set[str] = set()
    for step in steps:
        if not is_numbered(step.id):
            found.add(step.id)
        for part in parts(step):
            found |= features(part.steps) | {f"if {source}" for source in part.when}
    return found


def is_numbered(name: str) -> bool:
    """Say whether an id was made of a kind and a number."""
    return _NUMBERED.fullmatch(name) is not None


def pairs(old: Mapping[str, p.AnyStep], new: Mapping[str, p.AnyStep]) -> dict[str, str]:
    """Return for each step after the one before that it is."""
    found = {name: name for name in new if name in old and not is_numbered(name)}
    left = {name: step for name, step in new.items() if is_numbered(name)}
    for _, before, after in sorted(_likenesses({n: s for n, s in old.items() if is_numbered(n)}, left)):
        if after not in found and before not in found.values():
            found[after] = before
    return found


def _likenesses(
    old: Mapping[str, p.AnyStep], new: Mapping[str, p.AnyStep]
) -> Iterator[tuple[tuple[float, bool, str, str], str, str]]:
    """Yield how unlike numbered steps of the same kind are, by what they hold, then by number, the same both ways."""
    known = {name: features([step]) for name, step in old.items()}
    for after, step in new.items():
        mine = features([step])
        for before, other in old.items():
            if other.kind == step.kind:
                union = mine | known[before]
                unlike = 1 - len(mine & known[before]) / len(union) if union else 0.0
                if unlike < 1:
                    yield (unlike, before != after, min(before, after), max(before, after)), before, after
