"""Steps in prose, one after the other with their branches, numbered as in a contract: 3, 3.1, 3.2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.playbook import plan as p
from domain.views.playbook.conditions import conditions
from domain.views.playbook.prose import sentences
from domain.views.playbook.prose.lines import Line
from domain.views.playbook.reading import Reading
from domain.views.playbook.written import Part, parts, taken_back


def told(reading: Reading, steps: Sequence[p.AnyStep], before: str = "", depth: int = 0) -> Iterator[Line]:
    """Yield the lines of steps; the numbers of those inside a step go on over all its branches."""
    yield from _numbered(reading, [Part("part", steps)], before, depth)


def _numbered(reading: Reading, blocks: Sequence[Part], before: str, depth: int) -> Iterator[Line]:
    count = 0
    for block in blocks:
        said = _said(reading, block)
        if said:
            yield Line(said, depth=depth)
        for step in block.steps:
            count += 1
            number, here = f"{before}{count}", reading.at(step.id)
            yield Line(sentences.of(here, step), number, depth)
            yield from _numbered(here, list(parts(step)), f"{number}.", depth + 1)
            yield from _unsaved(here, step, depth + 1)


def _said(reading: Reading, block: Part) -> str:
    """Return what is said before the steps of a block; "" where the step said it."""
    match block.name:
        case "round" | "part":
            return ""
        case "plan":
            return reading.say("block.next") if block.number else ""
        case "branch":
            return reading.say("block.branch", name=block.called.replace("_", " "))
        case name:
            nothing = "" if block.steps else ".nothing"
            return reading.say(f"block.{name}{nothing}", when=conditions(reading, block.when))


def _unsaved(reading: Reading, step: p.AnyStep, depth: int) -> Iterator[Line]:
    """Say what becomes of a step that has nothing to do where it does not work."""
    if isinstance(step, p.Try) and step.otherwise is None:
        yield Line(reading.say("block.failed"), depth=depth)
    if isinstance(step, p.Delegate) and not taken_back(step):
        yield Line(reading.say("block.taken-back"), depth=depth)
