"""Serving HTTP: the address that the settings name, taken before anything else begins, and served until the end.

What is served is an ASGI application of the room above, named as every ASGI server names it: by a text.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from domain.errors import Unavailable, UsageError
from workers.assemble import House
from workers.door.counter import Counter
from workers.door.partners import Partners, partners_of
from workers.settings import Settings

APP = "makegood.api.app:create"
GRACE_S = 10
"""How long the end waits for what is being answered."""
IDLE_S = 30
LARGEST_HEAD = 16 * 1024
BACKLOG = 256
LARGEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Line:
    """An address that is ours, and those who may ask there."""

    socket: socket.socket
    partners: Partners

    @property
    def url(self) -> str:
        """Return how it is reached on this machine."""
        host, port = self.socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.contextmanager
def listening(settings: Settings) -> Iterator[Line | None]:
    """Take the address that the settings name for as long as the block lasts; None when they name none.

    Raises:
        UsageError: it is no address, a partner's table is no use, or packages are missing.
        Unavailable: somebody else listens there, or we may not.
    """
    if not settings["listen"]:
        yield None
        return
    where = settings.values["listen"].origin
    host, port = address_of(settings["listen"], where)
    try:
        import fastapi  # noqa: F401, PLC0415 — an extra
        import uvicorn  # noqa: F401, PLC0415 — an extra
    except ImportError:
        raise UsageError(
            "to listen takes packages that are not installed.", where=where, remedy="Install makegood[web]."
        ) from None
    partners = partners_of(settings)
    with _bound(host, port, where) as line:
        yield Line(line, partners)


def address_of(text: str, where: str) -> tuple[str, int]:
    """Read HOST:PORT.

    Raises:
        UsageError: it is of another form.
    """
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    plain = bare == host or ":" in bare
    if not colon or not bare or not plain or (":" in host and bare == host) or not _is_port(port):
        raise UsageError(
            f"“{text}” is no address to listen at.", where=where,
            remedy="Write HOST:PORT, as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080.",
        )  # fmt: skip
    return bare, int(port)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= LARGEST_PORT


@contextlib.contextmanager
def _bound(host: str, port: int, where: str) -> Iterator[socket.socket]:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        line = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as trouble:
        raise UsageError(
            f"there is no host “{host}”.", where=where, remedy="Name an address of this machine, as 127.0.0.1:8080."
        ) from trouble
    with line:
        try:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(address)
            line.listen(BACKLOG)
        except OSError as trouble:
            raise Unavailable(
                f"{host}:{port} cannot be listened at: {trouble.strerror}.", where=where,
                remedy='End what listens there, or name another: listen = "127.0.0.1:PORT".',
            ) from trouble  # fmt: skip
        line.setblocking(False)  # noqa: FBT003 — the name says what it is
        yield line


@contextlib.asynccontextmanager
async def served(line: Line | None, house: House) -> AsyncIterator[None]:
    """Answer partners for as long as the block lasts; what is being answered when it ends is finished."""
    if line is None:
        yield
        return
    import uvicorn  # noqa: PLC0415 — an extra, and only what is used is loaded
    from uvicorn.importer import import_from_string  # noqa: PLC0415 — as above

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Leave signals to the process this is a part of."""
            yield

    app = import_from_string(APP)(Counter(house.journal, house.jobs, line.partners))
    server = Server(uvicorn.Config(
        app, http="h11", ws="none", lifespan="off", log_config=None, log_level="critical", access_log=False,
        server_header=False, timeout_keep_alive=IDLE_S, timeout_graceful_shutdown=GRACE_S,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    ))  # fmt: skip
    serving = asyncio.ensure_future(server.serve(sockets=[line.socket]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def is_loopback(host: str) -> bool:
    """Say whether what goes to a host stays on this machine."""
    try:
        return ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return host == "localhost"
