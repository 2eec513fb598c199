"""Steps in prose, one after the other with their branches, numbered as in a contract: 3, 3.1, 3.2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.playbook import plan as p
from domain.views.playbook.conditions import conditions
from domain.views.playbook.prose import sentences
from domain.views.playbook.prose.lines import Line
from domain.views.playbook.reading import Reading
from domain.views.playbook.written import helped, taken_back


class _Branch(NamedTuple):
    """What is said before some steps, "" for nothing, and the steps."""

    said: str
    steps: Sequence[p.AnyStep]


def told(reading: Reading, steps: Sequence[p.AnyStep], before: str = "", depth: int = 0) -> Iterator[Line]:
    """Yield the lines of steps; the numbers of those inside a step go on over all its branches."""
    yield from _numbered(reading, [_Branch("", steps)], before, depth)


def _numbered(reading: Reading, branches: Sequence[_Branch], before: str, depth: int) -> Iterator[Line]:
    count = 0
    for branch in branches:
        if branch.said:
            yield Line(branch.said, depth=depth)
        for step in branch.steps:
            count += 1
            number, here = f"{before}{count}", reading.at(step.id)
            yield Line(sentences.of(here, step), number, depth)
            yield from _numbered(here, list(_branches(here, step)), f"{number}.", depth + 1)


def _branches(reading: Reading, step: p.AnyStep) -> Iterator[_Branch]:  # noqa: C901, PLR0912 — one line a kind
    """Yield the branches of a step, as they are written in the playbook."""
    match step:
        case p.Choose():
            yield from _ways(reading, step)
        case p.Together():
            for name, steps in step.branches.items():
                yield _Branch(reading.say("together.branch", name=name.replace("_", " ")), steps)
        case p.Try():
            yield from _plans(reading, step)
        case p.Each():
            yield _Branch("", step.steps)
            yield from _hung(reading, "each.none", step.otherwise)
        case p.Run():
            yield _Branch("", step.steps)
        case p.Delegate():
            steps = taken_back(step)
            yield _Branch(reading.say("delegate.late" if steps else "delegate.failed"), steps)
        case p.SelfService():
            yield from _hung(reading, "self_service.helped", helped(step))
        case p.Offer():
            yield from _hung(reading, "offer.declined", step.declined)
        case p.Remedy():
            yield from _hung(reading, "remedy.refused", step.refused)
        case p.Do():
            yield from _hung(reading, "do.instead", step.instead)
        case p.Wait():
            yield from _hung(reading, "wait.late", step.late)
        case _:
            return


def _hung(reading: Reading, phrase: str, steps: Sequence[p.AnyStep] | None) -> Iterator[_Branch]:
    if steps:
        yield _Branch(reading.say(phrase), steps)


def _ways(reading: Reading, step: p.Choose) -> Iterator[_Branch]:
    for way in step.ways:
        name = "choose.way" if way.steps else "choose.way.nothing"
        yield _Branch(reading.say(name, when=conditions(reading, way.when)), way.steps)
    name = "choose.else" if step.otherwise else "choose.else.nothing"
    yield _Branch(reading.say(name), step.otherwise)


def _plans(reading: Reading, step: p.Try) -> Iterator[_Branch]:
    for number, steps in enumerate(step.plans):
        yield _Branch(reading.say("try.next") if number else "", steps)
    if step.otherwise is None:
        yield _Branch(reading.say("try.failed"), ())
    else:
        yield _Branch(reading.say("try.otherwise" if step.otherwise else "try.go-on"), step.otherwise)
