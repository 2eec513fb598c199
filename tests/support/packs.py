"""Packs of entitlements for tests: those that ship, small ones of our own, and facts for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from domain.clock.duration import Duration
from domain.entitlement.answer import Answer
from domain.entitlement.compiler import compile_pack
from domain.entitlement.evaluate import answer
from domain.entitlement.model import Fact, Pack
from domain.expression import parse
from domain.expression.tree import Constant, Logic, Negated, Node, Operation
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
    """Draw facts for a pack, just below, at and just above the numbers that stand in it; optional ones or not.

    It is always owed to somebody: nobody is refused.
    """
    numbers = _numbers(pack)
    needed = {name: _values(pack, fact, numbers) for name, fact in pack.facts.items() if not fact.optional}
    if pack.units:
        needed[pack.units] = needed[pack.units].filter(bool)
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
        case "instant":
            begin = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
            return st.integers(0, 999).map(lambda hours: begin + timedelta(hours=hours))
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
