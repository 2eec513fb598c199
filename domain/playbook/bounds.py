"""What a number, a span of time or an amount can be: its bounds, one mechanism for packs, playbooks and forms.

Nothing is below zero unless it is written so (`least`), and nothing above what is written (`most`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from domain.clock.duration import Duration
from domain.money import Money
from domain.playbook.findings import quoted
from domain.playbook.plan import FactType
from domain.values import Value

BOUNDED: Final = ("integer", "duration")
"""The types whose bounds are written; an amount of money is 0 or more, whatever its currency."""


class Beyond(NamedTuple):
    """What is wrong with a value that is out of its bounds, and what to write instead."""

    what: str
    remedy: str


def size_of(value: Value) -> int | None:
    """Return how much a value is, in its least units: milliseconds, minor units; None of what has no size."""
    match value:
        case bool():
            return None
        case Duration():
            return value.ms
        case Money():
            return value.minor
        case int():
            return value
        case _:
            return None


def beyond(name: str, value: Value, least: int = 0, most: int | None = None) -> Beyond | None:
    """Say what is wrong with a value by its bounds, which are in its least units; None where it fits."""
    size = size_of(value)
    if size is None:
        return None
    if size < least:
        if least:
            return Beyond(f"{quoted(name)} is below {_shown(value, least)}.", f"Write {_shown(value, least)} or more.")
        remedy = "What came early is not late: write 0m." if isinstance(value, Duration) else "Write 0 or more."
        return Beyond(f"{quoted(name)} is negative.", remedy)
    if most is not None and size > most:
        return Beyond(f"{quoted(name)} is more than can be.", f"It is at most {_shown(value, most)}.")
    return None


def _shown(value: Value, bound: int) -> str:
    return str(Duration(bound)) if isinstance(value, Duration) else f"{bound:,}"


def out_of(place: str, value: Value, kind: FactType | None) -> Iterator[tuple[str, Beyond]]:
    """Yield what is out of its bounds in a value of a declared type, with its place: `nights`, `bags[2].worth`."""
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from out_of(f"{place}.{name}", inner, kind.of.get(name) if kind is not None else None)
        case tuple():
            for number, inner in enumerate(value, start=1):
                yield from out_of(f"{place}[{number}]", inner, kind)
        case _ if kind is not None or isinstance(value, Money):
            least = kind.least if kind is not None and kind.least is not None else 0
            found = beyond(place, value, least, kind.most if kind is not None else None)
            if found is not None:
                yield place, found
        case _:
            return


def within(value: Value, kind: FactType) -> Value:
    """Return the value next to one that its type allows."""
    size, least = size_of(value), kind.least or 0
    if size is None or isinstance(value, Money):
        return value
    fits = max(least, size) if kind.most is None else min(max(least, size), kind.most)
    return Duration(fits) if isinstance(value, Duration) else fits
