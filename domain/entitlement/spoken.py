"""Which languages a pack speaks: all that a customer is told of it, and what of that lacks a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.entitlement.model import Exclusion, Fact, Given, Pack, Rule, Version
from domain.model import Model
from domain.vocabulary import Words


def lacking(pack: Pack, language: str) -> tuple[str, ...]:
    """Return what of a pack has no words in a language, each once, in the order of the pack."""
    return tuple(dict.fromkeys(place for place, words in texts(pack) if not words.get(language)))


def names_of(facts: Mapping[str, Fact], versions: Iterable[Version]) -> tuple[str, ...]:
    """Return the names that a customer is told as words: what facts are chosen from, what is worked out, and its words.

    English has the names themselves.
    """
    chosen = [choice for fact in facts.values() for choice in fact.choices]
    derived = [version.derived for version in versions]
    worked = [name for terms in derived for name in terms]
    words = [word for terms in derived for term in terms.values() for word in _words(term)]
    return tuple(dict.fromkeys([*chosen, *worked, *words]))


def _words(part: object) -> Iterator[str]:
    """Yield the words that a term can come to."""
    match part:
        case Given(value=str(word)):
            yield word
        case Model():
            yield from _words(vars(part))
        case Mapping():
            yield from (word for inner in part.values() for word in _words(inner))
        case tuple():
            yield from (word for inner in part for word in _words(inner))
        case _:
            return


def texts(pack: Pack) -> Iterator[tuple[str, Words]]:
    """Yield every text that a customer may be told, and where it is."""
    yield from (("title", pack.title), ("payer", pack.payer))
    yield from ((name, fact.words) for name, fact in pack.facts.items())
    for name in names_of(pack.facts, pack.versions):
        yield name, {"en": name, **pack.called.get(name, {})}
    for version in pack.versions:
        if version.words:
            yield version.name, version.words
        for rule in version.rules:
            yield from ((rule.id, words) for words in _of_rule(rule))
        for exclusion in version.exclusions:
            yield from ((exclusion.id, words) for words in _of_exclusion(exclusion))


def _of_rule(rule: Rule) -> Iterator[Words]:
    yield rule.words
    yield from rule.in_kind.values()
    if rule.duty is not None:
        yield rule.duty.words


def _of_exclusion(exclusion: Exclusion) -> Iterator[Words]:
    yield exclusion.words
    if exclusion.burden:
        yield exclusion.burden
