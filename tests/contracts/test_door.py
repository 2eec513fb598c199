"""The door: what is left of it when it is closed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from activities.journal.door import Door, Json, Knock


async def echo(do: str, request: Json) -> object:
    """Answer with what was asked."""
    return [do, request["id"]]


async def test_a_door_that_closes_hangs_up(tmp_path: Path) -> None:
    """Whoever is connected hears at once that nobody answers any more, and no line is left open."""
    door = Door(tmp_path / "door", echo)
    await door.open()
    knock = Knock(door.path)
    assert await knock.call("echo") == ["echo", 1]
    reader, writer = await asyncio.open_unix_connection(str(door.path))
    writer.write(b'{"id": 7, "do": "echo"}\n')
    assert b"7" in await reader.readline()
    await door.close()
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    await writer.wait_closed()
    await knock.close()
