"""A pack as playbooks see it: what it asks for, and which of that can matter once some of it is fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from domain.clock.span import WorkingDays, WorkingHours
from domain.entitlement.evaluate import answer
from domain.entitlement.facts import facts_from
from domain.entitlement.model import Fact, Pack
from domain.entitlement.spoken import lacking
from domain.errors import MakegoodError
from domain.expression.types import BASIC, OneOf, Type
from domain.model import Model
from domain.playbook.nodes import Fields
from domain.playbook.owing import PackSeen
from domain.playbook.reader import Reader
from domain.values import Value

_SOME_DAY = date(2026, 1, 1)
"""Stands for the day of a failure where a version is asked by name."""


def seen(pack: Pack, heads: frozenset[str] = frozenset()) -> PackSeen:
    """Return what a playbook has to know of a pack, or of its rules for some heads alone."""
    everything = [rule for version in pack.versions for rule in version.rules]
    rules = [rule for rule in everything if rule.head in heads or not heads]
    pays = any(rule.amount is not None for rule in rules)
    things = frozenset(name for rule in rules for name in rule.in_kind)
    counted = any(isinstance(part, WorkingDays | WorkingHours) for part in _parts(pack))
    return PackSeen(
        name=pack.pack, title=pack.title, facts={name: _type(fact) for name, fact in pack.facts.items()},
        words={name: fact.words.get("en", "") for name, fact in pack.facts.items()}, units=pack.units,
        currencies=pack.currencies if pays else (), things=things, counted=counted, literal=partial(_literal, pack),
        needed=partial(needed, pack, heads=heads), lacking=partial(lacking, pack),
        heads=frozenset(rule.head for rule in rules), about=partial(seen, pack),
    )  # fmt: skip


def needed(pack: Pack, fixed: Mapping[str, Value], heads: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the facts that can matter in some version with a day, in the order of the pack, where some are fixed.

    `heads`: to its rules for these; to all of them where none is named.
    """
    found = set[str]()
    for version in pack.versions:
        if version.in_force is None:
            continue
        try:
            found.update(answer(pack, fixed, _SOME_DAY, version=version.name, heads=heads).missing)
        except MakegoodError:  # what is wrong with a fixed fact is said where it is written
            continue
    units = {pack.units} if pack.units else set[str]()
    return tuple(name for name in pack.facts if name in found | units and name not in fixed)


def _type(fact: Fact) -> Type:
    return OneOf(fact.choices) if fact.kind == "words" else BASIC[fact.kind]


def _literal(pack: Pack, read: Reader, node: Fields) -> Mapping[str, Value]:
    return facts_from(read, node, pack)


def _parts(value: object) -> Iterator[object]:
    match value:
        case Model():
            for part in vars(value).values():
                yield from _parts(part)
        case dict():
            for part in value.values():
                yield from _parts(part)
        case tuple() | list():
            for part in value:
                yield from _parts(part)
        case _:
            yield value
