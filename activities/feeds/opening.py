"""Opening a feed: its bytes as they are unpacked, and how far it was read, so that a later reading can go on there."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from domain.errors import UsageError

CHUNK: Final = 64 * 1024
LARGEST_ROW: Final = 1024 * 1024
"""The most bytes of one row; so much of a feed is held at once, and not more."""
_UNPACKED_FREELY: Final = 64 * 1024 * 1024
MOST_TIMES: Final = 250
"""A feed that unpacks to more than this many times its size (and is not small) was packed to do harm."""
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


class Stream(Protocol):
    """Bytes that are read one after the other."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, fewer only at the end."""
        ...

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line with its end, or so much of it."""
        ...

    def peek(self, size: int = 0, /) -> bytes:
        """Return some of the next bytes without going past them."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class BrokenFeed(UsageError):
    """A feed that cannot be read on; what stands before the break was read."""


@dataclass(frozen=True, slots=True)
class Passed:
    """How far a file was read: so many bytes of it, and their digest."""

    size: int
    digest: str


NOTHING: Final = Passed(0, "")


class _Counted(io.RawIOBase):
    """A file whose bytes are counted as they are read."""

    def __init__(self, path: Path) -> None:
        self._file = io.FileIO(path)
        self._hash = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # what BufferedReader hands in
        count = self._file.readinto(buffer) or 0
        self._hash.update(memoryview(buffer)[:count])
        self.size += count
        return count

    def passed(self) -> Passed:
        return Passed(self.size, self._hash.copy().hexdigest())

    def close(self) -> None:
        self._file.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """What a gzip file holds; one that was cut off, damaged, or packed to do harm is refused."""

    def __init__(self, packed: io.BufferedReader[_Counted], counted: _Counted) -> None:
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._packed, self._counted = packed, counted
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # what BufferedReader hands in
        try:
            data = self._gzip.read(len(buffer))
        except EOFError:
            raise BrokenFeed("the packed feed ends too early", remedy="Fetch it again.") from None
        except (gzip.BadGzipFile, zlib.error) as trouble:
            raise BrokenFeed(f"the packed feed is damaged ({trouble})", remedy="Fetch it again.") from None
        self._size += len(data)
        if self._size > max(_UNPACKED_FREELY, MOST_TIMES * self._counted.size):
            what = f"the feed unpacks to more than {MOST_TIMES} times its size"
            raise BrokenFeed(what, remedy="If that is right, unpack it first: gunzip.")
        memoryview(buffer)[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._gzip.close()
        self._packed.close()
        super().close()


class OpenFeed:
    """A feed while it is read: `stream` gives its bytes, unpacked."""

    def __init__(self, path: Path) -> None:
        """Open it; what begins like gzip is unpacked, whatever its name.

        Raises:
            OSError: it cannot be opened.
            UsageError: its name says that it is packed and it is not, or it is packed otherwise.
        """
        self._counted = _Counted(path)
        packed = io.BufferedReader(self._counted, CHUNK)
        self.stream: Stream = packed
        head = packed.peek(4)
        if head.startswith(_GZIP):
            self.stream = io.BufferedReader(_Unpacked(packed, self._counted), CHUNK)
        elif head.startswith(_ZIP) or path.suffix == ".gz":
            self.stream.close()
            kind = "a zip archive" if head.startswith(_ZIP) else "no gzip file, though its name says so"
            raise UsageError(f"the feed is {kind}.", where=str(path), remedy="Unpack it, or pack it with gzip.")

    def passed(self) -> Passed:
        """Return how far the file was read, ahead of the rows that came out of it."""
        return self._counted.passed()

    def close(self) -> None:
        """Let go of the file."""
        self.stream.close()


def begins_with(path: Path, passed: Passed) -> bool:
    """Say whether a file still begins with the bytes that were read of it."""
    counted = _Counted(path)
    try:
        left = passed.size
        buffer = bytearray(CHUNK)
        while left > 0:
            count = counted.readinto(memoryview(buffer)[: min(left, CHUNK)])
            if not count:
                return False
            left -= count
        return counted.passed() == passed
    finally:
        counted.close()
