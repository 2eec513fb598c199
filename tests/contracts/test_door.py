"""The door: what is left of it when it is closed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from activities.journal.door import LARGEST, LARGEST_ANSWER, Door, Json, Knock, knock_once
from domain.errors import MakegoodError, Unavailable, UsageError


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


async def test_a_line_that_breaks_while_it_is_written_to_says_that_nobody_answers(tmp_path: Path) -> None:
    """Whoever asked is told the same as if nobody had been there, and nothing else."""

    async def dies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    server = await asyncio.start_unix_server(dies, str(tmp_path / "door"))
    knock = Knock(tmp_path / "door")
    for _ in range(5):
        with pytest.raises(Unavailable, match="no engine answers"):
            await asyncio.wait_for(knock.call("echo", text="x" * 4 * LARGEST), 5)
    await knock.close()
    server.close()


async def test_a_fault_of_the_engine_is_an_answer(tmp_path: Path) -> None:
    """Whoever asked hears that it failed; the fault's own words, which may hold anything, are not passed on."""

    async def broken(do: str, request: Json) -> object:
        raise RuntimeError("a customer's name")

    door = Door(tmp_path / "door", broken)
    await door.open()
    knock = Knock(door.path)
    with pytest.raises(MakegoodError, match="the engine failed at this: RuntimeError") as refused:
        await asyncio.wait_for(knock.call("anything"), 5)
    assert "name" not in str(refused.value)
    await knock.close()
    await door.close()


@pytest.mark.parametrize("ask", ["in a loop", "once"])
@pytest.mark.parametrize(("size", "comes"), [(LARGEST, True), (LARGEST_ANSWER - 1_000, True), (LARGEST_ANSWER, False)])
async def test_a_large_answer_comes_whole_or_is_refused(ask: str, size: int, comes: bool, tmp_path: Path) -> None:
    """However much there is to say, whoever asked hears it or why not, and the next question is answered too."""

    async def much(do: str, request: Json) -> object:
        return "x" * (size if do == "much" else 1)

    door = Door(tmp_path / "door", much)
    await door.open()
    knock = Knock(door.path)

    async def call(do: str) -> object:
        asked = asyncio.to_thread(knock_once, door.path, do) if ask == "once" else knock.call(do)
        return await asyncio.wait_for(asked, 20)

    if comes:
        assert await call("much") == "x" * size
    else:
        with pytest.raises(UsageError, match="the answer is larger"):
            await call("much")
    assert await call("little") == "x"
    await knock.close()
    await door.close()


@pytest.mark.parametrize("half", ["caf\ud800", "\udce9"])
async def test_half_a_character_is_refused_at_the_door(half: str, tmp_path: Path) -> None:
    """Nobody could store it: whoever sends it hears so, wherever it stands, and the next request is answered."""
    asked = list[str]()

    async def handler(do: str, request: Json) -> object:
        asked.append(do)
        return do

    door = Door(tmp_path / "door", handler)
    await door.open()
    knock = Knock(door.path)
    for fields in ({"why": half}, {"deep": [{"text": half}]}, {half: "x"}):
        with pytest.raises(UsageError, match="half a character"):
            await asyncio.wait_for(knock.call("write", **fields), 5)
        with pytest.raises(UsageError, match="half a character"):
            await asyncio.to_thread(knock_once, door.path, "write", **fields)
    assert await asyncio.wait_for(knock.call("next"), 5) == "next"
    assert asked == ["next"]
    await knock.close()
    await door.close()


async def test_a_number_that_is_half_a_character_is_answered_too(tmp_path: Path) -> None:
    """Also a request whose own number cannot be written gets its answer."""
    door = Door(tmp_path / "door", echo)
    await door.open()
    reader, writer = await asyncio.open_unix_connection(str(door.path))
    writer.write(b'{"id": "\\ud800", "do": "echo"}\n')
    assert b"half a character" in await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    await writer.wait_closed()
    await door.close()
