"""Where the journal stood, written outside it, so that an older backup put in its place is noticed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from activities.ports import Journal
from domain.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Position:
    """Identity and epoch of a journal, its last position, and the hash of the event there."""

    identity: str
    epoch: int
    position: int
    head: str


NONE_YET = "there is no journal here yet."
MAKE_ONE = "Make one: makegood up."


def position_path(journal: Path) -> Path:
    """Return where a journal's position is kept unless the settings say otherwise."""
    return journal.with_name(journal.name + ".position")


def is_kept(path: Path) -> bool:
    """Say whether something was written of where a journal stood, be it readable or not."""
    return os.path.lexists(path)


def none_here(known: Path, where: str) -> Unavailable:
    """Say that there is no journal where one is looked for, or that it is gone; `known` is where it was written of."""
    if not is_kept(known):
        return Unavailable(NONE_YET, where=where, remedy=MAKE_ONE)
    return Unavailable(
        f"the journal is gone: there was one here, as {known.name} says.", where=where,
        remedy=f"Restore the newest backup; if the house really begins anew, move {known} to another place first.",
    )  # fmt: skip


async def present(journal: Journal) -> Position:
    """Return where a journal stands now."""
    info, newest = await journal.info(), await journal.newest()
    return Position(info.identity, info.epoch, newest.position if newest else 0, newest.hash if newest else "")


def write(path: Path, position: Position) -> None:
    """Write a position in one step: the old one or the new one is there, never half of it.

    Raises:
        Unavailable: the disk is full, the folder not ours.
    """
    text = json.dumps({name: getattr(position, name) for name in ("identity", "epoch", "position", "head")})
    part = path.with_name(f"{path.name}.{os.getpid()}.part")  # engines may share a folder
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as trouble:
        raise Unavailable(
            f"what is written about the journal cannot be kept: {trouble.strerror}.", where=str(path),
            remedy="Check the room and the rights there.",
        ) from trouble  # fmt: skip


def read(path: Path) -> Position | None:
    """Return the position that was written, or None when there is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Position(str(data["identity"]), int(data["epoch"]), int(data["position"]), str(data["head"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as trouble:
        raise Unavailable(
            "the file that says where the journal stood cannot be read.", where=str(path),
            remedy="Keep it, and look at the journal first: makegood audit verify. Is there a newer copy, put it back;"
            " then makegood db accept-loss writes it anew.",
        ) from trouble  # fmt: skip
    except OSError as trouble:
        raise Unavailable(
            f"the file that says where the journal stood cannot be read: {trouble.strerror}.", where=str(path),
            remedy="Check what lies there, and its rights.",
        ) from trouble  # fmt: skip


async def compare(journal: Journal, known: Position | None, where: str) -> None:
    """Refuse a journal that is behind what was written about it, or differs from it.

    Raises:
        Unavailable: with how far it is behind, and what an operator can do.
    """
    lost = await loss(journal, known, where)
    if lost:
        raise Unavailable(
            f"the journal is an older or different copy: {lost} that were acknowledged here.", where=where,
            remedy="Put the newest copy back; if there is none: makegood db accept-loss.",
        )  # fmt: skip


async def loss(journal: Journal, known: Position | None, where: str) -> str:
    """Say what a journal lacks of what was written about it; "" when it lacks nothing, or when that was accepted.

    Raises:
        Unavailable: it is another journal altogether.
    """
    if known is None:
        return ""
    now = await present(journal)
    if now.identity != known.identity:
        raise Unavailable(
            "this is another journal than the one that was run here before.", where=where,
            remedy="Put the right one back, or name it; if the house really begins anew with this one, move the"
            " .position file beside it to another place.",
        )  # fmt: skip
    if now.epoch > known.epoch or (now.position >= known.position and await _holds(journal, known)):
        return ""
    behind = known.position - now.position
    return f"it lacks {behind:,} of the events" if behind > 0 else "it holds other events"


async def _holds(journal: Journal, known: Position) -> bool:
    if known.position == 0:
        return True
    found = await journal.read_all(known.position - 1, 1)
    return bool(found) and found[0].hash == known.head
