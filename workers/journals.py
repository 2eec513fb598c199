"""Where the journal of a house lies: in a file or in a database. Whoever opens, locks or makes it need not know."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from activities.journal import copying, door, file, lock, position
from activities.journal.sqlite import SqliteJournal
from activities.journal.tables import Held, Target
from activities.ports import Journal
from domain.errors import Unavailable, UsageError
from workers.settings import Settings

SQLITE, POSTGRES = "sqlite:///", ("postgresql://", "postgres://")
Clock = tuple[datetime, datetime, int]
"""Journal time, the real time it stands for, and how many times as fast it runs."""


class RunningJournal(Journal, Protocol):
    """A journal as an engine holds it."""

    @property
    def failed(self) -> Unavailable | None:
        """What made it unusable for this process, if anything did."""
        ...

    @property
    def moved(self) -> bool:
        """Say whether it lies elsewhere than its epoch began."""
        ...

    def give_up(self) -> None:
        """Wait no more for a server that is away."""
        ...

    def changes(self) -> AsyncGenerator[tuple[str, ...]]:
        """Yield the cases that other processes wrote to; an empty tuple means: look at everything."""
        ...


class Lock(Protocol):
    """Says that this process runs a journal, until it is released."""

    def keep(self) -> None:
        """See that it is still ours."""
        ...

    def release(self) -> None:
        """Let go."""
        ...


class Place(Protocol):
    """Where a journal lies."""

    @property
    def shown(self) -> str:
        """How it is called in words, without passwords."""
        ...

    @property
    def exclusive(self) -> bool:
        """Say whether only the process that holds the lock may write to it."""
        ...

    def beside(self, ending: str) -> Path:
        """Return the path of a file of ours that belongs to it, and is no part of it."""
        ...

    def door(self) -> Path:
        """Return where the engine that runs it listens."""
        ...

    def check(self) -> None:
        """Check that it can lie there."""
        ...

    def exists(self) -> bool:
        """Say whether it is there."""
        ...

    def make(self, clock: Clock | None = None, secret: bytes = b"") -> None:
        """Make it."""
        ...

    def upgrade(self) -> list[str]:
        """Bring its tables to this release; returns the migrations that ran."""
        ...

    def lock(self) -> Lock:
        """Take it for an engine."""
        ...

    def holder(self) -> str:
        """Say in words who runs it, or "" when nobody does."""
        ...

    async def open(self, *, write: bool = True, moved: bool = False, unfinished: bool = False) -> RunningJournal:
        """Open it; `moved`: though it lies elsewhere than before; `unfinished`: though a copy to here did not end."""
        ...

    def hold(self) -> Held:
        """Keep everybody from writing to it, so that it can be copied."""
        ...

    def target(self) -> Target:
        """Return it as a place to copy a journal to."""
        ...


@dataclass(frozen=True, slots=True)
class InFile:
    """A journal in a file of SQLite."""

    path: Path
    origin: str
    exclusive: bool = True

    @property
    def shown(self) -> str:
        """Its path."""
        return str(self.path)

    def beside(self, ending: str) -> Path:
        """Return a file in the same folder."""
        return self.path.with_name(self.path.name + ending)

    def door(self) -> Path:
        """Return the socket beside it."""
        return door.door_path(self.path)

    def check(self) -> None:
        """Check that its folder is there.

        Raises:
            Unavailable: it is not; with where the setting came from.
        """
        folder = self.path.absolute().parent
        if not file.exists(folder) or not folder.is_dir():
            raise Unavailable(
                f"there is no folder {folder} for the journal.", where=self.origin,
                remedy="Make it, or name another place with --journal sqlite:///PATH.",
            )  # fmt: skip

    def exists(self) -> bool:
        """Say whether it is there."""
        return file.exists(self.path)

    def make(self, clock: Clock | None = None, secret: bytes = b"") -> None:
        """Make it."""
        file.create(self.path, clock=clock, secret=secret)

    def upgrade(self) -> list[str]:
        """Bring its tables to this release."""
        file.open_reader(self.path, any_version=True).close()
        held = self.lock()
        try:
            return file.upgrade(self.path)
        finally:
            held.release()

    def lock(self) -> Lock:
        """Take it for an engine."""
        return lock.EngineLock(self.path)

    def holder(self) -> str:
        """Say who runs it."""
        return lock.holder(self.path)

    async def open(self, *, write: bool = True, moved: bool = False, unfinished: bool = False) -> RunningJournal:
        """Open it."""
        del moved
        return SqliteJournal(self.path, write=write, unfinished=unfinished)

    def hold(self) -> Held:
        """Keep everybody from writing to it."""
        return copying.HeldFile(self.path)

    def target(self) -> Target:
        """Return it as a place to copy a journal to."""
        return copying.TargetFile(self.path)


@dataclass(frozen=True, slots=True)
class InDatabase:
    """A journal in tables of PostgreSQL; several processes write to it side by side."""

    address: str
    state: Path
    """The folder for what belongs to it on this machine."""
    origin: str = ""
    """Where the name of that folder comes from."""
    exclusive: bool = False

    @property
    def shown(self) -> str:
        """Its address, without the password."""
        from activities.journal.postgres.address import Address  # noqa: PLC0415 — an extra

        return Address.of(self.address).shown

    @property
    def _name(self) -> str:
        return hashlib.sha256(self.shown.encode()).hexdigest()[:24]

    def beside(self, ending: str) -> Path:
        """Return a file in our folder of state."""
        try:
            self.state.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise Unavailable(
                f"the folder of state {self.state} cannot be made: {trouble.strerror}.", where=self.origin,
                remedy='Name one of your own: state = "PATH".',
            ) from trouble  # fmt: skip
        return self.state / f"journal-{self._name}{ending}"

    def door(self) -> Path:
        """Return the socket of the engine on this machine."""
        return Path(tempfile.gettempdir()) / f"makegood-{self._name}.sock"

    def check(self) -> None:
        """Check that the address can be read.

        Raises:
            UsageError: it cannot.
        """
        _ = self.shown

    def exists(self) -> bool:
        """Say whether it is there."""
        from activities.journal.postgres import making  # noqa: PLC0415 — an extra

        return making.exists(self.address)

    def make(self, clock: Clock | None = None, secret: bytes = b"") -> None:
        """Make it."""
        from activities.journal.postgres import making  # noqa: PLC0415 — an extra

        making.create(self.address, clock=clock, secret=secret)

    def upgrade(self) -> list[str]:
        """Bring its tables to this release."""
        from activities.journal.postgres import making  # noqa: PLC0415 — an extra

        return making.upgrade(self.address)

    def lock(self) -> Lock:
        """Take it for an engine."""
        from activities.journal.postgres.lock import EngineLock  # noqa: PLC0415 — an extra

        return EngineLock(self.address)

    def holder(self) -> str:
        """Say who runs it."""
        from activities.journal.postgres.lock import holder  # noqa: PLC0415 — an extra

        return holder(self.address)

    async def open(self, *, write: bool = True, moved: bool = False, unfinished: bool = False) -> RunningJournal:
        """Connect to it."""
        from activities.journal.postgres.journal import PostgresJournal  # noqa: PLC0415 — an extra

        try:
            return await PostgresJournal.open(self.address, write=write, moved=moved, unfinished=unfinished)
        except Unavailable as trouble:
            if trouble.what == position.NONE_YET:
                raise position.none_here(self.beside(POSITION), self.shown) from trouble
            raise

    def hold(self) -> Held:
        """Keep everybody from writing to it."""
        from activities.journal.postgres.copying import HeldDatabase  # noqa: PLC0415 — an extra

        return HeldDatabase(self.address)

    def target(self) -> Target:
        """Return it as a place to copy a journal to."""
        from activities.journal.postgres.copying import TargetDatabase  # noqa: PLC0415 — an extra

        return TargetDatabase(self.address)


def place_of(settings: Settings) -> Place:
    """Return where the settings say that the journal lies.

    Raises:
        UsageError: no journal can lie there, or what it takes is not installed.
    """
    address, origin = settings["journal"], settings.values["journal"].origin
    if address.startswith(SQLITE):
        if not Path(address.removeprefix(SQLITE)).name:
            what, remedy = f"“{address}” names no file.", "Write where the journal lies: sqlite:///PATH."
            raise UsageError(what, where=origin, remedy=remedy)
        return InFile(Path(address.removeprefix(SQLITE)), origin)
    if not address.startswith(POSTGRES):
        raise UsageError(
            f"“{_without_password(address)}” is no journal.", where=origin,
            remedy='Write journal = "sqlite:///PATH", or "postgresql://USER@HOST:PORT/DATABASE".',
        )  # fmt: skip
    try:
        import psycopg  # noqa: F401, PLC0415 — an extra
    except ImportError:
        raise UsageError(
            "a journal on PostgreSQL takes packages that are not installed.", where=origin,
            remedy="Install makegood[postgres].",
        ) from None  # fmt: skip
    return InDatabase(address, _state(settings), settings.values["state"].origin)


def _without_password(address: str) -> str:
    before, at, host = address.rpartition("@")
    scheme, strokes, user = before.rpartition("://")
    return f"{scheme}{strokes}{user.partition(':')[0]}{at}{host}"


def _state(settings: Settings) -> Path:
    if settings["state"]:
        return Path(settings["state"])
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "makegood"


def make_new(place: Place, clock: Clock | None = None, secret: bytes = b"") -> None:
    """Make a journal where there is none and never was one, as far as is written.

    Raises:
        Unavailable: there was one, and it is gone; or it cannot be made.
    """
    known = place.beside(POSITION)
    if place.exists():
        return
    if position.is_kept(known) and not place.exists():  # otherwise an engine that started with us made it meanwhile
        raise position.none_here(known, place.shown)
    try:
        place.make(clock, secret)
    except Unavailable:
        if not place.exists():  # as above
            raise


async def compare(journal: Journal, place: Place) -> None:
    """Refuse a journal that is behind what was written about it here, or differs from it.

    Raises:
        Unavailable: with how far it is behind, and what an operator can do.
    """
    await position.compare(journal, position.read(place.beside(POSITION)), place.shown)


async def keep_position(journal: Journal, place: Place) -> None:
    """Write down, outside the journal, where it stands."""
    position.write(place.beside(POSITION), await position.present(journal))


POSITION = ".position"
