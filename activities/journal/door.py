"""The door: a local socket beside the journal, through which other processes reach the engine that runs it.

One JSON object a line. A request is `{"id": 1, "do": "…", …}`; its answer `{"id": 1, "ok": …}` or
`{"id": 1, "problem": {"title", "what", "remedy", "where", "exit_code"}}`. Requests of one connection run side by side.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import json
import socket
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from activities.account import peer
from domain import errors
from domain.errors import MakegoodError, Unavailable, UsageError

LARGEST = 1024 * 1024
"""The largest request in bytes."""
LARGEST_ANSWER = 16 * LARGEST
_LONGEST_PATH = 100
"""What a socket's path may measure (the system's limit is 108 bytes)."""
Json = Mapping[str, object]
Handler = Callable[[str, Json], Awaitable[object]]


def door_path(journal: Path) -> Path:
    """Return where the door of a journal is; a path too long for a socket has its door in the temporary folder."""
    beside = journal.absolute().with_name(journal.name + ".sock")
    if len(str(beside).encode()) <= _LONGEST_PATH:
        return beside
    name = hashlib.sha256(str(beside).encode()).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"makegood-{name}.sock"


def problem(trouble: MakegoodError) -> dict[str, object]:
    """Return a refusal as data."""
    return {
        "kind": type(trouble).__name__, "title": trouble.title, "what": trouble.what, "remedy": trouble.remedy,
        "where": trouble.where, "exit_code": trouble.exit_code,
    }  # fmt: skip


def refusal(data: Mapping[str, object]) -> MakegoodError:
    """Return data as the refusal it was."""
    kind = getattr(errors, str(data.get("kind")), MakegoodError)
    what, remedy, where = (str(data.get(part, "")) for part in ("what", "remedy", "where"))
    known = isinstance(kind, type) and issubclass(kind, MakegoodError)
    return kind(what, remedy=remedy, where=where) if known else MakegoodError(what, remedy=remedy, where=where)


class Door:
    """Listens for other processes while the engine runs."""

    def __init__(self, path: Path, handler: Handler) -> None:
        """Prepare; `handler(do, request)` answers or raises."""
        self.path = path
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begin to listen; a socket file that a dead engine left behind is replaced (the caller holds the lock)."""
        self.path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._connected, str(self.path), limit=LARGEST)
        self.path.chmod(0o600)

    async def close(self) -> None:
        """Listen no more, and finish what was asked."""
        if self._server is not None:
            self._server.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        for line in self._lines:
            line.cancel()
        if self._lines:
            await asyncio.wait(self._lines)
        self.path.unlink(missing_ok=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.ensure_future(self._listen(reader, writer))
        self._lines.add(line)
        with contextlib.suppress(asyncio.CancelledError):
            await line
        self._lines.discard(line)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                try:
                    line = await reader.readline()
                except ValueError:
                    await self._say(writer, {"id": None, "problem": problem(UsageError("the request is too large."))})
                    break
                if not line:
                    break
                task = asyncio.ensure_future(self._answer(line, writer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except ConnectionError:
            return
        finally:
            writer.close()  # also when the door closes: a line that nobody hangs up stays open

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> None:
        number: object = None
        try:
            request = json.loads(line)
            _check(request)
            number = request.get("id")
            _check_whole(request)
            request |= _said_by(writer)
            answer: dict[str, object] = {"id": number, "ok": await self._handler(request["do"], request)}
        except MakegoodError as trouble:
            answer = {"id": number, "problem": problem(trouble)}
        except (ValueError, TypeError, KeyError) as trouble:
            answer = {"id": number, "problem": problem(UsageError(f"the request cannot be read: {trouble}."))}
        except Exception as trouble:  # noqa: BLE001 — whoever asked is never left waiting
            said = MakegoodError(f"the engine failed at this: {type(trouble).__name__}.", remedy="See its log.")
            answer = {"id": number, "problem": problem(said)}
        await self._say(writer, answer)

    async def _say(self, writer: asyncio.StreamWriter, answer: Json) -> None:
        line = _line(answer)
        if len(line) > LARGEST_ANSWER:
            too_large = UsageError(f"the answer is larger than {LARGEST_ANSWER} bytes.", remedy="Ask for less at once.")
            line = _line({"id": answer["id"], "problem": problem(too_large)})
        with contextlib.suppress(ConnectionError):
            writer.write(line)
            await writer.drain()


def _said_by(writer: asyncio.StreamWriter) -> dict[str, str]:
    """Return under which user a request came, as the system says; what the request says of it does not count."""
    user = peer(writer.get_extra_info("socket"))
    return {"user": user} if user else {}


class Knock:
    """Asks an engine through its door, many requests side by side."""

    def __init__(self, path: Path) -> None:
        """Prepare."""
        self.path = path
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[object]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None

    async def call(self, do: str, **fields: object) -> object:
        """Ask one thing.

        Raises:
            Unavailable: nobody answers at the door.
            MakegoodError: what the engine refused with.
        """
        if self._writer is None:
            await self._connect()
        assert self._writer is not None  # noqa: S101 — just connected
        number = next(self._numbers)
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        self._writer.write(_line({"id": number, "do": do, **fields}))
        with contextlib.suppress(ConnectionError):  # whoever listens tells it to all who wait
            await self._writer.drain()
        return await future

    async def _connect(self) -> None:
        try:
            reader, self._writer = await asyncio.open_unix_connection(str(self.path), limit=LARGEST_ANSWER)
        except OSError as trouble:
            raise _nobody(self.path) from trouble
        self._listening = asyncio.ensure_future(self._listen(reader))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                answer = json.loads(line)
                future = self._waiting.pop(answer["id"], None)
                if future is not None and not future.done():
                    _settle(future, answer)
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(_nobody(self.path))
        self._waiting.clear()

    async def close(self) -> None:
        """Hang up, and wait until the line is closed."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(ConnectionError):
                await self._writer.wait_closed()


def _check(request: object) -> None:
    if not isinstance(request, dict) or not isinstance(request.get("do"), str):
        raise UsageError("a request is an object with “do”.")


def _check_whole(request: Json) -> None:
    try:
        json.dumps(request, ensure_ascii=False).encode()
    except UnicodeEncodeError as trouble:
        raise UsageError(
            "a text in the request holds half a character (a lone surrogate), which nobody can store.",
            remedy="Send whole characters: text is Unicode, written as UTF-8.",
        ) from trouble


def _line(said: Json) -> bytes:
    """Return one line; half a character goes as JSON's own escape, so that a line is never lost for it."""
    return json.dumps(said, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"


def _settle(future: asyncio.Future[object], answer: Mapping[str, object]) -> None:
    if "problem" in answer and isinstance(answer["problem"], dict):
        future.set_exception(refusal(answer["problem"]))
    else:
        future.set_result(answer["ok"])


def _nobody(path: Path) -> Unavailable:
    return Unavailable("no engine answers.", where=str(path), remedy="Start one: makegood up.")


def knock_once(path: Path, do: str, **fields: object) -> object:
    """Ask one thing without an event loop: for short-lived commands.

    Raises:
        Unavailable: nobody answers at the door.
        MakegoodError: what the engine refused with.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(str(path))
            line.sendall(_line({"id": 1, "do": do, **fields}))
            with line.makefile("rb") as file:
                answer = json.loads(file.readline(LARGEST_ANSWER) or b"{}")
        except OSError as trouble:
            raise _nobody(path) from trouble
    if not answer:
        raise _nobody(path)
    if "problem" in answer:
        raise refusal(answer["problem"])
    return answer["ok"]
