"""Promises whose keeper is not always done, and promises that come in an odd order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.playbook import plan as p
from domain.playbook.advice.sight import Sight
from domain.playbook.findings import quoted
from domain.playbook.outline import DECISION, RESOLVED
from domain.playbook.whole import longest, shortest

_ONLY_IF: Final = {
    "otherwise": "when what stands before it did not work out", "late": "when it is late",
    "declined": "when nothing of the offer is wanted", "refused": "when it is refused", "instead": "when it is undone",
}  # fmt: skip
"""Blocks that are only sometimes done, and when."""


def keepers_left_out(sight: Sight) -> None:
    """Warn where a way through the plan leaves the keeper of a promise out."""
    for name, terms in sight.plan.promises.items():
        if terms.tell or terms.kept_by == RESOLVED:
            continue
        if terms.kept_by == DECISION:
            _never_told(sight, name)
            continue
        why = next(_left_out(sight, terms.kept_by), "")
        if why:
            what = f"{quoted(terms.kept_by)} is done only {why}; where it is not, nobody keeps {quoted(name)}."
            remedy = "Name a step that is done in every case, or resolved."
            sight.report.add("promise-skipped", sight.promise(name, "kept_by"), what, remedy)


def laws_of_elsewhere(sight: Sight) -> None:
    """Warn of a law that is told to the customers of every market: a law holds in some of them."""
    markets = sight.plan.markets
    for name, terms in sight.plan.promises.items():
        if len(markets) > 1 and isinstance(terms.source, str) and terms.source:
            what = f"{quoted(terms.source)} is told in every market: {', '.join(markets)}."
            remedy = f"Write the law by market, and only where it holds: {{{markets[0]}: …}}."
            sight.report.add("law-elsewhere", sight.promise(name, "source"), what, remedy)


def _never_told(sight: Sight, name: str) -> None:
    """Warn where no step tells what was decided: then nothing but a word by hand keeps the promise."""
    if any(isinstance(step, p.Tell | p.Ask) and DECISION in step.gives for step in sight.layout.steps.values()):
        return
    what = f"No step tells the customer what was decided; where nobody does by hand, nobody keeps {quoted(name)}."
    remedy = "Write gives: [decision] at the message that tells it."
    sight.report.add("promise-skipped", sight.promise(name, "kept_by"), what, remedy)


def _left_out(sight: Sight, step: str) -> Iterator[str]:
    """Yield why a step may not be done, the outermost reason first."""
    around = sight.layout.around[step]
    for outer, part, _ in around:
        block = sight.layout.steps.get(outer)
        if block is None:
            yield f"when “{outer}” comes about"
            return
        yield from _own(block)
        yield from _of_part(block, part)
    yield from _own(sight.layout.steps[step])


def _own(step: p.AnyStep) -> Iterator[str]:
    if step.when:
        yield f"if {step.when[0]}"
    if step.unless:
        yield f"unless {step.unless[0]}"


def _of_part(block: p.AnyStep, part: str) -> Iterator[str]:
    match block:
        case p.Choose():
            yield f"on one of the ways of the choose in line {block.line}"
        case p.Try() if part.startswith("plan") and part != "plan 0":
            yield "when the plan before it did not work out"
        case p.Together() if block.wait_for:
            yield f"if its branch is among the first {block.wait_for}"
        case _ if part in _ONLY_IF:
            yield _ONLY_IF[part]
        case _:
            return


def promises_out_of_order(sight: Sight) -> None:
    """Warn where customers are answered, or hear from us again, only after it should have been put right."""
    resolve = sight.plan.promises.get("resolve")
    most = longest(resolve.within) if resolve is not None else None
    if resolve is None or most is None:
        return
    for name, terms in sight.plan.promises.items():
        if (terms.tell or name == "acknowledge") and terms.since == resolve.since and shortest(terms.within) > most:
            what = f"The customer is answered within {terms.within}, and it is put right within {resolve.within}."
            if terms.tell:
                written = f"This writes every {terms.within}, and it is put right within {resolve.within}"
                what = f"{written}: nothing is ever written."
            remedy = f"Write less than {resolve.within} here."
            sight.report.add("promise-order", sight.promise(name, "within", "every"), what, remedy)
