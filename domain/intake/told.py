"""A failure as JSON, on its way from the one who read a feed to the engine. People go by name here: never stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.clock.instant import instant_text, parse_instant
from domain.errors import UsageError
from domain.intake.rows import FailureTold, PersonTold
from domain.money import Money
from domain.values import from_json, to_json

_TEXTS = ("failure", "source", "key", "place", "market", "language", "promised", "delivered", "hopes")

LONGEST_KIND = 80
"""A kind of remedy has at most so many characters."""


def told_to_json(told: FailureTold) -> dict[str, object]:
    """Write a failure."""
    return {
        **{name: getattr(told, name) for name in _TEXTS},
        "facts": {name: _write(value) for name, value in told.facts.items()},
        "customer": _write(told.customer),
        "happened_at": instant_text(told.happened_at) if told.happened_at else None,
        "reported_at": instant_text(told.reported_at) if told.reported_at else None,
        "hopes_amount": to_json(told.hopes_amount) if told.hopes_amount is not None else None,
    }


def told_from_json(data: object) -> FailureTold:
    """Read a failure.

    Raises:
        UsageError: it is none.
    """
    if not isinstance(data, Mapping):
        raise UsageError("a failure is an object.")
    texts = {name: data.get(name, "") for name in _TEXTS}
    facts, customer = data.get("facts", {}), _read(data.get("customer"))
    if not isinstance(facts, Mapping) or not isinstance(customer, PersonTold):
        raise UsageError("a failure has facts and a customer.")
    if not all(isinstance(text, str) for text in texts.values()):
        raise UsageError("a failure's name, source, key, market and language are texts.")
    if not texts["key"].strip():
        what = "the key of a failure is empty, so that the next one would be taken for the same."
        raise UsageError(what, remedy="Name it as its source does, for example by the number of the booking.")
    if len(texts["hopes"].split()) > 1 or len(texts["hopes"]) > LONGEST_KIND:
        raise UsageError("what somebody hopes for is one word: a kind of remedy.")  # free words could be anybody's
    amount = from_json(data.get("hopes_amount"))
    if amount is not None and not isinstance(amount, Money):
        raise UsageError("what somebody hopes for is an amount of money.")
    happened, reported = (_moment(data.get(name)) for name in ("happened_at", "reported_at"))
    return FailureTold(
        **texts, facts={str(name): _read(value) for name, value in facts.items()}, customer=customer,
        happened_at=happened, reported_at=reported, hopes_amount=amount,
    )  # fmt: skip


def _moment(text: object) -> datetime | None:
    return parse_instant(str(text)) if text else None


def _write(value: object) -> object:
    match value:
        case PersonTold():
            return {"$told": value.key, "name": value.name, "address": value.address, "language": value.language}
        case Mapping():
            return {name: _write(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_write(inner) for inner in value]
        case _:
            return to_json(value)  # type: ignore[arg-type] # a TypeError is right for anything else


def _read(data: object) -> object:
    match data:
        case {"$told": str(key), "name": str(name), "address": str(address), "language": str(language)}:
            return PersonTold(key, name, address, language)
        case Mapping() if not any(str(name).startswith("$") for name in data):
            return {name: _read(inner) for name, inner in data.items()}
        case list() | tuple():
            return tuple(_read(inner) for inner in data)
        case _:
            return from_json(data)
