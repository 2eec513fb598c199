"""A row of a feed read by its map: a failure, no failure, or a row that cannot be read and why."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import UsageError
from domain.expression import EvaluationError, parse
from domain.intake.cells import read_cell, written
from domain.intake.feed_map import FeedMap, MadeUp, PersonColumns
from domain.money import Money
from domain.playbook.findings import plain
from domain.values import Value

Row = Mapping[str, object]
"""A row as a feed has it: cells by the feed's own names."""
_LONGEST_WHY = 300
NAMES = (
    "Ana Wijaya", "Budi Santoso", "Chi Nguyen", "Dewi Lestari", "Erin Walsh", "Farid Rahman", "Grace Okafor",
    "Hanh Tran", "Ivan Petrov", "Joana Silva", "Kenji Mori", "Lina Haddad",
)  # fmt: skip
"""What made-up people are called."""


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as a source tells them; never stored like this, but sealed first.

    `key` is by what the source knows them; "" where nobody said, so that name and address have to tell who it is.
    """

    key: str
    name: str
    address: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class FailureTold:
    """A failure as a feed tells it: facts in the types of expressions, people still by name."""

    failure: str
    source: str
    key: str
    place: str
    market: str
    language: str
    facts: Mapping[str, object]
    customer: PersonTold
    happened_at: datetime | None
    reported_at: datetime | None
    promised: str = ""
    delivered: str = ""
    hopes: str = ""
    """What the customer hopes for: a kind of remedy."""
    hopes_amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be read: where, and why."""

    line: int
    column: str
    why: str


def refused(line: int, column: str, why: str) -> Rejected:
    """Set a row aside; what it holds may be long, or meant for a terminal, and is only shown."""
    return Rejected(line, column, plain(why if len(why) <= _LONGEST_WHY else f"{why[:_LONGEST_WHY]}…"))


def may_make_up(feed_map: FeedMap, seed: int | None) -> None:
    """Refuse a map that makes things up without a seed.

    Raises:
        UsageError: it does, and there is none.
    """
    if feed_map.made_up and seed is None:
        what = f"the map {feed_map.name} makes up {', '.join(feed_map.made_up)}."
        raise UsageError(what, remedy="Allow it with --made-up SEED.")


def read_row(feed_map: FeedMap, line: int, told: Row, *, seed: int | None = None) -> FailureTold | Rejected | None:
    """Read one row; None when it tells no failure.

    `line` counts rows from 1. `seed` allows what the map makes up; without it a map that makes things up is refused.

    Raises:
        UsageError: the map makes things up and no seed was given.
    """
    may_make_up(feed_map, seed)
    if feed_map.types and told.get("type") not in feed_map.types:
        return None
    row: dict[str, Value] = {}
    name = ""
    try:
        for of, column in feed_map.columns.items():
            name = column.name
            row[of] = read_cell(column, told.get(name), feed_map.zone)
        scope, name = _RowScope(row), ""
        if parse(feed_map.when).evaluate(scope) is not True:
            return None
        return _failure(feed_map, line, told, scope, seed)
    except UsageError as trouble:
        return refused(line, trouble.where or name, trouble.what)
    except EvaluationError as trouble:
        return refused(line, "", trouble.what)


def _failure(feed_map: FeedMap, line: int, told: Row, scope: _RowScope, seed: int | None) -> FailureTold:
    """Tell the failure of a row."""
    facts: dict[str, object] = {name: parse(source).evaluate(scope) for name, source in feed_map.facts.items()}
    happened, reported = (_instant(source, scope) for source in (feed_map.happened_at, feed_map.reported_at))
    texts = [str(parse(s).evaluate(scope)) if s else "" for s in (feed_map.promised, feed_map.delivered)]
    parts = _key(feed_map, line, told)
    key, drawn = _joined(parts), f"{seed}/{'/'.join(parts)}"
    facts |= {name: _person(columns, told, feed_map) for name, columns in feed_map.people.items()}
    facts |= {name: _made_up(made, f"{drawn}/{name}", feed_map) for name, made in feed_map.made_up.items()}
    return FailureTold(
        failure=feed_map.failure, source=feed_map.source, key=key, place=f"row {line}", market=feed_map.market,
        language=feed_map.language, facts=facts, customer=_customer(facts, key, feed_map.language),
        happened_at=happened, reported_at=reported, promised=texts[0], delivered=texts[1],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _RowScope:
    row: Mapping[str, Value]

    def root(self, name: str) -> Value:
        if name != "row":
            raise KeyError(name)
        return self.row

    def ask(self, function: str, name: str) -> Value:
        raise KeyError(name)


def _instant(source: str, scope: _RowScope) -> datetime | None:
    value = parse(source).evaluate(scope) if source else None
    return value if isinstance(value, datetime) else None


# --- Keys and people -------------------------------------------------------------------------------------------------
def _key(feed_map: FeedMap, line: int, told: Row) -> list[str]:
    """Return the parts that name a row; where the map names none, an event is named by its source and its id."""
    if not feed_map.key:
        return [written(told.get(name)) for name in ("source", "id")]
    columns = feed_map.columns
    return [str(line) if name == "line" else written(told.get(columns[name].name)) for name in feed_map.key]


def _joined(parts: list[str]) -> str:
    """Join the parts of a key so that no two rows share one: the mark between them is escaped inside of them."""
    return parts[0] if len(parts) == 1 else "/".join(p.replace("%", "%25").replace("/", "%2F") for p in parts)


def _person(columns: PersonColumns, told: Row, feed_map: FeedMap) -> PersonTold:
    names = (columns.key, columns.name, columns.address, columns.language)
    key, name, address, language = (written(told.get(one)) if one else "" for one in names)
    if not key:
        raise UsageError("the cell is empty, so that nobody knows who is meant.", where=columns.key)
    return PersonTold(key, name, address, language or feed_map.language)


# --- Made up ---------------------------------------------------------------------------------------------------------
def _number(name: str, least: int, most: int) -> int:
    """Return a number between two bounds that depends on nothing but a name."""
    drawn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    return least + drawn % (most - least + 1)


def _made_up(made: MadeUp, name: str, feed_map: FeedMap) -> object:
    if made.texts:
        return made.texts[_number(name, 0, len(made.texts) - 1)]
    count = _number(f"{name}/count", *made.count)
    return [_traveller(made, f"{name}/{number}", number, feed_map) for number in range(1, count + 1)]


def _traveller(made: MadeUp, name: str, number: int, feed_map: FeedMap) -> dict[str, object]:
    called = NAMES[_number(f"{name}/name", 0, len(NAMES) - 1)]
    address = called.lower().replace(" ", ".") + "@example.org"
    person = PersonTold(key=name, name=called, address=address, language=feed_map.language)
    told: dict[str, object] = {"id": f"p{number}", "person": person}
    if made.fare is not None:
        low, high = made.fare
        told["fare"] = Money(low.currency, _number(f"{name}/fare", low.minor, high.minor))
    return told


def _customer(facts: Mapping[str, object], key: str, language: str) -> PersonTold:
    """Return the first person of the facts; a feed that names nobody has a customer known by the key alone."""
    for value in facts.values():
        if isinstance(value, PersonTold):
            return value
        if isinstance(value, list) and value and isinstance(value[0], dict):
            first = value[0].get("person")
            if isinstance(first, PersonTold):
                return first
    return PersonTold(key=key, name="", language=language)
