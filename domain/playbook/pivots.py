"""Points of no return: inside a try, in all tries round it, nothing follows them."""

from __future__ import annotations

from collections.abc import Iterable

from domain.playbook.findings import quoted
from domain.playbook.nodes import Scalar
from domain.playbook.outline import Outline
from domain.playbook.reader import Reader


def check_pivots(read: Reader, steps: tuple[Outline, ...], follower: str = "", *, in_try: bool = False) -> None:
    """Check a block; `follower` says what comes behind it inside the tries round it ("" for nothing)."""
    for step, behind in zip(steps, _behind(steps, follower, in_try=in_try), strict=True):
        if behind and _cannot_be_undone(step):
            at = step.fields.key("pivot" if step.kind == "do" else "pay")
            what = f"{quoted(step.id)} cannot be taken back, and {behind} comes behind it in a try."
            read.report.add("pivot-last", at, what, "Move it to the end of the try, or the rest behind the try.")
        for block in step.blocks:
            caught = in_try or block.part.startswith("plan ")
            if block.part == "instead":
                check_pivots(read, block.steps)
            else:
                check_pivots(read, block.steps, behind or _again(step, in_try=caught), in_try=caught)


def _behind(steps: tuple[Outline, ...], follower: str, *, in_try: bool) -> Iterable[str]:
    """Yield for each step what comes behind it; outside a try that does not matter."""
    if not in_try:
        return [""] * len(steps)
    return [*(quoted(step.id) for step in steps[1:]), follower][: len(steps)]


def _again(step: Outline, *, in_try: bool) -> str:
    """Say what comes behind the block of a step that is the last itself."""
    if not in_try:
        return ""
    most = step.fields.get("at_most")
    if step.kind == "each" and not (isinstance(most, Scalar) and most.text == "1"):
        return f"the next round of {quoted(step.id)}"
    if step.kind == "together":
        return f"another branch of {quoted(step.id)}"
    return ""


def _cannot_be_undone(step: Outline) -> bool:
    """Say whether there is no way back behind a step: a pivot, or money that was paid."""
    pivot = step.fields.get("pivot")
    is_pivot = isinstance(pivot, Scalar) and pivot.text.lower() == "true"
    paid = step.kind == "remedy" and "pay" in step.fields.entries and "undo" not in step.fields.entries
    return (step.kind == "do" and is_pivot) or paid
