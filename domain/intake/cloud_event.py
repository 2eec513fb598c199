"""A CloudEvent (version 1.0, JSON format) becomes a row: its attributes, and its data by the way to each value."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from domain.clock.instant import parse_instant
from domain.errors import UsageError

_REQUIRED = ("id", "source", "type")
_DATA, _PACKED = "data", "data_base64"
DEEPEST = 16
"""So many records may stand inside each other in the data of an event."""


def event_row(event: Mapping[str, object]) -> dict[str, object]:
    """Return the row of an event: `id`, `source`, `type`, …, and `data.flight.delay` for what its data holds.

    Raises:
        UsageError: it is no CloudEvent of version 1.0.
    """
    version = event.get("specversion")
    if version != "1.0":
        raise UsageError("the event has no specversion." if version is None else "its specversion is not “1.0”.")
    for name in _REQUIRED:
        value = event.get(name)
        if not isinstance(value, str) or not value.strip():
            raise UsageError(f"the event has no {name}.")
    moment = event.get("time")
    if moment is not None:
        parse_instant(str(moment))
    row = {name: value for name, value in event.items() if name not in {_DATA, _PACKED} and value is not None}
    return {**row, **_flat(_data(event))}


def _data(event: Mapping[str, object]) -> object:
    """Return the data of an event; what is packed as base64 is unpacked when it is JSON."""
    packed = event.get(_PACKED)
    if packed is None:
        return event.get(_DATA)
    if event.get(_DATA) is not None:
        raise UsageError("the event has data and data_base64; it may have one of them.")
    content = str(event.get("datacontenttype") or "application/json").partition(";")[0].strip().lower()
    try:
        whole = base64.b64decode(str(packed), validate=True)
        return json.loads(whole) if content.endswith(("/json", "+json")) else None
    except (binascii.Error, ValueError, RecursionError):
        raise UsageError("its data_base64 cannot be unpacked.") from None


def _flat(data: object) -> dict[str, object]:
    """Return every value of nested records by the way to it."""
    found: dict[str, object] = {} if data is None or isinstance(data, Mapping) else {_DATA: data}
    pending = [(_DATA, data, 1)] if isinstance(data, Mapping) else []
    while pending:
        way, record, depth = pending.pop()
        if depth > DEEPEST:
            raise UsageError(f"its data is nested more than {DEEPEST} records deep.")
        for name, value in record.items():
            inner = f"{way}.{name}"
            if isinstance(value, Mapping):
                pending.append((inner, value, depth + 1))
            elif inner in found:
                raise UsageError(f"its data holds “{inner}” twice.")
            elif value is not None:
                found[inner] = value
    return found
