"""The numbered migrations that make a journal's tables, with checksums, and what a release says to other ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from domain.errors import Unavailable

_FOLDER = Path(__file__).parent / "migrations"


class Migration(NamedTuple):
    """One step: its number, its name, its text."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """The SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@cache
def migrations(kind: str) -> tuple[Migration, ...]:
    """Return the migrations of a kind of journal (`sqlite`, `postgres`), in order; they are read once."""
    paths = sorted((_FOLDER / kind).glob("*.sql"))
    return tuple(Migration(int(path.name[:4]), path.name, path.read_text("utf-8")) for path in paths)


def check(ours: Sequence[Migration], theirs: Mapping[int, str], where: str) -> None:
    """Refuse a schema this release does not know, and one made by migrations that were changed.

    Raises:
        Unavailable: with the command that helps.
    """
    known = {migration.number: migration.checksum for migration in ours}
    newest = max(theirs, default=0)
    if newest > max(known):
        raise Unavailable(
            f"the journal's schema is version {newest}; this release knows up to {max(known)}.", where=where,
            remedy="Run the newer release.",
        )  # fmt: skip
    if any(known.get(number) != checksum for number, checksum in theirs.items()):
        raise Unavailable(
            "the journal was made by migrations that differ from this release's.", where=where,
            remedy="Run the build that made it.",
        )  # fmt: skip
    if known.keys() - theirs.keys():
        raise Unavailable(
            f"the journal's schema is version {newest}, older than this release.", where=where,
            remedy="Bring it up: makegood db upgrade.",
        )  # fmt: skip
