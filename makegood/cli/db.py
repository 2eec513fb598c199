"""`makegood db`: look after the journal."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

from cyclopts import Parameter

from domain.errors import UsageError
from makegood.cli.options import Common
from makegood.cli.output import say
from workers import upkeep


def upgrade(*, common: Common = Common()) -> None:
    """Bring the journal's tables to this release."""
    done = upkeep.upgrade(common.settings())
    if common.json:
        common.output.document({"ran": done})
    else:
        common.output.line(f"ran {', '.join(done)}" if done else "The journal's tables are up to date.")


def accept_loss(
    *, why: str, yes: Annotated[bool, Parameter(negative="")] = False, common: Common = Common()
) -> None:  # fmt: skip
    """Go on with an older copy of the journal: what was done since it was made is established before anything new.

    Args:
        why: the reason; it is kept with your name.
        yes: do not ask.
    """
    done = asyncio.run(upkeep.accept_loss(common.settings(), why, _agreed if yes else _ask))
    if common.json:
        common.output.document({"epoch": done.epoch, "cases": done.told, "left": done.left})
        return
    common.output.line(
        f"Epoch {done.epoch} begins; {done.told:,} open cases establish what was done before they go on."
    )
    if done.left:
        common.output.line(f"{len(done.left):,} cannot be read and know nothing of it: {', '.join(done.left)}.")


def _agreed(lost: str) -> None:
    say(lost)


def _ask(lost: str) -> None:
    """Have a person agree; where there is none, refuse."""
    if not sys.stdin.isatty():
        raise UsageError(f"{lost} Accepting that cannot be taken back.", remedy="If it has to be: add --yes.")
    say(f"{lost} Every open case will find out first what was done. This cannot be taken back.")
    say("Write yes to go on:")
    if sys.stdin.readline().strip().lower() != "yes":
        raise UsageError("nothing was changed.", remedy="Put the newest copy back, or answer yes.")
