"""Values as both evaluators give them, written so that equal text means an equal value of the same kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from domain.clock import Duration

Outcome: TypeAlias = tuple[str, str]
"""`value` and the value as text, `error` (when evaluated) or `refused` (when read), and what was said."""
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def canonical(value: object) -> str:
    """Write a value."""
    return json.dumps(to_plain(value), sort_keys=True)


def to_plain(value: object) -> object:
    """Turn a value into JSON data; spans and instants are counted in microseconds, the finest that either keeps.

    Raises:
        TypeError: for what only one of the two languages knows.
    """
    match value:
        case bool() | int() | str():
            return value
        case Duration():
            return {"$duration": value.ms * 1_000}
        case timedelta():
            return {"$duration": value // _MICROSECOND}
        case datetime():
            return {"$instant": (value - _EPOCH) // _MICROSECOND}
        case list() | tuple():
            return [to_plain(item) for item in value]
        case Mapping():
            return {str(name): to_plain(item) for name, item in value.items()}
        case _:
            raise TypeError(f"{type(value).__name__} is nothing that both languages know")


def variable(data: object) -> object:
    """Read a variable for Google's CEL back from JSON data; it takes spans and instants only where they stand alone."""
    match data:
        case {"$duration": int(microseconds)}:
            return timedelta(microseconds=microseconds)
        case {"$instant": int(microseconds)}:
            return _EPOCH + timedelta(microseconds=microseconds)
        case _:
            return data
