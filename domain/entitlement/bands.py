"""Tables over numbers, durations and amounts: their lines, and that these leave nothing out and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from domain.clock.duration import Duration
from domain.entitlement.declared import UNREAD_UNIT
from domain.entitlement.model import Fact
from domain.entitlement.outline import BAND
from domain.entitlement.quantities import WrongUnit, number
from domain.errors import UsageError
from domain.expression.types import DURATION, INTEGER, MONEY, Type, kind_of_type
from domain.money import Money
from domain.playbook.findings import At, Report
from domain.playbook.nodes import Fields, Node, Scalar
from domain.playbook.reader import Reader

Bound: TypeAlias = int | Duration | Money
ORDERED: Final = (INTEGER, DURATION, MONEY)
"""What a table can be over."""
LOW: Final = {"from": True, "over": False}
"""The words for the lower end of a line, and whether the end belongs to it."""
HIGH: Final = {"up_to": True, "below": False}
"""The words for the upper end of a line, and whether the end belongs to it."""


@dataclass(frozen=True, slots=True)
class Range:
    """What one line of a table covers; None where it has no end."""

    at: At
    low: Bound | None
    low_in: bool
    high: Bound | None
    high_in: bool


def ranges(read: Reader, lines: Sequence[Node], kind: Type, fact: Fact | None) -> list[tuple[Fields, Range]]:
    """Read what the lines of a table cover, and look whether together they cover all there is, once."""
    found = []
    unread = fact is not None and fact.unit == UNREAD_UNIT
    for line in lines:
        fields = read.fields(line, BAND)
        before = len(read.report.findings)
        low, low_in = _end(read, fields, LOW, kind, fact)
        high, high_in = _end(read, fields, HIGH, kind, fact)
        unread |= len(read.report.findings) > before
        found.append((fields, Range(line.at, low, low_in, high, high_in)))
    if not unread and found:
        _complete(read.report, [each for _, each in found], fact)
    return found


def _end(
    read: Reader, fields: Fields, words: dict[str, bool], kind: Type, fact: Fact | None
) -> tuple[Bound | None, bool]:
    given = [word for word in words if word in fields.entries]
    if len(given) > 1:
        what = f"“{given[0]}” and “{given[1]}” contradict each other."
        read.report.add("one-of", fields.key(given[1]), what, "Keep one of them.")
    if not given:
        return None, False
    return _bound(read, fields.get(given[0]), kind, fact), words[given[0]]


def _bound(read: Reader, node: Node | None, kind: Type, fact: Fact | None) -> Bound | None:
    unit = fact.unit if fact is not None else ""
    if node is None or unit == UNREAD_UNIT:
        return None
    if kind == DURATION:
        return read.duration(node, least=0)
    if kind == MONEY:
        return read.money(node)
    if not isinstance(node, Scalar) or node.type not in {"integer", "text"}:
        read.refuse(
            node, "A whole number" + (f" of {unit}" if unit else ""), f"Write it as 1500 {unit}.".replace(" .", ".")
        )
        return None
    try:
        return number(node.text, unit)
    except WrongUnit as refused:
        read.report.add("unknown-unit", node.at, refused.what, refused.remedy)
    except UsageError as refused:
        read.report.add("wrong-type", node.at, refused.what, refused.remedy)
    return None


def _complete(report: Report, found: Sequence[Range], fact: Fact | None) -> None:
    unit = f" {fact.unit}" if fact is not None and fact.unit else ""
    for each in found:
        if each.low is not None and each.high is not None and _empty(each):
            report.add("bands", each.at, "Nothing is in this line.", "Let its upper end be above its lower end.")
            return
    _ends(report, found[0], found[-1], unit)
    for before, after in pairwise(found):
        _next(report, before, after, unit)


def _ends(report: Report, first: Range, last: Range, unit: str) -> None:
    """Say what is left out below the first line and above the last."""
    if first.low is not None and not (first.low_in and not _size(first.low)):
        left, word = ("less than", "below") if first.low_in else ("up to", "up_to")
        remedy = f"Begin with a line {{{word}: {first.low}{unit}, is: nothing}}."
        report.add("bands", first.at, f"Nothing is said of {left} {first.low}{unit}.", remedy)
    if last.high is not None:
        left, word = (
            (f"more than {last.high}{unit}", "over") if last.high_in else (f"{last.high}{unit} and more", "from")
        )
        remedy = f"End with a line {{{word}: {last.high}{unit}, is: …}}."
        report.add("bands", last.at, f"Nothing is said of {left}.", remedy)


def _empty(each: Range) -> bool:
    low, high = _size(each.low), _size(each.high)
    return low > high or (low == high and not (each.low_in and each.high_in))


def _next(report: Report, before: Range, after: Range, unit: str) -> None:
    """Say what is left out or said twice between two lines."""
    end = before.high
    word = "over" if before.high_in else "from"
    if end is None or after.low is None:
        what = "This line has no lower end." if after.low is None else "The line before has no upper end."
        remedy = f"Write {word}: {end}{unit}." if end is not None else "Write below: or up_to: into the line before."
        report.add("bands", after.at, what, remedy)
        return
    high, low = _size(end), _size(after.low)
    remedy = f"Write {word}: {end}{unit} here."
    if high > low or (high == low and before.high_in and after.low_in):
        both = f"{end}{unit}" if high == low else f"From {after.low}{unit} to {end}{unit} all"
        report.add("bands", after.at, f"{both} is in this line and in the one before.", remedy)
    elif low > high or not (before.high_in or after.low_in):
        left = f"{end}{unit}" if high == low else f"What is between {end}{unit} and {after.low}{unit}"
        report.add("bands", after.at, f"{left} is in no line.", remedy)


def _size(bound: Bound | None) -> int:
    match bound:
        case Duration(ms=ms):
            return ms
        case Money(minor=minor):
            return minor
        case int():
            return bound
        case None:
            return 0


def refuse_order(read: Reader, node: Node, name: str, kind: Type) -> None:
    """Say that a table cannot be over a fact."""
    remedy = "Write by: for a table over words; a table with bands is over a number, a duration or an amount."
    read.report.add("wrong-type", node.at, f"“{name}” is {kind_of_type(kind)} and has no bands.", remedy)
