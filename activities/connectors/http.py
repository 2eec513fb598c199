"""A connector over HTTP: a POST that says what is asked for and under which key, and what each answer means.

Values travel as plain JSON, both ways: money `{"currency": "USD", "minor": 12990}`, an instant as RFC 3339
(`2026-11-23T14:30:00.000Z`), a date as `2026-11-23`, a duration as ISO 8601 in hours and below (`PT5H53M`), a person
as `{"id", "name", "address", "language"}`. Of an answer only what the contract's `result` declares is kept.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn
from urllib.parse import quote

import httpx2

from activities.connectors.guard import GuardedClient
from activities.keeping import PSEUDONYM
from activities.ports import Call, Outcome
from domain.case.commands import Accepted, Applied, NotApplied, Unknown
from domain.clock.duration import LONGEST_MS, Duration
from domain.clock.instant import instant_text, parse_instant
from domain.errors import MakegoodError, UsageError
from domain.money import Money
from domain.playbook.contract import Contract, kind_of
from domain.record import canonical
from domain.values import Person, Sealed, Value, from_json

LARGEST_BODY = 256 * 1024
"""Bytes of a request or an answer; what is larger is not sent, or not read."""

_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout)
"""Troubles from before the first byte of a request."""
_TAKEN_ON = 202
_UNREADABLE = (MakegoodError, ValueError, TypeError, KeyError, RecursionError)
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
_DURATION = re.compile(r"(-?)PT(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{3}))?S)?")


# --- Values as plain JSON --------------------------------------------------------------------------------------------
def plain(value: Value) -> object:  # noqa: PLR0911 — a line for each kind
    """Write a value as the other side reads it.

    Raises:
        UsageError: a private text that was not taken from the vault.
    """
    match value:
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case Money():
            return {"currency": value.currency, "minor": value.minor}
        case Duration():
            return _duration_text(value)
        case Person():
            return {"id": value.id, "name": "", "address": "", "language": ""}
        case Sealed():
            raise UsageError("a private text is no longer there")
        case Mapping():
            return {name: plain(inner) for name, inner in value.items()}
        case tuple() | list():
            return [plain(inner) for inner in value]
        case _:
            return value


def _duration_text(span: Duration) -> str:
    seconds, ms = divmod(abs(span.ms), 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    rest = f"{seconds}.{ms:03d}S" if ms else f"{seconds}S" if seconds else ""
    text = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + rest
    return ("-" if span.ms < 0 else "") + "PT" + (text or "0S")


def typed(data: object, kind: str) -> Value:  # noqa: PLR0911 — as above
    """Read one value of a declared type.

    Raises:
        UsageError, ValueError, TypeError, KeyError: it is none.
    """
    match kind, data:
        case "text", str():
            return data
        case "yes_no", bool():
            return data
        case "integer", int() if not isinstance(data, bool):
            return from_json(data)
        case "money", {"currency": str(currency), "minor": int(minor)} if not isinstance(minor, bool):
            return Money(currency, minor)
        case "instant", str():
            return parse_instant(data)
        case "date", str():
            return date.fromisoformat(data)
        case "duration", str():
            return _duration(data)
        case "person", {"id": str(name)} if PSEUDONYM.fullmatch(name):
            return Person(name)
        case _:
            raise TypeError(kind)


def _duration(text: str) -> Duration:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign, hours, minutes, seconds, ms = match.groups(default="0")
    whole = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000 + int(ms)
    if whole > LONGEST_MS:
        raise ValueError(text)
    return Duration(-whole if sign == "-" else whole)


def receipt_of(body: Mapping[str, object], contract: Contract) -> Mapping[str, Value]:
    """Return the declared parts of an answer that are what they should be; the rest is not kept."""
    receipt = {}
    for name, kind in contract.result.items():
        try:
            value = typed(body[name], kind_of(kind).type)
            canonical(value)
        except _UNREADABLE:
            continue
        receipt[name] = value
    return receipt


# --- Answers ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer, and its body where that is a JSON object."""

    status: int
    body: Mapping[str, object] | None


def _object(data: bytes) -> Mapping[str, object] | None:
    try:
        found = json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)
    except _UNREADABLE:
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def outcome_of(answer: Answer, contract: Contract) -> Outcome:
    """Say what an answer to a request proves; what proves nothing is unknown (301, 404, 409 “in use”, 502, …)."""
    match answer:
        case Answer(202, {"reference": str(reference), "expect_by": str(expect_by)}):
            return _accepted(reference, expect_by)
        case Answer(status, Mapping() as body) if httpx2.codes.is_success(status) and status != _TAKEN_ON:
            return Applied(receipt=receipt_of(body, contract))
        case Answer(409 | 422, {"reason": str(reason)}) if reason in contract.refusals:
            return NotApplied(why=reason, refused=True)
        case Answer(429 | 503 as status, {"applied": False}):
            return NotApplied(why=f"{contract.name} answered {status}: not applied")
        case Answer(status):
            return Unknown(why=f"{contract.name} answered {status}")


def _accepted(reference: str, expect_by: str) -> Outcome:
    try:
        canonical(reference)
        return Accepted(reference=reference, expect_by=parse_instant(expect_by))
    except _UNREADABLE:
        return Unknown(why="accepted, but what was answered cannot be recorded")


# --- The connector ---------------------------------------------------------------------------------------------------
class HttpConnector:
    """An outside effect behind a URL.

    Args:
        contract: what the other side promises.
        url: where to POST; `GET url/KEY` asks what became of a key (the key percent-encoded).
        client: the guarded client, shared by all connectors.
        allow_private: hosts that may be private addresses.
    """

    def __init__(
        self, contract: Contract, url: str, *, client: GuardedClient, allow_private: Collection[str] = ()
    ) -> None:
        try:
            address = httpx2.URL(url)
        except httpx2.InvalidURL as trouble:
            raise UsageError(f"“{url}” is no URL: {trouble}.", where=contract.name) from trouble
        if address.scheme not in {"http", "https"} or not address.host or address.userinfo or address.fragment:
            raise UsageError(
                f"“{address.copy_with(username=None, password=None)}” is no URL for a connector.",
                where=contract.name, remedy="Write http(s)://host/path, without a user, a password or a #.",
            )  # fmt: skip
        self.contract = contract
        self._url = address
        self._client = client
        self._extensions = {"allow_private": tuple(allow_private)}

    async def perform(self, call: Call) -> Outcome:
        """POST the request under its key."""
        try:
            body = json.dumps(plain(call.request), ensure_ascii=False, separators=(",", ":")).encode()
        except (UsageError, ValueError) as trouble:
            return NotApplied(why=f"nothing was sent: {trouble}")
        if len(body) > LARGEST_BODY:
            return NotApplied(why=f"nothing was sent: the request is larger than {LARGEST_BODY} bytes")
        headers = {
            "Content-Type": "application/json", "Idempotency-Key": quote(call.key, safe=_VISIBLE),
            "X-Attempt": str(call.attempt),
        }  # fmt: skip
        answer = await self._ask(self._client.build_request("POST", self._url, content=body, headers=headers), call)
        return outcome_of(answer, self.contract) if isinstance(answer, Answer) else answer

    async def look_up(self, call: Call) -> Outcome:
        """GET what became of the key: 200 it was applied, 404 it was not, everything else tells nothing."""
        path, mark, query = self._url.raw_path.partition(b"?")
        place = path.rstrip(b"/") + b"/" + quote(call.key, safe="").encode() + mark + query
        answer = await self._ask(self._client.build_request("GET", self._url.copy_with(raw_path=place)), call)
        match answer:
            case Answer(200, Mapping() as body):
                return Applied(receipt=receipt_of(body, self.contract))
            case Answer(404):
                return NotApplied(why=f"{self.contract.name} does not know the key")
            case Answer(status):
                return Unknown(why=f"{self.contract.name} answered {status}")
            case _:
                return Unknown(why=answer.why)

    async def _ask(self, request: httpx2.Request, call: Call) -> Answer | NotApplied | Unknown:
        seconds = call.timeout_ms / 1_000
        request.headers["Accept-Encoding"] = "identity"
        request.extensions |= self._extensions | {"timeout": httpx2.Timeout(seconds, connect=seconds / 2).as_dict()}
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(request)
        except _NOT_SENT as trouble:
            return NotApplied(why=f"{self.contract.name} cannot be reached: {trouble}")
        except (TimeoutError, httpx2.TimeoutException):
            return Unknown(why=f"{self.contract.name} did not answer in time")
        except httpx2.HTTPError as trouble:
            return Unknown(why=f"{self.contract.name} broke off: {type(trouble).__name__}")

    async def _answer(self, request: httpx2.Request) -> Answer:
        response = await self._client.send(request, stream=True)
        data = bytearray()
        async with aclosing(response), aclosing(response.aiter_bytes()) as parts:
            async for part in parts:
                data += part
                if len(data) > LARGEST_BODY:
                    return Answer(response.status_code, None)
        return Answer(response.status_code, _object(bytes(data)))
