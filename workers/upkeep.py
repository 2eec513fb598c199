"""Looking after a journal while no engine runs it."""

from __future__ import annotations

from activities.journal import sqlite
from activities.journal.lock import EngineLock
from workers.settings import Settings


def upgrade(settings: Settings) -> list[str]:
    """Bring the journal's tables to this release; returns the migrations that ran.

    Raises:
        Unavailable: there is no journal, it is not ours, or an engine runs it.
    """
    sqlite.open_reader(settings.journal, any_version=True).close()
    lock = EngineLock(settings.journal)
    try:
        return sqlite.upgrade(settings.journal)
    finally:
        lock.release()
