"""What a rule gives, in a manager's words: `250 EUR`, `25% of the fare`, a table line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from domain.entitlement import model as m
from domain.views.entitlement.telling import Teller


def term(teller: Teller, of: m.Term) -> str:
    """Write a term in one line."""
    lines = dict(parts(teller, of))
    return lines[""] if list(lines) == [""] else "; ".join(f"{name}: {value}" for name, value in lines.items())


def parts(teller: Teller, of: m.Term) -> Iterator[tuple[str, str]]:
    """Yield the lines of a term: under which condition, and what is given then."""
    match of:
        case m.Banded():
            for band in of.bands:
                covered = teller.range(dict(band), of.over)
                yield from _below(teller, f"{teller.name(of.over)} {covered}", band.then)
        case m.ByWord():
            for name, then in of.ways.items():
                yield from _below(teller, f"{teller.name(of.by)} {_word(teller, name)}", then)
            if of.otherwise is not None:
                yield from _below(teller, f"{teller.name(of.by)} anything else", of.otherwise)
        case m.ByCases():
            for line in of.cases:
                yield from _below(teller, " and ".join(line.when), line.then)
            yield from _below(teller, "otherwise", of.otherwise)
        case m.Total():
            for number, part in enumerate(of.parts):
                yield from _below(teller, "first" if not number else "plus", part)
        case _:
            yield "", _one(teller, of)


def _word(teller: Teller, name: str) -> str:
    return {"true": "yes", "false": "no"}.get(name, teller.word(name))


def _below(teller: Teller, name: str, then: m.Term) -> Iterator[tuple[str, str]]:
    for inner, value in parts(teller, then):
        yield (f"{name}, {inner}" if inner else name), value


def _one(teller: Teller, of: m.Term) -> str:  # noqa: PLR0911 — one line a kind
    match of:
        case m.Nothing():
            return "nothing"
        case m.Given(value=value):
            return teller.value(value)
        case m.Named(name=name):
            return teller.name(name)
        case m.Computed(source=source):
            return source
        case m.Part(share=share, of=name):
            return f"{share.written} of {teller.name(name)}"
        case m.Each():
            start = f" after {term(teller, of.after)}" if of.after is not None else ""
            per = teller.value(of.per, of.of.name if isinstance(of.of, m.Named) else "")
            kind = "begun" if of.begun else "full"
            return f"{term(teller, of.amount)} for each {kind} {per} of {term(teller, of.of)}{start}"
        case m.Indexed():
            steps = f"in steps of {teller.value(of.rounding.to)}, {teller.say(of.rounding.how)}"
            return f"{teller.value(of.published)} ({term(teller, of.base)} × {of.factor.written}, {steps})"
        case m.Counted():
            return f"days from {teller.name(of.since)} and {teller.length(of.after)} more to {teller.name(of.until)}"
        case m.Banded() | m.ByWord() | m.ByCases() | m.Total():
            return term(teller, of)
        case _:
            assert_never(of)
