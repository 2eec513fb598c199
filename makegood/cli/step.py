"""`makegood step`: put a hand on a single step, with a reason."""

from __future__ import annotations

from makegood.cli.acting import command
from makegood.cli.options import Common


def retry(case: str, step: str, *, why: str, common: Common = Common()) -> None:
    """Have a step tried anew.

    Args:
        case: the case, or the beginning of its id.
        step: the step, as makegood case show names it.
        why: the reason.
    """
    command(common, case, "retry-step", step=step, why=why)


def skip(case: str, step: str, *, why: str, common: Common = Common()) -> None:
    """Let the case go on without a step.

    Args:
        case: the case, or the beginning of its id.
        step: the step, as makegood case show names it.
        why: the reason.
    """
    command(common, case, "skip-step", step=step, why=why)


def undo(case: str, step: str, *, why: str, common: Common = Common()) -> None:
    """Have a done step taken back.

    Args:
        case: the case, or the beginning of its id.
        step: the step, as makegood case show names it.
        why: the reason.
    """
    command(common, case, "undo-step", step=step, why=why)
