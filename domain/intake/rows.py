"""A row of a feed read by its map: a failure, no failure, or a row that cannot be read and why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.clock.duration import parse_duration
from domain.clock.instant import parse_instant, to_millisecond
from domain.errors import UsageError
from domain.expression import EvaluationError, parse
from domain.intake.feed_map import Column, FeedMap, MadeUp, PersonColumns
from domain.money import Money, parse_money
from domain.values import LARGEST_INTEGER, Value

NAMES = (
    "Ana Wijaya", "Budi Santoso", "Chi Nguyen", "Dewi Lestari", "Erin Walsh", "Farid Rahman", "Grace Okafor",
    "Hanh Tran", "Ivan Petrov", "Joana Silva", "Kenji Mori", "Lina Haddad",
)  # fmt: skip
"""What made-up people are called."""


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as a source tells them; never stored like this, but sealed first."""

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


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be read: where, and why."""

    line: int
    column: str
    why: str


def read_row(
    feed_map: FeedMap, line: int, told: Mapping[str, object], *, seed: int | None = None
) -> FailureTold | Rejected | None:
    """Read one row; None when it tells no failure.

    `line` counts rows from 1. `seed` allows what the map makes up; without it a map that makes things up is refused.

    Raises:
        UsageError: the map makes things up and no seed was given.
    """
    if feed_map.made_up and seed is None:
        what = f"the map {feed_map.name} makes up {', '.join(feed_map.made_up)}."
        raise UsageError(what, remedy="Allow it with --made-up SEED.")
    broken = next((name for name, cell in told.items() if _has_half_a_character(cell)), None)
    if broken is not None:
        return Rejected(line, "" if _has_half_a_character(broken) else broken, "the cell holds half a character.")
    row: dict[str, Value] = {}
    for name, column in feed_map.columns.items():
        try:
            row[name] = _cell(column, told.get(column.name), feed_map.zone)
        except UsageError as trouble:
            return Rejected(line, column.name, trouble.what)
    scope = _RowScope(row)
    try:
        if parse(feed_map.when).evaluate(scope) is not True:
            return None
        facts: dict[str, object] = {name: parse(source).evaluate(scope) for name, source in feed_map.facts.items()}
        happened, reported = (_instant(source, scope) for source in (feed_map.happened_at, feed_map.reported_at))
        texts = [str(parse(s).evaluate(scope)) if s else "" for s in (feed_map.promised, feed_map.delivered)]
    except EvaluationError as trouble:
        return Rejected(line, "", trouble.what)
    key = "/".join(str(line) if name == "line" else str(told.get(feed_map.columns[name].name)) for name in feed_map.key)
    facts |= {name: _person(columns, told, feed_map) for name, columns in feed_map.people.items()}
    facts |= {name: _made_up(made, f"{seed}/{key}/{name}", feed_map) for name, made in feed_map.made_up.items()}
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


def _has_half_a_character(cell: object) -> bool:
    """Say whether a text cannot be stored: JSON can name one half of a pair that stands for a character."""
    return isinstance(cell, str) and not cell.isascii() and any("\ud800" <= each <= "\udfff" for each in cell)


# --- Cells -----------------------------------------------------------------------------------------------------------
def _cell(column: Column, told: object, zone: str) -> Value:
    if told is None or told == "":
        raise UsageError("the cell is empty.")
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    return _CELLS[column.kind](column, told, zone)


def _text(column: Column, told: object, zone: str) -> Value:
    if not isinstance(told, str | int):
        raise UsageError(f"{told!r} is no text.")
    return str(told)


def _integer(column: Column, told: object, zone: str) -> int:
    try:
        number = int(told) if isinstance(told, str | int) and not isinstance(told, bool) else None
    except ValueError:
        number = None
    if number is None or abs(number) > LARGEST_INTEGER:
        raise UsageError(f"“{told}” is no whole number.")
    return number


def _yes_no(column: Column, told: object, zone: str) -> Value:
    known = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
    if str(told).lower() not in known:
        raise UsageError(f"“{told}” is neither yes nor no.")
    return known[str(told).lower()]


def _moment(column: Column, told: object, zone: str) -> datetime:
    if not column.form:
        moment = parse_instant(str(told))
    else:
        try:
            read = datetime.strptime(str(told), column.form)  # noqa: DTZ007 — the map's zone is put in below
        except ValueError:
            raise UsageError(f"“{told}” is no time of the form {column.form}.") from None
        moment = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
        # weeks are added to the clock on the wall, so that a flight of 20:40 stays one
        try:
            moment = to_millisecond((moment + timedelta(weeks=column.weeks_later)).astimezone(UTC))
        except OverflowError:
            raise UsageError(f"“{told}” is beyond the years that can be kept.") from None
    return moment


def _day(column: Column, told: object, zone: str) -> Value:
    try:
        if column.form:
            return datetime.strptime(str(told), column.form).date()  # noqa: DTZ007 — a day has no zone
        return date.fromisoformat(str(told))
    except ValueError:
        raise UsageError(f"“{told}” is no date.") from None


def _duration(column: Column, told: object, zone: str) -> Value:
    if isinstance(told, int) or (isinstance(told, str) and told.strip().lstrip("+-").isdecimal()):
        return parse_duration(f"{_integer(column, told, zone)}{column.form}")
    return parse_duration(str(told))


def _money(column: Column, told: object, zone: str) -> Money:
    text = str(told).strip()
    return parse_money(text if text[-1:].isalpha() else f"{text} {column.form}")


_CELLS: Mapping[str, Callable[[Column, object, str], Value]] = {
    "text": _text, "integer": _integer, "yes_no": _yes_no, "instant": _moment, "date": _day, "duration": _duration,
    "money": _money,
}  # fmt: skip


def _person(columns: PersonColumns, told: Mapping[str, object], feed_map: FeedMap) -> PersonTold:
    texts = [str(told.get(name) or "") for name in (columns.key, columns.name, columns.address, columns.language)]
    return PersonTold(texts[0], texts[1], texts[2], texts[3] or feed_map.language)


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
