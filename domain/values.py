"""The values a case can hold: what facts, answers, receipts and expressions are made of, and how they are written.

A value is written as JSON. What JSON has no word for carries a tag that begins with `$`, so that old bytes can be
read without the playbook they came from: `{"$money": {"currency": "USD", "minor": 500}}`, `{"$instant": "2026-…Z"}`,
`{"$date": "2026-11-23"}`, `{"$duration": "900ms"}`, `{"$days": 3}`, `{"$working_days": 3}`, `{"$working_ms": 900}`,
`{"$person": "cu_…", …}`, `{"$sealed": "v_…", …}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import PlainSerializer, PlainValidator

from domain.clock.duration import Duration
from domain.clock.instant import instant_text, parse_instant
from domain.clock.span import Days, Months, Period, Span, WorkingDays, WorkingHours
from domain.errors import UsageError
from domain.money import Money

LARGEST_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A personal text that lies in the vault: its random reference and the commitment to its content.

    `commitment` is the hex SHA-256 of 32 random bytes followed by the plaintext (both lie in the vault row).
    """

    ref: str
    commitment: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by pseudonym; name, address and language lie in the vault under `ref` ("" where nothing is known)."""

    id: str
    ref: str = ""
    commitment: str = ""


if TYPE_CHECKING:
    Value: TypeAlias = (
        bool | int | str | Money | Span | date | datetime | Person | Sealed
        | tuple["Value", ...] | Mapping[str, "Value"] | None
    )  # fmt: skip
else:
    Value = object  # pydantic would try to walk the recursive union; the validators below say what is allowed


def to_json(value: Value) -> object:
    """Turn a value into plain JSON data with tags."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    return tagged(value)


def tagged(value: object) -> dict[str, object]:  # noqa: C901, PLR0911 — one line a kind
    """Write one value that JSON has no word for (the encoder's hook for what it does not know).

    Raises:
        TypeError: for anything that is not a value, floats among them.
    """
    match value:
        case datetime():
            return {"$instant": instant_text(value)}
        case date():
            return {"$date": value.isoformat()}
        case Money():
            return {"$money": {"currency": value.currency, "minor": value.minor}}
        case Duration():
            return {"$duration": f"{value.ms}ms"}
        case Days():
            return {"$days": value.count}
        case WorkingDays():
            return {"$working_days": value.count}
        case WorkingHours():
            return {"$working_ms": value.ms}
        case Months():  # only read where a period of limitation stands
            return {"$months": value.months}
        case Person():
            return {"$person": value.id, "ref": value.ref, "commitment": value.commitment}
        case Sealed():
            return {"$sealed": value.ref, "commitment": value.commitment}
        case _:
            raise TypeError(f"{type(value).__name__} is not a value")


def from_json(data: object) -> Value:
    """Read a value back from plain JSON data.

    Raises:
        UsageError: floats, integers beyond 2^53-1, unknown tags.
    """
    if isinstance(data, dict):
        return (
            _from_tag(data) if any(key.startswith("$") for key in data) else {k: from_json(v) for k, v in data.items()}
        )
    if isinstance(data, list | tuple):
        return tuple(from_json(item) for item in data)
    if isinstance(data, float):
        raise UsageError(f"{data} is not a whole number.", remedy="Use whole units, for example cents or minutes.")
    if isinstance(data, int) and abs(data) > LARGEST_INTEGER:
        raise UsageError(f"{data} is larger than can be kept exactly.")
    if data is None or isinstance(data, _PLAIN):
        return data
    raise UsageError(f"a {type(data).__name__} is not a value.")


_SPANS = (Duration, Days, WorkingDays, WorkingHours)
_PLAIN = (str, int, Money, *_SPANS, date, Person, Sealed)


def _from_tag(data: dict[str, object]) -> Value:  # noqa: PLR0911 — one line a kind
    match data:
        case {"$instant": str(text)}:
            return parse_instant(text)
        case {"$date": str(text)}:
            return date.fromisoformat(text)
        case {"$money": {"currency": str(currency), "minor": int(minor)}}:
            return Money(currency, minor)
        case {"$duration": str(text)} if text.endswith("ms"):
            return Duration(int(text[:-2]))
        case {"$days": int(count)}:
            return Days(count)
        case {"$working_days": int(count)}:
            return WorkingDays(count)
        case {"$working_ms": int(ms)}:
            return WorkingHours(ms)
        case {"$person": str(name), "ref": str(ref), "commitment": str(commitment)}:
            return Person(name, ref, commitment)
        case {"$sealed": str(ref), "commitment": str(commitment)}:
            return Sealed(ref, commitment)
        case _:
            raise UsageError(f"{sorted(data)} is no kind of value known here.")


def read_record(data: Mapping[str, object]) -> Mapping[str, Value]:
    """Read a record that somebody else made.

    Raises:
        UsageError: as for `from_json`; and for a name that is no text.
    """
    wrong = next((name for name in data if not isinstance(name, str)), None)
    if wrong is not None:
        raise UsageError(f"{wrong!r} is no name.")
    return {name: from_json(value) for name, value in data.items()}


AnyValue = Annotated[Value, PlainValidator(from_json), PlainSerializer(to_json, when_used="json")]
"""A value as a field of an event: read with tags, written with tags."""
Values = Annotated[Mapping[str, Value], PlainValidator(from_json), PlainSerializer(to_json, when_used="json")]
"""A record of values by name."""

AnyMoney = Annotated[Money, PlainValidator(lambda data: _only(Money, data)), PlainSerializer(to_json, when_used="json")]
"""Money as a field of a document."""
AnyDuration = Annotated[
    Duration, PlainValidator(lambda data: _only(Duration, data)), PlainSerializer(to_json, when_used="json")
]
"""A duration as a field of a document."""


def _span(data: object) -> Span:
    value = from_json(data)
    if not isinstance(value, _SPANS):
        raise UsageError(f"{data!r} is no span of time.")
    return value


def _date(data: object) -> date:
    value = data if isinstance(data, date) else from_json(data)
    if isinstance(value, datetime) or not isinstance(value, date):
        raise UsageError(f"{data!r} is no day.")
    return value


AnyDate = Annotated[date, PlainValidator(_date), PlainSerializer(to_json, when_used="json")]
"""A day as a field of an event."""


def _instant(data: object) -> datetime:
    value = data if isinstance(data, datetime) else from_json(data)
    if not isinstance(value, datetime):
        raise UsageError(f"{data!r} is no instant.")
    return value


AnyInstant = Annotated[datetime, PlainValidator(_instant), PlainSerializer(to_json, when_used="json")]
"""An instant inside a part of an event; an event itself has `Instant` for its fields."""
AnySpan = Annotated[Span, PlainValidator(_span), PlainSerializer(to_json, when_used="json")]
"""Elapsed time, days, working days or working hours as a field of a document."""


def _period(data: object) -> Period:
    match data:
        case Months():
            return data
        case {"$months": int(months)}:
            return Months(months)
    return _span(data)


AnyPeriod = Annotated[Period, PlainValidator(_period), PlainSerializer(to_json, when_used="json")]
"""Such a time, or months, as a field of a document."""

AnyPerson = Annotated[
    Person, PlainValidator(lambda data: _only(Person, data)), PlainSerializer(to_json, when_used="json")
]
"""A person as a field of a document or of a state."""


def _only(kind: type[Money | Duration | Person], data: object) -> Value:
    value = from_json(data)
    if not isinstance(value, kind):
        raise UsageError(f"{data!r} is not {kind.__name__.lower()}.")
    return value
