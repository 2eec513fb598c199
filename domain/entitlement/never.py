"""Rules that can never apply: conditions that contradict each other, and rules behind one that always comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from domain.clock.duration import Duration
from domain.entitlement.model import Exclusion, Nothing, Version
from domain.expression import parse
from domain.expression.tree import Constant, Items, Logic, Name, Negated, Node, Operation
from domain.money import Money
from domain.playbook.findings import At, Report

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(slots=True)
class _Known:
    """What is known of one fact: between which ends it lies, which words it can be."""

    low: int | None = None
    low_in: bool = True
    high: int | None = None
    high_in: bool = True
    words: set[object] | None = None
    not_words: set[object] = field(default_factory=set)

    def narrow(self, mark: str, value: object) -> None:
        """Take a comparison in."""
        if mark == "==" and isinstance(value, str | bool):
            self.words = {value} if self.words is None else self.words & {value}
        elif mark == "!=" and isinstance(value, str | bool):
            self.not_words.add(value)
        elif mark == "in" and isinstance(value, tuple):
            self.words = set(value) if self.words is None else self.words & set(value)
        elif (size := _size(value)) is not None:
            self._between(mark, size)

    def _between(self, mark: str, size: int) -> None:
        if mark in {"<", "<=", "=="} and (self.high is None or size < self.high or (size == self.high and mark == "<")):
            self.high, self.high_in = size, mark != "<"
        if mark in {">", ">=", "=="} and (self.low is None or size > self.low or (size == self.low and mark == ">")):
            self.low, self.low_in = size, mark != ">"

    @property
    def impossible(self) -> bool:
        """Say whether nothing can be like that."""
        if self.words is not None and not self.words - self.not_words:
            return True
        if self.low is None or self.high is None:
            return self.high is not None and (self.high < 0 or (self.high == 0 and not self.high_in))
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))


def _size(value: object) -> int | None:  # noqa: PLR0911 — one line a kind
    match value:
        case bool():
            return None
        case int():
            return value
        case Duration(ms=ms):
            return ms
        case Money(minor=minor):
            return minor
        case datetime():
            return None
        case date():
            return value.toordinal()
        case _:
            return None


def contradictory(conditions: Sequence[str]) -> bool:
    """Say whether conditions can never hold together, as far as they compare facts with values that are written out."""
    known: dict[str, _Known] = {}
    for source in conditions:
        for name, mark, value in _compared(parse(source).tree):
            known.setdefault(name, _Known()).narrow(mark, value)
    return any(each.impossible for each in known.values())


def _compared(node: Node) -> Iterator[tuple[str, str, object]]:
    match node:
        case Logic(mark="&&"):
            for part in node.parts:
                yield from _compared(part)
        case Name():
            yield node.name, "==", True
        case Negated(mark="!", of=Name(name=name)):
            yield name, "==", False
        case Operation(mark="in", left=Name(name=name), right=Items(items=items)):
            if all(isinstance(item, Constant) for item in items):
                yield name, "in", tuple(item.value for item in items if isinstance(item, Constant))
        case Operation(mark=mark, left=Name(name=name), right=Constant(value=value)):
            yield name, mark, value
        case Operation(mark=mark, left=Constant(value=value), right=Name(name=name)) if mark in _FLIPPED:
            yield name, _FLIPPED[mark], value


def never_applies(report: Report, version: Version, rules: Sequence[At], exclusions: Sequence[At]) -> None:
    """Note rules and exclusions of a version that can never apply."""
    for place, at in enumerate(rules):
        _rule(report, version, place, at)
    for exclusion, at in zip(version.exclusions, exclusions, strict=True):
        _exclusion(report, version, exclusion, at)


def _rule(report: Report, version: Version, place: int, at: At) -> None:
    rule = version.rules[place]
    if contradictory(rule.when):
        what = f"“{rule.id}” can never apply: its conditions contradict each other."
        report.add("never-applies", at, what, "Correct a condition, or take the rule out.")
    if isinstance(rule.amount, Nothing) and not rule.in_kind and rule.duty is None:
        report.add("never-applies", at, f"“{rule.id}” gives nothing.", "Write what it gives.")
    first = next((b for b in version.rules[:place] if b.head == rule.head and set(b.when) <= set(rule.when)), None)
    if first is not None:
        what = f"“{rule.id}” can never apply: where it would, “{first.id}” already does, for “{rule.head}”, too."
        report.add("never-applies", at, what, f"Put it before “{first.id}”, or say for: something else.")
    if any(contradictory([*rule.when, *reduction.when]) for reduction in rule.reduced):
        what = f"A reduction of “{rule.id}” can never apply: its conditions contradict each other."
        report.add("never-applies", at, what, "Correct a condition, or take it out.")


def _exclusion(report: Report, version: Version, exclusion: Exclusion, at: At) -> None:
    if contradictory([*exclusion.when, *exclusion.proven]):
        what = f"“{exclusion.id}” can never apply: its conditions contradict each other."
        report.add("never-applies", at, what, "Correct a condition, or take it out.")
    for barred in (rule for rule in version.rules if rule.id in exclusion.bars):
        if not exclusion.proven and set(exclusion.when) <= set(barred.when):
            what = f"“{barred.id}” can never apply: “{exclusion.id}” always keeps it from it."
            report.add("never-applies", at, what, "Correct one of the two.")
