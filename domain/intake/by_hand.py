"""A failure told by a person: facts as plain JSON, read by the types a playbook declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.errors import UsageError
from domain.intake.rows import PersonTold
from domain.playbook.answers import read_field
from domain.playbook.plan import FactType

Units = Mapping[str, tuple[str, ...]]
"""By fact, what the unit is called in which it is counted: `("passengers", "passenger")`."""
NO_UNITS: Final[Units] = {}


def facts_by_hand(
    told: Mapping[str, object],
    types: Mapping[str, FactType],
    place: str = "",
    *,
    some: bool = False,
    language: str = "en",
    units: Units = NO_UNITS,
) -> dict[str, object]:
    """Read facts: texts by their type (`"3h"`), people as {key, name, address, language}, records as lists.

    `language` is that of people of whom none is said, `units` are those that numbers are counted in.

    With `some` not all that the playbook needs have to be there: the others are known already.

    Raises:
        UsageError: a fact is unknown, missing or of another type; with its name.
    """
    unknown = [name for name in told if name not in types]
    if unknown:
        raise UsageError(f"the playbook knows no fact “{place}{unknown[0]}”.", remedy=f"It knows: {', '.join(types)}.")
    missing = [name for name, kind in types.items() if not kind.optional and told.get(name) is None]
    if missing and not some:
        kind = types[missing[0]].type
        give = f"--facts FILE, with “{missing[0]}” in it" if kind in {"records", "person"} else f"--fact {missing[0]}=…"
        remedy = f"Write it into that record: {missing[0]}." if place else f"Give it: {give}."
        raise UsageError(f"the fact “{place}{missing[0]}” ({kind}) is missing.", remedy=remedy)
    given = {name: value for name, value in told.items() if value is not None}
    return {
        name: _fact(value, types[name], f"{place}{name}", language, units.get(name, ()))
        for name, value in given.items()
    }


def _fact(value: object, kind: FactType, place: str, spoken: str, unit: tuple[str, ...]) -> object:
    match kind.type, value:
        case "person", str():
            return PersonTold(key="", name=value, language=spoken)
        case "person", {"name": str(name), **rest}:
            key, address, language = (str(rest.get(part) or "") for part in ("key", "address", "language"))
            return PersonTold(key, name, address, language or spoken)
        case "records", list():
            return [_record(item, kind, f"{place}[{number}].", spoken) for number, item in enumerate(value, start=1)]
        case (("person" | "records"), _):
            raise UsageError(f"“{place}” is no {kind.type}.", remedy="Give the facts as a file: --facts FILE.json.")
        case _:
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            return read_field(place, text, kind, unit)


def _record(item: object, kind: FactType, place: str, spoken: str) -> object:
    if not isinstance(item, Mapping):
        raise UsageError(f"“{place.rstrip('.')}” is no record.")
    return facts_by_hand(item, kind.of, place, language=spoken)
