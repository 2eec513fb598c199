"""The record of an event: its envelope, its canonical bytes, and the hash that chains it to the one before.

Bytes are RFC 8785: sorted keys, no white space, no floats. All keys are ASCII and integers stay within 2^53-1, so
the standard encoder with sorted keys writes exactly that form (the test suite compares it with another encoder).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from domain.clock.instant import instant_text, parse_instant
from domain.errors import TooNew, UsageError, VerificationFailed
from domain.values import tagged

if TYPE_CHECKING:
    from domain.events import Event

GENESIS = "0" * 64
"""What stands for the hash before the first event of a stream."""


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    parts: dict[str, object] | None = getattr(value, "__dict__", None)
    return tagged(value) if parts is None or isinstance(value, datetime) else parts


_encoder = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def _ready(encoder: json.JSONEncoder) -> Callable[[object], str]:
    """Return the encoder's `encode`; where its C part is reachable, built once instead of anew for every call."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return encoder.encode
    chunks = make(None, encoder.default, encode_basestring, None, ":", ",", True, False, False)  # noqa: FBT003 — its order
    return lambda data: "".join(chunks(data, 0))


_encode = _ready(_encoder)


def canonical(data: object) -> bytes:
    """Write data as RFC 8785 bytes; values are tagged as in domain/values.py."""
    return _encode(data).encode()


def digest_of(data: object) -> str:
    """Return `sha256:` and the hex SHA-256 of the canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical(data)).hexdigest()


def leaf_hash(data: bytes) -> str:
    """Return the hex leaf hash of an event's bytes: SHA-256 over 0x00 and the bytes (RFC 9162)."""
    return hashlib.sha256(b"\x00" + data).hexdigest()


class Recorded(NamedTuple):
    """A stored event: its bytes as they lie in the journal, their leaf hash, and its position (0: not yet)."""

    stream: str
    seq: int
    id: str
    type: str
    data: bytes
    hash: str
    position: int = 0


class Head(NamedTuple):
    """The end of a stream: how many events it holds and the leaf hash of the last one."""

    seq: int = 0
    hash: str = GENESIS


class Stamp(NamedTuple):
    """What the events of one command share in their envelopes."""

    command: str
    actor: str
    roles: tuple[str, ...]
    recorded_at: datetime
    event_ids: str
    """A random prefix; the event's place in the batch makes it whole."""
    cause: str = ""
    on_behalf_of: str = ""
    account: str = ""
    """The account of the operating system under which it was asked."""


@lru_cache(maxsize=1_000)
def _listed(names: tuple[str, ...]) -> str:
    return _encode(names)


def seal(stream: str, head: Head, events: Sequence[Event], stamp: Stamp) -> list[Recorded]:
    """Write events behind a head: envelope, canonical bytes, chain.

    The envelope is put together from parts that are canonical already, in the order of their names; a test compares
    the result with the whole envelope encoded at once.
    """
    actor = f'{{"account":{encode_basestring(stamp.account)},"actor":{encode_basestring(stamp.actor)},"body":'
    command = f',"cause":{encode_basestring(stamp.cause)},"command":{encode_basestring(stamp.command)},"documents":'
    behalf = f',"on_behalf_of":{encode_basestring(stamp.on_behalf_of)},"prev":"'
    roles = _listed(stamp.roles)
    recorded = f'","recorded_at":"{instant_text(stamp.recorded_at)}","roles":{roles},"seq":'
    named = f',"stream":{encode_basestring(stream)},"type":"'
    sealed, prev, seq = [], head.hash, head.seq
    for number, event in enumerate(events):
        seq += 1
        kind, event_id, relied_on = type(event), f"{stamp.event_ids}{number:03d}", event.documents()
        documents = _listed(relied_on)
        body = event.__dict__.copy()
        for name in kind.instants():
            if (moment := body[name]) is not None:
                body[name] = instant_text(moment)
        at = body.pop("at")
        data = (
            f'{actor}{_encode(body)}{command}{documents},"id":"{event_id}","occurred_at":"{at}"'
            f'{behalf}{prev}{recorded}{seq}{named}{kind.__name__}","version":{kind.version}}}'
        ).encode()
        prev = leaf_hash(data)
        sealed.append(Recorded(stream, seq, event_id, kind.__name__, data, prev))
    return sealed


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event with all that is known about it."""

    stream: str
    seq: int
    id: str
    type: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    roles: tuple[str, ...]
    on_behalf_of: str
    command: str
    cause: str
    documents: tuple[str, ...]
    prev: str
    event: Event
    account: str = ""
    """Empty in events of releases that did not write it."""


def open_record(stored: Recorded | bytes, types: Mapping[str, type[Event]]) -> Envelope:
    """Read a stored event back, or its bytes.

    Raises:
        TooNew: the type, or its version, is newer than this release knows.
        VerificationFailed: the bytes are no event.
    """
    try:
        whole = json.loads(stored if isinstance(stored, bytes) else stored.data)
        name, version = whole["type"], _version(whole["version"])
        kind = types.get(name)
        if kind is None or version > kind.version:
            raise TooNew(
                f"event type {name} version {version} is newer than this release.",
                where=f"{whole['stream']} #{whole['seq']}",
                remedy="Run the newer release; this one leaves the case alone.",
            )
        occurred_at = parse_instant(whole["occurred_at"])
        event = kind.model_validate({**whole["body"], "at": occurred_at})
        return Envelope(
            whole["stream"],
            whole["seq"],
            whole["id"],
            name,
            version,
            occurred_at,
            parse_instant(whole["recorded_at"]),
            whole["actor"],
            tuple(whole["roles"]),
            whole["on_behalf_of"],
            whole["command"],
            whole["cause"],
            tuple(whole["documents"]),
            whole["prev"],
            event,
            whole.get("account", ""),
        )
    except (KeyError, TypeError, ValueError, RecursionError, UsageError) as trouble:
        raise VerificationFailed(
            f"a stored event cannot be read: {_said(trouble)}.",
            where="" if isinstance(stored, bytes) else f"{stored.stream} #{stored.seq}",
            remedy="Somebody or something changed the journal. See what else: makegood audit verify.",
        ) from None


def _version(told: object) -> int:
    """Return the version of a fact; by what is none it would be judged by no rule."""
    if type(told) is not int or told < 1:
        raise UsageError("a version is a whole number, from 1 on.")
    return told


def written_at(stored: Recorded) -> datetime:
    """Return when a stored event was written, by its own bytes, whatever kind of event it is."""
    return parse_instant(json.loads(stored.data)["recorded_at"])


def _said(trouble: Exception) -> str:
    """Say what is wrong with stored bytes, and where, but not what stands there."""
    if isinstance(trouble, ValidationError):
        first = trouble.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"
    if isinstance(trouble, UsageError):
        return "a value in it is none that is known"
    if isinstance(trouble, KeyError):
        return f"“{trouble.args[0]}” is missing"
    return "it is no event" if isinstance(trouble, TypeError) else "its bytes are no JSON"
