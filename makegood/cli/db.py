"""`makegood db`: look after the journal."""

from __future__ import annotations

import asyncio

from makegood.cli.options import Common
from workers import upkeep


def upgrade(*, common: Common = Common()) -> None:
    """Bring the journal's tables to this release."""
    done = upkeep.upgrade(common.settings())
    if common.json:
        common.output.document({"ran": done})
    else:
        common.output.line(f"ran {', '.join(done)}" if done else "The journal's tables are up to date.")


def accept_loss(*, common: Common = Common()) -> None:
    """Go on with an older copy of the journal: what was done since it was made is established before anything new."""
    epoch, cases = asyncio.run(upkeep.accept_loss(common.settings()))
    if common.json:
        common.output.document({"epoch": epoch, "cases": cases})
    else:
        common.output.line(f"Epoch {epoch} begins; {cases:,} open cases establish what was done before they go on.")
