"""Facts as they come in: each known to the pack, of its type and unit, within what can be; anything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from domain.clock.duration import LONGEST_MS, Duration
from domain.entitlement.model import UNITS, Fact, Pack
from domain.entitlement.quantities import WrongUnit, number
from domain.errors import UsageError
from domain.expression.errors import guess_or_list
from domain.expression.operations import an, kind_of
from domain.money import Money
from domain.playbook import plan as p
from domain.playbook.answers import read_field
from domain.playbook.bounds import beyond
from domain.playbook.findings import quoted
from domain.playbook.layout import Layout
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.plan import FactType
from domain.playbook.reader import Reader, called
from domain.values import Value

MOST: Final = 10**9
"""The largest number a fact may be where it has no bound of its own."""
MOST_MINOR: Final = 10**12
"""The largest amount a fact may be, in minor units: whatever is worked out of it can still be kept exactly."""
_MOST_WRITTEN: Final = 10**15
"""The largest number that is read at all."""
_TYPES: Final[Mapping[str, type]] = {
    "text": str, "words": str, "integer": int, "yes_no": bool, "date": date, "instant": datetime, "duration": Duration,
    "money": Money,
}  # fmt: skip
_MOST_TEXT: Final = 2_000


class Complaint(NamedTuple):
    """What is wrong with a fact: by which rule, what, and what to do."""

    rule: str
    what: str
    remedy: str


class FactsRefused(UsageError):
    """Facts that a pack cannot be asked with; `complaints` has all of them by fact."""

    def __init__(self, pack: str, complaints: Mapping[str, Complaint]) -> None:
        """Say the first in a sentence, and how many more there are."""
        first = next(iter(complaints.values()))
        more = f" ({len(complaints) - 1} more)" if len(complaints) > 1 else ""
        super().__init__(first.what + more, remedy=first.remedy, where=f"facts for {pack}")
        self.complaints = dict(complaints)


def check(pack: Pack, facts: Mapping[str, Value]) -> None:
    """Look at facts.

    Raises:
        FactsRefused: with everything that is wrong.
    """
    known = pack.facts
    wrong = {}
    for name, value in facts.items():
        fact = known.get(name)
        found = unknown(pack, name) if fact is None else wrong_with(pack, name, fact, value)
        if found is not None:
            wrong[name] = found
    if wrong:
        raise FactsRefused(pack.pack, wrong)


def unknown(pack: Pack, name: str) -> Complaint:
    """Say that a pack asks for no such fact."""
    return Complaint("unknown-fact", f"{pack.pack} asks for no fact {quoted(name)}.", guess_or_list(name, pack.facts))


def wrong_with(pack: Pack, name: str, fact: Fact, value: Value) -> Complaint | None:
    """Say what is wrong with one fact."""
    if type(value) is not _TYPES[fact.kind]:
        wanted = f"a whole number of {fact.unit}" if fact.unit else an(fact.kind) if fact.kind != "words" else "a word"
        return Complaint(
            "wrong-type", f"{quoted(name)} is {wanted}, not {an(kind_of(value))}.", f"Write {_example(fact)}."
        )
    if isinstance(value, str):
        return _text(name, fact, value)
    if isinstance(value, int | Duration | Money) and not isinstance(value, bool):
        return _size(pack, name, fact, value)
    return None


def _text(name: str, fact: Fact, value: str) -> Complaint | None:
    if fact.kind == "words" and value not in fact.choices:
        return Complaint("unknown-word", f"{quoted(value)} is no {quoted(name)}.", guess_or_list(value, fact.choices))
    if len(value) > _MOST_TEXT:
        return Complaint("out-of-range", f"{quoted(name)} is longer than {_MOST_TEXT:,} characters.", "Write less.")
    return None


def _size(pack: Pack, name: str, fact: Fact, value: int | Duration | Money) -> Complaint | None:
    most = LONGEST_MS if isinstance(value, Duration) else MOST_MINOR if isinstance(value, Money) else fact.most or MOST
    found = beyond(name, value, most=most)
    if name == pack.units and value == 0:
        what = f"{quoted(name)} says to how many this is owed, and 0 is nobody."
        return Complaint("out-of-range", what, "Write 1 or more.")
    if found is not None:
        far = found.what.endswith("than can be.") and isinstance(value, Duration | Money)
        return Complaint("out-of-range", found.what, "Look at it again." if far else found.remedy)
    if isinstance(value, Money) and value.currency not in pack.currencies:
        there = " or ".join(pack.currencies)
        what = (
            f"{quoted(name)} is in {value.currency}; {pack.pack} pays in {there}, and there are no exchange rates here."
        )
        return Complaint("pack-currency", what, f"Write it in {there}.")
    return None


def _example(fact: Fact) -> str:
    match fact.kind:
        case "integer":
            return f"1500 {fact.unit}" if fact.unit else "digits without quotes"
        case "words":
            return f"one of {', '.join(fact.choices)}"
        case kind:
            return {
                "text": "a text", "yes_no": "true or false", "date": "2026-01-31", "instant": "2026-01-31T14:30:00Z",
                "duration": "3h or 2h 10m", "money": "129.90 EUR",
            }[kind]  # fmt: skip


# --- As they are typed -----------------------------------------------------------------------------------------------
def units_asked(layout: Layout, packs: Mapping[str, Pack]) -> dict[str, tuple[str, ...]]:
    """Return in which units facts of a failure are counted, because a playbook asks packs with them."""
    found: dict[str, tuple[str, ...]] = {}
    steps = (step for step in layout.steps.values() if isinstance(step, p.Entitle))
    for step, pack in ((step, packs[step.pack]) for step in steps if step.pack in packs):
        for name, term in step.facts.items():
            fact = term.source.removeprefix("failure.") if isinstance(term, p.Formula) else ""
            unit = names_of_unit(pack.facts[name].unit) if fact and name in pack.facts else ()
            if unit:
                found[fact] = unit
    return found


def names_of_unit(unit: str) -> tuple[str, ...]:
    """Return what a unit may be called: many of it, and one."""
    return tuple(dict.fromkeys((unit, UNITS[unit]))) if unit else ()


def typed(name: str, fact: Fact, text: str) -> Value:
    """Read a fact of a pack as somebody types it, as every command reads what is typed.

    Raises:
        UsageError: the text is not of the type of the fact.
    """
    kind = FactType.model_validate({"type": fact.kind, "words": fact.choices})
    return read_field(name, text, kind, names_of_unit(fact.unit))


# --- As they are written in a file -----------------------------------------------------------------------------------
def facts_from(read: Reader, node: Node | None, pack: Pack) -> dict[str, Value]:
    """Read facts out of a document; what is wrong is among its findings."""
    if not isinstance(node, Fields):
        if node is not None:
            read.refuse(node, "A mapping of facts", "Write each as “name: value”.")
        return {}
    found: dict[str, Value] = {}
    for name, entry in node.entries.items():
        fact = pack.facts.get(name)
        if fact is None:
            read.report.add(unknown(pack, name).rule, entry.key.at, *unknown(pack, name)[1:])
            continue
        value = _read(read, name, fact, entry.value)
        wrong = wrong_with(pack, name, fact, value) if value is not None else None
        if wrong is not None:
            read.report.add(wrong.rule, entry.value.at, wrong.what, wrong.remedy)
        elif value is not None:
            found[name] = value
    return found


def _read(read: Reader, name: str, fact: Fact, node: Node) -> Value:  # noqa: PLR0911 — one line a type
    if not isinstance(node, Scalar) or node.type in {"nothing", "fraction"}:
        read.refuse(node, f"{quoted(name)}", f"Write {_example(fact)}.")
        return None
    match fact.kind:
        case "integer":
            return _number(read, name, fact, node)
        case "yes_no":
            if node.type != "yes_no":
                read.refuse(node, "true or false", "Write true or false.")
                return None
            return node.text.lower() == "true"
        case "duration":
            return _duration(read, name, node)
        case "money":
            return read.money(node)
        case "date":
            return read.day(node)
        case "instant":
            return read.instant(node)
        case _:
            return read.text(node) or None


def _duration(read: Reader, name: str, node: Scalar) -> Duration | None:
    if node.type != "text":
        remedy = f"Write {node.text}m for minutes or {node.text}h for hours."
        read.report.add("bad-duration", node.at, f"{quoted(name)} is a duration, not {called(node)}.", remedy)
        return None
    return Duration(-1) if node.text.strip().startswith("-") else read.duration(node, least=0)


def _number(read: Reader, name: str, fact: Fact, node: Scalar) -> int | None:
    if node.type == "integer":
        before = len(read.report.findings)
        given = read.integer(node, -_MOST_WRITTEN, _MOST_WRITTEN, 0)
        if len(read.report.findings) > before:
            return None
        if fact.unit and given >= 0:
            read.report.add("unknown-unit", node.at, f"{quoted(name)} has no unit.", f"Write {given} {fact.unit}.")
            return None
        return given
    try:
        return number(node.text, fact.unit)
    except WrongUnit as refused:
        read.report.add("unknown-unit", node.at, f"{quoted(name)}: {refused.what}", refused.remedy)
    except UsageError as refused:
        read.report.add("wrong-type", node.at, f"{quoted(name)}: {refused.what}", refused.remedy)
    return None
