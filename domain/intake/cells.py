"""Cells of a feed: what stands in one, read by its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.clock.duration import Duration, parse_duration
from domain.clock.instant import parse_instant, to_millisecond
from domain.errors import UsageError
from domain.intake.columns import Column
from domain.money import Money, parse_money
from domain.values import LARGEST_INTEGER, Value

_WHOLE = re.compile(r"[+-]?\d{1,20}", re.ASCII)
_YES_NO = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def read_cell(column: Column, told: object, zone: str) -> Value:
    """Read one cell; `zone` is that of times that name none, "" where the map states none.

    Raises:
        UsageError: it is empty, or not what its column says.
    """
    if told is None or told == "":
        raise UsageError("the cell is empty.")
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    if isinstance(told, list | dict):
        raise UsageError(f"the cell holds a {'list' if isinstance(told, list) else 'record'}.")
    written(told)
    try:
        return _CELLS[column.kind](column, told, zone)
    except OverflowError:
        raise UsageError(f"“{told}” lies outside what can be counted.") from None


def written(told: object) -> str:
    """Return what was told as text; nothing is "".

    Raises:
        UsageError: it holds half a character (a lone surrogate), which JSON can write and nobody can store.
    """
    text = "" if told is None else str(told)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError("the text holds half a character.") from None
    return text


def moment_in(text: str, zone: str) -> datetime:
    """Read an instant; where it names no zone it is one of the zone the map states.

    Raises:
        UsageError: it is none, or names no zone and the map states none either.
    """
    try:
        read = datetime.fromisoformat(text) if zone else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None:
        return parse_instant(text)
    return to_millisecond(read.replace(tzinfo=ZoneInfo(zone)))


def _text(column: Column, told: object, zone: str) -> Value:
    if not isinstance(told, str | int):
        raise UsageError(f"{told!r} is no text.")
    return str(told)


def _word(column: Column, told: object, zone: str) -> Value:
    if str(told) not in column.words:
        raise UsageError(f"“{told}” is none of the words the map knows: {', '.join(column.words)}.")
    return column.words[str(told)]


def _integer(column: Column, told: object, zone: str) -> int:
    number = None
    if isinstance(told, int) and not isinstance(told, bool):
        number = told
    elif isinstance(told, str) and _WHOLE.fullmatch(told.strip()):
        number = int(told)
    if number is None or abs(number) > LARGEST_INTEGER:
        raise UsageError(f"“{told}” is no whole number.")
    return number


def _yes_no(column: Column, told: object, zone: str) -> Value:
    if str(told).lower() not in _YES_NO:
        raise UsageError(f"“{told}” is neither yes nor no.")
    return _YES_NO[str(told).lower()]


def _moment(column: Column, told: object, zone: str) -> datetime:
    there = ZoneInfo(zone or "UTC")
    if not column.form:
        moment = moment_in(str(told), zone).astimezone(there)
    else:
        try:
            read = datetime.strptime(str(told), column.form)  # noqa: DTZ007 — the map's zone is put in below
        except ValueError:
            raise UsageError(f"“{told}” is no time of the form {column.form}.") from None
        moment = read if read.tzinfo else read.replace(tzinfo=there)
    # weeks are added to the clock on the wall, so that a flight of 20:40 stays one
    return to_millisecond((moment + timedelta(weeks=column.weeks_later)).astimezone(UTC))


def _day(column: Column, told: object, zone: str) -> Value:
    try:
        if column.form:
            return datetime.strptime(str(told), column.form).date()  # noqa: DTZ007 — a day has no zone
        return date.fromisoformat(str(told))
    except ValueError:
        raise UsageError(f"“{told}” is no date.") from None


def _duration(column: Column, told: object, zone: str) -> Value:
    if isinstance(told, Duration):
        return told
    if isinstance(told, int) or (isinstance(told, str) and told.strip().lstrip("+-").isdecimal()):
        return parse_duration(f"{_integer(column, told, zone)}{column.form}")
    return parse_duration(str(told))


def _money(column: Column, told: object, zone: str) -> Money:
    text = str(told).strip()
    return parse_money(text if text[-1:].isalpha() else f"{text} {column.form}")


_CELLS: Mapping[str, Callable[[Column, object, str], Value]] = {
    "text": _text, "words": _word, "integer": _integer, "yes_no": _yes_no, "instant": _moment, "date": _day,
    "duration": _duration, "money": _money,
}  # fmt: skip
