"""The clocks of zones, from the package `tzdata` and never from the machine's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo

from domain.clock.zone import Offset
from domain.errors import Unavailable, UsageError
from domain.expression.errors import guess

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def release() -> str:
    """Return the release of the tables, such as `2026f`."""
    return next(iter(_table("tzdata.zi").splitlines())).removeprefix("# version ")


def main_zone(country: str) -> str:
    """Return the zone of a country in which most of it lives: `zone.tab` lists that first.

    Raises:
        UsageError: no zone is listed for it.
    """
    rows = (row.split("\t") for row in _table("zone.tab").splitlines() if not row.startswith("#"))
    found = next((row[2] for row in rows if row[0] == country), None)
    if found is None:
        remedy = "Write its two letters, such as ID; or name a zone with --zone."
        raise UsageError(f"there is no country “{country}” with a zone.", where="PLACE", remedy=remedy)
    return found


def load_zone(name: str) -> ZoneInfo:
    """Return a zone.

    Raises:
        UsageError: there is no such zone.
    """
    known = _folder().joinpath("zones").read_text(encoding="utf-8").split()
    if name not in known:
        remedy = guess(name, known) or "Write it as Asia/Jakarta."
        raise UsageError(f"there is no zone “{name}”.", where="--zone", remedy=remedy)
    with _folder().joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def offsets(zone: ZoneInfo, first: date, last: date) -> tuple[Offset, ...]:
    """Return the offsets of a zone's clock from the day before the first (in UTC) to the day after the last."""
    begin = datetime.combine(first, time(), UTC) - _DAY
    end = datetime.combine(last, time(), UTC) + 2 * _DAY
    return tuple(Offset(since=since, minutes=_minutes(zone, since)) for since in _changes(zone, begin, end))


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the beginning, and every minute from which the offset is another; no clock changes twice in an hour."""
    yield begin
    while begin < end:
        after = begin + _HOUR
        if _minutes(zone, begin) != _minutes(zone, after):
            yield next(at for n in range(1, 61) if _minutes(zone, at := begin + n * _MINUTE) == _minutes(zone, after))
        begin = after


def _minutes(zone: ZoneInfo, moment: datetime) -> int:
    return (moment.astimezone(zone).utcoffset() or timedelta()) // _MINUTE


def _table(name: str) -> str:
    return _folder().joinpath("zoneinfo", name).read_text(encoding="utf-8")


def _folder() -> Traversable:
    try:
        return resources.files("tzdata")
    except ModuleNotFoundError:
        remedy = "Install it: pip install 'makegood[calendar]'."
        raise Unavailable("freezing a calendar needs the package tzdata.", remedy=remedy) from None
