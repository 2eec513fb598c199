"""Packs of entitlements for tests: those that ship, small ones of our own, facts for them, and changed ones.

`perturbed` changes one number or one comparison of a compiled pack at a time, so that a test which should notice each
can be held against all of them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from domain.clock.duration import Duration
from domain.entitlement.answer import Answer
from domain.entitlement.compiler import compile_pack
from domain.entitlement.evaluate import answer
from domain.entitlement.model import Fact, Pack
from domain.expression import parse, printed
from domain.expression.tree import Constant, Items, Logic, Negated, Node, Operation
from domain.money import Money
from domain.playbook.findings import Finding
from domain.values import Value

FOLDER = Path(__file__).parents[2] / "packs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def shipped(name: str) -> Pack:
    """Return a pack that ships."""
    file = FOLDER / f"{name}.yaml"
    pack, findings = compile_pack(file.read_bytes(), str(file))
    assert pack is not None, "\n".join(map(str, findings))
    return pack


LATE_BY = "late_by: {type: duration, words: {en: how late}}"


def text(
    rules: str,
    facts: str = "late_by: {type: duration, words: {en: how late}}",
    derived: str = "",
    exclusions: str = "",
    head: str = "",
    dates: str = "in_force: 2020-01-01",
) -> str:
    """Return a small pack with one version, `one`; rules and exclusions are lists in their own lines."""
    begin = "pack: small\nlanguage: 1\ntitle: {en: Small}\nkind: law\njurisdiction: X\npayer: {en: we}\nunit: person\n"
    parts = [
        f"{begin}{head or 'currency: EUR'}\nfacts:",
        *(f"  {line}" for line in facts.splitlines()),
        "versions:\n  one:\n    source: A law",
        f"    {dates}\n    verified: true",
        *(["    derived:", *(f"      {line}" for line in derived.splitlines())] if derived else []),
        "    rules:",
        *(f"      {line}" for line in rules.splitlines()),
        *(["    exclusions:", *(f"      {line}" for line in exclusions.splitlines())] if exclusions else []),
    ]
    return "\n".join(parts) + "\n"


def rule(amount: str = "", *more: str, name: str = "a", when: str = "") -> str:
    """Return a rule with an amount, and further lines."""
    lines = [f"- rule: {name}", "  words: {en: money}", "  clause: § 1", "  verified: true"]
    lines += [f"  when: {when}"] if when else []
    lines += [f"  amount: {amount}"] if amount else []
    return "\n".join([*lines, *(f"  {line}" for each in more for line in each.splitlines())])


def compiled(source: str) -> Pack:
    """Compile a pack that is legal."""
    pack, findings = compile_pack(source, "f")
    assert pack is not None, "\n".join(map(str, findings))
    return pack


def found(source: str) -> list[Finding]:
    """Return what is wrong with a pack."""
    return compile_pack(source, "f")[1]


DAY = date(2026, 3, 1)


def ask(pack: Pack, on: date = DAY, version: str = "", /, **facts: Value) -> Answer:
    """Ask a pack."""
    return answer(pack, facts, on, version=version)


def minutes(count: int) -> Duration:
    """Return so many minutes."""
    return Duration(count * 60_000)


def money(answered: Answer) -> str:
    """Write what is owed for one unit."""
    return " + ".join(map(str, answered.per_unit)) or answered.status


# --- Facts by chance -------------------------------------------------------------------------------------------------
def facts_for(pack: Pack) -> st.SearchStrategy[dict[str, Value]]:
    """Draw facts for a pack, just below, at and just above the numbers that stand in it; optional ones or not."""
    numbers = _numbers(pack)
    needed = {name: _values(pack, fact, numbers) for name, fact in pack.facts.items() if not fact.optional}
    optional = {name: _values(pack, fact, numbers) for name, fact in pack.facts.items() if fact.optional}
    return st.fixed_dictionaries(needed, optional=optional)


def _values(pack: Pack, fact: Fact, numbers: Mapping[str, set[int]]) -> st.SearchStrategy[Value]:  # noqa: PLR0911 — one line a kind
    match fact.kind:
        case "words":
            return st.sampled_from(fact.choices)
        case "yes_no":
            return st.booleans()
        case "duration":
            return st.sampled_from(sorted(_near(numbers["duration"], 60_000))).map(Duration)
        case "integer":
            near = sorted(number for number in _near(numbers["integer"], 1) if number <= (fact.most or 10**6))
            return st.sampled_from(near)
        case "money":
            return st.tuples(st.sampled_from(pack.currencies), st.integers(0, 10**6)).map(lambda each: Money(*each))
        case "date":
            return st.integers(0, 40).map(lambda days: DAY + timedelta(days=days))
        case _:
            return st.text(min_size=1, max_size=9)


def _near(numbers: set[int], step: int) -> set[int]:
    return {
        number
        for each in numbers
        for factor in (1, 2, 3)
        for number in (each * factor - step, each * factor, each * factor + step)
        if number >= 0
    }


def _numbers(pack: Pack) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {"duration": {0}, "integer": {0, 1}}

    def look(data: object) -> None:
        match data:
            case {"$duration": str(text_)}:
                found["duration"].add(int(text_.removesuffix("ms")))
            case dict():
                for each in data.values():
                    look(each)
            case list():
                for each in data:
                    look(each)
            case str():
                _in_expression(data, found)
            case bool() | None:
                pass
            case int() if data < 10**6:
                found["integer"].add(data)

    look([version.model_dump(mode="json") for version in pack.versions])
    return found


def _in_expression(source: str, found: dict[str, set[int]]) -> None:
    try:
        tree = parse(source).tree
    except Exception:  # noqa: BLE001 — most texts are no expressions
        return
    for constant in _constants(tree):
        if isinstance(constant, Duration):
            found["duration"].add(constant.ms)
        elif type(constant) is int:
            found["integer"].add(constant)


def _constants(node: Node) -> Iterator[object]:
    match node:
        case Constant(value=value):
            yield value
        case Operation(left=left, right=right):
            yield from _constants(left)
            yield from _constants(right)
        case Logic(parts=parts):
            for part in parts:
                yield from _constants(part)
        case Negated(of=of):
            yield from _constants(of)


# --- One number or comparison changed --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Changed:
    """A pack with one thing changed: where (a path in the compiled form), and how."""

    place: str
    how: str
    pack: Pack


def perturbed(pack: Pack) -> Iterator[Changed]:
    """Yield the pack with each number moved and each comparison turned, one at a time.

    Ends of lines in a table are moved in both lines that they part. Base and factor of an index are moved by a tenth,
    its rounding is made a hundred times as coarse: smaller changes are lost in its rounding.
    """
    data = pack.model_dump(mode="json")
    for number, version in enumerate(data["versions"]):
        for place, how, changed in _changes(version, f"versions/{version['name']}"):
            whole = copy.copy(data)
            whole["versions"] = [*data["versions"][:number], changed, *data["versions"][number + 1 :]]
            yield Changed(place, how, Pack.model_validate(whole))


_CONDITIONS = ("when", "proven")
_KEPT = (
    "published",
    "words",
    "name",
    "state",
    "unverified",
    "clause",
    "source_",
    "facts",
    "low",
    "low_in",
    "known_since",
)


def _changes(data: Any, place: str) -> Iterator[tuple[str, str, Any]]:  # noqa: C901, PLR0912 — one line a kind
    """Yield (where, how, the changed data) for every single change below a place."""
    match data:
        case {"$money": {"currency": currency, "minor": minor}}:
            yield place, "+1 minor unit", {"$money": {"currency": currency, "minor": minor + 1}}
            if minor > 1:
                yield place, "-1 minor unit", {"$money": {"currency": currency, "minor": minor - 1}}
        case {"$duration": str(length)}:
            for step in (60_000, -60_000):
                yield place, f"{step:+} ms", {"$duration": f"{int(length[:-2]) + step}ms"}
        case {"$days": int(count)} | {"$working_days": int(count)} | {"$months": int(count)}:
            yield place, "+1", {next(iter(data)): count + 1}
        case {"over": int(over), "under": int(under), "written": str()}:
            more = {"over": over * 11, "under": under * 10, "written": f"{over * 11}/{under * 10}"}
            yield place, "a tenth more", more
        case {"term": "indexed"}:
            yield from _indexed(data, place)
        case {"term": "banded", "bands": list(bands)}:
            yield from _banded(data, bands, place)
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
                for where, how, changed in _changes(inner, f"{place}/{number}"):
                    yield where, how, [*data[:number], changed, *data[number + 1 :]]
        case bool() | None:
            pass
        case int():
            yield place, "+1", data + 1
        case str() if len(data) == len("2026-01-31") and data[4:5] == data[7:8] == "-":
            yield place, "+1 day", (date.fromisoformat(data) + timedelta(days=1)).isoformat()


def _indexed(data: dict[str, Any], place: str) -> Iterator[tuple[str, str, Any]]:
    """Yield an index with its base and its factor moved by a tenth, and rounded a hundred times as coarsely."""
    base = data["base"]["value"]["$money"]
    money = {"$money": {**base, "minor": base["minor"] * 11 // 10}}
    yield f"{place}/base", "a tenth more", {**data, "base": {**data["base"], "value": money}}
    for where, how, factor in _changes(data["factor"], f"{place}/factor"):
        yield where, how, {**data, "factor": factor}
    step = data["rounding"]["to"]["$money"]
    to = {"$money": {**step, "minor": step["minor"] * 100}}
    yield f"{place}/rounding/to", "a hundred times", {**data, "rounding": {**data["rounding"], "to": to}}


def _banded(data: dict[str, Any], bands: list[Any], place: str) -> Iterator[tuple[str, str, Any]]:
    for number, (one, other) in enumerate(pairwise(bands)):
        for _, how, moved in _changes(one["high"], ""):
            new = [{**one, "high": moved}, {**other, "low": moved}]
            yield f"{place}/bands/{number}/high", how, {**data, "bands": [*bands[:number], *new, *bands[number + 2 :]]}
        new = [{**one, "high_in": not one["high_in"]}, {**other, "low_in": not other["low_in"]}]
        yield (
            f"{place}/bands/{number}/high_in",
            "turned",
            {**data, "bands": [*bands[:number], *new, *bands[number + 2 :]]},
        )
    for number, band in enumerate(bands):
        for where, how, then in _changes(band["then"], f"{place}/bands/{number}/then"):
            yield where, how, {**data, "bands": [*bands[:number], {**band, "then": then}, *bands[number + 1 :]]}


def _conditions(data: dict[str, Any], name: str, sources: list[str], place: str) -> Iterator[tuple[str, str, Any]]:
    for number, source in enumerate(sources):
        for how, tree in _turned(parse(source).tree):
            new = [*sources[:number], printed(tree), *sources[number + 1 :]]
            yield f"{place}/{name}/{number}", how, {**data, name: new}


_TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


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
            for step in (60_000, -60_000):
                yield f"{step:+} ms", Constant(Duration(ms + step), column)
        case Constant(value=bool()):
            pass
        case Constant(value=int() as number, column=column):
            yield "+1", Constant(number + 1, column)
            yield "-1", Constant(number - 1, column)
        case Items():
            pass
