"""`makegood closing`: what closed cases came to, counted over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from domain.case.state import Case
from domain.causes import Causes
from domain.views.closings import Endings, by_cause
from makegood.cli.options import Common
from makegood.cli.promise import stories
from workers.opening import Reading, reading


def causes(playbook: str = "", *, common: Common = Common()) -> None:
    """Why things went wrong: the causes that were named, the most frequent first, and how much they make together.

    Args:
        playbook: only the cases of this playbook.
    """
    (cases, known), out = _all(common, playbook), common.output
    lines = by_cause(cases, known)
    if out.as_json:
        out.document([asdict(line) for line in lines])
    elif not lines:
        out.line("No cause was named yet.")
    else:
        out.table(("cause", "group", "cases", "share", "up to here"), [
            (line.cause, line.group or "–", str(line.cases), f"{line.share:.0%}", f"{line.up_to_here:.0%}")
            for line in lines
        ])  # fmt: skip


def endings(playbook: str = "", *, common: Common = Common()) -> None:
    """How cases ended: by outcome, how many endings were only partial and in what, and what was hoped for.

    Args:
        playbook: only the cases of this playbook.
    """
    (cases, _), out = _all(common, playbook), common.output
    found = Endings.of(cases)
    if out.as_json:
        lacking = [{"aspect": a, "grade": g, "cases": number} for (a, g), number in sorted(found.lacking.items())]
        out.document({
            "outcomes": dict(found.outcomes), "partial": dict(found.partial), "lacking": lacking,
            "hoped": dict(found.hoped),
        })  # fmt: skip
        return
    if not found.outcomes:
        out.line("No case is closed yet.")
        return
    out.table(("outcome", "cases", "only partial"), [
        (outcome, str(number), str(found.partial[outcome])) for outcome, number in sorted(found.outcomes.items())
    ])  # fmt: skip
    if found.lacking:
        out.line("")
        out.table(("what endings had to show", "it was", "cases"), [
            (aspect, grade, str(number)) for (aspect, grade), number in sorted(found.lacking.items())
        ])  # fmt: skip
    if found.hoped:
        out.line("")
        out.table(("what was hoped for was", "cases"), [(how, str(n)) for how, n in sorted(found.hoped.items())])


def _all(common: Common, playbook: str) -> tuple[Sequence[Case], Causes]:
    async def look(r: Reading) -> tuple[Sequence[Case], Causes]:
        await r.library.refresh()
        return [story.case async for story in stories(r, playbook)], r.library.causes

    return reading(common.settings(), look)
