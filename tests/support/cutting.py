"""A relay between a journal and its server that cuts lines at the worst moment."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Moment = Literal["before", "after"]
"""A line is cut before the server hears what was sent, or after it answered and before anybody hears the answer."""


@dataclass(slots=True)
class Relay:
    """Passes everything on; the next message of a line named so (`application_name`) is cut when that was asked for."""

    server: str
    named: str = "makegood writer"
    at: bytes = b"append_group"
    """What a message holds that is cut."""
    cuts: list[Moment] = field(default_factory=list)
    made: list[Moment] = field(default_factory=list)
    _relay: asyncio.Server | None = None
    _lines: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self) -> str:
        """Begin to listen; returns the address to use instead of the server's."""
        self._relay = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = self._relay.sockets[0].getsockname()[1]
        parts = urlsplit(self.server)
        return urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}"))

    async def close(self) -> None:
        """Cut everything, and listen no more."""
        assert self._relay is not None
        self._relay.close()
        await self.cut_all()

    async def cut_all(self) -> None:
        """Cut every line there is; new ones are passed on."""
        lines = list(self._lines)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        parts = urlsplit(self.server)
        try:
            theirs, to_server = await asyncio.open_connection(parts.hostname, parts.port)
            try:
                await self._pass_on(reader, writer, theirs, to_server)
            finally:
                to_server.close()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._lines.discard(line)

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, theirs: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:  # fmt: skip
        back, is_named = asyncio.ensure_future(_copy(theirs, writer)), False
        try:
            while data := await reader.read(1 << 20):
                is_named = is_named or f"\0{self.named}\0".encode() in data
                if is_named and self.cuts and self.at in data + _PREPARED.get(data[:1], b""):
                    self.made.append(self.cuts.pop(0))
                    if self.made[-1] == "after":
                        await _end(back)
                        to_server.write(data)
                        await theirs.read(1 << 20)
                    return
                to_server.write(data)
                await to_server.drain()
        finally:
            await _end(back)


_PREPARED = {b"B": b"append_group"}
"""A message that begins with Bind is a statement that was prepared before: the writer has only this one."""


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(1 << 20):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _end(copying: asyncio.Task[None]) -> None:
    copying.cancel()
    await asyncio.gather(copying, return_exceptions=True)
