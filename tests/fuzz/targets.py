"""What is fuzzed, and what must hold for any bytes: an answer or an error of ours, within a second.

`playbook` reads bytes as a playbook or, by their first field, as another document of the house: there are findings or
a plan, never both, and every finding can be written in every format. `expression` reads a source, prints it, checks and
evaluates it. `feed` reads bytes as a feed, by the map that the first byte chooses.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from activities.feeds.reading import Feed
from domain.clock.duration import Duration
from domain.errors import MakegoodError
from domain.expression import EvaluationError, ExpressionError, Names, check, parse, printed
from domain.expression.types import DATE, DURATION, INSTANT, INTEGER, MONEY, TEXT, YES_NO, FieldOf, ListOf, RecordOf
from domain.intake.feed_map import FeedMap, compile_map
from domain.intake.rows import FailureTold, PersonTold, Rejected, read_row
from domain.money import Money
from domain.playbook.compiler import compile_playbook
from domain.playbook.findings import Finding
from domain.values import Value
from domain.views.findings import annotation, sarif
from tests.support.corpus import HOUSE, Checker, corpus, unmarked

LONGEST: Final = 1.0
"""The most seconds that one input may take."""
MAPS: Final = ("nusantara-air", "harbour-hotel", "mekong-parcels", "flights")
"""The maps of the feeds; the first byte of an input chooses one."""
MOST: Final = 64 * 1024
"""The most bytes of an input; larger ones are cut."""
LONGEST_SEED: Final = 8 * 1024
"""The most bytes of a bad file that the fuzzer begins with."""
Target = Callable[[bytes], None]


class Broken(Exception):
    """Something happened that must not happen for any input."""


@cache
def _checker() -> Checker:
    return Checker()


# --- Documents -------------------------------------------------------------------------------------------------------
def playbook(data: bytes) -> None:
    """Compile a document."""
    checker = _checker()
    _can_be_written(checker.check(data))
    plan, findings = compile_playbook(data, "f.yaml", checker.surroundings)
    if (plan is None) != bool(findings):
        raise Broken(f"a plan: {plan is not None}, findings: {len(findings)}")


def _can_be_written(findings: list[Finding]) -> None:
    json.dumps([finding.as_json() for finding in findings]).encode()
    json.dumps(sarif(findings, "0")).encode()
    for finding in findings:
        if len(annotation(finding).encode().splitlines()) != 1 or not str(finding).encode():
            raise Broken("an annotation is not one line")
        if finding.line < 1 or finding.column < 1 or not finding.remedy:
            raise Broken(f"no place or no remedy: {finding}")


# --- Expressions -----------------------------------------------------------------------------------------------------
_TYPES: Final = {"n": INTEGER, "t": TEXT, "y": YES_NO, "m": MONEY, "d": DURATION, "i": INSTANT, "k": DATE}
_VALUES: Final[Mapping[str, Value]] = {
    "n": 7, "t": "text", "y": True, "m": Money("USD", 12_345), "d": Duration(90_000),
    "i": datetime(2026, 1, 31, 12, tzinfo=UTC), "k": date(2026, 1, 31),
}  # fmt: skip
_RECORD: Final = RecordOf({name: FieldOf(kind, optional=name == "t") for name, kind in _TYPES.items()})
_NAMES: Final = Names(roots={**_TYPES, "failure": _RECORD, "list": ListOf(_RECORD)}, asked={}, known=frozenset())


@dataclass(frozen=True)
class _Scope:
    def root(self, name: str) -> Value:
        known: Mapping[str, Value] = {**_VALUES, "failure": _VALUES, "list": (_VALUES, _VALUES)}
        return known[name]

    def ask(self, function: str, name: str) -> Value:
        raise KeyError(name)


def expression(data: bytes) -> None:
    """Read an expression; what was read prints as the same expression, and has a value or none."""
    source = data.decode(errors="replace")
    try:
        read = parse(source)
    except ExpressionError as error:
        if error.column < 1 or not error.what:
            raise Broken("an error without a place") from error
        return
    again = parse(printed(read.tree))
    if again.tree != read.tree:
        raise Broken(f"printed as {printed(read.tree)!r}")
    for wrong in check(read, _NAMES).errors:
        if wrong.column < 1:
            raise Broken("an error without a place")
    with suppress(EvaluationError):
        read.evaluate(_Scope())


# --- Feeds -----------------------------------------------------------------------------------------------------------
@cache
def _map(name: str) -> FeedMap:
    found, findings = compile_map((HOUSE / "playbooks/maps" / f"{name}.yaml").read_bytes(), name)
    if found is None:
        raise Broken(str(findings))
    return found


@cache
def _feed_file() -> Path:
    return Path(tempfile.mkdtemp(prefix="makegood-fuzz-")) / "feed"


def feed(data: bytes) -> None:
    """Read a feed: every row is a failure, none, or set aside; what is kept of it can be stored."""
    chosen = _map(MAPS[data[0] % len(MAPS)]) if data else _map(MAPS[0])
    path = _feed_file()
    path.write_bytes(data[1:])
    with suppress(MakegoodError):
        for number, row in Feed(path, chosen).rows():
            told = read_row(chosen, number, row, seed=1) if isinstance(row, Mapping) else row
            for text in _texts(told):
                text.encode()


def _texts(told: object) -> Iterator[str]:
    """Yield all texts in what was read of a row."""
    match told:
        case str():
            yield told
        case Mapping():
            for name, inner in told.items():
                yield name
                yield from _texts(inner)
        case list() | tuple():
            for inner in told:
                yield from _texts(inner)
        case FailureTold() | PersonTold() | Rejected():
            for part in fields(told):
                yield from _texts(getattr(told, part.name))
        case _:
            return


TARGETS: Final[Mapping[str, Target]] = {"playbook": playbook, "expression": expression, "feed": feed}
"""The targets by name."""


def within_a_second(target: Target, data: bytes) -> None:
    """Give a target an input and look at the clock."""
    begin = time.process_time()
    target(data[:MOST])
    seconds = time.process_time() - begin
    if seconds > LONGEST:
        raise Broken(f"{len(data):,} bytes took {seconds:.2f} s")


def seeds(name: str) -> list[bytes]:
    """Return the inputs a target begins with: small files kept beside it, documents of this house, bad ones."""
    found = [path.read_bytes() for path in sorted((Path(__file__).parent / "seeds" / name).iterdir())]
    if name == "playbook":
        folders = ("playbooks", "playbooks/house", "playbooks/maps", "messages", "calendars")
        found += [path.read_bytes() for folder in folders for path in sorted((HOUSE / folder).glob("*.yaml"))]
        found += [bad.text for path in corpus() if len((bad := unmarked(path)).text) <= LONGEST_SEED]
    return found
