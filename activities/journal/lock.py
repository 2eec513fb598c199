"""The lock beside a journal: the operating system says whether an engine runs it, and the file says which."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from domain.errors import Unavailable


def lock_path(journal: Path) -> Path:
    """Return where the lock of a journal lies."""
    return journal.with_name(journal.name + ".lock")


def holder(journal: Path) -> str:
    """Return who runs a journal, in words, or "" when nobody does."""
    path = lock_path(journal)
    try:
        with path.open("r", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _said(file)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as trouble:
        raise Unavailable(
            f"the journal's lock cannot be read: {trouble.strerror}.", where=str(path),
            remedy="Check the owner and rights of the folder.",
        ) from trouble  # fmt: skip
    return ""


def _said(file: TextIO) -> str:
    file.seek(0)
    with contextlib.suppress(ValueError, KeyError):
        who = json.loads(file.read())
        return f"process {who['pid']} (“{who['command']}”) since {who['since']}"
    return "another process"


class EngineLock:
    """Holds a journal for this process until it is released or the process ends, however it ends."""

    def __init__(self, journal: Path) -> None:
        """Take the lock.

        Raises:
            Unavailable: another engine has it; the message names it.
        """
        self._path = lock_path(journal)
        try:
            self._file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
        except OSError as trouble:
            raise Unavailable(
                f"the journal's lock cannot be made: {trouble.strerror}.", where=str(self._path),
                remedy="Check the owner and rights of the folder.",
            ) from trouble  # fmt: skip
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = _said(self._file)
            self._file.close()
            raise Unavailable(
                f"an engine runs this journal already: {who}.", where=str(journal),
                remedy="Use it (every command does), or end it first.",
            ) from None  # fmt: skip
        self._write()

    def _write(self) -> None:
        who = {
            "pid": os.getpid(), "command": command(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }  # fmt: skip
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(who))
        self._file.flush()

    def keep(self) -> None:
        """See that the lock is still ours: the system keeps it as long as this process lives."""

    def release(self) -> None:
        """Let go."""
        self._file.close()


def command() -> str:
    """Return how this process was called: its program (the package, where `python -m` runs one) and two words."""
    program = Path(sys.argv[0])
    return " ".join([program.parent.name if program.name == "__main__.py" else program.name, *sys.argv[1:3]])
