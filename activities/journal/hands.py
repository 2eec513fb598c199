"""In whose hands a journal is: where a copy began and did not end, or went on elsewhere, its own row says so."""

from __future__ import annotations

from domain.errors import JournalLost, Unavailable

COPYING = "copying"
"""Stands as the engine of a journal that a copy is being made of here; the holder is where from."""
MOVED = "moved"
"""Stands as the engine of a journal that went on elsewhere; the holder is where."""


def check_hands(engine: str, holder: str, where: str, *, write: bool) -> None:
    """Refuse a journal that is not whole yet, and writing to one that went on elsewhere.

    Raises:
        Unavailable: a copy to here was begun and not finished.
        JournalLost: it went on elsewhere.
    """
    if engine == COPYING:
        raise Unavailable(
            f"the copy of {holder} to here was not finished.", where=where,
            remedy="Run it again, with the same words: makegood db copy.",
        )  # fmt: skip
    if write and engine == MOVED:
        raise moved(f"the journal went on at {holder}; nothing is written here any more.", where)


def moved(what: str, where: str) -> JournalLost:
    """Say that a journal went on elsewhere."""
    return JournalLost(
        what, where=where, remedy="Name that place in the setting journal; this one can still be read and verified."
    )
