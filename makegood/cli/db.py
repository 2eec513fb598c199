"""`makegood db`: look after the journal."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Annotated

from cyclopts import Parameter

from domain.errors import UsageError
from domain.views.wording import counted
from makegood.cli.options import Common
from makegood.cli.output import say
from workers.keeping import moving, upkeep


def upgrade(*, common: Common = Common()) -> None:
    """Bring the journal's tables to this release."""
    done = upkeep.upgrade(common.settings())
    if common.json:
        common.output.document({"ran": done})
    else:
        common.output.line(f"ran {', '.join(done)}" if done else "The journal's tables are up to date.")


def copy(
    *, to: str, wait: float = 30, as_they_are: Annotated[bool, Parameter(negative="")] = False,
    common: Common = Common(),
) -> None:  # fmt: skip
    """Move the whole journal to another place, from a file to a server or back. No engine may run.

    Everything is copied and compared; then the journal goes on there, and takes nothing more where it lay.

    Args:
        to: where to, as sqlite:///PATH or postgresql://USER@HOST:PORT/DATABASE; nothing may lie there yet.
        wait: so many seconds it is tried to find out about effects that have no outcome yet.
        as_they_are: take effects without an outcome along; they are established in the new place.
    """
    done = moving.copy(common.settings(), to, moving.How(wait, as_they_are, _progress(common)))
    if common.json:
        common.output.document({
            "from": done.origin, "to": done.place, "identity": done.identity, "epoch": done.epoch,
            "digest": done.digest, "rows": done.rows, "made_unknown": done.made_unknown, "left": done.left,
        })  # fmt: skip
        return
    common.output.line(
        f"{counted(done.rows['events'], 'event')} in {counted(done.rows['streams'], 'stream')} lie in both places in"
        f" the same order: {done.digest}"
    )
    if done.made_unknown:
        common.output.line(f"{counted(done.made_unknown, 'effect')} had no outcome and will be established there.")
    if done.left:
        common.output.line(f"{len(done.left):,} cases cannot be read and know nothing of it: {', '.join(done.left)}.")
    common.output.line(f'Epoch {done.epoch} begins at {done.place}. Name it from now on: journal = "{done.place}".')


def _progress(common: Common) -> Callable[[str], None]:
    """Return what is told of progress: nothing where somebody wants one document."""
    return (lambda text: None) if common.json else say


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
