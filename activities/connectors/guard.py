"""The guard at the door: no request reaches a private address unless the house named its host.

What counts is the address a connection is made to. A name is resolved once, every address it has is judged, and the
connection goes to the very address that was judged: odd spellings (`0x7f.1`), names that point inward and names that
change their mind between check and connect (DNS rebinding) all end here, before a byte is sent.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import cast

import httpcore2
import httpx2

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host, as text; raises OSError where there are none."""

_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_LONGEST_IDLE_S = 2.0
"""Idle connections are kept shorter than servers keep theirs: a request on a dying one has an unknown outcome."""
_TROUBLES = (
    httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol,
)  # fmt: skip


def is_public(address: str) -> bool:
    """Say whether an address lies outside: not private, loopback, link-local, shared, reserved or multicast.

    IPv4 inside IPv6 (mapped, NAT64, 6to4) is judged as the IPv4 address it leads to.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        inner = _embedded(found)
        if inner is None:
            return found in _UNICAST and found.is_global
        found = inner
    return found.is_global and not found.is_multicast and not found.is_reserved


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for a host's addresses; each once, in its order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class GuardedNetwork(httpcore2.AsyncNetworkBackend):
    """Connects to public addresses only."""

    def __init__(self, resolver: Resolver, network: httpcore2.AsyncNetworkBackend) -> None:
        self._resolve = resolver
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 — the backend's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve, judge, and connect to what was judged; the first address that answers."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._judged(host, port)
                for address in addresses[:-1]:
                    try:
                        return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
                    except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                        continue
                return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)
        except TimeoutError as trouble:
            raise httpcore2.ConnectTimeout(f"{host} cannot be reached in time") from trouble

    async def _judged(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as trouble:
            raise httpcore2.ConnectError(f"{host} cannot be found") from trouble
        if not addresses:
            raise httpcore2.ConnectError(f"{host} has no address")
        inward = [address for address in addresses if not is_public(address)]
        if inward:
            raise httpcore2.ConnectError(f"{host} leads to {inward[0]}, which is no public address")
        return addresses


class GuardedClient(httpx2.AsyncClient):
    """An HTTP client for addresses that a house was given: guarded, no redirects, no proxies, no cookies.

    A request may name hosts it trusts although they are private in its extension `allow_private`.
    """

    def __init__(
        self,
        *,
        allow_private: Collection[str] = (),
        resolver: Resolver = resolve,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        transport = _Guarded(frozenset(allow_private), resolver, network or httpcore2.AnyIOBackend())
        cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        super().__init__(transport=transport, trust_env=False, follow_redirects=False, cookies=cookies)


class _Guarded(httpx2.AsyncBaseTransport):
    """Two pools that never share a connection: one behind the guard, one for hosts that were named."""

    def __init__(self, named: frozenset[str], resolver: Resolver, network: httpcore2.AsyncNetworkBackend) -> None:
        self._named = named
        self._guarded = _pool(GuardedNetwork(resolver, network))
        self._open = _pool(network)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request by the pool its host belongs to."""
        named = self._named.union(request.extensions.get("allow_private", ()))
        pool = self._open if request.url.host in named else self._guarded
        url = request.url
        raw = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw, content=cast("httpx2.AsyncByteStream", request.stream),
            extensions=request.extensions,
        )  # fmt: skip
        try:
            answer = await pool.handle_async_request(raw)
        except _TROUBLES as trouble:
            raise _named(trouble) from trouble
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )  # fmt: skip

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._guarded.aclose()
        await self._open.aclose()


def _pool(network: httpcore2.AsyncNetworkBackend) -> httpcore2.AsyncConnectionPool:
    return httpcore2.AsyncConnectionPool(
        max_connections=100, keepalive_expiry=_LONGEST_IDLE_S, network_backend=network
    )  # fmt: skip


class _Body(httpx2.AsyncByteStream):
    """The body of an answer, its troubles in the client's words."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._answer.aiter_stream():
                yield part
        except _TROUBLES as trouble:
            raise _named(trouble) from trouble

    async def aclose(self) -> None:
        await self._answer.aclose()


def _named(trouble: Exception) -> httpx2.TransportError:
    match trouble:
        case httpcore2.ConnectError():
            return httpx2.ConnectError(str(trouble))
        case httpcore2.ConnectTimeout():
            return httpx2.ConnectTimeout(str(trouble))
        case httpcore2.TimeoutException():
            return httpx2.TimeoutException(str(trouble))
        case _:
            return httpx2.TransportError(str(trouble))
