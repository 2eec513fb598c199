"""Packs with one thing changed: every number by one unit, either way, and every comparison to the one beside it.

So that a test which should notice each can be held against all of them. A unit is the last thing that is written: a
minute, a cent, a day, a kilometre, the last digit of a share or an index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from domain.clock.duration import Duration
from domain.entitlement.model import Pack, Version
from domain.entitlement.quantities import factor, share
from domain.errors import UsageError
from domain.expression import parse, printed
from domain.expression.tree import Constant, Items, Logic, Negated, Node, Operation


@dataclass(frozen=True)
class Changed:
    """A pack with one thing changed: in which version (none: in its facts), where in the compiled form, and how."""

    version: str
    place: str
    how: str
    pack: Pack

    def __str__(self) -> str:
        """Write it as one line."""
        return f"{self.place}: {self.how}"


_Found = Iterator[tuple[str, str, Any]]
_MINUTE: Final = 60_000
_CONDITIONS: Final = ("when", "proven")
_KEPT: Final = (
    "published", "words", "name", "state", "unverified", "clause", "facts", "low", "low_in", "id", "head", "bars",
)  # fmt: skip
"""What is no number, follows from another one, or is what an index has to come to."""
_READ: Final[dict[str, Callable[[str], Any]]] = {"share": share, "cut": share, "factor": factor}


def perturbed(pack: Pack) -> Iterator[Changed]:
    """Yield the pack with each number moved and each comparison turned, one at a time.

    Ends of lines in a table are moved in both lines that they part.
    """
    for number, version in enumerate(pack.versions):
        for place, how, data in _changes(version.model_dump(mode="json"), ""):
            versions = (*pack.versions[:number], Version.model_validate(data), *pack.versions[number + 1 :])
            changed = pack.model_copy(update={"versions": versions})
            yield Changed(version.name, f"{version.name}{place}", how, changed)
    for name, fact in pack.facts.items():
        for step in (1, -1) if fact.most is not None else ():
            more = fact.model_copy(update={"most": (fact.most or 0) + step})
            changed = pack.model_copy(update={"facts": {**pack.facts, name: more}})
            yield Changed("", f"facts/{name}/most", f"{step:+}", changed)


def _changes(data: Any, place: str) -> _Found:  # noqa: C901, PLR0912 — one line a kind
    """Yield (where, how, the changed data) for every single change below a place."""
    match data:
        case {"$money": {"currency": currency, "minor": minor}}:
            for step in (1, -1):
                if minor + step > 0:
                    yield place, f"{step:+} minor unit", {"$money": {"currency": currency, "minor": minor + step}}
        case {"$duration": str(length)}:
            for step in (1, -1):
                yield place, f"{step:+} minute", {"$duration": f"{int(length[:-2]) + step * _MINUTE}ms"}
        case {"$days": int(count)} | {"$working_days": int(count)} | {"$months": int(count)}:
            for step in (1, -1):
                if count + step > 0:
                    yield place, f"{step:+}", {next(iter(data)): count + step}
        case {"over": int(), "under": int(), "written": str(written)}:
            yield from _ratio(written, place)
        case {"term": "banded", "bands": list(bands)}:
            yield from _banded(data, bands, place)
        case {"term": "computed", "source": str(source)}:
            for how, tree in _turned(parse(source).tree):
                yield place, how, {**data, "source": printed(tree)}
        case dict():
            for name, inner in data.items():
                if name in _KEPT:
                    continue
                if name in _CONDITIONS and isinstance(inner, list):
                    yield from _conditions(data, name, inner, place)
                    continue
                for where, how, changed in _changes(inner, f"{place}/{name}"):
                    yield where, how, {**data, name: changed}
        case list():
            for number, inner in enumerate(data):
                name = inner.get("id", number) if isinstance(inner, dict) else number
                for where, how, changed in _changes(inner, f"{place}/{name}"):
                    yield where, how, [*data[:number], changed, *data[number + 1 :]]
        case bool() | None:
            pass
        case int():
            for step in (1, -1):
                yield place, f"{step:+}", data + step
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", data):
            for step in (1, -1):
                yield place, f"{step:+} day", (date.fromisoformat(data) + timedelta(days=step)).isoformat()


def _ratio(written: str, place: str) -> _Found:
    """Move each number of a share or an index by its last digit."""
    read = _READ[place.rpartition("/")[2]]
    for found in re.finditer(r"\d+(?:\.\d+)?", written):
        digits = found[0].replace(".", "")
        for step in (1, -1):
            moved = f"{int(digits) + step:0{len(digits)}d}"
            point = found[0].find(".")
            moved = f"{moved[:point]}.{moved[point:]}" if point > 0 else moved
            text = written[: found.start()] + moved + written[found.end() :]
            try:
                yield place, f"{written} becomes {text}", read(text).model_dump(mode="json")
            except UsageError:
                continue  # nothing is left of it


def _banded(data: dict[str, Any], bands: list[Any], place: str) -> _Found:
    for number, (one, other) in enumerate(pairwise(bands)):
        ends = [
            *((how, {"high": moved}, {"low": moved}) for _, how, moved in _changes(one["high"], "")),
            ("turned", {"high_in": not one["high_in"]}, {"low_in": not other["low_in"]}),
        ]
        for how, high, low in ends:
            new = [*bands[:number], {**one, **high}, {**other, **low}, *bands[number + 2 :]]
            yield f"{place}/bands/{number}/high", how, {**data, "bands": new}
    for number, band in enumerate(bands):
        for where, how, then in _changes(band["then"], f"{place}/bands/{number}/then"):
            yield where, how, {**data, "bands": [*bands[:number], {**band, "then": then}, *bands[number + 1 :]]}


def _conditions(data: dict[str, Any], name: str, sources: list[str], place: str) -> _Found:
    for number, source in enumerate(sources):
        for how, tree in _turned(parse(source).tree):
            new = [*sources[:number], printed(tree), *sources[number + 1 :]]
            yield f"{place}/{name}/{number}", how, {**data, name: new}


_TURNED: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


def _turned(node: Node) -> Iterator[tuple[str, Node]]:  # noqa: C901 — one line a kind
    """Yield a condition with one comparison turned, or one number in it moved."""
    match node:
        case Operation(mark=mark, left=left, right=right, column=column):
            if mark in _TURNED:
                yield f"{printed(node)}: {mark} becomes {_TURNED[mark]}", Operation(_TURNED[mark], left, right, column)
            yield from ((how, Operation(mark, new, right, column)) for how, new in _turned(left))
            yield from ((how, Operation(mark, left, new, column)) for how, new in _turned(right))
        case Logic(mark=mark, parts=parts, column=column):
            for number, part in enumerate(parts):
                for how, new in _turned(part):
                    yield how, Logic(mark, (*parts[:number], new, *parts[number + 1 :]), column)
        case Negated(mark=mark, of=of, column=column):
            yield from ((how, Negated(mark, new, column)) for how, new in _turned(of))
        case Constant(value=Duration(ms=ms), column=column):
            for step in (1, -1):
                yield f"{step:+} minute to {printed(node)}", Constant(Duration(ms + step * _MINUTE), column)
        case Constant(value=bool()):
            pass
        case Constant(value=int() as number, column=column):
            for step in (1, -1):
                yield f"{step:+} to {printed(node)}", Constant(number + step, column)
        case Items():
            pass
