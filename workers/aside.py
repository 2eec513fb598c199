"""The file that lists the rows that were set aside, with their places; it is made when the first one is."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import BinaryIO

from domain.errors import UsageError
from domain.intake.rows import Rejected


class Aside:
    """Lists rows as they are set aside: each line is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        """Prepare.

        Raises:
            UsageError: it could not be written.
        """
        self.path = path
        self.after = 0
        """Rows up to this one were listed by an earlier reading, which is gone on with."""
        self._file: BinaryIO | None = None
        self._listed: frozenset[int] = frozenset()
        place = path if path.exists() else path.absolute().parent
        if path.is_dir() or not os.access(place, os.W_OK):
            remedy = "Name another file: --rejects FILE."
            raise UsageError("rows that are set aside cannot be listed there.", where=str(path), remedy=remedy)

    def add(self, one: Rejected) -> None:
        """List a row, unless an earlier reading that was cut off came to list it.

        Raises:
            UsageError: the file cannot be written.
        """
        line = json.dumps({"row": one.line, "column": one.column, "why": one.why}, ensure_ascii=False) + "\n"
        try:
            if self._file is None:
                self._file = self._opened()
            if one.line not in self._listed:
                self._file.write(line.encode())
        except OSError as trouble:
            what = f"a row that is set aside cannot be listed: {trouble.strerror}."
            raise UsageError(what, where=str(self.path)) from None

    def _opened(self) -> BinaryIO:
        if not self.after:
            return self._owners(os.O_TRUNC)
        with contextlib.suppress(FileNotFoundError), self.path.open("rb") as file:
            self._listed = frozenset(row for row in map(_row_in, file) if row > self.after)
        return self._owners(os.O_APPEND)

    def _owners(self, how: int) -> BinaryIO:
        """Open the file for its owner alone: why a row was set aside can quote what stands in it."""
        return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | how, 0o600), "wb", buffering=0)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def _row_in(line: bytes) -> int:
    try:
        return int(json.loads(line)["row"])
    except (ValueError, KeyError, TypeError):
        return 0
