"""What a playbook has to know of a pack of entitlements to ask it: its facts, their types, and which of them matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.expression.types import MONEY, YES_NO, FieldOf, RecordOf, Type
from domain.playbook.nodes import Fields
from domain.playbook.reader import Reader
from domain.values import Value
from domain.vocabulary import Words

ENTITLED: Final = RecordOf({
    "due": FieldOf(YES_NO), "care": FieldOf(YES_NO), "refused": FieldOf(YES_NO), "amount": FieldOf(MONEY),
    "total": FieldOf(MONEY),
})  # fmt: skip
"""What entitled() tells: whether anything is owed, whether in kind, whether something is refused, how much for one
unit, and in all."""


@dataclass(frozen=True, slots=True)
class PackSeen:
    """A pack as a playbook sees it; packs are read elsewhere, and only what is needed here comes along.

    Args:
        name: what it is called by playbooks.
        title: what it is called by people.
        facts: the facts it may ask for, with their types, in its order.
        words: what each of them is, in English.
        units: the fact that says for how many of its unit, "" where an answer is for one.
        currencies: in which it pays; none where it never owes money.
        things: what it may owe in kind, by name.
        counted: whether it counts working days, which takes a calendar.
        literal: reads facts that are written out.
        needed: returns the facts that can matter where those are fixed that are given.
        lacking: returns what of it has no words in a language.
        heads: what those of its rules are for that are asked (compensation, refund).
        about: returns the same pack as it is where only its rules for some of these are asked.
    """

    name: str
    title: Words
    facts: Mapping[str, Type]
    words: Mapping[str, str]
    units: str
    currencies: tuple[str, ...]
    things: frozenset[str]
    counted: bool
    literal: Callable[[Reader, Fields], Mapping[str, Value]]
    needed: Callable[[Mapping[str, Value]], tuple[str, ...]]
    lacking: Callable[[str], tuple[str, ...]]
    heads: frozenset[str]
    about: Callable[[frozenset[str]], PackSeen]
