"""Values of a playbook in words: literals, formulas, values by cases, records; and the types of facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from domain.clock.duration import Duration
from domain.playbook import plan as p
from domain.views.playbook.conditions import conditions, constant, value
from domain.views.playbook.reading import Reading


def term(reading: Reading, written: p.Term, table: str = "") -> str:
    """Return a value in words; `table` names the phrases of a closed set of words (`level`)."""
    match written:
        case p.Given():
            phrase = f"{table}.{written.value}"
            return reading.say(phrase) if table and reading.says(phrase) else constant(reading, written.value)
        case p.Formula():
            return value(reading, written.source)
        case p.ByCases():
            lines = [
                reading.say("case.of", value=term(reading, line.then, table), when=conditions(reading, line.when))
                for line in written.cases
            ]
            return ", ".join([*lines, reading.say("case.else", value=term(reading, written.otherwise, table))])
        case p.Record():
            return "(" + named(reading, written.fields) + ")"
        case _:
            assert_never(written)


def named(reading: Reading, terms: Mapping[str, p.Term]) -> str:
    """Return named values in words: `flight = the next flight; note = …`."""
    return "; ".join(f"{name.replace('_', ' ')} = {term(reading, each)}" for name, each in terms.items())


def _digits(number: int, language: str) -> str:
    return f"{number:,}" if language == "en" else f"{number:,}".replace(",", ".")


def _bounded(reading: Reading, told: str, kind: p.FactType) -> str:
    """Return a type with its bounds: whole number, from 1 to 60; of those that are not written nothing is said."""
    bounds = {name: bound for name, bound in (("least", kind.least), ("most", kind.most)) if bound is not None}
    shown = {
        name: reading.span(Duration(bound))
        if kind.type == "duration" and bound >= 0
        else _digits(bound, reading.language)
        for name, bound in bounds.items()
    }
    return reading.say(f"type.{'-'.join(bounds)}", a=told, **shown) if bounds else told


def type_words(reading: Reading, kind: p.FactType) -> str:
    """Return the type of a fact or of a field in words."""
    match kind.type:
        case "records":
            told = reading.say("type.records", of=", ".join(name.replace("_", " ") for name in kind.of))
        case "words":
            told = reading.say("type.words", of=", ".join(kind.words))
        case plain:
            told = reading.say(f"type.{plain}")
            told = _bounded(reading, told, kind)
    told = reading.say("optional", a=told) if kind.optional else told
    return reading.say("private", a=told) if kind.private else told
