"""`makegood db`: look after the journal."""

from __future__ import annotations

from makegood.cli.options import Common
from workers.upkeep import upgrade as bring_up


def upgrade(*, common: Common = Common()) -> None:
    """Bring the journal's tables to this release."""
    done = bring_up(common.settings())
    if common.json:
        common.output.document({"ran": done})
    else:
        common.output.line(f"ran {', '.join(done)}" if done else "The journal's tables are up to date.")
