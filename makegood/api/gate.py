"""The gate before the addresses: who asks, how much, and how many at once.

It answers before a body is read where it can, reads a body up to its limit, and lets no fault out as anything but a
refusal.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import MakegoodError, Unavailable, UsageError
from makegood.api.problems import FAULT, locked, problem, too_many
from workers.door.partners import Partner

LARGEST_BODY = 256 * 1024
READ_WITHIN_S = 20.0
"""A body that does not arrive within this time is waited for no longer."""
MOST_AT_ONCE = 128
MOST_FAILURES, WINDOW_S = 10, 60.0
"""So many unknown tokens of one address within this time are answered with what they are; any more with 429."""
MOST_ADDRESSES = 10_000
OPEN_PATHS = frozenset({"/v1/health"})
"""What is answered without a token; everything else takes one, whether it is there or not."""


class Bearing(Protocol):
    """Knows whose token one is."""

    def bearer(self, token: str) -> Partner | None:
        """Return the partner, or None."""
        ...


@dataclass(slots=True)
class Failures:
    """Counts unknown tokens by the address they came from.

    A right token is always let in: nobody can lock a partner out, and tokens are too long to be guessed by trying.
    """

    now: Callable[[], float] = time.monotonic
    _seen: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def again_in(self, address: str) -> int:
        """Count one; returns after how many seconds to try again when there were too many, else 0."""
        now = self.now()
        times = self._seen.setdefault(address, deque(maxlen=MOST_FAILURES))
        self._seen.move_to_end(address)
        if len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        if len(times) == MOST_FAILURES and now - times[0] < WINDOW_S:
            return math.ceil(times[0] + WINDOW_S - now)
        times.append(now)
        return 0


class _Turned(Exception):
    """A request that is turned away, and with what."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@dataclass(slots=True)
class Gate:
    """Wraps the addresses."""

    app: ASGIApp
    bearing: Bearing
    on_fault: Callable[[Exception], None]
    failures: Failures = field(default_factory=Failures)
    _now: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), (b"cache-control", b"no-store")]
            await send(message)

        self._now += 1
        try:
            await self._pass(scope, receive, sending)
        except _Turned as away:
            await away.answer(scope, receive, sending)
        except Exception as trouble:  # noqa: BLE001 — whatever it is, its text stays here
            self.on_fault(trouble)
            if not started:
                await problem(FAULT)(scope, receive, sending)
        finally:
            self._now -= 1

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or turn it away."""
        if self._now > MOST_AT_ONCE:
            raise _Turned(problem(Unavailable("too much is asked at once.", remedy="Ask again in a moment.")))
        headers = Headers(scope=scope)
        refusal = self._let_in(scope, headers)
        if refusal is not None:
            raise _Turned(refusal)
        body = await _body(headers, receive) if scope["method"] == "POST" else b""
        if body is not None:
            await self.app(scope, _replayed(body, receive), send)

    def _let_in(self, scope: Scope, headers: Headers) -> Response | None:
        """See who asks; None: they may."""
        scope.setdefault("state", {})["partner"] = None
        told = headers.get("authorization")
        if told is None:
            return None if scope["path"] in OPEN_PATHS else locked(told=False)
        way, _, token = told.partition(" ")
        partner = self.bearing.bearer(token.strip()) if way.lower() == "bearer" else None
        if partner is None:
            again = self.failures.again_in((scope.get("client") or ("",))[0])
            return too_many(again) if again else locked(told=True)
        scope["state"]["partner"] = partner
        return None


async def _body(headers: Headers, receive: Receive) -> bytes | None:
    """Read a body that is said to be JSON; None: whoever asked has gone."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        what = UsageError("a body is JSON here.", remedy="Send it with Content-Type: application/json.")
        raise _Turned(problem(what, 415))
    try:
        return await asyncio.wait_for(_read(headers, receive), READ_WITHIN_S)
    except TimeoutError:
        late = UsageError("the body did not arrive in time.", remedy="Send it at once.")
        raise _Turned(problem(late, 408, {"Connection": "close"})) from None
    except MakegoodError as trouble:
        raise _Turned(problem(trouble, 413, {"Connection": "close"})) from None


async def _read(headers: Headers, receive: Receive) -> bytes | None:
    """Read a body up to its limit; None: whoever asked has gone.

    Raises:
        UsageError: it is larger.
    """
    told = headers.get("content-length", "0")
    parts, size = [], int(told) if told.isdecimal() and len(told) < 20 else 0  # noqa: PLR2004 — no number of bytes
    while size <= LARGEST_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size = max(size, sum(map(len, parts))) if message.get("more_body") else sum(map(len, parts))
        if not message.get("more_body"):
            break
    if size > LARGEST_BODY:
        raise UsageError(f"the body is larger than {LARGEST_BODY // 1024} KiB.", remedy="Send less.")
    return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a way to receive a body that was read already."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
