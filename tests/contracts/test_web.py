"""The endpoint on a real line: what is refused before it is read, what is waited for, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx2
import pytest

from domain.values import Person
from makegood.api import gate
from tests.support.partners import ACME, Endpoint, endpoint
from workers.assemble import House
from workers.settings import load
from workers.web import Line, listening, served

HEAD = f"Host: x\r\nAuthorization: Bearer {ACME}\r\nContent-Type: application/json\r\nIdempotency-Key: k/1\r\n"
TAKE = b'{"queue": "lockers"}'


@contextlib.asynccontextmanager
async def real(it: Endpoint, folder: Path) -> AsyncIterator[Line]:
    """Serve an endpoint on a free port."""
    house = cast("House", SimpleNamespace(journal=it.house.journal, jobs=it.counter.jobs))
    (folder / "acme.token").write_text(ACME)
    (folder / "makegood.toml").write_text(
        'listen = "127.0.0.1:0"\n[partners.acme]\nqueues = ["lockers", "vans"]\ntoken_file = "acme.token"\n'
    )
    with listening(load(folder=folder)) as line:
        assert line is not None
        async with served(line, house):
            yield line


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Endpoint]:
    """Return a house with a case whose locker waits to be opened."""
    async with endpoint(tmp_path, facts={"who": Person("cu_2", "v_2", "")}) as (found, _):
        yield found


async def said(line: Line, text: str, rest: bytes = b"") -> str:
    """Send something as it is; returns what comes back until the line is closed or quiet."""
    host, port = line.socket.getsockname()[:2]
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(text.encode() + rest)
    heard = b""
    with contextlib.suppress(TimeoutError):
        while part := await asyncio.wait_for(reader.read(65_536), 2):
            heard += part
            if b"}" in part:
                break
    writer.close()
    return heard.decode()


async def test_a_body_that_says_it_is_too_large_is_not_waited_for(it: Endpoint, tmp_path: Path) -> None:
    """The refusal comes before a byte of it was sent, and the line is closed."""
    async with real(it, tmp_path) as line:
        answer = await said(line, f"POST /v1/jobs/take HTTP/1.1\r\n{HEAD}Content-Length: 900000000\r\n\r\n")
    assert answer.startswith("HTTP/1.1 413 ")
    assert "connection: close" in answer.lower()
    assert json.loads(answer.partition("\r\n\r\n")[2])["exit_code"] == 2


async def test_nobody_without_a_token_is_listened_to(it: Endpoint, tmp_path: Path) -> None:
    """401 comes before the body does."""
    async with real(it, tmp_path) as line:
        answer = await said(line, "POST /v1/jobs/take HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    assert answer.startswith("HTTP/1.1 401 ")


async def test_a_body_that_does_not_come_is_not_waited_for_for_ever(
    it: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """408, as every other refusal."""
    monkeypatch.setattr(gate, "READ_WITHIN_S", 0.1)
    async with real(it, tmp_path) as line:
        answer = await said(line, f"POST /v1/jobs/take HTTP/1.1\r\n{HEAD}Content-Length: 20\r\n\r\n", b"{")
    assert answer.startswith("HTTP/1.1 408 ")
    assert "application/problem+json" in answer


async def test_too_much_at_once_is_put_off(it: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 and Retry-After; those who came first are answered."""
    monkeypatch.setattr(gate, "MOST_AT_ONCE", 2)
    headers = {"Authorization": f"Bearer {ACME}"}
    async with real(it, tmp_path) as line, httpx2.AsyncClient(base_url=line.url, headers=headers) as client:
        asked = [
            client.post("/v1/jobs/take", json={"queue": "vans"}, headers={"Idempotency-Key": f"k/{n}"})
            for n in range(30)
        ]
        answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {200, 503}
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)


async def test_what_is_being_answered_at_the_end_is_finished(
    it: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever had asked gets an answer; whoever asks now finds nobody."""
    asked, go_on = asyncio.Event(), asyncio.Event()
    read = type(it.house.journal).command

    async def slowly(journal: object, command: str) -> object:
        asked.set()
        await go_on.wait()
        return await read(journal, command)  # type: ignore[arg-type] # it is the journal

    monkeypatch.setattr(type(it.house.journal), "command", slowly)
    headers = {"Authorization": f"Bearer {ACME}", "Idempotency-Key": "k/1"}
    async with httpx2.AsyncClient(headers=headers) as client, contextlib.AsyncExitStack() as ending:
        url = (await ending.enter_async_context(real(it, tmp_path))).url
        answer = asyncio.ensure_future(client.post(f"{url}/v1/jobs/take", json={"queue": "lockers"}))
        await asked.wait()
        closed = asyncio.ensure_future(ending.aclose())
        asyncio.get_running_loop().call_later(0.3, go_on.set)
        assert (await answer).json()["job"]["case"]
        await closed
        with pytest.raises(httpx2.ConnectError):
            await client.get(f"{url}/v1/health")
