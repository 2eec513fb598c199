"""What differs between two states of a playbook: what it says round its steps, and the steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from domain.playbook import plan as p
from domain.views.playbook.conditions import conditions, value
from domain.views.playbook.difference.aspects import aspect, fields, of_fields
from domain.views.playbook.difference.change import GROUPS, Aspect, Change, Group, compared
from domain.views.playbook.difference.steps import Steps
from domain.views.playbook.reading import Reading
from domain.views.playbook.values import term

_ABOUT = frozenset({"title", "owner", "markets", "service", "calendar", "playbook", "language"})
_IDS = frozenset({"id", "line", "then"})
Things = Mapping[str, Sequence[Aspect]]
"""Things by name, each with its respects."""


def differences(old: Reading, new: Reading) -> list[Change]:
    """Return all differences, grouped in the order a manager would ask for them."""
    found = [
        *compared("about", old.plan.playbook, _about(old), _about(new)),
        *_named("about", "handles", _handled(old), _handled(new)),
        *_named("facts", "fact", _facts(old), _facts(new)),
        *compared("risk", "risk", _risk(old), _risk(new)),
        *_named("promises", "promise", _promises(old), _promises(new)),
        *Steps(old, new).changes(),
        *_named("at any time", "whenever", _whenever(old), _whenever(new)),
        *_named("afterwards", "follow-up", _follow_ups(old), _follow_ups(new)),
        *compared("afterwards", "closing", of_fields(old, old.plan.close), of_fields(new, new.plan.close)),
        *compared("escalation", "escalation", _escalation(old), _escalation(new)),
    ]
    return sorted(found, key=lambda change: GROUPS.index(change.group))


def _named(group: Group, word: str, old: Things, new: Things) -> Iterator[Change]:
    """Yield the differences of named things: those that are new, that are gone, that are otherwise."""
    for name in dict.fromkeys([*old, *new]):
        subject = f"{word} {name}"
        if name not in old:
            told = _listed(new[name])
            yield Change(group, "new", subject, f"new {subject}{told and ': ' + told}", now=told)
        elif name not in new:
            told = _listed(old[name])
            yield Change(group, "gone", subject, f"{subject} is gone{told and ' (' + told + ')'}", was=told)
        else:
            yield from compared(group, subject, old[name], new[name])


def _listed(aspects: Sequence[Aspect]) -> str:
    return ", ".join(f"{each.field} {each.shown}" for each in aspects)


def _about(reading: Reading) -> list[Aspect]:
    plan = reading.plan
    return list(of_fields(reading, plan, frozenset(vars(plan)) - _ABOUT))


def _handled(reading: Reading) -> Things:
    return {each.failure: list(of_fields(reading, each, frozenset({"failure"}))) for each in reading.plan.handles}


def _facts(reading: Reading) -> Things:
    declared = {name: _fact(reading, name, kind) for name, kind in reading.plan.facts.items()}
    derived = {
        name: [Aspect("means", value(reading, source), source, source)] for name, source in reading.plan.derived.items()
    }
    return {**declared, **derived}


def _fact(reading: Reading, name: str, kind: p.FactType) -> list[Aspect]:
    return [replace(each, field=each.field.replace(f"{name}:", "is")) for each in fields(reading, {name: kind}, "")]


def _risk(reading: Reading) -> Iterator[Aspect]:
    risk = reading.plan.risk
    yield _level(reading, "likelihood", risk.likelihood, "likelihood")
    for scale, level in risk.consequence.items():
        yield _level(reading, scale, level, "level")
    for name, when in risk.modifiers.items():
        told = conditions(reading, when)
        yield Aspect(name.replace("_", " "), told, repr(when))
    if risk.useless_after is not None:
        yield aspect(reading, "useless after", risk.useless_after)


def _level(reading: Reading, field: str, level: p.Term, table: str) -> Aspect:
    return replace(aspect(reading, field, level), shown=term(reading, level, table))


def _promises(reading: Reading) -> Things:
    return {name: list(of_fields(reading, promise)) for name, promise in reading.plan.promises.items()}


def _whenever(reading: Reading) -> Things:
    return {each.id: [*of_fields(reading.at(each.id), each, _IDS), _then(each)] for each in reading.plan.whenever}


def _then(each: p.Whenever) -> Aspect:
    return Aspect("then", "the plan goes on" if each.then == "go_on" else "the plan is left", each.then)


def _follow_ups(reading: Reading) -> Things:
    return {
        each.id or each.survey or each.call: list(of_fields(reading, each, frozenset({"id"})))
        for each in reading.plan.follow_up
    }


def _escalation(reading: Reading) -> Iterator[Aspect]:
    for tier, ladder in reading.plan.escalation.items():
        told = [f"{rung.direction} to {rung.to} after {reading.span(rung.after)}" for rung in ladder]
        yield Aspect(f"{tier}:", ", then ".join(told), repr(told))
