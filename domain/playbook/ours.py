"""What the engine does itself, in its own journal: no connector is called for it."""

from __future__ import annotations

from typing import Final

from domain.playbook.mass_failure import CONFIRM, END, OPEN
from domain.playbook.merging import TAKE_IN

MASS_FAILURES: Final = frozenset(contract.name for contract in (OPEN, CONFIRM, END))
OURS: Final = MASS_FAILURES | {TAKE_IN.name}
