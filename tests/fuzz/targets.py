"""What is fuzzed, and what must hold for any bytes: an answer or an error of ours, within a second.

`playbook` reads bytes as a playbook or, by their first field, as another document of the house: there are findings or
a plan, never both, and every finding can be written in every format. `pack` reads bytes as a pack of entitlements, and
asks and tells each version of a legal one. `expression` reads a source, prints it, checks and evaluates it. `feed`,
`event_log` and `cloud_events` read bytes as a feed, by the map that the first byte chooses.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from domain.clock.duration import Duration
from domain.entitlement.compiler import compile_pack
from domain.entitlement.evaluate import answer
from domain.entitlement.model import Pack
from domain.errors import MakegoodError
from domain.expression import EvaluationError, ExpressionError, Names, check, parse, printed
from domain.expression.types import DATE, DURATION, INSTANT, INTEGER, MONEY, TEXT, YES_NO, FieldOf, ListOf, RecordOf
from domain.money import Money
from domain.playbook.compiler import compile_playbook
from domain.playbook.findings import Finding
from domain.values import Value
from domain.views.entitlement.letter import letter
from domain.views.findings import annotation, sarif
from domain.vocabulary import LANGUAGES
from tests.fuzz.broken import Broken
from tests.fuzz.feeds import cloud_events, event_log, feed
from tests.support.corpus import HOUSE, Checker, corpus, unmarked

LONGEST: Final = 1.0
"""The most seconds that one input may take."""
MOST: Final = 64 * 1024
"""The most bytes of an input; larger ones are cut."""
LONGEST_SEED: Final = 8 * 1024
"""The most bytes of a bad file that the fuzzer begins with."""
Target = Callable[[bytes], None]


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


def pack(data: bytes) -> None:
    """Compile a pack; what is legal can be asked with no facts and with one of each, and told in every language."""
    found, findings = compile_pack(data, "f.yaml")
    _can_be_written(findings)
    if (found is None) != bool(findings):
        raise Broken(f"a pack: {found is not None}, findings: {len(findings)}")
    if found is None:
        return
    for version in found.versions:
        for facts in ({}, _some_facts(found)):
            with suppress(MakegoodError):
                came = answer(found, facts, date(2026, 3, 1), version=version.name)
                for language in LANGUAGES:
                    letter(found, came, language)


def _some_facts(pack: Pack) -> dict[str, Value]:
    some: Mapping[str, Value] = {
        "integer": 7, "text": "text", "yes_no": True, "money": Money(pack.currencies[0], 12_345),
        "duration": Duration(9_000_000), "instant": _VALUES["i"], "date": date(2026, 1, 31),
    }  # fmt: skip
    return {name: some[fact.kind] if fact.kind in some else fact.choices[0] for name, fact in pack.facts.items()}


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


TARGETS: Final[Mapping[str, Target]] = {
    "playbook": playbook, "pack": pack, "expression": expression, "feed": feed, "event_log": event_log,
    "cloud_events": cloud_events,
}  # fmt: skip
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
    if name == "pack":
        found += [path.read_bytes() for path in sorted((HOUSE / "packs").glob("*.yaml"))]
    return found
