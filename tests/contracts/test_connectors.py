"""Connectors: what each answer of the other side means, and what never leaves the house."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import httpcore2
import httpx2
import pytest

from activities.connectors.guard import GuardedClient, Resolver
from activities.connectors.http import LARGEST_BODY, HttpConnector, plain, typed
from activities.ports import Call, Connector, Outcome
from activities.registry import Failed, Function, Later, Refused, Registry, step
from domain.case.commands import Accepted, Applied, NotApplied, Unknown
from domain.clock.duration import Duration
from domain.errors import ConflictError, UsageError
from domain.money import Money
from domain.playbook.contract import Contract
from domain.values import Person, Sealed, Value

SOON = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
UNRECORDABLE = Unknown(why="seats.hold answered what cannot be recorded")
KEY = "ca_1/seats.hold/1"


def a_call(
    request: Mapping[str, Value] | None = None, *, key: str = "ca_1/seats.hold/1", timeout_ms: int = 500
) -> Call:
    """Return a call of the tests' step."""
    return Call("ca_1", "seats.hold", "do", "seats.hold", key, 2, request or {}, timeout_ms)


def connector(function: Function) -> Connector:
    """Make a connector of a function."""
    return step("seats.hold", refusals={"no_seat": "the flight is full"})(function)


# --- Functions -------------------------------------------------------------------------------------------------------
def raising(trouble: Exception) -> Function:
    """Return a step that raises."""

    async def act(call: Call) -> Mapping[str, Value]:
        raise trouble

    return act


def returning(answer: object) -> Function:
    """Return a step that returns something, not always what it should."""

    async def act(call: Call) -> Mapping[str, Value]:
        return answer  # type: ignore[return-value]

    return act


@pytest.mark.parametrize(
    ("function", "outcome"),
    [
        (returning({"fare": Money("USD", 500)}), Applied(receipt={"fare": Money("USD", 500)})),
        (lambda call: {"key": call.key}, Applied(receipt={"key": KEY})),
        (raising(Refused("no_seat")), NotApplied(why="no_seat", refused=True)),
        (raising(Refused("rain")), NotApplied(why="seats.hold refused for a reason that it does not publish")),
        (raising(Failed("the desk is closed")), NotApplied(why="the desk is closed")),
        (raising(Later("b-1", SOON)), Accepted(reference="b-1", expect_by=SOON)),
        (returning(Later("b-1", SOON)), Accepted(reference="b-1", expect_by=SOON)),
        (raising(ValueError("Rosa Gómez")), Unknown(why="seats.hold broke off: ValueError")),
        (raising(TimeoutError()), Unknown(why="seats.hold did not answer in time")),
        (returning(None), Unknown(why="seats.hold answered with no record")),
        (returning({"rate": 1.5}), UNRECORDABLE),
        (returning({1: "x"}), UNRECORDABLE),
        (returning({"x": "\ud800"}), UNRECORDABLE),
        (returning(Later("b-1", SOON.replace(tzinfo=None))), UNRECORDABLE),
    ],
)  # fmt: skip
async def test_a_function_becomes_an_outcome(function: Function, outcome: Outcome) -> None:
    """What a function returns or raises has one meaning; what proves nothing is unknown, without a word of it kept."""
    assert await connector(function).perform(a_call()) == outcome


async def test_a_function_has_until_its_deadline() -> None:
    """An answer that does not come in time is unknown, from the loop and from a thread."""
    never, gate = asyncio.Event(), threading.Event()

    async def slow(call: Call) -> Mapping[str, Value]:
        await never.wait()
        return {}

    def stuck(call: Call) -> Mapping[str, Value]:
        gate.wait(5)
        return {}

    late = Unknown(why="seats.hold did not answer in time")
    assert await connector(slow).perform(a_call(timeout_ms=20)) == late
    assert await connector(stuck).perform(a_call(timeout_ms=20)) == late
    gate.set()


async def test_a_function_may_tell_what_became_of_a_key() -> None:
    """Looking up gives a receipt, or the proof that nothing was done; never more than that."""

    async def find(call: Call) -> Mapping[str, Value] | Later:
        if call.key == "later":
            return Later("b-1", SOON)
        if call.key != "known":
            raise Failed("no such booking")
        return {"seat": "12A"}

    asked = step("seats.hold", capability="lookup", look_up=find)(returning({}))
    assert await asked.look_up(a_call(key="known")) == Applied(receipt={"seat": "12A"})
    assert await asked.look_up(a_call(key="lost")) == NotApplied(why="no such booking")
    assert await asked.look_up(a_call(key="later")) == Unknown(why="it is still on its way")
    assert await connector(find).look_up(a_call()) == Unknown(why="seats.hold cannot be asked")


def test_who_promises_to_be_asked_names_how() -> None:
    """A connector that can be looked up needs the function for it."""
    with pytest.raises(UsageError, match="names no function"):
        step("seats.hold", capability="lookup")


def test_a_name_is_taken_once() -> None:
    """Two connectors of one name are refused; the registry is a mapping by name and publishes the contracts."""
    hold = connector(returning({}))
    registry = Registry().add(hold)
    with pytest.raises(ConflictError, match=r"two connectors seats\.hold"):
        registry.add(connector(returning({})))
    assert dict(registry) == {"seats.hold": hold}
    assert registry.contracts["seats.hold"].refusals == {"no_seat": "the flight is full"}


# --- The guard -------------------------------------------------------------------------------------------------------
class Line(httpcore2.AsyncMockStream):
    """A connection that keeps what is sent on it."""

    def __init__(self, answer: bytes, sent: bytearray) -> None:
        """Answer with these bytes."""
        super().__init__([answer])
        self.sent = sent

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 — as below
        """Keep it."""
        self.sent += buffer


class Wire(httpcore2.AsyncNetworkBackend):
    """A network that leads nowhere: it remembers who was to be connected, and answers once with a line of text."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}") -> None:
        """Keep the answer."""
        self.connected: list[str] = []
        self.sent = bytearray()
        self.answer = answer

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 — the backend's interface
        local_address: str | None = None,
        socket_options: object = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Remember the address; 198.41.0.4 does not answer."""
        self.connected.append(host)
        if host == "198.41.0.4":
            raise httpcore2.ConnectError("nobody there")
        return Line(self.answer, self.sent)


def leading_to(*answers: Sequence[str]) -> Resolver:
    """Return a resolver that gives one answer after the other."""
    left = list(answers)

    async def resolver(host: str, port: int) -> Sequence[str]:
        return left.pop(0)

    return resolver


INWARD = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "64:ff9b:1::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INWARD)
async def test_nothing_is_sent_to_an_inward_address(address: str) -> None:
    """A name that leads inward, alone or beside a public address, is refused before anything is connected."""
    wire = Wire()
    for found in ([address], ["93.184.215.14", address]):
        async with GuardedClient(resolver=leading_to(found), network=wire) as client:
            with pytest.raises(httpx2.ConnectError, match="no public address"):
                await client.post("https://hooks.example/", json={})
    assert wire.connected == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0177.1", "0x7f.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:7f00:1]", "localhost"],
)
async def test_odd_spellings_lead_nowhere(host: str) -> None:
    """However this machine is spelled, the address it resolves to decides."""
    wire = Wire()
    async with GuardedClient(network=wire) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.post(f"http://{host}/", json={})
    assert wire.connected == []


async def test_the_address_that_was_judged_is_the_one_connected() -> None:
    """A name is resolved once for a connection; when it turns inward later, the next connection is refused."""
    wire = Wire()
    resolver = leading_to(["198.41.0.4", "93.184.215.14"], ["127.0.0.1"])
    async with GuardedClient(resolver=resolver, network=wire) as client:
        assert (await client.get("http://hooks.example/")).json() == {}
        assert wire.connected == ["198.41.0.4", "93.184.215.14"]
        with pytest.raises(httpx2.ConnectError, match=r"leads to 127\.0\.0\.1"):
            await client.get("http://hooks.example/")
    assert wire.connected == ["198.41.0.4", "93.184.215.14"]


async def test_a_named_host_may_be_private() -> None:
    """A host that the house named is reached as it is; one that merely looks like it is not."""
    wire = Wire()
    async with GuardedClient(resolver=leading_to(["10.0.0.9"]), network=wire, allow_private=["seats.local"]) as client:
        assert (await client.get("http://seats.local/")).status_code == 200
        with pytest.raises(httpx2.ConnectError):
            await client.get("http://seats.local.example/")
    assert wire.connected == ["seats.local"]


async def test_a_name_that_is_not_found_is_a_failed_connection() -> None:
    """No address, and a resolver that gives up, end before anything is sent."""

    async def lost(host: str, port: int) -> Sequence[str]:
        raise OSError(host)

    for resolver in (lost, leading_to([])):
        async with GuardedClient(resolver=resolver, network=Wire()) as client:
            with pytest.raises(httpx2.ConnectError):
                await client.get("http://hooks.example/")


# --- HTTP ------------------------------------------------------------------------------------------------------------
HOLD = Contract(
    name="seats.hold", capability="lookup", refusals={"no_seat": "the flight is full"},
    result={
        "seat": "text", "fare": "money", "until": "instant", "day": "date", "lasts": "duration", "rows": "integer",
        "window": "yes_no optional", "guest": "person",
    },
)  # fmt: skip


def answering(status: int, body: object) -> bytes:
    """Return an answer as it comes over the wire."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(data)) + data


async def asked(answer: bytes, call: Call | None = None, *, look_up: bool = False) -> tuple[Outcome, str]:
    """Return what an answer means, and what was sent to get it."""
    wire = Wire(answer)
    async with GuardedClient(network=wire) as client:
        http = HttpConnector(HOLD, "http://seats.local/hold/", client=client, allow_private=["seats.local"])
        outcome = await (http.look_up if look_up else http.perform)(call or a_call())
    return outcome, wire.sent.decode()


BIG = b'{"seat": "' + b"x" * LARGEST_BODY + b'"}'


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, {"seat": "12A"}, Applied(receipt={"seat": "12A"})),
        (201, {"seat": "12A", "name": "Rosa", "rows": 1.5, "fare": {"minor": 1}}, Applied(receipt={"seat": "12A"})),
        (200, {"seat": "\ud800", "rows": 2**53, "window": 1, "day": "soon", "lasts": "PT", "until": "now"}, Applied()),
        (202, {"reference": "b-1", "expect_by": "2026-03-04T16:00+07:00"}, Accepted(reference="b-1", expect_by=SOON)),
        (409, {"reason": "no_seat"}, NotApplied(why="no_seat", refused=True)),
        (422, {"reason": "no_seat", "more": []}, NotApplied(why="no_seat", refused=True)),
        (503, {"applied": False}, NotApplied(why="seats.hold answered 503: not applied")),
        (429, {"applied": False}, NotApplied(why="seats.hold answered 429: not applied")),
    ],
)  # fmt: skip
async def test_an_answer_over_http_has_one_meaning(status: int, body: object, outcome: Outcome) -> None:
    """Proofs are taken as such; of a receipt only what the contract declares, and is what it should be, is kept."""
    assert (await asked(answering(status, body)))[0] == outcome


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, []), (200, b"{"), (200, b'{"seat": "1", "seat": "2"}'), (200, b'{"rows": NaN}'), (200, b"\xff"),
        (200, b"[" * 100_000), (200, b'{"rows": ' + b"9" * 5_000 + b"}"), (200, BIG), (202, {"reference": "b-1"}),
        (202, {"reference": "b-1", "expect_by": "2026-03-04"}), (202, {"reference": "\ud800", "expect_by": str(SOON)}),
        (301, {"seat": "12A"}), (307, {}), (400, {}), (404, {}), (409, {"reason": "in use"}), (409, {}),
        (422, {"reason": ["no_seat"]}), (429, {}), (500, {"applied": False}), (502, b""), (503, {"applied": 0}),
        (503, {"applied": "no"}), (204, b""),
    ],
)  # fmt: skip
async def test_what_proves_nothing_is_unknown(status: int, body: object) -> None:
    """Every other answer leaves the outcome unknown."""
    outcome, _ = await asked(answering(status, body))
    assert isinstance(outcome, Unknown)


async def test_a_request_carries_key_attempt_and_plain_values() -> None:
    """The key is a header, percent-encoded where a header cannot hold it; values are plain JSON both ways."""
    values: dict[str, Value] = {
        "seat": "Số 12", "fare": Money("USD", 500), "until": SOON, "day": date(2026, 3, 4), "rows": 2,
        "lasts": Duration(3_661_001), "window": True,
    }  # fmt: skip
    body = {
        "seat": "Số 12", "fare": {"currency": "USD", "minor": 500}, "until": "2026-03-04T09:00:00.000Z",
        "day": "2026-03-04", "lasts": "PT1H1M1.001S", "rows": 2, "window": True,
    }  # fmt: skip
    outcome, sent = await asked(answering(200, body), a_call(values, key="ca_1/hold[é\r\n]/1"))
    head, _, data = sent.partition("\r\n\r\n")
    assert outcome == Applied(receipt=values)
    assert json.loads(data) == body
    assert head.startswith("POST /hold/ HTTP/1.1\r\n")
    assert {"Idempotency-Key: ca_1/hold[%C3%A9%0D%0A]/1", "X-Attempt: 2"} < set(head.split("\r\n"))


@pytest.mark.parametrize("ms", [0, 1, 59_999, 60_000, 3_600_000, 21_180_000, -900_000, 360_000_000])
def test_durations_come_back(ms: int) -> None:
    """A duration is written in hours and below, and read back as the same."""
    text = plain(Duration(ms))
    assert typed(text, "duration") == Duration(ms)
    assert typed("PT5H53M", "duration") == Duration(21_180_000)


async def test_people_travel_without_their_vault() -> None:
    """A person whose data was taken from the vault goes out with it, and comes back as a pseudonym."""
    guest = {"id": "cu_1", "name": "Rosa", "address": "r@example.org", "language": "en"}
    outcome, sent = await asked(
        answering(200, {"guest": guest}), a_call({"guest": guest, "other": Person("cu_2", "v_2")})
    )
    assert outcome == Applied(receipt={"guest": Person("cu_1")})
    assert json.loads(sent.partition("\r\n\r\n")[2])["other"] == {
        "id": "cu_2",
        "name": "",
        "address": "",
        "language": "",
    }


@pytest.mark.parametrize("value", [Sealed("v_1", "c"), "\ud800", "x" * LARGEST_BODY])
async def test_what_cannot_be_said_is_not_sent(value: Value) -> None:
    """A text that is not in the vault any more, broken text, and too much of it leave nothing on the wire."""
    outcome, sent = await asked(answering(200, {}), a_call({"note": value}))
    assert isinstance(outcome, NotApplied)
    assert (outcome.refused, outcome.why.partition(":")[0], sent) == (False, "nothing was sent", "")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"seat": "12A"}, Applied),
        (404, b"", NotApplied),
        (200, b"", Unknown),
        (202, {}, Unknown),
        (410, {}, Unknown),
    ],
)
async def test_looking_up_over_http(status: int, body: object, kind: type[Outcome]) -> None:
    """GET url/KEY: known is applied, not found is not applied, everything else tells nothing."""
    outcome, sent = await asked(answering(status, body), a_call(key="ca_1/hold[a%2Cb]/../1"), look_up=True)
    assert isinstance(outcome, kind)
    assert sent.startswith("GET /hold/ca_1%2Fhold%5Ba%252Cb%5D%2F..%2F1 HTTP/1.1\r\n")


async def test_a_real_socket() -> None:
    """On loopback: no redirect is followed, a slow drip meets the deadline, a closed port proves that nothing went."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        seen.append(line)
        if b"/moved" in line:
            writer.write(b"HTTP/1.1 307 X\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n{")
            await writer.drain()
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    place = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with GuardedClient() as client:
        moved = HttpConnector(HOLD, f"{place}/moved", client=client, allow_private=["127.0.0.1"])
        assert await moved.perform(a_call()) == Unknown(why="seats.hold answered 307")
        slow = HttpConnector(HOLD, f"{place}/slow", client=client, allow_private=["127.0.0.1"])
        assert await slow.perform(a_call(timeout_ms=100)) == Unknown(why="seats.hold did not answer in time")
        guarded = HttpConnector(HOLD, f"{place}/guarded", client=client)
        assert isinstance(await guarded.perform(a_call()), NotApplied)
        server.close()
        await server.wait_closed()
        assert isinstance(await moved.perform(a_call()), NotApplied)
    assert [line.split()[1] for line in seen] == [b"/moved", b"/slow"]


@pytest.mark.parametrize(
    "url",
    ["ftp://x.example/", "seats", "http://", "http://u:secret@x.example/", "http://x.example/#a", "http://256.1.1.1/"],
)
async def test_a_connector_has_a_plain_url(url: str) -> None:
    """Other schemes, users and passwords are refused when the house is put together, and no secret is repeated."""
    async with GuardedClient() as client:
        with pytest.raises(UsageError) as refusal:
            HttpConnector(HOLD, url, client=client)
    assert "secret" not in str(refusal.value)
