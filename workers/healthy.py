"""Whether the engine's process on this machine is alive and has its journal: `python -m workers.healthy`.

A running engine writes once a second where its journal stands. One that hangs, or whose journal is away, does not.
"""

from __future__ import annotations

import sys
import time

from domain.errors import MakegoodError, Unavailable
from workers.journals import POSITION, Place, place_of
from workers.settings import Settings, load

SILENT_S = 30
"""So long an engine may write nothing: a journal may be away for a moment."""


def check(settings: Settings) -> None:
    """Check that an engine wrote not long ago where its journal stands.

    Raises:
        Unavailable: none did.
    """
    place = place_of(settings)
    silent = silent_s(place)
    if silent is None:
        raise Unavailable(
            "no engine has run here yet.", where=place.shown, remedy="Start one: python -m workers engine."
        )
    if silent > SILENT_S:
        raise Unavailable(
            f"the engine has not written for {silent:,.0f} s where its journal stands.", where=place.shown,
            remedy="Look into its log: the journal is away, or the process hangs.",
        )  # fmt: skip


def silent_s(place: Place) -> float | None:
    """Return how long ago (seconds) an engine wrote here where the journal stands; None when none ever did."""
    try:
        return time.time() - place.beside(POSITION).stat().st_mtime
    except OSError:
        return None


def main() -> int:
    """Say nothing when all is well; returns the exit code."""
    try:
        check(load())
    except MakegoodError as trouble:
        sys.stderr.write(f"workers.healthy: {trouble}\n")
        return trouble.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
